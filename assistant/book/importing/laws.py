"""Laws inside a row of households, clients and accounts: what closes, when, and why."""

from __future__ import annotations

import numpy as np

from assistant.book.importing.report import Findings
from assistant.book.importing.sheets import Array, Folder, Sheet

DATES_IN_ORDER = (
    ("households", "since", "closed_on", "closed_before_since"),
    ("accounts", "opened_on", "closed_on", "closed_before_opened"),
    ("clients", "birth_date", "deceased_on", "deceased_before_birth"),
)
"""Table, the earlier date, the later date, and the word for when they are the other way round."""


def check_rows(folder: Folder, findings: Findings) -> None:
    for table, earlier, later, kind in DATES_IN_ORDER:
        if sheet := folder.sheets.get(table):
            _check_order(sheet, earlier, later, kind, findings)
    if households := folder.sheets.get("households"):
        _check_closing(households, findings)
        _check_mergers(households, findings)


def _check_order(sheet: Sheet, earlier: str, later: str, kind: str, findings: Findings) -> None:
    dates = zip(sheet.lines.tolist(), sheet.values[earlier].tolist(), sheet.values[later].tolist(), strict=True)
    for line, first, last in dates:
        if first is not None and last is not None and last < first:
            message = f"{last} is before {earlier}, {first}; one of the two is wrong"
            findings.wrong(sheet.file.file, line, later, kind, message)


def _check_closing(households: Sheet, findings: Findings) -> None:
    closed, reason = _given(households, "closed_on"), _given(households, "close_reason")
    readable = households.fine("closed_on", "close_reason")
    for line in households.lines[readable & reason & ~closed].tolist():
        message = "a reason without a date; write closed_on, or blank the reason"
        findings.wrong("households.csv", line, "close_reason", "reason_without_date", message)
    for line in households.lines[readable & closed & ~reason].tolist():
        message = "is blank, so no report can say why this household left"
        findings.warn("households.csv", line, "close_reason", "date_without_reason", message)


def _check_mergers(households: Sheet, findings: Findings) -> None:
    merged = households.values["close_reason"] == "merged"
    if "merged_into" not in households.values:  # the column may be missing: then nobody says where they went
        for line in households.lines[merged].tolist():
            message = "merged, but there is no column merged_into to say into which household"
            findings.warn("households.csv", line, "close_reason", "merged_nowhere", message)
        return
    into, readable = _given(households, "merged_into"), households.fine("merged_into", "close_reason")
    for line in households.lines[readable & merged & ~into].tolist():
        message = "is blank, but the household is merged; write the id of the household it went into"
        findings.wrong("households.csv", line, "merged_into", "missing_merged_into", message)
    for line in households.lines[readable & into & ~merged].tolist():
        message = "names a household, but close_reason is not merged; write merged, or blank this cell"
        findings.wrong("households.csv", line, "merged_into", "merged_into_without_merger", message)


def _given(sheet: Sheet, column: str) -> Array:
    return np.array([value is not None for value in sheet.values[column].tolist()], dtype=bool)

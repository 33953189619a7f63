"""Laws of monthly balances: each row adds up to the cent, months follow each other, accounts begin and end at nothing.

The rows of the folder are looked at together with those the database holds already, so that a folder with one new month
is checked against the month before it. A break stands at the row of the folder that shows it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assistant.book.cells import amount
from assistant.book.importing.report import Findings
from assistant.book.importing.sheets import Array, Folder, Sheet
from assistant.book.importing.stored import Stored

FILE = "balances.csv"
SIGNS = {
    "begin_value_cents": 1, "contributions_cents": 1, "withdrawals_cents": -1, "transfers_in_cents": 1,
    "transfers_out_cents": -1, "market_gain_cents": 1, "fees_cents": -1,
}  # fmt: skip
BEGIN, END = "begin_value_cents", "end_value_cents"


@dataclass(frozen=True, slots=True)
class Life:
    """When an account opened and closed, and the line of accounts.csv that says so (0 when only the database does)."""

    opened: dt.date | None
    closed: dt.date | None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Chain:
    """Balances of folder and database in order of account and month. `month` counts months, `line` is 0 for a row of
    the database, `knows_begin` and `knows_end` are False where the folder's cell could not be read, `is_first` is True
    at the first row of an account; of accounts in `unsure` the month of a row is unreadable, so no gap is judged."""

    account: Array
    month: Array
    begin: Array
    end: Array
    line: Array
    knows_begin: Array
    knows_end: Array
    is_first: Array
    unsure: frozenset[Any]


def check_balances(folder: Folder, stored: Stored, findings: Findings) -> None:
    sheet = folder.sheets.get("balances")
    if sheet is None:
        return
    _check_identity(sheet, findings)
    chain = _chain(sheet, stored)
    if len(chain.line):
        lives = _lives(folder, stored)
        _check_gaps(chain, findings)
        _check_joins(chain, findings)
        _check_beginnings(chain, lives, findings)
        _check_endings(chain, lives, findings)
    if revenue := folder.sheets.get("revenue"):
        _compare_fees(sheet, revenue, findings)


def _check_identity(sheet: Sheet, findings: Findings) -> None:
    readable = sheet.where(sheet.fine(*SIGNS, END))
    total = np.zeros(len(readable), dtype=np.int64)
    for column, sign in SIGNS.items():
        total += sign * readable.values[column].astype(np.int64)
    end = readable.values[END].astype(np.int64)
    for position in np.flatnonzero(total != end).tolist():
        told, right = int(end[position]), int(total[position])
        message = f"{amount(told)} is {_off(told, right)}: the row adds up to {amount(right)}"
        findings.wrong(FILE, int(readable.lines[position]), "end_value", "identity_break", message)


def _chain(sheet: Sheet, stored: Stored) -> Chain:
    keyed = sheet.fine("account_id", "month")
    known = sheet.where(keyed)
    frame = pd.concat([_of_folder(known), _of_database(known, stored)], ignore_index=True)
    codes, names = pd.factorize(frame["account"].to_numpy(object))
    month, line = _month_numbers(frame["month"]), frame["line"].to_numpy(np.int64)
    order = np.lexsort((line, month, codes))
    repeated = np.r_[False, (np.diff(codes[order]) == 0) & (np.diff(month[order]) == 0)] if len(order) else []
    order = order[~np.asarray(repeated, dtype=bool)]
    return Chain(
        account=names[codes[order]],
        month=month[order],
        begin=frame["begin"].to_numpy(np.int64)[order],
        end=frame["end"].to_numpy(np.int64)[order],
        line=line[order],
        knows_begin=frame["knows_begin"].to_numpy(bool)[order],
        knows_end=frame["knows_end"].to_numpy(bool)[order],
        is_first=np.diff(codes[order], prepend=-1) != 0,
        unsure=frozenset(sheet.values["account_id"][sheet.fine("account_id") & ~keyed].tolist()),
    )


def _of_folder(known: Sheet) -> pd.DataFrame:
    begins, ends = known.fine(BEGIN), known.fine(END)
    return pd.DataFrame({
        "account": known.values["account_id"], "month": known.values["month"], "line": known.lines,
        "begin": np.where(begins, known.values[BEGIN], 0).astype(np.int64), "knows_begin": begins,
        "end": np.where(ends, known.values[END], 0).astype(np.int64), "knows_end": ends,
    })  # fmt: skip


def _of_database(known: Sheet, stored: Stored) -> pd.DataFrame:
    """Rows of the database that the folder does not bring anew."""
    rows = stored.rows("balances", [BEGIN, END])
    for key in known.keys():  # noqa: SIM118 — a method of the sheet, which is no mapping
        rows.pop(key, None)
    kept = [(account, month, 0, begin, True, end, True) for (account, month), (begin, end) in rows.items()]
    return pd.DataFrame(kept, columns=["account", "month", "line", "begin", "knows_begin", "end", "knows_end"])


def _lives(folder: Folder, stored: Stored) -> dict[Any, Life]:
    lives = {account: Life(*row) for account, row in stored.by_id("accounts", ["opened_on", "closed_on"]).items()}
    if sheet := folder.sheets.get("accounts"):
        columns = (sheet.values[name].tolist() for name in ("account_id", "opened_on", "closed_on"))
        for account, opened, closed, line in zip(*columns, sheet.lines.tolist(), strict=True):
            muddled = opened and closed and closed < opened  # reported at the account, not at its balances
            lives[account] = Life(opened, None if muddled else closed, line)
    return lives


def _check_gaps(chain: Chain, findings: Findings) -> None:
    step = np.diff(chain.month, prepend=chain.month[:1])
    for position in np.flatnonzero(~chain.is_first & (step > 1)).tolist():
        line = int(chain.line[position] or chain.line[position - 1])  # 0: the book has had this gap before
        account = chain.account[position]
        if line and account not in chain.unsure:
            first, last = _month_name(chain.month[position - 1] + 1), _month_name(chain.month[position] - 1)
            missing = first if first == last else f"{first} to {last}"
            findings.wrong(FILE, line, "month", "gap_in_months", f"account {account} has no row for {missing}; add it")


def _check_joins(chain: Chain, findings: Findings) -> None:
    follows = ~chain.is_first & (np.diff(chain.month, prepend=chain.month[:1]) == 1)
    known = chain.knows_begin & np.r_[False, chain.knows_end[:-1]]
    before = np.r_[0, chain.end[:-1]]
    for position in np.flatnonzero(follows & known & (chain.begin != before)).tolist():
        begin, end = int(chain.begin[position]), int(before[position])
        kind = "begin_not_previous_end"
        if line := int(chain.line[position]):
            message = f"{amount(begin)} is {_off(begin, end)}: the month before ended at {amount(end)}"
            findings.wrong(FILE, line, "begin_value", kind, message)
        elif line := int(chain.line[position - 1]):
            message = f"{amount(end)} is {_off(end, begin)}: in the book the month after begins at {amount(begin)}"
            findings.wrong(FILE, line, "end_value", kind, message)


def _check_beginnings(chain: Chain, lives: dict[Any, Life], findings: Findings) -> None:
    starts = int(chain.month.min())
    filled = chain.is_first & chain.knows_begin & (chain.begin != 0) & (chain.line > 0)
    for position in np.flatnonzero(filled).tolist():
        account = chain.account[position]
        opened = lives[account].opened if account in lives else None
        if _is_new(opened, int(chain.month[position]), starts):
            begin = amount(int(chain.begin[position]))
            message = f"{begin} is where account {account} begins, but a new account begins at 0.00"
            findings.wrong(FILE, int(chain.line[position]), "begin_value", "new_not_empty", message)


def _is_new(opened: dt.date | None, first_month: int, history_starts: int) -> bool:
    """The history of a firm may start later than an account: one opened in an earlier month may begin with money in it.
    Where the opening day is blank, an account that appears after the history's first month is new."""
    if opened is not None:
        return _number_of(opened) >= first_month
    return first_month > history_starts


def _check_endings(chain: Chain, lives: dict[Any, Life], findings: Findings) -> None:
    """An account whose closing month is not yet in the book has not ended there."""
    latest = int(chain.month.max())
    closings = {account: _number_of(life.closed) for account, life in lives.items() if life.closed}
    closing = np.array([closings.get(account, latest + 1) for account in chain.account.tolist()], dtype=np.int64)
    after = chain.month > closing
    is_last = ~after & np.r_[(chain.is_first | after)[1:], True]
    filled = is_last & (closing <= latest) & chain.knows_end & (chain.end != 0)
    said_of: set[Any] = set()
    for position in np.flatnonzero(after | filled).tolist():
        account, line = chain.account[position], int(chain.line[position])
        closed = f"account {account} closed on {lives[account].closed}"
        if line and after[position]:
            findings.wrong(FILE, line, "month", "row_after_close", f"{closed}; no row may follow that month")
        elif line:
            end = amount(int(chain.end[position]))
            findings.wrong(FILE, line, "end_value", "closed_not_empty", f"{closed} and must end at 0.00, not at {end}")
        elif lives[account].line and account not in said_of:
            said_of.add(account)
            month, end = _month_name(chain.month[position]), amount(int(chain.end[position]))
            message = f"{closed}, but the book has its {month}, ending at {end}; correct the day or the balances"
            findings.wrong("accounts.csv", lives[account].line, "closed_on", "closed_not_empty", message)


def _compare_fees(sheet: Sheet, revenue: Sheet, findings: Findings) -> None:
    """Fees debited and advisory revenue of an account and month are one amount where both are given. A fee of 0.00 is
    one not yet debited: the revenue is a receivable."""
    readable = revenue.fine("account_id", "month", "amount_cents")
    advisory = revenue.where(readable & (revenue.values["type"] == "advisory_fee"))
    told: dict[Any, int] = {}
    lines: dict[Any, int] = {}
    columns = (advisory.values[name].tolist() for name in ("account_id", "month", "amount_cents"))
    for account, month, cents, line in zip(*columns, advisory.lines.tolist(), strict=True):
        told[account, month] = told.get((account, month), 0) + cents
        lines.setdefault((account, month), line)
    charged = sheet.where(sheet.fine("account_id", "month", "fees_cents"))
    for key, fee in zip(charged.keys(), charged.values["fees_cents"].tolist(), strict=True):
        cents = told.get(key, fee)
        if fee and cents != fee:
            message = f"{amount(cents)} is {_off(cents, fee)}: {FILE} debits a fee of {amount(fee)} in {key[1]}"
            findings.warn("revenue.csv", lines[key], "amount", "fee_differs", message)


def _off(told: int, right: int) -> str:
    return f"{amount(abs(told - right))} too {'much' if told > right else 'little'}"


def _number_of(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _month_numbers(months: pd.Series[str]) -> Array:
    codes, names = pd.factorize(months.to_numpy(object))
    numbers = np.array([int(name[:4]) * 12 + int(name[5:]) - 1 for name in names], dtype=np.int64)
    return numbers[codes] if len(codes) else np.zeros(0, dtype=np.int64)


def _month_name(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"

"""Laws of ids: no key twice, every id known in the folder or in the database, no circle where there must be none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.book.importing.report import Findings
from assistant.book.importing.sheets import Folder, Sheet
from assistant.book.importing.stored import Stored
from assistant.book.importing.values import shown
from assistant.book.sharing import parse_split

CIRCLES = (
    ("org_units", "parent_id", "a unit cannot stand below itself; correct its parent"),
    ("households", "merged_into", "a household cannot go into itself; name the one that is still there"),
    ("clients", "next_generation_of", "a client cannot descend from themselves; correct the older generation"),
)
"""Links that must lead somewhere. Circles of referrals are allowed and only mentioned."""

Ids = Mapping[str, set[Any]]


@dataclass(frozen=True, slots=True)
class Known:
    """Ids of the folder and of the database, and those of rows that were left out before."""

    folder: Folder
    stored: Stored
    left_out: Ids

    def ids(self, table: str, column: str) -> set[Any] | None:
        """None when nobody can tell: neither folder nor database has such a table, or its file cannot be read."""
        sheet = self.folder.sheets.get(table)
        if table in self.folder.unread or (sheet is None and self.stored.empty(table)):
            return None
        return set(self.stored.ids(table, column)).union(sheet.values[column].tolist() if sheet else ()) - {None}

    def warn_unchecked(self, sheet: Sheet, column: str, table: str, findings: Findings) -> None:
        if table not in self.folder.unread:
            message = f"there is no {table}.csv, so the ids in this column were kept unchecked"
            findings.warn(sheet.file.file, None, column, "unchecked_ids", message)


def check_references(folder: Folder, stored: Stored, findings: Findings, left_out: Ids) -> None:
    """`left_out`: ids by table of rows that were set aside before; a row that needs one is told so."""
    known = Known(folder, stored, left_out)
    for sheet in folder.sheets.values():
        _check_keys(sheet, findings)
        for column in sheet.columns:
            if refers := column.info.get("refers"):
                _check_column(known, sheet, column.name, refers, findings)
    if accounts := folder.sheets.get("accounts"):
        _check_splits(known, accounts, findings)
    if users := folder.sheets.get("users"):
        _check_users(known, users, findings)
    for table, link, advice in CIRCLES:
        for line, members in _circles(folder, stored, table, link):
            path = " → ".join([*members, members[0]])
            findings.wrong(f"{table}.csv", line, link, "circle", f"{path} goes round in a circle: {advice}")
    for line, members in _circles(folder, stored, "households", "referred_by_household_id"):
        message = f"{', '.join(members)} referred each other in a circle; that is allowed, but look whether it is meant"
        findings.warn("households.csv", line, "referred_by_household_id", "referral_cycle", message)


def _check_keys(sheet: Sheet, findings: Findings) -> None:
    readable = sheet.where(sheet.fine(*sheet.key))
    keys = list(readable.keys())
    if len(set(keys)) == len(keys):
        return
    single = len(sheet.key) == 1
    column, kind = (sheet.key[0], "duplicate_id") if single else ("", "duplicate_natural_key")
    first: dict[tuple[Any, ...], int] = {}
    for key, line in zip(keys, readable.lines.tolist(), strict=True):
        if first.setdefault(key, line) != line:
            message = (
                f"line {first[key]} has {', '.join(shown(str(part)) for part in key)} already; keep one of the two"
            )
            findings.wrong(sheet.file.file, line, column, kind, message)


def _check_column(known: Known, sheet: Sheet, column: str, refers: str, findings: Findings) -> None:
    table, target = refers.split(".")
    named = set(sheet.values[column].tolist()) - {None, ""}
    ids = known.ids(table, target) if named else set()
    if ids is None:
        known.warn_unchecked(sheet, column, table, findings)
        return
    unknown = named - ids
    if not unknown:
        return
    for line, value in _filled(sheet, column):
        if value in unknown:
            kind, message = "unknown_id", f"{shown(value)} is in no row of {table}.csv; add it there or correct the id"
            if value in known.left_out.get(table, ()):
                kind, message = "left_out", f"needs {shown(value)} of {table}.csv, which was left out"
            findings.wrong(sheet.file.file, line, column, kind, message)


def _check_splits(known: Known, accounts: Sheet, findings: Findings) -> None:
    advisors = known.ids("advisors", "advisor_id")
    for line, split in _filled(accounts, "split"):
        for advisor, _ in parse_split(split):
            if advisors is not None and advisor not in advisors:
                message = f"{shown(advisor)} is in no row of advisors.csv; add it there or correct the split"
                findings.wrong("accounts.csv", line, "split", "unknown_id", message)


def _check_users(known: Known, users: Sheet, findings: Findings) -> None:
    advisors, units = known.ids("advisors", "advisor_id"), known.ids("org_units", "unit_id")
    named = [(line, name.strip()) for line, cell in _filled(users, "acts_for") for name in cell.split(";")]
    strangers = [
        (line, name) for line, name in named if name and name not in (advisors or ()) and name not in (units or ())
    ]
    if strangers and (advisors is None or units is None):
        known.warn_unchecked(users, "acts_for", "org_units", findings)
    else:
        for line, name in strangers:
            message = f"{shown(name)} is no advisor and no unit; write ids of advisors.csv or one of org_units.csv"
            findings.wrong("users.csv", line, "acts_for", "unknown_id", message)
    first: dict[str, int] = {}
    for line, email in _filled(users, "email"):
        if first.setdefault(email.lower(), line) != line:  # two users of one email are one and the same at sign-in
            message = f"line {first[email.lower()]} has {shown(email)} already; one person is one user"
            findings.wrong("users.csv", line, "email", "duplicate_email", message)


def _filled(sheet: Sheet, column: str) -> list[tuple[int, Any]]:
    """Line and value of the cells that are not blank."""
    values = sheet.values[column].tolist()
    return [(line, value) for line, value in zip(sheet.lines.tolist(), values, strict=True) if value]


def _circles(folder: Folder, stored: Stored, table: str, link: str) -> list[tuple[int, list[str]]]:
    """Circles that rows of the folder take part in: the line of the first such row, and the ids from it on."""
    sheet = folder.sheets.get(table)
    if sheet is None or link not in sheet.values:
        return []
    ids = sheet.values[sheet.key[0]].tolist()
    links = {row_id: row[0] for row_id, row in stored.by_id(table, [link]).items()}
    links.update(zip(ids, sheet.values[link].tolist(), strict=True))
    line_of = dict(zip(ids, sheet.lines.tolist(), strict=True))
    found = []
    for circle in _walk(links):
        placed = sorted((line_of[member], member) for member in circle if member in line_of)
        if placed:
            line, first = placed[0]
            start = circle.index(first)
            found.append((line, [shown(member) for member in (*circle[start:], *circle[:start])]))
    return sorted(found)


def _walk(links: Mapping[Any, Any]) -> list[list[Any]]:
    """Every circle of a graph where each node has at most one way out."""
    done: set[Any] = {None}
    circles = []
    for start in links:
        path: dict[Any, int] = {}
        node = start
        while node not in done and node not in path:
            path[node] = len(path)
            node = links.get(node)
        if node in path:
            circles.append(list(path)[path[node] :])
        done.update(path)
    return circles

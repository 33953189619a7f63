"""Who must take a required distribution this year, how much, what was taken so far, and by when the rest is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.distributions import tables
from assistant.analytics.distributions.dues import RMD4, RMD5, Due, Dues, dues_of
from assistant.analytics.distributions.money import RMD3, RMD3_MARKED
from assistant.analytics.distributions.rules import RMD1, RMD2
from assistant.analytics.labels import client_labels
from assistant.analytics.wallet import partly_seen
from assistant.blocks import Block, Result
from assistant.figures import Figure, Line, Method, Rows, money

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

RMD6 = Method("RMD6", "accounts whose product says that they were inherited; their amount is not computed")
NAMED = 3
EXCISE = (
    "What is not taken in time bears an excise tax of 25 % of the shortfall, 10 % when corrected within about two "
    "years (Internal Revenue Code 4974; SECURE 2.0 Act, section 302). General information, no tax advice."
)
OWNER = (
    "A book says which household an account belongs to, not which person: the primary client is taken for the owner, "
    "and the least and the most for the others who might be stand beside it."
)
WITHDRAWN = (
    "Every withdrawal of the year counts as taken; the custodian's own figure decides. A rollover to another firm "
    "looks like a withdrawal here and does not count."
)
TEN_YEARS = (
    "Inherited accounts are listed apart: many beneficiaries must empty them by the end of the tenth year after the "
    "death (26 CFR 1.401(a)(9)-5), some must also take something each year. No amount is computed for them."
)


def required_distributions(book: Book, *, household_id: str | None = None, due_only: bool = False) -> Result:
    """Required minimum distributions of the calendar year of the book's date: each owner's IRAs together, each employer
    plan by itself, with what was taken, what is left and by when; where the owner is in doubt or something is missing,
    and inherited accounts, apart.

    `due_only` lists what is not taken in full yet. Sources: RMD1 to RMD6.
    """
    dues = dues_of(book, household_id=household_id)
    labels = client_labels(book)
    figures = _figures(dues, book)
    return Result(
        title=f"Required distributions of {book.scope.label} for {book.as_of.year}",
        as_of=book.as_of,
        figures=figures,
        blocks=_blocks(dues, labels, due_only),
        summary=_summary({f.key: f for f in figures}, dues, labels),
        caveats=_caveats(dues, book),
        data_version=book.data_version,
    )


def _by_what_is_left(dues: Iterable[Due]) -> list[Due]:
    """Most left first; what cannot be said stands in front."""
    return sorted(
        dues, key=lambda d: (d.remaining is not None, -(d.remaining or 0), d.due_on, d.household_id, d.accounts, d.year)
    )


def _figures(dues: Dues, book: Book) -> tuple[Figure, ...]:
    inputs = (("year", str(book.as_of.year)), ("withdrawals to", f"{book.last_month:%B %Y}"))
    certain = dues.certain
    left = [due for due in certain if due.is_open]
    blind = [due for due in certain if due.required is None]
    why = "; ".join(dict.fromkeys(due.reason for due in blind))

    def people(key: str, label: str, of: Sequence[Due], method: Method = RMD1) -> Figure:
        rows = Rows.of("clients", {due.owner.client_id for due in of})
        return Figure(key, label, len(rows.ids), "count", method, rows, inputs)

    def amount(key: str, label: str, cents: int, method: Method, *, whole: bool = True) -> Figure:
        rows = Rows.of("accounts", (account for due in certain for account in due.accounts))
        unknown = bool(blind) and len(blind) == len(certain) and whole
        reason = why if unknown else ""
        return Figure(key, label, None if unknown else money(cents), "money", method, rows, inputs, reason)

    dates = [due.due_on for due in left]
    inherited = Rows.of("accounts", dues.inherited["account_id"])
    return (
        Figure("year", "Year of the distributions", str(book.as_of.year), "text", RMD1, Rows(), inputs),
        people("takers", "Clients who must take one", certain),
        people("not_done", "Clients with something left to take", left, RMD4),
        amount("required", "Required in all", sum(due.required or 0 for due in certain), RMD2),
        amount("taken", "Taken so far", sum(due.taken for due in certain), RMD3, whole=False),
        amount("marked", "of it marked as required", sum(due.marked for due in certain), RMD3_MARKED, whole=False),
        amount("remaining", "Left to take", sum(due.remaining or 0 for due in certain), RMD4),
        Figure("next_deadline", "Next deadline", min(dates, default=None), "date", RMD5,
               Rows.of("clients", (due.owner.client_id for due in left)), inputs,
               "" if dates else "nothing is left to take"),
        people("missed", "Clients past a deadline", [due for due in left if due.due_on < book.as_of], RMD5),
        people("in_doubt", "Clients where it depends on the owner", dues.maybe),
        people("unknown", "Clients who cannot be judged", (*dues.unknown, *blind)),
        Figure("inherited", "Inherited accounts", len(inherited.ids), "count", RMD6, inherited, inputs),
    )  # fmt: skip


def _blocks(dues: Dues, labels: pd.Series, due_only: bool) -> tuple[Block, ...]:
    def wanted(found: tuple[Due, ...]) -> list[Due]:
        return _by_what_is_left(due for due in found if due.is_open or not due_only)

    titles = ("Not taken in full yet" if due_only else "Required distributions", "Depends on who owns the account",
              "Cannot be judged: a birth date is missing")  # fmt: skip
    lists = [
        (title, wanted(found)) for title, found in zip(titles, (dues.certain, dues.maybe, dues.unknown), strict=True)
    ]
    certain = lists[0][1]
    shown = {account for due in certain for account in due.accounts}
    lines = dues.lines[dues.lines["account_id"].isin(shown)]
    ranges = tables.range_table([*certain, *lists[1][1]], labels)
    return (
        *(tables.dues_table(title, found, labels) for title, found in lists if found),
        *([ranges] if ranges.rows else []),
        *([tables.accounts_table(lines, labels)] if len(lines) else []),
        *([tables.inherited_table(dues.inherited, labels)] if len(dues.inherited) else []),
        *([tables.dues_chart(certain, labels)] if any(due.required is not None for due in certain) else []),
    )


def _summary(by: Mapping[str, Figure], dues: Dues, labels: pd.Series) -> tuple[Line, ...]:
    lines = []
    if dues.certain:
        template = "Clients who must take a distribution for {year}: {takers}; required in all {required}."
        if by["required"].value is None:
            template = "Clients who must take a distribution for {year}: {takers}; how much cannot be said."
        lines.append(Line(template, {key: by[key] for key in ("year", "takers", "required")}))
        lines += _what_is_left(by, dues, labels)
    else:
        lines.append(Line("Nobody in this book is certain to owe a distribution for {year}.", {"year": by["year"]}))
    if dues.maybe:
        template = "It depends on who owns the account for {in_doubt} more: another person of the household is of age."
        lines.append(Line(template, {"in_doubt": by["in_doubt"]}))
    if by["unknown"].value:
        template = "Something is missing to judge {unknown}; it is named beside each."
        lines.append(Line(template, {"unknown": by["unknown"]}))
    if by["inherited"].value:
        template = "Inherited accounts follow other rules and stand apart: {inherited}."
        lines.append(Line(template, {"inherited": by["inherited"]}))
    return tuple(lines)


def _what_is_left(by: Mapping[str, Figure], dues: Dues, labels: pd.Series) -> list[Line]:
    if not by["not_done"].value:
        return [Line("All of them have taken at least what is required.")]
    template = "Not done yet: {not_done}, with {remaining} left, the next deadline on {next_deadline}."
    if by["remaining"].value is None:
        template = "Not known to be done: {not_done}, the next deadline on {next_deadline}."
    lines = [Line(template, {key: by[key] for key in ("not_done", "remaining", "next_deadline")})]
    most = [due for due in _by_what_is_left(dues.certain) if due.remaining]
    names = list(dict.fromkeys(labels[due.household_id] for due in most))[:NAMED]
    if names:
        lines.append(Line("Most is left for {names}.", {"names": ", ".join(names)}))
    if by["missed"].value:
        lines.append(Line("A deadline has passed for {missed} of them.", {"missed": by["missed"]}))
    return lines


def _caveats(dues: Dues, book: Book) -> tuple[str, ...]:
    found = [OWNER, WITHDRAWN]
    blind = sum(due.required is None for due in dues.certain)
    if 0 < blind < len(dues.certain):
        found.append(f"Not in the sums, because something is missing: {blind} of the distributions.")
    if len(dues.inherited):
        found.append(TEN_YEARS)
    if dues.certain or dues.maybe:
        found.append(EXCISE)
    if partly_seen(book) & {due.household_id for due in (*dues.certain, *dues.maybe)}:
        found.append("Of an account shared with another book, the amounts are this book's part.")
    if book.last_month < pd.Timestamp(book.as_of.year, 1, 1):
        found.append("No month of the year has closed yet, so nothing taken this year is known.")
    annuities = book.accounts[(book.accounts["registration"] == "annuity") & book.accounts["closed_on"].isna()]
    if len(annuities):
        found.append("Annuities are left out: the book does not say which of them are held within an IRA or a plan.")
    return tuple(found)

"""How old the open things of a book are: an overview of all kinds, or one kind by age with its oldest items."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from assistant.analytics.ageing.client_ages import client_ages
from assistant.analytics.ageing.figures import kind_figures
from assistant.analytics.ageing.items import items_of
from assistant.analytics.ageing.kinds import ESCALATE_DAYS, KINDS, OPEN_ITEMS, Kind, Of, kind_of
from assistant.analytics.ageing.receivables import billed_elsewhere
from assistant.analytics.business_time import NO_HOLIDAYS
from assistant.analytics.frame_tables import table_from
from assistant.analytics.labels import client_labels
from assistant.analytics.sentences import are, sentence
from assistant.blocks import Chart, Column, Result, Table
from assistant.figures import Figure, Line, Value

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

UNDATED = "no date on record"
OTHER_MEANING = "Ageing can also mean the clients' own ages: ask for the ageing of clients."
OVERVIEW = (
    Column("what", "What"),
    Column("unit", "Counted in"),
    Column("open", "Open", "count", OPEN_ITEMS),
    Column("amount", "Amount", "money", OPEN_ITEMS),
    Column("median", "Median age", "days", OPEN_ITEMS),
    Column("oldest", "Oldest", "days", OPEN_ITEMS),
    Column("late", "Beyond the last limit", "count", OPEN_ITEMS),
    Column("which", "The oldest is"),
)


def ageing(book: Book, *, of: Of | None = None, limit: int = 10) -> Result:
    """The open items of a book by age. `of` names one kind, or `clients` for their own ages; without it, all kinds in
    one table. Requests, transfers and tasks are counted in business days, the others in calendar days. Sources: F40
    (backlog buckets, escalation of transfers at ten business days).
    """
    if of == "clients":
        return client_ages(book)
    return _overview(book) if of is None else _one_kind(book, kind_of(of), limit)


def _overview(book: Book) -> Result:
    labels = client_labels(book)
    found = [(kind, by_age(items_of(book, kind, only_open=True, labels=labels))) for kind in KINDS]
    figures = {f.key: f for kind, rows in found for f in kind_figures(kind, rows, book.as_of, prefix=f"{kind.name}_")}
    table = tuple(_overview_row(kind, rows, figures) for kind, rows in found)
    counts = tuple(
        (label, tuple(cast(int, figures[f"{kind.name}_{key}"].value) for kind in KINDS))
        for key, label in (("open", "Open"), ("late", "Beyond the last limit"))
    )
    alt = "Open items by kind, and how many of them are older than ten business days, or than ninety days."
    return Result(
        title=f"Ageing of {book.scope.label}",
        as_of=book.as_of,
        figures=tuple(figures.values()),
        blocks=(
            Chart("Open items by kind", "bar", "count", tuple(kind.name for kind in KINDS), counts, alt),
            Table("Open items by kind", OVERVIEW, table),
        ),
        summary=_overview_lines(figures, book.scope.label),
        caveats=("Transfers are among the requests.", OTHER_MEANING, NO_HOLIDAYS),
        data_version=book.data_version,
    )


def _overview_row(kind: Kind, rows: pd.DataFrame, figures: dict[str, Figure]) -> tuple[Value, ...]:
    which = None if rows.empty else _called(rows.iloc[0])
    values = (figures[f"{kind.name}_{key}"].value for key in ("open", "amount", "median", "oldest", "late"))
    return (kind.name, kind.days, *values, which)


def by_age(items: pd.DataFrame) -> pd.DataFrame:
    """The oldest first, then by id; what has no date stands last."""
    return items.sort_values(["days", "item_id"], ascending=[False, True], na_position="last")


def _called(item: pd.Series) -> str:
    """An item in a few words: its id, and whose it is."""
    return f"{item['item_id']}, {item['client']}" if isinstance(item["client"], str) else str(item["item_id"])


def _overview_lines(figures: dict[str, Figure], whose: str) -> tuple[Line, ...]:
    first = "Open items of {whose}: requests {requests_open}, of them transfers {transfers_open}; tasks {tasks_open}; "
    first += "opportunities {opportunities_open}; leads {leads_open}; receivables {receivables_open}."
    late = "Older than ten business days: requests {requests_late}, tasks {tasks_late}. Older than ninety days: "
    late += "opportunities {opportunities_late}, leads {leads_late}, receivables {receivables_late}."
    lines = [sentence(first, figures, whose=whose), sentence(late, figures)]
    if figures["receivables_open"].value:
        lines.append(sentence("Fees earned and not yet debited: {receivables_amount}.", figures))
    return (*lines, *_escalation(figures, "transfers_"))


def _escalation(figures: dict[str, Figure], prefix: str = "") -> tuple[Line, ...]:
    count = figures.get(f"{prefix}escalate")
    if count is None or not count.value:
        return ()
    words = f"{{{prefix}escalate}} of the open transfers {{are}} ten business days old or more: escalate."
    return (sentence(words, figures, are=are(count)),)


def _one_kind(book: Book, kind: Kind, limit: int) -> Result:
    rows = by_age(items_of(book, kind, only_open=True))
    figures = {figure.key: figure for figure in kind_figures(kind, rows, book.as_of)}
    buckets = bucket_rows(kind, rows)
    labels, counts = tuple(buckets["bucket"]), tuple(int(n) for n in buckets["items"])
    alt = f"Open {kind.name} by age in {kind.days}; {figures['open'].label.lower()} by bucket, youngest first."
    return Result(
        title=f"Ageing of {kind.name}: {book.scope.label}",
        as_of=book.as_of,
        figures=tuple(figures.values()),
        blocks=(
            Chart(f"Open {kind.name} by age in {kind.days}", "bar", "count", labels, (("Open", counts),), alt),
            table_from(f"Open {kind.name} by age", _bucket_columns(kind, rows), buckets),
            *((_oldest_table(kind, rows, limit),) if len(rows) else ()),
        ),
        summary=_kind_lines(kind, rows, figures, book.scope.label),
        caveats=_caveats(book, kind, rows),
        data_version=book.data_version,
    )


def bucket_rows(kind: Kind, rows: pd.DataFrame) -> pd.DataFrame:
    """One row a bucket, youngest first, and one for items without a date when there are any: `bucket`, `items`,
    `share`, `amount_cents`."""
    order = [label for label, _ in kind.buckets] + ([UNDATED] if rows["days"].isna().any() else [])
    last = np.array([until for _, until in kind.buckets])
    places = np.searchsorted(last, rows["days"].fillna(0).to_numpy(dtype=np.float64))
    names = np.where(rows["days"].isna(), UNDATED, np.array([label for label, _ in kind.buckets], dtype=object)[places])
    by = rows["amount_cents"].astype("float64").groupby(names)
    sums = pd.DataFrame({"items": by.size(), "amount_cents": by.sum()}).reindex(order, fill_value=0)
    share = sums["items"] / len(rows) if len(rows) else np.nan
    return sums.assign(share=share).rename_axis("bucket").reset_index()


def _bucket_columns(kind: Kind, rows: pd.DataFrame) -> tuple[Column, ...]:
    method = kind.backlog
    amount = (Column("amount", "Amount", "money", method),) if rows["amount_cents"].notna().any() else ()
    return (
        Column("bucket", f"Age in {kind.days}"),
        Column("items", "Open", "count", method),
        Column("share", "Share", "rate", method),
        *amount,
    )


def _oldest_table(kind: Kind, rows: pd.DataFrame, limit: int) -> Table:
    """The oldest items, with whose they are and who looks after them."""
    shown = rows.head(limit)
    optional = (
        ("client", Column("client", "Client")),
        ("due_on", Column("due_on", kind.due, "date")),
        ("amount_cents", Column("amount", "Amount", "money", kind.backlog)),
    )
    has = {name: column for name, column in optional if shown[name].notna().any()}
    mark: tuple[Column, ...] = ()
    if kind.name == "transfers":
        mark = (Column("escalate", "Escalate"),)
        shown = shown.assign(escalate=np.where(shown["days"].ge(ESCALATE_DAYS).fillna(False), "yes", "not yet"))
    columns = (
        Column("item_id", kind.one.capitalize()),
        Column("what", {"leads": "Source", "receivables": "Account"}.get(kind.name, "What")),
        *((has["client"],) if "client" in has else ()),
        Column("owner", "With"),
        Column("opened_on", kind.opened.capitalize(), "date"),
        Column("days", f"Age in {kind.days}", "days", kind.age),
        *(has[name] for name in ("due_on", "amount_cents") if name in has),
        *mark,
    )
    return table_from(f"Oldest open {kind.name}", columns, shown, ids="item_id")


def _kind_lines(kind: Kind, rows: pd.DataFrame, figures: dict[str, Figure], whose: str) -> tuple[Line, ...]:
    if rows.empty:
        return (sentence("{whose} has no open {kind}.", figures, whose=whose, kind=kind.name),)
    money_words = ", {amount} in all" if figures["amount"].value is not None else ""
    one = figures["open"].value == 1
    lines = [
        sentence(
            "{whose} has {open} open {kind}" + money_words + ".",
            figures,
            whose=whose,
            kind=kind.one if one else kind.name,
        )
    ]
    if figures["oldest"].value is not None:
        half = "" if one else "Half are at least {median} {days} old; the"
        first = rows.iloc[0]
        of = " of {client}" if isinstance(first["client"], str) else ""
        words = (half or "The") + " oldest, {item}" + of + ", is {oldest} {days} old."
        lines.append(sentence(words, figures, days=kind.days, item=str(first["item_id"]), client=str(first["client"])))
        beyond = "ten business days" if kind.business else "ninety days"
        overdue = " Past their due date: {overdue}." if kind.name == "tasks" else ""
        lines.append(sentence("Older than {beyond}: {late}." + overdue, figures, beyond=beyond))
    return (*lines, *_escalation(figures))


def _caveats(book: Book, kind: Kind, rows: pd.DataFrame) -> tuple[str, ...]:
    found = []
    if rows["days"].isna().any():
        found.append(f"Items without a date on record, so of an age not known: {int(rows['days'].isna().sum())}.")
    if kind.name == "receivables":
        found.append("A receivable is an advisory fee of a closed month that the account's balances show no debit for.")
        elsewhere = billed_elsewhere(book)
        if elsewhere:
            found.append(
                f"Accounts that earn a fee and never show a debit, so that what they owe cannot be seen: {elsewhere}."
            )
    if rows["amount_cents"].isna().any() and rows["amount_cents"].notna().any():
        found.append(
            f"Items without an amount, which are in no sum of money: {int(rows['amount_cents'].isna().sum())}."
        )
    return (*found, NO_HOLIDAYS) if kind.business else tuple(found)

"""One item: which one is meant, and what the record says of it. A status that is not on record is never guessed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.ageing.items import is_transfer, items_of
from assistant.analytics.ageing.kinds import ESCALATE_DAYS, F40_ESCALATE, KINDS, Kind, Of, kind_of
from assistant.analytics.business_time import NO_HOLIDAYS
from assistant.analytics.frame_tables import cell, table_from
from assistant.analytics.sentences import sentence, told
from assistant.blocks import Column, Result
from assistant.book.names import plain
from assistant.errors import BadArguments, NotFound, Unclear
from assistant.figures import Figure, Line, Method, Rows

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

RECORD = Method("record of one item", "the dates in the item's own row of the book")
NAMES: dict[str, tuple[str, ...]] = {
    "transfers": ("transfer", "transfers", "acat", "acats"),
    "requests": ("request", "requests", "ticket", "case"),
    "tasks": ("task", "tasks"),
    "opportunities": ("opportunity", "opportunities", "deal", "deals"),
    "leads": ("lead", "leads"),
    "receivables": ("receivable", "receivables", "invoice", "invoices"),
}
FILLER = frozenset(("the", "of", "for", "no", "nr", "number", "where", "is", "it", "il", "la", "el"))
CHOICES = 8


def find_item(book: Book, words: str, *, of: Of | None = None) -> tuple[Kind, pd.Series]:
    """The one item that the words mean, with its kind: by id, by the number in its id, or by what it is and whose.

    `of`, or a word for the kind among the words (“transfer 4711”), narrows the search; open items go before ended ones.
    Raises NotFound when there is none in this book, Unclear when there are several, BadArguments for clients.
    """
    if of == "clients":
        raise BadArguments("An item is a request, transfer, task, opportunity, lead or receivable; clients have names.")
    tokens = plain(re.sub(r"[#,:?]", " ", words)).split()
    kinds = [kind_of(of)] if of else [k for k in KINDS if set(NAMES[k.name]) & set(tokens)] or _whole_kinds()
    wanted = [t for t in tokens if t not in FILLER and not any(t in NAMES[k.name] for k in kinds)]
    for match in (_by_id, _by_number, _by_words):
        found = [(kind, row) for kind in kinds for row in _open_first(match(items_of(book, kind), wanted))]
        if len(found) == 1:
            return found[0]
        if found:
            choices = [_choice(kind, row) for kind, row in found[:CHOICES]]
            raise Unclear(f"“{words.strip()}” may mean several: {'; '.join(choices)}. Which one?", choices)
    named = kinds[0].one if len(kinds) == 1 else "item"
    raise NotFound(f"I find no {named} “{' '.join(wanted) or words.strip()}” in {book.scope.label}'s book.")


def _whole_kinds() -> list[Kind]:
    return [kind for kind in KINDS if kind.name != "transfers"]


def _open_first(rows: pd.DataFrame) -> list[pd.Series]:
    rows = rows[rows["open"]] if rows["open"].any() else rows
    return [row for _, row in rows.iterrows()]


def _choice(kind: Kind, row: pd.Series) -> str:
    client = f" for {row['client']}" if isinstance(row["client"], str) else ""
    return f"{kind.one} {row['item_id']}{client}"


def _by_id(items: pd.DataFrame, wanted: list[str]) -> pd.DataFrame:
    ids = items["item_id"].map(plain)
    return items[ids == " ".join(wanted)]


def _by_number(items: pd.DataFrame, wanted: list[str]) -> pd.DataFrame:
    numbers = {token.lstrip("0") for token in wanted if token.isdecimal()}
    digits = items["item_id"].str.replace(r"\D", "", regex=True).str.lstrip("0")
    return items[digits.isin(numbers)] if numbers else items.head(0)


def _by_words(items: pd.DataFrame, wanted: list[str]) -> pd.DataFrame:
    if not wanted or items.empty:
        return items.head(0)
    texts = items[["item_id", "what", "client"]].astype("object").fillna("").agg(" ".join, axis=1)
    said = [set(re.findall(r"\w+", plain(text))) for text in texts]
    return items[[set(wanted) <= words for words in said]]


def one_item(book: Book, words: str, *, of: Of | None = None) -> Result:
    """Where one open item stands: its age, its dates, and for a transfer the escalation at ten business days (F40).

    Raises what find_item raises.
    """
    kind, item = find_item(book, words, of=of)
    if kind.name == "requests" and is_transfer(pd.Series([item["what"]])).iloc[0]:
        kind = kind_of("transfers")
    figures = {figure.key: figure for figure in _figures(kind, item)}
    record = pd.DataFrame([item])
    return Result(
        title=f"{kind.one.capitalize()} {item['item_id']}",
        as_of=book.as_of,
        figures=tuple(figures.values()),
        blocks=(table_from("What the record says", _columns(kind, record), record, ids="item_id"),),
        summary=_lines(kind, item, figures),
        caveats=(NO_HOLIDAYS,) if kind.business else (),
        data_version=book.data_version,
    )


def _columns(kind: Kind, record: pd.DataFrame) -> tuple[Column, ...]:
    every = (
        Column("what", "What"),
        Column("client", "Client"),
        Column("owner", "With"),
        Column("opened_on", kind.opened.capitalize(), "date", RECORD),
        Column("due_on", kind.due, "date", RECORD),
        Column("replied_on", "First reply", "date", RECORD),
        Column("ended_on", "Ended", "date", RECORD),
        Column("days", f"Age in {kind.days}", "days", kind.age),
        Column("amount", "Amount", "money", RECORD),
        Column("remarks", "Remarks"),
    )
    there = [c for c in every if (c.key + "_cents" if c.unit == "money" else c.key) in record.columns]
    return tuple(
        c
        for c in there
        if c.key == "ended_on" or record[c.key + "_cents" if c.unit == "money" else c.key].notna().any()
    )


def _figures(kind: Kind, item: pd.Series) -> tuple[Figure, ...]:
    behind = Rows.of(kind.table, [item["item_id"]])
    no_date, is_open = "no date is on record", bool(item["open"])
    still = "it is still open" if is_open else no_date
    opened, due, ended = (cell(item[name], "date") for name in ("opened_on", "due_on", "ended_on"))
    found = [
        told("opened_on", kind.opened.capitalize(), opened, "date", RECORD, behind, (), no_date),
        told("days", f"Age in {kind.days}", cell(item["days"], "days"), "days", kind.age, behind, (), no_date),
        told("due_on", kind.due, due, "date", RECORD, behind, (), "no such date is on record"),
        told("ended_on", "Ended", ended, "date", RECORD, behind, (), still),
    ]
    if kind.table == "service_requests":
        replied, none = cell(item["replied_on"], "date"), "no reply is on record"
        found.append(told("replied_on", "First reply", replied, "date", RECORD, behind, (), none))
    if pd.notna(item["amount_cents"]):
        found.append(told("amount", "Amount", cell(item["amount_cents"], "money"), "money", RECORD, behind))
    if kind.name == "transfers" and is_open and item["days"] is not pd.NA:
        left = max(0, ESCALATE_DAYS - int(item["days"]))
        found.append(told("escalate_at", "Escalation after business days", ESCALATE_DAYS, "days", F40_ESCALATE, behind))
        found.append(told("escalate_in", "Business days until escalation", left, "days", F40_ESCALATE, behind))
    return tuple(found)


def _lines(kind: Kind, item: pd.Series, figures: dict[str, Figure]) -> tuple[Line, ...]:
    words = {"name": f"{kind.one.capitalize()} {item['item_id']}", "days_word": kind.days}
    client = f" for {item['client']}" if isinstance(item["client"], str) else ""
    when = " was {opened} on {opened_on} and" if figures["opened_on"].value is not None else ""
    if kind.name == "receivables":
        when = " is the fee of the month that ended on {opened_on} and"
    age = ", {days} {days_word} old" if figures["days"].value is not None else ", of an age not on record"
    if item["open"]:
        state = " is still open" + age + "."
    elif figures["ended_on"].value is not None:
        state = f" was {item['ending']}" if isinstance(item["ending"], str) else " was closed"
        state += " on {ended_on}" + (", after {days} {days_word}" if figures["days"].value is not None else "") + "."
    else:
        state = f" was {item['ending']}, on a day that is not on record."
    lines = [sentence("{name}{client}" + when + state, figures, **words, client=client, opened=kind.opened)]
    if isinstance(item["owner"], str):
        lines.append(Line("It is with {owner}.", {"owner": item["owner"]}))
    if kind.table == "service_requests":
        lines.append(_reply_line(figures))
    return (*lines, *_escalation_lines(figures, kind, item))


def _reply_line(figures: dict[str, Figure]) -> Line:
    promise = " (promised for {due_on})" if figures["due_on"].value is not None else ""
    if figures["replied_on"].value is None:
        return sentence("No first reply is on record" + promise + ".", figures)
    return sentence("The first reply went out on {replied_on}" + promise + ".", figures)


def _escalation_lines(figures: dict[str, Figure], kind: Kind, item: pd.Series) -> tuple[Line, ...]:
    if kind.name != "transfers" or not item["open"]:
        return ()
    unknown = Line("Where it stands with the other firm is not on record; ask the custodian.")
    if "escalate_in" not in figures:
        return (unknown,)
    if figures["escalate_in"].value:
        rule = "It is escalated at {escalate_at} business days: {escalate_in} to go."
    else:
        rule = "It has reached the {escalate_at} business days at which a transfer is escalated: escalate it now."
    return sentence(rule, figures), unknown

"""“What are we missing?”: every fact's coverage, the price of its absence, and whom to ask first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.data_quality.fields import FACTS, Fact, facts_known
from assistant.analytics.data_quality.price import widths
from assistant.analytics.frame_tables import table_from
from assistant.analytics.labels import client_labels
from assistant.analytics.sentences import told
from assistant.blocks import Block, Chart, Column, Result, Table
from assistant.errors import NotEnoughData
from assistant.figures import Figure, Line, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

F47 = Method("F47", "assets of the clients whose fact is on file and not stale ÷ assets of all clients it applies to")
F47_COUNT = Method("F47 clients", "open clients for whom the fact is missing or stale, where it applies")
F47_WIDTH = Method(
    "F47 width",
    "NPV of the clients who lack the fact at both ends of what it could be (age 45 and 85, share of wallet 20 % and 95 "
    "%, next generation known or not), the difference of the two; facts share clients, so widths do not add up",
)
PRICED = ("birth_date", "net_worth", "next_generation")
CAVEATS = (
    "The price of a missing fact is how wide it leaves the book's value, not money that is lost.",
    "Facts that are on file may still be wrong: only their presence and age can be seen.",
)


def data_quality(book: Book, *, limit: int = 10) -> Result:
    """Coverage of each fact by assets, how many clients lack it, and how wide it leaves the value (F47).

    Raises NotEnoughData for a book without open clients.
    """
    known = facts_known(book)
    if known.empty:
        raise NotEnoughData(f"The book of {book.scope.label} has no open clients, so nothing can be missing.")
    price = widths(book, known)
    figures = tuple(figure for fact in FACTS for figure in _figures(fact, known, price))
    shown = {figure.key: figure for figure in figures}
    blocks: list[Block] = [_table(shown), _chart(shown)]
    asked = _whom_to_ask(book, known)
    if len(asked):
        blocks.append(table_from("Whom to ask first", ASK_COLUMNS, asked.head(limit), ids="household_id"))
    return Result(
        "What is missing", book.as_of, figures, tuple(blocks), _summary(shown, price), (*CAVEATS, *_gaps(book))
    )


def _figures(fact: Fact, known: pd.DataFrame, price: dict[str, int]) -> list[Figure]:
    applies = known[known[fact.key].notna()]
    has = applies[applies[fact.key].astype(bool)]
    lacking = applies.index.difference(has.index)
    whole, held = int(applies["assets_cents"].sum()), int(has["assets_cents"].sum())
    inputs = (("field", fact.column),)
    none = "no client it applies to has assets"
    found = [
        told(
            f"{fact.key}_coverage", f"{fact.label}: share of assets",
            rate(held / whole) if whole else None, "rate", F47, Rows.of("households", applies.index), inputs, none,
        ),
        Figure(f"{fact.key}_missing", f"{fact.label}: clients without", len(lacking), "count", F47_COUNT,
               Rows.of("households", lacking), inputs),
    ]  # fmt: skip
    if fact.key in PRICED:
        found.append(
            Figure(f"{fact.key}_width", f"{fact.label}: width it leaves the value", money(price[fact.key]), "money",
                   F47_WIDTH, Rows.of("households", lacking), inputs)
        )  # fmt: skip
    return found


def _table(shown: dict[str, Figure]) -> Table:
    columns = (
        Column("fact", "Fact"), Column("coverage", "Share of assets", "rate", F47),
        Column("missing", "Clients without", "count", F47_COUNT),
        Column("width", "Width of the value", "money", F47_WIDTH),
        Column("needed", "Needed for"), Column("field", "Field"),
    )  # fmt: skip
    rows = tuple(
        (
            fact.label, shown[f"{fact.key}_coverage"].value, shown[f"{fact.key}_missing"].value,
            shown[f"{fact.key}_width"].value if fact.key in PRICED else None, fact.needed_for, fact.column,
        )
        for fact in FACTS
    )  # fmt: skip
    return Table("Facts on file", columns, rows)


def _chart(shown: dict[str, Figure]) -> Chart:
    values = tuple(shown[f"{fact.key}_coverage"].value for fact in FACTS)
    worst = min((f for f in FACTS if shown[f"{f.key}_coverage"].value is not None),
                key=lambda f: str(shown[f"{f.key}_coverage"].value), default=FACTS[0])  # fmt: skip
    series = (("Share of assets", tuple(v if not isinstance(v, str) else None for v in values)),)
    alt = f"Least covered: {worst.label.lower()}."
    return Chart("Facts on file, share of assets", "bar", "rate", tuple(f.label for f in FACTS), series, alt)  # type: ignore[arg-type]


ASK_COLUMNS = (
    Column("client", "Client"),
    Column("assets", "Assets", "money", F47),
    Column("missing", "What is missing"),
)


def _whom_to_ask(book: Book, known: pd.DataFrame) -> pd.DataFrame:
    """Clients with something missing that value rests on, the largest first."""
    names = {fact.key: fact.label.lower() for fact in FACTS}
    lacks = (~known[list(PRICED)].fillna(True)).astype(bool)
    rows = known[lacks.any(axis=1)].copy()
    rows["missing"] = ["; ".join(names[key] for key in PRICED if lacks.loc[i, key]) for i in rows.index]
    rows["client"] = rows.index.map(client_labels(book))
    ordered = rows.reset_index(names="household_id").sort_values(
        ["assets_cents", "household_id"], ascending=[False, True]
    )
    return ordered[["household_id", "client", "assets_cents", "missing"]]


def _summary(shown: dict[str, Figure], price: dict[str, int]) -> tuple[Line, ...]:
    dearest = max(PRICED, key=lambda key: (price[key], key))
    label = next(fact.label for fact in FACTS if fact.key == dearest)
    lines = []
    if price[dearest]:
        lines.append(
            Line(
                "The dearest gap is “{label}”: {missing} clients lack it, and it leaves the book's value {width} wide.",
                {"label": label, "missing": shown[f"{dearest}_missing"], "width": shown[f"{dearest}_width"]},
            )
        )
    else:
        lines.append(Line("Nothing that the book's value rests on is missing."))
    if shown["net_worth_coverage"].value is not None:
        lines.append(
            Line(
                "A fresh net worth covers {worth} of assets, a birth date {birth}, a lawful channel {channel}.",
                {
                    "worth": shown["net_worth_coverage"], "birth": shown["birth_date_coverage"],
                    "channel": shown["channel_coverage"],
                },
            )
        )  # fmt: skip
    return tuple(lines)


def _gaps(book: Book) -> tuple[str, ...]:
    """Whole tables that are empty, and advisors without an hourly cost: what depends on them says so too."""
    tables = ("holdings", "expected_flows", "opportunities", "leads", "service_requests", "campaigns", "life_events")
    empty = [name for name in tables if book.frame(name).empty]
    found = [f"Empty in this book: {', '.join(empty)}."] if empty else []
    advisors = book.advisors
    costless = advisors[advisors["hourly_cost_cents"].isna()]["name"]
    if len(costless):
        found.append(
            f"No hourly cost is on file for {', '.join(sorted(costless))}: what a client costs cannot be told."
        )
    return tuple(found)

"""The parts that an answer about value is put together from, each with its figures, blocks, sentences and caveats."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.segments import book_classes
from assistant.analytics.valuation.blocks import clients_table, valuation_blocks
from assistant.analytics.valuation.by_part import by_classes, by_scopes
from assistant.analytics.valuation.by_tenure import tenure_figure
from assistant.analytics.valuation.deal import DEAL_CAVEATS, DealTerms, deal_figures, deal_line, deal_tables, deals
from assistant.analytics.valuation.drivers import reconcile
from assistant.analytics.valuation.figures import maker_of, valuation_figures
from assistant.analytics.valuation.part_blocks import PARTS_CAVEAT, part_blocks, part_figures, part_lines
from assistant.analytics.valuation.two_values import Valuation
from assistant.analytics.valuation.what_if import WhatIf
from assistant.analytics.valuation.what_if_shown import (
    CONFIDENTIAL,
    SCENARIOS,
    what_if_figures,
    what_if_lines,
    what_if_tables,
)
from assistant.analytics.valuation.words import standing_lines
from assistant.analytics.valuation.year_before import (
    MIX_CAVEAT,
    moved_figures,
    moved_line,
    moved_since,
    moved_tables,
    part_changes,
)
from assistant.blocks import Block, Table
from assistant.errors import BadArguments, NotEnoughData
from assistant.figures import Figure, Line, Rows

if TYPE_CHECKING:
    from assistant.book.snapshot import Book
    from assistant.callers import Scope


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the answer; `write` makes its sentences from the figures of all parts, by key."""

    figures: Sequence[Figure]
    blocks: tuple[Block, ...]
    write: Callable[[Mapping[str, Figure]], tuple[Line, ...]]
    caveats: tuple[str, ...] = ()


def standing_section(book: Book, standing: Valuation, subject: str, clients: Table, *, one_client: bool) -> Section:
    """Both values as they stand, with all that explains them; `clients` is the last of the tables."""
    make, gap = maker_of(standing), reconcile(standing)
    by_tenure = tenure_figure(book, standing, make.rows, make.inputs)
    return Section(
        [*valuation_figures(standing, gap, make, one_client=one_client), by_tenure],
        (*valuation_blocks(standing, gap, by_tenure), clients),
        lambda by: standing_lines(by, subject),
    )


def asked_section(asked: WhatIf, places: pd.DataFrame, limit: int, *, one_client: bool) -> Section:
    tables = what_if_tables(asked)
    if asked.departure is not None:
        whose = f" of {asked.departure.name}"
        tables = (*tables, clients_table(asked.departure.theirs, places, limit, whose))
    return Section(
        what_if_figures(asked, one_client=one_client),
        tables,
        lambda by: what_if_lines(by, asked),
        () if asked.departure is None else (CONFIDENTIAL, SCENARIOS),
    )


def divided_section(book: Book, standing: Valuation, by: str, parts: Sequence[Scope], subject: str) -> Section:
    if by != "segment" and not parts:
        raise BadArguments(f"The value by {by} takes the parts of the book, which were not given.")
    classed = by == "segment"
    division = by_classes(standing, book_classes(book)) if classed else by_scopes(standing, by, parts)
    make = maker_of(standing)
    return Section(
        part_figures(division, make.rows, make.inputs),
        part_blocks(division),
        lambda named: part_lines(division, named, subject),
        (PARTS_CAVEAT,),
    )


def moved_section(book: Book, before: Book, by: str | None, parts: Sequence[Scope]) -> Section:
    moved = moved_since(book, before)
    changes = (part_changes(book, before, by, parts),) if by and parts and moved.then is not None else ()
    rows = Rows.of("households", book.open_households["household_id"])
    return Section(
        moved_figures(moved, rows), (*moved_tables(moved), *changes), lambda named: (moved_line(named),), (MIX_CAVEAT,)
    )


def sale_section(valuation: Valuation, terms: DealTerms) -> Section:
    """The terms of a sale on the value as it stands, or as it is in the what-if."""
    if not valuation.revenue.sum():
        raise NotEnoughData("There is no revenue left to sell, so a price has no cash value.")
    found, make = deals(valuation, terms), maker_of(valuation)
    return Section(
        deal_figures(found, make.rows, make.inputs),
        deal_tables(found),
        lambda named: (deal_line(named, offered=terms.price_cents is not None),),
        DEAL_CAVEATS,
    )

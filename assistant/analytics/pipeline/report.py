"""The pipeline as a report: what is open, what of it to expect and in what range, how fast it moves, what is stuck."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.firm_words import meant
from assistant.analytics.pipeline.chances import stage_chances
from assistant.analytics.pipeline.deals import ENOUGH, NO_STAGE, deals_of, open_deals, with_limits
from assistant.analytics.pipeline.figures import first_figures, pipeline_figures
from assistant.analytics.pipeline.tables import (
    care_rows,
    care_table,
    deals_table,
    ends_table,
    stage_chart,
    stage_rows,
    stage_table,
)
from assistant.analytics.pipeline.velocity import how_deals_end
from assistant.analytics.sentences import are, sentence
from assistant.blocks import Block, Result
from assistant.errors import BadArguments, NotEnoughData, Unclear
from assistant.figures import Figure, Line

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

FILLER = ("stage", "the", "in", "fase", "etapa")


def pipeline(book: Book, *, stage: str | None = None, stale_only: bool = False, limit: int = 10) -> Result:
    """The open deals of a book: amount, weighted amount with its range (F38), velocity and conversion (F39), the deals
    that are stuck, silent or past their expected close.

    `stage`: one of the firm's own stages, whatever its case or accents. `stale_only`: only the stuck deals, longer in
    their stage than three of four won deals took or without two-way contact for three weeks. History (win rate,
    chances, velocity) is of the whole book either way. Raises NotEnoughData when no opportunity is on record,
    BadArguments for a stage the firm does not have, Unclear for one of several.
    """
    deals = deals_of(book)
    if deals.empty:
        raise NotEnoughData(
            f"No opportunity is on record in the book of {book.scope.label}, so there is no pipeline to show; "
            f"opportunities come with the book's opportunities.csv."
        )
    every_open = with_limits(open_deals(book, deals), deals)
    chances = stage_chances(deals[deals["won"] | deals["lost"]], sorted(every_open["stage"].unique()))
    weighed = _weighed(every_open, chances)
    named = _stage(stage, deals) if stage else None
    shown = weighed[weighed["stage"] == named] if named else weighed
    shown = (shown[shown["stuck"]] if stale_only else shown).reset_index(drop=True)
    care = care_rows(shown)
    figures = {**pipeline_figures(shown, every_open, deals), **first_figures(care)}
    which = f", {named}" if named else ""
    return Result(
        title=f"Pipeline of {book.scope.label}{which}{', stuck deals only' if stale_only else ''}",
        as_of=book.as_of,
        figures=tuple(figures.values()),
        blocks=_blocks(book, shown, deals, chances, care, limit),
        summary=_summary(figures, care, book.scope.label, named, stale_only),
        caveats=_caveats(shown, deals, chances),
        data_version=book.data_version,
    )


def _weighed(rows: pd.DataFrame, chances: pd.DataFrame) -> pd.DataFrame:
    """Each deal with the chance of its stage and its amounts × that, in whole cents a deal so that they add up."""
    chance = rows["stage"].map(chances["chance"]).astype("float64")

    def times(cents: pd.Series) -> pd.Series:
        return (chance * cents.astype("float64")).pipe(np.rint).astype("Int64")

    return rows.assign(
        chance=chance,
        weighted_cents=times(rows["amount_cents"]),
        weighted_revenue_cents=times(rows["expected_revenue_cents"]),
    )


def _stage(words: str, deals: pd.DataFrame) -> str:
    stages = sorted(set(deals["stage"]) - {NO_STAGE})
    found = meant(words, stages, filler=FILLER)
    if not found:
        known = f"The stages here are {', '.join(stages)}." if stages else "No opportunity has a stage on record."
        raise BadArguments(f"There is no stage “{words.strip()}”. {known}")
    if len(found) > 1:
        raise Unclear(f"“{words.strip()}” may mean the stages {', '.join(found)}. Which one?", found)
    return found[0]


def _blocks(
    book: Book, shown: pd.DataFrame, deals: pd.DataFrame, chances: pd.DataFrame, care: pd.DataFrame, limit: int
) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if len(shown):
        stages = stage_rows(shown, chances)
        blocks += [stage_chart(stages), stage_table(stages)]
    if len(care):
        blocks.append(care_table(care, limit))
    if len(shown):
        blocks.append(deals_table(shown, limit))
    dated = deals[deals["created_on"].notna() & (deals["open"] | deals["closed_on"].notna())]
    until = dated["closed_on"].fillna(pd.Timestamp(book.as_of))
    ends = how_deals_end((until - dated["created_on"]).dt.days, dated["won"], dated["lost"])
    return (*blocks, ends_table(ends)) if len(ends) else tuple(blocks)


def _summary(
    figures: dict[str, Figure], care: pd.DataFrame, whose: str, stage: str | None, stale_only: bool
) -> tuple[Line, ...]:
    kind, where = "stuck" if stale_only else "open", f" in {stage}" if stage else ""
    if not figures["open_deals"].value:
        return (sentence("{whose} has no {kind} deals{where}.", figures, whose=whose, kind=kind, where=where),)
    deals = "deal" if figures["open_deals"].value == 1 else "deals"
    first = "{whose} has {open_deals} {kind} {deals}{where} over {open_amount}."
    opening = sentence(first, figures, whose=whose, kind=kind, where=where, deals=deals)
    expected, stuck = _expected(figures), _stuck(figures, care, stale_only)
    lines = [opening, stuck, expected] if stale_only else [opening, expected, stuck]
    if figures["velocity"].value is not None:
        pace = "{win_rate} of closed deals were won, in {cycle_days} days on average; at that pace the pipeline brings "
        lines.append(sentence(pace + "{velocity} a day.", figures))
    return tuple(lines)


def _expected(figures: dict[str, Figure]) -> Line:
    if figures["weighted"].value is None:
        return sentence("What to expect of it cannot be said: {why}.", figures, why=figures["weighted"].reason)
    return sentence(
        "Weighted by the share of closed deals that were won, that is {weighted}; in four cases out of five it brings "
        "between {weighted_low} and {weighted_high}, with {expected_wins} wins expected ({wins_low} to {wins_high}).",
        figures,
    )


def _stuck(figures: dict[str, Figure], care: pd.DataFrame, all_stuck: bool) -> Line:
    """How many are stuck and why, which to look at first, and how many are past their expected close."""
    late = " Past their expected close: {overdue}, {overdue_amount} in all." if figures["overdue"].value else ""
    if not figures["stuck"].value:
        return sentence("None is stuck." + late, figures)
    head = "" if all_stuck else "{stuck} of them {are} stuck, {stuck_amount} in all. "
    slow = "In their stage for longer than the {won_p75} days in which three of four won deals were done: {slow}; "
    silent = "without two-way contact for three weeks: {stale}. "
    if figures["slow"].value is None:
        slow, silent = "", silent.capitalize()
    return sentence(
        head + slow + silent + "Look first at {deal}" + _because(figures) + ": " + _first(figures) + "." + late,
        figures,
        are=are(figures["stuck"]),
        deal=str(care[care["stuck"]]["name"].iloc[0]),
        stage=str(care[care["stuck"]]["stage"].iloc[0]),
    )


def _because(figures: dict[str, Figure]) -> str:
    """Why that deal comes first: the money at stake on it."""
    if figures["first_amount"].value is None or figures["stuck"].value == 1:
        return ""
    by = "the most money times its chance" if figures["weighted"].value is not None else "the most money"
    return f" ({{first_amount}}), {by} among the stuck"


def _first(figures: dict[str, Figure]) -> str:
    """What is known of the deal to look at first."""
    days = "{first_days} days in {stage}" if figures["first_days"].value is not None else ""
    spoke = "last two-way contact on {first_contact}" if figures["first_contact"].value is not None else ""
    return "; ".join(filter(None, (days, spoke or "no two-way contact on record")))


def _caveats(shown: pd.DataFrame, deals: pd.DataFrame, chances: pd.DataFrame) -> tuple[str, ...]:
    closed = deals[deals["won"] | deals["lost"]]
    found = []
    if len(closed) >= ENOUGH:
        found.append("Chances come from the deals closed in this book, never from a CRM's default percentages.")
        if not chances["closed"].any():
            found.append("Closed deals do not tell which stage they were won from, so every stage has the same chance.")
        found.append("The range takes deals as independent; a market that moves them all makes it wider.")
    if 0 < deals["won"].sum() < ENOUGH:
        found.append(f"Deals won on record: {int(deals['won'].sum())}, too few to say much of how long a win takes.")
    found += _gaps(shown)
    return tuple(found)


def _gaps(shown: pd.DataFrame) -> list[str]:
    """What the open deals lack."""
    found = []
    unpriced = int(shown["amount_cents"].isna().sum())
    if unpriced:
        found.append(f"Open deals without an amount, which are in no sum of money: {unpriced}.")
    unknown = int((shown["stage"] == NO_STAGE).sum())
    if unknown:
        found.append(f"Open deals whose stage at this date is not on record, so without days in a stage: {unknown}.")
    return found

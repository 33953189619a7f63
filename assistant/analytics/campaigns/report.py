"""Campaigns as a report: the funnel over delivered, and the effect against the hold-out group in meetings and money."""

from __future__ import annotations

from dataclasses import astuple
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from assistant.analytics.campaigns.effect import F45_EFFECT, F45_GAIN, effect, money_each
from assistant.analytics.campaigns.figures import NO_HOLDOUT, campaign_figures, total, with_holdout
from assistant.analytics.campaigns.results import F45, F45_MONEY, F45_OPENS, campaign_rows, with_rates
from assistant.analytics.firm_words import meant
from assistant.analytics.frame_tables import table_from
from assistant.analytics.sentences import sentence
from assistant.blocks import Chart, Column, Result, Table
from assistant.errors import NotEnoughData, NotFound, Unclear
from assistant.figures import Figure, Line, Rows

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

FILLER = ("campaign", "campaigns", "the", "campagna", "la", "campana", "mailing", "mailer", "email")
FUNNEL = (
    Column("name", "Campaign"),
    Column("sent_on", "Sent", "date"),
    Column("delivered", "Delivered", "count", F45),
    Column("clicked", "Clicked", "count", F45),
    Column("click_rate", "of delivered", "rate", F45),
    Column("replied", "Replied", "count", F45),
    Column("reply_rate", "of delivered", "rate", F45),
    Column("met", "Met in 90 days", "count", F45),
    Column("meeting_rate", "of delivered", "rate", F45),
    Column("unsubscribed", "Unsubscribed", "count", F45),
    Column("new_assets", "New assets", "money", F45_MONEY),
    Column("open_rate", "Opened (no evidence)", "rate", F45_OPENS),
)
EFFECTS = (
    Column("name", "Campaign"),
    Column("treated", "Treated", "count", F45_EFFECT),
    Column("held_out", "Held out", "count", F45_EFFECT),
    Column("treated_rate", "Treated who met", "rate", F45_EFFECT),
    Column("held_out_rate", "Held out who met", "rate", F45_EFFECT),
    Column("difference", "Effect", "rate", F45_EFFECT),
    Column("low", "at least", "rate", F45_EFFECT),
    Column("high", "at most", "rate", F45_EFFECT),
    Column("each", "New assets a treated client", "money", F45_GAIN),
    Column("other", "a held-out client", "money", F45_GAIN),
    Column("verdict", "What it says"),
)


def campaigns(book: Book, *, period: Period, campaign: str | None = None, limit: int = 10) -> Result:
    """The campaigns sent in the period to clients of this book, or the one that the words mean, whenever it was sent:
    delivered, clicked, replied, met and new assets within ninety days, and the effect against the hold-out group with
    its interval (F45). Raises NotFound or Unclear for a campaign, NotEnoughData when none was sent.
    """
    rows = campaign_rows(book, None if campaign else period)
    if campaign:
        rows = _named(rows, campaign, book.scope.label)
    if rows.empty:
        raise NotEnoughData(
            f"No campaign of {period} reached or held out a client of {book.scope.label}; ask for a longer period, "
            f"or name a campaign."
        )
    figures = {figure.key: figure for figure in _figures(rows)}
    title = str(rows["name"].iloc[0]) if campaign else f"Campaigns of {book.scope.label}, {period}"
    return Result(
        title=title,
        as_of=book.as_of,
        figures=tuple(figures.values()),
        blocks=(
            _funnel_chart(figures),
            table_from("Campaigns", FUNNEL, with_rates(rows).head(limit), ids="campaign_id"),
            _effect_table(rows, limit),
        ),
        summary=_summary(rows, figures),
        caveats=_caveats(rows, figures),
        data_version=book.data_version,
    )


def _named(rows: pd.DataFrame, words: str, whose: str) -> pd.DataFrame:
    """The campaign meant by its id, its name, or the name of the only one like it."""
    same = rows[rows["campaign_id"].str.casefold() == words.strip().casefold()]
    if len(same):
        return same.reset_index(drop=True)
    found = meant(words, sorted(rows["name"].unique()), filler=FILLER)
    if not found:
        known = f" The campaigns are {'; '.join(rows['name'].unique())}." if len(rows) else ""
        raise NotFound(f"I find no campaign “{words.strip()}” that reached clients of {whose}.{known}")
    if len(found) > 1:
        raise Unclear(f"“{words.strip()}” may mean {'; '.join(found)}. Which one?", found)
    return rows[rows["name"] == found[0]].reset_index(drop=True)


def _figures(rows: pd.DataFrame) -> tuple[Figure, ...]:
    """Over all campaigns; the effect over those with a hold-out group; and each campaign's own when there are more."""
    every, tested = Rows.of("campaigns", rows["campaign_id"]), with_holdout(rows)
    figures = {f.key: f for f in campaign_figures(total(rows), every)}
    if 0 < len(tested) < len(rows):
        ids = Rows.of("campaigns", tested["campaign_id"])
        figures |= {f.key: f for f in campaign_figures(total(tested), ids) if f.method in (F45_EFFECT, F45_GAIN)}
    found = [Figure("campaigns", "Campaigns", len(rows), "count", F45, every), *figures.values()]
    if len(rows) > 1:
        for row in rows.to_dict("records"):
            ids = Rows.of("campaigns", [row["campaign_id"]])
            found += campaign_figures(row, ids, f"_{row['campaign_id']}", f", {row['name']}")
    return tuple(found)


def _effect_table(rows: pd.DataFrame, limit: int) -> Table:
    lines = pd.DataFrame([_effect_row(row) for row in rows.head(limit).to_dict("records")])
    return table_from("Effect against the hold-out group", EFFECTS, lines, ids="campaign_id")


def _effect_row(row: dict[str, Any]) -> dict[str, Any]:
    found = effect(row["treated_met"], row["treated"], row["held_out_met"], row["held_out"])
    keys = ("treated_rate", "held_out_rate", "difference", "low", "high")
    values = (None,) * len(keys) if found is None else astuple(found)
    if found is None:
        verdict = "no hold-out group" if row["treated"] else "nobody treated"
    else:
        verdict = "not told from chance" if found.is_chance else "more meetings" if found.low > 0 else "fewer meetings"
    return {
        **{key: row[key] for key in ("campaign_id", "name", "treated", "held_out")},
        **dict(zip(keys, values, strict=True)),
        "each_cents": money_each(row["new_assets_cents"], row["treated"]),
        "other_cents": money_each(row["held_out_assets_cents"], row["held_out"]),
        "verdict": verdict if row["settled"] else verdict + "; the ninety days are not over",
    }


def _funnel_chart(figures: dict[str, Figure]) -> Chart:
    """Delivered, clicked, replied, met: opens are left out, as they are no evidence."""
    steps = (("delivered", "Delivered"), ("clicked", "Clicked"), ("replied", "Replied"), ("met", "Met in 90 days"))
    counts = tuple(int(str(figures[key].value)) for key, _ in steps)
    alt = "How many of those the campaigns reached clicked, replied and met within ninety days."
    return Chart(
        "From delivered to met", "bar", "count", tuple(label for _, label in steps), (("People", counts),), alt
    )


def _summary(rows: pd.DataFrame, figures: dict[str, Figure]) -> tuple[Line, ...]:
    what = "“{name}”" if len(rows) == 1 else "The {campaigns} campaigns"
    first = what + ": {delivered} delivered, {clicked} clicked, {replied} replied, {met} met within ninety days"
    if figures["meeting_rate"].value is not None:
        first += " ({meeting_rate} of delivered)"
    lines = [sentence(first + ".", figures, name=str(rows["name"].iloc[0]))]
    if figures["new_assets"].value is not None:
        brought = "Treated clients brought {new_assets} of new assets; {brought} of them brought any."
        lines.append(sentence(brought, figures))
    lines += _effect_lines(figures)
    if figures["unsubscribed"].value:
        lines.append(sentence("Unsubscribed: {unsubscribed}.", figures))
    return tuple(lines)


def _effect_lines(figures: dict[str, Figure]) -> tuple[Line, ...]:
    if figures["effect"].value is None:
        return (Line("How much of it would have come anyway is not known: {why}.", {"why": figures["effect"].reason}),)
    low, high = (cast(Decimal, figures[f"effect_{end}"].value) for end in ("low", "high"))
    says = "which is not told from chance" if low <= 0 <= high else "which is more than chance gives"
    words = (
        "Against the hold-out group: {treated_rate} of the treated met and {held_out_rate} of the held out, an effect "
    )
    words += "of {effect} (between {effect_low} and {effect_high}), {says}."
    lines = [sentence(words, figures, says=says)]
    if figures["gain"].value is not None:
        words = (
            "A treated client brought {treated_each} of new assets, a held-out one {held_out_each}; over all treated "
        )
        lines.append(sentence(words + "the difference is {gain}.", figures))
    return tuple(lines)


def _caveats(rows: pd.DataFrame, figures: dict[str, Figure]) -> tuple[str, ...]:
    found = ["Rates are over delivered; the effect compares all who were treated, delivered or not, with the held out."]
    found.append("Opens are shown and never used: mail programs open messages by themselves.")
    tested = with_holdout(rows)
    if len(tested) < len(rows) and len(rows) > 1:
        found.append(f"Campaigns without a hold-out group, which are in no effect: {len(rows) - len(tested)}.")
    if not rows["settled"].all():
        found.append("For some the ninety days are not over, so more may come.")
    if len(rows) > 1:
        found.append("The same people are in several campaigns, so the effect over all looks surer than it is.")
    if figures["effect"].reason != NO_HOLDOUT:
        found.append("New assets come from few clients; their difference has a wide range that is not shown.")
    return tuple(found)

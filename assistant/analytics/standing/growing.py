"""Who grows and who coasts on the market: organic growth laid beside what the market did (F20, F21)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from assistant.analytics.bridge import F20, F21, F21_CHAINED, Bridge, chain
from assistant.analytics.frame_tables import table_from
from assistant.analytics.standing.words import names
from assistant.blocks import Chart, Column, Table
from assistant.figures import Figure, Line, Method, rate

LEAST_A_YEAR = 0.01
"""Net new assets of one per cent of opening assets a year: below it a book does not grow by its own strength."""
GROWS, COASTS, SHRINKS = "grows", "coasts on the market", "shrinks"

VERDICT = Method(
    "F21 verdict",
    "grows: net new assets are at least 1 % of opening assets a year; coasts: they are less, and the market made up "
    "for it after fees; shrinks: they are less and it did not; transfers are left out",
)
MARKET = Method("F20 market", "market gain of the period ÷ assets at the beginning")


def growth_rows(bridges: Mapping[str, Mapping[str, Bridge]], labels: Mapping[str, str]) -> pd.DataFrame:
    """Index part, the strongest organic growth first: `label`, `net_cents`, `organic`, `chained`, `market_cents`,
    `market`, `transfers_cents` (in − out) and `verdict`; rates are NaN and the verdict None where the period began with
    nothing.

    `bridges`: part → month → Bridge, of the same months. Source: F20, F21.
    """
    rows = {part: _row(months) for part, months in bridges.items() if months}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[*COLUMNS]).rename_axis("part").sort_index()
    ordered = frame.sort_values("organic", ascending=False, kind="stable")
    return ordered.assign(label=[labels[part] for part in ordered.index])


COLUMNS = ("net_cents", "organic", "chained", "market_cents", "market", "transfers_cents", "verdict")


def _row(months: Mapping[str, Bridge]) -> tuple[object, ...]:
    steps = list(months.values())
    whole, begin = sum(steps, Bridge()), steps[0].begin
    chained = chain(steps)
    organic = whole.net_new_assets / begin if begin else np.nan
    market = whole.market / begin if begin else np.nan
    return (
        whole.net_new_assets,
        organic,
        np.nan if chained is None else chained,
        whole.market,
        market,
        whole.transfers_in - whole.transfers_out,
        _verdict(organic, whole, len(steps)) if begin else None,
    )


def _verdict(organic: float, whole: Bridge, months: int) -> str:
    if organic >= LEAST_A_YEAR * months / 12:
        return GROWS
    return COASTS if whole.net_new_assets + whole.market - whole.fees >= 0 else SHRINKS


def growth_table(frame: pd.DataFrame, level: str) -> Table:
    columns = (
        Column("label", level.capitalize()),
        Column("verdict", "What it does", method=VERDICT),
        Column("organic", "Organic growth as measured", "rate", F21),
        Column("market", "Market", "rate", MARKET),
        Column("chained", "Organic, months chained", "rate", F21_CHAINED),
        Column("net", "Net new assets", "money", F21),
        Column("market_money", "Market in money", "money", F20),
        Column("transfers", "Transfers, not organic", "money", F20),
    )
    shown = frame.rename(columns={"market_cents": "market_money_cents"}).reset_index()
    return table_from("Organic growth beside the market", columns, shown, ids="part")


def growth_chart(frame: pd.DataFrame) -> Chart:
    known = frame.dropna(subset="organic")
    series = tuple(
        (name, tuple(rate(float(value)) for value in known[column]))
        for name, column in (("Organic", "organic"), ("Market", "market"))
    )
    alt = "Organic growth beside the market's part; where only the second bar is above zero, the market did it."
    return Chart("Organic growth and market", "bar", "rate", tuple(known["label"]), series, alt)


def growth_figures(frame: pd.DataFrame) -> tuple[Figure, ...]:
    """How many grow, coast and shrink, and between which rates organic growth and the market lie."""
    known = frame.dropna(subset="organic")
    if known.empty:
        return ()
    counts = [
        Figure(key, f"How many: {verdict}", int((known["verdict"] == verdict).sum()), "count", VERDICT)
        for key, verdict in (("growing", GROWS), ("coasting", COASTS), ("shrinking", SHRINKS))
    ]
    ends = [
        Figure(f"{key}_{end}", f"{label}, {words}", rate(float(value)), "rate", method)
        for key, label, method in (("organic", "Organic growth", F21), ("market", "Market", MARKET))
        for end, words, value in (("low", "lowest", known[key].min()), ("high", "highest", known[key].max()))
    ]
    return (*counts, *ends)


def growth_lines(frame: pd.DataFrame, many: str, by: Mapping[str, Figure]) -> tuple[Line, ...]:
    """Who grows and who coasts, by name; and the picture of both rates in words."""
    known = frame.dropna(subset="organic")
    if known.empty:
        return ()
    labels = known["label"].to_dict()
    groups = [
        f"{word}: {names(list(known.index[known['verdict'] == verdict]), labels)}"
        for verdict, word in ((GROWS, "growing"), (COASTS, "coasting on the market"), (SHRINKS, "shrinking"))
        if (known["verdict"] == verdict).any()
    ]
    return Line("By net new money, {groups}.", {"groups": "; ".join(groups)}), spread_line(many, by)


def spread_line(many: str, by: Mapping[str, Figure]) -> Line:
    """The scatter of market and organic growth in words."""
    ends = {key: by[key] for key in ("market_low", "market_high", "organic_low", "organic_high")}
    return Line(
        "The market's part lies between {market_low} and {market_high} of opening assets for all {many}, organic "
        "growth between {organic_low} and {organic_high}.",
        {"many": many, **ends},
    )

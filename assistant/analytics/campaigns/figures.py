"""The figures of campaigns: counts and rates over delivered, the effect against the hold-out group, money a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

import pandas as pd

from assistant.analytics.campaigns.effect import F45_EFFECT, F45_GAIN, effect, money_each
from assistant.analytics.campaigns.results import COUNTS, F45, F45_MONEY, F45_OPENS, MONEY
from assistant.analytics.sentences import told
from assistant.figures import Figure, Rows, money, rate

NO_HOLDOUT = "there is no hold-out group, so what would have come anyway is not known"
NOBODY = "nobody was treated"
NOT_DELIVERED = "nothing was delivered"
NOT_DATED = "new assets carry no date, and the ninety days had not ended at the date of the book"
RATES = (
    ("click_rate", "clicked", "Clicked", F45),
    ("reply_rate", "replied", "Replied", F45),
    ("meeting_rate", "met", "Met within ninety days", F45),
    ("unsubscribe_rate", "unsubscribed", "Unsubscribed", F45),
    ("open_rate", "opened", "Opened (no evidence)", F45_OPENS),
)


EFFECT = (
    ("treated_rate", "Treated who met"),
    ("held_out_rate", "Held out who met"),
    ("effect", "Effect on meetings"),
    ("effect_low", "Effect on meetings, at least"),
    ("effect_high", "Effect on meetings, at most"),
)
"""Key and label of the fields of an Effect, in its order."""
NO_EFFECT = (None,) * len(EFFECT)


def campaign_figures(sums: Mapping[str, Any], ids: Rows, suffix: str = "", whose: str = "") -> tuple[Figure, ...]:
    """The figures of one campaign or of several summed; `sums` has COUNTS and MONEY, keys end in `suffix`."""
    delivered = int(sums["delivered"])
    found = [
        told(f"treated{suffix}", f"Treated{whose}", int(sums["treated"]), "count", F45, ids),
        told(f"held_out{suffix}", f"Held out{whose}", int(sums["held_out"]), "count", F45, ids),
        told(f"delivered{suffix}", f"Delivered{whose}", delivered, "count", F45, ids),
    ]
    for key, count, label, method in RATES:
        n = int(sums[count])
        share = rate(n / delivered if delivered else None)
        found.append(told(f"{count}{suffix}", f"{label}{whose}", n, "count", method, ids))
        words = f"{label} over delivered{whose}"
        found.append(told(f"{key}{suffix}", words, share, "rate", method, ids, (), NOT_DELIVERED))
    assets = money(None if pd.isna(sums["new_assets_cents"]) else int(sums["new_assets_cents"]))
    label = f"New assets within ninety days{whose}"
    found.append(told(f"new_assets{suffix}", label, assets, "money", F45_MONEY, ids, (), NOT_DATED))
    brought, label = int(sums["brought"]), f"Treated clients who brought new assets{whose}"
    found.append(
        told(f"brought{suffix}", label, brought if assets is not None else None, "count", F45_MONEY, ids, (), NOT_DATED)
    )
    return (*found, *_effect_figures(sums, ids, suffix, whose), *_gain_figures(sums, ids, suffix, whose))


def _effect_figures(sums: Mapping[str, Any], ids: Rows, suffix: str, whose: str) -> tuple[Figure, ...]:
    treated, held_out = int(sums["treated"]), int(sums["held_out"])
    found = effect(int(sums["treated_met"]), treated, int(sums["held_out_met"]), held_out)
    why = NOBODY if not treated else NO_HOLDOUT
    return tuple(
        told(f"{key}{suffix}", f"{label}{whose}", rate(value), "rate", F45_EFFECT, ids, (), why)
        for (key, label), value in zip(EFFECT, NO_EFFECT if found is None else astuple(found), strict=True)
    )


def _gain_figures(sums: Mapping[str, Any], ids: Rows, suffix: str, whose: str) -> tuple[Figure, ...]:
    treated, held_out = int(sums["treated"]), int(sums["held_out"])
    each = money_each(float(sums["new_assets_cents"]), treated)
    other = money_each(float(sums["held_out_assets_cents"]), held_out)
    gain = None if each is None or other is None else each - other
    why = NOBODY if not treated else NOT_DATED if each is None else NO_HOLDOUT
    rows = (
        ("treated_each", "New assets a treated client", each),
        ("held_out_each", "New assets a held-out client", other),
        ("gain_each", "New assets a client beyond the hold-out", gain),
        ("gain", "New assets beyond the hold-out, all treated", None if gain is None else gain * treated),
    )
    return tuple(
        told(f"{key}{suffix}", f"{label}{whose}", money(cents), "money", F45_GAIN, ids, (), why)
        for key, label, cents in rows
    )


def total(rows: pd.DataFrame) -> dict[str, Any]:
    """Sums over campaigns: a total rate is a ratio of these. Money is unknown when a campaign's is."""
    counts: dict[str, Any] = {name: int(rows[name].sum()) for name in COUNTS}
    return {**counts, **{name: float(rows[name].sum(skipna=False)) for name in MONEY}}


def with_holdout(rows: pd.DataFrame) -> pd.DataFrame:
    """The campaigns that have both groups: only these say anything about an effect."""
    found: pd.DataFrame = rows[(rows["held_out"] > 0) & (rows["treated"] > 0)]
    return found

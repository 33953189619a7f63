"""One row a household of a book and window: what each definition of retention sums. Sums of disjoint parts add up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from assistant.analytics.retention_rates.cohort import Lives, Presence, presence
from assistant.analytics.wallet_share.moves import DISCOVERY, wallet_moves

if TYPE_CHECKING:
    from assistant.analytics.monthly import Bools, Ints, Monthly
    from assistant.analytics.retention_rates.windows import Window

FOLLOWED = 4
"""So many mergers in a row are followed to the household that lives on; more, or a circle, end where they are."""
COUNTS = ("at_start", "in_control", "kept", "gone", "merged")
ASSETS = ("assets_before", "taken", "assets_gross", "assets_net")
REVENUE = ("revenue_before", "revenue_floor", "revenue_now", "revenue_constant")
WALLET = ("wallet_before", "wallet_now", "wallet_known")
SUMS = (*COUNTS, *ASSETS, *REVENUE, *WALLET)
Columns: TypeAlias = "dict[str, Ints]"


def cohort_columns(months: Monthly | None, known: Lives, window: Window) -> Columns:
    """One entry a household, in the order of `known` and `months`; everybody but the clients of the day before is 0.

    Counts: `at_start`, `in_control` (R2), `kept`, `gone`, `merged`. Cents: `assets_before`, `taken` (what left by R3),
    `assets_gross`, `assets_net`; `revenue_before`, `revenue_floor`, `revenue_now`, `revenue_constant`;
    `wallet_before`, `wallet_now`, `wallet_known` (disclosures left whole). Without `months` all cents are 0.

    What lies before the data is 0, see `missing_measures`. Sources: R1 to R7.
    """
    there = presence(known, window.start, window.end)
    counts = {
        "at_start": there.at_start,
        "in_control": there.at_start & ~there.beyond_control,
        "kept": there.kept,
        "gone": there.at_start & there.went,
        "merged": there.at_start & there.merged,
    }
    columns: dict[str, Ints] = {name: mask.astype(np.int64) for name, mask in counts.items()}
    if months is None:
        return columns | dict.fromkeys((*ASSETS, *REVENUE, *WALLET), np.zeros(len(known.ids), dtype=np.int64))
    return (
        columns
        | _assets(months, window, there)
        | _revenue(months, known, window, there)
        | _wallet(months, window, there)
    )


def cohort_rows(columns: Columns, known: Lives) -> pd.DataFrame:
    """The columns as a frame (index household_id), with the `reason` of those who are gone."""
    rows = pd.DataFrame(dict(columns), index=known.ids)
    return rows.assign(reason=np.where(columns["gone"] == 1, known.reason, ""))


def missing_measures(months: Monthly, window: Window) -> Mapping[str, str]:
    """By measure, why it cannot be told in this window: the months compared with lie before the data."""
    first = window.compared[0] - window.shift
    found: dict[str, str] = {}
    if first < months.begins:
        begins = f"balances begin in {months.month(months.begins):%B %Y}"
        found["revenue_constant"] = f"{begins}, after the months that revenue is compared with"
    if first < months.earns:
        none = months.earns >= months.revenue.shape[1]
        begins = f"revenue begins in {months.month(months.earns):%B %Y}, after the months it is compared with"
        reason = "there is no revenue on record" if none else begins
        found |= dict.fromkeys(("revenue_gross", "revenue_net", "revenue_constant"), reason)
    return found


def _assets(months: Monthly, window: Window, there: Presence) -> Columns:
    span = slice(window.first, window.last + 1)
    flows = (months.withdrawals, months.unplanned, months.contributions)
    out, free, added = (np.where(there.at_start, flow[:, span].sum(axis=1), 0) for flow in flows)
    before = np.where(there.at_start, months.assets[:, window.first], 0)
    taken = np.where(there.went, out, free)
    return dict(zip(ASSETS, (before, taken, before - taken, before - out + added), strict=True))


def _revenue(months: Monthly, known: Lives, window: Window, there: Presence) -> Columns:
    """Revenue then and now, a merged household counted with the one it went into."""
    low, high = window.compared
    if low - window.shift < 0:
        return dict.fromkeys(REVENUE, np.zeros(len(there.at_start), dtype=np.int64))
    now, then = slice(low, high + 1), slice(low - window.shift, high + 1 - window.shift)
    unit, inside = _units(known, there)
    growth = months.price[:, now] / months.price[:, then]
    recurring = months.recurring[:, now]
    constant = np.rint((months.revenue[:, now] - recurring + recurring / growth).sum(axis=1)).astype(np.int64)
    counted = there.at_start & inside
    before = _gathered(np.where(counted, months.revenue[:, then].sum(axis=1), 0), unit)
    cohort = np.bincount(unit[counted], minlength=len(unit)) > 0
    total, priced = (
        np.where(cohort, _gathered(np.where(inside, cents, 0), unit), 0)
        for cents in (months.revenue[:, now].sum(axis=1), constant)
    )
    return dict(zip(REVENUE, (before, np.minimum(before, total), total, priced), strict=True))


def _gathered(cents: Ints, unit: Ints) -> Ints:
    whole = np.zeros(len(unit), dtype=np.int64)
    np.add.at(whole, unit, cents)
    return whole


def _units(known: Lives, there: Presence) -> tuple[Ints, Bools]:
    """For each household the row its revenue counts in, and whether it counts: one merged in the window counts in the
    household it went into; where that is new, in the first of those merged; where it is in no book here, nowhere."""
    unit = np.arange(len(known.ids))
    if not there.merged.any():
        return unit, np.ones(len(unit), dtype=bool)
    target = np.where(there.merged, known.merged_into, unit)
    for _ in range(FOLLOWED):
        target = np.where(target >= 0, target[target], -1)
    inside = target >= 0
    unit = np.where(inside, target, unit)
    fresh = there.merged & there.at_start & ~there.at_start[unit]  # what they went into was no client at the start
    for lives_on in np.unique(unit[fresh]):
        unit[unit == lives_on] = np.flatnonzero(fresh & (unit == lives_on))[0]
    return unit, inside


def _wallet(months: Monthly, window: Window, there: Presence) -> Columns:
    """Assets then, and the part of them that the smaller of the two shares of wallet stands for (R7)."""
    start, end = window.first, window.last + 1
    then, now = months.assets[:, start], np.where(there.went, 0, months.assets[:, end])
    worth, later = months.worth[:, start], months.worth[:, end]
    counted = there.at_start & ~there.merged & (np.nan_to_num(worth) > 0) & (np.nan_to_num(later) > 0)
    scaled = now * np.divide(worth, later, out=np.ones_like(worth), where=counted)
    before = np.where(counted, then, 0)
    kept = np.where(counted, np.minimum(before, np.rint(np.nan_to_num(scaled))), 0).astype(np.int64)
    label = wallet_moves(months, start, end)["label"].to_numpy()
    disclosed = counted & ~there.went & (label == DISCOVERY)
    return dict(zip(WALLET, (before, kept, np.where(disclosed, before, kept)), strict=True))

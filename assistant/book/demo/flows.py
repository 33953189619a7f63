"""What moves money in and out of households: plans on file, needs, habits, and silent erosion.

Everything here is decided before the months are run, as shares of the household's assets or as yearly dollars.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.book.demo.dates import LAST, MONTHS, NEVER, Bools, Calendar, Column, Floats, Ints
from assistant.book.demo.households import Households
from assistant.book.demo.plants import Cast

REASON_WORDS = np.array(["", "house", "tuition", "tax", "gift", "other", "rmd", "income_plan", "contribution"])
UNEXPLAINED, HOUSE, TUITION, TAX, GIFT, OTHER, RMD, INCOME, CONTRIBUTION = range(9)
RMD_AGE = 73
MONTHLY = 0  # RMD paid in twelve parts


@dataclass(slots=True)
class Flows:
    """One row a household; matrices have a column a month."""

    income: Floats  # monthly dollars of an agreed income plan
    contribution: Floats  # monthly dollars
    on_file: Bools  # the contribution plan is known to the firm
    wobble: Floats  # times the planned amount in a month, nearly always 1
    rmd_month: Ints  # calendar month, or MONTHLY
    needs: Floats  # share of assets that leaves at once
    reason: Ints  # why, UNEXPLAINED when nothing is on file
    deposits: Floats  # share of assets that arrives unplanned
    erosion: Floats  # share of assets that leaks in the month
    leaked_first: Bools  # households that left after a leak
    alike: Bools  # two households whose accounts must move together


def build_flows(rng: np.random.Generator, calendar: Calendar, h: Households, cast: Cast) -> Flows:
    shape = (h.count, MONTHS)
    needs, reason = _needs(rng, calendar, h)
    deposits = np.clip(rng.lognormal(np.log(0.02), 0.6, shape), 0, 0.12) * (rng.random(shape) < 0.018)
    erosion, leaked_first = _erosion(rng, h, cast)
    flows = Flows(
        income=_income(rng, h),
        contribution=_contribution(rng, h),
        on_file=rng.random(h.count) < 0.85,
        wobble=np.where(rng.random(shape) < 0.06, rng.normal(1, 0.06, shape), 1.0),
        rmd_month=rng.choice([MONTHLY, 12, 11, 3, 5, 9], h.count, p=[0.35, 0.25, 0.15, 0.1, 0.1, 0.05]),
        needs=needs,
        reason=reason,
        deposits=deposits,
        erosion=erosion,
        leaked_first=leaked_first,
        alike=np.isin(np.arange(h.count), cast.widowed),
    )
    _keep_parts_clean(flows, cast)
    _plant_innocents(rng, calendar, flows, cast)
    return flows


def _income(rng: np.random.Generator, h: Households) -> Floats:
    """3.5–4.5 % a year for most households of 62 to 72; a lower one besides the RMD for some of those above."""
    yearly = np.where(h.age < RMD_AGE, rng.uniform(0.030, 0.042, h.count), rng.uniform(0.01, 0.022, h.count))
    drawing = (h.age >= 63) & (rng.random(h.count) < np.where(h.age < RMD_AGE, 0.6, 0.35))
    return np.where(drawing & (h.size > 40_000), np.round(yearly * h.size / 120) * 10, 0.0)


def _contribution(rng: np.random.Generator, h: Households) -> Floats:
    saving = (h.age < 62) & (rng.random(h.count) < 0.62) & ~h.newcomer
    monthly = rng.uniform(0.02, 0.06, h.count) * np.minimum(h.income, 400_000) / 12
    return np.where(saving, np.clip(np.round(np.minimum(monthly, h.size * 0.006) / 10) * 10, 50, None), 0.0)


def _needs(rng: np.random.Generator, calendar: Calendar, h: Households) -> tuple[Floats, Ints]:
    """Small unplanned withdrawals, now and then a larger one; large planned ones; taxes in April."""
    shape = (h.count, MONTHS)
    drawn = rng.random(shape)
    small, lump, planned = drawn < 0.055, (drawn > 0.060) & (drawn < 0.0618), drawn > 0.9984
    april = (calendar.calendar_month(np.arange(MONTHS)) == 4) & (rng.random(shape) < 0.06)
    share = np.select(
        [planned, lump, april, small],
        [
            rng.uniform(0.05, 0.15, shape),
            rng.uniform(0.03, 0.09, shape),
            rng.uniform(0.008, 0.02, shape),
            rng.uniform(0.001, 0.011, shape),
        ],
        0.0,
    )
    why = rng.choice([HOUSE, TUITION, TAX, GIFT, OTHER], shape, p=[0.35, 0.2, 0.1, 0.25, 0.1])
    taxes = np.where(rng.random(shape) < 0.8, TAX, UNEXPLAINED)
    return share, np.select([planned, lump, april], [why, np.full(shape, UNEXPLAINED), taxes], UNEXPLAINED)


def _erosion(rng: np.random.Generator, h: Households, cast: Cast) -> tuple[Floats, Bools]:
    """The planted eroders up to now, and the leak that 45 % of those who left had before they left."""
    month = np.arange(MONTHS)
    rate, start, end = np.zeros(h.count), np.full(h.count, NEVER), np.full(h.count, NEVER)
    rate[cast.eroders], start[cast.eroders] = cast.rate, cast.onset
    gone = (h.reason == "left") & (rng.random(h.count) < 0.45) & (h.leave - h.join > 12)
    rate[gone] = rng.uniform(0.015, 0.03, int(gone.sum()))
    start[gone] = np.maximum(h.leave[gone] - rng.integers(6, 19, int(gone.sum())), 1)
    end[gone] = h.leave[gone]
    leaking = (month >= start[:, None]) & (month < end[:, None])
    return leaking * rate[:, None] * rng.uniform(0.8, 1.2, (h.count, MONTHS)), gone


def _keep_parts_clean(flows: Flows, cast: Cast) -> None:
    """No accident blurs a planted household in its last two years; the two alike have none at all."""
    recent = slice(LAST - 24, None)
    planted = np.concatenate(
        [cast.eroders, cast.innocents, cast.rmd_takers, cast.discoveries, cast.cycle, cast.retainers]
    )
    flows.needs[planted, recent] = np.minimum(flows.needs[planted, recent], 0.004)
    flows.reason[planted, recent] = UNEXPLAINED
    flows.deposits[planted, recent] = np.minimum(flows.deposits[planted, recent], 0.01)
    alike = cast.widowed
    flows.needs[alike], flows.deposits[alike], flows.wobble[alike] = 0, 0, 1
    flows.rmd_month[alike], flows.income[alike] = MONTHLY, 0
    stopped = cast.eroders[::2]  # every second eroder also stops a contribution that is on file
    for column in range(LAST - 24, MONTHS):
        flows.wobble[stopped, column] = np.where(cast.onset[::2] <= column, 0.0, flows.wobble[stopped, column])
    flows.on_file[stopped] = True
    flows.income[cast.eroders] = 0


def _plant_innocents(rng: np.random.Generator, calendar: Calendar, flows: Flows, cast: Cast) -> None:
    where = (cast.innocents, cast.innocent_month)
    flows.needs[where] = cast.innocent_share
    flows.reason[where] = [REASON_WORDS.tolist().index(word) for word in cast.innocent_reason]
    month: Column = LAST - rng.integers(0, 9, len(cast.rmd_takers))
    flows.rmd_month[cast.rmd_takers] = calendar.calendar_month(month)
    flows.income[cast.rmd_takers] = 0

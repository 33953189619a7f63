"""The signs of erosion: five kinds, each a level a household (0 none, 1 a sign, 2 strong and sustained) with its start.

Money: a slow leak, a partial transfer, contributions that stopped. Wallet: money that grows elsewhere. Engagement:
fewer two-way contacts than the household's own rate. Levels are judged against the household's own baseline.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from assistant.analytics.erosion.flows import RETIRED_AGE, Flows, median_where, spread_marks
from assistant.analytics.erosion.grid import Bools, Floats, Grid, Ints

K, H, WINSOR = 0.5, 5.0, 4.0
"""CUSUM slack, decision limit and winsorising of z (E2, E4)."""
SHRINK = 12
LEAST_SIGMA = 0.0025
YEAR_LIMIT, QUARTER_LIMIT = 0.08, 0.04
"""E1: unexplained net outflow of the last twelve and of the last three months."""


ASK_WHY = 0.04
"""A single unexplained outflow of 4 % of assets and more is a question, not yet erosion."""


STALE_AFTER = 18
"""What a review said more than so many months ago is no news."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One kind of sign for every household: its level, the column it began in, and the money gone since."""

    kind: str
    family: str
    level: Ints
    since: Ints
    gone: Floats


def cusum(x: Floats, baseline: Bools, judged: Bools) -> tuple[Floats, Ints]:
    """One-sided CUSUM of falling flows (E2) with a robust baseline shrunk to the whole (E4).

    `x`: net unexplained flow ratios, households by months. Returns the largest value over the last six months and the
    column after the last zero (the change date). z = (x − median) / sigma, winsorised at ±4; C = max(0, C − z − k).
    """
    centre = median_where(x, baseline)
    spread = 1.4826 * median_where(np.abs(x - centre[:, None]), baseline)
    count = baseline.sum(axis=1)
    pooled = np.quantile(spread[count > 0] ** 2, 0.75) if (count > 0).any() else 0.0
    sigma = np.sqrt(np.maximum((count * spread**2 + SHRINK * pooled) / (count + SHRINK), LEAST_SIGMA**2))
    z = np.clip((x - centre[:, None]) / sigma[:, None], -WINSOR, WINSOR)
    width = x.shape[1]
    value, highest = np.zeros(len(x)), np.zeros(len(x))
    start = np.full(len(x), width, dtype=np.int64)
    for column in range(width):
        now = judged[:, column]
        step = np.where(now, np.maximum(0.0, value - z[:, column] - K), value)
        start = np.where((value == 0) & (step > 0), column, start)
        value = step
        if column >= width - 6:
            highest = np.maximum(highest, value)
    return highest, start


def leak(flows: Flows) -> Sign:
    """A slow leak: E1 or E2 on unexplained outflows; strong when both, in at least four of the last nine months."""
    alarm, start = cusum(np.minimum(flows.came, flows.contributed) - flows.gone, flows.baseline, flows.recent)
    judged = np.where(flows.recent, flows.gone, 0.0)
    since = _first_run(flows.gone, judged)
    since = np.where(alarm > H, np.minimum(start, since), since)
    gone = _sum_since(flows.gone, since)
    year, quarter = judged.sum(axis=1), judged[:, -3:].sum(axis=1)
    often = (judged[:, -9:] > 0).sum(axis=1)
    lately = (judged[:, -3:] > 0).any(axis=1)
    over = (year >= YEAR_LIMIT) | (quarter >= QUARTER_LIMIT)
    found = np.where((over | ((alarm > H) & (gone >= 0.03))) & (often >= 2), 1, 0)
    strong = over & (alarm > H) & (often >= 4) & lately
    return Sign("slow_leak", "money", np.where(strong, 2, found), since, _sum_since(flows.gone * flows.assets, since))


def transfer(flows: Flows) -> Sign:
    """A partial transfer: moves of 8 % of assets and more in the last nine months; a sign from 12 %, strong from 25 %.

    `since` and `gone` also cover a single move of ASK_WHY and more, which is a question and not a sign.
    """
    moves = np.where(flows.recent & (flows.gone >= ASK_WHY), flows.gone, 0.0)
    moves[:, :-9] = 0.0
    total = np.where(moves >= 0.08, moves, 0.0).sum(axis=1)
    level = np.where(total >= 0.25, 2, np.where(total >= 0.12, 1, 0))
    gone = (moves * flows.assets).sum(axis=1)
    return Sign("partial_transfer", "money", level, (moves > 0).argmax(axis=1), gone)


def single_move(flows: Flows) -> Bools:
    """One unexplained move of ASK_WHY and more in the last six months with nothing much around it: ask why."""
    last = np.where(flows.recent, flows.gone, 0.0)
    return np.asarray(((last > 0).sum(axis=1) <= 2) & (last[:, -6:].max(axis=1) >= ASK_WHY))


def stopped(grid: Grid, flows: Flows) -> Sign:
    """Regular contributions that stopped: a sign after four months, strong after six; not after retirement or death."""
    usual = median_where(flows.contributed, flows.baseline)
    regular = (flows.contributed > 0) & flows.baseline
    share = regular.sum(axis=1) / np.maximum(flows.baseline.sum(axis=1), 1)
    missing = flows.contributed < 0.25 * usual[:, None]
    quiet = (missing & flows.recent) | ~grid.seen  # a month that is not known breaks no run and counts for none
    unbroken = np.logical_and.accumulate(quiet[:, ::-1], axis=1)[:, ::-1]
    run = (unbroken & flows.recent).sum(axis=1)
    habit = (share >= 0.6) & (usual >= 0.0005)
    excused = (grid.events["retirement"] | grid.events["death_notice"]).any(axis=1) | (grid.age >= RETIRED_AGE + 5)
    level = np.where(habit & ~excused, np.where(run >= 6, 2, np.where(run >= 4, 1, 0)), 0)
    return Sign(
        "stopped_contributions",
        "money",
        level,
        grid.width - unbroken.sum(axis=1),
        run * median_where(grid.inflow, flows.baseline),
    )


def engagement(grid: Grid, flows: Flows) -> Sign:
    """Two-way contacts far under the household's own rate (E6): a sign under .02 of left-tail probability, strong under
    .002 (or .05 when logins fell as clearly) over half a year and more.

    Logins only strengthen what contacts say; quiet logins alone are no sign unless contacts are not recorded at all.
    """
    contacts, since, fewer = _tail(grid.contacts, flows)
    logins, since_logins, fewer_logins = _tail(grid.logins, flows)
    no_contacts = np.isnan(grid.contacts).all(axis=1)
    contacts, since = np.where(no_contacts, logins, contacts), np.where(no_contacts, since_logins, since)
    fewer = np.where(no_contacts, fewer_logins, fewer)
    sure = (contacts < 0.002) | ((contacts < 0.05) & fewer_logins & (logins < 0.002))
    level = np.where(sure & (since <= grid.width - 6), 2, np.where(contacts < 0.02, 1, 0))
    died = spread_marks(grid.events["death_notice"], 0, 12)[:, -1]
    return Sign("engagement", "engagement", np.where(fewer & ~died, level, 0), since, np.zeros(len(level)))


def _tail(counts: Floats, flows: Flows) -> tuple[Floats, Ints, Bools]:
    """Smallest left-tail probability of the last three, six or nine months given the baseline's count, the column where
    that window begins, and whether the rate more than halved there.

    A Poisson count with its rate known only from the baseline's n in m months: negative binomial (n + ½, m / (m + w)).
    """
    known, width = ~np.isnan(counts), counts.shape[1]
    usual = known & flows.baseline
    before, months = np.where(usual, counts, 0.0).sum(axis=1), usual.sum(axis=1)
    best = np.ones(len(counts))
    since = np.full(len(counts), width, dtype=np.int64)
    fewer = np.zeros(len(counts), dtype=bool)
    for length in (3, 6, 9):
        window = (known & flows.recent)[:, -length:]
        seen, size = np.where(window, counts[:, -length:], 0.0).sum(axis=1), window.sum(axis=1)
        # the distribution function of a negative binomial count, by the incomplete beta function
        tail = betainc(before + 0.5, np.floor(seen) + 1, months / np.maximum(months + size, 1))
        better = (months > 0) & (3 * size >= 2 * min(length, width)) & (tail < best)
        best, since = np.where(better, tail, best), np.where(better, width - length, since)
        fewer = np.where(better, seen <= 0.5 * before * size / np.maximum(months, 1), fewer)
    return best, since, fewer


def wallet(grid: Grid, flows: Flows) -> tuple[Sign, Bools]:
    """Money that grows elsewhere between reviews, net of the market (E5, F25), and who only disclosed what was there.

    Elsewhere = declared net worth − assets. A rise of 10 % of net worth and more at one review, with nothing leaving,
    is a discovery. Comparable rises at two reviews in a row are a sign of money going elsewhere, strong when together
    they come to 18 % and stand out five times from the noise of all declarations.
    """
    rise, reviews = _rises(grid)
    earlier, before, latest = rise[:, 0], rise[:, 1], rise[:, 2]
    noise = _noise(rise)
    left = np.where(flows.recent, flows.gone, 0.0).sum(axis=1)
    both, least, most = before + latest, np.minimum(before, latest), np.maximum(before, latest)
    twice = (least >= 0.025) & (least >= 0.3 * most) & (both >= 0.06)
    strong = twice & (both >= max(0.18, 5.0 * noise)) & (earlier < least)
    went = (latest >= 0.05) & (left >= 0.05)
    fresh = grid.width - STALE_AFTER
    level = np.where(strong, 2, np.where(twice | went, 1, 0)) * (reviews[:, 2] >= fresh)
    shown = np.where(latest >= before, reviews[:, 2], reviews[:, 1]) >= fresh
    discovery = (level == 0) & shown & (most >= max(0.10, 2.0 * noise))
    return Sign("held_away", "wallet", level, reviews[:, 0], np.zeros(len(level))), discovery


def _noise(rise: Floats) -> float:
    """How much declarations move by themselves: a robust spread of all the latest rises that there are."""
    latest = rise[:, 2][rise[:, 2] != 0]
    return float(1.4826 * np.median(np.abs(latest - np.median(latest)))) if len(latest) >= 10 else 0.0


def _rises(grid: Grid) -> tuple[Floats, Ints]:
    """The last three rises of money elsewhere from review to review, as shares of the net worth before and net of the
    household's own market return, oldest first; and the columns of the last three reviews (0 where there is none)."""
    known = ~np.isnan(grid.worth)
    elsewhere = grid.worth - grid.end
    growth = np.cumsum(np.log1p(np.clip(grid.market / np.where(grid.begin > 0, grid.begin, np.inf), -0.9, 9.0)), axis=1)
    columns = np.where(known, np.arange(grid.width)[None, :], -1)
    ordered = np.sort(columns, axis=1)[:, -4:]
    ordered = np.pad(ordered, ((0, 0), (4 - ordered.shape[1], 0)), constant_values=-1)
    rows = np.arange(len(columns))[:, None]
    safe = np.maximum(ordered, 0)
    away, level, worth = elsewhere[rows, safe], growth[rows, safe], grid.worth[rows, safe]
    grown = np.clip(away[:, :-1], 0.0, None) * np.exp(level[:, 1:] - level[:, :-1])
    with np.errstate(invalid="ignore", divide="ignore"):
        rise = (away[:, 1:] - grown) / worth[:, :-1]
    valid = (ordered[:, :-1] >= 0) & (worth[:, :-1] > 0)
    return np.where(valid, rise, 0.0), safe[:, 1:]


def _first_run(gone: Floats, judged: Floats) -> Ints:
    """Column where the last run of outflows began; gaps of two months do not break it, and small outflows (under a
    third of the average of the months judged) do not prolong it. A run may have begun before the months judged."""
    width = gone.shape[1]
    usual = judged.sum(axis=1) / np.maximum((judged > 0).sum(axis=1), 1)
    start = np.full(len(gone), width, dtype=np.int64)
    for column in range(width - 1, -1, -1):
        counts = (gone[:, column] > 0) & (gone[:, column] >= usual / 3)
        near = (start == width) | (start - column <= 3)
        start = np.where(counts & near, column, start)
    return start


def _sum_since(values: Floats, since: Ints) -> Floats:
    return np.asarray(np.where(np.arange(values.shape[1])[None, :] >= since[:, None], values, 0.0).sum(axis=1))

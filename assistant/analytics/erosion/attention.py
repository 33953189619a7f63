"""Evidence of a household that turns away: contacts and logins below their own rate, together for preference.

One of the two alone may be a holiday or a new telephone; a fall counts only as far as it is also surer than chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from assistant.analytics.erosion.flows import Flows, spread_marks
from assistant.analytics.erosion.grid import Bools, Floats, Grid, Ints
from assistant.analytics.erosion.windows import mean_of, rolling_sums

WINDOWS = (3, 6, 9)
LEAST_COUNT, LEAST_MONTHS = 3, 6
PRIOR_QUARTERS = 12
MOST_SURE, MOST_FALL = 5.0, 2.5


@dataclass(frozen=True, slots=True)
class Quiet:
    """Of one kind of counts over one window: `sure`, minus the decimal logarithm of the chance of so few; `fall`,
    how far the rate fell (natural logarithm, negative where it rose); `known`, whether there is a rate to fall from."""

    sure: Floats
    fall: Floats
    known: Bools

    @property
    def worth(self) -> Floats:
        """The fall as far as it is sure."""
        return np.minimum(self.sure, np.clip(self.fall, 0.0, MOST_FALL))


@dataclass(frozen=True, slots=True)
class AttentionItems:
    """The engagement items of `evidence.ITEMS`; `sustained`: a fall by half over half a year; `since`: the column in
    which the quiet began; `estate`: logins ended and calls did not, as after a death nobody wrote down."""

    items: dict[str, Floats]
    sustained: Bools
    since: Ints
    estate: Floats


def attention_items(grid: Grid, flows: Flows, old: Floats) -> AttentionItems:
    """Source: E6. After a death on record silence says nothing."""
    died = spread_marks(grid.events["death_notice"], 0, 24)[:, -1]
    contacts = {months: quiet(grid.contacts, flows, months) for months in WINDOWS}
    logins = {months: quiet(grid.logins, flows, months) for months in WINDOWS}
    both = {m: np.where(contacts[m].known & logins[m].known, _less(contacts[m], logins[m]), 0.0) for m in WINDOWS}
    alone = {m: np.where(contacts[m].known ^ logins[m].known, contacts[m].sure + logins[m].sure, 0.0) for m in WINDOWS}
    items = {
        "both_quarter": both[3],
        "both_half": both[6],
        "both_long": both[9],
        "contacts_quarter": np.minimum(contacts[3].sure / 2, np.clip(contacts[3].fall, 0.0, MOST_FALL)),
        "contacts_long": np.minimum(contacts[9].sure / 2, np.clip(contacts[9].fall, 0.0, MOST_FALL)),
        "alone_quarter": alone[3] / 2,
        "alone_long": alone[9] / 2,
        "logins_half": logins[6].sure / 2,
    }
    items = {name: np.where(died, 0.0, values) for name, values in items.items()}
    differ = np.clip(logins[6].fall - contacts[6].fall - 0.7, 0.0, 2.5)
    estate = old * np.where(contacts[6].known & logins[6].known, differ, 0.0)
    sustained = (both[6] >= 0.5) | (np.maximum(both[9], alone[9]) >= 0.5)
    return AttentionItems(items, np.asarray(sustained & ~died), _since(grid, contacts, logins), estate)


def quiet(counts: Floats, flows: Flows, months: int) -> Quiet:
    """The last months against the baseline: negative binomial with the rate known from the baseline only, counts
    divided by their own overdispersion (quarters' variance over mean, shrunk to 1)."""
    known = ~np.isnan(counts)
    values = np.where(known, counts, 0.0)
    usual, window = known & flows.baseline, (known & flows.recent)[:, -months:]
    before, base = np.where(usual, values, 0.0).sum(axis=1), usual.sum(axis=1)
    rate = before / np.maximum(base, 1)
    lumpy = _overdispersion(values, usual, rate)
    seen, size = np.where(window, values[:, -months:], 0.0).sum(axis=1), window.sum(axis=1)
    chance = betainc(before / lumpy + 0.5, seen / lumpy + 1.0, base / np.maximum(base + size, 1))
    enough = (base >= LEAST_MONTHS) & (size >= max(2.0, months * 2 / 3)) & (before >= LEAST_COUNT)
    return Quiet(
        sure=np.where(enough, np.clip(-np.log10(np.clip(chance, 1e-9, 1.0)), 0.0, MOST_SURE), 0.0),
        fall=np.where(enough, np.clip(-np.log((seen + 0.5) / (rate * size + 0.5)), -1.5, 3.0), 0.0),
        known=np.asarray(enough),
    )


def _overdispersion(values: Floats, usual: Bools, rate: Floats) -> Floats:
    sums, whole = rolling_sums(values, 3, usual)
    excess = mean_of((sums - 3 * rate[:, None]) ** 2, whole) / np.maximum(3 * rate, 0.3)
    count = whole.sum(axis=1)
    return np.asarray(np.clip((count * excess + PRIOR_QUARTERS) / (count + PRIOR_QUARTERS), 1.0, 6.0))


def _less(one: Quiet, other: Quiet) -> Floats:
    return np.minimum(one.worth, other.worth)


def _since(grid: Grid, contacts: dict[int, Quiet], logins: dict[int, Quiet]) -> Ints:
    """Where the window begins in which the silence is surest; the shortest of equals."""
    sure = np.stack([contacts[months].sure + logins[months].sure for months in WINDOWS])
    return np.asarray(np.maximum(grid.width - np.array(WINDOWS)[sure.argmax(axis=0)], 0), dtype=np.int64)

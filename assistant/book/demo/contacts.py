"""Contacts with clients: how often, through which channel, whether both sides spoke, and what was noted."""

from __future__ import annotations

from typing import Any

import numpy as np

from assistant.book.demo.dates import LAST, MONTHS, Bools, Calendar, Days, Floats, Ints, Table, Texts, work_time
from assistant.book.demo.flows import Flows
from assistant.book.demo.households import Households
from assistant.book.demo.notes import DISCOVERY, FOLLOW_UP, INJECTED, PLAIN, PROMISES, RECENT
from assistant.book.demo.plants import Cast
from assistant.book.demo.wealth import Wealth

CHANNELS = np.array(["meeting", "call", "email", "text", "portal", "event"])
_USED = (0.20, 0.30, 0.30, 0.06, 0.12, 0.02)
_BOTH_SPEAK = np.array([1.0, 0.72, 0.42, 0.6, 0.0, 1.0])
_MINUTES = np.array([[30, 91], [4, 31], [0, 1], [0, 1], [0, 1], [60, 181]])
_NOTED = np.array([0.75, 0.45, 0.15, 0.05, 0.0, 0.5])
A_YEAR = {"A": 8.0, "B": 5.0, "C": 2.6}
DWINDLED = 0.3  # contacts of a household whose money is leaking, against before

_Part = tuple[Ints, Days, Texts, Texts, Texts, Bools, Texts]
NAMES = ("household", "at", "channel", "direction", "minutes", "two_way", "note")


def interactions_table(
    rng: np.random.Generator, calendar: Calendar, h: Households, flows: Flows, *, cast: Cast, wealth: Wealth
) -> Table:
    """Five years of contacts by time, those of the open month too."""
    parts = [_ordinary(rng, calendar, h, flows), _planted(rng, calendar, h, cast, wealth)]
    household, at, *rest = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((household, at))
    columns = dict(zip(NAMES[2:], (column[order] for column in rest), strict=True))
    return {
        "interaction_id": np.char.mod("I%06d", np.arange(1, len(order) + 1)),
        "household_id": h.ids[household[order]],
        "at": at[order],
        **columns,
    }


def contact_rate(h: Households, flows: Flows) -> Floats:
    """Contacts a month, one row a household, one column a month and one for the open month."""
    yearly = np.array([A_YEAR[tier] for tier in h.tier.tolist()]) * np.exp(0.35 * h.engagement)
    month = np.arange(MONTHS + 1)
    here = (month >= np.maximum(h.join, 1)[:, None]) & (month <= h.leave[:, None])
    leaking = np.concatenate([flows.erosion, flows.erosion[:, -1:]], axis=1) > 0
    parting = (h.reason == "left")[:, None] & (month > h.leave[:, None] - 6)
    return yearly[:, None] / 12 * here * np.where(leaking, DWINDLED, 1) * np.where(parting, 0.6, 1)


def _ordinary(rng: np.random.Generator, calendar: Calendar, h: Households, flows: Flows) -> _Part:
    count = rng.poisson(contact_rate(h, flows))
    household, month = (np.repeat(index, count.ravel()) for index in np.indices(count.shape).reshape(2, -1))
    day = calendar.day_in(rng, month)
    inside = (day > h.since[household] + 2) & (np.isnat(h.closed_on[household]) | (day < h.closed_on[household]))
    household, month, day = household[inside], month[inside], day[inside]
    n = len(household)
    channel = rng.choice(6, n, p=_USED)
    leaking = flows.erosion[household, np.minimum(month, LAST)] > 0
    two_way = rng.random(n) < _BOTH_SPEAK[channel] * np.where(leaking & (channel > 0), 0.5, 1)
    minutes = rng.integers(_MINUTES[channel, 0], _MINUTES[channel, 1])
    noted = rng.random(n) < _NOTED[channel]
    promised = rng.random(n) < 0.10
    note = np.where(promised, rng.choice(PROMISES, n), rng.choice(PLAIN, n))
    inward = (channel == 4) | (rng.random(n) < 0.35)
    return (
        household,
        work_time(rng, day),
        CHANNELS[channel],
        np.where(inward, "in", "out"),
        np.where(minutes > 0, minutes.astype(np.str_), ""),
        two_way,
        np.where(noted, note, ""),
    )


def _planted(rng: np.random.Generator, calendar: Calendar, h: Households, cast: Cast, wealth: Wealth) -> _Part:
    rows: list[tuple[int, Any, str, str]] = [
        (cast.named[name], calendar.today - days_ago, channel, note) for name, days_ago, channel, note in RECENT
    ]
    for index, note in zip(cast.injected, INJECTED, strict=False):
        rows.append((int(index), calendar.month_end(LAST) - rng.integers(5, 60), "call", note))
    for index in cast.discoveries:
        day = calendar.month(int(wealth.month[index, 0])).astype("M8[D]") + int(index) * 7 % 24
        rows.append((int(index), day, "meeting", DISCOVERY))
    retired = np.flatnonzero((h.advisor == 0) & h.open & (h.age > 66) & (h.join == 0))
    planted = np.concatenate([list(cast.named.values()), cast.eroders, cast.unreachable, cast.widowed])
    for index in np.setdiff1d(retired, planted)[:3]:
        rows.append((int(index), calendar.today - 6, "call", FOLLOW_UP))
    n = len(rows)
    channels, notes = np.array([row[2] for row in rows]), np.array([row[3] for row in rows])
    return (
        np.array([row[0] for row in rows]),
        work_time(rng, np.array([row[1] for row in rows], dtype="M8[D]")),
        channels,
        np.where(np.strings.startswith(notes, "Complaint"), "in", "out"),
        np.where(channels == "email", "", "35"),
        np.ones(n, dtype=bool),
        notes,
    )

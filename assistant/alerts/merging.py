"""Tonight's findings put together with what is kept: what is new, what is back, what goes on, what has lapsed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.alerts.alert import ANSWERED, Alert, Found, Threshold, alert_id

WORSE_BY = 1.5
"""A judged alert comes back when its amount is half as much again …"""
WORSE_CENTS = 1_000_000
"""… and by 10,000 at least, as in an innocent outflow that is worth a line (3.6)."""
QUIET = dt.timedelta(days=180)
"""A cause that was gone for so long and is there again is another episode, whatever was said of the one before."""


@dataclass(frozen=True, slots=True)
class Merged:
    """`raised` are new rows, those with an episode above one are back; `lapsed` and `going_on` are rows to change.
    `waiting`: how many of growth were not raised, as enough of them are open."""

    raised: tuple[Alert, ...]
    lapsed: tuple[Alert, ...]
    going_on: tuple[Alert, ...]
    waiting: int = 0

    @property
    def back(self) -> int:
        return sum(alert.episode > 1 for alert in self.raised)


def merge(
    kept: Iterable[Alert],
    found: Sequence[Found],
    *,
    advisor_id: str,
    on: dt.date,
    version: str,
    threshold: Threshold,
    most_growth: int,
) -> Merged:
    """Merge what was found in one advisor's book on a day with the alerts kept of it and of the households found.

    An alert that nobody has closed goes on with its present amount and evidence, and lapses when its cause is gone, but
    for those that an answered questionnaire raised. A closed one stays closed, with the words it was judged by, unless
    it is materially worse (WORSE_BY and WORSE_CENTS) or its cause had been gone for QUIET: then it is raised as another
    episode. Only what is raised must pass the threshold. Of growth, the newest are raised first and no more than leave
    `most_growth` open in this book; the rest wait until one of those is closed or lapses. Merging the same findings
    twice changes nothing.
    """
    latest: dict[tuple[str, str, str], Alert] = {}
    for alert in sorted(kept, key=lambda alert: alert.episode):
        latest[alert.found.key] = alert
    raised, going_on, waiting = list[Alert](), list[Alert](), 0
    news = {one.key: one for one in found}
    room = most_growth - sum(latest[key].is_open_growth for key in news.keys() & latest.keys())
    for each in sorted(news.values(), key=_newest_first):
        before = latest.pop(each.key, None)
        if before is None or _is_another_episode(before, each, on):
            if each.kind == "growth" and room <= 0:
                waiting += 1
            elif threshold.passes(each):
                room -= each.kind == "growth"
                episode = before.episode + 1 if before else 1
                raised.append(
                    Alert(alert_id(each.key, episode), advisor_id, each, episode, on, on, version, threshold.number)
                )
                continue
            if before is None:
                continue
        words = before.found if before.is_closed else each
        going_on.append(
            replace(
                before, advisor_id=advisor_id, found=words, last_seen=on, lapsed_on=None,
                data_version=before.data_version if before.is_closed else version,
            )
        )  # fmt: skip
    told = {key for key in latest if key[2].startswith(ANSWERED)}
    mine = (alert for key, alert in latest.items() if alert.advisor_id == advisor_id and key not in told)
    lapsed = (replace(a, lapsed_on=on) for a in mine if not a.is_closed and a.lapsed_on is None)
    return Merged(tuple(raised), tuple(lapsed), tuple(going_on), waiting)


def _newest_first(found: Found) -> tuple[int, int, tuple[str, str, str]]:
    """News of growth decays: the newest goes first, of one day the greatest amount."""
    return -(found.since.toordinal() if found.since else 0), -(found.amount_cents or 0), found.key


def _is_another_episode(before: Alert, now: Found, on: dt.date) -> bool:
    if on - before.last_seen >= QUIET:
        return before.is_closed or before.lapsed_on is not None
    return before.is_closed and _is_worse(before.marked_cents or 0, now.amount_cents)


def _is_worse(before: int, now: int | None) -> bool:
    return now is not None and now >= before * WORSE_BY and now - before >= WORSE_CENTS

"""Questions for a meeting, each raised by something on record or missing from it; none of them is a recommendation."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from assistant.analytics.event_needs import BY_TYPE
from assistant.analytics.wallet import FRESH_MONTHS

RECENT_DAYS = 180
ERODING = {
    "slow_leak": "Money has been leaving month after month: what is it for?",
    "partial_transfer": "A large amount moved out: what was it for, and is more to follow?",
    "stopped_contributions": "The regular contributions stopped: what changed?",
    "held_away": "More money is held elsewhere at each review: who advises on it?",
    "engagement": "Contact has become rare: what would make our meetings worth the time?",
}
AWAY = {
    "old_401k": "The old plan at {where}: what are the intentions? (Any advice to move it needs its basis on file.)",
    "advisor": "{where} also advises them: what do they do there, and why?",
}


def questions(
    people: pd.DataFrame,
    events: pd.DataFrame,
    away: pd.DataFrame,
    wallet: pd.DataFrame,
    *,
    erosion: str | None,
    as_of: dt.date,
) -> tuple[str, ...]:
    """What to ask one household, the most pressing first.

    `events`: of profile_tables.events_of; `away`: its rows of held_away_today; `wallet`: its row of wallet_rows, if it
    is open; `erosion`: the kind of it, if there is any.
    """
    asked = [ERODING[erosion]] if erosion else []
    today = pd.Timestamp(as_of)
    fresh = events[(events["due"] >= today) | (events["known"] >= today - pd.Timedelta(days=RECENT_DAYS))]
    for event in fresh[fresh["type"].isin(BY_TYPE)].drop_duplicates(["type", "who"]).itertuples(index=False):
        need = BY_TYPE[event.type]
        asked.append(f"After {event.who}'s {str(event.type).replace('_', ' ')} ({need.clock}): {need.review}?")
    asked += [AWAY[row.kind].format(where=row.institution) for row in away.itertuples(index=False) if row.kind in AWAY]
    return (*asked, *_gaps(people, wallet))


def _gaps(people: pd.DataFrame, wallet: pd.DataFrame) -> tuple[str, ...]:
    """What is missing from the record and a meeting could fill."""
    alive = people[people["deceased_on"].isna()]
    members = alive[alive["next_generation_of"].isna()]
    gaps = []
    if len(wallet) and pd.isna(wallet["worth_cents"].iloc[0]):
        gaps.append("No net worth is on record: what else do they own, and where?")
    elif len(wallet) and not bool(wallet["is_fresh"].iloc[0]):
        gaps.append(f"The net worth on record is more than {FRESH_MONTHS} months old: is it still right?")
    undated = members[members["birth_date"].isna()]
    gaps += [f"When is {name}'s birthday?" for name in sorted(undated["first_name"])]
    if len(members) and len(alive) == len(members):
        gaps.append("Nobody of the next generation is on record: who are the heirs, and may we meet them?")
    return tuple(gaps)

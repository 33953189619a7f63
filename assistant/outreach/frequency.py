"""How much mail seeking business a client has had: what left, or is on its way, of the last thirty days."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from sqlalchemy import and_, select
from sqlmodel import Session, col

from assistant.drafts import DraftRow, DraftVersionRow
from assistant.outreach.permission import MARKETING, MONTH, MOST_A_MONTH, WEEK

ON_ITS_WAY = ("approved", "scheduled", "released", "delivered", "unknown")


def had_enough(session: Session, now: dt.datetime, but: str = "") -> frozenset[str]:
    """Clients with as many letters as they should have in thirty days, and households with one within a week; `but`: a
    draft that does not count."""
    row, version = DraftRow, DraftVersionRow
    newest = and_(col(version.draft_id) == row.draft_id, col(version.version) == row.version)
    query = select(col(version.recipients), col(row.changed_at)).join(row, newest)
    query = query.where(col(version.occasion).in_(sorted(MARKETING)), col(row.status).in_(ON_ITS_WAY))
    query = query.where(col(row.changed_at) >= now - MONTH, col(row.draft_id) != but)
    letters, lately = Counter[str](), set[str]()
    for readers, at in session.execute(query):
        for reader in readers:
            letters[reader["client_id"]] += 1
            if at >= now - WEEK:
                lately.add(reader["household_id"])
    return frozenset({client for client, count in letters.items() if count >= MOST_A_MONTH} | lately)

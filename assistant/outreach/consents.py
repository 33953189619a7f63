"""What clients themselves have said about being written to: it counts before the book from that second on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlmodel import Session, col

from assistant.outreach.tables import ConsentRow


def consents_of(session: Session, client_ids: Iterable[str], channel: str = "email") -> Mapping[str, str]:
    """Client → in or out, of those who have said something about the channel."""
    asked = select(ConsentRow).where(col(ConsentRow.client_id).in_(sorted(set(client_ids))))
    said = session.scalars(asked.where(col(ConsentRow.channel) == channel))
    return {row.client_id: row.consent for row in said}


def save_consent(
    session: Session, client_id: str, consent: str, source: str, at: dt.datetime, channel: str = "email"
) -> None:
    """Write down what a client has said; `source` is where it was said."""
    row = ConsentRow(client_id=client_id, channel=channel, consent=consent, source=source, at=at)
    session.merge(row)

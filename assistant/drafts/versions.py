"""Drafts to rows and back. Nothing here commits: the desk's transaction does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import Select, and_, delete, select
from sqlmodel import Session, col

from assistant.drafts.draft import Channel, Class, Draft, DraftStatus, Recipient
from assistant.drafts.likeness import Sequences, alike, bands, sequences
from assistant.drafts.tables import DraftBandRow, DraftRow, DraftVersionRow
from assistant.errors import NotFound

Finding = dict[str, Any]
TURNED_DOWN = ("declined", "returned", "held")
"""States in which a draft reaches nobody."""


def save_new(session: Session, draft: Draft, at: dt.datetime) -> None:
    """Write a new draft, or a new version of one, in its state."""
    row = session.get(DraftRow, draft.id) or DraftRow(
        draft_id=draft.id,
        advisor_id=draft.advisor_id,
        author_id=draft.author_id,
        channel=draft.channel,
        communication_class=draft.communication_class,
        status=draft.status,
        version=draft.version,
        conversation_id=draft.conversation_id,
        created_at=at,
        changed_at=at,
    )
    row.status, row.reason, row.version, row.changed_at = draft.status, draft.reason, draft.version, at
    row.communication_class, row.author_id = draft.communication_class, draft.author_id
    row.hold_reason = draft.hold_reason
    session.add(row)
    session.add(_version_row(draft, at))
    session.execute(delete(DraftBandRow).where(col(DraftBandRow.draft_id) == draft.id))
    session.add_all(DraftBandRow(draft_id=draft.id, band=band) for band in bands(_sequences(draft)))


def save_status(session: Session, draft: Draft, at: dt.datetime) -> None:
    """Write the state a draft has reached; its words stay as they are."""
    row = session.get(DraftRow, draft.id)
    if row is None:
        raise NotFound(f"There is no draft {draft.id}.")
    row.status, row.reason, row.changed_at = draft.status, draft.reason, at
    row.communication_class = draft.communication_class
    session.add(row)
    version = session.get(DraftVersionRow, (draft.id, draft.version))
    if version is not None and version.disposition != draft.disposition:  # a principal set a finding aside
        version.disposition = draft.disposition
        session.add(version)


def load_draft(session: Session, draft_id: str, advisor_ids: Collection[str], *, to_change: bool = False) -> Draft:
    """The newest version of a draft. Raises NotFound: not these advisors' and not there look alike."""
    row = session.get(DraftRow, draft_id, with_for_update=to_change or None)
    if row is None or row.advisor_id not in advisor_ids:
        raise NotFound(f"There is no draft {draft_id}.")
    version = cast(DraftVersionRow, session.get(DraftVersionRow, (draft_id, row.version)))
    earlier = select(col(DraftVersionRow.author_id)).where(col(DraftVersionRow.draft_id) == draft_id).distinct()
    draft = _draft(row, version)
    return replace(draft, authors=tuple(sorted(set(session.scalars(earlier)) - {draft.author_id})))


def list_drafts(session: Session, advisor_ids: Collection[str], status: str | None = None) -> list[Draft]:
    """The drafts of these advisors, newest first."""
    row, version = DraftRow, DraftVersionRow
    newest = and_(col(version.draft_id) == row.draft_id, col(version.version) == row.version)
    query = select(row, version).join(version, newest).where(col(row.advisor_id).in_(sorted(advisor_ids)))
    if status:
        query = query.where(col(row.status) == status)
    ordered = query.order_by(col(row.created_at).desc(), col(row.draft_id))
    return [_draft(*pair) for pair in session.execute(ordered)]


def load_versions(session: Session, draft_id: str, advisor_ids: Collection[str]) -> list[Draft]:
    """Every version of a draft of these advisors, the first one first. Raises NotFound."""
    load_draft(session, draft_id, advisor_ids)
    row = cast(DraftRow, session.get(DraftRow, draft_id))
    versions = select(DraftVersionRow).where(col(DraftVersionRow.draft_id) == draft_id)
    return [_draft(row, version) for version in session.scalars(versions.order_by(col(DraftVersionRow.version)))]


def readers_alike(session: Session, draft: Draft, since: dt.datetime, enough: int) -> set[str]:
    """Ids of the persons, firm-wide, to whom words like these were written since and not turned down; this draft's own
    readers too. Counting stops when there are `enough`."""
    said, found = _sequences(draft), {reader.client_id for reader in draft.to}
    row = DraftRow
    alive = _near(draft).where(col(row.created_at) >= since, col(row.status).not_in(TURNED_DOWN))
    for each in session.scalars(alive.order_by(col(row.created_at).desc()).execution_options(yield_per=100)):
        if len(found) >= enough:
            break
        if alike(said, sequences(each.body, _names(each))):
            found |= {reader["client_id"] for reader in each.recipients}
    return found


def drafts_alike(session: Session, draft: Draft) -> list[str]:
    """Ids of all drafts, firm-wide and of any time, whose newest words are like these; this one first."""
    said = _sequences(draft)
    near = session.scalars(_near(draft).execution_options(yield_per=100))
    return [draft.id, *(each.draft_id for each in near if alike(said, sequences(each.body, _names(each))))]


def _near(draft: Draft) -> Select[DraftVersionRow]:
    """The newest versions of other drafts that share a band with this one: those that may be alike."""
    row, version, band = DraftRow, DraftVersionRow, DraftBandRow
    near = select(col(band.draft_id)).where(col(band.band).in_(bands(_sequences(draft)))).distinct()
    newest = and_(col(version.draft_id) == row.draft_id, col(version.version) == row.version)
    return select(version).join(row, newest).where(col(row.draft_id).in_(near), col(row.draft_id) != draft.id)


def _names(version: DraftVersionRow) -> list[str]:
    return [reader["name"] for reader in version.recipients]


def _sequences(draft: Draft) -> Sequences:
    return sequences(draft.body, (reader.name for reader in draft.to))


def _version_row(draft: Draft, at: dt.datetime) -> DraftVersionRow:
    recipients = [{**r.to_json(), "household_id": r.household_id} for r in draft.to]
    return DraftVersionRow(
        draft_id=draft.id,
        version=draft.version,
        recipients=recipients,
        subject=draft.subject,
        body=draft.body,
        language=draft.language,
        purpose=draft.purpose,
        disposition=draft.disposition,
        findings=[dict(f) for f in draft.findings],
        content_hash=draft.content_hash,
        created_at=at,
        author_id=draft.author_id,
        occasion=draft.occasion,
        change=draft.change,
        send_on=draft.send_on,
        quotes=[dict(quote) for quote in draft.quotes],
    )


def _draft(row: DraftRow, version: DraftVersionRow) -> Draft:
    return Draft(
        id=row.draft_id,
        version=version.version,
        channel=cast(Channel, row.channel),
        communication_class=cast(Class, row.communication_class),
        advisor_id=row.advisor_id,
        author_id=version.author_id or row.author_id,
        to=tuple(Recipient(r["client_id"], r["household_id"], r["name"], r["address"]) for r in version.recipients),
        subject=version.subject,
        body=version.body,
        language=version.language,
        purpose=version.purpose,
        status=cast(DraftStatus, row.status),
        disposition=version.disposition,
        findings=tuple(version.findings),
        conversation_id=row.conversation_id,
        reason=row.reason,
        hold_reason=row.hold_reason,
        occasion=version.occasion,
        change=version.change,
        send_on=version.send_on,
        quotes=tuple(version.quotes),
    )

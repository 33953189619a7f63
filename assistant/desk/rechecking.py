"""Whether an approved message may leave now: asked again just before it does, for days may lie between."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from assistant import drafting
from assistant.analytics.life_events.writing import open_complaints
from assistant.book.snapshot import Book
from assistant.desk.complaining import stops
from assistant.desk.posting import why_not_captured
from assistant.desk.proposing import counter
from assistant.desk.quoting import why_figures_changed
from assistant.desk.releasing import consents_said
from assistant.drafts import ApprovalRow, Draft, Recipient
from assistant.outreach import LATEST, SendRow, Stops, email_permission, sponsor_of
from assistant.outreach.sends import GIVEN_UP
from assistant.supervision import set_aside

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


def why_not_now(desk: Desk, draft: Draft, approval: ApprovalRow, row: SendRow) -> str:
    """Why a message in the queue must wait for a person, in a sentence; empty when it may leave.

    It is still the day that was approved and not too late, and nothing else speaks against it.
    """
    now = desk.clock()
    return (
        _on_another_day(draft, now, row.zone or desk.settings.zone)
        or _too_late(draft, row, now)
        or why_not(desk, draft, approval)
    )


def why_not(desk: Desk, draft: Draft, approval: ApprovalRow) -> str:
    """What speaks against an approved draft that is about to leave, in a sentence; empty when nothing does.

    In this order: the approval is not too old, the network is captured, every reader may be written to at the very
    address that was approved, today's rules let the words pass, and the figures they quote are still the same.
    """
    return (
        _too_old(approval, desk.clock(), desk.settings.approval_days)
        or why_not_captured(desk, draft)
        or _not_permitted(desk, draft)
        or _not_today(desk, draft)
        or why_figures_changed(desk, draft)
    )


def _not_today(desk: Desk, draft: Draft) -> str:
    with desk.database.reading() as session:
        aside = set_aside(session, draft)
    return drafting.why_not_today(draft, desk.facts.of(draft), counter(desk), aside)


def zones_of(desk: Desk, draft: Draft, zone: str) -> list[str]:
    """The zones whose night counts for a draft: the one it was planned in, then those where its readers live."""
    homes = _book(desk, draft).households
    mine = homes[homes["household_id"].isin([reader.household_id for reader in draft.to])]
    return list(dict.fromkeys((zone, *sorted(mine["timezone"].dropna()))))


def _book(desk: Desk, draft: Draft) -> Book:
    return desk.books.open(desk.books.hierarchy().scope_of_advisors([draft.advisor_id]))


def _on_another_day(draft: Draft, now: dt.datetime, zone: str) -> str:
    """The day is part of what was approved."""
    if draft.send_on and now.astimezone(zoneinfo.ZoneInfo(zone)).date() != draft.send_on:
        return f"It was approved to leave on {draft.send_on} and could not. Should it go on another day?"
    return ""


def _too_late(draft: Draft, row: SendRow, now: dt.datetime) -> str:
    if draft.status == "scheduled" and now > row.planned_at + LATEST:
        missed = f"{row.wall.replace('T', ' at ')} ({row.zone})"
        last = f" What was last heard: {row.reply}" if row.reply else ""
        return f"It was to leave on {missed} and could not within an hour. Should it still go?{last}"
    if now > row.planned_at + GIVEN_UP and not row.attempts:
        return "It was released more than a day ago and nothing could be sent since. Should it still go?"
    return ""


def _too_old(approval: ApprovalRow, now: dt.datetime, days: int) -> str:
    if now > approval.at + dt.timedelta(days=days):
        return f"Its approval of {approval.at:%Y-%m-%d} is older than {days} days: somebody must approve it again."
    return ""


def _not_permitted(desk: Desk, draft: Draft) -> str:
    book = _book(desk, draft)
    said = consents_said(desk, [reader.client_id for reader in draft.to])
    now = stops(desk, but=draft.id)
    stopped = replace(now, complaining=now.complaining | open_complaints(book))
    answers = (_why_not_to(book, draft, reader, said.get(reader.client_id), stopped) for reader in draft.to)
    return next((answer for answer in answers if answer), "")


def _why_not_to(book: Book, draft: Draft, reader: Recipient, said: str | None, stopped: Stops) -> str:
    clients: pd.DataFrame = book.clients
    row = next(clients[clients["client_id"] == reader.client_id].itertuples(index=False), None)
    if row is None:
        return f"{reader.name} is no longer among the clients of this book."
    permission = email_permission(row, sponsor_of(book, row), occasion=draft.occasion, said=said, stops=stopped)
    if permission.recipient is None:
        return permission.reason
    if permission.recipient.address != reader.address:
        return f"The address of {reader.name} on file is no longer the one that was approved."
    return ""

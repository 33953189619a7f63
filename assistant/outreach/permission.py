"""May this client be written to? Consent, death, a usable address, the plan sponsor's rule; each answer says why."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from assistant.book.snapshot import Book
from assistant.drafts import Recipient

MARKETING = frozenset(("bring_a_friend", "event_invitation", "new_clients", "referral_ask"))
"""Occasions of letters that seek business; the others are about the reader's own."""
MOST_A_MONTH, MONTH = 2, dt.timedelta(days=30)
WEEK = dt.timedelta(days=7)
"""How many letters that seek business a client gets in thirty days; a household gets one in a week. The firm's rule."""


@dataclass(frozen=True, slots=True)
class Stops:
    """What the firm has learned since the book was made: households with an open complaint, addresses that give mail
    back, and clients and households that have had as much mail seeking business as they should for now."""

    complaining: frozenset[str] = frozenset()
    bounced: frozenset[str] = frozenset()
    had_enough: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a message may go, to whom, by which route, and in one sentence why (not)."""

    allowed: bool
    reason: str
    recipient: Recipient | None = None
    route: Literal["direct", "via_hr"] = "direct"


def email_permission(
    client: Any, sponsor: Any | None, *, occasion: str = "", said: str | None = None, stops: Stops | None = None
) -> Permission:
    """Permission to email one client.

    `client`: a row of clients; `sponsor`: the row of the client's plan sponsor, or None; `said`: what the client told
    the firm since, which counts before the book; `occasion`: what kind of letter; `stops`: what the firm has
    learned since. Consent `unknown` permits service mail to a client of the firm and no marketing; `out`
    permits neither (contract, “Consent”).
    """
    name = " ".join(str(part) for part in (client.first_name, client.last_name) if pd.notna(part))
    if pd.notna(client.deceased_on):
        return Permission(False, f"{name} has died.")
    consent = said or (client.email_consent if pd.notna(client.email_consent) else "unknown")
    if consent == "out":
        return Permission(False, f"{name} has opted out of email.")
    marketing = occasion in MARKETING
    now = stops or Stops()
    if marketing and str(client.household_id) in now.complaining:
        return Permission(False, f"{name} has an open complaint: only mail about their own business goes there.")
    if marketing and {str(client.client_id), str(client.household_id)} & now.had_enough:
        return Permission(False, f"{name} has had enough mail of this kind for now (two in thirty days, one a week).")
    if marketing and consent != "in":
        return Permission(False, f"{name} has not opted in to marketing email.")
    if sponsor is not None and sponsor.contact_rule == "none":
        return Permission(False, f"{name} is a participant of {sponsor.name}'s plan, which does not allow contact.")
    if sponsor is not None and sponsor.contact_rule == "via_hr":
        return _via_sponsor(client, sponsor, name)
    if not _is_address(client.email):
        return Permission(False, f"{name} has no email address on file.")
    if str(client.email).lower() in now.bounced:
        return Permission(False, f"The address of {name} on file gives mail back: ask for another.")
    return Permission(True, "", _recipient(client, name, str(client.email)))


def sponsor_of(book: Book, client: Any) -> Any | None:
    """The row of the client's plan sponsor; None for who is in no plan."""
    sponsors = book.frame("plan_sponsors")
    rows = sponsors[sponsors["plan_sponsor_id"] == client.plan_sponsor_id]
    return next(rows.itertuples(index=False), None)


def _via_sponsor(client: Any, sponsor: Any, name: str) -> Permission:
    """The sponsor's own contact forwards; the draft is held until that permission is on file."""
    if not _is_address(sponsor.hr_email):
        return Permission(
            False, f"{sponsor.name} forwards mail for {name}, but no contact address of theirs is on file."
        )
    reason = f"{name} is reached through {sponsor.name}'s plan contact, who forwards it."
    return Permission(True, reason, _recipient(client, name, str(sponsor.hr_email)), "via_hr")


def _is_address(value: Any) -> bool:
    return bool(pd.notna(value)) and "@" in str(value)


def _recipient(client: Any, name: str, address: str) -> Recipient:
    return Recipient(str(client.client_id), str(client.household_id), name, address)

"""Compliance's doors to privacy requests: take in, look, decide, answer. Every look is recorded, every act a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from assistant.callers import Caller
from assistant.database import FIRM_METADATA
from assistant.desk.holding import looked, only_compliance, rules_today
from assistant.retention import privacy
from assistant.retention.privacy import RESTRICTED, RETAINED, Decided, Item, Request

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A request, and its items: as decided, or as proposed while it is open."""

    request: Request
    items: tuple[Item, ...]


def take_request(
    desk: Desk, caller: Caller, person: str, clients: Sequence[str], wants: str, received: dt.date | None = None
) -> Request:
    """Take in what a person asks about the records of these client ids; received today unless another day is said."""
    actor = only_compliance(desk, caller, "takes in a privacy request")
    return privacy.request(desk.log, actor, person, clients, wants, received or desk.clock().date())


def look_at_requests(desk: Desk, caller: Caller) -> list[Request]:
    """Every privacy request, the first one first."""
    looked(desk, caller, "looks at privacy requests")
    return privacy.requests(desk.log)


def look_at_request(desk: Desk, caller: Caller, request: str) -> LookedAt:
    """One request with its items. Raises NotFound."""
    looked(desk, caller, "looks at a privacy request", request=request)
    asked = privacy.one_request(desk.log, request)
    items = asked.items if asked.decided_at else tuple(privacy.proposed(desk.log, asked, rules_today(desk)))
    return LookedAt(asked, items)


def decide_request(
    desk: Desk,
    caller: Caller,
    request: str,
    *,
    choices: Mapping[int, str] | None = None,
    restrict: bool = False,
) -> Decided:
    """Decide a request as proposed, or as `choices` say by record number; `restrict` what is retained besides: it is
    kept, and the assistant no longer uses it."""
    actor = only_compliance(desk, caller, "decides a privacy request")
    chosen, rules = dict(choices or {}), rules_today(desk)
    if restrict:
        items = privacy.proposed(desk.log, privacy.one_request(desk.log, request), rules)
        chosen = {item.seq: RESTRICTED for item in items if item.decision == RETAINED} | chosen
    return privacy.decide(desk.log, actor, request, rules, choices=chosen)


def withheld_households(desk: Desk) -> frozenset[str]:
    """The households that the assistant must not use: of each client restricted by a decision the whole household.

    Raises ServiceDown when the log cannot be read: who is restricted is not known then.
    """
    clients = privacy.restricted_clients(desk.log)
    if not clients:
        return frozenset()
    people = FIRM_METADATA.tables["clients"].c
    with desk.database.reading() as session:
        homes = session.scalars(select(people.household_id).where(people.client_id.in_(clients)))
        return clients | frozenset(homes)


def answer_request(desk: Desk, caller: Caller, request: str) -> str:
    """The letter to the person. Raises NotFound, and Refused while the request is not decided."""
    looked(desk, caller, "reads the answer to a privacy request", request=request)
    return privacy.letter(privacy.one_request(desk.log, request), desk.firm_name)

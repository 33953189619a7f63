"""What a client decides about being written to, by the link in a message: it counts from that second on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import Session
from ulid import ULID

import assistant
from assistant.book.tables import Client
from assistant.desk.releasing import UNSUBSCRIBE, link_secret
from assistant.outreach import consents_of, links, save_consent
from assistant.retention import Run

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Preference:
    """Where a client stands: the firm that writes, an address its owner knows, and whether mail to it is stopped."""

    firm: str
    address: str
    stopped: bool


def preference(desk: Desk, token: str) -> Preference:
    """Where the client of a link stands; looking changes nothing. Raises NotFound for a link that is not good."""
    client_id = _client_of(desk, token)
    with desk.database.reading() as session:
        return _preference(desk, session, client_id)


def stop_mail(desk: Desk, token: str) -> Preference:
    """No more email to the client of a link, at once; a second time changes nothing. Raises NotFound."""
    client_id = _client_of(desk, token)
    with desk.database.writing() as session:
        before = _preference(desk, session, client_id)
        if not before.stopped:
            person = session.get(Client, client_id)
            clients = (client_id, *((person.household_id,) if person else ()))
            actor = {"kind": "external", "id": client_id}
            run = Run(desk.log, f"R-{ULID()}", actor, {"channel": "email"}, assistant.__version__)
            said = {"client": client_id, "channel": "email", "after": "out", "source": "the link in a message"}
            run.record("consent.changed", said, wait=True, clients=clients)
            save_consent(session, client_id, "out", "the link in a message", desk.clock())
    return Preference(before.firm, before.address, stopped=True)


def _client_of(desk: Desk, token: str) -> str:
    return str(links.read(link_secret(desk), UNSUBSCRIBE, token, desk.clock())["client"])


def _preference(desk: Desk, session: Session, client_id: str) -> Preference:
    person = session.get(Client, client_id)
    said = consents_of(session, [client_id]).get(client_id)
    consent = said or (person.email_consent if person else None)
    return Preference(desk.firm_name, _hidden(person.email if person else None), consent == "out")


def _hidden(address: str | None) -> str:
    """`m…@firm.example`: enough for its owner to know it by."""
    user, at, domain = (address or "").partition("@")
    return f"{user[:1]}…@{domain}" if at else "your address"

"""Compliance's doors to legal holds and disposal. Every look is recorded, and every act is its own record; a person of
another role is refused, and that is recorded too."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from assistant.callers import Caller
from assistant.database import FIRM_METADATA
from assistant.errors import NotForThisRole
from assistant.retention import Schedule, Search
from assistant.retention.certificate import Certificate, certificate
from assistant.retention.disposal import ask, dispose, finish
from assistant.retention.due import Dated, Plan, Rules, plan
from assistant.retention.holds import Hold, Holding, Predicate, ask_release, holds, place, release
from assistant.retention.removal import Outcome
from assistant.retention.tables import RECORDS

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


def only_compliance(desk: Desk, caller: Caller, deed: str) -> dict[str, Any]:
    """The caller as the actor of a record. Raises NotForThisRole, once it is recorded, for anybody but compliance."""
    if "compliance" not in caller.roles:
        desk.run(caller).record("authz.denied", {"wanted": deed}, wait=True)
        raise NotForThisRole(f"Only compliance {deed}.")
    return caller.as_actor()


def looked(desk: Desk, caller: Caller, deed: str, **at: Any) -> None:
    """Record a look, before anything is shown. Raises NotForThisRole for anybody but compliance."""
    only_compliance(desk, caller, deed)
    desk.run(caller).record("access.read", {"looked": deed, **at}, wait=True)


# -- holds -------------------------------------------------------------------------------------------------------------


def place_hold(
    desk: Desk, caller: Caller, matter: str, reason: str, predicate: Predicate, *, text: str | None = None
) -> Hold:
    """Place a legal hold. With `text` the records with these words are frozen too, within the predicate's dates; dates
    then hold nothing by themselves."""
    actor = only_compliance(desk, caller, "places a legal hold")
    found: list[int] = []
    if text:
        found = _with_words(desk, caller, text, predicate)
        if not (predicate.conversations or predicate.clients or predicate.persons):
            predicate = Predicate()
    return place(desk.log, actor, matter, reason, predicate, found=found)


def _with_words(desk: Desk, caller: Caller, text: str, within: Predicate) -> list[int]:
    days = {"since": within.since, "until": within.until + dt.timedelta(days=1) if within.until else None}
    bounds: dict[str, Any] = {name: dt.datetime.combine(d, dt.time(), dt.UTC) for name, d in days.items() if d}
    everything = max(desk.log.head()[0], 1)
    wanted = Search(text=text, limit=everything, **bounds)
    looked(desk, caller, "looks for the words of a hold", asked=str(wanted))
    found = desk.log.find(wanted, most=everything)
    # A look at the record holds the words that were looked for: it is not what the matter is about.
    return [record.seq for record in found.records if record.kind != "access"]


def release_hold(desk: Desk, caller: Caller, hold: str, reason: str = "") -> Hold:
    """Ask for the release of a hold; where another officer has asked already, release it.

    Raises NotForThisRole, NotFound, BadArguments when it is the first and gives no reason, Refused for who asked.
    """
    actor = only_compliance(desk, caller, "releases a legal hold")
    known = next((each.hold for each in holds(desk.log) if each.hold.id == hold), None)
    if known and known.asked:
        return release(desk.log, actor, hold)
    return ask_release(desk.log, actor, hold, reason)


def look_at_holds(desk: Desk, caller: Caller, *, all: bool = False) -> list[Holding]:
    """The legal holds that stand (`all`: the released ones too), with how many records each holds."""
    looked(desk, caller, "looks at legal holds", all=all)
    return holds(desk.log, all=all)


# -- disposal ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskedDisposal:
    """A disposal that waits for the approval of a second officer: the id to approve and how many records it names."""

    id: str
    seq: int
    count: int


def look_at_plan(desk: Desk, caller: Caller) -> Plan:
    """What a disposal today would let go, by class, and what holds keep back."""
    looked(desk, caller, "looks at what is due for disposal")
    return plan(desk.log, rules_today(desk))


def ask_disposal(desk: Desk, caller: Caller, policy: str) -> AskedDisposal:
    """Ask that all that is due go, under a policy of the firm; another officer approves it."""
    actor = only_compliance(desk, caller, "asks for a disposal")
    asked = ask(desk.log, actor, policy, rules_today(desk))
    return AskedDisposal(asked.id, asked.seq, int(asked.payload["count"]))


def approve_disposal(desk: Desk, caller: Caller, asked: str, reason: str = "") -> Outcome:
    """Approve a disposal that another officer asked for, and carry it out."""
    actor = only_compliance(desk, caller, "approves a disposal")
    return dispose(desk.log, asked, actor, rules_today(desk), reason=reason)


def finish_disposals(desk: Desk) -> list[Outcome]:
    """Carry out what was approved and not finished, a crash having come between: for the worker, and for anybody."""
    return finish(desk.log)


def look_at_certificate(desk: Desk, caller: Caller, seq: int) -> Certificate:
    """The certificate of the disposal that record `seq` announces; the whole log is verified for it."""
    looked(desk, caller, "looks at the certificate of a disposal", record=seq)
    return certificate(desk.log, seq)


def rules_today(desk: Desk) -> Rules:
    """By which records are due now: the firm's schedule, the closings of its book, the last use of its words."""
    return Rules(desk.clock().date(), Schedule(desk.settings.retention_years), _Beginnings(desk))


class _Beginnings:
    """From which day a record's period counts, where that is not its own: as `Rules.extended` asks it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._closings: dict[str, dt.date | None] | None = None
        self._uses: dict[str, dt.date] = {}

    def __call__(self, record: Dated) -> dt.date | None:
        if record.retention == "client file":
            return self._closing(record.clients)
        if record.retention == "communication" and record.conversation:
            return self._last_use(record.conversation)
        return None

    def _closing(self, clients: tuple[str, ...]) -> dt.date | None:
        """The day the last of the clients closed the last account; None when one is open or nothing is known."""
        if self._closings is None:
            self._closings = _closings(self._desk)
        days = [self._closings.get(client) for client in clients]
        return max((day for day in days if day), default=None) if days and all(days) else None

    def _last_use(self, conversation: str) -> dt.date:
        """The day of the last record about a message to clients in a conversation."""
        if conversation not in self._uses:
            of_it = RECORDS.c.conversation == conversation, RECORDS.c.retention_class == "communication"
            with self._desk.log_database.reading() as session:
                newest = session.connection().execute(select(func.max(RECORDS.c.ts)).where(*of_it)).scalar_one()
            self._uses[conversation] = dt.date.fromisoformat(newest[:10])
        return self._uses[conversation]


def _closings(desk: Desk) -> dict[str, dt.date | None]:
    """By household and by client: the day everything was closed, None while something is open."""
    households, accounts, clients = (FIRM_METADATA.tables[name] for name in ("households", "accounts", "clients"))
    with desk.database.reading() as session:
        connection = session.connection()
        closed = select(households.c.household_id, households.c.closed_on)
        found: dict[str, dt.date | None] = {row[0]: row[1] for row in connection.execute(closed)}
        for household, day in connection.execute(select(accounts.c.household_id, accounts.c.closed_on)):
            known = found.get(household)
            found[household] = max(known, day) if known and day else None
        members = connection.execute(select(clients.c.client_id, clients.c.household_id)).all()
    return found | {client: found.get(household) for client, household in members}

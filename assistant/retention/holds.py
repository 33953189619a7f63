"""Legal holds: what may not be disposed of, whatever its date.

A hold is what its records say: a list of numbers, frozen when it was placed, and a standing predicate by which later
records join. Two compliance officers release it. There is no table of holds: whoever could change one could lift them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Alias, ColumnElement, Connection, FromClause, and_, exists, false, func, or_, select, true

from assistant.errors import BadArguments, NotFound, Refused, ServiceDown
from assistant.retention.decided import Actor, Said, by_another, only_officers, said, two_decided
from assistant.retention.disposals import Spans, pairs, read_pairs
from assistant.retention.payloads import Payloads
from assistant.retention.records import Entry, joined
from assistant.retention.tables import RECORDS

if TYPE_CHECKING:
    from assistant.retention.log import Log

PLACED, ASKED, RELEASED = "hold.placed", "hold.release_asked", "hold.released"
AT_ONCE = 500  # numbers in one statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """Records of any of these conversations, clients or persons (who acted), from `since` to `until`, both included.

    With dates alone it names everything of those days; with nothing it names nothing. A turn in which one record is
    named is named whole: the question was asked before it was known which client it is about.
    """

    conversations: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.conversations or self.clients or self.persons or self.since or self.until)

    def condition(self, connection: Connection, *, few: bool = False) -> ColumnElement[bool]:
        """As a condition on log_record; `few`: asked of some numbers only, no turn is read but theirs."""
        if self.is_empty:
            return false()
        other = RECORDS.alias("same_turn")
        names = self._names(connection, other)
        same_turn: ColumnElement[bool] = (
            exists().where(other.c.run == RECORDS.c.run, names)
            if few
            else RECORDS.c.run.in_(select(other.c.run).where(other.c.run.is_not(None), names))
        )
        return or_(self._names(connection, RECORDS), same_turn)

    def _names(self, connection: Connection, table: FromClause | Alias) -> ColumnElement[bool]:
        position = func.instr if connection.dialect.name == "sqlite" else func.strpos
        column = table.c
        about = [
            *([column.conversation.in_(self.conversations)] if self.conversations else []),
            *([column.actor_id.in_(self.persons)] if self.persons else []),
            *(position(column.clients, joined((client,))) > 0 for client in self.clients),
        ]
        days = [
            *([column.ts >= self.since.isoformat()] if self.since else []),
            *([column.ts < (self.until + dt.timedelta(days=1)).isoformat()] if self.until else []),
        ]
        return and_(or_(*about) if about else true(), *days)

    def to_json(self) -> dict[str, Any]:
        days = {name: day.isoformat() for name, day in (("since", self.since), ("until", self.until)) if day}
        named = {"conversations": self.conversations, "clients": self.clients, "persons": self.persons}
        return {name: list(values) for name, values in named.items() if values} | days


def read_predicate(told: Mapping[str, Any]) -> Predicate:
    """The inverse of `to_json`."""
    days = {name: dt.date.fromisoformat(told[name]) for name in ("since", "until") if name in told}
    return Predicate(
        conversations=tuple(told.get("conversations", ())),
        clients=tuple(told.get("clients", ())),
        persons=tuple(told.get("persons", ())),
        **days,
    )


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold as its records tell it. `id` is that of the record that placed it; the last three are blank while open."""

    id: str
    seq: int
    matter: str
    reason: str
    placed_by: str
    placed_at: dt.datetime
    frozen: Spans
    predicate: Predicate
    asked: Said | None = None
    released: Said | None = None

    @property
    def is_open(self) -> bool:
        return self.released is None

    @property
    def state(self) -> str:
        return "released" if not self.is_open else "asked" if self.asked else "open"


@dataclass(frozen=True, slots=True)
class Holding:
    """A hold and how many records it holds now, those without words (disposed of before it was placed) too."""

    hold: Hold
    count: int

    def to_json(self) -> dict[str, Any]:
        told = self.hold
        return {
            "id": told.id, "seq": told.seq, "matter": told.matter, "reason": told.reason, "placed_by": told.placed_by,
            "placed_at": told.placed_at.isoformat(), "state": told.state, "count": self.count,
            "frozen": told.frozen.pairs, "standing": told.predicate.to_json(),
            "release_asked_by": told.asked.by if told.asked else None,
            "released_by": told.released.by if told.released else None,
        }  # fmt: skip


# -- what is decided ---------------------------------------------------------------------------------------------------


def all_holds(connection: Connection, payloads: Payloads) -> list[Hold]:
    """Every hold that was ever placed, the first one first."""
    found: dict[str, Hold] = {}
    for record in said(connection, payloads, PLACED, ASKED, RELEASED):
        if record.type == PLACED:
            found[record.id] = _hold(record)
            continue
        hold = found.get(str(record.payload.get("hold")))
        if hold is None or not hold.is_open:
            continue
        if record.type == ASKED:
            found[hold.id] = replace(hold, asked=hold.asked or record)
        elif hold.asked and two_decided(hold.asked.actor, record.actor):
            found[hold.id] = replace(hold, released=record)
    return list(found.values())


def open_holds(connection: Connection, payloads: Payloads) -> list[Hold]:
    """The holds that stand."""
    return [hold for hold in all_holds(connection, payloads) if hold.is_open]


def held(connection: Connection, holds: Sequence[Hold], numbers: Sequence[int]) -> dict[int, list[str]]:
    """Which of these numbers are held, and by which of the holds (their ids); a number that is not is not in it."""
    found: dict[int, list[str]] = {}
    for hold in holds:
        names = {number for number in numbers if number in hold.frozen}
        if not hold.predicate.is_empty:
            names.update(_named(connection, hold.predicate, numbers))
        for number in sorted(names):
            found.setdefault(number, []).append(hold.id)
    return found


def numbers_of(connection: Connection, predicate: Predicate) -> list[int]:
    """The records that a predicate names now, in order."""
    statement = select(RECORDS.c.seq).where(predicate.condition(connection)).order_by(RECORDS.c.seq)
    return list(connection.execute(statement).scalars())


def _named(connection: Connection, predicate: Predicate, numbers: Sequence[int]) -> set[int]:
    condition = predicate.condition(connection, few=True)
    found: set[int] = set()
    for first in range(0, len(numbers), AT_ONCE):
        among = RECORDS.c.seq.in_(numbers[first : first + AT_ONCE])
        found.update(connection.execute(select(RECORDS.c.seq).where(among, condition)).scalars())
    return found


def _hold(record: Said) -> Hold:
    told = record.payload
    try:
        frozen, predicate = read_pairs(told["frozen"]), read_predicate(told["standing"])
        matter, reason = str(told["matter"]), str(told["reason"])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise ServiceDown(
            f"Record {record.seq} places a hold that cannot be read ({error}): verify the log. "
            "Nothing is disposed of until it can."
        ) from error
    return Hold(record.id, record.seq, matter, reason, record.by, record.at, frozen, predicate)


# -- deciding ----------------------------------------------------------------------------------------------------------


def place(log: Log, by: Actor, matter: str, reason: str, predicate: Predicate, *, found: Iterable[int] = ()) -> Hold:
    """Place a hold over all that the predicate names, now and later, and over the numbers that a search `found`.

    Raises NotForThisRole unless `by` is a compliance officer or the program itself, whose rules may keep but never let
    go; and BadArguments without a matter, a reason or anything to hold.
    """
    if by.get("kind") != "system":
        only_officers(by, "places a legal hold")
    if not matter.strip() or not reason.strip():
        raise BadArguments("A legal hold needs the name of its matter and a reason.")
    numbers = set(found)
    if predicate.is_empty and not numbers:
        raise BadArguments("A legal hold needs something to hold: clients, conversations, persons, dates or a search.")
    with log.database.reading() as session:
        numbers.update(numbers_of(session.connection(), predicate))
    told = {
        "matter": matter.strip(), "reason": reason.strip(), "frozen": pairs(numbers), "standing": predicate.to_json()
    }  # fmt: skip
    receipt = log.append(Entry(type=PLACED, actor=by, payload=told))
    if not receipt.seq:
        raise ServiceDown("The hold is recorded and waits for its number: it holds, and is listed in a moment.")
    return _by_id(log, receipt.id)


def ask_release(log: Log, by: Actor, hold_id: str, reason: str) -> Hold:
    """Ask that a hold be released; another officer decides.

    Raises NotForThisRole, NotFound, BadArguments without a reason, Refused when it was asked already or is released.
    """
    only_officers(by, "asks for the release of a legal hold")
    if not reason.strip():
        raise BadArguments("Say why the hold is to be released.")
    hold = _open(log, hold_id)
    if hold.asked:
        raise Refused(f"{hold.asked.by} has asked for the release of this hold; a second officer releases it.")
    log.append(Entry(type=ASKED, actor=by, payload={"hold": hold.id, "matter": hold.matter, "reason": reason.strip()}))
    return _by_id(log, hold.id)


def release(log: Log, by: Actor, hold_id: str) -> Hold:
    """Release a hold whose release another compliance officer asked for.

    Raises NotForThisRole, NotFound, and Refused when nobody asked, the same person did, or it is released already.
    """
    only_officers(by, "releases a legal hold")
    hold = _open(log, hold_id)
    if hold.asked is None:
        raise Refused("Nobody has asked for the release of this hold: one officer asks, another releases.")
    by_another(hold.asked.actor, by, "the release of a legal hold")
    told = {"hold": hold.id, "matter": hold.matter, "asked": hold.asked.id}
    log.append(Entry(type=RELEASED, actor=by, payload=told, parent=hold.asked.id))
    return _by_id(log, hold.id)


def holds(log: Log, *, all: bool = False) -> list[Holding]:
    """The holds that stand (`all`: the released ones too), the first one first, with how many records each holds."""
    with log.database.reading() as session:
        connection = session.connection()
        found = all_holds(connection, log.payloads)
        return [Holding(hold, _count(connection, hold)) for hold in found if all or hold.is_open]


def _count(connection: Connection, hold: Hold) -> int:
    if not hold.is_open:
        return 0
    joined_later = [number for number in numbers_of(connection, hold.predicate) if number not in hold.frozen]
    return hold.frozen.count + len(joined_later)


def _open(log: Log, hold_id: str) -> Hold:
    hold = _by_id(log, hold_id)
    if hold.released:
        raise Refused(f"The hold {hold.matter!r} was released on {hold.released.at:%Y-%m-%d} by {hold.released.by}.")
    return hold


def _by_id(log: Log, hold_id: str) -> Hold:
    with log.database.reading() as session:
        for hold in all_holds(session.connection(), log.payloads):
            if hold.id == hold_id:
                return hold
    raise NotFound(f"There is no legal hold {hold_id}.")

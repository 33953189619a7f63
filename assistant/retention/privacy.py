"""Privacy requests: what a person asked about their data, what was decided on each record and why, the answer in words.

Records are found by the client's opaque id. What the rules or a legal hold keep is retained, what the assistant may no
longer use is restricted, and what nothing keeps is deleted: by a disposal, which a second officer approves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, select
from ulid import ULID

from assistant.errors import BadArguments, NotFound, Refused
from assistant.retention import disposal
from assistant.retention.decided import Actor, Said, only_officers, said
from assistant.retention.disposals import counted, pairs, read_pairs
from assistant.retention.due import COLUMNS, FOR_EVER, STANDING, Dated, Rules, dated
from assistant.retention.holds import AT_ONCE, Predicate, held, numbers_of, open_holds
from assistant.retention.records import Entry
from assistant.retention.schedule import CLASS_OF
from assistant.retention.tables import PAYLOADS, RECORDS

if TYPE_CHECKING:
    from assistant.retention.log import Log

REQUEST, DECISION = "privacy.request", "privacy.decision"
WANTS = ("access", "deletion", "restriction", "lifting")
"""What a person can ask: a copy, deletion, that the assistant no longer uses the data, that it may use them again."""
RETAINED, RESTRICTED, DELETED = DECISIONS = ("retained", "restricted", "deleted")
HELD_RULE = "a legal duty to preserve records"
REMOVED_RULE = "the retention schedule"
GOING_RULE = "their period is over"
ITEMS_IN_ONE = 500  # of a record of decisions


class Item(NamedTuple):
    """What is decided on one record, and why: the rule that keeps it and until when (None: that has no date yet).

    `may_go` is whether nothing keeps it: its period is over and nobody holds it.
    """

    seq: int
    type: str
    day: dt.date
    decision: str
    rule: str
    until: dt.date | None
    why: str
    may_go: bool

    def to_json(self) -> dict[str, Any]:
        until = self.until.isoformat() if self.until else None
        return {**self._asdict(), "day": self.day.isoformat(), "until": until}


@dataclass(frozen=True, slots=True)
class Request:
    """A request as its record tells it, and the items decided on; `decided_at` is None while it is open."""

    id: str
    seq: int
    person: str
    clients: tuple[str, ...]
    wants: str
    received: dt.date
    taken_by: str
    items: tuple[Item, ...] = ()
    decided_at: dt.datetime | None = None


# -- asked -------------------------------------------------------------------------------------------------------------


def request(log: Log, by: Actor, person: str, clients: Sequence[str], wants: str, received: dt.date) -> Request:
    """Take in what a `person` asks about the records of these client ids, received on that day.

    Raises NotForThisRole, and BadArguments without a person, a client or one of WANTS.
    """
    only_officers(by, "takes in a privacy request")
    if wants not in WANTS:
        raise BadArguments(f"{wants!r} is nothing that can be asked; a person asks for {', '.join(WANTS)}.")
    if not person.strip() or not clients:
        raise BadArguments("A privacy request names who asks and at least one client id.")
    told = {"person": person.strip(), "wants": wants, "received": received.isoformat()}
    receipt = log.append(Entry(type=REQUEST, actor=by, scope={"clients": list(clients)}, payload=told))
    return one_request(log, receipt.id)


def requests(log: Log) -> list[Request]:
    """Every privacy request whose words are still there, the first one first."""
    with log.database.reading() as session:
        connection = session.connection()
        there = select(RECORDS.c.id).join(PAYLOADS, PAYLOADS.c.seq == RECORDS.c.seq).where(RECORDS.c.type == REQUEST)
        known = set(connection.execute(there).scalars())
        decided = said(connection, log.payloads, DECISION)
        asked = said(connection, log.payloads, REQUEST, only=known)
    return [_request(each, [d for d in decided if d.payload.get("request") == each.id]) for each in asked]


def one_request(log: Log, request_id: str) -> Request:
    """Raises NotFound."""
    for each in requests(log):
        if each.id == request_id:
            return each
    raise NotFound(f"There is no privacy request {request_id}.")


def _request(record: Said, decided: Sequence[Said]) -> Request:
    told, whole = record.payload, _whole(decided)
    return Request(
        record.id, record.seq, told["person"], record.clients, told["wants"], dt.date.fromisoformat(told["received"]),
        record.by, tuple(_item(each) for part in whole for each in part.payload["items"]),
        whole[-1].at if whole else None,
    )  # fmt: skip


def _whole(decided: Sequence[Said]) -> list[Said]:
    """The records of the last decision of which every part was written; a crash can have left one half told."""
    for last in reversed(decided):
        parts = [each for each in decided if each.payload["decision"] == last.payload["decision"]]
        if len(parts) == last.payload["of"]:
            return parts
    return []


def _item(told: Mapping[str, Any]) -> Item:
    day, until = dt.date.fromisoformat(told["day"]), told["until"]
    return Item(**{**told, "day": day, "until": dt.date.fromisoformat(until) if until else None})


# -- proposed ----------------------------------------------------------------------------------------------------------


def proposed(log: Log, asked: Request, rules: Rules) -> list[Item]:
    """Each record about the request's clients from before it, with the lawful decision and why, in order."""
    with log.database.reading() as session:
        connection = session.connection()
        numbers = [n for n in numbers_of(connection, Predicate(clients=asked.clients)) if n < asked.seq]
        kept = held(connection, open_holds(connection, log.payloads), numbers)
        return [
            _proposed(asked.wants, record, has_words, record.seq in kept, rules)
            for record, has_words in _located(connection, numbers)
        ]


def _located(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[Dated, bool]]:
    statement = select(*COLUMNS, PAYLOADS.c.seq.is_not(None).label("has_words")).order_by(RECORDS.c.seq)
    statement = statement.join(PAYLOADS, PAYLOADS.c.seq == RECORDS.c.seq, isouter=True)
    for first in range(0, len(numbers), AT_ONCE):
        rows = connection.execute(statement.where(RECORDS.c.seq.in_(numbers[first : first + AT_ONCE]))).all()
        yield from ((dated(row), bool(row.has_words)) for row in rows)


def _proposed(wants: str, record: Dated, has_words: bool, is_held: bool, rules: Rules) -> Item:
    seq, kind, day = record.seq, record.type, record.day
    if not has_words:
        why = "its words were removed under the schedule before this request"
        return Item(seq, kind, day, DELETED, REMOVED_RULE, None, why, False)
    rule, until, why = _kept(record, is_held, rules)
    may_go = not why
    decision = RESTRICTED if wants == "restriction" else DELETED if wants == "deletion" and may_go else RETAINED
    return Item(seq, kind, day, decision, rule, until, why or "its period is over and nothing else keeps it", may_go)


def _kept(record: Dated, is_held: bool, rules: Rules) -> tuple[str, dt.date | None, str]:
    """(rule, until when, why) of a record that must be kept; no why when it may go."""
    rule = CLASS_OF[record.retention].rules
    if record.retention in FOR_EVER or record.type in STANDING:
        return rule, None, "it proves that the log is whole or what was decided, and stays with it"
    last = rules.last_day(record)
    if last is None:
        return rule, None, f"its period counts from {CLASS_OF[record.retention].starts}, and no closing is known"
    if is_held:
        return HELD_RULE, None, "it is under a legal hold"
    if last >= rules.today:
        return rule, last, f"the rules ask that it be kept until {last.isoformat()}"
    return rule, last, ""


# -- decided -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decided:
    """The items as decided, and the id of the disposal that was asked for what is to be deleted (blank: nothing is)."""

    items: tuple[Item, ...]
    disposal: str


def decide(log: Log, by: Actor, request_id: str, rules: Rules, *, choices: Mapping[int, str] | None = None) -> Decided:
    """Decide a request item by item: as proposed, or as `choices` say by record number.

    What is deleted goes by a disposal that is asked for here and that another officer approves. Raises NotForThisRole,
    NotFound, Refused when it is decided already or something must be kept that a choice deletes, BadArguments for a
    choice that is none.
    """
    only_officers(by, "decides a privacy request")
    asked = one_request(log, request_id)
    if asked.decided_at:
        raise Refused(f"This request was decided on {asked.decided_at:%Y-%m-%d}.")
    items = _chosen(proposed(log, asked, rules), choices or {})
    parts = [items[first : first + ITEMS_IN_ONE] for first in range(0, len(items), ITEMS_IN_ONE)] or [[]]
    name = str(ULID())
    for part in parts:
        told = {"request": asked.id, "wants": asked.wants, "decision": name, "of": len(parts),
                "items": [each.to_json() for each in part]}  # fmt: skip
        log.append(
            Entry(type=DECISION, actor=by, scope={"clients": list(asked.clients)}, payload=told, parent=asked.id)
        )
    going = [each.seq for each in items if each.decision == DELETED and each.may_go]
    if not going:
        return Decided(tuple(items), "")
    only = read_pairs(pairs(going))
    return Decided(tuple(items), disposal.ask(log, by, f"Privacy request {asked.id}", rules, only=only).id)


def _chosen(items: Sequence[Item], choices: Mapping[int, str]) -> list[Item]:
    if unknown := sorted(set(choices) - {each.seq for each in items}):
        raise BadArguments(f"Record {unknown[0]} is not among those found for this request.")
    return [_as_chosen(each, choices.get(each.seq, each.decision)) for each in items]


def _as_chosen(item: Item, decision: str) -> Item:
    if decision not in DECISIONS:
        raise BadArguments(f"{decision!r} is no decision; it is one of {', '.join(DECISIONS)}.")
    if decision == DELETED and item.decision != DELETED and not item.may_go:
        raise Refused(f"Record {item.seq} cannot be deleted: {item.why}.")
    if decision != DELETED and item.rule == REMOVED_RULE:
        raise Refused(f"Record {item.seq} cannot be {decision}: {item.why}.")
    return item._replace(decision=decision)


def restricted_clients(log: Log) -> frozenset[str]:
    """The client ids whose records the assistant must not use: a decision said so and no later one lifted it."""
    found: set[str] = set()
    with log.database.reading() as session:
        decided = said(session.connection(), log.payloads, DECISION)
    for each in decided:
        wants, items = each.payload["wants"], each.payload["items"]
        if wants == "lifting":
            found.difference_update(each.clients)
        elif any(item["decision"] == RESTRICTED for item in items) or (wants == "restriction" and not items):
            found.update(each.clients)
    return frozenset(found)


# -- told --------------------------------------------------------------------------------------------------------------

_ASKED = {
    "access": "for a copy of what we keep about you",
    "deletion": "that we delete what we keep about you",
    "restriction": "that our assistant no longer use what we keep about you",
    "lifting": "that our assistant may use what we keep about you again",
}


def letter(asked: Request, firm: str) -> str:
    """The answer to the person, in plain words. Raises Refused while the request is not decided.

    It does not say that a legal hold exists: whoever is told of one could be warned by it.
    """
    if asked.decided_at is None:
        raise Refused("This request is not decided yet: there is nothing to answer.")
    parts = [_paragraph(decision, [i for i in asked.items if i.decision == decision]) for decision in DECISIONS]
    found = len(asked.items)
    opening = (
        f"We found {counted(found)} about you, from {min(i.day for i in asked.items)} to "
        f"{max(i.day for i in asked.items)}. This is what we decided on each of them."
        if found
        else "We found no record about you."
    )
    copy = ["The copy comes with this letter."] if asked.wants == "access" and found else []
    return "\n\n".join([
        f"{asked.decided_at:%Y-%m-%d}",
        f"Dear {asked.person},",
        f"On {asked.received.isoformat()} you asked {_ASKED[asked.wants]}.",
        opening,
        *copy,
        *filter(None, parts),
        "If you think this is wrong, write to us and name this request: "
        f"{asked.id}. You may also complain to the authority that protects personal data where you live.",
        firm,
    ]) + "\n"  # fmt: skip


def _paragraph(decision: str, items: Sequence[Item]) -> str:
    if not items:
        return ""
    heads = {
        RETAINED: f"We keep {counted(len(items))}, because a rule asks us to:",
        RESTRICTED: f"Our assistant no longer uses {counted(len(items))}; we keep them because a rule asks us to:",
        DELETED: f"We delete {counted(len(items))}, or have deleted them:",
    }
    lines = [f"- {counted(len(group))}: {_until(decision, rule, group)}." for rule, group in _by_rule(items)]
    return "\n".join([heads[decision], *lines])


def _by_rule(items: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    rules = [GOING_RULE if item.may_go else item.rule for item in items]
    return [(rule, [i for i, of in zip(items, rules, strict=True) if of == rule]) for rule in dict.fromkeys(rules)]


def _until(decision: str, rule: str, items: Sequence[Item]) -> str:
    if decision == DELETED:
        return (
            "nothing asks us to keep them any longer" if rule != REMOVED_RULE else "removed under our schedule before"
        )
    if rule == GOING_RULE:
        return f"{rule}; they go with our next disposal"
    days = sorted(item.until for item in items if item.until)
    if not days or len(days) < len(items):
        return f"{rule}; the day on which this ends is not set yet"
    when = str(days[0]) if days[0] == days[-1] else f"{days[0]} to {days[-1]}, each by its own date"
    return f"{rule}; until {when}"

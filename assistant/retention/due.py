"""What is due to go: records whose period is over by their own date, by the present schedule and by no hold kept.

The date in a record's hashed header is never shortened: a longer period of the present schedule, a later beginning of
the period and a legal hold each keep it longer.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, not_, or_, select

from assistant.retention.disposals import Spans, pairs
from assistant.retention.holds import Hold, held, open_holds
from assistant.retention.records import RETENTION_OF
from assistant.retention.schedule import CLASSES, Schedule, later_by_years
from assistant.retention.tables import PAYLOADS, RECORDS

if TYPE_CHECKING:
    from assistant.retention.log import Log

PAGE = 2_000  # rows looked at in one reading
LEAST = min(each.least for each in CLASSES if each.least is not None)
FOR_EVER = tuple(each.name for each in CLASSES if each.least is None)
COLUMNS = tuple(
    RECORDS.c[name] for name in ("seq", "type", "retention_class", "retain_until", "ts", "conversation", "clients")
)
STANDING = ("privacy.decision",)
"""Types that are never disposed of although their class is: what they decide (who is restricted) has no end."""


class Dated(NamedTuple):
    """A record by the columns that say how long it is kept: written on `day`, by its own header kept until `until`."""

    seq: int
    type: str
    retention: str
    day: dt.date
    until: dt.date
    conversation: str | None
    clients: tuple[str, ...]


Begins = Callable[[Dated], dt.date | None]


def _unknown(_record: Dated) -> dt.date | None:
    return None


@dataclass(frozen=True, slots=True)
class Rules:
    """By which records are due: on which day, under which present schedule.

    `extended` tells the day a record's period counts from where that is not its own: the day the account was closed,
    the last use of the words; None when it is not known. It can only lengthen, and a client file without a known
    closing stays.
    """

    today: dt.date
    schedule: Schedule = field(default_factory=Schedule)
    extended: Begins = _unknown

    def last_day(self, record: Dated) -> dt.date | None:
        """The day up to which a record is kept; None when it cannot be told, and the record stays."""
        begins = self.extended(record)
        if record.retention == "client file" and begins is None:
            return None
        years = self.schedule.period(record.retention)
        if years is None:
            return None
        starts = [record.day, *([begins] if begins else [])]
        return max(record.until, *(later_by_years(day, years) for day in starts))


@dataclass(slots=True)
class ClassPlan:
    """What is due of one retention class: how many records, their oldest and newest day, how many a hold keeps."""

    years: int | None
    count: int = 0
    oldest: dt.date | None = None
    newest: dt.date | None = None
    held: int = 0

    def add(self, day: dt.date) -> None:
        self.count += 1
        self.oldest = min(self.oldest or day, day)
        self.newest = max(self.newest or day, day)

    def to_json(self) -> dict[str, Any]:
        days = {"oldest": self.oldest, "newest": self.newest}
        told = {name: day.isoformat() if day else None for name, day in days.items()}
        return {"years": self.years, "count": self.count, "held": self.held, **told}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a disposal today would let go: `numbers`, and by class; `held` counts by hold (its id) what it keeps back;
    `unknown` is how many client files stay because no closing of the account is known."""

    today: dt.date
    numbers: tuple[int, ...]
    classes: Mapping[str, ClassPlan]
    held: Mapping[str, int]
    unknown: int

    @property
    def count(self) -> int:
        return len(self.numbers)

    def to_json(self) -> dict[str, Any]:
        return {
            "today": self.today.isoformat(), "count": self.count, "ranges": pairs(self.numbers),
            "classes": {name: each.to_json() for name, each in self.classes.items()}, "held": dict(self.held),
            "unknown": self.unknown,
        }  # fmt: skip


def plan(log: Log, rules: Rules, *, only: Spans | None = None) -> Plan:
    """What is due: payload there, date over, of no class that proves, held by nobody; `only` among these numbers."""
    with log.database.reading() as session:
        connection = session.connection()
        return plan_over(connection, open_holds(connection, log.payloads), rules, only)


def plan_over(connection: Connection, holds: Sequence[Hold], rules: Rules, only: Spans | None) -> Plan:
    classes: dict[str, ClassPlan] = {}
    by_hold: Counter[str] = Counter()
    numbers: list[int] = []
    unknown = 0
    for page in pages_due(connection, rules.today, only):
        due = []
        for record in page:
            last = rules.last_day(record)
            unknown += last is None
            due += [record] if last and last < rules.today else []
        kept = held(connection, holds, [record.seq for record in due])
        for record in due:
            by_hold.update(kept.get(record.seq, ()))
            of = classes.setdefault(record.retention, ClassPlan(rules.schedule.period(record.retention)))
            if record.seq in kept:
                of.held += 1
            else:
                of.add(record.day)
                numbers.append(record.seq)
    return Plan(rules.today, tuple(numbers), classes, by_hold, unknown)


def pages_due(connection: Connection, today: dt.date, only: Spans | None) -> Iterator[list[Dated]]:
    """Records with a payload whose own date is over, in order."""
    statement = select(*COLUMNS).join(PAYLOADS, PAYLOADS.c.seq == RECORDS.c.seq).where(_is_over(today))
    statement = statement.order_by(RECORDS.c.seq).limit(PAGE)
    rows = connection.execute(statement).all()
    while rows:
        yield [dated(row) for row in rows if only is None or row.seq in only]
        rows = connection.execute(statement.where(RECORDS.c.seq > rows[-1].seq)).all()


def _is_over(today: dt.date) -> ColumnElement[bool]:
    """The record's own date has passed. A record of the first version says no class and no date: the least there is."""
    column = RECORDS.c
    oldest = today.replace(year=today.year - LEAST, day=min(today.day, 28)).isoformat()
    proving = [name for name, retention in RETENTION_OF.items() if retention in FOR_EVER]
    dated = and_(column.retention_class.is_not(None), column.retain_until < today.isoformat())
    first = and_(column.retention_class.is_(None), column.ts < oldest)
    return and_(or_(dated, first), not_(column.type.in_([*proving, *STANDING])))


def dated(row: Any) -> Dated:
    """A row of log_record by what decides when it may go."""
    day = dt.date.fromisoformat(row.ts[:10])
    until = dt.date.fromisoformat(row.retain_until) if row.retain_until else later_by_years(day, LEAST)
    retention = row.retention_class or RETENTION_OF.get(row.type, "client file")
    return Dated(row.seq, row.type, retention, day, until, row.conversation, tuple(row.clients.split()))

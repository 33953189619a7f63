"""The removal itself: payloads that a recorded disposal names, a bounded number in a transaction, and spent data keys.

In each transaction the holds are read again under a lock: what came to be held since stays, and that is recorded.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, exists, insert, or_, select, text

from assistant.database import Database
from assistant.errors import ServiceDown
from assistant.retention.decided import Said
from assistant.retention.disposals import Spans, pairs, read_pairs
from assistant.retention.due import pages_due
from assistant.retention.holds import PLACED, held, open_holds
from assistant.retention.records import Entry
from assistant.retention.tables import DISPOSED, INBOX, KEYS, PAYLOADS, SEQUENCER

if TYPE_CHECKING:
    from assistant.retention.log import Log

GONE = "retention.disposed"
BATCH = 200  # payloads that go in one transaction, so that no barrier waits long
PAUSE_SECONDS = 0.05
"""Between two transactions: SQLite gives its file to whoever asks first, and whoever waits for it asks now and then."""
KEY_MARGIN = dt.timedelta(days=62)
"""A data key is destroyed when its month is over for longer: an entry stamped in a month may still be on its way."""
SYSTEM = {"kind": "system", "id": "retention"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a disposal: the number of its record, how many payloads went, what holds kept, which data keys
    were destroyed."""

    seq: int
    removed: int
    kept: Spans
    keys: tuple[str, ...]


def carry_out(log: Log, disposal: Said) -> Outcome:
    named = read_pairs(disposal.payload["ranges"])
    today = disposal.at.date()
    for numbers in _in_batches(log.database, named, today):
        _remove(log, disposal.seq, numbers)
        time.sleep(PAUSE_SECONDS)
    keys = _destroy_keys(log.database, today)
    log.payloads.forget(keys)
    _scrub(log.database, keys)
    with log.database.reading() as session:
        connection = session.connection()
        kept = still_there(connection, named)
        by_hold = Counter(
            each for ids in held(connection, open_holds(connection, log.payloads), kept).values() for each in ids
        )
        removed = select(DISPOSED.c.seq).where(DISPOSED.c.by_record == disposal.seq)
        count = len(connection.execute(removed).all())
    told = {
        "disposal": disposal.id, "finished": True, "removed": count, "kept": pairs(kept), "kept_by": dict(by_hold),
        "keys": list(keys),
    }  # fmt: skip
    log.append(Entry(type=GONE, actor=SYSTEM, payload=told, parent=disposal.id))
    return Outcome(disposal.seq, count, read_pairs(pairs(kept)), keys)


def _in_batches(database: Database, named: Spans, today: dt.date) -> Iterator[list[int]]:
    with database.reading() as session:
        numbers = [record.seq for page in pages_due(session.connection(), today, named) for record in page]
    for first in range(0, len(numbers), BATCH):
        yield numbers[first : first + BATCH]


def _remove(log: Log, by_record: int, numbers: Sequence[int]) -> None:
    """One transaction: what is not held goes. No hold can come between its look and its end."""
    with log.database.writing() as session:
        connection = session.connection()
        _nothing_comes_between(connection)
        kept = held(connection, open_holds(connection, log.payloads), numbers)
        there = connection.execute(select(PAYLOADS.c.seq).where(PAYLOADS.c.seq.in_(numbers))).scalars()
        free = [number for number in there if number not in kept]
        if not free:
            return
        known = set(connection.execute(select(DISPOSED.c.seq).where(DISPOSED.c.seq.in_(free))).scalars())
        if fresh := [{"seq": number, "by_record": by_record} for number in free if number not in known]:
            connection.execute(insert(DISPOSED), fresh)
        log.index.remove(connection, log.payloads, free)  # while they still open: their words are needed for it
        connection.execute(delete(PAYLOADS).where(PAYLOADS.c.seq.in_(free)))


def _nothing_comes_between(connection: Connection) -> None:
    """Hold up whoever gives numbers and whoever hands entries over until this transaction ends.

    On SQLite it holds the file already. On PostgreSQL no batch of records commits without the row of the sequencer;
    its right of update is all that the log's writer needs for that.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON")  # what is deleted is overwritten with zeros
    else:
        connection.execute(select(SEQUENCER.c.only).with_for_update())
        connection.execute(text("LOCK TABLE log_inbox IN SHARE MODE"))
    if connection.execute(select(INBOX.c.place).where(INBOX.c.type == PLACED).limit(1)).first():
        raise ServiceDown("A legal hold is being placed at this moment; the disposal goes on when it has its number.")


def still_there(connection: Connection, named: Spans) -> list[int]:
    if not named.pairs:
        return []
    low, high = named.pairs[0][0], named.pairs[-1][1]
    there = select(PAYLOADS.c.seq).where(PAYLOADS.c.seq >= low, PAYLOADS.c.seq <= high).order_by(PAYLOADS.c.seq)
    return [number for number in connection.execute(there).scalars() if number in named]


def _destroy_keys(database: Database, today: dt.date) -> tuple[str, ...]:
    """Data keys of months gone by under which nothing is left: with them every copy of those payloads goes."""
    used = or_(exists().where(PAYLOADS.c.key_id == KEYS.c.id), exists().where(INBOX.c.key_id == KEYS.c.id))
    month = (today - KEY_MARGIN).isoformat()[:7]
    with database.writing() as session:
        connection = session.connection()
        _nothing_comes_between(connection)
        unused = connection.execute(select(KEYS.c.id).where(~used)).scalars()
        old = tuple(sorted(name for name in unused if name.rpartition("/")[2] < month))
        if old:
            connection.execute(delete(KEYS).where(KEYS.c.id.in_(old)))
    return old


def _scrub(database: Database, keys: Iterable[str]) -> None:
    """Clear what the engine itself still keeps of deleted rows; best effort, since the keys are what counts."""
    connection = database.engine.connect()
    with suppress(ServiceDown), database.named_failures(), connection:
        direct = connection.execution_options(isolation_level="AUTOCOMMIT")
        if database.is_sqlite:
            for how in ("PASSIVE", "TRUNCATE"):  # the first holds nobody up and leaves little to the second
                direct.exec_driver_sql(f"PRAGMA wal_checkpoint({how})").all()
            return
        direct.exec_driver_sql("SET lock_timeout = 2000")
        direct.exec_driver_sql("VACUUM log_payload")
        if keys:
            direct.exec_driver_sql("VACUUM FULL log_key")  # a small table, written anew without the destroyed keys
        direct.exec_driver_sql("RESET lock_timeout")

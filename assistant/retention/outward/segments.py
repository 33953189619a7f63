"""Sealed segments: stretches of the log in a bucket where nobody can change or delete them before their time.

A segment is planned in a row, put into the bucket, read back, written into the log (type `segment.sealed`, with the
version that the bucket gave), and only then counts as replicated. After a crash anywhere the same steps are gone
through again: the bucket refuses a second object of the name, and what it holds is compared instead.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO, Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from ulid import ULID

from assistant.database import Database
from assistant.errors import NotFound, ServiceDown
from assistant.retention.log import Log
from assistant.retention.outward.bucket import MODE, Bucket, differs
from assistant.retention.outward.segment_file import Made, check_segment, file_name, manifest_name, write_segment
from assistant.retention.outward.tables import SEGMENTS
from assistant.retention.records import Entry, moment_text
from assistant.retention.tables import RECORDS

RECORDS_EACH, EVERY = 10_000, dt.timedelta(minutes=15)
SEALED = "segment.sealed"
ACTOR = {"kind": "system", "id": "segments"}


@dataclass(frozen=True, slots=True)
class SegmentsStanding:
    """`replicated` segments hold the log up to record `through` of `head`; `failure` says why the next one is not."""

    replicated: int
    through: int
    head: int
    failure: str

    @property
    def sentence(self) -> str:
        words = f"{self.replicated} segments hold the log up to record {self.through} of {self.head}"
        return f"{words}; the next one waits: {self.failure}" if self.failure else f"{words}."


@dataclass(frozen=True, slots=True)
class _Planned:
    """A segment with the file just made of it; the row's `sha256` is what an earlier try may have put."""

    row: Row[Any]
    made: Made
    file: IO[bytes]


class Segments:
    """The segments of one log in one bucket. A worker calls `seal_due` again and again."""

    def __init__(self, log: Log, database: Database, bucket: Bucket) -> None:
        self._log = log
        self._database = database
        self._bucket = bucket

    def seal_due(self, now: dt.datetime, note: str = "") -> list[int]:
        """Replicate what is planned, then what is due: 10,000 records, or what has waited for 15 minutes.

        `note` is the newest signed checkpoint. Returns the numbers of the segments replicated. Raises ServiceDown when
        the bucket does not do as it should; the sentence is kept with the segment, and nothing is planned after it.
        """
        done: list[int] = []
        while True:
            with TemporaryFile() as file:
                if (planned := self._planned(file, now, note)) is None:
                    return done
                number = planned.row.number
                try:
                    self._replicate(planned, now)
                except ServiceDown as error:
                    self._write_down(number, failure=error.sentence)
                    raise
            done.append(number)

    def restore_check(self, number: int) -> list[str]:
        """Fetch a segment and hash all of it again; what is wrong in sentences, empty when it is sound.

        Raises NotFound when no such segment was replicated, ServiceDown when the bucket does not give it.
        """
        with self._database.reading() as session:
            row = session.execute(select(SEGMENTS).where(SEGMENTS.c.number == number)).one_or_none()
        if row is None or row.replicated_at is None:
            raise NotFound(f"No segment {number} was replicated.")
        with TemporaryFile() as file, TemporaryFile() as manifest:
            self._bucket.fetch(file_name(number), row.version, file)
            self._bucket.fetch(manifest_name(number), row.manifest_version, manifest)
            manifest.seek(0)
            text = manifest.read().decode("utf-8", "replace")
            other = [] if text == row.manifest else ["The manifest in the bucket is not the one that was put there."]
            return other + check_segment(file, text)

    def standing(self) -> SegmentsStanding:
        done = select(func.count(), func.max(SEGMENTS.c.last)).where(SEGMENTS.c.replicated_at.is_not(None))
        with self._database.reading() as session:
            count, through = session.execute(done).one()
            head = session.execute(select(func.max(RECORDS.c.seq))).scalar() or 0
            waiting = select(SEGMENTS.c.failure).where(SEGMENTS.c.replicated_at.is_(None))
            failure = session.execute(waiting.order_by(SEGMENTS.c.number).limit(1)).scalar()
        return SegmentsStanding(count, through or 0, head, failure or "")

    # -- inside ----------------------------------------------------------------------------------------------------

    def _planned(self, file: IO[bytes], now: dt.datetime, note: str) -> _Planned | None:
        """The segment whose turn it is, its file made: one planned before, else one that is due; None when none is."""
        if row := self._open_row():
            said = json.loads(row.manifest)["checkpoint"]
            return _Planned(row, self._make(row.number, row.first, row.last, file, now, said), file)
        if (due := self._due(now)) is None:
            return None
        number, first, last = due
        made = self._make(number, first, last, file, now, note)
        plan = {
            "number": number, "first": first, "last": last, "sha256": made.sha256, "manifest": made.manifest,
            "retain_until": moment_text(made.retain_until), "record_id": str(ULID()), "failure": "",
        }  # fmt: skip
        try:
            with self._database.writing() as session:
                session.connection().execute(insert(SEGMENTS), plan)
        except IntegrityError:  # two workers at once: the other one's plan is as good
            return None
        row = self._open_row()
        return _Planned(row, made, file) if row else None

    def _open_row(self) -> Row[Any] | None:
        waiting = select(SEGMENTS).where(SEGMENTS.c.replicated_at.is_(None)).order_by(SEGMENTS.c.number).limit(1)
        with self._database.reading() as session:
            return session.execute(waiting).one_or_none()

    def _due(self, now: dt.datetime) -> tuple[int, int, int] | None:
        """(number, first record, last record) of the segment that is due."""
        newest = select(SEGMENTS.c.number, SEGMENTS.c.last).order_by(SEGMENTS.c.number.desc()).limit(1)
        with self._database.reading() as session:
            before = session.execute(newest).one_or_none()
            number, first = (before.number + 1, before.last + 1) if before else (1, 1)
            last = min(session.execute(select(func.max(RECORDS.c.seq))).scalar() or 0, first + RECORDS_EACH - 1)
            if last - first + 1 < RECORDS_EACH:
                # A record that only says that the segment before was sealed starts no segment by itself.
                told = select(func.min(RECORDS.c.ts)).where(RECORDS.c.seq >= first, RECORDS.c.type != SEALED)
                waited = session.execute(told).scalar()
                if waited is None or waited > moment_text(now - EVERY):
                    return None
        return number, first, last

    def _make(self, number: int, first: int, last: int, file: IO[bytes], now: dt.datetime, note: str) -> Made:
        return write_segment(self._log.each(first - 1, until=last), number, file, now=now, note=note)

    def _replicate(self, planned: _Planned, now: dt.datetime) -> None:
        row, made = planned.row, planned.made
        until = dt.datetime.fromisoformat(row.retain_until)
        file, manifest = file_name(row.number), manifest_name(row.number)
        self._bucket.put(file, planned.file, made.sha256, until)
        kept = self._bucket.look(file)
        self._compare(file, differs(kept, (row.sha256, made.sha256), until))
        # A payload disposed of between two tries makes another file; what the bucket holds decides which it is.
        text = row.manifest if not differs(kept, (row.sha256,), until) else made.manifest
        body = text.encode()
        self._bucket.put(manifest, body, sha256(body).hexdigest(), until)
        about = self._bucket.look(manifest)
        self._compare(manifest, differs(about, (sha256(body).hexdigest(),), until))
        self._record(row, text, kept.version, about.version)
        self._write_down(
            row.number,
            sha256=json.loads(text)["sha256"],
            manifest=text,
            version=kept.version,
            manifest_version=about.version,
            replicated_at=moment_text(now),
            failure="",
        )

    def _compare(self, key: str, difference: str) -> None:
        if difference:
            raise ServiceDown(f"{key} in the bucket {self._bucket.name} is not what was to be kept. {difference}")

    def _record(self, row: Row[Any], manifest: str, version: str, manifest_version: str) -> None:
        said = json.loads(manifest)
        payload = {
            **{name: said[name] for name in ("number", "file", "first", "last", "count", "root", "sha256", "bytes")},
            "bucket": self._bucket.name,
            "version": version,
            "manifest": manifest_name(row.number),
            "manifest_version": manifest_version,
            "mode": MODE,
            "retain_until": row.retain_until,
        }
        self._log.append(Entry(type=SEALED, actor=ACTOR, payload=payload, id=row.record_id))

    def _write_down(self, number: int, **values: Any) -> None:
        with self._database.writing() as session:
            session.connection().execute(update(SEGMENTS).where(SEGMENTS.c.number == number).values(**values))

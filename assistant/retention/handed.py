"""An entry on its way into the log: stamped when it was handed in, its payload already in the bytes to be kept."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.retention.canonical import canonical
from assistant.retention.records import Entry

JSON_TYPE, BYTES_TYPE = "application/json", "application/octet-stream"
JUMP = dt.timedelta(seconds=2)
"""How far the clock may fall behind the last record before that is a record of its own; less is two threads' order."""


@dataclass(frozen=True, slots=True)
class Handed:
    """The entry's own part of the header, its payload's bytes and type, the moment (UTC text) and the boot's µs."""

    header: Mapping[str, Any]
    payload: bytes
    payload_type: str
    ts: str
    ts_mono: int

    @property
    def id(self) -> str:
        return str(self.header["id"])

    @property
    def type(self) -> str:
        return str(self.header["type"])

    def to_bytes(self) -> bytes:
        """All but the payload, as it waits in the inbox."""
        return canonical({"header": self.header, "type": self.payload_type, "ts": self.ts, "mono": self.ts_mono})


def handed_from(stored: bytes, payload: bytes) -> Handed:
    """The inverse of `to_bytes`, with the payload."""
    kept = json.loads(stored)
    return Handed(kept["header"], payload, kept["type"], kept["ts"], kept["mono"])


def payload_bytes(payload: object) -> tuple[bytes, str]:
    """(bytes, type) of a payload as stored: bytes exactly as they came, anything else as canonical JSON."""
    if isinstance(payload, bytes):
        return payload, BYTES_TYPE
    return canonical(payload, lenient=True), JSON_TYPE


def anomaly(last: str, batch: Sequence[Handed]) -> Handed | None:
    """The record of a clock that was set back: the batch begins earlier than the log's last record."""
    if not last or not batch or (behind := _moment(last) - _moment(batch[0].ts)) <= JUMP:
        return None
    says = {"last": last, "now": batch[0].ts, "seconds_back": int(behind.total_seconds())}
    entry = Entry(type="clock.anomaly", actor={"kind": "system", "id": "log"})
    return Handed(entry.header(), *payload_bytes(says), batch[0].ts, batch[0].ts_mono)


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)

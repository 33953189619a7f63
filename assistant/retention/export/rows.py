"""The export as rows: records.jsonl (exact, with proofs), records.csv (a spreadsheet's), loadfile.dat (Concordance)."""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Sequence
from typing import IO, Any

from assistant.downloads import harmless, visible
from assistant.retention.export.words import domain_of, envelope, line, subject, text
from assistant.retention.records import Record

JSON = "application/json"
BOM = "\ufeff"
CSV_HEAD = (
    "seq", "id", "at", "type", "kind", "actor", "name", "role", "conversation", "thread", "channel", "advisors",
    "clients", "parent", "run", "model", "class", "retain_until", "words", "hash",
)  # fmt: skip
DAT_HEAD = (
    "BEGDOC", "ENDDOC", "DATE", "TIME", "FROM", "TO", "SUBJECT", "TYPE", "CONVERSATION", "TEXT", "NATIVE", "HASH",
)  # fmt: skip
FIELD, QUOTE, BREAK = "\x14", "þ", "®"  # Concordance's own marks; as data they are written þ → th and ® → (R)
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def exact_line(record: Record, proof: Sequence[bytes]) -> bytes:
    """A record's line of records.jsonl, in canonical form: all that is needed to prove it, and its payload to read."""
    fields = {
        "seq": record.seq,
        "header": record.exact.decode(),
        "leaf": record.leaf.hex(),
        "chain": record.chain,
        "salt": record.salt.hex() if record.salt is not None else None,
        "content": _base64(record.content) if record.content is not None else None,
        "proof": [node.hex() for node in proof],
        "payload": _readable(record),
    }
    return _CANONICAL.encode(fields).encode() + b"\n"


def open_csv(file: IO[str]) -> Any:
    """A writer for `csv_row` on a file opened with newline=""; its head is written."""
    file.write(BOM)
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(CSV_HEAD)
    return writer


def csv_row(record: Record) -> list[str]:
    """A record's row of records.csv: no cell of it is a formula."""
    header, actor, scope = record.header, record.actor, record.scope
    lists = [" ".join(scope.get(name, ())) for name in ("advisors", "clients")]
    cells = [record.seq, record.id, header["ts"], record.type, record.kind]
    cells += [actor.get(name) for name in ("id", "name", "role")]
    cells += [*(scope.get(name) for name in ("conversation", "thread", "channel")), *lists]
    cells += [header.get(name) for name in ("parent", "run", "model", "class", "retain_until")]
    cells += [text(record.payload, record.payload_gone), record.leaf.hex()]
    return ["" if cell is None else harmless(visible(str(cell))) for cell in cells]


def dat_head() -> str:
    return BOM + _dat(DAT_HEAD)


def dat_row(record: Record, *, origin: str, text_path: str, native_path: str) -> str:
    """A record's row of loadfile.dat; paths have backslashes, as the programs that load such files expect."""
    sender, recipients = envelope(record.header, record.payload, origin)
    number = document_number(record, origin)
    return _dat((
        number, number, f"{record.at:%Y-%m-%d}", f"{record.at:%H:%M:%S}", str(sender), "; ".join(map(str, recipients)),
        subject(record.header, record.payload), record.type, line(record.scope.get("conversation") or ""),
        text_path.replace("/", "\\"), native_path.replace("/", "\\"), record.leaf.hex(),
    ))  # fmt: skip


def document_number(record: Record, origin: str) -> str:
    return f"{domain_of(origin).upper()}-{record.seq:010d}"


def _dat(cells: Sequence[str]) -> str:
    plain = [cell.replace(QUOTE, "th").replace(BREAK, "(R)").replace("\n", BREAK) for cell in cells]
    return FIELD.join(f"{QUOTE}{cell}{QUOTE}" for cell in plain) + "\r\n"


def _readable(record: Record) -> Any:
    """The payload to read: JSON as its bytes have it, other bytes as the text that they are."""
    if record.content is None:
        return None
    if record.header["payload_type"] == JSON:
        return json.loads(record.content)
    return record.content.decode("utf-8", "replace")


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()

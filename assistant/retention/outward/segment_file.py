"""A segment of the log as a file: JSON lines under zstd, with a manifest that says what must be in it. Pure but for the
file that is handed in. Whoever has both, and the hashes of chain.py and merkle.py, can check it with no product at all.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any

import zstandard

from assistant.retention.chain import chain_hash, leaf_hash, payload_commitment
from assistant.retention.export.rows import exact_line
from assistant.retention.merkle import Frontier
from assistant.retention.records import Record, moment_text

VERSION = 1
UNDATED = dt.timedelta(days=7 * 366)
"""How long a record that names no end of its retention is locked: seven years, a leap day in each. What proves the log
is kept in the log without end; a lock can be extended, never shortened."""
_CHUNK = 1 << 20
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Made:
    """What a segment's file holds: its SHA-256 in hexadecimal, its manifest's text, until when it is locked."""

    sha256: str
    manifest: str
    retain_until: dt.datetime


def file_name(number: int) -> str:
    return f"seg-{number:06d}.jsonl.zst"


def manifest_name(number: int) -> str:
    return f"seg-{number:06d}.manifest.json"


def write_segment(records: Iterable[Record], number: int, file: IO[bytes], *, now: dt.datetime, note: str) -> Made:
    """Write the records, which follow one another, into an open file; the same records give the same bytes.

    `note` is the newest signed checkpoint. Raises ValueError when there are none or one is missing.
    """
    tree, first, last = Frontier(), 0, 0
    until = now + dt.timedelta(days=1)
    origin = chain = ""
    with zstandard.ZstdCompressor().stream_writer(file, closefd=False) as out:
        for record in records:
            first = first or record.seq
            if last and record.seq != last + 1:
                raise ValueError(f"record {last + 1} is missing")
            last, origin, chain = record.seq, record.header["origin"], record.chain
            tree.add(record.leaf)
            until = max(until, locked_until(record))
            out.write(exact_line(record, ()))
    if not last:
        raise ValueError("a segment holds one record at least")
    digest = _digest(file)
    manifest: dict[str, Any] = {
        "v": VERSION, "origin": origin, "number": number, "file": file_name(number), "first": first, "last": last,
        "count": tree.size, "root": tree.root().hex(), "chain": chain, "checkpoint": note, "sha256": digest,
        "bytes": file.seek(0, io.SEEK_END), "retain_until": moment_text(until),
    }  # fmt: skip
    file.seek(0)
    return Made(digest, json.dumps(manifest, indent=1, ensure_ascii=True, sort_keys=True) + "\n", until)


def locked_until(record: Record) -> dt.datetime:
    """The first moment at which a record's copy may go: midnight (UTC) of the day its header names."""
    named = record.header.get("retain_until")
    if named is None:
        return (record.at + UNDATED).replace(hour=0, minute=0, second=0, microsecond=0)
    return dt.datetime.combine(dt.date.fromisoformat(named[:10]), dt.time(), dt.UTC)


def check_segment(file: IO[bytes], manifest: str) -> list[str]:
    """What is wrong with a segment, in sentences; empty when every hash in file and manifest fits, at most 20."""
    try:
        said = json.loads(manifest)
        wanted = {name: said[name] for name in ("sha256", "first", "last", "count", "root", "chain")}
    except (ValueError, KeyError, TypeError) as error:
        return [f"The manifest cannot be read: {error}."]
    if (found := _digest(file)) != wanted["sha256"]:
        return [f"The file's SHA-256 is {found}, and the manifest says {wanted['sha256']}."]
    wrong: list[str] = []
    tree, seq, chain = Frontier(), wanted["first"] - 1, b""
    try:
        for line in _lines(file):
            seq += 1
            leaf, chain = _check_line(line, seq, chain, wrong)
            tree.add(leaf)
            if len(wrong) >= SHOWN:
                return wrong
    except (ValueError, KeyError, TypeError, zstandard.ZstdError) as error:
        return [*wrong, f"The line of record {seq} cannot be read: {error}."]
    has = {"last": seq, "count": tree.size, "root": tree.root().hex(), "chain": chain.hex()}
    return wrong + [
        f"The manifest says {name} {wanted[name]}, and the file has {value}."
        for name, value in has.items()
        if value != wanted[name]
    ]


def _check_line(line: dict[str, Any], seq: int, before: bytes, wrong: list[str]) -> tuple[bytes, bytes]:
    """(leaf, chain) of a line that was hashed again."""
    exact = line["header"].encode()
    header, leaf, chain = json.loads(exact), leaf_hash(exact), bytes.fromhex(line["chain"])
    if line["seq"] != seq or header["seq"] != seq:
        wrong.append(f"Where record {seq} should be, there is record {header['seq']}.")
    if leaf.hex() != line["leaf"]:
        wrong.append(f"Record {seq} was changed: its header has another hash.")
    if before and chain_hash(before, leaf) != chain:
        wrong.append(f"Record {seq} does not follow from the one before it.")
    if line["content"] is not None:
        content = base64.b64decode(line["content"], validate=True)
        if payload_commitment(bytes.fromhex(line["salt"]), content).hex() != header["payload_commit"]:
            wrong.append(f"The payload of record {seq} is not the one that its header committed to.")
    return leaf, chain


def _lines(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    file.seek(0)
    with zstandard.ZstdDecompressor().stream_reader(file, closefd=False) as plain:
        yield from map(json.loads, io.TextIOWrapper(plain, encoding="utf-8", newline="\n"))


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    digest = sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def checksum(sha256_hex: str) -> str:
    """A SHA-256 as S3 writes it."""
    return binascii.b2a_base64(bytes.fromhex(sha256_hex), newline=False).decode()

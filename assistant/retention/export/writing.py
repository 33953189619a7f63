"""Writes an export: records as they stream by, then pages and papers by conversation, the manifest last."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from assistant.downloads import pdf
from assistant.errors import BadArguments, ServiceDown
from assistant.retention.export.contents import Contents, Stretch
from assistant.retention.export.mail import message
from assistant.retention.export.manifest import NAME, Manifest, files_of
from assistant.retention.export.pages import Line, Told, index_page, part_page
from assistant.retention.export.papers import paper
from assistant.retention.export.readme import readme
from assistant.retention.export.rows import csv_row, dat_head, dat_row, exact_line, open_csv
from assistant.retention.export.tree import as_tree, shown
from assistant.retention.export.words import text, text_file
from assistant.retention.merkle import EMPTY_ROOT
from assistant.retention.notes import read_note
from assistant.retention.records import COMMUNICATIONS, Record

VERIFIER = Path(__file__).with_name("verify_export.py")
Progress = Callable[[str, int], None]
TITLE = "Records of {}"


@dataclass(frozen=True, slots=True)
class _Told:
    """What the caller said of the export."""

    origin: str
    asked: Mapping[str, Any]
    by: Mapping[str, Any]
    at: dt.datetime


def write_export(
    folder: Path,
    records: Iterable[Record],
    *,
    origin: str,
    checkpoints: Sequence[str],
    trusted: bytes,
    proof: Callable[[int], Sequence[bytes]],
    asked: Mapping[str, Any],
    by: Mapping[str, Any],
    at: dt.datetime,
    progress: Progress | None = None,
) -> Manifest:
    """Write the records (in the order of the log) into a new folder, with the proofs that they are the log's own.

    `checkpoints` are all signed notes, oldest first; `proof` gives a record's inclusion proof in the tree of the last;
    `trusted` is the content of trusted.json; `asked` says what was looked for, `by` who asked, `at` when. `progress`
    is called with (“records” or “pages”, records done). Memory stays flat: at most a part of 1,000 records is held.
    The folder appears at the end, whole. Raises BadArguments when it is there and not empty, when the records are out
    of order or beyond the last checkpoint, or that is another log's; ServiceDown when the disk or the typesetter fails.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadArguments(f"{folder} exists and is not an empty folder; name a new one for the export.")
    size, root = _position(checkpoints, origin)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            writing = _Writing(partial, _Told(origin, asked, by, at), size, root, progress or (lambda *_: None))
            manifest = writing.write(records, checkpoints, trusted, proof)
            partial.replace(folder)
        except BaseException:  # whatever ended it, even a keystroke: no half export stays
            shutil.rmtree(partial, ignore_errors=True)
            raise
    except (OSError, sqlite3.Error) as error:
        raise ServiceDown(f"The export to {folder} cannot be written ({error}).") from error
    return manifest


def _position(checkpoints: Sequence[str], origin: str) -> tuple[int, str]:
    """(size, root in hexadecimal) of the last signed note; those of the empty tree when there is none."""
    if not checkpoints:
        return 0, EMPTY_ROOT.hex()
    last, _ = read_note(checkpoints[-1])
    if last.origin != origin:
        raise BadArguments(f"The checkpoints are of the log {last.origin!r}, the export of {origin!r}.")
    return last.size, last.root.hex()


class _Writing:
    """One export on its way."""

    def __init__(self, folder: Path, told: _Told, size: int, root: str, progress: Progress) -> None:
        self._folder = folder
        self._told = told
        self._size, self._root = size, root
        self._progress = progress
        self._count = self._first = self._last = 0

    def write(
        self, records: Iterable[Record], checkpoints: Sequence[str], trusted: bytes,
        proof: Callable[[int], Sequence[bytes]],
    ) -> Manifest:  # fmt: skip
        with closing(Contents()) as contents:
            self._write_rows(records, proof, contents)
            parts = self._write_parts(contents)
        notes = json.dumps(list(checkpoints), indent=1, ensure_ascii=False)
        self._put("checkpoints.json", notes.encode())
        self._put("trusted.json", trusted)
        self._put("verify_export.py", VERIFIER.read_bytes())
        about = "\n".join(f"{name}: {what}" for name, what in self._about())
        self._put("README.txt", readme(about, several=parts > 1))
        manifest = self._manifest()
        self._put(NAME, manifest.content())
        return manifest

    def _write_rows(
        self, records: Iterable[Record], proof: Callable[[int], Sequence[bytes]], contents: Contents
    ) -> None:
        for name in ("mail", "text"):
            (self._folder / name).mkdir()
        with ExitStack() as files:
            lines = files.enter_context((self._folder / "records.jsonl").open("wb"))
            table = open_csv(files.enter_context(self._text_file("records.csv")))
            load = files.enter_context(self._text_file("loadfile.dat"))
            load.write(dat_head())
            for record in records:
                self._count_in(record)
                exact = exact_line(record, proof(record.seq))
                native, words = self._write_alone(record, exact, contents, lines.tell())
                lines.write(exact)
                table.writerow(csv_row(record))
                load.write(dat_row(record, origin=self._told.origin, text_path=words, native_path=native))
                self._progress("records", self._count)

    def _count_in(self, record: Record) -> None:
        if record.seq <= self._last:
            raise BadArguments(f"Record {record.seq} comes after record {self._last}; an export is in the log's order.")
        if record.seq > self._size:
            raise BadArguments(
                f"Record {record.seq} is beyond the last checkpoint (of {self._size} records); make a checkpoint first."
            )
        self._first, self._last = self._first or record.seq, record.seq
        self._count += 1

    def _write_alone(self, record: Record, exact: bytes, contents: Contents, place: int) -> tuple[str, str]:
        """A record's own files. Returns the paths of its mail (“” when it is no communication) and of its words."""
        communication = record.type in COMMUNICATIONS
        thread = contents.add(record.header, record.payload, place, len(exact), communication=communication)
        native = f"mail/{record.seq:010d}-{record.id}.eml" if communication else ""
        if communication:
            self._put(native, message(record, origin=self._told.origin, thread=thread, attached=exact))
        words = text_file(record.seq)
        self._put(words, text(record.payload, record.payload_gone).encode())
        return native, words

    def _write_parts(self, contents: Contents) -> int:
        """Pages and papers, one part of the conversations in memory at a time. Returns how many parts there are."""
        several = not contents.is_one_part()
        listed: list[Line] = []
        told: list[Told] = []
        number = done = 0
        with (self._folder / "records.jsonl").open("rb") as lines:
            for number, part in enumerate(contents.parts(), 1):
                told = [_tell(each, lines, contents) for each in part]
                page = f"records-{number:04d}.html" if several else ""
                listed += [Line(each.heading, len(each.records), each.records[0].seq, page) for each in told]
                if several:
                    self._put(page, part_page(f"{self._title}, part {number}", told))
                self._write_paper(f"records-{number:04d}.pdf" if several else "records.pdf", told)
                done += sum(len(each.records) for each in told)
                self._progress("pages", done)
        if not number:
            self._write_paper("records.pdf", [])
        self._put("index.html", index_page(self._title, self._about(), listed, [] if several else told))
        return number

    def _write_paper(self, name: str, told: Sequence[Told]) -> None:
        self._put(name, pdf(paper(self._title, self._about(), told, self._told.at.astimezone(dt.UTC))))

    @property
    def _title(self) -> str:
        return TITLE.format(self._told.origin)

    def _about(self) -> list[tuple[str, str]]:
        numbers = f" (numbers {self._first} to {self._last})" if self._count else ""
        facts = [
            ("Log", self._told.origin),
            ("Asked for", ", ".join(f"{name} {what}" for name, what in self._told.asked.items()) or "everything"),
            ("By", " ".join(str(self._told.by[key]) for key in ("name", "id", "role") if self._told.by.get(key))),
            ("At", f"{self._told.at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC"),
            ("Records", f"{self._count}{numbers}"),
            ("Proved against", f"the checkpoint of {self._size} records with root {self._root}"),
        ]
        return [(name, what) for name, what in facts if what]

    def _manifest(self) -> Manifest:
        return Manifest(
            origin=self._told.origin, product=f"assistant {version('assistant')}", asked=self._told.asked,
            by=self._told.by, at=self._told.at, count=self._count, first=self._first or None, last=self._last or None,
            size=self._size, root=self._root, files=files_of(self._folder),
        )  # fmt: skip

    def _put(self, name: str, content: bytes) -> None:
        (self._folder / name).write_bytes(content)

    def _text_file(self, name: str) -> IO[str]:
        return (self._folder / name).open("w", encoding="utf-8", newline="")


def _tell(stretch: Stretch, lines: IO[bytes], contents: Contents) -> Told:
    records = (shown(json.loads(each), contents.versions) for each in _read(stretch, lines))
    return Told(stretch.conversation, as_tree(records), stretch.begun_before)


def _read(stretch: Stretch, lines: IO[bytes]) -> Iterator[bytes]:
    for place in stretch.places:
        lines.seek(place)
        yield lines.readline()

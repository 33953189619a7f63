"""What an export consists of: every file with its size and hash, and what was asked by whom."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

NAME = "manifest.json"
FORMAT = 1


class FileEntry(NamedTuple):
    """One file of an export; `path` is within its folder, with forward slashes."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """An export as it was written. `size` and `root` (hexadecimal) are of the checkpoint that its proofs lead to."""

    origin: str
    product: str
    asked: Mapping[str, Any]
    by: Mapping[str, Any]
    at: dt.datetime
    count: int
    first: int | None
    last: int | None
    size: int
    root: str
    files: tuple[FileEntry, ...]

    def content(self) -> bytes:
        """The bytes of manifest.json."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        plain |= {"format": FORMAT, "at": self.at.astimezone(dt.UTC).isoformat()}
        plain |= {"asked": dict(self.asked), "by": dict(self.by), "files": [each._asdict() for each in self.files]}
        return (json.dumps(plain, indent=1, ensure_ascii=False, default=str) + "\n").encode()

    @property
    def sha256(self) -> str:
        """The hash of manifest.json itself: kept elsewhere, it binds every file of the export."""
        return hashlib.sha256(self.content()).hexdigest()


def files_of(folder: Path) -> tuple[FileEntry, ...]:
    """Every file in a folder and below, in the order of their names."""
    return tuple(_entry(folder, path) for path in sorted(folder.rglob("*")) if path.is_file())


def _entry(folder: Path, path: Path) -> FileEntry:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileEntry(path.relative_to(folder).as_posix(), path.stat().st_size, digest)

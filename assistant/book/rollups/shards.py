"""The Parquet shards of one data folder: written whole for a data version, checked before they are used.

A version's shards are a folder named by its digest. It comes into being by a rename, after everything in it is on disk;
a manifest says how many rows and bytes each file has and what they hash to. What is missing, torn or of another layout
is written anew and never trusted; the shards of an older version are taken away.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session

from assistant.book.rollups.streaming import NAMES, Progress, connected, session_of, write_tables
from assistant.errors import ServiceDown

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LAYOUT = 1
"""Which tables and columns the shards hold; a program with another number writes its own."""
MANIFEST = "manifest.json"
UNFINISHED = "unfinished-"


class Shards:
    """The shards in a folder. One process at a time writes there; any number read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hashed: set[str] = set()
        self._duck = lru_cache(maxsize=1)(connected)

    def are_whole(self, digest: str) -> bool:
        """Whether the shards of a version are all there, byte for byte: hashed once a process, then known by size."""
        folder = self._folder / digest
        files = _manifest(folder, digest)
        if files is None or not all(_size(folder / name) == told["bytes"] for name, told in files.items()):
            self._hashed.discard(digest)
            return False
        if digest not in self._hashed:
            with ThreadPoolExecutor() as pool:
                found = list(pool.map(_hash, (folder / name for name in files)))
            if found != [told["sha256"] for told in files.values()]:
                return False
            self._hashed.add(digest)
        return True

    def write(self, session: Session, digest: str, tell: Progress) -> None:
        """Write the shards of the version that the session sees, unless they are there; older ones are taken away.

        Raises ServiceDown when the folder cannot be written.
        """
        with _failures_named(self._folder), self._alone():
            if not self.are_whole(digest):
                unfinished = self._folder / f"{UNFINISHED}{digest}"
                unfinished.mkdir()
                write_tables(session, unfinished, tell)
                seal(unfinished, digest)
                shutil.rmtree(self._folder / digest, ignore_errors=True)
                unfinished.rename(self._folder / digest)
                self._hashed.add(digest)
            for other in self._folder.iterdir():
                if other.is_dir() and other.name != digest:
                    shutil.rmtree(other, ignore_errors=True)

    @contextmanager
    def opened(self, digest: str, names: Iterable[str] = NAMES) -> Iterator[DuckDBPyConnection]:
        """A connection with a view over the shards of a version for each of these tables. Raises ServiceDown when they
        are not there or cannot be read: they are written anew when they are next asked for."""
        import duckdb

        folder = self._folder / digest
        try:
            # A cursor has tables of its own; to connect anew takes a hundred times as long.
            with session_of(self._duck().cursor()) as duck:
                for name in names:
                    files = _quoted(folder / name / "*.parquet")
                    duck.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM read_parquet('{files}')")  # noqa: S608
                yield duck
        except duckdb.Error as error:
            self._hashed.discard(digest)
            if self.are_whole(digest):  # then it was not the files
                raise
            raise ServiceDown("The book's shards were being written anew; please ask again.") from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer at a time; whatever is unfinished while nobody writes was left by a crash."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for left in self._folder.glob(f"{UNFINISHED}*"):
                shutil.rmtree(left, ignore_errors=True)
            yield


def _manifest(folder: Path, digest: str) -> dict[str, dict[str, int | str]] | None:
    """What the manifest says of each file; None when there is none that can be believed."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files: dict[str, dict[str, int | str]] = told["files"]
        right = (told["layout"], told["digest"]) == (LAYOUT, digest) and {n.split("/")[0] for n in files} == set(NAMES)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return files if right else None


def seal(folder: Path, digest: str) -> None:
    """Write the manifest of a folder of shards: the rows, bytes and hash of each file. Last of all, and to the disk."""
    files = {}
    with connected() as duck:
        for path in sorted(folder.glob("*/*.parquet")):
            count = f"SELECT num_rows FROM parquet_file_metadata('{_quoted(path)}')"  # noqa: S608 — our own path
            ((rows,),) = duck.execute(count).fetchall()
            name = path.relative_to(folder).as_posix()
            files[name] = {"rows": rows, "bytes": path.stat().st_size, "sha256": _hash(path)}
    text = json.dumps({"layout": LAYOUT, "digest": digest, "files": files}, indent=1)
    with (folder / MANIFEST).open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return -1


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


@contextmanager
def _failures_named(folder: Path) -> Iterator[None]:
    import duckdb

    try:
        yield
    except (OSError, duckdb.IOException) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error).splitlines()[0]
        raise ServiceDown(
            f"The book is loaded, but its shards cannot be written to {folder} ({why}). Make room there: they are "
            "written when a question about the whole firm needs them."
        ) from error

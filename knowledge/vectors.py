"""Vectors on disk: one Chroma folder in which passages are kept under the hash of what was encoded.

Only the firm's own documents belong here, never a client's data. Vectors are always passed in: left to itself Chroma
would try to download a model. The folder is a cache; whatever is wrong with it, it can be filled again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from assistant.encoder import Encoder, Vectors
from assistant.errors import ServiceDown

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import Where

# Cosine likeness; the index looks far wider than it must, so that at a firm's size the nearest are the true nearest.
INDEX: CreateCollectionConfiguration = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}}
BATCH = 64  # texts encoded and written at a time: what is written stays when a long first filling is interrupted


@dataclass(frozen=True, slots=True)
class Entry:
    """A text to be found by its meaning, with the facts that a search may ask for."""

    id: str
    text: str
    facts: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Changes:
    """What bringing the vectors up to date took."""

    encoded: int
    removed: int
    unchanged: int


class VectorStore:
    """Named shelves of vectors. Reading is safe from several threads; writing lets in one thread or process at a time.

    Raises `ServiceDown` when the folder cannot be written or Chroma cannot read it.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.encoder = encoder
        self._folder = folder
        self._shelves: dict[str, Collection] = {}
        with self._usable(), self._one_writer():
            _discard_if_damaged(folder / "chroma")
            import chromadb  # takes more than a second: paid by who searches, not by who starts the program
            from chromadb.config import Settings

            client = chromadb.PersistentClient(folder / "chroma", settings=Settings(anonymized_telemetry=False))
            self._client = cast("Client", client)  # declared as the interface, which has no close()

    def keep(self, shelf: str, entries: Sequence[Entry], *, anew: bool = False) -> Changes:
        """Make the shelf hold exactly `entries`: encode what is new or changed, or all if `anew`; remove the rest."""
        with self._usable(), self._one_writer():
            collection = self._shelf(shelf)
            kept = _hashes(collection)
            wanted = {entry.id: self._hash(entry) for entry in entries}
            changed = [entry for entry in entries if anew or kept.get(entry.id) != wanted[entry.id]]
            gone = sorted(kept.keys() - wanted.keys())
            for start in range(0, len(changed), BATCH):
                batch = changed[start : start + BATCH]
                collection.upsert(
                    ids=[entry.id for entry in batch],
                    embeddings=self.encoder.passages([entry.text for entry in batch]),
                    metadatas=[{**entry.facts, "hash": wanted[entry.id]} for entry in batch],
                )
            if gone:
                collection.delete(ids=gone)
        return Changes(len(changed), len(gone), len(entries) - len(changed))

    def nearest(
        self, shelf: str, vector: Vectors, limit: int, where: Mapping[str, Any] | None = None
    ) -> dict[str, float]:
        """Cosine likeness (−1 to 1) by id of the entries nearest to `vector` that meet `where`, at most `limit`."""
        with self._usable():
            found = self._shelf(shelf).query(
                query_embeddings=[vector.tolist()],
                n_results=limit,
                where=cast("Where | None", where),
                include=["distances"],
            )
        (distances,) = found["distances"] or ([],)
        return {entry: 1.0 - distance for entry, distance in zip(found["ids"][0], distances, strict=True)}

    def close(self) -> None:
        """Let go of the files. The store cannot be used afterwards."""
        self._client.close()

    def _shelf(self, name: str) -> Collection:
        """Each encoder has shelves of its own: vectors of two encoders cannot be compared."""
        if name not in self._shelves:
            self._shelves[name] = self._client.get_or_create_collection(
                f"{name}.{self.encoder.name}", embedding_function=None, configuration=INDEX
            )
        return self._shelves[name]

    def _hash(self, entry: Entry) -> str:
        """Of everything that decides the row: a new date or a new encoder version replaces it as a new text does."""
        parts = [self.encoder.version, entry.text, dict(entry.facts)]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        """Web, worker and Slack are processes on one folder: the second waits and then finds the work done."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "writer.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _usable(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
        except (OSError, ChromaError) as error:
            raise ServiceDown(
                f"The knowledge library cannot use its folder {self._folder} ({error}): check that it can be written,"
                " or delete the folder `chroma` in it and start again; it is filled anew at the next search."
            ) from error


def _discard_if_damaged(folder: Path) -> None:
    """Chroma refuses a damaged database for the life of the process, so damage is looked for before it is opened."""
    database = folder / "chroma.sqlite3"
    if not database.exists():
        return
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            sound = connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    except sqlite3.OperationalError:  # busy or not readable just now: no sign of damage, Chroma will say what is wrong
        return
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        shutil.rmtree(folder)


def _hashes(collection: Collection) -> dict[str, str]:
    rows = collection.get(include=["metadatas"])
    return {id: str((facts or {}).get("hash")) for id, facts in zip(rows["ids"], rows["metadatas"] or (), strict=True)}

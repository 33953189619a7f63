"""Libraries for the tests of this room: the shipped one, encoded once a session, and documents made of a few words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from knowledge import Document, Library


@pytest.fixture(scope="session")
def shipped_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shipped")


@pytest.fixture(scope="session")
def shipped(shipped_folder: Path) -> Iterator[Library]:
    library = Library(shipped_folder)
    yield library
    library.close()


@pytest.fixture
def made() -> Callable[..., Document]:
    """A document of one passage; any field of the front matter can be given."""

    def make(id: str, text: str, **fields: Any) -> Document:
        front = {
            "title": id.replace("_", " "),
            "kind": "policy",
            "source": "House policy",
            "effective_from": dt.date(2020, 1, 1),
            "owner": "Compliance",
            "version": 1,
            "language": "en",
        }
        return Document(**{**front, **fields}, id=id, text=text)

    return make


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Library]]:
    """Opens libraries on the test's own folder and closes them after the test."""
    libraries: list[Library] = []

    def open_library(*documents: Document, folder: Path = tmp_path, **named: Any) -> Library:
        libraries.append(Library(folder, documents, **named))
        return libraries[-1]

    yield open_library
    for library in libraries:
        library.close()

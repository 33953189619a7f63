"""An open log on an empty database of either engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.database import Database
from assistant.retention import Log
from tests.retention.samples import a_log, forget_keys_of


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    forget_keys_of(database)
    database.close()


@pytest.fixture
def log(database: Database) -> Iterator[Log]:
    with a_log(database) as log:
        yield log

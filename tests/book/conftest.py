"""The small firm in databases: one to read, one on each engine to read, and a copy of one's own to change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.database import Database
from tests.book.small_firm import copy_of, load
from tests.postgres import Cluster


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """On SQLite, shared by the whole session: read only."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('small') / 'firm.db'}")
    load(database)
    yield database
    database.close()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def small_on_both(request: pytest.FixtureRequest) -> Iterator[Database]:
    """On each engine, shared by the whole session: read only."""
    if request.param == "sqlite":
        yield request.getfixturevalue("small")
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    with cluster.fresh_database() as url:
        database = Database(url)
        load(database)
        yield database
        database.close()


@pytest.fixture
def own_copy(small: Database, tmp_path: Path) -> Iterator[Database]:
    """The test's own, to write into."""
    database = copy_of(small, tmp_path / "copy.db")
    yield database
    database.close()

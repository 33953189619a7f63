"""What tests of several rooms stand on: a fresh database on either engine, and a last word about what was skipped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import Cluster, throwaway_postgres, why_not
from tests.sampled import left_out

# Nothing timed decides a test: on a busy machine a slow example is no failure.
# `make test` tries a bounded sample of examples and cases, `make prove` more and all (TEST_PROFILE=prove).
PROFILE = os.environ.get("TEST_PROFILE", "tests")
settings.register_profile("tests", deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("prove", deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(PROFILE)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if PROFILE == "prove":
        return
    out = set(left_out(items, postgresql=not why_not()))
    config.hook.pytest_deselected(items=list(out))
    items[:] = [item for item in items if item not in out]


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """One cluster a session, under xdist one a worker. Skips aloud where PostgreSQL is missing; in CI that fails."""
    if reason := why_not():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    with throwaway_postgres() as cluster:
        yield cluster


@pytest.fixture
def postgres_url(postgres_cluster: Cluster) -> Iterator[str]:
    """An empty PostgreSQL database of the test's own."""
    with postgres_cluster.fresh_database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of the test's own; the test runs once on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = {report.longrepr[2].removeprefix("Skipped: ") for report in skipped if isinstance(report.longrepr, tuple)}
    for reason in sorted(reasons):
        terminalreporter.write_line(f"not tried here: {reason}", yellow=True)


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the small firm loaded; read only: copy it to change it."""
    from tests.desks import make_home

    return make_home(tmp_path_factory.mktemp("homes") / "small")


@pytest.fixture(scope="session")
def scanned_small_home(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small firm's folder after a nightly pass; read only."""
    from assistant.desk import scan_firm
    from tests.desks import copy_home, opened

    home = copy_home(small_home, tmp_path_factory.mktemp("homes") / "scanned")
    with opened(home) as desk:
        scan_firm(desk)
    return home


@pytest.fixture
def scanned_home(scanned_small_home: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own with the small firm, after a nightly pass."""
    from tests.desks import copy_home

    return copy_home(scanned_small_home, tmp_path / "home")


@pytest.fixture
def home(small_home: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own with the small firm loaded."""
    from tests.desks import copy_home

    return copy_home(small_home, tmp_path / "home")

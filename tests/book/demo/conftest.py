"""The demo firm, built once a session: the one of ordinary size, and a small one in which not every truth fits."""

from __future__ import annotations

import pytest

from assistant.book.demo import write_demo_firm
from tests.book.demo.folder import Firm


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Firm:
    folder = tmp_path_factory.mktemp("demo") / "firm"
    write_demo_firm(folder)
    return Firm(folder)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Firm:
    folder = tmp_path_factory.mktemp("demo") / "firm"
    write_demo_firm(folder, households=60, advisors=2)
    return Firm(folder)


@pytest.fixture(params=["large", "small"])
def firm(request: pytest.FixtureRequest) -> Firm:
    chosen: Firm = request.getfixturevalue(request.param)
    return chosen

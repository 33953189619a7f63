"""Tools called through the desk, as every door calls them, on the small firm that nobody changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.blocks import Result
from assistant.desk import Desk
from tests.desks import ADVISOR, copy_home, opened

Call = Callable[..., Result]


@pytest.fixture(scope="session")
def small_desk(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened(copy_home(small_home, tmp_path_factory.mktemp("homes") / "tools")) as desk:
        yield desk


@pytest.fixture(scope="session")
def call(small_desk: Desk) -> Call:
    """`call("value_book", retention=0.97)` as the advisor; `call("stack_rank", asker=MANAGER, metric="aum")`."""

    def one(name: str, asker: str = ADVISOR, **arguments: Any) -> Result:
        return small_desk.call_tool(small_desk.caller(asker), name, arguments)[0]

    return one

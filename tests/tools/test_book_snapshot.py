"""book_snapshot for a scope of many clients: the same answer from the sums, and which scopes are that large."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from assistant.blocks import Result, Table
from assistant.desk import Desk
from assistant.errors import BadArguments
from tests.desks import MANAGER
from tests.tools.conftest import Call


@pytest.fixture
def large(small_desk: Desk) -> Iterator[None]:
    """From here on every scope of several advisors is large."""
    before, small_desk.books.largest = small_desk.books.largest, 0
    yield
    small_desk.books.largest = before


def table(result: Result, title: str) -> Any:
    return next(block for block in result.blocks if isinstance(block, Table) and block.title == title)


def told(result: Result) -> dict[str, Any]:
    return {figure.key: figure.value for figure in result.figures if not figure.key.startswith("risk_")}


class TestALargeScope:
    @pytest.mark.sampled(4)
    @pytest.mark.parametrize("by", ["month", "quarter", "advisor", "team", "branch", "region"])
    @pytest.mark.parametrize("period", ["ytd", "all", "..2026-03"])
    def test_is_answered_as_its_book_would_be(
        self, call: Call, request: pytest.FixtureRequest, by: str, period: str
    ) -> None:
        from_book = call("book_snapshot", asker=MANAGER, by=by, period=period)
        request.getfixturevalue("large")
        from_sums = call("book_snapshot", asker=MANAGER, by=by, period=period)
        assert told(from_sums) == told(from_book)
        assert table(from_sums, f"The bridge by {by}") == table(from_book, f"The bridge by {by}")
        assert from_sums.words()[:3] == from_book.words()[:3]

    def test_says_that_its_clients_were_not_looked_at(self, call: Call, large: None) -> None:
        result = call("book_snapshot", asker=MANAGER)
        assert any("monthly sums" in caveat for caveat in result.caveats)
        with pytest.raises(BadArguments, match="A, B and C"):
            call("book_snapshot", asker=MANAGER, by="segment")

    def test_an_advisors_own_book_is_always_opened(self, call: Call, large: None) -> None:
        result = call("book_snapshot")
        assert result.figure("risk_retention").value is not None

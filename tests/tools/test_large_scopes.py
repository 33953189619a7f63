"""Tools asked about a scope of very many clients: the same answers from the sums as from opened books."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from assistant.desk import Desk
from assistant.errors import BadArguments
from assistant.figures import Figure
from tests.desks import MANAGER
from tests.tools.conftest import Call


@pytest.fixture
def large(small_desk: Desk) -> Iterator[None]:
    """From here on every scope of several advisors is large."""
    before, small_desk.books.largest = small_desk.books.largest, 0
    yield
    small_desk.books.largest = before


def plain(figure: Figure) -> Any:
    """A figure without the rows behind it: advisors in sums, clients in a book."""
    return figure.key, figure.value, figure.label, figure.unit, figure.method, figure.inputs, figure.reason


METRICS = ("aum", "revenue", "retention", "organic_growth", "net_flows", "wallet_share", "new_clients")


class TestStackRank:
    @pytest.mark.sampled(6)
    @pytest.mark.parametrize("metric", METRICS)
    @pytest.mark.parametrize("asked", [{}, {"period": "2026-Q2"}, {"period": "1y", "as_of": "2026-06-15"}])
    @pytest.mark.parametrize("level", ["advisor", "branch"])
    def test_is_that_of_the_books(
        self, call: Call, request: pytest.FixtureRequest, metric: str, asked: dict[str, Any], level: str
    ) -> None:
        from_books = call("stack_rank", asker=MANAGER, metric=metric, level=level, **asked).to_json()
        request.getfixturevalue("large")
        assert call("stack_rank", asker=MANAGER, metric=metric, level=level, **asked).to_json() == from_books

    def test_by_what_takes_every_clients_history_says_so(self, call: Call, large: None) -> None:
        with pytest.raises(BadArguments, match="ask for a branch or a region, or rank by one of aum, revenue"):
            call("stack_rank", asker=MANAGER, metric="depth")


class TestRevenueReport:
    @pytest.mark.sampled(6)
    @pytest.mark.parametrize("by", [None, "month", "quarter", "year", "type", "advisor", "team", "branch", "region"])
    @pytest.mark.parametrize("asked", [{}, {"period": "all"}, {"period": "2026-Q2"}, {"as_of": "2026-06-15"}])
    def test_is_that_of_the_book(
        self, call: Call, request: pytest.FixtureRequest, by: str | None, asked: dict[str, Any]
    ) -> None:
        arguments = {**asked, **({"by": by} if by else {})}
        from_book = call("revenue_report", asker=MANAGER, **arguments)
        request.getfixturevalue("large")
        from_sums = call("revenue_report", asker=MANAGER, **arguments)
        assert [plain(figure) for figure in from_sums.figures] == [plain(figure) for figure in from_book.figures]
        assert from_sums.blocks == from_book.blocks
        assert (from_sums.words(), from_sums.caveats) == (from_book.words(), from_book.caveats)

    def test_by_client_says_that_they_are_too_many(self, call: Call, large: None) -> None:
        with pytest.raises(BadArguments, match="look at every client"):
            call("revenue_report", asker=MANAGER, by="client")

"""The tool `wallet_share` as every door calls it: the book, one client in words, parts of the firm, what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.blocks import Table
from assistant.errors import BadArguments, NotFound, Unclear
from tests.desks import MANAGER
from tests.tools.conftest import Call


class TestWalletShare:
    def test_without_arguments_the_own_book(self, call: Call) -> None:
        # tests/firms/small_answers/wallet.csv: A1 holds 1,690,800 of 3,850,000
        result = call("wallet_share")
        assert result.title == "Share of wallet of Anna Keller, ytd"
        assert result.figure("wallet_share").value == Decimal("0.439169")
        assert result.figure("held_away").value == Decimal("455000.00")

    def test_a_client_in_words(self, call: Call) -> None:
        result = call("wallet_share", client="Okafor")
        assert result.figure("wallet_share").value == Decimal("0.560000")
        assert result.words()[0].startswith("Okafor has 56.0% of the investable net worth declared on 15 Nov 2025 here")

    def test_two_clients_of_a_name_are_asked_for(self, call: Call) -> None:
        with pytest.raises(Unclear):
            call("wallet_share", client="Rossi")

    def test_another_advisor_s_client_is_not_found(self, call: Call) -> None:
        with pytest.raises(NotFound):
            call("wallet_share", client="Müller")

    def test_only_what_is_held_away(self, call: Call) -> None:
        result = call("wallet_share", held_away_only=True)
        assert "wallet_share" not in {figure.key for figure in result.figures}
        assert result.figure("old_401k").value == Decimal("85000.00")

    @pytest.mark.parametrize("by", ["client", "segment", "advisor", "branch", "month", "quarter"])
    def test_every_dimension_of_the_contract_answers(self, call: Call, by: str) -> None:
        titles = [
            block.title for block in call("wallet_share", asker=MANAGER, by=by).blocks if isinstance(block, Table)
        ]
        assert ("Clients by opportunity" if by == "client" else f"Share of wallet by {by}") in titles

    def test_what_the_contract_does_not_know_is_refused(self, call: Call) -> None:
        with pytest.raises(BadArguments, match="cannot be called like this"):
            call("wallet_share", by="zodiac")

"""What a price is worth in cash (F7): worked by hand, its laws, and its place in an answer about value."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.valuation import DealTerms, value_book
from assistant.analytics.valuation.assumptions import Assumptions
from assistant.analytics.valuation.cash_flow import lives
from assistant.analytics.valuation.deal import deal_of, retained_shares
from assistant.analytics.valuation.inputs import valued_clients
from assistant.analytics.valuation.two_values import value_clients
from assistant.blocks import Result, Table
from assistant.errors import BadArguments, NotEnoughData
from tests.analytics.conftest import OpenBook

KEPT = np.array([0.95, 0.90, 0.85, 0.72])


def cents(result: Result, key: str) -> int:
    return int(Decimal(str(result.figure(key).value)) * 100)


class TestADeal:
    def test_all_down_is_worth_its_price(self) -> None:
        deal = deal_of(100_000_000, DealTerms(down_payment=1.0, note_years=4, earn_out_threshold=0.9), KEPT)
        assert deal.cash_value == 100_000_000
        assert deal.schedule["due_cents"].tolist() == [0, 0, 0, 0]

    def test_by_hand(self) -> None:
        # F7: 1,000,000 with 60 % down, four payments of 100,000 at 8 %, threshold 90 %; kept .95 .90 .85 .72:
        # paid 100,000.00 100,000.00 94,444.44 80,000.00; ÷ 1.08 1.1664 1.259712 1.36048896 =
        # 92,592.59 + 85,733.88 + 74,973.04 + 58,802.39 = 312,101.90
        deal = deal_of(100_000_000, DealTerms(0.6, 4, 0.08, 0.9), KEPT)
        assert deal.down == 60_000_000
        assert deal.schedule["paid_cents"].tolist() == [10_000_000, 10_000_000, 9_444_444, 8_000_000]
        assert deal.schedule["value_cents"].tolist() == [9_259_259, 8_573_388, 7_497_304, 5_880_239]
        assert deal.cash_value == 60_000_000 + 31_210_190

    def test_without_a_threshold_every_payment_is_made(self) -> None:
        # 400,000 in four payments at 8 %: 100,000 × 3.312127 = 331,212.68
        deal = deal_of(100_000_000, DealTerms(0.6, 4, 0.08), KEPT)
        assert deal.cash_value == 60_000_000 + 33_121_268

    @given(
        st.integers(1, 10**11),
        st.floats(0, 1),
        st.floats(0, 0.5),
        st.floats(0.5, 1),
        st.lists(st.floats(0, 1), min_size=1, max_size=8),
    )
    def test_it_is_never_worth_more_than_its_price(
        self, price: int, down: float, rate: float, threshold: float, kept: list[float]
    ) -> None:
        deal = deal_of(price, DealTerms(down, len(kept), rate, threshold), np.array(kept))
        assert deal.down <= deal.cash_value <= price + len(kept)
        assert deal.down + deal.schedule["due_cents"].sum() == price

    @pytest.mark.parametrize(
        "wrong",
        [
            {"down_payment": 1.2},
            {"note_years": 0},
            {"note_rate": -0.1},
            {"earn_out_threshold": 0.0},
            {"price_cents": 0},
        ],
    )
    def test_terms_without_sense_are_refused_in_a_sentence(self, wrong: dict[str, float]) -> None:
        with pytest.raises(BadArguments, match=r"[.]$"):
            DealTerms(**wrong)  # type: ignore[arg-type]


class TestWhatStays:
    def test_it_is_retention_to_the_year_times_lives(self, open_book: OpenBook) -> None:
        # F9, one client alone: r^t × the chance of living to the end of year t, no growth in it
        book = open_book("A1")
        rows = valued_clients(book)
        found = value_clients(rows, Assumptions(retention=0.9)).only((rows["household_id"] == "H06").to_numpy())
        alive = lives(found.clients, 3)[0]
        assert np.isnan(found.rows["wallet"]).all()  # so nothing but the given retention
        assert retained_shares(found, 3).tolist() == pytest.approx([0.9 * alive[0], 0.81 * alive[1], 0.729 * alive[2]])


class TestASale:
    def test_without_terms_it_is_said_that_a_price_is_not_cash(self, open_book: OpenBook) -> None:
        result = value_book(open_book("A1"))
        assert any(caveat.startswith("A headline price is not cash") for caveat in result.caveats)
        with pytest.raises(KeyError):
            result.figure("cash_value")

    def test_the_answer_begins_with_the_price_and_its_cash_value(self, open_book: OpenBook) -> None:
        result = value_book(open_book("A1"), deal=DealTerms(0.6, 5, 0.08, 0.9))
        assert cents(result, "price") == cents(result, "multiple")
        assert cents(result, "down_payment") + cents(result, "later_due") == cents(result, "price")
        assert cents(result, "cash_value") < cents(result, "price")
        assert result.words()[0].startswith("A headline price of $")
        assert "in full only while 90.0% of today's revenue stays" in result.words()[0]
        assert any("without interest" in caveat for caveat in result.caveats)

    def test_the_payments_add_up_to_the_cash_value(self, open_book: OpenBook) -> None:
        result = value_book(open_book("A1"), deal=DealTerms(0.6, 5, 0.08, 0.9))
        tables = {block.title: block for block in result.blocks if isinstance(block, Table)}
        paid = sum(row[-1] for row in tables["Payments after the money down"].rows)  # type: ignore[misc]
        assert result.figure("down_payment").value + paid == result.figure("cash_value").value  # type: ignore[operator]
        prices = [row[1] for row in tables["Headline price and cash value"].rows]
        keys = ("multiple", "multiple_low", "multiple_high")
        assert prices == [result.figure(key).value for key in keys]

    @pytest.mark.parametrize(("price", "where"), [(1_000, "below"), (5_500_000, "within"), (99_000_000, "above")])
    def test_an_offer_is_laid_against_the_range(self, open_book: OpenBook, price: int, where: str) -> None:
        result = value_book(open_book("A1"), deal=DealTerms(price_cents=price))
        assert result.words()[0].endswith(f"the price lies {where} the range.")
        assert cents(result, "price") == price

    def test_it_is_a_sale_of_what_the_what_if_leaves(self, open_book: OpenBook) -> None:
        result = value_book(open_book("A1"), deal=DealTerms(), lose_top=1)
        assert cents(result, "price") == cents(result, "multiple_what_if") < cents(result, "multiple")

    def test_safer_clients_make_a_conditional_price_worth_more(self, open_book: OpenBook) -> None:
        terms = DealTerms(0.2, 8, 0.08, 1.0)
        shares = [
            value_book(open_book("A1"), deal=terms, retention=retention).figure("cash_share").value
            for retention in (0.80, 0.97)
        ]
        assert shares[0] < shares[1]  # type: ignore[operator]

    def test_when_everybody_has_left_there_is_nothing_to_sell(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="no revenue left to sell"):
            value_book(open_book("A3"), deal=DealTerms(), lose_top=9)

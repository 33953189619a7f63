"""Present value to its golden values (F13), and the value of a book: independent answers, additivity, what-ifs."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.analytics.valuation import present_value, value_book
from assistant.analytics.valuation.assumptions import Assumptions
from assistant.analytics.valuation.cash_flow import Clients, unit_flows
from assistant.analytics.valuation.drivers import driver_money, reconcile, sensitivities
from assistant.analytics.valuation.inputs import valued_clients
from assistant.analytics.valuation.two_values import Valuation, value_clients
from assistant.analytics.valuation.what_if import what_if
from assistant.blocks import Result, Table
from assistant.errors import BadArguments, NotEnoughData, NotFound
from tests.analytics.conftest import OpenBook, answers

GOLDEN = {"retention": 0.95, "growth": 0.03, "discount_rate": 0.15, "margin": 0.35}  # domain F13, revenue 10,000


class TestPresentValue:
    def test_a_stream_of_no_years_is_worth_nothing(self) -> None:
        assert present_value(10_000, **GOLDEN, years=0) == 0

    def test_the_golden_values(self) -> None:
        assert present_value(10_000, **GOLDEN, years=10, timing="end") == pytest.approx(15_531.574, abs=5e-4)
        assert present_value(10_000, **GOLDEN, years=10) == pytest.approx(17_088.45, abs=5e-3)
        assert present_value(10_000, **GOLDEN, timing="end") == pytest.approx(19_387.76, abs=5e-3)

    def test_the_first_year_of_the_golden_table(self) -> None:
        # Domain F13, mid-year row 1: survival 0.974679, cash flow 3,411.38, present value 3,181.13
        assert present_value(10_000, **GOLDEN, years=1) == pytest.approx(3_181.13, abs=5e-3)

    def test_the_golden_lifetime_value(self) -> None:
        # Domain F35: R 7,650, M 30 %, r 95 %, g 3 %, d 12 %: 15,408
        found = present_value(7_650, retention=0.95, growth=0.03, discount_rate=0.12, margin=0.30, timing="end")
        assert found == pytest.approx(15_408, abs=0.5)

    @pytest.mark.parametrize(
        ("rate", "margin", "printed"),
        [
            (0.10, 0.35, (1.82, 2.29, 2.74, 3.36, 3.79)),
            (0.12, 0.35, (1.63, 2.01, 2.35, 2.81, 3.10)),
            (0.15, 0.35, (1.41, 1.69, 1.94, 2.25, 2.44)),
            (0.21, 0.35, (1.11, 1.29, 1.44, 1.61, 1.71)),
            (0.25, 0.35, (0.98, 1.11, 1.22, 1.35, 1.43)),
            (0.15, 1.00, (4.04, 4.84, 5.54, 6.43, 6.97)),
        ],
    )
    def test_the_table_of_implied_multiples(self, rate: float, margin: float, printed: tuple[float, ...]) -> None:
        # Domain F14: for ever, growth 3 %, retention 90, 93, 95, 97, 98 %; margin 35 % and gross
        for retention, times in zip((0.90, 0.93, 0.95, 0.97, 0.98), printed, strict=True):
            found = present_value(1, retention=retention, growth=0.03, discount_rate=rate, margin=margin, timing="end")
            assert found == pytest.approx(times, abs=0.00501)

    def test_a_stream_that_does_not_converge_is_refused_in_a_sentence(self) -> None:
        with pytest.raises(ValueError, match="does not converge"):
            present_value(1, retention=1.0, growth=0.05, discount_rate=0.05)

    def test_the_same_stream_for_some_years_is_their_sum(self) -> None:
        found = present_value(100, retention=1.0, growth=0.05, discount_rate=0.05, years=4, timing="end")
        assert found == pytest.approx(4 * 100 / 1.05)

    @pytest.mark.parametrize(
        "wrong", [{"retention": 1.1}, {"growth": -2}, {"discount_rate": -1}, {"years": -1}, {"timing": "begin"}]
    )
    def test_assumptions_without_sense_are_refused(self, wrong: dict[str, float]) -> None:
        with pytest.raises(ValueError, match=r"[.]$"):
            present_value(1, **{**GOLDEN, **wrong})  # type: ignore[arg-type]

    def test_the_client_by_client_flow_agrees_where_nobody_dies(self) -> None:
        ageless = Clients.reference(1).except_for(())
        flows = unit_flows(ageless, 10, np.ones((1, 10)))
        drawn_from_73 = 10  # the reference is 60: nothing is drawn in ten years
        value = float((flows * 1.15 ** (0.5 - np.arange(1, drawn_from_73 + 1))).sum()) * 3_500
        assert value == pytest.approx(17_088.45, abs=5e-3)


def cents(result: Result, key: str) -> int:
    value = result.figure(key).value
    assert isinstance(value, Decimal)
    return int(value * 100)


class TestValueOfTheSmallFirm:
    def test_a_book_without_revenue_has_no_value(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="3 months of history"):
            value_book(open_book("NOBODY"))

    @pytest.mark.sampled(8)
    @pytest.mark.parametrize("row", answers("value"), ids=lambda row: "-".join(list(row.values())[:3]))
    def test_by_revenue_multiple_as_counted_independently(self, open_book: OpenBook, row: dict[str, str]) -> None:
        result = value_book(open_book(row["scope"], row["as_of"]))
        key = {"low": "multiple_low", "centre": "multiple", "high": "multiple_high"}[row["multiples"]]
        assert int(row["at_least_cents"]) <= cents(result, key) <= int(row["at_most_cents"])
        assert int(row["recurring_at_least_cents"]) <= cents(result, "recurring") <= int(row["recurring_at_most_cents"])
        assert cents(result, "transactional") == int(row["transactional_cents"])

    @pytest.mark.parametrize("as_of", ["2026-10-31", "2026-06-30"])
    def test_the_trailing_year_of_each_client_as_counted_independently(self, open_book: OpenBook, as_of: str) -> None:
        rows = valued_clients(open_book("FIRM", as_of))
        by = rows.groupby("household_id").agg({"recurring_cents": "sum", "transactional_cents": "sum", "months": "max"})
        for row in answers("value_clients"):
            if row["as_of"] == as_of:
                found = by.loc[row["household_id"]]
                assert found["months"] == int(row["months"])
                assert found["recurring_cents"] == int(row["recurring_valued_cents"])
                assert found["transactional_cents"] == int(row["transactional_valued_cents"])

    @pytest.mark.parametrize("key", ["multiple_low", "multiple", "multiple_high", "adjusted", "npv", "revenue"])
    def test_advisors_add_up_to_their_firm_to_the_cent(self, open_book: OpenBook, key: str) -> None:
        parts = [cents(value_book(open_book(advisor)), key) for advisor in ("A1", "A2", "A3")]
        assert sum(parts) == cents(value_book(open_book("FIRM")), key)
        assert parts[0] + parts[1] == cents(value_book(open_book("BR1")), key)

    @pytest.mark.parametrize("key", ["multiple", "adjusted", "npv"])
    def test_clients_and_segments_add_up_to_the_book_to_the_cent(self, open_book: OpenBook, key: str) -> None:
        book = open_book("A1")
        whole = cents(value_book(book), key)
        clients = list(book.open_households["household_id"])
        assert sum(cents(value_book(book, client=client), key) for client in clients) == whole
        assert sum(cents(value_book(book, segment=segment), key) for segment in "ABC") == whole

    def test_a_client_with_two_months_of_revenue_is_not_valued(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="Al-Fārābī"):
            value_book(open_book("A2"), client="H16")

    def test_of_one_client_concentration_is_undefined_with_a_reason(self, open_book: OpenBook) -> None:
        figure = value_book(open_book("A1"), client="H01").figure("concentrated")
        assert figure.value is None
        assert figure.reason == "one client is always the whole of itself"

    def test_the_same_question_has_the_same_bytes(self, open_book: OpenBook) -> None:
        asked = [json.dumps(value_book(open_book("A1"), lose_top=3).to_json()) for _ in range(2)]
        assert asked[0] == asked[1]

    def test_it_answers_in_sentences(self, open_book: OpenBook) -> None:
        words = value_book(open_book("A1"), lose_top=3).words()
        assert 3 <= len(words) <= 5
        assert words[0].startswith("Without Okafor, Rossi (Boston), García Márquez, ")
        assert "between" in words[2]
        assert "revenue multiple" in words[3]
        assert "not an appraisal" in value_book(open_book("A1")).caveats[0]

    def test_a_plain_question_is_answered_by_the_range_first(self, open_book: OpenBook) -> None:
        words = value_book(open_book("A1")).words()
        assert len(words) == 3
        assert words[0].startswith("The book of A1 is worth between ")
        assert "15 years on 35.0% margin after the owner's pay, 15.0% discount rate" in words[1]  # what it rests on

    def test_the_reconciliation_is_in_every_answer(self, open_book: OpenBook) -> None:
        # Domain F16 is mandatory in answers: margin, rate, retention, growth and what nothing explains
        result = value_book(open_book("A1"))
        steps = ("gap_margin", "gap_discount_rate", "gap_retention", "gap_growth", "gap_premium", "gap_drivers")
        assert sum(cents(result, key) for key in steps) == cents(result, "gap")
        for part in ("by margin", "by discount rate", "by retention", "by growth"):
            assert part in result.words()[2]

    def test_the_haircut_for_concentration_is_off_in_the_value(self, open_book: OpenBook) -> None:
        # Domain F6: default off in the market view; the independent answers of value.csv have none in it
        result = value_book(open_book("A1"))
        factor = float(result.figure("concentration").value)  # type: ignore[arg-type]
        assert factor < 1
        assert cents(result, "concentrated") == pytest.approx(cents(result, "multiple") * factor, abs=60)

    def test_what_the_data_lack_is_said(self, open_book: OpenBook) -> None:
        caveats = value_book(open_book("A2")).caveats
        assert "1 client left out: fewer than 3 months of revenue." in caveats
        assert "2 clients scaled up to a year: three to eleven months of revenue." in caveats

    def test_every_year_is_shown_and_the_years_sum_to_the_npv(self, open_book: OpenBook) -> None:
        result = value_book(open_book("A1"))
        years = next(
            block for block in result.blocks if isinstance(block, Table) and block.title.startswith("Cash flow")
        )
        assert len(years.rows) == 15
        assert sum(row[-1] for row in years.rows) == result.figure("npv").value  # type: ignore[misc]

    def test_no_client_and_no_segment_of_that_name(self, open_book: OpenBook) -> None:
        with pytest.raises(NotFound):
            value_book(open_book("A1"), client="H10")
        with pytest.raises(BadArguments, match="A, B or C"):
            value_book(open_book("A1"), segment="D")


class TestWhatIf:
    def test_without_one_nothing_is_laid_beside(self, open_book: OpenBook) -> None:
        with pytest.raises(KeyError):
            value_book(open_book("A1")).figure("npv_what_if")

    @pytest.mark.parametrize("method", ["multiple", "adjusted", "npv"])
    def test_value_and_change_add_up(self, open_book: OpenBook, method: str) -> None:
        result = value_book(open_book("A1"), lose_top=2, retention=0.97, discount_rate=0.08)
        assert cents(result, method) + cents(result, f"{method}_delta") == cents(result, f"{method}_what_if")

    def test_the_largest_are_those_with_most_revenue_and_the_loss_is_their_value(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        result = value_book(book, lose_top=2)
        lost = [cents(value_book(book, client=client), "multiple") for client in ("H04", "H01")]
        assert cents(result, "multiple_delta") == -sum(lost)
        assert result.figure("multiple_delta").rows.ids == ("H01", "H04")

    def test_named_clients_are_lost_once(self, open_book: OpenBook) -> None:
        result = value_book(open_book("A1"), lose_top=1, lose_clients=["H04", "H02"])
        assert result.figure("clients_lost").value == 2

    def test_the_haircut_for_concentration_changes_too(self, open_book: OpenBook) -> None:
        result = value_book(open_book("FIRM"), lose_top=3)
        assert result.figure("concentration").value != result.figure("concentration_what_if").value
        assert any("concentration" in words for words in result.words())

    def test_losing_everybody_leaves_nothing_and_says_so(self, open_book: OpenBook) -> None:
        result = value_book(open_book("A3"), lose_top=5)
        assert result.figure("npv_what_if").value == 0
        assert result.figure("concentrated_what_if").reason == "there is no revenue left"

    def test_higher_retention_is_worth_more_but_not_by_a_plain_multiple(self, open_book: OpenBook) -> None:
        result = value_book(open_book("A1"), retention=0.97)
        assert cents(result, "npv_delta") > 0
        assert cents(result, "adjusted_delta") > 0
        assert cents(result, "multiple_delta") == 0
        assert result.words()[0].startswith(
            "With 97.0% voluntary retention instead of 94.9%, the value by multiple moved"
        )
        assert result.words()[0].endswith("; deaths stay as they are.")

    def test_retention_of_one_does_not_make_clients_immortal(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        old, heirs_stay = value_book(book, client="H04", retention=1.0), {"retention": 1.0, "heir_retention": 1.0}
        assert cents(value_book(book, client="H04", **heirs_stay), "npv_what_if") > cents(old, "npv_what_if")  # type: ignore[arg-type]

    def test_changes_and_losses_are_told_together(self, open_book: OpenBook) -> None:
        words = value_book(open_book("A1"), margin=0.5, years=10, lose_top=1).words()
        assert words[0].startswith(
            "With 50.0% margin instead of 35.0%, 10 years instead of 15 and without Okafor, the value "
        )

    def test_every_assumption_that_can_change_is_named(self, open_book: OpenBook) -> None:
        words = value_book(open_book("A1"), growth=0.01, discount_rate=0.1, heir_retention=0.5).words()
        assert words[0].startswith(
            "With 1.0% growth instead of 3.0%, 10.0% discount rate instead of 15.0%, 50.0% chance"
        )

    def test_an_advisor_who_goes_is_a_scenario_not_one_figure(self, open_book: OpenBook) -> None:
        result = value_book(open_book("BR1"), lose_advisor="A1")
        losses = [cents(result, f"npv_delta_{share}") for share in (10, 14, 18, 22, 100)]
        assert all(less > more for less, more in pairwise(losses))
        assert losses[-1] == -cents(value_book(open_book("A1")), "npv")
        assert cents(result, "npv_delta") == losses[3]
        assert any("confidential" in caveat for caveat in result.caveats)

    @pytest.mark.parametrize(
        ("asked", "error"),
        [
            ({"lose_top": 0}, BadArguments),
            ({"lose_clients": ["H99"]}, NotFound),
            ({"lose_advisor": "A2"}, NotFound),
            ({"retention": 1.5}, BadArguments),
            ({"growth": 2}, BadArguments),
            ({"years": 0}, BadArguments),
        ],
    )
    def test_what_makes_no_sense_is_refused(
        self, open_book: OpenBook, asked: dict[str, int], error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            value_book(open_book("A1"), **asked)  # type: ignore[arg-type]


def made_up(revenues: list[tuple[int, int]], age: float = 60, wallet: float = np.nan) -> pd.DataFrame:
    """Rows as valued_clients gives them, one a client with this recurring and transactional revenue."""
    count = len(revenues)
    return pd.DataFrame(
        {
            "household_id": [f"H{i:03}" for i in range(count)],
            "advisor_id": [f"A{i % 3}" for i in range(count)],
            "name": [f"Client {i}" for i in range(count)],
            "recurring_cents": [recurring for recurring, _ in revenues],
            "transactional_cents": [transactional for _, transactional in revenues],
            "months": 12,
            "age": [age + i % 30 for i in range(count)],
            "male": 0.5,
            "partner_age": np.nan,
            "partner_male": 0.5,
            "age_known": True,
            "heirs_known": [i % 2 == 0 for i in range(count)],
            "deferred": 0.5,
            "tenure": [float(i) for i in range(count)],
            "retention": 0.95,
            "wallet": wallet,
            "trend": 0.0,
        }
    )


def valued(revenues: list[tuple[int, int]], **changes: float) -> Valuation:
    return value_clients(made_up(revenues), Assumptions.with_changes(**changes))


revenues = st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**6)), min_size=1, max_size=12)


class TestLawsOfValue:
    def test_the_golden_rule_of_thumb(self) -> None:
        # Domain F1: 560,000 recurring + 140,000 transactional at 2.5 / 1.0 = 1,540,000 = 2.20 times
        found = valued([(56_000_000, 14_000_000)])
        assert found.total("centre") == 154_000_000
        assert found.total("centre") / found.revenue.sum() == pytest.approx(2.20)

    @settings(deadline=None, max_examples=30)
    @given(revenues, st.integers(1, 5))
    def test_losing_the_largest_never_adds_value(self, given_: list[tuple[int, int]], count: int) -> None:
        before = valued(given_)
        asked = what_if(before, before, lose_top=count)
        if asked is None:
            assert before.revenue.sum() == 0
            return
        for method in ("low", "centre", "high", "adjusted", "npv"):
            assert asked.after.total(method) <= before.total(method) + 1

    @settings(deadline=None, max_examples=30)
    @given(revenues, st.integers(2, 9))
    def test_a_book_of_so_many_times_the_revenue_has_so_many_times_the_value(
        self, given_: list[tuple[int, int]], times: int
    ) -> None:
        once, more = valued(given_), valued([(r * times, t * times) for r, t in given_])
        for method in ("centre", "adjusted", "npv"):
            assert abs(more.total(method) - times * once.total(method)) <= 3 * (times + 1)  # cents, by advisor

    @settings(deadline=None, max_examples=30)
    @given(revenues)
    def test_the_drivers_add_up_to_the_difference(self, given_: list[tuple[int, int]]) -> None:
        found = valued(given_)
        assert sum(driver_money(found).values()) == found.total("adjusted") - found.total("centre")

    @settings(deadline=None, max_examples=30)
    @given(revenues, st.floats(0.05, 1.0), st.floats(0.05, 0.4))
    def test_the_two_values_are_reconciled_to_the_cent(
        self, given_: list[tuple[int, int]], margin: float, rate: float
    ) -> None:
        found = valued(given_, margin=margin, discount_rate=rate)
        gap = reconcile(found)
        steps = sum(gap.effects.values()) + gap.premium + gap.drivers
        assert found.total("npv") + steps == found.total("centre")


class TestReconciliation:
    def test_where_a_plausible_buyer_does_not_get_there_a_premium_is_left(self) -> None:
        gap = reconcile(valued([(10_000_000, 0)], years=2))  # two years of anything are less than 2.5 times revenue
        assert gap.implied == pytest.approx({"margin": 0.55, "discount_rate": 0.10, "retention": 0.98, "growth": 0.05})
        assert gap.premium > 0

    def test_where_our_assumptions_are_the_dearer_the_buyer_is_the_more_careful(self) -> None:
        gap = reconcile(valued([(10_000_000, 0)], margin=0.9, discount_rate=0.10))
        assert gap.implied["margin"] < 0.9
        assert all(effect <= 0 for effect in gap.effects.values())

    def test_transactional_revenue_alone_is_worth_less_than_its_cash_flow(self) -> None:
        found = valued([(0, 10_000_000)])
        assert found.total("npv") > found.total("centre")
        assert reconcile(found).implied["retention"] < 0.95


class TestSensitivities:
    def test_each_step_has_its_sign(self) -> None:
        found = {step.assumption: step for step in sensitivities(valued([(10_000_000, 0)] * 20))}
        assert found["Retention +1 point"].npv > 0
        assert found["Growth +1 point"].npv > 0
        assert found["Discount rate +1 point"].npv < 0
        assert found["Discount rate +1 point"].adjusted == 0
        assert found["Margin +1 point"].npv > 0
        assert found["Heirs' retention +10 points for clients of 75 and over"].npv > 0

    def test_a_point_of_retention_is_what_the_what_if_says(self) -> None:
        before = valued([(10_000_000, 0)])
        after = valued([(10_000_000, 0)], retention=0.96)
        step = next(s for s in sensitivities(before) if s.assumption.startswith("Retention"))
        assert after.total("npv") - before.total("npv") == pytest.approx(step.npv, abs=2)

"""The additivity table as code (F43): every metric of every scope of the small firm, and the laws of rolling up."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.additivity import ADDITIVITY, SIDES, quantity, roll_up
from assistant.analytics.standing.gathering import gather, totals
from assistant.analytics.standing.metrics import METRICS, Metric
from assistant.book.periods import Period, parse_period
from tests.analytics.conftest import OpenBook

FIRM = {"A1": "FIRM", "A2": "FIRM", "A3": "FIRM"}
BRANCH = {"A1": "BR1", "A2": "BR1"}
ROLLING = [metric for metric in METRICS if metric.rolls.how != "recompute"]


def ytd(book: object) -> Period:
    return parse_period("ytd", book.as_of)  # type: ignore[attr-defined]


class TestTheTable:
    def test_an_unknown_quantity_is_refused(self) -> None:
        with pytest.raises(KeyError, match="no quantity of the additivity table"):
            quantity("luck")

    def test_each_quantity_is_there_once(self) -> None:
        keys = [entry.key for entry in ADDITIVITY]
        assert len(keys) == len(set(keys))

    def test_a_ratio_names_quantities_of_the_table_that_roll_up(self) -> None:
        for entry in ADDITIVITY:
            if entry.how == "ratio_of_sums":
                assert {quantity(entry.numerator).how, quantity(entry.denominator).how} <= set(SIDES)

    def test_what_f43_says_of_households_scores_and_ranks(self) -> None:
        # domain F43: households distinct count; score averages, medians and ranks recompute; expected counts add
        assert quantity("households").how == "distinct"
        assert quantity("score").how == quantity("order").how == quantity("haircut").how == "recompute"
        assert quantity("client_chance").how == "expected_count"
        assert quantity("growth_contribution").how == "same_base"


class TestRollUp:
    def test_nothing_rolls_up_to_nothing(self) -> None:
        rows = pd.DataFrame({"part": [], "key": [], "numerator": [], "denominator": []})
        assert roll_up(rows, {}, quantity("assets")).empty

    def test_sharers_add_up_and_a_household_counts_once(self) -> None:
        rows = pd.DataFrame({"part": ["A1", "A3"], "key": ["H08", "H08"], "numerator": [600, 400], "denominator": 0})
        assert roll_up(rows, FIRM, quantity("assets"))["numerator"].tolist() == [1000]
        counted = rows.assign(numerator=1)
        assert roll_up(counted, FIRM, quantity("households"))["numerator"].tolist() == [1]

    def test_a_share_of_wallet_sums_assets_and_takes_the_net_worth_once(self) -> None:
        rows = pd.DataFrame(
            {"part": ["A1", "A3"], "key": ["H08", "H08"], "numerator": [600, 400], "denominator": [5000, 5000]}
        )
        found = roll_up(rows, FIRM, quantity("wallet_share"))
        assert found[["numerator", "denominator"]].to_numpy().tolist() == [[1000, 5000]]

    def test_what_is_unknown_of_one_sharer_is_unknown_of_the_whole(self) -> None:
        rows = pd.DataFrame({"part": ["A1", "A3"], "key": ["H08", "H08"], "numerator": [600, None], "denominator": 0})
        assert roll_up(rows, FIRM, quantity("contribution"))["numerator"].isna().tolist() == [True]

    @pytest.mark.parametrize("key", ["score", "order", "haircut", "return", "growth_contribution"])
    def test_what_does_not_roll_up_says_so(self, key: str) -> None:
        rows = pd.DataFrame({"part": ["A1"], "key": ["H08"], "numerator": [1], "denominator": [1]})
        with pytest.raises(ValueError, match="does not roll up"):
            roll_up(rows, FIRM, quantity(key))

    def test_a_part_that_belongs_nowhere_is_an_error(self) -> None:
        rows = pd.DataFrame({"part": ["A9"], "key": ["H08"], "numerator": [1], "denominator": [1]})
        with pytest.raises(KeyError, match="A9 belong nowhere"):
            roll_up(rows, FIRM, quantity("assets"))

    @given(
        st.lists(
            st.tuples(st.sampled_from("ABCDEF"), st.sampled_from(["H1", "H2", "H3"]), st.integers(-(10**12), 10**12)),
            min_size=1,
        )
    )
    def test_step_by_step_is_the_same_as_at_once(self, cells: list[tuple[str, str, int]]) -> None:
        rows = pd.DataFrame(cells, columns=["part", "key", "numerator"]).assign(denominator=0)
        teams = {part: "T1" if part in "ABC" else "T2" for part in "ABCDEF"}
        whole = dict.fromkeys((*"ABCDEF", "T1", "T2"), "FIRM")
        at_once = roll_up(rows, whole, quantity("assets"))
        by_team = roll_up(roll_up(rows, teams, quantity("assets")), whole, quantity("assets"))
        pd.testing.assert_frame_equal(at_once, by_team)
        assert at_once["numerator"].sum() == sum(cents for _, _, cents in cells)


class TestTheCascade:
    """For every metric and scope: the advisors' rows rolled up are the rows of the whole."""

    @pytest.mark.sampled(12)
    @pytest.mark.parametrize("parents", [BRANCH, FIRM], ids=["branch", "firm"])
    @pytest.mark.parametrize("day", ["2026-10-31", "2026-06-30", "2025-12-31"])
    @pytest.mark.parametrize("metric", ROLLING, ids=lambda metric: metric.key)
    def test_children_reconcile_with_their_parent(
        self, open_book: OpenBook, metric: Metric, day: str, parents: dict[str, str]
    ) -> None:
        (parent,) = set(parents.values())
        whole = open_book(parent, day)
        period = ytd(whole)
        parts = gather([open_book(child, day) for child in parents], metric, period)
        rolled = roll_up(parts.now, parents, metric.rolls)
        expected = metric.rows(whole, period)
        for side in ("numerator", "denominator"):
            assert rolled[side].sum() == expected[side].sum()
        assert len(rolled[["key"]].drop_duplicates()) == len(expected[["key"]].drop_duplicates())

    @pytest.mark.parametrize("metric", [m for m in ROLLING if not m.is_rate], ids=lambda metric: metric.key)
    def test_sums_add_up_to_the_cent_but_for_households_that_are_shared(
        self, open_book: OpenBook, metric: Metric
    ) -> None:
        whole = open_book("FIRM")
        found = gather([open_book(child) for child in FIRM], metric, ytd(whole))
        parts = totals(found.now, pd.Index(list(FIRM)), metric)["value"]
        firm = metric.rows(whole, ytd(whole))["numerator"].sum()
        shared = 0 if metric.rolls.how == "sum" else found.now[found.now["key"].duplicated()]["numerator"].sum()
        assert parts.sum() - shared == firm

    def test_a_shared_household_is_counted_by_each_sharer_and_once_by_the_firm(self, open_book: OpenBook) -> None:
        # README of tests/firms: A1 and A3 share H08; of the year to date R1 has 7, 5 and 1 at the start, 12 in all
        metric = next(metric for metric in METRICS if metric.key == "retention")
        found = gather([open_book(child) for child in FIRM], metric, ytd(open_book("FIRM")))
        assert totals(found.now, pd.Index(list(FIRM)), metric)["denominator"].tolist() == [7, 5, 1]
        assert roll_up(found.now, FIRM, metric.rolls)["denominator"].sum() == 12

    def test_a_score_is_measured_on_the_whole_again(self, open_book: OpenBook) -> None:
        metric = next(metric for metric in METRICS if metric.key == "depth")
        found = gather([open_book(child) for child in FIRM], metric, ytd(open_book("FIRM")))
        with pytest.raises(ValueError, match="compute it from the rows of the whole"):
            found.rolled_up(found.parts, metric)


class TestTotals:
    def test_a_part_without_rows_has_none_of_a_sum_and_no_rate(self) -> None:
        rows = pd.DataFrame({"part": [], "key": [], "numerator": [], "denominator": []})
        by_key = {metric.key: metric for metric in METRICS}
        assert totals(rows, pd.Index(["A1"]), by_key["revenue"])["value"].tolist() == [0]
        assert totals(rows, pd.Index(["A1"]), by_key["conversion"])["value"].isna().tolist() == [True]

    def test_the_noise_of_a_mean_is_the_sample_variance(self) -> None:
        metric = next(metric for metric in METRICS if metric.key == "depth")
        scores = [10.0, 40.0, 55.0]
        rows = pd.DataFrame({"part": "A1", "key": list("abc"), "numerator": scores, "denominator": 1})
        found = totals(rows, pd.Index(["A1"]), metric).iloc[0]
        assert found["value"] == pytest.approx(35.0)
        assert found["noise"] == pytest.approx(pd.Series(scores).var())  # 525: (625 + 25 + 400) / 2

    def test_one_unknown_amount_makes_the_sum_unknown(self) -> None:
        metric = next(metric for metric in METRICS if metric.key == "contribution")
        rows = pd.DataFrame({"part": "A1", "key": ["a", "b"], "numerator": [5.0, None], "denominator": 0})
        assert totals(rows, pd.Index(["A1"]), metric)["value"].isna().tolist() == [True]

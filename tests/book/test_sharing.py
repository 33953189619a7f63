"""Shared accounts: the parts of any amount add up to it, and every part keeps the identity of a month."""

from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.book.sharing import FLOWS, Shares, parse_split, split_frame
from assistant.database import Database
from tests.book.small_firm import FIRMS, book_of

BILLIONTHS = 10**9
SIGNS = [1, -1, 1, -1, -1]  # contributions, withdrawals, transfers in, transfers out, fees
AMOUNTS = st.lists(st.integers(-(10**13), 10**13), min_size=1, max_size=12)  # a hundred billion either way


@st.composite
def splits(draw: st.DrawFn) -> str:
    """A split among one to six advisors, in shares of billionths that sum to one, as an import allows."""
    count = draw(st.integers(1, 6))
    cuts = sorted(draw(st.sets(st.integers(1, BILLIONTHS - 1), min_size=count - 1, max_size=count - 1)))
    widths = np.diff([0, *cuts, BILLIONTHS])
    return ";".join(f"A{n}:{width / BILLIONTHS:.9f}" for n, width in enumerate(widths, 1))


@st.composite
def partitions(draw: st.DrawFn) -> tuple[str, list[frozenset[str]]]:
    """A split, and its advisors dealt out over up to three scopes."""
    split = draw(splits())
    advisors = [advisor for advisor, _ in parse_split(split)]
    dealt = draw(st.lists(st.integers(0, 2), min_size=len(advisors), max_size=len(advisors)))
    scopes = [frozenset(a for a, scope in zip(advisors, dealt, strict=True) if scope == n) for n in range(3)]
    return split, [scope for scope in scopes if scope]


def shares_of(split: str, scope: frozenset[str]) -> Shares:
    return Shares.of_scope([("AC1", "H1", split)], scope)


class TestParseSplit:
    def test_no_words_are_no_shares(self) -> None:
        assert parse_split("") == ()

    def test_each_advisor_has_a_share_in_the_order_written(self) -> None:
        assert parse_split("A1:0.6;A2:0.4") == (("A1", 0.6), ("A2", 0.4))
        assert parse_split(" A1 : 0.6 ; A2:0.4;") == (("A1", 0.6), ("A2", 0.4))

    def test_what_is_no_split_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="could not convert"):
            parse_split("A1:most")


class TestShares:
    def test_a_scope_without_a_sharer_has_no_part_of_anything(self) -> None:
        shares = shares_of("A1:0.6;A2:0.4", frozenset({"A9"}))
        assert shares.account_ids == frozenset()
        assert shares.household_ids == frozenset()

    def test_a_sharer_has_the_account_and_its_household(self) -> None:
        shares = shares_of("A1:0.6;A2:0.4", frozenset({"A2"}))
        assert shares.account_ids == {"AC1"}
        assert shares.household_ids == {"H1"}

    def test_a_cent_goes_to_one_of_two_halves(self) -> None:
        halves = [shares_of("A1:0.5;A2:0.5", frozenset({a})).part("AC1", np.array([1, 3])) for a in ("A1", "A2")]
        assert (halves[0] + halves[1]).tolist() == [1, 3]

    @given(partitions(), AMOUNTS)
    def test_the_parts_of_any_scopes_add_up_to_the_cent(
        self, dealt: tuple[str, list[frozenset[str]]], cents: list[int]
    ) -> None:
        split, scopes = dealt
        parts = [shares_of(split, scope).part("AC1", np.array(cents)) for scope in scopes]
        assert sum(parts).tolist() == cents  # type: ignore[union-attr]

    @given(splits(), st.lists(st.integers(0, 10**13), min_size=1, max_size=12))
    def test_no_part_of_an_amount_is_below_nothing_or_above_the_whole(self, split: str, cents: list[int]) -> None:
        for advisor, _ in parse_split(split):
            part = shares_of(split, frozenset({advisor})).part("AC1", np.array(cents))
            assert (part >= 0).all()
            assert (part <= np.array(cents)).all()

    @given(splits(), st.integers(0, 10**13))
    def test_a_part_is_within_a_cent_of_the_share(self, split: str, cents: int) -> None:
        for advisor, share in parse_split(split):
            part = int(shares_of(split, frozenset({advisor})).part("AC1", np.array([cents]))[0])
            assert abs(part - cents * share) <= 1 + cents * 1e-9  # and what nine places of a share can hold


def months_of(begin: int, flows: list[list[int]], gains: list[int]) -> pd.DataFrame:
    """Balances of one account whose months follow on each other and keep their identity."""
    rows = []
    for month, (flow, gain) in enumerate(zip(flows, gains, strict=True)):
        end = begin + int(np.dot(flow, SIGNS)) + gain
        rows.append([f"2026-{month + 1:02}", begin, *flow, gain, end])
        begin = end
    columns = ["month", "begin_value_cents", *FLOWS, "market_gain_cents", "end_value_cents"]
    return pd.DataFrame(rows, columns=columns).assign(account_id="AC1")


def identity_breaks(frame: pd.DataFrame) -> int:
    ends = frame["begin_value_cents"] + (frame[list(FLOWS)] * SIGNS).sum(axis=1) + frame["market_gain_cents"]
    return int((ends != frame["end_value_cents"]).sum())


FLOW = st.lists(st.integers(0, 10**10), min_size=5, max_size=5)
MONTHS = st.builds(
    lambda begin, months: months_of(begin, [flow for flow, _ in months], [gain for _, gain in months]),
    st.integers(0, 10**12),
    st.lists(st.tuples(FLOW, st.integers(-(10**10), 10**10)), min_size=1, max_size=6),
)


class TestSplitFrame:
    def test_a_frame_without_shared_accounts_stays_as_it_is(self) -> None:
        frame = months_of(100, [[0] * 5], [7])
        assert split_frame(frame, Shares({}, frozenset())).equals(frame)
        assert split_frame(frame, Shares.of_scope([("AC9", "H9", "A1:1.0")], frozenset({"A1"}))).equals(frame)

    def test_an_empty_frame_stays_empty(self) -> None:
        frame = months_of(100, [[0] * 5], [7]).iloc[:0]
        assert split_frame(frame, shares_of("A1:0.6;A2:0.4", frozenset({"A1"}))).empty

    @settings(max_examples=40)
    @given(MONTHS, partitions())
    def test_each_part_keeps_the_identity_and_runs_on_from_month_to_month(
        self, frame: pd.DataFrame, dealt: tuple[str, list[frozenset[str]]]
    ) -> None:
        split, scopes = dealt
        for scope in scopes:
            part = split_frame(frame, shares_of(split, scope))
            assert identity_breaks(part) == 0
            assert part["begin_value_cents"].tolist()[1:] == part["end_value_cents"].tolist()[:-1]

    @settings(max_examples=40)
    @given(MONTHS, partitions())
    def test_all_parts_together_are_the_account_column_by_column(
        self, frame: pd.DataFrame, dealt: tuple[str, list[frozenset[str]]]
    ) -> None:
        split, scopes = dealt
        money = [column for column in frame.columns if column.endswith("_cents")]
        parts = [split_frame(frame, shares_of(split, scope))[money] for scope in scopes]
        assert sum(parts[1:], start=parts[0]).equals(frame[money])

    def test_the_frame_handed_in_is_not_changed(self) -> None:
        frame = months_of(100, [[0] * 5], [7])
        before = frame.copy(deep=True)
        split_frame(frame, shares_of("A1:0.6;A2:0.4", frozenset({"A1"})))
        assert frame.equals(before)


class TestTheSharedAccountOfTheSmallFirm:
    """AC10, 60 % of A1 and 40 % of A3; the answers are `tests/firms/small_answers/split.csv`, found in SQL."""

    def test_whoever_shares_nothing_sees_nothing_of_it(self, small_on_both: Database) -> None:
        assert "AC10" not in set(book_of(small_on_both, "A2").balances["account_id"])

    def test_each_sharer_has_the_share(self, small_on_both: Database) -> None:
        with (FIRMS / "small_answers" / "split.csv").open(encoding="utf-8", newline="") as file:
            answers = list(csv.DictReader(file))
        assert len(answers) == 4
        for answer in answers:
            cents = self.cents(small_on_both, answer["measure"], answer["advisor_id"])
            assert int(answer["at_least_cents"]) <= cents <= int(answer["at_most_cents"])

    @pytest.mark.parametrize("measure", ["aum", "revenue_1y"])
    def test_the_sharers_together_have_the_account(self, small_on_both: Database, measure: str) -> None:
        parts = [self.cents(small_on_both, measure, advisor) for advisor in ("A1", "A3")]
        together = self.cents(small_on_both, measure, "A1", "A3")
        assert sum(parts) == together == {"aum": 5203338, "revenue_1y": 61234}[measure]

    @staticmethod
    def cents(database: Database, measure: str, *advisors: str) -> int:
        book = book_of(database, *advisors)
        if measure == "aum":
            rows = book.balances[book.balances["month"] == book.last_month]
            return int(rows[rows["account_id"] == "AC10"]["end_value_cents"].sum())
        year = book.revenue[book.revenue["month"] >= pd.Timestamp("2025-11-01")]
        return int(year[year["account_id"] == "AC10"]["amount_cents"].sum())

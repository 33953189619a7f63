"""A firm's own ways to class clients: fixed bands (S2), two axes (S3), and the brake that keeps noise out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.segment_mix import by_bands, by_two_axes, settled
from assistant.analytics.segment_mix.classing import Classing, held_away_opportunity
from assistant.errors import BadArguments
from tests.analytics.conftest import OpenBook

BANDS = (800_000, 300_000)


def path(*classes: str | None) -> pd.DataFrame:
    return pd.DataFrame([classes], index=["H1"])


def amounts(*cents: float) -> pd.DataFrame:
    return pd.DataFrame([cents], index=["H1"])


class TestBands:
    def test_no_clients_have_no_classes(self) -> None:
        assert by_bands(pd.Series([], dtype="int64"), BANDS).empty

    def test_a_band_begins_at_its_amount(self) -> None:
        # Domain S2: A 8,000 and more, B 3,000 and more, C below
        found = by_bands(pd.Series({"a": 800_000, "b": 799_999, "c": 300_000, "d": 299_999}), BANDS)
        assert found.to_dict() == {"a": "A", "b": "B", "c": "B", "d": "C"}

    @pytest.mark.parametrize("bands", [(300_000,), (300_000, 800_000), (5, 5), (5, 0), (9, 5, 1)])
    def test_bands_are_two_falling_amounts_above_zero(self, bands: tuple[int, ...]) -> None:
        with pytest.raises(BadArguments, match="two amounts above zero"):
            Classing("S2", bands)

    def test_bands_belong_to_s2_and_s2_needs_them(self) -> None:
        with pytest.raises(BadArguments, match="S2 needs"):
            Classing("S2")
        with pytest.raises(BadArguments, match="S3 takes none"):
            Classing("S3", BANDS)


class TestTwoAxes:
    def test_the_four_corners(self) -> None:
        # five clients: only the best of value is at or above the 80th percentile; potential from the median on
        value = pd.Series([900, 10, 20, 30, 40], index=list("abcde"))
        potential = pd.Series([0.0, 50.0, np.nan, 5.0, 60.0], index=list("abcde"))
        found = by_two_axes(value, potential)
        assert found.to_dict() == {
            "a": "A keep",
            "b": "B develop",
            "c": "C automate",
            "d": "C automate",
            "e": "B develop",
        }
        assert by_two_axes(value, potential.mask(value == 900, 99.0))["a"] == "A grow"

    def test_nobody_with_money_elsewhere_has_no_potential(self) -> None:
        value = pd.Series([9, 1, 1, 1, 1], index=list("abcde"))
        assert set(by_two_axes(value, pd.Series(0.0, index=value.index))) == {"A keep", "C automate"}

    def test_the_opportunity_is_money_held_away_times_the_yield_of_the_book(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        found = held_away_opportunity(book)
        assert list(found.index) == sorted(book.open_households["household_id"])
        # held_away.csv: the later snapshot of H01 has 85,000 in an old 401k and 40,000 in a bank; H06 declared nothing
        later = 125_000_00
        assets = book.balances[book.balances["month"] == book.last_month]["end_value_cents"].sum()
        ttm = book.revenue[book.revenue["month"] > "2025-10-01"]
        ttm = ttm[ttm["household_id"].isin(book.open_households["household_id"])]["amount_cents"].sum()
        assert found["H01"] == pytest.approx(later * ttm / assets)
        assert np.isnan(found["H06"])


class TestTheBrake:
    def test_one_quarter_beyond_the_cut_changes_nothing(self) -> None:
        assert settled(path("B", "A"), amounts(79, 81)).to_dict() == {"H1": "B"}

    def test_two_quarters_beyond_it_change_the_class(self) -> None:
        assert settled(path("B", "A", "A"), amounts(79, 81, 82)).to_dict() == {"H1": "A"}

    def test_coming_back_in_between_begins_again(self) -> None:
        assert settled(path("B", "A", "B", "A"), amounts(79, 81, 79, 81)).to_dict() == {"H1": "B"}

    def test_two_quarters_on_different_sides_are_not_two_in_a_row(self) -> None:
        assert settled(path("B", "A", "C"), amounts(100, 110, 98)).to_dict() == {"H1": "B"}

    def test_a_move_of_a_fifth_changes_it_at_once(self) -> None:
        # Domain S3, hysteresis: two consecutive quarters beyond the cut or a 20 % move
        assert settled(path("B", "A"), amounts(80, 96)).to_dict() == {"H1": "A"}
        assert settled(path("A", "B"), amounts(100, 80)).to_dict() == {"H1": "B"}

    def test_who_joins_takes_the_first_class_and_who_leaves_has_none(self) -> None:
        assert settled(path(None, "B", "B"), amounts(np.nan, 79, 79)).to_dict() == {"H1": "B"}
        assert settled(path("B", None), amounts(79, np.nan)).isna().all()

    @given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 10**6)), min_size=1, max_size=8))
    def test_a_settled_class_is_one_that_the_cuts_gave_at_some_quarter(self, steps: list[tuple[str, int]]) -> None:
        classes, cents = zip(*steps, strict=True)
        assert settled(path(*classes), amounts(*cents))["H1"] in classes

    @given(st.sampled_from("ABC"), st.lists(st.integers(1, 10**6), min_size=1, max_size=8))
    def test_without_a_cut_crossed_nothing_changes(self, name: str, cents: list[int]) -> None:
        assert settled(path(*[name] * len(cents)), amounts(*cents))["H1"] == name

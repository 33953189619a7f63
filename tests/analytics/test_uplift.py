"""Uplift where a campaign held some out: Qini by hand, a planted effect found, and silence where groups are small."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assistant.analytics.needs import NEEDS, Need, need_called
from assistant.analytics.propensity.uplift import order_of, qini, t_learner, uplift_of
from tests.analytics.conftest import OpenBook
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import TinyFirm


def flags(marks: str) -> np.ndarray:
    return np.array([mark == "1" for mark in marks], dtype=bool)


def planted(count: int, effect: float, seed: int = 3) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """A trial that works, by `effect`, for those whose `a` is above 0 and for nobody else."""
    luck = np.random.default_rng(seed)
    frame = pd.DataFrame({"a": luck.normal(size=count), "b": luck.normal(size=count)})
    treated = luck.random(count) < 0.6
    return frame, treated, luck.random(count) < 0.1 + effect * (treated & (frame["a"] > 0)).to_numpy()


class TestQini:
    def test_nobody_has_no_area(self) -> None:
        assert qini(np.zeros(0), flags(""), flags("")) == 0

    def test_by_hand(self) -> None:
        # in order: treated yes, held out no, treated no, held out no; gains 0, 1, 1, 1 (nobody held out did), 1 over
        # two treated: 0, .5, .5, .5, .5; the line ends at .5: area of (0, .375, .25, .125, 0) at steps of ¼ = .1875
        scores = np.array([4.0, 3.0, 2.0, 1.0])
        assert qini(scores, flags("1010"), flags("1000")) == pytest.approx(0.1875)

    def test_the_other_way_round_is_below_chance(self) -> None:
        frame, treated, met = planted(4_000, 0.3)
        assert qini(frame["a"].to_numpy(), treated, met) > 0.01
        assert qini(-frame["a"].to_numpy(), treated, met) < -0.01


class TestOrder:
    def test_a_best_fifth_without_a_hold_out_has_no_order(self) -> None:
        assert order_of(np.arange(10.0), flags("0000011111"), flags("0101010101")) is None

    @pytest.mark.prove
    def test_a_planted_effect_is_found_with_its_interval(self) -> None:
        frame, treated, met = planted(4_000, 0.2)
        found = order_of(t_learner(frame, treated, met), treated, met)
        assert found is not None
        assert 0 < found.low < found.qini < found.high
        # planted: 0.2 in the half it works for
        assert found.fifth.low < 0.2 < found.fifth.high
        assert found == order_of(t_learner(frame, treated, met), treated, met)

    def test_no_difference_between_people_is_not_told_from_chance(self) -> None:
        frame, treated, met = planted(4_000, 0.0)
        found = order_of(t_learner(frame, treated, met), treated, met)
        assert found is not None
        assert found.low < 0.005
        assert found.fifth.is_chance


def firm(sends: int, *, name: str = "Leaving something", subject: str = "Wills and trusts") -> TinyFirm:
    """One campaign and its sends: of each five one is held out, and every second one met."""
    groups = ["holdout" if i % 5 == 0 else "treated" for i in range(sends)]
    met = ["2026-06-20" if i % 2 == 0 else "" for i in range(sends)]
    people = [f"C{i},H1,P{i},Moss,,,1960-03-12,,,,,,en,in,unknown,{str(i == 0).lower()}," for i in range(sends)]
    lines = [f"CP1,C{i},{groups[i]},true,true,false,false,false,{met[i]}," for i in range(sends)]
    made = TinyFirm().put("clients", *people).put("campaign_sends", *lines)
    return made.put("campaigns", f"CP1,,{name},{subject},email,2026-06-01T09:00:00Z,0.2")


class TestUpliftOfANeed:
    estate = need_called("estate")

    def test_no_campaign_no_uplift(self, open_book: OpenBook, tmp_path: Path) -> None:
        assert uplift_of(open_book("NOBODY"), self.estate) is None
        assert uplift_of(tiny_book(tmp_path, TinyFirm()), self.estate) is None

    def test_a_campaign_about_something_else_says_nothing(self, tmp_path: Path) -> None:
        book = tiny_book(tmp_path, firm(10))
        assert uplift_of(book, self.estate) is not None
        assert [need.key for need in NEEDS if uplift_of(book, need)] == ["estate"]

    def test_before_its_ninety_days_are_over_it_says_nothing(self, tmp_path: Path) -> None:
        assert uplift_of(tiny_book(tmp_path, firm(10), "2026-08-30"), self.estate) is None

    def test_without_a_hold_out_it_says_nothing(self, tmp_path: Path) -> None:
        made = firm(10)
        made.put("campaign_sends", *(f"CP1,C{i},treated,true,true,false,false,false,," for i in range(10)))
        assert uplift_of(tiny_book(tmp_path, made), self.estate) is None

    def test_shares_by_hand_and_small_groups_have_no_order(self, tmp_path: Path) -> None:
        # C0 and C5 are held out, C0 met; of the eight treated four met
        found = uplift_of(tiny_book(tmp_path, firm(10)), self.estate)
        assert found is not None
        assert (found.treated, found.held_out) == (8, 2)
        assert (found.effect.treated, found.effect.held_out, found.effect.difference) == (0.5, 0.5, 0.0)
        assert found.order is None

    @pytest.mark.prove
    def test_large_groups_are_asked_for_whom_the_effect_is_larger(self, tmp_path: Path) -> None:
        found = uplift_of(tiny_book(tmp_path, firm(500)), self.estate)
        assert found is not None
        assert found.order is not None
        assert found.order.low <= found.order.qini <= found.order.high


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.key)
def test_every_need_has_topics_of_its_own(need: Need) -> None:
    assert need.topics
    others = {topic for other in NEEDS if other is not need for topic in other.topics}
    assert not others & set(need.topics)

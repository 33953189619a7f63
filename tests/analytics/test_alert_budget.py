"""The alert budget (E9): precision on closed alerts, and the threshold that keeps false ones within the budget."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.alerts import NOTHING_HELD_BACK, Alert, Threshold
from assistant.analytics.alert_budget import (
    FEWEST_CLOSED,
    Precision,
    Spell,
    alerts_a_month,
    erosion_spells,
    precision_of,
    threshold_for,
)
from assistant.book.opening import Books
from assistant.database import Database
from tests.alerts.samples import an_alert
from tests.desks import settings_of

UNKNOWN = Precision(0, 0, 0, None, None, None)


def closed(acted: int, wrong: int, known: int = 0) -> list[Alert]:
    return [
        *(an_alert(status="acted") for _ in range(acted)),
        *(an_alert(status="dismissed", reason="wrong") for _ in range(wrong)),
        *(an_alert(status="dismissed", reason="known") for _ in range(known)),
    ]


class TestPrecision:
    def test_of_nothing_is_not_known(self) -> None:
        assert precision_of([]) == UNKNOWN

    def test_is_insufficient_below_twenty_judged(self) -> None:
        assert precision_of(closed(10, FEWEST_CLOSED - 11)).share is None
        assert precision_of(closed(10, FEWEST_CLOSED - 10)).share == 0.5

    def test_has_wilsons_interval(self) -> None:
        found = precision_of(closed(15, 5))
        # by hand: z = 1.644854, (0.75 + z²/40 ∓ z √(0.1875/20 + z²/1600)) / (1 + z²/20) = (0.81764 ∓ 0.17303) / 1.13528
        assert (found.low, found.high) == (pytest.approx(0.5678, abs=1e-4), pytest.approx(0.8726, abs=1e-4))

    def test_counts_neither_open_ones_nor_those_dismissed_for_another_reason(self) -> None:
        found = precision_of([*closed(15, 5, known=7), an_alert(), an_alert(status="seen")])
        assert (found.judged, found.other, found.share) == (20, 7, 0.75)


class TestTheThreshold:
    LEVELS = ((0.99, 100), (0.95, 300), (0.95, 200), (0.73, 900), (0.73, 900), (0.73, 5))
    SPELLS = tuple(Spell(level, None) for level in LEVELS)

    def test_is_none_where_nothing_was_found(self) -> None:
        assert threshold_for([], 0, 2.0, UNKNOWN) == NOTHING_HELD_BACK

    def test_is_none_where_all_keep_to_the_budget(self) -> None:
        assert threshold_for(self.SPELLS, 1, 0.5, UNKNOWN) == NOTHING_HELD_BACK  # 6 in 12 months

    @pytest.mark.parametrize(
        ("a_year", "score", "cents", "let_in"),
        [
            (5, 0.73, 900, 5),
            (4, 0.95, 200, 3),  # the fourth and the fifth are a tie: neither comes in
            (2, 0.95, 300, 2),
            (1, 0.99, 100, 1),
            (0.5, 0.99, 101, 0),
        ],
    )
    def test_lets_in_the_most_urgent_that_keep_to_the_budget(
        self, a_year: float, score: float, cents: int, let_in: int
    ) -> None:
        found = threshold_for(self.SPELLS, 1, a_year / 12, UNKNOWN)
        assert found == Threshold(0, score, cents)
        assert alerts_a_month(self.SPELLS, 1, found) == let_in / 12

    def test_is_for_a_month_of_every_advisor(self) -> None:
        assert threshold_for(self.SPELLS, 2, 1 / 12, UNKNOWN) == Threshold(0, 0.95, 300)

    def test_lets_in_more_where_alerts_are_often_right(self) -> None:
        half_right = Precision(30, 10, 0, 0.75, 0.5, 0.9)  # at least half are right: two alerts for each false one
        assert threshold_for(self.SPELLS, 1, 2.5 / 12, half_right) == Threshold(0, 0.73, 900)

    def test_does_not_count_what_was_above_it_before_the_year(self) -> None:
        spells = [Spell((0.95, 300), (0.95, 200)), Spell((0.95, 250), None)]
        counts = {cents: alerts_a_month(spells, 1, Threshold(0, 0.95, cents)) * 12 for cents in (100, 220, 280, 400)}
        assert counts == pytest.approx({100: 1, 220: 2, 280: 1, 400: 0})


class TestSpells:
    def test_of_the_small_firm_are_the_one_planted(self, small_home: Path) -> None:
        """H03 has lost 2.5 % a month since 2026-02 (tests/firms/README.md): it begins to erode within the year."""
        database = Database(settings_of(small_home).firm_url)
        books = Books(database)
        found = {a: erosion_spells(books.open(books.hierarchy().scope_of_advisors([a]))) for a in ("A1", "A2", "A3")}
        database.close()
        assert {advisor: len(spells) for advisor, spells in found.items()} == {"A1": 1, "A2": 0, "A3": 0}
        assert found["A1"][0].before is None

"""The card of propensity: a verdict a need, fairness by age and sex but for credit, drift in words (P4)."""

from __future__ import annotations

import pandas as pd
import pytest

from assistant.analytics.model_card import propensity_card
from assistant.analytics.model_card.propensity import fairness
from assistant.analytics.needs import NEEDS, need_called
from assistant.blocks import Table
from assistant.book.snapshot import Book
from assistant.errors import NotEnoughData
from tests.analytics.conftest import OpenBook


def chances(book: Book, chance: float) -> pd.Series:
    return pd.Series(chance, index=book.open_households["household_id"].sort_values())


class TestFairness:
    def test_a_book_without_clients_has_no_groups(self, open_book: OpenBook) -> None:
        book = open_book("NOBODY")
        assert fairness(book, need_called("estate"), chances(book, 0.5), chances(book, 0.0) > 1) == []

    def test_credit_is_not_measured_by_age_and_sex(self, demo_book: Book) -> None:
        everybody = chances(demo_book, 0.5)
        assert fairness(demo_book, need_called("lending"), everybody, everybody > 0) == []

    def test_groups_of_fewer_than_ten_are_left_out(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")  # thirteen households, no ten of them of one band or sex
        assert fairness(book, need_called("estate"), chances(book, 0.5), chances(book, 0.5) > 0) == []

    def test_a_chance_outside_the_interval_deserves_a_look(self, demo_book: Book) -> None:
        nobody = chances(demo_book, 0.5) > 1
        rows = fairness(demo_book, need_called("estate"), chances(demo_book, 0.5), nobody)
        assert {row[1] for row in rows} == {"under 50", "50 to 64", "65 to 74", "75 and over", "women", "men"}
        assert {row[-1] for row in rows} == {"look at it"}
        assert {row[-1] for row in fairness(demo_book, need_called("estate"), chances(demo_book, 0.0), nobody)} == {
            "fits"
        }


class TestCard:
    def test_a_book_without_clients_has_nothing_to_measure(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="no open clients"):
            propensity_card(open_book("NOBODY"))

    def test_a_small_book_shows_no_scores_and_no_groups(self, open_book: OpenBook) -> None:
        result = propensity_card(open_book("FIRM"))
        assert result.figure("shown").value == 0
        assert len(result.blocks) == 1

    def test_each_need_has_its_verdict_on_the_demo_firm(self, demo_book: Book) -> None:
        table, groups = propensity_card(demo_book).blocks
        assert isinstance(table, Table)
        assert isinstance(groups, Table)
        verdicts = {str(row[0]): str(row[-2]) for row in table.rows}
        assert len(verdicts) == len(NEEDS)
        # planted: income follows age and trusts follow wealth; what is drawn by lot has no score
        shown = {need for need, verdict in verdicts.items() if verdict == "scores shown"}
        assert {"retirement income", "estate planning"} <= shown
        assert not {"a rollover", "education saving", "lending", "charitable giving"} & shown
        assert {str(row[0]) for row in groups.rows} == shown
        assert all(row[-1] for row in table.rows)

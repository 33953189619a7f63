"""The value by part, to the cent, the oldest and most concentrated; an advisor's going; what moved the value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.analytics.earlier import earlier
from assistant.analytics.segment_mix import segment_mix
from assistant.analytics.valuation import value_book
from assistant.analytics.valuation.assumptions import TRANSITION_LOSSES, Assumptions
from assistant.analytics.valuation.by_part import at_risk, by_scopes
from assistant.analytics.valuation.inputs import valued_clients
from assistant.analytics.valuation.part_blocks import part_figures, part_lines
from assistant.analytics.valuation.sharers import assets_of
from assistant.analytics.valuation.two_values import value_clients
from assistant.blocks import Chart, Result, Table
from assistant.callers import Scope
from assistant.errors import BadArguments, NotFound
from assistant.figures import Rows
from tests.analytics.conftest import SCOPES, OpenBook
from tests.analytics.test_valuation import made_up, revenues

ADVISORS = [SCOPES[name] for name in ("A1", "A2", "A3")]
BRANCHES = [SCOPES["BR1"], Scope("branch", "BR2", ("A3",))]
MONEY = ("revenue", "centre", "adjusted", "npv", "risk")
FIGURE_OF = {"revenue": "revenue", "centre": "multiple", "adjusted": "adjusted", "npv": "npv", "risk": "at_risk"}


def table(result: Result, title: str) -> Table:
    return next(block for block in result.blocks if isinstance(block, Table) and block.title.startswith(title))


def column(result: Result, title: str, key: str) -> list[object]:
    found = table(result, title)
    place = [column.key for column in found.columns].index(key)
    return [row[place] for row in found.rows]


def cents(result: Result, key: str) -> int:
    return int(Decimal(str(result.figure(key).value)) * 100)


class TestByPart:
    def test_a_part_without_a_client_has_nothing_and_no_age(self, open_book: OpenBook) -> None:
        parts = [SCOPES["A1"], Scope("advisor", "nobody", ("A9",))]
        result = value_book(open_book("A1"), by="advisor", parts=parts)
        row = table(result, "Value by advisor").rows[1]
        assert row[:5] == ("nobody", 0, 0, 0, 0)
        assert row[6:9] == (None, None, None)

    @pytest.mark.parametrize(("by", "parts"), [("advisor", ADVISORS), ("branch", BRANCHES)])
    @pytest.mark.parametrize("key", MONEY)
    def test_parts_add_up_to_the_whole_to_the_cent(
        self, open_book: OpenBook, by: str, parts: list[Scope], key: str
    ) -> None:
        result = value_book(open_book("FIRM"), by=by, parts=parts)
        *each, whole = column(result, f"Value by {by}", key)
        assert sum(each) == whole == result.figure(FIGURE_OF[key]).value  # type: ignore[arg-type]

    def test_a_part_is_what_its_own_book_is_worth(self, open_book: OpenBook) -> None:
        result = value_book(open_book("FIRM"), by="advisor", parts=ADVISORS)
        by_name = {str(row[0]): row for row in table(result, "Value by advisor").rows}
        for name in ("A1", "A2", "A3"):
            alone = value_book(open_book(name))
            keys = ("clients", "revenue", "multiple", "adjusted", "npv")
            assert by_name[name][1:6] == tuple(alone.figure(key).value for key in keys)
            assert by_name[name][8] == alone.figure("top_share").value

    def test_classes_add_up_and_stand_in_their_order(self, open_book: OpenBook) -> None:
        result = value_book(open_book("FIRM"), by="segment")
        assert column(result, "Value by segment", "part") == ["A", "B", "C", "all"]
        *each, whole = column(result, "Value by segment", "centre")
        assert sum(each) == whole  # type: ignore[arg-type]
        assert each[0] == value_book(open_book("FIRM"), segment="A").figure("multiple").value

    def test_a_shared_client_counts_with_each_sharer_and_once_in_all(self, open_book: OpenBook) -> None:
        # README of tests/firms: A1 and A3 share H08
        *each, whole = column(value_book(open_book("FIRM"), by="advisor", parts=ADVISORS), "Value by", "clients")
        assert sum(each) == whole + 1  # type: ignore[arg-type, operator]

    def test_the_age_is_weighted_by_revenue(self, open_book: OpenBook) -> None:
        rows = valued_clients(open_book("A2"))
        weights = rows["recurring_cents"] + rows["transactional_cents"]
        expected = (rows["age"] * weights)[rows["age_known"]].sum() / weights[rows["age_known"]].sum()
        result = value_book(open_book("FIRM"), by="advisor", parts=ADVISORS)
        found = dict(zip(column(result, "Value by", "part"), column(result, "Value by", "age"), strict=True))
        assert float(found["A2"]) == pytest.approx(expected, abs=0.006)  # type: ignore[arg-type]

    def test_the_sentences_name_the_largest_the_oldest_and_the_most_concentrated(self, open_book: OpenBook) -> None:
        result = value_book(open_book("FIRM"), by="branch", parts=BRANCHES)
        words = result.words()
        assert words[0].startswith("Of the $")
        assert "BR1 has $" in words[0]
        assert "the most of 2 branches" in words[0]
        assert words[1].startswith("The oldest is ")
        assert "most concentrated" in words[1]
        assert any(isinstance(block, Chart) and block.title == "Value by branch" for block in result.blocks)
        assert any("no haircut for concentration is added up" in caveat for caveat in result.caveats)

    def test_where_no_age_is_on_file_nothing_is_the_oldest(self) -> None:
        rows = made_up([(10_000_000, 0), (5_000_000, 0)]).assign(age_known=False)
        division = by_scopes(value_clients(rows, Assumptions()), "team", [Scope("team", "one", ("A0", "A1"))])
        assert division.leader("age") is None
        figures = {figure.key: figure for figure in part_figures(division, Rows(), ())}
        assert "part_age" not in figures
        (line,) = part_lines(division, {**figures, "multiple": figures["part_value"]}, "the book")
        assert "the most of {parts} teams" in line.template

    def test_parts_that_were_not_given_are_asked_for(self, open_book: OpenBook) -> None:
        with pytest.raises(BadArguments, match="takes the parts"):
            value_book(open_book("FIRM"), by="branch")

    @settings(deadline=None, max_examples=30)
    @given(revenues, st.permutations(["A0", "A1", "A2"]))
    def test_any_parts_of_any_book_add_up(self, given_: list[tuple[int, int]], order: list[str]) -> None:
        found = value_clients(made_up(given_), Assumptions())
        parts = [Scope("team", "one", tuple(order[:1])), Scope("team", "two", tuple(order[1:]))]
        division = by_scopes(found, "team", parts)
        for key in MONEY:
            assert division.parts[f"{key}_cents"].sum() == division.whole[f"{key}_cents"]
        assert division.whole["npv_cents"] == found.total("npv")


class TestAtRiskByDeaths:
    def test_the_old_and_the_heirless_stand_to_lose_most(self) -> None:
        rows = made_up([(10_000_000, 0)] * 3).assign(age=[50.0, 85.0, 85.0], heirs_known=[False, False, True])
        found = value_clients(rows.assign(advisor_id="A0"), Assumptions())
        young, old, known = at_risk(found) / found.npv
        assert young < known < old

    def test_by_hand_for_a_man_alone(self) -> None:
        # F9: one man of 80, heirs stay with .2: 1 − Π (1 − q × .8), q = .0158 exp(.0905 (age − 65)), five years
        rows = made_up([(10_000_000, 0)]).assign(age=80.0, male=1.0, heirs_known=False)
        found = value_clients(rows, Assumptions())
        stays = np.prod([1 - 0.8 * 0.0158 * np.exp(0.0905 * (80 + year - 65)) for year in range(5)])
        assert at_risk(found)[0] == pytest.approx(found.npv[0] * (1 - stays), abs=1)

    def test_nobody_dies_where_all_heirs_stay(self) -> None:
        found = value_clients(made_up([(10_000_000, 0)] * 4), Assumptions(heir_retention=1.0))
        assert at_risk(found).tolist() == [0, 0, 0, 0]


class TestAnAdvisorWhoLeaves:
    def test_one_without_clients_here_is_not_found(self, open_book: OpenBook) -> None:
        with pytest.raises(NotFound, match="no such advisor"):
            value_book(open_book("BR1"), lose_advisor="A3")

    def test_the_scenarios_are_shares_of_assets_revenue_and_value(self, open_book: OpenBook) -> None:
        # Domain 4.2: 10–14 % if well run, 18 % going independent, 22 % to another firm; and all of it
        result = value_book(open_book("BR1"), lose_advisor="A1")
        alone, assets = value_book(open_book("A1")), int(assets_of(open_book("A1")).sum())
        rows = table(result, "What is at risk if Anna Keller leaves").rows
        assert [float(row[1]) for row in rows] == [0.10, 0.14, 0.18, 0.22, 1.0]  # type: ignore[arg-type]
        for row in rows:
            share = float(row[1])  # type: ignore[arg-type]
            assert float(row[2]) == pytest.approx(share * assets / 100, abs=0.01)  # type: ignore[arg-type]
            assert float(row[3]) == pytest.approx(share * cents(alone, "revenue") / 100, abs=0.01)  # type: ignore[arg-type]
            assert float(row[4]) == pytest.approx(-share * cents(alone, "multiple") / 100, abs=0.06)  # type: ignore[arg-type]
            assert float(row[5]) == pytest.approx(-share * cents(alone, "npv") / 100, abs=0.06)  # type: ignore[arg-type]

    def test_more_lost_is_less_value(self, open_book: OpenBook) -> None:
        result = value_book(open_book("FIRM"), lose_advisor="A2")
        keys = [f"multiple_delta_{round(100 * share)}" for share, _ in TRANSITION_LOSSES]
        assert all(less > more for less, more in pairwise(cents(result, key) for key in keys))

    def test_the_answer_is_a_range_first_with_the_clients_to_look_after(self, open_book: OpenBook) -> None:
        result = value_book(open_book("BR1"), lose_advisor="A1")
        first = result.words()[0]
        assert first.startswith("If Anna Keller leaves, usually 10.0% to 22.0% of the $")
        assert "7 clients" in first  # H01 to H06 and the shared H08
        assert "Were every client to go" in first
        mine = table(value_book(open_book("A1")), "Clients by value").row_ids
        assert table(result, "Clients of Anna Keller by value").row_ids == mine
        assert any("confidential" in caveat for caveat in result.caveats)
        assert any("not a forecast" in caveat for caveat in result.caveats)

    def test_it_combines_with_other_what_ifs(self, open_book: OpenBook) -> None:
        result = value_book(open_book("BR1"), lose_advisor="A1", retention=0.97, lose_clients=["H10"])
        assert result.words()[0].startswith("With 97.0% voluntary retention instead of 94.")
        assert "and without Müller, if Anna Keller leaves, usually" in result.words()[0]
        assert "would change in value by -$" in result.words()[0]
        assert cents(result, "npv") + cents(result, "npv_delta") == cents(result, "npv_what_if")

    def test_clients_lost_before_are_not_lost_again(self, open_book: OpenBook) -> None:
        alone = value_book(open_book("BR1"), lose_advisor="A1")
        less = value_book(open_book("BR1"), lose_advisor="A1", lose_clients=["H04"])
        theirs = assets_of(open_book("A1")).xs("H04", level="household_id").sum()
        assert cents(alone, "leaver_assets") - cents(less, "leaver_assets") == theirs


class TestWhatMovedTheValue:
    def test_where_the_data_do_not_reach_the_reason_is_told(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        result = value_book(book, before=earlier(book, dt.date(2025, 3, 31)))
        assert result.figure("value_then").value is None
        assert "revenue from" in result.figure("moved_mix").reason
        assert result.words()[0].startswith("What moved the value since 31 Mar 2025 cannot be told: ")

    def test_the_effects_add_up_to_the_change(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        result = value_book(book, before=earlier(book, dt.date(2025, 12, 31)))
        effects = sum(cents(result, f"moved_{name}") for name in ("volume", "mix", "rate", "multiple"))
        assert effects == cents(result, "value_moved") == cents(result, "multiple") - cents(result, "value_then")
        assert cents(result, "value_then") == cents(value_book(open_book("FIRM", "2025-12-31")), "multiple")

    def test_it_says_the_same_as_the_report_on_the_mix(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        before = earlier(book, dt.date(2025, 12, 31))
        mix = segment_mix(book, before=before)
        found = {figure.key: figure.value for figure in mix.figures}
        result = value_book(book, before=before)
        assert result.figure("moved_volume").value in found.values()
        assert result.figure("value_moved").value in found.values()

    def test_the_change_of_each_part_adds_up(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        result = value_book(book, by="advisor", parts=ADVISORS, before=earlier(book, dt.date(2025, 12, 31)))
        for key, whole in (("then", "value_then"), ("now", "multiple"), ("change", "value_moved")):
            *each, last = column(result, "Change of value by advisor", key)
            assert sum(each) == last == result.figure(whole).value  # type: ignore[arg-type]

    def test_of_one_client_or_class_it_is_not_told(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        with pytest.raises(BadArguments, match="whole book"):
            value_book(book, segment="A", before=earlier(book, dt.date(2025, 12, 31)))


class TestPermutation:
    @settings(deadline=None, max_examples=20)
    @given(revenues, st.randoms(use_true_random=False))
    def test_the_order_of_advisors_changes_no_part(self, given_: list[tuple[int, int]], shuffled: object) -> None:
        rows = made_up(given_)
        swapped = rows.assign(advisor_id=rows["advisor_id"].map({"A0": "A2", "A1": "A1", "A2": "A0"}))
        one, other = (value_clients(frame, Assumptions()) for frame in (rows, swapped))
        parts = [Scope("advisor", name, (name,)) for name in ("A0", "A1", "A2")]
        first = by_scopes(one, "advisor", parts).parts.set_index("part")["centre_cents"]
        second = by_scopes(other, "advisor", parts).parts.set_index("part")["centre_cents"]
        assert first["A0"] == second["A2"]
        pd.testing.assert_series_equal(first.sort_values(ignore_index=True), second.sort_values(ignore_index=True))

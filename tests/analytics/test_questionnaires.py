"""Questionnaires: the state of each, who answers, and what the answers changed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.intervals import wilson
from assistant.analytics.questionnaires import questionnaires, sent_in
from assistant.analytics.questionnaires.changes import changes_of
from assistant.blocks import Chart, Result, Table
from assistant.book.periods import parse_period
from assistant.book.snapshot import Book
from assistant.errors import BadArguments, NotEnoughData
from tests.analytics.conftest import OpenBook
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import TinyFirm

AS_OF = dt.date(2026, 10, 31)
YTD = parse_period("ytd", AS_OF)
OVERDUE, OUT, ANSWERED = "Overdue, no answer", "Out, with time to answer", "Answered"


def table(result: Result, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(
        (b.to_json()["rows"] for b in result.blocks if isinstance(b, Table) and b.title == title), []
    )
    return found


def value(result: Result, key: str) -> Any:
    return result.figure(key).value


def tiny(folder: Path, *rows: str, **tables: list[str]) -> Book:
    made = TinyFirm().put("questionnaires", *rows)
    for name, lines in tables.items():
        made.add(name, *lines)
    return tiny_book(folder, made)


class TestReport:
    def test_with_none_on_record_it_says_so(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="none is on record at all"):
            questionnaires(open_book("NOBODY"), period=YTD)

    def test_with_none_in_the_period_it_names_the_last(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="the last one went out on 2026-10-19"):
            questionnaires(open_book("FIRM"), period=parse_period("2026-01", AS_OF))

    def test_counts_and_names_of_each_state(self, open_book: OpenBook) -> None:
        # questionnaires.csv at 31 October 2026: Q1 and Q2 answered; Q3 due 15 September, 46 days ago; Q4 due 9 November
        result = questionnaires(open_book("FIRM"), period=YTD)
        counts = [value(result, key) for key in ("sent", "answered", "overdue", "waiting", "longest_overdue")]
        assert counts == [4, 2, 1, 1, 46]
        assert [(row["client"], row["days"]) for row in table(result, OVERDUE)] == [("Lindqvist", 46)]
        assert [row["client"] for row in table(result, OUT)] == ["Müller"]
        assert [row["client"] for row in table(result, ANSWERED)] == ["García Márquez", "Rossi (Chicago)"]
        assert "Longest overdue: Lindqvist, 46 days." in result.words()[2]

    def test_rates_with_their_interval(self, open_book: OpenBook) -> None:
        # 2 of 4 answered, 2 of the 3 past their due day; Wilson 90 %, 2 of 4: 0.1824 to 0.8176
        result = questionnaires(open_book("FIRM"), period=YTD)
        assert value(result, "response_rate") == Decimal("0.5")
        assert value(result, "response_rate_due") == Decimal("0.666667")
        assert (value(result, "response_low"), value(result, "response_high")) == (
            Decimal("0.182400"), Decimal("0.817600"),
        )  # fmt: skip
        assert value(result, "days_to_answer") == Decimal("11.5")  # 9 and 14 days

    def test_each_segment_has_its_own_rate(self, open_book: OpenBook) -> None:
        # Segments of the firm: H05 is A, H03 and H10 are B, H02 is C (small_answers/segments)
        rows = table(questionnaires(open_book("FIRM"), period=YTD), "Response by segment")
        assert [(row["class"], row["sent"], row["answered"], row["rate"]) for row in rows] == [
            ("A", 1, 1, 1.0),
            ("B", 2, 0, 0.0),
            ("C", 1, 1, 1.0),
        ]
        assert rows[0]["low"] == pytest.approx((wilson(1, 1) or (0, 0))[0], abs=1e-6)

    def test_one_state_alone(self, open_book: OpenBook) -> None:
        result = questionnaires(open_book("FIRM"), period=YTD, status="overdue")
        assert [len(table(result, title)) for title in (OVERDUE, OUT, ANSWERED)] == [1, 0, 0]
        assert value(result, "sent") == 4
        with pytest.raises(BadArguments, match="not “lost”"):
            questionnaires(open_book("FIRM"), period=YTD, status="lost")  # type: ignore[arg-type]

    def test_what_the_answers_changed(self, open_book: OpenBook) -> None:
        # Q1: H05 declared 1,250,000 on the day it answered, 1,100,000 before; Q2: H02 told of a new job that day
        rows = table(questionnaires(open_book("FIRM"), period=YTD), "What the answers changed")
        assert [(row["client"], row["kind"], row["before"], row["after"]) for row in rows] == [
            ("García Márquez", "net worth", 1100000.0, 1250000.0),
            ("Rossi (Chicago)", "job change", None, None),
        ]

    def test_silence_is_said(self, open_book: OpenBook) -> None:
        result = questionnaires(open_book("FIRM"), period=YTD)
        assert result.caveats[0].startswith("Silence is not an answer")
        assert any(isinstance(block, Chart) for block in result.blocks)

    def test_at_an_earlier_date_later_answers_are_not_known(self, open_book: OpenBook) -> None:
        then = dt.date(2026, 7, 15)  # Q1 answered on 10 June; Q2 sent on 6 July, due 27 July, answered on 20 July
        result = questionnaires(open_book("FIRM", "2026-07-15"), period=parse_period("ytd", then))
        assert [value(result, key) for key in ("sent", "answered", "overdue", "waiting")] == [2, 1, 0, 1]
        assert value(result, "longest_overdue") is None

    @pytest.mark.parametrize("key", ["sent", "answered", "overdue", "waiting", "events_told", "net_worth_told"])
    def test_the_books_of_the_advisors_add_up(self, open_book: OpenBook, key: str) -> None:
        parts = [value(questionnaires(open_book(scope), period=YTD), key) for scope in ("A1", "A2")]
        assert sum(parts) == value(questionnaires(open_book("BR1"), period=YTD), key)

    def test_the_same_book_gives_the_same_bytes(self, open_book: OpenBook) -> None:
        once, twice = (questionnaires(open_book("FIRM"), period=YTD).to_json() for _ in range(2))
        assert once == twice


class TestStates:
    def test_on_its_due_day_it_is_not_overdue(self, tmp_path: Path) -> None:
        rows = sent_in(tiny(tmp_path, "Q1,H1,2026-10-01,2026-10-31,", "Q2,H2,2026-10-01,2026-10-30,"), YTD)
        assert rows.set_index("questionnaire_id")["state"].to_dict() == {"Q1": "sent", "Q2": "overdue"}

    def test_an_answer_that_came_late_is_an_answer(self, tmp_path: Path) -> None:
        rows = sent_in(tiny(tmp_path, "Q1,H1,2026-06-01,2026-06-15,2026-08-01"), YTD)
        assert rows["state"].tolist() == ["answered"]

    def test_one_followed_by_a_newer_one_is_not_what_to_ask_for(self, tmp_path: Path) -> None:
        book = tiny(
            tmp_path, "Q1,H1,2026-02-01,2026-02-15,", "Q2,H1,2026-08-01,2026-08-15,", "Q3,H2,2026-09-01,2026-09-15,"
        )
        result = questionnaires(book, period=YTD)
        assert (value(result, "overdue"), value(result, "lapsed")) == (2, 1)
        assert value(result, "longest_overdue") == 77  # Q2, from 15 August
        assert [(row["questionnaire"], row["newer"]) for row in table(result, OVERDUE)] == [
            ("Q2", None), ("Q3", None),
        ]  # fmt: skip
        assert [row["questionnaire"] for row in table(result, "Not answered, no longer asked for")] == ["Q1"]
        assert result.words()[0].endswith(
            "overdue: 2; in time: 0; replaced by a newer one or of a closed household: 1."
        )
        # the sentence names the longest row of the table
        assert max(row["days"] for row in table(result, OVERDUE)) == value(result, "longest_overdue")

    def test_a_client_who_left_stands_as_closed(self, tmp_path: Path) -> None:
        made = TinyFirm().put("questionnaires", "Q1,H1,2026-06-01,2026-06-15,")
        made.replace("households", "2015-02-02,,,", "2015-02-02,2026-10-30,left,")
        result = questionnaires(tiny_book(tmp_path, made), period=YTD)
        assert [row["class"] for row in table(result, "Response by segment")] == ["closed"]
        assert (value(result, "overdue"), value(result, "lapsed"), table(result, OVERDUE)) == (0, 1, [])
        assert value(result, "longest_overdue") is None
        assert len(result.words()) == 3

    def test_what_is_missing_is_counted(self, tmp_path: Path) -> None:
        book = tiny(tmp_path, "Q1,H1,,2026-06-15,", "Q2,H1,2026-06-01,,", "Q3,H2,2025-06-01,2025-06-15,")
        result = questionnaires(book, period=YTD)
        said = " ".join(result.caveats)
        assert (value(result, "sent"), value(result, "response_rate_due")) == (1, None)
        assert "Questionnaires without a sending day on record, left out: 1." in said
        assert "Without a due day on record, so that they cannot be overdue: 1." in said
        assert "never answered and not counted here: 1." in said

    @given(st.integers(0, 30), st.integers(0, 30))
    def test_the_interval_holds_the_rate(self, answered: int, silent: int) -> None:
        bounds = wilson(answered, answered + silent)
        if bounds is not None:
            assert bounds[0] - 1e-12 <= answered / (answered + silent) <= bounds[1] + 1e-12


class TestChanges:
    def test_an_event_belongs_to_the_latest_answer_before_it(self, tmp_path: Path) -> None:
        book = tiny(
            tmp_path, "Q1,H1,2026-02-01,2026-02-15,2026-02-10", "Q2,H1,2026-08-01,2026-08-15,2026-08-10",
            life_events=[
                "E1,C1,birth,2026-01-01,2026-02-01,questionnaire,",  # before any answer
                "E2,C1,move,2026-03-01,2026-03-02,questionnaire,",
                "E3,C1,retirement,2026-08-01,2026-08-10,questionnaire,",
                "E4,C1,illness,2026-08-01,2026-08-12,note,",
            ],
        )  # fmt: skip
        found = changes_of(book).set_index("row_id")["questionnaire_id"]
        assert found[["E2", "E3"]].tolist() == ["Q1", "Q2"]
        assert found.isna().to_dict() == {"E1": True, "E2": False, "E3": False}
        result = questionnaires(book, period=YTD)
        assert value(result, "events_told") == 2
        assert any("with no answer on record: 1" in caveat for caveat in result.caveats)

    def test_a_first_declaration_has_nothing_before_it(self, tmp_path: Path) -> None:
        book = tiny(
            tmp_path, "Q1,H1,2026-02-01,2026-02-15,2026-02-10",
            net_worth=["H1,2026-02-10,500000.00,900000.00,2,questionnaire", "H1,2026-05-10,1.00,1.00,2,statement"],
        )  # fmt: skip
        (row,) = table(questionnaires(book, period=YTD), "What the answers changed")
        assert (row["before"], row["after"]) == (None, 500000.0)

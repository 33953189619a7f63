"""Life events: each told once, with its clock and how it presses; dates ahead, and who gets no note."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.event_needs import BY_TYPE, EVENT_NEEDS
from assistant.analytics.life_events import life_events
from assistant.analytics.life_events.ahead import in_year, months_later
from assistant.analytics.life_events.known import known_events
from assistant.blocks import Result, Table
from assistant.book.periods import Period, parse_ahead, parse_period
from assistant.book.snapshot import Book
from assistant.errors import BadArguments
from tests.analytics.conftest import OpenBook
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import TinyFirm

AS_OF = dt.date(2026, 10, 31)
YTD = parse_period("ytd", AS_OF)
EVENTS, NEEDS, DATES, NO_NOTE = (
    "Life events, the most pressing first", "What they ask for", "Dates ahead", "Do not write",
)  # fmt: skip


def table(result: Result, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(
        (b.to_json()["rows"] for b in result.blocks if isinstance(b, Table) and b.title == title), []
    )
    return found


def value(result: Result, key: str) -> Any:
    return result.figure(key).value


def ahead(word: str) -> Period:
    return parse_ahead(word, AS_OF)


def tiny(folder: Path, *events: str, **tables: list[str]) -> Book:
    """A tiny firm with these life events, and rows added to other tables."""
    made = TinyFirm().put("life_events", *events)
    for name, rows in tables.items():
        made.add(name, *rows)
    return tiny_book(folder, made)


class TestKnownEvents:
    def test_nothing_known_is_a_plain_sentence(self, open_book: OpenBook) -> None:
        result = life_events(open_book("NOBODY"), period=YTD)
        assert (value(result, "events"), result.blocks) == (0, ())
        assert result.words()[0] == "No life event became known in ytd."
        assert value(result, "first_due") is None

    def test_the_small_firm_this_year(self, open_book: OpenBook) -> None:
        # life_events.csv, known in 2026: LE1 new home, LE4 death (household closed), LE5 job change, LE7 graduation
        rows = table(life_events(open_book("FIRM"), period=YTD), EVENTS)
        assert [(row["client"], row["event"], row["known"], row["sources"]) for row in rows] == [
            ("Rossi (Boston)", "graduation", "2026-06-10", "inferred"),
            ("Rossi (Chicago)", "job change", "2026-07-20", "questionnaire"),
            ("García Márquez", "new home", "2026-05-12", "note"),
            ("Żółkowski (closed)", "death", "2026-02-12", "note"),
        ]
        assert [row["confidence"] for row in rows] == ["low", "high", "medium", "medium"]

    def test_the_score_is_severity_by_recency_by_money(self, open_book: OpenBook) -> None:
        # LE5: severity 2, known 103 days before 31 October 2026, 120,900.00 with us: 2 × e^(−103/90) × 120.9
        result = life_events(open_book("A1"), period=YTD, kind="job_change")
        assert float(value(result, "first_score")) == pytest.approx(2 * math.exp(-103 / 90) * 120.9, abs=0.005)
        assert value(result, "first_due") == dt.date(2026, 9, 18)  # known + 60 days

    def test_what_each_asks_for_stands_once(self, open_book: OpenBook) -> None:
        rows = {row["event"]: row for row in table(life_events(open_book("FIRM"), period=YTD), NEEDS)}
        assert set(rows) == {"death", "graduation", "job change", "new home"}
        assert rows["death"]["severity"] == 4
        assert "condolence first" in rows["death"]["caution"]
        assert rows["new home"]["caution"] is None

    def test_what_was_known_later_is_not_there(self, open_book: OpenBook) -> None:
        then = dt.date(2026, 5, 31)
        rows = table(life_events(open_book("FIRM", "2026-05-31"), period=parse_period("ytd", then)), EVENTS)
        assert {row["event"] for row in rows} == {"new home", "death"}

    def test_one_client_one_kind_or_one_source_alone(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        assert value(life_events(book, period=YTD, household_id="H05"), "events") == 1
        assert value(life_events(book, period=YTD, kind="divorce"), "events") == 0
        assert value(life_events(book, period=YTD, source="questionnaire"), "events") == 1

    def test_words_that_are_no_kind_and_no_source_are_refused(self, open_book: OpenBook) -> None:
        with pytest.raises(BadArguments, match="one of birth, marriage"):
            life_events(open_book("A1"), period=YTD, kind="wedding")
        with pytest.raises(BadArguments, match="told by questionnaire, note"):
            life_events(open_book("A1"), period=YTD, source="rumour")
        with pytest.raises(BadArguments, match="a period"):
            life_events(open_book("A1"))

    def test_the_silent_stand_beside_the_events(self, open_book: OpenBook) -> None:
        # questionnaires.csv: four sent in 2026, two answered
        result = life_events(open_book("FIRM"), period=YTD)
        assert (value(result, "response_rate"), value(result, "silent_share")) == (Decimal("0.5"), Decimal("0.5"))
        assert "does not mean that nothing happened" in result.words()[-1]

    def test_when_none_was_sent_the_year_before_counts(self, open_book: OpenBook) -> None:
        # February to May 2026: none. The year to 31 May 2026 holds none either; the year to 31 August holds Q1 and Q2
        none = life_events(open_book("FIRM"), period=parse_period("2026-02..2026-05", AS_OF))
        assert value(none, "response_rate") is None
        assert any("in the year before either" in sentence for sentence in none.words())
        august = life_events(open_book("FIRM"), period=parse_period("2026-08", AS_OF))
        assert (value(august, "sent"), value(august, "response_rate")) == (2, 1)
        assert dict(august.figure("sent").inputs)["sent in"] == "2025-09-01..2026-08-31"

    @pytest.mark.parametrize("key", ["events", "events_by_questionnaire", "late"])
    def test_the_books_of_the_advisors_add_up(self, open_book: OpenBook, key: str) -> None:
        parts = [value(life_events(open_book(scope), period=YTD), key) for scope in ("A1", "A2")]
        assert sum(parts) == value(life_events(open_book("BR1"), period=YTD), key)


class TestToldOnce:
    def test_two_sources_of_one_event_are_one_event_and_surer(self, tmp_path: Path) -> None:
        book = tiny(
            tmp_path,
            "E1,C1,birth,2026-06-01,2026-08-10,note,",
            "E2,C1,birth,2026-06-03,2026-07-01,questionnaire,",
        )
        (event,) = known_events(book, YTD).itertuples()
        assert event.event_ids == ("E1", "E2")
        assert (event.sources, event.confidence) == ("questionnaire, note", "high")
        assert (event.occurred, event.known) == (np.datetime64("2026-06-03"), np.datetime64("2026-07-01"))

    def test_after_the_window_it_is_another_event(self, tmp_path: Path) -> None:
        book = tiny(tmp_path, "E1,C1,move,2026-01-01,2026-01-02,note,", "E2,C1,move,2026-04-02,2026-04-03,note,")
        assert len(known_events(book, YTD)) == 2  # 91 days apart

    def test_two_people_of_a_household_can_each_die(self, tmp_path: Path) -> None:
        person = "C3,H1,Pat,Moss,,,1961-03-12,,,,,,en,in,unknown,false,"
        book = tiny(
            tmp_path, "E1,C1,death,2026-06-01,2026-06-02,note,", "E2,C3,death,2026-06-05,2026-06-06,note,",
            clients=[person],
        )  # fmt: skip
        assert len(known_events(book, YTD)) == 2

    def test_but_they_have_one_home(self, tmp_path: Path) -> None:
        person = "C3,H1,Pat,Moss,,,1961-03-12,,,,,,en,in,unknown,false,"
        book = tiny(
            tmp_path, "E1,C1,new_home,2026-06-01,2026-06-02,note,", "E2,C3,new_home,2026-06-05,2026-06-06,note,",
            clients=[person],
        )  # fmt: skip
        assert len(known_events(book, YTD)) == 1

    def test_without_a_source_the_confidence_is_not_on_record(self, tmp_path: Path) -> None:
        (event,) = known_events(tiny(tmp_path, "E1,C1,move,2026-06-01,,,"), YTD).itertuples()
        assert (event.confidence, event.known) == ("not on record", np.datetime64("2026-06-01"))

    def test_an_event_without_any_date_is_left_out_and_counted(self, tmp_path: Path) -> None:
        result = life_events(tiny(tmp_path, "E1,C1,move,,,note,"), period=YTD)
        assert value(result, "events") == 0
        assert any("without any date, left out: 1" in caveat for caveat in result.caveats)


class TestClock:
    def test_every_kind_has_a_severity_and_the_sensitive_a_caution(self) -> None:
        # Table 3.13: attrition risk low 1, medium 2, high 3 (divorce; a sale, as competitors arrive), very high 4
        assert {need.type: need.severity for need in EVENT_NEEDS} == {
            "birth": 1, "marriage": 1, "divorce": 3, "death": 4, "inheritance": 1, "graduation": 1, "new_home": 1,
            "move": 2, "job_change": 2, "retirement": 2, "business_sale": 3, "illness": 2,
        }  # fmt: skip
        assert [need.type for need in EVENT_NEEDS if need.caution] == ["divorce", "death", "illness"]
        assert {name: BY_TYPE[name].days for name in ("birth", "marriage", "death", "inheritance", "move")} == {
            "birth": 60, "marriage": 90, "death": 7, "inheritance": 30, "move": 30,
        }  # fmt: skip

    def test_a_retirement_known_ahead_is_due_a_year_before_it(self, tmp_path: Path) -> None:
        book = tiny(
            tmp_path,
            "E1,C1,retirement,2028-03-31,2026-06-01,questionnaire,",
            "E2,C2,retirement,2026-03-31,2026-06-01,note,",
        )
        due = known_events(book, YTD).set_index("event_id")["due"]
        assert (due["E1"], due["E2"]) == (np.datetime64("2027-03-31"), np.datetime64("2026-06-01"))

    def test_past_its_day_without_a_contact_since_it_is_late(self, tmp_path: Path) -> None:
        event = "E1,C1,death,2026-06-01,2026-06-02,note,"
        book = tiny(tmp_path / "a", event)
        assert known_events(book, YTD)["late"].tolist() == [True]
        assert value(life_events(book, period=YTD), "late") == 1
        answered = ["I1,H1,2026-06-20T10:00:00Z,call,out,10,true,"]
        book = tiny(tmp_path / "b", event, interactions=answered)
        assert known_events(book, YTD)["late"].tolist() == [False]
        one_way = ["I1,H1,2026-06-20T10:00:00Z,email,out,,false,"]
        assert known_events(tiny(tmp_path / "c", event, interactions=one_way), YTD)["late"].tolist() == [True]


class TestDatesAhead:
    def test_an_empty_book_has_none(self, open_book: OpenBook) -> None:
        result = life_events(open_book("NOBODY"), ahead=ahead("2027"))
        assert (value(result, "dates"), result.blocks) == (0, ())
        assert result.words()[0].startswith("No birthday, anniversary or age")

    def test_birthdays_of_a_month(self, open_book: OpenBook) -> None:
        # clients.csv: only C04 Paolo Rossi was born in December and lives (C18 died in 2025)
        result = life_events(open_book("FIRM"), ahead=ahead("2026-12"), kind="birthday")
        rows = table(result, DATES)
        assert [(row["person"], row["date"], row["years"]) for row in rows] == [("Paolo Rossi", "2026-12-05", 51.0)]
        assert "Birthdays of people who have died are left out: 1." in result.caveats  # C18, 6 December

    def test_anniversaries_as_a_client(self, open_book: OpenBook) -> None:
        # households.csv: H11 since 2013-11-04; H15, 28 November, has closed
        rows = table(life_events(open_book("A2"), ahead=ahead("2026-11"), kind="anniversary"), DATES)
        assert [(r["client"], r["person"], r["years"]) for r in rows] == [("Παπαδόπουλος", "Ελένη Παπαδόπουλος", 13.0)]

    def test_ages_that_matter(self, open_book: OpenBook) -> None:
        # C15, born 1962-04-04: 65 in 2027; C01 (1966) and C13 (1963) turn none of these ages then
        rows = table(life_events(open_book("FIRM"), ahead=ahead("2027"), kind="milestone"), DATES)
        assert [(row["person"], row["date"], row["years"]) for row in rows] == [("Jürgen Müller", "2027-04-04", 65.0)]

    def test_half_years_and_the_age_of_distributions(self, tmp_path: Path) -> None:
        people = [
            "C3,H1,Ann,Moss,,,1967-08-31,,,,,,en,in,unknown,false,",  # 59½: six months after 31 August 2026
            "C4,H1,Bea,Moss,,,1954-01-10,,,,,,en,in,unknown,false,",  # 73 in 2027
            "C5,H1,Cy,Moss,,,2009-02-01,,,,,,en,unknown,unknown,false,C1",  # 18, of the next generation
            "C6,H1,Dan,Moss,,,2009-02-02,,,,,,en,unknown,unknown,false,",  # 18, but nobody's heir
        ]
        rows = table(
            life_events(tiny(tmp_path, clients=people), ahead=ahead("2027-01..2027-02"), kind="milestone"), DATES
        )
        assert [(row["person"], row["date"], row["years"]) for row in rows] == [
            ("Bea Moss", "2027-01-10", 73.0),
            ("Cy Moss", "2027-02-01", 18.0),
            ("Ann Moss", "2027-02-28", 59.5),
        ]

    def test_who_was_born_on_29_february_stands_at_1_march(self, open_book: OpenBook) -> None:
        # C16 Käthe Müller, born 1964-02-29
        result = life_events(open_book("A2"), ahead=ahead("2027-03"), kind="birthday")
        kathe = next(row for row in table(result, DATES) if row["person"] == "Käthe Müller")
        assert (kathe["date"], kathe["years"]) == ("2027-03-01", 63.0)
        assert any("29 February" in caveat for caveat in result.caveats)
        leap = table(life_events(open_book("A2"), ahead=ahead("2028-02"), kind="birthday"), DATES)
        assert [(row["person"], row["date"]) for row in leap] == [("Käthe Müller", "2028-02-29")]

    def test_people_without_a_birth_date_are_counted(self, tmp_path: Path) -> None:
        book = tiny(tmp_path, clients=["C3,H1,Pat,Moss,,,,,,,,,en,in,unknown,false,"])
        result = life_events(book, ahead=ahead("2027"), kind="birthday")
        assert any("nothing is known ahead: 1" in caveat for caveat in result.caveats)

    def test_recorded_dates_come_again(self, tmp_path: Path) -> None:
        book = tiny(
            tmp_path,
            "E1,C3,birthday,2020-12-24,2020-12-24,note,",
            "E2,C1,birthday,2020-12-24,2020-12-24,note,",  # has a birth date, which counts instead
            "E3,C1,anniversary,2000-12-09,2020-01-01,note,",
            "E4,C1,milestone,2026-12-01,2026-01-01,note,",
            clients=["C3,H1,Pat,Moss,,,,,,,,,en,in,unknown,false,"],
        )
        rows = table(life_events(book, ahead=ahead("2026-12")), DATES)
        assert [(row["person"], row["date"], row["occasion"], row["years"]) for row in rows] == [
            ("Kim Moss", "2026-12-01", "age that matters", None),
            ("Kim Moss", "2026-12-09", "anniversary", 26.0),
            ("Pat Moss", "2026-12-24", "birthday", None),
        ]

    def test_one_client_alone(self, open_book: OpenBook) -> None:
        rows = table(life_events(open_book("FIRM"), ahead=ahead("2027"), household_id="H10"), DATES)
        assert {row["client"] for row in rows} == {"Müller"}

    def test_more_than_ten_years_are_refused(self, open_book: OpenBook) -> None:
        with pytest.raises(BadArguments, match="10 years at most"):
            life_events(open_book("A1"), ahead=ahead("2026..2040"))

    def test_events_and_dates_stand_together_when_both_are_asked_for(self, open_book: OpenBook) -> None:
        result = life_events(open_book("FIRM"), period=YTD, ahead=ahead("2026-11"))
        assert {EVENTS, NEEDS, DATES} <= {block.title for block in result.blocks}

    def test_the_same_book_gives_the_same_bytes(self, open_book: OpenBook) -> None:
        once, twice = (life_events(open_book("FIRM"), period=YTD, ahead=ahead("2027")).to_json() for _ in range(2))
        assert once == twice

    @given(st.dates(dt.date(1900, 1, 1), dt.date(2020, 12, 31)), st.integers(2000, 2100))
    def test_a_birthday_is_that_day_of_the_year_or_1_march(self, born: dt.date, year: int) -> None:
        (day,) = in_year(np.array([born], dtype="M8[D]"), year).tolist()
        try:
            assert day == born.replace(year=year)
        except ValueError:
            assert day == dt.date(year, 3, 1)

    @given(st.dates(dt.date(1900, 1, 1), dt.date(2090, 12, 31)))
    def test_six_months_later_never_leave_the_sixth_month(self, day: dt.date) -> None:
        (later,) = months_later(np.array([day], dtype="M8[D]"), 6).tolist()
        assert (later.year - day.year) * 12 + later.month - day.month == 6
        assert later.day <= day.day


class TestWhoGetsNoNote:
    def birthdays(self, folder: Path, **tables: list[str]) -> Result:
        """Those of Kim (C1) and Lee (C2, opted out of email), both born on 12 March."""
        return life_events(tiny(folder, **tables), ahead=ahead("2027-03"), kind="birthday")

    def test_who_opted_out_stands_apart_with_the_reason(self, tmp_path: Path) -> None:
        result = self.birthdays(tmp_path)
        assert [row["person"] for row in table(result, DATES)] == ["Kim Moss"]
        assert [(row["person"], row["bar"]) for row in table(result, NO_NOTE)] == [("Lee Reed", "opted out of email")]
        assert value(result, "barred") == 1

    def test_an_open_complaint_stops_a_note_to_the_whole_household(self, tmp_path: Path) -> None:
        request = "R1,H1,complaint,2026-10-20T09:00:00Z,,2026-10-21T09:00:00Z,{closed},false,false"
        opened = self.birthdays(tmp_path / "open", service_requests=[request.format(closed="")])
        assert [row["bar"] for row in table(opened, NO_NOTE)] == [
            "an open complaint in the household", "opted out of email",
        ]  # fmt: skip
        closed = self.birthdays(tmp_path / "closed", service_requests=[request.format(closed="2026-10-25T09:00:00Z")])
        assert [row["person"] for row in table(closed, DATES)] == ["Kim Moss"]

    def test_a_plan_that_allows_no_contact_stops_it_and_one_by_its_contact_is_told(self, tmp_path: Path) -> None:
        people = [
            "C3,H1,Ann,Moss,a@clients.example,,1970-03-20,,,,,P1,en,in,unknown,false,",
            "C4,H1,Bea,Moss,b@clients.example,,1970-03-21,,,,,P2,en,in,unknown,false,",
        ]
        sponsors = ["P1,Closed Works,none,,", "P2,Open Works,via_hr,hr@open.example,"]
        result = self.birthdays(tmp_path, clients=people, plan_sponsors=sponsors)
        barred = {row["person"]: row["bar"] for row in table(result, NO_NOTE)}
        assert barred["Ann Moss"] == "a participant of Closed Works, which does not allow contact"
        minded = {row["person"]: row["mind"] for row in table(result, DATES)}
        assert minded == {"Kim Moss": None, "Bea Moss": "reached through the contact of Open Works"}

    @pytest.mark.parametrize(
        ("kind", "known", "mind"),
        [
            ("divorce", "2026-09-01", "a divorce in the household became known lately"),
            ("illness", "2026-09-01", "an illness in the household became known lately"),
            ("illness", "2025-09-01", None),
            ("birth", "2026-09-01", None),
        ],
    )
    def test_what_weighs_on_a_household_is_to_be_minded(
        self, tmp_path: Path, kind: str, known: str, mind: str | None
    ) -> None:
        book = tiny(tmp_path, f"E1,C1,{kind},{known},{known},note,")
        rows = table(life_events(book, ahead=ahead("2027-03"), kind="birthday"), DATES)
        assert [row["mind"] for row in rows] == [mind]

    def test_a_death_within_the_year_is_minded_and_the_dead_get_nothing(self, tmp_path: Path) -> None:
        book = tiny(
            tmp_path,
            "E1,C3,death,2026-06-01,2026-06-02,note,",  # recorded, though the date of death was never filled in
            clients=["C3,H1,Pat,Moss,,,1961-03-15,,,,,,en,in,unknown,false,"],
        )
        rows = table(life_events(book, ahead=ahead("2027-03"), kind="birthday"), DATES)
        assert [(row["person"], row["mind"]) for row in rows] == [
            ("Kim Moss", "a death in the household within a year"),
        ]

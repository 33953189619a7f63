"""The six-monthly questionnaire: its words, how answers are read, what they would change, and whose is due."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.event_needs import BY_TYPE
from assistant.book.snapshot import Book
from assistant.book.tables import Client, LifeEvent
from assistant.book.tables.activity import EVENT_TYPES
from assistant.errors import BadInput
from assistant.outreach.answers import Answers, read_answers
from assistant.outreach.findings import Finding, Known, findings_of, texts_of
from assistant.outreach.form_page import form_page
from assistant.outreach.questionnaires import (
    CONTACT_FIRST,
    FIELDS,
    LANGUAGES,
    QUESTIONNAIRE,
    WORK_EVENTS,
    letters,
    spoken,
    wording,
)
from assistant.outreach.questionnaires_due import Due, questionnaires_due
from tests.desks import opened

TODAY = dt.date(2026, 12, 15)
KNOWN = Known(
    {"client_id": "C09", "phone": "+1-617-555-0108", "email": "c.09@clients.example", "employer": "Riverside Hospital",
     "occupation": None},
    {"household_id": "H05", "city": "Boston", "state": "MA", "country": "US", "risk_tolerance": 4},
    100_000_00,
)  # fmt: skip


def read(language: str = "en", **fields: Any) -> Answers:
    values = {name: [value] if isinstance(value, str) else value for name, value in fields.items()}
    return read_answers(values, language=language, today=TODAY)


def problems(language: str = "en", **fields: Any) -> dict[str, str]:
    """Field → what is wrong with it."""
    with pytest.raises(BadInput) as caught:
        read(language, **fields)
    return {problem.column: problem.message for problem in caught.value.problems}


def _leaves(words: dict[str, Any]) -> list[dict[str, str]]:
    if "en" in words:
        return [words]
    return [leaf for each in words.values() for leaf in _leaves(each)]


class TestTheWords:
    def test_are_there_in_every_language_for_every_section_question_and_choice_and_for_no_other(self) -> None:
        questions = {q.name: q for section in QUESTIONNAIRE for q in section.questions}
        words = wording()
        assert words["sections"].keys() == {section.name for section in QUESTIONNAIRE}
        assert words["questions"].keys() == questions.keys()
        assert words["hints"].keys() <= words["sections"].keys()
        for name, choices in words["choices"].items():
            assert tuple(choices) == questions[name].choices
        assert words["choices"].keys() == {name for name, question in questions.items() if question.choices}
        said = [each for place in words for each in _leaves(words[place])]
        assert all(tuple(each) == LANGUAGES and all(each.values()) for each in said)

    def test_ask_about_all_that_a_review_needs(self) -> None:
        assert {section.name for section in QUESTIONNAIRE} >= {
            "address", "phone", "email", "events", "work", "plans", "net_worth", "goals", "risk", "documents",
            "wishes", "more",
        }  # fmt: skip

    def test_name_events_as_the_book_does(self) -> None:
        told = {*FIELDS["event_1"].choices, *WORK_EVENTS.values()}
        assert told <= set(EVENT_TYPES)
        assert told <= BY_TYPE.keys()

    def test_every_event_has_its_letter_but_those_after_which_the_advisor_speaks_first(self) -> None:
        assert letters().keys() == {*FIELDS["event_1"].choices, *WORK_EVENTS.values()} - CONTACT_FIRST
        assert {"death", "divorce", "illness"} == CONTACT_FIRST

    @pytest.mark.parametrize(("language", "asked_in"), [("it", "it"), ("es-MX", "es"), ("sv", "en"), (None, "en")])
    def test_a_language_that_the_form_does_not_speak_is_english(self, language: str | None, asked_in: str) -> None:
        assert spoken(language) == asked_in


class TestReadingAnswers:
    def test_of_an_empty_form_says_what_would_do(self) -> None:
        assert problems() == {"nothing": "Answer at least one question, or say that nothing has changed."}

    def test_that_nothing_has_changed_is_an_answer(self) -> None:
        assert read(nothing="nothing", city=" ", more="\r\n") == {"nothing": ["nothing"]}

    def test_keeps_what_was_written_with_line_ends_made_alike(self) -> None:
        assert read(more=" one\r\ntwo <b>three</b> ", city=" New\n York ") == {
            "city": "New York", "more": "one\ntwo <b>three</b>",
        }  # fmt: skip

    # Three figures after a mark are thousands, one or two at the end are cents.
    @pytest.mark.parametrize(
        ("text", "cents"),
        [
            ("250000", 250_000_00), ("250,000", 250_000_00), ("250.000", 250_000_00), ("1,234,567.89", 1_234_567_89),
            ("1.234.567,8", 1_234_567_80), ("$ 1 000", 1_000_00), ("1'000 USD", 1_000_00), ("0", 0), ("12.5", 12_50),
        ],
    )  # fmt: skip
    def test_reads_amounts_as_people_write_them(self, text: str, cents: int) -> None:
        assert read(investable=text) == {"investable": cents}

    @pytest.mark.parametrize("text", ["about 1m", "1,23,456", "-5", "1.2345", "٣٠٠", "9" * 20, "1,000.000,00", "$"])
    def test_does_not_guess_an_amount(self, text: str) -> None:
        assert "amount in figures" in problems(investable=text)["investable"]

    def test_lets_debts_be_larger_than_what_is_owned(self) -> None:
        assert read(total="-12,000") == {"total": -12_000_00}

    def test_lists_every_problem_at_its_field_in_the_language_of_the_page(self) -> None:
        found = problems(
            "it",
            city="x" * 81, phone="call me", email="nobody@here", risk="7", work_on="31/05/2026",
            documents=["will", "passport"], event_note_2="a boy", event_3="party", event_note_3="yes", more="a\x00b",
            oddity="1",
        )  # fmt: skip
        assert found == {
            "oddity": "Questo modulo non ha la domanda «oddity».",
            "city": "Città: scriva al massimo 80 caratteri.",
            "phone": "Numero di telefono: scriva un numero di telefono di 7-15 cifre.",
            "email": "Indirizzo email: scriva un indirizzo come nome@example.com.",
            "work_on": "Da quando: scriva un giorno come 2026-05-31, fra il 1900 e tre anni da oggi.",
            "risk": "Come vive gli alti e bassi del valore dei Suoi investimenti?: scelga una delle risposte della "
            "pagina.",
            "documents": "Documenti: scelga una delle risposte della pagina.",
            "more": "Che cos'altro dovremmo sapere?: contiene un carattere che non si può conservare.",
            "event_2": "Di che cosa si tratta 2: indichi anche di che cosa si tratta.",
            "event_3": "Di che cosa si tratta 3: scelga una delle risposte della pagina.",
        }

    @pytest.mark.parametrize("fields", [{"city": ["a", "b"]}, {"risk": ["1", "2"]}, {"documents": ["will"] * 9}])
    def test_takes_one_answer_where_one_is_asked_for(self, fields: dict[str, list[str]]) -> None:
        assert problems(**fields).keys() == fields.keys()

    @given(st.dictionaries(st.sampled_from(sorted(FIELDS)), st.lists(st.text(max_size=300), max_size=3)))
    def test_of_anything_at_all_gives_answers_or_problems(self, fields: dict[str, list[str]]) -> None:
        answers: Answers = {}
        wrong: tuple[object, ...] = ()
        try:
            answers = read_answers(fields, language="es", today=TODAY)
        except BadInput as error:
            wrong = error.problems
        assert bool(answers) != bool(wrong)
        assert answers.keys() <= FIELDS.keys()


def found(**fields: Any) -> dict[str, Finding]:
    return {finding.field: finding for finding in findings_of(read(**fields), KNOWN, TODAY)}


class TestWhatTheAnswersWouldChange:
    def test_is_nothing_when_nothing_has_changed(self) -> None:
        assert found(nothing="nothing") == {}

    def test_is_nothing_where_the_book_has_it_already(self) -> None:
        assert found(phone="+1 617 555 0108", city="BOSTON", risk="4", plans="on_track") == {}

    def test_an_address_with_other_marks_is_another_address(self) -> None:
        assert found(email="C.09@clients.example") == {}
        assert found(email="c09@clients.example").keys() == {"email"}

    def test_names_the_place_in_the_book_with_before_and_after(self) -> None:
        change = found(employer="Northside Clinic")["employer"]
        assert (change.kind, change.table, change.row_id) == ("change", "clients", "C09")
        assert (change.before, change.after) == ("Riverside Hospital", "Northside Clinic")
        assert found(risk="3")["risk_tolerance"].after == 3

    def test_address_phone_email_and_bank_are_verified_first_and_the_rest_is_not(self) -> None:
        told = found(
            street="1 Elm", postcode="02101", city="Salem", state="NH", country="CA", phone="617 555 0199",
            email="jose@new.example", bank=["changed"], occupation="retired", risk="2", documents=["will"],
            plans="unsure", investable="1000", event_1="birth",
        )  # fmt: skip
        verified = {name for name, finding in told.items() if finding.verify}
        assert verified == {"street", "postcode", "city", "state", "country", "phone", "email", "bank"}
        assert told.keys() - verified == {"occupation", "risk_tolerance", "documents", "plans", "net_worth", "birth"}

    def test_a_life_event_comes_with_its_needs_its_clock_and_its_source(self) -> None:
        birth = found(event_1="birth", event_on_1="2026-12-01", event_note_1="a girl")["birth"]
        assert birth.after == {
            "client_id": "C09", "type": "birth", "occurred_on": "2026-12-01", "known_on": "2026-12-15",
            "source": "questionnaire", "note": "a girl",
        }  # fmt: skip
        # Reference 3.13: after a birth the needs are looked at within 60 days of its being known.
        assert (birth.needs, birth.due_on) == (BY_TYPE["birth"].review, dt.date(2027, 2, 13))
        assert birth.letter == "wanted"

    # From 12 months before a retirement and 6 before a sale, but never before it is known.
    @pytest.mark.parametrize(
        ("work", "on", "due"),
        [
            ("retirement", "2028-06-30", dt.date(2027, 6, 30)), ("retirement", "2027-06-30", TODAY),
            ("business_sale", "2027-12-31", dt.date(2027, 6, 30)), ("new_job", "2026-11-02", dt.date(2027, 2, 13)),
        ],
    )  # fmt: skip
    def test_what_is_best_met_before_it_happens_has_its_day_then(self, work: str, on: str, due: dt.date) -> None:
        assert found(work=work, work_on=on)[WORK_EVENTS[work]].due_on == due

    @pytest.mark.parametrize("event", ["death", "divorce", "illness"])
    def test_after_death_divorce_or_illness_no_letter_goes_into_that_house_whatever_else_was_told(
        self, event: str
    ) -> None:
        told = found(event_1="birth", event_2=event, work="new_job")
        assert {finding.letter for finding in told.values()} == {"contact_first"}
        assert told[event].verify

    def test_who_died_is_for_the_advisor_to_say(self) -> None:
        assert found(event_1="death")["death"].after["client_id"] == ""

    def test_a_net_worth_declared_again_is_news_though_it_is_the_same(self) -> None:
        worth = found(investable="100,000")["net_worth"]
        assert (worth.kind, worth.table) == ("record", "net_worth")
        assert worth.before == {"investable_net_worth_cents": 100_000_00}
        assert worth.after["investable_net_worth_cents"] == 100_000_00

    def test_texts_propose_nothing_and_are_counted_for_who_reads_them(self) -> None:
        answers = read(goals="a boat", wishes="in May", more="thanks", event_1="birth", event_note_1="a girl")
        assert [f.field for f in findings_of(answers, KNOWN, TODAY)] == ["birth"]
        assert texts_of(answers) == 4


class TestThePage:
    def test_shows_nothing_of_the_household_but_the_first_name(self) -> None:
        shown = form_page(
            first_name="José", language="en", firm="Harbour & Vale", advisor="Anna Keller", currency="USD", given={}
        )
        assert "José" in shown["greeting"]
        fields = [field for section in shown["sections"] for names in section["rounds"] for field in names]
        assert not any(field["value"] for field in fields)
        assert not any(choice["chosen"] for field in fields for choice in field["choices"])


def nobody_said(_clients: Any) -> dict[str, str]:
    return {}


def due(home: Path, day: dt.date, *, lately: tuple[str, ...] = (), said: Any = nobody_said) -> dict[str, Due]:
    with opened(home) as desk:
        book: Book = desk.books.open(desk.books.hierarchy().scope_of_advisors(["A1"]), day)
        return {each.household_id: each for each in questionnaires_due(book, lately, said)}


class TestWhoseIsDue:
    """Of the small firm: H02, H03 and H05 have a review due in the middle of January; H03 was asked in September."""

    def test_nobodys_while_no_review_comes_up(self, home: Path) -> None:
        assert due(home, dt.date(2026, 11, 22)) == {}

    def test_thirty_days_before_the_review_and_not_a_day_earlier(self, home: Path) -> None:
        assert due(home, dt.date(2026, 12, 10)) == {}
        found = due(home, dt.date(2026, 12, 11))
        assert {h: each.review_due for h, each in found.items()} == {"H02": dt.date(2027, 1, 10)}

    def test_nobody_is_asked_again_within_150_days(self, home: Path) -> None:
        assert due(home, TODAY).keys() == {"H02", "H05"}
        assert due(home, TODAY, lately=("H02",)).keys() == {"H05"}
        assert "H03" not in due(home, dt.date(2027, 1, 29))  # the 150th day after 1 September
        assert "H03" in due(home, dt.date(2027, 1, 30))

    def test_each_is_asked_in_their_language_at_their_address(self, home: Path) -> None:
        who = due(home, TODAY)["H05"].who
        assert (who.first_name, who.language, who.reason) == ("José", "es", "")
        assert who.reader is not None
        assert who.reader.address == "c09@clients.example"

    def test_who_may_not_be_written_to_is_left_out_with_the_reason(self, home: Path) -> None:
        with opened(home) as desk, desk.database.writing() as session:
            for client_id in ("C09", "C10"):
                session.get(Client, client_id).email_consent = "out"  # type: ignore[union-attr]
        who = due(home, TODAY)["H05"].who
        assert (who.reader, who.reason) == (None, "José García Márquez has opted out of email.")

    def test_what_a_client_said_since_counts_before_the_book(self, home: Path) -> None:
        found = due(home, TODAY, said=lambda clients: dict.fromkeys(clients, "out"))
        assert found["H05"].who.reason == "José García Márquez has opted out of email."

    def test_a_personal_link_does_not_go_through_an_employer(self, home: Path) -> None:
        """Marco Rossi is reached through his plan's contact; Giulia, who is not, is asked in his place."""
        assert due(home, dt.date(2027, 4, 1))["H01"].who.first_name == "Giulia"

    def test_a_family_in_mourning_is_spoken_to_first(self, home: Path) -> None:
        with opened(home) as desk, desk.database.writing() as session:
            session.add(LifeEvent(event_id="LE99", client_id="C10", type="death", known_on=dt.date(2026, 12, 1)))
        who = due(home, TODAY)["H05"].who
        assert who.reader is None
        assert who.reason == "José: a death in the household within a year; speak to the family first."

"""A client's profile on the small firm: what is on record is shown, what is missing is said, notes are only quoted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from assistant.analytics.bridge import bridge_months
from assistant.analytics.bridge_return import bridge_return
from assistant.analytics.depth import PARTS, relationship_depth
from assistant.analytics.event_needs import BY_TYPE, EVENT_NEEDS
from assistant.analytics.people import completed_years, household_ages, last_two_way
from assistant.analytics.profile import client_profile
from assistant.analytics.profile.figures import spans
from assistant.analytics.profile.questions import questions
from assistant.analytics.promises import promises_in
from assistant.analytics.returns import modified_dietz
from assistant.analytics.serving import cost_to_serve
from assistant.blocks import Listing, Result, Table, Text
from assistant.book.periods import parse_period
from assistant.book.tables.activity import EVENT_TYPES
from assistant.errors import NotFound
from tests.analytics.conftest import OpenBook

AS_OF = dt.date(2026, 10, 31)


def rows(result: Result, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(b for b in result.blocks if b.title == title).to_json()["rows"]  # type: ignore[union-attr]
    return found


def texts(result: Result) -> list[Text]:
    return [block for block in result.blocks if isinstance(block, Text)]


def asked(result: Result) -> tuple[str, ...]:
    return next((b.items for b in result.blocks if isinstance(b, Listing)), ())


class TestProfile:
    def test_somebody_elses_client_is_not_found(self, open_book: OpenBook) -> None:
        with pytest.raises(NotFound):
            client_profile(open_book("A1"), household_id="H10")

    def test_people_come_primary_first_and_the_next_generation_last(self, open_book: OpenBook) -> None:
        people = rows(client_profile(open_book("A1"), household_id="H01"), "People")
        assert [(p["name"], p["role"], p["age"]) for p in people] == [
            ("Marco Rossi", "primary", 60),
            ("Giulia Rossi", "member", 58),
            ("Luca Rossi", "next generation", 28),
        ]

    def test_who_died_has_no_age_and_a_date(self, open_book: OpenBook) -> None:
        people = rows(client_profile(open_book("A2"), household_id="H11"), "People")
        assert (people[1]["age"], people[1]["deceased_on"]) == (None, "2025-09-14")

    def test_accounts_sum_to_the_assets(self, open_book: OpenBook) -> None:
        result = client_profile(open_book("A1"), household_id="H01")
        accounts = rows(result, "Accounts")
        assert [(a["account"], a["value"]) for a in accounts] == [("AC01", 304700.0), ("AC02", 104500.0)]
        assert result.figure("ytd_end").value == Decimal("409200.00")

    def test_the_bridge_is_shown_for_two_periods_with_returns(self, open_book: OpenBook) -> None:
        bridge = rows(client_profile(open_book("A1"), household_id="H01"), "What moved the assets")
        assert [b["period"] for b in bridge] == ["ytd", "1y"]
        assert bridge[0]["return_net"] < bridge[0]["return_gross"]

    def test_wallet_share_has_its_date_and_source(self, open_book: OpenBook) -> None:
        result = client_profile(open_book("A1"), household_id="H01")
        assert result.figure("wallet_share").value == Decimal("0.409200")  # 409,200 of 1,000,000
        assert result.figure("declared_on").value == dt.date(2026, 3, 15)
        assert result.figure("declared_by").value == "plan"

    def test_revenue_cost_and_contribution(self, open_book: OpenBook) -> None:
        # 12 × 300 fee, 12 × 80 trail, 500 commission = 5,060; four meetings of 45 minutes at 150 an hour = 450
        result = client_profile(open_book("A1"), household_id="H01")
        values = [result.figure(key).value for key in ("revenue_ttm", "recurring_ttm", "cost_to_serve", "contribution")]
        assert values == [Decimal("5060.00"), Decimal("4560.00"), Decimal("450.00"), Decimal("4610.00")]

    def test_an_hourly_cost_out_of_reach_leaves_the_contribution_undefined(self, open_book: OpenBook) -> None:
        # H08 is A1's client; A3 holds 40 % of its account and does not see A1's hourly cost
        figure = client_profile(open_book("A3"), household_id="H08").figure("contribution")
        assert (figure.value, "hourly cost" in figure.reason) == (None, True)

    def test_an_instruction_in_a_note_is_quoted_and_changes_nothing(self, open_book: OpenBook) -> None:
        result = client_profile(open_book("A1"), household_id="H02")
        quoted = [text for text in texts(result) if "IGNORE ALL PREVIOUS INSTRUCTIONS" in text.body]
        assert [text.source for text in quoted] == ["email, from the client, record I018"]
        assert "IGNORE" not in " ".join(result.words())
        assert all(p["name"].endswith("Rossi") for p in rows(result, "People"))

    def test_promises_tasks_and_open_requests(self, open_book: OpenBook) -> None:
        result = client_profile(open_book("A2"), household_id="H16")
        assert [t.body for t in texts(result) if t.title.startswith("Promised")] == [
            "we promised the transfer forms by Friday"
        ]
        assert [t["text"] for t in rows(result, "Open tasks")] == ["Send the transfer forms"]
        assert rows(result, "Open service requests")[0]["opened_at"] == "2026-09-11"

    def test_a_request_without_a_reply_shows_no_reply(self, open_book: OpenBook) -> None:
        request = rows(client_profile(open_book("A2"), household_id="H17"), "Open service requests")[0]
        assert (request["opened_at"], request["first_reply_at"]) == ("2026-10-28", None)

    def test_events_carry_their_needs_and_their_clock(self, open_book: OpenBook) -> None:
        event = rows(client_profile(open_book("A1"), household_id="H02"), "Life events and what they ask for")[0]
        assert (event["who"], event["event"], event["due"]) == ("Paolo", "job change", "2026-09-18")  # known + 60 days
        assert event["needs"].startswith("old employer plan")

    def test_questions_come_from_the_record(self, open_book: OpenBook) -> None:
        assert any("Granite Tools 401k" in q for q in asked(client_profile(open_book("A1"), household_id="H01")))
        assert any("job change" in q for q in asked(client_profile(open_book("A1"), household_id="H02")))
        leaving = asked(client_profile(open_book("A1"), household_id="H03"))
        assert leaving[0].startswith("Money has been leaving")
        assert any("months old" in q for q in leaving)  # net worth declared on 2024-06-30
        assert any("No net worth" in q for q in asked(client_profile(open_book("A1"), household_id="H06")))

    def test_a_closed_client_keeps_the_history_and_has_no_present(self, open_book: OpenBook) -> None:
        result = client_profile(open_book("A1"), household_id="H07")
        assert result.figure("ytd_losses").value == Decimal("78600.00")
        assert result.figure("depth").reason == "the household is closed"
        assert result.figure("declared_on").reason == "the household is closed"
        assert result.caveats[0].startswith("This household closed on 2026-05-20")
        assert "Accounts" not in {block.title for block in result.blocks}
        assert result.words()[0].startswith("O'Brien (closed) has $0 with us")

    def test_a_client_never_met_says_so(self, open_book: OpenBook) -> None:
        result = client_profile(open_book("A2"), household_id="H14")
        assert result.figure("last_contact").value is None
        assert any("never recorded" in sentence for sentence in result.words())

    def test_before_any_month_closed_there_is_no_bridge(self, open_book: OpenBook) -> None:
        assert spans(open_book("A1", "2024-08-15"), "H01") == ()
        result = client_profile(open_book("A1", "2024-08-15"), household_id="H01")
        assert "What moved the assets" not in {block.title for block in result.blocks}

    def test_the_last_closed_month_is_said(self, open_book: OpenBook) -> None:
        assert client_profile(open_book("A1"), household_id="H04").words()[-1].endswith("October 2026.")

    def test_the_same_book_gives_the_same_bytes(self, open_book: OpenBook) -> None:
        once, twice = (client_profile(open_book("A1"), household_id="H05").to_json() for _ in range(2))
        assert once == twice


class TestReturn:
    def test_no_months_have_no_return(self, open_book: OpenBook) -> None:
        book = open_book("A2")
        early = parse_period("2026-01", AS_OF)
        assert bridge_return(bridge_months(book, early, household_id="H16")) is None

    def test_a_flow_stands_in_the_middle_of_its_month(self, open_book: OpenBook) -> None:
        # January 2026: 12,000.00 into AC01, and 31 days
        months = bridge_months(open_book("A1"), parse_period("2026-01", AS_OF), household_id="H01")
        begin, end = float(months["begin"].iloc[0]), float(months["end"].iloc[0])
        assert bridge_return(months) == pytest.approx(modified_dietz(begin, end, [(15.5, 1_200_000.0)], 31))

    def test_before_fees_is_after_fees_plus_fees(self, open_book: OpenBook) -> None:
        months = bridge_months(open_book("A1"), parse_period("2026-09", AS_OF), household_id="H02")
        fees, begin = float(months["fees"].sum()), float(months["begin"].iloc[0])
        net, gross = bridge_return(months), bridge_return(months, gross=True)
        assert net is not None
        assert gross is not None
        assert gross - net == pytest.approx(fees / begin, rel=0.02)


class TestDepth:
    def test_nobody_has_no_depth(self, open_book: OpenBook) -> None:
        assert relationship_depth(open_book("NOBODY")).empty

    def test_weights_sum_to_one_and_are_in_the_method(self) -> None:
        assert sum(part.weight for part in PARTS) == pytest.approx(1.0)

    def test_parts_of_a_couple_with_a_known_heir(self, open_book: OpenBook) -> None:
        # H01: 40.92 % of wallet, two of eight areas, partner and heir known, plan of March 2026, email consent
        parts = relationship_depth(open_book("A1")).loc["H01"]
        by_hand = 100 * (0.25 * 0.4092 + 0.20 * 2 / 8 + 0.15 + 0.15 + 0.15 + 0.10)
        assert parts["depth"] == pytest.approx(by_hand)

    def test_a_single_client_is_measured_without_a_partner(self, open_book: OpenBook) -> None:
        # H02: 60.45 % of wallet, one area, no heir, no plan, consent; the weights of the rest are 0.85
        parts = relationship_depth(open_book("A1")).loc["H02"]
        assert pd.isna(parts["partner"])
        assert parts["depth"] == pytest.approx(100 * (0.25 * 0.6045 + 0.20 / 8 + 0.10) / 0.85)

    def test_planning_revenue_is_a_plan_and_an_area(self, open_book: OpenBook) -> None:
        parts = relationship_depth(open_book("A1")).loc["H05"]  # taxable, 529, planning fee of April 2026
        assert (parts["needs"], parts["plan"]) == (3 / 8, 1.0)


class TestCostToServe:
    def test_nobody_costs_nothing(self, open_book: OpenBook) -> None:
        assert cost_to_serve(open_book("NOBODY")).empty

    def test_booked_hours_and_minutes_at_the_hourly_cost(self, open_book: OpenBook) -> None:
        # H10: four meetings of 45 minutes and 3 booked hours at 140 an hour
        assert cost_to_serve(open_book("A2"))["H10"] == pytest.approx((3 + 3) * 14_000)


class TestPromises:
    def test_no_notes_hold_no_promises(self) -> None:
        empty = pd.DataFrame(columns=["interaction_id", "household_id", "at", "channel", "note"])
        assert promises_in(empty).empty

    @pytest.mark.parametrize(
        ("note", "sentence"),
        [
            ("Good talk. We will send the form on Monday. Weather fine.", "We will send the form on Monday."),
            ("Ho promesso il modulo; poi caffè", "Ho promesso il modulo;"),
            ("Le enviaremos el contrato", "Le enviaremos el contrato"),
            ("I'll get back to them about fees", "I'll get back to them about fees"),
        ],
    )
    def test_the_sentence_is_quoted_as_it_stands(self, note: str, sentence: str) -> None:
        frame = pd.DataFrame(
            {
                "interaction_id": ["I1"],
                "household_id": ["H1"],
                "at": [pd.Timestamp("2026-10-01", tz="UTC")],
                "channel": ["call"],
                "note": [note],
            }
        )
        assert list(promises_in(frame)["sentence"]) == [sentence]

    def test_a_plain_note_promises_nothing(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        plain = book.interactions[book.interactions["note"] == "Quarterly review"]
        assert promises_in(plain).empty


class TestPeople:
    def test_an_unknown_birthday_has_no_age(self) -> None:
        assert completed_years(pd.Series([pd.NaT], dtype="datetime64[s]"), AS_OF).isna().all()

    def test_a_birthday_counts_from_its_day_on(self) -> None:
        born = pd.Series(pd.to_datetime(["1960-10-31", "1960-11-01", "1964-02-29"]))
        assert completed_years(born, AS_OF).tolist() == [66, 65, 62]

    def test_a_survivor_stands_for_the_household(self, open_book: OpenBook) -> None:
        assert household_ages(open_book("A2"))["H11"] == 70  # born 1956-03-25; the husband died in 2025

    def test_the_last_two_way_contact_is_not_an_unanswered_mail(self, open_book: OpenBook) -> None:
        assert last_two_way(open_book("A1"))["H03"] == dt.date(2026, 1, 14)


class TestNeeds:
    def test_every_event_but_the_recurring_dates_has_needs(self) -> None:
        assert set(EVENT_TYPES) - set(BY_TYPE) == {"birthday", "anniversary", "milestone"}
        assert len(EVENT_NEEDS) == len(BY_TYPE) == 12  # table 3.13


class TestQuestions:
    def test_with_nothing_missing_there_is_nothing_to_ask(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        people = book.clients[book.clients["household_id"] == "H01"]
        nothing = pd.DataFrame(columns=["due", "known", "type", "who", "kind", "institution"])
        nothing = nothing.astype({"due": "datetime64[s]", "known": "datetime64[s]"})
        known = pd.DataFrame({"worth_cents": [1], "is_fresh": [True]})
        assert questions(people, nothing, nothing, known, erosion=None, as_of=AS_OF) == ()

    def test_a_missing_birthday_is_asked_for(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        people = book.clients[book.clients["household_id"] == "H01"].assign(birth_date=pd.NaT)
        nothing = pd.DataFrame(columns=["due", "known", "type", "who", "kind", "institution"])
        nothing = nothing.astype({"due": "datetime64[s]", "known": "datetime64[s]"})
        told = questions(people, nothing, nothing, nothing, erosion=None, as_of=AS_OF)
        assert told == ("When is Giulia's birthday?", "When is Marco's birthday?")


def test_table_titles_are_those_of_a_profile(open_book: OpenBook) -> None:
    result = client_profile(open_book("A1"), household_id="H01")
    assert [b.title for b in result.blocks if isinstance(b, Table)] == [
        "People",
        "Accounts",
        "What moved the assets",
        "Depth of the relationship, part by part",
        "Money held elsewhere",
        "Life events and what they ask for",
        "Recent contacts",
    ]

"""A Book at a date: what was not known then is not there, what had not happened is blank; figures after tests/firms."""

from __future__ import annotations

import pandas as pd
import pytest

from assistant.database import Database
from tests.book.small_firm import ABOUT_CLIENTS, EVERYONE, book_of, row, sheet


class TestAsOf:
    def test_before_the_first_day_there_is_nothing(self, small_on_both: Database) -> None:
        book = book_of(small_on_both, *EVERYONE, as_of="2000-01-01")
        dated = [name for name in ABOUT_CLIENTS if name not in ("advisors", "expected_flows")]
        assert {name: len(book.frame(name)) for name in dated} == dict.fromkeys(dated, 0)

    @pytest.mark.parametrize(
        ("as_of", "last"),
        [
            ("2026-06-30", "2026-06"),
            ("2026-06-29", "2026-05"),
            ("2024-10-01", "2024-09"),
            ("2026-10-31", "2026-10"),
            ("2027-05-01", "2026-10"),  # nothing is closed after October
        ],
    )
    def test_balances_and_revenue_end_with_the_last_closed_month(
        self, small_on_both: Database, as_of: str, last: str
    ) -> None:
        book = book_of(small_on_both, *EVERYONE, as_of=as_of)
        month = pd.Timestamp(f"{last}-01")
        assert book.last_month == month
        assert book.balances["month"].max() == book.revenue["month"].max() == month

    def test_a_month_before_the_first_closed_one_has_no_balances(self, small: Database) -> None:
        assert book_of(small, *EVERYONE, as_of="2024-09-29").balances.empty

    @pytest.mark.parametrize(("as_of", "closed", "reason"), [("2026-05-19", False, None), ("2026-05-20", True, "left")])
    def test_a_household_that_left_later_is_still_open(
        self, small_on_both: Database, as_of: str, closed: bool, reason: str | None
    ) -> None:
        book = book_of(small_on_both, "A1", as_of=as_of)
        left = row(book.households, "household_id", "H07")  # left on 2026-05-20
        assert pd.notna(left.closed_on) == closed
        assert (left.close_reason if closed else None) == reason
        assert pd.isna(left.close_reason) != closed
        assert ("H07" in set(book.open_households["household_id"])) != closed

    @pytest.mark.parametrize(("as_of", "known"), [("2026-09-07", False), ("2026-09-08", True)])
    def test_a_household_that_comes_later_is_not_there_with_all_it_has(
        self, small_on_both: Database, as_of: str, known: bool
    ) -> None:
        book = book_of(small_on_both, "A2", as_of=as_of)  # H16 came on 2026-09-08
        assert ("H16" in set(book.households["household_id"])) == known
        assert ("C23" in set(book.clients["client_id"])) == known
        assert ("AC18" in set(book.accounts["account_id"])) == known

    @pytest.mark.parametrize(("as_of", "dead"), [("2025-09-13", False), ("2025-09-14", True)])
    def test_a_person_who_dies_later_is_alive(self, small: Database, as_of: str, dead: bool) -> None:
        assert pd.notna(row(book_of(small, "A2", as_of=as_of).clients, "client_id", "C18").deceased_on) == dead

    def test_leads_that_come_later_are_left_out(self, small_on_both: Database) -> None:
        leads = book_of(small_on_both, "A1", as_of="2026-01-10").leads
        of_the_file = {
            x["lead_id"] for x in sheet("leads") if x["advisor_id"] == "A1" and x["created_on"] <= "2026-01-10"
        }
        assert set(leads["lead_id"]) == of_the_file
        assert len(of_the_file) < 20  # of the 343

    @pytest.mark.parametrize(
        ("as_of", "known"),
        [
            ("2026-01-02", set()),
            ("2026-01-03", {"qualified_on"}),
            ("2026-01-05", {"qualified_on", "met_on"}),
            ("2026-03-02", {"qualified_on", "met_on"}),
            ("2026-03-03", {"qualified_on", "met_on", "lost_on"}),
        ],
    )
    def test_a_lead_shows_only_how_far_it_had_come(self, small: Database, as_of: str, known: set[str]) -> None:
        lead = row(book_of(small, "A1", as_of=as_of).leads, "lead_id", "L0001")
        steps = ("qualified_on", "met_on", "won_on", "lost_on")
        assert {step for step in steps if pd.notna(getattr(lead, step))} == known

    @pytest.mark.parametrize(("as_of", "closed"), [("2026-06-02", False), ("2026-06-03", True)])
    def test_an_opportunity_is_not_won_before_it_is(self, small: Database, as_of: str, closed: bool) -> None:
        won = row(book_of(small, "A1", as_of=as_of).opportunities, "opportunity_id", "O2")
        assert pd.notna(won.closed_on) == closed
        assert pd.notna(won.outcome) == closed

    @pytest.mark.parametrize(
        ("where", "days"),
        [
            (
                ("life_events", "event_id", "LE5"),
                ("2026-07-19", "2026-07-20"),
            ),  # happened on the 1st, known on the 20th
            (("interactions", "interaction_id", "I018"), ("2026-08-02", "2026-08-03")),
            (("questionnaires", "questionnaire_id", "Q2"), ("2026-07-05", "2026-07-06")),
            (("service_requests", "request_id", "SR2"), ("2026-08-02", "2026-08-03")),
            (("tasks", "task_id", "T3"), ("2026-09-14", "2026-09-15")),
            (("campaigns", "campaign_id", "CP1"), ("2026-09-14", "2026-09-15")),
            (("campaign_sends", "campaign_id", "CP1"), ("2026-09-14", "2026-09-15")),
            (("opportunities", "opportunity_id", "O1"), ("2026-07-31", "2026-08-01")),
            (("holdings", "account_id", "AC03"), ("2026-10-30", "2026-10-31")),
            (("net_worth", "household_id", "H01"), ("2026-03-14", "2026-03-15")),
            (("expenses", "expense_id", "X1"), ("2026-03-30", "2026-03-31")),
        ],
    )
    def test_a_row_is_there_from_the_day_it_was_known(
        self, small: Database, where: tuple[str, str, str], days: tuple[str, str]
    ) -> None:
        name, key, value = where
        known = [value in set(book_of(small, "A1", as_of=day).frame(name)[key]) for day in days]
        assert known == [False, True]

    @pytest.mark.parametrize(
        ("where", "outcome", "days"),
        [
            (("questionnaires", "questionnaire_id", "Q2"), "answered_on", ("2026-07-19", "2026-07-20")),
            (("service_requests", "request_id", "SR2"), "first_reply_at", ("2026-08-04", "2026-08-05")),
            (("service_requests", "request_id", "SR2"), "closed_at", ("2026-08-05", "2026-08-06")),
            (("tasks", "task_id", "T2"), "done_on", ("2026-05-10", "2026-05-11")),
            (("accounts", "account_id", "AC09"), "closed_on", ("2026-05-18", "2026-05-19")),
            (("campaign_sends", "client_id", "C01"), "met_on", ("2026-10-08", "2026-10-09")),
        ],
    )
    def test_an_outcome_is_blank_until_the_day_it_came(
        self, small: Database, where: tuple[str, str, str], outcome: str, days: tuple[str, str]
    ) -> None:
        name, key, value = where
        rows = [row(book_of(small, "A1", as_of=day).frame(name), key, value) for day in days]
        assert [pd.notna(getattr(r, outcome)) for r in rows] == [False, True]

"""Silent erosion told on the small firm: H03 has been leaving since February 2026, H04 and H05 draw what was planned
(tests/firms/small: balances.csv of AC04, expected_flows.csv; sums in small_answers/unexplained.csv)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from assistant.analytics.erosion import find_erosion
from assistant.analytics.erosion.history import erosion_history
from assistant.analytics.erosion.report import erosion_verdicts, judge_household
from assistant.blocks import Chart, Listing, Result, Table
from assistant.errors import NotFound
from tests.analytics.conftest import OpenBook, answers


def table(result: Result, title: str) -> Table:
    return next(b for b in result.blocks if isinstance(b, Table) and b.title == title)


class TestHistory:
    def test_a_book_without_clients_has_no_history(self, open_book: OpenBook) -> None:
        assert erosion_history(open_book("NOBODY")).months.empty

    def test_twelve_months_of_flows_net_of_plans_are_the_independent_ones(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        history = erosion_history(book)
        recent = history.months[history.months["month"] > book.last_month - pd.DateOffset(months=12)]
        net = (recent["inflow"] - recent["outflow"]).groupby(recent["household_id"]).sum()
        due = history.expected[history.expected["month"] > book.last_month - pd.DateOffset(months=12)]
        planned = due.groupby("household_id")["amount"].sum().reindex(net.index, fill_value=0)
        expected = {
            row["household_id"]: int(row["unexplained_cents"])
            for row in answers("unexplained")
            if row["as_of"] == "2026-10-31" and row["household_id"] in net.index
        }
        assert (net - planned).to_dict() == expected

    def test_contacts_exclude_portal_logins(self, open_book: OpenBook) -> None:
        months = erosion_history(open_book("A2")).months
        september = months[(months["household_id"] == "H17") & (months["month"] == pd.Timestamp("2026-08-01"))]
        assert september[["contacts", "logins"]].iloc[0].tolist() == [0, 1]

    def test_events_are_those_that_explain_flows(self, open_book: OpenBook) -> None:
        events = erosion_history(open_book("FIRM")).events
        told = set(zip(events["household_id"], events["kind"], strict=True))
        assert {("H05", "planned_withdrawal"), ("H04", "retirement"), ("H11", "death_notice")} <= told
        assert ("H01", "planned_withdrawal") not in told  # a graduation explains no outflow


class TestTheBook:
    def test_nobody_is_leaving_where_nobody_is(self, open_book: OpenBook) -> None:
        result = find_erosion(open_book("A2"))
        assert result.figure("eroding").value == 0
        assert result.words()[0] == "None of the 3 clients judged is leaving silently."

    def test_who_since_when_and_how_much(self, open_book: OpenBook) -> None:
        # H03: 38,600.00 withdrawn without a plan since 2026-02 (small_answers/unexplained.csv)
        result = find_erosion(open_book("FIRM"))
        assert (result.figure("eroding").value, result.figure("money_gone").value) == (1, Decimal("38600.00"))
        assert result.figure("still_here").value == Decimal("149100.00")  # AC04 at the end of October 2026
        row = table(result, "Who is leaving silently").to_json()["rows"][0]
        assert (row["client"], row["verdict"], row["kind"], row["since"]) == (
            "Lindqvist",
            "eroding",
            "slow leak",
            "2026-02-01",
        )
        assert row["last_contact"] == "2026-01-14"
        assert result.figure("eroding").rows.ids == ("H03",)

    def test_innocent_outflows_are_listed_with_their_reason(self, open_book: OpenBook) -> None:
        rows = table(find_erosion(open_book("FIRM")), "Outflows with an innocent explanation").to_json()["rows"]
        assert rows[0] == {"client": "García Márquez", "explained": 118500.0, "why": "the outflows were expected"}

    def test_a_discovery_is_named_and_is_no_loss(self, open_book: OpenBook) -> None:
        result = find_erosion(open_book("FIRM"))
        names = next(b for b in result.blocks if isinstance(b, Listing)).items
        assert names == ("García Márquez",)

    def test_the_chart_sums_the_unexplained_months(self, open_book: OpenBook) -> None:
        chart = next(b for b in find_erosion(open_book("FIRM")).blocks if isinstance(b, Chart))
        assert sum(v for v in chart.series[0][1] if v) == Decimal("38600.00")

    def test_small_and_new_households_are_not_judged_and_it_is_said(self, open_book: OpenBook) -> None:
        # H16 has 39,910.00 and two months, H12 and H13 have seven months
        assert any(caveat.startswith("3 clients are not judged") for caveat in find_erosion(open_book("A2")).caveats)

    def test_the_smallest_loss_asked_for_leaves_out_smaller_ones(self, open_book: OpenBook) -> None:
        some = find_erosion(open_book("FIRM"), min_loss=3_860_000)
        none = find_erosion(open_book("FIRM"), min_loss=3_860_001)
        assert [len(b.rows) for b in some.blocks if b.to_json().get("title") == "Who is leaving silently"] == [1]
        assert not [b for b in none.blocks if b.to_json().get("title") == "Who is leaving silently"]
        assert some.figure("eroding").value == none.figure("eroding").value == 1  # the count is of all, listed or not
        assert none.words()[0] == "None of the 9 clients judged is leaving silently with as much gone as asked for."

    def test_a_book_without_clients_has_nobody_to_judge(self, open_book: OpenBook) -> None:
        assert find_erosion(open_book("NOBODY")).figure("checked").value == 0

    def test_the_same_book_gives_the_same_bytes(self, open_book: OpenBook) -> None:
        assert find_erosion(open_book("BR1")).to_json() == find_erosion(open_book("BR1")).to_json()

    def test_before_the_leak_there_was_none(self, open_book: OpenBook) -> None:
        assert find_erosion(open_book("FIRM", "2026-01-31")).figure("eroding").value == 0

    def test_a_book_of_one_advisor_and_the_firm_agree_on_a_client(self, open_book: OpenBook) -> None:
        verdicts = [erosion_verdicts(open_book(scope)).set_index("household_id") for scope in ("A1", "FIRM")]
        assert verdicts[0].loc["H03", "verdict"] == verdicts[1].loc["H03", "verdict"] == "eroding"


class TestOneClient:
    def test_an_eroding_client_with_the_months(self, open_book: OpenBook) -> None:
        result = find_erosion(open_book("A1"), household_id="H03")
        assert result.figure("verdict").value == "eroding"
        assert result.figure("since").value == dt.date(2026, 2, 1)
        assert len(table(result, "The last twelve months").rows) == 12
        assert result.words()[0].startswith("Lindqvist is eroding since 1 Feb 2026: $38,600 has gone")

    def test_a_steady_client_is_said_to_be_steady_and_why(self, open_book: OpenBook) -> None:
        result = find_erosion(open_book("A1"), household_id="H04")
        assert result.figure("since").reason == "nothing is eroding"
        assert result.words() == ("Okafor is steady; $560,000 is here.", "Explained: the outflows were expected.")

    def test_somebody_elses_and_a_closed_client_are_not_found(self, open_book: OpenBook) -> None:
        for household_id in ("H10", "H07", "nobody"):
            with pytest.raises(NotFound):
                find_erosion(open_book("A1"), household_id=household_id)

    def test_the_kind_is_known_for_a_profile(self, open_book: OpenBook) -> None:
        assert judge_household(open_book("A1"), "H03") == "slow_leak"
        assert judge_household(open_book("A1"), "H04") is None

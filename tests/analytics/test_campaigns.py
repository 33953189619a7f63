"""Campaigns: rates over delivered, the effect against the hold-out group with its interval, money a person, windows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.campaigns import campaigns
from assistant.analytics.campaigns.effect import effect, money_each
from assistant.analytics.campaigns.results import campaign_rows
from assistant.blocks import Chart, Result, Table
from assistant.book.periods import Period, parse_period
from assistant.errors import NotEnoughData, NotFound, Unclear
from tests.analytics.conftest import OpenBook
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import TinyFirm

AS_OF = dt.date(2026, 10, 31)


def span(word: str = "1y", as_of: dt.date = AS_OF) -> Period:
    return parse_period(word, as_of)


def rows(result: Result, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(b for b in result.blocks if isinstance(b, Table) and b.title == title).to_json()[
        "rows"
    ]
    return found


def value(result: Result, key: str) -> Any:
    return result.figure(key).value


def sent(folder: Path, *sends: str, on: str = "2026-06-01", as_of: str = "2026-10-31", **options: Any) -> Result:
    """One campaign and its sends, a person each: `treated,delivered,clicked,replied,unsubscribed,met_on,assets`."""
    people, lines = [], []
    for i, send in enumerate(sends):
        group, delivered, clicked, replied, gone, met, assets = send.split(",")
        people.append(f"C{i},H1,P{i},Moss,,,1960-03-12,,,,,,en,in,unknown,{'true' if i == 0 else 'false'},")
        lines.append(f"CP1,C{i},{group},{delivered},true,{clicked},{replied},{gone},{met},{assets}")
    firm = TinyFirm().put("clients", *people).put("campaign_sends", *lines)
    firm.put("campaigns", f"CP1,,Spring letter,Hello,email,{on}T09:00:00Z,0.1")
    book = tiny_book(folder, firm, as_of)
    return campaigns(book, period=span(as_of=book.as_of), **options)


YES = "treated,true,true,false,false,2026-06-20,1000.00"
NO = "treated,true,false,false,false,,"
BOUNCED = "treated,false,false,false,false,,"
HELD = "holdout,false,false,false,false,,"
HELD_MET = "holdout,false,false,false,false,2026-07-01,500.00"


class TestNothing:
    def test_no_campaign_says_so(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="No campaign of 1y reached or held out a client of nobody"):
            campaigns(open_book("NOBODY"), period=span())

    def test_no_campaign_by_that_name_either(self, open_book: OpenBook) -> None:
        with pytest.raises(NotFound, match="I find no campaign “spring” that reached clients of nobody"):
            campaigns(open_book("NOBODY"), period=span(), campaign="spring")

    def test_a_firm_campaign_that_went_to_none_of_these_clients_is_not_theirs(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData):
            campaigns(open_book("A3"), period=span())


class TestEffect:
    def test_a_group_with_nobody_has_no_effect(self) -> None:
        assert effect(0, 0, 1, 2) is None
        assert effect(1, 2, 0, 0) is None

    def test_newcombes_own_example(self) -> None:
        # Newcombe 1998, table II (a): 56 of 70 against 48 of 80, method 10 at 95 %: 0.2000 (0.0524, 0.3339)
        found = effect(56, 70, 48, 80, confidence=0.95)
        assert found is not None
        assert [found.difference, found.low, found.high] == pytest.approx([0.2, 0.0524, 0.3339], abs=5e-5)
        assert not found.is_chance

    @given(st.integers(1, 300), st.integers(0, 300), st.integers(1, 300), st.integers(0, 300))
    def test_the_difference_lies_inside_and_the_groups_change_places(self, n: int, k: int, m: int, j: int) -> None:
        k, j = min(k, n), min(j, m)
        found, turned = effect(k, n, j, m), effect(j, m, k, n)
        assert found is not None
        assert turned is not None
        assert -1 - 1e-9 <= found.low <= found.difference + 1e-9
        assert found.difference - 1e-9 <= found.high <= 1 + 1e-9
        assert [turned.low, turned.high] == pytest.approx([-found.high, -found.low])

    @pytest.mark.parametrize(
        ("cents", "people", "expected"), [(100.0, 4, 25.0), (100.0, 0, None), (float("nan"), 4, None)]
    )
    def test_money_a_person(self, cents: float, people: int, expected: float | None) -> None:
        assert money_each(cents, people) == expected


class TestSmallFirm:
    def test_the_campaign_of_the_first_advisor(self, open_book: OpenBook) -> None:
        result = campaigns(open_book("A1"), period=span("ytd"))
        # campaign_sends.csv: C01 and C09 treated and delivered, C01 clicked and met on 9 October; C05 held out
        assert (value(result, "treated"), value(result, "delivered"), value(result, "held_out")) == (2, 2, 1)
        assert value(result, "click_rate") == Decimal("0.500000")
        assert (value(result, "met"), value(result, "meeting_rate")) == (1, Decimal("0.500000"))
        assert value(result, "open_rate") == 1
        assert value(result, "effect") == Decimal("0.500000")
        assert "not told from chance" in result.words()[2]
        assert rows(result, "Effect against the hold-out group")[0]["verdict"].startswith(
            "not told from chance; the ninety"
        )

    def test_a_firm_campaign_counts_with_this_scopes_clients_alone(self, open_book: OpenBook) -> None:
        # CP2 went to C15 (A2, delivered) and C12 (A1, not delivered)
        of_a1, of_a2 = (campaign_rows(open_book(scope), span()).set_index("campaign_id") for scope in ("A1", "A2"))
        assert of_a1.loc["CP2", ["treated", "delivered"]].tolist() == [1, 0]
        assert of_a2.loc["CP2", ["treated", "delivered"]].tolist() == [1, 1]
        whole = campaign_rows(open_book("FIRM"), span()).set_index("campaign_id")
        assert whole.loc["CP2", "treated"] == 2

    def test_rates_of_several_are_ratios_of_sums_and_each_stands_apart(self, open_book: OpenBook) -> None:
        result = campaigns(open_book("FIRM"), period=span())
        assert value(result, "campaigns") == 2
        assert value(result, "click_rate") == Decimal("0.333333")  # one of three delivered
        assert value(result, "click_rate_CP1") == Decimal("0.500000")
        assert [row["name"] for row in rows(result, "Campaigns")] == ["College savings letter", "Year-end letter"]
        # only CP1 has a hold-out group, so the effect is of CP1 alone
        assert value(result, "treated_rate") == Decimal("0.500000")
        assert result.figure("effect_CP2").reason.startswith("there is no hold-out group")
        assert "Campaigns without a hold-out group, which are in no effect: 1." in result.caveats

    @pytest.mark.parametrize("words", ["college savings letter", "the College campaign", "CP1", "colege savings leter"])
    def test_one_by_its_name_whenever_it_was_sent(self, open_book: OpenBook, words: str) -> None:
        assert campaigns(open_book("FIRM"), period=span("2025"), campaign=words).title == "College savings letter"

    def test_a_name_that_is_nobodys_lists_those_there_are(self, open_book: OpenBook) -> None:
        with pytest.raises(NotFound, match="The campaigns are College savings letter; Year-end letter"):
            campaigns(open_book("FIRM"), period=span(), campaign="gala dinner")

    def test_a_name_that_two_bear_is_asked_about(self, open_book: OpenBook) -> None:
        with pytest.raises(Unclear, match="College savings letter; Year-end letter"):
            campaigns(open_book("FIRM"), period=span(), campaign="letter")

    def test_what_came_later_is_not_known_earlier(self, open_book: OpenBook) -> None:
        result = campaigns(open_book("A1", "2026-09-30"), period=span("ytd", dt.date(2026, 9, 30)))
        assert value(result, "met") == 0  # C01 met on 9 October
        assert value(result, "new_assets") is None
        assert "carry no date" in result.figure("new_assets").reason

    def test_the_same_book_gives_the_same_bytes(self, open_book: OpenBook) -> None:
        first, second = (campaigns(open_book("FIRM"), period=span()).to_json() for _ in range(2))
        assert first == second


class TestReport:
    def test_rates_are_over_delivered_and_the_effect_over_everybody_treated(self, tmp_path: Path) -> None:
        result = sent(tmp_path, YES, NO, NO, BOUNCED, HELD, HELD_MET)
        assert (value(result, "treated"), value(result, "delivered")) == (4, 3)
        assert value(result, "meeting_rate") == Decimal("0.333333")
        assert value(result, "treated_rate") == Decimal("0.250000")
        assert value(result, "held_out_rate") == Decimal("0.500000")
        assert value(result, "effect") == Decimal("-0.250000")

    def test_money_a_treated_and_a_held_out_person(self, tmp_path: Path) -> None:
        result = sent(tmp_path, YES, NO, NO, BOUNCED, HELD, HELD_MET)
        # 1,000 over four treated, 500 over two held out: nothing beyond
        assert value(result, "new_assets") == Decimal("1000.00")
        assert value(result, "treated_each") == value(result, "held_out_each") == Decimal("250.00")
        assert value(result, "gain") == 0
        assert value(result, "brought") == 1

    def test_without_a_hold_out_group_no_effect_is_shown_and_why(self, tmp_path: Path) -> None:
        result = sent(tmp_path, YES, NO)
        for key in ("effect", "effect_low", "held_out_rate", "gain"):
            assert value(result, key) is None
            assert "no hold-out group" in result.figure(key).reason
        assert "would have come anyway is not known" in result.words()[2]
        assert rows(result, "Effect against the hold-out group")[0]["verdict"] == "no hold-out group"

    def test_nobody_treated_is_no_effect_either(self, tmp_path: Path) -> None:
        result = sent(tmp_path, HELD)
        assert result.figure("effect").reason == "nobody was treated"
        assert value(result, "meeting_rate") is None
        assert rows(result, "Effect against the hold-out group")[0]["verdict"] == "nobody treated"

    def test_a_clear_effect_is_called_one(self, tmp_path: Path) -> None:
        result = sent(tmp_path, *[YES] * 12, *[HELD] * 12)
        assert value(result, "effect") == 1
        assert "more than chance gives" in result.words()[2]
        assert rows(result, "Effect against the hold-out group")[0]["verdict"] == "more meetings"

    def test_fewer_meetings_than_without(self, tmp_path: Path) -> None:
        result = sent(tmp_path, *[NO] * 12, *[HELD_MET] * 12)
        assert rows(result, "Effect against the hold-out group")[0]["verdict"] == "fewer meetings"

    @pytest.mark.parametrize(
        ("met", "counted"), [("2026-05-31", 0), ("2026-06-01", 1), ("2026-08-30", 1), ("2026-08-31", 0)]
    )
    def test_ninety_days_from_the_day_of_sending(self, tmp_path: Path, met: str, counted: int) -> None:
        assert value(sent(tmp_path, f"treated,true,false,false,false,{met},", HELD), "met") == counted

    def test_opens_are_shown_and_are_no_step_of_the_funnel(self, tmp_path: Path) -> None:
        result = sent(tmp_path, YES, NO, HELD)
        chart = next(b for b in result.blocks if isinstance(b, Chart))
        assert chart.labels == ("Delivered", "Clicked", "Replied", "Met in 90 days")
        assert chart.series[0][1] == (2, 1, 0, 1)
        assert value(result, "opened") == 2
        assert any("never used" in caveat for caveat in result.caveats)
        assert not any("open" in line.lower() for line in result.words())

    def test_unsubscribed_are_said(self, tmp_path: Path) -> None:
        result = sent(tmp_path, "treated,true,false,false,true,,", HELD)
        assert result.words()[-1] == "Unsubscribed: 1."

    def test_a_window_that_is_still_open_says_so(self, tmp_path: Path) -> None:
        result = sent(tmp_path, YES, HELD, on="2026-09-15")
        assert "For some the ninety days are not over, so more may come." in result.caveats
        # the book is as new as it gets, so what it has is known
        assert value(result, "new_assets") == Decimal("1000.00")

    def test_a_name_is_data_and_never_a_template(self, tmp_path: Path) -> None:
        firm = TinyFirm().put("campaign_sends", "CP1,C1,treated,true,true,true,false,false,,")
        firm.put("campaigns", "CP1,A1,{effect} of {nothing},Hello,email,2026-06-01T09:00:00Z,")
        result = campaigns(tiny_book(tmp_path, firm), period=span())
        assert result.words()[0].startswith("“{effect} of {nothing}”: 1 delivered")

"""What is held, how it did, how concentrated it is: statements never added up, shares of what is on file, no advice."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.asset_classes import is_single, kind_asked, kind_of_class
from assistant.analytics.bridge import bridge_months
from assistant.analytics.bridge_return import bridge_return
from assistant.analytics.investments import investments
from assistant.analytics.investments.holdings import holdings_of
from assistant.analytics.positions import positions_today
from assistant.blocks import Chart, Result, Table
from assistant.book.periods import Period, parse_period
from assistant.book.snapshot import Book
from assistant.errors import NotEnoughData, NotFound
from tests.analytics.conftest import OpenBook
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import TinyFirm

YTD = parse_period("ytd", dt.date(2026, 10, 31))


def table(result: Result, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(b for b in result.blocks if isinstance(b, Table) and b.title == title).to_json()[
        "rows"
    ]
    return found


def titles(result: Result) -> list[str]:
    return [b.title for b in result.blocks if isinstance(b, Table)]


def value(result: Result, key: str) -> Any:
    return result.figure(key).value


def shown(open_book: OpenBook, household: str | None, by: Any = None, word: Period = YTD) -> Result:
    return investments(open_book("FIRM"), period=word, household_id=household, by=by)


@pytest.fixture
def invested(tmp_path: Path) -> Book:
    """Two households: H1 with an older and a newer statement, a stock and two funds; H2 with a stock of no cost."""
    firm = TinyFirm().add(
        "holdings",
        "AC1,2026-09-30,OLD,Old Fund,equity,1009.00,900.00",
        "AC1,2026-10-31,ALDR,Alder Robotics,us equity,400.00,100.00",
        "AC1,2026-10-31,BMIX,Broad Market Index Fund,us equity,500.00,600.00",
        "AC1,2026-10-31,QCASH,Money Market,cash,148.00,",
        "AC2,2026-10-30,ALDR,Alder Robotics,us equity,52.00,",
        "AC2,2026-10-30,BMIX,Broad Market Index Fund,us equity,448.00,448.00",
        "AC2,2026-10-30,NIL,Worth Nothing,us equity,0.00,10.00",
    )
    return tiny_book(tmp_path, firm)


class TestNothingHeld:
    def test_a_book_without_accounts_says_so(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="has no open account"):
            investments(open_book("NOBODY"), period=YTD)

    def test_a_closed_client_has_nothing_open(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="O'Brien has no open account"):
            shown(open_book, "H07")

    def test_somebody_elses_client_is_not_found(self, open_book: OpenBook) -> None:
        with pytest.raises(NotFound):
            investments(open_book("A1"), period=YTD, household_id="H10")

    def test_without_a_statement_the_kinds_of_account_are_shown_and_it_is_said(self, open_book: OpenBook) -> None:
        result = shown(open_book, "H04", "account")  # “what do the Okafors hold, account by account”
        assert value(result, "holdings") is None
        assert result.figure("largest_share").reason == "no holdings are on file for these accounts"
        assert titles(result) == ["Account by account", "Assets by kind of account"]
        assert table(result, "Assets by kind of account") == [
            {"kind": "ira, managed account", "value": 560000.0, "share": 1.0, "accounts": 1}
        ]
        assert "not known" in result.words()[0]
        assert any("kind of account" in caveat for caveat in result.caveats)

    def test_a_book_of_empty_accounts_has_no_share_of_anything(self, tmp_path: Path) -> None:
        firm = TinyFirm().put("balances").put("revenue")
        result = investments(tiny_book(tmp_path, firm), period=YTD)
        assert (value(result, "assets"), value(result, "coverage")) == (Decimal("0.00"), None)
        assert not any(isinstance(b, Chart) for b in result.blocks)
        assert any("balances" in caveat for caveat in result.caveats)


class TestAllocation:
    def test_the_statement_of_the_small_firm(self, open_book: OpenBook) -> None:
        # holdings.csv: WORLD 72,540.00 (cost 60,540.00), BOND 48,360.00 (cost 48,860.00): 60 and 40 % of 120,900.00
        result = shown(open_book, "H02")
        assert table(result, "Allocation by asset class") == [
            {"asset_class": "equity", "value": 72540.0, "share": 0.6, "gain": 12000.0, "accounts": 1},
            {"asset_class": "fixed income", "value": 48360.0, "share": 0.4, "gain": -500.0, "accounts": 1},
        ]
        assert (value(result, "gain"), value(result, "cost_coverage")) == (Decimal("11500.00"), 1)
        assert (value(result, "coverage"), value(result, "holdings_gap"), value(result, "cash_share")) == (1, 0, 0)

    def test_accounts_without_a_statement_stand_apart_from_the_shares(self, open_book: OpenBook) -> None:
        result = shown(open_book, None)
        rows = table(result, "Allocation by asset class")
        assert sum(r["share"] for r in rows[:-1]) == pytest.approx(1)
        assert (rows[-1]["asset_class"], rows[-1]["share"]) == ("no statement on file", None)
        whole = float(value(result, "assets"))
        assert rows[-1]["value"] == pytest.approx(whole - 120_900)
        assert float(value(result, "coverage")) == pytest.approx(120_900 / whole, abs=1e-6)
        assert "1 of 15 accounts" in result.words()[0]

    def test_only_the_latest_statement_of_each_account_counts(self, invested: Book) -> None:
        assert set(positions_today(invested)["symbol"]) == {"ALDR", "BMIX", "QCASH"}
        result = investments(invested, period=YTD)
        assert value(result, "holdings") == Decimal("1548.00")  # 400 + 500 + 148 + 52 + 448
        assert any("2026-10-30 to 2026-10-31" in caveat for caveat in result.caveats)

    def test_a_statement_of_another_day_leaves_a_gap_in_money(self, invested: Book) -> None:
        assert value(investments(invested, period=YTD), "holdings_gap") == Decimal("-5.05")  # AC2: 500.00 − 505.05

    def test_a_gain_is_of_the_positions_whose_cost_is_on_file(self, invested: Book) -> None:
        result = investments(invested, period=YTD)
        assert value(result, "gain") == Decimal("200.00")  # (400 − 100) + (500 − 600) + (448 − 448)
        assert value(result, "cost_coverage") == Decimal("0.870801")  # 1,348 of 1,548
        assert value(result, "cash_share") == Decimal("0.095607")  # 148 of 1,548

    def test_without_any_cost_there_is_no_gain_and_a_reason(self, tmp_path: Path) -> None:
        firm = TinyFirm().add("holdings", "AC1,2026-10-31,X,,,10.00,")
        result = investments(tiny_book(tmp_path, firm), period=YTD)
        assert (value(result, "gain"), value(result, "largest_single")) == (None, "X")
        assert result.figure("gain").reason == "no position has its cost on file"
        assert table(result, "Allocation by asset class")[0]["asset_class"] == "no class on file"

    def test_the_past_knows_only_the_statements_of_then(self, tmp_path: Path) -> None:
        firm = TinyFirm().add(
            "holdings", "AC1,2026-09-30,OLD,Old Fund,equity,1009.00,", "AC1,2026-10-31,NEW,New Fund,equity,1048.00,"
        )
        assert list(positions_today(tiny_book(tmp_path, firm, "2026-10-15"))["symbol"]) == ["OLD"]


class TestConcentration:
    def test_shares_and_index_of_the_small_firm(self, open_book: OpenBook) -> None:
        result = shown(open_book, "H02", "security")
        assert (value(result, "largest_security"), value(result, "largest_share")) == (
            "World Equity Fund",
            Decimal("0.600000"),
        )
        assert value(result, "hhi") == Decimal("0.5200")  # 0.6² + 0.4²
        assert value(result, "largest_single") is None
        assert result.figure("largest_single").reason == "no single security is held, funds, policies and cash alone"

    def test_a_security_counts_once_over_all_accounts_and_a_stock_apart_from_funds(self, invested: Book) -> None:
        # “how concentrated is the book by stock”: BMIX 948, ALDR 452, QCASH 148 of 1,548
        result = investments(invested, period=YTD, by="security")
        assert result.words()[0].startswith("The largest position is Broad Market Index Fund with 61.2%")
        assert (value(result, "largest_single"), value(result, "largest_single_share")) == (
            "Alder Robotics",
            Decimal("0.291990"),
        )
        first, second = table(result, "The largest positions")[:2]
        assert (first["sort"], second["sort"], second["clients"]) == ("fund, policy or cash", "single", 2)

    def test_single_positions_above_a_tenth_of_a_clients_are_named(self, invested: Book) -> None:
        # H1: 400 of 1,048 is 38.2 %; H2: 52 of 500 is 10.4 %; funds of any size are none
        result = investments(invested, period=YTD)
        rows = table(result, "Single securities above 10 % of a client's positions")
        assert [(r["client"], round(r["share"], 3)) for r in rows] == [("Moss", 0.382), ("Reed", 0.104)]
        assert value(result, "large_singles") == 2

    def test_limit_cuts_the_list_and_not_the_figures(self, invested: Book) -> None:
        result = investments(invested, period=YTD, by="security", limit=1)
        assert (len(table(result, "The largest positions")), value(result, "securities")) == (1, 3)

    @given(st.lists(st.integers(1, 10**9), min_size=1, max_size=12))
    def test_the_index_lies_between_equal_and_single(self, values: list[int]) -> None:
        shares = [v / sum(values) for v in values]
        assert 1 / len(values) - 1e-9 <= sum(s * s for s in shares) <= 1 + 1e-9


class TestWords:
    @pytest.mark.parametrize(
        ("word", "kind"),
        [("us equity", "equity"), ("Aktien", None), ("Fixed Income", "fixed income"), ("money market", "cash"),
         ("Municipal bonds", "fixed income"), ("azioni", "equity"), ("cash value", "insurance"),
         ("alts", "alternatives"), ("real estate", "real assets")],
    )  # fmt: skip
    def test_of_an_asset_class_say_its_kind(self, word: str, kind: str | None) -> None:
        assert kind_of_class(word) == kind

    def test_a_name_with_a_class_in_it_asks_for_no_kind(self) -> None:
        assert (kind_asked("bonds"), kind_asked("equity funds"), kind_asked("World Equity Fund")) == (
            "fixed income",
            "equity",
            None,
        )

    def test_a_blank_name_hides_no_concentration(self) -> None:
        names = pd.Series([None, "Core Bond Fund", "Alder Robotics", "Policy Cash Value"], dtype="str")
        classes = pd.Series(["us equity", "fixed income", None, "insurance"], dtype="str")
        assert list(is_single(names, classes)) == [True, False, True, False]


class TestPerformance:
    def test_of_a_client_is_modified_dietz_over_the_period(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        months = bridge_months(book, YTD, household_id="H02")
        result = shown(open_book, "H02")
        net, gross = bridge_return(months), bridge_return(months, gross=True)
        assert net is not None
        assert gross is not None
        assert float(value(result, "return_net")) == pytest.approx(net, abs=1e-6)
        assert float(value(result, "return_gross")) == pytest.approx(gross, abs=1e-6)

    def test_without_flows_the_linked_return_is_the_plain_one(self, open_book: OpenBook) -> None:
        # AC19 has neither flows nor fees in 2026: 183,000 on 189,600 (balances.csv)
        result = shown(open_book, "H17")
        assert float(value(result, "return_linked")) == pytest.approx(183_000 / 189_600 - 1, abs=1e-6)
        assert value(result, "return_linked") == value(result, "return_net")

    def test_each_account_by_itself(self, open_book: OpenBook) -> None:
        rows = table(shown(open_book, "H01", "account"), "Account by account")
        assert [(r["account"], r["value"]) for r in rows] == [("AC01", 304700.0), ("AC02", 104500.0)]
        assert all(r["net"] <= r["gross"] for r in rows)

    def test_a_period_without_a_closed_month_shows_what_is_held_and_says_why(self, open_book: OpenBook) -> None:
        early = parse_period("2020", dt.date(2026, 10, 31))
        result = shown(open_book, "H02", None, early)
        assert value(result, "holdings") == Decimal("120900.00")
        with pytest.raises(KeyError):
            result.figure("return_net")
        assert any("balances run from" in caveat for caveat in result.caveats)

    def test_a_client_of_later_has_none_and_it_is_said(self, open_book: OpenBook) -> None:
        result = shown(open_book, "H16", None, parse_period("2026-03", dt.date(2026, 10, 31)))
        assert "There are no balances in 2026-03, so no return can be given." in result.caveats

    def test_a_single_month_is_no_line(self, open_book: OpenBook) -> None:
        result = shown(open_book, "H02", None, parse_period("2026-10", dt.date(2026, 10, 31)))
        assert value(result, "return_net") is not None
        assert all(b.shape == "bar" for b in result.blocks if isinstance(b, Chart))

    def test_the_line_ends_at_the_linked_return(self, open_book: OpenBook) -> None:
        result = shown(open_book, None)
        chart = next(b for b in result.blocks if isinstance(b, Chart) and b.shape == "line")
        assert chart.series[0][1][-1] == value(result, "return_linked")


class TestItAddsUp:
    @pytest.mark.parametrize("by", [None, "asset_class", "security", "account"])
    def test_advisors_sum_to_the_firm(self, open_book: OpenBook, by: Any) -> None:
        parts = [investments(open_book(scope), period=YTD, by=by) for scope in ("A1", "A2", "A3")]
        whole = investments(open_book("FIRM"), period=YTD, by=by)
        assert sum(value(part, "assets") for part in parts) == value(whole, "assets")
        held = [value(part, "holdings") for part in parts]
        assert sum(v for v in held if v is not None) == value(whole, "holdings")

    def test_positions_sum_to_the_statement(self, invested: Book) -> None:
        found = holdings_of(invested)
        assert found.by_security["value_cents"].sum() == found.by_class["value_cents"].sum() == found.total


class TestTheAnswer:
    @pytest.mark.parametrize(
        ("by", "first"),
        [
            (None, "Allocation by asset class"),
            ("asset_class", "Allocation by asset class"),
            ("security", "The largest positions"),
            ("account", "The largest accounts"),
        ],
    )
    def test_begins_with_what_was_asked(self, invested: Book, by: Any, first: str) -> None:
        result = investments(invested, period=YTD, by=by, limit=1)
        assert titles(result)[0] == first

    def test_lists_a_client_account_by_account_with_every_position(self, invested: Book) -> None:
        result = investments(invested, period=YTD, household_id="H1", by="account")
        assert [(p["security"], p["value"], p["share"]) for p in table(result, "Positions, account by account")] == [
            ("Broad Market Index Fund", 500.0, 0.477099),
            ("Alder Robotics", 400.0, 0.381679),
            ("Money Market", 148.0, 0.141221),
        ]

    def test_an_account_without_a_statement_has_its_value_alone(self, tmp_path: Path) -> None:
        firm = TinyFirm().add("accounts", "AC3,H1,roth,,,2026-10-05,,,")
        firm.add("balances", "AC3,2026-10,0.00,70.00,0.00,0.00,0.00,0.00,0.00,70.00")
        firm.add("holdings", "AC1,2026-10-31,X,X Fund,equity,1048.00,")
        result = investments(tiny_book(tmp_path, firm), period=YTD, household_id="H1", by="account")
        assert table(result, "Positions, account by account")[-1] == {
            "account": "AC3", "security": "no statement on file", "asset_class": None, "value": 70.0, "share": None,
            "cost": None, "gain": None,
        }  # fmt: skip

    @pytest.mark.parametrize("household", ["H02", "H04", None])
    def test_recommends_nothing_and_names_the_missing_benchmark(self, open_book: OpenBook, household: str) -> None:
        result = shown(open_book, household)
        assert any("No benchmark is on file" in caveat for caveat in result.caveats)
        assert not re.search(r"should (?:buy|sell|hold)|recommend", " ".join(result.words()))
        assert not any(re.search(r"\d", re.sub(r"\{\w+\}", "", line.template)) for line in result.summary)

    def test_is_the_same_bytes_again(self, open_book: OpenBook) -> None:
        assert shown(open_book, None, "security").to_json() == shown(open_book, None, "security").to_json()

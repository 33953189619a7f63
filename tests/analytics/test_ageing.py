"""Ageing: how old the open things are, fees not yet debited, the clients' own ages, and where one item stands."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.analytics.ageing import ageing, find_item, one_item
from assistant.analytics.ageing.items import is_transfer, items_of
from assistant.analytics.ageing.kinds import KINDS, kind_of
from assistant.analytics.ageing.receivables import billed_elsewhere, receivables
from assistant.blocks import Result, Table
from assistant.book.snapshot import Book
from assistant.errors import BadArguments, NotFound, Unclear
from tests.analytics.conftest import OpenBook
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import TinyFirm

SUMMABLE = ("open", "late", "bucket_1", "bucket_2", "bucket_3", "bucket_4")


def rows(result: Result, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(
        (b.to_json()["rows"] for b in result.blocks if isinstance(b, Table) and b.title == title), []
    )
    return found


def value(result: Result, key: str) -> Any:
    return result.figure(key).value


def billed(folder: Path, *months: tuple[str, str], as_of: str = "2026-10-31") -> Book:
    """An account that earned and paid, month by month from the first on: ("100.00", "100.00")."""
    spans = [f"{month:%Y-%m}" for month in pd.date_range(end="2026-10-01", periods=len(months), freq="MS")]
    held, balances, revenue = Decimal("1000.00"), [], []
    for month, (earned, paid) in zip(spans, months, strict=True):
        balances.append(f"AC1,{month},{held},0.00,0.00,0.00,0.00,{paid},{paid},{held}")
        revenue += [f"H1,AC1,{month},advisory_fee,{earned},"] if earned else []
    firm = TinyFirm().put("balances", *balances).put("revenue", *revenue)
    return tiny_book(folder, firm.put("accounts", "AC1,H1,taxable,,,2015-05-05,,,"), as_of)


def owed(book: Book) -> list[tuple[str, int]]:
    found = receivables(book)
    return [(f"{row.month:%Y-%m}", row.amount_cents) for row in found.itertuples()]


class TestNothing:
    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
    def test_a_book_without_any_says_so(self, open_book: OpenBook, kind: Any) -> None:
        result = ageing(open_book("NOBODY"), of=kind.name)
        assert result.words() == (f"nobody has no open {kind.name}.",)
        assert value(result, "open") == 0
        assert value(result, "oldest") is None

    def test_an_overview_of_nothing(self, open_book: OpenBook) -> None:
        result = ageing(open_book("NOBODY"))
        assert [row["open"] for row in rows(result, "Open items by kind")] == [0] * 6

    def test_no_clients_have_no_ages(self, open_book: OpenBook) -> None:
        result = ageing(open_book("NOBODY"), of="clients")
        assert result.words() == ("nobody has no clients.",)
        assert value(result, "median_age") is None
        assert value(result, "old_share") is None


class TestSmallFirm:
    def test_requests_in_business_days(self, open_book: OpenBook) -> None:
        result = ageing(open_book("A2"), of="requests")
        # service_requests.csv: SR3 since Friday 11 September (36 weekdays), SR4 since Wednesday 28 October (3)
        assert [(r["item_id"], r["days"]) for r in rows(result, "Oldest open requests")] == [("SR3", 36), ("SR4", 3)]
        assert [value(result, f"bucket_{n}") for n in (1, 2, 3, 4)] == [0, 1, 0, 1]
        assert value(result, "late") == 1

    def test_an_old_transfer_is_to_be_escalated(self, open_book: OpenBook) -> None:
        result = ageing(open_book("A2"), of="transfers")
        (row,) = rows(result, "Oldest open transfers")
        assert (row["item_id"], row["what"], row["escalate"]) == ("SR3", "acat", "yes")
        assert (row["client"], row["owner"]) == ("Al-Fārābī", "Benedikt Šimić")
        assert value(result, "escalate") == 1
        assert result.words()[-1] == "1 of the open transfers is ten business days old or more: escalate."

    def test_tasks_stand_with_their_owner_and_their_due_date(self, open_book: OpenBook) -> None:
        result = ageing(open_book("FIRM"), of="tasks")
        # tasks.csv: T1 since 8 September (39 weekdays), T3 since 15 September (34); both past their due date
        shown = rows(result, "Oldest open tasks")
        assert [(r["item_id"], r["days"], r["owner"]) for r in shown] == [
            ("T1", 39, "Benedikt Šimić"),
            ("T3", 34, "Anna Keller"),
        ]
        assert value(result, "overdue") == 2
        assert value(result, "median") == Decimal("36.50")

    def test_opportunities_in_days_and_money(self, open_book: OpenBook) -> None:
        result = ageing(open_book("FIRM"), of="opportunities")
        # O3 since 11 April (203 days), O1 since 1 August (91 days)
        assert [(r["item_id"], r["days"]) for r in rows(result, "Oldest open opportunities")] == [
            ("O3", 203),
            ("O1", 91),
        ]
        assert value(result, "amount") == Decimal("145000.00")
        assert value(result, "overdue") == 1

    def test_every_fee_of_the_small_firm_was_debited(self, open_book: OpenBook) -> None:
        assert value(ageing(open_book("FIRM"), of="receivables"), "open") == 0

    @pytest.mark.parametrize("of", ["tasks", "opportunities", "leads", "receivables"])
    def test_advisors_sum_to_their_branch(self, open_book: OpenBook, of: Any) -> None:
        whole, *parts = (ageing(open_book(scope), of=of) for scope in ("BR1", "A1", "A2"))
        for key in SUMMABLE:
            assert value(whole, key) == sum(value(part, key) for part in parts)

    def test_the_overview_says_what_each_kind_says(self, open_book: OpenBook) -> None:
        overview = rows(ageing(open_book("FIRM")), "Open items by kind")
        for row in overview:
            alone = ageing(open_book("FIRM"), of=row["what"])
            assert (row["open"], row["late"]) == (value(alone, "open"), value(alone, "late"))

    def test_ages_of_people_and_their_assets(self, open_book: OpenBook) -> None:
        result = ageing(open_book("A1"), of="clients")
        bands = rows(result, "Clients by age")
        # clients.csv at 2026-10-31, A1's open households: Luca 28; none in the forties but José 47, Lucía 45, 花子 42;
        # Paolo 50, Åsa 55, Jörgen 57, Giulia 58; Marco 60, Đurđa 63, Božidar 65; Ngozi 73, Chukwuemeka 76
        assert [row["people"] for row in bands] == [1, 3, 4, 3, 2, 0]
        assert sum(row["households"] for row in bands) == 7
        assert sum(Decimal(str(row["assets"])) for row in bands) == value(result, "assets")
        assert "read here as the clients' own ages" in result.caveats[0]

    def test_people_without_a_birth_date_stand_apart(self, tmp_path: Path) -> None:
        firm = TinyFirm().replace("clients", "1960-03-12", "").replace("clients", "1990-03-12", "")
        result = ageing(tiny_book(tmp_path, firm), of="clients")
        assert result.words() == ("Ada Fox has 2 people as clients, none with a birth date.",)
        assert rows(result, "Clients by age")[-1]["band"] == "no birth date"

    def test_one_of_two_without_a_birth_date_and_no_assets(self, tmp_path: Path) -> None:
        firm = (
            TinyFirm()
            .replace("clients", "1990-03-12", "")
            .put("balances", "AC1,2026-10,0.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00")
        )
        result = ageing(tiny_book(tmp_path, firm), of="clients")
        assert value(result, "median_age") == 66
        assert value(result, "old_share") is None
        assert result.words()[-1] == "Without a birth date on record: 1."

    def test_a_later_end_is_not_known_earlier(self, open_book: OpenBook) -> None:
        # SR1 closed on 12 May; on 6 May it was open, two weekdays old
        result = ageing(open_book("A1", "2026-05-06"), of="transfers")
        assert [(r["item_id"], r["days"]) for r in rows(result, "Oldest open transfers")] == [("SR1", 2)]


class TestTransfers:
    @pytest.mark.parametrize("kind", ["transfer", "ACAT", "Account transfer", "acats", "trasferimento titoli"])
    def test_named_in_the_firms_own_words(self, kind: str) -> None:
        assert is_transfer(pd.Series([kind], dtype="str")).tolist() == [True]

    @pytest.mark.parametrize("kind", ["fee question", "transferable rights", None])
    def test_others_are_not(self, kind: str | None) -> None:
        assert is_transfer(pd.Series([kind], dtype="str")).tolist() == [False]


class TestReceivables:
    def test_a_firm_without_fees_owes_none(self, tmp_path: Path) -> None:
        assert owed(billed(tmp_path, ("", "0.00"), ("", "0.00"))) == []

    def test_a_month_whose_fee_was_not_debited_is_the_one_that_is_open(self, tmp_path: Path) -> None:
        book = billed(tmp_path, ("100.00", "100.00"), ("100.00", "0.00"), ("100.00", "100.00"))
        assert owed(book) == [("2026-09", 10_000)]
        result = ageing(book, of="receivables")
        (row,) = rows(result, "Oldest open receivables")
        assert (row["days"], row["amount"], row["item_id"]) == (31, 100.0, "AC1 2026-09")  # from 30 September
        assert [value(result, f"bucket_{n}") for n in (1, 2, 3, 4)] == [0, 1, 0, 0]

    def test_part_of_a_fee_is_owed_to_the_cent(self, tmp_path: Path) -> None:
        assert owed(billed(tmp_path, ("100.00", "100.00"), ("100.01", "33.34"))) == [("2026-10", 6_667)]

    def test_a_fee_debited_a_month_late_is_settled(self, tmp_path: Path) -> None:
        assert owed(billed(tmp_path, ("100.00", "0.00"), ("100.00", "200.00"))) == []

    def test_what_is_debited_beyond_a_fee_settles_the_oldest_month_first(self, tmp_path: Path) -> None:
        book = billed(tmp_path, ("100.00", "0.00"), ("100.00", "0.00"), ("100.00", "250.00"))
        assert owed(book) == [("2026-09", 5_000)]

    def test_an_account_that_never_shows_a_debit_is_billed_elsewhere(self, tmp_path: Path) -> None:
        book = billed(tmp_path, ("100.00", "0.00"), ("100.00", "0.00"))
        assert owed(book) == []
        assert billed_elsewhere(book) == 1
        assert any("never show a debit" in caveat for caveat in ageing(book, of="receivables").caveats)

    def test_debits_before_the_first_fee_on_record_settle_nothing(self, tmp_path: Path) -> None:
        assert owed(billed(tmp_path, ("", "100.00"), ("100.00", "60.00"))) == [("2026-10", 4_000)]

    def test_a_month_that_has_not_closed_is_no_receivable(self, tmp_path: Path) -> None:
        months = (("100.00", "100.00"), ("100.00", "0.00"))
        assert owed(billed(tmp_path, *months, as_of="2026-10-15")) == []

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(st.lists(st.tuples(st.integers(1, 300), st.integers(0, 300)), min_size=1, max_size=6))
    def test_all_that_is_owed_is_earned_less_debited(
        self, tmp_path_factory: Any, months: list[tuple[int, int]]
    ) -> None:
        book = billed(tmp_path_factory.mktemp("f"), *((f"{e}.00", f"{p}.00") for e, p in months))
        expected = max(0, sum(e for e, _ in months) - sum(p for _, p in months)) * 100
        assert sum(cents for _, cents in owed(book)) == (expected if any(p for _, p in months) else 0)


class TestBuckets:
    def test_limits_belong_to_the_younger_bucket(self, tmp_path: Path) -> None:
        # weekdays back from Saturday 31 October: 2, 3, 5, 6, 10, 11
        days = ("2026-10-29", "2026-10-28", "2026-10-26", "2026-10-23", "2026-10-19", "2026-10-16")
        firm = TinyFirm().put("tasks", *(f"T{i},H1,,{day},,,Do it" for i, day in enumerate(days)))
        result = ageing(tiny_book(tmp_path, firm), of="tasks")
        assert [value(result, f"bucket_{n}") for n in (1, 2, 3, 4)] == [1, 2, 2, 1]
        assert [row["items"] for row in rows(result, "Open tasks by age")] == [1, 2, 2, 1]

    def test_a_task_without_a_date_has_no_age_and_is_said(self, tmp_path: Path) -> None:
        result = ageing(tiny_book(tmp_path, TinyFirm().put("tasks", "T1,H1,,,,,Do it")), of="tasks")
        assert rows(result, "Open tasks by age")[-1] == {"bucket": "no date on record", "items": 1, "share": 1.0}
        assert value(result, "oldest") is None
        assert any("without a date on record" in caveat for caveat in result.caveats)

    def test_fees_not_yet_debited_are_in_the_overview(self, tmp_path: Path) -> None:
        result = ageing(billed(tmp_path, ("100.00", "100.00"), ("100.00", "0.00")))
        assert "Fees earned and not yet debited: $100." in result.words()

    def test_an_opportunity_without_an_amount_is_in_no_sum(self, tmp_path: Path) -> None:
        lines = ("O1,A1,H1,,One,kind,,,Offer,,2026-01-01,,,,", "O2,A1,H1,,Two,kind,7.00,,Offer,,2026-01-01,,,,")
        result = ageing(tiny_book(tmp_path, TinyFirm().put("opportunities", *lines)), of="opportunities")
        assert value(result, "amount") == 7
        assert "Items without an amount, which are in no sum of money: 1." in result.caveats

    def test_a_lead_is_called_by_its_source(self, open_book: OpenBook) -> None:
        shown = rows(ageing(open_book("A1"), of="leads", limit=3), "Oldest open leads")
        assert len(shown) == 3
        assert shown[0]["what"]


class TestOneItem:
    @pytest.mark.parametrize("words", ["SR3", "sr3", "request 3", "acat 3", "the acat for Al-Fārābī", "#3, transfer"])
    def test_found_by_id_by_number_and_by_words(self, open_book: OpenBook, words: str) -> None:
        kind, item = find_item(open_book("A2"), words)
        assert (kind.table, item["item_id"]) == ("service_requests", "SR3")

    def test_an_open_transfer_past_the_rule(self, open_book: OpenBook) -> None:
        result = one_item(open_book("A2"), "Transfer 3: where is it?")
        assert result.title == "Transfer SR3"
        assert value(result, "days") == 36
        assert value(result, "escalate_in") == 0
        words = result.words()
        assert (
            words[0] == "Transfer SR3 for Al-Fārābī was opened on 11 Sep 2026 and is still open, 36 business days old."
        )
        assert "escalate it now" in words[3]
        assert words[4] == "Where it stands with the other firm is not on record; ask the custodian."
        assert rows(result, "What the record says")[0]["remarks"] == "came back not in good order"

    def test_a_young_transfer_says_how_long_it_has(self, open_book: OpenBook) -> None:
        result = one_item(open_book("A2", "2026-09-16"), "transfer 3")
        assert value(result, "days") == 3
        assert "7 to go" in result.words()[3]

    def test_a_closed_one_says_when_and_how_long_it_took(self, open_book: OpenBook) -> None:
        result = one_item(open_book("A1"), "transfer 1")
        # SR1: Monday 4 May to Tuesday 12 May, six weekdays
        assert result.words()[0] == (
            "Transfer SR1 for García Márquez was opened on 4 May 2026 and was closed on 12 May 2026, "
            "after 6 business days."
        )
        assert not any("custodian" in line for line in result.words())

    def test_a_request_nobody_answered(self, open_book: OpenBook) -> None:
        result = one_item(open_book("A2"), "request 4")
        assert result.words()[2] == "No first reply is on record (promised for 29 Oct 2026)."
        assert value(result, "replied_on") is None

    def test_a_deal_a_task_and_a_lead(self, open_book: OpenBook) -> None:
        assert one_item(open_book("A1"), "the old 401k deal").title == "Opportunity O1"
        assert one_item(open_book("A1"), "call åsa").title == "Task T3"
        won = one_item(open_book("A1"), "lead L0003")
        assert "was won on 24 Feb 2026" in won.words()[0]

    def test_a_receivable(self, tmp_path: Path) -> None:
        book = billed(tmp_path, ("100.00", "100.00"), ("100.00", "0.00"))
        result = one_item(book, "receivable AC1 2026-10")
        assert result.words()[0].startswith(
            "Receivable AC1 2026-10 for Moss is the fee of the month that ended on 31 Oct"
        )
        assert value(result, "amount") == Decimal("100.00")

    def test_an_undated_task_and_an_undated_ending(self, tmp_path: Path) -> None:
        firm = TinyFirm().put("tasks", "T1,H1,,,,,Do it")
        firm.put("opportunities", "O1,A1,H1,,Deal,kind,,,Offer,,2026-01-01,,,lost,")
        book = tiny_book(tmp_path, firm)
        assert one_item(book, "task 1").words() == ("Task T1 for Moss is still open, of an age not on record.",)
        assert "was lost, on a day that is not on record" in one_item(book, "deal 1").words()[0]

    def test_a_transfer_that_does_not_exist_is_not_found(self, open_book: OpenBook) -> None:
        with pytest.raises(NotFound, match="I find no transfer “4711” in A1's book"):
            one_item(open_book("A1"), "Transfer 4711: where is it?")

    def test_another_advisors_transfer_looks_the_same(self, open_book: OpenBook) -> None:
        with pytest.raises(NotFound, match="I find no transfer “3” in A1's book"):
            one_item(open_book("A1"), "transfer 3")

    def test_nothing_said_is_not_found(self, open_book: OpenBook) -> None:
        with pytest.raises(NotFound):
            one_item(open_book("A1"), "the transfer")

    def test_several_are_asked_about(self, open_book: OpenBook) -> None:
        with pytest.raises(Unclear, match="request SR1 for García Márquez") as caught:
            find_item(open_book("FIRM"), "1")
        assert "task T1 for Al-Fārābī" in caught.value.choices

    def test_a_kind_narrows_the_search(self, open_book: OpenBook) -> None:
        assert find_item(open_book("FIRM"), "1", of="tasks")[1]["item_id"] == "T1"

    def test_clients_are_no_items(self, open_book: OpenBook) -> None:
        with pytest.raises(BadArguments, match="clients have names"):
            one_item(open_book("A1"), "Rossi", of="clients")

    def test_open_items_alone_are_read_when_asked(self, open_book: OpenBook) -> None:
        every, open_only = (items_of(open_book("FIRM"), kind_of("tasks"), only_open=only) for only in (False, True))
        assert every[every["open"]]["item_id"].tolist() == open_only["item_id"].tolist()

"""Households by conditions, on the small firm: who matches, who cannot be told, and how a book is distributed."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.finding import CONDITIONS, find_clients
from assistant.analytics.finding.wording import ALIASES
from assistant.blocks import Chart, Result, Table
from assistant.errors import BadArguments
from assistant.figures import Figure
from tests.analytics.conftest import OpenBook, answers
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import TinyFirm

BYS = ("age", "income", "net_worth", "location", "tenure")


def matched(result: Result) -> set[str]:
    return {i for b in result.blocks if isinstance(b, Table) and b.title == "Clients that match" for i in b.row_ids}


def table(result: Result, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(b for b in result.blocks if b.title == title).to_json()["rows"]
    return found


def value(result: Result, key: str) -> Any:
    return result.figure(key).value


class TestAnEmptyBook:
    @pytest.mark.parametrize("by", BYS)
    def test_is_a_plain_sentence_and_no_share(self, open_book: OpenBook, by: Any) -> None:
        result = find_clients(open_book("NOBODY"), where={"age": ">70"}, by=by)
        assert value(result, "clients") == 0
        assert (value(result, "aum_share"), value(result, "clients_share")) == (None, None)
        assert result.figure("clients_share").reason == "there is no client to look at"
        assert "can be shown: no client has" in " ".join(result.words())

    def test_a_firm_without_the_optional_tables_answers(self, tmp_path: Path) -> None:
        # tests/book/folders.py: H1 born 1960 with 1,048.00, H2 born 1990 with 505.05 and no income
        book = tiny_book(tmp_path, TinyFirm())
        assert matched(find_clients(book, where="age > 60 and account taxable")) == {"H1"}
        silent = find_clients(book, where={"last_contact": ">180d"})
        assert (value(silent, "clients"), value(silent, "untold_last_contact")) == (0, 2)
        held = find_clients(book, where={"holding": "bonds"})
        assert value(held, "untold_holding") == 2
        assert "No holdings are on file at all." in " ".join(held.caveats)

    def test_a_firm_without_clients_answers(self, tmp_path: Path) -> None:
        book = tiny_book(tmp_path, TinyFirm.empty().put("advisors", "A1,Ada Fox,ada@tiny.example,,,,,"))
        assert value(find_clients(book, by="age"), "clients") == 0


class TestWhoMatches:
    @pytest.mark.parametrize(
        ("where", "ids"),
        [
            # ages on 2026-10-31 from clients.csv: H04 1950-05-08 is 76, H11 1956-03-25 is 70
            ({"age": ">=70"}, {"H04", "H11"}),
            ({"age": ">70"}, {"H04"}),
            ({"age": 70}, {"H11"}),
            ("age between 42 and 50", {"H02", "H05", "H06"}),
            ({"location": "Boston"}, {"H01", "H05"}),
            ({"location": "MA"}, {"H01", "H03", "H04", "H05", "H10", "H16"}),
            ({"location": "Massachusetts"}, {"H01", "H03", "H04", "H05", "H10", "H16"}),
            ({"location": "Svizzera"}, {"H17"}),
            ({"location": ["Boston", "Chicago"]}, {"H01", "H02", "H05"}),
            ({"location": "not Massachusetts", "age": "<=50"}, {"H02", "H06"}),
            ("city = Boston, MA and tier = A", {"H05"}),
            ({"account": "roth"}, {"H01"}),
            ({"account": "Roth IRA"}, {"H01"}),
            ({"account": "529 plan"}, {"H05"}),
            ({"account": "IRAs"}, {"H02", "H04"}),
            ({"account": "not managed account"}, {"H17"}),
            ({"holding": "World Equity Fund"}, {"H02"}),
            ({"holding": "world"}, {"H02"}),
            ({"holding": "fixed income"}, {"H02"}),
            ({"holding": "bonds"}, {"H02"}),
            ({"holding": "core bond"}, {"H02"}),
            ({"holding": "Global Equity Fund"}, set()),  # a name nobody holds is not every equity fund
            # net_worth.csv, latest: H01 1,000,000 · H04 1,000,000 · H05 1,250,000 (two dates) · H12 500,000
            ({"net_worth": ">=1m"}, {"H01", "H04", "H05"}),
            ({"total_net_worth": ">2m"}, {"H12"}),
            ({"income": ">=210000"}, {"H01", "H05", "H12"}),
            ({"revenue": ">5500"}, {"H04", "H05"}),
            ({"aum": "$400,000 to $500,000"}, {"H01", "H05", "H12"}),
            ({"tenure": ">=12"}, {"H01", "H04", "H11"}),
            ({"tenure": "< 2 years"}, {"H06", "H12", "H13", "H16"}),
            # the last two-way contact of H03 is 2026-01-14 (README: contact ends in 2026-01)
            ({"last_contact": ">180d"}, {"H03"}),
            ({"last_contact": "<2026-06-01"}, {"H03"}),
            ({"last_contact": "2026-Q3"}, {"H16"}),
            ({"last_contact": "never"}, set()),
            ({"birthday": "2026-12"}, {"H02"}),
            ({"birthday": "december"}, {"H02"}),
            ({"birthday": "this month"}, {"H04", "H12"}),
            ({"need": "met rollover"}, {"H02", "H04"}),
            ({"need": "not rollover"}, {"H02", "H04"}),
            ({"status": "closed"}, {"H07", "H09", "H14", "H15"}),
            ({"status": "all", "tenure": ">=14"}, {"H04", "H14"}),
        ],
        ids=lambda v: str(sorted(v)) if isinstance(v, set) else str(v),
    )  # fmt: skip
    def test_meets_every_condition(self, open_book: OpenBook, where: Any, ids: set[str]) -> None:
        result = find_clients(open_book("FIRM"), where=where, limit=50)
        assert matched(result) == ids
        assert value(result, "clients") == len(ids)

    def test_the_largest_come_first_with_what_was_asked_beside_the_usual(self, open_book: OpenBook) -> None:
        first = table(find_clients(open_book("A1"), where="age > 60 and location = Newton"), "Clients that match")[0]
        assert first == {
            "client": "Okafor", "age": 76, "location": "Newton, MA", "aum": 560000.0, "revenue": 6000.0,
            "last_contact": "2026-10-12",
        }  # fmt: skip

    def test_matches_are_counted_whole_though_few_are_listed(self, open_book: OpenBook) -> None:
        result = find_clients(open_book("FIRM"), where={"aum": ">0"}, limit=3)
        assert (value(result, "clients"), len(matched(result))) == (13, 3)
        assert any("first 3 by assets" in caveat for caveat in result.caveats)

    def test_assets_and_their_share_are_of_the_matches(self, open_book: OpenBook) -> None:
        # balances.csv 2026-10: H04 560,000, H11 206,600; small_answers/bridge: the end of ytd is the book
        result = find_clients(open_book("FIRM"), where={"age": ">=70"})
        asked = ("FIRM", "2026-10-31", "ytd", "end")
        ends = [r for r in answers("bridge") if (r["scope"], r["as_of"], r["period"], r["measure"]) == asked]
        whole = int(ends[0]["at_least_cents"])
        assert value(result, "aum") == Decimal("766600.00")
        assert float(value(result, "aum_share")) == pytest.approx(76_660_000 / whole, abs=1e-6)

    def test_the_class_is_of_the_scope_asked(self, open_book: OpenBook) -> None:
        for scope in ("A1", "A2", "FIRM"):
            expected = {r["household_id"] for r in answers("segments") if (r["scope"], r["class"]) == (scope, "A")}
            assert matched(find_clients(open_book(scope), where={"segment": "A"}, limit=50)) == expected

    def test_a_past_date_knows_nothing_of_what_came_later(self, open_book: OpenBook) -> None:
        # H16 joined on 2026-09-08, H07 left on 2026-05-20
        early = find_clients(open_book("FIRM", "2026-06-30"), where={"tenure": "<1"}, limit=50)
        assert matched(early) == {"H06", "H12", "H13"}

    def test_a_household_lives_on_in_the_adult_who_is_alive(self, open_book: OpenBook) -> None:
        # Νίκος of H11 (1952) died in 2025; the age is Ελένη's, born 1956
        result = find_clients(open_book("A2"), where={"age": ">=70"})
        assert table(result, "Clients that match")[0]["age"] == 70


class TestWhoCannotBeTold:
    def test_who_has_nothing_on_record_never_matches_and_is_counted_aloud(self, open_book: OpenBook) -> None:
        # README of the small firm: net worth is missing for H06, H08, H13, H16 and stands for nine open ones
        book = open_book("FIRM")
        rich, poor = (find_clients(book, where={"net_worth": w}, limit=50) for w in (">=500000", "<500000"))
        assert matched(rich) | matched(poor) | {"H06", "H08", "H13", "H16"} == set(book.open_households["household_id"])
        assert value(rich, "untold_net_worth") == 4
        assert "4 more clients have never declared an investable net worth" in " ".join(rich.words())

    def test_only_those_count_whom_the_other_conditions_leave(self, open_book: OpenBook) -> None:
        # of the four without a net worth only H06 is under 45 and lives in Rhode Island
        result = find_clients(open_book("FIRM"), where="net_worth > 1m and location = RI")
        assert value(result, "untold_net_worth") == 1

    def test_stale_net_worth_is_said(self, open_book: OpenBook) -> None:
        # stale: H03 (2024-06), H10 (2024-10), H17 (2023-05)
        result = find_clients(open_book("FIRM"), where={"net_worth": ">0"}, limit=50)
        assert "3 of them declared it more than 18 months ago." in result.caveats

    def test_an_account_without_a_statement_leaves_a_holding_open(self, open_book: OpenBook) -> None:
        result = find_clients(open_book("FIRM"), where={"holding": "bonds"})
        assert value(result, "untold_holding") == 12  # all but H02, who has the only statement

    def test_who_lacks_a_birth_date_may_have_a_birthday(self, tmp_path: Path) -> None:
        firm = TinyFirm().replace("clients", "1990-03-12", "")
        result = find_clients(tiny_book(tmp_path, firm), where={"birthday": "march"})
        assert (matched(result), value(result, "untold_birthday")) == ({"H1"}, 1)

    def test_never_spoken_to_counts_from_the_first_day(self, tmp_path: Path) -> None:
        firm = TinyFirm().add("interactions", "I1,H1,2026-10-01T09:00:00Z,call,out,20,true,")
        result = find_clients(tiny_book(tmp_path, firm), where={"last_contact": ">1y"})
        assert matched(result) == {"H2"}  # a client since 2016 whom nobody ever spoke to
        assert any("never spoken to" in caveat for caveat in result.caveats)
        assert matched(find_clients(tiny_book(tmp_path / "b", firm), where="last_contact never")) == {"H2"}


class TestBirthdays:
    def test_name_the_person_the_day_and_the_age(self, open_book: OpenBook) -> None:
        result = find_clients(open_book("FIRM"), where={"birthday": "2026-12"})
        assert table(result, "Birthdays") == [
            {"client": "Rossi (Chicago)", "who": "Paolo Rossi", "on": "2026-12-05", "turns": 51}
        ]

    def test_leave_out_the_dead_and_the_gone(self, open_book: OpenBook) -> None:
        # Νίκος (H11, 6 December) died; Siobhán (H07, 11 November) left
        assert not {"H11", "H07"} & matched(find_clients(open_book("FIRM"), where={"birthday": "next 60 days"}))

    @pytest.mark.parametrize(
        ("words", "first", "last"),
        [
            ("next 30 days", "2026-11-01", "2026-11-30"), ("within 2 weeks", "2026-11-01", "2026-11-14"),
            ("next month", "2026-11-01", "2026-11-30"), ("this month", "2026-10-01", "2026-10-31"),
            ("next week", "2026-11-02", "2026-11-08"), ("questo mese", "2026-10-01", "2026-10-31"),
            ("dicembre", "2026-12-01", "2026-12-31"), ("dic", "2026-12-01", "2026-12-31"),
            ("october", "2026-10-01", "2026-10-31"), ("january", "2027-01-01", "2027-01-31"),
            ("12", "2026-12-01", "2026-12-31"), ("december 2027", "2027-12-01", "2027-12-31"),
            ("2026-12-01..2026-12-24", "2026-12-01", "2026-12-24"), ("2026-12-24", "2026-12-24", "2026-12-24"),
            ("today", "2026-10-31", "2026-10-31"), ("domani", "2026-11-01", "2026-11-01"),
            ("this year", "2026-01-01", "2026-12-31"),
        ],
    )  # fmt: skip
    def test_are_looked_for_in_the_window_said(self, open_book: OpenBook, words: str, first: str, last: str) -> None:
        result = find_clients(open_book("A1"), where={"birthday": words})
        days = [value(result, "birthday_from"), value(result, "birthday_to") if first != last else None]
        assert days == [dt.date.fromisoformat(first), dt.date.fromisoformat(last) if first != last else None]

    def test_a_leap_day_is_kept_on_the_first_of_march(self, open_book: OpenBook) -> None:
        # Käthe Müller of H10, born 1964-02-29
        result = find_clients(open_book("A2"), where={"birthday": "2027-03-01"})
        assert [(b["who"], b["on"], b["turns"]) for b in table(result, "Birthdays")] == [
            ("Käthe Müller", "2027-03-01", 63)
        ]
        leap = find_clients(open_book("A2"), where={"birthday": "2028-02-29"})
        assert [b["on"] for b in table(leap, "Birthdays")] == ["2028-02-29"]


class TestWhatCannotBeRead:
    @pytest.mark.parametrize(
        ("where", "says"),
        [
            ({"age": "blue"}, "number of years"), ({"aum": "much"}, "as an amount"), ({"segment": "D"}, "A, B, C"),
            ({"need": "pony"}, "rollover, education"), ({"birthday": "someday"}, "next 30 days"),
            ({"birthday": "2026-01-01..2028-01-01"}, "next 30 days"), ({"birthday": "next 5 parsecs"}, "next 30 days"),
            ({"last_contact": "soon"}, ">180d"), ({"last_contact": "2027-01-01"}, ">180d"),
            ({"status": "maybe"}, "open, closed, all"), ({"account": "(?)"}, "roth"),
            ({"colour": "red"}, "possible are"),
        ],
        ids=lambda v: str(sorted(v)) if isinstance(v, set) else str(v),
    )  # fmt: skip
    def test_is_a_sentence_that_says_what_could(self, open_book: OpenBook, where: Any, says: str) -> None:
        with pytest.raises(BadArguments) as told:
            find_clients(open_book("A1"), where=where)
        assert says in told.value.sentence

    def test_every_condition_of_the_catalogue_can_be_named(self) -> None:
        assert {condition.key for condition in CONDITIONS} == set(ALIASES)


class TestDistribution:
    def test_by_age_with_the_median_of_the_single_ages(self, open_book: OpenBook) -> None:
        # ages 36 42 47 50 53 55 58 60 63 64 68 70 76 (clients.csv at 2026-10-31): the middle one is 58
        result = find_clients(open_book("FIRM"), by="age")
        assert [(r["band"], r["clients"]) for r in table(result, "Clients by age")] == [
            ("under 40", 1), ("40 to 49", 2), ("50 to 59", 4), ("60 to 69", 4), ("70 to 79", 2), ("80 and over", 0),
        ]  # fmt: skip
        assert value(result, "median_age") == 58
        assert not matched(result)

    def test_one_client_is_one_client(self, open_book: OpenBook) -> None:
        words = " ".join(find_clients(open_book("FIRM"), where={"age": ">70"}, by="age").words())
        assert "1 client matches" in words
        assert "with 1 client and $560,000" in words

    def test_who_has_none_is_a_band_of_its_own_and_not_in_the_median(self, open_book: OpenBook) -> None:
        # latest: 200,000 300,000 250,000 400,000 500,000 500,000 1,000,000 1,000,000 1,250,000; four without
        result = find_clients(open_book("FIRM"), by="net_worth")
        assert table(result, "Clients by investable net worth")[-1]["band"] == "not on record"
        assert table(result, "Clients by investable net worth")[-1]["clients"] == 4
        assert value(result, "median_net_worth") == Decimal("500000.00")

    def test_by_place_the_largest_by_assets_first(self, open_book: OpenBook) -> None:
        rows = table(find_clients(open_book("FIRM"), by="location"), "Clients by location")
        assert (rows[0]["band"], rows[0]["clients"], rows[0]["aum"]) == ("Boston, MA", 2, 860800.0)

    def test_many_places_end_in_elsewhere(self, tmp_path: Path) -> None:
        firm = TinyFirm()
        names = [f"P{n:02d},A1,Name{n},2016-03-03,,,Town{n},NH,US,,,,,,," for n in range(14)]
        firm.add("households", *names, "P99,A1,Nowhere,2016-03-03,,,,,,,,,,,,")
        rows = table(find_clients(tiny_book(tmp_path, firm), by="location"), "Clients by location")
        assert [(r["band"], r["clients"]) for r in rows[-2:]] == [("elsewhere", 4), ("not on record", 1)]
        assert len(rows) == 14

    def test_only_the_matches_are_distributed(self, open_book: OpenBook) -> None:
        rows = table(find_clients(open_book("FIRM"), where={"location": "MA"}, by="tenure"), "Clients by tenure")
        assert sum(r["clients"] for r in rows) == 6

    @pytest.mark.parametrize("by", BYS)
    def test_bands_sum_to_the_book_and_the_advisors_to_the_firm(self, open_book: OpenBook, by: Any) -> None:
        def sums(scope: str) -> tuple[Any, ...]:
            result = find_clients(open_book(scope), by=by)
            title = next(b.title for b in result.blocks if isinstance(b, Table))
            rows = table(result, title)
            assert sum(r["clients"] for r in rows) == value(result, "clients")
            return tuple(round(sum(r[key] for r in rows) * 100) for key in ("aum", "revenue"))

        parts = [sums(scope) for scope in ("A1", "A2", "A3")]
        assert tuple(map(sum, zip(*parts, strict=True))) == sums("FIRM")

    @pytest.mark.parametrize("by", BYS)
    def test_has_a_chart_that_says_what_it_shows(self, open_book: OpenBook, by: Any) -> None:
        (chart,) = (b for b in find_clients(open_book("FIRM"), by=by).blocks if isinstance(b, Chart))
        assert len(chart.labels) == len(chart.series[0][1])
        assert chart.alt.endswith(".")


class TestParts:
    def test_are_compared_by_age_and_concentration(self, open_book: OpenBook) -> None:
        # domain 5.2 question 4. Ages of A1 42 47 50 55 60 63 76, of A2 36 53 58 64 68 70; of A3 H08's 63
        books = [open_book(scope) for scope in ("A1", "A2", "A3")]
        result = find_clients(open_book("FIRM"), level="advisor", parts=books)
        rows = table(result, "Clients by advisor")
        assert [(r["advisor"], r["clients"], r["median_age"]) for r in rows] == [
            ("A3", 1, 63),
            ("A2", 6, 61),
            ("A1", 7, 55),
        ]
        assert (value(result, "oldest_part"), value(result, "dense_part")) == ("A3", "A3")
        assert (rows[0]["top_share"], rows[0]["aged_share"]) == (1.0, 0.0)
        # A1: H04, aged 76, has 560,000 of the advisor's assets
        assert rows[2]["aged_share"] == pytest.approx(560_000 / rows[2]["aum"], abs=1e-6)

    def test_sum_to_the_whole(self, open_book: OpenBook) -> None:
        where = {"location": "not Boston"}
        books = [open_book(scope) for scope in ("A1", "A2", "A3")]
        result = find_clients(open_book("FIRM"), where=where, level="advisor", parts=books)
        for key in ("aum", "revenue"):
            assert round(sum(r[key] for r in table(result, "Clients by advisor")) * 100) == value(result, key) * 100

    def test_without_anybody_say_why(self, open_book: OpenBook) -> None:
        result = find_clients(open_book("NOBODY"), level="team", parts=[open_book("NOBODY")])
        assert result.figure("oldest_part").reason == "no birth date is on record in any part"
        assert result.figure("dense_part").reason == "no part had revenue"


class TestTheAnswer:
    def test_is_the_same_bytes_again(self, open_book: OpenBook) -> None:
        where = {"age": ">=50", "net_worth": ">100k", "holding": "bonds", "account": "not roth", "need": "estate"}
        first, second = (find_clients(open_book("FIRM"), where=where, by="age").to_json() for _ in range(2))
        assert first == second

    def test_every_number_of_a_sentence_is_a_figure(self, open_book: OpenBook) -> None:
        result = find_clients(open_book("FIRM"), where="age 60-70 and income >= 50k and last_contact <90d", by="age")
        keys = {figure.key for figure in result.figures}
        for line in result.summary:
            assert not re.search(r"\d", re.sub(r"\{\w+\}", "", line.template))
            assert {v.key for v in line.values.values() if isinstance(v, Figure)} <= keys

    @given(st.integers(0, 120))
    def test_a_bound_parts_those_with_an_age_in_two(self, open_book: OpenBook, bound: int) -> None:
        book = open_book("FIRM")
        below, above = (value(find_clients(book, where={"age": f"{s}{bound}"}), "clients") for s in ("<", ">="))
        assert below + above == 13

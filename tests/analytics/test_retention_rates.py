"""Retention by named definitions: golden values, independent answers, mergers, months to years, small samples, tenure,
and the law that parts add up to the whole."""

from __future__ import annotations

import datetime as dt
import runpy
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.monthly import monthly
from assistant.analytics.retention_rates import retention_rates
from assistant.analytics.retention_rates.cohort import Lives, lives, movement, presence
from assistant.analytics.retention_rates.measures import BY_KEY, MEASURES, Rate, rate_of
from assistant.analytics.retention_rates.reading import Group, read, start_classes
from assistant.analytics.retention_rates.rows import SUMS, cohort_columns
from assistant.analytics.retention_rates.tenure import Curve, curve_of, fit_curve, tenure_bands, tenure_years
from assistant.analytics.retention_rates.windows import Window
from assistant.analytics.retention_rates.words import group_lines
from assistant.blocks import Chart, Result, Table
from assistant.book.periods import Period, parse_period
from assistant.book.snapshot import Book
from assistant.callers import Scope
from assistant.errors import BadArguments, NotEnoughData
from assistant.figures import say
from tests.analytics.conftest import FIRMS, OpenBook, answers
from tests.analytics.made_months import made
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import TinyFirm

SQL: dict[str, Any] = runpy.run_path(str(FIRMS / "small_answers_retention.py"))
YEAR = Window("2025", dt.date(2025, 1, 1), dt.date(2025, 12, 31), 0, 11)
NOTHING = dict.fromkeys(SUMS, 0)


def period(word: str, as_of: str = "2026-10-31") -> Period:
    return parse_period(word, dt.date.fromisoformat(as_of), earliest=dt.date(2024, 9, 1))


def name(row: dict[str, Any]) -> str:
    return "-".join(str(row[key]) for key in ("scope", "as_of", "period"))


def table(result: Result, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(b for b in result.blocks if isinstance(b, Table) and b.title == title).to_json()[
        "rows"
    ]
    return found


def chart(result: Result) -> Chart:
    return next(b for b in result.blocks if isinstance(b, Chart))


def known(*closed: str, reason: str = "left", merged_into: dict[int, int] | None = None) -> Lives:
    """Households H0 … there since 2020, closed on these days (an empty word: open) for one reason, or merged."""
    into = merged_into or {}
    return Lives(
        pd.Index([f"H{number}" for number in range(len(closed))], name="household_id"),
        np.full(len(closed), np.datetime64("2020-01-01")),
        np.array([day or "NaT" for day in closed], dtype="datetime64[D]"),
        np.array([("merged" if n in into else reason) if day else "" for n, day in enumerate(closed)]),
        np.array([into.get(number, -1) for number in range(len(closed))], dtype=np.int64),
    )


def rate(key: str, **sums: int) -> Rate:
    return rate_of(BY_KEY[key], {**NOTHING, "at_start": 100, **sums}, YEAR, {})


class TestEmpty:
    def test_a_book_without_clients_kept_nothing_and_says_why(self, open_book: OpenBook) -> None:
        result = retention_rates(open_book("NOBODY"), period=period("ytd"))
        assert {result.figure(m.key).value for m in MEASURES} == {None}
        assert result.figure("clients").reason == "nobody was a client when the period began"
        assert result.words()[0] == "nobody had no client when the period began, so nothing could be kept."

    @pytest.mark.parametrize("by", ["advisor", "team", "branch"])
    def test_parts_need_their_books(self, open_book: OpenBook, by: Any) -> None:
        with pytest.raises(BadArguments, match=f"one book for each {by}"):
            retention_rates(open_book("FIRM"), period=period("ytd"), by=by)

    def test_an_unknown_measure_is_refused_with_the_known_ones(self, open_book: OpenBook) -> None:
        with pytest.raises(BadArguments, match="clients, controllable"):
            retention_rates(open_book("FIRM"), period=period("ytd"), measure="loyalty")  # type: ignore[arg-type]


class TestGolden:
    def test_r1_96_of_100(self) -> None:
        # domain 3.4: golden 96/100. Wilson at 90 %, z² = 2.705543: centre (.96 + z²/200) / (1 + z²/100) = .947882, half
        # width z √(.96 × .04/100 + z²/40,000) / (1 + z²/100) = .034035
        there = presence(known(*["2025-05-05"] * 4, *[""] * 96), YEAR.start, YEAR.end)
        found = rate("clients", at_start=int(there.at_start.sum()), kept=int(there.kept.sum()))
        assert found.value == 0.96
        assert (found.low, found.high) == pytest.approx((0.913847, 0.981917), abs=1e-6)

    def test_r2_takes_deaths_and_exits_of_the_firm_out_of_both_sides(self) -> None:
        # domain 3.4, R2: of 100, two left and two died: 96 of 98
        columns = cohort_columns(None, known(*["2025-05-05"] * 2, *[""] * 98, reason="death"), YEAR)
        assert (columns["kept"].sum(), columns["in_control"].sum()) == (98, 98)
        assert rate("controllable", kept=96, in_control=98).value == pytest.approx(96 / 98)

    def test_r3_94_5_and_r4_96_5_percent(self) -> None:
        # domain 3.3 and 3.4: B 100m, L 2.5m, W 3m, ECNM 2m → R3 94.5 %, R4 96.5 %; market 7m and fees change neither
        flows = {
            "withdrawals": [[0, 2_500_000], [0, 0, 3_000_000], []],
            "contributions": [[], [], [2_000_000]],
            "market": [[], [], [7_000_000]],
            "fees": [[], [], [100_000]],
        }
        months = made([2_500_000, 20_000_000, 77_500_000], flows=flows)
        columns = cohort_columns(months, known("2025-02-20", "", ""), YEAR)
        sums = {name: int(cents.sum()) for name, cents in columns.items()}
        rates = {key: rate_of(BY_KEY[key], sums, YEAR, {}).value for key in ("assets_gross", "assets_net")}
        assert rates == {"assets_gross": 0.945, "assets_net": 0.965}

    def test_withdrawals_that_were_expected_are_no_loss_of_who_stays_and_one_of_who_leaves(self) -> None:
        # contract: what a leaver takes is all that was withdrawn in the period
        flows = {"withdrawals": [[300], [300]], "unplanned": [[100], [100]]}
        columns = cohort_columns(made([1_000, 1_000], flows=flows), known("2025-12-01", ""), YEAR)
        assert list(columns["taken"]) == [300, 100]

    def test_r5_and_r6(self) -> None:
        # domain 3.4: min(150, 100) + min(40, 100) of 200 → 70 %; 190 of 200 → 95 %
        months = made([0, 0], months=24, revenue=[[100, *[0] * 11, 150], [100, *[0] * 11, 40]])
        later = Window("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31), 12, 23)
        columns = cohort_columns(months, known("", ""), later)
        assert [int(columns[key].sum()) for key in ("revenue_before", "revenue_floor", "revenue_now")] == [
            200,
            140,
            190,
        ]

    def test_r6x_takes_the_market_out_of_recurring_revenue_alone(self) -> None:
        # assets of 1,000 grow to 1,200 by the market in the first month and stay: a fee of 12 where it was 10 is 10 at
        # constant prices, 5 of commission stay 5
        months = made(
            [1_000_00],
            months=24,
            flows={"market": [[200_00]]},
            revenue=[[1_000, *[0] * 11, 1_700]],
            recurring=[[1_000, *[0] * 11, 1_200]],
        )
        later = Window("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31), 12, 23)
        columns = cohort_columns(months, known(""), later)
        assert (columns["revenue_now"][0], columns["revenue_constant"][0]) == (1_700, 1_500)

    def test_r7(self) -> None:
        # domain 3.4: shares 50 % → 40 % of 1,000 and 20 % → 30 % of 2,000: (.4 × 1000 + .2 × 2000) / (500 + 400) = 8/9
        flows = {"withdrawals": [[100_00], []], "contributions": [[], [200_00]]}
        worth = {0: {0: 1_000_00.0}, 1: {0: 2_000_00.0}}
        columns = cohort_columns(made([500_00, 400_00], flows=flows, worth=worth), known("", ""), YEAR)
        assert (columns["wallet_now"].sum(), columns["wallet_before"].sum()) == (800_00, 900_00)

    def test_who_left_kept_nothing_of_a_wallet_and_who_never_declared_is_on_neither_side(self) -> None:
        months = made([500, 400, 300], worth={0: {0: 1_000.0}, 1: {6: 800.0}})
        columns = cohort_columns(months, known("2025-06-01", "", ""), YEAR)
        assert (list(columns["wallet_before"]), list(columns["wallet_now"])) == ([500, 0, 0], [0, 0, 0])


class TestAgainstIndependentAnswers:
    @pytest.mark.parametrize("row", answers("retention"), ids=name)
    def test_r1_and_r2(self, open_book: OpenBook, row: dict[str, Any]) -> None:
        result = retention_rates(open_book(row["scope"], row["as_of"]), period=period(row["period"], row["as_of"]))
        assert result.figure("clients_out_of").value == int(row["at_start"])
        assert result.figure("clients_kept").value == int(row["kept"])
        assert result.figure("clients").value == Decimal(row["r1"])
        assert result.figure("controllable").value == Decimal(row["r2"])
        gone = [result.figure(key).value for key in ("left", "died", "merged")]
        assert gone == [int(row[key]) for key in ("left_us", "died", "merged")]

    @pytest.mark.parametrize("row", SQL["answers"](SQL["ASSETS"]), ids=name)
    def test_r3_and_r4(self, open_book: OpenBook, row: dict[str, Any]) -> None:
        result = retention_rates(open_book(row["scope"], row["as_of"]), period=period(row["period"], row["as_of"]))
        for key, kept in (("assets_gross", row["gross"]), ("assets_net", row["net"])):
            assert result.figure(key).value == pytest.approx(Decimal(kept) / row["before"], abs=Decimal("1e-6"))
            # hundredths of a cent; a shared account may leave the fraction of a cent to either sharer
            assert abs(result.figure(f"{key}_out_of").value * 10_000 - row["before"]) <= 100  # type: ignore[operator]

    @pytest.mark.parametrize("row", SQL["answers"](SQL["REVENUE"]), ids=name)
    def test_r5_and_r6(self, open_book: OpenBook, row: dict[str, Any]) -> None:
        result = retention_rates(open_book(row["scope"], row["as_of"]), period=period(row["period"], row["as_of"]))
        for key, kept in (("revenue_gross", row["gross"]), ("revenue_net", row["net"])):
            figure = result.figure(key)
            if row["known"]:  # to one cent, 100 hundredths, of what a shared account leaves to either sharer
                within = Decimal("1e-6") + Decimal(100) / row["before"]
                assert figure.value == pytest.approx(Decimal(kept) / row["before"], abs=within)
            else:  # the year before 2025-07 begins before the data
                assert figure.value is None
                assert figure.reason == "revenue begins in September 2024, after the months it is compared with"

    def test_r7_by_hand(self, open_book: OpenBook) -> None:
        # A1 since January 2026, net worth declared before (net_worth.csv), assets (balances.csv): H03 199,500 → 149,100
        # of 400,000; H04 600,000 → 560,000 of 1,000,000; H05 579,200 of 1,100,000 → 451,600 of 1,250,000, which is
        # 397,408 of 1,100,000; H07 83,680 → left. 1,106,508 of 1,462,380
        result = retention_rates(open_book("A1"), period=period("ytd"), measure="wallet")
        assert result.figure("wallet_kept").value == Decimal("1106508.00")
        assert result.figure("wallet_out_of").value == Decimal("1462380.00")
        assert result.figure("wallet").value == Decimal("0.756649")

    def test_one_code_says_who_came_and_went(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        moved, rows = movement(book, period("ytd")), read(book, period("ytd")).rows
        assert set(moved.at_start["household_id"]) == set(rows.index[rows["at_start"] == 1])
        assert moved.retention == rows["kept"].sum() / rows["at_start"].sum()


class TestMergers:
    def test_a_merged_household_is_kept_and_its_revenue_counts_where_it_went(self) -> None:
        # H0 brought 100 and merged into H1, which now brings 250 where it brought 150: nothing was lost
        months = made([10, 10], months=24, revenue=[[100], [150, *[0] * 11, 250]])
        later = Window("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31), 12, 23)
        columns = cohort_columns(months, known("2026-02-01", "", merged_into={0: 1}), later)
        assert (list(columns["kept"]), list(columns["revenue_before"]), list(columns["revenue_floor"])) == (
            [1, 1], [0, 250], [0, 250],
        )  # fmt: skip

    def test_two_that_merged_into_a_new_household_are_one(self) -> None:
        months = made([10, 10, 0], months=24, revenue=[[100], [150], [*[0] * 12, 240]])
        later = Window("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31), 12, 23)
        people = known("2026-02-01", "2026-02-01", "", merged_into={0: 2, 1: 2})
        people.since[2] = np.datetime64("2026-02-01")
        columns = cohort_columns(months, people, later)
        assert (list(columns["revenue_before"]), list(columns["revenue_now"])) == ([250, 0, 0], [240, 0, 0])

    def test_what_went_into_a_household_of_another_book_is_on_neither_side(self) -> None:
        months = made([10], months=24, revenue=[[100]])
        later = Window("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31), 12, 23)
        columns = cohort_columns(months, known("2026-02-01", merged_into={0: -1}), later)
        assert (columns["revenue_before"][0], columns["kept"][0]) == (0, 1)

    def test_in_the_small_firm_nothing_is_lost_by_the_merger(self, open_book: OpenBook) -> None:
        rows = read(open_book("A2"), period("2026-03")).rows
        assert (rows.loc["H09", "kept"], rows.loc["H09", "merged"], rows.loc["H09", "taken"]) == (1, 1, 0)


class TestWindows:
    @pytest.mark.parametrize(
        ("word", "months"), [("2026-Q3", 3.0), ("ytd", 10.0), ("2026-09", 1.0), ("2026-10-01..2026-10-15", 0.4928)]
    )
    def test_length_in_months(self, word: str, months: float) -> None:
        asked = period(word)
        assert Window(word, asked.start, asked.end, 0, 0).length == pytest.approx(months, abs=1e-4)

    def test_a_monthly_loss_of_one_percent_is_not_twelve_a_year(self) -> None:
        # domain 3.4: 1 − (1 − c)^12, never 12 c: .99^12 = .886385
        month = Window("2025-01", dt.date(2025, 1, 1), dt.date(2025, 1, 31), 0, 0)
        found = rate_of(BY_KEY["clients"], {**NOTHING, "at_start": 100, "kept": 99}, month, {})
        assert found.annual == pytest.approx(0.886385, abs=1e-6)

    def test_a_year_is_not_annualised_nor_less_than_a_month_nor_what_is_a_year_already(self) -> None:
        assert rate("clients", kept=99).annual is None
        week = Window("w", dt.date(2025, 1, 6), dt.date(2025, 1, 12), 0, 0)
        assert rate_of(BY_KEY["clients"], {**NOTHING, "at_start": 9, "kept": 9}, week, {}).annual is None
        quarter = Window("2025-Q1", dt.date(2025, 1, 1), dt.date(2025, 3, 31), 0, 2)
        sums = {**NOTHING, "at_start": 9, "revenue_before": 9, "revenue_now": 8}
        assert rate_of(BY_KEY["revenue_net"], sums, quarter, {}).annual is None

    def test_a_short_window_is_compared_with_the_same_months_a_year_before(self) -> None:
        quarter = Window("2026-Q3", dt.date(2026, 7, 1), dt.date(2026, 9, 30), 18, 20)
        assert (quarter.compared, quarter.shift, quarter.compared_with) == ((18, 20), 12, "a year before")
        assert (quarter.earlier().start, quarter.earlier().end) == (dt.date(2025, 7, 1), dt.date(2025, 9, 30))

    def test_a_long_window_compares_its_last_year_with_the_year_before_it(self) -> None:
        three = Window("3y", dt.date(2023, 11, 1), dt.date(2026, 10, 31), 24, 59)
        assert (three.compared, three.shift, three.compared_with) == ((48, 59), 36, "the period before")

    def test_a_window_that_ends_in_february_has_its_last_day_a_year_before(self) -> None:
        february = Window("2025-02", dt.date(2025, 2, 1), dt.date(2025, 2, 28), 13, 13)
        assert february.earlier().end == dt.date(2024, 2, 29)


class TestUndefined:
    def test_nobody_at_the_start_is_no_rate(self) -> None:
        assert rate("clients", at_start=0).reason == "nobody was a client when the period began"

    @pytest.mark.parametrize("measure", [m for m in MEASURES if m.key != "clients"], ids=lambda m: m.key)
    def test_a_denominator_of_nothing_is_no_rate_and_has_its_reason(self, measure: Any) -> None:
        found = rate_of(measure, {**NOTHING, "at_start": 3}, YEAR, {})
        assert found.value is None
        assert found.reason
        assert (found.low, found.high, found.annual) == (None, None, None)

    def test_before_the_data_nothing_is_compared(self, open_book: OpenBook) -> None:
        result = retention_rates(open_book("FIRM"), period=period("2025-01..2025-06"))
        assert result.figure("clients_before").reason == "balances begin in September 2024"
        assert result.figure("revenue_constant").value is None

    def test_an_open_month_counts_clients_alone(self, open_book: OpenBook) -> None:
        book = open_book("A1", "2026-10-15")
        result = retention_rates(book, period=period("2026-10-01..2026-10-15", "2026-10-15"))
        assert result.figure("clients").value == Decimal(1)
        assert result.figure("assets_gross").reason.startswith("No month of")
        assert result.words()[0] == "A1 kept 100.0% of clients."
        assert any("only clients are counted" in caveat for caveat in result.caveats)

    def test_rows_over_time_need_a_closed_month(self, open_book: OpenBook) -> None:
        asked = period("2026-10-01..2026-10-15", "2026-10-15")
        with pytest.raises(NotEnoughData, match="No month of"):
            retention_rates(open_book("A1", "2026-10-15"), period=asked, by="month")

    def test_classes_at_the_start_need_revenue_before_it(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="Classes at the beginning need revenue"):
            retention_rates(open_book("FIRM"), period=period("all"), by="segment")

    def test_a_book_without_revenue_says_so(self, tmp_path: Path) -> None:
        book = tiny_book(tmp_path, TinyFirm().put("revenue"))
        result = retention_rates(book, period=period("2026-10"))
        assert result.figure("revenue_gross").reason == "there is no revenue on record"
        assert result.figure("assets_gross").value == Decimal("0.966865")  # 50 of 1,509 withdrawn, nothing expected


class TestSmallSamples:
    def test_few_clients_get_an_interval_and_no_verdict(self, open_book: OpenBook) -> None:
        words = " ".join(retention_rates(open_book("A1"), period=period("ytd")).words())
        assert "With 7 at the beginning, chance alone could put client retention anywhere from 5" in words
        assert "fewer than 20 clients are too few for a verdict." in words
        assert "alike" not in words

    def test_t15_five_clients_who_all_stayed_do_not_come_first(self, tmp_path: Path) -> None:
        # domain section 7, T15: a five-client advisor with perfect retention is not ranked first
        books = two_advisors(tmp_path, left=1)
        result = retention_rates(
            books["firm"], period=period("2026-10"), measure="clients", by="advisor", parts=books["parts"]
        )
        rows = table(result, "Client retention by advisor")
        assert [(row["advisor"], row["clients"], row["evidence"]) for row in rows] == [
            ("Ben Hay", 0.96, "enough"), ("Ada Fox", 1.0, "too few to judge"),
        ]  # fmt: skip
        assert "none is called better than another" in " ".join(result.words())
        assert chart(result).labels[-1] == "Ada Fox (few clients)"


def two_advisors(
    folder: Path, *, small: int = 5, left: int = 1, took: int = 100, reason: str = "left"
) -> dict[str, Any]:
    """Ada Fox with a few clients who stay, Ben Hay with twenty-five of whom some leave in October 2026, each with that
    much money where the others have a hundred."""
    firm = TinyFirm.empty().add("advisors", "A1,Ada Fox,ada@tiny.example,,,,,", "A2,Ben Hay,ben@tiny.example,,,,,")
    for number in range(small + 25):
        gone = small <= number < small + left
        day, money = ("2026-10-20" if gone else ""), (took if gone else 100)
        out, end = (money, 0) if gone else (0, money)
        owner = "A1" if number < small else "A2"
        firm.add("households", f"H{number},{owner},Name{number},2015-01-01,{day},{reason if gone else ''},,,,,,,,,,")
        firm.add("accounts", f"AC{number},H{number},taxable,,,2015-01-01,{day},,")
        firm.add("balances", f"AC{number},2026-09,{money}.00,0.00,0.00,0.00,0.00,0.00,0.00,{money}.00")
        firm.add("balances", f"AC{number},2026-10,{money}.00,0.00,{out}.00,0.00,0.00,0.00,0.00,{end}.00")
    first = tiny_book(folder, firm)
    whole = {"firm": ("A1", "A2"), "Ada Fox": ("A1",), "Ben Hay": ("A2",)}
    books = {
        label: Book(first._database, Scope("advisor", label, ids), first.as_of, first.version)
        for label, ids in whole.items()
    }
    return {"firm": books["firm"], "parts": (books["Ada Fox"], books["Ben Hay"])}


class TestTenure:
    def test_nobody_gives_one_empty_year_and_no_curve(self) -> None:
        years = tenure_years(known(), dt.date(2020, 1, 1), dt.date(2025, 1, 1))
        assert years["begun"].sum() == 0
        assert curve_of(years) is None

    def test_bands_by_completed_years(self) -> None:
        people = known("", "", "", "", "")
        days = ["2025-02-01", "2022-06-01", "2017-01-01", "2000-01-01", "NaT"]
        people.since[:] = np.array(days, dtype="datetime64[D]")
        assert list(tenure_bands(people, dt.date(2026, 1, 1))) == [
            "year 1", "years 2 to 4", "years 5 to 9", "year 10 and later", "start unknown",
        ]  # fmt: skip

    def test_only_years_that_lie_whole_in_the_records_count(self) -> None:
        # all since 2020-01-01, the records run over 2022 and 2023: the third and fourth year; one left in the third
        years = tenure_years(known("2022-07-01", "", "2024-02-01"), dt.date(2021, 12, 31), dt.date(2024, 1, 1))
        assert years.loc[3].to_dict() == {"begun": 3, "left": 1}
        assert years.loc[4].to_dict() == {"begun": 2, "left": 0}
        assert years["begun"].sum() == 5

    def test_a_merger_takes_its_year_out(self) -> None:
        years = tenure_years(known("2022-07-01", "", merged_into={0: 1}), dt.date(2021, 12, 31), dt.date(2024, 1, 1))
        assert years.loc[3].to_dict() == {"begun": 1, "left": 0}

    @pytest.mark.parametrize(
        ("still_there", "a", "b"),
        [
            # Fader and Hardie 2007, Regular and High End customers, years 0 to 7: (0.704, 1.182) and (0.668, 3.806)
            ((1000, 631, 468, 382, 326, 289, 262, 241), 0.704, 1.182),
            ((1000, 869, 743, 653, 593, 551, 517, 491), 0.668, 3.806),
        ],
    )
    def test_the_published_curves(self, still_there: tuple[int, ...], a: float, b: float) -> None:
        alive = np.array(still_there, dtype=np.int64)
        curve = fit_curve(alive[:-1], alive[:-1] - alive[1:])
        assert (curve.a, curve.b) == pytest.approx((a, b), abs=5e-4)

    def test_retention_rises_with_tenure_by_sorting(self) -> None:
        # F19: r_t = (b + t − 1) / (a + b + t − 1); P(T = 1) = a / (a + b)
        curve = Curve(1.0, 3.0)
        assert [curve.retention(year) for year in (1, 2, 3)] == pytest.approx([3 / 4, 4 / 5, 5 / 6])
        assert curve.survival(3) == pytest.approx(3 / 4 * 4 / 5 * 5 / 6)

    def test_too_few_exits_give_no_curve_and_a_reason(self, open_book: OpenBook) -> None:
        result = retention_rates(open_book("FIRM"), period=period("ytd"), by="tenure")
        assert result.figure("curve_survival").value is None
        assert "at least 20 exits" in result.figure("curve_survival").reason
        assert sum(row["at_start"] for row in table(result, "Retention by tenure")) == 12
        assert sum(row["at_start"] for row in table(result, "Retention by start year")) == 12

    def test_enough_exits_give_a_curve(self) -> None:
        alive = np.array((100, 80, 70, 65, 62), dtype=np.int64)
        years = pd.DataFrame({"begun": alive[:-1], "left": alive[:-1] - alive[1:]}, index=range(1, 5))
        assert curve_of(years) is not None


class TestRows:
    @pytest.mark.parametrize("by", ["month", "quarter", "year"])
    def test_over_time_is_a_line(self, open_book: OpenBook, by: Any) -> None:
        result = retention_rates(open_book("FIRM"), period=period("1y"), by=by)
        assert chart(result).shape == "line"
        assert len(table(result, f"Retention by {by}")) == {"month": 12, "quarter": 5, "year": 2}[by]

    def test_months_multiply_to_the_year_for_clients(self, open_book: OpenBook) -> None:
        # who left in a month was there when it began: the kept of the months chain where nobody came and went within
        rows = table(
            retention_rates(open_book("A1"), period=period("ytd"), measure="clients", by="month"),
            "Client retention by month",
        )
        assert [row["clients"] for row in rows] == pytest.approx([1, 1, 1, 1, 6 / 7, 1, 1, 1, 1, 1], abs=1e-6)

    def test_one_month_before_the_start_is_classed_by_the_months_there_are(self, open_book: OpenBook) -> None:
        # October 2024: the class rests on September 2024 alone
        classes = start_classes(read(open_book("A1"), period("2024-10")))
        assert set(classes) <= {"A", "B", "C", "no class"}

    def test_segments_are_those_of_the_start(self, open_book: OpenBook) -> None:
        # H07 brought 70 × 12 = 840 in 2025 and left in 2026: it is a class C client then, and lost now
        result = retention_rates(open_book("A1"), period=period("ytd"), measure="clients", by="segment")
        rows = {row["segment"]: row for row in table(result, "Client retention by segment")}
        assert rows["C"]["out_of"] - rows["C"]["kept"] == 1
        assert sum(row["out_of"] for row in rows.values()) == 7

    @pytest.mark.parametrize(
        "measure", [m.key for m in MEASURES if m.key not in ("revenue_constant", "clients", "controllable")]
    )
    def test_parts_add_up_to_the_cent(self, open_book: OpenBook, measure: Any) -> None:
        parts = [open_book(scope) for scope in ("A1", "A2", "A3")]
        result = retention_rates(open_book("FIRM"), period=period("ytd"), measure=measure, by="advisor", parts=parts)
        rows = table(result, f"{BY_KEY[measure].name} by advisor")
        for key in ("kept", "out_of"):
            total = sum(Decimal(str(row[key])) for row in rows if row[key] is not None)
            assert total == result.figure(f"{measure}_{key}").value, key

    def test_a_shared_client_counts_for_each_sharer_and_once_where_they_meet(self, open_book: OpenBook) -> None:
        parts = [open_book(scope) for scope in ("BR1", "A3")]
        result = retention_rates(open_book("FIRM"), period=period("ytd"), by="branch", parts=parts)
        assert [row["at_start"] for row in table(result, "Retention by branch")] == [12, 1]
        assert result.figure("clients_out_of").value == 12


class TestWords:
    def test_the_divergence_of_clients_and_money_is_told(self, tmp_path: Path) -> None:
        # Ben Hay kept 24 of 25 clients and 24 of 25 of equal money
        books = two_advisors(tmp_path, left=1)
        words = retention_rates(books["parts"][1], period=period("2026-10")).words()
        assert words[0] == "Ben Hay kept 96.0% of clients and 96.0% of their money."
        assert words[1].startswith("Clients and their money were kept alike. With 25 clients at the beginning")

    def test_money_that_went_faster_than_clients_is_told(self, tmp_path: Path) -> None:
        # 24 of 25 clients stayed, and 2,400 of 3,400
        words = retention_rates(two_advisors(tmp_path, took=1000)["parts"][1], period=period("2026-10")).words()
        assert words[0] == "Ben Hay kept 96.0% of clients and 70.6% of their money."
        assert words[1].startswith("More money was lost than the count of clients shows.")
        assert words[2] == "Of them 1 went, none by death and none let go by the firm."

    def test_clients_who_went_with_little_money_are_told(self, tmp_path: Path) -> None:
        words = retention_rates(two_advisors(tmp_path, took=1)["parts"][1], period=period("2026-10")).words()
        assert words[1].startswith("Those who went had little money")

    def test_the_best_and_the_worst_are_named_where_both_have_enough_clients(self, tmp_path: Path) -> None:
        books = two_advisors(tmp_path, small=25, left=12, reason="death")
        asked = {"period": period("2026-10"), "by": "advisor", "parts": books["parts"]}
        words = retention_rates(books["firm"], measure="clients", **asked).words()
        assert "Client retention is highest for Ada Fox, 100.0%, and lowest for Ben Hay, 52.0%." in words
        controllable = retention_rates(books["firm"], measure="controllable", **asked)
        assert controllable.figure("controllable").value == Decimal(1)  # the twelve died
        assert "Chance alone could put it anywhere from 93.4% to 100.0%." in controllable.words()
        assert any("may be chance" in word for word in controllable.words())

    def test_the_highest_rate_is_named_and_not_the_highest_lower_bound(self) -> None:
        # 473 of 500 is 94.6%, surely above 92%; 25 of 26 is 96.2%, of so few clients that the lower bound is beneath
        clients = BY_KEY["clients"]
        sure, higher = Rate(473, 500, 500, 0.946, counted=True), Rate(25, 26, 26, 25 / 26, counted=True)
        assert sure.low is not None
        assert higher.low is not None
        assert sure.low > higher.low
        groups = [Group("Bay", {"clients": sure}), Group("Hill", {"clients": higher})]
        (line,) = group_lines(groups, clients, "branch", {})
        assert say(line).startswith("Client retention is highest for Hill, 96.2%, and lowest for Bay, 94.6%.")

    def test_a_single_row_is_compared_with_nothing(self, open_book: OpenBook) -> None:
        words = retention_rates(open_book("A1"), period=period("ytd"), by="advisor", parts=[open_book("A1")]).words()
        assert not any("better than another" in word for word in words)

    def test_wallets_and_revenue_are_told_as_far_as_they_are_known(self, open_book: OpenBook) -> None:
        words = retention_rates(open_book("A1"), period=period("ytd")).words()
        assert words[3].startswith(
            "Of their revenue 97.6% was kept; with what clients who stayed added, it came to 106.1% of what it was, "
        )
        assert words[3].endswith("of their wallets 75.7%, known for 71.0% of the assets.")
        early = retention_rates(open_book("A1"), period=period("2025-03")).words()
        assert any(word.startswith("Of their wallets ") for word in early)

    def test_exits_stand_by_reason_with_what_they_took(self, open_book: OpenBook) -> None:
        result = retention_rates(open_book("FIRM"), period=period("ytd"))
        rows = {row["reason"]: row for row in table(result, "Who went, by reason")}
        assert {reason: row["clients"] for reason, row in rows.items()} == {
            "left": 1, "died": 1, "merged into another household, no loss": 1,
        }  # fmt: skip
        assert [row["client"] for row in table(result, "Clients who went")] == ["Żółkowski", "O'Brien"]

    def test_a_measure_alone_carries_its_definition(self, open_book: OpenBook) -> None:
        result = retention_rates(open_book("FIRM"), period=period("ytd"), measure="revenue_net")
        assert result.title == "Net revenue retention, R6: FIRM, ytd"
        words = result.words()
        assert words[0] == "Net revenue retention, R6, of FIRM is 108.8%: $25,642 of $23,575."
        assert "R6 means: sum of revenue now ÷ sum of revenue then, over the clients and months of R5." in words
        assert any(word.startswith("Beside it, net revenue retention at constant prices is ") for word in words)

    def test_what_cannot_be_told_says_why(self, open_book: OpenBook) -> None:
        result = retention_rates(
            open_book("FIRM", "2026-06-30"), period=period("1y", "2026-06-30"), measure="revenue_net"
        )
        assert result.words()[0].startswith(
            "Net revenue retention, R6 of FIRM cannot be told: revenue begins in September 2024"
        )

    def test_every_figure_of_a_sentence_is_a_figure_of_the_answer(self, open_book: OpenBook) -> None:
        parts = [open_book(scope) for scope in ("A1", "A2", "A3")]
        for kwargs in ({}, {"by": "advisor", "parts": parts}, {"by": "month", "measure": "wallet"}, {"by": "tenure"}):
            result = retention_rates(open_book("FIRM"), period=period("ytd"), **kwargs)  # type: ignore[arg-type]
            keys = {figure.key for figure in result.figures}
            used = {v.key for line in result.summary for v in line.values.values() if not isinstance(v, str)}
            assert used <= keys

    def test_the_same_book_gives_the_same_bytes(self, open_book: OpenBook) -> None:
        once, twice = (retention_rates(open_book("BR1"), period=period("1y"), by="segment").to_json() for _ in range(2))
        assert once == twice


class TestLaws:
    @given(st.lists(st.tuples(*[st.integers(0, 10**9)] * 4, st.booleans(), st.floats(0, 1)), min_size=1, max_size=8))
    def test_gross_retention_never_exceeds_one_and_net_is_gross_or_more_only_by_contributions(
        self, rows: list[tuple[int, int, int, int, bool, float]]
    ) -> None:
        begin = [row[0] for row in rows]
        out = [[row[1]] for row in rows]
        flows = {
            "withdrawals": out,
            "unplanned": [[int(row[1] * row[5])] for row in rows],
            "contributions": [[row[2]] for row in rows],
            "market": [[row[3]] for row in rows],
        }
        people = known(*["2025-06-01" if row[4] else "" for row in rows])
        columns = cohort_columns(made(begin, flows=flows), people, YEAR)
        assert (columns["assets_gross"] <= columns["assets_before"]).all()
        assert (columns["assets_net"] <= columns["assets_gross"] + [row[2] for row in rows]).all()

    @given(st.permutations(range(6)), st.integers(1, 50))
    def test_order_changes_nothing_and_scaled_money_scales_the_sums_alone(self, order: list[int], scale: int) -> None:
        begin = [100, 200, 300, 400, 500, 600]
        flows = {"withdrawals": [[10], [20], [0], [40], [0], [5]], "contributions": [[7], [0], [9], [0], [0], [1]]}
        closed = ["2025-03-03", "", "", "2025-09-09", "", ""]
        plain = cohort_columns(made(begin, flows=flows), known(*closed), YEAR)
        mixed = cohort_columns(
            made(
                [scale * begin[n] for n in order],
                flows={key: [[scale * cents for cents in rows[n]] for n in order] for key, rows in flows.items()},
            ),
            known(*[closed[n] for n in order]),
            YEAR,
        )
        for key in ("assets_before", "assets_gross", "assets_net"):
            assert mixed[key].sum() == scale * plain[key].sum()
        assert mixed["kept"].sum() == plain["kept"].sum()

    def test_an_earlier_date_is_the_book_without_what_came_later(self, open_book: OpenBook) -> None:
        then, now = (
            retention_rates(open_book("FIRM", day), period=period("2026-H1", day))
            for day in ("2026-06-30", "2026-10-31")
        )
        assert [then.figure(m.key).value for m in MEASURES] == [now.figure(m.key).value for m in MEASURES]


class TestMonthly:
    def test_matrices_follow_the_book(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        months = monthly(book)
        frame = book.household_months
        last = frame[frame["month"] == book.last_month].set_index("household_id")["end_value_cents"]
        assert (pd.Series(months.assets[:, -1], months.households)[last.index] == last).all()
        assert months.revenue.sum() == book.revenue["amount_cents"].sum()
        assert months.month(months.column(book.last_month)) == book.last_month

    def test_lives_are_those_of_the_book(self, open_book: OpenBook) -> None:
        people = lives(open_book("A2").households)
        assert people.ids[people.merged_into[list(people.ids).index("H09")]] == "H10"

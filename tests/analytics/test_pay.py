"""The pay report: year, month and period, edges and conflict, what-ifs, several advisors, what is not known."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.analytics.pay import pay_report
from assistant.analytics.pay.words import CONFLICT, CONFLICT_OF_OTHERS
from assistant.blocks import Chart, Result, Table
from assistant.book.periods import parse_period
from assistant.book.snapshot import Book
from assistant.errors import BadArguments
from tests.analytics.conftest import OpenBook
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import ROWS, TinyFirm

CLIFF = [
    f"PG,cliff,{edge}.00,{share}" for edge, share in ((0, 0.30), (250_000, 0.36), (400_000, 0.40), (600_000, 0.43))
]
HURDLE = ["PG,hurdle,0.00,0.22", "PG,hurdle,12500.00,0.50"]
YEAR_AHEAD = [f"H1,,2026-{month:02d},planning,40000.00," for month in range(1, 10)]  # 360,000 to September


def firm(grid: list[str], revenue: list[str], joined: str = "2015-01-05", grid_id: str = "PG") -> TinyFirm:
    advisor = f"A1,Ada Fox,ada@tiny.example,,,{joined},150.00,{grid_id}"
    return TinyFirm(dict(ROWS)).put("advisors", advisor).put("pay_grids", *grid).put("revenue", *revenue)


def report(book: Book, word: str = "ytd", **more: object) -> Result:
    period = parse_period(word, book.as_of)
    return pay_report(book, period=period, advisors=(book,), **more)  # type: ignore[arg-type]


def amounts(result: Result, *keys: str) -> list[object]:
    return [result.figure(key).value for key in keys]


class TestAnAdvisorsPay:
    def test_without_revenue_there_is_nothing_to_pay_on(self, tmp_path: Path) -> None:
        found = report(tiny_book(tmp_path, firm(CLIFF, [])))
        assert found.figure("pay_ytd").value is None
        assert "no revenue is on record" in found.figure("pay_ytd").reason
        assert found.figure("effective_rate").reason
        assert "is not known" in found.words()[0]
        with pytest.raises(KeyError):
            found.figure("next_edge")

    def test_the_small_firm_by_hand(self, open_book: OpenBook) -> None:
        # A1 made 19,187.40 or .41 from January (small_answers/revenue.csv, ytd total), all below 250,000: 30 % of it is
        # 5,756.22. October alone: 1,740.00 of accounts of its own less AC10's whole part … 174,000 cents + 60 % of
        # 62.34 = 1,777.40; 30 % is 533.22.
        found = report(open_book("A1"))
        assert found.figure("production_ytd").value in (Decimal("19187.40"), Decimal("19187.41"))
        assert amounts(found, "pay_ytd", "effective_rate") == [Decimal("5756.22"), Decimal("0.300000")]
        assert amounts(found, "production_month", "pay_month") == [Decimal("1777.40"), Decimal("533.22")]
        assert amounts(found, "next_edge", "tier_rate") == [Decimal("250000.00"), Decimal("0.300000")]

    def test_a_month_that_crosses_a_cliff_is_paid_for_the_whole_year(self, tmp_path: Path) -> None:
        # 360,000 to September at 36 % = 129,600; with 40,000 in October 400,000 at 40 % = 160,000: October pays 30,400
        book = tiny_book(tmp_path, firm(CLIFF, [*YEAR_AHEAD, "H1,,2026-10,planning,40000.00,"]))
        found = report(book)
        assert amounts(found, "pay_ytd", "pay_month") == [Decimal("160000.00"), Decimal("30400.00")]
        # July crosses 250,000: 36 % of 280,000 − 30 % of 240,000 = 28,800; August and September pay 14,400 each
        assert amounts(report(book, "2026-Q3"), "pay_period", "pay_ytd") == [Decimal("57600.00"), Decimal("129600.00")]
        table = next(b for b in found.blocks if isinstance(b, Table))
        assert sum(Decimal(str(row[2])) for row in table.rows) == Decimal("160000.00")

    def test_a_hurdle_works_by_the_month(self, tmp_path: Path) -> None:
        # Domain F41: 45,000 in a month pays 19,000; two such months pay 38,000, whatever the year came to
        book = tiny_book(tmp_path, firm(HURDLE, ["H1,,2026-01,planning,45000.00,", "H1,,2026-10,planning,45000.00,"]))
        found = report(book)
        assert amounts(found, "pay_ytd", "pay_month") == [Decimal("38000.00"), Decimal("19000.00")]
        assert found.figure("effective_rate").value == Decimal("0.422222")
        assert "production of the month" in " ".join(found.words())
        assert found.figure("next_edge").value is None
        assert "highest tier" in found.figure("next_edge").reason

    def test_another_year_is_asked_for_by_its_own_end(self, open_book: OpenBook) -> None:
        # A1 in 2025: 30 % of the year's production; the report of December 2025 has it as its year to date
        book = open_book("A1", "2025-12-31")
        found = report(book, "2025")
        assert found.title.endswith("January to December 2025")
        assert found.figure("pay_ytd").value == (found.figure("production_ytd").value * Decimal("0.3")).quantize(  # type: ignore[operator]
            Decimal("0.01")
        )

    def test_a_period_over_the_turn_of_the_year_adds_both_years(self, open_book: OpenBook) -> None:
        # the grid's first tier is never left, so twelve months pay 30 % of 23,247.40 or .41 (small_answers, 1y total)
        found = report(open_book("A1"), "1y")
        assert found.figure("pay_period").value in (Decimal("6974.22"), Decimal("6974.21"))
        assert found.figure("production_period").value in (Decimal("23247.40"), Decimal("23247.41"))

    def test_a_period_that_has_not_closed_shows_the_last_closed_month(self, open_book: OpenBook) -> None:
        found = report(open_book("A1", "2026-10-20"), "2026-10")
        assert found.figure("data_month").value == "September 2026"
        assert any("No month of 2026-10 has closed" in caveat for caveat in found.caveats)


class TestEdges:
    def test_just_below_a_cliff_the_edge_its_step_and_the_conflict_are_disclosed(self, tmp_path: Path) -> None:
        # 399,360: 640 short of 400,000; there 160,000.00 instead of 143,769.60; the last unit moves 16,000.36 (F41)
        found = report(tiny_book(tmp_path, firm(CLIFF, [*YEAR_AHEAD, "H1,,2026-10,planning,39360.00,"])))
        keys = ("next_edge", "to_next_edge", "next_rate", "gain_at_next_edge", "edge_step")
        assert amounts(found, *keys) == [
            Decimal("400000.00"),
            Decimal("640.00"),
            Decimal("0.400000"),
            Decimal("16230.40"),
            Decimal("16000.36"),
        ]
        assert CONFLICT in found.words()
        assert "one unit of money at that edge moves $16,000 of pay" in " ".join(found.words())

    def test_just_above_a_cliff_what_falling_back_would_take_is_told(self, tmp_path: Path) -> None:
        found = report(tiny_book(tmp_path, firm(CLIFF, [*YEAR_AHEAD, "H1,,2026-10,planning,40380.00,"])))
        assert amounts(found, "above_last_edge", "last_edge_step") == [Decimal("380.00"), Decimal("16000.36")]
        assert "only $380 above the edge at $400,000" in " ".join(found.words())

    def test_a_marginal_edge_changes_nothing_for_what_came_before(self, tmp_path: Path) -> None:
        grid = [line.replace("cliff", "marginal") for line in CLIFF]
        found = report(tiny_book(tmp_path, firm(grid, [*YEAR_AHEAD, "H1,,2026-10,planning,39360.00,"])))
        assert "nothing changes for what came before" in " ".join(found.words())
        with pytest.raises(KeyError):
            found.figure("edge_step")

    def test_no_client_is_ranked_by_what_the_advisor_would_be_paid(self, open_book: OpenBook) -> None:
        names = {str(name) for name in open_book("A1").households["name"]}
        said = " ".join(report(open_book("A1"), extra_production=10_000).words())
        assert not any(name in said for name in names)


class TestWhatIfs:
    @pytest.mark.parametrize(
        ("extra", "change", "ytd"),
        # from 360,000 at 36 % = 129,600: +40,000 → 160,000; −110,001 → 249,999 at 30 % = 74,999.70; 0 moves nothing
        [(4_000_000, "30400.00", "160000.00"), (-11_000_100, "-54600.30", "74999.70"), (0, "0.00", "129600.00")],
    )
    def test_extra_production_moves_pay_of_the_year(self, tmp_path: Path, extra: int, change: str, ytd: str) -> None:
        found = report(tiny_book(tmp_path, firm(CLIFF, YEAR_AHEAD)), extra_production=extra)
        assert amounts(found, "pay_change", "pay_ytd_with_extra") == [Decimal(change), Decimal(ytd)]
        assert CONFLICT in found.words()

    def test_under_a_hurdle_the_extra_belongs_to_the_month(self, tmp_path: Path) -> None:
        # October made nothing: 45,000 more pay 19,000 for it (domain F41)
        book = tiny_book(tmp_path, firm(HURDLE, ["H1,,2026-01,planning,45000.00,"]))
        found = report(book, extra_production=4_500_000)
        keys = ("pay_change", "pay_month_with_extra", "pay_ytd_with_extra")
        assert amounts(found, *keys) == [Decimal("19000.00"), Decimal("19000.00"), Decimal("38000.00")]

    def test_a_projection_is_made_when_asked_and_called_one(self, tmp_path: Path) -> None:
        # 360,000 in ten months → 432,000 in twelve, at 40 % = 172,800; with 168,000 more 600,000 at 43 % = 258,000
        book = tiny_book(tmp_path, firm(CLIFF, YEAR_AHEAD))
        with pytest.raises(KeyError):
            report(book).figure("projected_pay")
        found = report(book, project=True)
        assert amounts(found, "projected_production", "projected_pay") == [Decimal("432000.00"), Decimal("172800.00")]
        assert any(line.startswith("A projection, not pay that was earned") for line in found.words())
        more = report(book, project=True, extra_production=16_800_000)
        assert more.figure("projected_pay").value == Decimal("258000.00")

    def test_a_hurdle_is_projected_month_by_month(self, tmp_path: Path) -> None:
        # 450,000 in January pay 221,500; ten months average 45,000, so two more pay 19,000 each
        book = tiny_book(tmp_path, firm(HURDLE, ["H1,,2026-01,planning,450000.00,"]))
        assert report(book, project=True).figure("projected_pay").value == Decimal("259500.00")

    def test_whose_production_it_is_must_be_said(self, open_book: OpenBook) -> None:
        branch = open_book("BR1")
        with pytest.raises(BadArguments, match="Name one advisor"):
            pay_report(
                branch,
                period=parse_period("ytd", branch.as_of),
                advisors=(open_book("A1"), open_book("A2")),
                extra_production=100,
            )


class TestWhatIsNotKnown:
    def test_without_a_grid_production_is_shown_and_pay_has_its_reason(self, tmp_path: Path) -> None:
        found = report(tiny_book(tmp_path, firm([], YEAR_AHEAD, grid_id="")), project=True, extra_production=100)
        assert found.figure("production_ytd").value == Decimal("360000.00")
        assert found.figure("pay_ytd").value is None
        assert "no pay grid is on file for Ada Fox" in found.figure("pay_ytd").reason
        assert found.figure("projected_pay").value is None
        assert CONFLICT not in found.words()
        assert any("left out of the sums" in caveat for caveat in found.caveats)

    def test_a_year_that_is_not_wholly_on_record_has_no_pay(self, tmp_path: Path) -> None:
        book = tiny_book(tmp_path, firm(CLIFF, ["H1,,2026-09,planning,300000.00,"]))
        found = report(book, extra_production=100, project=True)
        assert found.figure("pay_ytd").reason.startswith("revenue is on record since September 2026")
        assert found.figure("pay_change").value is None
        assert "is not known" in " ".join(found.words())

    def test_an_advisor_who_joined_in_the_year_is_paid_from_then_on(self, tmp_path: Path) -> None:
        # balances, and so the firm's data, begin in September; who joined that month has no earlier production
        book = tiny_book(tmp_path, firm(CLIFF, ["H1,,2026-09,planning,300000.00,"], joined="2026-09-01"))
        assert report(book).figure("pay_ytd").value == Decimal("108000.00")

    def test_a_hurdle_month_is_known_where_its_year_is_not(self, tmp_path: Path) -> None:
        book = tiny_book(tmp_path, firm(HURDLE, ["H1,,2026-10,planning,45000.00,"]))
        found = report(book, extra_production=0)
        assert amounts(found, "pay_ytd", "pay_month", "pay_change") == [None, Decimal("19000.00"), Decimal("0.00")]
        assert found.figure("pay_ytd_with_extra").value is None

    def test_a_grid_of_two_methods_is_no_grid(self, tmp_path: Path) -> None:
        mixed = ["PG,cliff,0.00,0.3", "PG,marginal,100.00,0.4"]
        found = report(tiny_book(tmp_path, firm(mixed, YEAR_AHEAD)))
        assert "no tiers of one method" in found.figure("pay_ytd").reason


class TestSeveralAdvisors:
    def several(self, open_book: OpenBook, word: str = "ytd", before: str = "2025-12-31") -> Result:
        book = open_book("FIRM")
        parts = tuple(open_book(advisor) for advisor in ("A1", "A2", "A3"))
        return pay_report(book, period=parse_period(word, book.as_of), advisors=parts, before=open_book("FIRM", before))

    def test_the_total_is_the_sum_of_pays_and_the_rate_a_ratio_of_sums(self, open_book: OpenBook) -> None:
        # A1 5,756.22, A2 30 % of 8,850.00 = 2,655.00, A3 30 % of 204.94 = 61.48 (small_answers/revenue.csv, ytd)
        found = self.several(open_book)
        assert found.figure("pay_ytd").value == Decimal("8472.70")
        assert found.figure("production_ytd").value == Decimal("28242.34")
        assert found.figure("effective_rate").value == Decimal("0.300000")
        table, chart = found.blocks
        assert isinstance(table, Table)
        assert isinstance(chart, Chart)
        assert table.row_ids == ("A1", "A2", "A3")
        assert sum(row[3] for row in table.rows if isinstance(row[3], Decimal)) == Decimal("8472.70")
        assert CONFLICT_OF_OTHERS in found.words()

    @pytest.mark.parametrize("word", ["ytd", "2026-Q3", "1y"])
    def test_each_advisor_alone_adds_up_to_the_firm(self, open_book: OpenBook, word: str) -> None:
        firm_pay = self.several(open_book, word)
        for key in ("pay_ytd", "production_ytd", "pay_month", "pay_period", "production_period"):
            if key in {figure.key for figure in firm_pay.figures}:
                alone = [report(open_book(advisor), word).figure(key).value for advisor in ("A1", "A2", "A3")]
                assert sum(v for v in alone if isinstance(v, Decimal)) == firm_pay.figure(key).value

    def test_value_created_stands_beside_pay_with_recruits_apart(self, open_book: OpenBook) -> None:
        # H12 and H13 of A2 arrived by transfer in 2026-04 (tests/firms/README.md)
        found = self.several(open_book)
        table = found.blocks[0]
        assert isinstance(table, Table)
        at = {column.key: number for number, column in enumerate(table.columns)}
        recruited = [row[at["recruited"]] for row in table.rows]
        assert recruited[0] == recruited[2] == Decimal("0.00")
        assert isinstance(recruited[1], Decimal)
        assert recruited[1] > 0
        created = [row[at["created"]] for row in table.rows if isinstance(row[at["created"]], Decimal)]
        assert sum(created) == found.figure("value_created").value  # type: ignore[arg-type]

    def test_value_created_is_undefined_where_the_start_has_no_twelve_months(self, open_book: OpenBook) -> None:
        found = self.several(open_book, before="2024-12-31")
        assert found.figure("value_created").value is None
        assert "twelve months to December 2024" in found.figure("value_created").reason
        assert any("Value created is not known" in caveat for caveat in found.caveats)

    def test_one_without_a_grid_is_left_out_and_named(self, tmp_path: Path) -> None:
        two = firm(CLIFF, YEAR_AHEAD).add("advisors", "A2,Ben Low,ben@tiny.example,,,2015-01-05,150.00,")
        book = tiny_book(tmp_path, two)
        other = Book(book._database, type(book.scope)("advisor", "Ben Low", ("A2",)), book.as_of, book.version)
        found = pay_report(book, period=parse_period("ytd", book.as_of), advisors=(book, other))
        assert found.figure("pay_ytd").value == Decimal("129600.00")
        assert ("advisors with a known pay", "1 of 2") in found.figure("pay_ytd").inputs
        assert any("Ben Low" in caveat for caveat in found.caveats)


def test_the_same_book_gives_the_same_bytes(open_book: OpenBook) -> None:
    book = open_book("A1")
    assert report(book).to_json() == report(book).to_json()
    assert report(book).as_of == dt.date(2026, 10, 31)

"""What stands beside a value: published multiples (F2), discount rates seen (F15), steps (F18), tenure (F19)."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from assistant.analytics.retention_rates.tenure import Curve
from assistant.analytics.valuation import value_book
from assistant.analytics.valuation.anchors import ANCHORS, EMBEDS_ATTRITION, RATES_SEEN, npv_at, point_scale
from assistant.analytics.valuation.assumptions import MARGIN, MULTIPLES, Assumptions
from assistant.analytics.valuation.by_tenure import choice_curve, npv_by_tenure, stays_by_tenure, tenure_figure
from assistant.analytics.valuation.drivers import sensitivities
from assistant.analytics.valuation.figures import maker_of
from assistant.analytics.valuation.inputs import valued_clients
from assistant.analytics.valuation.two_values import Valuation, value_clients
from assistant.blocks import Result, Table
from assistant.book.demo import write_demo_firm
from assistant.book.importing import import_folder
from assistant.book.snapshot import Book, current_version
from assistant.book.tables import FIRM_METADATA
from assistant.callers import Scope
from assistant.database import Database
from tests.analytics.conftest import OpenBook


def table(result: Result, title: str) -> Table:
    return next(block for block in result.blocks if isinstance(block, Table) and block.title == title)


def worth(open_book: OpenBook, scope: str = "A1", **changes: float) -> Valuation:
    return value_clients(valued_clients(open_book(scope)), Assumptions.with_changes(**changes))


class TestPublishedMultiples:
    def test_each_has_its_range_its_source_and_says_when(self) -> None:
        assert all(anchor.low < anchor.centre < anchor.high and anchor.source and anchor.said for anchor in ANCHORS)

    def test_they_are_those_of_the_table(self) -> None:
        # Domain F2: recurring 2.0 / 3.08 / above 4.0; tools 1.5 / 2.1 / 3.0; enterprise on EBITDA 7 / 9.2 / above 12
        found = [tuple(float(amount) for amount in (a.low, a.centre, a.high)) for a in ANCHORS]
        assert found[0] == (2.0, 3.08, 4.0)
        assert found[1] == (1.5, 2.1, 3.0)
        assert found[4] == (7.0, 9.2, 12.0)
        assert len(found) == 9

    def test_none_of_them_enters_a_value(self) -> None:
        # Domain 4.4: recurring 2.5 (2.0 to 3.1), transactional 1.0 (.5 to 1.3)
        assert dict(MULTIPLES) == {"low": (20, 5), "centre": (25, 10), "high": (31, 13)}

    def test_a_value_shows_them_with_their_dates(self, open_book: OpenBook) -> None:
        shown = table(value_book(open_book("A1")), "Published multiples to compare with")
        assert shown.rows[0][1:] == (Decimal("2.0"), Decimal("3.08"), Decimal("4.0"), "SRG 2025", "2025-02")

    @pytest.mark.parametrize(
        ("recurring", "retention", "tenure", "multiple"),
        [(0.5, 0.9, 5, "1.5"), (0.81, 0.9, 5, "1.8"), (0.81, 0.96, 16, "2.2"), (0.80, 0.95, 15, "1.5")],
    )
    def test_the_scale_of_points(self, recurring: float, retention: float, tenure: float, multiple: str) -> None:
        # Domain F2, point adjustments [SYN]: 1.5 + .3 above 80 % recurring + .2 above 95 % + .2 above 15 years
        assert point_scale(recurring, retention, tenure) == Decimal(multiple)

    def test_a_book_is_put_on_the_scale(self, open_book: OpenBook) -> None:
        assert value_book(open_book("A1")).figure("points_multiple").value in {Decimal("1.5"), Decimal("1.8")}


class TestDiscountRatesSeen:
    def test_at_our_own_rate_and_margin_it_is_our_value(self, open_book: OpenBook) -> None:
        found = worth(open_book)
        assert npv_at(found, 0.15, MARGIN) == pytest.approx(found.total("npv"), abs=1)

    def test_a_high_rate_has_the_attrition_in_it_and_is_not_given_it_again(self, open_book: OpenBook) -> None:
        # Domain F15: never count attrition twice. At 25 % nobody leaves or dies but in the rate itself
        loyal, fleeting = worth(open_book, retention=0.99), worth(open_book, retention=0.70)
        assert npv_at(loyal, 0.25, MARGIN) == npv_at(fleeting, 0.25, MARGIN)
        assert npv_at(loyal, 0.15, MARGIN) > npv_at(fleeting, 0.15, MARGIN)

    def test_both_margins_stand_side_by_side(self, open_book: OpenBook) -> None:
        # Domain 4.4: margin 35 % (EBITDA-like) or 55 % (EBOC-like)
        shown = table(value_book(open_book("A1")), "NPV at the discount rates seen")
        assert [float(row[0]) for row in shown.rows] == [seen for seen, _ in RATES_SEEN]  # type: ignore[arg-type]
        for row in shown.rows:
            assert float(row[4]) == pytest.approx(float(row[3]) * 55 / 35, abs=0.03)  # type: ignore[arg-type]
            assert row[2] == ("in the rate" if float(row[0]) > EMBEDS_ATTRITION else "spelled out")  # type: ignore[arg-type]

    def test_the_margin_says_which_one_it_is(self, open_book: OpenBook) -> None:
        result = value_book(open_book("A1"))
        assert "EBITDA-like" in result.figure("margin").method.definition
        assert any("before it about 55 % is usual" in caveat for caveat in result.caveats)

    def test_a_what_if_at_a_high_rate_is_warned_about(self, open_book: OpenBook) -> None:
        warned = [
            c for c in value_book(open_book("A1"), discount_rate=0.25).caveats if "attrition is counted twice" in c
        ]
        assert len(warned) == 1
        assert not any("counted twice" in c for c in value_book(open_book("A1"), discount_rate=0.20).caveats)


class TestSteps:
    def test_a_tenth_of_the_recurring_multiple_is_a_tenth_of_the_revenue_moved_by_drivers(
        self, open_book: OpenBook
    ) -> None:
        found = worth(open_book)
        step = next(step for step in sensitivities(found) if step.assumption == "Recurring multiple +0.1")
        assert step.npv == 0
        assert step.adjusted == round(float((found.rows["recurring_cents"] * found.factors).sum()) / 10)

    def test_every_step_that_f18_names_is_told(self, open_book: OpenBook) -> None:
        # Domain F18: dV/dr, dV/dd, dV/dH for 75+, dV/dm
        names = " ".join(step.assumption for step in sensitivities(worth(open_book)))
        for part in ("Retention", "Discount rate", "clients of 75 and over", "multiple"):
            assert part in names


class TestRetentionByTenure:
    def test_too_few_who_left_make_no_curve(self, open_book: OpenBook) -> None:
        found = worth(open_book, "FIRM")
        assert choice_curve(open_book("FIRM")) is None
        figure = tenure_figure(open_book("FIRM"), found, *_behind(found))
        assert figure.value is None
        assert "takes 20 clients who chose to leave" in figure.reason

    def test_over_a_whole_year_it_is_the_yearly_rate(self) -> None:
        # Domain F19: r_t = (b + t − 1) / (a + b + t − 1), year t from tenure t − 1: half a year and half a year more
        curve = Curve(0.7, 9.0)
        for year in (1, 2, 5, 20):
            halves = stays_by_tenure(curve, np.array([year - 1.0, year - 0.5]), 1)
            assert halves.prod() == pytest.approx((9.0 + year - 1) / (0.7 + 9.0 + year - 1))

    def test_the_longer_a_client_has_stayed_the_more_surely_they_stay(self) -> None:
        found = stays_by_tenure(Curve(0.7, 9.0), np.array([0.0, 3.0, 12.0]), 5)
        assert (np.diff(found, axis=0) > 0).all()
        assert (np.diff(found, axis=1) < 0).all()

    def test_a_client_without_a_first_day_keeps_the_constant_retention(self, open_book: OpenBook) -> None:
        found = worth(open_book)
        unknown = Valuation(**{**_fields(found), "rows": found.rows.assign(tenure=np.nan)})
        assert npv_by_tenure(unknown, Curve(0.7, 9.0)) == pytest.approx(found.total("npv"), abs=1)
        assert npv_by_tenure(found, Curve(0.7, 9.0)) != pytest.approx(found.total("npv"), abs=1)


def _behind(found: Valuation) -> tuple[Any, Any]:
    make = maker_of(found)
    return make.rows, make.inputs


def _fields(found: Valuation) -> dict[str, Any]:
    return {name: getattr(found, name) for name in Valuation.__slots__}


class TestTheDemoFirm:
    @pytest.fixture(scope="class")
    def folder(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        path = tmp_path_factory.mktemp("demo")
        write_demo_firm(path, households=60, advisors=2)
        return path

    @pytest.fixture(scope="class")
    def book(self, folder: Path) -> Book:
        database = Database(f"sqlite:///{folder / 'demo.db'}")
        FIRM_METADATA.create_all(database.engine)
        with database.writing() as session:
            import_folder(session, folder, at=dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
        with database.reading() as session:
            version = current_version(session)
        advisors = tuple(pd.read_csv(folder / "advisors.csv")["advisor_id"])
        return Book(database, Scope("firm", "the firm", advisors), version.last_closed_day, version)

    def test_t16_two_widows_differ_by_what_their_heirs_are_worth(self, folder: Path, book: Book) -> None:
        # Domain section 7, T16: H differs, and the value by the sensitivity of F18
        truths = json.loads((folder / "planted_truths.json").read_text(encoding="utf-8"))
        known, unknown = (item["household_id"] for item in truths["T16"]["items"])
        rows = valued_clients(book).set_index("household_id")
        assert rows.loc[[known, unknown], "heirs_known"].tolist() == [True, False]
        assert rows.loc[[known, unknown], ["age", "male", "recurring_cents", "deferred"]].nunique().eq(1).all()
        worth_more, worth_less = (value_book(book, client=client).figure("npv").value for client in (known, unknown))
        assert worth_more > worth_less  # type: ignore[operator]
        without = value_book(book, client=known, heir_retention=0.20).figure("npv_delta").value
        assert without < 0  # type: ignore[operator]

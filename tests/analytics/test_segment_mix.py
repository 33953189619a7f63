"""The mix report: class rows at two dates, effects that add up, migration, averages that mislead, what is missing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.segment_mix import segment_mix
from assistant.analytics.segment_mix.migration import LOST, MEASURES, NEW, matrices
from assistant.analytics.segment_mix.mix import Change, Mix
from assistant.analytics.segment_mix.sides import (
    ClassRow,
    Sides,
    class_rows,
    effect,
    revenue_effects,
    together,
    value_effects,
)
from assistant.blocks import Chart, Result, Table
from assistant.errors import NotEnoughData
from tests.analytics.conftest import OpenBook, answers
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import ROWS, TinyFirm

NAMES = ("A", "B", "C")
START = "2025-12-31"


def report(open_book: OpenBook, scope: str, start: str = START, **more: Any) -> Result:
    return segment_mix(open_book(scope), before=open_book(scope, start), **more)


def table(result: Result, title: str) -> Table:
    return next(b for b in result.blocks if isinstance(b, Table) and b.title.startswith(title))


def column(of: Table, key: str) -> list[Any]:
    at = [c.key for c in of.columns].index(key)
    return [row[at] for row in of.rows]


class TestEffects:
    """Domain F29, F30: A 20 at 30,000 → 24 at 29,000; B 60 at 9,000 → 66 at 9,200; C 120 at 1,500 → 100 at 1,400."""

    before: ClassVar = {
        "A": ClassRow(20, 600_000_00, 1_800_000_00),
        "B": ClassRow(60, 540_000_00, 1_350_000_00),
        "C": ClassRow(120, 180_000_00, 288_000_00),
    }
    after: ClassVar = {
        "A": ClassRow(24, 696_000_00, 2_088_000_00),
        "B": ClassRow(66, 607_200_00, 1_518_000_00),
        "C": ClassRow(100, 140_000_00, 224_000_00),
    }

    def test_the_golden_effects_on_revenue_in_whole_cents(self) -> None:
        # Domain F29: +123,200 = volume −66,000 + mix +210,000 + rate −20,800; mix A +117,000, B +21,600, C +71,400;
        # rate A −24,000, B +13,200, C −10,000
        found = revenue_effects(self.before, self.after)
        sums = [effect(found, name) for name in ("volume", "mix", "rate", "change")]
        assert sums == [-66_000_00, 210_000_00, -20_800_00, 123_200_00]
        assert [found[name]["mix"] for name in NAMES] == [117_000_00, 21_600_00, 71_400_00]
        assert [found[name]["rate"] for name in NAMES] == [-24_000_00, 13_200_00, -10_000_00]

    def test_the_golden_effects_on_value_in_whole_cents(self) -> None:
        # Domain F30, m 3.0/2.5/1.6: 3,438,000 → 3,830,000; +392,000 = −171,900 + 618,900 − 55,000, no multiple effect
        assert (together(self.before).value, together(self.after).value) == (3_438_000_00, 3_830_000_00)
        found = value_effects(self.before, self.after)
        sums = [effect(found, name) for name in ("volume", "mix", "rate", "multiple", "change")]
        assert sums == [-171_900_00, 618_900_00, -55_000_00, 0, 392_000_00]

    @given(
        st.lists(
            st.tuples(*(st.integers(0, 40), st.integers(0, 10**9), st.integers(0, 10**9)) * 2), min_size=3, max_size=3
        )
    )
    def test_nothing_is_left_over_whatever_the_classes(self, rows: list[tuple[int, ...]]) -> None:
        def of(clients: int, revenue: int, value: int) -> ClassRow:
            return ClassRow(clients, revenue, value) if clients else ClassRow()

        start = {name: of(*row[:3]) for name, row in zip(NAMES, rows, strict=True)}
        now = {name: of(*row[3:]) for name, row in zip(NAMES, rows, strict=True)}
        if not together(start).clients:
            return
        for effects, what in ((revenue_effects(start, now), "revenue"), (value_effects(start, now), "value")):
            for name, row in effects.items():
                assert sum(cents for key, cents in row.items() if key != "change") == row["change"]
                assert row["change"] == getattr(now[name], what) - getattr(start[name], what)


class TestMigration:
    def test_nobody_anywhere_moves_nowhere(self) -> None:
        empty = pd.DataFrame({"from": [], "to": [], **{f"{m}_{w}": [] for m in MEASURES for w in ("then", "now")}})
        found = matrices(empty, NAMES)
        assert all(cents == 0 for measure in MEASURES for row in found[measure].values() for cents in row.values())

    @given(
        st.lists(
            st.tuples(st.sampled_from([*NAMES, NEW]), st.sampled_from([*NAMES, LOST]), *[st.integers(0, 10**9)] * 4)
        )
    )
    def test_rows_sum_to_the_opening_book_and_today_to_the_closing_one(self, rows: list[tuple[Any, ...]]) -> None:
        lines = [
            (a, b, int(a != NEW), int(b != LOST), r0 * (a != NEW), r1 * (b != LOST), v0 * (a != NEW), v1 * (b != LOST))
            for a, b, r0, r1, v0, v1 in rows
        ]
        names = ["from", "to", *(f"{m}_{w}" for m in MEASURES for w in ("then", "now"))]
        moved = pd.DataFrame(lines, columns=names)
        for measure, matrix in matrices(moved, NAMES).items():
            for name in NAMES:
                cells = [matrix[name][to] for to in (*NAMES, LOST)]
                assert (
                    sum(cells) == matrix[name]["opening"] == moved.loc[moved["from"] == name, f"{measure}_then"].sum()
                )
            assert sum(row["today"] for row in matrix.values()) == moved[f"{measure}_now"].sum()


class TestTheSmallFirm:
    @pytest.mark.parametrize("scope", ["A1", "A2", "BR1", "FIRM"])
    def test_classes_now_are_those_counted_independently(self, open_book: OpenBook, scope: str) -> None:
        # tests/firms/small_answers/segments.csv at 2026-10-31
        expected = [row["class"] for row in answers("segments") if row["scope"] == scope]
        found = report(open_book, scope)
        assert [found.figure(f"clients_{name}_now").value for name in NAMES] == [expected.count(name) for name in NAMES]

    @pytest.mark.parametrize("scope", ["A1", "A2", "BR1", "FIRM"])
    def test_effects_add_up_to_the_changes_to_the_cent(self, open_book: OpenBook, scope: str) -> None:
        by = {f.key: f.value for f in report(open_book, scope).figures}
        assert by["revenue_volume"] + by["revenue_mix"] + by["revenue_rate"] == by["revenue_change"]  # type: ignore[operator]
        assert (
            by["value_volume"] + by["value_mix"] + by["value_rate"] + by["value_multiple"] == by["value_change"]  # type: ignore[operator]
        )
        assert by["revenue_now"] - by["revenue_before"] == by["revenue_change"]  # type: ignore[operator]

    @pytest.mark.parametrize("scope", ["A1", "A2", "BR1"])
    def test_the_value_is_that_of_the_valuation(self, open_book: OpenBook, scope: str) -> None:
        # tests/firms/small_answers/value.csv, centre multiples at 2026-10-31
        (row,) = [
            r for r in answers("value") if (r["scope"], r["as_of"], r["multiples"]) == (scope, "2026-10-31", "centre")
        ]
        value = report(open_book, scope).figure("value_now").value
        assert isinstance(value, Decimal)
        assert int(row["at_least_cents"]) <= value * 100 <= int(row["at_most_cents"])

    def test_who_was_merged_is_not_lost_and_who_left_is(self, open_book: OpenBook) -> None:
        # A2 since 2025-12-31 (README): H09 merged into H10 in 2026-03, H14 died in 2026-02; H12, H13 and H16 are new
        found = report(open_book, "A2")
        assert found.figure("moved_lost").value == 1
        assert found.figure("moved_new").value == 3
        assert any("1 merged household stands" in caveat for caveat in found.caveats)
        clients = table(found, "Migration from the classes then to those now, in clients")
        assert sum(column(clients, "opening")) == found.figure("clients_before").value
        assert sum(column(clients, "today")) == found.figure("clients_now").value

    def test_who_was_classed_is_shown_beside_a_tier_set_by_hand(self, open_book: OpenBook) -> None:
        # H02 is C by revenue (small_answers/segments.csv) and has the tier A by hand (households.csv)
        found = report(open_book, "A1")
        hand = table(found, "Tiers set by hand")
        assert hand.row_ids == ("H02",)
        assert hand.rows[0][1:] == ("C", "A")
        assert found.figure("overrides").value == 1

    def test_the_cut_of_each_class_is_printed_at_both_dates(self, open_book: OpenBook) -> None:
        # small_answers/segments.csv, A1 now: A begins at H05's 6,300.00, B at H01's 5,060.00, C at H06's 300.00
        rows = table(report(open_book, "A1"), "Clients and revenue by class")
        assert column(rows, "cut_now")[:3] == [Decimal("6300.00"), Decimal("5060.00"), Decimal("300.00")]
        assert column(rows, "segment") == ["A", "B", "C", "all"]
        assert None not in column(rows, "cut_then")[:3]

    def test_movers_are_named_with_what_they_brought(self, open_book: OpenBook) -> None:
        movers = table(report(open_book, "A2"), "Clients in another class")
        assert {"H12", "H13", "H14", "H16"} <= set(movers.row_ids)
        assert dict(zip(movers.row_ids, column(movers, "to"), strict=True))["H14"] == LOST
        assert len(table(report(open_book, "A2", limit=1), "Clients in another class").rows) == 1

    def test_the_answer_comes_first_and_adds_up_in_words(self, open_book: OpenBook) -> None:
        words = report(open_book, "A1").words()
        assert words[0].startswith("The mix of A1 ")
        assert "mix made" in words[0]
        assert words[1].startswith("Book value by revenue multiple changed by")
        assert words[2].startswith("Revenue a client: A ")
        charts = [b for b in report(open_book, "A1").blocks if isinstance(b, Chart)]
        assert [chart.shape for chart in charts] == ["waterfall", "waterfall"]

    def test_the_same_book_gives_the_same_bytes(self, open_book: OpenBook) -> None:
        assert report(open_book, "FIRM").to_json() == report(open_book, "FIRM").to_json()


class TestAFirmsOwnSettings:
    BETWEEN = ("2026-01-31", "2026-04-30", "2026-07-31")

    def test_fixed_bands(self, open_book: OpenBook) -> None:
        # small_answers/segments.csv, A1 now: 6,300, 6,000 | 5,060, 3,600 | 1,200, 367.40, 300
        between = tuple(open_book("A1", day) for day in self.BETWEEN)
        found = report(open_book, "A1", method="S2", bands=(600_000, 300_000), between=between)
        assert [found.figure(f"clients_{name}_now").value for name in NAMES] == [2, 2, 3]
        assert any("two consecutive quarters" in caveat for caveat in found.caveats)

    def test_two_axes_and_the_four_classes(self, open_book: OpenBook) -> None:
        between = tuple(open_book("A1", day) for day in self.BETWEEN)
        found = report(open_book, "A1", method="S3", between=between)
        names = column(table(found, "Clients and revenue by class"), "segment")
        assert names == ["A grow", "A keep", "B develop", "C automate", "all"]
        counts = [found.figure(f"clients_{n.replace(' ', '_')}_now").value for n in names[:-1]]
        assert sum(counts) == found.figure("clients_now").value  # type: ignore[arg-type]
        by = {f.key: f.value for f in found.figures}
        assert by["revenue_volume"] + by["revenue_mix"] + by["revenue_rate"] == by["revenue_change"]  # type: ignore[operator]


class TestWhatIsMissing:
    def test_an_empty_scope_has_no_classes(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="no open client"):
            segment_mix(open_book("NOBODY"), before=None)

    def test_where_the_data_do_not_reach_back_the_present_mix_is_told_with_the_reason(
        self, open_book: OpenBook
    ) -> None:
        found = report(open_book, "A1", start="2025-07-31")
        assert found.figure("revenue_mix").value is None
        assert found.figure("revenue_mix").reason.startswith("classes at the start need revenue from August 2024 on")
        assert "a period that begins in September 2025 or later" in found.figure("clients_before").reason
        assert found.figure("clients_now").value == 7
        assert "is not known" in found.words()[0]
        assert table(found, "Clients, revenue and value by class now")
        assert any(isinstance(block, Chart) for block in found.blocks)

    def test_without_an_earlier_book_or_revenue_there_is_a_reason(self, open_book: OpenBook, tmp_path: Path) -> None:
        found = segment_mix(open_book("A1"), before=None)
        assert found.figure("value_change").reason == "no earlier date was opened to compare with"
        poor = tiny_book(tmp_path, TinyFirm(dict(ROWS)).put("revenue"))
        found = segment_mix(poor, before=poor)
        assert found.figure("revenue_change").reason == "there is no revenue on record"
        assert found.figure("clients_C_now").value == 2
        assert found.figure("multiple_C_now").value is None

    def test_a_book_that_began_without_clients_has_no_average_to_start_from(self, tmp_path: Path) -> None:
        firm = TinyFirm(dict(ROWS)).put("revenue", "H1,,2015-01,planning,10.00,", "H1,,2026-10,planning,10.00,")
        late = firm.replace("households", "2015-02-02", "2026-09-01").replace("households", "2016-03-03", "2026-09-01")
        book = tiny_book(tmp_path, late)
        before = type(book)(book._database, book.scope, pd.Timestamp(START).date(), book.version)
        found = segment_mix(book, before=before)
        assert found.figure("revenue_mix").reason == "nobody was a client when the period began"


class TestTheAverageThatMisleads:
    def mix(self, then: dict[str, ClassRow], now: dict[str, ClassRow]) -> Mix:
        empty = pd.DataFrame()
        change = Change(then, revenue_effects(then, now), value_effects(then, now), empty, {})
        return Mix(Sides(NAMES, empty), now, change)

    def test_every_class_better_and_the_whole_worse_is_seen(self) -> None:
        # two A at 100 and two C at 10 average 55; two A at 110 and eight C at 11 average 30.80
        then = {"A": ClassRow(2, 200_00), "B": ClassRow(), "C": ClassRow(2, 20_00)}
        now = {"A": ClassRow(2, 220_00), "B": ClassRow(), "C": ClassRow(8, 88_00)}
        assert self.mix(then, now).paradox == "fell"
        assert self.mix(now, then).paradox == "rose"
        assert self.mix(then, now).grown_most() == "C"

    def test_a_whole_that_moves_with_its_classes_is_no_paradox(self) -> None:
        then = {"A": ClassRow(2, 200_00), "B": ClassRow(), "C": ClassRow(2, 20_00)}
        now = {"A": ClassRow(2, 220_00), "B": ClassRow(), "C": ClassRow(2, 22_00)}
        assert self.mix(then, now).paradox == ""

    def test_without_a_start_nothing_is_said(self) -> None:
        alone = Mix(Sides(NAMES, pd.DataFrame()), {name: ClassRow() for name in NAMES}, None)
        assert (alone.paradox, alone.count("up"), alone.grown_most()) == ("", 0, "A")


def test_class_rows_of_nobody_are_empty() -> None:
    side = pd.DataFrame({"class": [], "ttm_cents": [], "value_cents": []})
    assert class_rows(side, NAMES) == dict.fromkeys(NAMES, ClassRow())
    assert (ClassRow().average, ClassRow().multiple) == (None, None)

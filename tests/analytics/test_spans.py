"""A period cut into months, quarters or years."""

from __future__ import annotations

import pandas as pd

from assistant.analytics.spans import span_names, spans_between

JANUARY, OCTOBER = pd.Timestamp("2026-01-01"), pd.Timestamp("2026-10-01")


class TestSpans:
    def test_nothing_between_a_month_and_the_one_before(self) -> None:
        assert spans_between(OCTOBER, JANUARY, "month") == []

    def test_a_single_month(self) -> None:
        assert spans_between(OCTOBER, OCTOBER, "year") == [("2026", OCTOBER, OCTOBER)]

    def test_the_last_quarter_is_cut_short(self) -> None:
        found = spans_between(JANUARY, OCTOBER, "quarter")
        assert [name for name, _, _ in found] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]
        assert found[-1][1:] == (OCTOBER, OCTOBER)

    def test_names_sort_as_months_do(self) -> None:
        months = pd.Series(pd.date_range("2024-11-01", periods=30, freq="MS"))
        for by in ("month", "quarter", "year"):
            names = span_names(months, by)
            assert list(names) == sorted(names)

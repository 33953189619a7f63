"""Tool: the mix at both ends of a period, and a firm's own ways to class."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.book.periods import Period
from assistant.errors import BadArguments
from assistant.tools.segment_mix import _quarter_ends
from tests.desks import MANAGER
from tests.tools.conftest import Call


class TestSegmentMix:
    def test_the_start_is_the_day_before_the_period(self, call: Call) -> None:
        found = call("segment_mix")
        assert "from 31 Dec 2025 to 31 Oct 2026" in found.words()[0]
        assert found.figure("revenue_mix").value is not None

    def test_a_past_period_ends_at_its_own_end(self, call: Call) -> None:
        found = call("segment_mix", period="2026-Q2")
        assert "from 31 Mar 2026 to 30 Jun 2026" in found.words()[0]
        assert found.as_of == dt.date(2026, 6, 30)

    def test_a_period_that_begins_before_the_data_has_a_reason(self, call: Call) -> None:
        found = call("segment_mix", period="3y")
        assert found.figure("revenue_change").value is None
        assert "on record since September 2024" in found.words()[0]

    def test_classes_are_within_the_scope_asked(self, call: Call) -> None:
        # small_answers/segments.csv: in the branch H04 is A, in the advisor's own book it is B
        own, branch = call("segment_mix"), call("segment_mix", asker=MANAGER)
        assert (own.figure("clients_A_now").value, branch.figure("clients_A_now").value) == (1, 2)

    def test_bands_alone_mean_s2(self, call: Call) -> None:
        found = call("segment_mix", bands=[6000, 3000])
        assert [found.figure(f"clients_{name}_now").value for name in "ABC"] == [2, 2, 3]
        with pytest.raises(BadArguments, match="S2 needs"):
            call("segment_mix", method="S2")
        with pytest.raises(BadArguments, match="Bands belong to S2"):
            call("segment_mix", method="S3", bands=[6000, 3000])

    def test_two_axes(self, call: Call) -> None:
        assert call("segment_mix", method="S3").figure("clients_A_keep_now").value is not None


class TestQuarterEnds:
    def test_a_period_shorter_than_a_quarter_has_none_inside(self) -> None:
        assert _quarter_ends(Period(dt.date(2026, 9, 1), dt.date(2026, 10, 31), "")) == ()

    def test_they_count_back_from_the_end_and_keep_to_month_ends(self) -> None:
        found = _quarter_ends(Period(dt.date(2026, 1, 1), dt.date(2026, 10, 31), "ytd"))
        assert found == (dt.date(2026, 1, 31), dt.date(2026, 4, 30), dt.date(2026, 7, 31))

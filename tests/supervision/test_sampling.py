"""A risk-based sample that can be drawn again: same seed, same drafts; rates by risk (FINRA 3110.06)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.supervision import draw, quarter_of, rate_of

SEED = bytes(range(32))
TODAY = dt.date(2026, 11, 22)


class TestDraw:
    def test_a_rate_of_nothing_draws_none_and_one_draws_all(self) -> None:
        ids = [f"D-{n}" for n in range(200)]
        assert not any(draw(SEED, id, 0.0) for id in ids)
        assert all(draw(SEED, id, 1.0) for id in ids)

    @given(st.binary(min_size=16, max_size=32), st.text(min_size=1, max_size=30), st.floats(0, 1))
    def test_a_higher_rate_keeps_what_a_lower_drew(self, seed: bytes, id: str, rate: float) -> None:
        if draw(seed, id, rate / 2):
            assert draw(seed, id, rate)

    def test_about_the_share_is_drawn(self) -> None:
        """Binomial(20000, .1): 2000 ± 6 · 42."""
        drawn = sum(draw(SEED, f"D-{n}", 0.10) for n in range(20_000))
        assert abs(drawn - 2000) < 255

    def test_another_seed_draws_others(self) -> None:
        ids = [f"D-{n}" for n in range(500)]
        one, other = ({id for id in ids if draw(seed, id, 0.5)} for seed in (SEED, SEED[::-1]))
        assert one != other


class TestRate:
    @pytest.mark.parametrize(
        ("joined", "heightened", "rate"),
        [
            (None, False, 0.10),
            (dt.date(2026, 11, 22), False, 0.25),
            (dt.date(2025, 11, 23), False, 0.25),
            (dt.date(2025, 11, 22), False, 0.10),
            (dt.date(2011, 1, 1), True, 1.0),
        ],
    )
    def test_follows_the_risk(self, joined: dt.date | None, heightened: bool, rate: float) -> None:
        assert rate_of(joined, TODAY, heightened=heightened)[0] == rate

    @pytest.mark.parametrize(
        ("day", "quarter"), [(dt.date(2026, 1, 1), "2026-Q1"), (dt.date(2026, 3, 31), "2026-Q1"), (TODAY, "2026-Q4")]
    )
    def test_a_quarter_is_named_by_its_year(self, day: dt.date, quarter: str) -> None:
        assert quarter_of(day) == quarter

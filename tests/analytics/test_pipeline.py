"""The pipeline: golden weights and velocity, chances by shrinkage, ranges, how deals end, what is stuck and overdue."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson_binom

from assistant.analytics.pipeline import pipeline
from assistant.analytics.pipeline.chances import outcome_range, overall_chance, stage_chances, win_spread
from assistant.analytics.pipeline.deals import NO_STAGE, deals_of
from assistant.analytics.pipeline.velocity import how_deals_end, velocity
from assistant.blocks import Chart, Result, Table
from assistant.errors import BadArguments, NotEnoughData, Unclear
from tests.analytics.conftest import OpenBook
from tests.analytics.tiny_books import tiny_book
from tests.book.folders import TinyFirm

# Domain 3.14, F38: 40 × 800k at 5 %, 15 × 900k at 20 %, 8 × 1.0m at 45 %, 3 × 1.2m at 80 %
GOLDEN_CHANCES = np.repeat([0.05, 0.20, 0.45, 0.80], [40, 15, 8, 3])
GOLDEN_CENTS = np.repeat([80_000_000, 90_000_000, 100_000_000, 120_000_000], [40, 15, 8, 3])


def rows(result: Result, title: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = next(
        (b.to_json()["rows"] for b in result.blocks if isinstance(b, Table) and b.title == title), []
    )
    return found


def value(result: Result, key: str) -> Any:
    return result.figure(key).value


def deal(key: str, stage: str, amount: str = "1000.00", **more: str) -> str:
    """A row of opportunities.csv, created on 1 January, in its stage since 1 February, last spoken of on 20 October."""
    cells = {
        "since": "2026-02-01",
        "created": "2026-01-01",
        "expected": "",
        "closed": "",
        "outcome": "",
        "spoke": "2026-10-20",
    }
    cells |= more
    tail = ",".join(cells[name] for name in ("since", "created", "expected", "closed", "outcome", "spoke"))
    return f"{key},A1,H1,,Deal {key},kind,{amount},10.00,{stage},{tail}"


def won(key: str, stage: str, closed: str = "2026-03-02", **more: str) -> str:
    return deal(key, stage, closed=closed, outcome="won", **more)


def lost(key: str, stage: str, **more: str) -> str:
    return deal(key, stage, closed="2026-03-02", outcome="lost", **more)


def tiny(folder: Path, *deals: str, as_of: str = "2026-10-31", **options: Any) -> Result:
    return pipeline(tiny_book(folder, TinyFirm().put("opportunities", *deals), as_of), **options)


class TestNothing:
    def test_a_book_without_opportunities_says_so(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="No opportunity is on record"):
            pipeline(open_book("NOBODY"))

    def test_a_pipeline_that_is_all_closed_is_empty_and_keeps_its_history(self, tmp_path: Path) -> None:
        result = tiny(tmp_path, won("O1", "Closed"))
        assert result.words() == ("Ada Fox has no open deals.",)
        assert value(result, "open_amount") == 0
        assert value(result, "win_rate") == 1
        assert rows(result, "How deals end as time passes")


class TestGolden:
    def test_weighted_amount_and_wins(self) -> None:
        # F38: 10.78m weighted of 57.1m; 11.0 wins expected, standard deviation 2.6
        assert round(float((GOLDEN_CHANCES * GOLDEN_CENTS).sum())) == 1_078_000_000
        assert int(GOLDEN_CENTS.sum()) == 5_710_000_000
        assert win_spread(GOLDEN_CHANCES) == pytest.approx((11.0, 2.6))

    def test_the_range_of_wins_is_that_of_the_poisson_binomial(self) -> None:
        # quantiles by scipy's own distribution function: the first count whose probability reaches 10 %, 90 %
        upto = poisson_binom.cdf(np.arange(67), GOLDEN_CHANCES)
        expected = (int((upto < 0.1).sum()), int((upto < 0.9).sum()))
        assert outcome_range(GOLDEN_CHANCES, np.ones(66, dtype=np.int64)) == expected == (8, 14)

    def test_the_range_of_money_holds_the_mean_and_agrees_with_drawing_lots(self) -> None:
        low, high = outcome_range(GOLDEN_CHANCES, GOLDEN_CENTS)
        drawn = (np.random.default_rng(1).random((100_000, 66)) < GOLDEN_CHANCES) @ GOLDEN_CENTS
        assert low < 1_078_000_000 < high
        # one deal is at least 800,000; the quantiles of the lots move by less than that
        assert [low, high] == pytest.approx(list(np.quantile(drawn, [0.1, 0.9])), abs=80_000_000)

    def test_velocity(self) -> None:
        # F39: 24 × .30 × 9,000 / 75 = 864 a day
        assert velocity(24, 0.30, 9_000, 75) == pytest.approx(864)

    @pytest.mark.parametrize(
        "parts", [(1, None, 1.0, 1.0), (1, 0.5, None, 1.0), (1, 0.5, 1.0, None), (1, 0.5, 1.0, 0.0)]
    )
    def test_velocity_without_a_part_is_undefined(self, parts: tuple[Any, ...]) -> None:
        assert velocity(*parts) is None


class TestOutcomeRange:
    def test_no_deal_brings_nothing(self) -> None:
        assert outcome_range(np.array([]), np.array([], dtype=np.int64)) == (0, 0)

    def test_one_deal_comes_in_or_does_not(self) -> None:
        assert outcome_range(np.array([0.5]), np.array([8_500_001])) == (0, 8_500_001)
        assert outcome_range(np.array([0.95]), np.array([8_500_001])) == (8_500_001, 8_500_001)

    @given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 10**11)), min_size=1, max_size=12))
    def test_the_bounds_are_in_order_and_within_the_whole(self, deals: list[tuple[float, int]]) -> None:
        chances, sizes = np.array([c for c, _ in deals]), np.array([s for _, s in deals], dtype=np.int64)
        low, high = outcome_range(chances, sizes)
        assert 0 <= low <= high <= sizes.sum()

    @given(st.permutations([(0.1, 500), (0.5, 250), (0.8, 125), (0.3, 1000), (0.3, 40)]))
    def test_the_order_of_the_deals_changes_nothing(self, deals: list[tuple[float, int]]) -> None:
        chances, sizes = np.array([c for c, _ in deals]), np.array([s for _, s in deals], dtype=np.int64)
        # the 32 outcomes by hand: 125 is the first sum that 10 % stay within, 1,375 the first for 90 %
        assert outcome_range(chances, sizes) == (125, 1375)

    @given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.8]), st.integers(1, 500)), min_size=1, max_size=12))
    def test_scaling_the_money_scales_the_range(self, deals: list[tuple[float, int]]) -> None:
        chances, sizes = np.array([c for c, _ in deals]), np.array([s for _, s in deals], dtype=np.int64)
        low, high = outcome_range(chances, sizes)
        assert outcome_range(chances, sizes * 100) == (low * 100, high * 100)


class TestStageChances:
    def closed(self, **counts: tuple[int, int]) -> pd.DataFrame:
        """stage=(won, lost)"""
        made = [(s, w) for s, (k, n) in counts.items() for w in [True] * k + [False] * n]
        return pd.DataFrame(made, columns=["stage", "won"])

    def test_nothing_closed_says_nothing(self) -> None:
        assert stage_chances(self.closed().astype({"won": bool}), ["a"])["chance"].isna().all()

    def test_four_closed_deals_are_too_few(self) -> None:
        assert stage_chances(self.closed(a=(2, 2)), ["a"])["chance"].isna().all()

    def test_a_stage_is_pulled_towards_all_of_them(self) -> None:
        # by hand: 30 won of 100; early 5 of 60: (10 × .3 + 5) / (10 + 60); late 25 of 40: (3 + 25) / 50
        found = stage_chances(self.closed(early=(5, 55), late=(25, 15)), ["early", "late", "new"])
        assert found["chance"].tolist() == pytest.approx([8 / 70, 28 / 50, 0.3])
        assert ((found["low"] < found["chance"]) & (found["chance"] < found["high"])).all()

    def test_many_deals_of_its_own_outweigh_the_rest(self) -> None:
        found = stage_chances(self.closed(early=(50, 950), late=(800, 200)), ["early", "late"])
        assert found["chance"].tolist() == pytest.approx([0.05, 0.80], abs=0.01)

    @pytest.mark.parametrize(
        "recorded",
        [{"Closed": (6, 4)}, {"Won": (6, 0), "early": (0, 4)}, {"Won": (3, 0), "Signed": (3, 0), "early": (0, 4)}],
        ids=["one word for all", "won ones apart", "two words for won ones"],
    )
    def test_a_record_that_does_not_tell_the_stage_gives_all_the_same(
        self, recorded: dict[str, tuple[int, int]]
    ) -> None:
        found = stage_chances(self.closed(**recorded), ["early", "late"])
        assert found["chance"].tolist() == pytest.approx([0.6, 0.6])
        assert found["closed"].tolist() == [0, 0]

    @pytest.mark.parametrize(("closed", "won", "expected"), [(5, 5, 5.5 / 6), (5, 0, 0.5 / 6), (10, 3, 0.3)])
    def test_all_won_is_not_certain(self, closed: int, won: int, expected: float) -> None:
        assert overall_chance(closed, won) == pytest.approx(expected)


class TestHowDealsEnd:
    def ends(self, *deals: tuple[int, str]) -> list[list[float]]:
        days = pd.Series([d for d, _ in deals])
        words = pd.Series([w for _, w in deals])
        return how_deals_end(days, words == "won", words == "lost").to_numpy().tolist()

    def test_nothing_decided_says_nothing(self) -> None:
        assert self.ends((10, "open"), (300, "open")) == []

    def test_open_deals_count_as_far_as_they_have_come(self) -> None:
        # by hand, Kaplan–Meier of 20 won, 40 open, 50 lost, 100 open: at 20 one of four ends (3/4 left), at 50 one of
        # the two still looked at (3/8 left): won 1/4, lost 3/8
        found = self.ends((20, "won"), (40, "open"), (50, "lost"), (100, "open"))
        assert found == pytest.approx(
            np.array([[30, 0.25, 0, 0.75], [60, 0.25, 0.375, 0.375], [90, 0.25, 0.375, 0.375]])
        )

    @given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(["won", "lost", "open"])), min_size=1, max_size=40))
    def test_the_three_ends_sum_to_one(self, deals: list[tuple[int, str]]) -> None:
        for _, *shares in self.ends(*deals):
            assert sum(shares) == pytest.approx(1)
            assert min(shares) >= -1e-9


class TestSmallFirm:
    def test_the_stuck_deal_of_the_first_advisor(self, open_book: OpenBook) -> None:
        result = pipeline(open_book("A1"))
        # opportunities.csv at 2026-10-31: O1 in proposal since 15 September (46 days), two-way on 9 October (22 days);
        # O2 won after 44 days, O4 lost
        assert value(result, "open_deals") == 1
        assert value(result, "open_amount") == Decimal("85000.00")
        assert value(result, "open_revenue") == Decimal("850.00")
        assert value(result, "won_p75") == 44
        assert (value(result, "stuck"), value(result, "slow"), value(result, "stale")) == (1, 1, 1)
        assert value(result, "overdue") == 0
        (row,) = rows(result, "Stuck and overdue deals")
        assert (row["days_in_stage"], row["limit_days"], row["silent_days"]) == (46, 44, 22)
        assert row["contact_on"] == "2026-10-09"

    def test_two_closed_deals_are_too_few_to_expect_anything_from(self, open_book: OpenBook) -> None:
        result = pipeline(open_book("A1"))
        assert value(result, "weighted") is None
        assert "fewer than five" in result.figure("weighted").reason
        assert "cannot be said" in result.words()[1]
        assert any("too few to say much" in caveat for caveat in result.caveats)

    def test_velocity_from_the_own_record(self, open_book: OpenBook) -> None:
        # FIRM: 2 open × 1/2 × 150,000 / 44 days
        assert value(pipeline(open_book("FIRM")), "velocity") == Decimal("3409.09")

    def test_an_expected_close_that_has_passed(self, open_book: OpenBook) -> None:
        result = pipeline(open_book("A2"))
        # O3 was expected to close on 30 September, and is 182 days in its stage; A2 never won a deal
        assert value(result, "overdue_amount") == Decimal("60000.00")
        assert value(result, "won_p75") is None
        assert value(result, "slow") is None
        assert value(result, "velocity") is None
        (row,) = rows(result, "Stuck and overdue deals")
        assert row["days_in_stage"] == 182
        assert "expected close has passed" in row["why"]

    def test_counts_and_amounts_of_advisors_sum_to_the_branch(self, open_book: OpenBook) -> None:
        whole, *parts = (pipeline(open_book(scope)) for scope in ("BR1", "A1", "A2"))
        for key in ("open_deals", "open_amount", "open_revenue", "overdue", "overdue_amount"):
            assert value(whole, key) == sum(value(part, key) for part in parts)

    def test_what_came_later_is_not_known_earlier(self, open_book: OpenBook) -> None:
        # on 31 May O2 was open; its stage on record began when it closed, in June
        deals = deals_of(open_book("A1", "2026-05-31")).set_index("opportunity_id")
        assert deals.loc["O2", "open"]
        assert deals.loc["O2", "stage"] == NO_STAGE
        result = pipeline(open_book("A1", "2026-05-31"))
        assert any("stage at this date is not on record" in caveat for caveat in result.caveats)


FIVE_CLOSED = (*(won(f"W{i}", "Closed") for i in range(3)), *(lost(f"L{i}", "Closed") for i in range(2)))


class TestReport:
    def test_weighted_money_adds_up_by_stage_and_to_the_whole(self, tmp_path: Path) -> None:
        # 3 of 5 won: 60 % of every deal, whole cents each
        deals = (deal("O1", "Proposal", "333.33"), deal("O2", "Proposal", "100.01"), deal("O3", "Meeting", "0.01"))
        result = tiny(tmp_path, *deals, *FIVE_CLOSED)
        assert value(result, "weighted") == Decimal("260.02")  # 200.00 (199.998) + 60.01 (60.006) + 0.01 (0.006)
        by_stage = rows(result, "Pipeline by stage")
        assert [row["stage"] for row in by_stage] == ["Proposal", "Meeting"]
        assert sum(Decimal(str(row["weighted"])) for row in by_stage) == value(result, "weighted")
        assert value(result, "weighted_low") <= value(result, "weighted") <= value(result, "weighted_high")
        assert result.words()[1].startswith("Weighted by the share of closed deals that were won, that is $260;")
        chart = next(b for b in result.blocks if isinstance(b, Chart))
        assert chart.series[1][1] == (Decimal("260.01"), Decimal("0.01"))

    def test_a_stage_is_found_whatever_its_case_accents_or_a_slip(self, tmp_path: Path) -> None:
        book = tiny_book(
            tmp_path,
            TinyFirm().put("opportunities", deal("O1", "Análisis"), deal("O2", "análisis"), deal("O3", "Offer")),
        )
        for words in ("ANALISIS", "the análisis stage", "analysis"):
            assert value(pipeline(book, stage=words), "open_deals") == 2
        assert pipeline(book, stage="offer").title == "Pipeline of Ada Fox, Offer"

    def test_a_stage_that_the_firm_does_not_have_lists_those_it_has(self, tmp_path: Path) -> None:
        with pytest.raises(BadArguments, match=r"There is no stage “signing”\. The stages here are Meeting, Offer\."):
            tiny(tmp_path, deal("O1", "Offer"), deal("O2", "Meeting"), stage="signing")

    def test_a_firm_without_stages_says_so(self, tmp_path: Path) -> None:
        with pytest.raises(BadArguments, match="No opportunity has a stage"):
            tiny(tmp_path, deal("O1", ""), stage="offer")

    def test_two_stages_alike_are_asked_about(self, tmp_path: Path) -> None:
        with pytest.raises(Unclear, match="Offer made, Offer sent"):
            tiny(tmp_path, deal("O1", "Offer made"), deal("O2", "Offer sent"), stage="offer")

    def test_an_existing_stage_without_open_deals_is_empty(self, tmp_path: Path) -> None:
        result = tiny(tmp_path, deal("O1", "Offer"), *FIVE_CLOSED, stage="closed")
        assert result.words() == ("Ada Fox has no open deals in Closed.",)

    def test_only_stuck_deals(self, tmp_path: Path) -> None:
        # won deals took 60 days (1 January to 2 March); O1 is 10 days in its stage and was spoken of 11 days ago
        deals = (
            deal("O1", "Offer", since="2026-10-21"),
            deal("O2", "Offer"),
            deal("O3", "Offer", since="2026-10-21", spoke="2026-10-10"),
        )
        result = tiny(tmp_path, *deals, *FIVE_CLOSED, stale_only=True)
        assert value(result, "open_deals") == 2
        assert [row["name"] for row in rows(result, "Open deals")] == ["Deal O2", "Deal O3"]
        assert (value(result, "slow"), value(result, "stale")) == (1, 1)
        assert result.title == "Pipeline of Ada Fox, stuck deals only"
        assert "look first at Deal O2" in result.words()[1].replace("Look", "look")

    def test_of_the_stuck_deals_the_most_money_comes_first(self, tmp_path: Path) -> None:
        # O1 is stuck for two reasons and past its close; O2 for one, with nine times the money; O3 has no amount
        deals = (
            deal("O1", "Offer", "100000.00", expected="2026-10-01", spoke="2026-09-01"),
            deal("O2", "Offer", "900000.00", since="2026-10-22", spoke="2025-12-04"),
            deal("O3", "Offer", "", expected="2026-10-01", spoke="2026-09-01"),
        )
        result = tiny(tmp_path, *deals, *FIVE_CLOSED)
        said = "Look first at Deal O2 ($900,000), the most money times its chance among the stuck: 9 days in Offer;"
        assert said in result.words()[2]
        listed = [row["name"] for row in rows(result, "Stuck and overdue deals")]
        assert listed == ["Deal O2", "Deal O1", "Deal O3"]
        unweighed = tiny(tmp_path / "few", *deals)  # nothing closed: no chance is known
        assert "Deal O2 ($900,000), the most money among the stuck:" in unweighed.words()[2]

    def test_three_weeks_of_silence_to_the_day(self, tmp_path: Path) -> None:
        deals = (deal("O1", "Offer", spoke="2026-10-10"), deal("O2", "Offer", spoke="2026-10-11"))
        assert value(tiny(tmp_path, *deals), "stale") == 1  # 21 days, 20 days

    def test_none_is_stuck(self, tmp_path: Path) -> None:
        result = tiny(tmp_path, deal("O1", "Offer", since="2026-10-21"), *FIVE_CLOSED)
        assert result.words()[2] == "None is stuck."

    def test_a_deal_nobody_spoke_of_counts_from_its_first_day(self, tmp_path: Path) -> None:
        result = tiny(tmp_path, deal("O1", "Offer", spoke=""))
        (row,) = rows(result, "Stuck and overdue deals")
        assert row["contact_on"] is None
        assert row["silent_days"] == 303  # from 1 January to 31 October
        assert "no two-way contact on record" in result.words()[2]

    def test_the_clients_own_contact_stands_in_where_the_deal_has_none(self, tmp_path: Path) -> None:
        firm = TinyFirm().put("opportunities", deal("O1", "Offer", spoke=""))
        firm.put("interactions", "I1,H1,2026-10-20T10:00:00Z,call,in,5,true,")
        assert value(pipeline(tiny_book(tmp_path, firm)), "stale") == 0

    def test_a_stage_with_five_won_deals_has_its_own_limit(self, tmp_path: Path) -> None:
        # five were won from Offer after 29 days in it (1 February to 2 March); all won deals took 60 days in all
        deals = [won(f"W{i}", "Offer") for i in range(5)]
        result = tiny(
            tmp_path, *deals, deal("O1", "Offer", since="2026-10-01"), deal("O2", "Other", since="2026-10-01")
        )
        assert [row["name"] for row in rows(result, "Stuck and overdue deals")] == ["Deal O1"]

    def test_a_deal_without_an_amount_is_in_no_sum_and_said(self, tmp_path: Path) -> None:
        result = tiny(tmp_path, deal("O1", "Offer", ""), deal("O2", "Offer", "5.00"), *FIVE_CLOSED)
        assert value(result, "open_amount") == Decimal("5.00")
        assert "Open deals without an amount, which are in no sum of money: 1." in result.caveats

    def test_a_prospect_is_no_client_yet(self, tmp_path: Path) -> None:
        row = deal("O1", "Offer").replace(",A1,H1,", ",A1,,")
        assert rows(tiny(tmp_path, row), "Open deals")[0]["client"] == "prospect"

    def test_an_outcome_without_a_date_is_closed_all_the_same(self, tmp_path: Path) -> None:
        result = tiny(tmp_path, deal("O1", "Offer"), deal("O2", "Offer", outcome="lost"))
        assert value(result, "open_deals") == 1
        assert value(result, "win_rate") == 0

    def test_the_same_book_gives_the_same_bytes(self, open_book: OpenBook) -> None:
        assert pipeline(open_book("FIRM")).to_json() == pipeline(open_book("FIRM")).to_json()

    def test_lists_are_cut_and_counts_are_not(self, tmp_path: Path) -> None:
        result = tiny(tmp_path, *(deal(f"O{i}", "Offer", spoke="2026-09-01") for i in range(5)), limit=2)
        assert len(rows(result, "Open deals")) == len(rows(result, "Stuck and overdue deals")) == 2
        assert value(result, "open_deals") == 5

    def test_dates_of_the_future_are_a_book_that_is_not_there(self, tmp_path: Path) -> None:
        book = tiny_book(tmp_path, TinyFirm().put("opportunities", deal("O1", "Offer")), "2025-12-31")
        with pytest.raises(NotEnoughData):
            pipeline(book)
        assert book.as_of == dt.date(2025, 12, 31)

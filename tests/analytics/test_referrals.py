"""Referral sources: the golden ranking (F31, F32), independent counts, value by the hour, promoters."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.analytics.referrals import rank_sources, referral_sources
from assistant.analytics.referrals.economics import funnel, leads_of, source_costs, value_of_a_win
from assistant.analytics.referrals.ranking import FIXED_PRIOR, chances_of_being_best, prior_of
from assistant.analytics.referrals.report import _summary, source_table
from assistant.blocks import Table
from assistant.book.periods import parse_period
from assistant.book.snapshot import Book
from assistant.errors import BadArguments, NotEnoughData
from assistant.figures import say
from tests.analytics.conftest import OpenBook, answers

# Domain 3.10: source, leads, won, mean and 10 % quantile with the prior at ten trials
GOLDEN = (
    ("Client referral", 42, 18, 0.372, 0.289),
    ("CPA / COI", 25, 9, 0.296, 0.201),
    ("Custodian", 10, 3, 0.218, 0.109),
    ("One-off LinkedIn", 1, 1, 0.215, 0.075),
    ("Seminar", 60, 6, 0.105, 0.062),
    ("Web / SEO", 80, 6, 0.082, 0.047),
    ("Cold list", 120, 3, 0.034, 0.015),
)
COUNTS = pd.DataFrame([row[:3] for row in reversed(GOLDEN)], columns=["source", "leads", "won"])


def ranked(*counts: tuple[str, int, int]) -> pd.DataFrame:
    return rank_sources(pd.DataFrame(counts, columns=["source", "leads", "won"]))


class TestRankSources:
    def test_no_sources_have_no_ranking(self) -> None:
        assert ranked().empty

    def test_the_golden_table(self) -> None:
        found = rank_sources(COUNTS)
        assert found["source"].tolist() == [row[0] for row in GOLDEN]
        assert found["mean"].tolist() == pytest.approx([row[3] for row in GOLDEN], abs=0.002)
        assert found["q10"].tolist() == pytest.approx([row[4] for row in GOLDEN], abs=0.002)
        assert found["rank"].tolist() == [1, 2, 3, 4, 5, 6, 7]

    def test_one_of_one_is_not_enough_data(self) -> None:
        badges = rank_sources(COUNTS).set_index("source")["badge"]
        assert badges["One-off LinkedIn"] == "not enough data"
        assert (badges.drop("One-off LinkedIn") == "").all()

    def test_the_interval_holds_the_mean_and_the_chances_sum_to_one(self) -> None:
        found = rank_sources(COUNTS)
        assert ((found["q10"] < found["mean"]) & (found["mean"] < found["q90"])).all()
        assert found["p_best"].sum() == pytest.approx(1)
        assert found["p_best"].idxmax() == 0

    def test_few_sources_take_a_fixed_weak_prior(self) -> None:
        # (1.5 + 1) / (10 + 1): fifteen percent on ten trials, then one win in one
        assert ranked(("only", 1, 1))["mean"].tolist() == pytest.approx([2.5 / 11])

    def test_equal_sources_share_a_rank_and_stand_by_name(self) -> None:
        found = ranked(("b", 10, 2), ("a", 10, 2), ("c", 10, 9))
        assert found["source"].tolist() == ["c", "a", "b"]
        assert found["rank"].tolist() == [1, 2, 2]

    def test_a_source_without_leads_has_no_raw_conversion(self) -> None:
        assert ranked(("none", 0, 0))["raw"].isna().all()

    @pytest.mark.parametrize("wrong", [("x", 1, 2), ("x", 1, -1)])
    def test_more_wins_than_leads_are_refused(self, wrong: tuple[str, int, int]) -> None:
        with pytest.raises(ValueError, match="more leads than it has"):
            ranked(wrong)

    def test_the_same_counts_have_the_same_bytes(self) -> None:
        assert rank_sources(COUNTS).to_json() == rank_sources(COUNTS.copy()).to_json()

    @settings(deadline=None, max_examples=30)
    @given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 200)), min_size=1, max_size=8))
    def test_every_bound_is_a_probability(self, counts: list[tuple[int, int]]) -> None:
        found = ranked(*((f"s{i}", won + more, won) for i, (won, more) in enumerate(counts)))
        assert found[["mean", "q10", "q90"]].stack().between(0, 1).all()
        assert found["q10"].is_monotonic_decreasing


class TestPrior:
    def test_sources_that_differ_more_than_chance_make_a_weak_prior(self) -> None:
        # Domain 3.10: the fitted prior of the golden table is about 3 trials, so the floor of 10 holds; mean 46/338
        a, b = prior_of(np.array(COUNTS["leads"], float), np.array(COUNTS["won"], float))
        assert a + b == pytest.approx(10)
        assert a / (a + b) == pytest.approx(46 / 338)

    def test_sources_alike_make_a_strong_one(self) -> None:
        a, b = prior_of(np.full(6, 100.0), np.full(6, 20.0))
        assert (a + b, a / (a + b)) == (pytest.approx(200), pytest.approx(0.2))

    def test_no_win_anywhere_still_leaves_a_chance(self) -> None:
        a, b = prior_of(np.full(6, 10.0), np.zeros(6))
        assert a / (a + b) == pytest.approx(0.5 / 61)

    def test_single_leads_say_nothing_about_differences(self) -> None:
        assert sum(prior_of(np.ones(6), np.array([1.0, 0, 0, 1, 0, 0]))) == pytest.approx(200)

    def test_sources_without_leads_do_not_count(self) -> None:
        assert prior_of(np.array([5.0, 5, 5, 5, 0]), np.array([1.0, 1, 1, 1, 0])) == FIXED_PRIOR


class TestChancesOfBeingBest:
    def test_nobody_is_the_best_of_none(self) -> None:
        assert chances_of_being_best(np.array([]), np.array([])).tolist() == []

    def test_two_alike_have_half_each(self) -> None:
        assert chances_of_being_best(np.array([2.0, 2.0]), np.array([3.0, 3.0])).tolist() == pytest.approx([0.5, 0.5])

    def test_it_agrees_with_the_integral_worked_out(self) -> None:
        # Beta(2, 1) against Beta(1, 1): P(X > Y) = E[X] = 2/3
        found = chances_of_being_best(np.array([2.0, 1.0]), np.array([1.0, 1.0]))
        assert found.tolist() == pytest.approx([2 / 3, 1 / 3], abs=1e-4)


class TestValueOfAWin:
    SOURCES = pd.Index(["a", "b", "c"])

    def won(self, *values: tuple[str, float]) -> pd.DataFrame:
        return pd.DataFrame(values, columns=["source_id", "npv_cents"]).astype({"npv_cents": float})

    def test_no_client_won_is_no_value(self) -> None:
        assert value_of_a_win(self.won(("a", np.nan)), self.SOURCES).isna().all()

    def test_a_source_without_clients_has_the_value_of_all(self) -> None:
        found = value_of_a_win(self.won(("a", 100.0)), self.SOURCES)
        assert found.tolist() == pytest.approx([100, 100, 100])

    def test_few_clients_are_pulled_towards_all_of_them(self) -> None:
        # one source of two 100s and one of two 400s, no spread within: weight 2 / (2 + 10) from the mean 250
        found = value_of_a_win(self.won(("a", 100), ("a", 100), ("b", 400), ("b", 400)), self.SOURCES)
        expected = [250 * (100 / 250) ** (1 / 6), 250 * (400 / 250) ** (1 / 6), 250]
        assert found.tolist() == pytest.approx(expected)

    def test_sources_that_clearly_differ_keep_their_own(self) -> None:
        clear = self.won(*(("a", 100.0 + i) for i in range(5)), *(("b", 10_000.0 + i) for i in range(5)))
        found = value_of_a_win(clear, self.SOURCES)
        assert found["a"] < 110
        assert found["b"] > 9_500

    def test_sources_that_do_not_differ_are_pulled_most(self) -> None:
        alike = self.won(("a", 100.0), ("a", 900.0), ("b", 110.0), ("b", 890.0))
        found = value_of_a_win(alike, self.SOURCES)
        assert found["a"] == pytest.approx(500, abs=1)


def ytd(book: Book) -> object:
    return parse_period("ytd", book.as_of)


class TestReferralSourcesOfTheSmallFirm:
    def test_a_book_without_leads_says_so(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="No lead with a referral source"):
            referral_sources(open_book("A3"), period=parse_period("ytd", open_book("A3").as_of))

    @pytest.mark.parametrize("as_of", ["2026-10-31", "2026-06-30"])
    @pytest.mark.parametrize("scope", ["A1", "A2", "BR1", "FIRM"])
    def test_leads_and_wins_as_counted_independently(self, open_book: OpenBook, scope: str, as_of: str) -> None:
        book = open_book(scope, as_of)
        found = funnel(leads_of(book, parse_period("2026", book.as_of)))
        expected = {r["source_id"]: r for r in answers("referrals") if (r["scope"], r["as_of"]) == (scope, as_of)}
        assert found["leads"].to_dict() == {source: int(row["leads"]) for source, row in expected.items()}
        assert found["won"].to_dict() == {source: int(row["won"]) for source, row in expected.items()}
        closed = found["won"] + found["lost"]
        assert closed.to_dict() == {source: int(row["closed"]) for source, row in expected.items()}

    def test_the_lower_bound_answers_and_the_one_for_one_source_stands_last(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        result = referral_sources(book, period=parse_period("ytd", book.as_of))
        table = result.blocks[0]
        assert isinstance(table, Table)
        assert table.row_ids == ("S1", "S2", "S3", "S5", "S6", "S7", "S4")
        assert table.rows[-1][-1] == "not enough data"
        assert float(result.figure("q10_S1").value) == pytest.approx(0.289, abs=0.002)  # type: ignore[arg-type]
        assert result.words()[0].startswith("Client referral comes first: it has won 18 of 42 leads")
        assert result.words()[1].startswith("An hour is worth most on Client referral")
        assert result.words()[2] == "Fewer than five leads or two wins, too few to say: One-off LinkedIn."
        assert result.words()[3].startswith("Custodian: paid, with no agreement on file")

    def test_a_compensated_source_without_an_agreement_is_flagged(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        caveats = referral_sources(book, period=parse_period("ytd", book.as_of)).caveats
        flagged = [caveat for caveat in caveats if "no agreement on file" in caveat]
        assert len(flagged) == 1  # S3 has none; S2 signed on 1 February 2024
        assert flagged[0].startswith("Custodian is compensated")

    def test_cost_is_cash_time_and_a_share_of_marketing_without_a_source(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        period = parse_period("ytd", book.as_of)
        costs = source_costs(book, leads_of(book, period), period)
        # Seminar: 3,000.00 of its own + 60 of 338 leads' share of 338.00; 20 h of X1 + 105 h of leads at 150.00
        assert costs.loc["S5", "cash_cents"] == pytest.approx(306_000)
        assert costs.loc["S5", "hours"] == pytest.approx(125)
        assert costs.loc["S5", "time_cents"] == pytest.approx(1_875_000)

    def test_value_is_unknown_not_zero_where_no_won_client_is_linked(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        result = referral_sources(book, period=parse_period("ytd", book.as_of))
        assert result.figure("revenue_S2").value is None
        assert "not linked" not in result.figure("revenue_S2").reason
        assert any("not linked to a client" in caveat for caveat in result.caveats)
        assert result.figure("revenue_S1").value == 300  # H06: five months at 60.00

    @pytest.mark.parametrize("rank_by", ["conversion", "revenue", "value", "roi"])
    def test_by_whatever_it_is_ranked_thin_sources_stand_behind(self, open_book: OpenBook, rank_by: str) -> None:
        book = open_book("FIRM")
        period = parse_period("ytd", book.as_of)
        table = source_table(book, leads_of(book, period), period, rank_by)  # type: ignore[arg-type]
        assert table["short"].is_monotonic_increasing
        assert table.index[0] == "S1"

    def test_an_hour_is_not_praised_where_a_lead_is_worth_less_than_nothing(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        period = parse_period("ytd", book.as_of)
        table = source_table(book, leads_of(book, period), period)
        figures = {f.key: f for f in referral_sources(book, period=period).figures}
        said = [say(line) for line in _summary(table, figures, [])]
        assert any(words.startswith("An hour is worth most on") for words in said)
        said = [say(line) for line in _summary(table.assign(lead_value_cents=-100.0), figures, [])]
        assert not any("An hour is worth" in words for words in said)

    def test_where_nothing_is_enough_it_says_so(self, open_book: OpenBook) -> None:
        book = open_book("A2")
        words = referral_sources(book, period=parse_period("ytd", book.as_of)).words()
        assert words[0].startswith("No source has enough cases to be ranked: it takes five leads and two wins.")

    def test_sources_that_cannot_be_valued_have_no_sentence_by_the_hour(self, open_book: OpenBook) -> None:
        book = open_book("A1", "2026-06-30")  # the one linked client has a single month of revenue by then
        result = referral_sources(book, period=parse_period("ytd", book.as_of))
        assert result.figure("hour_S1").value is None
        assert not any("hour" in words for words in result.words())

    def test_another_order_is_refused_and_the_limit_is_kept(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        period = parse_period("ytd", book.as_of)
        with pytest.raises(BadArguments, match="conversion, revenue, value, roi"):
            referral_sources(book, period=period, rank_by="luck")  # type: ignore[arg-type]
        shown = referral_sources(book, period=period, limit=2).blocks[0]
        assert isinstance(shown, Table)
        assert len(shown.rows) == 2

    def test_the_same_question_has_the_same_bytes(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        asked = [json.dumps(referral_sources(book, period=parse_period("1y", book.as_of)).to_json()) for _ in range(2)]
        assert asked[0] == asked[1]


class TestUncommonRecords:
    """What the small firm does not have: leads without a source, hours without an hourly cost, the firm's own costs."""

    def frames(self, book: Book, **changed: pd.DataFrame) -> Book:
        other = Book(book._database, book.scope, book.as_of, book.version)
        for name, frame in changed.items():
            other._frames[name] = frame
        return other

    def test_leads_without_a_source_are_counted_and_left_out(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        leads = book.leads
        leads["source_id"] = leads["source_id"].mask(leads["source_id"] == "S7")
        other = self.frames(book, leads=leads)
        result = referral_sources(other, period=parse_period("ytd", book.as_of))
        assert "120 leads have no source and are left out." in result.caveats

    def test_time_without_an_hourly_cost_is_unknown_and_said(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        advisors = book.advisors
        advisors["hourly_cost_cents"] = pd.array([pd.NA] * len(advisors), dtype="Int64")
        other = self.frames(book, advisors=advisors)
        result = referral_sources(other, period=parse_period("ytd", book.as_of))
        assert any("no hourly cost on file" in caveat for caveat in result.caveats)

    def test_costs_of_the_whole_firm_count_at_the_firm_alone(self, open_book: OpenBook) -> None:
        for scope, expected in (("A1", 306_000), ("FIRM", 0)):
            book = open_book(scope)
            expenses = book.expenses
            expenses["advisor_id"] = expenses["advisor_id"].mask(expenses["expense_id"] == "X1")
            period = parse_period("ytd", book.as_of)
            costs = source_costs(self.frames(book, expenses=expenses), leads_of(book, period), period)
            own = float(costs.loc["S5", "cash_cents"])
            assert own < 10_000 if scope == "A1" else own > 300_000, expected

"""Coaching: gaps against the peers' median after shrinkage, what closing them is worth, needs, nobody named (F46)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal

import pandas as pd
import pytest

from assistant.analytics.coaching import coaching, coaching_below
from assistant.analytics.coaching.gaps import Gap, gaps_of, needs_table, peers_of, strength_of
from assistant.analytics.coaching.measures import MEASURES, Coached
from assistant.analytics.coaching.observing import FEATURES, TOUCH_CELLS, Observed, observe
from assistant.analytics.coaching.report import CHANCE
from assistant.analytics.coaching.review import review
from assistant.analytics.coaching.worth import Appraised, worth_of
from assistant.analytics.needs import NEEDS
from assistant.analytics.valuation import value_book
from assistant.blocks import Listing, Result, Table
from assistant.book.snapshot import Book
from assistant.errors import BadArguments, NotEnoughData
from tests.analytics.conftest import OpenBook
from tests.analytics.crowd import crowd_of_books
from tests.analytics.standings import ADVISORS, period, table

BY_KEY = {measure.key: measure for measure in MEASURES}


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Book]]:
    yield from crowd_of_books(tmp_path_factory.mktemp("crowd"))


@pytest.fixture(scope="module")
def seen(crowd: list[Book]) -> Observed:
    return observe(crowd, period())


def of(key: str, gaps: list[Gap]) -> Gap:
    (found,) = (gap for gap in gaps if gap.measure.key == key)
    return found


class TestObserving:
    def test_nobody_seen_is_empty(self) -> None:
        found = observe([], period())
        assert found.months.empty
        assert found.needs.empty

    def test_what_is_kept_of_each_advisor(self, seen: Observed) -> None:
        # crowd.py: of Pn's clients 13 − n were spoken with, n of 12 leads were won, n of 12 replies came late
        contact, won = (seen.totals[key]["value"] for key in ("contact", "conversion"))
        assert contact["P2"] == pytest.approx(11 / 12)
        assert won["P5"] == pytest.approx(5 / 12)
        assert seen.totals["sla"]["value"]["P5"] == pytest.approx(7 / 12)
        assert seen.totals["retention"]["value"]["P1"] == pytest.approx(11 / 12)  # one left
        assert seen.totals["wallet_share"]["value"]["P4"] == pytest.approx(0.5)  # declared twice the assets

    def test_clients_are_told_by_age_assets_and_income(self, seen: Observed) -> None:
        # born on 12 March 1950 + n; 1,000 × (8 − n) each; 50,000 + 1,000 n a year
        assert seen.features["age"]["P3"] == 2026 - 1953
        assert seen.features["log_assets"]["P3"] == pytest.approx(math.log(5_000_00))
        assert seen.features["log_income"]["P3"] == pytest.approx(math.log(53_000_00))

    def test_a_measure_that_cannot_be_taken_is_unknown(self, open_book: OpenBook) -> None:
        found = observe([open_book("NOBODY"), open_book("A3")], period())
        assert found.totals["organic_growth"]["value"].isna().to_dict() == {"A3": False, "nobody": True}
        assert pd.isna(found.totals["conversion"]["value"]["A3"])


class TestPeers:
    def test_one_advisor_has_none(self, open_book: OpenBook) -> None:
        assert peers_of(observe([open_book("A1")], period()), "A1") == []

    def test_where_there_are_few_all_others_are_peers(self, seen: Observed) -> None:
        assert peers_of(seen, "P3") == ["P1", "P2", "P4", "P5", "P6", "P7"]

    def test_of_many_the_ten_with_the_most_like_clients(self) -> None:
        keys = [f"A{n:02d}" for n in range(15)]
        features = pd.DataFrame(0.0, index=keys, columns=list(FEATURES)).assign(age=[float(n * n) for n in range(15)])
        months = pd.Series(24, index=keys).where(pd.Index(keys) != "A01", 5)  # A01 is new
        found = Observed({}, months, {}, features, pd.DataFrame(), pd.DataFrame())
        assert peers_of(found, "A00") == [f"A{n:02d}" for n in range(2, 12)]


class TestGaps:
    def test_without_peers_the_own_value_stands_and_the_reason_is_said(self, open_book: OpenBook) -> None:
        found = gaps_of(observe([open_book("A1")], period()), "A1")
        assert {gap.reason for gap in found} == {"no other advisor of the firm has twelve months of history"}
        assert of("retention", found).value == pytest.approx(6 / 7)
        assert strength_of(found) is None

    def test_a_single_peer_is_never_shown_as_a_median(self, open_book: OpenBook) -> None:
        found = gaps_of(observe([open_book("A1"), open_book("A2")], period()), "A1")
        assert all(math.isnan(gap.median) for gap in found)
        assert of("depth", found).reason == "too few peers with enough cases"

    def test_a_perfect_record_on_five_cases_is_no_benchmark(self, seen: Observed) -> None:
        # T15: P2 to P7 keep all of five clients each, fewer than the ten it takes; so does one peer with enough
        few = pd.DataFrame({"value": 1.0, "cases": 5}, index=[f"P{n}" for n in range(1, 8)])
        for enough in ([], ["P2"]):
            frame = seen.totals["retention"].copy()
            frame.loc[few.index, ["value", "cases"]] = few
            frame.loc[["P1", *enough], "cases"] = 12
            told = Observed(
                seen.labels, seen.months, {**seen.totals, "retention": frame}, seen.features, seen.needs, seen.touch
            )
            gap = of("retention", gaps_of(told, "P1"))
            assert math.isnan(gap.median)
            assert gap.reason == "too few peers with enough cases"

    def test_the_median_is_of_the_peers_after_shrinkage(self, seen: Observed) -> None:
        # conversion n of 12 for P1 to P7: 28 of 84 won. The prior is that of prior_of; the posterior means keep their
        # order, so the median of P1, P2, P4 … P7 lies between P4's and P5's, and P3 is behind it
        gap = of("conversion", gaps_of(seen, "P3"))
        assert gap.value == pytest.approx(3 / 12)
        assert gap.value < gap.own < gap.median < 5 / 12
        assert gap.gap == pytest.approx(gap.median - gap.own)
        assert 0.5 < gap.behind < 1

    def test_the_strength_is_what_is_most_surely_above_the_median(self, seen: Observed) -> None:
        assert strength_of(gaps_of(seen, "P7")).measure.key == "conversion"  # type: ignore[union-attr]
        assert strength_of(gaps_of(seen, "P1")).measure.key in ("contact", "sla")  # type: ignore[union-attr]


class TestWorth:
    def test_retention_is_worth_what_the_valuation_s_what_if_says(self, crowd: list[Book], seen: Observed) -> None:
        gap = of("retention", gaps_of(seen, "P1"))
        assert gap.gap > 0
        worth = worth_of(gap, seen, Appraised(crowd[0], period()))
        raised = float(dict(worth.inputs)["yearly retention then"])
        asked = value_book(crowd[0], retention=raised)
        assert Decimal(str(worth.cents)) / 100 == asked.figure("npv_delta").value
        assert worth.cents > 0  # type: ignore[operator]

    def test_conversion_is_extra_wins_times_the_value_of_a_win(self, crowd: list[Book], seen: Observed) -> None:
        gap = of("conversion", gaps_of(seen, "P3"))
        worth = worth_of(gap, seen, Appraised(crowd[2], period()))
        # no lead of the crowd is linked to a client, so a win is worth the average NPV of the twelve alike clients
        npv = value_book(crowd[2]).figure("npv").value
        assert worth.cents == pytest.approx(gap.gap * 12 * float(npv) * 100 / 12, rel=1e-6)  # type: ignore[arg-type]
        assert dict(worth.inputs)["value of a win: average NPV of"] == "all clients of the book"

    def test_wallet_is_gap_times_worth_times_fee_times_multiple(self, crowd: list[Book], seen: Observed) -> None:
        # P2: twelve clients with 6,000 here and 12,000 declared; 6 a month each, so 72 of 6,000 = .012 a year; × 2.5
        gap = Gap(BY_KEY["wallet_share"], 0.5, 12, 0.5, 0.6, 0.9, 5)
        worth = worth_of(gap, seen, Appraised(crowd[1], period()))
        assert worth.cents == pytest.approx(0.1 * 12 * 12_000_00 * 0.012 * 2.5)

    def test_growth_is_a_year_of_it(self, crowd: list[Book], seen: Observed) -> None:
        # 304 of 365.25 days: the gap of the period is scaled up to a year; assets at the beginning 12 × (6,000 − 10)
        gap = Gap(BY_KEY["organic_growth"], 0.0, 12, 0.0, 0.02, 0.9, 5)
        worth = worth_of(gap, seen, Appraised(crowd[1], period()))
        assert worth.cents == pytest.approx(0.02 / (304 / 365.25) * 12 * 5_990_00 * 0.012 * 2.5)

    def test_contact_has_a_price_only_where_an_association_is_seen(self, crowd: list[Book], seen: Observed) -> None:
        gap = Gap(BY_KEY["contact"], 0.5, 12, 0.5, 0.6, 0.9, 5)
        none = worth_of(gap, seen, Appraised(crowd[0], period()))
        assert none.cents is None
        assert "not seen to stay more often" in none.reason
        touch = pd.DataFrame([(500, 490, 500, 440)], index=["P1"], columns=list(TOUCH_CELLS))
        told = Observed(seen.labels, seen.months, seen.totals, seen.features, seen.needs, touch)
        worth = worth_of(gap, told, Appraised(crowd[0], period()))
        # .98 against .88 over 304 days: a year .98^(365.25/304) − .88^(365.25/304), times the gap of .1
        years = 304 / 365.25
        before, then = (float(dict(worth.inputs)[f"yearly retention {word}"]) for word in ("now", "then"))
        assert then - before == pytest.approx(0.1 * (0.98 ** (1 / years) - 0.88 ** (1 / years)), abs=1e-4)
        assert worth.cents > 0  # type: ignore[operator]

    @pytest.mark.parametrize("key", ["sla", "depth"])
    def test_what_cannot_be_priced_says_why(self, crowd: list[Book], seen: Observed, key: str) -> None:
        worth = worth_of(Gap(BY_KEY[key], 0.5, 12, 0.5, 0.6, 0.9, 5), seen, Appraised(crowd[0], period()))
        assert worth.cents is None
        assert worth.reason

    @pytest.mark.parametrize("key", ["retention", "conversion", "wallet_share"])
    def test_a_book_without_revenue_cannot_be_valued(self, open_book: OpenBook, seen: Observed, key: str) -> None:
        totals = {name: pd.concat([frame, frame.iloc[[0]].set_axis(["A3"])]) for name, frame in seen.totals.items()}
        told = Observed(seen.labels, seen.months, totals, seen.features, seen.needs, seen.touch)
        empty = _without_revenue(open_book("A3"))
        worth = worth_of(Gap(BY_KEY[key], 0.5, 12, 0.5, 0.6, 0.9, 5), told, Appraised(empty, period()))
        assert worth.cents is None
        assert "book" in worth.reason


class TestReport:
    @pytest.fixture(scope="class")
    def first(self, crowd: list[Book]) -> Result:
        return coaching(crowd[0], iter(crowd), period=period())

    def test_a_firm_of_one_advisor_has_no_peers_and_says_so(self, open_book: OpenBook) -> None:
        found = coaching(open_book("A1"), [open_book("A1")], period=period())
        assert found.words()[0] == (
            "Nothing can be said of A1 against peers: no other advisor of the firm has twelve months of history. The "
            "own measures are shown."
        )
        assert found.figure("median_retention").value is None
        assert found.figure("own_retention").value == Decimal("0.857143")

    def test_two_advisors_at_once_are_refused(self, open_book: OpenBook) -> None:
        with pytest.raises(BadArguments, match="Coaching is for one advisor; BR1 has 2"):
            coaching(open_book("BR1"), [open_book("A1"), open_book("A2")], period=period())

    def test_one_strength_and_at_most_three_gaps_in_order_of_money(self, first: Result, crowd: list[Book]) -> None:
        words = first.words()
        assert words[0].startswith("The strength of P1 Keller is ")
        raising = [line for line in words if line.startswith(("Raising", "Behind on"))]
        assert 1 <= len(raising) <= 3
        assert "to the peers' median of" in words[1]
        assert "of net present value if the association holds" in words[1]
        amounts = [f.value for f in first.figures if f.key.startswith("worth_") and f.value is not None]
        assert amounts == sorted(amounts, reverse=True)  # type: ignore[type-var]

    def test_a_gap_that_may_be_chance_says_so(self, first: Result) -> None:
        for line, key in ((line, key) for line in first.words() for key in BY_KEY if BY_KEY[key].metric.label in line):
            if line.startswith("Raising"):
                assert ("It may be chance." in line) == (first.figure(f"behind_{key}").value < CHANCE)  # type: ignore[operator]

    def test_every_measure_stands_beside_the_peers(self, first: Result) -> None:
        rows = {row["measure"]: row for row in table(first, "Against peers")}
        assert len(rows) == len(MEASURES)
        assert rows["Conversion of leads"]["cases"] == 12
        assert rows["Relationship depth"]["own"] < 1  # a score of a hundred, shown as a rate

    def test_needs_served_stand_beside_the_peers(self, first: Result) -> None:
        rows = {row["need"]: row for row in table(first, "Needs served")}
        assert len(rows) == len(NEEDS)
        # every client pays advisory fees, so each has a managed account; nobody has a 529
        assert rows["a managed account"]["own"] == rows["a managed account"]["peers"] == 1
        assert rows["education saving"]["own"] == 0

    def test_links_name_the_reports_to_look_at_next(self, first: Result) -> None:
        (links,) = (block for block in first.blocks if isinstance(block, Listing))
        # the dearest gap of P1, which won one lead of twelve, is conversion
        assert links.items[0] == BY_KEY["conversion"].next_report

    @pytest.mark.sampled(2)
    @pytest.mark.parametrize("number", range(7))
    def test_no_peer_is_named_and_no_figure_is_one_of_theirs(self, crowd: list[Book], number: int) -> None:
        own = crowd[number]
        found = coaching(own, iter(crowd), period=period())
        text = str(found.to_json())
        assert not [book.scope.label for book in crowd if book is not own and book.scope.label in text]
        assert all(set(figure.rows.ids) <= set(own.scope.advisor_ids) for figure in found.figures)

    def test_the_same_call_gives_the_same_bytes_in_any_order_of_peers(self, crowd: list[Book]) -> None:
        once = coaching(crowd[1], iter(crowd), period=period())
        again = coaching(crowd[1], iter(crowd[::-1]), period=period())
        assert once.to_json() == again.to_json()


class TestBelow:
    def test_no_advisor_is_not_enough_data(self) -> None:
        with pytest.raises(NotEnoughData, match="There is no advisor in the branch to coach"):
            coaching_below([], [], period=period(), whose="the branch")

    def test_each_advisor_has_a_line_the_dearest_gap_first(self, crowd: list[Book]) -> None:
        found = coaching_below(crowd, iter(crowd), period=period(), whose="the firm")
        rows = table(found, "Strength and gaps")
        assert len(rows) == 7
        assert all(row["strength"] for row in rows)
        firsts = [row["first"] or 0 for row in rows]
        assert firsts == sorted(firsts, reverse=True)
        assert "of net present value if the association holds" in found.words()[0]
        assert "among 7 advisors" in found.words()[0]

    def test_a_line_says_what_the_advisor_s_own_report_says(self, crowd: list[Book]) -> None:
        below = coaching_below(crowd, iter(crowd), period=period(), whose="the firm")
        own = coaching(crowd[0], iter(crowd), period=period())
        worths = {f.key: f.value for f in own.figures if f.key.startswith("worth_")}
        assert {f.key.removesuffix("_P1"): f.value for f in below.figures if f.key.endswith("_P1")} == worths

    def test_more_than_asked_for_are_left_out_and_counted(self, crowd: list[Book]) -> None:
        found = coaching_below(crowd, iter(crowd), period=period(), whose="the firm", limit=2)
        assert [row["advisor"] for row in table(found, "Strength and gaps")] == ["P1 Keller", "P2 Keller"]
        assert "5 more advisors are not shown; ask for one by name." in found.caveats

    def test_without_peers_nothing_is_compared(self, open_book: OpenBook) -> None:
        found = coaching_below([open_book("A1")], [open_book("A1")], period=period(), whose="the firm")
        assert found.words()[0] == "Nothing can be compared: no other advisor of the firm has twelve months of history."
        assert [block for block in found.blocks if isinstance(block, Table)]

    def test_where_no_two_peers_have_enough_cases_nothing_is_compared(self, open_book: OpenBook) -> None:
        books = [open_book(scope) for scope in ADVISORS]
        found = coaching_below([open_book("A3")], iter(books), period=period(), whose="South")
        assert found.words()[0] == (
            "Nothing can be compared: no measure has a value here and at two peers with enough cases."
        )


class TestReview:
    def test_the_strength_is_never_a_gap_too(self, crowd: list[Book], seen: Observed) -> None:
        for book in crowd:
            done = review(seen, book, period())
            assert done.strength is not None
            assert done.strength not in [gap for gap, _ in done.gaps]

    def test_needs_of_a_book_without_clients_are_unknown(self, open_book: OpenBook) -> None:
        found = needs_table(observe([open_book("NOBODY"), open_book("A1")], period()), "nobody")
        assert found.isna().all(axis=None)


class _Bare(Book):
    """A Book whose revenue table is empty."""

    def frame(self, name: str) -> pd.DataFrame:
        found = super().frame(name)
        return found.iloc[:0] if name in ("revenue", "balances") else found


def _without_revenue(book: Book) -> Book:
    return _Bare(book._database, book.scope, book.as_of, book.version)


def test_each_measure_says_what_to_look_at_next() -> None:
    assert all(isinstance(measure, Coached) and measure.next_report for measure in MEASURES)

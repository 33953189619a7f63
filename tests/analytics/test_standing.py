"""Stack ranks: each metric against independent answers on the small firm, windows, places and ties (F42)."""

from __future__ import annotations

import csv
import datetime as dt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.ranking import Ties
from assistant.analytics.standing.gathering import Gathered, Part, gather, totals
from assistant.analytics.standing.metrics import METRICS, metric_called
from assistant.analytics.standing.places import TOO_NEW, standing
from assistant.analytics.standing.windows import months_of_history, period_before
from assistant.book.periods import parse_period
from assistant.errors import BadArguments
from tests.analytics.conftest import FIRMS, OpenBook
from tests.analytics.standings import ADVISORS, answered, period


def measured(open_book: OpenBook, key: str, word: str = "ytd", day: str = "2026-10-31") -> dict[str, float]:
    metric = metric_called(key)
    found = gather(
        [open_book(scope, day) for scope in ADVISORS], metric, parse_period(word, dt.date.fromisoformat(day))
    )
    return {str(k): float(v) for k, v in totals(found.now, pd.Index(ADVISORS), metric)["value"].items()}


def sheet(name: str) -> list[dict[str, str]]:
    with (FIRMS / "small" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class TestMetrics:
    """Each metric of A1, A2, A3 against tests/firms/small_answers or the CSV itself."""

    def test_an_unknown_metric_is_refused_with_the_list(self) -> None:
        with pytest.raises(BadArguments, match="rank by one of aum, revenue, retention"):
            metric_called("luck")

    def test_the_metrics_of_the_contract_are_all_there(self) -> None:
        assert [metric.key for metric in METRICS] == [
            "aum", "revenue", "retention", "organic_growth", "net_flows", "book_value", "wallet_share", "new_clients",
            "referrals", "conversion", "sla", "depth", "contribution",
        ]  # fmt: skip

    @pytest.mark.parametrize("day", ["2026-10-31", "2026-06-30"])
    def test_assets(self, open_book: OpenBook, day: str) -> None:
        expected = answered("bridge", "at_least_cents", as_of=day, period="ytd", measure="end")
        found = measured(open_book, "aum", day=day)
        assert all(abs(found[scope] - cents) <= 1 for scope, cents in expected.items())

    @pytest.mark.parametrize("word", ["ytd", "1y", "2026-Q3"])
    def test_revenue(self, open_book: OpenBook, word: str) -> None:
        expected = answered("revenue", "at_least_cents", as_of="2026-10-31", period=word, measure="total")
        found = measured(open_book, "revenue", word)
        assert all(abs(found[scope] - cents) <= 1 for scope, cents in expected.items())
        assert len(expected) == 3

    @pytest.mark.parametrize("word", ["ytd", "1y", "2026-Q3"])
    def test_retention_r1(self, open_book: OpenBook, word: str) -> None:
        expected = answered("retention", "r1", as_of="2026-10-31", period=word)
        assert measured(open_book, "retention", word) == pytest.approx(expected, abs=1e-6)

    @pytest.mark.parametrize("word", ["ytd", "1y", "2026-Q3"])
    def test_organic_growth_and_net_flows(self, open_book: OpenBook, word: str) -> None:
        growth = answered("growth", "organic_growth", as_of="2026-10-31", period=word)
        assert measured(open_book, "organic_growth", word) == pytest.approx(growth, abs=1e-6)
        flows = answered("flows", "at_least_cents", as_of="2026-10-31", period=word, measure="net_new_assets")
        assert measured(open_book, "net_flows", word) == pytest.approx(flows, abs=1)

    def test_share_of_wallet_and_who_has_none(self, open_book: OpenBook) -> None:
        found = measured(open_book, "wallet_share")
        expected = answered("wallet", "wallet_share", as_of="2026-10-31")
        assert {scope: found[scope] for scope in expected} == pytest.approx(expected, abs=1e-6)
        assert pd.isna(found["A3"])  # H08 never declared a net worth

    def test_book_value(self, open_book: OpenBook) -> None:
        expected = answered("value", "at_least_cents", as_of="2026-10-31", multiples="centre")
        found = measured(open_book, "book_value")
        assert all(0 <= found[scope] - cents <= 3 for scope, cents in expected.items())

    def test_new_clients(self, open_book: OpenBook) -> None:
        # households.csv, since in 2026: H06 of A1; H12, H13, H16 of A2; H08 of A3 is older
        assert measured(open_book, "new_clients") == {"A1": 1, "A2": 3, "A3": 0}

    def test_referrals_and_conversion(self, open_book: OpenBook) -> None:
        leads = [row for row in sheet("leads") if "2026-01-01" <= row["created_on"] <= "2026-10-31"]
        for scope in ("A1", "A2"):
            mine = [row for row in leads if row["advisor_id"] == scope]
            sent = [row for row in mine if row["referred_by_household_id"] or row["source_id"] == "S1"]
            assert measured(open_book, "referrals")[scope] == len(sent)
            won = [row for row in mine if row["won_on"] and row["won_on"] <= "2026-10-31"]
            assert measured(open_book, "conversion")[scope] == pytest.approx(len(won) / len(mine))
        assert pd.isna(measured(open_book, "conversion")["A3"])

    def test_first_replies_in_time(self, open_book: OpenBook) -> None:
        # service_requests.csv: SR1 met and SR2 missed are A1's; SR3 met, and SR4 open past its promise, are A2's
        found = measured(open_book, "sla")
        assert (found["A1"], found["A2"]) == (0.5, 0.5)
        # on 28 October SR4's promise still runs, so A2 has one reply promised and one in time
        assert measured(open_book, "sla", day="2026-10-28")["A2"] == 1.0

    def test_what_became_of_a_past_period_is_known_now(self, open_book: OpenBook) -> None:
        # leads of 2026-H1 won after June count as won, as in the report on referral sources; assets are June's
        leads = [
            r for r in sheet("leads") if r["advisor_id"] == "A1" and "2026-01-01" <= r["created_on"] <= "2026-06-30"
        ]
        won = [row for row in leads if row["won_on"]]
        assert measured(open_book, "conversion", "2026-H1")["A1"] == pytest.approx(len(won) / len(leads))
        june = answered("bridge", "at_least_cents", as_of="2026-06-30", period="ytd", measure="end")
        assert measured(open_book, "aum", "2026-H1")["A2"] == june["A2"]

    def test_contribution_after_cost_to_serve(self, open_book: OpenBook) -> None:
        # revenue of twelve months of open clients − contact minutes at 150 an hour (A1); X1 to X3 name no household
        open_clients = {row["household_id"] for row in sheet("households") if row["advisor_id"] == "A1"} - {"H07"}
        year = [row for row in sheet("revenue") if row["household_id"] in open_clients and row["month"] >= "2025-11"]
        shared = {row["account_id"] for row in sheet("accounts") if row["split"]}
        cents = sum(float(r["amount"]) * 100 * (0.6 if r["account_id"] in shared else 1) for r in year)
        contacts = [
            row for row in sheet("interactions") if row["household_id"] in open_clients and row["at"] >= "2025-11-01"
        ]
        spent = sum(int(row["minutes"] or 0) for row in contacts if row["at"] < "2026-11-01") / 60 * 15_000
        assert measured(open_book, "contribution")["A1"] == pytest.approx(cents - spent, abs=3)

    def test_depth_is_the_mean_of_the_open_clients(self, open_book: OpenBook) -> None:
        from assistant.analytics.depth import relationship_depth

        expected = relationship_depth(open_book("A2"))["depth"].mean()
        assert measured(open_book, "depth")["A2"] == pytest.approx(expected)


class TestWindows:
    @pytest.mark.parametrize(
        ("word", "start", "end"),
        [
            ("ytd", "2025-03-01", "2025-12-31"),  # ten whole months before ten
            ("1y", "2024-11-01", "2025-10-31"),
            ("2026-Q3", "2026-04-01", "2026-06-30"),
            ("2026-02", "2026-01-01", "2026-01-31"),
            ("2026-10-05..2026-10-11", "2026-09-28", "2026-10-04"),  # seven days before seven
        ],
    )
    def test_the_period_before_is_as_long(self, word: str, start: str, end: str) -> None:
        before = period_before(period(word))
        assert (before.start.isoformat(), before.end.isoformat()) == (start, end)

    def test_a_book_without_data_has_no_history(self, open_book: OpenBook) -> None:
        assert months_of_history(open_book("NOBODY")) == 0

    def test_history_runs_from_the_first_balance(self, open_book: OpenBook) -> None:
        assert months_of_history(open_book("A1")) == 26  # 2024-09 to 2026-10
        assert months_of_history(open_book("A1", "2025-06-30")) == 10


def gathered(values: dict[str, Any], months: int = 24, before: dict[str, Any] | None = None) -> Gathered:
    """Parts with one row each; a pair is numerator and denominator."""

    def rows(found: dict[str, Any]) -> pd.DataFrame:
        cells = [
            (part, f"{part}{n}", None, above, below)
            for part, value in found.items()
            for n, (above, below) in enumerate(value if isinstance(value, list) else [(value, 0)])
        ]
        return pd.DataFrame(cells, columns=["part", "key", "client", "numerator", "denominator"])

    parts = tuple(Part(key, key.upper(), (key,)) for key in values)
    past = rows(before or {})
    missing = frozenset(values) - frozenset(before or {})
    return Gathered(parts, rows(values), past, dict.fromkeys(values, months), {}, missing, {})


def clients(kept: int, there: int) -> list[tuple[int, int]]:
    return [(1, 1)] * kept + [(0, 1)] * (there - kept)


AUM, RETENTION, NEW = (metric_called(key) for key in ("aum", "retention", "new_clients"))
GOLDEN = dict(zip("abcdefg", [98, 95, 95, 90, 90, 90, 85], strict=True))  # domain F42


class TestPlaces:
    def test_nobody_is_ranked_among_nobody(self) -> None:
        assert standing(gathered({}), AUM).ranked.empty

    @pytest.mark.parametrize(
        ("ties", "places"),
        [
            ("competition", [1, 2, 2, 4, 4, 4, 7]),
            ("dense", [1, 2, 2, 3, 3, 3, 4]),
            ("average", [1, 2.5, 2.5, 5, 5, 5, 7]),
        ],
    )
    def test_the_golden_places_with_each_way_of_ties(self, ties: Ties, places: list[float]) -> None:
        found = standing(gathered(GOLDEN), NEW, ties)
        assert found.ranked["place"].tolist() == places
        assert found.ranked["percentile"].round(3).tolist() == [0.929, 0.714, 0.714, 0.357, 0.357, 0.357, 0.071]
        assert found.ties == [["b", "c"], ["d", "e", "f"]]

    def test_who_has_less_than_twelve_months_stands_apart(self) -> None:
        new = gathered(GOLDEN)
        found = standing(Gathered(**{**_fields(new), "months": dict(new.months) | {"a": 11}}), NEW)
        assert found.apart["reason"].to_dict() == {"a": TOO_NEW}
        assert found.ranked.index[0] == "b"

    def test_five_clients_and_perfect_retention_do_not_lead(self) -> None:
        # domain F42, T15
        books = {"big": clients(190, 200), "mid": clients(95, 100), "tiny": clients(5, 5)}
        found = standing(gathered(books), RETENTION)
        assert found.ranked.index.tolist() == ["mid", "big"] or found.ranked.index.tolist() == ["big", "mid"]
        assert found.apart["reason"].to_dict() == {"tiny": "fewer than ten clients"}

    def test_where_all_are_small_they_are_ranked_after_shrinkage(self, open_book: OpenBook) -> None:
        # R1 of the small firm over a year: 6/7, 4/6, 1/1; A3 with its one client does not lead (see test_shrinkage)
        found = standing(gather([open_book(scope) for scope in ADVISORS], RETENTION, period("1y")), RETENTION)
        assert found.ranked.index.tolist() == ["A1", "A3", "A2"]
        assert found.runs == ((0, 2),)
        assert found.ranked["best"].tolist() == [1, 1, 1]
        assert found.ranked["worst"].tolist() == [3, 3, 3]

    def test_a_change_of_place_is_places_won(self) -> None:
        found = standing(gathered({"a": 3, "b": 2, "c": 1}, before={"a": 1, "b": 2, "c": 3}), NEW)
        assert found.ranked["before"].tolist() == [3, 2, 1]
        assert found.ranked["change"].tolist() == [2, 0, -2]

    def test_who_was_not_there_before_has_no_change(self) -> None:
        found = standing(gathered({"a": 3, "b": 2}, before={"b": 9}), NEW)
        assert found.ranked["change"].isna().tolist() == [True, False]
        assert found.ranked["change"]["b"] == -1  # first of one, now second of two

    @given(st.dictionaries(st.sampled_from("abcdefghij"), st.integers(-9, 9), min_size=1))
    def test_the_order_of_the_books_changes_nothing(self, values: dict[str, int]) -> None:
        there, back = standing(gathered(values), AUM), standing(gathered(dict(reversed(values.items()))), AUM)
        pd.testing.assert_frame_equal(there.ranked, back.ranked)
        assert there.ranked["place"].iloc[0] == 1


def _fields(found: Gathered) -> dict[str, Any]:
    return {name: getattr(found, name) for name in Gathered.__slots__}

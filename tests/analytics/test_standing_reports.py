"""The three reports of a stack rank: by name, of clients, and of an advisor among peers that nobody can make out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest

from assistant.analytics.standing import stack_rank, stack_rank_among_peers, stack_rank_clients
from assistant.analytics.standing.metrics import METRICS, Metric
from assistant.blocks import Chart, Result, Table
from assistant.book.periods import parse_period
from assistant.book.snapshot import Book
from assistant.callers import Scope
from assistant.errors import BadArguments, NotEnoughData
from tests.analytics.conftest import OpenBook
from tests.analytics.crowd import crowd_of_books
from tests.analytics.standings import ADVISORS, answered, period, table


class TestByName:
    @pytest.fixture(scope="class")
    def retention(self, open_book: OpenBook) -> Result:
        books = [open_book(scope) for scope in ADVISORS]
        return stack_rank(books, metric="retention", level="advisor", period=period("1y"), whose="Harbour & Vale")

    def test_nobody_at_all_is_not_enough_data(self, open_book: OpenBook) -> None:
        with pytest.raises(
            NotEnoughData, match="None of the teams of the firm can be ranked on assets: less than twelve"
        ):
            stack_rank([open_book("NOBODY")], metric="aum", level="team", period=period())

    def test_the_answer_has_definition_n_interval_and_overlap(self, retention: Result) -> None:
        words = " ".join(retention.words())
        assert words.startswith(
            "A1 comes first of 3 advisors on client retention (R1): 85.7% measured on 7 clients, 81.5%"
        )
        assert "Places 1 to 3 cannot be told apart" in words
        assert "over 1 Nov 2025 to 31 Oct 2026, compared with 1 Nov 2024 to 31 Oct 2025" in words
        assert "competition ranking" in " ".join(retention.caveats)
        first = table(retention, "Ranking")[0]
        assert (first["advisor"], first["place"], first["cases"], first["best"], first["worst"]) == ("A1", 1, 7, 1, 3)
        assert first["low"] < first["mean"] < first["high"]

    def test_figures_carry_method_rows_and_window(self, retention: Result) -> None:
        value = retention.figure("value_A1")
        assert value.value == Decimal("0.857143")
        assert value.method.id == "R1"
        assert value.rows.ids == ("A1",)
        assert ("period", str(period("1y"))) in value.inputs
        assert retention.figure("group").value == Decimal("0.785714")  # 11 of 14: sharers each count H08

    def test_ties_are_named_with_their_method(self, open_book: OpenBook) -> None:
        # service requests: both 1 of 2
        books = [open_book(scope) for scope in ADVISORS]
        found = stack_rank(books, metric="sla", level="advisor", period=period(), ties="dense")
        assert "Equal, so on one place: A1 and A2." in " ".join(found.words())
        assert "dense ranking" in " ".join(found.words())
        assert table(found, "Not ranked")[0]["advisor"] == "A3"

    def test_organic_growth_is_told_from_the_market(self, open_book: OpenBook) -> None:
        # domain 5.2: who grows and who coasts; transfers (the recruited H12 and H13 of A2, 620,000) are apart
        books = [open_book(scope) for scope in ADVISORS]
        found = stack_rank(books, metric="organic_growth", level="advisor", period=period("1y"))
        rows = {row["label"]: row for row in table(found, "Organic growth beside")}
        assert {name: row["verdict"] for name, row in rows.items()} == {"A1": "shrinks", "A2": "shrinks", "A3": "grows"}
        assert rows["A2"]["transfers"] > 0
        chained = answered("growth", "organic_growth_chained", as_of="2026-10-31", period="1y")
        assert {name: float(row["chained"]) for name, row in rows.items()} == pytest.approx(chained, abs=1e-6)
        words = " ".join(found.words())
        assert "By net new money, growing: A3; shrinking: A1 and A2." in words
        assert "The market's part lies between" in words
        assert any("not organic" in caveat for caveat in found.caveats)

    def test_units_are_summed_from_their_advisors(self, open_book: OpenBook) -> None:
        # the branch BR1 is A1 and A2; summed from their rows it is the book of the branch itself
        parts = [open_book("BR1"), open_book("A3")]
        singles = [open_book(scope) for scope in ADVISORS]
        for key in ("revenue", "retention", "organic_growth", "depth"):
            summed = stack_rank(parts, advisors=singles, metric=key, level="branch", period=period("1y"))
            itself = stack_rank(parts, metric=key, level="branch", period=period("1y"))
            assert summed.to_json() == itself.to_json()

    def test_two_units_of_one_name_stay_two(self, open_book: OpenBook) -> None:
        twins = [Book(b._database, Scope("team", "East", b.scope.advisor_ids), b.as_of, b.version) for b in (
            open_book("BR1"), open_book("FIRM"))]  # fmt: skip
        found = stack_rank(twins, metric="aum", level="team", period=period())
        assert [row["team"] for row in table(found, "Ranking")] == ["East", "East"]
        assert found.figure("place_East (A1)").value == 1

    def test_bottom_lists_the_last_first_with_the_same_places(self, open_book: OpenBook) -> None:
        books = [open_book(scope) for scope in ADVISORS]
        found = stack_rank(books, metric="aum", level="advisor", period=period(), order="bottom", limit=2)
        assert [(row["advisor"], row["place"]) for row in table(found, "Ranking")] == [("A3", 3), ("A2", 2)]

    def test_one_part_alone_has_no_place_and_says_why(self, open_book: OpenBook) -> None:
        found = stack_rank([open_book("A1")], metric="aum", level="advisor", period=period())
        assert found.figure("place_A1").value is None
        assert found.figure("place_A1").reason == "there are no peers to be ranked against"
        assert "there are no peers" in found.words()[0]

    def test_a_period_before_the_data_has_no_place_before(self, open_book: OpenBook) -> None:
        books = [open_book(scope) for scope in ADVISORS]
        found = stack_rank(books, metric="revenue", level="advisor", period=period("3y"))
        assert found.figure("before_A1").value is None
        assert "nobody ranked now could be ranked in the period before" in " ".join(found.words())

    def test_it_is_the_same_to_the_byte_whatever_the_order_of_the_books(self, open_book: OpenBook) -> None:
        books = [open_book(scope) for scope in ADVISORS]
        for metric in METRICS:
            once = stack_rank(books, metric=metric.key, level="advisor", period=period("1y"))
            again = stack_rank(books[::-1], metric=metric.key, level="advisor", period=period("1y"))
            assert once.to_json() == again.to_json()
            assert [block for block in once.blocks if isinstance(block, Chart)]


class TestClients:
    def test_no_clients_are_not_enough_data(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="No client of nobody can be ranked on assets"):
            stack_rank_clients(open_book("NOBODY"), metric="aum", period=period())

    def test_a_period_before_the_data_is_refused_with_their_beginning(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="The data of A1 begin in September 2024; ask for a period after that"):
            stack_rank_clients(open_book("A1"), metric="aum", period=period("2023"))

    @pytest.mark.parametrize("metric", ["conversion", "new_clients", "retention"])
    def test_a_metric_without_meaning_for_a_client_is_refused_in_a_sentence(
        self, open_book: OpenBook, metric: str
    ) -> None:
        with pytest.raises(BadArguments, match=r"ranks? advisors, teams, branches and regions"):
            stack_rank_clients(open_book("A1"), metric=metric, period=period())

    def test_the_largest_clients_by_assets(self, open_book: OpenBook) -> None:
        # balances.csv, end values of 2026-10: H04 560,000; H05 451,600; H01 409,200
        found = stack_rank_clients(open_book("A1"), metric="aum", period=period(), limit=3)
        rows = table(found, "Clients by assets")
        assert [row["client"] for row in rows] == ["Okafor", "García Márquez", "Rossi (Boston)"]
        assert [row["value"] for row in rows] == [Decimal("560000.00"), Decimal("451600.00"), Decimal("409200.00")]
        assert rows[0]["class"] == "B"
        assert found.figure("top_share").value == Decimal("0.758278")  # 1,420,800 of 1,873,720
        assert "The first 3 have 75.8% of the assets of all 7." in " ".join(found.words())

    def test_ids_of_the_households_stand_behind_the_lines(self, open_book: OpenBook) -> None:
        found = stack_rank_clients(open_book("A1"), metric="revenue", period=period(), limit=2)
        (ranking,) = (block for block in found.blocks if isinstance(block, Table))
        assert ranking.columns[0].key == "client"
        assert set(ranking.row_ids) <= set(open_book("A1").open_households["household_id"])

    def test_who_declared_no_net_worth_has_no_place_in_share_of_wallet(self, open_book: OpenBook) -> None:
        found = stack_rank_clients(open_book("A1"), metric="wallet_share", period=period())
        assert found.figure("unranked").rows.ids == ("H06", "H08")
        assert "Without a place for want of a value: 2." in found.words()

    @pytest.mark.parametrize("metric", [m for m in METRICS if not m.not_of_clients], ids=lambda metric: metric.key)
    def test_every_other_metric_ranks_clients(self, open_book: OpenBook, metric: Metric) -> None:
        found = stack_rank_clients(open_book("A2"), metric=metric.key, period=period("1y"), order="bottom")
        assert found.words()
        assert table(found, "Clients by")

    def test_a_book_of_one_client_has_nobody_to_rank_against(self, open_book: OpenBook) -> None:
        found = stack_rank_clients(open_book("A3"), metric="aum", period=period())
        assert "there is no other client to be ranked against" in found.words()[0]

    def test_the_period_s_end_decides_about_assets(self, open_book: OpenBook) -> None:
        past = stack_rank_clients(open_book("A1"), metric="aum", period=period("2026-H1"))
        june = stack_rank_clients(
            open_book("A1", "2026-06-30"), metric="aum", period=parse_period("2026-H1", dt.date(2026, 6, 30))
        )
        assert table(past, "Clients by") == table(june, "Clients by")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Book]]:
    """Seven advisors P1 to P7 with twelve clients each, the book of the first the largest; two of them share a team."""
    yield from crowd_of_books(tmp_path_factory.mktemp("crowd"))


class TestAmongPeers:
    def test_an_advisor_alone_has_no_peers(self, open_book: OpenBook) -> None:
        found = stack_rank_among_peers(
            open_book("A1"), [open_book("A1")], metric="aum", level="advisor", period=period()
        )
        assert found.words()[0] == "A1 is the only one of the advisors ranked on assets: there are no peers."

    def test_of_few_others_nothing_is_said(self, open_book: OpenBook) -> None:
        books = [open_book(scope) for scope in ADVISORS]
        found = stack_rank_among_peers(open_book("A1"), books, metric="aum", level="advisor", period=period())
        assert found.figure("place_A1").value == 1
        assert found.figure("others_median").value is None
        assert "fewer than 5 others" in found.figure("others_median").reason
        assert not [figure for figure in found.figures if figure.key == "group"]
        assert_nobody_else_is_shown(found, open_book("A1"), books)

    @pytest.mark.sampled(3)
    @pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
    def test_no_peer_is_named_or_told_by_a_figure(self, crowd: list[Book], metric: Metric) -> None:
        own = crowd[2]
        found = stack_rank_among_peers(own, iter(crowd), metric=metric.key, level="advisor", period=period())
        assert_nobody_else_is_shown(found, own, crowd)

    def test_the_others_are_a_distribution(self, crowd: list[Book]) -> None:
        # assets of the crowd in thousands: P1 11 × 7 (one client left), P2 12 × 6, P4 to P7 12 × 4, 3, 2, 1; the
        # quartiles of 12, 24, 36, 48, 72, 77 lie between neighbours: 24 + .25 × 12, (36 + 48) / 2, 48 + .75 × 24
        found = stack_rank_among_peers(crowd[2], iter(crowd), metric="aum", level="advisor", period=period())
        assert found.figure("place_P3").value == 3
        assert found.figure("peers").value == 7
        marks = {key: found.figure(f"others_{key}").value for key in ("best", "upper", "median", "lower")}
        assert marks == {
            "best": Decimal("77000.00"),
            "upper": Decimal("66000.00"),
            "median": Decimal("42000.00"),
            "lower": Decimal("27000.00"),
        }
        (chart,) = (block for block in found.blocks if isinstance(block, Chart))
        assert chart.labels[-1] == "P3 Keller"

    def test_a_team_with_others_in_it_shows_its_place_and_not_its_amount(
        self, open_book: OpenBook, crowd: list[Book]
    ) -> None:
        found = stack_rank_among_peers(
            open_book("A1"), [open_book("BR1"), open_book("A3")], metric="aum", level="branch", period=period()
        )
        assert found.figure("place_BR1").value == 1
        assert not [figure for figure in found.figures if figure.key.startswith("value_")]
        assert "with" not in found.words()[0]

    def test_growth_says_what_the_own_book_does_and_counts_the_others(self, crowd: list[Book]) -> None:
        found = stack_rank_among_peers(crowd[0], iter(crowd), metric="organic_growth", level="advisor", period=period())
        # P1 lost a client, see crowd.py
        words = "P1 Keller shrinks; of the others 0 grow by net new money and 6 coast on the market."
        assert words in found.words()

    def test_a_shared_place_and_an_own_book_that_is_not_ranked_are_said(
        self, open_book: OpenBook, crowd: list[Book]
    ) -> None:
        tied = stack_rank_among_peers(crowd[3], iter(crowd), metric="new_clients", level="advisor", period=period())
        assert any(line.startswith("That place is shared.") for line in tied.words())
        small = stack_rank_among_peers(
            open_book("A3"), [*crowd, open_book("A3")], metric="retention", level="advisor", period=period()
        )
        assert small.words()[0] == "A3 is not ranked: fewer than ten clients; measured was 100.0%."
        assert small.figure("place_A3").reason == "fewer than ten clients"


def assert_nobody_else_is_shown(found: Result, own: Book, books: list[Book]) -> None:
    """No name, id or row of another advisor anywhere in the answer, nor ids behind figures about others."""
    text = str(found.to_json())
    for book in books:
        if book.scope.advisor_ids != own.scope.advisor_ids:
            assert book.scope.label not in text
            assert f"'{book.scope.advisor_ids[0]}'" not in text
    for block in found.blocks:
        if isinstance(block, Table):
            assert set(block.row_ids) <= set(own.scope.advisor_ids)
    assert all(not set(figure.rows.ids) - set(own.scope.advisor_ids) for figure in found.figures)

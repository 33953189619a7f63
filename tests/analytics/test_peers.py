"""“Clients like you”: Gower distance and adoption by hand, silence below ten peers, no advice and no names (P1)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.analytics.peers import LEAST_PEERS, NEIGHBOURS, adoption, features, nearest, similar_clients
from assistant.blocks import Table
from assistant.errors import NotFound
from tests.analytics.changed_books import changed
from tests.analytics.conftest import OpenBook

COLUMNS = ["age", "log_income", "log_worth", "risk_tolerance", "stage", "type"]


def people(*rows: tuple[object, ...]) -> pd.DataFrame:
    ids = [f"H{number}" for number in range(len(rows))]
    return pd.DataFrame(list(rows), columns=COLUMNS, index=pd.Index(ids, name="household_id"), dtype=object)


class TestNearest:
    def test_nobody_is_near_when_nobody_is_there(self) -> None:
        everyone = people((60, 11.0, 13.0, 3, "retired", "couple"))
        assert nearest(everyone.iloc[0], everyone.iloc[:0]).empty

    def test_the_distance_by_hand(self) -> None:
        # ranges: age 40, income 2, worth 4, risk 2; |10|/40, 1/2, 2/4, 1/2, same stage, other type → 2.75 / 6
        everyone = people(
            (60, 11.0, 13.0, 3, "retired", "couple"),
            (50, 12.0, 15.0, 4, "retired", "single"),
            (90, 10.0, 11.0, 5, "late", "single"),
        )
        distance = nearest(everyone.iloc[0], everyone.iloc[1:])
        assert distance["H1"] == pytest.approx((0.25 + 0.5 + 0.5 + 0.5 + 0.0 + 1.0) / 6)
        assert list(distance.index) == ["H1", "H2"]

    def test_unknown_features_are_left_out_and_three_in_common_are_the_least(self) -> None:
        everyone = people(
            (60, 11.0, np.nan, 3, "retired", "couple"),
            (60, np.nan, 13.0, np.nan, "retired", "couple"),
            (60, np.nan, 13.0, np.nan, "retired", np.nan),
        )
        distance = nearest(everyone.iloc[0], everyone.iloc[1:])
        assert distance.to_dict() == {"H1": 0.0}

    def test_ties_are_broken_by_id_and_twenty_five_are_enough(self) -> None:
        everyone = people(*[(60, 11.0, 13.0, 3, "retired", "couple")] * 40)
        distance = nearest(everyone.iloc[0], everyone.iloc[1:].sample(frac=1.0, random_state=1))
        assert list(distance.index) == sorted(everyone.index[1:])[:NEIGHBOURS]

    @given(st.lists(st.tuples(st.floats(20, 95), st.floats(9, 14), st.integers(1, 5)), min_size=2, max_size=30))
    def test_distances_lie_between_nothing_and_one_and_grow(self, drawn: list[tuple[float, float, int]]) -> None:
        everyone = people(*[(age, income, income + 2, risk, "retired", "couple") for age, income, risk in drawn])
        distance = nearest(everyone.iloc[0], everyone.iloc[1:])
        assert distance.between(0.0, 1.0).all()
        assert distance.is_monotonic_increasing


class TestAdoption:
    peers = pd.Series({"P1": 0.05, "P2": 0.15, "P3": 0.45, "P4": 0.45})
    held = pd.DataFrame(
        {
            "household_id": ["P1", "P2", "P3", "P4", "X", "X"],
            "kind": "product",
            "item": ["annuity", "annuity", "annuity", "rare", "annuity", "rare"],
        }
    )

    def test_shares_by_hand_and_rare_things_are_not_shown(self) -> None:
        # weights 1/.1, 1/.2, 1/.5, 1/.5 = 10, 5, 2, 2
        rows = adoption(self.peers, self.held, pool_size=8, mine=self.held.iloc[:0])
        assert rows["item"].tolist() == ["annuity"]
        assert rows.loc[0, ["share", "nearest", "base"]].tolist() == pytest.approx([3 / 4, 17 / 19, 4 / 8])
        assert not rows.loc[0, "own"]

    def test_what_the_household_holds_itself_is_marked(self) -> None:
        mine = pd.DataFrame({"household_id": ["H"], "kind": ["product"], "item": ["annuity"]})
        assert adoption(self.peers, self.held, pool_size=8, mine=mine).loc[0, "own"]


class TestSmallFirm:
    def test_below_ten_peers_only_the_count_is_said(self, open_book: OpenBook) -> None:
        result = similar_clients(open_book("A1"), household_id="H01")
        assert result.figure("peers").value == 6 < LEAST_PEERS
        assert result.blocks == ()
        assert "fewer than the 10 it takes" in result.words()[0]

    def test_ten_and_more_are_told_with_their_radius_and_base(self, open_book: OpenBook) -> None:
        result = similar_clients(open_book("FIRM"), household_id="H01")
        assert result.figure("peers").value == 12
        table = next(block for block in result.blocks if isinstance(block, Table))
        assert {row["item"] for row in table.to_json()["rows"]} == {"managed account", "taxable"}

    def test_what_peers_hold_and_the_household_does_not(self, open_book: OpenBook) -> None:
        # H17 has one annuity; most of the others have a managed account in a taxable registration
        result = similar_clients(open_book("FIRM"), household_id="H17")
        assert result.figure("nearest_share").value > result.figure("base_share").value  # type: ignore[operator]
        assert result.words()[1].endswith("and Oyèlárán does not.")

    def test_no_peer_is_named_and_nothing_is_advised(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        result = similar_clients(book, household_id="H17")
        spoken = str(result.to_json(language="en"))
        others = set(book.open_households["name"]) - {"Oyèlárán"}
        assert not any(name in spoken for name in others)
        assert all(figure.rows.ids in ((), ("H17",)) for figure in result.figures)
        assert "should" not in spoken
        assert "not a recommendation" in spoken

    def test_credit_is_not_among_what_peers_hold(self, open_book: OpenBook) -> None:
        # peers are found by age and family, which may not count for credit
        book = open_book("FIRM")
        lent = changed(book, accounts=book.accounts.assign(product_type="credit line"))
        assert similar_clients(lent, household_id="H17").blocks == ()
        assert "Credit is left out" in similar_clients(lent, household_id="H17").caveats[2]

    def test_the_pool_may_be_another_book(self, open_book: OpenBook) -> None:
        result = similar_clients(open_book("A1"), household_id="H01", pool=open_book("FIRM"))
        assert result.figure("peers").value == 12

    def test_a_closed_or_a_strange_client_is_not_found(self, open_book: OpenBook) -> None:
        for household_id in ("H07", "H10"):
            with pytest.raises(NotFound):
                similar_clients(open_book("A1"), household_id=household_id)

    def test_features_use_no_protected_trait_but_age(self, open_book: OpenBook) -> None:
        rows = features(open_book("FIRM"))
        assert list(rows.columns) == COLUMNS
        assert rows.loc["H01", ["age", "stage", "type"]].tolist() == [
            60,
            "before retirement",
            "couple with next generation",
        ]
        assert features(open_book("NOBODY")).empty

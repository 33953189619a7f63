"""Share of wallet and money held away: independent answers, ratio of sums and not mean of ratios, stale worth (F24)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from assistant.analytics.wallet import Wallet, assets_today, held_away_today, wallet, wallet_figures, wallet_rows
from tests.analytics.conftest import OpenBook, answers


def name(row: dict[str, Any]) -> str:
    return f"{row['scope']}-{row['as_of']}"


class TestRatio:
    def test_no_clients_have_no_share_and_a_reason(self, open_book: OpenBook) -> None:
        figures = {figure.key: figure for figure in wallet_figures(wallet_rows(open_book("NOBODY")))}
        assert {figure.value for figure in figures.values()} == {None}
        assert figures["wallet_share"].reason == "there is no open client"

    def test_the_ratio_is_of_sums(self) -> None:
        # domain finding 4: (900/1000, 100/2000, 50/60) → 34.3 %, the mean of ratios would be 59.4 %
        rows = pd.DataFrame(
            {
                "assets_cents": [900, 100, 50],
                "worth_cents": pd.array([1000, 2000, 60], dtype="Int64"),
                "is_fresh": [True, True, False],
            }
        )
        assert wallet(rows).share == pytest.approx(0.343, abs=5e-4)
        assert wallet(rows).elsewhere == 100 + 1900 + 10

    def test_assets_above_the_declared_worth_leave_nothing_elsewhere(self) -> None:
        rows = pd.DataFrame({"assets_cents": [500], "worth_cents": pd.array([400], dtype="Int64"), "is_fresh": [True]})
        assert (wallet(rows).elsewhere, wallet(rows).share) == (0, 1.25)

    def test_a_declared_worth_of_nothing_is_no_denominator(self) -> None:
        assert Wallet(10, 10, 0, 0, 0, 0).share is None


class TestSmallFirm:
    @pytest.mark.parametrize("row", answers("wallet"), ids=name)
    def test_agrees_with_the_independent_answers(self, open_book: OpenBook, row: dict[str, Any]) -> None:
        sums = wallet(wallet_rows(open_book(row["scope"], row["as_of"])))
        assert sums.declared_assets == int(row["assets_declared_cents"])
        assert sums.declared_worth == int(row["net_worth_cents"])
        assert (sums.fresh_assets, sums.fresh_worth) == (
            int(row["assets_fresh_cents"]),
            int(row["net_worth_fresh_cents"]),
        )
        assert sums.share == pytest.approx(float(row["wallet_share"]), abs=1e-6)
        assert sums.fresh_share == pytest.approx(float(row["wallet_share_fresh"]), abs=1e-6)
        assert sums.coverage == pytest.approx(float(row["coverage"]), abs=1e-6)

    @pytest.mark.parametrize("row", answers("held_away"), ids=name)
    def test_held_away_is_the_latest_snapshot(self, open_book: OpenBook, row: dict[str, Any]) -> None:
        rows = held_away_today(open_book(row["scope"], row["as_of"]))
        assert rows["amount_cents"].sum() == int(row["held_away_cents"])
        assert rows.loc[rows["kind"] == "old_401k", "amount_cents"].sum() == int(row["old_401k_cents"])

    def test_a_client_without_a_declared_worth_is_left_out_of_the_ratio_alone(self, open_book: OpenBook) -> None:
        rows = wallet_rows(open_book("A1"))
        assert pd.isna(rows.loc["H06", "worth_cents"])
        figures = {figure.key: figure for figure in wallet_figures(rows.loc[["H06"]])}
        assert figures["wallet_share"].reason == "no net worth was ever declared"
        assert figures["wallet_coverage"].value == Decimal("0.000000")

    def test_assets_today_are_of_open_households_in_order(self, open_book: OpenBook) -> None:
        assets = assets_today(open_book("A1"))
        assert list(assets.index) == sorted(assets.index)
        assert "H07" not in assets.index  # closed on 2026-05-20

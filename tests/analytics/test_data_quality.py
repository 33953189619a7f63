"""What is missing from a book and what that costs: the small firm, whose gaps are listed in tests/firms/README.md."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.analytics.data_quality import data_quality
from assistant.analytics.data_quality.fields import FACTS, facts_known
from assistant.analytics.data_quality.price import widths
from assistant.blocks import Table
from assistant.errors import NotEnoughData
from tests.analytics.conftest import OpenBook


class TestDataQuality:
    def test_an_empty_book_says_so(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="no open clients"):
            data_quality(open_book("NOBODY"))

    def test_net_worth_is_stale_or_missing_for_the_planted_households(self, open_book: OpenBook) -> None:
        # README of the small firm: missing H06, H08, H13, H16; stale H03, H10, H17; all of them open
        known = facts_known(open_book("FIRM"))
        assert set(known.index[~known["net_worth"].astype(bool)]) == {"H03", "H06", "H08", "H10", "H13", "H16", "H17"}

    def test_a_fact_that_does_not_apply_is_neither_known_nor_missing(self, open_book: OpenBook) -> None:
        known = facts_known(open_book("FIRM"))
        assert known["next_generation"].isna().any()
        count = data_quality(open_book("FIRM")).figure("next_generation_missing").value
        assert count == int((known["next_generation"] == False).sum())  # noqa: E712

    def test_coverage_is_a_ratio_of_assets(self, open_book: OpenBook) -> None:
        known = facts_known(open_book("FIRM"))
        covered = known["assets_cents"][known["net_worth"].astype(bool)].sum() / known["assets_cents"].sum()
        figure = data_quality(open_book("FIRM")).figure("net_worth_coverage")
        assert figure.value == pytest.approx(Decimal(str(round(covered, 6))), abs=Decimal("0.000001"))

    def test_only_what_value_rests_on_has_a_price(self, open_book: OpenBook) -> None:
        found = data_quality(open_book("FIRM"))
        priced = {figure.key for figure in found.figures if figure.key.endswith("_width")}
        assert priced == {"birth_date_width", "net_worth_width", "next_generation_width"}

    def test_a_book_without_a_gap_has_no_width(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        whole = facts_known(book)
        for fact in FACTS:
            whole[fact.key] = True
        assert widths(book, whole) == {"birth_date": 0, "net_worth": 0, "next_generation": 0}

    def test_a_larger_gap_is_never_cheaper(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        known = facts_known(book)
        worse = known.assign(birth_date=False)
        assert widths(book, worse)["birth_date"] > widths(book, known)["birth_date"] == 0

    def test_the_largest_clients_are_asked_first(self, open_book: OpenBook) -> None:
        tables = {b.title: b for b in data_quality(open_book("FIRM")).blocks if isinstance(b, Table)}
        assets = [row[1] for row in tables["Whom to ask first"].rows]
        assert assets == sorted(assets, reverse=True)

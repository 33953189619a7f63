"""Referrers, acquisition cost and the ideal prospect on the demo firm's planted truths (domain, section 7)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assistant.analytics.acquisition import acquisition_cost
from assistant.analytics.prospects import ideal_prospect
from assistant.analytics.referrals import referral_sources, top_referrers
from assistant.analytics.referrals.referral_graph import generations, referrals
from assistant.blocks import Table
from assistant.book.demo import write_demo_firm
from assistant.book.importing import import_folder
from assistant.book.periods import Period, parse_period
from assistant.book.snapshot import Book, current_version
from assistant.book.tables import FIRM_METADATA
from assistant.callers import Scope
from assistant.database import Database


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo")
    write_demo_firm(path, households=120, advisors=2)
    return path


@pytest.fixture(scope="module")
def truths(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "planted_truths.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def book(folder: Path) -> Iterator[Book]:
    database = Database(f"sqlite:///{folder / 'demo.db'}")
    FIRM_METADATA.create_all(database.engine)
    with database.writing() as session:
        import_folder(session, folder, at=dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
    with database.reading() as session:
        version = current_version(session)
    advisors = tuple(pd.read_csv(folder / "advisors.csv")["advisor_id"])
    yield Book(database, Scope("firm", "the firm", advisors), version.last_closed_day, version)
    database.close()


@pytest.fixture(scope="module")
def always(book: Book) -> Period:
    return parse_period("all", book.as_of, earliest=dt.date(2015, 1, 1))


class TestReferrersOfTheDemoFirm:
    def test_t17_a_circle_of_referrals_has_no_infinite_credit(self, book: Book, truths: dict[str, Any]) -> None:
        # section 7: no infinite credit, each credited once
        circle = set(truths["T17"]["items"][0]["household_ids"])
        lines = generations(referrals(book))
        mine = lines[lines["referrer"].isin(circle) & lines["household_id"].isin(circle)]
        assert len(mine) == 6  # each of three with the two others
        assert sorted(mine["generation"]) == [1, 1, 1, 2, 2, 2]
        assert not lines.duplicated(["referrer", "household_id"]).any()

    def test_t13_the_compensated_promoter_without_an_agreement_is_flagged(
        self, book: Book, always: Period, truths: dict[str, Any]
    ) -> None:
        name = book.referral_sources.set_index("source_id").loc[truths["T13"]["items"][0]["source_id"], "name"]
        for result in (top_referrers(book, period=always), referral_sources(book, period=always)):
            assert any(str(name) in words and "no agreement on file" in words for words in result.words())

    def test_direct_wins_sum_to_the_wins_that_clients_referred(self, book: Book, always: Period) -> None:
        result = top_referrers(book, period=always, limit=500)
        shown = sum(int(str(f.value)) for f in result.figures if f.key.startswith("won_H"))
        leads = book.leads
        assert shown == int((leads["won_on"].notna() & leads["referred_by_household_id"].notna()).sum())


class TestSourcesOfTheDemoFirm:
    def test_t5_sources_of_one_and_two_leads_are_not_in_the_top_three(
        self, book: Book, always: Period, truths: dict[str, Any]
    ) -> None:
        names = book.referral_sources.set_index("source_id")["name"]
        few = {str(names[item["source_id"]]) for item in truths["T5"]["items"]}
        table = acquisition_cost(book, period=always).blocks[0]
        assert isinstance(table, Table)
        assert not few & {str(row[0]) for row in table.rows[:3]}

    @pytest.mark.parametrize("rule", ["first", "last", "linear", "position"])
    def test_under_every_rule_the_credit_sums_to_the_wins(self, book: Book, always: Period, rule: Any) -> None:
        result = referral_sources(book, period=always, attribution=rule)
        assert result.figure("credited").value == int(book.leads["won_on"].notna().sum())


class TestProspectsOfTheDemoFirm:
    def test_at_most_five_traits_each_with_its_clients_and_lift(self, book: Book) -> None:
        (table,) = [b for b in ideal_prospect(book).blocks if isinstance(b, Table) and b.title.startswith("What the")]
        keys = [column.key for column in table.columns]
        rows = [dict(zip(keys, row, strict=True)) for row in table.rows]
        assert 1 <= len(rows) <= 5
        for row in rows:
            assert row["clients"] >= 8  # type: ignore[operator]
            assert float(str(row["lift"])) > 1
            assert not str(row["trait"]).startswith(("age", "sex"))

    def test_the_profile_is_told_in_the_answer_as_association(self, book: Book) -> None:
        words = ideal_prospect(book).words()
        assert any(line.startswith("The clients worth most an hour (") for line in words)
        assert words[-1].endswith("This is association, not cause.")

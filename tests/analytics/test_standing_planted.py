"""Stack ranks measured on the demo firm's planted truths (domain reference, section 7: T7, T15, T18)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assistant.analytics.standing import stack_rank, stack_rank_among_peers
from assistant.book.demo import write_demo_firm
from assistant.book.importing import import_folder
from assistant.book.periods import Period, parse_period
from assistant.book.snapshot import Book, current_version
from assistant.book.tables import FIRM_METADATA
from assistant.callers import Scope
from assistant.database import Database
from tests.analytics.standings import table

HOUSEHOLDS, ADVISORS = 330, 11  # nine ordinary advisors: three pairs that tie, and the two special ones


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo")
    write_demo_firm(path, households=HOUSEHOLDS, advisors=ADVISORS)
    return path


@pytest.fixture(scope="module")
def truths(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "planted_truths.json").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def books(folder: Path) -> Iterator[list[Book]]:
    database = Database(f"sqlite:///{folder / 'demo.db'}")
    FIRM_METADATA.create_all(database.engine)
    with database.writing() as session:
        import_folder(session, folder, at=dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
    with database.reading() as session:
        version = current_version(session)
    names = pd.read_csv(folder / "advisors.csv").set_index("advisor_id")["name"]
    yield [
        Book(database, Scope("advisor", name, (str(key),)), version.last_closed_day, version)
        for key, name in names.items()
    ]
    database.close()


def ytd(books: list[Book]) -> Period:
    return parse_period("ytd", books[0].as_of)


class TestStackRanksOnTheDemoFirm:
    def test_t7_tied_advisors_share_a_rank_and_the_method_is_named(
        self, books: list[Book], truths: dict[str, Any]
    ) -> None:
        found = stack_rank(books, metric="new_clients", level="advisor", period=ytd(books), limit=ADVISORS)
        names = {book.scope.advisor_ids[0]: book.scope.label for book in books}
        rows = {row["advisor"]: row for row in table(found, "Ranking")}
        assert len(truths["T7"]["items"]) == 3
        for item in truths["T7"]["items"]:
            first, second = (rows[names[advisor]] for advisor in item["advisor_ids"])
            assert first["place"] == second["place"]
            assert first["value"] == second["value"] == item["value"]
        assert "competition ranking" in " ".join(found.words())

    @pytest.mark.parametrize("word", ["ytd", "1y", "3y"])
    def test_t15_five_clients_and_perfect_retention_are_not_ranked_first(
        self, books: list[Book], truths: dict[str, Any], word: str
    ) -> None:
        period = parse_period(word, books[0].as_of)
        found = stack_rank(books, metric="retention", level="advisor", period=period, limit=ADVISORS)
        (item,) = truths["T15"]["items"]
        (name,) = (book.scope.label for book in books if book.scope.advisor_ids == (item["advisor_id"],))
        first = table(found, "Ranking")[0]
        assert first["advisor"] != name
        assert first["place"] == 1
        apart = {row["advisor"]: row for row in table(found, "Not ranked")}
        assert apart[name]["reason"] == "fewer than ten clients"
        assert apart[name]["value"] == 1

    def test_t15_is_told_so_when_asking_for_the_own_place(self, books: list[Book], truths: dict[str, Any]) -> None:
        (item,) = truths["T15"]["items"]
        (own,) = (book for book in books if book.scope.advisor_ids == (item["advisor_id"],))
        found = stack_rank_among_peers(own, iter(books), metric="retention", level="advisor", period=ytd(books))
        assert found.words()[0].startswith(f"{own.scope.label} is not ranked: fewer than ten clients")
        assert not [book.scope.label for book in books if book is not own and book.scope.label in str(found.to_json())]

    def test_t18_a_recruited_book_is_not_organic_and_its_advisor_not_ranked(
        self, books: list[Book], truths: dict[str, Any]
    ) -> None:
        (item,) = truths["T18"]["items"]
        (name,) = (book.scope.label for book in books if book.scope.advisor_ids == (item["advisor_id"],))
        found = stack_rank(books, metric="organic_growth", level="advisor", period=ytd(books), limit=ADVISORS)
        apart = {row["advisor"]: row["reason"] for row in table(found, "Not ranked")}
        assert apart[name] == "less than twelve months of history"
        row = {row["label"]: row for row in table(found, "Organic growth beside")}[name]
        assert str(row["transfers"]) == item["transfers_in"]
        assert row["verdict"] is None

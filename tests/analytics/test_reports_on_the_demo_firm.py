"""Questionnaires, events, distributions and promises on the demo firm, against its CSV files and planted truths."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assistant.analytics.distributions import required_distributions
from assistant.analytics.life_events import life_events
from assistant.analytics.promises import open_promises
from assistant.analytics.questionnaires import questionnaires
from assistant.blocks import Result, Table, Text
from assistant.book.demo import write_demo_firm
from assistant.book.demo.notes import INJECTED
from assistant.book.importing import import_folder
from assistant.book.periods import parse_ahead, parse_period
from assistant.book.snapshot import Book, current_version
from assistant.book.tables import FIRM_METADATA
from assistant.callers import Scope
from assistant.database import Database

# IRS Publication 590-B, Appendix B, Table III, typed in a second time for ages that a demo firm has
DIVISORS = {
    73: "26.5", 74: "25.5", 75: "24.6", 76: "23.7", 77: "22.9", 78: "22.0", 79: "21.1", 80: "20.2", 81: "19.4",
    82: "18.5", 83: "17.7", 84: "16.8", 85: "16.0", 86: "15.2", 87: "14.4", 88: "13.7", 89: "12.9", 90: "12.2",
    91: "11.5", 92: "10.8", 93: "10.1", 94: "9.5", 95: "8.9", 96: "8.4", 97: "7.8", 98: "7.3", 99: "6.8",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo")
    write_demo_firm(path, households=240, advisors=2)
    return path


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


def sheet(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)


def truths(folder: Path, truth: str) -> list[dict[str, Any]]:
    read: dict[str, Any] = json.loads((folder / "planted_truths.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = read[truth]["items"]
    return found


def table(result: Result, title: str) -> Table:
    return next(b for b in result.blocks if isinstance(b, Table) and b.title == title)


class TestRequiredDistributions:
    def test_each_amount_follows_from_the_files(self, folder: Path, book: Book) -> None:
        people = sheet(folder, "clients").set_index("client_id")
        accounts = sheet(folder, "accounts").set_index("account_id")
        balances = sheet(folder, "balances").set_index(["account_id", "month"])
        primary = people[people["is_primary"] == "true"].set_index("household_id")["birth_date"]
        lines = table(required_distributions(book), "Account by account").to_json()["rows"]
        assert len(lines) >= 10
        for line in lines:
            age = 2026 - int(primary[accounts.loc[line["account"], "household_id"]][:4])
            held = Decimal(balances.loc[(line["account"], "2025-12"), "end_value"])
            wanted = (held / Decimal(DIVISORS[age])).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
            assert line["required"] == float(wanted)
            months = [f"2026-{month:02}" for month in range(1, 11)]
            rows = (balances.loc[(line["account"], month), "withdrawals"] for month in months
                    if (line["account"], month) in balances.index)  # fmt: skip
            assert line["taken"] == float(sum(map(Decimal, rows)))

    def test_nobody_is_asked_for_a_roth_or_below_the_age(self, folder: Path, book: Book) -> None:
        found = table(required_distributions(book), "Required distributions").to_json()["rows"]
        assert {row["age"] for row in found} <= set(DIVISORS)
        lines = table(required_distributions(book), "Account by account").to_json()["rows"]
        assert {line["registration"] for line in lines} <= {"ira", "401k"}


class TestPromises:
    def test_t11_injected_orders_are_no_promises_and_change_nothing(self, folder: Path, book: Book) -> None:
        items = truths(folder, "T11")
        notes = sheet(folder, "interactions").groupby("household_id")["note"].agg(set)
        result = open_promises(book, period=parse_period("all", book.as_of, earliest=dt.date(2020, 1, 1)), limit=10_000)
        quotes = " ".join(block.body for block in result.blocks if isinstance(block, Text))
        said = " ".join((*result.words(), *result.caveats, result.title))
        assert items
        for item in items:
            (planted,) = notes[item["household_id"]] & set(INJECTED)
            assert planted not in quotes
            assert planted not in said
        assert set(table(result, "Promised and not seen to be kept").row_ids) <= set(book.households["household_id"])

    def test_every_quotation_stands_in_its_note(self, folder: Path, book: Book) -> None:
        notes = sheet(folder, "interactions").set_index("interaction_id")["note"]
        result = open_promises(book, period=parse_period("ytd", book.as_of), limit=10_000)
        texts = [block for block in result.blocks if isinstance(block, Text)]
        assert texts
        assert all(text.body in notes[text.source.rsplit(" ", 1)[-1]] for text in texts)


class TestDatesAhead:
    def test_t14_who_cannot_lawfully_be_reached_gets_no_note(self, folder: Path, book: Book) -> None:
        unreachable = {item["household_id"] for item in truths(folder, "T14")}
        result = life_events(book, ahead=parse_ahead("2027", book.as_of), kind="birthday")
        assert unreachable
        assert not unreachable & set(table(result, "Dates ahead").row_ids)

    def test_birthdays_of_a_month_are_those_of_the_files(self, folder: Path, book: Book) -> None:
        people, homes = sheet(folder, "clients"), sheet(folder, "households")
        here = set(homes[homes["closed_on"] == ""]["household_id"])
        alive = people[(people["deceased_on"] == "") & people["household_id"].isin(here)]
        expected = int((alive["birth_date"].str[5:7] == "12").sum())
        result = life_events(book, ahead=parse_ahead("2026-12", book.as_of), kind="birthday")
        assert result.figure("birthdays").value == expected


class TestQuestionnaires:
    def test_the_counts_are_those_of_the_files(self, folder: Path, book: Book) -> None:
        rows, homes = sheet(folder, "questionnaires"), sheet(folder, "households")
        rows = rows[rows["sent_on"] <= "2026-10-31"]
        newest = rows.groupby("household_id")["sent_on"].transform("max")
        here = set(homes[homes["closed_on"] == ""]["household_id"])
        asked = rows["household_id"].isin(here) & (rows["sent_on"] == newest)  # neither replaced nor closed
        rows = rows[rows["sent_on"] >= "2026-01-01"]
        answered = (rows["answered_on"] != "") & (rows["answered_on"] <= "2026-10-31")
        late = ~answered & (rows["due_on"] < "2026-10-31")
        overdue = late & asked[rows.index]
        result = questionnaires(book, period=parse_period("ytd", book.as_of))
        found = [result.figure(key).value for key in ("sent", "answered", "overdue", "lapsed")]
        assert found == [len(rows), int(answered.sum()), int(overdue.sum()), int((late & ~overdue).sum())]

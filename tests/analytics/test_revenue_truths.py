"""What was planted in the demo firm for the mix (T6), pay (T12) and a recruited book (T18): domain, section 7."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assistant.analytics.earlier import earlier
from assistant.analytics.pay import pay_report
from assistant.analytics.pay.words import CONFLICT, CONFLICT_OF_OTHERS
from assistant.analytics.revenue import revenue_report
from assistant.analytics.segment_mix import segment_mix
from assistant.blocks import Table
from assistant.book.demo import write_demo_firm
from assistant.book.importing import import_folder
from assistant.book.periods import parse_period
from assistant.book.snapshot import Book, current_version
from assistant.book.tables import FIRM_METADATA
from assistant.callers import Scope
from assistant.database import Database

HOUSEHOLDS, ADVISORS = 900, 9  # the smallest demo firm in which T6, T12 and T18 are all whole

Open = Callable[..., Book]


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
def open_demo(folder: Path) -> Iterator[Open]:
    database = Database(f"sqlite:///{folder / 'demo.db'}")
    FIRM_METADATA.create_all(database.engine)
    with database.writing() as session:
        import_folder(session, folder, at=dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
    with database.reading() as session:
        version = current_version(session)

    def one(*advisors: str) -> Book:
        scope = Scope("advisor" if len(advisors) == 1 else "branch", "+".join(advisors), advisors)
        return Book(database, scope, version.last_closed_day, version)

    yield one
    database.close()


def in_branch(folder: Path, branch: str) -> tuple[str, ...]:
    units, advisors = (pd.read_csv(folder / f"{name}.csv") for name in ("org_units", "advisors"))
    below = {branch, *units[units["parent_id"] == branch]["unit_id"]}
    return tuple(advisors[advisors["unit_id"].isin(below)]["advisor_id"])


@pytest.mark.prove
class TestTheMixCase:
    def test_t6_segment_rates_up_average_down_and_explained(
        self, folder: Path, truths: dict[str, Any], open_demo: Open
    ) -> None:
        (item,) = truths["T6"]["items"]
        book = open_demo(*in_branch(folder, item["branch_id"]))
        before = earlier(book, (pd.Timestamp(item["before"]) + pd.offsets.MonthEnd(0)).date())
        found = segment_mix(book, before=before)
        by = {figure.key: figure.value for figure in found.figures}
        for name in "ABC":
            assert by[f"average_{name}_now"] > by[f"average_{name}_before"]  # type: ignore[operator]
        assert by["average_now"] < by["average_before"]  # type: ignore[operator]
        assert by["revenue_mix"] < 0 < by["revenue_rate"]  # type: ignore[operator]
        assert by["paradox"] == "every class rose, all together fell"
        words = found.words()
        assert words[0].split(" got worse ")[0].startswith("The mix of ")
        assert any(w.startswith("Every class brings more a client and yet the average of all fell") for w in words)
        rows = next(b for b in found.blocks if isinstance(b, Table))
        assert [row[0] for row in rows.rows] == ["A", "B", "C", "all"]

    def test_t6_the_retainers_moved_from_b_to_c(self, folder: Path, truths: dict[str, Any], open_demo: Open) -> None:
        (item,) = truths["T6"]["items"]
        book = open_demo(*in_branch(folder, item["branch_id"]))
        before = earlier(book, (pd.Timestamp(item["before"]) + pd.offsets.MonthEnd(0)).date())
        movers = segment_mix(book, before=before, limit=500).blocks
        rows = next(b for b in movers if isinstance(b, Table) and b.title.startswith("Clients in another class"))
        moved = {household: row[1:3] for household, row in zip(rows.row_ids, rows.rows, strict=True)}
        assert {moved[household] for household in item["retainer_household_ids"]} == {("B", "C")}


class TestTheEdges:
    def test_t12_the_edge_and_the_conflict_are_disclosed(self, truths: dict[str, Any], open_demo: Open) -> None:
        assert len(truths["T12"]["items"]) == 2
        for item in truths["T12"]["items"]:
            book = open_demo(item["advisor_id"])
            found = pay_report(book, period=parse_period("ytd", book.as_of), advisors=(book,))
            assert found.figure("production_ytd").value == Decimal(item["production"])
            below = Decimal(item["production"]) < Decimal(item["threshold"])
            edge, distance = ("next_edge", "to_next_edge") if below else ("last_edge", "above_last_edge")
            assert found.figure(edge).value == Decimal(item["threshold"])
            assert found.figure(distance).value == abs(Decimal(item["production"]) - Decimal(item["threshold"]))
            assert CONFLICT in found.words()

    def test_t12_a_manager_sees_who_stands_at_an_edge(self, truths: dict[str, Any], open_demo: Open) -> None:
        ids = tuple(f"A{number:02d}" for number in range(1, ADVISORS + 1))
        book, parts = open_demo(*ids), tuple(open_demo(advisor) for advisor in ids)
        found = pay_report(book, period=parse_period("ytd", book.as_of), advisors=parts)
        table = found.blocks[0]
        assert isinstance(table, Table)
        at = [column.key for column in table.columns].index("near_step")
        near = {advisor for advisor, row in zip(table.row_ids, table.rows, strict=True) if row[at] is not None}
        assert near == {item["advisor_id"] for item in truths["T12"]["items"]}
        assert any(words.startswith("Within $1,000 of an edge") for words in found.words())
        assert CONFLICT_OF_OTHERS in found.words()


@pytest.mark.prove
class TestTheRecruitedBook:
    def test_t18_is_paid_since_it_came_and_had_no_value_before(self, truths: dict[str, Any], open_demo: Open) -> None:
        (item,) = truths["T18"]["items"]
        book, period = open_demo(item["advisor_id"]), parse_period("ytd", open_demo("A01").as_of)
        found = pay_report(book, period=period, advisors=(book,), before=earlier(book, dt.date(2025, 12, 31)))
        assert found.figure("pay_ytd").value is not None  # joined in the year, so production since then is whole
        assert found.figure("value_created").reason.startswith("revenue is not on record")

    def test_t18_beside_others_the_recruited_value_stands_apart(self, truths: dict[str, Any], open_demo: Open) -> None:
        (item,) = truths["T18"]["items"]
        ids = ("A01", item["advisor_id"])
        book = open_demo(*ids)
        found = pay_report(
            book,
            period=parse_period("ytd", book.as_of),
            advisors=tuple(open_demo(advisor) for advisor in ids),
            before=earlier(book, dt.date(2025, 12, 31)),
        )
        table = found.blocks[0]
        assert isinstance(table, Table)
        keys = [column.key for column in table.columns]
        recruited = table.rows[1]
        assert recruited[keys.index("created")] == Decimal("0.00")
        assert recruited[keys.index("recruited")] > 0  # type: ignore[operator]

    def test_its_revenue_has_no_year_before_and_says_so(self, truths: dict[str, Any], open_demo: Open) -> None:
        (item,) = truths["T18"]["items"]
        book = open_demo(item["advisor_id"])
        found = revenue_report(book, period=parse_period("ytd", book.as_of))
        assert found.figure("change_before").value is None
        assert found.figure("change_before").reason.startswith("revenue is on record since")

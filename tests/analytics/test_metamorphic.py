"""What must not change an answer, and what must change it in step: laws that hold whatever the right answer is.

The small firm is spoiled in one way, goes in through the real import, and every report tool is asked about the firm.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant.blocks import Chart, Result, Table
from assistant.book.cells import csv_name
from assistant.book.snapshot import ENDINGS, FOLLOWS, OUTCOMES, STARTS
from assistant.book.tables.columns import Cents
from assistant.callers import RIGHTS
from assistant.database import FIRM_METADATA
from assistant.desk import import_book
from assistant.errors import AssistantError
from assistant.figures import Figure
from tests.book.folders import HEADERS
from tests.book.small_firm import SMALL
from tests.desks import opened
from tests.tools.report_calls import REPORTS, needed, variations

Files = dict[str, list[dict[str, str]]]
Given = Mapping[str, Any]
Ask = Callable[..., "Result | str"]

EXECUTIVE = "farid.naseri@harbourvale.example"
CENT = Decimal("0.01")
EARLIER = dt.date(2026, 6, 30)
BOOK_REPORTS = [name for name in REPORTS if name in RIGHTS["executive"]]
CLIENT = "Lindqvist"
CALLS = [
    *((name, needed(name, CLIENT)) for name in BOOK_REPORTS),
    *(
        pytest.param(name, given, marks=pytest.mark.prove)
        for name in BOOK_REPORTS
        for given in variations(name, CLIENT)
    ),
]


# -- the firm as files, and ways to write it otherwise -----------------------------------------------------------------


def small() -> Files:
    return {path.stem: list(csv.DictReader(path.open(encoding="utf-8", newline=""))) for path in SMALL.glob("*.csv")}


def written(files: Files, folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name, rows in files.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else HEADERS[name].split(","))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def as_it_is() -> Files:
    return small()


def three_times_the_money() -> Files:
    """Every column of money, thresholds of grids and fee schedules too, by three."""
    files = small()
    for name, rows in files.items():
        for column in _money_columns(name):
            for row in rows:
                if row.get(column):
                    row[column] = str(3 * Decimal(row[column]))
    return files


PREFIX = "Zq"
NO_IDS = ("slack_user_id",)
MORE_IDS = ("acts_for", "next_generation_of", "merged_into", "owner", "parent_id")


def other_rows_and_ids() -> Files:
    """Every file's rows in another order, and a word before every id, so that ids sort as they did."""
    files = small()
    luck = random.Random(20261031)
    for rows in files.values():
        luck.shuffle(rows)
        for row in rows:
            for column, value in row.items():
                if (column.endswith("_id") and column not in NO_IDS) or column in (*MORE_IDS, "split"):
                    row[column] = ";".join(PREFIX + part for part in value.split(";")) if value else ""
    return files


def with_an_empty_client() -> Files:
    """A household that became a client on the last day, with a person and nothing else."""
    files = small()
    blank = dict.fromkeys(files["households"][0], "")
    files["households"].append(
        {**blank, "household_id": "H99", "advisor_id": "A1", "name": "New", "since": "2026-10-31"}
    )
    return files


SPLIT = ("AC04", "AC01", "AC05")
"""Accounts that become two: the eroding one, one of two in a household, one with expected flows."""


def accounts_in_two() -> Files:
    """Sixty and forty per cent of every amount, to the cent; the market's gain takes what rounding leaves."""
    files = small()
    for name in ("accounts", "balances", "revenue", "expected_flows", "holdings", "daily_values"):
        rows = files.get(name, [])
        money = [column for column in _money_columns(name) if column != "market_gain"]
        more = []
        for row in rows:
            if row["account_id"] in SPLIT:
                second = {**row, "account_id": row["account_id"] + "b"}
                for column in money:
                    if row[column]:
                        whole = Decimal(row[column])
                        first = (whole * Decimal("0.6")).quantize(CENT, ROUND_HALF_EVEN)
                        row[column], second[column] = str(first), str(whole - first)
                if name == "balances":
                    row["market_gain"], second["market_gain"] = _gain(row), _gain(second)
                more.append(second)
        rows.extend(more)
    return files


def _gain(row: Mapping[str, str]) -> str:
    n = {column: Decimal(value) for column, value in row.items() if column not in ("account_id", "month")}
    flows = n["contributions"] - n["withdrawals"] + n["transfers_in"] - n["transfers_out"] - n["fees"]
    return str(n["end_value"] - n["begin_value"] - flows)


def what_was_known_earlier() -> Files:
    """The files as they stood at the end of EARLIER, by the rules that book/snapshot.py names."""
    files = small()
    for name, rows in files.items():
        rows[:] = [row for row in rows if not _later(row.get(STARTS.get(name, ""), ""))]
        for row in rows:
            for column in OUTCOMES.get(name, ()):
                if _later(row[column]):
                    blanked = {column, *(ENDINGS[name] if column in ENDINGS.get(name, ()) else ())}
                    row.update(dict.fromkeys(blanked, ""))
            if name == "households" and not row["closed_on"]:
                row["merged_into"] = ""
    for name, (parent, link) in FOLLOWS.items():
        known = {row[link] for row in files[parent]}
        files[name] = [row for row in files[name] if row[link] in known]
    return _linked(files)


def _later(value: str) -> bool:
    if len(value) == len("2026-10"):
        return value > EARLIER.isoformat()[:7]
    if "T" in value:
        return dt.datetime.fromisoformat(value).astimezone(dt.UTC).date() > EARLIER
    return bool(value) and value > EARLIER.isoformat()


def _linked(files: Files) -> Files:
    """Without rows that need one that is not there, and with links blanked that lead to none."""
    for name, rows in files.items():
        for link in FIRM_METADATA.tables[name].foreign_keys:
            column, parent = link.parent, link.column.table.name
            if parent not in files or column.name not in (rows[0] if rows else {}):
                continue
            known = {row[link.column.name] for row in files[parent]}
            if not column.nullable:
                rows[:] = [row for row in rows if row[column.name] in known]
            for row in rows:
                row[column.name] = row[column.name] if row[column.name] in known else ""
    return files


def _money_columns(table: str) -> list[str]:
    return [csv_name(c) for c in FIRM_METADATA.tables[table].columns if isinstance(c.type, Cents)]


# -- asking ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """`ask(three_times_the_money, "value_book")`: the answer about the firm, or the sentence in its place."""
    with ExitStack() as stack:

        @cache
        def desk_of(firm: Callable[[], Files]) -> Any:
            folder = tmp_path_factory.mktemp(firm.__name__)
            desk = stack.enter_context(opened(folder / "home"))
            import_book(desk, written(firm(), folder / "csv"))
            return desk

        @cache
        def kept(firm: Callable[[], Files], name: str, given: str) -> Result | str:
            desk = desk_of(firm)
            try:
                found: Result = desk.call_tool(desk.caller(EXECUTIVE), name, json.loads(given))[0]
            except AssistantError as error:
                return error.sentence
            return found

        def one(firm: Callable[[], Files], name: str, given: Given, as_of: dt.date | None = None) -> Result | str:
            day = {"as_of": as_of.isoformat()} if as_of else {}
            return kept(firm, name, json.dumps({**given, **day}, sort_keys=True))

        yield one


def plain(answer: Result | str) -> Any:
    """The whole answer without what names the data it came from."""
    if isinstance(answer, str):
        return answer
    text = json.dumps(answer.to_json(), sort_keys=True, ensure_ascii=False)
    text = re.sub(r"\.[0-9a-f]{10}\"", '"', text.replace(PREFIX, ""))
    return {**json.loads(text), "data_version": ""}


def figures(answer: Result | str) -> dict[str, tuple[str, Any]]:
    """The answer's figures by key, with their units; those made for a sentence too."""
    if isinstance(answer, str):
        return {"refused": ("text", answer)}
    spoken = [value for line in answer.summary for value in line.values.values() if isinstance(value, Figure)]
    return {figure.key: (figure.unit, figure.value) for figure in (*answer.figures, *spoken)}


def numbers(answer: Result | str) -> dict[str, tuple[str, Any]]:
    """Every number, date and word of the answer by its place, with its unit: figures, cells and points."""
    found = figures(answer)
    for block in () if isinstance(answer, str) else answer.blocks:
        if isinstance(block, Table):
            for number, row in enumerate(block.rows):
                for column, value in zip(block.columns, row, strict=True):
                    found[f"{block.title} / {column.key} / {number}"] = column.unit, value
        elif isinstance(block, Chart):
            for name, values in block.series:
                for label, point in zip(block.labels, values, strict=True):
                    found[f"{block.title} / {name} / {label}"] = block.unit, point
    return found


def differences(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Places of two JSON values that are not the same."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            yield from differences(before.get(key), after.get(key), f"{path}.{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, pair in enumerate(zip(before, after, strict=True)):
            yield from differences(*pair, f"{path}[{number}]")
    elif before != after:
        yield f"{path}: {before!r} → {after!r}"


Numbers = Mapping[str, tuple[str, Any]]


def unlike(
    before: Numbers, after: Numbers, same: Callable[[str, Any, Any], bool], excused: Mapping[str, str]
) -> list[str]:
    """Places whose pair of values is not as the law wants it, or that one side lacks; not those that are excused."""
    missing = ("", "nothing")
    pairs = {place: (before.get(place, missing), after.get(place, missing)) for place in sorted({*before, *after})}
    wrong = {p: (a, b) for p, (a, b) in pairs.items() if a[0] != b[0] or not same(a[0], a[1], b[1])}
    return [f"{p}: {a} → {b}" for p, (a, b) in wrong.items() if not any(re.search(x, p) for x in excused)]


# -- what the laws say of two values, and whom they do not bind --------------------------------------------------------

ROUNDING = Decimal("0.10")
"""Ten cents: parts of a sum, and what is divided, are each rounded on both sides, the first of which is tripled."""
ROUNDED_RATE = Decimal("0.0001")
"""A rate of few dollars moves by as much when its cents are rounded."""


def threefold(unit: str, before: Any, after: Any) -> bool:
    """Money by three; everything else as it was."""
    if isinstance(before, Decimal) and isinstance(after, Decimal):
        if unit == "money":
            return abs(3 * before - after) <= ROUNDING
        return abs(before - after) <= ROUNDED_RATE
    return bool(before == after)


def to_the_cent(unit: str, before: Any, after: Any) -> bool:
    if unit == "money" and isinstance(before, Decimal) and isinstance(after, Decimal):
        return abs(before - after) <= CENT
    return bool(before == after)


def same_money(unit: str, before: Any, after: Any) -> bool:
    return unit != "money" or bool(before == after)


Excuses = Mapping[str, Mapping[str, str]]
"""Tool → place in the answer → why the law does not bind there."""
NOT_BY_THREE: Excuses = {
    "find_clients": {"^Clients by (income|investable net worth) /|^largest_band": "its bands are amounts"},
    "find_erosion": {"Outflows with an innocent explanation": "who had under 50,000 a year ago is not judged"},
    "pay_report": {"^near_edge$": "how near an edge of the grid is near is an amount of its own"},
    "life_events": {"score": "urgency × money: the score is in step with the money"},
    "clients_at_risk": {"": "larger clients leave less often, by the published size of 3.7: no chance is as before"},
}
NOT_WITHOUT_ANOTHER_CLIENT: Excuses = {
    "segment_mix": {
        "average|cut_": "the average client and the last one of a class are others",
        "(revenue|value)_(volume|mix|rate)": "one more client is volume; mix and rate take what is left",
    },
    "clients_at_risk": {
        "": "one more small client moves the share of small clients, and the level of the book's own year"
    },
    "coaching": {"worth_contact": "a client never spoken to is a contact owed"},
    "stack_rank": {r"^\w+_H\d+$": "a list of so many clients ends one client earlier"},
}
NOT_BY_ACCOUNT: Excuses = {
    "client_profile": {"^Accounts /": "a row an account"},
    "explain_change": {
        "^The largest flows /": "a row a flow of an account",
        "^(Account by account|Flows) /": "a row an account, or a flow of one, asked for as such",
        "^largest_flow$": "the largest flow of one account",
    },
    "investments": {"accounts|^Account by account /": "accounts are counted and listed"},
    "required_distributions": {
        "[Aa]ccount|/ plan /|^Required and taken /": "a distribution is owed account by account"
    },
}


@pytest.mark.parametrize(("name", "given"), CALLS)
class TestLaws:
    @pytest.mark.sampled(6)
    def test_three_times_the_money_is_three_times_each_sum_and_leaves_rates_counts_and_dates(
        self, ask: Ask, name: str, given: Given
    ) -> None:
        before, after = numbers(ask(as_it_is, name, given)), numbers(ask(three_times_the_money, name, given))
        assert unlike(before, after, threefold, NOT_BY_THREE.get(name, {})) == []

    @pytest.mark.sampled(6)
    def test_the_order_of_rows_and_the_spelling_of_ids_change_nothing(self, ask: Ask, name: str, given: Given) -> None:
        renamed = plain(ask(other_rows_and_ids, name, given))
        assert list(differences(plain(ask(as_it_is, name, given)), renamed)) == []

    @pytest.mark.prove
    def test_a_client_with_nothing_changes_no_money(self, ask: Ask, name: str, given: Given) -> None:
        before, after = figures(ask(as_it_is, name, given)), figures(ask(with_an_empty_client, name, given))
        assert unlike(before, after, same_money, NOT_WITHOUT_ANOTHER_CLIENT.get(name, {})) == []

    @pytest.mark.sampled(6)
    def test_an_account_in_two_changes_nothing_but_accounts(self, ask: Ask, name: str, given: Given) -> None:
        before, after = numbers(ask(as_it_is, name, given)), numbers(ask(accounts_in_two, name, given))
        assert unlike(before, after, to_the_cent, NOT_BY_ACCOUNT.get(name, {})) == []

    @pytest.mark.sampled(6)
    def test_the_book_of_an_earlier_day_is_the_book_without_what_came_later(
        self, ask: Ask, name: str, given: Given
    ) -> None:
        then, cut = (ask(firm, name, given, EARLIER) for firm in (as_it_is, what_was_known_earlier))
        assert list(differences(plain(then), plain(cut))) == []

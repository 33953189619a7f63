"""What holds for the answer of every report tool, whoever asks, and what every one of them says of a book with almost
nothing in it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest

from assistant.blocks import Chart, Result, Table
from assistant.callers import RIGHTS
from assistant.desk import Desk, import_book
from assistant.errors import AssistantError
from assistant.figures import Figure
from tests.book.folders import HEADERS, ROWS, TinyFirm
from tests.desks import ADVISOR, COMPLIANCE, DELEGATE, MANAGER, NOW, opened
from tests.tools.report_calls import REPORTS, needed, variations

ASKERS = {
    "advisor": ADVISOR, "delegate": DELEGATE, "manager": MANAGER, "executive": "farid.naseri@harbourvale.example",
    "compliance": COMPLIANCE,
}  # fmt: skip
OF_THE_LOG = ("unapproved_sends",)
"""What reads the log and no book: it is as of the moment it is asked."""
CASES = [(role, name) for role in ASKERS for name in REPORTS if name in RIGHTS[role]]  # type: ignore[index]
ANSWERS = [(role, name) for role, name in CASES if role != "delegate"]  # whose bytes are the advisor's, see below
BOOK_REPORTS = [name for role, name in CASES if role == "advisor"]

NAMES_WITH_NUMBERS = r"SEC Rule 206\(4\)-1|\b[FRSEP]\d{1,2}\b|\b\d{1,2} [A-Z][a-z]{2} \d{4}\b"
"""Digits in words that count nothing: a rule, a formula's id, a date as figures.py prints it."""
AS_ENTERED = {
    ("client_profile", "amount_cents"): "an amount as the source states it",
    ("client_profile", "minutes"): "a contact's length as it was entered",
    ("propensity", "amount"): "an amount as the book states it, beside the fact it belongs to",
    ("alerts", "amount"): "the alert's own money, as the nightly pass wrote it down",
    ("value_book", "year"): "the number of the year, which names its row",
    ("value_book", "centre"): "each row is a method of its own, named in the row",
    ("book_snapshot", "a_year"): "each row is a risk of its own; the figures beside it hold the methods",
    ("book_snapshot", "assets"): "each row is a risk of its own; the figures beside it hold the methods",
    ("pipeline", "days"): "the limit of a band, which names its row",
    ("coaching", "own"): "each row is a measure of its own, whose method its figure holds",
    ("coaching", "cases"): "the size of the sample behind its row",
}
"""Columns of numbers that no formula made, or whose rows have a formula each."""


def test_each_right_to_a_report_is_a_tool() -> None:
    rights = {name for role in ASKERS for name in RIGHTS[role]}  # type: ignore[index]
    assert rights >= set(REPORTS)


@pytest.fixture(scope="session")
def ask(small_desk: Desk) -> Callable[..., Result]:
    """The answer of a tool to a role, made once: `ask("advisor", "value_book")`."""

    @cache
    def one(role: str, name: str, turn: str = "first", scope: str | None = None) -> Result:
        given = {**needed(name, "H01"), "scope": scope}
        return small_desk.call_tool(small_desk.caller(ASKERS[role]), name, given)[0]

    return one


def as_bytes(result: Result) -> str:
    """The whole answer; raises for what is no JSON, as NaN is not."""
    return json.dumps(result.to_json(), sort_keys=True, allow_nan=False)


@pytest.mark.sampled(16)
@pytest.mark.parametrize(
    ("role", "name"),
    [pytest.param(*case, marks=pytest.mark.prove) if case[0] == "manager" else case for case in ANSWERS],
)
class TestEveryAnswer:
    def test_has_a_title_a_date_a_data_version_and_a_sentence(
        self, ask: Callable[..., Result], role: str, name: str
    ) -> None:
        found = ask(role, name)
        assert found.title.strip()
        assert found.data_version
        assert found.as_of == (NOW.date() if name in OF_THE_LOG else dt.date(2026, 10, 31))  # the last closed day
        assert [words for words in found.words() if words.strip()]

    def test_leaves_no_figure_empty_without_a_reason_and_no_key_twice(
        self, ask: Callable[..., Result], role: str, name: str
    ) -> None:
        found = ask(role, name)
        assert [f.key for f in found.figures if f.value is None and not f.reason.strip()] == []
        assert len({f.key for f in found.figures}) == len(found.figures)

    def test_has_tables_as_wide_as_their_columns_and_series_as_long_as_their_labels(
        self, ask: Callable[..., Result], role: str, name: str
    ) -> None:
        assert list(crooked(ask(role, name))) == []

    def test_says_by_what_method_each_column_of_numbers_is_made(
        self, ask: Callable[..., Result], role: str, name: str
    ) -> None:
        tables = [block for block in ask(role, name).blocks if isinstance(block, Table)]
        naked = [c.key for t in tables for c in t.columns if c.unit not in ("text", "date") and c.method is None]
        assert [key for key in naked if (name, key) not in AS_ENTERED] == []

    def test_is_json_without_a_number_that_is_none(self, ask: Callable[..., Result], role: str, name: str) -> None:
        assert json.loads(as_bytes(ask(role, name)))

    def test_prints_no_number_in_a_sentence_that_is_not_a_figure(
        self, ask: Callable[..., Result], role: str, name: str
    ) -> None:
        assert list(ungrounded(ask(role, name))) == []


@pytest.mark.parametrize("name", BOOK_REPORTS)
class TestTheSameBookDateAndArguments:
    @pytest.mark.prove
    def test_give_the_same_bytes_a_second_time(self, ask: Callable[..., Result], name: str) -> None:
        assert as_bytes(ask("advisor", name, "second")) == as_bytes(ask("advisor", name))

    @pytest.mark.sampled(8)
    def test_give_the_advisors_delegate_the_same_bytes(self, ask: Callable[..., Result], name: str) -> None:
        assert as_bytes(ask("delegate", name)) == as_bytes(ask("advisor", name))

    @pytest.mark.prove
    def test_give_the_branchs_manager_and_an_executive_who_names_the_branch_the_same_answer(
        self, ask: Callable[..., Result], name: str
    ) -> None:
        def without_ids(result: Result) -> str:  # the scope that was named is an argument, and so part of the ids
            return re.sub(r"\.[0-9a-f]{10}\"", '"', as_bytes(result))

        assert without_ids(ask("executive", name, scope="Boston")) == without_ids(ask("manager", name))


def crooked(result: Result) -> Iterator[str]:
    """Tables and charts whose parts do not fit together."""
    for block in result.blocks:
        if isinstance(block, Table):
            if any(len(row) != len(block.columns) for row in block.rows):
                yield f"{block.title}: a row is not as long as the columns"
            if block.row_ids and len(block.row_ids) != len(block.rows):
                yield f"{block.title}: not an id a row"
            if any(isinstance(value, float) for row in block.rows for value in row):
                yield f"{block.title}: a float is not exact"
        elif isinstance(block, Chart):
            if any(len(values) != len(block.labels) for _, values in block.series):
                yield f"{block.title}: a series is not as long as the labels"
            if not block.alt.strip():
                yield f"{block.title}: nothing for who cannot see it"


def ungrounded(result: Result) -> Iterator[str]:
    """Numbers in sentences that are no figure of the result, nor one made for the sentence by a method, nor words that
    stand in the result itself."""
    own = {figure.id for figure in result.figures}
    shown = json.dumps([b.to_json() for b in result.blocks] + [f.to_json() for f in result.figures], ensure_ascii=False)
    words = f"{result.title} {shown}"
    for line in result.summary:
        if re.search(r"\d", re.sub(rf"\{{\w+\}}|{NAMES_WITH_NUMBERS}", "", line.template)):
            yield line.template
        for place, value in line.values.items():
            if isinstance(value, Figure):
                if value.id not in own and not (value.method.id and value.method.definition):
                    yield f"{place}: {value.key} has no method and is none of the result's figures"
            elif re.search(r"\d", re.sub(NAMES_WITH_NUMBERS, "", value)) and value not in words:
                yield f"{place}: “{value}” is nowhere else in the result"


# -- books with almost nothing in them ---------------------------------------------------------------------------------


def of_one_client() -> TinyFirm:
    only = {name: [row for row in rows if "H2" not in row and "AC2" not in row] for name, rows in ROWS.items()}
    return TinyFirm({**only, "clients": [row for row in ROWS["clients"] if row.startswith("C1")]})


def of_nobody() -> TinyFirm:
    """An advisor who has no client; another has all of them."""
    return TinyFirm().put("advisors", "A1,Bea Hill,bea@tiny.example,,,,,", "A0,Ada Fox,ada@tiny.example,,,,,")


def without_accounts() -> TinyFirm:
    """A household that has just come: no account, no balance, no revenue. Another's account keeps the month closed."""
    firm = of_nobody().add("households", "H9,A0,New,2026-10-30,,,,,,,,,,,,")
    return firm.add("clients", "C9,H9,Nia,New,,,,,,,,,en,unknown,,true,")


def with_empty_files() -> TinyFirm:
    """Every optional file is there, with a header and no row; there is an executive and compliance."""
    firm = TinyFirm({**{name: [] for name in HEADERS}, **ROWS})
    return firm.put(
        "users", "U1,Eve Top,eve@tiny.example,executive,,true", "U2,Cy Law,cy@tiny.example,compliance,,true"
    )


BOOKS: Mapping[str, tuple[Callable[[], TinyFirm], str, str]] = {
    "with the required files only": (TinyFirm, "ada@tiny.example", "Moss"),
    "of one client": (of_one_client, "ada@tiny.example", "Moss"),
    "of an advisor without a client": (of_nobody, "ada@tiny.example", "Moss"),
    "of a client without an account": (without_accounts, "ada@tiny.example", "New"),
    "whose optional files are empty": (with_empty_files, "eve@tiny.example", "Moss"),
}
"""A firm, who asks, and the client asked about."""


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Desk]]:
    with ExitStack() as stack:

        @cache
        def one(book: str) -> Desk:
            folder = tmp_path_factory.mktemp("almost_nothing")
            desk = stack.enter_context(opened(folder / "home"))
            import_book(desk, BOOKS[book][0]().at(folder / "csv"))
            return desk

        yield one


def answered(desk: Desk, email: str, name: str, given: Mapping[str, Any]) -> str:
    """What is wrong with an answer, or with the sentence that stands in its place; nothing, when all is well."""
    try:
        found = desk.call_tool(desk.caller(email), name, given)[0]
    except AssistantError as error:
        return "" if is_plain(error.sentence) else f"{given}: {error.sentence}"
    faults = [*crooked(found), *ungrounded(found)]
    faults += [f"{f.key} is empty without a reason" for f in found.figures if f.value is None and not f.reason]
    faults += [] if found.summary and found.title else ["no title or no sentence"]
    faults += [words for words in found.words() if re.search(r"\bnan\b|\bNone\b(?! of)|\bNaT\b|\binf\b", words)]
    assert as_bytes(found)
    return f"{given}: {faults}" if faults else ""


def is_plain(sentence: str) -> bool:
    """It begins and ends as a sentence does and shows nothing of the machine."""
    return (
        bool(re.match(r"[“A-Z0-9]", sentence))
        and bool(re.search(r"[.?!:]”?$|[^.]$", sentence))
        and not re.search(r"Traceback|Error\b|<class|\bNone\b(?! of)|\bnan\b|\bNaT\b|KeyError", sentence)
    )


SOME_BOOKS = ["of a client without an account", "whose optional files are empty"]


@pytest.mark.parametrize("name", BOOK_REPORTS)
@pytest.mark.parametrize("book", [b if b in SOME_BOOKS else pytest.param(b, marks=pytest.mark.prove) for b in BOOKS])
class TestOfABook:
    @pytest.mark.sampled(16)
    def test_every_report_gives_an_answer_or_a_plain_sentence(
        self, desks: Callable[[str], Desk], book: str, name: str
    ) -> None:
        _, email, client = BOOKS[book]
        assert answered(desks(book), email, name, needed(name, client)) == ""

    @pytest.mark.prove
    def test_so_does_every_word_that_an_argument_offers(
        self, desks: Callable[[str], Desk], book: str, name: str
    ) -> None:
        _, email, client = BOOKS[book]
        calls = variations(name, client)
        assert [fault for one in calls if (fault := answered(desks(book), email, name, one))] == []


@pytest.mark.parametrize("name", [name for role, name in CASES if role == "compliance"])
def test_compliance_gets_an_answer_or_a_plain_sentence_about_an_empty_firm(
    desks: Callable[[str], Desk], name: str
) -> None:
    assert answered(desks("whose optional files are empty"), "cy@tiny.example", name, {}) == ""


@pytest.mark.prove
@pytest.mark.parametrize("role", ["advisor", "executive"])
@pytest.mark.parametrize("name", BOOK_REPORTS)
def test_every_word_that_an_argument_offers_gives_a_whole_answer(small_desk: Desk, role: str, name: str) -> None:
    calls = variations(name, "H01")
    assert [fault for one in calls if (fault := answered(small_desk, ASKERS[role], name, one))] == []

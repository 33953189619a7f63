"""Finding records again: the conversation, the search, the turns left open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.database import Database
from assistant.errors import BadArguments
from assistant.retention import Log, Search, reading
from tests.retention.samples import START, SetClock, a_log, entry

SECOND = dt.timedelta(seconds=1)
FILTERS: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [4, 3, 2, 1]),
    ({"type": "tool.call"}, [2]),
    ({"kind": "tool"}, [3, 2]),
    ({"actor": "U9"}, [4]),
    ({"conversation": "c9"}, [4]),
    ({"client": "C1"}, [3, 2]),
    ({"client": "C11"}, [4]),
    ({"client": "c1"}, []),
    ({"text": "BOOK"}, [1]),
    ({"text": "HAUPTSTRASSE"}, [2]),
    ({"text": "haupt 5"}, [2]),
    ({"text": "straße"}, []),  # a word is found from its beginning
    ({"text": "kurs"}, []),  # the name of a field
    ({"person": "ada"}, [3, 2, 1]),
    ({"person": "u9"}, [4]),
    ({"text": "7.25"}, [3]),
    ({"text": "raw"}, [4]),
    ({"text": "book", "kind": "tool"}, []),
    ({"text": "100%"}, []),
    ({"text": '"is my book"'}, [1]),
    ({"text": '"my is"'}, []),
    ({"channel": "web"}, []),
    ({"since": START + 3 * SECOND}, [4, 3]),
    ({"until": START + 3 * SECOND}, [2, 1]),
    ({"since": START + 2 * SECOND, "until": START + 4 * SECOND}, [3, 2]),
    ({"limit": 2}, [4, 3]),
    ({"limit": 1, "kind": "tool"}, [3]),
]


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def log(database: Database, clock: SetClock) -> Iterator[Log]:
    with a_log(database, clock=clock) as log:
        yield log


def write(log: Log, *entries: dict[str, Any]) -> None:
    for fields in entries:
        log.append(entry(**fields))


class TestConversation:
    def test_an_unknown_conversation_is_empty(self, log: Log) -> None:
        assert log.conversation("nobody's") == []

    def test_it_reads_in_the_order_it_happened_and_without_the_others(self, log: Log) -> None:
        write(
            log, {"words": "first"}, {"scope": {"conversation": "c2"}}, {"words": "second", "type": "answer.released"}
        )
        assert [record.payload["text"] for record in log.conversation("c1")] == ["first", "second"]


class TestSearch:
    def test_an_empty_log_finds_nothing(self, log: Log) -> None:
        assert log.search(Search()) == []

    def test_each_filter_narrows_and_the_newest_comes_first(self, log: Log, clock: SetClock) -> None:
        entries: tuple[dict[str, Any], ...] = (
            {"words": "How is my book?", "scope": {"conversation": "c1"}},
            {"type": "tool.call", "payload": {"kurs": ["Hauptstraße 5", 7, True]}, "scope": {"clients": ("C2", "C1")}},
            {"type": "tool.result", "payload": [7.25, None], "scope": {"clients": ("C1",)}},
            {
                "actor": {"kind": "user", "id": "U9"},
                "scope": {"conversation": "c9", "clients": ("C11",)},
                "payload": b"raw \xff",
            },
        )
        for fields in entries:
            clock.now += SECOND
            write(log, fields)
        found = [(wanted, [record.seq for record in log.search(Search(**wanted))]) for wanted, _ in FILTERS]
        assert found == FILTERS

    def test_words_are_looked_for_beyond_the_first_page(self, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "PAGE", 2)
        write(log, {"words": "needle"}, *[{"words": "hay"}] * 5)
        assert [record.seq for record in log.search(Search(text="needle"))] == [1]

    @pytest.mark.parametrize("wanted", [{"type": "gossip"}, {"kind": "gossip"}, {"limit": 0}, {"text": "?!"}])
    def test_a_filter_that_cannot_match_is_refused_in_a_sentence(self, wanted: dict[str, Any]) -> None:
        with pytest.raises(BadArguments, match=r"gossip|limit of 1 or more|no letter or digit"):
            Search(**wanted)


class TestOpenRuns:
    def test_an_empty_log_has_none(self, log: Log) -> None:
        assert log.open_runs() == []

    def test_a_turn_without_an_end_is_open_with_its_first_and_last_record(self, log: Log) -> None:
        write(log, {"run": "r1"}, {"run": "r2"}, {"run": "r1", "type": "prompt.sent"})
        runs = log.open_runs()
        assert [(run.opened.seq, run.last.seq) for run in runs] == [(1, 3), (2, 2)]
        assert runs[0].last.type == "prompt.sent"

    @pytest.mark.parametrize("closing", ["answer.released", "answer.withheld", "turn.closed"])
    def test_an_answer_or_a_closing_ends_it(self, log: Log, closing: str) -> None:
        write(log, {"run": "r1"}, {"run": "r1", "type": closing}, {"run": "r1", "type": "access.read"})
        assert log.open_runs() == []

    def test_a_new_question_in_the_same_run_opens_it_again(self, log: Log) -> None:
        write(log, {"run": "r1"}, {"run": "r1", "type": "answer.released"}, {"run": "r1"})
        assert [run.opened.seq for run in log.open_runs()] == [3]

    def test_records_outside_a_turn_are_no_open_turn(self, log: Log) -> None:
        write(log, {}, {"type": "prompt.sent", "run": "r1"})
        assert log.open_runs() == []

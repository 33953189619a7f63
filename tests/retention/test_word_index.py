"""The index of the encrypted log: what it proposes is what a reading of every record finds, at any moment."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from assistant.database import Database
from assistant.retention import Log, Search, searching, writing
from assistant.retention.payloads import Payloads
from assistant.retention.word_index import WordIndex
from assistant.retention.writing import Writer
from tests.retention.samples import a_log, entry, keys_of

NAMES = ("José Álvarez", "Jose Alvarez", "田中 太郎", "Zoë", "O'Neil", "Straße", "book", "bookkeeper", "It", "7.25")


class ByHand:
    """The index of a log that does not index by itself."""

    def __init__(self, log: Log, database: Database) -> None:
        self.log, self.database = log, database
        self.index = WordIndex(keys_of(database))
        self.payloads = Payloads(database, keys_of(database))

    def advance(self, step: int) -> int:
        with self.database.writing() as session:
            return self.index.advance(session.connection(), self.payloads, step)

    def upto(self) -> int:
        with self.database.reading() as session:
            return self.index.upto(session.connection())

    def clear(self) -> None:
        with self.database.writing() as session:
            self.index.clear(session.connection())

    def remove(self, *seqs: int) -> None:
        with self.database.writing() as session:
            self.index.remove(session.connection(), self.payloads, seqs)

    def found(self, **wanted: Any) -> list[int]:
        return [record.seq for record in self.log.search(Search(**wanted))]

    def scanned(self, **wanted: Any) -> list[int]:
        return [record.seq for record in reversed(list(self.log.each())) if Search(**wanted).meets(record)]


@pytest.fixture
def by_hand(database: Database, monkeypatch: pytest.MonkeyPatch) -> ByHand:
    monkeypatch.setattr(Writer, "idle", lambda _self: None)
    log = a_log(database).open()
    return ByHand(log, database)


SEARCHES = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from((*NAMES, "boo", "alv", '"jose alvarez"', "太")),
        "person": st.sampled_from(("ada", "U1", "rossi ada", "U9", "zo")),
        "client": st.sampled_from(("C1", "C9")),
        "rule": st.sampled_from(("fees", "fee")),
        "kind": st.sampled_from(("question", "answer")),
        "channel": st.sampled_from(("web", "slack")),
    },
)
ENTRIES = st.lists(
    st.tuples(
        st.lists(st.sampled_from(NAMES), max_size=4).map(" ".join),
        st.sampled_from((("U1", "Ada Rossi"), ("U9", "Zoë O'Neil"))),
        st.sampled_from((("C1",), ("C9", "C1"), ())),
        st.sampled_from(("msg.in", "guard.verdict")),
        st.sampled_from(("web", "slack")),
    ),
    max_size=12,
)


class TestTheIndex:
    def test_of_an_empty_log_is_empty(self, by_hand: ByHand) -> None:
        assert (by_hand.upto(), by_hand.advance(10), by_hand.found(text="anything")) == (0, 0, [])

    def test_finds_before_at_and_after_its_end(self, by_hand: ByHand) -> None:
        for words in ("needle one", "hay", "needle two", "needle three"):
            by_hand.log.append(entry(words))
        for step in (1, 2, 1, 1):
            assert by_hand.found(text="needle") == [4, 3, 1]
            by_hand.advance(step)
        assert by_hand.upto() == 4
        assert by_hand.found(text="needle") == [4, 3, 1]

    def test_dropped_and_built_again_finds_the_same(self, by_hand: ByHand) -> None:
        for words in ("needle one", "hay", "needle two"):
            by_hand.log.append(entry(words))
        by_hand.advance(10)
        by_hand.clear()
        assert (by_hand.upto(), by_hand.found(text="needle")) == (0, [3, 1])
        by_hand.advance(10)
        assert (by_hand.upto(), by_hand.found(text="needle")) == (3, [3, 1])

    def test_forgets_the_words_of_a_record_and_not_who_it_is_of(self, by_hand: ByHand) -> None:
        for words in ("needle one", "needle two"):
            by_hand.log.append(entry(words))
        by_hand.advance(1)
        by_hand.remove(1, 2)  # the second is not indexed yet
        by_hand.advance(1)
        tokens = [{"nee"}], [{"who:ada"}]
        with by_hand.database.reading() as session:
            connection = session.connection()
            pages = [list(by_hand.index.newest_first(connection, asked, 1, 9)) for asked in tokens]
        assert pages == [[[2]], [[2, 1]]]

    def test_tells_no_word_to_who_has_the_database_alone(self, by_hand: ByHand, database: Database) -> None:
        by_hand.log.append(entry("xylophone"))
        by_hand.advance(10)
        table = "log_word_data" if database.is_sqlite else "log_word"
        with database.reading() as session:
            rows = session.execute(text(f"SELECT * FROM {table}")).all()
        assert rows
        assert not any(word in str(rows) for word in ("xyl", "ada", "question"))

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(ENTRIES, st.integers(0, 12), st.lists(SEARCHES, min_size=1, max_size=8))
    def test_proposes_whatever_a_reading_of_every_record_finds(
        self,
        by_hand: ByHand,
        entries: list[tuple[str, tuple[str, str], tuple[str, ...], str, str]],
        step: int,
        searches: list[dict[str, Any]],
    ) -> None:
        for words, (name, called), clients, kind, channel in entries:
            actor = {"kind": "user", "id": name, "name": called}
            payload = {"text": words, "flags": [{"rule": "fees"}] if kind == "guard.verdict" else []}
            scope = {"clients": clients, "channel": channel}
            by_hand.log.append(entry(type=kind, actor=actor, payload=payload, scope=scope), wait=False)
        by_hand.log.flush()
        by_hand.advance(step)
        for wanted in searches:
            assert by_hand.found(**wanted, limit=1_000) == by_hand.scanned(**wanted)


class TestIndexingByItself:
    def test_a_log_at_rest_is_indexed(self, log: Log, database: Database) -> None:
        for number in range(300):
            log.append(entry(f"word{number}"), wait=False)
        log.flush()
        give_up = time.monotonic() + 20
        while (upto := self.upto(database)) < 300 and time.monotonic() < give_up:
            time.sleep(0.05)
        assert upto == 300

    def test_a_log_at_work_is_indexed_once_too_much_is_behind(
        self, log: Log, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(writing, "QUIET_SECONDS", 1_000)
        monkeypatch.setattr(writing, "MOST_BEHIND", 10)
        for number in range(30):
            log.append(entry(f"word{number}"))
        give_up = time.monotonic() + 20
        while (upto := self.upto(database)) < 20 and time.monotonic() < give_up:
            log.append(entry("more"))
        assert upto >= 20

    def upto(self, database: Database) -> int:
        with database.reading() as session:
            return WordIndex(keys_of(database)).upto(session.connection())

    def test_a_search_that_opened_too_much_says_so(self, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(searching, "CANDIDATES", 3)
        for number in range(5):
            log.append(entry(f"hay {number}"))
        log.append(entry("hay needle"))
        few, all_of_it = log.find(Search(text="hay", limit=3)), log.find(Search(text="hay"))
        assert [(found.whole, len(found.records)) for found in (few, all_of_it)] == [(True, 3), (False, 3)]

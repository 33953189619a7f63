"""Disposal: only what is due and not held goes, two decide, it is recorded first, really gone, and finished after a
crash."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import Connection, insert, select, text

import assistant.database
from assistant.database import Database
from assistant.errors import BadArguments, NotForThisRole, NotFound, Refused, ServiceDown
from assistant.retention import Entry, Keys, Log, Schedule, removal, role_statements, verify
from assistant.retention.certificate import certificate
from assistant.retention.disposal import ASKED, ask, dispose, finish, unfinished
from assistant.retention.disposals import Spans, disposed_by, pairs, read_pairs
from assistant.retention.due import Dated, Rules, plan
from assistant.retention.holds import Predicate, ask_release, place, release
from assistant.retention.removal import GONE
from assistant.retention.tables import DISPOSED, INBOX, KEYS, PAYLOADS
from assistant.retention.word_index import WordIndex
from tests.retention.deciding import (
    EARLY,
    LATER,
    OFFICER,
    SECOND,
    about,
    append_at,
    database_bytes,
    due_on,
    gone,
    is_whole,
)
from tests.retention.samples import ADVISOR, ORIGIN, SetClock, a_log, entry

TODAY = LATER.date()
POLICY = "Firm policy 4: seven years"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def log(database: Database, clock: SetClock) -> Iterator[Log]:
    with a_log(database, clock=clock) as log:
        yield log


@pytest.fixture
def old(log: Log, clock: SetClock) -> Log:
    """Records 1 to 4 of 2018 (of C1, C1, C2, C2), 5 of 2026; seven years have passed over the first four."""
    for number, client in enumerate(("C1", "C1", "C2", "C2"), 1):
        append_at(log, clock, EARLY, f"secret {number}", scope=about(client, f"of {client}"))
    append_at(log, clock, LATER, "recent")
    return log


def disposed(log: Log, rules: Rules | None = None) -> removal.Outcome:
    rules = rules or due_on(TODAY)
    return dispose(log, ask(log, OFFICER, POLICY, rules).id, SECOND, rules)


class TestRanges:
    def test_of_nothing_is_nothing(self) -> None:
        assert pairs([]) == []
        assert Spans([]).count == 0
        assert 1 not in Spans([])
        assert not disposed_by([])(1)

    @given(st.sets(st.integers(1, 60)), st.sets(st.integers(1, 60)))
    def test_they_are_the_sets_that_they_were_made_of(self, some: set[int], others: set[int]) -> None:
        spans, taken = read_pairs(pairs(some)), read_pairs(pairs(others))
        assert spans.count == len(some)
        assert {n for n in range(62) if n in spans} == some
        assert {n for n in range(62) if n in spans.without(taken)} == some - others

    @pytest.mark.parametrize("said", ["1-40", [1, 2], [[1]], [[1, "2"]], [[1.0, 2.0]], None, [[True, True]]])
    def test_anything_else_is_no_ranges(self, said: object) -> None:
        with pytest.raises(ValueError, match=r"pair"):
            read_pairs(said)
        assert not disposed_by([{"ranges": said}])(1)

    def test_what_a_disposal_kept_has_not_gone_by_it_but_may_by_a_later_one(self) -> None:
        first = [{"disposal": "A", "ranges": [[1, 9]]}, {"disposal": "A", "kept": [[4, 5]]}]
        assert [n for n in range(1, 10) if disposed_by(first)(n)] == [1, 2, 3, 6, 7, 8, 9]
        assert disposed_by([*first, {"disposal": "B", "ranges": [[5, 5]]}])(5)


class TestPlan:
    def test_an_empty_log_has_nothing_due(self, log: Log) -> None:
        due = plan(log, due_on(TODAY))
        assert (due.numbers, dict(due.classes), dict(due.held), due.unknown) == ((), {}, {}, 0)

    def test_what_is_due_by_class_with_its_days(self, old: Log) -> None:
        due = plan(old, due_on(TODAY))
        assert due.numbers == (1, 2, 3, 4)
        assert due.classes["conversation"].to_json() == {
            "years": 7, "count": 4, "held": 0, "oldest": "2018-03-05", "newest": "2018-03-05",
        }  # fmt: skip

    def test_the_day_itself_is_kept_still(self, old: Log) -> None:
        until = dt.date(2025, 3, 5)  # seven years after 5 March 2018
        assert plan(old, due_on(until)).count == 0
        assert plan(old, due_on(until + dt.timedelta(days=1))).count == 4

    def test_what_is_held_stays_and_is_counted_by_hold(self, old: Log) -> None:
        hold = place(old, OFFICER, "M", "why", Predicate(clients=("C1",)))
        due = plan(old, due_on(TODAY))
        assert (due.numbers, dict(due.held)) == ((3, 4), {hold.id: 2})
        assert due.classes["conversation"].held == 2

    def test_a_longer_period_of_the_present_schedule_counts(self, old: Log) -> None:
        assert plan(old, Rules(TODAY, Schedule(longer=(("conversation", 9),)))).count == 0

    def test_a_shorter_period_of_the_present_schedule_does_not(self, old: Log) -> None:
        after_six = dt.date(2024, 6, 1)
        assert plan(old, Rules(after_six, Schedule(6))).count == 0

    def test_proof_is_never_due(self, log: Log, clock: SetClock) -> None:
        clock.now = EARLY
        place(log, OFFICER, "M", "why", Predicate(clients=("C1",)))
        log.append(Entry(type="privacy.decision", actor=OFFICER, payload={}))
        assert plan(log, due_on(dt.date(2200, 1, 1))).count == 0

    def test_a_client_file_stays_while_no_closing_is_known(self, log: Log, clock: SetClock) -> None:
        append_at(log, clock, EARLY, "a change", type="change.confirmed")
        due = plan(log, due_on(TODAY))
        assert (due.count, due.unknown) == (0, 1)
        closed = {"known": dt.date(2019, 1, 1), "late": dt.date(2024, 1, 1)}
        assert plan(log, due_on(TODAY, extended=lambda _: closed["known"])).count == 1
        assert plan(log, due_on(TODAY, extended=lambda _: closed["late"])).count == 0

    def test_what_extends_a_period_never_shortens_it(self, old: Log) -> None:
        seen: list[Dated] = []

        def long_ago(record: Dated) -> dt.date:
            seen.append(record)
            return dt.date(1990, 1, 1)

        day = dt.date(2025, 3, 5)
        assert plan(old, due_on(day, extended=long_ago)).count == 0
        assert plan(old, due_on(TODAY, extended=long_ago)).count == 4
        assert seen[0] == Dated(
            1, "msg.in", "conversation", EARLY.date(), dt.date(2025, 3, 5), "of C1", ("C1",)
        )  # fmt: skip


class TestDeciding:
    def test_nothing_due_is_nothing_to_ask_for(self, log: Log) -> None:
        with pytest.raises(Refused, match="Nothing is due"):
            ask(log, OFFICER, POLICY, due_on(TODAY))
        assert finish(log) == []
        assert log.head()[0] == 0

    def test_who_asked_does_not_approve(self, old: Log) -> None:
        asked = ask(old, OFFICER, POLICY, due_on(TODAY))
        with pytest.raises(Refused, match="Carla Neri asked for this; a disposal takes a second compliance officer"):
            dispose(old, asked.id, OFFICER, due_on(TODAY))
        assert gone(old) == []

    def test_only_officers_ask_and_approve(self, old: Log) -> None:
        with pytest.raises(NotForThisRole, match="Only a compliance officer asks for a disposal"):
            ask(old, ADVISOR, POLICY, due_on(TODAY))
        asked = ask(old, OFFICER, POLICY, due_on(TODAY))
        with pytest.raises(NotForThisRole, match="Only a compliance officer approves a disposal"):
            dispose(old, asked.id, ADVISOR, due_on(TODAY))

    def test_a_disposal_names_its_policy(self, old: Log) -> None:
        with pytest.raises(BadArguments, match="Name the policy"):
            ask(old, OFFICER, " ", due_on(TODAY))

    def test_nobody_approves_what_nobody_asked_for(self, old: Log) -> None:
        with pytest.raises(NotFound, match="There is no record X of a disposal"):
            dispose(old, "X", SECOND, due_on(TODAY))

    def test_it_is_done_once(self, old: Log) -> None:
        asked = ask(old, OFFICER, POLICY, due_on(TODAY))
        dispose(old, asked.id, SECOND, due_on(TODAY))
        with pytest.raises(Refused, match="has been disposed of already"):
            dispose(old, asked.id, SECOND, due_on(TODAY))

    def test_nothing_goes_while_the_log_does_not_verify(self, old: Log, database: Database) -> None:
        """Whoever changes a client's column would lift a hold on that client."""
        asked = ask(old, OFFICER, POLICY, due_on(TODAY))
        place(old, OFFICER, "M", "why", Predicate(clients=("C1",)))
        with database.writing() as session:
            trigger = "log_record_no_update" if database.is_sqlite else "log_record_no_change ON log_record"
            session.execute(text(f"DROP TRIGGER {trigger}"))
            session.execute(text("UPDATE log_record SET clients = '' WHERE seq = 1"))
        with pytest.raises(Refused, match="The log does not verify, and nothing is disposed of until it does"):
            dispose(old, asked.id, SECOND, due_on(TODAY))
        assert gone(old) == []


class TestRemoving:
    def test_the_words_go_and_the_log_stays_whole(self, old: Log) -> None:
        before = old.head()[0]
        outcome = disposed(old)
        assert (outcome.removed, outcome.kept.pairs, gone(old)) == (4, [], [1, 2, 3, 4])
        assert is_whole(old)
        asked, first, last = list(old.each(before))
        assert [asked.type, first.type, last.type] == [ASKED, GONE, GONE]
        said = first.payload
        assert (said["ranges"], said["asked"], said["asked_by"]) == ([[1, 4]], asked.id, "Carla Neri")
        assert (said["approved_by"], said["policy"], said["disposal"]) == ("Hugo Pires", POLICY, first.id)
        assert said["before"]["size"] == before + 1
        assert last.payload == {
            "disposal": first.id, "finished": True, "removed": 4, "kept": [], "kept_by": {},
            "keys": ["conversation/2018-03"],
        }  # fmt: skip

    def test_the_root_before_is_that_of_the_tree_then(self, old: Log) -> None:
        asked = ask(old, OFFICER, POLICY, due_on(TODAY))
        note = old.checkpoint().split("\n")
        dispose(old, asked.id, SECOND, due_on(TODAY))
        before = old.read(7).payload["before"]
        assert before["size"] == int(note[1]) == 6
        assert before["root"] == base64.b64decode(note[2]).hex()
        assert before["checkpoint"].split("\n") == note

    def test_a_hold_placed_after_the_approval_keeps_what_it_holds(self, old: Log, clock: SetClock) -> None:
        asked = ask(old, OFFICER, POLICY, due_on(TODAY))
        hold = place(old, SECOND, "M", "why", Predicate(clients=("C2",)))
        outcome = dispose(old, asked.id, SECOND, due_on(TODAY))
        assert (outcome.removed, gone(old)) == (2, [1, 2])
        assert old.read(8).payload["ranges"] == [[1, 2]]
        assert is_whole(old)
        ask_release(old, OFFICER, hold.id, "settled")
        release(old, SECOND, hold.id)
        assert disposed(old).removed == 2
        assert gone(old) == [1, 2, 3, 4]
        assert is_whole(old)

    def test_a_hold_between_two_batches_keeps_the_rest_and_that_is_recorded(
        self, old: Log, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = ask(old, OFFICER, POLICY, due_on(TODAY))
        placed: list[str] = []
        remove = removal._remove

        def then_hold(*arguments: Any) -> None:
            remove(*arguments)
            if not placed:
                placed.append(place(old, OFFICER, "M", "why", Predicate(clients=("C2",))).id)

        monkeypatch.setattr(removal, "BATCH", 2)
        monkeypatch.setattr(removal, "_remove", then_hold)
        outcome = dispose(old, asked.id, SECOND, due_on(TODAY))
        assert (outcome.removed, outcome.kept.pairs, gone(old)) == (2, [(3, 4)], [1, 2])
        last = old.read(old.head()[0]).payload
        assert (last["kept"], last["kept_by"]) == ([[3, 4]], {placed[0]: 2})
        assert is_whole(old)
        # What was kept is protected again: if its words vanish now, the verifier says so.
        with old.database.writing() as session:
            session.execute(insert(DISPOSED), {"seq": 3, "by_record": outcome.seq})
            session.execute(text("DELETE FROM log_payload WHERE seq = 3"))
        found = verify(old.database, old.keys)
        assert [(f.seq, f.kind) for f in found.findings] == [(3, "payload_missing")]

    def test_a_hold_that_waits_in_the_inbox_stops_it(self, old: Log, monkeypatch: pytest.MonkeyPatch) -> None:
        asked = ask(old, OFFICER, POLICY, due_on(TODAY))
        waits = {"id": "0" * 26, "type": "hold.placed", "entry": b"", "key_id": "k", "payload": b""}
        look = removal._nothing_comes_between

        def as_if_waiting(connection: Connection) -> None:
            connection.execute(insert(INBOX), waits)
            look(connection)

        monkeypatch.setattr(removal, "_nothing_comes_between", as_if_waiting)
        with pytest.raises(ServiceDown, match="A legal hold is being placed at this moment"):
            dispose(old, asked.id, SECOND, due_on(TODAY))
        assert gone(old) == []
        monkeypatch.undo()
        assert [each.removed for each in finish(old)] == [4]

    def test_their_words_go_from_the_index_and_who_and_when_stay(self, old: Log, database: Database) -> None:
        def indexed(token: str) -> list[int]:
            with database.reading() as session:
                connection = session.connection()
                pages = old.index.newest_first(connection, [{token}], 1, 99)
                return sorted(number for page in pages for number in page)

        with database.writing() as session:
            while old.index.advance(session.connection(), old.payloads):
                pass
        words = {seq for seq in (1, 2, 3, 4) if seq in indexed("sec")}
        assert words
        disposed(old)
        assert not words & set(indexed("sec"))
        assert words <= set(indexed("type:msg.in"))

    def test_while_it_goes_on_nobody_places_a_hold_by_whichever_way(
        self, old: Log, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Neither whoever gives the numbers nor whoever hands entries over commits within such a transaction."""
        monkeypatch.setattr(assistant.database, "BUSY_MILLISECONDS", 50)
        refused: list[str] = []

        def try_both(*_anything: object) -> None:
            other = Database(database.url.render_as_string(hide_password=False))
            for way in (
                "UPDATE log_sequencer SET epoch = epoch",
                "INSERT INTO log_inbox (id, type, entry, key_id, payload) VALUES ('a', 'hold.placed', '', 'k', '')",
            ):
                with pytest.raises(ServiceDown), other.writing() as session:  # noqa: PT012 - the wait is set first
                    if not other.is_sqlite:
                        session.execute(text("SET LOCAL lock_timeout = 50"))
                    session.execute(text(way))
                refused.append(way)
            other.close()

        asked = ask(old, OFFICER, POLICY, due_on(TODAY))
        monkeypatch.setattr(WordIndex, "remove", try_both)
        dispose(old, asked.id, SECOND, due_on(TODAY))
        assert len(refused) == 2
        assert gone(old) == [1, 2, 3, 4]

    def test_records_can_be_appended_after_their_month_lost_its_key(self, old: Log) -> None:
        disposed(old)
        old.append(entry("and on"))
        assert is_whole(old)


class TestReallyGone:
    def test_a_data_key_goes_only_with_the_last_payload_under_it(self, old: Log) -> None:
        def keys() -> list[str]:
            with old.database.reading() as session:
                return sorted(session.connection().execute(select(KEYS.c.id)).scalars())

        hold = place(old, OFFICER, "M", "why", Predicate(clients=("C2",)))
        assert disposed(old).keys == ()
        assert "conversation/2018-03" in keys()
        ask_release(old, OFFICER, hold.id, "settled")
        release(old, SECOND, hold.id)
        assert disposed(old).keys == ("conversation/2018-03",)
        assert keys() == ["conversation/2026-11", "proof/2026-11"]

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_the_raw_file_has_neither_the_bytes_nor_the_key(self, old: Log, database: Database) -> None:
        with database.reading() as session:
            rows = session.connection().execute(select(PAYLOADS.c.payload).where(PAYLOADS.c.seq <= 4)).scalars().all()
            key = select(KEYS.c.wrapped).where(KEYS.c.id == "conversation/2018-03")
            secrets = [*rows, session.connection().execute(key).scalar_one()]
        assert all(secret in database_bytes(database) for secret in secrets)
        disposed(old)
        left = database_bytes(database)
        assert not any(secret in left for secret in secrets)

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_a_held_neighbour_under_the_same_key_does_not_keep_the_bytes(self, old: Log, database: Database) -> None:
        with database.reading() as session:
            wanted = select(PAYLOADS.c.payload).where(PAYLOADS.c.seq.in_((1, 2))).order_by(PAYLOADS.c.seq)
            secrets = session.connection().execute(wanted).scalars().all()
        place(old, OFFICER, "M", "why", Predicate(clients=("C2",)))
        disposed(old)
        assert not any(secret in database_bytes(database) for secret in secrets)
        assert old.read(3).payload == {"text": "secret 3"}


class TestInterrupted:
    @pytest.mark.parametrize("after", [0, 1, 2])
    def test_the_next_pass_finishes_what_a_crash_left(
        self, old: Log, monkeypatch: pytest.MonkeyPatch, after: int
    ) -> None:
        """The process dies between the record and the first deletion, between two deletions, before the last word."""
        monkeypatch.setattr(removal, "BATCH", 2)
        asked = ask(old, OFFICER, POLICY, due_on(TODAY))
        batches = iter(range(after))

        def dies(*_anything: object) -> None:
            if next(batches, None) is None:
                raise KeyboardInterrupt

        monkeypatch.setattr(removal, "_destroy_keys", dies)
        monkeypatch.setattr(WordIndex, "remove", dies)
        with pytest.raises(KeyboardInterrupt):
            dispose(old, asked.id, SECOND, due_on(TODAY))
        monkeypatch.undo()
        assert len(gone(old)) == 2 * after
        assert is_whole(old)
        assert [each.id for each in unfinished(old)] == [old.read(7).id]
        assert [each.removed for each in finish(old)] == [4]
        assert (gone(old), unfinished(old), finish(old)) == ([1, 2, 3, 4], [], [])
        assert is_whole(old)

    def test_a_hold_placed_after_the_crash_keeps_what_had_not_gone(
        self, old: Log, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def dies(*_anything: object) -> None:
            raise KeyboardInterrupt

        asked = ask(old, OFFICER, POLICY, due_on(TODAY))
        monkeypatch.setattr(WordIndex, "remove", dies)
        with pytest.raises(KeyboardInterrupt):
            dispose(old, asked.id, SECOND, due_on(TODAY))
        monkeypatch.undo()
        place(old, OFFICER, "M", "why", Predicate(clients=("C1",)))
        (outcome,) = finish(old)
        assert (outcome.removed, outcome.kept.pairs, gone(old)) == (2, [(1, 2)], [3, 4])
        assert is_whole(old)

    def test_a_record_that_a_program_wrote_past_the_rule_removes_nothing(self, old: Log) -> None:
        asked = ask(old, OFFICER, POLICY, due_on(TODAY))
        for actor in (OFFICER, ADVISOR):
            old.append(Entry(type=GONE, actor=actor, payload={"asked": asked.id, "ranges": [[1, 5]], "disposal": "X"}))
        assert finish(old) == []
        assert gone(old) == []

    def test_what_is_not_due_stays_whatever_the_record_names(self, old: Log) -> None:
        asked = ask(old, OFFICER, POLICY, due_on(TODAY))
        old.append(Entry(type=GONE, actor=SECOND, payload={"asked": asked.id, "ranges": [[1, 6]], "disposal": "X"}))
        (outcome,) = finish(old)
        assert (outcome.kept.pairs, gone(old)) == ([(5, 6)], [1, 2, 3, 4])


class TestCertificate:
    def test_there_is_none_of_a_record_that_disposed_of_nothing(self, old: Log) -> None:
        with pytest.raises(NotFound, match="Record 1 is not that of a disposal"):
            certificate(old, 1)

    def test_it_says_what_went_by_which_rule_who_decided_and_that_the_log_is_whole(self, old: Log) -> None:
        place(old, OFFICER, "M", "why", Predicate(clients=("C2",)))
        seq = disposed(old).seq
        paper = certificate(old, seq)
        assert paper.holds_good
        facts = dict(paper.facts)
        assert facts["asked by"] == "Carla Neri on 2026-11-22 10:00 UTC, record 7"
        assert facts["approved by"] == "Hugo Pires on 2026-11-22 10:00 UTC"
        assert facts["records whose words went"] == "2: 1–2"
        assert facts["root before"].startswith(facts["the same root today"])
        assert facts["proof"].startswith("the log verifies: 9 records")
        assert paper.classes[0][:5] == ("conversation", "2", "2018-03-05", "2018-03-05", "7 years")
        words = paper.text()
        assert words.startswith(f"Certificate of disposal {seq}\n")
        assert "The words of 2 records were destroyed." in words
        pages = PdfReader(io.BytesIO(paper.pdf())).pages
        printed = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert "The words of 2 records were destroyed." in printed
        assert POLICY in printed

    def test_an_unfinished_disposal_is_not_certified(self, old: Log, monkeypatch: pytest.MonkeyPatch) -> None:
        def dies(*_anything: object) -> None:
            raise KeyboardInterrupt

        asked = ask(old, OFFICER, POLICY, due_on(TODAY))
        monkeypatch.setattr(WordIndex, "remove", dies)
        with pytest.raises(KeyboardInterrupt):
            dispose(old, asked.id, SECOND, due_on(TODAY))
        paper = certificate(old, 7)
        assert (paper.holds_good, paper.there, paper.title) == (False, 4, "Disposal 7")
        assert "not finished" in paper.text()


def test_the_role_that_writes_the_log_may_carry_one_out(postgres_url: str, tmp_path: Path) -> None:
    """With no right to change a record or to lock the table of records; it owns nothing, so it scrubs nothing."""
    owner, keys, clock = Database(postgres_url), Keys(tmp_path, ORIGIN), SetClock()
    with Log(owner, origin=ORIGIN, keys=keys, clock=clock) as log:
        append_at(log, clock, EARLY, "secret", scope=about("C1"))
        clock.now = LATER
    with owner.writing() as session:
        for statement in role_statements("writer_who_disposes", "reader_beside"):
            session.execute(text(statement))
    writer = Database(f"{postgres_url}?options=-crole%3Dwriter_who_disposes")
    with Log(writer, origin=ORIGIN, keys=keys, clock=clock, timeout=10) as log:
        assert (disposed(log).removed, gone(log)) == (1, [1])
        assert is_whole(log)
    writer.close()
    with owner.writing() as session:
        for name in ("writer_who_disposes", "reader_beside"):
            session.execute(text(f"DROP OWNED BY {name}"))
            session.execute(text(f"DROP ROLE {name}"))
    owner.close()


def test_the_ranges_are_those_that_the_verifier_of_an_export_reads(old: Log) -> None:
    disposed(old)
    kept = json.loads(old.read(7).content or b"")
    assert kept["ranges"] == [[1, 4]]

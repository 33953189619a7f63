"""The queue of what leaves: of two who try a step one succeeds, and nothing comes back that a server may have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from assistant.database import FIRM_METADATA, Database
from assistant.drafts import ApprovedDraft
from assistant.errors import Refused
from assistant.outreach import SendRow, plan, sends
from assistant.outreach.sends import GIVEN_UP, LEASE, WAITS
from tests.drafts.samples import AT, a_draft

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    database.migrate("firm", FIRM_METADATA)
    yield database
    database.close()


def queued(database: Database, *drafts: str, **more: Any) -> None:
    with database.writing() as session:
        for draft_id in drafts:
            draft = a_draft(id=draft_id, status="approved")
            approved = ApprovedDraft(draft, "A-1", "U1", draft.content_hash)
            sends.queue(session, approved, origin="firm", by="U1", now=AT, **more)


def do(database: Database, step: Any, *arguments: Any, **named: Any) -> Any:
    with database.writing() as session:
        return step(session, *arguments, **named)


def row(database: Database, key: str = "D-1.1") -> SendRow:
    with database.reading() as session:
        return session.get_one(SendRow, key)


def sending(database: Database) -> SendRow:
    queued(database, "D-1")
    claimed: SendRow = do(database, sends.claim, "me", AT)
    assert do(database, sends.begin, claimed, "me", AT, b"words")
    return claimed


class TestAnEmptyQueue:
    def test_has_nothing_to_give(self, database: Database) -> None:
        assert do(database, sends.claim, "me", AT) is None
        assert do(database, sends.is_due, AT) is False
        assert do(database, sends.counts) == {}
        assert do(database, sends.overdue, AT) == []


class TestQueueing:
    def test_a_version_has_one_row_whatever_is_asked(self, database: Database) -> None:
        queued(database, "D-1")
        with pytest.raises(Refused, match="this version leaves once"):
            queued(database, "D-1")
        assert do(database, sends.counts) == {"queued": 1}

    @pytest.mark.parametrize("state", ["sending", "delivered", "failed", "unknown", "outbox"])
    def test_what_left_or_may_have_left_never_comes_in_again(self, database: Database, state: str) -> None:
        queued(database, "D-1")
        with database.engine.begin() as connection:
            connection.execute(text("UPDATE sends SET state = :state"), {"state": state})
        with pytest.raises(Refused):
            queued(database, "D-1")

    def test_what_was_withdrawn_comes_in_as_new(self, database: Database) -> None:
        queued(database, "D-1")
        claimed = do(database, sends.claim, "me", AT)
        do(database, sends.postpone, claimed, "me", AT, "451", attempts=3)
        do(database, sends.take_out, "D-1.1", "withdrawn", AT)
        queued(database, "D-1", planned=plan("2026-12-01T09:00", "UTC"))
        again = row(database)
        assert (again.state, again.attempts, again.unfinished, again.reply, again.message) == ("queued", 0, 0, "", None)
        assert again.due_at == dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)


class TestClaiming:
    def test_gives_what_waits_longest_and_each_to_one(self, database: Database) -> None:
        queued(database, "D-2", "D-1")
        assert [do(database, sends.claim, who, AT).send_id for who in ("me", "you")] == ["D-1.1", "D-2.1"]
        assert do(database, sends.claim, "they", AT) is None

    def test_passes_over_what_somebody_is_just_claiming(self, postgres_url: str) -> None:
        database = Database(postgres_url)
        database.migrate("firm", FIRM_METADATA)
        queued(database, "D-1", "D-2")
        with database.writing() as mine, database.writing() as yours:
            claimed = [sends.claim(mine, "me", AT), sends.claim(yours, "you", AT)]
        assert [each and each.send_id for each in claimed] == ["D-1.1", "D-2.1"]
        database.close()

    def test_gives_nothing_before_its_time(self, database: Database) -> None:
        queued(database, "D-1", planned=plan("2026-12-01T09:00", "UTC"))
        assert do(database, sends.claim, "me", dt.datetime(2026, 12, 1, 8, 59, tzinfo=dt.UTC)) is None
        assert do(database, sends.claim, "me", dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)) is not None

    def test_of_somebody_who_is_gone_is_free_again(self, database: Database) -> None:
        queued(database, "D-1")
        do(database, sends.claim, "gone", AT)
        assert do(database, sends.claim, "me", AT + LEASE) is None
        claimed = do(database, sends.claim, "me", AT + LEASE + SECOND)
        assert (claimed.lease_owner, claimed.unfinished) == ("me", 2)

    def test_that_was_lost_to_another_begins_nothing(self, database: Database) -> None:
        queued(database, "D-1")
        mine = do(database, sends.claim, "me", AT)
        later = AT + LEASE + SECOND
        yours = do(database, sends.claim, "you", later)
        assert not do(database, sends.begin, mine, "me", later, b"words")
        assert not do(database, sends.postpone, mine, "me", later)
        assert not do(database, sends.end, mine, "me", "withdrawn", later, "")
        assert do(database, sends.begin, yours, "you", later, b"words")

    def test_that_ran_out_begins_nothing_even_if_nobody_else_came(self, database: Database) -> None:
        queued(database, "D-1")
        mine = do(database, sends.claim, "me", AT)
        assert not do(database, sends.begin, mine, "me", AT + LEASE, b"words")


class TestSending:
    def test_begins_once(self, database: Database) -> None:
        claimed = sending(database)
        assert not do(database, sends.begin, claimed, "me", AT, b"words")
        assert (row(database).state, row(database).attempts, row(database).message) == ("sending", 1, b"words")

    def test_is_cancelled_or_taken_up_by_nobody(self, database: Database) -> None:
        sending(database)
        assert not do(database, sends.take_out, "D-1.1", "withdrawn", AT)
        assert do(database, sends.claim, "you", AT + 10 * LEASE) is None

    @pytest.mark.parametrize("state", ["delivered", "failed", "unknown"])
    def test_ends_by_who_began_it(self, database: Database, state: str) -> None:
        claimed = sending(database)
        assert not do(database, sends.end, claimed, "you", state, AT, "250")
        assert do(database, sends.end, claimed, "me", state, AT, "250")
        assert (row(database).state, row(database).ended_at, row(database).reply) == (state, AT, "250")

    def test_that_lost_its_sender_is_unknown_once(self, database: Database) -> None:
        sending(database)
        later = AT + LEASE + SECOND
        assert do(database, sends.overdue, AT + LEASE) == []
        (lost,) = do(database, sends.overdue, later)
        assert [do(database, sends.give_up, lost, later, "gone") for _ in range(2)] == [True, False]
        assert row(database).state == "unknown"

    @pytest.mark.parametrize("state", ["delivered", "failed"])
    def test_a_late_answer_still_counts(self, database: Database, state: str) -> None:
        claimed = sending(database)
        later = AT + LEASE + SECOND
        do(database, sends.give_up, row(database), later, "gone")
        assert do(database, sends.end, claimed, "me", state, later, "250")
        assert row(database).state == state

    def test_a_late_not_now_sends_nothing_again(self, database: Database) -> None:
        claimed = sending(database)
        do(database, sends.give_up, row(database), AT + LEASE + SECOND, "gone")
        assert not do(database, sends.postpone, claimed, "me", AT)
        assert row(database).state == "unknown"

    def test_what_a_person_said_stands(self, database: Database) -> None:
        claimed = sending(database)
        assert not do(database, sends.settle, "D-1.1", "delivered", AT, "she called")
        do(database, sends.give_up, row(database), AT + LEASE + SECOND, "gone")
        assert do(database, sends.settle, "D-1.1", "failed", AT, "she called")
        assert not do(database, sends.end, claimed, "me", "delivered", AT, "250")
        assert row(database).state == "failed"


class TestTryingAgain:
    def test_comes_later_and_later_and_ends_within_a_day(self) -> None:
        tried = SendRow(send_id="D-1.1", planned_at=AT, attempts=0)
        now, waits = AT, []
        while (due := sends.next_try(tried, now)) is not None:
            waits.append(due - now)
            now, tried.attempts = due, tried.attempts + 1
        assert tuple(waits[: len(WAITS)]) == WAITS
        assert set(waits[len(WAITS) :]) == {WAITS[-1]}
        assert GIVEN_UP - WAITS[-1] < now - AT <= GIVEN_UP

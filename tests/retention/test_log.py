"""Handing in and reading back, on either engine."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import event, text

from assistant.database import Database
from assistant.errors import BadArguments, NotFound, ServiceDown
from assistant.retention import Log, Receipt, verify
from tests.retention.samples import ADVISOR, START, a_log, entry, fill, keys_of


class TestOpening:
    def test_a_new_log_is_empty_and_well(self, log: Log, database: Database) -> None:
        assert log.head() == (0, "0" * 64)
        assert log.failure is None
        assert verify(database, keys_of(database)).ok

    def test_opening_again_changes_nothing(self, log: Log) -> None:
        log.append(entry())
        assert log.open() is log
        assert log.head()[0] == 1

    def test_a_log_goes_on_where_the_last_process_stopped(self, log: Log, database: Database) -> None:
        first = log.append(entry())
        log.close()
        with a_log(database) as again:
            assert again.head() == (1, first.chain)
            assert again.append(entry()).seq == 2
        assert verify(database, keys_of(database)).ok

    def test_the_log_of_another_firm_is_refused(self, log: Log, database: Database) -> None:
        log.append(entry())
        with pytest.raises(ServiceDown, match="This log was begun as 'test firm' and cannot go on as 'other'"):
            Log(database, origin="other", keys=log.keys, clock=lambda: START).open()

    def test_a_log_without_its_guards_is_refused(self, log: Log, database: Database) -> None:
        guard = "log_record_no_update" if database.is_sqlite else "log_record_no_change ON log_record"
        with database.writing() as session:
            session.execute(text(f"DROP TRIGGER {guard}"))
        with pytest.raises(ServiceDown, match="guards are missing or altered"):
            a_log(database).open()

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    @pytest.mark.parametrize("pragma", ["synchronous=NORMAL", "journal_mode=MEMORY"])
    def test_sqlite_that_may_forget_is_refused(self, database: Database, pragma: str) -> None:
        @event.listens_for(database.engine, "connect")
        def weaken(connection: object, _record: object) -> None:
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

        with pytest.raises(ServiceDown, match="could lose acknowledged records"):
            a_log(database).open()

    def test_a_database_in_memory_is_refused(self) -> None:
        with pytest.raises(ServiceDown, match="journal_mode is memory"):
            a_log(Database("sqlite://")).open()

    def test_postgresql_that_may_forget_is_refused(self, postgres_url: str) -> None:
        with pytest.raises(ServiceDown, match="synchronous_commit is off"):
            a_log(Database(f"{postgres_url}?options=-csynchronous_commit%3Doff")).open()

    def test_a_closed_log_takes_nothing(self, log: Log) -> None:
        log.close()
        log.close()
        log.flush()
        assert log.failure == "The log is not open."
        with pytest.raises(ServiceDown, match="records system is unavailable; nothing was sent"):
            log.append(entry())


class TestAppending:
    def test_the_first_record_is_number_one_and_says_what_was_handed_in(self, log: Log) -> None:
        handed = entry("Chi sto perdendo?", run="r1", parent="P", model="embedded", source_time="1732270000.1")
        receipt = log.append(handed)
        record = log.read(1)
        assert receipt == Receipt(1, handed.id, log.head()[1], record.leaf.hex())
        assert (record.seq, record.id, record.type, record.kind) == (1, handed.id, "msg.in", "question")
        assert (record.actor, record.run, record.parent) == (ADVISOR, "r1", "P")
        assert record.scope == {"conversation": "c1", "channel": "web", "advisors": ["A1"], "clients": ["C1", "C2"]}
        assert record.payload == {"text": "Chi sto perdendo?"}
        assert record.at == START.replace(second=1)
        said = {"v": 2, "origin": "test firm", "seq": 1, "source_time": "1732270000.1"}
        kept = {"class": "conversation", "retain_until": "2033-11-22"}  # seven years: compliance.md section 5
        assert (said | kept).items() <= record.header.items()

    def test_the_header_commits_to_the_payload_without_holding_it(self, log: Log) -> None:
        log.append(entry("SECRET"))
        header = log.read(1).header
        assert "SECRET" not in str(header)
        assert header["payload_len"] == len('{"text":"SECRET"}')
        assert len(header["payload_commit"]) == 64

    @pytest.mark.sampled(4)
    @pytest.mark.parametrize(
        "payload", [None, b"\x00\xff raw", {"rate": 0.05, "città": ["\ud800", 2**60]}, "words", []]
    )
    def test_any_payload_comes_back_as_it_was(self, log: Log, payload: object) -> None:
        log.append(entry(payload=payload))
        record = log.read(1)
        assert record.payload == payload
        assert not record.payload_gone

    def test_a_payload_that_is_no_data_is_refused_before_it_is_queued(self, log: Log) -> None:
        with pytest.raises(BadArguments, match="value is a object"):
            log.append(entry(payload=object()))
        assert log.head()[0] == 0

    def test_a_number_that_was_never_given_out_is_not_found(self, log: Log) -> None:
        with pytest.raises(NotFound, match="There is no record 7"):
            log.read(7)

    def test_entries_nobody_waits_for_ride_along_in_order(self, log: Log) -> None:
        riders = [log.append(entry(f"rider {number}"), wait=False) for number in range(5)]
        last = log.append(entry("barrier"))
        assert all(rider.done for rider in riders)
        assert [rider.receipt(0).seq for rider in riders] == [1, 2, 3, 4, 5]
        assert [rider.receipt(0).id for rider in riders] == [rider.id for rider in riders]
        assert last.seq == 6

    def test_a_rider_alone_is_written_too(self, log: Log) -> None:
        assert log.append(entry(), wait=False).receipt(10).seq == 1

    def test_flushing_waits_for_the_riders(self, log: Log) -> None:
        log.flush()
        rider = log.append(entry(), wait=False)
        log.flush()
        assert rider.done

    def test_closing_writes_the_riders(self, log: Log, database: Database) -> None:
        rider = log.append(entry(), wait=False)
        log.close()
        assert rider.receipt(0).seq == 1
        assert verify(database, keys_of(database)).count == 1


class TestIdempotency:
    def test_the_same_entry_twice_is_one_record(self, log: Log) -> None:
        once = entry()
        assert log.append(once) == log.append(once)
        assert log.head()[0] == 1

    def test_the_same_entry_twice_in_one_batch_is_one_record(self, log: Log) -> None:
        once = entry()
        first, second = log.append(once, wait=False), log.append(once, wait=False)
        log.append(entry())
        assert first.receipt(0) == second.receipt(0)
        assert log.head()[0] == 2

    def test_an_id_cannot_say_two_things(self, log: Log, database: Database) -> None:
        once = entry("yes")
        log.append(once)
        with pytest.raises(BadArguments, match="is already that of record 1, which says otherwise"):
            log.append(entry("no", id=once.id))
        assert log.failure is None
        assert verify(database, keys_of(database)).count == 1


class TestTogether:
    def test_many_threads_make_one_whole_sequence(self, log: Log, database: Database) -> None:
        receipts: list[Receipt] = []
        threads = [
            threading.Thread(target=lambda: receipts.extend(log.append(entry()) for _ in range(10))) for _ in range(12)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        verdict = verify(database, keys_of(database))
        assert sorted(receipt.seq for receipt in receipts) == list(range(1, 121))
        assert verdict.ok
        assert verdict.head == log.head()

    def test_two_logs_on_one_database_take_turns(self, log: Log, database: Database) -> None:
        with a_log(Database(str(database.url))) as other:
            for number in range(6):
                (log, other)[number % 2].append(entry())
            fill(other, 3)
        assert verify(database, keys_of(database)).ok
        assert log.head()[0] == 9

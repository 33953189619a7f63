"""Several processes on one log: one gives the numbers, the others hand over; whoever lost the lead writes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from assistant.database import Database
from assistant.errors import ServiceDown
from assistant.retention import Log, verify
from assistant.retention.locks import lock_of
from tests.retention.attacks import unguarded
from tests.retention.samples import a_log, entry, keys_of


@pytest.fixture
def other(log: Log, database: Database) -> Iterator[Log]:
    """A second log on the same database, opened while the first one leads."""
    log.append(entry("the first leads"))
    with a_log(Database(database.url.render_as_string(hide_password=False))) as other:
        yield other


def said(log: Log) -> list[str]:
    return [record.payload["text"] for record in log.each() if record.type == "msg.in"]


class TestHandingOver:
    def test_gives_a_receipt_with_the_number_that_the_leader_gave(self, log: Log, other: Log) -> None:
        receipt = other.append(entry("handed over"))
        record = log.read(receipt.seq)
        assert (record.id, record.leaf.hex(), record.payload["text"]) == (receipt.id, receipt.leaf, "handed over")

    def test_keeps_the_order_of_each_and_makes_one_sequence(self, log: Log, other: Log, database: Database) -> None:
        for number in range(5):
            log.append(entry(f"a{number}"))
            other.append(entry(f"b{number}"))
        words = said(log)
        assert [w for w in words if w[0] == "a"] == [f"a{n}" for n in range(5)]
        assert [w for w in words if w[0] == "b"] == [f"b{n}" for n in range(5)]
        assert verify(database, keys_of(database)).ok

    def test_the_same_entry_twice_is_one_record(self, log: Log, other: Log) -> None:
        twice = entry("once")
        assert other.append(twice).seq == log.append(twice).seq
        assert said(log).count("once") == 1

    def test_to_a_leader_that_is_stuck_is_durable_without_a_number_and_numbered_when_another_leads(
        self, database: Database
    ) -> None:
        stuck = lock_of(Database(database.url.render_as_string(hide_password=False)))
        with a_log(database):
            pass
        assert stuck.take()
        with a_log(database) as log:
            receipt = log.append(entry("durable"))
            assert (receipt.seq, receipt.leaf) == (0, "")
            assert said(log) == []
            stuck.drop()
            log.append(entry("and on"))
            assert said(log) == ["durable", "and on"]
        assert verify(database, keys_of(database)).ok


class TestFencing:
    def test_whoever_lost_the_lead_unawares_writes_nothing_and_takes_it_anew(
        self, log: Log, database: Database
    ) -> None:
        log.append(entry("before"))
        log.checkpoint()  # so that the next to write is the batch below
        with database.writing() as session:  # as another process does that was given the lock
            session.execute(text("UPDATE log_sequencer SET epoch = epoch + 1"))
        with pytest.raises(ServiceDown):
            log.append(entry("lost"))
        log.append(entry("after"))
        assert said(log) == ["before", "after"]
        assert verify(database, keys_of(database)).ok

    def test_nor_with_its_seal_blanked(self, log: Log, database: Database) -> None:
        for number in range(3):
            log.append(entry(f"{number}"))
        log.close()
        with unguarded(database) as attacker:
            attacker.cut(2)
            attacker.run("UPDATE log_sequencer SET size = 0, chain = :none, seal = :none", none=b"")
        with pytest.raises(ServiceDown, match="its end was cut off or replaced"):
            a_log(database).open()

    def test_an_end_that_was_cut_off_is_not_led_on_from(self, log: Log, database: Database) -> None:
        for number in range(3):
            log.append(entry(f"{number}"))
        log.close()
        with unguarded(database) as attacker:
            attacker.cut(2)
        with pytest.raises(ServiceDown, match="ends at record 2, and it was sealed at record 3"):
            a_log(database).open()

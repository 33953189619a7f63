"""What only something kept outside the database shows: pins, trusted keys, the key folder; and keys that change."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from assistant.database import Database
from assistant.errors import ServiceDown
from assistant.retention import Keys, Log, verify
from assistant.retention.keys import PIN
from assistant.retention.leader import Leader
from assistant.retention.writing import Writer
from tests.retention.attacks import COUNT, Attacker, begin_anew, change_bytes_and_rechain, unguarded
from tests.retention.samples import ORIGIN, START, SetClock, a_log, entry, fill, keys_of
from tests.retention.verifying import kinds, signed_log, signing_at_close


@pytest.fixture
def signed(database: Database) -> str:
    return signed_log(database)


def seal(keys: Keys, size: int, chain: bytes) -> bytes:
    """As only who has the key folder can make it: HMAC-SHA-256(key for seals, size in 8 bytes ‖ chain)."""
    return hmac.digest(keys.derived("seal"), size.to_bytes(8, "big") + chain, sha256)


def of_an_insider(database: Database, attacker: Attacker) -> None:
    """Everything made anew by somebody who has the key folder as well: hashes, signature, seal, pin."""
    keys = keys_of(database)
    change_bytes_and_rechain(attacker)
    keys.keep_pin(attacker.sign(keys.signing()))
    attacker.seal_as(seal(keys, COUNT, attacker.value("chain", COUNT)))


class TestThePinBesideTheDatabase:
    def test_that_was_replaced_by_none_is_found(self, database: Database, signed: str) -> None:
        (keys_of(database).folder / PIN).write_text("all is well")
        assert kinds(verify(database, keys_of(database))) == {"pin"}

    def test_that_cannot_be_read_is_said(self, database: Database, signed: str) -> None:
        (keys_of(database).folder / PIN).write_bytes(b"\xff")
        verdict = verify(database, keys_of(database))
        assert verdict.ok
        assert verdict.untold == ("The pins in the key folder cannot be read, and nothing was held against them.",)

    def test_shows_a_log_that_was_made_to_look_new(self, database: Database, signed: str, tmp_path: Path) -> None:
        """Without the folder nobody tells such a log from one that was never written to."""
        with unguarded(database) as attacker:
            begin_anew(attacker)
        found = verify(database, keys_of(database))
        assert (kinds(found), found.first_bad) == ({"pin"}, COUNT)
        assert verify(database, Keys(tmp_path / "nothing here", ORIGIN)).ok


class TestAnInsiderWithTheKeys:
    def test_is_found_by_a_pin_that_was_carried_elsewhere(self, database: Database, signed: str) -> None:
        with unguarded(database) as attacker:
            of_an_insider(database, attacker)
        found = verify(database, keys_of(database), pins=[signed])
        assert kinds(found) == {"pin", "tree"}
        assert found.first_bad == COUNT

    def test_is_not_found_without_one(self, database: Database, signed: str) -> None:
        """The limit of every log that is kept in one place, and why pins are carried elsewhere."""
        with unguarded(database) as attacker:
            of_an_insider(database, attacker)
        assert verify(database, keys_of(database)).ok

    def test_a_position_in_one_line_is_a_pin_too(self, database: Database, signed: str) -> None:
        pin = verify(database, keys_of(database)).pin
        with unguarded(database) as attacker:
            of_an_insider(database, attacker)
        assert kinds(verify(database, keys_of(database), pins=[pin])) == {"pin"}


class TestCheckpoints:
    @pytest.fixture
    def three(self, database: Database, signed: str) -> Database:
        """A log with three checkpoints."""
        for hour in (1, 2):
            clock = SetClock()
            clock.now += dt.timedelta(hours=hour)
            with signing_at_close(), a_log(database, clock=clock) as log:
                fill(log, 2)
        return database

    def test_an_old_one_removed_is_missed(self, three: Database) -> None:
        with unguarded(three) as attacker:
            attacker.run("DELETE FROM log_checkpoint WHERE number = 2")
        found = verify(three, keys_of(three))
        assert kinds(found) == {"checkpoint"}
        assert "Checkpoint 2 is missing" in found.findings[0].message

    def test_one_after_a_gap_still_says_what_was_signed(self, three: Database) -> None:
        with unguarded(three) as attacker:
            attacker.run("DELETE FROM log_checkpoint WHERE number = 2")
            attacker.write(14, attacker.forge(14, payload_len=1))
            attacker.rechain()
        found = verify(three, keys_of(three))
        assert kinds(found) == {"checkpoint", "tree", "seal"}
        assert [finding.seq for finding in found.findings if finding.kind == "tree"] == [16, 16]  # its own, and the pin

    def test_the_newest_removed_is_found_by_the_pin_and_missed_without(self, three: Database, tmp_path: Path) -> None:
        """Nothing after it shows that it is gone, and no record was touched."""
        with unguarded(three) as attacker:
            attacker.run("DELETE FROM log_checkpoint WHERE number = 3")
        assert kinds(verify(three, keys_of(three))) == {"pin"}
        assert verify(three, Keys(tmp_path / "nothing here", ORIGIN), trusted=keys_of(three).trusted()).ok

    def test_one_numbered_below_the_first_is_found(self, three: Database) -> None:
        with unguarded(three) as attacker:
            attacker.run("INSERT INTO log_checkpoint SELECT -1, size, note FROM log_checkpoint WHERE number = 1")
        assert "checkpoint" in kinds(verify(three, keys_of(three)))

    def test_the_first_one_removed_is_missed(self, three: Database) -> None:
        with unguarded(three) as attacker:
            attacker.run("DELETE FROM log_checkpoint WHERE number = 1")
        assert kinds(verify(three, keys_of(three))) == {"checkpoint"}

    def test_one_that_is_no_checkpoint_is_found(self, three: Database) -> None:
        with unguarded(three) as attacker:
            attacker.run("UPDATE log_checkpoint SET note = 'all is well' WHERE number = 2")
        assert kinds(verify(three, keys_of(three))) == {"checkpoint"}

    def test_one_listed_under_another_size_is_found(self, three: Database) -> None:
        with unguarded(three) as attacker:
            attacker.run("UPDATE log_checkpoint SET size = 13 WHERE number = 2")
        assert kinds(verify(three, keys_of(three))) == {"checkpoint"}

    def test_a_rolled_back_database_is_found_by_the_pin_beside_it(self, three: Database) -> None:
        with unguarded(three) as attacker:  # what a restored backup of yesterday looks like, seal and all
            attacker.cut(COUNT)
            attacker.run("DELETE FROM log_checkpoint WHERE number > 1")
            attacker.seal_as(seal(keys_of(three), COUNT, attacker.value("chain", COUNT)))
        assert kinds(verify(three, keys_of(three))) == {"pin"}

    def test_the_pin_is_set_aside_and_still_tells_when_such_a_log_goes_on(self, three: Database) -> None:
        self.test_a_rolled_back_database_is_found_by_the_pin_beside_it(three)
        with a_log(three, clock=lambda: START + dt.timedelta(days=1)) as log:
            fill(log, 5)
        assert kinds(verify(three, keys_of(three))) == {"pin", "tree"}


class TestAnUnsignedEnd:
    def test_left_by_a_crash_is_signed_without_anybody_appending(
        self, log: Log, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as crash:
            crash.setattr(Writer, "idle", lambda _self: None)
            crash.setattr(Leader, "checkpoint", lambda _self, force=False: None)
            log.append(entry())
            log.close()
        assert log.checkpoints() == []
        with a_log(database) as again:
            assert again.checkpoint().splitlines()[1] == "1"


class TestAfterTheLastCheckpoint:
    """Fifteen records of which twelve are signed: what came in the last second before a crash."""

    @pytest.fixture
    def position(self, database: Database, signed: str, monkeypatch: pytest.MonkeyPatch) -> str:
        """The log's end in one line, as a receipt outside says it."""
        with monkeypatch.context() as crash:
            crash.setattr(Leader, "checkpoint", lambda _self, force=False: None)
            with a_log(database, clock=lambda: START + dt.timedelta(hours=1)) as log:
                fill(log, 3)
        verdict = verify(database, keys_of(database))
        assert (verdict.ok, verdict.count, verdict.checkpoint) == (True, COUNT + 3, signed)
        return verdict.pin

    def cut(self, attacker: Attacker) -> None:
        attacker.cut(COUNT)

    def cut_and_leave_no_seal(self, attacker: Attacker) -> None:
        attacker.cut(COUNT)
        attacker.seal_as(b"")

    def rewrite(self, attacker: Attacker) -> None:
        attacker.write(14, attacker.forge(14, payload_len=1))
        attacker.rechain()

    def rewrite_and_seal(self, attacker: Attacker) -> None:
        self.rewrite(attacker)
        attacker.seal_as(bytes(32))

    ATTACKS = ((cut, 13), (cut_and_leave_no_seal, 12), (rewrite, 15), (rewrite_and_seal, 15))

    @pytest.mark.sampled(2)
    @pytest.mark.parametrize(("attack", "place"), ATTACKS, ids=lambda value: getattr(value, "__name__", ""))
    def test_a_change_is_found_by_the_seal(
        self, database: Database, position: str, attack: Callable[..., None], place: int
    ) -> None:
        with unguarded(database) as attacker:
            attack(self, attacker)
        found = verify(database, keys_of(database))
        assert (kinds(found), found.first_bad) == ({"seal"}, place)

    @pytest.mark.sampled(2)
    @pytest.mark.parametrize(("attack", "place"), ATTACKS, ids=lambda value: getattr(value, "__name__", ""))
    def test_a_change_is_missed_without_the_key_folder_unless_a_receipt_shows_it(
        self, database: Database, position: str, tmp_path: Path, attack: Callable[..., None], place: int
    ) -> None:
        nothing, trusted = Keys(tmp_path / "nothing here", ORIGIN), keys_of(database).trusted()
        with unguarded(database) as attacker:
            attack(self, attacker)
        alone = verify(database, nothing, trusted=trusted)
        assert alone.ok
        assert alone.untold == ("The key folder is not here: payloads and the seal were not checked.",)
        assert kinds(verify(database, nothing, trusted=trusted, pins=[position])) == {"pin"}

    def test_a_log_whose_end_was_cut_does_not_go_on(self, database: Database, position: str) -> None:
        with unguarded(database) as attacker:
            self.cut(attacker)
        with pytest.raises(ServiceDown, match="its end was cut off or replaced"):
            a_log(database).open()


class TestStoredNodes:
    @pytest.fixture
    def long(self, database: Database) -> Database:
        """A log long enough to have a stored node: 256 leaves."""
        signed_log(database, 300)
        return database

    def test_they_verify_from_the_beginning_and_from_a_pin(self, long: Database) -> None:
        with a_log(long, clock=lambda: START + dt.timedelta(hours=1)) as log:
            fill(log, 10)
        assert verify(long, keys_of(long)).ok
        assert verify(long, keys_of(long), since=300).count == 10

    def test_one_made_anew_with_leaf_and_links_is_found_by_what_was_signed(self, long: Database) -> None:
        with unguarded(long) as attacker:
            attacker.write(5, attacker.forge(5, payload_len=1))
            attacker.rechain()
            attacker.store_nodes_anew()
        found = verify(long, keys_of(long))
        assert (kinds(found), found.first_bad) == ({"tree", "seal"}, 300)

    def test_what_lies_before_a_good_size_is_not_read_again(self, long: Database) -> None:
        """The price of `since`: the stored tree still fits what was signed, and record 5 is not what it was."""
        with unguarded(long) as attacker:
            attacker.run("UPDATE log_record SET leaf = :leaf WHERE seq = 5", leaf=bytes(32))
        assert verify(long, keys_of(long), since=300).ok
        assert kinds(verify(long, keys_of(long))) == {"changed", "chain", "tree"}

    @pytest.mark.sampled(2)
    @pytest.mark.parametrize(
        ("damage", "kind"),
        [("UPDATE log_record SET leaf = header WHERE seq = 280", "tree"),
         ("DELETE FROM log_record WHERE seq = 280", "removed"),
         ("DELETE FROM log_node", "removed")],
    )  # fmt: skip
    def test_a_stored_tree_that_does_not_fit_is_found_from_there_on(
        self, long: Database, damage: str, kind: str
    ) -> None:
        with unguarded(long) as attacker:
            attacker.run(damage)
        assert kind in kinds(verify(long, keys_of(long), since=300))

    def test_one_that_was_changed_is_found(self, long: Database) -> None:
        with unguarded(long) as attacker:
            attacker.run("UPDATE log_node SET hash = :hash", hash=bytes(32))
        found = verify(long, keys_of(long))
        assert (kinds(found), found.first_bad) == ({"tree"}, 256)
        assert kinds(verify(long, keys_of(long), since=300)) == {"tree"}

    def test_one_that_was_removed_is_found(self, long: Database) -> None:
        with unguarded(long) as attacker:
            attacker.run("DELETE FROM log_node")
        assert kinds(verify(long, keys_of(long))) == {"tree"}

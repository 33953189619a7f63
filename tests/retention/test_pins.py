"""What only something kept outside the database shows: pins, trusted keys, the key folder; and keys that change."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assistant.database import Database
from assistant.retention import Entry, Keys, Log, Receipt, Verdict, rotation, verify
from assistant.retention.keys import SigningKey
from assistant.retention.leader import Leader
from assistant.retention.writing import Writer
from tests.retention.attacks import COUNT, Attacker, change_bytes_and_rechain, unguarded
from tests.retention.samples import ADVISOR, ORIGIN, START, a_log, entry, fill, keys_of


@pytest.fixture
def signed(database: Database) -> str:
    """A log of twelve records, closed, so that its end is signed; the checkpoint as somebody outside kept it."""
    with a_log(database) as log:
        fill(log, COUNT)
    return keys_of(database).pin() or ""


def kinds(verdict: Verdict) -> set[str]:
    return {finding.kind for finding in verdict.findings}


def of_an_insider(database: Database, attacker: Attacker) -> None:
    """Everything made anew by somebody who has the key folder as well: hashes, signature, seal, pin."""
    keys = keys_of(database)
    change_bytes_and_rechain(attacker)
    keys.keep_pin(attacker.sign(keys.signing()))
    leader = Leader.__new__(Leader)
    leader._keys = keys
    attacker.seal_as(leader._seal(COUNT, attacker.value("chain", COUNT)))


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


class TestASwappedKey:
    @pytest.fixture
    def stranger(self) -> SigningKey:
        return SigningKey(1, f"{ORIGIN.replace(' ', '-')}/1", Ed25519PrivateKey.generate())

    def test_signs_nothing_that_is_believed(self, database: Database, signed: str, stranger: SigningKey) -> None:
        with unguarded(database) as attacker:
            change_bytes_and_rechain(attacker)
            attacker.sign(stranger)
        assert kinds(verify(database, keys_of(database))) == {"signature", "pin", "tree", "seal"}

    def test_is_found_even_when_the_key_folder_was_swapped_too(
        self, database: Database, signed: str, stranger: SigningKey
    ) -> None:
        trusted = keys_of(database).trusted()  # as they were handed out before
        keys = keys_of(database)
        with unguarded(database) as attacker:
            keys.keep_trusted([stranger.public()])
            keys.keep_pin(attacker.sign(stranger))
        assert "signature" not in kinds(verify(database, keys))
        assert kinds(verify(database, keys, trusted=trusted)) == {"signature", "pin"}


class TestCheckpoints:
    @pytest.fixture
    def three(self, database: Database, signed: str) -> Database:
        """A log with three checkpoints."""
        for hour in (1, 2):
            with a_log(database, clock=lambda hour=hour: START + dt.timedelta(hours=hour)) as log:  # type: ignore[misc]
                fill(log, 2)
        return database

    def test_an_old_one_removed_is_missed(self, three: Database) -> None:
        with unguarded(three) as attacker:
            attacker.run("DELETE FROM log_checkpoint WHERE number = 2")
        found = verify(three, keys_of(three))
        assert kinds(found) == {"checkpoint"}
        assert "Checkpoint 2 is missing" in found.findings[0].message

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
            leader = Leader.__new__(Leader)
            leader._keys = keys_of(three)
            attacker.seal_as(leader._seal(COUNT, attacker.value("chain", COUNT)))
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


class TestStoredNodes:
    @pytest.fixture
    def long(self, database: Database) -> Database:
        """A log long enough to have a stored node: 256 leaves."""
        with a_log(database) as log:
            fill(log, 300)
        return database

    def test_they_verify_from_the_beginning_and_from_a_pin(self, long: Database) -> None:
        with a_log(long, clock=lambda: START + dt.timedelta(hours=1)) as log:
            fill(log, 10)
        assert verify(long, keys_of(long)).ok
        assert verify(long, keys_of(long), since=300).count == 10

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


def rotate(log: Log, keys: Keys) -> Receipt:
    old, new = keys.signing(), keys.next_signing()
    keys.keep_waiting(new)
    said = rotation(ORIGIN, old, new, "a drill")
    return log.append(Entry(type="key.rotated", actor=ADVISOR, payload=said))


class TestRotation:
    def test_what_either_key_signed_verifies(self, log: Log, database: Database) -> None:
        keys = keys_of(database)
        first = keys.signing().public().vkey
        log.append(entry())
        log.checkpoint()
        receipt = rotate(log, keys)
        log.append(entry())
        log.close()
        old, new = keys.trusted()
        assert (old.vkey, old.until, new.since) == (first, receipt.seq, receipt.seq)
        assert keys.signing().public().vkey == new.vkey
        assert verify(database, keys).ok

    def test_who_trusts_the_first_key_alone_follows_the_record(self, log: Log, database: Database) -> None:
        keys = keys_of(database)
        trusted = keys.trusted()
        log.append(entry())
        rotate(log, keys)
        log.append(entry())
        log.close()
        assert verify(database, keys, trusted=trusted).ok

    def test_a_key_that_the_old_one_did_not_vouch_for_is_not_believed(self, log: Log, database: Database) -> None:
        keys = keys_of(database)
        trusted = keys.trusted()
        log.append(entry())
        stranger, new = keys.next_signing(), keys.next_signing()
        keys.keep_waiting(new)
        forged = {**rotation(ORIGIN, stranger, new, "mine now"), "old": trusted[0].vkey}
        log.append(Entry(type="key.rotated", actor=ADVISOR, payload=forged))
        log.append(entry())
        log.close()
        assert kinds(verify(database, keys, trusted=trusted)) >= {"signature"}

    def test_one_cut_short_by_a_crash_is_finished_at_the_next_start(
        self, log: Log, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keys = keys_of(database)
        log.append(entry())
        with monkeypatch.context() as patched:
            patched.setattr(Keys, "use_waiting", lambda *_: False)
            rotate(log, keys)
            log.close()
        assert len(keys.trusted()) == 1
        with a_log(database, clock=lambda: START + dt.timedelta(hours=1)) as again:
            again.append(entry())
        assert len(keys.trusted()) == 2
        assert verify(database, keys).findings == ()

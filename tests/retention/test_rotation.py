"""The keys that sign: a stranger's, one that hands over to another, one that was replaced."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assistant.database import Database
from assistant.retention import Entry, Keys, Log, Receipt, rotation, verify
from assistant.retention.keys import SigningKey
from assistant.retention.notes import read_note, sign_text
from assistant.retention.signed import trusted_after
from tests.retention.attacks import change_bytes_and_rechain, unguarded
from tests.retention.samples import ADVISOR, ORIGIN, START, a_log, entry, keys_of
from tests.retention.verifying import kinds, signed_log


@pytest.fixture
def signed(database: Database) -> str:
    return signed_log(database)


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

    def test_a_key_that_was_replaced_vouches_for_no_other(self, log: Log, database: Database) -> None:
        """It was replaced because somebody has it."""
        keys = keys_of(database)
        trusted, stolen, thief = keys.trusted(), keys.signing(), keys.next_signing()
        log.append(entry())
        rotate(log, keys)
        log.append(Entry(type="key.rotated", actor=ADVISOR, payload=rotation(ORIGIN, stolen, thief, "mine now")))
        log.close()
        assert verify(database, keys, trusted=trusted).ok
        newest = keys.pin() or ""
        with unguarded(database) as attacker:
            note = sign_text(read_note(newest)[0].body(), thief.name, thief.private)
            attacker.run("UPDATE log_checkpoint SET note = :new WHERE note = :old", new=note, old=newest)
        assert kinds(verify(database, keys, trusted=trusted)) == {"signature", "pin"}
        assert kinds(verify(database, keys)) == {"signature", "pin"}

    def test_a_change_of_keys_in_another_log_is_none_here(self, log: Log, database: Database) -> None:
        keys = keys_of(database)
        said = rotation("another firm", keys.signing(), keys.next_signing(), "a drill")
        log.append(Entry(type="key.rotated", actor=ADVISOR, payload=said))
        assert [key.vkey for key in trusted_after(keys.trusted(), [(1, said)], ORIGIN)] == [keys.trusted()[0].vkey]
        assert len(trusted_after(keys.trusted(), [(1, said)], "another firm")) == 2

    def test_a_key_signs_only_in_its_time(self, log: Log, database: Database) -> None:
        """A checkpoint that the first key signs after it was replaced."""
        keys = keys_of(database)
        old = keys.signing()
        log.append(entry())
        rotate(log, keys)
        log.append(entry())
        log.close()
        newest = keys.pin() or ""
        with unguarded(database) as attacker:
            note = sign_text(read_note(newest)[0].body(), old.name, old.private)
            attacker.run("UPDATE log_checkpoint SET note = :new WHERE note = :old", new=note, old=newest)
        assert kinds(verify(database, keys)) == {"signature", "pin"}

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

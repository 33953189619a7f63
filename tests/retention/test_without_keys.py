"""Verification by somebody who has no key folder: what cannot be told is said, and nothing is said that is not so."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from assistant.database import Database
from assistant.retention import Entry, Keys, read_trusted, rotation, verify
from assistant.retention.keys import TRUSTED
from assistant.retention.notes import read_note, sign_text
from tests.retention.attacks import CASES, COUNT, MISSED_BY_THE_DATABASE_ALONE, SEEN_BY_THE_FOLDER, Case, unguarded
from tests.retention.samples import ADVISOR, ORIGIN, START, a_log, entry, keys_of
from tests.retention.verifying import kinds, signed_log

NO_FOLDER = "The key folder is not here: payloads and the seal were not checked."


@pytest.fixture
def signed(database: Database) -> str:
    return signed_log(database)


@pytest.fixture
def nothing(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "nothing here", ORIGIN)


def later() -> dt.datetime:
    return START + dt.timedelta(hours=1)


ON_POSTGRESQL_IN_THE_LONG_PROOFS = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.prove)], indirect=True
)


@ON_POSTGRESQL_IN_THE_LONG_PROOFS
class TestWithTheDatabaseAndTheTrustedKeys:
    def test_a_whole_log_is_whole_and_what_was_not_checked_is_said(
        self, database: Database, signed: str, nothing: Keys
    ) -> None:
        verdict = verify(database, nothing, trusted=keys_of(database).trusted())
        assert (verdict.ok, verdict.count, verdict.untold) == (True, COUNT, (NO_FOLDER,))

    @pytest.mark.sampled(8)
    @pytest.mark.parametrize("case", CASES, ids=lambda case: case.attack.__name__)
    def test_what_is_found_and_what_is_missed(self, database: Database, signed: str, nothing: Keys, case: Case) -> None:
        trusted = keys_of(database).trusted()
        with unguarded(database) as attacker:
            case.attack(attacker)
        verdict = verify(database, nothing, trusted=trusted)
        assert verdict.ok is (case.attack in MISSED_BY_THE_DATABASE_ALONE)
        assert kinds(verdict) >= case.kinds - SEEN_BY_THE_FOLDER or verdict.ok
        assert NO_FOLDER in verdict.untold

    @pytest.mark.sampled(6)
    @pytest.mark.parametrize("case", [c for c in CASES if c.kinds & {"tree", "checkpoint", "pin"}],
                             ids=lambda case: case.attack.__name__)  # fmt: skip
    def test_a_pin_finds_every_change_of_the_records(
        self, database: Database, signed: str, nothing: Keys, case: Case
    ) -> None:
        trusted = keys_of(database).trusted()
        with unguarded(database) as attacker:
            case.attack(attacker)
        found = verify(database, nothing, trusted=trusted, pins=[signed])
        assert kinds(found) >= case.kinds - {"payload", "seal"}
        assert not found.ok


class TestWithoutTrustedKeys:
    def test_no_signature_was_checked(self, database: Database, signed: str, nothing: Keys) -> None:
        verdict = verify(database, nothing)
        assert verdict.ok
        assert verdict.untold[0].startswith("No signature was checked. The trusted keys cannot be read from")
        assert verify(database, keys_of(database), trusted=()).untold == (
            "No signature was checked. There is no trusted key.",
        )

    def test_an_empty_list_in_the_key_folder_is_said_too(self, database: Database, signed: str) -> None:
        trusted = keys_of(database).folder / TRUSTED
        trusted.write_text(json.dumps({"origin": ORIGIN, "keys": []}))
        assert verify(database, keys_of(database)).untold == ("No signature was checked. There is no trusted key.",)

    def test_the_records_are_held_against_the_checkpoints_all_the_same(
        self, database: Database, signed: str, nothing: Keys
    ) -> None:
        with unguarded(database) as attacker:
            attacker.write(5, attacker.forge(5, payload_len=1))
            attacker.rechain()
        assert kinds(verify(database, nothing)) == {"tree"}
        with unguarded(database) as attacker:
            attacker.run("UPDATE log_checkpoint SET note = 'all is well'")
        assert kinds(verify(database, nothing)) == {"checkpoint"}


class TestADisposal:
    @pytest.fixture
    def disposed(self, database: Database, signed: str) -> Database:
        """The payload of record 5 went as record 13 says."""
        with a_log(database, clock=later) as log:
            log.append(Entry(type="retention.disposed", actor=ADVISOR, payload={"ranges": [[5, 5]]}))
        with unguarded(database) as attacker:
            attacker.run("INSERT INTO log_disposed VALUES (5, 13)")
            attacker.run("DELETE FROM log_payload WHERE seq = 5")
        return database

    def test_is_read_with_the_key_folder(self, disposed: Database) -> None:
        assert verify(disposed, keys_of(disposed)).ok
        assert verify(disposed, keys_of(disposed), strict=False).ok

    def test_cannot_be_read_without_and_is_no_finding(self, disposed: Database, nothing: Keys) -> None:
        verdict = verify(disposed, nothing, trusted=keys_of(disposed).trusted())
        assert verdict.ok
        assert any("whether the recorded disposals name them cannot be read" in why for why in verdict.untold)

    def test_whose_words_were_swapped_for_others_lets_nothing_go(self, disposed: Database) -> None:
        """In the clear, as records of the first version are: it opens, and it is not what the record committed to."""
        with unguarded(disposed) as attacker:
            attacker.run(
                "UPDATE log_payload SET payload = :said, key_id = NULL WHERE seq = 13", said=b'{"ranges":[[5,6]]}'
            )
            attacker.run("INSERT INTO log_disposed VALUES (6, 13)")
            attacker.run("DELETE FROM log_payload WHERE seq = 6")
        assert kinds(verify(disposed, keys_of(disposed))) == {"payload", "payload_missing"}
        assert kinds(verify(disposed, keys_of(disposed), strict=False)) == {"payload_missing"}

    def test_is_none_when_another_record_is_only_listed_as_one(self, disposed: Database) -> None:
        with a_log(disposed, clock=later) as log:
            log.append(entry(payload={"ranges": [[6, 6]]}))
        with unguarded(disposed) as attacker:
            attacker.run("UPDATE log_record SET type = 'retention.disposed' WHERE seq = 14")
            attacker.run("INSERT INTO log_disposed VALUES (6, 14)")
            attacker.run("DELETE FROM log_payload WHERE seq = 6")
        assert kinds(verify(disposed, keys_of(disposed))) == {"projection", "payload_missing"}
        assert kinds(verify(disposed, keys_of(disposed), strict=False)) == {"payload_missing"}

    def test_is_marked_before_a_payload_goes(self, disposed: Database) -> None:
        with unguarded(disposed) as attacker:
            attacker.run("DELETE FROM log_disposed")
        assert kinds(verify(disposed, keys_of(disposed))) == {"payload_missing"}


class TestARotation:
    def test_cannot_be_followed_without_the_key_folder_and_is_no_finding(
        self, database: Database, signed: str, nothing: Keys, tmp_path: Path
    ) -> None:
        keys = keys_of(database)
        first = keys.trusted()
        with a_log(database, clock=later) as log:
            old, new = keys.signing(), keys.next_signing()
            keys.keep_waiting(new)
            log.append(Entry(type="key.rotated", actor=ADVISOR, payload=rotation(ORIGIN, old, new, "a drill")))
            log.append(entry())
        pin = keys.pin() or ""
        with_the_first = verify(database, nothing, trusted=first, pins=[pin])
        assert with_the_first.ok
        assert any("whether record 13 hands over to one that signed them" in why for why in with_the_first.untold)
        handed_out = tmp_path / "trusted.json"
        handed_out.write_bytes(keys.trusted_file())
        assert verify(database, nothing, trusted=read_trusted(handed_out), pins=[pin]).untold == (NO_FOLDER,)

    def test_explains_no_signature_of_a_stranger_before_it(
        self, database: Database, signed: str, nothing: Keys
    ) -> None:
        keys = keys_of(database)
        first, stranger = keys.trusted(), keys.next_signing()
        with a_log(database, clock=later) as log:
            said = rotation(ORIGIN, keys.signing(), keys.next_signing(), "a drill")
            log.append(Entry(type="key.rotated", actor=ADVISOR, payload=said))
        forged = sign_text(read_note(signed)[0].body(), stranger.name, stranger.private)
        with unguarded(database) as attacker:
            attacker.run("UPDATE log_checkpoint SET note = :note WHERE number = 1", note=forged)
        assert kinds(verify(database, nothing, trusted=first)) == {"signature", "checkpoint"}

"""Several processes, and processes that die: no acknowledged record is lost, and the chain stays whole."""

from __future__ import annotations

import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.database import Database
from assistant.retention import verify
from assistant.retention.tables import RECORDS
from tests.retention.samples import keys_of

ROOT = Path(__file__).parents[2]


def writer(url: str, count: int, threads: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.retention.writer", url, str(count), str(threads)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def recorded(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.connection().execute(select(RECORDS.c.id)).scalars())


def kill_and_count(url: str, acknowledged: int) -> set[str]:
    """Start a writer, kill it once so many records were acknowledged, and return all that it was promised."""
    process = writer(url, 100_000, 4)
    assert process.stdout is not None
    promised = list(islice(process.stdout, acknowledged))
    process.kill()
    promised += process.stdout.readlines()
    process.wait()
    return {line.strip() for line in promised if line.endswith("\n")}


class TestTwoProcesses:
    def test_they_start_at_once_and_make_one_whole_sequence(self, database_url: str) -> None:
        processes = [writer(database_url, 20, 3) for _ in range(2)]
        promised = [line.strip() for process in processes for line in process.communicate()[0].splitlines()]
        database = Database(database_url)
        verdict = verify(database, keys_of(database))
        assert [process.returncode for process in processes] == [0, 0]
        assert (verdict.ok, verdict.count) == (True, 120)
        assert recorded(database) == set(promised)
        database.close()


class TestKill:
    @pytest.mark.parametrize("rounds", [3, pytest.param(20, marks=pytest.mark.prove)])
    def test_no_acknowledged_record_is_lost_when_the_writer_is_killed(self, database_url: str, rounds: int) -> None:
        promised: set[str] = set()
        for number in range(rounds):
            promised |= kill_and_count(database_url, 5 + 17 * number % 60)
        database = Database(database_url)
        assert len(promised) >= 5 * rounds
        assert promised <= recorded(database)
        assert verify(database, keys_of(database)).ok
        database.close()

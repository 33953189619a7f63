"""A disk whose fsync fails: nobody is told that a record is kept, and nothing that was told is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.database import Database
from assistant.retention import verify
from tests.retention.samples import keys_of
from tests.retention.test_crash import ROOT, recorded

SOURCE = Path(__file__).with_name("failing_fsync.c")
LINES_BEFORE = 20


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("a disk whose fsync fails (it needs Linux and a C compiler)")
    made = tmp_path_factory.mktemp("shim") / "failing_fsync.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(made), str(SOURCE), "-ldl"], check=True)
    return made


@contextmanager
def writer(url: str, shim: Path, flag: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.retention.writer", url, "100000", "1"]
    environment = {**os.environ, "LD_PRELOAD": str(shim), "FAIL_FSYNC": str(flag)}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class TestFsyncErrors:
    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_the_writer_is_refused_and_nothing_it_was_promised_is_lost(
        self, database_url: str, shim: Path, tmp_path: Path
    ) -> None:
        flag = tmp_path / "the disk is dying"
        with writer(database_url, shim, flag) as process:
            assert process.stdout is not None
            promised = [process.stdout.readline().strip() for _ in range(LINES_BEFORE)]
            flag.touch()
            rest, complaint = process.communicate(timeout=60)
        promised += rest.split()
        assert "The records system is unavailable; nothing was sent" in complaint
        assert len(promised) < 1_000
        database = Database(database_url)
        assert set(promised) <= recorded(database)
        assert verify(database, keys_of(database)).ok
        database.close()

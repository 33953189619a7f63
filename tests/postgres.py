"""A throwaway PostgreSQL cluster for a test session: its own data directory and port, gone at the end.

Durability is left on (fsync, synchronous_commit): the log refuses to open without it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

MEMORY = Path("/dev/shm")
OWNER = "postgres"  # initdb refuses root, so the server then runs as this user of the system's package


def why_not() -> str | None:
    """Why PostgreSQL cannot be started here, or None when it can."""
    if shutil.which("pg_config") is None:
        return "PostgreSQL (pg_config is missing; install the server package)"
    missing = [tool for tool in ("initdb", "pg_ctl", "postgres") if not (_bin() / tool).exists()]
    if missing:
        return f"PostgreSQL ({', '.join(missing)} missing in {_bin()}; install the server package)"
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        return "PostgreSQL (running as root without setpriv)"
    return None


@dataclass(frozen=True)
class Cluster:
    home: Path
    port: int

    def start(self) -> None:
        options = f"-p {self.port} -k {self.home} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "-w", "-l", str(self.home / "log"), "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-m", mode, "stop")

    def init(self) -> None:
        self._run("initdb", "-U", "test", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+psycopg://test@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def fresh_database(self, tablespace: str = "pg_default") -> Iterator[str]:
        """The URL of an empty database of its own, dropped at the end."""
        name = f"test_{uuid.uuid4().hex}"
        self.execute(f"CREATE DATABASE {name} TABLESPACE {tablespace}")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        with psycopg.connect(
            f"host=127.0.0.1 port={self.port} user=test dbname=postgres", autocommit=True
        ) as connection:
            connection.execute(statement)

    def _run(self, tool: str, *arguments: str) -> None:
        command = [*_as_owner(), str(_bin() / tool), "-D", str(self.home / "data"), *arguments]
        subprocess.run(command, check=True, cwd=self.home, stdout=subprocess.DEVNULL)


@contextmanager
def throwaway_postgres(*, in_memory: bool = True) -> Iterator[Cluster]:
    """A running cluster; in memory where there is room, since a test waits for hundreds of commits."""
    home = Path(tempfile.mkdtemp(prefix="pg", dir=_memory() if in_memory else None))
    if os.geteuid() == 0:
        shutil.chown(home, OWNER, OWNER)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        cluster = Cluster(home, probe.getsockname()[1])
    try:
        cluster.init()
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _memory() -> Path | None:
    there = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2**30
    return MEMORY if there else None


def _bin() -> Path:
    return Path(subprocess.check_output(["pg_config", "--bindir"], text=True).strip())


def _as_owner() -> list[str]:
    if os.geteuid() != 0:
        return []
    owner = pwd.getpwnam(OWNER)
    return ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]

"""How fast the log appends and verifies here: `python -m tests.benchmarks.append [SECONDS]`. Prints; asserts nothing.

Each producer waits for its record before it hands in the next, as a turn does at a barrier.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from assistant.database import Database
from assistant.retention import Entry, Keys, Log, verify
from tests.postgres import throwaway_postgres, why_not

ORIGIN = "benchmark"
PRODUCERS = (1, 8, 64)
BATCH = 750  # below what the queue takes
TO_VERIFY = 50_000
PAYLOAD = {
    "text": "How is my book doing? " * 20,
    "rows": [{"id": f"C{row}", "aum_cents": row * 100_003} for row in range(10)],
}


def an_entry() -> Entry:
    actor = {"kind": "user", "id": "U1", "name": "Ada Rossi", "role": "advisor"}
    scope = {"conversation": "c1", "channel": "web", "advisors": ("A1",), "clients": ("C1", "C2")}
    return Entry(
        type="tool.result", actor=actor, scope=scope, payload=PAYLOAD, run="r1", model="embedded", app_ver="0.1.0"
    )


def append_for(log: Log, seconds: float, producers: int) -> list[float]:
    """The time each append took, in milliseconds, over all producers."""
    took: list[float] = []
    end = time.perf_counter() + seconds

    def produce() -> None:
        while (start := time.perf_counter()) < end:
            log.append(an_entry())
            took.append((time.perf_counter() - start) * 1_000)

    threads = [threading.Thread(target=produce) for _ in range(producers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def grow(log: Log, count: int) -> None:
    """Write records in full batches until there are that many, to have something to verify."""
    for _ in range(0, count, BATCH):
        for _ in range(BATCH):
            log.append(an_entry(), wait=False)
        log.flush()


def measure(name: str, database: Database, keys: Keys, seconds: float) -> None:
    with Log(database, origin=ORIGIN, keys=keys, clock=lambda: dt.datetime.now(dt.UTC), timeout=30) as log:
        for producers in PRODUCERS:
            took = append_for(log, seconds, producers)
            cuts = statistics.quantiles(took, n=100)
            print(
                f"{name:<10} {producers:>2} producers {len(took) / seconds:>7,.0f} records/s"
                f"   barrier p50 {cuts[49]:5.1f} ms  p99 {cuts[98]:6.1f} ms"
            )
        start = time.perf_counter()
        grow(log, TO_VERIFY)
        print(f"{name:<10} riders in full batches: {TO_VERIFY / (time.perf_counter() - start):,.0f} records/s")
    for words, strict in (("hash and links", False), ("strict", True)):
        start = time.perf_counter()
        verdict = verify(database, keys, strict=strict)
        rate = verdict.count / (time.perf_counter() - start)
        print(f"{name:<10} verify, {words}: {rate:,.0f} records/s ({verdict.count:,} records, ok={verdict.ok})")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = Database(f"sqlite:///{folder / 'log.db'}")
        keys = Keys(folder / "keys", ORIGIN)
        measure("SQLite", database, keys, seconds)
        size = (folder / "log.db").stat().st_size
        print(f"SQLite     {size / verify(database, keys, strict=False).count:,.0f} bytes a record on disk")
        database.close()
        if reason := why_not():
            print(f"not tried here: {reason}")
            return
        database = Database(stack.enter_context(throwaway_postgres(in_memory=False)).url())
        measure("PostgreSQL", database, Keys(folder / "keys of the other", ORIGIN), seconds)
        database.close()


if __name__ == "__main__":
    main()

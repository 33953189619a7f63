"""How fast a search of the record answers: `python -m tests.benchmarks.search [RECORDS] [ENGINE …]`. Prints only.

The records are written by the log itself, encrypted, sealed and signed, then indexed as a log at rest indexes.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from assistant.database import Database
from assistant.retention import Entry, Keys, Log, Search
from assistant.retention.payloads import Payloads
from assistant.retention.word_index import WordIndex
from tests.postgres import throwaway_postgres, why_not

ORIGIN, BATCH, ROUNDS = "benchmark", 900, 7
BEGAN = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
COMMON = (
    "client", "portfolio", "review", "fee", "account", "retirement", "transfer", "meeting", "balance", "return",
    "risk", "bond", "equity", "fund", "plan", "value", "household", "advisor", "revenue", "growth", "question",
    "answer", "note", "call", "email", "document", "update", "market", "income", "tax", "estate", "gift",
)  # fmt: skip
KINDS = ("msg.in", "prompt.sent", "tool.call", "tool.result", "answer.released", "guard.verdict", "draft.version")


class Written:
    """Records like those of a firm of 400 advisors and 40,000 households over some years; the same each time."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.now = BEGAN
        self._step = dt.timedelta(days=1_000) / count
        self._random = random.Random(7)

    def clock(self) -> dt.datetime:
        return self.now

    def entries(self) -> Iterator[Entry]:
        choose = self._random
        for number in range(self.count):
            self.now += self._step
            advisor, household = choose.randrange(400), choose.randrange(40_000)
            words = " ".join(choose.choices(COMMON, k=25))
            rare = f" zebra{number}" if number % 50_000 == 0 else ""
            kind = KINDS[number % len(KINDS)]
            flags = [{"rule": "promise.guarantee"}] if kind == "guard.verdict" and number % 91 == 5 else []
            yield Entry(
                type=kind,
                actor={"kind": "user", "id": f"U{advisor}", "name": f"Name{advisor} Family{advisor % 97}"},
                scope={"conversation": f"C{number // 20}", "clients": (f"H{household}",), "channel": "web"},
                payload={"text": f"{words}{rare} household H{household}", "flags": flags},
                run=f"R{number // 7}",
            )


def searches(count: int) -> list[tuple[str, Search]]:
    old, days = BEGAN + dt.timedelta(days=100), dt.timedelta(days=10)
    return [
        ("nothing there", Search(text="xylophone")),
        ("a rare word", Search(text="zebra0")),
        ("a frequent word", Search(text="portfolio")),
        ("a frequent word, long ago", Search(text="portfolio", since=old, until=old + days)),
        ("three frequent words", Search(text="estate gift bond")),
        ("a phrase", Search(text='"estate gift bond"')),
        ("a client", Search(client="H77")),
        ("a client and a word", Search(client="H77", text="retirement")),
        ("a person's answers", Search(person="name7 family7", kind="answer")),
        ("a person, long ago", Search(person="U7", since=old, until=old + days)),
        ("a rule", Search(rule="promise.guarantee")),
        ("a rule and a person", Search(rule="promise.guarantee", person="U5")),
        ("a kind", Search(kind="draft")),
        ("days alone", Search(since=old, until=old + days)),
        ("a conversation", Search(conversation=f"C{count // 40}")),
    ]


def write(log: Log, written: Written) -> None:
    for number, entry in enumerate(written.entries(), 1):
        log.append(entry, wait=False)
        if number % BATCH == 0:
            log.flush()
        if number % 50_000 == 0:
            sys.stderr.write(f"\r{number:,} written")
    log.flush()


def index(database: Database, keys: Keys) -> int:
    """Index what a log at rest would by and by; returns how many records that was."""
    words, payloads, done = WordIndex(keys), Payloads(database, keys), 0
    while True:
        with database.writing() as session:
            step = words.advance(session.connection(), payloads, 2_000)
        if not step:
            return done
        done += step


def measure(name: str, database: Database, keys: Keys, count: int) -> None:
    written = Written(count)
    with Log(database, origin=ORIGIN, keys=keys, clock=written.clock, timeout=60) as log:
        start = time.perf_counter()
        write(log, written)
        print(f"\r{name:<10} {count:,} records written in {time.perf_counter() - start:,.0f} s")
    start = time.perf_counter()
    done = index(database, keys)
    if done:
        print(f"{name:<10} {done / (time.perf_counter() - start):,.0f} records/s indexed ({done:,})")
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    took: list[float] = []
    with Log(database, origin=ORIGIN, keys=keys, clock=written.clock, timeout=60) as log:
        for words, wanted in searches(count):
            times = []
            for _ in range(ROUNDS):
                start = time.perf_counter()
                found = log.find(wanted)
                times.append((time.perf_counter() - start) * 1_000)
            took += times
            more = "" if found.whole else ", more were not opened"
            print(f"{name:<10} {words:<28} {statistics.median(times):8.1f} ms  ({len(found.records)} found{more})")
    cuts = statistics.quantiles(took, n=100)
    print(f"{name:<10} all searches: p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    engines = sys.argv[2:] or ["sqlite", "postgresql"]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if "sqlite" in engines:
            measure_sqlite(folder, count)
        if "postgresql" not in engines:
            return
        if reason := why_not():
            print(f"not tried here: {reason}")
            return
        database = Database(stack.enter_context(throwaway_postgres(in_memory=False)).url())
        measure("PostgreSQL", database, Keys(folder / "keys of the other", ORIGIN), count)
        database.close()


def measure_sqlite(folder: Path, count: int) -> None:
    database = Database(f"sqlite:///{folder / 'log.db'}")
    measure("SQLite", database, Keys(folder / "keys", ORIGIN), count)
    print(f"SQLite     {(folder / 'log.db').stat().st_size / count:,.0f} bytes a record on disk, index included")
    database.close()


if __name__ == "__main__":
    main()

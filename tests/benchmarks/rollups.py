"""The roll-ups of a firm of 2,000 advisors and 200,000 households over 36 months: how long they take to make from
Parquet, against DuckDB alone doing the same sums by hand from the same files; how long a question about the firm takes.

python -m tests.benchmarks.rollups [--advisors N] [--households N] [--months N]
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from tests.benchmarks.large_firm import DIGEST, write_firm, write_shards

ALONE = """
CREATE TABLE months AS
SELECT * FROM (
  SELECT advisor_id, month, count(*) AS accounts, sum(begin_value_cents) AS begins,
         sum(contributions_cents) AS contributions, sum(withdrawals_cents) AS withdrawals,
         sum(transfers_in_cents) AS transfers_in, sum(transfers_out_cents) AS transfers_out,
         sum(market_gain_cents) AS market, sum(fees_cents) AS fees, sum(end_value_cents) AS ends
  FROM read_parquet('{folder}/balances/*.parquet') GROUP BY advisor_id, month)
FULL JOIN (
  SELECT advisor_id, month, count(*) AS rows, sum(amount_cents) FILTER (type = 'advisory_fee') AS advisory_fee,
         sum(amount_cents) FILTER (type = 'trail') AS trail,
         sum(amount_cents) FILTER (type = 'commission') AS commission,
         sum(amount_cents) FILTER (type = 'insurance') AS insurance,
         sum(amount_cents) FILTER (type = 'planning') AS planning,
         sum(amount_cents) FILTER (non_repeatable) AS non_repeatable
  FROM read_parquet('{folder}/revenue/*.parquet') GROUP BY advisor_id, month) USING (advisor_id, month);
CREATE TABLE came AS
SELECT b.advisor_id, date_trunc('month', since) AS joined, month, sum(contributions_cents) AS cents
FROM read_parquet('{folder}/balances/*.parquet') b JOIN read_parquet('{folder}/households/*.parquet') h
  USING (household_id)
WHERE contributions_cents <> 0 AND since >= DATE '{begins}' GROUP BY ALL;
CREATE TABLE went AS
SELECT b.advisor_id, date_trunc('month', closed_on) AS closed, month, sum(withdrawals_cents) AS cents
FROM read_parquet('{folder}/balances/*.parquet') b JOIN read_parquet('{folder}/households/*.parquet') h
  USING (household_id)
WHERE withdrawals_cents <> 0 AND closed_on >= DATE '{begins}' AND close_reason IS DISTINCT FROM 'merged' GROUP BY ALL;
"""
ROUNDS = 3
QUESTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("book_snapshot", {"scope": "firm"}),
    ("book_snapshot", {"scope": "firm", "by": "branch"}),
    ("book_snapshot", {"scope": "firm", "by": "advisor", "period": "all"}),
    ("book_snapshot", {"scope": "firm", "by": "quarter", "period": "3y"}),
    ("revenue_report", {"scope": "firm", "by": "branch"}),
    ("stack_rank", {"scope": "firm", "metric": "revenue", "level": "branch"}),
    ("stack_rank", {"scope": "firm", "metric": "organic_growth", "level": "advisor"}),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--advisors", type=int, default=2_000)
    parser.add_argument("--households", type=int, default=200_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--step", choices=tuple(STEPS), help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps({**STEPS[options.step](options.home), "megabytes": _peak()}))
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _tell_of_the_data(home, options)
        steps = {name: _measured(name, home) for name in STEPS}
    alone, sums, build = (min(steps[name]["seconds"]) for name in ("alone", "sums", "build"))
    for name, words in WORDS.items():
        times = " ".join(f"{second:5.2f}" for second in steps[name]["seconds"])
        print(f"{words:<56} {times + ' s' if times else '':<20} peak memory {steps[name]['megabytes']:,.0f} MB")
    print(f"ratio to DuckDB alone: sums {sums / alone:.2f}, sums and their place in the database {build / alone:.2f}")
    for words, seconds, processor in steps["question"]["questions"]:
        print(f"  {words:<54} {seconds:5.2f} s, processor {processor:5.2f} s")


def _tell_of_the_data(home: Path, options: argparse.Namespace) -> None:
    begun = time.perf_counter()
    shards = write_shards(home, options.advisors, options.households, options.months)
    write_firm(home, options.advisors, options.months)
    size = sum(path.stat().st_size for path in shards.glob("*/*.parquet")) / 1e6
    rows = {name: _rows(shards / name) for name in ("balances", "revenue")}
    print(
        f"{options.advisors:,} advisors, {options.households:,} households, {options.months} months: "
        f"{rows['balances']:,} rows of balances, {rows['revenue']:,} of revenue, {size:,.0f} MB of Parquet, "
        f"made in {time.perf_counter() - begun:.0f} s"
    )


def _rows(folder: Path) -> int:
    ((count,),) = duckdb.execute(f"SELECT count(*) FROM read_parquet('{folder}/*.parquet')").fetchall()
    return int(count)


def _measured(step: str, home: Path) -> dict[str, object]:
    """A step in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "tests.benchmarks.rollups", "--step", step, "--home", str(home)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def _alone(home: Path) -> dict[str, object]:
    """The same sums by a query written by hand, DuckDB from Parquet to tables of its own."""
    folder = home / "shards" / DIGEST
    ((begins,),) = duckdb.execute(f"SELECT min(month) FROM read_parquet('{folder}/balances/*.parquet')").fetchall()
    seconds = []
    for _ in range(ROUNDS):
        with duckdb.connect() as duck:
            begun = time.perf_counter()
            for statement in ALONE.format(folder=folder, begins=begins).split(";")[:-1]:
                duck.execute(statement)
            seconds.append(time.perf_counter() - begun)
    return {"seconds": seconds}


def _sums(home: Path) -> dict[str, object]:
    from assistant.book.rollups import Shards, sum_up

    shards, seconds = Shards(home / "shards"), []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        with shards.opened(DIGEST) as duck:
            sum_up(duck)
        seconds.append(time.perf_counter() - begun)
    return {"seconds": seconds}


def _build(home: Path) -> dict[str, object]:
    """What the desk does after an import, the shards being there: sum up and put the sums into the database."""
    from assistant.book.rollups import Shards
    from assistant.database import Database
    from assistant.desk.rollups import refresh

    database, shards, seconds = Database(f"sqlite:///{home / 'firm.db'}"), Shards(home / "shards"), []
    for _ in range(ROUNDS):
        with database.writing() as session:
            session.connection().exec_driver_sql("DELETE FROM rollup_versions")
        shards.are_whole(DIGEST)
        begun = time.perf_counter()
        refresh(database, shards, lambda _words, _share: None)
        seconds.append(time.perf_counter() - begun)
    return {"seconds": seconds}


def _question(home: Path) -> dict[str, object]:
    """Questions as a person's call of a tool, recorded and all; the first finds a process that has just begun."""
    from assistant.desk import Desk
    from assistant.settings import Settings
    from tests.benchmarks.large_firm import EXECUTIVE

    asked = []
    clock = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
    with Desk(Settings(home=home, model="embedded"), clock=lambda: clock) as desk:
        caller = desk.caller(EXECUTIVE)
        for name, arguments in (*QUESTIONS, *QUESTIONS):
            begun, used = time.perf_counter(), time.process_time()
            desk.call_tool(caller, name, arguments)
            took = time.perf_counter() - begun, time.process_time() - used
            words = " ".join((name, *(f"{key}={value}" for key, value in arguments.items() if key != "scope")))
            asked.append((words + (", again" if len(asked) >= len(QUESTIONS) else ""), *took))
    return {"seconds": [], "questions": asked}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


STEPS = {"alone": _alone, "sums": _sums, "build": _build, "question": _question}
WORDS = {
    "alone": "DuckDB alone, by hand",
    "sums": "roll-ups summed up",
    "build": "roll-ups summed up and put into the database (SQLite)",
    "question": "questions about the firm",
}


if __name__ == "__main__":
    main()

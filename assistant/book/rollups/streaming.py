"""From the tables of a database to Parquet files, a batch of rows at a time, so that memory stays bounded.

A shared account's rows are cut into one row a sharer here, once: whatever is summed over the files later is the sum of
parts that add up to the account, for any set of advisors. No name, address or note of anybody is copied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Boolean, Column, Date, Integer, String, Table, cast, func, select
from sqlmodel import Session

from assistant.book.sharing import FLOWS, running_shares
from assistant.book.tables.columns import FIRM_METADATA, Cents, Month
from assistant.database import UtcTime

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Progress = Callable[[str, float], None]
Batch = dict[str, "np.ndarray[Any, Any]"]
ROWS = 250_000
"""Rows of a batch and of a file."""
MEMORY = "4GB"
"""What DuckDB may use. It spills nothing to disk, where it would lie about after a crash."""
DUCK_TYPES = ((Date, "DATE"), (Boolean, "BOOLEAN"), (Cents, "BIGINT"), (Integer, "BIGINT"))

PART = (
    "CREATE MACRO part(cents, low, high) AS "
    "CAST(round_even(cents * high, 0) AS BIGINT) - CAST(round_even(cents * low, 0) AS BIGINT)"
)
"""What lies between two running shares of an amount, as sharing.Shares.part cuts it."""
BALANCES = ("begin_value_cents", *FLOWS[:4], "market_gain_cents", "fees_cents", "end_value_cents")
# In order of month within a file, so that a question about one month reads a fraction of it.
PARTS_OF_BALANCES = f"""
WITH part AS (
  SELECT owners.advisor_id, owners.household_id, owners.shared, kept.account_id, kept.month,
         kept.market_gain_cents AS whole_gain_cents,
         {", ".join(f"part({name}, low, high) AS {name}" for name in BALANCES if name != "market_gain_cents")}
  FROM kept JOIN owners USING (account_id))
SELECT advisor_id, household_id, account_id, month, begin_value_cents, {", ".join(FLOWS[:4])},
       CASE WHEN shared THEN end_value_cents - begin_value_cents - contributions_cents + withdrawals_cents
                             - transfers_in_cents + transfers_out_cents + fees_cents
            ELSE whole_gain_cents END AS market_gain_cents, fees_cents, end_value_cents
FROM part ORDER BY month
"""  # noqa: S608 — our own columns' names
PARTS_OF_REVENUE = """
SELECT owners.advisor_id, kept.household_id, account_id, month, type, part(amount_cents, low, high) AS amount_cents,
       coalesce(non_repeatable, false) AS non_repeatable
FROM kept JOIN owners USING (account_id) WHERE account_id <> ''
UNION ALL
SELECT households.advisor_id, household_id, account_id, month, type, amount_cents, coalesce(non_repeatable, false)
FROM kept JOIN households USING (household_id) WHERE account_id = '' ORDER BY month
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of which shards are kept: its columns, and the query that makes a shard's rows of a batch (`kept`)."""

    name: str
    columns: tuple[str, ...]
    query: str = "SELECT * FROM kept"


SHARDS = (
    Kept("households", ("household_id", "advisor_id", "since", "closed_on", "close_reason")),
    Kept("accounts", ("account_id", "household_id", "registration", "opened_on", "closed_on", "split")),
    Kept("clients", ("client_id", "household_id", "deceased_on")),
    Kept(
        "net_worth",
        ("household_id", "as_of", "investable_net_worth_cents", "total_net_worth_cents", "providers", "source"),
    ),
    Kept("interactions", ("household_id", "at", "two_way")),
    Kept("service_requests", ("household_id", "opened_at")),
    Kept("leads", ("advisor_id", "created_on", "won_on")),
    Kept("balances", ("account_id", "month", *BALANCES), PARTS_OF_BALANCES),
    Kept(
        "revenue", ("household_id", "account_id", "month", "type", "amount_cents", "non_repeatable"), PARTS_OF_REVENUE
    ),
)
"""In the order in which they are written: whose an account is must be known before its balances are cut."""
DERIVED = (
    Kept("members", ("household_id", "advisor_id"), """
        SELECT household_id, advisor_id FROM households
        UNION SELECT household_id, advisor_id FROM owners WHERE shared ORDER BY ALL"""),
    Kept("shares", ("account_id", "household_id", "opened_on", "advisor_id", "share"), """
        SELECT account_id, owners.household_id, opened_on, owners.advisor_id, high - low AS share
        FROM owners JOIN accounts USING (account_id) WHERE shared ORDER BY ALL"""),
)  # fmt: skip
"""Two more: each household with each advisor it belongs to, owner and sharers; who shares an account, and how much."""
NAMES = tuple(kept.name for kept in (*SHARDS, *DERIVED))


def connected() -> DuckDBPyConnection:
    """A DuckDB that fetches nothing from anywhere and leaves nothing behind."""
    import duckdb

    duck = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": "",
            "memory_limit": MEMORY,
        }
    )
    return session_of(duck)


def session_of(duck: DuckDBPyConnection) -> DuckDBPyConnection:
    """The connection, or a cursor of it, with what DuckDB keeps by session: moments in UTC, no bar on the terminal."""
    duck.execute("SET TimeZone = 'UTC'")
    duck.execute("SET enable_progress_bar = false")
    return duck


def write_tables(session: Session, folder: Path, tell: Progress) -> None:
    """Write every shard of the book that the session sees into `folder`, one folder a table."""
    total = sum(session.scalar(select(func.count()).select_from(_table(kept))) or 0 for kept in SHARDS) or 1
    done = 0
    with connected() as duck:
        duck.execute(PART)
        for kept in SHARDS:
            folder.joinpath(kept.name).mkdir(parents=True)
            for number, batch in enumerate(_batches(session, kept)):
                tell(f"writing shards of {kept.name.replace('_', ' ')}", done / total)
                duck.register("batch", batch)
                duck.execute(f"CREATE OR REPLACE TEMP VIEW kept AS {_cast(kept)}")
                _copy(duck, kept.query, folder / kept.name / f"{number:05d}.parquet")
                done += len(batch[kept.columns[0]])
            if kept.name in ("households", "accounts"):
                files = folder / kept.name / "*.parquet"
                duck.execute(f"CREATE TABLE {kept.name} AS SELECT * FROM read_parquet('{files}')")  # noqa: S608
            if kept.name == "accounts":
                _say_whose(duck)
        for kept in DERIVED:
            folder.joinpath(kept.name).mkdir()
            _copy(duck, kept.query, folder / kept.name / "00000.parquet")


def _say_whose(duck: DuckDBPyConnection) -> None:
    """`owners`: who has how much of an account, between two running shares; an account nobody shares is its owner's."""
    split = duck.execute("SELECT account_id, split FROM accounts WHERE split IS NOT NULL").fetchall()
    rows = [(account, *share) for account, words in split for share in running_shares(words)]
    accounts, advisors, lows, highs = zip(*rows, strict=True) if rows else ((), (), (), ())
    shares = {
        "account_id": np.array(accounts, dtype=object),
        "advisor_id": np.array(advisors, dtype=object),
        "low": np.array(lows, dtype=np.float64),
        "high": np.array(highs, dtype=np.float64),
    }
    duck.register("shares", shares)
    duck.execute(
        "CREATE TABLE owners AS "
        "SELECT account_id, household_id, advisor_id, 0.0::DOUBLE AS low, 1.0::DOUBLE AS high, false AS shared "
        "FROM accounts JOIN households USING (household_id) WHERE split IS NULL UNION ALL "
        "SELECT accounts.account_id, household_id, advisor_id::VARCHAR, low, high, true "
        "FROM shares JOIN accounts ON accounts.account_id = shares.account_id::VARCHAR"
    )


def _copy(duck: DuckDBPyConnection, query: str, file: Path) -> None:
    duck.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet, COMPRESSION zstd)")


def _batches(session: Session, kept: Kept) -> Iterator[Batch]:
    """The rows of a table as columns, up to ROWS at a time; an empty table gives one empty batch.

    What is neither a whole number nor a word travels as text: DuckDB reads a date from text far faster than Python.
    """
    columns = [_table(kept).columns[name] for name in kept.columns]
    plain = [_is_word(column) or _is_whole(column) for column in columns]
    query = select(*(c if is_plain else cast(c, String) for c, is_plain in zip(columns, plain, strict=True)))
    kinds = [np.int64 if _is_whole(column) else object for column in columns]
    result = session.execute(query, execution_options={"yield_per": ROWS})
    empty = True
    for rows in result.partitions():
        empty = False
        filled = zip(kept.columns, kinds, zip(*rows, strict=True), strict=True)
        yield {name: np.array(values, dtype=kind) for name, kind, values in filled}
    if empty:
        yield {name: np.array([], dtype=kind) for name, kind in zip(kept.columns, kinds, strict=True)}


def _cast(kept: Kept) -> str:
    """The batch in the types a shard keeps: days and months as dates, moments in UTC, money in whole cents."""
    typed = (f'{_value(_table(kept).columns[name])} AS "{name}"' for name in kept.columns)
    return f"SELECT {', '.join(typed)} FROM batch"  # noqa: S608 — our own columns' names


def _value(column: Column[Any]) -> str:
    if isinstance(column.type, Month):
        return f"CAST(\"{column.name}\" || '-01' AS DATE)"
    if isinstance(column.type, UtcTime):
        return f"CAST(\"{column.name}\" AS TIMESTAMPTZ) AT TIME ZONE 'UTC'"
    named = next((word for kind, word in DUCK_TYPES if isinstance(column.type, kind)), "VARCHAR")
    return f'CAST("{column.name}" AS {named})'


def _is_whole(column: Column[Any]) -> bool:
    return isinstance(column.type, Cents | Integer) and not column.nullable


def _is_word(column: Column[Any]) -> bool:
    return not isinstance(column.type, (UtcTime, *(kind for kind, _ in DUCK_TYPES)))


def _table(kept: Kept) -> Table:
    return FIRM_METADATA.tables[kept.name]

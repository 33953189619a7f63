"""The firm's months summed up from the shards, and kept in its database with the version they were made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select
from sqlmodel import Session

from assistant.book.importing.writing import Changes, one_at_a_time, write
from assistant.book.rollups.tables import RollUpCohort, RollUpMonth, RollUpVersion
from assistant.book.snapshot import current_version
from assistant.book.tables.columns import FIRM_METADATA
from assistant.database import FirmTable
from assistant.errors import ServiceDown

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LAYOUT = 1
"""What the sums mean; a program with another number makes its own."""
TYPES = ("advisory_fee", "trail", "commission", "insurance", "planning")

Rows = list[tuple[Any, ...]]

MONTHS = f"""
WITH held AS (
  SELECT advisor_id, month, count(*) AS accounts, sum(begin_value_cents) AS begins, sum(contributions_cents) AS came,
         sum(withdrawals_cents) AS went, sum(transfers_in_cents) AS moved_in, sum(transfers_out_cents) AS moved_out,
         sum(market_gain_cents) AS gained, sum(fees_cents) AS charged, sum(end_value_cents) AS ends
  FROM balances GROUP BY ALL),
earned AS (
  SELECT advisor_id, month, count(*) AS revenue_rows,
         {", ".join(f"sum(amount_cents) FILTER (type = '{kind}') AS {kind}" for kind in TYPES)},
         sum(amount_cents) FILTER (non_repeatable) AS non_repeatable
  FROM revenue GROUP BY ALL)
SELECT advisor_id, strftime(month, '%Y-%m'), coalesce(accounts, 0),
       {
    ", ".join(
        f"coalesce({name}, 0)::BIGINT"
        for name in ("begins", "came", "went", "moved_in", "moved_out", "gained", "charged", "ends")
    )
},
       coalesce(revenue_rows, 0), {", ".join(f"coalesce({kind}, 0)::BIGINT" for kind in (*TYPES, "non_repeatable"))}
FROM held FULL JOIN earned USING (advisor_id, month) ORDER BY 1, 2
"""  # noqa: S608 — our own columns' names

COHORTS = """
WITH first AS (SELECT min(month) AS month FROM balances),
came AS (SELECT household_id, date_trunc('month', since) AS cohort FROM households, first WHERE since >= first.month),
went AS (SELECT household_id, date_trunc('month', closed_on) AS cohort FROM households, first
         WHERE closed_on >= first.month AND close_reason IS DISTINCT FROM 'merged'),
moved AS (
  SELECT 'came' AS kind, advisor_id, cohort, month, contributions_cents AS cents
  FROM balances JOIN came USING (household_id) WHERE contributions_cents <> 0
  UNION ALL
  SELECT 'went', advisor_id, cohort, month, withdrawals_cents
  FROM balances JOIN went USING (household_id) WHERE withdrawals_cents <> 0),
summed AS (
  SELECT kind, advisor_id, strftime(cohort, '%Y-%m') AS cohort, strftime(month, '%Y-%m') AS month,
         sum(cents)::BIGINT AS cents
  FROM moved GROUP BY ALL)
SELECT kind, advisor_id, cohort, '{' || string_agg('"' || month || '":' || cents, ',' ORDER BY month) || '}'
FROM summed GROUP BY ALL ORDER BY 1, 2, 3
"""


def sum_up(duck: DuckDBPyConnection) -> tuple[Rows, Rows]:
    """The rows of `rollup_months` and of `rollup_cohorts`, from a connection with the shards' views."""
    return duck.execute(MONTHS).fetchall(), duck.execute(COHORTS).fetchall()


def are_current(session: Session, digest: str) -> bool:
    """Whether the roll-ups in the database were made from this version of the book."""
    kept = session.execute(select(RollUpVersion.digest, RollUpVersion.layout)).all()  # type: ignore[call-overload]
    return [tuple(row) for row in kept] == [(digest, LAYOUT)]


def keep(session: Session, digest: str, months: Rows, cohorts: Rows) -> None:
    """Put these roll-ups in the place of whatever is kept; the caller commits.

    Raises ServiceDown when the book has gone on to another version meanwhile.
    """
    one_at_a_time(session)
    if current_version(session).digest != digest:
        raise ServiceDown("The book was updated while its months were summed up; please ask again.")
    if are_current(session, digest):
        return
    for table in (RollUpVersion, RollUpMonth, RollUpCohort):
        session.execute(delete(table))
    _insert(session, RollUpMonth, months)
    _insert(session, RollUpCohort, cohorts)
    _insert(session, RollUpVersion, [(digest, LAYOUT)])


def _insert(session: Session, model: type[FirmTable], rows: Rows) -> None:
    table = FIRM_METADATA.tables[str(model.__tablename__)]
    write(session, Changes(table, tuple(table.columns), rows, [], 0))

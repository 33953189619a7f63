"""A firm of any size made where it is needed: its shards straight as Parquet, its advisors and units in a database."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb

from assistant.book.rollups.shards import seal
from assistant.book.rollups.streaming import DERIVED, PART, PARTS_OF_BALANCES, PARTS_OF_REVENUE, connected
from assistant.book.tables import Advisor, BookVersion, OrgUnit, User
from assistant.database import FIRM_METADATA, Database

DIGEST = "0" * 63 + "1"
EXECUTIVE = "eva.grant@firm.example"
LAST = dt.date(2026, 10, 1)
AT_ONCE = 5_000
"""Households of a file."""

HOUSEHOLDS = """
CREATE TABLE lives AS
SELECT i, printf('H%07d', i) AS household_id, printf('A%05d', i % {advisors}) AS advisor_id,
       CASE WHEN dice(i, 1) % 4 = 0 THEN dice(i, 2) % {months} ELSE 0 END::INT AS first,
       CASE WHEN dice(i, 3) % 16 = 0 THEN {months} - 1 - dice(i, 4) % 12 ELSE {months} END::INT AS last,
       ['left', 'left', 'death', 'firm_exit', 'merged'][1 + dice(i, 5) % 5] AS reason
FROM range({households}) t(i);
CREATE TABLE households AS
SELECT household_id, advisor_id,
       CASE WHEN first = 0 THEN DATE '2012-01-05' ELSE (DATE '{begins}' + to_months(first))::DATE + 7 END AS since,
       CASE WHEN closes THEN (DATE '{begins}' + to_months(last))::DATE + 20 END AS closed_on,
       CASE WHEN closes THEN reason END AS close_reason
FROM (SELECT *, last BETWEEN first AND {months} - 1 AS closes FROM lives);
CREATE TABLE accounts AS
SELECT printf('C%07d%d', i, k) AS account_id, household_id, ['ira', 'taxable'][k + 1] AS registration,
       NULL::DATE AS opened_on, NULL::DATE AS closed_on, i, k,
       CASE WHEN dice(i, 6) % 20 = 0 AND k = 1 THEN
         printf('%s:0.6;A%05d:0.4', advisor_id, (i + 1) % {advisors}) END AS split
FROM lives, range(2) t(k);
CREATE TABLE owners AS
SELECT account_id, household_id, advisor_id, 0.0::DOUBLE AS low, 1.0::DOUBLE AS high, false AS shared
FROM accounts JOIN households USING (household_id) WHERE split IS NULL
UNION ALL SELECT account_id, household_id, split[1:6], 0.0, 0.6, true FROM accounts WHERE split IS NOT NULL
UNION ALL SELECT account_id, household_id, split[12:17], 0.6, 1.0, true FROM accounts WHERE split IS NOT NULL;
"""
BALANCES = """
CREATE OR REPLACE TEMP VIEW grid AS
SELECT account_id, household_id, i, k, m, first, last, 5000000 + dice(i, k) % 90000000 AS base, dice(i, k, m) AS luck
FROM accounts JOIN lives USING (i, household_id), range({months}) t(m)
WHERE m BETWEEN first AND last AND i BETWEEN {low} AND {high};
CREATE OR REPLACE TEMP VIEW stocks AS
SELECT *, CASE WHEN m = first AND first > 0 THEN 0 ELSE base * (1000 + 4 * m) // 1000 END::BIGINT AS begins,
       CASE WHEN m = last AND last < {months} THEN 0 ELSE base * (1004 + 4 * m) // 1000 END::BIGINT AS ends,
       CASE WHEN m = first AND first > 0 THEN base WHEN luck % 10 = 0 THEN luck % 400007 ELSE 0 END::BIGINT AS paid_in,
       CASE WHEN m = last AND last < {months} THEN base
            WHEN luck % 11 = 0 THEN luck % 300007 ELSE 0 END::BIGINT AS paid_out,
       (base // 1200)::BIGINT AS fee
FROM grid;
CREATE OR REPLACE TEMP VIEW kept AS
SELECT account_id, (DATE '{begins}' + to_months(m::INT))::DATE AS month, begins AS begin_value_cents,
       paid_in AS contributions_cents, paid_out AS withdrawals_cents, 0::BIGINT AS transfers_in_cents,
       0::BIGINT AS transfers_out_cents, ends - begins - paid_in + paid_out + fee AS market_gain_cents,
       fee AS fees_cents, ends AS end_value_cents
FROM stocks;
"""
REVENUE = """
CREATE OR REPLACE TEMP VIEW kept AS
SELECT household_id, account_id, (DATE '{begins}' + to_months(m::INT))::DATE AS month, 'advisory_fee' AS type,
       fee AS amount_cents, NULL::BOOLEAN AS non_repeatable FROM stocks WHERE k = 0
UNION ALL
SELECT household_id, account_id, (DATE '{begins}' + to_months(m::INT))::DATE,
       ['trail', 'commission', 'insurance'][1 + luck % 3], (luck % 90001)::BIGINT, NULL FROM stocks
WHERE k = 1 AND luck % 17 = 0
UNION ALL
SELECT household_id, '', (DATE '{begins}' + to_months(m::INT))::DATE, 'planning', 30000, true FROM stocks
WHERE k = 0 AND luck % 101 = 0;
"""
SMALL = {
    "clients": "SELECT printf('P%07d%d', i, p) AS client_id, household_id, "
    "CASE WHEN dice(i, p, 8) % 50 = 0 THEN DATE '2025-05-05' END AS deceased_on FROM lives, range(2) t(p)",
    "net_worth": "SELECT household_id, DATE '2024-03-01' + to_months((12 * n)::INT) AS as_of, "
    "(20000000 + dice(i) % 400000000)::BIGINT AS investable_net_worth_cents, NULL::BIGINT AS total_net_worth_cents, "
    "2 AS providers, 'statement' AS source FROM lives, range(2) t(n) WHERE dice(i, n, 9) % 3 > 0",
    "interactions": "SELECT household_id, TIMESTAMP '2024-01-03 15:00:00' + to_days((dice(i, n) % 1000)::INT) AS at, "
    "dice(i, n, 3) % 3 > 0 AS two_way FROM lives, range(12) t(n)",
    "service_requests": "SELECT household_id, "
    "TIMESTAMP '2024-01-03 15:00:00' + to_days((dice(i) % 1000)::INT) AS opened_at FROM lives",
    "leads": "SELECT advisor_id, DATE '2024-01-03' + (dice(i) % 1000)::INT AS created_on, "
    "CASE WHEN dice(i, 2) % 3 = 0 THEN DATE '2026-03-03' END AS won_on FROM lives",
}


def write_shards(home: Path, advisors: int, households: int, months: int) -> Path:
    """The shards of the firm, laid out and cut among sharers as the product does it; returns their folder."""
    folder = home / "shards" / DIGEST
    begins = LAST.replace(year=LAST.year - months // 12, month=LAST.month + 1)
    given = {"advisors": advisors, "households": households, "months": months, "begins": begins}
    with connected() as duck:
        duck.execute("SET preserve_insertion_order = false")
        duck.execute("CREATE MACRO dice(a, b := 0, c := 0) AS CAST(hash(a, b, c) % 2147483647 AS BIGINT)")
        duck.execute(PART)
        _run(duck, HOUSEHOLDS.format(**given))
        _write(duck, folder, "households", "SELECT * FROM households")
        _write(duck, folder, "accounts", "SELECT * EXCLUDE (i, k) FROM accounts")
        for name, query in SMALL.items():
            _write(duck, folder, name, query)
        for kept in DERIVED:
            _write(duck, folder, kept.name, kept.query)
        for number, low in enumerate(range(0, households, AT_ONCE)):
            span = {**given, "low": low, "high": low + AT_ONCE - 1}
            _run(duck, BALANCES.format(**span))
            _write(duck, folder, "balances", PARTS_OF_BALANCES, number)
            _run(duck, REVENUE.format(**span))
            _write(duck, folder, "revenue", PARTS_OF_REVENUE, number)
    seal(folder, DIGEST)
    return folder


def write_firm(home: Path, advisors: int, months: int) -> None:
    """The database: one firm, ten regions, a branch for twenty advisors, their names, one executive, the households."""
    database = Database(f"sqlite:///{home / 'firm.db'}")
    database.migrate("firm", FIRM_METADATA)
    branches = max(1, advisors // 20)
    units = [OrgUnit(unit_id="F", kind="firm", name="Grant & Grant", parent_id=None)]
    units += [OrgUnit(unit_id=f"R{n}", kind="region", name=f"Region {n}", parent_id="F") for n in range(10)]
    units += [
        OrgUnit(unit_id=f"B{n}", kind="branch", name=f"Branch {n}", parent_id=f"R{n % 10}") for n in range(branches)
    ]
    people = [
        Advisor(
            advisor_id=f"A{n:05d}", name=f"Advisor {n:05d}", email=f"a{n:05d}@firm.example", unit_id=f"B{n % branches}"
        )
        for n in range(advisors)
    ]
    with database.writing() as session:
        session.add_all([*units, *people])
        session.add(User(user_id="U1", name="Eva Grant", email=EXECUTIVE, role="executive", acts_for="F"))
        at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        session.add(
            BookVersion(
                version=1, digest=DIGEST, at=at, source="benchmark", rows_new=1, rows_changed=0,
                last_closed_month=f"{LAST:%Y-%m}",
            )
        )  # fmt: skip
        session.flush()
        rows = duckdb.execute(
            f"SELECT household_id, advisor_id, 'Household ' || household_id FROM "
            f"read_parquet('{home}/shards/{DIGEST}/households/*.parquet')"
        ).fetchall()
        statement = "INSERT INTO households (household_id, advisor_id, name) VALUES (?, ?, ?)"
        session.connection().exec_driver_sql(statement, rows)
    database.close()


def _run(duck: duckdb.DuckDBPyConnection, statements: str) -> None:
    for statement in filter(str.strip, statements.split(";\n")):
        duck.execute(statement)


def _write(duck: duckdb.DuckDBPyConnection, folder: Path, name: str, query: str, number: int = 0) -> None:
    folder.joinpath(name).mkdir(parents=True, exist_ok=True)
    file = folder / name / f"{number:05d}.parquet"
    duck.execute(f"COPY ({query}) TO '{file}' (FORMAT parquet, COMPRESSION zstd)")

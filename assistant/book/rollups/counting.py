"""What is counted by household rather than summed by advisor: DuckDB over the shards, each household once in a part.

A household belongs to its owner and to whoever shares an account of it, so it is in every part that has one of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from assistant.callers import Scope

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CLIENTS = (
    "households", "people", "at_start", "came", "went", "merged", "lost_of_start", "died_of_start", "let_go_of_start",
)  # fmt: skip
"""Open households and their living people at `as_of`; households open the day before `start`; from start to end who
came, who went (left, died, let go), who merged; of those at the start, who went, and of these who died or were let go
by the firm."""
EVENTS = ("contacts", "wins", "requests")
HOMES = ("members", "households")
OF_CLIENTS, OF_EVENTS = (*HOMES, "clients"), (*HOMES, "interactions", "leads", "service_requests")
OF_WALLETS = (*HOMES, "shares", "net_worth", "balances")
"""The shards each question looks at."""

KNOWN = """
CREATE TEMP VIEW homes AS SELECT DISTINCT part, household_id FROM members JOIN asked USING (advisor_id);
CREATE TEMP TABLE known AS
SELECT part, household_id, since, CASE WHEN closed_on <= $as_of THEN closed_on END AS closed_on,
       CASE WHEN closed_on <= $as_of THEN close_reason END AS close_reason
FROM homes JOIN households USING (household_id) WHERE since IS NULL OR since <= $as_of
"""
TOLD = """
SELECT *, coalesce(closed_on BETWEEN $start AND $end, false) AS closed,
       close_reason IS NOT DISTINCT FROM 'merged' AS was_merged, coalesce(since BETWEEN $start AND $end, false) AS came,
       (since IS NULL OR since < $start) AND (closed_on IS NULL OR closed_on >= $start) AS was_there
FROM known
"""
COUNT_CLIENTS = f"""
WITH told AS ({TOLD}),
alive AS (
  SELECT part, count(*) AS people FROM clients JOIN known USING (household_id)
  WHERE known.closed_on IS NULL AND (deceased_on IS NULL OR deceased_on > $as_of) GROUP BY part)
SELECT part, count(*) FILTER (closed_on IS NULL) AS households, coalesce(any_value(people), 0) AS people,
       count(*) FILTER (was_there) AS at_start, count(*) FILTER (came) AS came,
       count(*) FILTER (closed AND NOT was_merged) AS went, count(*) FILTER (closed AND was_merged) AS merged,
       count(*) FILTER (was_there AND closed AND NOT was_merged) AS lost_of_start,
       count(*) FILTER (was_there AND closed AND close_reason = 'death') AS died_of_start,
       count(*) FILTER (was_there AND closed AND close_reason = 'firm_exit') AS let_go_of_start
FROM told LEFT JOIN alive USING (part) GROUP BY part
"""  # noqa: S608 — our own query
PRESENT = f"""
SELECT part, household_id, was_there AS at_start, came, was_there AND NOT (closed AND NOT was_merged) AS kept
FROM ({TOLD}) ORDER BY part, household_id
"""  # noqa: S608 — our own query
EARNED = """
SELECT part, household_id, sum(amount_cents)::BIGINT AS total_cents
FROM revenue JOIN asked USING (advisor_id) WHERE month BETWEEN $first AND $last GROUP BY ALL ORDER BY ALL
"""
REVENUE_ROWS = """
SELECT part, month, type, sum(amount_cents)::BIGINT AS total_cents,
       coalesce(sum(amount_cents) FILTER (non_repeatable), 0)::BIGINT AS one_off_cents
FROM revenue JOIN asked USING (advisor_id) WHERE month <= $last GROUP BY ALL ORDER BY ALL
"""
OF_CLOSED = """
SELECT coalesce(sum(amount_cents), 0)::BIGINT FROM revenue JOIN asked USING (advisor_id)
WHERE month BETWEEN $first AND $last AND household_id NOT IN (SELECT household_id FROM known WHERE closed_on IS NULL)
"""
FLOWED = """
SELECT part, household_id, sum(contributions_cents - withdrawals_cents)::BIGINT AS net_cents,
       coalesce(sum(begin_value_cents) FILTER (month = begins.first), 0)::BIGINT AS begin_cents
FROM balances JOIN asked USING (advisor_id) JOIN begins USING (part)
WHERE month BETWEEN begins.first AND $last GROUP BY ALL ORDER BY ALL
"""
COUNT_EVENTS = """
SELECT part, sum(contacts)::BIGINT AS contacts, sum(wins)::BIGINT AS wins, sum(requests)::BIGINT AS requests FROM (
  SELECT part, count(*) AS contacts, 0 AS wins, 0 AS requests FROM interactions JOIN homes USING (household_id)
  WHERE two_way AND "at" >= $start AND "at" < $end::DATE + 1 AND "at" < $as_of::DATE + 1 GROUP BY part
  UNION ALL
  SELECT part, 0, count(*), 0 FROM leads JOIN asked USING (advisor_id)
  WHERE won_on BETWEEN $start AND $end AND won_on <= $as_of AND (created_on IS NULL OR created_on <= $as_of)
  GROUP BY part
  UNION ALL
  SELECT part, 0, 0, count(*) FROM service_requests JOIN homes USING (household_id)
  WHERE opened_at >= $start AND opened_at < $end::DATE + 1 AND opened_at < $as_of::DATE + 1 GROUP BY part)
GROUP BY part
"""
WALLET_ROWS = """
WITH today AS (
  SELECT part, household_id, sum(end_value_cents)::BIGINT AS assets_cents
  FROM balances JOIN asked USING (advisor_id) WHERE month = $last GROUP BY ALL),
worth AS (
  SELECT household_id, investable_net_worth_cents AS worth_cents, total_net_worth_cents AS total_cents,
         as_of AS declared_on, source, providers
  FROM net_worth WHERE as_of <= $as_of AND investable_net_worth_cents IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY household_id ORDER BY as_of DESC) = 1),
owned AS (SELECT part, household_id FROM households JOIN asked USING (advisor_id)),
cut AS (
  SELECT DISTINCT part, household_id FROM (
    SELECT part, household_id, account_id FROM shares JOIN asked USING (advisor_id)
    WHERE opened_on IS NULL OR opened_on <= $as_of GROUP BY ALL HAVING sum(share) < 1 - 1e-9))
SELECT part, household_id, coalesce(assets_cents, 0) AS assets_cents, worth_cents, total_cents, declared_on, source,
       providers, coalesce(declared_on >= $fresh_since, false) AS is_fresh,
       owned.household_id IS NULL OR cut.household_id IS NOT NULL AS in_part
FROM known LEFT JOIN today USING (part, household_id) LEFT JOIN worth USING (household_id)
LEFT JOIN owned USING (part, household_id) LEFT JOIN cut USING (part, household_id)
WHERE closed_on IS NULL ORDER BY part, household_id
"""

Parts = Sequence[Scope]
"""Parts of a scope, each advisor in one of them only."""


def count_clients(duck: DuckDBPyConnection, parts: Parts, as_of: dt.date, start: dt.date, end: dt.date) -> pd.DataFrame:
    return _rows(duck, COUNT_CLIENTS, parts, CLIENTS, as_of=as_of, start=start, end=end)


def count_events(duck: DuckDBPyConnection, parts: Parts, as_of: dt.date, start: dt.date, end: dt.date) -> pd.DataFrame:
    return _rows(duck, COUNT_EVENTS, parts, EVENTS, as_of=as_of, start=start, end=end)


def wallet_rows(duck: DuckDBPyConnection, as_of: dt.date, last: dt.date, fresh_since: dt.date) -> pd.DataFrame:
    values = {"as_of": as_of, "last": last, "fresh_since": fresh_since}
    rows: pd.DataFrame = duck.execute(WALLET_ROWS, values).df().set_index("household_id")
    whole = ["worth_cents", "total_cents", "providers"]
    return rows.astype({**dict.fromkeys(whole, "Int64"), "source": "str", "is_fresh": "bool", "in_part": "bool"})


def present(duck: DuckDBPyConnection, start: dt.date, end: dt.date) -> pd.DataFrame:
    rows: pd.DataFrame = duck.execute(PRESENT, {"start": start, "end": end}).df()
    return rows


def earned(duck: DuckDBPyConnection, first: dt.date, last: dt.date) -> pd.DataFrame:
    rows: pd.DataFrame = duck.execute(EARNED, {"first": first, "last": last}).df()
    return rows


def revenue_rows(duck: DuckDBPyConnection, last: dt.date) -> pd.DataFrame:
    rows: pd.DataFrame = duck.execute(REVENUE_ROWS, {"last": last}).df()
    return rows


def revenue_of_closed(duck: DuckDBPyConnection, first: dt.date, last: dt.date) -> int:
    ((cents,),) = duck.execute(OF_CLOSED, {"first": first, "last": last}).fetchall()
    return int(cents)


def flowed(duck: DuckDBPyConnection, firsts: Sequence[dt.date], last: dt.date) -> pd.DataFrame:
    begins = {"part": np.arange(len(firsts)), "first": np.array([day.isoformat() for day in firsts], dtype=object)}
    duck.register("given_begins", begins)
    duck.execute("CREATE TEMP TABLE begins AS SELECT part, first::DATE AS first FROM given_begins")
    rows: pd.DataFrame = duck.execute(FLOWED, {"last": last}).df()
    return rows


def ask(duck: DuckDBPyConnection, parts: Parts, as_of: dt.date) -> None:
    """Say whom all that follows is about. `asked`: the advisors of each part; `homes`: the part's households; `known`:
    those of them known at the date, as they were then."""
    pairs = [(part, advisor) for part, scope in enumerate(parts) for advisor in scope.advisor_ids]
    numbers, advisors = zip(*pairs, strict=True) if pairs else ((), ())
    given = {"part": np.array(numbers, dtype=np.int64), "advisor_id": np.array(advisors, dtype=object)}
    duck.register("given", given)
    duck.execute("CREATE TEMP TABLE asked AS SELECT part, advisor_id::VARCHAR AS advisor_id FROM given")
    homes, known = KNOWN.split(";")
    duck.execute(homes)
    duck.execute(known, {"as_of": as_of})


def _rows(duck: DuckDBPyConnection, query: str, parts: Parts, columns: Sequence[str], **values: Any) -> pd.DataFrame:
    """One row a part, in the order asked; a part without a household has nothing but noughts."""
    frame: pd.DataFrame = duck.execute(query, values).df().set_index("part")
    return frame.reindex(range(len(parts)), fill_value=0)[list(columns)].astype("int64")

"""Retention of the small firm's money by plain SQL: R3 to R6 with what they divide, by scope, date and period.

Standard library only and nothing of the product, like small_answers.py whose tables it leans on. Amounts are in
hundredths of a cent (cents × percents of a shared account), so that nothing is rounded before the ratio.
"""

from __future__ import annotations

import runpy
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

load: Callable[..., sqlite3.Connection] = runpy.run_path(str(Path(__file__).parent / "small_answers.py"))["load"]

# The clients of the day before the period, and what became of each in it (contract: a merger is no loss).
COHORT = """
CREATE TEMP TABLE cohort AS
SELECT scope, as_of, period, first_month, last_month, household_id,
       coalesce(substr(closed_on, 1, 7) <= last_month AND close_reason <> 'merged', 0) AS went,
       CASE WHEN substr(closed_on, 1, 7) <= last_month AND close_reason = 'merged' THEN merged_into END AS merged_into
FROM scope_household JOIN households USING (household_id) JOIN period
ON since < first_month || '-01' AND (closed_on IS NULL OR closed_on >= first_month || '-01');
"""

# R3: what a leaver takes is all that was withdrawn in the period (contract), from the others what was withdrawn beyond
# the flows expected of the account in the month. R4: all withdrawals, and contributions back on top.
ASSETS = """
WITH due AS (
  SELECT account_id, month, sum(max(0, -CAST(replace(amount, '.', '') AS INTEGER))) AS cents
  FROM expected_flows GROUP BY 1, 2),
flow AS (
  SELECT held.*, max(0, withdrawals - percent * coalesce(due.cents, 0)) AS unplanned
  FROM held JOIN scope_account USING (scope, account_id, household_id)
  LEFT JOIN due ON due.account_id = held.account_id AND due.month = held.month)
SELECT cohort.scope, as_of, period,
       sum((flow.month = first_month) * flow."begin") AS before,
       sum((flow.month = first_month) * flow."begin" - CASE WHEN went THEN withdrawals ELSE unplanned END) AS gross,
       sum((flow.month = first_month) * flow."begin" - withdrawals + contributions) AS net
FROM cohort JOIN flow ON flow.scope = cohort.scope AND flow.household_id = cohort.household_id
AND flow.month BETWEEN first_month AND last_month
GROUP BY 1, 2, 3
"""

# R5, R6: all revenue of the period's months (none is longer than a year) against the same months a year before; who
# merged in the period counts with the household it went into. Undefined where revenue does not reach back so far.
REVENUE = """
WITH unit AS (
  SELECT DISTINCT scope, as_of, period, first_month, last_month, coalesce(merged_into, household_id) AS unit
  FROM cohort),
then_ AS (
  SELECT cohort.scope, as_of, period, coalesce(merged_into, cohort.household_id) AS unit, sum(parts) AS parts
  FROM cohort JOIN earned ON earned.scope = cohort.scope AND earned.household_id = cohort.household_id
  AND month BETWEEN strftime('%Y-%m', first_month || '-01', '-1 year')
            AND strftime('%Y-%m', last_month || '-01', '-1 year')
  GROUP BY 1, 2, 3, 4),
now_ AS (
  SELECT unit.scope, unit.as_of, unit.period, unit.unit, sum(parts) AS parts
  FROM unit JOIN earned ON earned.scope = unit.scope AND month BETWEEN first_month AND last_month
  AND (earned.household_id = unit.unit OR earned.household_id IN (
    SELECT household_id FROM cohort WHERE cohort.scope = unit.scope AND cohort.as_of = unit.as_of
    AND cohort.period = unit.period AND merged_into = unit.unit))
  GROUP BY 1, 2, 3, 4)
SELECT unit.scope, unit.as_of, unit.period,
       strftime('%Y-%m', first_month || '-01', '-1 year') >= (SELECT min(month) FROM revenue) AS known,
       sum(coalesce(then_.parts, 0)) AS before,
       sum(min(coalesce(then_.parts, 0), coalesce(now_.parts, 0))) AS gross,
       sum(coalesce(now_.parts, 0)) AS net
FROM unit LEFT JOIN then_ USING (scope, as_of, period, unit) LEFT JOIN now_ USING (scope, as_of, period, unit)
GROUP BY 1, 2, 3
"""


def answers(query: str) -> list[dict[str, Any]]:
    """The rows of one of the queries above."""
    database = load()
    database.executescript(COHORT)
    cursor = database.execute(query)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]

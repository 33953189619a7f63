"""The small firm's answers by plain SQL: loads tests/firms/small into sqlite and writes tests/firms/small_answers.

Standard library only, and nothing of the product: two ways to the same figure are worth more than one.
Run it with `python tests/firms/small_answers.py` after the CSV has changed, and read the diff before keeping it.
F… and R… are formula numbers of the domain reference, "contract" is the description of the book's CSV.
"""

import csv
import io
import sqlite3
from pathlib import Path

HERE = Path(__file__).parent
FIRM = HERE / "small"
ANSWERS = HERE / "small_answers"

# Money is read as integer cents by dropping the dot of a plain decimal with two places. Whoever holds part of
# an account counts by whole percents, so shared money is exact in hundredths of a cent until the last step.
PREPARE = """
-- The dates asked about and the months each period covers (tools contract: 1y is trailing).
CREATE TABLE period (as_of, period, first_month, last_month);
INSERT INTO period VALUES
  ('2026-10-31', 'ytd', '2026-01', '2026-10'), ('2026-10-31', '2026-Q3', '2026-07', '2026-09'),
  ('2026-10-31', '1y', '2025-11', '2026-10'),
  ('2026-06-30', 'ytd', '2026-01', '2026-06'), ('2026-06-30', '1y', '2025-07', '2026-06');

-- Whom a scope covers: an advisor covers the advisor, a unit everyone in it and below it.
CREATE TABLE scope_advisor AS
WITH RECURSIVE below(scope, unit_id) AS (
  SELECT unit_id, unit_id FROM org_units WHERE unit_id IN ('BR1', 'FIRM')
  UNION SELECT scope, org_units.unit_id FROM below JOIN org_units ON parent_id = below.unit_id)
SELECT advisor_id AS scope, advisor_id FROM advisors
UNION ALL SELECT scope, advisor_id FROM below JOIN advisors USING (unit_id);

-- Who holds how much of an account: `A1:0.6;A3:0.4` cut at the semicolons, else the household's advisor all
-- of it.
CREATE TABLE share AS
WITH RECURSIVE piece(account_id, part, rest) AS (
  SELECT account_id, NULL, split || ';' FROM accounts WHERE split IS NOT NULL
  UNION ALL
  SELECT account_id, substr(rest, 1, instr(rest, ';') - 1), substr(rest, instr(rest, ';') + 1)
  FROM piece WHERE rest <> '')
SELECT account_id, substr(part, 1, instr(part, ':') - 1) AS advisor_id,
       CAST(round(100 * substr(part, instr(part, ':') + 1)) AS INTEGER) AS percent
FROM piece WHERE part IS NOT NULL
UNION ALL
SELECT account_id, advisor_id, 100 FROM accounts JOIN households USING (household_id) WHERE split IS NULL;

-- A scope's accounts, with the percents of all its sharers together (contract: shared accounts count by share
-- for money).
CREATE TABLE scope_account AS
SELECT scope, account_id, household_id, sum(percent) AS percent
FROM share JOIN scope_advisor USING (advisor_id) JOIN accounts USING (account_id) GROUP BY 1, 2, 3;

-- A scope's households, each once (contract: once where the sharers meet, and for each sharer below it).
CREATE TABLE scope_household AS
SELECT scope, household_id FROM households JOIN scope_advisor USING (advisor_id)
UNION SELECT scope, household_id FROM scope_account;

-- Households that were clients on a date; a closed one keeps its history and leaves the present counts
-- (contract).
CREATE TABLE active AS
SELECT DISTINCT as_of, household_id FROM period JOIN households
ON since <= as_of AND (closed_on IS NULL OR closed_on > as_of);

-- Balances in hundredths of a cent for each scope that holds the account.
CREATE TABLE held AS
SELECT scope, account_id, household_id, month,
       percent * CAST(replace(begin_value, '.', '') AS INTEGER) AS begin,
       percent * CAST(replace(contributions, '.', '') AS INTEGER) AS contributions,
       percent * CAST(replace(withdrawals, '.', '') AS INTEGER) AS withdrawals,
       percent * CAST(replace(transfers_in, '.', '') AS INTEGER) AS transfers_in,
       percent * CAST(replace(transfers_out, '.', '') AS INTEGER) AS transfers_out,
       percent * CAST(replace(market_gain, '.', '') AS INTEGER) AS market_gain,
       percent * CAST(replace(fees, '.', '') AS INTEGER) AS fees,
       percent * CAST(replace(end_value, '.', '') AS INTEGER) AS ending
FROM balances JOIN scope_account USING (account_id);

-- Revenue in hundredths of a cent: by share where there is an account, else all to the household's advisor.
-- Advisory fees and trails are recurring, the rest transactional (contract, "Which reading a figure takes").
CREATE TABLE earned AS
WITH row AS (SELECT *, CAST(replace(amount, '.', '') AS INTEGER) AS cents FROM revenue),
     dealt AS (
  SELECT scope, row.household_id, month, type, non_repeatable, cents * percent AS parts
  FROM row JOIN scope_account ON scope_account.account_id = row.account_id
  UNION ALL
  SELECT scope, household_id, month, type, non_repeatable, cents * 100
  FROM row JOIN households USING (household_id) JOIN scope_advisor USING (advisor_id) WHERE account_id IS NULL)
SELECT *, type IN ('advisory_fee', 'trail') AS recurring FROM dealt;
"""

# Ends every query about money: whole cents where the sum is whole; where a shared account leaves a fraction
# both neighbouring cents are right, for how a product rounds a share is its own choice as long as the shares
# add up to the account. sqlite divides toward zero, hence the correction below zero.
NEIGHBOURS = """
SELECT scope, as_of, period, measure, parts / 100 - (parts < 0 AND parts % 100 <> 0) AS at_least_cents,
       parts / 100 + (parts > 0 AND parts % 100 <> 0) AS at_most_cents
FROM answer ORDER BY as_of DESC, period, measure, scope
"""

COUNTS = """
-- Households that are clients on the date, and their people who are alive on it.
SELECT scope, as_of, count(DISTINCT household_id) AS households_active,
       count(DISTINCT CASE WHEN coalesce(deceased_on, '9999') > as_of THEN client_id END) AS clients_active
FROM scope_household JOIN active USING (household_id) LEFT JOIN clients USING (household_id)
GROUP BY 1, 2 ORDER BY as_of DESC, scope
"""

BRIDGE = f"""
-- F20, each row of the bridge by its column in balances.csv; `end` of a period that reaches as_of is the AUM.
-- Begin + contributions − withdrawals + transfers in − transfers out + market gain − fees = end.
WITH measure(measure) AS (VALUES ('begin'), ('contributions'), ('withdrawals'), ('transfers_in'), ('transfers_out'),
                                 ('market_gain'), ('fees'), ('end')),
answer AS (
  SELECT scope, as_of, period, measure, sum(CASE measure
      WHEN 'begin' THEN begin * (month = first_month) WHEN 'end' THEN ending * (month = last_month)
      WHEN 'contributions' THEN contributions WHEN 'withdrawals' THEN withdrawals
      WHEN 'transfers_in' THEN transfers_in WHEN 'transfers_out' THEN transfers_out
      WHEN 'market_gain' THEN market_gain WHEN 'fees' THEN fees END) AS parts
  FROM held JOIN period ON month BETWEEN first_month AND last_month CROSS JOIN measure GROUP BY 1, 2, 3, 4)
{NEIGHBOURS}"""

FLOWS = f"""
-- F20 and F21. New-client money: contributions of households that became clients inside the period. Losses:
-- all that was withdrawn in the period by households which left, died or were let go inside it (contract,
-- R3/R4: "all that was withdrawn"). A merged household is no loss; transfers, a recruited book among them,
-- are never organic.
WITH measure(measure) AS (VALUES ('new_client_money'), ('existing_client_money'), ('withdrawals_of_who_stayed'),
                                 ('losses'), ('net_new_assets')),
moved AS (
  SELECT held.*, as_of, period, substr(since, 1, 7) BETWEEN first_month AND last_month AS is_new,
         coalesce(substr(closed_on, 1, 7) BETWEEN first_month AND last_month
                  AND close_reason IN ('left', 'death', 'firm_exit'), 0) AS is_lost
  FROM held JOIN households USING (household_id) JOIN period ON month BETWEEN first_month AND last_month),
answer AS (
  SELECT scope, as_of, period, measure, sum(CASE measure
      WHEN 'new_client_money' THEN contributions * is_new WHEN 'existing_client_money' THEN contributions * (1 - is_new)
      WHEN 'withdrawals_of_who_stayed' THEN withdrawals * (1 - is_lost) WHEN 'losses' THEN withdrawals * is_lost
      WHEN 'net_new_assets' THEN contributions - withdrawals END) AS parts
  FROM moved CROSS JOIN measure GROUP BY 1, 2, 3, 4)
{NEIGHBOURS}"""

GROWTH = """
-- F21: organic growth is net new assets over what the period began with, and beside it the months chained,
-- product of (1 + NNA/begin of the month) − 1, which F21 wants when a book was recruited inside the period.
WITH RECURSIVE monthly AS (
  SELECT scope, month, sum(contributions - withdrawals) AS nna, sum(begin) AS begin FROM held GROUP BY 1, 2),
chain(scope, as_of, period, month, last_month, factor) AS (
  SELECT scope, as_of, period, month, last_month, 1 + 1.0 * nna / begin
  FROM monthly JOIN period ON month = first_month
  UNION ALL
  SELECT scope, as_of, period, monthly.month, last_month, factor * (1 + 1.0 * nna / begin)
  FROM chain JOIN monthly USING (scope)
  WHERE monthly.month = strftime('%Y-%m', chain.month || '-01', '+1 month') AND monthly.month <= last_month),
whole AS (
  SELECT scope, as_of, period, sum(nna) AS nna, sum(begin * (month = first_month)) AS begin
  FROM monthly JOIN period ON month BETWEEN first_month AND last_month GROUP BY 1, 2, 3)
SELECT scope, as_of, period, printf('%.6f', 1.0 * nna / begin) AS organic_growth,
       printf('%.6f', factor - 1) AS organic_growth_chained
FROM whole JOIN chain USING (scope, as_of, period) WHERE month = last_month ORDER BY as_of DESC, period, scope
"""

REVENUE = f"""
-- What a report says: everything counts, closed households too; the trailing twelve months are the period 1y.
-- Beside it the same without what was marked non_repeatable (contract: only a valuation leaves that out).
WITH measure(measure) AS (VALUES ('total'), ('recurring'), ('transactional'), ('total_without_non_repeatable')),
answer AS (
  SELECT scope, as_of, period, measure, sum(CASE measure
      WHEN 'total' THEN parts WHEN 'recurring' THEN parts * recurring WHEN 'transactional' THEN parts * (1 - recurring)
      ELSE parts * (non_repeatable = 'false') END) AS parts
  FROM earned JOIN period ON month BETWEEN first_month AND last_month CROSS JOIN measure GROUP BY 1, 2, 3, 4)
{NEIGHBOURS}"""

# One household's twelve months for a valuation (F1, TTM discipline; contract, "Revenue"): repeatable revenue
# of the twelve months to as_of, of households still clients on it. Months of history run from the household's
# first revenue of all, so one billed each quarter has twelve; with 3 to 11 the year is scaled up by 12/months
# (whole cents in this firm), under 3 it is left out. The two neighbouring cents of a share are carried along
# as low and high.
VALUED = """
valued AS (
  SELECT scope, as_of, household_id, recurring, months, sum(parts) AS parts,
         CASE WHEN months >= 12 THEN 'twelve months' WHEN months >= 3 THEN 'annualised' ELSE 'left out' END AS treatment
  FROM earned JOIN period ON period = '1y' AND month BETWEEN first_month AND last_month
  JOIN active USING (as_of, household_id)
  JOIN (SELECT as_of, household_id,
               min(12, 12 * (substr(as_of, 1, 4) - substr(min(month), 1, 4))
                       + substr(as_of, 6, 2) - substr(min(month), 6, 2) + 1) AS months
        FROM earned JOIN (SELECT DISTINCT as_of FROM period) ON month <= substr(as_of, 1, 7)
        WHERE scope = 'FIRM' GROUP BY 1, 2) USING (as_of, household_id)
  WHERE non_repeatable = 'false' GROUP BY 1, 2, 3, 4, 5),
year AS (
  SELECT *, CASE treatment WHEN 'left out' THEN 0 ELSE parts / 100 * 12 / months END AS low,
            CASE treatment WHEN 'left out' THEN 0 ELSE (parts + 99) / 100 * 12 / months END AS high FROM valued)
"""

VALUE = f"""
-- F1: sum of recurring × its multiple + transactional × its multiple; multiples low, centre, high from domain
-- 4.4.
WITH {VALUED},
multiple(multiples, recurring, tenths) AS (
  VALUES ('low', 1, 20), ('low', 0, 5), ('centre', 1, 25), ('centre', 0, 10), ('high', 1, 31), ('high', 0, 13))
SELECT scope, as_of, multiples,
       sum(low * tenths) / 10 AS at_least_cents, (sum(high * tenths) + 9) / 10 AS at_most_cents,
       sum(low * recurring) AS recurring_at_least_cents, sum(high * recurring) AS recurring_at_most_cents,
       sum(low * (1 - recurring)) AS transactional_cents
FROM year JOIN multiple USING (recurring) GROUP BY 1, 2, 3 ORDER BY as_of DESC, multiples, scope
"""

VALUE_CLIENTS = f"""
-- The same by household, for the whole firm: months of history, what was done about them, the year that is
-- valued.
WITH {VALUED}
SELECT as_of, household_id, months, treatment, sum(parts * recurring) / 100 AS recurring_earned_cents,
       sum(parts * (1 - recurring)) / 100 AS transactional_earned_cents,
       sum(low * recurring) AS recurring_valued_cents, sum(low * (1 - recurring)) AS transactional_valued_cents
FROM year WHERE scope = 'FIRM' GROUP BY 1, 2, 3, 4 ORDER BY as_of DESC, household_id
"""

RETENTION = """
-- R1: of the households that were clients the day before the period, those that are still; who joined later
-- is on neither side, a merged household counts as kept (contract). R2: deaths and those the firm let go are
-- taken out of both sides.
WITH cohort AS (
  SELECT scope, as_of, period, household_id,
         coalesce(CASE WHEN substr(closed_on, 1, 7) <= last_month THEN close_reason END, 'kept') AS fate
  FROM scope_household JOIN households USING (household_id) JOIN period
  ON since < first_month || '-01' AND (closed_on IS NULL OR closed_on >= first_month || '-01'))
SELECT scope, as_of, period, count(*) AS at_start, sum(fate IN ('kept', 'merged')) AS kept,
       sum(fate = 'left') AS left_us, sum(fate = 'death') AS died, sum(fate = 'merged') AS merged,
       printf('%.6f', 1.0 * sum(fate IN ('kept', 'merged')) / count(*)) AS r1,
       printf('%.6f', 1.0 * sum(fate IN ('kept', 'merged')) / sum(fate NOT IN ('death', 'firm_exit'))) AS r2
FROM cohort GROUP BY 1, 2, 3 ORDER BY as_of DESC, period, scope
"""

SEGMENTS = """
-- S1 (contract, "Segments"): active households by revenue of the trailing twelve months, all types, within
-- the scope. A while the running sum, the household included, is within half of the sum, B within 80 %, C the
-- rest; ties take the best of theirs. A3 is left out: with a single household no reading of "fits within
-- half" is the only one.
WITH ttm AS (
  SELECT scope, household_id, sum(parts) AS parts FROM earned JOIN period ON month BETWEEN first_month AND last_month
  JOIN active USING (as_of, household_id)
  WHERE as_of = '2026-10-31' AND period = '1y' AND scope <> 'A3' GROUP BY 1, 2),
running AS (
  SELECT *, sum(parts) OVER (PARTITION BY scope ORDER BY parts DESC, household_id) AS upto,
         sum(parts) OVER (PARTITION BY scope) AS whole FROM ttm),
tied AS (SELECT *, min(upto) OVER (PARTITION BY scope, parts) AS best FROM running)
SELECT scope, household_id, parts / 100 AS ttm_at_least_cents, (parts + 99) / 100 AS ttm_at_most_cents,
       CASE WHEN 2 * best <= whole THEN 'A' WHEN 10 * best <= 8 * whole THEN 'B' ELSE 'C' END AS class
FROM tied ORDER BY scope, parts DESC, household_id
"""

WALLET = """
-- F24 as a ratio of sums (contract, "Wallet share"): assets today of active households with a declared
-- investable net worth over the latest declared at or before the date, whatever its age. Fresh is at most 18
-- months old: the fresh-only ratio is over fresh households alone, coverage their part of all assets of the
-- scope. No household here has both a split and a net worth.
WITH latest AS (
  -- sqlite takes a bare column beside max() from the row that holds the maximum
  SELECT active.as_of, household_id, max(net_worth.as_of) AS declared_on,
         CAST(replace(investable_net_worth, '.', '') AS INTEGER) AS worth
  FROM active JOIN net_worth USING (household_id) WHERE net_worth.as_of <= active.as_of GROUP BY 1, 2),
assets AS (
  SELECT scope, as_of, household_id, sum(ending) AS parts FROM held JOIN active USING (household_id)
  WHERE month = substr(as_of, 1, 7) GROUP BY 1, 2, 3),
joined AS (
  SELECT assets.*, worth, coalesce(declared_on >= date(as_of, '-18 months'), 0) AS fresh
  FROM assets LEFT JOIN latest USING (as_of, household_id))
SELECT scope, as_of, sum(parts * (worth IS NOT NULL)) / 100 AS assets_declared_cents, sum(worth) AS net_worth_cents,
       printf('%.6f', sum(parts * (worth IS NOT NULL)) / 100.0 / sum(worth)) AS wallet_share,
       sum(parts * fresh) / 100 AS assets_fresh_cents, sum(worth * fresh) AS net_worth_fresh_cents,
       printf('%.6f', sum(parts * fresh) / 100.0 / sum(worth * fresh)) AS wallet_share_fresh,
       printf('%.6f', 1.0 * sum(parts * fresh) / sum(parts)) AS coverage
FROM joined GROUP BY 1, 2 HAVING sum(worth) IS NOT NULL ORDER BY as_of DESC, scope
"""

HELD_AWAY = """
-- Contract, "held_away rows are snapshots of the household at a date; the latest at or before as_of counts".
WITH latest AS (
  SELECT active.as_of, household_id, max(held_away.as_of) AS seen_on FROM active JOIN held_away USING (household_id)
  WHERE held_away.as_of <= active.as_of GROUP BY 1, 2)
SELECT scope, latest.as_of, sum(CAST(replace(amount, '.', '') AS INTEGER)) AS held_away_cents,
       sum(CAST(replace(amount, '.', '') AS INTEGER) * (kind = 'old_401k')) AS old_401k_cents
FROM latest JOIN held_away ON held_away.household_id = latest.household_id AND held_away.as_of = seen_on
JOIN scope_household ON scope_household.household_id = latest.household_id
GROUP BY 1, 2 ORDER BY latest.as_of DESC, scope
"""

UNEXPLAINED = """
-- F23 over twelve months: contributions − withdrawals − what was expected (out is negative), transfers left
-- out, over the assets twelve months before; blank where there were none. Every household with a balance in
-- the window, whole, as the firm sees it.
WITH flow AS (
  SELECT as_of, household_id, sum(contributions) / 100 AS contributions, sum(withdrawals) / 100 AS withdrawals,
         sum(begin * (month = first_month)) / 100 AS assets_before
  FROM held JOIN period ON period = '1y' AND month BETWEEN first_month AND last_month
  WHERE scope = 'FIRM' GROUP BY 1, 2),
planned AS (
  SELECT as_of, household_id, sum(CAST(replace(amount, '.', '') AS INTEGER)) AS expected
  FROM expected_flows JOIN accounts USING (account_id)
  JOIN period ON period = '1y' AND month BETWEEN first_month AND last_month GROUP BY 1, 2)
SELECT as_of, household_id, assets_before AS assets_before_cents, contributions AS contributions_cents,
       withdrawals AS withdrawals_cents, coalesce(expected, 0) AS expected_cents,
       contributions - withdrawals - coalesce(expected, 0) AS unexplained_cents,
       CASE WHEN assets_before > 0
            THEN printf('%.6f', 1.0 * (contributions - withdrawals - coalesce(expected, 0)) / assets_before)
       END AS ratio
FROM flow LEFT JOIN planned USING (as_of, household_id) ORDER BY as_of DESC, household_id
"""

REFERRALS = """
-- F31 counts (contract, "Referral sources"): every lead created in 2026 up to the date is a trial, open ones
-- too; won if won by the date. A win of a lead created the year before is not one of them. A1's counts on
-- 2026-10-31 are the golden table of F31/F32.
SELECT scope, as_of, source_id, name, count(*) AS leads, sum(coalesce(won_on <= as_of, 0)) AS won,
       sum(coalesce(won_on <= as_of, 0) OR coalesce(lost_on <= as_of, 0)) AS closed
FROM leads JOIN scope_advisor USING (advisor_id) JOIN referral_sources USING (source_id)
JOIN (SELECT DISTINCT as_of FROM period) ON created_on BETWEEN '2026-01-01' AND as_of
GROUP BY 1, 2, 3, 4 ORDER BY as_of DESC, scope, source_id
"""

SPLIT = """
-- The shared account by sharer on 2026-10-31: assets, and revenue of the trailing twelve months. Either
-- neighbouring cent is right for one sharer as long as the sharers add up to the account.
WITH parts AS (
  SELECT scope, account_id, 'aum' AS measure, ending AS parts FROM held WHERE month = '2026-10'
  UNION ALL
  SELECT scope, account_id, 'revenue_1y', sum(parts)
  FROM earned JOIN accounts USING (household_id) WHERE month BETWEEN '2025-11' AND '2026-10' GROUP BY 1, 2)
SELECT account_id, measure, scope AS advisor_id, parts / 100 AS at_least_cents, (parts + 99) / 100 AS at_most_cents,
       (SELECT parts / 100 FROM parts AS whole WHERE whole.account_id = parts.account_id
        AND whole.measure = parts.measure AND scope = 'FIRM') AS account_cents
FROM parts JOIN accounts USING (account_id) JOIN advisors ON advisor_id = scope
WHERE split IS NOT NULL ORDER BY measure, scope
"""

TOPICS = (
    ("counts", COUNTS),
    ("bridge", BRIDGE),
    ("flows", FLOWS),
    ("growth", GROWTH),
    ("revenue", REVENUE),
    ("value", VALUE),
    ("value_clients", VALUE_CLIENTS),
    ("retention", RETENTION),
    ("segments", SEGMENTS),
    ("wallet", WALLET),
    ("held_away", HELD_AWAY),
    ("unexplained", UNEXPLAINED),
    ("referrals", REFERRALS),
    ("split", SPLIT),
)


def load(folder: Path = FIRM) -> sqlite3.Connection:
    """The firm in memory: each CSV a table of text with blanks as NULL, then the tables every query leans on."""
    database = sqlite3.connect(":memory:")
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as text:
            header, *rows = csv.reader(text)
        columns, places = (", ".join(parts) for parts in ([f'"{name}" TEXT' for name in header], "?" * len(header)))
        database.execute(f"CREATE TABLE {file.stem} ({columns})")
        blanks_as_null = ([cell or None for cell in row] for row in rows)
        database.executemany(f"INSERT INTO {file.stem} VALUES ({places})", blanks_as_null)
    database.executescript(PREPARE)
    return database


def answer(database: sqlite3.Connection, query: str) -> str:
    """One topic as CSV text, header first."""
    cursor = database.execute(query)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column[0] for column in cursor.description)
    writer.writerows(cursor)
    return text.getvalue()


def main() -> None:
    """Writes every topic anew."""
    database = load()
    ANSWERS.mkdir(exist_ok=True)
    for topic, query in TOPICS:
        (ANSWERS / f"{topic}.csv").write_text(answer(database, query), encoding="utf-8")


if __name__ == "__main__":
    main()

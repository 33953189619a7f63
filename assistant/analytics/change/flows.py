"""The flows of a period one by one, each split into what was expected of it and what was not, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.change.pieces import Pieces, daily_flows
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

EXPECTED = Method(
    "F23 expected",
    "of a flow, what the expected flows of its account and month cover; the rest was not expected",
)
REASONS = {
    "rmd": "required distribution", "income_plan": "income plan", "contribution": "regular contribution",
    "house": "house", "tuition": "tuition", "tax": "tax", "gift": "gift", "other": "other, expected",
}  # fmt: skip
KINDS = (
    ("contribution", ("new_client_money", "existing_client_money")),
    ("withdrawal", ("withdrawals", "losses")),
    ("transfer in", ("transfers_in",)),
    ("transfer out", ("transfers_out",)),
)
"""Kind of a flow and the fields of a bridge's rows it is in; the direction of the first and third is in."""
COLUMNS = ["account_id", "household_id", "on", "last", "kind", "amount_cents", "planned_cents", "reason"]


def flows_of(book: Book, pieces: Pieces) -> pd.DataFrame:
    """One row a flow, in order of day and account: COLUMNS; `on` is the first day of its month, or its very day where
    daily values tell it (then `last` is the same day). Amounts are positive; `reason` is blank where none was expected.
    """
    whole = pieces.rows[pieces.rows["is_month"]]
    monthly = [
        whole.assign(on=whole["month"], kind=kind, amount_cents=whole[list(fields)].sum(axis=1))
        for kind, fields in KINDS
    ]
    found = pd.concat([*monthly, *_daily(book, pieces)], ignore_index=True)
    found = found[found["amount_cents"] > 0][COLUMNS[:6]]
    found = found.sort_values(["on", "account_id", "kind"], ignore_index=True)
    return _matched(found, _expected(book, found))


def _daily(book: Book, pieces: Pieces) -> list[pd.DataFrame]:
    """The dated flows of the pieces that are no whole months."""
    found = []
    parts = pieces.rows[~pieces.rows["is_month"]]
    owners = parts.drop_duplicates("account_id").set_index("account_id")["household_id"]
    for first, last in sorted(set(zip(parts["month"], parts["last"], strict=True))):
        rows = daily_flows(book, pd.Series(owners.index), first, last)
        kind = rows["net_flow_cents"].gt(0).map({True: "contribution", False: "withdrawal"})
        found.append(
            rows.assign(
                household_id=rows["account_id"].map(owners), on=rows["date"], last=rows["date"], kind=kind,
                amount_cents=rows["net_flow_cents"].abs(),
            )
        )  # fmt: skip
    return found


def _expected(book: Book, found: pd.DataFrame) -> pd.DataFrame:
    """Expected cents and reasons by account, month and kind."""
    keys = ["account_id", "month", "kind"]
    rows = book.expected_flows
    inside = rows["month"].between(found["on"].min().replace(day=1), found["on"].max()) if len(found) else False
    rows = rows[rows["account_id"].isin(found["account_id"]) & inside]
    kind = (rows["amount_cents"] > 0).map({True: "contribution", False: "withdrawal"})
    rows = rows.assign(kind=kind, due=rows["amount_cents"].abs(), reason=rows["reason"].map(REASONS))
    several = rows.duplicated(keys, keep=False)  # most have one reason: only the others need joining
    order = rows[several].sort_values([*keys, "due", "reason"], ascending=[True, True, True, False, True])
    joined = order.groupby(keys, sort=True).agg(due=("due", "sum"), reason=("reason", ", ".join)).reset_index()
    return pd.concat([rows.loc[~several, [*keys, "due", "reason"]], joined], ignore_index=True)


def _matched(found: pd.DataFrame, expected: pd.DataFrame) -> pd.DataFrame:
    """Each expected amount covers the flows of its account, month and kind in their order, each cent once."""
    month = found["on"].dt.to_period("M").dt.to_timestamp().astype("datetime64[s]")
    keyed = found.assign(month=month)
    joined = keyed.merge(expected, on=["account_id", "month", "kind"], how="left")
    due = joined["due"].fillna(0).astype("int64")
    running = joined.groupby(["account_id", "month", "kind"])["amount_cents"].cumsum()
    before = running - joined["amount_cents"]
    planned = running.clip(upper=due) - before.clip(upper=due)
    reason = joined["reason"].where(planned > 0)
    return joined.assign(planned_cents=planned.astype("int64"), reason=reason)[COLUMNS]

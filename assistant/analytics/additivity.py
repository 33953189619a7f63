"""How each quantity rolls up from clients and advisors to team, branch, region and firm (F43), as code.

A metric names its quantity here, and the frames of advisors become those of their team, branch or region by `roll_up`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

RollUp = Literal["sum", "distinct", "expected_count", "ratio_of_sums", "same_base", "linked", "recompute"]
"""`sum`: parts add up to the cent. `distinct`: each key once where sharers meet. `expected_count`: chances add up to an
expected number, the chance of at least one does not. `ratio_of_sums`: numerator and denominator each roll up by their
own quantity, and are divided last. `same_base`: changes add up when each is divided by the same whole. `linked`:
weighted by assets within a month, months linked. `recompute`: only the rows of the whole give it."""

SIDES: Mapping[str, Literal["sum", "first"]] = {"sum": "sum", "expected_count": "sum", "distinct": "first"}
"""What is done with the rows of one key when they meet at a higher level."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind of amount: how it rolls up and why; of a ratio, the quantities above and below the line."""

    key: str
    how: RollUp
    why: str
    numerator: str = ""
    denominator: str = ""


ADDITIVITY: tuple[Quantity, ...] = (
    Quantity("assets", "sum", "an account has one owner, and the shares of a shared one sum to it"),
    Quantity("flows", "sum", "as assets"),
    Quantity("market", "sum", "as assets"),
    Quantity("revenue", "sum", "as the account it is charged on; without an account, the household's owner has it"),
    Quantity("cost", "sum", "whoever spent it, or owns the client it was spent on, has it"),
    Quantity("contribution", "sum", "revenue − cost, and both are sums"),
    Quantity("leads", "sum", "a lead has one advisor"),
    Quantity("households", "distinct", "sharers have a household each, the level where they meet has it once"),
    Quantity("requests", "distinct", "as the household that made it"),
    Quantity("net_worth", "distinct", "a household declares one net worth, whoever shares its accounts"),
    Quantity("book_value", "sum", "each client's value, by share (F1, F3, F12)"),
    Quantity("value_at_risk", "sum", "an expected loss of value (F17)"),
    Quantity("haircut", "recompute", "concentration is that of the whole book (F6)"),
    Quantity("retention", "ratio_of_sums", "kept ÷ there at the start (R1, R2)", "households", "households"),
    Quantity("asset_retention", "ratio_of_sums", "assets kept ÷ assets (R3, R4)", "flows", "assets"),
    Quantity("revenue_retention", "ratio_of_sums", "revenue kept ÷ revenue (R5, R6)", "revenue", "revenue"),
    Quantity("organic_growth", "ratio_of_sums", "net new assets ÷ assets at the beginning (F21)", "flows", "assets"),
    Quantity("fee_yield", "ratio_of_sums", "revenue ÷ assets", "revenue", "assets"),
    Quantity("wallet_share", "ratio_of_sums", "assets ÷ declared net worth (F24)", "assets", "net_worth"),
    Quantity("conversion", "ratio_of_sums", "won ÷ leads", "leads", "leads"),
    Quantity("attainment", "ratio_of_sums", "replies in time ÷ replies promised (F40)", "requests", "requests"),
    Quantity("acquisition_cost", "ratio_of_sums", "cost ÷ wins, never a mean of ratios (F34)", "cost", "leads"),
    Quantity("value_to_cost", "ratio_of_sums", "value won ÷ cost (F35)", "book_value", "cost"),
    Quantity("client_chance", "expected_count", "a Poisson-binomial gives the range"),
    Quantity("growth_contribution", "same_base", "change of the part ÷ the whole at the beginning"),
    Quantity("return", "linked", "a time-weighted return has no sum (F22)"),
    Quantity("score", "recompute", "the mean of means is not the mean (F44)"),
    Quantity("order", "recompute", "a median, percentile, rank, Gini or top-five share depends on every row"),
)


def quantity(key: str) -> Quantity:
    """The entry of that key. Raises KeyError: a metric must declare a quantity of the table."""
    for entry in ADDITIVITY:
        if entry.key == key:
            return entry
    raise KeyError(f"{key} is no quantity of the additivity table; add it there, with how it rolls up.")


def roll_up(rows: pd.DataFrame, parents: Mapping[str, str], what: Quantity) -> pd.DataFrame:
    """The rows of parts as rows of what they belong to; totals of them are the totals of the whole.

    `rows`: `part` (an advisor), `key` (what is counted or summed: a household, a lead), `numerator`, and `denominator`
    of a ratio; amounts in whole cents or counts. `parents`: part → team, branch, region or firm. Returns the same
    columns with one row a parent and key, in order; a key met through several sharers is summed or counted once as its
    side's quantity says, and an unknown (NaN) amount of one sharer leaves the key unknown. Source: F43.

    Raises ValueError for a quantity that does not roll up (it has to be computed anew from the whole), and KeyError for
    a part without a parent.
    """
    sides = _sides(what)
    if missing := sorted(set(rows["part"].unique()) - set(parents)):
        raise KeyError(f"{', '.join(missing)} belong nowhere; give each part its parent.")
    upper = rows.assign(part=rows["part"].map(parents).astype("str"))
    by = upper.groupby(["part", "key"], sort=True)
    found = by.agg({side: how for side, how in sides.items() if side in rows.columns})
    for side in (side for side in found.columns if upper[side].isna().any()):
        found[side] = found[side].where(~upper[side].isna().groupby([upper["part"], upper["key"]]).any())
    return found.reset_index()


def _sides(what: Quantity) -> dict[str, Literal["sum", "first"]]:
    """What is done above and below the line."""
    ratio = what.how == "ratio_of_sums"
    above, below = (quantity(side) if ratio else what for side in (what.numerator, what.denominator))
    if above.how not in SIDES or below.how not in SIDES:
        raise ValueError(
            f"{what.key} does not roll up ({what.how}: {what.why}); compute it from the rows of the whole."
        )
    return {"numerator": SIDES[above.how], "denominator": SIDES[below.how]}

"""The three risks of a book side by side, in revenue a year: who leaves, who others grow, what new clients cost.

A first version with simple, stated definitions; each rests on an analysis that can be asked for by itself.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.earned import earned
from assistant.analytics.erosion.report import erosion_verdicts
from assistant.analytics.referrals.economics import leads_of, source_costs
from assistant.analytics.segments import book_classes
from assistant.analytics.wallet import wallet_rows
from assistant.analytics.wallet_share import within_reach
from assistant.blocks import Chart, Column, Table
from assistant.book.periods import parse_period
from assistant.figures import Figure, Method, Rows, money

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

RETENTION = Method("risk retention", "revenue of the last twelve months of the households that are eroding (E8)")
GROWTH = Method(
    "risk growth",
    "declared money elsewhere that would lift each client to the share of wallet which the best quarter of the same "
    "class reach (F28) × the book's revenue of twelve months ÷ its assets today",
)
ACQUISITION = Method(
    "risk acquisition",
    "cost of winning clients over twelve months, time included (F34) − revenue so far of the clients who joined in "
    "them; recruited books are left out",
)
LABELS = (
    ("risk_retention", "Retention: revenue of eroding clients", RETENTION),
    ("risk_growth", "Growth and penetration: revenue within reach elsewhere", GROWTH),
    ("risk_acquisition", "Acquisition: cost not yet earned back", ACQUISITION),
)


@dataclass(frozen=True, slots=True)
class Risks:
    """Cents a year, None where undefined with its reason, and the households behind each."""

    amounts: dict[str, float | None]
    reasons: dict[str, str]
    behind: dict[str, Rows]
    assets: dict[str, int | None]


def three_risks(book: Book) -> Risks:
    """Retention, growth and acquisition risk of a book at its last closed month."""
    year = earned(book, book.last_month - pd.DateOffset(months=11), book.last_month)["total_cents"]
    verdicts = erosion_verdicts(book)
    eroding = verdicts[verdicts["verdict"] == "eroding"]
    rows = wallet_rows(book)
    within_reach = reachable(rows, book_classes(book))
    assets = int(rows["assets_cents"].sum())
    joined = _joined(book)
    cost = _cost(book)
    return Risks(
        amounts={
            "risk_retention": float(year.reindex(eroding["household_id"], fill_value=0).sum()),
            "risk_growth": None if not assets or pd.isna(within_reach) else within_reach * float(year.sum()) / assets,
            "risk_acquisition": None if cost is None else cost - float(year.reindex(joined, fill_value=0).sum()),
        },
        reasons={
            "risk_growth": "no client has both assets here and a declared net worth",
            "risk_acquisition": "no lead was created in the last twelve months, or the hourly cost is not on file",
        },
        behind={
            "risk_retention": Rows.of("households", eroding["household_id"]),
            "risk_growth": Rows.of("households", rows.index[rows["worth_cents"].notna()]),
            "risk_acquisition": Rows.of("households", joined),
        },
        assets={
            "risk_retention": int(eroding["assets_cents"].sum()),
            "risk_growth": None if pd.isna(within_reach) else int(within_reach),
            "risk_acquisition": int(rows["assets_cents"].reindex(joined, fill_value=0).sum()),
        },
    )


def reachable(rows: pd.DataFrame, classes: pd.Series) -> float:
    """Cents elsewhere that would lift each client to the third quartile of share of wallet in its class; NaN when
    nobody declared a net worth. A small class takes the whole book's quartile.

    `rows`: of wallet_rows; `classes`: by household_id. Source: F28 without its probability; at most what is elsewhere.
    """
    found = within_reach(rows, classes)
    return float(found["reach_cents"].sum()) if len(found) else float("nan")


def _year(book: Book) -> tuple[dt.date, dt.date]:
    first = book.last_month - pd.DateOffset(months=11)
    return first.date(), (book.last_month + pd.offsets.MonthEnd(0)).date()


def _joined(book: Book) -> list[str]:
    """Open households that became clients in the last twelve months and did not arrive by transfer."""
    first, _ = _year(book)
    months = book.household_months
    arrived = months[(months["transfers_in_cents"] > 0) & (months["month"] >= pd.Timestamp(first))]
    households = book.open_households
    fresh = households[households["since"] >= pd.Timestamp(first)]["household_id"]
    return sorted(fresh[~fresh.isin(arrived["household_id"])])


def _cost(book: Book) -> float | None:
    """Cents spent on winning clients over the twelve closed months (F34), None when there were no leads."""
    first, last = _year(book)
    period = parse_period(f"{first.isoformat()}..{last.isoformat()}", book.as_of)
    costs = source_costs(book, leads_of(book, period), period)
    return None if costs.empty or costs["time_cents"].isna().any() else float(costs["cost_cents"].sum())


def risk_figures(risks: Risks) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            key,
            label,
            money(risks.amounts[key]),
            "money",
            method,
            risks.behind[key],
            reason="" if risks.amounts[key] is not None else risks.reasons[key],
        )
        for key, label, method in LABELS
    )


def risk_table(risks: Risks) -> Table:
    columns = (
        Column("risk", "Risk"),
        Column("a_year", "Revenue a year", "money"),
        Column("assets", "Assets concerned", "money"),
        Column("definition", "How it is reckoned"),
    )
    rows = tuple(
        (label, money(risks.amounts[key]), money(risks.assets[key]), method.definition) for key, label, method in LABELS
    )
    return Table("The three risks in money", columns, rows)


def risk_chart(risks: Risks) -> Chart:
    values = tuple(money(risks.amounts[key]) for key, _, _ in LABELS)
    known = [(value, label) for value, (_, label, _) in zip(values, LABELS, strict=True) if value is not None]
    largest = max(known)[1] if known else ""
    labels = ("Retention", "Growth and penetration", "Acquisition")
    return Chart(
        "The three risks, revenue a year",
        "bar",
        "money",
        labels,
        (("A year", values),),
        f"Largest is {largest.lower()}.",
    )

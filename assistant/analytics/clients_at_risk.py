"""Whom to call: what each client is worth times the chance of losing them within twelve months, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.erosion.report import KIND_WORDS, WHY, erosion_verdicts
from assistant.analytics.labels import client_labels
from assistant.analytics.people import last_two_way
from assistant.analytics.referrals.economics import all_costs, leads_of
from assistant.analytics.valuation.assumptions import Assumptions
from assistant.analytics.valuation.inputs import valued_clients
from assistant.analytics.valuation.two_values import value_clients
from assistant.blocks import Chart, Column, Result, Table
from assistant.book.periods import parse_period
from assistant.errors import NotEnoughData, NotFound
from assistant.figures import Figure, Line, Method, Rows, money, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Floats = npt.NDArray[np.float64]

ERODING = 0.33
"""Loss within twelve months of a household whose money is leaving: 55 % close within 24 months (planning figure of the
behaviour table, 4.2), so 1 − √0.45. It is an assumption, not a measurement."""
EARLY_YEARS, EARLY_LOSS = (1, 4), 0.08
"""Households in their second to fourth year leave at about 8 % a year (3.7, cumulative 74 % after year four)."""

LOSS = Method(
    "F17 loss",
    "chance of losing the household within twelve months: 1 − voluntary retention of the advisor's book as valued, "
    "moved by its share of wallet; at least 8 % in the second to fourth year, and 33 % while money is leaving (E8); "
    "planning figures, not a fitted model",
)
F17 = Method("F17", "value at risk = chance of loss within twelve months × the client's net present value")
VALUE = Method("F12 client", "net present value of the client, as in value_book")
REPLACING = Method("F34", "cost of winning clients over twelve months, time included ÷ clients won")
CAVEATS = (
    "A chance of loss is a reason to call, not a prediction about a person; no client is told of it.",
    "The list is in order of value at risk, not of assets, and leaves deaths out: those are no choice of the client's.",
)


def clients_at_risk(book: Book, *, household_id: str | None = None, limit: int = 10) -> Result:
    """The open households in order of value at risk (F17): chance of loss, value, reason, last contact.

    `household_id`: that household alone, with its probability of staying. Raises NotFound for one that is not an open
    household with revenue of this book, NotEnoughData when nobody has revenue.
    """
    rows = risk_rows(book)
    if rows.empty:
        raise NotEnoughData(f"No open client of {book.scope.label} has revenue, so nothing of value can be lost.")
    replacing = _replacing(book)
    if household_id is not None:
        if household_id not in rows.index:
            raise NotFound("There is no such client with revenue in this book.")
        return _one(book, rows.loc[household_id], replacing)
    return _many(book, rows, replacing, limit)


def risk_rows(book: Book) -> pd.DataFrame:
    """Index household_id, the greatest value at risk first: `name`, `loss` (0–1), `npv_cents`, `at_risk_cents`,
    `reason`, `last_contact`. Open households with valued revenue only. Source: F17."""
    valued = valued_clients(book)
    if valued.empty:
        return pd.DataFrame(columns=["name", "loss", "npv_cents", "at_risk_cents", "reason", "last_contact"])
    valuation = value_clients(valued, Assumptions())
    base = 1.0 - _stays(valuation.clients.retention, valuation.clients.wallet_logit)
    rows = pd.DataFrame({"npv_cents": valuation.by_household("npv")})
    rows["base"] = pd.Series(base, index=valued["household_id"]).groupby(level=0).max()
    rows = _with_reasons(book, rows)
    rows["at_risk_cents"] = np.rint(rows["loss"] * rows["npv_cents"]).astype("int64")
    rows["name"] = rows.index.map(client_labels(book))
    rows["last_contact"] = rows.index.map(last_two_way(book))
    ordered = rows.reset_index(names="household_id").sort_values(
        ["at_risk_cents", "household_id"], ascending=[False, True]
    )
    return ordered.set_index("household_id")


def _stays(retention: Floats, logit: Floats) -> Floats:
    """Retention moved on the logit scale (F4)."""
    odds: Floats = retention / (1 - retention) * np.exp(logit)
    return odds / (1 + odds)


def _with_reasons(book: Book, rows: pd.DataFrame) -> pd.DataFrame:
    """The chance of loss of each household, and the strongest reason for it in words."""
    since = book.households.set_index("household_id")["since"].reindex(rows.index)
    years = (pd.Timestamp(book.as_of) - since).dt.days / 365.25
    early = years.between(*EARLY_YEARS, inclusive="left")
    verdicts = erosion_verdicts(book).set_index("household_id").reindex(rows.index)
    eroding = (verdicts["verdict"] == "eroding").to_numpy()
    loss = rows["base"].where(~early, rows["base"].clip(lower=EARLY_LOSS))
    rows["loss"] = loss.where(~eroding, loss.clip(lower=ERODING)).round(4)
    plain = np.where(early, "second to fourth year, when clients leave most", "the book's own rate of leaving")
    kinds = verdicts["kind"].map(KIND_WORDS).fillna("")
    told = [f"{kind}: {WHY[key]}" if key in WHY else "" for key, kind in zip(verdicts["kind"], kinds, strict=True)]
    rows["reason"] = np.where(eroding, told, plain)
    return rows


def _replacing(book: Book) -> Figure:
    """What winning one client has cost over twelve months (F34)."""
    first = (book.last_month - pd.DateOffset(months=11)).date()
    last = (book.last_month + pd.offsets.MonthEnd(0)).date()
    period = parse_period(f"{first.isoformat()}..{last.isoformat()}", book.as_of)
    leads = leads_of(book, period)
    won = leads[leads["won_on"].notna()]
    costs = all_costs(book, leads, period)
    unknown = costs.empty or bool(costs["time_cents"].isna().any())
    reason = "no client was won in the last twelve months" if won.empty else ""
    reason = reason or ("the hourly cost of an advisor is not on file" if unknown else "")
    cents = None if reason else float(costs["cost_cents"].sum()) / len(won)
    inputs = (("period", f"{first.isoformat()}..{last.isoformat()}"),)
    behind = Rows.of("leads", won["lead_id"])
    return Figure("replacing", "Cost of winning one client", money(cents), "money", REPLACING, behind, inputs, reason)


def _many(book: Book, rows: pd.DataFrame, replacing: Figure, limit: int) -> Result:
    shown, behind = rows.head(limit), Rows.of("households", rows.index)
    total = Figure(
        "at_risk", "Value at risk, all clients", money(int(rows["at_risk_cents"].sum())), "money", F17, behind
    )
    expected = Figure(
        "expected", "Clients expected to leave", rate(float(rows["loss"].sum()), 2), "score", LOSS, behind
    )
    first = shown.iloc[0]
    top = Figure(
        "first", "Value at risk, first client", money(int(first["at_risk_cents"])), "money", F17,
        Rows.of("households", [shown.index[0]]),
    )  # fmt: skip
    count = Figure("listed", "Clients listed", len(shown), "count", F17, Rows.of("households", shown.index))
    lines = [
        Line(
            "Call {name} first: {top} of value is at risk ({reason}).",
            {"name": str(first["name"]), "top": top, "reason": str(first["reason"]).rstrip(".")},
        ),
        Line("Over the next twelve months {total} of the book's value is at risk in all.", {"total": total}),
    ]
    if replacing.value is not None:
        lines.append(Line("Winning one client in their place has cost {replacing}.", {"replacing": replacing}))
    return Result(
        "Whom to call",
        book.as_of,
        (total, expected, top, count, replacing),
        (_table(shown), _chart(shown)),
        tuple(lines),
        CAVEATS,
    )


def _one(book: Book, row: pd.Series, replacing: Figure) -> Result:
    behind = Rows.of("households", [row.name])
    stays = Figure("stays", "Chance of staying twelve months", rate(1 - float(row["loss"])), "rate", LOSS, behind)
    risk = Figure("at_risk", "Value at risk", money(int(row["at_risk_cents"])), "money", F17, behind)
    value = Figure("value", "Value of the client", money(int(row["npv_cents"])), "money", VALUE, behind)
    lines = (
        Line(
            "{name} stays for the next twelve months with a chance of {stays} ({reason}).",
            {"name": str(row["name"]), "stays": stays, "reason": str(row["reason"]).rstrip(".")},
        ),
        Line(
            "The client is worth {value} to the practice, of which {risk} is at risk.", {"value": value, "risk": risk}
        ),
    )
    frame = row.to_frame().T
    return Result(
        f"Will {row['name']} stay?", book.as_of, (stays, risk, value, replacing), (_table(frame),), lines, CAVEATS
    )


def _table(rows: pd.DataFrame) -> Table:
    columns = (
        Column("client", "Client"),
        Column("at_risk", "Value at risk", "money", F17),
        Column("loss", "Chance of loss", "rate", LOSS),
        Column("value", "Value", "money", VALUE),
        Column("reason", "Reason", method=LOSS),
        Column("last_contact", "Last two-way contact", "date"),
    )
    cells = tuple(
        (
            str(row.name),
            money(int(row.at_risk_cents)),
            rate(float(row.loss)),
            money(int(row.npv_cents)),
            str(row.reason),
            None if pd.isna(row.last_contact) else row.last_contact,
        )
        for row in rows.itertuples(index=False)
    )
    return Table("Clients by value at risk", columns, cells, tuple(map(str, rows.index)))


def _chart(rows: pd.DataFrame) -> Chart:
    values = tuple(money(int(cents)) for cents in rows["at_risk_cents"])
    first = str(rows["name"].iloc[0])
    alt = f"Most value is at risk with {first}."
    return Chart(
        "Value at risk by client", "bar", "money", tuple(rows["name"].astype(str)), (("At risk", values),), alt
    )

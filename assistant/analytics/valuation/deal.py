"""What a price is worth in cash: money down, and payments over years that may depend on the clients who stay (F7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pandas as pd

from assistant.analytics.frame_tables import table_from
from assistant.analytics.sentences import sentence
from assistant.analytics.valuation.assumptions import DOWN_PAYMENT, NOTE_RATE, NOTE_YEARS
from assistant.analytics.valuation.cash_flow import lives, yearly_retention
from assistant.analytics.valuation.two_values import Valuation
from assistant.analytics.whole_cents import exact_parts
from assistant.blocks import Column, Table
from assistant.errors import BadArguments
from assistant.figures import Figure, Line, Method, Rows, Unit, Value, money, rate

Floats = npt.NDArray[np.float64]

F7 = Method(
    "F7",
    "money down + sum over the years of payment due × the smaller of 1 and share of revenue still there ÷ threshold, "
    "÷ (1 + note rate) to the year; the share still there is the book's expected survival, without growth",
)
DEAL_TERMS = Method("F7 terms", "a term of the sale, as given or as usual: money down, yearly payments, their rate")


@dataclass(frozen=True, slots=True)
class DealTerms:
    """How a price is paid. `down_payment` is a share of it, `note_rate` what a later payment is discounted by a year,
    `earn_out_threshold` the share of revenue that must still be there for a later payment to be made in full (None: it
    is due in any case); `price_cents` None is the value by revenue multiple. Raises BadArguments."""

    down_payment: float = DOWN_PAYMENT
    note_years: int = NOTE_YEARS
    note_rate: float = NOTE_RATE
    earn_out_threshold: float | None = None
    price_cents: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.down_payment <= 1:
            raise BadArguments(f"down_payment is a share of the price between 0 and 1, not {self.down_payment}.")
        if not 1 <= self.note_years <= 30:
            raise BadArguments(f"note_years is between 1 and 30, not {self.note_years}.")
        if not 0 <= self.note_rate <= 1:
            raise BadArguments(f"note_rate is a yearly rate between 0 and 1, not {self.note_rate}.")
        if self.earn_out_threshold is not None and not 0 < self.earn_out_threshold <= 1:
            raise BadArguments(
                "earn_out_threshold is the share of revenue that must stay, above 0 and at most 1, not "
                f"{self.earn_out_threshold}."
            )
        if self.price_cents is not None and self.price_cents <= 0:
            raise BadArguments("A price offered is more than nothing.")


@dataclass(frozen=True, slots=True)
class Deal:
    """A price on its terms; `schedule`: `year`, `due_cents`, `retained`, `paid_cents`, `factor`, `value_cents`."""

    terms: DealTerms
    price: int
    down: int
    schedule: pd.DataFrame

    @property
    def cash_value(self) -> int:
        return self.down + int(self.schedule["value_cents"].sum())


def retained_shares(valuation: Valuation, years: int) -> Floats:
    """Share of today's revenue still there at the end of each year, by voluntary retention and lives. Source: F9."""
    stays = yearly_retention(valuation.clients)[:, None] ** np.arange(1, years + 1)
    revenue = valuation.revenue.to_numpy(dtype=np.float64)
    shares: Floats = revenue @ (stays * lives(valuation.clients, years)) / revenue.sum()
    return shares


def deal_of(price: int, terms: DealTerms, retained: Floats) -> Deal:
    """What a price in cents is worth on these terms, when `retained` of the revenue is there at each year's end."""
    years = terms.note_years
    down = round(price * terms.down_payment)
    due = np.array(exact_parts([(price - down) / years] * years, price - down), dtype=np.float64)
    kept = np.minimum(1.0, retained / terms.earn_out_threshold) if terms.earn_out_threshold else np.ones(years)
    paid, factor = np.rint(due * kept), (1 + terms.note_rate) ** -np.arange(1.0, years + 1)
    values = exact_parts(list(paid * factor), round(float((paid * factor).sum())))
    schedule = {
        "year": range(1, years + 1),
        "due_cents": due.astype(np.int64),
        "retained": retained,
        "paid_cents": paid.astype(np.int64),
        "factor": factor,
        "value_cents": values,
    }
    return Deal(terms, price, down, pd.DataFrame(schedule))


def deals(valuation: Valuation, terms: DealTerms) -> tuple[tuple[str, Deal], ...]:
    """The price offered, or the low, centre and high value by multiple, each on these terms; the main one first."""
    retained = retained_shares(valuation, terms.note_years)
    if terms.price_cents is not None:
        return (("The price offered", deal_of(terms.price_cents, terms, retained)),)
    named = (("centre", "At the centre multiple"), ("low", "At the low multiple"), ("high", "At the high multiple"))
    return tuple((label, deal_of(valuation.total(name), terms, retained)) for name, label in named)


def deal_figures(found: tuple[tuple[str, Deal], ...], rows: Rows, inputs: tuple[tuple[str, str], ...]) -> list[Figure]:
    """The main deal's figures: price, cash value and what lies between them."""
    deal, terms = found[0][1], found[0][1].terms
    due, paid = (int(deal.schedule[name].sum()) for name in ("due_cents", "paid_cents"))
    shown: tuple[tuple[str, str, Value, Unit, Method], ...] = (
        ("price", "Headline price", money(deal.price), "money", F7),
        ("down_payment", "Money down", money(deal.down), "money", F7),
        ("later_due", "Later payments due", money(due), "money", F7),
        ("later_paid", "Later payments expected", money(paid), "money", F7),
        ("cash_value", "Cash value of the price", money(deal.cash_value), "money", F7),
        ("cash_share", "Cash value ÷ headline price", rate(deal.cash_value / deal.price), "rate", F7),
        ("retained", "Revenue still there at the last payment", rate(deal.schedule["retained"].iloc[-1]), "rate", F7),
        ("note_years", "Yearly payments", terms.note_years, "count", DEAL_TERMS),
        ("note_rate", "Rate that later payments are discounted at", rate(terms.note_rate), "rate", DEAL_TERMS),
    )
    figures = [Figure(key, label, value, unit, method, rows, inputs) for key, label, value, unit, method in shown]
    if terms.earn_out_threshold is not None:
        threshold = rate(terms.earn_out_threshold)
        label = "Share of revenue that must stay for full payment"
        figures.append(Figure("earn_out_threshold", label, threshold, "rate", DEAL_TERMS, rows, inputs))
    return figures


def deal_line(by: Mapping[str, Figure], *, offered: bool) -> Line:
    """What the price is worth, as a sentence; of a price `offered` also how it compares with the range."""
    condition = (
        ", in full only while {earn_out_threshold} of today's revenue stays ({retained} is expected at the last one)"
        if "earn_out_threshold" in by
        else ""
    )
    return sentence(
        "A headline price of {price} with {down_payment} down and the rest in {note_years} yearly payments"
        + condition
        + " is worth {cash_value} in cash today, {cash_share} of it, at {note_rate} a year"
        + (f"; the price lies {_where(by)} the range." if offered else "."),
        by,
    )


def _where(by: Mapping[str, Figure]) -> str:
    """Where the headline price lies: `below`, `within` or `above` the range of values."""
    price, low, high = (Decimal(str(by[key].value)) for key in ("price", "value_low", "value_high"))
    return "below" if price < low else "above" if price > high else "within"


def deal_tables(found: tuple[tuple[str, Deal], ...]) -> tuple[Table, Table]:
    """Each price on its terms, and the main one's payments year by year."""
    columns = (
        Column("price", "Price"),
        Column("headline", "Headline price", "money", F7),
        Column("down", "Money down", "money", F7),
        Column("due", "Later payments due", "money", F7),
        Column("paid", "Later payments expected", "money", F7),
        Column("cash", "Cash value", "money", F7),
    )
    rows = tuple(
        (
            label,
            *(money(cents) for cents in (deal.price, deal.down, *deal.schedule[["due_cents", "paid_cents"]].sum())),
            money(deal.cash_value),
        )
        for label, deal in found
    )
    yearly = (
        Column("year", "Year", "count"),
        Column("due", "Due", "money", F7),
        Column("retained", "Revenue still there", "rate", F7),
        Column("paid", "Expected", "money", F7),
        Column("factor", "Discount factor", "score", F7),
        Column("value", "Cash value", "money", F7),
    )
    return Table("Headline price and cash value", columns, rows), table_from(
        "Payments after the money down", yearly, found[0][1].schedule
    )


DEAL_CAVEATS = (
    "Later payments are taken without interest; a note that pays interest is worth more.",
    "What stays is an expectation: payments that depend on it are worth a little less than on average, because more "
    "than all is never paid.",
)
SALE_CAVEAT = (
    "A headline price is not cash: of the deals of early 2024, 55.2 % had a retention clause, 46.7 % a seller note and "
    "31 % were all cash [SRG 2024]; give the terms of a sale to see what its price is worth."
)

"""The bridge of assets: what a book began with, what came and went, what the market did, what it ended with (F20, F21).

Market and flows never mix, transfers inside the firm and recruited books are never organic, and the identity closes to
the cent: what does not close is shown as a residual.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

import pandas as pd

from assistant.analytics.spans import span_names
from assistant.blocks import Chart, Column, Table
from assistant.errors import NotEnoughData, NotFound
from assistant.figures import Figure, Line, Method, Rows, Unit, money, rate

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.rollups import RollUp
    from assistant.book.snapshot import Book

MERGED = "merged"
"""The one reason for closing that is no loss: the household lives on in another."""

F20 = Method(
    "F20",
    "assets at the end = assets at the beginning + new-client money + existing-client money − withdrawals − losses "
    "+ transfers in − transfers out + market − fees",
)
F21 = Method(
    "F21",
    "net new assets = new-client money + existing-client money − withdrawals − losses; organic growth = net new assets "
    "÷ assets at the beginning; transfers inside the firm and recruited books are left out",
)
F21_CHAINED = Method("F21 chained", "product of (1 + net new assets ÷ assets at the beginning) over the months, − 1")
FRESHNESS = Method("freshness", "the last month whose balances are closed, at or before the date asked about")
NO_ROWS = Rows()
BALANCE_FLOWS = ("contributions", "withdrawals", "transfers_in", "transfers_out", "market_gain", "fees")


@dataclass(frozen=True, slots=True)
class Bridge:
    """One bridge in whole cents; outflows are positive amounts. Bridges of disjoint parts add up field by field."""

    begin: int = 0
    new_client_money: int = 0
    existing_client_money: int = 0
    withdrawals: int = 0
    losses: int = 0
    transfers_in: int = 0
    transfers_out: int = 0
    market: int = 0
    fees: int = 0
    end: int = 0

    @property
    def net_new_assets(self) -> int:
        return self.new_client_money + self.existing_client_money - self.withdrawals - self.losses

    @property
    def residual(self) -> int:
        """What the identity leaves over; zero in a book that was imported whole."""
        moved = self.net_new_assets + self.transfers_in - self.transfers_out + self.market - self.fees
        return self.end - self.begin - moved

    @property
    def organic_growth(self) -> float | None:
        """Net new assets over assets at the beginning; None when the period began with nothing."""
        return self.net_new_assets / self.begin if self.begin else None

    def __add__(self, other: Bridge) -> Bridge:
        return Bridge(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Bridge)))


STEPS: tuple[tuple[str, str, int], ...] = (
    ("begin", "Assets at the beginning", 1),
    ("new_client_money", "New clients' money", 1),
    ("existing_client_money", "Existing clients' contributions", 1),
    ("withdrawals", "Withdrawals of clients who stayed", -1),
    ("losses", "Withdrawn by clients who left", -1),
    ("transfers_in", "Transfers in", 1),
    ("transfers_out", "Transfers out", -1),
    ("market", "Market", 1),
    ("fees", "Fees debited", -1),
    ("end", "Assets at the end", 1),
)
"""Field, label and sign of each step, in the order in which a bridge is read."""


def closed_months(book: Book, period: Period) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last closed month of the period that the book's balances cover.

    Raises NotEnoughData when the book has no balances, or none inside the period.
    """
    return months_inside(period, book.last_month, book.balances["month"])


def months_inside(period: Period, last_closed: pd.Timestamp, months: pd.Series) -> tuple[pd.Timestamp, pd.Timestamp]:
    """As closed_months, of balances of any kind: `months` are those that have one, `last_closed` the last that may."""
    window = period.months(last_closed)
    return covered(window, None if months.empty else (months.min(), months.max()))


def covered(
    window: tuple[pd.Timestamp, pd.Timestamp], known: tuple[pd.Timestamp, pd.Timestamp] | None
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last month of a window, where balances cover the first to the last month `known`; the same errors."""
    if known is None:
        raise NotEnoughData("This book has no balances yet, so its assets cannot be shown.")
    (first, last), (begins, ends) = window, known
    if last < begins or first > ends:
        raise NotEnoughData(f"The balances run from {begins:%B %Y} to {ends:%B %Y}; ask for a period inside that.")
    return max(first, begins), last


def bridge_months(book: Book, period: Period, *, household_id: str | None = None) -> pd.DataFrame:
    """One row a household and month of the period: `household_id`, `month` and the fields of Bridge, in cents.

    Money is told apart over the whole period: a household is new when its `since` falls inside it, lost when it closed
    inside it and was not merged (it left, died or was let go), and what it withdrew is then a loss. Where the period
    begins before the firm's balances do, it is told apart from there on, whenever the balances of this book begin: so
    the parts of the firm agree on who is new. Source: F20, F21.
    Raises NotFound for a household that is not of this book, NotEnoughData for a period without closed months.
    """
    first, last = closed_months(book, period)
    frame = book.household_months
    frame = frame[frame["month"].between(first, last)]
    if household_id is not None:
        if household_id not in set(book.households["household_id"]):
            raise NotFound("There is no such client in this book.")
        frame = frame[frame["household_id"] == household_id]
    since = period.first_month if period.first_month >= first else max(period.first_month, book.first_month)
    return told_apart(frame, book.households, since, last + pd.offsets.MonthEnd(0))


def told_apart(frame: pd.DataFrame, households: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Balances with a `household_id` (of accounts or households, any spans) as rows of bridge_months, index as given.

    `first` and `last` are days: who joined or closed between them is new or lost.
    """
    known = households.set_index("household_id")
    inside = known["closed_on"].between(first, last) & (known["close_reason"] != MERGED)
    is_new = frame["household_id"].isin(known.index[known["since"].between(first, last)])
    is_lost = frame["household_id"].isin(known.index[inside])
    cents = {name: frame[f"{name}_cents"] for name in BALANCE_FLOWS}
    return pd.DataFrame(
        {
            "household_id": frame["household_id"],
            "month": frame["month"],
            "begin": frame["begin_value_cents"],
            "new_client_money": cents["contributions"].where(is_new, 0),
            "existing_client_money": cents["contributions"].where(~is_new, 0),
            "withdrawals": cents["withdrawals"].where(~is_lost, 0),
            "losses": cents["withdrawals"].where(is_lost, 0),
            "transfers_in": cents["transfers_in"],
            "transfers_out": cents["transfers_out"],
            "market": cents["market_gain"],
            "fees": cents["fees"],
            "end": frame["end_value_cents"],
        }
    )


def _summed(months: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> Bridge:
    flows = months.loc[:, "new_client_money":"fees"].sum()
    begin = int(months.loc[months["month"] == first, "begin"].sum())
    end = int(months.loc[months["month"] == last, "end"].sum())
    return Bridge(begin=begin, end=end, **{str(name): int(cents) for name, cents in flows.items()})


def asset_bridge(book: Book, period: Period, *, household_id: str | None = None) -> Bridge:
    """The bridge of a book, or of one of its households, over a period's closed months (F20). Errors: bridge_months."""
    first, last = closed_months(book, period)
    return _summed(bridge_months(book, period, household_id=household_id), first, last)


def bridge_rows(
    book: Book, period: Period, by: Literal["month", "quarter", "segment"], *, segments: pd.Series | None = None
) -> tuple[tuple[str, Bridge], ...]:
    """The same bridge by month, quarter or segment, in order; the flows of the rows sum to the whole's to the cent.

    `segments` (index household_id → class) is needed for `segment`; who has none is under `no class`. Rows of months
    and quarters chain: one begins with what the one before ended with.
    """
    first, last = closed_months(book, period)
    months = bridge_months(book, period)
    if by == "segment":
        classes = months["household_id"].map(segments if segments is not None else {}).fillna("no class")
        return tuple((str(name), _summed(rows, first, last)) for name, rows in months.groupby(classes, sort=True))
    return summed_by_span(months, by)


def summed_by_span(months: pd.DataFrame, by: Literal["month", "quarter"]) -> tuple[tuple[str, Bridge], ...]:
    """Rows of told_apart as one bridge a month or quarter, in order; each begins and ends with the months it has."""
    named = [(name, rows, rows["month"]) for name, rows in months.groupby(span_names(months["month"], by), sort=True)]
    return tuple((str(name), _summed(rows, within.min(), within.max())) for name, rows, within in named)


def bridge_of_books(books: Iterable[Book], period: Period) -> tuple[tuple[str, Bridge], ...]:
    """One bridge a book, named by its scope, for rows by advisor, team, branch or region.

    Open one Book a part (all at the same date): a Book already holds its scope's share of shared accounts, so the
    bridges of disjoint parts sum to the whole's to the cent. A part without balances in the period has an empty bridge.
    """
    windows = [(book, _window(book, period)) for book in books]
    first = min((window[0] for _, window in windows if window), default=period.first_month)  # where the whole begins
    rows = [
        (book.scope.label, _summed(bridge_months(book, period), first, window[1]) if window else Bridge())
        for book, window in windows
    ]
    return tuple(sorted(rows, key=lambda row: row[0]))


def _window(book: Book, period: Period) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """The closed months of the period, None when the book has no balances in it."""
    try:
        return closed_months(book, period)
    except NotEnoughData:
        return None


def chained_growth(book: Book, period: Period) -> float | None:
    """Organic growth with the months chained (F21): what a recruited book adds to the base counts from its month on.

    None when some month began with nothing.
    """
    return chain(bridge for _, bridge in bridge_rows(book, period, "month"))


def chain(bridges: Iterable[Bridge]) -> float | None:
    """Organic growth of bridges that follow one another, chained: product of (1 + growth) − 1, or None (F21)."""
    growth = 1.0
    for bridge in bridges:
        if bridge.organic_growth is None:
            return None
        growth *= 1 + bridge.organic_growth
    return growth - 1


def bridge_figures(bridge: Bridge, *, rows: Rows = NO_ROWS, period: str = "", prefix: str = "") -> tuple[Figure, ...]:
    """Every step as a Figure, then residual, net new assets and organic growth; keys carry `prefix`."""
    inputs = (("period", period),) if period else ()

    def figure(key: str, label: str, cents: int, method: Method) -> Figure:
        return Figure(f"{prefix}{key}", label, money(cents), "money", method, rows, inputs)

    steps = [figure(key, label, getattr(bridge, key), F20) for key, label, _ in STEPS]
    return (
        *steps,
        figure("residual", "Not explained by the bridge", bridge.residual, F20),
        figure("net_new_assets", "Net new assets", bridge.net_new_assets, F21),
        Figure(
            f"{prefix}organic_growth",
            "Organic growth",
            rate(bridge.organic_growth),
            "rate",
            F21,
            rows,
            inputs,
            reason="" if bridge.begin else "the period began with no assets, so growth over them is undefined",
        ),
    )


def bridge_chart(bridge: Bridge, title: str = "What moved the assets") -> Chart:
    """A waterfall of the steps that moved anything, from begin to end; outflows are drawn below zero."""
    shown = [(label, sign * getattr(bridge, key)) for key, label, sign in STEPS if key in ("begin", "end")]
    inner = [(label, sign * getattr(bridge, key)) for key, label, sign in STEPS if key not in ("begin", "end")]
    steps = [shown[0], *(step for step in inner if step[1]), shown[1]]
    flows = "in" if bridge.net_new_assets >= 0 else "out"
    market = "added to" if bridge.market >= 0 else "took from"
    return Chart(
        title,
        "waterfall",
        "money",
        tuple(label for label, _ in steps),
        (("Assets", tuple(money(cents) for _, cents in steps)),),
        f"From assets at the beginning to assets at the end: clients' money flowed {flows} on balance "
        f"and the market {market} them.",
    )


def bridge_table(rows: Sequence[tuple[str, Bridge]], title: str, by: str, ids: Sequence[str] = ()) -> Table:
    """One line a row of `bridge_rows` or `bridge_of_books`: the steps, net new assets and organic growth."""
    money_columns = [Column(key, label, "money", F20) for key, label, _ in STEPS]
    growth: tuple[tuple[str, str, Unit], ...] = (
        ("net_new_assets", "Net new assets", "money"),
        ("organic_growth", "Organic growth", "rate"),
    )
    columns = (Column(by, by.capitalize()), *money_columns, *(Column(k, name, unit, F21) for k, name, unit in growth))
    lines = tuple(
        (
            name,
            *(money(getattr(bridge, key)) for key, _, _ in STEPS),
            money(bridge.net_new_assets),
            rate(bridge.organic_growth),
        )
        for name, bridge in rows
    )
    return Table(title, columns, lines, tuple(ids))


def data_month(book: Book | RollUp) -> Figure:
    """The last closed month, up to which assets and revenue are known."""
    return Figure("data_month", "Last closed month", f"{book.last_month:%B %Y}", "text", FRESHNESS)


def data_line(month: Figure) -> Line:
    """How fresh the assets are, as a sentence; `month` is data_month's."""
    return Line("Assets are as of the last closed month, {month}.", {"month": month})

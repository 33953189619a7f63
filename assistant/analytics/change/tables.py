"""The tables of an explained change: flows, accounts or clients, months, life events, and how the return ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.bridge import F20, Bridge
from assistant.analytics.bridge_return import F22_GROSS, F22_NET, dietz, monthly_returns
from assistant.analytics.change.flows import EXPECTED
from assistant.analytics.change.pieces import Pieces
from assistant.analytics.change.verdict import CHANGE
from assistant.analytics.event_needs import BY_TYPE
from assistant.blocks import Column, Table
from assistant.figures import Method, Value, money, rate, show

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

F22_TIE = Method(
    "F22 tie",
    "market effect after fees = assets at the end − at the beginning − net new assets − net transfers; it is market − "
    "fees of the bridge and the numerator of the return after fees",
)
FLOWS_OF_A_BOOK, FLOWS_OF_A_CLIENT = 15, 60
STEP_COLUMNS = (
    Column("begin", "At the beginning", "money", F20),
    Column("contributions", "Contributions", "money", F20),
    Column("withdrawals", "Withdrawals", "money", F20),
    Column("transfers", "Net transfers", "money", F20),
    Column("market", "Market", "money", F20),
    Column("fees", "Fees", "money", F20),
    Column("end", "At the end", "money", F20),
    Column("change", "Change", "money", CHANGE),
)


def step_cells(bridge: Bridge) -> tuple[Value, ...]:
    """The cells under STEP_COLUMNS."""
    return tuple(
        money(cents)
        for cents in (
            bridge.begin,
            bridge.new_client_money + bridge.existing_client_money,
            bridge.withdrawals + bridge.losses,
            bridge.transfers_in - bridge.transfers_out,
            bridge.market,
            bridge.fees,
            bridge.end,
            bridge.end - bridge.begin,
        )
    )


def when(on: pd.Timestamp, last: pd.Timestamp) -> str:
    """A whole month as `2026-05`, a day and a span of days with their dates."""
    if on.day == 1 and last == on + pd.offsets.MonthEnd(0):
        return f"{on:%Y-%m}"
    return show(on.date(), "date") if on == last else f"{show(on.date(), 'date')} to {show(last.date(), 'date')}"


def spoken(on: pd.Timestamp, last: pd.Timestamp) -> str:
    """A whole month as `May 2026`, a day with its date."""
    return f"{on:%B %Y}" if on != last else show(on.date(), "date")


def flows_table(flows: pd.DataFrame, names: pd.Series | None) -> Table:
    """The largest flows, with what of each was expected and why; `names` adds the client (index household_id)."""
    shown = flows.sort_values(["amount_cents", "on", "account_id", "kind"], ascending=[False, True, True, True])
    shown = shown.head(FLOWS_OF_A_CLIENT if names is None else FLOWS_OF_A_BOOK).sort_values(
        ["on", "account_id", "kind"]
    )
    columns = (
        *([Column("client", "Client")] if names is not None else []),
        Column("when", "When"),
        Column("account", "Account"),
        Column("kind", "Flow"),
        Column("amount", "Amount", "money", F20),
        Column("planned", "Expected", "money", EXPECTED),
        Column("unplanned", "Not expected", "money", EXPECTED),
        Column("reason", "Reason on file"),
    )
    rows = tuple(
        (
            *([str(names[f.household_id])] if names is not None else []),
            when(f.on, f.last),
            f.account_id,
            f.kind,
            money(int(f.amount_cents)),
            *_planned_cells(f.kind, int(f.amount_cents), int(f.planned_cents)),
            None if pd.isna(f.reason) else f.reason,
        )
        for f in shown.itertuples(index=False)
    )
    more = len(flows) > len(shown)
    title = "The largest flows" if more else "Flows"
    return Table(title, columns, rows, tuple(shown["household_id"] if names is not None else shown["account_id"]))


def _planned_cells(kind: str, amount: int, planned: int) -> tuple[Value, Value]:
    """Expected and not; a transfer inside the firm is neither."""
    return (None, None) if kind.startswith("transfer") else (money(planned), money(amount - planned))


def accounts_table(pieces: Pieces, accounts: pd.DataFrame) -> Table:
    """The accounts of a client one by one: steps, change and return after fees while each was open."""
    known = accounts.set_index("account_id")
    returns = dietz(pieces.rows, "account_id")["rate"]
    found = pieces.bridges("account_id")
    found.sort(key=lambda pair: (-abs(pair[1].end - pair[1].begin), pair[0]))
    columns = (
        Column("account", "Account"),
        Column("kind", "Kind"),
        *STEP_COLUMNS,
        Column("return", "Return after fees", "rate", F22_NET),
    )
    rows = tuple((str(i), _kind(known.loc[i]), *step_cells(bridge), rate(float(returns[i]))) for i, bridge in found)
    return Table("Account by account", columns, rows, tuple(str(i) for i, _ in found))


def _kind(account: pd.Series) -> str:
    product = "" if pd.isna(account["product_type"]) else f", {str(account['product_type']).replace('_', ' ')}"
    return f"{account['registration']}{product}"


def clients_table(pieces: Pieces, names: pd.Series, limit: int) -> Table:
    """The clients whose assets changed most, either way."""
    found = pieces.bridges("household_id")
    found.sort(key=lambda pair: (-abs(pair[1].end - pair[1].begin), pair[0]))
    shown = found[:limit]
    rows = tuple((str(names[i]), *step_cells(bridge)) for i, bridge in shown)
    columns = (Column("client", "Client"), *STEP_COLUMNS)
    return Table("Whose assets changed most", columns, rows, tuple(str(i) for i, _ in shown))


def months_table(pieces: Pieces) -> Table:
    """Month by month: the steps and the return before fees."""
    gross = monthly_returns(pieces.whole, gross=True)
    columns = (Column("month", "Month"), *STEP_COLUMNS, Column("return", "Return before fees", "rate", F22_GROSS))
    last = pieces.rows.groupby("month", sort=True)["last"].max()
    rows = tuple(
        (when(month, last[month]), *step_cells(bridge), rate(float(gross[month])))
        for month, bridge in pieces.bridges("month")
    )
    return Table("Month by month", columns, rows)


def return_table(pieces: Pieces) -> Table:
    """How the returns come about: the market effect in money over the average capital, and what it ties to."""
    columns = (
        Column("return", "Return"),
        Column("gain", "Market effect", "money", F22_TIE),
        Column("base", "Average capital", "money", F22_NET),
        Column("rate", "Return", "rate", F22_NET),
    )
    rows = tuple(
        (
            name,
            *(money(float(pieces.returns.loc[key, c])) for c in ("gain", "base")),
            rate(float(pieces.returns.loc[key, "rate"])),
        )
        for name, key in (("after fees", "net"), ("before fees", "gross"))
    )
    return Table("How the return ties to the bridge", columns, rows)


def events_table(book: Book, household_id: str, period: Period) -> Table | None:
    """Life events of a household that happened or became known in the period; None when there was none."""
    people = book.clients[book.clients["household_id"] == household_id].set_index("client_id")
    events = book.life_events
    events = events[events["client_id"].isin(people.index)]
    start, end = pd.Timestamp(period.start), pd.Timestamp(period.end)
    inside = events["occurred_on"].between(start, end) | events["known_on"].between(start, end)
    events = events[inside].sort_values(["occurred_on", "known_on", "event_id"])
    if events.empty:
        return None
    columns = (
        Column("who", "Who"),
        Column("event", "Event"),
        Column("occurred_on", "Happened", "date"),
        Column("known_on", "Known", "date"),
        Column("money", "Money usually goes"),
        Column("source", "Source"),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            str(people.loc[e.client_id, "first_name"]),
            str(e.type).replace("_", " "),
            None if pd.isna(e.occurred_on) else e.occurred_on.date(),
            None if pd.isna(e.known_on) else e.known_on.date(),
            BY_TYPE[e.type].money if e.type in BY_TYPE else None,
            None if pd.isna(e.source) else str(e.source),
        )
        for e in events.itertuples(index=False)
    )
    return Table("Life events in the period: facts, not causes", columns, rows, tuple(events["event_id"]))

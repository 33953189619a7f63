"""The tables and charts of what is held: by asset class, by security, by account, and what stands out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assistant.analytics.bridge_return import F22_GROSS, F22_NET
from assistant.analytics.investments.holdings import (
    ALLOCATION,
    ASSETS,
    GAIN,
    HELD,
    SINGLE,
    TOP,
    Holdings,
)
from assistant.blocks import Chart, Column, Table
from assistant.figures import Method, Value, money, rate

WITHOUT = "no statement on file"
BY_KIND = Method("AUM by kind", "assets at the last closed month of the open accounts of a kind")
CHART_BARS = 10


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def _gain(row: Any) -> Value:
    """Value less cost where a cost is on file."""
    return money(int(row.costed_cents) - int(row.cost_cents)) if row.costed_cents else None


def class_table(found: Holdings) -> Table:
    """Positions by asset class; the accounts without a statement stand in a row of their own, outside the shares."""
    columns = (
        Column("asset_class", "Asset class"),
        Column("value", "Value", "money", HELD),
        Column("share", "Of the positions", "rate", ALLOCATION),
        Column("gain", "Gain not yet taken", "money", GAIN),
        Column("accounts", "Accounts", "count", HELD),
    )
    rows: list[tuple[Value, ...]] = [
        (
            str(row.kind),
            money(int(row.value_cents)),
            rate(int(row.value_cents) / found.total),
            _gain(row),
            int(row.accounts),
        )
        for row in found.by_class.itertuples(index=False)
    ]
    dark = found.uncovered
    if len(dark):
        rows.append((WITHOUT, money(int(dark["value_cents"].sum())), None, None, len(dark)))
    return Table("Allocation by asset class", columns, tuple(rows))


def kind_table(found: Holdings) -> Table:
    """Assets by registration and product, for a book without holdings."""
    columns = (
        Column("kind", "Kind of account"),
        Column("value", "Value", "money", BY_KIND),
        Column("share", "Of the assets", "rate", BY_KIND),
        Column("accounts", "Accounts", "count", BY_KIND),
    )
    rows = tuple(
        (row.kind, money(int(row.value)), rate(row.value / found.assets) if found.assets else None, int(row.n))
        for row in _kinds(found.accounts).itertuples(index=False)
    )
    return Table("Assets by kind of account", columns, rows)


def _kinds(accounts: pd.DataFrame) -> pd.DataFrame:
    named = accounts.assign(kind=[kind_of(a) for a in accounts.itertuples(index=False)])
    rows = named.groupby("kind", sort=True).agg(value=("value_cents", "sum"), n=("account_id", "size")).reset_index()
    return rows.sort_values(["value", "kind"], ascending=[False, True], ignore_index=True)


def kind_of(account: Any) -> str:
    """`taxable, managed account`."""
    product = "" if pd.isna(account.product_type) else f", {str(account.product_type).replace('_', ' ')}"
    return f"{account.registration}{product}"


def security_table(found: Holdings, limit: int) -> Table:
    """The largest securities, the same security of all accounts together."""
    columns = (
        Column("security", "Security"),
        Column("symbol", "Symbol"),
        Column("asset_class", "Asset class"),
        Column("sort", "Kind"),
        Column("value", "Value", "money", HELD),
        Column("share", "Of the positions", "rate", TOP),
        Column("gain", "Gain not yet taken", "money", GAIN),
        Column("clients", "Clients", "count", HELD),
    )
    shown = found.by_security.head(limit)
    rows = tuple(
        (
            _text(row.name) or row.symbol,
            row.symbol,
            _text(row.kind),
            "single" if row.single else "fund, policy or cash",
            money(int(row.value_cents)),
            rate(int(row.value_cents) / found.total),
            _gain(row),
            int(row.households),
        )
        for row in shown.itertuples(index=False)
    )
    return Table("The largest positions", columns, rows, tuple(shown["symbol"]))


def account_table(found: Holdings, returns: pd.DataFrame, limit: int, names: pd.Series | None) -> Table:
    """The largest accounts: value, cash, gain, returns of the period and the date of the statement; `names` adds the
    client."""
    columns = (
        *([Column("client", "Client")] if names is not None else []),
        Column("account", "Account"),
        Column("kind", "Kind"),
        Column("value", "Value", "money", ASSETS),
        Column("share", "Of the assets", "rate", ASSETS),
        Column("gain", "Gain not yet taken", "money", GAIN),
        Column("net", "Return after fees", "rate", F22_NET),
        Column("gross", "Return before fees", "rate", F22_GROSS),
        Column("statement", "Statement of", "date", HELD),
    )
    statements = found.held.groupby("account_id").agg(
        costed_cents=("costed_cents", "sum"), cost_cents=("cost_cents", "sum"), as_of=("as_of", "max")
    )
    shown = found.accounts.join(statements, on="account_id").join(returns, on="account_id")
    shown = shown.sort_values(["value_cents", "account_id"], ascending=[False, True]).head(limit)
    rows = tuple(
        (
            *([str(names[a.household_id])] if names is not None else []),
            a.account_id,
            kind_of(a),
            money(int(a.value_cents)),
            rate(int(a.value_cents) / found.assets) if found.assets else None,
            None if pd.isna(a.costed_cents) else _gain(a),
            rate(float(a.net)),
            rate(float(a.gross)),
            None if pd.isna(a.as_of) else a.as_of.date(),
        )
        for a in shown.itertuples(index=False)
    )
    title = "Account by account" if len(shown) == len(found.accounts) else "The largest accounts"
    return Table(title, columns, rows, tuple(shown["household_id" if names is not None else "account_id"]))


def positions_table(found: Holdings) -> Table:
    """Every position, account by account, the largest account and position first; an account without a statement has
    its value alone."""
    columns = (
        Column("account", "Account"),
        Column("security", "Security"),
        Column("asset_class", "Asset class"),
        Column("value", "Value", "money", HELD),
        Column("share", "Of the account's positions", "rate", ALLOCATION),
        Column("cost", "Cost", "money", GAIN),
        Column("gain", "Gain not yet taken", "money", GAIN),
    )
    accounts = found.accounts.sort_values(["value_cents", "account_id"], ascending=[False, True])
    by_account = dict(list(found.held.groupby("account_id")))
    rows: list[tuple[Value, ...]] = []
    for account in accounts.itertuples(index=False):
        part = by_account.get(account.account_id)
        if part is None:
            rows.append((account.account_id, WITHOUT, None, money(int(account.value_cents)), None, None, None))
            continue
        whole = int(part["value_cents"].sum())
        part = part.sort_values(["value_cents", "symbol"], ascending=[False, True])
        rows += [_position(account.account_id, row, whole) for row in part.itertuples(index=False)]
    return Table("Positions, account by account", columns, tuple(rows))


def _position(account: str, row: Any, whole: int) -> tuple[Value, ...]:
    cost = None if pd.isna(row.cost_basis_cents) else money(int(row.cost_basis_cents))
    share = rate(int(row.value_cents) / whole)
    return (
        account,
        _text(row.name) or row.symbol,
        _text(row.asset_class),
        money(int(row.value_cents)),
        share,
        cost,
        _gain(row),
    )


def large_table(found: Holdings, names: pd.Series, limit: int) -> Table:
    """Single securities above a tenth of a client's positions, the largest share first."""
    columns = (
        Column("client", "Client"),
        Column("security", "Security"),
        Column("value", "Value", "money", HELD),
        Column("share", "Of the client's positions", "rate", SINGLE),
    )
    shown = found.large.head(limit)
    rows = tuple(
        (
            str(names[row.household_id]),
            _text(row.name) or row.symbol,
            money(int(row.value_cents)),
            rate(float(row.share)),
        )
        for row in shown.itertuples(index=False)
    )
    return Table("Single securities above 10 % of a client's positions", columns, rows, tuple(shown["household_id"]))


def allocation_chart(found: Holdings) -> Chart:
    """Bars of the asset classes, or of the kinds of account where no holdings are on file."""
    if not found.total:
        kinds = _kinds(found.accounts).head(CHART_BARS)
        values = tuple(money(int(value)) for value in kinds["value"])
        alt = f"Bars of assets by kind of account; the largest is {kinds['kind'].iloc[0]}."
        return Chart("Assets by kind of account", "bar", "money", tuple(kinds["kind"]), (("Assets", values),), alt)
    rows = found.by_class.head(CHART_BARS)
    shares = tuple(rate(int(cents) / found.total) for cents in rows["value_cents"])
    alt = f"Bars of each asset class's share of the positions; the largest is {rows['kind'].iloc[0]}."
    return Chart("Allocation by asset class", "bar", "rate", tuple(rows["kind"]), (("Of the positions", shares),), alt)


def security_chart(found: Holdings) -> Chart:
    """Bars of the largest securities' shares."""
    rows = found.by_security.head(CHART_BARS)
    shares = tuple(rate(int(cents) / found.total) for cents in rows["value_cents"])
    alt = f"Bars of the largest positions' shares; the largest is {rows['name'].fillna(rows['symbol']).iloc[0]}."
    labels = tuple(rows["name"].fillna(rows["symbol"]))
    return Chart("The largest positions", "bar", "rate", labels, (("Of the positions", shares),), alt)

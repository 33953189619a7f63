"""Tables and the chart of a wallet answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.frame_tables import table_from
from assistant.analytics.segments import S1
from assistant.analytics.wallet import (
    ELSEWHERE,
    F24,
    F24_COVERAGE,
    F24_FRESH,
    F26,
    declared_rows,
    lognormal_band,
    share_interval,
    spreads,
    wallet,
)
from assistant.analytics.wallet_share import moves as f25
from assistant.analytics.wallet_share.figures import DECLARED
from assistant.analytics.wallet_share.opportunity import F28, F28_REACH, F28_TARGET
from assistant.analytics.wallet_share.providers import (
    F27,
    F27_NEXT,
    F27_PROVIDERS,
    HELD_AWAY,
    MAYBE,
    OLD_PLANS,
    by_kind,
    dated,
)
from assistant.analytics.wallet_share.words import ASK_AGAIN
from assistant.blocks import Chart, Column, Table
from assistant.figures import money, rate

if TYPE_CHECKING:
    from assistant.analytics.wallet_share.moves import ShareMove
    from assistant.analytics.wallet_share.reading import Group, Reading, Step
    from assistant.book.snapshot import Book

PARTS = (
    ("flow", "Money in and out"),
    ("market", "Market"),
    ("restated", "Net worth restated"),
    ("others", "Clients who came, went or were declared first"),
)


def move_table(move: ShareMove) -> Table:
    """The change of the share in points, part by part, from one date to the other."""
    lines = [("At the beginning", move.before), *((label, getattr(move, key)) for key, label in PARTS)]
    lines.append(("At the end", move.after))
    columns = (Column("step", "Step"), Column("points", "Share of wallet, in points", "rate", f25.F25))
    return Table("What moved the share", columns, tuple((label, rate(value)) for label, value in lines))


def steps_table(found: Sequence[Step], by: str) -> Table:
    """One line a month or quarter: the share at its end and what moved it."""
    columns = (
        Column(by, by.capitalize()),
        Column("before", "Share before", "rate", F24),
        *(Column(key, label, "rate", f25.F25) for key, label in PARTS),
        Column("after", "Share after", "rate", F24),
    )
    rows = tuple(
        (
            step.name,
            rate(step.move.before),
            *(rate(getattr(step.move, key)) if step.move.change is not None else None for key, _ in PARTS),
            rate(step.move.after),
        )
        for step in found
    )
    return Table(f"Share of wallet by {by}", columns, rows)


def trend_chart(found: Sequence[Step]) -> Chart:
    """The share as declared, and as money alone would have moved it from the beginning."""
    declared = (found[0].move.before, *(step.move.after for step in found))
    start = declared[0]
    flows = accumulate((step.move.flow for step in found), initial=start or 0.0)
    alone = tuple(None if start is None else rate(value) for value in flows)
    return Chart(
        "Share of wallet over time",
        "line",
        "rate",
        ("beginning", *(step.name for step in found)),
        (("As declared", tuple(rate(value) for value in declared)), ("By money alone", alone)),
        "Where the lines part, the market or a new declaration moved the share, and no money did.",
    )


def moved_table(reading: Reading, limit: int) -> Table:
    """The clients whose share moved, the largest move in money first, and what moved each."""
    if reading.moves is None:
        return Table("Clients whose share moved", (), ())
    rows = reading.moves
    rows = rows[~rows["label"].isin([f25.STEADY, f25.UNKNOWN])].join(reading.rows[["declared_on"]])
    before, after = rows["assets_0"] / rows["worth_0"], rows["assets_1"] / rows["worth_1"]
    rows = rows.assign(client=rows.index.map(reading.names), before=before, after=after, household_id=rows.index)
    rows = rows.assign(flow_cents=rows["flow"], elsewhere_cents=rows["elsewhere"].where(rows["anew"]))
    size = ((after - before).abs() * rows["worth_1"]).rename("size")
    order = rows.assign(size=size).sort_index().sort_values("size", ascending=False, kind="stable").head(limit)
    columns = (
        Column("client", "Client"),
        Column("label", "What moved it", "text", f25.F25_LABEL),
        Column("before", "Share before", "rate", F24),
        Column("after", "Share after", "rate", F24),
        Column("flow", "Money in less out", "money", f25.F25),
        Column("elsewhere", "More elsewhere than before", "money", f25.F25_LABEL),
        Column("declared_on", "Last declared", "date", DECLARED),
    )
    return table_from("Clients whose share moved", columns, order, ids="household_id")


def kinds_table(away: pd.DataFrame) -> Table:
    columns = (
        Column("kind", "Held at"),
        Column("clients", "Clients", "count", HELD_AWAY),
        Column("amount", "Amount", "money", HELD_AWAY),
        Column("oldest", "Oldest record", "date", HELD_AWAY),
        Column("newest", "Newest record", "date", HELD_AWAY),
    )
    return table_from("Held away, by kind of institution", columns, by_kind(away))


def kinds_chart(away: pd.DataFrame) -> Chart:
    sums = by_kind(away)
    return Chart(
        "Held away, by kind of institution",
        "bar",
        "money",
        tuple(sums["kind"]),
        (("Held away", tuple(money(int(cents)) for cents in sums["amount_cents"])),),
        f"Most of it is held at this kind: {sums['kind'].iloc[0]}.",
    )


def away_table(away: pd.DataFrame, names: pd.Series, as_of: dt.date, title: str, limit: int | None = None) -> Table:
    """One line a record of money held away with its date, largest first."""
    rows = dated(away, as_of).assign(client=away["household_id"].map(names))
    columns = (
        Column("client", "Client"),
        Column("institution", "Institution"),
        Column("kind", "Kind"),
        Column("amount", "Amount", "money", HELD_AWAY),
        Column("as_of", "Recorded on", "date", OLD_PLANS),
        Column("age", "Record"),
    )
    return table_from(title, columns, rows if limit is None else rows.head(limit), ids="household_id")


def events_table(maybe: pd.DataFrame, names: pd.Series) -> Table:
    columns = (
        Column("client", "Client"),
        Column("who", "Who"),
        Column("event", "Event"),
        Column("occurred_on", "Happened", "date", MAYBE),
        Column("known_on", "Known", "date", MAYBE),
        Column("source", "Source"),
    )
    rows = maybe.assign(client=maybe["household_id"].map(names))
    return table_from("Events that may have left a plan behind: ask", columns, rows, ids="household_id")


def clients_table(reading: Reading, limit: int) -> Table:
    """One line a client, the largest opportunity first, then the most money elsewhere."""
    rows = client_rows(reading)
    order = rows.assign(gain=rows["revenue_cents"].fillna(-1.0), away=rows["elsewhere_cents"].fillna(-1.0))
    order = order.sort_index().sort_values(["gain", "away"], ascending=False, kind="stable").head(limit)
    return table_from("Clients by opportunity", CLIENT_COLUMNS, order, ids="household_id")


CLIENT_COLUMNS = (
    Column("client", "Client"),
    Column("class", "Class", "text", S1),
    Column("assets", "Assets here", "money", F24),
    Column("worth", "Declared net worth", "money", DECLARED),
    Column("declared_on", "Declared on", "date", DECLARED),
    Column("source", "Source"),
    Column("share", "Share of wallet", "rate", F24),
    Column("low", "At least", "rate", F26),
    Column("high", "At most", "rate", F26),
    Column("elsewhere", "Elsewhere", "money", ELSEWHERE),
    Column("named", "of it known by name", "money", HELD_AWAY),
    Column("providers", "Providers", "count", F27_PROVIDERS),
    Column("divided", "Divided index", "score", F27),
    Column("largest", "Holds the most"),
    Column("next_dollar", "Next dollar goes", "text", F27_NEXT),
    Column("target", "Best quarter of the class", "rate", F28_TARGET),
    Column("reach", "Within reach", "money", F28_REACH),
    Column("revenue", "Opportunity a year", "money", F28),
    Column("note", "Note"),
)


def client_rows(reading: Reading) -> pd.DataFrame:
    """The columns of CLIENT_COLUMNS of every open client; what is not known of one is missing."""
    rows = reading.rows
    known = declared_rows(rows).index
    worth = (
        rows["worth_cents"].astype("float64").where(rows.index.isin(known) & (rows["worth_cents"] > 0).fillna(False))
    )
    share = rows["assets_cents"] / worth
    middle, width = lognormal_band(spreads(rows["source"]) ** 2)
    return rows.assign(
        household_id=rows.index,
        client=rows.index.map(reading.names),
        share=share,
        low=share * middle / width,
        high=np.minimum(share * middle * width, np.maximum(share, 1.0)),
        elsewhere_cents=(worth - rows["assets_cents"]).clip(lower=0.0),
        note=np.where(share > 1, ASK_AGAIN, ""),
    )


def groups_table(groups: Sequence[Group], by: str) -> Table:
    """One line a class or part of the firm; sums over sums, never means of shares."""
    columns = (
        Column(by, by.capitalize()),
        Column("clients", "Clients", "count", DECLARED),
        Column("declared", "with a declared net worth", "count", DECLARED),
        Column("assets", "Their assets here", "money", F24),
        Column("worth", "Their net worth", "money", F24),
        Column("share", "Share of wallet", "rate", F24),
        Column("low", "At least", "rate", F26),
        Column("high", "At most", "rate", F26),
        Column("fresh", "Fresh only", "rate", F24_FRESH),
        Column("coverage", "Assets with a fresh net worth", "rate", F24_COVERAGE),
        Column("elsewhere", "Elsewhere", "money", ELSEWHERE),
        Column("named", "Known by name", "money", HELD_AWAY),
        Column("reach", "Within reach", "money", F28_REACH),
        Column("revenue", "Opportunity a year", "money", F28),
    )
    return table_from(f"Share of wallet by {by}", columns, pd.DataFrame([_group_row(group, by) for group in groups]))


def _group_row(group: Group, by: str) -> dict[str, object]:
    sums, (low, high) = wallet(group.wallet), share_interval(group.wallet) or (None, None)
    return {
        by: group.name,
        "clients": len(group.wallet),
        "declared": len(declared_rows(group.wallet)),
        "assets_cents": sums.declared_assets,
        "worth_cents": sums.declared_worth,
        "share": sums.share,
        "low": low,
        "high": high,
        "fresh": sums.fresh_share,
        "coverage": sums.coverage,
        "elsewhere_cents": sums.elsewhere,
        "named_cents": int(group.rows["named_cents"].sum()),
        "reach_cents": float(group.rows["reach_cents"].sum()),
        "revenue_cents": float(group.rows["revenue_cents"].sum()),
    }


def groups_chart(groups: Sequence[Group], by: str) -> Chart:
    sums = [wallet(group.wallet) for group in groups]
    return Chart(
        f"Share of wallet by {by}",
        "bar",
        "rate",
        tuple(group.name for group in groups),
        (
            ("Share of wallet", tuple(rate(s.share) for s in sums)),
            ("Fresh only", tuple(rate(s.fresh_share) for s in sums)),
        ),
        "Where the bars differ much, old declarations stand behind the share.",
    )


def declarations_table(book: Book, household_id: str, assets: pd.Series) -> Table:
    """Every declaration of one client with the assets of that month's end (`assets`: by month) and the share then."""
    rows = book.net_worth[book.net_worth["household_id"] == household_id].sort_values("as_of")
    month = rows["as_of"].dt.to_period("M").dt.to_timestamp()
    then = month.map(assets).astype("float64")
    worth = rows["investable_net_worth_cents"].astype("float64")
    rows = rows.assign(
        worth_cents=worth,
        total_cents=rows["total_net_worth_cents"],
        assets_cents=then,
        share=then / worth.where(worth > 0),
        elsewhere_cents=(worth - then).clip(lower=0.0),
    )
    columns = (
        Column("as_of", "Declared on", "date", DECLARED),
        Column("source", "Source"),
        Column("worth", "Investable net worth", "money", DECLARED),
        Column("total", "Total net worth", "money", DECLARED),
        Column("assets", "Assets here at the month's end", "money", F24),
        Column("share", "Share of wallet then", "rate", F24),
        Column("elsewhere", "Elsewhere then", "money", ELSEWHERE),
        Column("providers", "Providers", "count", F27_PROVIDERS),
    )
    return table_from("What was declared, and when", columns, rows)

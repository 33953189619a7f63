"""What has just come up: money that leaves (retention) and money that could come (growth), each with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from assistant.analytics.erosion.report import E8, KIND_WORDS, WHY, erosion_verdicts
from assistant.analytics.event_needs import EVENT_NEEDS
from assistant.analytics.labels import client_labels
from assistant.blocks import Column, Result, Table
from assistant.figures import Figure, Line, Method, Rows, money

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Kind = Literal["growth", "retention"]

RECENT_DAYS = 90
"""How long news of growth is news: the decay of a trigger (3.13)."""
SCORE_PLACES = 6
"""Scores are compared with a threshold that was signed on another machine, perhaps."""
GROWTH = Method(
    "growth alert",
    "a life event that brings money in, or money elsewhere that was disclosed, known within the last 90 days",
)
COLUMNS = ["household_id", "kind", "cause", "since", "amount_cents", "score", "what", "evidence"]
CAVEATS = (
    "These alerts are worked out afresh from the book: what somebody did with one is not in them, so all are open.",
)


def alerts(book: Book, *, kind: Kind | None = None, limit: int = 10) -> Result:
    """The open alerts of a book, retention first, the greatest amount first. Sources: E8, 3.13."""
    rows = alert_rows(book)
    rows = rows[rows["kind"] == kind] if kind else rows
    figures = tuple(_count(rows, each) for each in ((kind,) if kind else ("retention", "growth")))
    shown = rows.head(limit)
    if rows.empty:
        line = Line("There is no open alert{what}.", {"what": f" of {kind}" if kind else ""})
        return Result("Alerts", book.as_of, figures, (), (line,), CAVEATS)
    first = shown.iloc[0]
    told = ", ".join(f"{{{f.key}}} of {f.key}" for f in figures)
    lines = (
        Line(f"Open alerts: {told}.", {f.key: f for f in figures}),
        Line("First: {name}, {what}.", {"name": str(first["name"]), "what": str(first["what"]).rstrip(".")}),
    )
    return Result("Alerts", book.as_of, figures, (_table(shown),), lines, CAVEATS)


def alert_rows(book: Book) -> pd.DataFrame:
    """One row an alert: COLUMNS and `name`; `amount_cents` is NA where no amount is known.

    `cause` names what a household's alert is about in the same words each time: one alert of money that leaves, one of
    each event, one of each place where money is held. `score` is the detector's order of urgency, nought for growth.
    """
    found = pd.concat([_retention(book), _events(book), _disclosed(book)], ignore_index=True)
    found = found[found["household_id"].isin(book.open_households["household_id"])]
    found["name"] = found["household_id"].map(client_labels(book))
    found["order"] = (found["kind"] == "growth").astype("int64")
    ordered = found.sort_values(
        ["order", "amount_cents", "household_id", "what"], ascending=[True, False, True, True], na_position="last"
    )
    return ordered.drop(columns="order").reset_index(drop=True)


def _frame(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype({"amount_cents": "Float64", "score": "float64", "since": "datetime64[s]"})


def _retention(book: Book) -> pd.DataFrame:
    verdicts = erosion_verdicts(book)
    eroding = verdicts[verdicts["verdict"] == "eroding"]
    return _frame(
        [
            (
                r.household_id,
                "retention",
                "erosion",
                r.since,
                r.money_gone,
                round(r.score, SCORE_PLACES),
                KIND_WORDS[r.kind],
                WHY[r.kind],
            )
            for r in eroding.itertuples(index=False)
        ]
    )


def _events(book: Book) -> pd.DataFrame:
    """Life events that bring money in."""
    needs = {need.type: need for need in EVENT_NEEDS if need.money.endswith("in")}
    homes = book.clients.set_index("client_id")["household_id"]
    events = book.life_events
    fresh = events[_recent(events["known_on"], book) & events["type"].isin(needs)]
    return _frame(
        [
            (
                homes[e.client_id],
                "growth",
                f"life event {e.event_id}",
                e.known_on,
                pd.NA,
                0.0,
                e.type.replace("_", " "),
                f"to review: {needs[e.type].review}",
            )
            for e in fresh.itertuples(index=False)
        ]
    )


def _disclosed(book: Book) -> pd.DataFrame:
    """Money elsewhere that has just been disclosed; of one place, what was said last."""
    rows = book.held_away.sort_values("as_of").drop_duplicates(["household_id", "institution", "kind"], keep="last")
    fresh = rows[_recent(rows["as_of"], book) & (rows["amount_cents"].fillna(0) > 0)]
    return _frame(
        [
            (
                r.household_id,
                "growth",
                f"held away {r.kind} {r.institution}",
                r.as_of,
                r.amount_cents,
                0.0,
                "money held away was disclosed",
                f"at {r.institution}",
            )
            for r in fresh.itertuples(index=False)
        ]
    )


def _recent(days: pd.Series, book: Book) -> pd.Series:
    return days > pd.Timestamp(book.as_of) - pd.DateOffset(days=RECENT_DAYS)


def _count(rows: pd.DataFrame, kind: str) -> Figure:
    mine = rows[rows["kind"] == kind]
    method = E8 if kind == "retention" else GROWTH
    return Figure(
        kind, f"Open alerts of {kind}", len(mine), "count", method, Rows.of("households", mine["household_id"])
    )


def _table(rows: pd.DataFrame) -> Table:
    columns = (
        Column("client", "Client"),
        Column("kind", "Kind"),
        Column("what", "What"),
        Column("since", "Since", "date"),
        Column("amount", "Money", "money"),
        Column("evidence", "Evidence"),
    )
    cells = tuple(
        (
            str(r.name), r.kind, r.what, None if pd.isna(r.since) else r.since.date(),
            None if pd.isna(r.amount_cents) else money(float(r.amount_cents)), r.evidence,
        )
        for r in rows.itertuples(index=False)
    )  # fmt: skip
    return Table("Open alerts", columns, cells, tuple(rows["household_id"].astype(str)))

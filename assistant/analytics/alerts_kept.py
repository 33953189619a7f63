"""Alerts as they are kept: those in one state, with what was done, and how often alerts have been right so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal

from assistant.alerts import Alert, Kind, Status
from assistant.analytics.alert_budget import FEWEST_CLOSED, Precision, precision_of
from assistant.analytics.alerts import GROWTH
from assistant.analytics.erosion.report import E8
from assistant.blocks import Column, Result, Table
from assistant.figures import Figure, Line, Method, Rows, Value, money, rate

E9 = Method(
    "E9",
    "alerts acted on ÷ (acted on + dismissed as wrong), with Wilson's 90 % interval; what was dismissed as known "
    "already or too small counts as neither",
)
STATE_WORDS = {"open": "Open", "seen": "Seen", "acted": "Acted on", "dismissed": "Dismissed", "all": "All"}
REASON_WORDS = {"wrong": "nothing was there", "known": "known already", "small": "too small"}
LAPSED = "A lapsed alert is one whose cause was gone at a later pass before anybody had closed it."


def kept_alerts(
    alerts: Sequence[Alert],
    *,
    status: Status | Literal["all"] = "open",
    kind: Kind | None = None,
    limit: int = 10,
    as_of: dt.date,
    advisors: Mapping[str, str],
) -> Result:
    """The alerts of one state, retention first, the greatest amount first, and the precision so far on closed ones.

    `advisors`: id → name; with several, the table names the advisor. Sources: E8, 3.13, E9.
    """
    of_kind = [alert for alert in alerts if kind in (None, alert.found.kind)]
    listed = sorted((alert for alert in of_kind if alert.stands(status)), key=_place)
    counts = tuple(_count(listed, each, status) for each in ((kind,) if kind else ("retention", "growth")))
    precision = precision_of(of_kind)
    figures = (*counts, *_precision_figures(precision, of_kind))
    words = (*_told(listed, counts, status), _precision_line(precision, figures))
    shown = listed[:limit]
    blocks = (_table(shown, status, advisors),) if shown else ()
    lapsed = any(alert.lapsed_on and not alert.is_closed for alert in shown)
    return Result("Alerts", as_of, figures, blocks, words, (LAPSED,) if lapsed else ())


def _place(alert: Alert) -> tuple[bool, bool, int, str, str]:
    amount = alert.found.amount_cents
    return alert.found.kind == "growth", amount is None, -(amount or 0), alert.found.household_id, alert.id


def _count(listed: Sequence[Alert], kind: str, status: str) -> Figure:
    mine = [alert.found.household_id for alert in listed if alert.found.kind == kind]
    label = f"{STATE_WORDS[status]} alerts of {kind}"
    return Figure(kind, label, len(mine), "count", E8 if kind == "retention" else GROWTH, Rows.of("households", mine))


def _told(listed: Sequence[Alert], counts: Sequence[Figure], status: str) -> tuple[Line, ...]:
    state = STATE_WORDS[status]
    if not listed:
        kinds = " or ".join(figure.key for figure in counts)
        what = {"open": "is open", "all": "is kept"}.get(status, f"has been marked as {state.lower()}")
        return (Line("No alert of {kinds} {what}.", {"kinds": kinds, "what": what}),)
    told = ", ".join(f"{{{figure.key}}} of {figure.key}" for figure in counts)
    first = listed[0].found
    return (
        Line(f"{state} alerts: {told}.", {figure.key: figure for figure in counts}),
        Line("First: {name}, {what}.", {"name": first.name, "what": first.what.rstrip(".")}),
    )


def _precision_figures(found: Precision, alerts: Sequence[Alert]) -> tuple[Figure, ...]:
    closed = [a for a in alerts if a.status == "acted" or (a.status == "dismissed" and a.reason == "wrong")]
    rows = Rows.of("alerts", [alert.id for alert in closed])
    why = f"insufficient: {found.judged} alerts were acted on or dismissed as wrong, {FEWEST_CLOSED} are needed"
    acted_of = (("acted on", str(found.acted)), ("dismissed as wrong", str(found.wrong)))

    def share(key: str, label: str, value: float | None) -> Figure:
        return Figure(key, label, rate(value), "rate", E9, rows, acted_of, "" if value is not None else why)

    return (
        Figure("judged", "Alerts acted on or dismissed as wrong", found.judged, "count", E9, rows),
        share("precision", "Precision so far", found.share),
        share("precision_low", "Precision, lower bound", found.low),
        share("precision_high", "Precision, upper bound", found.high),
    )


def _precision_line(found: Precision, figures: Sequence[Figure]) -> Line:
    value = {figure.key: figure for figure in figures}
    if found.share is None:
        return Line("Too few alerts have been closed to say how often they are right.")
    return Line(
        "Of {judged} alerts that were judged, {precision} were right (between {precision_low} and {precision_high}).",
        {key: value[key] for key in ("judged", "precision", "precision_low", "precision_high")},
    )


def _table(shown: Sequence[Alert], status: str, advisors: Mapping[str, str]) -> Table:
    several, all_states = len(advisors) > 1, status == "all"
    columns = (
        Column("client", "Client"),
        *((Column("advisor", "Advisor"),) if several else ()),
        Column("kind", "Kind"),
        Column("what", "What"),
        Column("since", "Since", "date"),
        Column("amount", "Money", "money"),
        Column("first_seen", "Raised", "date"),
        *((Column("status", "State"),) if all_states else ()),
        *((Column("done", "Marked"),) if status != "open" else ()),
        Column("evidence", "Evidence"),
        Column("alert", "Alert"),
    )
    namesakes = [alert.found.name for alert in {a.found.household_id: a for a in shown}.values()]

    def cells(alert: Alert) -> tuple[Value, ...]:
        found = alert.found
        name = f"{found.name} ({found.household_id})" if namesakes.count(found.name) > 1 else found.name
        return (
            name,
            *((advisors.get(alert.advisor_id, alert.advisor_id),) if several else ()),
            found.kind, found.what, found.since, money(found.amount_cents), alert.first_seen,
            *((_state(alert),) if all_states else ()),
            *((_done(alert),) if status != "open" else ()),
            found.evidence, alert.id,
        )  # fmt: skip

    rows = tuple(cells(alert) for alert in shown)
    return Table(f"{STATE_WORDS[status]} alerts", columns, rows, tuple(alert.found.household_id for alert in shown))


def _state(alert: Alert) -> str:
    return "lapsed" if alert.lapsed_on and not alert.is_closed else alert.status


def _done(alert: Alert) -> str:
    said = [REASON_WORDS.get(alert.reason, ""), alert.note]
    words = ": ".join(part for part in said if part)
    by = f"by {alert.marked_by}" if alert.marked_by else ""
    return ", ".join(part for part in (words, by) if part)

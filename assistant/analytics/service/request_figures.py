"""The figures and tables of service requests: attainment, response, closing, reopened, not in good order, backlog."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assistant.analytics.ageing.kinds import F40_BACKLOG
from assistant.analytics.frame_tables import table_from
from assistant.analytics.intervals import wilson
from assistant.analytics.sentences import Inputs, told
from assistant.analytics.service.requests import (
    F40,
    F40_BREACHED,
    F40_CLOSING,
    F40_NIGO,
    F40_RANGE,
    F40_REOPEN,
    F40_RESPONSE,
    MET,
    MISSED,
    NO_PROMISE,
    RUNNING,
    attainment,
    backlog,
)
from assistant.analytics.service.tiers import LEFT, TIERS
from assistant.blocks import Block, Column, Table
from assistant.figures import Figure, Rows, rate

TABLE = "service_requests"
NONE_JUDGED = "no request of the period has a promise that was met or missed"
COUNTED = {
    MET: ("met", "Replies in time"),
    MISSED: ("missed", "Promises missed"),
    RUNNING: ("running", "Promises still running"),
    NO_PROMISE: ("no_promise", "Requests without a promise"),
}
BY_TIER = (
    Column("tier", "Tier"),
    Column("requests", "Requests", "count", F40),
    Column("met", "Reply in time", "count", F40),
    Column("missed", "Missed", "count", F40),
    Column("attainment", "Attainment", "rate", F40),
    Column("low", "at least", "rate", F40_RANGE),
    Column("high", "at most", "rate", F40_RANGE),
    Column("median", "Median hours to reply", "count", F40_RESPONSE),
    Column("p90", "90 % within hours", "count", F40_RESPONSE),
    Column("closing", "Median days to close", "count", F40_CLOSING),
)
BACKLOG = (
    Column("bucket", "Age in business days"),
    Column("open", "Open requests", "count", F40_BACKLOG),
    Column("breached", "of them without a reply in time", "count", F40_BREACHED),
)
BREACHED = (
    Column("request_id", "Request"),
    Column("client", "Client"),
    Column("tier", "Tier"),
    Column("kind", "What"),
    Column("advisor", "With"),
    Column("opened_at", "Opened", "date"),
    Column("due_at", "Reply promised for", "date"),
    Column("age_days", "Business days open", "days", F40_BACKLOG),
)
NIGO = (
    Column("request_id", "Request"),
    Column("kind", "Form"),
    Column("client", "Client"),
    Column("advisor", "With"),
    Column("opened_at", "Opened", "date"),
    Column("days", "Business days open or to close", "days", F40_CLOSING),
    Column("closed_at", "Closed", "date"),
)


def request_figures(rows: pd.DataFrame, every: pd.DataFrame, period: str) -> tuple[Figure, ...]:
    """`rows`: the judged requests of the period, `every`: all of the book (both of the tier asked about)."""
    return (
        *_promise_figures(rows, period),
        *_time_figures(rows),
        *_quality_figures(rows, every),
        *_open_figures(every),
    )


def _ids(rows: pd.DataFrame, mask: pd.Series | None = None) -> Rows:
    """The ids of the rows, or of those where the mask is true: one column is cut, never the frame."""
    ids = rows["request_id"]
    return Rows.of(TABLE, ids if mask is None else ids[mask])


def _promise_figures(rows: pd.DataFrame, period: str) -> tuple[Figure, ...]:
    met, judged = attainment(rows)
    low, high = wilson(met, judged) or (None, None)
    share = rate(met / judged if judged else None)
    verdict = rows["verdict"]
    behind, inputs = _ids(rows, verdict.isin((MET, MISSED))), (("period", period),)
    why: tuple[Inputs, str] = (inputs, NONE_JUDGED)
    found = [told("requests", "Requests opened", len(rows), "count", F40, _ids(rows), inputs)]
    for word, (key, label) in COUNTED.items():
        mine = _ids(rows, verdict == word)
        found.append(told(key, label, len(mine.ids), "count", F40, mine, inputs))
    return (
        *found,
        told("judged", "Promises met or missed", judged, "count", F40, behind, inputs),
        told("attainment", "SLA attainment", share, "rate", F40, behind, *why),
        told("attainment_low", "SLA attainment, at least", rate(low), "rate", F40_RANGE, behind, *why),
        told("attainment_high", "SLA attainment, at most", rate(high), "rate", F40_RANGE, behind, *why),
    )


def _time_figures(rows: pd.DataFrame) -> tuple[Figure, ...]:
    hours, days = rows["response_hours"], rows["closing_days"]
    replied, closed = _ids(rows, hours.notna()), _ids(rows, days.notna())
    no_reply, not_closed = "no first reply is on record", "no request of the period has been closed"
    half, most = "Median business hours to the first reply", "Business hours within which nine of ten had a reply"
    median, p90 = rate(quantile(hours, 0.5), 2), rate(quantile(hours, 0.9), 2)
    closing, took = rate(quantile(days, 0.5), 2), "Median business days to close"
    return (
        told("response_median", half, median, "count", F40_RESPONSE, replied, (), no_reply),
        told("response_p90", most, p90, "count", F40_RESPONSE, replied, (), no_reply),
        told("closing_median", took, closing, "count", F40_CLOSING, closed, (), not_closed),
    )


def quantile(values: pd.Series, share: float) -> float | None:
    """A quantile of what is there; None of nothing."""
    known = values.to_numpy(dtype=np.float64)
    known = known[~np.isnan(known)]
    return float(np.quantile(known, share)) if len(known) else None


def _quality_figures(rows: pd.DataFrame, every: pd.DataFrame) -> tuple[Figure, ...]:
    done, still_open = ~rows["open"], every["open"]
    again = done & _flag(rows["reopened"])
    recorded, bad = rows["not_in_good_order"].notna(), _flag(rows["not_in_good_order"])
    open_bad = still_open & _flag(every["not_in_good_order"])
    closed, reopened, nigo, told_of = (_ids(rows, mask) for mask in (done, again, bad, recorded))
    still = _ids(every, open_bad)
    reopen = rate(len(reopened.ids) / len(closed.ids) if closed.ids else None)
    share = rate(len(nigo.ids) / len(told_of.ids) if told_of.ids else None)
    not_closed, unknown = "no request of the period has been closed", "no request says whether it was in good order"
    return (
        told("reopened", "Requests reopened", len(reopened.ids), "count", F40_REOPEN, reopened),
        told("reopen_rate", "Reopen rate", reopen, "rate", F40_REOPEN, closed, (), not_closed),
        told("nigo", "Forms not in good order", len(nigo.ids), "count", F40_NIGO, nigo),
        told("nigo_rate", "Rate not in good order", share, "rate", F40_NIGO, told_of, (), unknown),
        told("nigo_open", "Not in good order and still open", len(still.ids), "count", F40_NIGO, still),
    )


def _flag(values: pd.Series) -> pd.Series:
    """A flag that may be blank as one that is not: blank says nothing, so it is not set."""
    return values.fillna(False).astype(bool)


def _open_figures(every: pd.DataFrame) -> tuple[Figure, ...]:
    is_open, breached = _ids(every, every["open"]), _ids(every, every["breached"])
    return (
        told("backlog", "Open requests", len(is_open.ids), "count", F40_BACKLOG, is_open),
        told("breached", "Open without the reply promised", len(breached.ids), "count", F40_BREACHED, breached),
    )


def nigo_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Requests not in good order: open ones first, the oldest first; then the others, the newest first. `days` they
    have been open, or took to close."""
    bad = rows[_flag(rows["not_in_good_order"])]
    bad = bad.assign(days=bad["age_days"].fillna(bad["closing_days"])).sort_values(["opened_at", "request_id"])
    return pd.concat([bad[bad["open"]], bad[~bad["open"]].iloc[::-1]])


def tier_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a tier that has requests, A first, households that left last."""
    narrow, found = rows[["tier", "verdict", "response_hours", "closing_days"]], []
    for tier in (*TIERS, LEFT):
        mine = narrow[narrow["tier"] == tier]
        met, judged = attainment(mine)
        low, high = wilson(met, judged) or (np.nan, np.nan)
        found.append(
            {
                "tier": tier,
                "requests": len(mine),
                "met": met,
                "missed": judged - met,
                "attainment": met / judged if judged else np.nan,
                "low": low,
                "high": high,
                "median": quantile(mine["response_hours"], 0.5),
                "p90": quantile(mine["response_hours"], 0.9),
                "closing": quantile(mine["closing_days"], 0.5),
            }
        )
    table = pd.DataFrame(found)
    return table[table["requests"] > 0].reset_index(drop=True)


def request_blocks(rows: pd.DataFrame, every: pd.DataFrame, limit: int) -> tuple[Block, ...]:
    """Attainment by tier, the backlog by age, open requests that wait for a first reply, forms not in good order."""
    blocks: list[Table] = []
    if len(rows):
        blocks.append(table_from("First replies by tier", BY_TIER, tier_rows(rows)))
    if every["open"].any():
        blocks.append(table_from("Open requests by age", BACKLOG, backlog(every)))
    waiting = every[every["breached"]].sort_values(["due_at", "request_id"])
    if len(waiting):
        title = "Open requests without the reply promised"
        blocks.append(table_from(title, BREACHED, waiting.head(limit), ids="request_id"))
    bad = nigo_rows(every[every["open"] | every["request_id"].isin(rows["request_id"])])
    if len(bad):
        blocks.append(table_from("Forms not in good order", NIGO, bad.head(limit), ids="request_id"))
    return tuple(blocks)

"""What each campaign brought: one row a campaign with counts and money of those treated and of those held out (F45)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

WINDOW_DAYS = 90
TREATED, HOLDOUT = "treated", "holdout"
FLAGS = ("delivered", "opened", "clicked", "replied", "unsubscribed")
COUNTS = (*FLAGS, "met", "treated", "treated_met", "held_out", "held_out_met", "brought")
MONEY = ("new_assets_cents", "held_out_assets_cents")

F45 = Method("F45", f"meetings within {WINDOW_DAYS} days of sending, clicks, replies: counts over delivered")
F45_OPENS = Method(
    "F45 opens", "opens over delivered; mail programs open by themselves, so they are no evidence of engagement"
)
F45_MONEY = Method("F45 new assets", f"new assets of treated clients within {WINDOW_DAYS} days of sending, as recorded")


def campaign_rows(book: Book, period: Period | None) -> pd.DataFrame:
    """One row a campaign that went to, or held out, clients of this book, the newest first: `campaign_id`, `name`,
    `subject`, `channel`, `sent_on`, COUNTS, MONEY (cents), `settled` (its window had ended at the date of the book).

    Campaigns sent in the period, or all. A campaign of the whole firm counts with this book's clients alone. Meetings
    count when they fall within WINDOW_DAYS of sending. New assets carry no date: they are NaN while the window is open
    and the book is looked at as of an earlier day than its last closed one, since they might have come later. Counts
    of flags are of treated people who had it delivered. Source: F45.
    """
    about = book.frame("campaigns")
    about["sent_on"] = about["sent_at"].dt.tz_convert(None).dt.normalize()
    if period is not None:
        about = about[about["sent_on"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))]
    sends = _sends(book, about)
    sums = sends.groupby("campaign_id")[[*COUNTS, *MONEY]].sum()
    rows = about[["campaign_id", "name", "subject", "channel", "sent_on"]].merge(sums, on="campaign_id")
    settled = rows["sent_on"] + pd.Timedelta(days=WINDOW_DAYS) < pd.Timestamp(book.as_of)
    known = settled | (book.as_of >= book.version.last_closed_day)
    money = {name: rows[name].astype("float64").where(known) for name in MONEY}
    rows = rows.assign(settled=settled, **money)
    return rows.sort_values(["sent_on", "campaign_id"], ascending=[False, True], ignore_index=True)


def _sends(book: Book, about: pd.DataFrame) -> pd.DataFrame:
    """Sends with what each counts for, in columns COUNTS and MONEY."""
    sends = book.frame("campaign_sends")
    sends = sends[sends["campaign_id"].isin(about["campaign_id"])]
    flags = sends[list(FLAGS)].fillna(False).astype(bool)
    treated = sends["group"] == TREATED
    reached = treated & flags["delivered"]
    after = sends["met_on"] - about.set_index("campaign_id")["sent_on"].reindex(sends["campaign_id"]).to_numpy()
    met = after.dt.days.between(0, WINDOW_DAYS)
    cents = sends["new_assets_cents"].fillna(0).astype("int64")
    counts = {flag: flags[flag] & reached for flag in FLAGS}
    return pd.DataFrame(
        {
            "campaign_id": sends["campaign_id"],
            **{flag: marks.astype("int64") for flag, marks in counts.items()},
            "met": (met & reached).astype("int64"),
            "treated": treated.astype("int64"),
            "treated_met": (met & treated).astype("int64"),
            "held_out": (~treated).astype("int64"),
            "held_out_met": (met & ~treated).astype("int64"),
            "brought": ((cents != 0) & treated).astype("int64"),
            "new_assets_cents": cents.where(treated, 0),
            "held_out_assets_cents": cents.where(~treated, 0),
        }
    )


def with_rates(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with `click_rate`, `reply_rate`, `meeting_rate`, `open_rate`, `unsubscribe_rate` over delivered, NaN where
    nothing was delivered."""
    delivered = rows["delivered"].astype("float64").replace(0.0, np.nan)
    names = {"opened": "open", "clicked": "click", "replied": "reply", "met": "meeting", "unsubscribed": "unsubscribe"}
    return rows.assign(**{f"{name}_rate": rows[column] / delivered for column, name in names.items()})

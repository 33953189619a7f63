"""What the answers changed: events that a client told in a questionnaire, and net worth declared in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

Q3 = Method(
    "Q3",
    "life events and declared net worth whose source is a questionnaire, known on or after the day the household "
    "answered one and before it answered the next",
)
COLUMNS = ["questionnaire_id", "household_id", "answered_on", "kind", "known", "before_cents", "after_cents", "row_id"]


def changes_of(book: Book) -> pd.DataFrame:
    """One row a change told by questionnaire: `questionnaire_id` and `answered_on` of the answer it came with (blank
    when no answer came before it), `household_id`, `kind` (an event's type, or `net worth`), `known`, `before_cents`
    and `after_cents` of the investable net worth, `row_id`. By day, household and row. Source: Q3."""
    found = pd.concat([_events(book), _net_worth(book)], ignore_index=True)
    found = found.sort_values(["known", "household_id", "row_id"], ignore_index=True)
    answers = book.frame("questionnaires").dropna(subset="answered_on")
    answers = answers[["questionnaire_id", "household_id", "answered_on"]].sort_values(
        ["answered_on", "questionnaire_id"]
    )
    matched = pd.merge_asof(found, answers, left_on="known", right_on="answered_on", by="household_id")
    return pd.DataFrame(matched[COLUMNS])


def _events(book: Book) -> pd.DataFrame:
    events = book.life_events
    known = events["known_on"].fillna(events["occurred_on"])
    told = events[(events["source"] == "questionnaire") & known.notna()]
    owners = book.clients.set_index("client_id")["household_id"]
    return pd.DataFrame(
        {
            "household_id": told["client_id"].map(owners).astype("str"),
            "kind": told["type"].str.replace("_", " "),
            "known": known[told.index],
            "before_cents": pd.array([pd.NA] * len(told), dtype="Int64"),
            "after_cents": pd.array([pd.NA] * len(told), dtype="Int64"),
            "row_id": told["event_id"],
        }
    )


def _net_worth(book: Book) -> pd.DataFrame:
    """Declarations by questionnaire beside the one before them, whatever its source."""
    declared = book.net_worth.sort_values(["household_id", "as_of"])
    before = declared.groupby("household_id")["investable_net_worth_cents"].shift(1)
    told = declared[declared["source"] == "questionnaire"]
    return pd.DataFrame(
        {
            "household_id": told["household_id"],
            "kind": "net worth",
            "known": told["as_of"],
            "before_cents": before[told.index].astype("Int64"),
            "after_cents": told["investable_net_worth_cents"].astype("Int64"),
            "row_id": told["household_id"] + ":" + told["as_of"].dt.strftime("%Y-%m-%d"),
        }
    )

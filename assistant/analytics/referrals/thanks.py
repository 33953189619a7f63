"""Whether clients who refer were thanked: contacts that went out after the referral with words of thanks in their note.

A note is data: it is searched for words and may be quoted, nothing in it is followed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

WORDS = re.compile(
    r"\bthank(?:s|ed|ing)?\b|\bgrateful\b|\bappreciat|\bgrazie\b|\bringrazi|\bgracias\b|\bagradec", re.IGNORECASE
)
THANKED, EARLIER, TASK, NONE = (
    "thanked",
    "thanked before the latest referral",
    "task to thank done, no contact on file",
    "no thanks on file",
)
THANKS = Method(
    "F33 thanks",
    "a contact to the referrer on or after the day of its latest referral that went out and whose note has words of "
    "thanks in English, Italian or Spanish",
)


def thanks(book: Book, latest: pd.Series) -> pd.DataFrame:
    """Whether each referrer was thanked since its latest referral. `latest`: date of that referral by household_id.

    Index as given: `status` (THANKED, EARLIER, TASK or NONE), `thanked_on`, `interaction_id` and `note` of the last
    contact with thanks, blank where there is none. A done task to thank is told apart: it is no contact.
    """
    contacts = book.interactions
    contacts = contacts[contacts["household_id"].isin(latest.index) & (contacts["direction"] == "out")]
    contacts = contacts[contacts["note"].str.contains(WORDS, na=False)].sort_values(["at", "interaction_id"])
    last = contacts.drop_duplicates("household_id", keep="last").set_index("household_id")
    day = last["at"].dt.tz_convert(None).dt.normalize().reindex(latest.index)
    status = np.select([day >= latest, day.notna(), _tasks_done(book, latest)], [THANKED, EARLIER, TASK], NONE)
    told = last[["interaction_id", "note"]].reindex(latest.index)
    return pd.DataFrame({"status": status, "thanked_on": day}, index=latest.index).join(told)


def _tasks_done(book: Book, latest: pd.Series) -> pd.Series:
    """Whether a task with words of thanks was done for each referrer on or after its latest referral."""
    tasks = book.tasks
    tasks = tasks[tasks["household_id"].isin(latest.index) & tasks["text"].str.contains(WORDS, na=False)]
    return tasks.groupby("household_id")["done_on"].max().reindex(latest.index) >= latest

"""Who should not be sent a note on a birthday or an anniversary, and what to mind before writing to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

LE5 = Method(
    "LE5",
    "no note goes to who has died, opted out of email, is barred by a plan sponsor's rule, or whose household has an "
    "open complaint",
)
COMPLAINT = r"complain|reclam|queja|beschwerde"
MOURNING_DAYS = 365
PRIVATE_DAYS = 180


def writing_bars(book: Book) -> pd.DataFrame:
    """Index client_id: `bar`, why no note may be sent (empty when one may), `mind`, what to mind (or empty), and
    `hard`, whether that is a death, a divorce or an illness in the household.

    The rules of outreach are applied again when a note is drafted; this says whom they will stop. Source: LE5.
    """
    people = book.clients.set_index("client_id")
    sponsors = book.frame("plan_sponsors").set_index("plan_sponsor_id")
    rule = people["plan_sponsor_id"].map(sponsors["contact_rule"])
    plan = people["plan_sponsor_id"].map(sponsors["name"]).fillna("").astype("str")
    home = people["household_id"]
    reasons = (
        (people["deceased_on"].notna(), "has died"),
        (home.isin(open_complaints(book)), "an open complaint in the household"),
        (people["email_consent"] == "out", "opted out of email"),
        (rule == "none", "a participant of " + plan + ", which does not allow contact"),
    )
    bar = pd.Series("", index=people.index, dtype="str")
    for stopped, why in reversed(reasons):
        bar = bar.mask(stopped.fillna(False), why)
    return pd.DataFrame({"bar": bar, "mind": _minded(book, people, rule, plan), "hard": _hard(book, people)})


def _hard(book: Book, people: pd.DataFrame) -> pd.Series:
    private = _touched(book, "divorce", PRIVATE_DAYS) | _touched(book, "illness", PRIVATE_DAYS)
    return people["household_id"].isin(private | _mourning(book, people))


def _mourning(book: Book, people: pd.DataFrame) -> set[str]:
    died = people[people["deceased_on"] >= pd.Timestamp(book.as_of) - pd.Timedelta(days=MOURNING_DAYS)]
    return {*died["household_id"], *_touched(book, "death", MOURNING_DAYS)}


def _minded(book: Book, people: pd.DataFrame, rule: pd.Series, plan: pd.Series) -> pd.Series:
    home = people["household_id"]
    mind = pd.Series("", index=people.index, dtype="str")
    mind = mind.mask(people["email"].isna(), "no email address on file")
    mind = mind.mask((rule == "via_hr").fillna(False), "reached through the contact of " + plan)
    for name, words in (("divorce", "a divorce in the household"), ("illness", "an illness in the household")):
        mind = mind.mask(home.isin(_touched(book, name, PRIVATE_DAYS)), words + " became known lately")
    return mind.mask(home.isin(_mourning(book, people)), "a death in the household within a year")


def open_complaints(book: Book) -> set[str]:
    """Households with a request about a complaint that is not closed."""
    requests = book.service_requests
    about = requests["kind"].fillna("").str.contains(COMPLAINT, case=False, regex=True)
    return set(requests[about & requests["closed_at"].isna()]["household_id"])


def _touched(book: Book, kind: str, days: int) -> set[str]:
    events = book.life_events
    known = events["known_on"].fillna(events["occurred_on"])
    recent = events[(events["type"] == kind) & (known >= pd.Timestamp(book.as_of) - pd.Timedelta(days=days))]
    return set(recent["client_id"].map(book.clients.set_index("client_id")["household_id"]).dropna())

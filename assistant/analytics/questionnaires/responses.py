"""Questionnaires of a period one by one, the state each is in, and how many of them were answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.intervals import wilson
from assistant.analytics.segments import book_classes
from assistant.figures import Figure, Method, Rows, rate

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

Q1 = Method("Q1", "answered ÷ sent, over the questionnaires sent in the period, those with time left too")
Q1_DUE = Method("Q1 due", "answered ÷ sent, over those sent in the period whose due day has passed")
Q1_SILENT = Method("Q1 silent", "not answered ÷ sent, over the questionnaires sent in the period; silence is no answer")
Q1_RANGE = Method("Q1 range", "Wilson interval, 90 %, of answered out of sent")
Q2 = Method(
    "Q2",
    "each questionnaire sent in the period is answered, out (time left), overdue (due before the date, no answer) or, "
    "where overdue but replaced by a newer one or of a household that closed, no longer asked for",
)

CLOSED = "closed"
"""Stands for the class of a household that is no client any more."""


def sent_in(book: Book, period: Period) -> pd.DataFrame:
    """The questionnaires sent in the period, by sending day: `questionnaire_id, household_id, sent_on, due_on,
    answered_on`, `state` (`answered`, `overdue`, `lapsed`: past its due day but replaced by a newer one or of a closed
    household, or `sent`: out with time left), `days` overdue (NaN unless it is), `class` (S1 within this book, or
    `closed`) and `newer`, the day a later one went to the same household. Source: Q2.
    """
    rows = book.frame("questionnaires").sort_values(["sent_on", "questionnaire_id"], ignore_index=True)
    rows["newer"] = rows.groupby("household_id")["sent_on"].shift(-1)
    rows = rows[rows["sent_on"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))].reset_index(drop=True)
    today = pd.Timestamp(book.as_of)
    answered = rows["answered_on"].notna()
    classes = rows["household_id"].map(book_classes(book))
    late = ~answered & (rows["due_on"] < today)
    overdue = late & rows["newer"].isna() & classes.notna()
    state = pd.Series("sent", index=rows.index).mask(answered, "answered").mask(late, "lapsed").mask(overdue, "overdue")
    return rows.assign(
        state=state,
        days=(today - rows["due_on"]).dt.days.where(overdue),
        **{"class": classes.where(classes.notna(), CLOSED)},
    )


def response_figures(rows: pd.DataFrame, period: Period, book: Book) -> tuple[Figure, ...]:
    """Sent, answered, response rate with its interval, the rate over those past their due day, and the silent share.

    `rows` are `sent_in`'s. Rates are undefined, with the reason, when nothing was sent (or nothing is due yet).
    """
    behind = Rows.of("questionnaires", rows["questionnaire_id"])
    inputs = (("sent in", str(period)),)
    answered = int((rows["state"] == "answered").sum())
    due = rows[rows["due_on"] < pd.Timestamp(book.as_of)]
    bounds = wilson(answered, len(rows))
    nothing = "" if len(rows) else f"no questionnaire was sent in {period}"
    early = "" if len(due) else f"no questionnaire sent in {period} has passed its due day"

    def figure(key: str, label: str, value: float | None, method: Method, reason: str = nothing) -> Figure:
        return Figure(key, label, rate(value), "rate", method, behind, inputs, reason if value is None else "")

    share = answered / len(rows) if len(rows) else None
    answered_due = float((due["state"] == "answered").mean()) if len(due) else None
    return (
        Figure("sent", "Questionnaires sent", len(rows), "count", Q2, behind, inputs),
        Figure("answered", "Questionnaires answered", answered, "count", Q2, behind, inputs),
        figure("response_rate", "Response rate", share, Q1),
        figure("response_low", "Response rate, lower bound", bounds[0] if bounds else None, Q1_RANGE),
        figure("response_high", "Response rate, upper bound", bounds[1] if bounds else None, Q1_RANGE),
        figure("response_rate_due", "Response rate of those past their due day", answered_due, Q1_DUE, early),
        figure("silent_share", "Silent share", None if share is None else 1 - share, Q1_SILENT),
    )

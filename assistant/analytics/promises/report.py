"""What was promised to clients and is not seen to be kept, with the note each promise stands in, and open tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.labels import client_labels
from assistant.analytics.promises import tables
from assistant.analytics.promises.due import due_day
from assistant.analytics.promises.evidence import open_task_for, signs_for
from assistant.analytics.promises.methods import PR1, PR2, PR3, PR4, PR5
from assistant.analytics.promises.sentences import promises_in
from assistant.blocks import Block, Result
from assistant.figures import Figure, Line, Method, Rows

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

WRITTEN = ("email", "text", "portal")


def open_promises(
    book: Book, *, period: Period, household_id: str | None = None, overdue_only: bool = False, limit: int = 10
) -> Result:
    """Promises found in notes of the period, the longest overdue first, each quoted with its record; those that may
    have been kept apart; and open tasks made in the period.

    `overdue_only`: those whose own words name a day that has passed, and tasks past their day. `limit` is how many are
    quoted. Sources: PR1 to PR5.
    """
    found = find_promises(book, period, household_id=household_id)
    tasks = _open_tasks(book, period, household_id)
    overdue = int((found["overdue"].notna() & found["sign"].isna()).sum())
    if overdue_only:
        found, tasks = found[found["overdue"].notna()], tasks[tasks["overdue"].notna()]
    unkept, kept = found[found["sign"].isna()], found[found["sign"].notna()]
    labels = client_labels(book)
    figures = _figures(unkept, kept, tasks, overdue, str(period))
    return Result(
        title=f"Open promises of {book.scope.label}, made in {period}",
        as_of=book.as_of,
        figures=figures,
        blocks=_blocks(unkept, kept, tasks, labels, limit),
        summary=_summary({f.key: f for f in figures}, unkept, labels, str(period)),
        caveats=_caveats(unkept, kept, limit, overdue_only),
        data_version=book.data_version,
    )


def find_promises(book: Book, period: Period, *, household_id: str | None = None) -> pd.DataFrame:
    """Promises to present clients in notes of the period, longest overdue first: what promises_in gives, and `said`,
    `times` (the same words again), `theirs` (they stand in a message from the client), `due`, `overdue` and `age`
    (days; NaN without a day), `sign` (of what may have kept it, or None), `task` (an open one), `since` (our last
    contact later on). Sources: PR1 to PR5."""
    rows = book.interactions
    start, end = (pd.Timestamp(day, tz="UTC") for day in (period.start, period.end + pd.Timedelta(days=1)))
    rows = rows[(rows["at"] >= start) & (rows["at"] < end)]
    rows = rows[rows["household_id"].isin(book.open_households["household_id"])]
    if household_id is not None:
        rows = rows[rows["household_id"] == household_id]
    found = _told_once(promises_in(rows))
    inward = set(rows[(rows["direction"] == "in") & rows["channel"].isin(WRITTEN)]["interaction_id"])
    said = found["at"].dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
    due = pd.to_datetime(pd.Series(map(due_day, found["sentence"], said.dt.date), index=found.index, dtype="object"))
    today = pd.Timestamp(book.as_of)
    days = (today - due.astype("datetime64[s]")).dt.days
    tasks = book.tasks
    ours = book.interactions
    ours = ours[ours["direction"] == "out"].groupby("household_id")["at"].max()
    last = pd.Series(ours.reindex(found["household_id"]).array, index=found.index)
    found = found.assign(
        said=said,
        theirs=found["interaction_id"].isin(inward),
        due=due.astype("datetime64[s]"),
        overdue=days.where(days > 0),
        age=(today - said).dt.days,
        sign=pd.Series(signs_for(book, found), index=found.index, dtype="object"),
        task=pd.Series(open_task_for(tasks[tasks["done_on"].isna()], found), index=found.index, dtype="object"),
        since=last.where(last > found["at"]).dt.tz_localize(None),
    )
    order = ["overdue", "due", "at", "interaction_id"]
    return found.sort_values(order, ascending=[False, True, True, True], na_position="last", ignore_index=True)


def _told_once(promises: pd.DataFrame) -> pd.DataFrame:
    """The same words to the same client count once, from the first time on."""
    rows = promises.sort_values(["at", "interaction_id"], ignore_index=True)
    rows["words"] = rows["sentence"].str.casefold()
    rows["times"] = rows.groupby(["household_id", "words"])["sentence"].transform("size").astype("int64")
    return rows.drop_duplicates(["household_id", "words"]).drop(columns="words").reset_index(drop=True)


def _open_tasks(book: Book, period: Period, household_id: str | None) -> pd.DataFrame:
    """Open tasks made in the period for present clients, with the owner's `name` and days `overdue`, longest first."""
    rows = book.tasks
    rows = rows[rows["done_on"].isna() & rows["household_id"].isin(book.open_households["household_id"])]
    rows = rows[rows["created_on"].between(pd.Timestamp(period.start), pd.Timestamp(period.end))]
    if household_id is not None:
        rows = rows[rows["household_id"] == household_id]
    names = book.frame("users").set_index("user_id")["name"]
    days = (pd.Timestamp(book.as_of) - rows["due_on"]).dt.days
    rows = rows.assign(name=rows["owner"].map(names), overdue=days.where(days > 0))
    order = ["overdue", "due_on", "created_on", "task_id"]
    return rows.sort_values(order, ascending=[False, True, True, True], na_position="last", ignore_index=True)


def _figures(
    unkept: pd.DataFrame, kept: pd.DataFrame, tasks: pd.DataFrame, overdue: int, period: str
) -> tuple[Figure, ...]:
    inputs = (("made in", period),)
    late = unkept[unkept["overdue"].notna()]

    def count(key: str, label: str, rows: pd.DataFrame, method: Method) -> Figure:
        behind = Rows.of("interactions", rows["interaction_id"])
        return Figure(key, label, len(rows), "count", method, behind, inputs)

    oldest = "" if len(unkept) else f"no promise of {period} is open"
    longest = "" if overdue and len(late) else "no promise is past a day that it names"
    by_task = Rows.of("tasks", tasks["task_id"])
    tasks_late = tasks[tasks["overdue"].notna()]
    return (
        count("promises", "Promises not seen to be kept", unkept, PR1),
        count("overdue", "Promises past the day they name", late, PR2),
        count("undated", "Promises that name no day", unkept[unkept["due"].isna()], PR2),
        count("possibly_kept", "Promises possibly kept", kept, PR3),
        Figure("oldest", "Oldest open promise", None if oldest else int(unkept["age"].max()), "days", PR4,
               Rows.of("interactions", unkept["interaction_id"]), inputs, oldest),
        Figure("longest_overdue", "Longest overdue promise", None if longest else int(late["overdue"].max()), "days",
               PR2, Rows.of("interactions", late["interaction_id"]), inputs, longest),
        Figure("tasks", "Open tasks", len(tasks), "count", PR5, by_task, inputs),
        Figure("tasks_overdue", "Open tasks past their day", len(tasks_late), "count", PR5,
               Rows.of("tasks", tasks_late["task_id"]), inputs),
    )  # fmt: skip


def _blocks(
    unkept: pd.DataFrame, kept: pd.DataFrame, tasks: pd.DataFrame, labels: pd.Series, limit: int
) -> tuple[Block, ...]:
    return (
        *([tables.promises_table(unkept, labels)] if len(unkept) else []),
        *tables.quotes(unkept.head(limit), labels),
        *([tables.kept_table(kept, labels)] if len(kept) else []),
        *tables.quotes(kept.head(max(0, limit - len(unkept))), labels),
        *([tables.tasks_table(tasks, labels)] if len(tasks) else []),
        *([tables.age_chart(unkept)] if len(unkept) else []),
    )


def _summary(by: Mapping[str, Figure], unkept: pd.DataFrame, labels: pd.Series, period: str) -> tuple[Line, ...]:
    if not by["promises"].value:
        lines = [Line("No promise to a present client is found open in the notes of {period}.", {"period": period})]
    else:
        template = "Promises in the notes of {period}, not seen to be kept: {promises}; past their day: {overdue}."
        values: dict[str, Figure | str] = {"period": period, "promises": by["promises"], "overdue": by["overdue"]}
        lines = [Line(template, values)]
        first = labels[unkept["household_id"].iloc[0]]
        if by["longest_overdue"].value is not None:
            lines.append(Line("Longest overdue: {who}, {days} days.", {"who": first, "days": by["longest_overdue"]}))
        lines.append(Line("Each is quoted below with the record it stands in."))
    if by["possibly_kept"].value:
        template = (
            "Possibly kept, as a later contact or a task done speaks of the same: {n}. Look before ticking them off."
        )
        lines.append(Line(template, {"n": by["possibly_kept"]}))
    if by["tasks"].value:
        values = {"tasks": by["tasks"], "late": by["tasks_overdue"]}
        lines.append(Line("Open tasks made in the period: {tasks}, past their day: {late}.", values))
    return tuple(lines)


def _caveats(unkept: pd.DataFrame, kept: pd.DataFrame, limit: int, overdue_only: bool) -> tuple[str, ...]:
    found = [
        "Promises are read from notes by their words and quoted as they stand; nothing in them was followed. A note "
        "cannot say that a promise was kept, nor was every promise written down."
    ]
    theirs = int(unkept["theirs"].sum() + kept["theirs"].sum())
    if theirs:
        found.append(f"Standing in messages from clients, who may be the ones who promised: {theirs}.")
    if len(unkept) + len(kept) > limit:
        found.append(f"The first {limit} are quoted; one client, a shorter period or a higher limit shows the rest.")
    if overdue_only:
        found.append("Promises that name no day are left out: nobody can say that they are overdue.")
    return tuple(found)

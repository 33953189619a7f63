"""Which questionnaires are out, answered and overdue, who answers, and what the answers changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from assistant.analytics.intervals import wilson
from assistant.analytics.labels import client_labels
from assistant.analytics.questionnaires.changes import Q3, changes_of
from assistant.analytics.questionnaires.responses import CLOSED, Q1, Q1_RANGE, Q2, response_figures, sent_in
from assistant.analytics.segments import CLASSES, S1
from assistant.blocks import Block, Chart, Column, Result, Table
from assistant.errors import BadArguments, NotEnoughData
from assistant.figures import Figure, Line, Method, Rows, Value, money, rate

if TYPE_CHECKING:
    from assistant.book.periods import Period
    from assistant.book.snapshot import Book

Status = Literal["sent", "answered", "overdue"]
TITLES: Mapping[str, str] = {
    "overdue": "Overdue, no answer",
    "sent": "Out, with time to answer",
    "answered": "Answered",
    "lapsed": "Not answered, no longer asked for",
}
"""`lapsed` is listed last and not asked for by name: a newer one went out, or the household closed."""
Q2_DAYS = Method("Q2 days", "days from the due day to the date of the book")
Q2_ANSWER = Method("Q2 answer", "median days from sending to the answer")
SILENCE = "Silence is not an answer: a client who did not reply may have had events that nobody here knows of."


def questionnaires(book: Book, *, period: Period, status: Status | None = None) -> Result:
    """The questionnaires sent in the period by state, with names and days overdue; the response rate, by segment too,
    with its interval; and the events and net worth that the answers brought.

    `status` lists one state alone: `answered`, `overdue`, or `sent` (out and not yet due). Raises BadArguments for
    another word, NotEnoughData when none was sent in the period. Sources: Q1, Q2, Q3, S1.
    """
    if status is not None and status not in get_args(Status):
        raise BadArguments(f"A questionnaire is {', '.join(get_args(Status))}, not “{status}”.")
    rows = sent_in(book, period)
    if rows.empty:
        raise NotEnoughData(_none_sent(book, period))
    labels = client_labels(book)
    changes = changes_of(book)
    told = changes[changes["questionnaire_id"].isin(rows["questionnaire_id"])]
    figures = (*response_figures(rows, period, book), *_state_figures(rows, told, period))
    wanted = [status] if status else list(TITLES)
    lists = [_list(rows[rows["state"] == state], state, labels) for state in wanted]
    blocks: tuple[Block, ...] = (
        *(table for table in lists if table.rows),
        _by_class(rows),
        *([_changes(told, labels)] if len(told) else []),
        _chart(rows),
    )
    return Result(
        title=f"Questionnaires of {book.scope.label}, sent in {period}",
        as_of=book.as_of,
        figures=figures,
        blocks=blocks,
        summary=_summary({f.key: f for f in figures}, rows, labels, str(period)),
        caveats=_caveats(book, rows, changes, period),
        data_version=book.data_version,
    )


def _none_sent(book: Book, period: Period) -> str:
    last = book.frame("questionnaires")["sent_on"].max()
    known = "none is on record at all" if pd.isna(last) else f"the last one went out on {last:%Y-%m-%d}"
    return f"No questionnaire was sent in {period} in the book of {book.scope.label}: {known}."


def _state_figures(rows: pd.DataFrame, told: pd.DataFrame, period: Period) -> tuple[Figure, ...]:
    inputs = (("sent in", str(period)),)
    behind = {state: Rows.of("questionnaires", rows[rows["state"] == state]["questionnaire_id"]) for state in TITLES}
    remind = rows[rows["state"] == "overdue"]
    days, answer = remind["days"].max(), (rows["answered_on"] - rows["sent_on"]).dt.days.median()
    late = "" if pd.notna(days) else "no present client is overdue with the newest questionnaire of the period"
    silent = "" if pd.notna(answer) else "no questionnaire of the period was answered"
    events = told[told["kind"] != "net worth"]
    worth = told[told["kind"] == "net worth"]
    waiting, overdue = len(behind["sent"].ids), len(behind["overdue"].ids)
    return (
        Figure("overdue", "Questionnaires overdue", overdue, "count", Q2, behind["overdue"], inputs),
        Figure("lapsed", "Questionnaires no longer asked for", len(behind["lapsed"].ids), "count", Q2, behind["lapsed"],
               inputs),
        Figure("waiting", "Questionnaires out, with time left", waiting, "count", Q2, behind["sent"], inputs),
        Figure("longest_overdue", "Longest overdue", None if late else int(days), "days", Q2_DAYS,
               Rows.of("questionnaires", remind["questionnaire_id"]), inputs, late),
        Figure("days_to_answer", "Median days to answer", None if silent else rate(float(answer), 1), "days",
               Q2_ANSWER, behind["answered"], inputs, silent),
        Figure("events_told", "Life events from the answers", len(events), "count", Q3,
               Rows.of("life_events", events["row_id"]), inputs),
        Figure("net_worth_told", "Net worth declared in the answers", len(worth), "count", Q3,
               Rows.of("net_worth", worth["row_id"]), inputs),
    )  # fmt: skip


def _list(rows: pd.DataFrame, state: str, labels: pd.Series) -> Table:
    """One state's questionnaires with their clients: those with no newer one first, then the best class, then the
    longest overdue or the latest."""
    newest = rows.assign(replaced=rows["newer"].notna()).sort_values(
        ["replaced", "class", "days", "sent_on", "questionnaire_id"], ascending=[True, True, False, False, True]
    )
    columns = (
        Column("client", "Client"),
        Column("class", "Class", "text", S1),
        Column("sent_on", "Sent", "date", Q2),
        Column("due_on", "Due", "date", Q2),
        Column("answered_on", "Answered", "date", Q2),
        Column("days", "Days overdue", "days", Q2_DAYS),
        Column("newer", "Newer one sent", "date", Q2),
        Column("questionnaire", "Record"),
    )
    lines = tuple(
        (
            labels[q.household_id],
            q.segment,
            *(_day(value) for value in (q.sent_on, q.due_on, q.answered_on)),
            None if pd.isna(q.days) else int(q.days),
            _day(q.newer),
            q.questionnaire_id,
        )
        for q in newest.rename(columns={"class": "segment"}).itertuples(index=False)
    )
    return Table(TITLES[state], columns, lines, tuple(newest["household_id"]))


def _by_class(rows: pd.DataFrame) -> Table:
    columns = (
        Column("class", "Class", "text", S1),
        Column("sent", "Sent", "count", Q2),
        Column("answered", "Answered", "count", Q2),
        Column("overdue", "Overdue", "count", Q2),
        Column("rate", "Response rate", "rate", Q1),
        Column("low", "Lower bound", "rate", Q1_RANGE),
        Column("high", "Upper bound", "rate", Q1_RANGE),
    )
    lines: list[tuple[Value, ...]] = []
    for name in (*CLASSES, CLOSED):
        mine = rows[rows["class"] == name]
        answered = int((mine["state"] == "answered").sum())
        if (bounds := wilson(answered, len(mine))) is not None:
            overdue = int((mine["state"] == "overdue").sum())
            share = rate(answered / len(mine))
            lines.append((name, len(mine), answered, overdue, share, rate(bounds[0]), rate(bounds[1])))
    return Table("Response by segment", columns, tuple(lines))


def _changes(told: pd.DataFrame, labels: pd.Series) -> Table:
    columns = (
        Column("client", "Client"),
        Column("answered_on", "Answered", "date", Q2),
        Column("kind", "What changed", "text", Q3),
        Column("known", "Known", "date", Q3),
        Column("before", "Net worth before", "money", Q3),
        Column("after", "Net worth declared", "money", Q3),
    )
    lines = tuple(
        (
            labels[change.household_id],
            _day(change.answered_on),
            change.kind,
            _day(change.known),
            None if pd.isna(change.before_cents) else money(int(change.before_cents)),
            None if pd.isna(change.after_cents) else money(int(change.after_cents)),
        )
        for change in told.itertuples(index=False)
    )
    return Table("What the answers changed", columns, lines, tuple(told["household_id"]))


def _chart(rows: pd.DataFrame) -> Chart:
    named = [name for name in (*CLASSES, CLOSED) if (rows["class"] == name).any()]
    counts = pd.crosstab(rows["class"], rows["state"])
    series = tuple(
        (label, tuple(int(counts.at[name, state]) if state in counts else 0 for name in named))
        for state, label in (
            ("answered", "Answered"),
            ("overdue", "Overdue"),
            ("sent", "Out"),
            ("lapsed", "No longer asked for"),
        )
    )
    alt = "Questionnaires answered, overdue and still out, by segment; the table holds the rates with their intervals."
    return Chart("Questionnaires by segment", "bar", "count", tuple(named), series, alt)


def _summary(by: Mapping[str, Figure], rows: pd.DataFrame, labels: pd.Series, period: str) -> tuple[Line, ...]:
    counts: dict[str, Figure | str] = {key: by[key] for key in ("sent", "answered", "overdue", "waiting", "lapsed")}
    template = "Questionnaires sent in {period}: {sent}. Answered: {answered}; overdue: {overdue}; in time: {waiting}"
    lapsed = "; replaced by a newer one or of a closed household: {lapsed}" if by["lapsed"].value else ""
    lines = [Line(template + lapsed + ".", {"period": period, **counts})]
    template = (
        "The response rate is {rate}, likely between {low} and {high}; {silent} have said nothing, and silence does "
        "not mean that nothing happened."
    )
    keys = {"rate": "response_rate", "low": "response_low", "high": "response_high", "silent": "silent_share"}
    lines.append(Line(template, {place: by[key] for place, key in keys.items()}))
    if by["longest_overdue"].value is not None:
        longest = rows[rows["state"] == "overdue"]
        ids = sorted(set(longest[longest["days"] == longest["days"].max()]["household_id"]))
        template = "Longest overdue: {names}, {days} days. Reminders can be drafted to those listed."
        lines.append(Line(template, {"names": ", ".join(labels[i] for i in ids), "days": by["longest_overdue"]}))
    told: dict[str, Figure | str] = {"events": by["events_told"], "worth": by["net_worth_told"]}
    lines.append(Line("The answers brought life events: {events}, and declarations of net worth: {worth}.", told))
    return tuple(lines)


def _caveats(book: Book, rows: pd.DataFrame, changes: pd.DataFrame, period: Period) -> tuple[str, ...]:
    everyone = book.frame("questionnaires")
    found = [SILENCE]
    start = pd.Timestamp(period.start)
    before = everyone[(everyone["sent_on"] < start) & everyone["answered_on"].isna()]
    late = int((before["due_on"] < pd.Timestamp(book.as_of)).sum())
    if late:
        found.append(f"Sent before {period}, never answered and not counted here: {late}.")
    if (undated := int(everyone["sent_on"].isna().sum())) > 0:
        found.append(f"Questionnaires without a sending day on record, left out: {undated}.")
    if (endless := int((rows["due_on"].isna() & (rows["state"] == "sent")).sum())) > 0:
        found.append(f"Without a due day on record, so that they cannot be overdue: {endless}.")
    inside = changes["known"].between(start, pd.Timestamp(period.end))
    if (loose := int((changes["questionnaire_id"].isna() & inside).sum())) > 0:
        found.append(f"Events and declarations said to come from a questionnaire, with no answer on record: {loose}.")
    return tuple(found)


def _day(value: pd.Timestamp) -> Value:
    return None if pd.isna(value) else value.date()

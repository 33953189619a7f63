"""Life events: what became known, what it asks for and by when, who never answered, and the dates that lie ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.event_needs import BY_TYPE
from assistant.analytics.labels import client_labels
from assistant.analytics.life_events import tables
from assistant.analytics.life_events.ahead import LE4, dates_ahead, left_out
from assistant.analytics.life_events.known import LE1, LE2, LE3, known_events, undated
from assistant.analytics.life_events.writing import LE5, writing_bars
from assistant.analytics.questionnaires import response_figures, sent_in
from assistant.blocks import Block, Result
from assistant.book.periods import Period
from assistant.errors import BadArguments
from assistant.figures import Figure, Line, Rows, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

DATES = ("birthday", "anniversary", "milestone")
"""Kinds that are known ahead; the others are known once somebody has told."""
A_YEAR = 364  # days before the last one
SOURCES = ("questionnaire", "note", "public", "inferred")


def life_events(
    book: Book,
    *,
    period: Period | None = None,
    ahead: Period | None = None,
    kind: str | None = None,
    source: str | None = None,
    household_id: str | None = None,
) -> Result:
    """Events that became known in `period` with needs, clock and urgency, beside the share of clients who answered no
    questionnaire; and birthdays, anniversaries and ages that matter within `ahead`, with those who get no note apart.

    Either span may be None: then that half is left out. `kind`: one type of event or of date; `source`: events told by
    that source. Raises BadArguments for another word, or when neither span is given. Sources: LE1 to LE5, Q1, 3.13.
    """
    _check(period, ahead, kind, source)
    figures: list[Figure] = []
    blocks: list[Block] = []
    lines: list[Line] = []
    caveats: list[str] = []
    if period is not None:
        events = known_events(book, period, kind=kind, source=source, household_id=household_id)
        figures += _event_figures(events, book, period)
        if household_id is None:
            figures += _response(book, period)
        blocks += _event_blocks(events, book)
        lines += _event_lines({f.key: f for f in figures}, events, book, period)
        caveats += _event_caveats(events, book)
    if ahead is not None:
        dates = dates_ahead(book, ahead, kind=kind, household_id=household_id)
        bars = writing_bars(book)
        dates = dates.assign(bar=dates["client_id"].map(bars["bar"]), mind=dates["client_id"].map(bars["mind"]))
        added = _date_figures(dates, ahead)
        figures += added
        blocks += _date_blocks(dates, book)
        lines += _date_lines({f.key: f for f in added}, dates)
        caveats += left_out(book, ahead, kind)
    return Result(
        title=_title(book, period, ahead, kind),
        as_of=book.as_of,
        figures=tuple(figures),
        blocks=tuple(blocks),
        summary=tuple(lines),
        caveats=tuple(caveats),
        data_version=book.data_version,
    )


def _check(period: Period | None, ahead: Period | None, kind: str | None, source: str | None) -> None:
    if period is None and ahead is None:
        raise BadArguments("Life events need a period that has passed, or one that lies ahead.")
    if kind is not None and kind not in (*BY_TYPE, *DATES):
        raise BadArguments(f"A life event is one of {', '.join((*BY_TYPE, *DATES))}, not “{kind}”.")
    if source is not None and source not in SOURCES:
        raise BadArguments(f"Events are told by {', '.join(SOURCES)}, not by “{source}”.")


def _title(book: Book, period: Period | None, ahead: Period | None, kind: str | None) -> str:
    what = "Birthdays, anniversaries and ages that matter" if period is None else "Life events"
    only = f" ({tables.words(kind)})" if kind else ""
    spans = [f"{period}"] if period is not None else []
    spans += [f"dates {ahead.start.isoformat()}..{ahead.end.isoformat()}"] if ahead is not None else []
    return f"{what} of {book.scope.label}{only}: {', '.join(spans)}"


def _event_figures(events: pd.DataFrame, book: Book, period: Period) -> list[Figure]:
    inputs = (("known in", str(period)),)

    def behind(rows: pd.DataFrame) -> Rows:
        return Rows.of("life_events", (i for ids in rows["event_ids"] for i in ids))

    def count(key: str, label: str, rows: pd.DataFrame) -> Figure:
        return Figure(key, label, len(rows), "count", LE1, behind(rows), inputs)

    asked = events[events["told_by"].map(lambda told: "questionnaire" in told).astype(bool)]
    late = events[events["late"] & events["household_id"].isin(book.open_households["household_id"])]
    first = events.head(1).dropna(subset="due")
    none = "" if len(first) else f"no event that raises a need became known in {period}"
    homes = Rows.of("households", events["household_id"])
    return [
        count("events", "Life events known", events),
        Figure("households", "Households with an event", len(homes.ids), "count", LE1, homes, inputs),
        count("events_by_questionnaire", "Life events told by questionnaire", asked),
        Figure("late", "Past their day, no contact since", len(late), "count", LE3, behind(late), inputs),
        Figure("first_due", "Most pressing: review by", None if none else first["due"].iloc[0].date(), "date", LE3,
               behind(first), inputs, none),
        Figure("first_score", "Most pressing: trigger score", None if none else rate(first["score"].iloc[0], 2),
               "score", LE2, behind(first), inputs, none),
        *(
            count(f"events_{name}", f"Life events: {tables.words(name)}", rows)
            for name, rows in events.groupby("type", sort=True)
        ),
    ]  # fmt: skip


def _response(book: Book, period: Period) -> tuple[Figure, ...]:
    """Who answered, of the questionnaires sent in the period; when none was, of those of the year to its end."""
    rows = sent_in(book, period)
    if rows.empty:
        year = Period(period.end - dt.timedelta(days=A_YEAR), period.end, "")
        rows, period = sent_in(book, year), year
    return response_figures(rows, period, book)


def _event_blocks(events: pd.DataFrame, book: Book) -> list[Block]:
    if events.empty:
        return []
    needs = tables.needs_table(events)
    return [tables.events_table(events, book), *([needs] if needs.rows else []), tables.events_chart(events)]


def _event_lines(by: Mapping[str, Figure], events: pd.DataFrame, book: Book, period: Period) -> list[Line]:
    values: dict[str, Figure | str] = {"period": str(period), "events": by["events"], "homes": by["households"]}
    if events.empty:
        lines = [Line("No life event became known in {period}.", {"period": str(period)})]
    else:
        lines = [Line("Life events known in {period}: {events}, in households: {homes}.", values)]
    if by["first_due"].value is not None:
        first = events.iloc[0]
        template = "Most pressing: {who}, {what}, review by {due}. Past their day with no contact since: {late}."
        who = {"who": client_labels(book)[first["household_id"]], "what": tables.words(first["type"])}
        lines.append(Line(template, {**who, "due": by["first_due"], "late": by["late"]}))
    if events["type"].isin([n.type for n in BY_TYPE.values() if n.caution]).any():
        lines.append(Line("Some are sensitive: read the caution before anybody is called."))
    if "response_rate" in by and by["response_rate"].value is not None:
        template = (
            "Told by questionnaire: {told}. Of the {sent} sent in {when} {rate} were answered; the other {silent} have "
            "said nothing so far, which does not mean that nothing happened."
        )
        when = {"when": dict(by["sent"].inputs)["sent in"]}
        keys = {"told": "events_by_questionnaire", "sent": "sent", "rate": "response_rate", "silent": "silent_share"}
        lines.append(Line(template, {**when, **{place: by[key] for place, key in keys.items()}}))
    elif "response_rate" in by:
        lines.append(Line("No questionnaire was sent in the year before either, so whoever told nobody is not here."))
    return lines


def _event_caveats(events: pd.DataFrame, book: Book) -> list[str]:
    found = [
        "The trigger score orders by urgency: attrition risk of the kind of event, how lately it became known, assets "
        "with us. It is no forecast, and a contact since does not say that the needs were reviewed."
    ]
    if (guessed := int((events["confidence"] == "low").sum())) > 0:
        found.append(f"Inferred from data, so ask before acting: {guessed} of the events.")
    if (nowhen := undated(book)) > 0:
        found.append(f"Recorded events without any date, left out: {nowhen}.")
    return found


def _date_figures(dates: pd.DataFrame, ahead: Period) -> list[Figure]:
    inputs = (("from", ahead.start.isoformat()), ("to", ahead.end.isoformat()))

    def count(key: str, label: str, rows: pd.DataFrame) -> Figure:
        method = LE5 if key == "barred" else LE4
        return Figure(key, label, len(rows), "count", method, Rows.of("clients", rows["client_id"]), inputs)

    def edge(key: str, label: str, end: bool) -> Figure:
        return Figure(key, label, ahead.end if end else ahead.start, "date", LE4, Rows(), inputs)

    return [
        count("dates", "Dates ahead", dates),
        count("birthdays", "Birthdays ahead", dates[dates["kind"] == "birthday"]),
        count("anniversaries", "Anniversaries ahead", dates[dates["kind"] == "anniversary"]),
        count("milestones", "Ages that matter ahead", dates[dates["kind"] == "milestone"]),
        count("barred", "Dates of people who get no note", dates[dates["bar"] != ""]),
        edge("ahead_from", "Dates ahead from", end=False),
        edge("ahead_to", "Dates ahead to", end=True),
    ]


def _date_blocks(dates: pd.DataFrame, book: Book) -> list[Block]:
    free, barred = dates[dates["bar"] == ""], dates[dates["bar"] != ""]
    blocks: list[Block] = []
    if len(free):
        blocks.append(tables.dates_table("Dates ahead", free, book, barred=False))
    if len(barred):
        blocks.append(tables.dates_table("Do not write", barred, book, barred=True))
    return [*blocks, tables.dates_chart(dates)] if len(dates) else []


def _date_lines(by: Mapping[str, Figure], dates: pd.DataFrame) -> list[Line]:
    span: dict[str, Figure | str] = {"from": by["ahead_from"], "to": by["ahead_to"]}
    if dates.empty:
        return [Line("No birthday, anniversary or age that matters falls between {from} and {to}.", span)]
    keys = {"birthdays": "birthday", "anniversaries": "anniversary", "milestones": "milestone"}
    parts = [f"{tables.OCCASIONS[kind]} {{{key}}}" for key, kind in keys.items() if by[key].value]
    lines = [Line(f"From {{from}} to {{to}}: {', '.join(parts)}.", {**span, **{key: by[key] for key in keys}})]
    if by["barred"].value:
        template = "No note should go out for {barred} of them; the reasons stand beside each."
        lines.append(Line(template, {"barred": by["barred"]}))
    return lines

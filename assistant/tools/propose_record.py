"""Tool: a new or closed contact, task, event … laid on the turn, shown as it would be entered. It enters nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from assistant.blocks import Column, Result, Table
from assistant.book.changes import TABLE_OF, About, Change, close, enter, id_of, key_of, new_id
from assistant.book.names import Who
from assistant.book.snapshot import Book
from assistant.errors import BadArguments, NotFound, Unclear
from assistant.figures import Line
from assistant.tools.arguments import Arguments
from assistant.tools.confirming import owner_of, waiting
from assistant.tools.tool import Tool
from assistant.turn import Turn

Kind = Literal["contact", "task", "life_event", "request", "lead", "opportunity", "promise", "alert"]
ALERTS = (
    "Nothing was entered: alerts are raised by the nightly pass alone. One that is there is marked as seen, acted on "
    "or dismissed where alerts are listed; to be reminded of something, enter a task."
)
OWN_HOUSEHOLDS = ("household_id", "referred_by_household_id")
PERSONAL = ("death", "illness")


class RecordArguments(Arguments):
    kind: Kind = Field(description="what kind of record")
    client: str | None = Field(None, max_length=120, description="the client it is about")
    values: dict[str, Any] = Field(
        default_factory=dict, description="its fields, by name; with the `id` of a record and its closing day it closes"
    )


def _run(turn: Turn, arguments: RecordArguments) -> Result:
    book = turn.own_book(turn.today)
    who = turn.client(book, arguments.client) if arguments.client else None
    if not arguments.values and who is None:
        raise BadArguments(f"Say what the {_spoken(arguments.kind)} is: give its client or its values.")
    if arguments.kind == "alert":
        return Result("Alerts", turn.today, (), (), (Line(ALERTS),))
    row = id_of(arguments.kind, arguments.values)
    return _closed(turn, book, arguments, row) if row else _entered(turn, book, arguments, who)


def _entered(turn: Turn, book: Book, arguments: RecordArguments, who: Who | None) -> Result:
    kind, change_id = arguments.kind, new_id()
    about = _about(turn, book, kind, who)
    entered = enter(kind, arguments.values, change_id, about)
    guessed = _guessed(book, who, entered.values) if kind == "life_event" and who else ""
    problems = [*entered.problems, *_strangers(turn, book, entered.values)]
    problems = problems or turn.reach.books.faults(TABLE_OF[kind], entered.values)
    if problems:
        raise BadArguments(f"This {_spoken(kind)} cannot be entered: {'; '.join(problems)}.")
    change = _change(turn, change_id, kind, change_id, ({}, entered.values), who, about)
    line = Line(
        "This {kind} would be entered{whom}.", {"kind": _spoken(kind), "whom": f" for {who.label}" if who else ""}
    )
    lost = entered.left_over
    left_out = f"A {_spoken(kind)} has no place for these words, which are left out: “{lost}”." if lost else ""
    return _shown(turn, change, who, line, tuple(filter(None, (guessed, left_out))))


def _closed(turn: Turn, book: Book, arguments: RecordArguments, row: str) -> Result:
    kind = arguments.kind
    now = turn.reach.books.stored(TABLE_OF[kind], row)
    if now is None or not _is_own(turn, book, now):
        raise NotFound(f"There is no {_spoken(kind)} {row} in your book.")
    home = now.get("household_id", "")
    who = turn.client(book, home) if home in _households(book) else None
    about = _about(turn, book, kind, who)
    entered = close(kind, arguments.values, now, about)
    problems = entered.problems or turn.reach.books.faults(TABLE_OF[kind], {**now, **entered.values})
    if problems:
        raise BadArguments(f"This {_spoken(kind)} cannot be closed: {'; '.join(problems)}.")
    before = {name: now[name] for name in entered.values}
    change = _change(turn, new_id(), kind, row, (before, entered.values), who, about)
    line = Line(
        "The {kind} {row}{whom} would be closed.",
        {"kind": _spoken(kind), "row": row, "whom": f" of {who.label}" if who else ""},
    )
    return _shown(turn, change, who, line, ())


def _change(
    turn: Turn,
    change_id: str,
    kind: Any,
    row: str,
    moved: tuple[Mapping[str, str], Mapping[str, str]],
    who: Who | None,
    about: About,
) -> Change:
    home = who.household_id if who else ""
    label = who.label if who else turn.caller.name
    change = Change(
        change_id, kind, TABLE_OF[kind], row, *moved, label, owner_of(turn, home) if home else about.advisor_id, home,
        about.client_id,
    )  # fmt: skip
    turn.lay_change(change)
    return change


def _about(turn: Turn, book: Book, kind: str, who: Who | None) -> About:
    """Whom the record is about. A life event is one person's: of a household, its first."""
    client = who.client_id if who else ""
    if kind == "life_event" and not client:
        if who is None:
            raise BadArguments("Name the person whose life event it is.")
        client = next(iter(_living(book, who)), "")
    household = turn.reach.books.stored("households", who.household_id) if who else None
    known = turn.reach.books.stored("users", turn.caller.user_id)
    return About(
        turn.today,
        who.household_id if who else "",
        client,
        household["advisor_id"] if household else turn.caller.own[0],
        turn.caller.user_id if known else "",
        household["timezone"] if household else "",
    )


def _living(book: Book, who: Who) -> dict[str, str]:
    """The persons of a household who live, by id, the primary one first."""
    home = book.clients[(book.clients["household_id"] == who.household_id) & book.clients["deceased_on"].isna()]
    home = home.sort_values("is_primary", ascending=False, na_position="last", kind="stable")
    names = (home["first_name"].fillna("") + " " + home["last_name"].fillna("")).str.strip()
    return dict(zip(home["client_id"].astype(str), names, strict=True))


def _guessed(book: Book, who: Who, values: Mapping[str, str]) -> str:
    """That a household was named and a person is meant, in a sentence. Whose death or illness it is, is never guessed:
    Unclear."""
    people = _living(book, who)
    if who.client_id or len(people) < 2:
        return ""
    if values.get("type") in PERSONAL:
        raise Unclear(f"Whose {values['type']} is it: {', '.join(people.values())}?", tuple(people.values()))
    return f"It is entered for {people[values['client_id']]}; name another person of {who.label} if it is theirs."


def _households(book: Book) -> frozenset[str]:
    return frozenset(book.households["household_id"])


def _is_own(turn: Turn, book: Book, row: Mapping[str, str]) -> bool:
    """Whether a record is of the caller's book: of a client there, of the advisor, or the caller's own task."""
    if home := row.get("household_id", ""):
        return home in _households(book)
    return row.get("advisor_id", "") in turn.caller.own or row.get("owner", "") == turn.caller.user_id


def _strangers(turn: Turn, book: Book, values: Mapping[str, str]) -> list[str]:
    """Links of a new record that lead out of the caller's book: not theirs and not there look alike."""
    homes = _households(book)
    found = [name for name in OWN_HOUSEHOLDS if values.get(name) and values[name] not in homes]
    if lead := values.get("lead_id" if "opportunity_id" in values else ""):
        known = turn.reach.books.stored("leads", lead)
        found += [] if known and _is_own(turn, book, known) else ["lead_id"]
    return [f"{name}: {values[name]} is not in your book" for name in found]


def _shown(turn: Turn, change: Change, who: Who | None, line: Line, caveats: tuple[str, ...]) -> Result:
    ids = {key_of(change.table).name, "household_id", "client_id", "advisor_id"}
    if change.is_new_row:
        shown = [("client", who.label)] if who else []
        shown += [(name, value) for name, value in change.after.items() if value and name not in ids]
        columns, rows = (Column("field", "Field"), Column("value", "Value")), tuple(shown)
    else:
        columns = (Column("field", "Field"), Column("before", "Before"), Column("after", "After"))  # type: ignore[assignment]
        rows = tuple((n, change.before[n] or "(blank)", v or "(blank)") for n, v in change.after.items())  # type: ignore[misc]
    row_ids = tuple(who.household_id for _ in rows) if who else ()
    title = f"Proposed {_spoken(change.kind)}"
    table = Table(title, columns, rows, row_ids)
    return Result(title, turn.today, (), (table,), (line, *waiting(change)), caveats)


def _spoken(kind: str) -> str:
    return kind.replace("_", " ")


PROPOSE_RECORD = Tool(
    "propose_record",
    "A contact, task, life event, request, lead, opportunity or promise to enter, or one to close by its id and "
    "closing day, shown as it would be entered; it waits under an id until a person confirms it.",
    RecordArguments,
    _run,
)

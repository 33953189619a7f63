"""One household, ready for a meeting: who they are, what they have, what moved, what it is worth, what is open, what to
ask. What stands in notes is quoted as data and never followed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.bridge import data_line, data_month
from assistant.analytics.depth import relationship_depth
from assistant.analytics.erosion.report import judge_household
from assistant.analytics.labels import client_labels
from assistant.analytics.profile import tables
from assistant.analytics.profile.figures import (
    contact_figure,
    depth_figure,
    span_figures,
    spans,
    value_figures,
)
from assistant.analytics.profile.questions import questions
from assistant.analytics.promises import promises_in
from assistant.analytics.wallet import held_away_today, wallet_figures, wallet_rows
from assistant.blocks import Block, Listing, Result, Text
from assistant.errors import NotFound
from assistant.figures import Figure, Line, Rows, Unit

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

PROMISE_DAYS = 180
Columns = tuple[tuple[str, str, Unit], ...]
AWAY_COLUMNS: Columns = (
    ("institution", "Where", "text"),
    ("kind", "Kind", "text"),
    ("amount_cents", "Amount", "money"),
    ("as_of", "As of", "date"),
)
REQUEST_COLUMNS: Columns = (
    ("kind", "Request", "text"),
    ("opened_at", "Opened", "date"),
    ("first_reply_at", "First reply", "date"),
    ("due_at", "Reply due", "date"),
)
TASK_COLUMNS: Columns = (("text", "Task", "text"), ("created_on", "Since", "date"), ("due_on", "Due", "date"))


def client_profile(book: Book, *, household_id: str) -> Result:
    """Everything the book knows about one household: people, accounts, bridge and return of the year to date and of a
    year, wallet, depth, revenue and contribution, contacts, events with their clocks, open requests, tasks and
    promises, and questions to ask.

    Raises NotFound for a household that is not of this book. Sources: F20, F22, F24, F44, S4, 3.13.
    """
    household = book.households[book.households["household_id"] == household_id]
    if household.empty:
        raise NotFound("There is no such client in this book.")
    name = str(client_labels(book)[household_id])
    people = book.clients[book.clients["household_id"] == household_id]
    accounts = book.accounts[book.accounts["household_id"] == household_id]
    contacts = book.interactions[book.interactions["household_id"] == household_id]
    contacts = contacts.sort_values(["at", "interaction_id"], ascending=[False, True])
    events = tables.events_of(people, book)
    away = held_away_today(book)
    away = away[away["household_id"] == household_id]
    wallet = wallet_rows(book)
    wallet = wallet[wallet.index == household_id]
    depth = relationship_depth(book)
    periods = spans(book, household_id)
    behind = Rows.of("accounts", accounts["account_id"])
    figures = (
        *(figure for span in periods for figure in span_figures(span, behind)),
        *wallet_figures(wallet),
        *tables.declared_figures(wallet),
        depth_figure(depth, household_id),
        *value_figures(book, household_id),
        contact_figure(contacts),
        data_month(book),
    )
    erosion = judge_household(book, household_id)
    asked = questions(people, events, away, wallet, erosion=erosion, as_of=book.as_of)
    return Result(
        title=f"Client profile: {name}",
        as_of=book.as_of,
        figures=figures,
        blocks=(
            tables.people_table(people, book),
            *([tables.accounts_table(accounts, book)] if accounts["closed_on"].isna().any() else []),
            *([tables.bridge_steps_table(periods)] if periods else []),
            *([tables.depth_table(depth.loc[household_id])] if household_id in depth.index else []),
            *([tables.dated_table("Money held elsewhere", away, AWAY_COLUMNS, "institution")] if len(away) else []),
            *([tables.events_table(events)] if len(events) else []),
            *_open_things(book, household_id),
            *([tables.contacts_table(contacts)] if len(contacts) else []),
            *([Listing("Questions to ask", asked)] if asked else []),
            *_promises(book, contacts),
            *tables.quoted_notes(contacts),
        ),
        summary=_summary(
            name if household["closed_on"].isna().all() else f"{name} (closed)",
            {figure.key: figure for figure in figures},
            asked,
        ),
        caveats=_caveats(household),
    )


def _open_things(book: Book, household_id: str) -> tuple[Block, ...]:
    """Service requests and tasks that are still open, oldest first."""
    requests, tasks = book.service_requests, book.tasks
    requests = requests[(requests["household_id"] == household_id) & requests["closed_at"].isna()]
    tasks = tasks[(tasks["household_id"] == household_id) & tasks["done_on"].isna()]
    requests = requests.sort_values(["opened_at", "request_id"])
    tasks = tasks.sort_values(["due_on", "task_id"])
    blocks = (
        tables.dated_table("Open service requests", requests, REQUEST_COLUMNS, "request_id"),
        tables.dated_table("Open tasks", tasks, TASK_COLUMNS, "task_id"),
    )
    return tuple(block for block in blocks if block.rows)


def _promises(book: Book, contacts: pd.DataFrame) -> tuple[Text, ...]:
    """Sentences of recent notes that promise something, quoted."""
    since = pd.Timestamp(book.as_of, tz="UTC") - pd.Timedelta(days=PROMISE_DAYS)
    return tuple(
        Text(f"Promised on {p.at:%Y-%m-%d}", p.sentence, f"{p.channel}, record {p.interaction_id}")
        for p in promises_in(contacts[contacts["at"] >= since]).itertuples(index=False)
    )


def _summary(name: str, figures: Mapping[str, Figure], asked: tuple[str, ...]) -> tuple[Line, ...]:
    lines = []
    if "ytd_end" in figures:
        template = "{who} has {end} with us: since the new year {nna} of net new money and {market} from the market."
        values: dict[str, Figure | str] = {
            "who": name,
            "end": figures["ytd_end"],
            "nna": figures["ytd_net_new_assets"],
            "market": figures["ytd_market"],
        }
        lines.append(Line(template, values))
    if figures["wallet_share"].value is not None:
        template = "That is {share} of the investable net worth declared on {on}."
        lines.append(Line(template, {"share": figures["wallet_share"], "on": figures["declared_on"]}))
    template = "They brought {revenue} over twelve months; the last two-way contact was {on}."
    contact = figures["last_contact"]
    on: Figure | str = contact if contact.value is not None else "never recorded"
    lines.append(Line(template, {"revenue": figures["revenue_ttm"], "on": on}))
    if asked:
        lines.append(Line("Questions to ask, raised by what is on record or missing from it, are listed below."))
    return (*lines, data_line(figures["data_month"]))


def _caveats(household: pd.DataFrame) -> tuple[str, ...]:
    closed = household["closed_on"].iloc[0]
    gone = (f"This household closed on {closed:%Y-%m-%d}; it has no present figures.",) if pd.notna(closed) else ()
    return (
        *gone,
        "Notes and promises are quoted as they stand; nothing in them was followed, and whether a promise was kept is "
        "not on record.",
        "Depth is a first version with fixed weights, not yet validated against retention.",
    )

"""Signs that a promise may have been kept: a later message of ours, or a task done, that speaks of the same things.

A sign is never more than that. It is shown beside the promise, and a person decides.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from assistant.analytics.promises.sentences import without_promises
from assistant.book.names import plain

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

STEM, SHORTEST, ENOUGH = 6, 4, 2
WORD = re.compile(rf"[^\W\d_]{{{SHORTEST},}}")
STOP = frozenset(
    WORD.findall("""
    about account advisor after again agreed also answer back before bring bringing call called calls check checked
    client clients confirm confirmed contact custodian days discuss discussed done email ended ending entro first
    forward forwarded from fine get give given hand have into just know last later look made make meeting message
    month months more next note once order over owe phone plan prepare prepared promise promised promises ready
    received reply review reviewed send sending sends sent should show signed soon talk tell than that their them
    then they this those time today told tomorrow update updated wants week weeks went were when which will with
    within would write written year years your monday tuesday wednesday thursday friday saturday sunday abbiamo alla
    allo anche appena appuntamento avere cliente clienti come dalla dare della delle dello detto domani dopo fare
    giorni giorno incontro inviare inviato inviero inviera mandare mandato mandero mese nella oggi ogni parlato per
    preparare preparato prima promesso prossima prossimo questa questo riunione sapere settimana settimane verifica
    lunedi martedi mercoledi giovedi venerdi sabato domenica antes cita como cuando dentro desde despues dias dice
    donde enviado enviar enviare enviaremos esta este hasta hecho llamar llamare llamaremos mandado manana mandar
    para pero preparar promesa promesas prometido proxima proximo reunion revisar semana semanas sobre lunes martes
    miercoles jueves viernes sabado domingo
    """)
)
"""Words that say that something will be done, or when, and not what it is about."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What speaks of the same things: a contact or a task, on a day, by its id."""

    kind: str
    record: str
    on: dt.date


def things(text: str) -> frozenset[str]:
    """What a text is about: its longer words without those of doing and of time, cut to a stem (`forms` → `form`)."""
    found = (word for word in WORD.findall(plain(text)) if word not in STOP)
    return frozenset(word[:STEM] if len(word) > STEM else word.removesuffix("s") for word in found)


def same_things(promised: frozenset[str], said: frozenset[str]) -> bool:
    """Two words in common, or the only one that the promise has."""
    return bool(promised) and len(promised & said) >= min(ENOUGH, len(promised))


def signs_for(book: Book, promises: pd.DataFrame) -> list[Sign | None]:
    """The first sign for each promise (of promises_in), in their order; None where nothing later speaks of it."""
    homes = set(promises["household_id"])
    contacts = book.interactions
    contacts = contacts[contacts["household_id"].isin(homes) & contacts["note"].notna()]
    contacts = contacts[contacts["direction"] == "out"].sort_values(["at", "interaction_id"])
    tasks = book.tasks
    tasks = tasks[tasks["household_id"].isin(homes) & tasks["done_on"].notna()].sort_values(["done_on", "task_id"])
    said = _by_household(contacts, [things(without_promises(note)) for note in contacts["note"]])
    done = _by_household(tasks, [things(text) for text in tasks["text"]])
    return [_first_sign(promise, said, done) for promise in promises.itertuples(index=False)]


def open_task_for(tasks: pd.DataFrame, promises: pd.DataFrame) -> list[str | None]:
    """The id of an open task that speaks of the same things, for each promise."""
    about = _by_household(tasks, [things(text) for text in tasks["text"]])
    found: list[str | None] = []
    for promise in promises.itertuples(index=False):
        wanted = things(promise.sentence)
        mine = (row.task_id for row, said in about.get(promise.household_id, ()) if same_things(wanted, said))
        found.append(next(mine, None))
    return found


def _by_household(rows: pd.DataFrame, about: list[frozenset[str]]) -> dict[str, list[tuple[Any, frozenset[str]]]]:
    found: dict[str, list[tuple[Any, frozenset[str]]]] = {}
    for row, said in zip(rows.itertuples(index=False), about, strict=True):
        found.setdefault(str(row.household_id), []).append((row, said))
    return found


def _first_sign(
    promise: Any,
    said: dict[str, list[tuple[Any, frozenset[str]]]],
    done: dict[str, list[tuple[Any, frozenset[str]]]],
) -> Sign | None:
    wanted, day = things(promise.sentence), promise.at.date()
    signs = [
        Sign("contact", str(row.interaction_id), row.at.date())
        for row, about in said.get(promise.household_id, ())
        if row.at > promise.at and same_things(wanted, about)
    ][:1]
    signs += [
        Sign("task done", str(row.task_id), row.done_on.date())
        for row, about in done.get(promise.household_id, ())
        if row.done_on.date() >= day and same_things(wanted, about)
    ][:1]
    return min(signs, key=lambda sign: (sign.on, sign.record), default=None)

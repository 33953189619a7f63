"""Answers to a questionnaire as a browser sends them: read and checked, all or nothing.

What a client writes is data. It is kept as it was written and goes nowhere but to who reads the answers.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import BadInput, Problem
from assistant.outreach.outbox import PLAIN_ADDRESS
from assistant.outreach.questionnaires import EVENTS, FIELDS, Question, label, say

Answers = Mapping[str, Any]
"""Field → what was answered: a text, a list of choices, cents, or an ISO day. A field without an answer is absent."""

MONEY = re.compile(
    r"(?P<whole>[0-9]{1,13}|[0-9]{1,3}(?P<mark>[., '’])[0-9]{3}(?:(?P=mark)[0-9]{3}){0,3})(?:[.,](?P<part>[0-9]{1,2}))?"
)
EARLIEST, YEARS_AHEAD = dt.date(1900, 1, 1), 3


class _Wrong(ValueError):
    """An answer that cannot be kept; the argument is the word of the problem."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known while answers are read: the language of the page and the day."""

    language: str
    today: dt.date


def read_answers(fields: Mapping[str, Sequence[str]], *, language: str, today: dt.date) -> Answers:
    """The answers of a form. Raises BadInput with every problem, each at its field and in the language of the page."""
    told: dict[str, Any] = {}
    problems = [_problem(name, "unknown", language) for name in sorted(fields.keys() - FIELDS.keys())[:5]]
    for name, question in FIELDS.items():
        try:
            answer = _read(question, fields.get(name, ()), Reading(language, today))
        except _Wrong as wrong:
            problems.append(_problem(name, str(wrong), language))
        else:
            if answer not in ("", []):
                told[name] = answer
    problems += [_problem(name, "event", language) for name in _without_event(told, fields)]
    if not told and not problems:
        problems.append(_problem("nothing", "empty", language))
    if problems:
        raise BadInput(say("page", "errors", language), problems)
    return told


def _read(question: Question, given: Sequence[str], reading: Reading) -> Any:
    if question.kind == "several":
        if len(given) > len(question.choices) or not set(given) <= set(question.choices):
            raise _Wrong("choice")
        return [choice for choice in question.choices if choice in given]
    if len(given) > 1:
        raise _Wrong("choice" if question.choices else "letters")
    text = _kept(given[0], question) if given else ""
    return READERS[question.kind](text, question, reading) if text else ""


def _kept(text: str, question: Question) -> str:
    """The text with line ends made alike; on one line, but for a long text. Control characters are no text."""
    flat = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Cn") and letter not in "\n\t" for letter in flat):
        raise _Wrong("letters")
    if question.kind != "text":
        flat = re.sub(r"\s+", " ", flat)
    if question.longest and len(flat) > question.longest:
        raise _Wrong("long")
    return flat


def _text(text: str, _question: Question, _reading: Reading) -> str:
    return text


def _chosen(text: str, question: Question, _reading: Reading) -> str:
    if text not in question.choices:
        raise _Wrong("choice")
    return text


def _phone(text: str, _question: Question, _reading: Reading) -> str:
    if not re.fullmatch(r"\+?[0-9 ()./-]+", text) or not 7 <= sum(letter.isdigit() for letter in text) <= 15:
        raise _Wrong("phone")
    return text


def _email(text: str, _question: Question, _reading: Reading) -> str:
    if not (text.isascii() and PLAIN_ADDRESS.fullmatch(text) and "." in text.rpartition("@")[2]):
        raise _Wrong("email")
    return text


def _day(text: str, _question: Question, reading: Reading) -> str:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise _Wrong("day") from None
    if not EARLIEST <= day <= reading.today + dt.timedelta(days=366 * YEARS_AHEAD):
        raise _Wrong("day")
    return day.isoformat()


def _money(text: str, question: Question, _reading: Reading) -> int:
    """Cents of an amount as people write it on either side of the ocean: three figures after a mark are thousands."""
    bare = re.sub(r"^[$€£]\s?|\s?[$€£]$|^[A-Za-z]{3}\s|\s[A-Za-z]{3}$", "", text)
    owed = question.name == "total" and bare.startswith(("-", "−"))
    match = MONEY.fullmatch(bare[1:] if owed else bare)
    if match is None:
        raise _Wrong("money")
    cents = int(re.sub(r"\D", "", match["whole"])) * 100 + int((match["part"] or "0").ljust(2, "0"))
    return -cents if owed else cents


READERS: Mapping[str, Callable[[str, Question, Reading], Any]] = {
    "line": _text, "text": _text, "phone": _phone, "email": _email, "day": _day, "money": _money, "radio": _chosen,
    "select": _chosen,
}  # fmt: skip


def _without_event(told: Answers, fields: Mapping[str, Sequence[str]]) -> list[str]:
    """Fields `event_N` left blank where a day or a note was given: it would be nobody's."""
    return [
        names[0]
        for names in EVENTS.rounds()
        if not any(fields.get(names[0], ())) and any(name in told for name in names[1:])
    ]


def _problem(field: str, kind: str, language: str) -> Problem:
    """One problem as the page lists it. The name of a field that the form does not have is cut short."""
    known = field in FIELDS
    called = label(field, language) if known else field[:40]
    number = field.rpartition("_")[2]
    called += f" {number}" if known and number.isdigit() else ""
    most = f"{FIELDS[field].longest:,}" if known else ""
    return Problem("form", None, field, kind, say("problems", kind, language, label=called, most=most))

"""The six-monthly questionnaire: what is asked, in which order, and what each answer would change in the book.

The words, in three languages, are in questionnaires.toml beside this file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

Kind = Literal["line", "text", "phone", "email", "day", "money", "radio", "select", "several"]
Words = Mapping[str, Any]
LANGUAGES = ("en", "it", "es")


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `longest` bounds what may be written, `choices` what may be chosen.

    `column` is the `table.column` of the book that a new answer would change; `verify` says that such a change is made
    sure of outside this form first, for whoever holds the link could have written it. `fills` is what a browser may
    fill in by itself (HTML's autocomplete).
    """

    name: str
    kind: Kind
    longest: int = 0
    choices: tuple[str, ...] = ()
    column: str = ""
    verify: bool = False
    fills: str = "off"


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together. With `times` above one they are asked so often: `event_1`, `event_on_1`, …"""

    name: str
    questions: tuple[Question, ...]
    times: int = 1

    def rounds(self) -> Iterator[tuple[str, ...]]:
        """The names of the fields, one tuple a time that the questions are asked."""
        for number in range(1, self.times + 1):
            yield tuple(f"{q.name}_{number}" if self.times > 1 else q.name for q in self.questions)


QUESTIONNAIRE = (
    Section("address", (
        Question("street", "line", 120, verify=True, fills="street-address"),
        Question("postcode", "line", 20, verify=True, fills="postal-code"),
        Question("city", "line", 80, column="households.city", verify=True, fills="address-level2"),
        Question("state", "line", 60, column="households.state", verify=True, fills="address-level1"),
        Question("country", "line", 60, column="households.country", verify=True, fills="country-name"),
    )),
    Section("phone", (Question("phone", "phone", 40, column="clients.phone", verify=True, fills="tel"),)),
    Section("email", (Question("email", "email", 254, column="clients.email", verify=True, fills="email"),)),
    Section("bank", (Question("bank", "several", choices=("changed",), verify=True),)),
    Section("events", (
        Question("event", "select", choices=(
            "birth", "marriage", "divorce", "death", "inheritance", "graduation", "new_home", "move", "illness",
        )),
        Question("event_on", "day", 10),
        Question("event_note", "line", 200),
    ), times=3),
    Section("work", (
        Question("work", "radio", choices=("new_job", "retirement", "business_sale")),
        Question("work_on", "day", 10),
        Question("occupation", "line", 80, column="clients.occupation", fills="organization-title"),
        Question("employer", "line", 80, column="clients.employer", fills="organization"),
    )),
    Section("plans", (Question("plans", "radio", choices=("on_track", "unsure", "off_track")),)),
    Section("net_worth", (Question("investable", "money", 24), Question("total", "money", 24))),
    Section("goals", (Question("goals", "text", 1_000),)),
    Section("risk", (
        Question("risk", "radio", choices=("1", "2", "3", "4", "5"), column="households.risk_tolerance"),
    )),
    Section("documents", (
        Question("documents", "several", choices=(
            "will", "power_of_attorney", "trust", "beneficiaries", "insurance",
        )),
    )),
    Section("wishes", (Question("wishes", "text", 1_000),)),
    Section("more", (Question("more", "text", 4_000),)),
    Section("nothing", (Question("nothing", "several", choices=("nothing",)),)),
)  # fmt: skip

FIELDS: Mapping[str, Question] = {
    name: question
    for section in QUESTIONNAIRE
    for names in section.rounds()
    for name, question in zip(names, section.questions, strict=True)
}
"""Every field of the form by its name."""

EVENTS = next(section for section in QUESTIONNAIRE if section.name == "events")
WORK_EVENTS: Mapping[str, str] = {
    "new_job": "job_change", "retirement": "retirement", "business_sale": "business_sale",
}  # fmt: skip
"""What a change at work is called among the life events."""

CONTACT_FIRST = frozenset(("death", "divorce", "illness"))
"""Events after which nothing is written before the advisor has spoken to the client."""


def spoken(language: str | None) -> str:
    """The language a person is asked in: their own where the questionnaire has it, else English."""
    wanted = (language or "")[:2].lower()
    return wanted if wanted in LANGUAGES else "en"


@lru_cache(maxsize=1)
def wording() -> Words:
    """Everything the form says, as questionnaires.toml has it."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def say(place: str, name: str, language: str, **filled: object) -> str:
    """Words of one place in a language; empty where the form says nothing there."""
    words = wording()[place].get(name, {}).get(language, "")
    return str(words).format(**filled) if filled else str(words)


def label(field: str, language: str) -> str:
    """What a field is called on the page."""
    return say("questions", FIELDS[field].name, language)


def choice_label(question: str, choice: str, language: str) -> str:
    """What a choice is called on the page."""
    return str(wording()["choices"][question][choice][language])


@lru_cache(maxsize=1)
def letters() -> Mapping[str, Mapping[str, Any]]:
    """Life event → the firm's letter after it; none for those that ask for the advisor's own voice first."""
    file = Path(__file__).with_name("event_letters.toml")
    return cast(Mapping[str, Mapping[str, Any]], tomllib.loads(file.read_text(encoding="utf-8")))

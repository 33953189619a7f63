"""The questionnaire as a page shows it: plain values for a template, in one language, with what was filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.errors import Problem
from assistant.outreach.questionnaires import (
    FIELDS,
    LANGUAGES,
    QUESTIONNAIRE,
    Question,
    Section,
    choice_label,
    say,
    spoken,
)

LANGUAGE_NAMES = {"en": "English", "it": "Italiano", "es": "Español"}
Given = Mapping[str, Sequence[str]]


def form_page(
    *,
    first_name: str,
    language: str,
    firm: str,
    advisor: str,
    currency: str,
    given: Given,
    problems: Sequence[Problem] = (),
) -> dict[str, Any]:
    """Everything on the form. `given` is shown again where there were `problems`; it is data, whoever sent it."""
    wrong = {problem.column: problem.message for problem in reversed(problems)}
    return {
        **_frame(language),
        "title": say("page", "title", language),
        "greeting": say("page", "greeting", language, first_name=first_name),
        "who_reads": say("page", "who_reads", language, advisor=advisor, firm=firm),
        "firm": firm,
        **{name: say("page", name, language) for name in ("intro", "careful", "errors", "error", "submit", "once")},
        "problems": [{"anchor": _anchor(p.column), "message": p.message} for p in problems],
        "sections": [_section(section, language, currency, given, wrong) for section in QUESTIONNAIRE],
    }


def thanks_page(*, language: str, firm: str, advisor: str) -> dict[str, Any]:
    """What is said when answers have arrived."""
    words = [say("page", "thanks", language), say("page", "thanks_next", language)]
    words.append(say("page", "who_reads", language, advisor=advisor, firm=firm))
    return {**_frame(language), "title": say("page", "thanks_title", language), "words": words, "firm": firm}


def end_page(name: str, language: str | None) -> dict[str, Any]:
    """A page that is no form: `gone`, `too_large` or `later`. It says nothing of anybody."""
    wanted = spoken(language)
    title = say("page", f"{name}_title", wanted)
    return {**_frame(wanted), "title": title, "words": [say("page", name, wanted)], "firm": ""}


def _frame(language: str) -> dict[str, Any]:
    others = [{"code": code, "name": LANGUAGE_NAMES[code]} for code in LANGUAGES if code != language]
    return {"language": language, "languages": others}


def _section(section: Section, language: str, currency: str, given: Given, wrong: Mapping[str, str]) -> dict[str, Any]:
    rounds = [
        [
            _field(name, question, language, given, wrong)
            for name, question in zip(names, section.questions, strict=True)
        ]
        for names in section.rounds()
    ]
    return {
        "name": section.name,
        "title": say("sections", section.name, language),
        "hint": say("hints", section.name, language, currency=currency),
        "rounds": rounds,
        "repeats": section.times > 1,
    }


def _field(name: str, question: Question, language: str, given: Given, wrong: Mapping[str, str]) -> dict[str, Any]:
    values = [str(value) for value in given.get(name, ())]
    choices = [
        {
            "id": f"{_anchor(name)}-{choice}",
            "value": choice,
            "label": choice_label(question.name, choice, language),
            "chosen": choice in values,
        }
        for choice in question.choices
    ]
    return {
        "name": name,
        "id": _anchor(name),
        "kind": question.kind,
        "label": say("questions", question.name, language),
        "blank": say("page", "blank", language),
        "longest": question.longest,
        "fills": question.fills,
        "value": values[0] if values and not choices else "",
        "choices": choices,
        "problem": wrong.get(name, ""),
    }


def _anchor(name: str) -> str:
    """The id of a field on the page; a name that the form does not have leads to its top."""
    return f"q-{name}" if name in FIELDS else "form"

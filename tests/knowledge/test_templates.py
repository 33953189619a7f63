"""Templates: every occasion in three languages, and words that pass the review however they are filled."""

from __future__ import annotations

import re

import pytest
from jinja2 import StrictUndefined
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import SandboxedEnvironment

from assistant.guardrails import review
from knowledge import Document, read_documents

LANGUAGES = ("en", "it", "es")
LETTERS = (
    "appointment", "birthday", "bring_a_friend", "check_in", "condolence", "divorce", "documents", "event_invitation",
    "graduation", "illness", "inheritance", "marriage", "missed_call", "move", "new_baby", "new_clients", "new_home",
    "note", "questionnaire", "questionnaire_reminder", "referral_ask", "referral_thanks", "required_distribution",
    "retirement", "review", "thank_you", "transfer", "year_end",
)  # fmt: skip
POSTS = ("post_commentary", "post_education", "post_firm_news", "post_offer", "post_thought_leadership")
FIRM = "Harbour Vale Wealth LLC"
LONGEST_SUBJECT, LONGEST_POST = 70, 1200  # characters

PURPOSES = {
    "en": "the transfer of the old account",
    "it": "il trasferimento del vecchio conto",
    "es": "la transferencia de la cuenta anterior",
}
TOPICS = {
    "en": "the papers of a family",
    "it": "l'ordine tra i documenti di famiglia",
    "es": "los documentos de la familia",
}
POINTS = {
    "en": (
        "Our office is on the second floor, and the lift is to the left of the entrance.",
        "Parking is behind the building.",
        "Ms Hale at the front desk knows about it.",
    ),
    "it": (
        "Il nostro ufficio è al secondo piano, e l'ascensore è a sinistra dell'ingresso.",
        "Il parcheggio è dietro l'edificio.",
        "La signora Hale alla reception ne è al corrente.",
    ),
    "es": (
        "Nuestra oficina está en el segundo piano, y el ascensor está a la izquierda de la entrada.",
        "El estacionamiento está detrás del edificio.",
        "La señora Hale, en la recepción, está al tanto.",
    ),
}

TEMPLATES = {
    (document.id.rsplit("/", 1)[-1].split(".")[0], document.language): document
    for document in read_documents()
    if document.kind == "template"
}
_STRICT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


def occasion(template: Document) -> str:
    return template.id.rsplit("/", 1)[-1].split(".")[0]


def is_post(template: Document) -> bool:
    return occasion(template).startswith("post_")


EACH = pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda d: d.id)
EACH_LETTER = pytest.mark.parametrize("template", [d for d in TEMPLATES.values() if not is_post(d)], ids=lambda d: d.id)
EACH_POST = pytest.mark.parametrize("template", [d for d in TEMPLATES.values() if is_post(d)], ids=lambda d: d.id)
FILLED_WITH = pytest.mark.parametrize("points", [0, 3], ids=["no point", "three points"])


def wanted(template: Document) -> set[str]:
    """The variables that a template asks for."""
    return find_undeclared_variables(_STRICT.parse(template.text))


def filled(template: Document, points: int, **named: str) -> tuple[str, str]:
    """Subject and body, filled strictly: a variable that nobody fills is an error."""
    facts = {
        "first_name": "Adaeze",
        "sender": "Rosa Lindholm",
        "purpose": PURPOSES[template.language],
        "topic": TOPICS[template.language],
        "points": POINTS[template.language][:points],
        "firm": FIRM,
        "link": "https://forms.harbourvale.example/q/7Q2M",
    }
    head, _, body = _STRICT.from_string(template.text.strip()).render({**facts, **named}).partition("\n")
    return head.removeprefix("Subject:").strip(), body.strip() + "\n"


def reviewed(template: Document, points: int) -> tuple[str, list[tuple[str, str]]]:
    """Disposition and findings. A letter is given the firm's name at its end, as the path of a draft does by rule."""
    subject, body = filled(template, points)
    facts = {"firm_name": FIRM, "identification": FIRM}
    if is_post(template):
        verdict = review(f"Subject: {subject}\n\n{body}", {"audience": "public", **facts}, "linkedin")
    else:
        verdict = review(f"Subject: {subject}\n\n{body}{FIRM}\n", {"audience": "one_client", **facts}, "email")
    return verdict.disposition, [(flag.rule, flag.quote) for flag in verdict.findings]


class TestOccasions:
    def test_each_has_a_template_in_every_language_and_there_are_no_others(self) -> None:
        assert TEMPLATES.keys() == {(name, language) for name in (*LETTERS, *POSTS) for language in LANGUAGES}

    @EACH
    def test_the_file_is_named_after_its_occasion_and_its_language(self, template: Document) -> None:
        assert template.id == f"templates/{occasion(template)}.{template.language}"


class TestWords:
    @FILLED_WITH
    @EACH
    def test_they_pass_the_review(self, template: Document, points: int) -> None:
        assert reviewed(template, points) == ("pass", [])

    @FILLED_WITH
    @EACH
    def test_they_are_whole_sentences_however_many_points_there_are(self, template: Document, points: int) -> None:
        subject, body = filled(template, points)
        assert not re.search(r"[{}]|  |\n\n\n| \n| [.,:;]|[.,]{2}", f"{subject}\n{body}")
        assert all(point in body for point in POINTS[template.language][:points])

    @EACH
    def test_they_give_no_figure_of_their_own(self, template: Document) -> None:
        assert not re.search(r"\d|[%$€]", re.sub(r"{[{%].*?[%}]}", "", template.text))


class TestLetters:
    @EACH_LETTER
    def test_they_ask_for_nothing_that_a_draft_cannot_fill(self, template: Document) -> None:
        link = {"link"} if "questionnaire" in occasion(template) else set()
        assert wanted(template) - {"purpose"} == {"first_name", "points", "sender", *link}

    @EACH_LETTER
    @pytest.mark.parametrize("purpose", ["fees", "the transfer of the old account " * 15], ids=["short", "long"])
    def test_the_subject_fits_on_a_telephone_whatever_the_purpose(self, template: Document, purpose: str) -> None:
        subject, _ = filled(template, 0, purpose=purpose.strip())
        assert 0 < len(subject) <= LONGEST_SUBJECT

    def test_the_purpose_is_named_as_it_was_written(self) -> None:
        subject, body = filled(TEMPLATES["note", "it"], 0, purpose="il conto IRA di Adaeze")
        assert subject == "Il conto IRA di Adaeze"
        assert "per quanto riguarda il conto IRA di Adaeze." in body


class TestPosts:
    @EACH_POST
    def test_they_ask_for_a_topic_points_and_the_firm_and_greet_nobody(self, template: Document) -> None:
        assert wanted(template) == {"topic", "points", "firm"}
        assert not re.search(r"Dear|Gentile|Buenos días", template.text)

    @EACH_POST
    def test_they_open_with_the_topic_are_short_and_end_with_the_name_of_the_firm(self, template: Document) -> None:
        subject, body = filled(template, 3)
        assert subject == TOPICS[template.language]
        assert len(body) <= LONGEST_POST
        assert body.endswith(f"\n{FIRM}\n")

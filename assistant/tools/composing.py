"""Words for a client from a template of the firm: which occasion a purpose is, and the filled subject and body."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment

from assistant.book.names import plain
from knowledge import Document, read_documents

OCCASIONS = (
    (
        "condolence",
        r"condol|sympath|passed away|death|died|mourn|loss of|her loss|his loss|their loss|lutto|scompars|decess",
    ),
    ("birthday", r"birthday|compleanno|cumpleanos"),
    ("thank_you", r"\bthank|grateful|ringrazi|gracias|agradec"),
    ("review", r"\breview\b|revision|annual meeting|semi-?annual"),
    ("check_in", r"check(ing)?[- ]?in|touch base|catch up|how they are|hello|salut|reach out|stay in touch|reconnect"),
)
"""Occasion → words of a purpose that mean it, first match wins; anything else is a plain note about the purpose."""

ALIASES = {
    "birth": "new_baby", "baby": "new_baby", "wedding": "marriage", "death": "condolence", "house": "new_home",
    "rmd": "required_distribution", "referral": "referral_ask", "event": "event_invitation", "thanks": "thank_you",
}  # fmt: skip
"""Other words for an occasion that has a template."""

_JINJA = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)  # plain text mail: nothing is markup


def occasion_of(purpose: str, named: str = "") -> str:
    """The occasion named, when the house has a template for it; else what the purpose sounds like."""
    wanted = re.sub(r"\W+", "_", named.strip().lower())
    wanted = ALIASES.get(wanted, wanted)
    if (wanted, "en") in _templates() and not wanted.startswith("post_"):
        return wanted
    words = plain(f"{named} {purpose}")
    return next((name for name, signs in OCCASIONS if re.search(signs, words)), "note")


def compose(
    *,
    occasion: str,
    purpose: str,
    points: Sequence[str],
    first_name: str,
    sender: str,
    language: str,
    link: str = "",
) -> tuple[str, str, str]:
    """Subject, body and language of a message. A language without a template falls back to English.

    `link` is for the templates that ask for one.
    """
    facts = {
        "purpose": _phrase(purpose),
        "points": [_sentence(p) for p in points],
        "first_name": first_name,
        "sender": sender,
        **({"link": link} if link else {}),
    }
    return _filled(occasion, language, facts)


def compose_post(*, kind: str, topic: str, points: Sequence[str], firm: str, language: str) -> tuple[str, str, str]:
    """Title, text and language of a post of a kind, with what it says given as sentences."""
    facts = {"topic": _phrase(topic), "points": [_sentence(p) for p in points], "firm": firm}
    return _filled(f"post_{kind}", language, facts)


def _filled(occasion: str, language: str, facts: Mapping[str, object]) -> tuple[str, str, str]:
    templates = _templates()
    template = templates.get((occasion, language)) or templates[(occasion, "en")]
    filled = _compiled(template.text.strip()).render(facts)
    head, _, body = filled.partition("\n")
    subject = re.sub(r"\s+", " ", head.removeprefix("Subject:")).strip()
    return subject, re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n", template.language


@lru_cache(maxsize=256)
def _compiled(text: str) -> Template:
    return _JINJA.from_string(text)


def is_fixed(occasion: str, language: str) -> bool:
    """Whether the template of this occasion is the house's own words alone: no purpose of the asker's stands in it."""
    template = _templates().get((occasion, language))
    return template is not None and "purpose" not in template.text


@lru_cache(maxsize=1)
def _templates() -> dict[tuple[str, str], Document]:
    found = (document for document in read_documents() if document.kind == "template")
    return {(document.id.rsplit("/", 1)[-1].split(".")[0], document.language): document for document in found}


def _phrase(purpose: str) -> str:
    """The purpose as it stands in a sentence: no full stop, no leading “about”."""
    flat = re.sub(r"\s+", " ", purpose).strip(" .")
    return re.sub(r"^(about|on|regarding|re:?|su|riguardo a|per|sobre)\s+", "", flat, flags=re.IGNORECASE) or flat


def _sentence(point: str) -> str:
    flat = re.sub(r"\s+", " ", point).strip()
    flat = flat[:1].upper() + flat[1:]
    return flat if flat.endswith((".", "!", "?")) else flat + "."

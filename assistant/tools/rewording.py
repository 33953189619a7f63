"""Other words for a draft by an instruction, without a language model: what can be done to a text by rule.

Shorter; without a paragraph or sentence; one more sentence; these words for those; another subject; another language
where the house has a template for it. Whatever else is asked (warmer, more formal) needs a language model or a person,
and that is said. Instructions are read in English, Italian and Spanish.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.errors import BadArguments, Refused

CAN = (
    "I can make it shorter, drop a paragraph or a sentence, add a sentence, replace words, set the subject or change "
    "the language. For other words, write them in the draft itself."
)
_ORDINALS = (
    ("first", "opening", "prim[oa]", "primer[oa]?"),
    ("second", "second[oa]", "segund[oa]"),
    ("third", "terz[oa]", "tercer[oa]?"),
    ("fourth", "quart[oa]", "cuart[oa]"),
    ("fifth", "quint[oa]"),
)
_LAST = r"last|final|closing|ultim[oa]|finale"
_ORDINAL = "|".join([_LAST, *(word for words in _ORDINALS for word in words)])
_PART = r"(?P<part>paragraphs?|paragrafo|p[aá]rrafo|sentence|line|frase|riga|l[ií]nea|oraci[oó]n)"
_DROP = re.compile(
    rf"\b(?:drop|remove|delete|cut|take out|without|lose|skip|togli|elimina|cancella|leva|senza|quita|borra|sin)\b"
    rf"\D{{0,12}}?\b(?:(?P<which>{_ORDINAL})\s+{_PART}|{_PART.replace('part>', 'part2>')}\s+(?P<number>\d+))",
    re.IGNORECASE,
)
_SHORTER = re.compile(
    r"\b(?:shorter|shorten|briefer|more concise|brief|pi[uù] (?:corto|corta|breve|conciso)|accorcia\w*|"
    r"m[aá]s (?:corto|corta|breve|conciso)|ac[oó]rta\w*|resume)\b",
    re.IGNORECASE,
)
_ADD = re.compile(
    r"^\W*(?:please |per favore |por favor )?"
    r"(?:add|mention|include|say|aggiungi|di'|scrivi anche|a[nñ]ade|agrega|menciona|incluye)\b"
    r"(?: also| anche| tambi[eé]n)?(?: that| che| que| a sentence(?: saying)?| una frase| una oraci[oó]n)?"
    r"\s*[:,]?\s*(?P<words>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_REPLACE = re.compile(
    r"^\W*(?:please )?(?:replace|change|swap|sostituisci|cambia|reemplaza|sustituye)\s+(?P<old>.+?)"
    r"\s+(?:with|to|into|by|con|in|por)\s+(?P<new>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_SUBJECT = re.compile(
    r"\b(?:subject(?: line)?|oggetto|asunto)\b\s*(?:should be|becomes|to|:|in|con|a|por)\s*[:]?\s*(?P<words>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_LANGUAGE = re.compile(
    r"\b(?:in|into|to|en|al?)\s+(?P<language>english|inglese|ingl[eé]s|italian[oa]?|spanish|spagnolo|espa[nñ]ol)\b",
    re.IGNORECASE,
)
_CODES = {"ing": "en", "eng": "en", "ita": "it", "spa": "es", "esp": "es"}
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Words:
    """A draft's words."""

    subject: str
    body: str
    language: str


def reword(words: Words, instruction: str, translate: Callable[[str], Words]) -> Words:
    """The words as the instruction wants them. `translate` gives them in another language, or raises.

    Raises Refused for an instruction that no rule can follow and BadArguments for a part that is not there.
    """
    asked = " ".join(instruction.split())
    if found := _SUBJECT.search(asked):
        return Words(_plain(found["words"]).rstrip("."), words.body, words.language)
    if found := _DROP.search(asked):
        return _without(words, found)
    if found := _LANGUAGE.search(asked):
        return translate(_CODES[found["language"][:3].lower().replace("é", "e")])
    if found := _REPLACE.match(asked):
        return _replaced(words, _plain(found["old"]), _plain(found["new"]))
    if found := _ADD.match(asked):
        return _with_sentence(words, _plain(found["words"]))
    if _SHORTER.search(asked):
        return _shorter(words)
    raise Refused(f"I cannot do that to a draft without a language model: “{asked[:120]}”. {CAN}")


def _without(words: Words, found: re.Match[str]) -> Words:
    head, middle, tail = _parts(words.body)
    part = (found["part"] or found["part2"] or "").lower()
    if part.startswith(("paragra", "parra", "párra")):
        at = _place(found, len(middle), "paragraph")
        return _made(words, head, middle[:at] + middle[at + 1 :], tail)
    sentences = [(p, s) for p, paragraph in enumerate(middle) for s in range(len(_SENTENCE.split(paragraph)))]
    p, s = sentences[_place(found, len(sentences), "sentence")]
    kept = [sentence for n, sentence in enumerate(_SENTENCE.split(middle[p])) if n != s]
    return _made(words, head, [*middle[:p], *([" ".join(kept)] if kept else []), *middle[p + 1 :]], tail)


def _place(found: re.Match[str], many: int, part: str) -> int:
    """Which of so many is meant, counted from 0 between greeting and signature."""
    if found["number"]:
        at = int(found["number"]) - 1
    elif re.fullmatch(_LAST, found["which"], re.IGNORECASE):
        at = many - 1
    else:
        at = next(
            n for n, names in enumerate(_ORDINALS) if re.fullmatch("|".join(names), found["which"], re.IGNORECASE)
        )
    if not 0 <= at < many:
        raise BadArguments(f"The draft has {many} {part}{'s' if many != 1 else ''} between greeting and signature.")
    if many == 1:
        raise BadArguments(f"That is its only {part}: a draft says something, or is declined.")
    return at


def _shorter(words: Words) -> Words:
    """The first sentence of each paragraph, then fewer paragraphs: the first and the last say why and what next."""
    head, middle, tail = _parts(words.body)
    short = [_SENTENCE.split(paragraph)[0] for paragraph in middle]
    if short == middle and len(middle) > 2:
        short = [middle[0], middle[-1]]
    if short == middle:
        raise Refused("It is as short as I can make it by rule: one sentence a paragraph. " + CAN)
    return _made(words, head, short, tail)


def _with_sentence(words: Words, sentence: str) -> Words:
    head, middle, tail = _parts(words.body)
    ended = sentence if sentence.endswith((".", "!", "?")) else sentence + "."
    more = ended[:1].upper() + ended[1:]
    if not middle:
        return _made(words, head, [more], tail)
    return _made(words, head, [f"{middle[0]} {more}", *middle[1:]], tail)


def _replaced(words: Words, old: str, new: str) -> Words:
    pattern = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)", re.IGNORECASE)
    body, subject = (pattern.sub(lambda _: new, text) for text in (words.body, words.subject))
    if (subject, body) == (words.subject, words.body):
        raise BadArguments(f"“{old}” does not stand in the draft.")
    return Words(subject, body, words.language)


def _parts(body: str) -> tuple[list[str], list[str], list[str]]:
    """Greeting, what is said, signature: paragraphs of each."""
    paragraphs = [part.strip("\n") for part in re.split(r"\n\s*\n", body.strip()) if part.strip()]
    first = 1 if len(paragraphs) > 1 and paragraphs[0].rstrip().endswith((",", ":")) else 0
    last = len(paragraphs)
    while last > first + 1 and not re.search(r"[.!?]\s*$", paragraphs[last - 1].split("\n")[0]):
        last -= 1
    return paragraphs[:first], paragraphs[first:last], paragraphs[last:]


def _made(words: Words, head: list[str], middle: list[str], tail: list[str]) -> Words:
    return Words(words.subject, "\n\n".join([*head, *middle, *tail]) + "\n", words.language)


def _plain(text: str) -> str:
    return re.sub(r"^[\s\"'“”«»]+|[\s\"'“”«»]+$", "", text)

"""How conditions are written: `where` as an object or as a sentence, comparisons, lists, words. Meaning comes later.

A language model writes `{"age": ">=70", "location": "Boston"}`, a person `age >= 70 and location = Boston`; both are
read to the same pairs of a key and a value. What cannot be read is a BadArguments that says what could.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.errors import BadArguments

ALIASES: Mapping[str, tuple[str, ...]] = {
    "age": ("ages", "aged", "client_age"),
    "income": ("annual_income", "yearly_income", "salary"),
    "net_worth": ("networth", "investable_net_worth", "worth", "wealth"),
    "total_net_worth": (),
    "aum": ("assets", "assets_under_management", "balance"),
    "revenue": ("ttm_revenue", "revenue_ttm", "annual_revenue"),
    "location": ("city", "state", "country", "place", "town", "lives_in", "live_in", "living_in", "residence"),
    "segment": ("tier", "class"),
    "tenure": ("years_as_client", "client_for"),
    "holding": ("holdings", "holds", "security", "symbol", "asset_class", "fund", "position"),
    "account": ("accounts", "account_kind", "account_type", "kind_of_account", "registration"),
    "last_contact": ("lastcontact", "contact", "contacted", "last_contacted", "last_two_way"),
    "need": ("needs",),
    "birthday": ("birthdays", "birth_day"),
    "status": (),
}
"""Key of a condition → what else it is called."""

KEYS = {name: key for key, others in ALIASES.items() for name in (key, *others)}
_BOUNDS = {
    **dict.fromkeys(("min", "gte", "ge", "from", "at_least", "minimum", "since"), ">="),
    **dict.fromkeys(("max", "lte", "le", "to", "at_most", "maximum", "until"), "<="),
    **dict.fromkeys(("gt", "over", "above", "more_than", "after", "older_than"), ">"),
    **dict.fromkeys(("lt", "under", "below", "less_than", "before", "younger_than"), "<"),
    **dict.fromkeys(("eq", "is", "equals", "in", "any_of", "one_of"), "="),
    **dict.fromkeys(("ne", "not", "is_not", "none_of", "not_in"), "!="),
    **{sign: sign for sign in (">=", "<=", ">", "<", "=", "!=")},
}
_FIRST = (
    (">=", r">=|=>|≥|at least|no less than|minimum|min|from|since|almeno|al menos|da(?= \d)|desde"),
    (
        "<=",
        r"<=|=<|≤|at most|no more than|maximum|max|up to|within(?: the last)?|(?:in )?the last|last(?= \d)|"
        r"fino a|al massimo|hasta",
    ),
    (
        ">",
        r">|over|above|(?:more|greater|older|longer|larger|bigger|higher) than|exceeding|after|not (?:in|for)|oltre|"
        r"sopra(?: i)?|piu di|mas de|mayor(?:es)? de",
    ),
    (
        "<",
        r"<|under|below|(?:less|fewer|younger|shorter|smaller|lower) than|before|sotto(?: i)?|meno di|menos de|"
        r"menor(?:es)? de",
    ),
    ("!=", r"!=|<>|≠|is not|not|without|except|no(?= )|!|non|senza|sin(?= )"),
    ("=", r"==?|:|is|in|exactly|equal to|equals|of"),
)
_LAST = (
    (">=", r"\+|plus|(?:or|and) (?:more|over|older|above|longer|up)|o piu|o mas"),
    ("<=", r"(?:or|and) (?:less|under|younger|below|fewer|shorter)|o meno|o menos"),
)
_ENDED = r"(?:(?<![a-z])|(?![^\W\d_]))"
"""A word ends where no letter follows; a sign ends anywhere."""
_ANY_FIRST = "|".join(words for _, words in _FIRST[:4])
_RANGE = re.compile(
    r"(?:between|from|tra|fra|entre) (?P<a>.+?) (?:and|to|e|y|a) (?P<b>.+)|"
    r"(?P<c>[$€£]?\d[^<>=]*?) ?(?:\.\.|–| - | to )(?P<d>.+)|"
    r"(?!\d{4}-\d\d?$)(?P<e>[$€£]?\d[\d.,]*[a-z]{0,3})-(?P<f>[$€£]?\d[\d.,]*[a-z]{0,3})"
)
_NEXT = re.compile(rf" ?(?:,|;|&|\band\b|\be\b|\by\b) ?(?=(?:{_ANY_FIRST})\s*\S)")
_NAMES = "|".join(sorted((name.replace("_", "[ _-]") for name in KEYS), key=len, reverse=True))
_JOIN = re.compile(rf"\s*(?:[,;&]|\band\b|\be\b|\by\b)\s*(?=(?:with |in )?(?:{_NAMES})\b)", re.IGNORECASE)
_CLAUSE = re.compile(rf"\s*(?:with )?(?P<key>{_NAMES})\b\s*(?P<value>.*)", re.IGNORECASE | re.DOTALL)
_OR = re.compile(rf"\bor\s+(?:{_NAMES})\b", re.IGNORECASE)

Pairs = tuple[tuple[str, Any], ...]
Comparison = tuple[str, str]
"""An operator (`>=` `<=` `>` `<` `=` `!=`, or nothing when none was written) and what it compares with."""


def read_where(where: Any) -> Pairs:
    """The conditions as pairs of a key and a value as it was given, in the order given.

    `where` is an object, a sentence of conditions joined by “and”, a list of either, or nothing. Raises BadArguments
    for an unknown key, for a condition without a value, for “or” between two conditions.
    """
    if where is None:
        return ()
    if isinstance(where, str):
        return tuple(_clause(part) for part in _clauses(where))
    if isinstance(where, Mapping):
        if {"field", "value"} <= set(where):  # one condition written out: field, operator, value
            return (_one(where["field"], {str(where.get("op") or where.get("operator") or "="): where["value"]}),)
        return tuple(_one(key, value) for key, value in where.items() if value is not None)
    if isinstance(where, list | tuple):
        return tuple(pair for part in where for pair in read_where(part))
    raise BadArguments(f"I cannot read {where!r} as conditions; {_possible()}.")


def _one(name: Any, value: Any) -> tuple[str, Any]:
    """A key as the catalogue calls it; `age_min` and `min_age` are bounds of `age`."""
    word = re.sub(r"[\s-]+", "_", str(name).strip().casefold())
    if word in KEYS:
        return KEYS[word], value
    for bound, sign in _BOUNDS.items():
        for part in (word.removeprefix(f"{bound}_"), word.removesuffix(f"_{bound}")):
            if part != word and part in KEYS:
                return KEYS[part], {sign: value}
    raise BadArguments(f"I know no condition “{name}”; {_possible()}.")


def _clauses(text: str) -> list[str]:
    if _OR.search(text):
        raise BadArguments(
            "Conditions of different kinds can only be joined by “and”; values of one kind may be a list "
            "(Boston or Chicago)."
        )
    return [part for part in _JOIN.split(text.strip()) if part]


def _clause(text: str) -> tuple[str, Any]:
    match = _CLAUSE.fullmatch(text)
    if match is None:
        raise BadArguments(f"I cannot read “{text}” as a condition; {_possible()}.")
    if not match["value"].strip():
        raise BadArguments(f"The condition “{text.strip()}” has no value; write it like age >= 70.")
    return _one(match["key"], match["value"].strip())


def _possible() -> str:
    return f"possible are {', '.join(ALIASES)}, joined by “and”, each with a value, a list or a comparison such as >=70"


def folded(text: Any) -> str:
    """Lower case, without accents, one space between words."""
    plain = unicodedata.normalize("NFKD", str(text).casefold())
    return re.sub(r"\s+", " ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def comparisons(given: Any) -> tuple[tuple[Comparison, ...], ...]:
    """A value as comparisons: any of these must hold, and of each all.

    `">=70"`, `"between 60 and 70"`, `{"min": 60, "max": 70}` and `[60, 70]` (from, to) are one of two comparisons or
    one; a longer list of plain values is one comparison each, of which any may hold.
    """
    if isinstance(given, Mapping):
        return (tuple(c for name, value in given.items() for c in _bounded(str(name), value)),)
    if isinstance(given, list | tuple):
        read = [comparison for item in given for alternative in comparisons(item) for comparison in alternative]
        if all(not sign for sign, _ in read):
            values = [value for _, value in read]
            from_to = ((">=", values[0]), ("<=", values[1])) if len(values) == 2 else ()
            return (from_to,) if from_to else tuple((("=", value),) for value in values)
        return (tuple(read),)
    return (tuple(_of_text(folded(given))),)


def _bounded(name: str, value: Any) -> list[Comparison]:
    word = re.sub(r"[\s-]+", "_", name.strip().casefold())
    if word == "between" and isinstance(value, list | tuple) and len(value) == 2:
        return [(">=", folded(value[0])), ("<=", folded(value[1]))]
    if word not in _BOUNDS or isinstance(value, list | tuple | Mapping):
        raise BadArguments(f"I cannot read “{name}: {value}” as a bound; write min, max, >=, <=, > or <.")
    return [(_BOUNDS[word], folded(value))]


def _of_text(text: str) -> list[Comparison]:
    between = _RANGE.fullmatch(text)
    if between:
        low, high = (value for value in between.groups() if value is not None)
        return [(">=", low.strip()), ("<=", high.strip())]
    return [_comparison(part) for part in _NEXT.split(text)]


def _comparison(text: str) -> Comparison:
    for sign, words in _FIRST:
        match = re.match(rf"(?:{words}){_ENDED}\s*(?P<rest>.+)", text)
        if match:
            return sign, match["rest"].strip()
    for sign, words in _LAST:
        match = re.fullmatch(rf"(?P<rest>.*\S) ?(?:{words})", text)
        if match:
            return sign, match["rest"].strip()
    return "", text


@dataclass(frozen=True, slots=True)
class Choice:
    """Words of which one must fit, or none when it is `negative`."""

    words: tuple[str, ...]
    negative: bool = False


def choice(given: Any, *, commas: bool = True) -> Choice:
    """A value as words: `"Boston"`, `["Boston", "Chicago"]`, `"Boston or Chicago"`, `"not Boston"`, `{"not": …}`.

    `commas`: whether a comma parts two words (it does not in `Boston, MA`). Raises BadArguments when nothing is left,
    or when some words are denied and others not.
    """
    read = [(_sign(sign), word) for sign, word in _choices(given, commas) if word]
    if not read or len({sign for sign, _ in read}) > 1:
        raise BadArguments(f"I cannot read {given!r}: write a word, a list of words, or “not” and a word.")
    return Choice(tuple(word for _, word in read), read[0][0] == "!=")


def _sign(sign: str) -> str:
    return "!=" if sign == "!=" else "="


def _choices(given: Any, commas: bool) -> list[Comparison]:
    if isinstance(given, Mapping):
        pairs = [(_BOUNDS.get(str(name).casefold(), "="), value) for name, value in given.items()]
        return [(sign, word) for sign, value in pairs for _, word in _choices(value, commas)]
    if isinstance(given, list | tuple):
        return [pair for item in given for pair in _choices(item, commas)]
    text = str(given).strip()
    sign, words = _word(text)
    return [(sign, word.strip()) for word in re.split(r"\s+or\s+|\||;" + (r"|," if commas else ""), words)]


def _word(text: str) -> Comparison:
    """A word and whether it is denied; what only introduces it (`in`, `is`, `=`) is dropped."""
    for sign, words in _FIRST[4:]:
        match = re.match(rf"(?:{words}){_ENDED}\s*(?P<rest>.+)", text, re.IGNORECASE)
        if match:
            further, rest = _word(match["rest"].strip())
            return ("!=" if "!=" in (sign, further) else "="), rest
    return "=", text

"""Arguments read from a part of a question, one small reader for each kind. What is not said is left out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin

from assistant.agent.planner import amounts, entries, letters, reports, terms, when
from assistant.agent.planner.ahead import period_ahead
from assistant.agent.planner.catalogue import ARGUMENTS, NEEDS_CLIENT
from assistant.agent.planner.reading import Reading
from assistant.agent.planner.terms import LOSING, SUPERLATIVE
from assistant.book.periods import parse_period
from assistant.errors import AssistantError
from assistant.tools import TOOLS

MOST_ROWS = 500
AS_OF_TODAY = re.compile(r"(?<!\w)(?:as of|up to|a|al giorno di|a dia de) (?:today|now|oggi|hoy)(?!\w)")
LOOK_AHEAD = frozenset(("birthday", "anniversary", "milestone"))
"""Life events whose day is known before it comes: their period lies ahead."""
COUNT = rf"(\d{{1,3}}|{'|'.join(amounts.NUMBER_WORDS)})"
_ORDER = (
    r"(?:top|bottom|worst|first|best|biggest|largest|only|just|next|prim[ie]|miglior[ei]|primer[oa]s|mejores|solo|which|quali|que|"
    r"give me|show me|list|dammi|dame)"
)
_NOT_A_UNIT = (
    r"(?! ?(?:%|(?:months?|years?|days?|weeks?|quarters?|hours?|mes[ie]|meses|ann[oi]|anos?|trimestr[ei]s?|points?|k|"
    r"million)\b))"
)
_THINGS = (
    r"(?:clients?|households?|famil\w+|names?|people|sources?|ones|results?|rows?|clienti|nuclei|nomi|fonti|"
    r"clientes?|fuentes?|nombres|candidat\w+|prospects?|opportunit\w+|cases?|cas[io]s?|best|biggest|largest|most|piu|"
    r"mas|migliori|mejores|worst)"
)
_LIMITS = (
    re.compile(
        rf"(?<![\w.]){_ORDER} (?:the |i |le |los |las |my )?(?:top |first |best |prim[ie] |"
        rf"primeros )?{COUNT}{_NOT_A_UNIT}(?!\w|[.,]\d)"
    ),
    re.compile(rf"(?<![\w.]){COUNT} (?:\w+ )?{_THINGS}(?!\w|[.,]\d)"),
)
_SEGMENTS = (
    re.compile(r"(?<!\w)(?:segment|tier|class|grade|segmento|fascia|classe|clase|tipo) ([abc])(?!\w)"),
    re.compile(
        r"(?<![\w'])([abc])(?:[ -](?:clients|segment|tier|households|clienti|list|clientes)|s(?= ?$| only|"
        r" clients))(?!\w)"
    ),
    re.compile(
        r"(?<!\w)(?:clienti|clientes|clients?|nuclei)(?: di| de)? (?:tipo |classe |clase |fascia )?([abc])(?!\w)(?! \w)"
    ),
)
_CAPITAL_SEGMENT = re.compile(r"(?<!\w)(?:my|the|miei|mis|le|gli|an|all) ([abc])(?:'?s)?(?= |$|\?)")
_LARGEST = (
    re.compile(rf"(?<!\w){COUNT} (?:of )?(?:my |the |miei |clienti |clientes |i |los )*{SUPERLATIVE}(?!\w)"),
    re.compile(rf"(?<!\w){SUPERLATIVE} {COUNT}(?!\w)"),
    re.compile(rf"(?<!\w){COUNT} (?:clienti|clientes) {SUPERLATIVE}(?!\w)"),
)
_THE_LARGEST = re.compile(
    rf"(?<!\w)(?:{SUPERLATIVE} (?:client|household|relationship|one|account|cliente)|(?:client|cliente) {SUPERLATIVE}|"
    r"il (?:piu grosso|piu grande|maggiore|migliore)|el (?:mas grande|mayor|mejor))(?!\w)"
)
_POLITE = re.compile(
    r"^(?:(?:hi|hello|hey|ciao|hola|ok|so|and|please|can you|could you|would you|tell me|show me|remind me|dimmi|"
    r"mi dici|dime|e|y)[ ,!]+)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Day:
    """The two days a question is read by: what the book is frozen at, and the calendar's."""

    as_of: dt.date
    today: dt.date


def arguments(tool: str, part: Reading, day: Day) -> dict[str, Any]:
    """What the part of the question says about the tool's arguments, in the order of the catalogue."""
    found: dict[str, Any] = {name: _read(tool, name, part, day) for name in ARGUMENTS[tool]}
    if "retention" in ARGUMENTS[tool] and not amounts.is_relative(part.text):
        found |= amounts.rates(part.text)
    if tool == "value_book" and not found["as_of"] and (day_meant := when.stood(part.text, day.as_of)):
        found["as_of"] = day_meant.isoformat()
    if "client" in ARGUMENTS[tool]:
        found["client"] = client(part, needed=tool in NEEDS_CLIENT)
    if found.get("lose_clients") or found.get("lose_advisor"):
        found["client"] = None
        found["scope"] = None if found.get("lose_advisor") else found.get("scope")
    if tool == "life_events" and found.get("type") in LOOK_AHEAD:
        found["period"] = period_ahead(part.text, day.today)
    if found.get("advisor"):
        found["scope"] = None
    if tool in WRITTEN:
        found |= WRITTEN[tool](part, day)
    return {name: found[name] for name in ARGUMENTS[tool] if found.get(name) not in (None, [], "")}


def _read(tool: str, name: str, part: Reading, day: Day) -> Any:
    """One argument: by the tool's own reader, else by the one all tools share; None for what is read elsewhere."""
    if own := reports.OWN.get((tool, name)):
        return _offered(tool, name, own(part))
    shared = READERS.get(name)
    return _offered(tool, name, shared(part, day)) if shared else None


def _offered(tool: str, name: str, value: Any) -> Any:
    """The value, unless the tool lists its values and this is none of them."""
    allowed = _choices(tool, name)
    return value if not allowed or value in allowed else None


@lru_cache(maxsize=512)
def _choices(tool: str, name: str) -> tuple[Any, ...]:
    """The closed list of values of a tool's argument; empty when it has none."""
    arguments = next((each.arguments for each in TOOLS if each.name == tool), None)
    if arguments is None or name not in arguments.model_fields:
        return ()
    kind = arguments.model_fields[name].annotation
    literals = [kind, *get_args(kind)]
    return tuple(value for each in literals if get_origin(each) is Literal for value in get_args(each))


def client(part: Reading, *, needed: bool = False) -> str | None:
    """The first client named, else a name that is nobody's; a mere maybe counts only where a client is needed."""
    named = [n for n in part.named("client", "stranger") if n.kind == "client" or n.sure or needed]
    return min(named, key=lambda n: (n.kind != "client", not n.sure)).words if named else None


def scope(part: Reading, _day: Day | None = None) -> str | None:
    named = part.named("scope")
    return named[0].words if named else None


def limit(part: Reading, _day: Day) -> int | None:
    found = next((m for shape in _LIMITS if (m := shape.search(part.text))), None)
    number = amounts.whole_number(found.group(1)) if found else None
    if not found or not number or number > MOST_ROWS:
        return None
    return None if number == 1 and "which" in found.group() else number


def segment(part: Reading, _day: Day | None = None) -> str | None:
    """“segment B”, “A clients”, “my As”: a lone letter counts only when it was typed as a capital."""
    found = next((m for shape in _SEGMENTS if (m := shape.search(part.text))), None)
    if found:
        return found.group(1).upper()
    capital = _CAPITAL_SEGMENT.search(part.text)
    return capital.group(1).upper() if capital and part.typed(*capital.span(1)).isupper() else None


def need(part: Reading, _day: Day | None = None) -> str | None:
    return terms.earliest_of(terms.NEEDS, part.text)


def lose_top(part: Reading, _day: Day) -> int | None:
    """How many of the largest clients leave; one when the words are in the singular."""
    if not LOSING.search(part.text) or part.named("client"):
        return None
    found = next((m for shape in _LARGEST if (m := shape.search(part.text))), None)
    if found:
        return amounts.whole_number(found.group(1))
    return 1 if _THE_LARGEST.search(part.text) else None


def lose_clients(part: Reading, _day: Day) -> list[str] | None:
    named = [n.words for n in part.named("client", "stranger") if n.sure]
    return named if named and LOSING.search(part.text) else None


def lose_advisor(part: Reading, _day: Day) -> str | None:
    named = [n.words for n in part.named("scope") if n.scope is not None and n.scope.level == "advisor"]
    return named[0] if named and LOSING.search(part.text) else None


def query(part: Reading, _day: Day) -> str | None:
    """The question itself, without the politeness around it."""
    words = part.typed().strip(" ?.!,;:¿¡")
    bare = _POLITE.sub("", words)
    return (bare if len(bare) >= 2 else words)[:500] or None


def period(part: Reading, day: Day) -> str | None:
    return None if when.date_in(part.text, day.as_of) else when.period_in(part.text, day.as_of)


def as_of(part: Reading, day: Day) -> str | None:
    if AS_OF_TODAY.search(part.text):
        return day.today.isoformat()
    found = when.date_in(part.text, day.as_of)
    return found.isoformat() if found else None


def span(part: Reading, day: Day) -> dict[str, Any]:
    """`since` and `until` of a search in the records, which are dated by the calendar."""
    span = when.period_in(part.text, day.today)
    if not span:
        return {}
    with suppress(AssistantError):
        period = parse_period(span, day.today)
        return {"since": period.start.isoformat(), "until": period.end.isoformat()}
    return {}


WRITTEN: Mapping[str, Callable[[Reading, Day], dict[str, Any]]] = {
    "draft_email": lambda part, day: letters.letter(part, day.today),
    "draft_post": lambda part, _day: entries.post(part),
    "revise_draft": lambda part, _day: entries.revision(part),
    "propose_change": lambda part, _day: entries.change(part),
    "propose_record": lambda part, day: entries.entry(part, day.today),
    "search_records": span,
}
"""Tools whose arguments are read together."""


READERS: Mapping[str, Callable[[Reading, Day], Any]] = {
    "scope": scope,
    "period": period,
    "as_of": as_of,
    "by": lambda part, _day: terms.first_of(terms.DIMENSIONS, part.text),
    "segment": segment,
    "years": lambda part, _day: amounts.years_in(part.text),
    "lose_top": lose_top,
    "lose_clients": lose_clients,
    "lose_advisor": lose_advisor,
    "min_loss": lambda part, _day: amounts.money_at_least(part.text),
    "limit": limit,
    "need": need,
    "rank_by": lambda part, _day: terms.first_of(terms.RANKS, part.text),
    "status": lambda part, _day: terms.first_of(terms.STATES, part.text),
    "query": query,
}

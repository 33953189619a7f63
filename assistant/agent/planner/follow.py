"""Half sentences, read against the call before: “and for the Rossis?”, “at 97 %?”, “no, last year”, “by roi instead”.

The earlier turns come from the log, as calls with their arguments. What-ifs add up until a new question is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.agent.planner import amounts, extract, recall, terms, when
from assistant.agent.planner.catalogue import ARGUMENTS
from assistant.agent.planner.extract import Day
from assistant.agent.planner.parts import Part
from assistant.agent.planner.phrases import compiled
from assistant.agent.planner.reading import Reading
from assistant.turn import Exchange

Call = tuple[str, dict[str, Any]]
SHORT = 4  # words: a question this short that names no tool goes on with the last one

_OPENING = r"(?:ok|okay|great|right|hm+|sorry|scusa|perdon|actually|wait|yes|si|so|now|then|allora)"
GOES_ON = re.compile(
    rf"^\W*(?:{_OPENING},? )*(?:and|e|ed|y|but|ma|pero|or|o|what about|how about|what if|if|se|si|same|no|not|non|"
    rf"instead|rather|"
    r"actually|sorry|scusa|anzi|invece|perdon|mejor|just|only|solo|soltanto|at|with|con|al|a|by|per|por|for|in|on|"
    r"make it|use|usa|also|plus|now|ora|ahora|the|i meant|i mean|meant|intendevo|lo stesso|la stessa|lo mismo|again|"
    r"this time|assume|suppose|say|that|it|(?:give|show) me (?:the |only )*(?:top|first|best)|dammi (?:i |"
    r"le )?prim[ie]|dame (?:los |las )?primer[oa]s|without|senza|sin|over|from|since|da|desde|vs|versus|compared|all|"
    r"tutti|todos|every|until)(?!\w)"
)
ONLY_A_NAME = re.compile(
    r"^\W*(?:(?:ok|and|e|ed|y|but|no|not|what about|how about|same for|now|then|for|per|para|invece|also|anche|"
    r"tambien)[ ,]+)*(?:the |i |gli |los |la |per |for |para |like |famiglia |family )*@(?:client|"
    r"name)_[a-z](?: family| household| instead| invece)?\W*$"
)
BY_WHAT = re.compile(
    r"^\W*(?:(?:and|e|y|ok|or|no)[ ,]+)*(?:by|per|por|in base a[li]?) (?!@)\w+(?: \w+)?(?: instead| invece|"
    r" please)?\W*$"
)
RANKED = frozenset(("find_erosion", "referral_sources", "propensity"))
"""Tools whose answer is a list in order."""
AGAIN = compiled(r"""
    (?:rank|sort|order|list) (?:them|those|these|it) .*
    (?:who|which(?: one)?)(?:'s| is| are| was) (?:the )?(?:worst|biggest|largest|best|most \w+|number one)
    chi e (?:il|la) (?:peggiore|peggio|maggiore|migliore)|ordinal[ie] .*|quien es (?:el|la) (?:peor|mayor|mejor)
""")
ASKS_MORE = re.compile(
    r"^\W*(?:(?:and|e|y|ok|so) )?(?:since when|how much|by how much|how long|from when|da quando|di quanto|e quanto|"
    r"quanto|desde cuando|cuanto)(?:(?: and|,| e| y) (?:since when|how much|by how much|how long|quanto|da quando|"
    r"cuanto|desde cuando))?(?: (?:has|have) (?:gone|left))?\W*$"
)
TOO = compiled(r"too|also|as well|besides|anche|pure|tambien|ademas")
ASKED_ANEW = compiled(r"""
    (?:what|how much|whats|what's) .*(?:worth|value)|valuation|npv|value (?:of )?(?:my|the|our)
    (?:quanto|cuanto) (?:vale|valgono|valen|varrebbe)
""")
ADDS_ANYWAY = re.compile(r"^\W*(?:and|e|y|what if|e se|y si) .*(?<!\w)(?:it|that|at|if|se|si|al|con)(?!\w)")
ONLY_A_NUMBER = re.compile(
    rf"\W*(?:(?:no|make it|say|or|and|e|y|try|what about|how about|con|with|at|facciamo|anzi|mejor|now|"
    rf"then)[ ,]+)*{extract.COUNT} ?(?:%|percent)?\W*"
)


def continued(reading: Reading, found: Sequence[Part], memory: Sequence[Exchange], day: Day) -> Call | None:
    """The earlier call with what the half sentence changes in it; None when the question stands by itself."""
    topic = _topic(memory)
    if topic is None or len(found) > 1:
        return None
    tool, before = topic
    weak = not found or found[0].by_words or ONLY_A_NAME.match(reading.text) or BY_WHAT.match(reading.text)
    own = None if weak else found[0].tool
    if own not in (None, tool) or not _goes_on(reading, own) or (own and not _adds_to(tool, reading)):
        return None
    changes = _changes(tool, before, reading, day, memory)
    if changes:
        return tool, _merged(tool, before, changes)
    if own == "book_snapshot" and len(reading.text.split()) <= SHORT:
        return tool, before
    words = extract.client(reading, needed=True)
    return ("client_profile", {"client": words}) if words and own is None else None


def ranked_again(reading: Reading, found: Sequence[Part], memory: Sequence[Exchange], day: Day) -> Call | None:
    """The last list once more: “and who is the worst?”, “rank them by revenue instead”, “since when and how much”."""
    topic = _topic(memory)
    if topic is None or topic[0] not in RANKED or reading.named("client", "scope"):
        return None
    tool, before = topic
    more = tool == "find_erosion" and ASKS_MORE.match(reading.text)
    again = AGAIN.search(reading.text) and [part.tool for part in found] in ([], ["stack_rank"])
    return (tool, _merged(tool, before, _changes(tool, before, reading, day, memory))) if more or again else None


def _topic(memory: Sequence[Exchange]) -> Call | None:
    """The last call that says what the conversation is about; an aside only when there is nothing else."""
    calls = [(name, dict(given)) for e in memory for name, given in e.calls if name in ARGUMENTS]
    return next((call for call in reversed(calls) if call[0] not in recall.ASIDES), calls[-1] if calls else None)


def _goes_on(reading: Reading, own: str | None) -> bool:
    """A half sentence: it begins like one, widens the last question, or is short and names no tool."""
    if GOES_ON.match(reading.text):
        return True
    return own is None and (len(reading.text.split()) <= SHORT or bool(terms.EVERYWHERE.search(reading.text)))


def _adds_to(tool: str, reading: Reading) -> bool:
    """A what-if added to the same valuation, rather than the valuation asked anew."""
    return tool != "value_book" or not ASKED_ANEW.search(reading.text) or bool(ADDS_ANYWAY.match(reading.text))


def _changes(
    tool: str, before: Mapping[str, Any], reading: Reading, day: Day, memory: Sequence[Exchange]
) -> dict[str, Any]:
    """Arguments the half sentence gives (None for one it takes away); empty when it says nothing about the tool."""
    changes: dict[str, Any] = extract.arguments(tool, reading, day) or _number_alone(reading.text, before)
    changes.pop("query", None)
    if tool == "draft_email":
        changes = {name: value for name, value in changes.items() if name != "purpose"}
    if "as_of" in ARGUMENTS[tool] and "period" not in ARGUMENTS[tool]:
        end = when.end_of(reading.text, day.as_of)
        changes |= {"as_of": end.isoformat()} if end and end < day.as_of and "as_of" not in changes else {}
    if terms.EVERYWHERE.search(reading.text):
        changes |= {name: None for name in ("client", "scope") if name in before and name not in changes}
    if before.get("lose_clients") and changes.get("client") and TOO.search(reading.text):
        changes["lose_clients"] = [changes.pop("client")]
    if tool == "value_book" and terms.ALL_OF_THEM.search(reading.text) and terms.LOSING.search(reading.text):
        changes["lose_clients"] = recall.households(memory)
    return changes


def _number_alone(text: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """“make it five”, “no, 96”: the number takes the place of the one it can stand for."""
    found = ONLY_A_NUMBER.fullmatch(text)
    number = amounts.whole_number(found.group(1)) if found else None
    if number is None:
        return {}
    counted = next((name for name in ("lose_top", "limit", "years") if name in before), "")
    if counted and number <= 30 and "%" not in text:
        return {counted: number}
    rate = "retention" if number >= 60 else next((n for n in ("discount_rate", "margin", "growth") if n in before), "")
    return {rate: round(number / 100, 6)} if rate and number <= 100 else {}


def _merged(tool: str, before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked with what has changed; clients lost one after the other are lost together."""
    merged = {**before, **changes}
    if changes.get("lose_clients") and before.get("lose_clients"):
        merged["lose_clients"] = list(dict.fromkeys([*before["lose_clients"], *changes["lose_clients"]]))
    if changes.get("client"):
        merged.pop("limit", None)
    if "period" in changes and "as_of" not in changes:
        merged.pop("as_of", None)
    return {name: merged[name] for name in ARGUMENTS[tool] if merged.get(name) not in (None, [], "")}

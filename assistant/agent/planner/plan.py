"""From a question to a plan: the calls to make, or what to say instead. Pure, given the turn."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.agent.planner import answers, extract, follow, letters, recall, refusals, terms
from assistant.agent.planner.amounts import is_impossible, is_relative, is_share_of_clients
from assistant.agent.planner.catalogue import ABILITIES, ARGUMENTS, NEEDS_CLIENT, ONE_AT_A_TIME
from assistant.agent.planner.conditions import conditions
from assistant.agent.planner.extract import Day
from assistant.agent.planner.intents import rank
from assistant.agent.planner.parts import Part, parts
from assistant.agent.planner.phrases import compiled
from assistant.agent.planner.reading import Reading, read
from assistant.agent.planner.sentences import abilities, ability, listed, sentence
from assistant.agent.planner.when import compares, is_ahead, periods_in
from assistant.agent.planner.whom import named_in
from assistant.book.names import Names, plain
from assistant.errors import TurnStatus
from assistant.turn import Exchange, Turn

LEAVING = re.compile(
    r"(?<!\w)(?:left|leave|leaves|leaving|walk|walked|quit|went|go|partono|se ne vanno|se van|se fueran)(?!\w)"
)
LONGEST = 2_000  # characters of a question that are read
MOST_CLIENTS = 4  # looked at one by one in a question
HINT, ABOUT_A_BOOK = 2, 3  # the least score of a reading that is offered: with a client named, or with none
PEOPLE = compiled(r"""
    clients?|households?|famil(?:y|ies)|people|who|anyone|anybody|everyone|relationships?|clienti|famigli[ae]|nuclei|chi
    clientes?|hogares|familias?|quien(?:es)?
""")
"""Said of whom a list by a condition is about."""
HOLDERS = re.compile(
    r"\W*(?:who|(?:which|what) (?:of my )?(?:clients?|households?)|chi|quien) (?:holds?|owns?|"
    r"detiene|possiede|tiene) "
)
"""“who holds …”: asked of a security, it is a list of clients."""
MOVED_IT = re.compile(r"\bwhat (?:has |have )?(?:moved|changed|drove|driven) it\b")
MOVED_VALUE = re.compile(r"\bwhat (?:has |have )?(?:moved|changed|drove|driven|raised|lowered)\b.* value\b")
WHOSE = frozenset(("scope", "client", "lose_clients", "lose_advisor"))
"""Arguments that say whose book is meant."""
OF_THE_BOOK = frozenset(
    ("value_book", "find_erosion", "propensity", "clients_at_risk", "draft_email", "search_records")
)
"""Tools that are about the whole book unless a client is named or pointed at."""
Call = tuple[str, dict[str, Any]]
SEVERAL_LARGEST = re.compile(
    rf"(?<!\w){terms.SUPERLATIVE} (?:clients|households|relationships|ones|clienti|clientes)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The calls to make, in order. `say` is said when there are none, or beside them of what cannot be answered."""

    calls: tuple[Call, ...] = ()
    say: str = ""
    status: TurnStatus = "given"


@dataclass(frozen=True, slots=True)
class Scene:
    """A turn as the planner looks at it: the question read, whom it may name, and what was said before."""

    turn: Turn
    reading: Reading
    names: Names | None
    day: Day
    memory: tuple[Exchange, ...]

    @property
    def language(self) -> str:
        return self.turn.language

    def read_as_names(self) -> Scene:
        """The same, with every word that may be a name taken for one."""
        sure = [replace(named, sure=True) for _, named in self.reading.masks]
        return replace(self, reading=read(self.reading.raw, sure))


def make_plan(question: str, turn: Turn) -> Plan:
    """What to do about a question. Only tools in `turn.tools` are ever called; nothing is looked up but names."""
    return _plan(unicodedata.normalize("NFC", question).strip()[:LONGEST], turn, turn.memory)


def _plan(question: str, turn: Turn, memory: tuple[Exchange, ...]) -> Plan:
    plain_reading = read(question)
    if talk := refusals.small_talk(plain_reading.text):
        return _talk(talk, turn)
    scene = _scene(question, turn, memory)
    if key := refusals.refusal(plain_reading.text) or refusals.refusal(scene.reading.text):
        return Plan(say=_refused(key, turn), status="refused")
    if is_share_of_clients(scene.reading.text) and (
        LEAVING.search(plain_reading.text) or terms.LOSING.search(plain_reading.text)
    ):
        return Plan(say=sentence("how_many", scene.language), status="clarify")
    found = _understood(scene)
    if (completed := _completed(scene, found)) is not None:
        return completed
    if not found and any(not named.sure for _, named in scene.reading.masks):
        scene = scene.read_as_names()
        found = _understood(scene)
    if (call := follow.ranked_again(scene.reading, found, memory, scene.day)) is not None:
        return _planned([call], scene)
    if (call := follow.continued(scene.reading, found, memory, scene.day)) is not None:
        return _planned([call], scene)
    return _planned([call for part in found for call in _calls(part, found, scene)], scene) if found else _unsure(scene)


def _understood(scene: Scene) -> list[Part]:
    """The parts of the question; a snapshot of one client is a profile, a condition alone asks who meets it."""
    found = [replace(part, tool=_for_this_role(part, scene.turn)) for part in parts(scene.reading)]
    for place, part in enumerate(found):
        of_it = place and found[place - 1].tool == "value_book" and MOVED_IT.search(part.reading.text)
        if part.tool in ("value_book", "book_snapshot") and (of_it or MOVED_VALUE.search(part.reading.text)):
            found[place] = replace(part, tool="segment_mix")  # the value is what moved, not the assets
    asks_who = not found and PEOPLE.search(scene.reading.text) and conditions(scene.reading)
    return [Part("find_clients", scene.reading)] if asks_who else found


def _for_this_role(part: Part, turn: Turn) -> str:
    """The tool of a part: one client's snapshot is the profile; paid sources are marked among the sources."""
    if part.tool == "book_snapshot" and extract.client(part.reading) and not part.reading.named("scope"):
        return "client_profile"
    if HOLDERS.match(part.reading.text) and not part.reading.named("client", "scope"):
        return "find_clients"
    paid = part.tool == "paid_referrers" and part.tool not in turn.tools and "referral_sources" in turn.tools
    return "referral_sources" if paid else part.tool


def _scene(question: str, turn: Turn, memory: tuple[Exchange, ...]) -> Scene:
    """The question read against the names the caller may use. Without a book there are none."""
    if turn.caller.default_scope.is_empty:
        day = Day(turn.as_of or turn.today, turn.today)
        return Scene(turn, read(question, named_in(question, None, ())), None, day, memory)
    book = turn.book()
    names = turn.names(book)
    own = plain(turn.caller.name)
    everyone = named_in(question, names, turn.reach.scopes(), turn.reach.firm_name)
    named = [one for one in everyone if one.who or one.scope or plain(one.words) != own]
    reading = read(question, (*named, *recall.pointed_at(question, named, memory)))
    return Scene(turn, reading, names, Day(book.as_of, turn.today), memory)


def _completed(scene: Scene, found: Sequence[Part]) -> Plan | None:
    """The answer to what was asked back: it completes the call, or the words, that were waiting."""
    last = scene.memory[-1] if scene.memory else None
    long = len(scene.reading.text.split()) > follow.SHORT
    if last is None or last.status != "clarify" or (found and long):
        return None
    if not last.calls:
        joint = "for " if follow.ONLY_A_NAME.match(scene.reading.text) and scene.reading.text[0] in "@t" else ""
        question = f"{last.question.rstrip(' .?!')} {joint}{scene.reading.raw}"
        return _plan(question, scene.turn, scene.memory[:-1])
    call = answers.completed(scene.reading, last, scene.names) if scene.names else None
    return _planned([call], scene) if call else None


def _calls(part: Part, found: Sequence[Part], scene: Scene) -> list[Call]:
    """The calls of one part: one; or one for each client named when the tool looks at one, or for each span of time."""
    if part.tool not in ARGUMENTS:
        return [(part.tool, {})]
    given = _shared(part, extract.arguments(part.tool, part.reading, scene.day), found, scene)
    given = _not_the_own_book(part, recall.resolved(part.tool, given, part.reading, scene.memory))
    given = _still_spoken_of(part, given, scene.memory)
    if part.tool == "stack_rank":
        given.setdefault("metric", "aum")
    if part.tool == "draft_email" and "to" in given and part.reading.named("stranger"):
        given.setdefault("purpose", "note")  # so that the tool answers “not found” rather than we ask what for
    clients = list(dict.fromkeys(named.words for named in part.reading.named("client")))
    if part.tool in ONE_AT_A_TIME and given.get("client") in clients:
        return [(part.tool, {**given, "client": words}) for words in clients[:MOST_CLIENTS]]
    if part.tool == "value_book" and "as_of" in given and compares(part.reading.text):
        now = {name: value for name, value in given.items() if name != "as_of"}
        return [(part.tool, now), (part.tool, given)]
    behind = "period" in given and given.get("type") not in extract.LOOK_AHEAD
    spans = periods_in(part.reading.text, scene.day.as_of) if behind else []
    return [(part.tool, {**given, "period": span}) for span in spans] or [(part.tool, given)]


def _still_spoken_of(part: Part, given: dict[str, Any], memory: Sequence[Exchange]) -> dict[str, Any]:
    """“and revenue?” after an answer about one client is about that client."""
    takes = "client" in ARGUMENTS[part.tool] and not given.keys() & WHOSE and part.tool not in OF_THE_BOOK
    goes_on = takes and follow.GOES_ON.match(part.reading.text) and not terms.EVERYWHERE.search(part.reading.text)
    last = recall.last_client(memory) if goes_on else None
    return {**given, "client": last} if last else given


def _not_the_own_book(part: Part, given: dict[str, Any]) -> dict[str, Any]:
    """A name that is nobody the caller may see reaches the tool as words, so that it answers “not found”."""
    unknown = [named.words for named in part.reading.named("stranger") if named.sure]
    held = "holding" in given.get("where", {})
    if not unknown or held or "scope" not in ARGUMENTS[part.tool] or given.keys() & WHOSE:
        return given
    return {"scope": unknown[0], **given}


def _shared(part: Part, given: dict[str, Any], found: Sequence[Part], scene: Scene) -> dict[str, Any]:
    """A part of the firm named anywhere holds for all parts; a client named before, where one is needed or meant."""
    takes = ARGUMENTS[part.tool]
    words = extract.scope(scene.reading)
    if words and "scope" in takes and not {"scope", "lose_advisor", "advisor"} & given.keys():
        given = {"scope": words, **given}
    earlier = [extract.client(other.reading) for other in found[: found.index(part)]]
    known = next((client for client in reversed(earlier) if client), None)
    if known and part.tool == "draft_email" and "to" not in given:
        return {"to": [known], **given}
    meant = part.tool in NEEDS_CLIENT or terms.PRONOUN.search(part.reading.text)
    return {**given, "client": known} if known and meant and "client" in takes and "client" not in given else given


def _planned(calls: Sequence[Call], scene: Scene) -> Plan:
    """The calls that can be made, and a sentence for each that cannot."""
    made: list[Call] = []
    said: dict[str, TurnStatus] = {}
    for tool, given in calls:
        why = _why_not(tool, given, scene)
        if why is not None:
            said.setdefault(*why)
        elif (tool, given) not in made:
            made.append((tool, given))
    words = " ".join(said)
    if made:
        return Plan(tuple(made), words)
    if "clarify" in said.values():
        return Plan(say=words, status="clarify")
    return Plan(say=f"{words} {_can(scene.turn, 3)}".strip(), status="refused")


def _why_not(tool: str, given: dict[str, Any], scene: Scene) -> tuple[str, TurnStatus] | None:
    """Why a call cannot be made: the tool is not there, or something is missing that only the person knows."""
    if tool not in scene.turn.tools or tool not in ARGUMENTS:
        key = "not_yet" if tool in scene.turn.caller.tools() else "not_yours"
        return sentence(key, scene.language, ability=ability(tool, scene.language)), "refused"
    if tool == "draft_email" and letters.COPIED.search(scene.reading.text):
        return sentence("in_copy", scene.language), "refused"
    if tool == "value_book" and is_ahead(scene.reading.text, scene.day.as_of):
        return sentence("past_only", scene.language), "refused"
    missing = {
        "which_client": tool in NEEDS_CLIENT and "client" not in given,
        "to_whom": tool == "draft_email" and "to" not in given,
        "which_network": tool == "draft_post" and "network" not in given,
        "what_about": tool == "draft_post" and "topic" not in given,
        "whose_record": tool == "propose_change" and "client" not in given,
        "which_change": tool == "propose_change" and "field" not in given,
        "which_record": tool == "replay_answer" and "record" not in given,
        "which_model": tool == "model_card" and "model" not in given,
        "what_for": tool == "draft_email" and "purpose" not in given,
        "impossible_rate": tool == "value_book" and is_impossible(scene.reading.text),
        "to_which_rate": tool == "value_book" and is_relative(scene.reading.text),
        "how_many": tool == "value_book" and _loses_uncounted(given, scene.reading.text),
    }
    asked = next((key for key, is_missing in missing.items() if is_missing), None)
    return (sentence(asked, scene.language), "clarify") if asked else None


def _loses_uncounted(given: dict[str, Any], text: str) -> bool:
    """“if I lose my biggest clients”: how many is not said."""
    counted = given.keys() & {"lose_top", "lose_clients", "lose_advisor"}
    return not counted and bool(terms.LOSING.search(text) and SEVERAL_LARGEST.search(text))


def _unsure(scene: Scene) -> Plan:
    """The two nearest readings when the words are about a book at all; otherwise an honest no."""
    least = HINT if scene.reading.named("client", "scope") else ABOUT_A_BOOK
    near = [scored.tool for scored in rank(scene.reading.text) if scored.score >= least]
    open_here = [tool for tool in near if tool in scene.turn.tools and tool in ARGUMENTS][:2]
    if not open_here:
        return Plan(say=_refused("elsewhere", scene.turn), status="refused")
    words = listed(open_here, scene.language, choice=True)
    return Plan(say=sentence("unsure", scene.language, abilities=words), status="clarify")


def _talk(key: str, turn: Turn) -> Plan:
    """Small talk, answered usefully: what this caller can really ask for."""
    if key in ("thanks", "fine"):
        return Plan(say=sentence(key, turn.language))
    opening = sentence(key, turn.language) if key in ("greeting", "who_am_i") else ""
    can = _can(turn, len(ABILITIES)) or sentence("nothing_open", turn.language)
    example = sentence("try", turn.language) if "value_book" in turn.tools else ""
    return Plan(say=" ".join(words for words in (opening, can, example) if words))


def _refused(key: str, turn: Turn) -> str:
    """The refusal, and a few things that can be done instead."""
    return f"{sentence(key, turn.language)} {_can(turn, 3)}".strip()


def _can(turn: Turn, most: int) -> str:
    return abilities(turn.tools & ARGUMENTS.keys(), turn.language, most)

"""What answers while a tool of the contract is not offered: the tool that is, where it shows what was asked for."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from assistant.agent.planner import extract, follow, recall, terms
from assistant.agent.planner.parts import Part
from assistant.agent.planner.phrases import compiled
from assistant.turn import Exchange

OF_ONE_CLIENT = frozenset(("explain_change", "open_promises", "revenue_report", "book_snapshot"))
"""Tools whose answer about one client stands in the client's profile."""
OF_THE_BOOK = frozenset(("retention_rates", "revenue_report"))
"""Tools whose answer about the whole book stands in the snapshot, as long as no parts are compared."""
LEAVING = compiled(r"leav(?:e|es|ing)|going away|walking|lasciando|andando via|se ne va(?:nno)?|yendo|dejando")


def standing_in(part: Part, tools: Set[str], memory: Sequence[Exchange]) -> Part:
    """The part for a tool that is offered and shows what was asked; the part itself when there is none."""
    tool = _instead(part, memory)
    wanted = tool is not None and tool in tools and (part.tool not in tools or part.tool == "book_snapshot")
    return replace(part, tool=tool) if tool and wanted else part


def _instead(part: Part, memory: Sequence[Exchange]) -> str | None:
    client = extract.client(part.reading)
    if part.tool == "clients_at_risk":
        return "find_erosion" if client and LEAVING.search(part.reading.text) else None
    if part.tool == "paid_referrers":
        return "referral_sources"
    if part.tool in OF_ONE_CLIENT and not part.reading.named("scope") and (client or _spoken_of(part, memory)):
        return "client_profile"
    divided = terms.first_of(terms.DIMENSIONS, part.reading.text) or extract.segment(part.reading)
    if part.tool in OF_THE_BOOK and not divided:
        return "book_snapshot"
    return None


def _spoken_of(part: Part, memory: Sequence[Exchange]) -> bool:
    """“and revenue?”, “what did I promise them?” after an answer about one client."""
    text = part.reading.text
    goes_on = follow.GOES_ON.match(text) or terms.PRONOUN.search(text)
    return part.tool != "book_snapshot" and bool(goes_on and recall.last_client(memory))

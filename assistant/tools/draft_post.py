"""Tool: lay a draft social post on the turn. A network that the firm has not opened is refused with the reason."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field

from assistant.blocks import Result, Text
from assistant.drafts import Proposal
from assistant.errors import NotEnoughData, Refused
from assistant.figures import Line
from assistant.tools.arguments import Arguments, Names
from assistant.tools.composing import compose_post
from assistant.tools.tool import Tool
from assistant.turn import Turn

NAMES = {"linkedin": "LinkedIn", "x": "X", "facebook": "Facebook", "instagram": "Instagram"}
LENGTHS = {"linkedin": 3000, "x": 280, "facebook": 5000, "instagram": 2200}
"""The longest post of each network, in characters."""
SENTENCES = 3
EDUCATION: tuple[Literal["education"], ...] = ("education",)
_LANGUAGES = ("en", "it", "es")


class PostArguments(Arguments):
    network: Literal["linkedin", "x", "facebook", "instagram"] = Field(description="which network")
    topic: str = Field(min_length=2, max_length=500, description="what the post is about")
    kind: Literal["education", "commentary", "firm_news", "thought_leadership", "offer"] = Field(
        "education", description="what kind of post"
    )
    audience: str | None = Field(None, max_length=200, description="whom it is for")
    points: Names = Field(default_factory=list, description="sentences that it should say")
    language: str | None = Field(None, description="language of the post; default that of the question")
    body: str | None = Field(None, max_length=5_000, description="the whole post, when you write it yourself")


def _run(turn: Turn, arguments: PostArguments) -> Result:
    name = NAMES[arguments.network]
    if arguments.network not in turn.reach.networks:
        raise Refused(
            f"No post was drafted: the firm has not opened {name}. A post is retail communication: it must be captured "
            "and approved before it is published, and no capture is set up for that network. Ask compliance."
        )
    book = turn.own_book()
    source = None if arguments.points or arguments.body else _source(turn, arguments)
    points = arguments.points or (_sentences(source.body) if source else [])
    subject, body, language = compose_post(
        kind=arguments.kind, topic=arguments.topic, points=points, firm=turn.reach.legal_name or turn.caller.name,
        language=_language(turn, arguments),
    )  # fmt: skip
    if arguments.body:
        body = arguments.body.strip() + "\n"
    if len(body) > LENGTHS[arguments.network]:
        raise Refused(
            f"That makes {len(body)} characters, and {name} takes {LENGTHS[arguments.network]}: give fewer or shorter "
            "points, or choose another network."
        )
    turn.lay(
        Proposal(
            arguments.network, book.scope.advisor_ids[0], (), subject, body, language, arguments.topic,
            occasion=f"post_{arguments.kind}",
        )
    )  # fmt: skip
    line = Line("I have drafted a {network} post about {topic}.", {"network": name, "topic": arguments.topic})
    return Result("Draft", turn.today, (), (source,) if source else (), (line,))


def _source(turn: Turn, arguments: PostArguments) -> Text:
    """What the firm's educational pages say about the topic; nothing else is said without being given."""
    hits = []
    if arguments.kind == "education":
        hits = turn.reach.library.search(arguments.topic, as_of=turn.today, limit=1, kinds=EDUCATION)
    if not hits:
        raise NotEnoughData(
            f"Say what the post should say: give its points. The firm's educational pages have nothing on "
            f"“{arguments.topic}” that I could quote."
            if arguments.kind == "education"
            else "Say what the post should say: give its points, a sentence each."
        )
    passage = hits[0].passage
    return Text(passage.title, passage.text, f"{passage.title}, version {passage.version}")


def _sentences(text: str) -> list[str]:
    """The first sentences of a passage, headings and lists aside."""
    prose = [line for line in re.sub(r"(?<!\n)\n(?![\n#*-])", " ", text).split("\n") if line and line[0] not in "#*-|"]
    return [s.strip() for line in prose for s in re.split(r"(?<=[.!?])\s+", line) if s.strip()][:SENTENCES]


def _language(turn: Turn, arguments: PostArguments) -> str:
    wanted = (arguments.language or turn.language)[:2].lower()
    return wanted if wanted in _LANGUAGES else "en"


DRAFT_POST = Tool(
    "draft_post",
    "Draft a social post (LinkedIn, X, Facebook, Instagram) on a topic; a network the firm has not opened is refused.",
    PostArguments,
    _run,
)

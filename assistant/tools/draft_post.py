"""Tool: a social post. A network that the firm has not opened is refused with the reason."""

from typing import Literal

from pydantic import Field

from assistant.blocks import Result
from assistant.errors import Refused
from assistant.tools.arguments import Arguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

NAMES = {"linkedin": "LinkedIn", "x": "X", "facebook": "Facebook", "instagram": "Instagram"}


class PostArguments(Arguments):
    network: Literal["linkedin", "x", "facebook", "instagram"] = Field(description="which network")
    topic: str = Field(min_length=2, max_length=500, description="what the post is about")
    kind: Literal["education", "commentary", "firm_news", "thought_leadership", "offer"] = Field(
        "education", description="what kind of post"
    )
    audience: str | None = Field(None, max_length=200, description="whom it is for")


def _run(_: Turn, arguments: PostArguments) -> Result:
    raise Refused(
        f"No post was drafted: the firm has not opened {NAMES[arguments.network]}. A post is retail communication: it "
        "must be captured and approved before it is published, and no network is set up for that yet. Ask compliance."
    )


DRAFT_POST = Tool(
    "draft_post",
    "Draft a social post (LinkedIn, X, Facebook, Instagram) on a topic; a network the firm has not opened is refused.",
    PostArguments,
    _run,
)

"""Tool: the opportunities under way, what of them to expect, and what is stuck."""

from pydantic import Field

from assistant.analytics.pipeline import pipeline
from assistant.blocks import Result
from assistant.tools.arguments import ReportArguments
from assistant.tools.tool import Tool
from assistant.turn import Turn


class PipelineArguments(ReportArguments):
    stage: str | None = Field(None, description="one stage, in the firm's own words")
    stale_only: bool = Field(False, description="only stuck deals: too long in their stage, or silent for three weeks")


def _run(turn: Turn, arguments: PipelineArguments) -> Result:
    book = turn.book(arguments.scope, arguments.as_of)
    return pipeline(book, stage=arguments.stage, stale_only=arguments.stale_only, limit=arguments.limit)


PIPELINE = Tool(
    "pipeline",
    "The pipeline of opportunities (deals): open and weighted amount as a range from best to worst case, by stage, "
    "conversion and velocity, which deals are stuck, silent or past their expected close. State at as_of.",
    PipelineArguments,
    _run,
)

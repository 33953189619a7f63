"""Tool: calibration and fairness of a model."""

from typing import Literal

from pydantic import Field

from assistant.blocks import Column, Result, Table
from assistant.figures import Figure, Line, Method
from assistant.guardrails import RULES
from assistant.tools.arguments import Arguments
from assistant.tools.tool import Tool
from assistant.turn import Turn

IN_FORCE = Method("rules", "guardrail rules in force, each with its citation")


class CardArguments(Arguments):
    model: Literal["retention", "propensity", "erosion", "guardrails"] = Field(description="which model")


def _run(turn: Turn, arguments: CardArguments) -> Result:
    from assistant.analytics.model_card import erosion_card, propensity_card, retention_card

    if arguments.model == "guardrails":
        return _guardrails(turn)
    book = turn.reach.archive.firm_book()
    if arguments.model == "propensity":
        return propensity_card(book)
    if arguments.model == "erosion":
        return erosion_card(book)
    return retention_card(book)


def _guardrails(turn: Turn) -> Result:
    count = Figure("rules", "Rules in force", len(RULES), "count", IN_FORCE)
    columns = Column("rule", "Rule"), Column("severity", "Severity"), Column("citation", "Citation")
    rows = tuple((rule.id, rule.severity, rule.citation) for rule in RULES)
    lines = (
        Line("{rules} rules judge every answer and every draft; they are rules, not a fitted model.", {"rules": count}),
        Line(
            "How often they are right is not measured in the product yet: no labelled sample of this firm is on file."
        ),
    )
    return Result("Guardrails: the rules in force", turn.today, (count,), (Table("Rules", columns, rows),), lines)


MODEL_CARD = Tool(
    "model_card",
    "(compliance, managers) How good a model is: calibration against what happened, fairness by age, what is unknown.",
    CardArguments,
    _run,
)

"""POST /v1/review: anyone's text before the guardrails, one or a batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant.guardrails import review
from assistant.web.sign_in import TheCaller, TheDesk
from knowledge import insertions

MOST_ITEMS = 200

router = APIRouter(tags=["review"])


class Item(BaseModel):
    """A text, where it would go, to whom, and what is on file about it."""

    model_config = ConfigDict(extra="forbid")

    id: str = "text"
    channel: str = "email"
    audience: str = "one_client"
    text: str = Field(min_length=1, max_length=200_000)
    context: dict[str, Any] = Field(default_factory=dict)


Batch = Annotated[list[Item], Field(min_length=1, max_length=MOST_ITEMS)]


@router.post("/v1/review", summary="Review a text, or a list of texts")
def judge(given: Item | Batch, desk: TheDesk, _caller: TheCaller) -> dict[str, Any] | list[dict[str, Any]]:
    """One item gives one verdict, a list gives a list in the same order. Nothing is kept."""
    disclosures = insertions(desk.clock().date())
    if isinstance(given, Item):
        return _verdict(given, disclosures)
    return [_verdict(item, disclosures) for item in given]


def _verdict(item: Item, disclosures: Mapping[str, Any]) -> dict[str, Any]:
    facts = {"disclosures": disclosures, **item.context, "audience": item.audience}
    return review(item.text, facts, item.channel).to_json(item.id)

"""POST /v1/review: anyone's text before the guardrails."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant.guardrails import review
from assistant.web.sign_in import TheCaller

router = APIRouter(tags=["review"])


class Item(BaseModel):
    """A text, where it would go, to whom, and what is on file about it."""

    model_config = ConfigDict(extra="forbid")

    id: str = "text"
    channel: str = "email"
    audience: str = "one_client"
    text: str = Field(min_length=1, max_length=200_000)
    context: dict[str, Any] = Field(default_factory=dict)


@router.post("/v1/review", summary="Review a text")
def judge(item: Item, _caller: TheCaller) -> dict[str, Any]:
    return review(item.text, {**item.context, "audience": item.audience}, item.channel).to_json(item.id)

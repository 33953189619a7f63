"""Questionnaires over HTTP, for who serves the client: which are out, who was left out, and what one answered."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from assistant.desk import IssuedState, confirm_answers, look_at_answers, look_at_questionnaires
from assistant.web.sign_in import TheCaller, TheDesk

router = APIRouter(prefix="/v1/questionnaires", tags=["questionnaires"])


@router.get("", summary="Questionnaires of your clients, newest first; who was left out, and why")
def listing(desk: TheDesk, caller: TheCaller, state: IssuedState | None = None) -> list[dict[str, Any]]:
    return look_at_questionnaires(desk, caller, state)


@router.get("/{questionnaire_id}", summary="What one answered, and what the answers propose; the look is recorded")
def one(questionnaire_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    return look_at_answers(desk, caller, questionnaire_id)


@router.post("/{questionnaire_id}/confirm", summary="Confirm in one gesture all that needs no verification")
def confirm(questionnaire_id: str, desk: TheDesk, caller: TheCaller) -> dict[str, Any]:
    """The changes confirmed, and those left waiting with the reason. What must be verified first is not among them."""
    return confirm_answers(desk, caller, questionnaire_id)

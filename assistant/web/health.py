"""Health: alive, and ready to answer."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from assistant.web.sign_in import TheDesk

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Is the process alive")
def alive() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/readyz", summary="Can it answer: log, book, model", response_model=None)
def ready(desk: TheDesk) -> JSONResponse:
    health = desk.health()
    return JSONResponse(health, 200 if health["ready"] == "yes" else 503)

"""GET /v1/knowledge/{page}: a page of the library whole, such as the one that a flag links to."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from assistant.errors import NotFound
from assistant.web.sign_in import TheCaller
from knowledge import shipped

router = APIRouter(tags=["knowledge"])


@router.get("/v1/knowledge/{page:path}", summary="Read a page of the library")
def read(page: str, _caller: TheCaller) -> dict[str, Any]:
    found = next((document for document in shipped() if document.id == page), None)
    if found is None:
        raise NotFound(f"The library has no page “{page}”.")
    return found.model_dump(mode="json", exclude={"asked_as"})

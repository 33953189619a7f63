"""The application of a server process: settings from the environment, one desk for as long as it runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

from fastapi import FastAPI

from assistant.desk import Desk
from assistant.errors import BadArguments
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.chat import turns_ended
from assistant.web.sign_in import is_loopback
from assistant.worker import Worker


def application() -> FastAPI:
    """What `assistant serve` runs. Refuses any address but loopback: this version's only sign-in has no password."""
    settings = Settings()
    if not is_loopback(settings.host):
        raise BadArguments(
            f"ASSISTANT_HOST is {settings.host}: development sign-in has no password and is refused on any address "
            "but loopback. Use 127.0.0.1."
        )
    desk = Desk(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with desk, Worker(desk):
            Thread(target=desk.library.refresh, daemon=True).start()  # so that the first question does not wait for it
            yield
            await turns_ended(app)

    return create_app(desk, lifespan)

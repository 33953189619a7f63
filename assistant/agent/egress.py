"""The way out to a language model: what leaves is recorded first, byte for byte, at every attempt.

The record is made by the HTTP client itself, after everything that shapes the request; without a turn to record it in,
nothing leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import httpx

from assistant.agent.prompt import PROMPT_VERSION
from assistant.errors import ServiceDown
from assistant.turn import Turn


class Egress:
    """One call of a turn's model: records what leaves for it. Once the log was down, no further attempt leaves."""

    def __init__(self, turn: Turn, model: str) -> None:
        self._turn = turn
        self._model = model
        self.failure: ServiceDown | None = None

    def record(self, content: bytes) -> None:
        """Durable, or ServiceDown."""
        if self.failure:
            raise self.failure
        try:
            self._turn.record("prompt.sent", content, wait=True, model=self._model, prompt_ver=PROMPT_VERSION)
        except ServiceDown as failure:
            self.failure = failure
            raise


_open: ContextVar[Egress | None] = ContextVar("egress", default=None)


@contextmanager
def leaving_from(turn: Turn, model: str) -> Iterator[Egress]:
    """Requests to the model within this block leave for that turn. A log that is down is told as what it is, not as
    a model that does not answer."""
    egress = Egress(turn, model)
    token = _open.set(egress)
    try:
        yield egress
    except Exception as error:  # whatever the client made of it
        if egress.failure and error is not egress.failure:
            raise egress.failure from error
        raise
    finally:
        _open.reset(token)


def record_request(request: httpx.Request) -> None:
    """The HTTP client's hook: called with each request before its first byte leaves."""
    egress = _open.get()
    if egress is None:
        raise ServiceDown("Nobody is asking: nothing leaves for the language model.")
    egress.record(request.read())

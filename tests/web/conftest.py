"""A real server of a real desk on a free loopback port."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from assistant.web import create_app
from tests.desks import opened


@pytest.fixture
def server(home: Path) -> Iterator[str]:
    """The base URL of a served desk over the small firm."""
    with opened(home) as desk, Serving(desk) as url:
        yield url


class Serving:
    """Serve a desk until the block ends."""

    def __init__(self, desk: object) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        config = uvicorn.Config(create_app(desk), host="127.0.0.1", port=self.port, log_level="error")  # type: ignore[arg-type]
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    def __enter__(self) -> str:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)
        return f"http://127.0.0.1:{self.port}"

    def __exit__(self, *_exception: object) -> None:
        self.server.should_exit = True
        self.thread.join(10)


@pytest.fixture
def client(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, timeout=60) as http:
        yield http

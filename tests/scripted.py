"""A real HTTP server that speaks the OpenAI chat protocol from a script, so that no test talks to a network.

Each entry of the script answers one request: a text, a list of tool calls, or a fault (an HTTP status, raw bytes).
`seen` keeps every request; `before` is called with each request before it is answered.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Says:
    text: str


@dataclass(frozen=True, slots=True)
class Calls:
    calls: tuple[tuple[str, dict[str, Any] | str], ...]


@dataclass(frozen=True, slots=True)
class Fails:
    status: int
    body: bytes = b'{"error": {"message": "busy"}}'


Step = Says | Calls | Fails


@dataclass(slots=True)
class Script:
    """What the server will answer, in order; the last step is repeated for ever."""

    url: str
    steps: list[Step]
    seen: list[dict[str, Any]] = field(default_factory=list)
    before: Callable[[dict[str, Any]], None] = lambda _request: None

    def next(self, request: dict[str, Any]) -> Step:
        self.seen.append(request)
        self.before(request)
        return self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]


@contextmanager
def scripted_model(*steps: Step) -> Iterator[Script]:
    """Serve the script on a free loopback port until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    script = Script(f"http://127.0.0.1:{server.server_address[1]}/v1", list(steps))
    server.script = script  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["content-length"]))
        step = self.server.script.next(json.loads(raw))  # type: ignore[attr-defined]
        if isinstance(step, Fails):
            self._reply(step.status, step.body)
        else:
            self._reply(200, json.dumps(_completion(step)).encode())

    def _reply(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """Silence."""


def _completion(step: Says | Calls) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": step.text if isinstance(step, Says) else None}
    if isinstance(step, Calls):
        message["tool_calls"] = [
            {"id": f"call_{i}", "type": "function", "function": {"name": name, "arguments": _text(arguments)}}
            for i, (name, arguments) in enumerate(step.calls)
        ]
    finish = "tool_calls" if isinstance(step, Calls) else "stop"
    choice = {"index": 0, "message": message, "finish_reason": finish}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {
        "id": "x",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [choice],
        "usage": usage,
    }


def _text(arguments: dict[str, Any] | str) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments)

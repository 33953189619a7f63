"""A tool call made again for whoever asked then, with the rights of today. It reaches nobody and writes no records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.blocks import Result
from assistant.callers import Caller
from assistant.errors import NotFound
from assistant.tools import TOOLS, call_tool

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


def call_again(
    desk: Desk, user_id: str, name: str, tool: str, arguments: Mapping[str, Any], day: dt.date | None
) -> Result:
    """The result of the call as of `day`, by default as of now. Raises NotFound when who asked (`user_id`, `name` in
    words) is gone, and what the tool itself raises."""
    turn, _ = desk.turn(_person(desk, user_id, name), "a call made again", "", day, ())
    return call_tool(TOOLS, replace(turn, record=lambda *_, **__: ""), tool, arguments)


def _person(desk: Desk, user_id: str, name: str) -> Caller:
    for person in desk.people():
        caller = desk.caller(person["email"])
        if caller.user_id == user_id:
            return caller
    raise NotFound(f"{name or user_id}, who asked, is no longer among the firm's users.")

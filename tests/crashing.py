"""A day at the desk in a process that kills itself at a named point: `python -m tests.crashing HOME POINT`.

It prints what a person was shown or told, line by line: whatever it printed must be in the record afterwards.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import assistant.conversation
import assistant.desk.desk
import assistant.drafting
import assistant.retention.checkpoints
from assistant.desk import approve, release, rotate_log_key
from assistant.desk.desk import Desk
from assistant.retention.keys import Keys
from assistant.retention.leader import Leader
from assistant.retention.payloads import Payloads
from assistant.retention.writing import Writer
from tests.desks import ADMIN, ADVISOR, opened

NOTE = {"to": ["Lindqvist"], "purpose": "the transfer of the old account"}


class Point(NamedTuple):
    """Where the process dies: before or after the `time`-th call of `owner.name`."""

    owner: Any
    name: str
    after: bool = False
    time: int = 1


POINTS = {
    "before a batch is begun": Point(Leader, "write", time=2),
    "rows inserted, not committed": Point(Leader, "_append", after=True, time=2),
    "committed, not acknowledged": Point(Leader, "write", after=True, time=2),
    "the lead taken": Point(Leader, "_begin", after=True),
    "before a checkpoint is signed": Point(assistant.retention.checkpoints, "sign"),
    "signed, not committed": Point(assistant.retention.checkpoints, "sign", after=True),
    "a checkpoint committed, not pinned": Point(Keys, "keep_pin"),
    "a checkpoint pinned": Point(Keys, "keep_pin", after=True),
    "before a data key is made": Point(Payloads, "_make"),
    "a data key made, not used": Point(Payloads, "_make", after=True),
    "the question recorded": Point(assistant.conversation, "_words"),
    "the model has answered": Point(assistant.conversation, "_words", after=True),
    "the words reviewed": Point(assistant.conversation, "_reviewed", after=True),
    "the answer recorded, not shown": Point(assistant.conversation, "_answered", after=True),
    "a draft recorded, not saved": Point(assistant.desk.desk, "save_new"),
    "an approval recorded, not saved": Point(assistant.desk.desk, "save_status"),
    "the intent to send recorded": Point(assistant.drafting, "write_message"),
    "a message in the outbox, its outcome not recorded": Point(assistant.drafting, "write_message", after=True),
    "the outcome recorded, not saved": Point(assistant.desk.desk, "save_status", time=2),
    "a rotation recorded, its key not in use": Point(Keys, "use_waiting"),
    "the new key in use": Point(Keys, "use_waiting", after=True),
    "before the end is signed": Point(Writer, "end"),
    "the end signed": Point(Writer, "end", after=True),
    "nowhere": Point(Leader, "write", time=10**9),
}


def die_at(point: Point) -> None:
    """From now on the process kills itself there, as if the power went."""
    spared: Callable[..., Any] = getattr(point.owner, point.name)
    calls = 0

    def dies(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == point.time and not point.after:
            os.kill(os.getpid(), signal.SIGKILL)
        done = spared(*arguments, **named)
        if calls == point.time:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    setattr(point.owner, point.name, dies)


def tell(what: str, *details: object) -> None:
    sys.stdout.write("\t".join((what, *map(str, details))) + "\n")
    sys.stdout.flush()


def day(desk: Desk) -> None:
    """Ask, have a letter drafted, approve it, send it, change the signing key."""
    advisor = desk.caller(ADVISOR)
    for _ in range(2):
        answer = desk.ask(advisor, "What is my book worth?")
        tell("shown", answer.record_ids[-1])
    _, (draft,) = desk.call_tool(advisor, "draft_email", NOTE)
    tell("drafted", draft.id)
    approve(desk, advisor, draft.id)
    tell("approved", draft.id)
    _, path = release(desk, advisor, draft.id)
    tell("sent", path.name)
    tell("rotated", rotate_log_key(desk, desk.caller(ADMIN), "a drill").id)
    desk.log.checkpoint()


def main(home: Path, point: str) -> None:
    die_at(POINTS[point])
    with opened(home) as desk:
        day(desk)
    tell("closed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

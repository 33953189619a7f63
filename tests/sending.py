"""Letters sent by somebody who is stopped at a random moment, again and again, until each has come to an end.

Stopped means killed (a process of its own, SIGKILL) or, for the ordinary tests, an exception that nothing catches; then
all is begun anew over what is on disk. The moments are named, as in tests/crashing.py.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import random
import signal
import smtplib
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import pytest

from assistant.desk import Desk, deliver_due, delivering
from assistant.outreach import sends
from assistant.retention.outward import post
from tests.desks import settings_of

SHARE = 0.1
"""Of the letters one in ten meets a stop, on the average."""


class Moment(NamedTuple):
    """Where the sender stops: before or after a call of `owner.name`."""

    owner: Any
    name: str
    after: bool = False


MOMENTS = {
    "claimed, not committed": Moment(sends, "claim", after=True),
    "claimed": Moment(delivering, "_look"),
    "looked at once more": Moment(delivering, "why_not_now", after=True),
    "the attempt recorded, not begun": Moment(sends, "begin"),
    "begun, not committed": Moment(sends, "begin", after=True),
    "begun": Moment(delivering, "hand_over"),
    "before the words": Moment(post, "_with_its_end"),
    "the words sent, no answer read": Moment(smtplib.SMTP, "send", after=True),
    "the answer read": Moment(delivering, "hand_over", after=True),
    "before the end is recorded": Moment(delivering, "finish"),
    "the end recorded, not written": Moment(sends, "end"),
    "the end written, not committed": Moment(sends, "end", after=True),
    "at the end of it": Moment(delivering, "finish", after=True),
}


class Stopped(BaseException):
    """The sender is no more."""


def raise_stopped() -> NoReturn:
    raise Stopped


def kill_itself() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


@contextmanager
def stopping(seed: int, stop: Callable[[], NoReturn]) -> Any:
    """Within the block the sender stops at a random moment of a random letter: of those to come one in ten, about."""
    chance = random.Random(seed)
    with stopping_at(MOMENTS[chance.choice(sorted(MOMENTS))], lambda: chance.random() < SHARE, stop):
        yield


@contextmanager
def stopping_at(moment: Moment, stops: Callable[[], bool], stop: Callable[[], NoReturn]) -> Any:
    """Within the block whoever comes to the moment stops there, if `stops` says so."""
    spared = getattr(moment.owner, moment.name)

    def may_stop(*arguments: Any, **named: Any) -> Any:
        words = moment.owner is not smtplib.SMTP or arguments[1][-5:] == b"\r\n.\r\n"
        now = words and stops()
        if now and not moment.after:
            stop()
        done = spared(*arguments, **named)
        if now:
            stop()
        return done

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(moment.owner, moment.name, may_stop)
        yield


def send_until_stopped(
    home: Path, database_url: str, smtp_url: str, now: dt.datetime, seed: int, stop: Callable[[], NoReturn]
) -> None:
    """One life of the sender: from the start, until nothing is due or it stops."""
    settings = settings_of(home, database_url=database_url, smtp_url=smtp_url)
    with Desk(settings, clock=lambda: now) as desk, stopping(seed, stop):
        while deliver_due(desk).counts:
            pass


def in_this_process(*life: Any) -> bool:
    """Whether it was stopped."""
    try:
        send_until_stopped(*life, raise_stopped)
    except Stopped:
        return True
    return False


def in_its_own_process(*life: Any) -> bool:
    """Whether it was killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.sending"])
    process = context.Process(target=send_until_stopped, args=(*life, kill_itself))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return process.exitcode != 0

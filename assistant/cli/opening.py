"""The desk of a command: settings from the environment, opened for one command, and who is asking."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from pydantic import ValidationError

from assistant.cli.terminal import err
from assistant.errors import BadArguments, NotEnoughData, NotSignedIn

if TYPE_CHECKING:
    from assistant.callers import Caller
    from assistant.desk import Desk
    from assistant.settings import Settings

NO_BOOK = "No book is loaded yet. Load one with `assistant import FOLDER`, or run `assistant demo`."


def settings_read() -> Settings:
    """The settings of the environment. Raises BadArguments naming every variable that is wrong."""
    from assistant.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"ASSISTANT_{str(e['loc'][0]).upper()}: {e['msg']}" if e["loc"] else e["msg"] for e in error.errors()
        )
        raise BadArguments(f"A setting is wrong: {wrong}.") from error


@contextmanager
def desk_opened() -> Iterator[Desk]:
    """The firm's desk, closed again when the command ends."""
    from assistant.desk import Desk

    with Desk(settings_read()) as desk:
        yield desk


def who_asks(desk: Desk, email: str | None) -> Caller:
    """The caller of `--as`, else of ASSISTANT_USER, else the firm's first advisor, said aloud.

    Raises NotEnoughData while no book is loaded, NotSignedIn for nobody we know.
    """
    if not desk.books.hierarchy().advisors:
        raise NotEnoughData(NO_BOOK)
    if email or desk.settings.user:
        return desk.caller(email or desk.settings.user)
    caller = first_advisor(desk)
    err.print(f"[dim]Speaking as {caller.email}; use --as EMAIL to change that.[/]", highlight=False)
    return caller


def first_advisor(desk: Desk) -> Caller:
    """The first advisor who may sign in; who has left the firm is passed over. Raises NotSignedIn for none."""
    for advisor in desk.books.hierarchy().advisors.values():
        with suppress(NotSignedIn):
            return desk.caller(advisor.email)
    raise NotSignedIn("No advisor of this book may sign in; say who is asking with --as EMAIL.")

"""The desk of a command: settings from the environment, opened for one command, and who is asking."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pydantic import ValidationError

from assistant.cli.terminal import err
from assistant.errors import BadArguments, NotSignedIn

if TYPE_CHECKING:
    from assistant.callers import Caller
    from assistant.desk import Desk


@contextmanager
def desk_opened() -> Iterator[Desk]:
    """The firm's desk, closed again when the command ends."""
    from assistant.desk import Desk
    from assistant.settings import Settings

    try:
        settings = Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"ASSISTANT_{str(e['loc'][0]).upper() if e['loc'] else ''}: {e['msg']}" for e in error.errors()
        )
        raise BadArguments(f"A setting is wrong: {wrong}.") from error
    with Desk(settings) as desk:
        yield desk


def who_asks(desk: Desk, email: str | None) -> Caller:
    """The caller of `--as`, else of ASSISTANT_USER, else the firm's first advisor, said aloud."""
    if email or desk.settings.user:
        return desk.caller(email or desk.settings.user)
    advisors = list(desk.books.hierarchy().advisors.values())
    if not advisors:
        raise NotSignedIn("No book is loaded yet. Load one with `assistant import FOLDER`, or run `assistant demo`.")
    err.print(f"[dim]Speaking as {advisors[0].email}; use --as EMAIL to change that.[/]", highlight=False)
    return desk.caller(advisors[0].email)

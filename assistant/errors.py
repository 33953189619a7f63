"""One tree of errors. Each class knows how a door answers it: the HTTP status, the exit code, the status of the turn.

Every message is a sentence for the person who reads it: what is wrong, where, and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

TurnStatus = Literal["given", "clarify", "refused", "withheld", "failed"]


class AssistantError(Exception):
    """Anything the product refuses or cannot do, worded for the person who asked."""

    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 4
    turn_status: ClassVar[TurnStatus] = "failed"

    @property
    def sentence(self) -> str:
        return str(self.args[0]) if self.args else type(self).__name__


class NotFound(AssistantError):
    """There is no such thing, or it is not the caller's: the two look alike on purpose."""

    http_status = 404
    exit_code = 1
    turn_status = "refused"


class Refused(AssistantError):
    """The answer is no: a rule forbids it, or it is not a question about a book."""

    http_status = 409
    exit_code = 1
    turn_status = "refused"


class NotForThisRole(AssistantError):
    """A command or path that the caller's role never has."""

    http_status = 403
    exit_code = 3
    turn_status = "refused"


class NotSignedIn(AssistantError):
    """Nobody is asking, or the token is not known."""

    http_status = 401
    exit_code = 3
    turn_status = "refused"


class Unclear(AssistantError):
    """Two readings are possible: the product asks back, listing them."""

    http_status = 409
    exit_code = 1
    turn_status = "clarify"

    def __init__(self, sentence: str, choices: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.choices = tuple(choices)


class NotEnoughData(AssistantError):
    """The figure is undefined here; the message names what is missing."""

    http_status = 422
    exit_code = 1
    turn_status = "given"


class BadArguments(AssistantError):
    """An argument is missing or wrong; the message says which and what would be right."""

    http_status = 422
    exit_code = 2
    turn_status = "clarify"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in what was handed in, with its place. `kind` is a short stable word for counting."""

    file: str
    row: int | None
    column: str
    kind: str
    message: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.row, self.column) if part not in (None, ""))
        return f"{place}: {self.message}"


class BadInput(AssistantError):
    """What was handed in has problems: all of them are listed and nothing was done."""

    http_status = 422
    exit_code = 2

    def __init__(self, sentence: str, problems: Sequence[Problem]) -> None:
        super().__init__(sentence)
        self.problems = tuple(problems)


class ServiceDown(AssistantError):
    """A service that is needed does not answer: the log, the database, the model, the encoder."""

    http_status = 503
    exit_code = 4
    turn_status = "failed"


class BudgetSpent(ServiceDown):
    """The turn used up its calls or its time."""

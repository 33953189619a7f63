"""The commands, their help, and the one place where an error becomes a sentence on stderr and an exit code."""

from __future__ import annotations

import logging
import sys
from typing import Annotated, NoReturn

import typer

from assistant.cli import asking, books, changing, evaluating, records, reviewing, scanning, working
from assistant.cli.terminal import complain
from assistant.errors import AssistantError, BadArguments, ServiceDown

app = typer.Typer(
    name="assistant",
    help="Ask about a book of business in words. Every figure is computed by a tool, every word is reviewed, "
    "everything is recorded.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    add_completion=False,
    pretty_exceptions_enable=False,
)
asking.add_to(app)
reviewing.add_to(app)
books.add_to(app)
records.add_to(app)
scanning.add_to(app)
changing.add_to(app)
working.add_to(app)
evaluating.add_to(app)
traces = logging.getLogger("assistant.cli")


@app.callback()
def for_every_command(
    trace: Annotated[
        bool, typer.Option("--trace", envvar="ASSISTANT_TRACE", help="print the trace of an unexpected error")
    ] = False,
) -> None:
    traces.disabled = not trace


def main() -> None:
    """Run one command. 0 worked, 1 the answer is no, 2 bad input, 3 not for this role, 4 a needed service is down."""
    traces.disabled = True
    try:
        app()
    except AssistantError as error:
        _end(error)
    except KeyboardInterrupt:
        sys.exit(130)
    except UnicodeDecodeError as error:
        _end(BadArguments(f"What was handed in is not UTF-8 text (byte {error.start}); save it as UTF-8."))
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        _end(BadArguments(f"{place}{error.strerror or error}. Name a file or folder that can be used."))
    except Exception as error:  # whatever nobody foresaw: a sentence for the person, the trace for who asks for it
        _end(_unforeseen(error))


def _unforeseen(error: Exception) -> AssistantError:
    from ulid import ULID

    error_id = ULID()
    traces.error("unexpected error %s", error_id, exc_info=error)
    return ServiceDown(
        f"Something went wrong here ({type(error).__name__}, {error_id}). Run the command again as "
        "`assistant --trace …` and report what it prints."
    )


def _end(error: AssistantError) -> NoReturn:
    complain(error)
    sys.exit(error.exit_code)

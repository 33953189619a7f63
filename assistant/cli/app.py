"""The commands, their help, and the one place where an error becomes a sentence on stderr and an exit code."""

from __future__ import annotations

import sys

import typer

from assistant.cli import asking, books, records
from assistant.cli.terminal import complain
from assistant.errors import AssistantError

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
books.add_to(app)
records.add_to(app)


def main() -> None:
    """Run one command. 0 worked, 1 the answer is no, 2 bad input, 3 not for this role, 4 a needed service is down."""
    try:
        app()
    except AssistantError as error:
        complain(error)
        sys.exit(error.exit_code)

"""The command of what is due: worker."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Annotated

import typer

from assistant.cli.opening import desk_opened
from assistant.cli.terminal import out, print_json

Json = Annotated[bool, typer.Option("--json", help="with --once or --status: print one JSON value and nothing else")]


def add_to(app: typer.Typer) -> None:
    app.command("worker")(worker)


def worker(
    once: Annotated[bool, typer.Option("--once", help="run every job once, now, and say what each did")] = False,
    status: Annotated[bool, typer.Option("--status", help="say where journal and segments stand; run nothing")] = False,
    as_json: Json = False,
) -> None:
    """Run what is due: the journal, sealed segments, the daily attestation, the nightly proof. `serve` does so too."""
    from assistant.desk import outward_status
    from assistant.worker import Worker

    with desk_opened() as desk:
        if once:
            one = Worker(desk)
            _say(one.run_all(), as_json)
            raise typer.Exit(1 if one.failures else 0)
        if status or not as_json:
            _say(outward_status(desk), as_json)
        if status:
            return
        with Worker(desk), suppress(KeyboardInterrupt):  # the way it is meant to end
            threading.Event().wait()


def _say(said: dict[str, str], as_json: bool) -> None:
    if as_json:
        print_json(said)
        return
    for name, sentence in said.items():
        out.print(f"{name}: {sentence or 'nothing was due.'}", highlight=False, markup=False)

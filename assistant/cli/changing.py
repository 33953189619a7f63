"""Commands of changes to the record: list them, and confirm, refuse or undo one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.markup import escape

from assistant.cli.opening import desk_opened, who_asks
from assistant.cli.terminal import out, print_json

if TYPE_CHECKING:
    from assistant.book.changes import Change

Status = Literal["proposed", "applied", "refused", "undone"]
Id = Annotated[str, typer.Argument(metavar="ID", help="the change, as `assistant changes` lists it")]
As = Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="who decides")]
Json = Annotated[bool, typer.Option("--json", help="print one JSON value and nothing else")]
Verified = Annotated[
    str, typer.Option(help="how an address, phone number, email or consent was verified outside this channel")
]

change = typer.Typer(help="Confirm, refuse or undo one change to the record.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.command("changes")(changes)
    app.add_typer(change, name="change")


def changes(
    status: Annotated[Status | None, typer.Option(help="only those in this state")] = None,
    as_: Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="whose clients")] = None,
    as_json: Json = False,
) -> None:
    """Changes to the records of the clients you serve, newest first."""
    from assistant.desk import look_at_changes

    with desk_opened() as desk:
        found = look_at_changes(desk, who_asks(desk, as_), status)
    if as_json:
        print_json([each.to_json() for each in found])
        return
    for each in found:
        _tell(each)
    if not found:
        out.print("There is no such change." if status else "No change was proposed yet.", highlight=False)


@change.command("confirm")
def confirm(change_id: Id, verified: Verified = "", as_: As = None, as_json: Json = False) -> None:
    """Write a change into the book, once; a second time changes nothing."""
    from assistant.desk import confirm_change

    with desk_opened() as desk:
        _shown(confirm_change(desk, who_asks(desk, as_), change_id, verified=verified), as_json)


@change.command("refuse")
def refuse(
    change_id: Id,
    reason: Annotated[str, typer.Option(help="why, in your words")] = "",
    as_: As = None,
    as_json: Json = False,
) -> None:
    """Refuse a change: nothing is written."""
    from assistant.desk import refuse_change

    with desk_opened() as desk:
        _shown(refuse_change(desk, who_asks(desk, as_), change_id, reason=reason), as_json)


@change.command("undo")
def undo(change_id: Id, verified: Verified = "", as_: As = None, as_json: Json = False) -> None:
    """Take an applied change back by a further one, which can be taken back itself."""
    from assistant.desk import undo_change

    with desk_opened() as desk:
        _shown(undo_change(desk, who_asks(desk, as_), change_id, verified=verified), as_json)


def _shown(decided: Change, as_json: bool) -> None:
    if as_json:
        print_json(decided.to_json())
    else:
        _tell(decided)


def _tell(each: Change) -> None:
    out.print(f"[bold]{each.id}[/]  [dim]{each.status}[/]", highlight=False)
    out.print(escape(f"{each.about}: {each.words}"), highlight=False)
    if each.needs_verification and each.status == "proposed":
        out.print("[dim]To be confirmed with --verified, how it was verified.[/]", highlight=False)

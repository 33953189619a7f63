"""Commands about privacy requests: log privacy take, list, show, decide, letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.opening import desk_opened, who_asks
from assistant.cli.proving import As, Day, Json
from assistant.cli.terminal import out, print_json
from assistant.errors import BadArguments

if TYPE_CHECKING:
    from assistant.retention.privacy import Item, Request

privacy = typer.Typer(
    name="privacy", help="What persons ask about their data, and what is decided (compliance).", no_args_is_help=True
)
Id = Annotated[str, typer.Argument(metavar="ID", help="the request's id")]


@privacy.command("take")
def take(
    name: Annotated[str, typer.Option(help="who asks")],
    client: Annotated[list[str], typer.Option(help="household or client id; may be given again")],
    wants: Annotated[str, typer.Option(help="access, deletion, restriction, lifting (of a restriction)")],
    received: Day = None,
    as_: As = None,
    as_json: Json = False,
) -> None:
    """Take in a privacy request."""
    from assistant.desk import take_request

    with desk_opened() as desk:
        taken = take_request(
            desk, who_asks(desk, as_), name, client, wants, received.date() if received else None
        )  # fmt: skip
    if as_json:
        print_json(_request_json(taken))
    else:
        out.print(f"Request {taken.id} is taken in. See what it finds: assistant log privacy show {taken.id}")


@privacy.command("list")
def listed(as_: As = None, as_json: Json = False) -> None:
    """Every privacy request and whether it is decided."""
    from assistant.desk import look_at_requests

    with desk_opened() as desk:
        found = look_at_requests(desk, who_asks(desk, as_))
    if as_json:
        print_json([_request_json(each) for each in found])
        return
    for each in found:
        state = f"decided {each.decided_at:%Y-%m-%d}" if each.decided_at else "open"
        out.print(f"[cyan]{each.id}[/] {each.received} {each.wants:<11} {state:<18}", each.person, highlight=False)
    out.print(f"[dim]{len(found)} {'request' if len(found) == 1 else 'requests'}[/]", highlight=False)


@privacy.command("show")
def show(request: Id, as_: As = None, as_json: Json = False) -> None:
    """What was found for a request, with the decision on each record: proposed, or as it was decided."""
    from assistant.desk import look_at_request

    with desk_opened() as desk:
        found = look_at_request(desk, who_asks(desk, as_), request)
    if as_json:
        print_json({**_request_json(found.request), "items": [item.to_json() for item in found.items]})
        return
    _say_items(found.items)
    out.print(f"[dim]{'decided' if found.request.decided_at else 'proposed'}[/]", highlight=False)


@privacy.command("decide")
def decide(
    request: Id,
    choose: Annotated[
        list[str] | None, typer.Option(metavar="NUMBER=DECISION", help="retained, restricted or deleted")
    ] = None,
    restrict: Annotated[
        bool, typer.Option("--restrict", help="what is retained is kept from the assistant besides")
    ] = False,
    as_: As = None,
    as_json: Json = False,
) -> None:
    """Decide a request as proposed, but for what is chosen otherwise. A deletion waits for a second officer."""
    from assistant.desk import decide_request

    choices = dict(_choice(each) for each in choose or [])
    with desk_opened() as desk:
        decided = decide_request(desk, who_asks(desk, as_), request, choices=choices, restrict=restrict)
    if as_json:
        print_json({"items": [item.to_json() for item in decided.items], "disposal": decided.disposal or None})
        return
    _say_items(decided.items)
    if decided.disposal:
        out.print(
            f"What is deleted goes when a second officer gives: assistant log dispose --approve {decided.disposal}",
            highlight=False,
        )


@privacy.command("letter")
def letter(request: Id, as_: As = None) -> None:
    """The answer to the person, in plain words."""
    from assistant.desk import answer_request

    with desk_opened() as desk:
        words = answer_request(desk, who_asks(desk, as_), request)
    typer.echo(words, nl=False)


def _choice(told: str) -> tuple[int, str]:
    number, _, decision = told.partition("=")
    if not number.isdigit():
        raise BadArguments(f"{told!r} is no choice: give the number of a record and a decision, as 12=restricted.")
    return int(number), decision


def _say_items(items: tuple[Item, ...]) -> None:
    for item in items:
        out.print(f"[cyan]{item.seq:>6}[/] {item.day} {item.type:<18} {item.decision:<10} {item.why}", highlight=False)
    out.print(f"[dim]{len(items)} {'record' if len(items) == 1 else 'records'}[/]", highlight=False)


def _request_json(asked: Request) -> dict[str, Any]:
    return {
        "id": asked.id, "seq": asked.seq, "person": asked.person, "clients": list(asked.clients),
        "wants": asked.wants, "received": asked.received.isoformat(), "taken_by": asked.taken_by,
        "decided_at": asked.decided_at.isoformat() if asked.decided_at else None,
    }  # fmt: skip

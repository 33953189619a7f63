"""Commands that ask: ask, chat, tools, tool."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.opening import desk_opened, who_asks
from assistant.cli.terminal import complain, err, out, print_json, show_answer, show_result
from assistant.errors import AssistantError, BadArguments

if TYPE_CHECKING:
    from assistant.callers import Caller
    from assistant.desk import Desk

As = Annotated[
    str | None,
    typer.Option("--as", metavar="EMAIL", help="who is asking; default ASSISTANT_USER, else the first advisor"),
]
AsOf = Annotated[
    dt.datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="the date the book is frozen at; default its last closed day"),
]
Json = Annotated[bool, typer.Option("--json", help="print one JSON value and nothing else")]
EXIT_OF_STATUS = {"given": 0, "clarify": 0, "withheld": 0, "refused": 1, "failed": 4}


def add_to(app: typer.Typer) -> None:
    app.command("ask")(ask)
    app.command("chat")(chat)
    app.command("tools")(tools)
    app.command("tool")(tool)


def ask(
    question: Annotated[str, typer.Argument(help="the question, in your own words")],
    as_: As = None,
    as_of: AsOf = None,
    conversation: Annotated[
        str | None, typer.Option("--conversation", metavar="ID", help="go on with this conversation")
    ] = None,
    as_json: Json = False,
) -> None:
    """Ask one question. Example: `assistant ask "What is my book worth?"`"""
    with desk_opened() as desk:
        caller = who_asks(desk, as_)
        with err.status("thinking"):
            answer = desk.ask(caller, question, conversation_id=conversation, as_of=_day(as_of))
        if as_json:
            print_json(answer.to_json())
        else:
            show_answer(answer, currency=desk.settings.currency, language=answer.turn.language)
    held = any(draft.status == "held" for draft in answer.drafts)
    raise typer.Exit(EXIT_OF_STATUS[answer.status] or (1 if held else 0))


def chat(as_: As = None) -> None:
    """Talk with the assistant; an empty line or Ctrl-D ends it."""
    from ulid import ULID

    with desk_opened() as desk:
        caller = who_asks(desk, as_)
        conversation = f"C-{ULID()}"
        out.print(
            f"Good day, {caller.name}. Ask about {caller.default_scope.label}; an empty line ends.", highlight=False
        )
        while question := _line():
            try:
                answer = desk.ask(caller, question, conversation_id=conversation)
                show_answer(answer, currency=desk.settings.currency, language=answer.turn.language)
            except AssistantError as error:
                complain(error)


def _line() -> str:
    try:
        return input("\n> ").strip()
    except (EOFError, KeyboardInterrupt):
        return ""


def tools(as_: As = None, as_json: Json = False) -> None:
    """List the tools a person may use, with their arguments."""
    with desk_opened() as desk:
        offered = desk.tools(who_asks(desk, as_))
    if as_json:
        print_json([each.to_json() for each in offered])
        return
    for each in offered:
        names = ", ".join(each.arguments.model_fields)
        out.print(f"[bold cyan]{each.name}[/]  [dim]{names}[/]\n  {each.description}", highlight=False)


def tool(
    name: Annotated[str, typer.Argument(help="the tool's name, see `assistant tools`")],
    args: Annotated[str, typer.Option("--args", metavar="JSON", help="its arguments as a JSON object")] = "{}",
    as_: As = None,
    as_of: AsOf = None,
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="FILE", help="take it away: .xlsx all, .csv a table, .svg .png a chart"),
    ] = None,
    block: Annotated[int | None, typer.Option(help="with --save: which table or chart; default the first")] = None,
    as_json: Json = False,
) -> None:
    """Call one tool directly: deterministic, no model. Example: `assistant tool value_book --args '{"lose_top": 3}'`"""
    arguments = _object(args)
    with desk_opened() as desk:
        if save:
            _save(desk, who_asks(desk, as_), name, arguments, save, block, _day(as_of))
            return
        result, drafts = desk.call_tool(who_asks(desk, as_), name, arguments, as_of=_day(as_of))
        if as_json:
            kept = {"drafts": [draft.to_json() for draft in drafts]} if drafts else {}
            print_json(result.to_json(currency=desk.settings.currency) | kept)
        else:
            show_result(result, currency=desk.settings.currency)
    raise typer.Exit(1 if any(draft.status == "held" for draft in drafts) else 0)


def _save(
    desk: Desk, caller: Caller, name: str, arguments: dict[str, Any], to: Path, block: int | None, as_of: dt.date | None
) -> None:
    """Write one download to a file; its ending says what kind it is."""
    from assistant.desk import KINDS, download

    kind = next((kind for kind in KINDS if kind == to.suffix.removeprefix(".").lower()), None)
    if kind is None:
        raise BadArguments(f"--save {to.name}: the file's ending says what it is; use one of .{', .'.join(KINDS)}.")
    file = download(desk, caller, name, arguments, kind, block=block, as_of=as_of)
    to.write_bytes(file.content)
    out.print(f"Saved {to} ({len(file.content):,} bytes); the record keeps that it was taken.", highlight=False)


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadArguments(f"--args is not JSON: {error}. Write an object such as '{{\"lose_top\": 3}}'.") from error
    if not isinstance(value, dict):
        raise BadArguments("--args must be a JSON object such as '{\"lose_top\": 3}'.")
    return value


def _day(moment: dt.datetime | None) -> dt.date | None:
    return moment.date() if moment else None

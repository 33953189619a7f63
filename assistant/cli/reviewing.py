"""`assistant review`: a text, or items one a line, before the guardrails. A bad line is listed with its number."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, Field, ValidationError
from rich.markup import escape

from assistant.cli.terminal import out, print_line, read_text
from assistant.errors import BadArguments, BadInput, Problem


class Item(BaseModel):
    """A line of JSONL. What else stands in it (a label, a note) is somebody else's and is left alone."""

    text: str = Field(min_length=1)
    id: str | int = "text"
    channel: str | None = None
    audience: str | None = None
    context: dict[str, Any] | None = None


def add_to(app: typer.Typer) -> None:
    app.command("review")(review)


def review(
    file: Annotated[
        Path | None, typer.Argument(help="a text, or JSONL with id, channel, audience, text, context; default stdin")
    ] = None,
    channel: Annotated[str, typer.Option(help="channel of what names none")] = "email",
    audience: Annotated[str, typer.Option(help="audience of what names none")] = "one_client",
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON value a line and nothing else")] = False,
) -> None:
    """Put words before the guardrails: one item, or one a line in JSONL."""
    import datetime as dt

    from assistant.guardrails import review as judge
    from knowledge import insertions

    items = _items(read_text(file) if file else sys.stdin.read(), str(file or "stdin"))
    disclosures, blocked = insertions(dt.datetime.now(dt.UTC).date()), False
    for item in items:
        facts = {"disclosures": disclosures, **(item.context or {}), "audience": item.audience or audience}
        verdict = judge(item.text, facts, item.channel or channel)
        blocked = blocked or verdict.disposition == "block"
        line = verdict.to_json("") | {"id": item.id}
        if as_json or len(items) > 1:
            print_line(line)
        else:
            _show(line)
    raise typer.Exit(1 if blocked and len(items) == 1 else 0)


def _items(text: str, file: str) -> list[Item]:
    """JSONL when the first line is a JSON object; otherwise the whole is one text. Raises BadInput for bad lines."""
    if not text.strip():
        raise BadArguments(
            f"There is nothing to review in {file}: hand in a text, or JSONL with a `text` in each line."
        )
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not _is_object(lines[0][1]):
        return [Item(text=text)]
    items, problems = list[Item](), list[Problem]()
    for number, line in lines:
        try:
            items.append(Item.model_validate_json(line))
        except ValidationError as error:
            problems.extend(_problems(error, file, number))
    if problems:
        raise BadInput(f"{file} cannot be reviewed; nothing was judged.", problems)
    return items


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _problems(error: ValidationError, file: str, number: int) -> Iterator[Problem]:
    for wrong in error.errors():
        column = ".".join(str(part) for part in wrong["loc"])
        yield Problem(file, number, column, wrong["type"], f"{wrong['msg']}.")


def _show(line: dict[str, Any]) -> None:
    out.print(f"[bold]{line['disposition'].replace('_', ' ')}[/]", highlight=False)
    for finding in line["findings"]:
        quoted = f"  [red]{escape(finding['rule'])}[/] “{escape(finding['quote'])}”"
        out.print(f"{quoted}\n    {escape(finding['reason'])} {escape(finding['cure'])}", highlight=False)
        if fix := finding["fix"]:
            out.print(f"    [green]{fix['kind']}[/] “{escape(fix['text'])}”", highlight=False)
        out.print(f"    [dim]{escape(finding['citation'])} · {finding['policy']}[/]", highlight=False)

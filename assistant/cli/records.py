"""Commands about the record: log verify, log search, log show; the other ones of the group are in proving.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.holding import add_to as add_holding
from assistant.cli.opening import desk_opened, settings_read, who_asks
from assistant.cli.proving import add_to as add_proving
from assistant.cli.terminal import out, print_json, print_told, progress_bar, read_text
from assistant.errors import BadArguments

if TYPE_CHECKING:
    from assistant.retention import Verdict
    from assistant.settings import Settings

log = typer.Typer(name="log", help="The retention log: is it whole, what is in it.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    add_proving(log)
    add_holding(log)
    app.add_typer(log)


@log.command("verify")
def verify(
    pin: Annotated[
        list[Path] | None, typer.Option(help="a file with a position or checkpoint kept elsewhere; may be given again")
    ] = None,
    keys: Annotated[Path | None, typer.Option(help="trusted.json, from somebody you trust")] = None,
    since: Annotated[
        int, typer.Option(min=0, help="only what came after the last checkpoint of at most this size")
    ] = 0,
    quick: Annotated[bool, typer.Option("--quick", help="hashes, links, tree and signatures; no payloads")] = False,
    export: Annotated[Path | None, typer.Option(help="check this export instead, with no log and no database")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON value and nothing else")] = False,
) -> None:
    """Read the whole log and prove it. Exit 0 whole, 1 tampered with, 4 it cannot be told for want of keys."""
    if export:
        raise typer.Exit(_verify_export(export, keys, pin or [], as_json))
    pins = [read_text(each).strip() for each in pin or []]
    with progress_bar(quiet=as_json) as progress:
        verdict = _verdict(
            settings_read(), lambda done, total: progress("verifying", done / max(total, 1)),
            pins=pins, trusted=keys, since=since, strict=not quick,
        )  # fmt: skip
    if as_json:
        print_json(verdict.to_json())
    else:
        _say(verdict)
    raise typer.Exit(1 if not verdict.ok else 4 if verdict.untold else 0)


def _say(verdict: Verdict) -> None:
    for why in verdict.untold:
        out.print(f"[yellow]![/] {why}", highlight=False)
    if verdict.ok:
        whole = "What could be checked is whole" if verdict.untold else "The log is whole"
        out.print(f"[green]✓[/] {whole}: {verdict.count:,} records, head {verdict.pin}.", highlight=False)
        return
    first = f"; the first bad record is {verdict.first_bad}" if verdict.first_bad is not None else ""
    out.print(f"[bold red]✗[/] The log has been altered{first}.", highlight=False)
    for finding in verdict.findings[:20]:
        out.print(f"  {finding.kind}: {finding.message}", highlight=False)
    for kind, count in verdict.counts.items():
        out.print(f"  [dim]{kind}: {count:,} in all[/]", highlight=False)


def _verify_export(folder: Path, keys: Path | None, pins: list[Path], as_json: bool) -> int:
    """By the program that every export carries; the copy of this installation, not the one in the folder."""
    from assistant.retention.export.verify_export import main as verify_export

    if len(pins) > 1:
        raise BadArguments("An export is checked against one pin at a time.")
    options = [*(["--keys", str(keys)] if keys else []), *(["--pin", str(pins[0])] if pins else [])]
    return verify_export([str(folder), *options, *(["--json"] if as_json else [])])


def _verdict(
    settings: Settings, progress: Callable[[int, int], None], *, pins: list[str], trusted: Path | None, since: int,
    strict: bool,
) -> Verdict:  # fmt: skip
    """Read only: neither the desk nor the log is opened, which would refuse a log that was tampered with."""
    from assistant.desk import verify_log
    from assistant.retention import Finding, Verdict

    if settings.log_url.startswith("sqlite") and not (settings.home / "log.db").exists():
        gone = (
            (Finding(None, "pin", "There is no log here, and an earlier position of it was pinned."),) if pins else ()
        )
        return Verdict(not gone, 0, (0, "00" * 32), None, gone, {"pin": 1} if gone else {})
    return verify_log(settings, trusted=trusted, pins=pins, since=since, strict=strict, progress=progress)


@log.command("search")
def search(
    text: Annotated[str | None, typer.Argument(help="words that the record holds")] = None,
    kind: Annotated[
        str | None, typer.Option(help="question answer prompt tool draft approval send channel access")
    ] = None,
    person: Annotated[str | None, typer.Option(help="who acted: a user id, or the beginning of names")] = None,
    client: Annotated[str | None, typer.Option(help="household or client id")] = None,
    rule: Annotated[str | None, typer.Option(help="id of a guardrail rule that found something")] = None,
    channel: Annotated[str | None, typer.Option(help="where it was said")] = None,
    since: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    until: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_: Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="a compliance officer or principal")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON value and nothing else")] = False,
) -> None:
    """Search the record (compliance and principals). The look is itself recorded."""
    from assistant.retention import Search

    given = {"text": text, "kind": kind, "person": person, "client": client, "rule": rule, "channel": channel}
    asked: dict[str, Any] = {name: what for name, what in given.items() if what}
    asked |= {name: day.replace(tzinfo=dt.UTC) for name, day in (("since", since), ("until", until)) if day}
    with desk_opened() as desk:
        found = desk.archive(who_asks(desk, as_)).find(Search(limit=limit, **asked))
    rows = [record.to_json() for record in found.records]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        out.print(f"[cyan]{row['seq']:>6}[/] {row['at'][:19]}  {row['type']:<18} {row['actor']['id']}", highlight=False)
    more = "" if found.whole else "; there may be more: narrow the search"
    out.print(f"[dim]{len(rows)} records{more}[/]", highlight=False)


@log.command("show")
def show(
    record: Annotated[str, typer.Argument(help="a record's number or id")],
    as_: Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="a compliance officer or principal")] = None,
) -> None:
    """One record in full, as JSON: its header, its words, its hashes. The look is itself recorded."""
    from assistant.desk import look_at_record

    with desk_opened() as desk:
        found = look_at_record(desk, who_asks(desk, as_), record)
    print_json(found.to_json())


@log.command("conversation")
def conversation(
    name: Annotated[str, typer.Argument(metavar="ID", help="a conversation's id")],
    as_: Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="a compliance officer or principal")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON value and nothing else")] = False,
) -> None:
    """A whole conversation as it went: a tree, with every version of what was changed. The look is itself recorded."""
    from assistant.desk import look_at_conversation

    with desk_opened() as desk:
        told = look_at_conversation(desk, who_asks(desk, as_), name)
    if as_json:
        print_json([asdict(each) for each in told])
        return
    for each in told:
        print_told(each)

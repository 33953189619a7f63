"""Commands about the record: log verify, log search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.opening import desk_opened, settings_read, who_asks
from assistant.cli.terminal import out, print_json, progress_bar, read_text

if TYPE_CHECKING:
    from assistant.retention import Verdict
    from assistant.settings import Settings

log = typer.Typer(name="log", help="The retention log: is it whole, what is in it.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(log)


@log.command("verify")
def verify(
    pin: Annotated[Path | None, typer.Option(help="a file with an earlier position of the log: `number hash`")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON value and nothing else")] = False,
) -> None:
    """Read the whole log and prove it: changed, removed, inserted, reordered records are found. Exit 1 if any is."""
    pinned = read_text(pin).strip() if pin else None
    with progress_bar(quiet=as_json) as progress:
        verdict = _verdict(settings_read(), pinned, lambda done, total: progress("verifying", done / max(total, 1)))
    findings = [{"seq": f.seq, "kind": f.kind, "message": f.message} for f in verdict.findings]
    if as_json:
        print_json(
            {
                "ok": verdict.ok,
                "count": verdict.count,
                "head": verdict.head,
                "first_bad": verdict.first_bad,
                "findings": findings,
            }
        )
    elif verdict.ok:
        out.print(f"[green]✓[/] The log is whole: {verdict.count:,} records, head {verdict.pin}.", highlight=False)
    else:
        first = f"; the first bad record is {verdict.first_bad}" if verdict.first_bad is not None else ""
        out.print(f"[bold red]✗[/] The log has been altered{first}.", highlight=False)
        for finding in findings[:20]:
            out.print(f"  {finding['kind']}: {finding['message']}", highlight=False)
    raise typer.Exit(0 if verdict.ok else 1)


def _verdict(settings: Settings, pin: str | None, progress: Callable[[int, int], None]) -> Verdict:
    """Read only: neither the desk nor the log is opened, which would refuse a log that was tampered with."""
    from assistant.desk import verify_log
    from assistant.retention import Finding, Verdict

    if settings.log_url.startswith("sqlite") and not (settings.home / "log.db").exists():
        gone = (Finding(None, "pin", "There is no log here, and an earlier position of it was pinned."),) if pin else ()
        return Verdict(not gone, 0, (0, "00" * 32), None, gone, {"pin": 1} if gone else {})
    return verify_log(settings, pins=[pin] if pin else [], progress=progress)


@log.command("search")
def search(
    text: Annotated[str | None, typer.Argument(help="words that the record holds")] = None,
    kind: Annotated[
        str | None, typer.Option(help="question answer prompt tool draft approval send channel access")
    ] = None,
    person: Annotated[str | None, typer.Option(help="user id of who acted")] = None,
    client: Annotated[str | None, typer.Option(help="household or client id")] = None,
    since: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    until: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_: Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="a compliance officer or principal")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON value and nothing else")] = False,
) -> None:
    """Search the record (compliance and principals). The look is itself recorded."""
    from assistant.retention import Search

    utc = {"since": since, "until": until}
    asked: dict[str, Any] = {k: v.replace(tzinfo=dt.UTC) for k, v in utc.items() if v}
    asked |= {k: v for k, v in {"text": text, "kind": kind, "actor": person, "client": client}.items() if v}
    with desk_opened() as desk:
        found = desk.archive(who_asks(desk, as_)).search(Search(limit=limit, **asked))
    rows = [
        {"seq": r.seq, "id": r.id, "type": r.type, "at": r.at.isoformat(), "actor": dict(r.actor), "payload": r.payload}
        for r in found
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        out.print(f"[cyan]{row['seq']:>6}[/] {row['at'][:19]}  {row['type']:<18} {row['actor']['id']}", highlight=False)
    out.print(f"[dim]{len(rows)} records[/]", highlight=False)

"""Commands about the book and the processes: demo, import, export, serve."""

from __future__ import annotations

import datetime as dt
import errno
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.markup import escape

from assistant.cli.opening import desk_opened, first_advisor, settings_read
from assistant.cli.terminal import err, out, print_json, progress_bar, show_answer
from assistant.errors import BadArguments, BadInput, NotEnoughData, ServiceDown

if TYPE_CHECKING:
    from assistant.book.importing import ImportReport
    from assistant.desk import Desk

DEMO_QUESTION = "Am I losing anyone without knowing it?"
Format = Literal["canonical", "act", "salesforce", "redtail", "wealthbox"]


def add_to(app: typer.Typer) -> None:
    app.command("demo")(demo)
    app.command("import")(import_book)
    app.command("export")(export_book)
    app.command("serve")(serve)


def demo(
    households: Annotated[int, typer.Option(help="households in the firm")] = 2500,
    advisors: Annotated[int, typer.Option(help="advisors in the firm")] = 12,
    seed: Annotated[int, typer.Option(help="the same seed gives the same firm")] = 7,
    serve_: Annotated[bool, typer.Option("--serve/--no-serve", help="serve the page afterwards")] = True,
) -> None:
    """Build the demo firm in the data folder, answer one question about it, and serve the page."""
    with desk_opened() as desk:
        _build_demo(desk, households, advisors, seed)
        first = first_advisor(desk)
        out.print(f"\n[bold]{escape(first.name)} asks:[/] {DEMO_QUESTION}", highlight=False)
        show_answer(desk.ask(first, DEMO_QUESTION), currency=desk.settings.currency)
    if serve_:
        serve()


def _build_demo(desk: Desk, households: int, advisors: int, seed: int) -> None:
    """The demo firm goes in as any other book does: as canonical CSV, through the import."""
    from assistant.book.demo import write_demo_firm
    from assistant.desk import import_book, scan_firm

    try:
        desk.version()
    except NotEnoughData:
        with progress_bar() as progress, tempfile.TemporaryDirectory() as folder:
            write_demo_firm(Path(folder), households=households, advisors=advisors, seed=seed, progress=progress)
            import_book(desk, Path(folder), progress=progress)
            progress("reading the firm's documents", 0.0)
            desk.library.refresh()
            scan_firm(desk, progress=progress)
        out.print(f"The demo firm is in {desk.settings.home}.", highlight=False)
    else:
        out.print(f"Using the book that is already in {desk.settings.home}.", highlight=False)


def import_book(
    folder: Annotated[Path, typer.Argument(help="a folder of canonical CSV files")],
    format_: Annotated[Format, typer.Option("--format", help="the shape of the files")] = "canonical",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="check everything, load nothing")] = False,
    keep_good: Annotated[
        bool, typer.Option("--keep-good", help="load the good rows, write the rest to a rejects folder")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON value and nothing else")] = False,
) -> None:
    """Load a book: every problem is listed with its place, and nothing is loaded while one stands."""
    if format_ != "canonical":
        raise ServiceDown(
            f"Reading {format_} exports is not part of this version; export canonical CSV and import that."
        )
    from assistant.desk import import_book as load

    with desk_opened() as desk, progress_bar(quiet=as_json) as progress:
        try:
            report = load(desk, folder, dry_run=dry_run, keep_good=keep_good, progress=progress)
        except BadInput as error:
            if not as_json:
                raise
            print_json({"loaded": False, "message": error.sentence, "problems": [_problem(p) for p in error.problems]})
            raise typer.Exit(error.exit_code) from error
    _report(report, dry_run, as_json)
    raise typer.Exit(2 if report.problems and dry_run else 0)


def _report(report: ImportReport, dry_run: bool, as_json: bool) -> None:
    version = report.version.digest if report.version else None
    counts = {"new": report.rows_new, "changed": report.rows_changed}
    if as_json:
        warnings = [_problem(w) for w in report.warnings]
        problems = [_problem(p) for p in report.problems]
        conflicts = [conflict.to_json() for conflict in report.conflicts]
        found = {"warnings": warnings, "problems": problems, "conflicts": conflicts}
        print_json({"loaded": not dry_run, **counts, "data_version": version, **found})
        return
    for conflict in report.conflicts:
        err.print(f"[yellow]![/] {escape(str(conflict))}", highlight=False)
    for warning in report.warnings:
        err.print(f"[yellow]![/] {escape(str(warning))}", highlight=False)
    for problem in report.problems:
        err.print(f"[red]✗[/] {escape(str(problem))}", highlight=False)
    done = "would be" if dry_run else "were"
    if report.rows_new or report.rows_changed:
        out.print(f"{report.rows_new:,} rows {done} added and {report.rows_changed:,} changed.", highlight=False)
    else:
        out.print("The book holds all of this already; nothing was changed.", highlight=False)


def _problem(problem: Any) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in ("file", "row", "column", "kind", "message")}


def export_book(
    folder: Annotated[Path, typer.Argument(help="where to write the CSV files")],
    as_of: Annotated[dt.datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"])] = None,
) -> None:
    """Write the book as canonical CSV; importing it again changes nothing."""
    from assistant.desk import export_book as write

    with desk_opened() as desk:
        written = write(desk, folder, as_of=as_of.date() if as_of else None)
    out.print(f"{sum(written.values()):,} rows in {len(written)} files are in {folder}.", highlight=False)


def serve() -> None:
    """Serve the page and the API on ASSISTANT_HOST:ASSISTANT_PORT."""
    import uvicorn

    settings = settings_read()
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{settings.port}/"
    config = uvicorn.Config(
        "assistant.web:application", factory=True, host=settings.host, port=settings.port, log_level="warning"
    )
    config.load()  # refuses any address but loopback
    with _listening(settings.host, settings.port, address) as listener:
        with desk_opened():
            pass  # a database or a log that is down says so here, before anybody is told to open the page
        out.print(f"\nOpen [bold underline]{address}[/]  (Ctrl-C stops)", highlight=False)
        with suppress(KeyboardInterrupt):  # the way it is meant to end
            uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int, address: str) -> socket.socket:
    """The socket to serve on, taken before anything is promised."""
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise BadArguments(f"ASSISTANT_HOST is {host}: {error.strerror}. Use 127.0.0.1.") from error
    try:
        return socket.create_server(place, family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ServiceDown(
                f"Something else listens on {address} already. Set ASSISTANT_PORT to another port."
            ) from error
        raise ServiceDown(
            f"{address} cannot be served: {error.strerror}. Set ASSISTANT_HOST or ASSISTANT_PORT."
        ) from error

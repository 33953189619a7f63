"""Commands that carry the record's proof elsewhere: log checkpoint, pin, export, rotate-key, roles."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.cli.opening import desk_opened, who_asks
from assistant.cli.terminal import out, print_json, progress_bar

As = Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="who does it; it is recorded")]
Json = Annotated[bool, typer.Option("--json", help="print one JSON value and nothing else")]
Day = Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def add_to(log: typer.Typer) -> None:
    log.command("checkpoint")(checkpoint)
    log.command("pin")(pin)
    log.command("export")(export)
    log.command("rotate-key")(rotate_key)
    log.command("roles")(roles)


def checkpoint() -> None:
    """Print the signed checkpoint over every record there is now. It can be kept, and handed to `log verify --pin`."""
    with desk_opened() as desk:
        note = desk.log.checkpoint()
    typer.echo(note or "The log is empty: there is nothing to sign.", nl=not note)


def pin(
    file: Annotated[Path, typer.Argument(help="where to keep it: another disk, another machine, removable media")],
) -> None:
    """Keep the signed checkpoint over every record in a file outside the database."""
    with desk_opened() as desk:
        note = desk.log.checkpoint()
    if not note:
        out.print("The log is empty: there is nothing to pin.")
        raise typer.Exit(1)
    file.write_text(note, encoding="utf-8")
    out.print(f"The checkpoint of {note.splitlines()[1]} records is in {file}.", highlight=False)


def export(
    folder: Annotated[Path, typer.Argument(help="a new folder for the export")],
    reason: Annotated[str, typer.Option(help="for whom and why; it is recorded")],
    text: Annotated[str | None, typer.Option(help="only records with these words")] = None,
    kind: Annotated[str | None, typer.Option(help="only records of this kind")] = None,
    person: Annotated[str | None, typer.Option(help="only what this person did: user id or part of the name")] = None,
    client: Annotated[str | None, typer.Option(help="only what concerns this household or client id")] = None,
    conversation: Annotated[str | None, typer.Option(help="only this conversation")] = None,
    since: Day = None,
    until: Day = None,
    as_: As = None,
    as_json: Json = False,
) -> None:
    """Write the record for an examiner: pages, PDF, JSONL, CSV, mail files, load file, proofs and their verifier."""
    from assistant.desk import export_records
    from assistant.retention import Search

    given = {"text": text, "kind": kind, "person": person, "client": client, "conversation": conversation}
    asked: dict[str, Any] = {name: what for name, what in given.items() if what}
    asked |= {name: day.replace(tzinfo=dt.UTC) for name, day in (("since", since), ("until", until)) if day}
    with desk_opened() as desk, progress_bar(quiet=as_json) as progress:
        total = max(desk.log.head()[0], 1)
        manifest = export_records(
            desk, who_asks(desk, as_), folder, Search(**asked), reason=reason,
            progress=lambda what, done: progress(f"writing {what}", done / total),
        )  # fmt: skip
    if as_json:
        print_json({"folder": str(folder), "count": manifest.count, "size": manifest.size, "root": manifest.root,
                    "manifest_sha256": manifest.sha256, "files": len(manifest.files)})  # fmt: skip
        return
    out.print(
        f"{manifest.count:,} records in {len(manifest.files):,} files are in {folder}; open index.html to read them.\n"
        f"To prove it without this program: python {folder / 'verify_export.py'} {folder}\n"
        f"Hash of its manifest, recorded in the log: {manifest.sha256}",
        highlight=False,
    )


def rotate_key(
    reason: Annotated[str, typer.Option(help="why the key is changed; it is recorded")],
    as_: As = None,
) -> None:
    """Change the key that signs the log: the old key and the new one both sign the change."""
    from assistant.desk import rotate_log_key

    with desk_opened() as desk:
        receipt = rotate_log_key(desk, who_asks(desk, as_), reason)
        trusted = desk.settings.keys_folder / "trusted.json"
    out.print(f"The key was changed by record {receipt.seq}. Hand {trusted} to whoever verifies.", highlight=False)


def roles(
    writer: Annotated[str, typer.Option(help="name of the role that runs the assistant")] = "assistant_log_writer",
    reader: Annotated[str, typer.Option(help="name of the role that only reads")] = "assistant_log_reader",
) -> None:
    """Print the SQL by which the owner of a PostgreSQL log makes two roles: one adds records, one only reads."""
    from assistant.retention import role_statements

    for statement in role_statements(writer, reader):
        typer.echo(f"{statement};")

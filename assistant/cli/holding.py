"""Commands of compliance about what is kept: log hold, release, holds, dispose, certificate."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.opening import desk_opened, who_asks
from assistant.cli.privacy import privacy
from assistant.cli.proving import As, Day, Json
from assistant.cli.terminal import out, print_json
from assistant.errors import BadArguments

if TYPE_CHECKING:
    from assistant.retention.due import Plan
    from assistant.retention.removal import Outcome


def add_to(log: typer.Typer) -> None:
    log.command("hold")(hold)
    log.command("release")(release)
    log.command("holds")(holds)
    log.command("dispose")(dispose)
    log.command("certificate")(certificate)
    log.add_typer(privacy)


def hold(
    matter: Annotated[str, typer.Option(help="name of the matter")],
    reason: Annotated[str, typer.Option(help="why records are held; it is recorded")],
    client: Annotated[list[str] | None, typer.Option(help="household or client id; may be given again")] = None,
    conversation: Annotated[list[str] | None, typer.Option(help="a conversation's id; may be given again")] = None,
    person: Annotated[list[str] | None, typer.Option(help="user id of who acted; may be given again")] = None,
    text: Annotated[str | None, typer.Option(help="freeze also the records there are now with these words")] = None,
    since: Day = None,
    until: Day = None,
    as_: As = None,
    as_json: Json = False,
) -> None:
    """Hold records for a legal matter: those there are now, and those that come of the same clients, conversations or
    persons. Nothing held is disposed of."""
    from assistant.desk import place_hold
    from assistant.retention.disposals import counted
    from assistant.retention.holds import Holding, Predicate

    reach = Predicate(
        conversations=tuple(conversation or ()), clients=tuple(client or ()), persons=tuple(person or ()),
        since=since.date() if since else None, until=until.date() if until else None,
    )  # fmt: skip
    with desk_opened() as desk:
        placed = place_hold(desk, who_asks(desk, as_), matter, reason, reach, text=text)
    if as_json:
        print_json(Holding(placed, placed.frozen.count).to_json())
        return
    out.print(f"Hold {placed.id} is placed: {counted(placed.frozen.count)} now, and what joins.", highlight=False)


def release(
    hold: Annotated[str, typer.Argument(metavar="ID", help="the hold's id")],
    reason: Annotated[str, typer.Option(help="why; needed of who asks first")] = "",
    as_: As = None,
    as_json: Json = False,
) -> None:
    """Ask for the release of a hold; given again by another officer, it releases the hold."""
    from assistant.desk import release_hold

    with desk_opened() as desk:
        found = release_hold(desk, who_asks(desk, as_), hold, reason)
    if as_json:
        print_json({"id": found.id, "matter": found.matter, "state": found.state})
    elif found.is_open:
        out.print(f"Asked. The hold {found.id} stands until a second officer releases it.", highlight=False)
    else:
        out.print(f"The hold {found.id} is released.", highlight=False)


def holds(
    all_: Annotated[bool, typer.Option("--all", help="those that were released too")] = False,
    as_: As = None,
    as_json: Json = False,
) -> None:
    """The legal holds that stand, and how many records each holds."""
    from assistant.desk import look_at_holds

    with desk_opened() as desk:
        found = look_at_holds(desk, who_asks(desk, as_), all=all_)
    if as_json:
        print_json([each.to_json() for each in found])
        return
    for each in found:
        told = each.hold
        out.print(
            f"[cyan]{told.id}[/] {told.placed_at:%Y-%m-%d} {told.state:<9} {each.count:>9,} records  {told.matter}",
            highlight=False,
        )
    out.print(f"[dim]{len(found)} {'hold' if len(found) == 1 else 'holds'}[/]", highlight=False)


def dispose(
    policy: Annotated[str | None, typer.Option(help="ask for a disposal of all that is due, under this policy")] = None,
    approve: Annotated[str | None, typer.Option(metavar="ID", help="approve what another officer asked for")] = None,
    reason: Annotated[str, typer.Option(help="why it is approved; recorded")] = "",
    finish: Annotated[bool, typer.Option("--finish", help="carry out what was approved and interrupted")] = False,
    as_: As = None,
    as_json: Json = False,
) -> None:
    """What is due for disposal; with --policy ask for it, with --approve (a second officer) carry it out."""
    from assistant.desk import approve_disposal, ask_disposal, finish_disposals, look_at_plan
    from assistant.retention.disposals import counted

    if sum((policy is not None, approve is not None, finish)) > 1:
        raise BadArguments("Give one of --policy, --approve and --finish.")
    with desk_opened() as desk:
        if finish:
            _say_outcomes(finish_disposals(desk), as_json)
        elif approve is not None:
            _say_outcomes([approve_disposal(desk, who_asks(desk, as_), approve, reason)], as_json)
        elif policy is not None:
            asked = ask_disposal(desk, who_asks(desk, as_), policy)
            if as_json:
                print_json({"id": asked.id, "seq": asked.seq, "count": asked.count})
            else:
                out.print(f"Asked for {counted(asked.count)}. A second officer approves {asked.id}.", highlight=False)
        else:
            _say_plan(look_at_plan(desk, who_asks(desk, as_)), as_json)


def certificate(
    record: Annotated[int, typer.Argument(metavar="NUMBER", help="the number of the disposal's record")],
    pdf: Annotated[Path | None, typer.Option(help="write it as PDF here too")] = None,
    as_: As = None,
    as_json: Json = False,
) -> None:
    """The certificate of a disposal: what went, by which rule, who decided, and whether the log still verifies. Exit 1
    when it cannot be certified."""
    from assistant.desk import look_at_certificate

    with desk_opened() as desk:
        found = look_at_certificate(desk, who_asks(desk, as_), record)
    if pdf:
        pdf.write_bytes(found.pdf())
    if as_json:
        print_json({"certified": found.holds_good, "facts": dict(found.facts), "classes": found.classes})
    else:
        out.print(found.text(), highlight=False, markup=False)
    raise typer.Exit(0 if found.holds_good else 1)


def _say_plan(due: Plan, as_json: bool) -> None:
    from assistant.retention.disposals import counted

    if as_json:
        print_json(due.to_json())
        return
    for name, each in due.classes.items():
        held = f", {each.held:,} held" if each.held else ""
        out.print(f"{name}: {each.count:,} due{held}, {_days(each.oldest, each.newest)}", highlight=False)
    for hold_id, count in due.held.items():
        out.print(f"[dim]hold {hold_id} keeps back {count:,}[/]", highlight=False)
    if due.unknown:
        out.print(f"[dim]{due.unknown:,} client files stay: no closing of the account is known[/]", highlight=False)
    out.print(f"{counted(due.count)} due on {due.today}.", highlight=False)


def _days(oldest: dt.date | None, newest: dt.date | None) -> str:
    return f"{oldest} to {newest}" if oldest else "none of it goes"


def _say_outcomes(outcomes: list[Outcome], as_json: bool) -> None:
    from assistant.retention.disposals import counted

    if as_json:
        told = [
            {"seq": o.seq, "removed": o.removed, "kept": o.kept.pairs, "keys_destroyed": list(o.keys)} for o in outcomes
        ]
        print_json(told)
        return
    for each in outcomes:
        kept = f"; {each.kept.count:,} were kept by a hold" if each.kept.count else ""
        out.print(
            f"The words of {counted(each.removed)} are gone{kept}. Certificate: assistant log certificate {each.seq}",
            highlight=False,
        )
    if not outcomes:
        out.print("Nothing waits to be finished.")

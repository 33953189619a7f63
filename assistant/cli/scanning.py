"""Commands of the nightly pass: scan, its threshold, and one alert marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.markup import escape

from assistant.cli.opening import desk_opened, who_asks
from assistant.cli.terminal import err, out, print_json, progress_bar
from assistant.errors import BadArguments, ServiceDown

if TYPE_CHECKING:
    from assistant.alerts import Threshold
    from assistant.desk import Desk, ScanReport, Tuning

Status = Literal["open", "seen", "acted", "dismissed"]
Reason = Literal["wrong", "known", "small"]
STOPPED = 130
"""Exit code of who was stopped by Ctrl-C, as shells have it."""
Json = Annotated[bool, typer.Option("--json", help="print one JSON value and nothing else")]


def add_to(app: typer.Typer) -> None:
    app.command("scan")(scan)
    app.command("alert")(alert)


def scan(
    engine: Annotated[Literal["local", "dask"], typer.Option(help="where the pass runs")] = "local",
    processes: Annotated[int | None, typer.Option(min=1, help="how many books at once; default what fits")] = None,
    tune: Annotated[
        bool, typer.Option("--tune", help="look back twelve months and propose a threshold; change nothing")
    ] = False,
    sign: Annotated[
        str | None, typer.Option("--sign", metavar="EMAIL", help="with --tune: who puts the proposal in force")
    ] = None,
    as_json: Json = False,
) -> None:
    """The nightly pass over every book: new alerts, those whose cause is gone, roll-ups. Safe to stop and run again."""
    if engine == "dask":
        raise ServiceDown("Scanning on a Dask cluster cannot be had in this version; use `--engine local`.")
    if sign and not tune:
        raise BadArguments("--sign signs what --tune proposes; give both.")
    with desk_opened() as desk:
        try:
            (_tune if tune else _scan)(desk, processes, sign, as_json)
        except KeyboardInterrupt as stopped:
            err.print("Stopped. What was done is kept; run it again to go on.", highlight=False)
            raise typer.Exit(STOPPED) from stopped


def _scan(desk: Desk, processes: int | None, _sign: str | None, as_json: bool) -> None:
    from assistant.desk import scan_firm

    with progress_bar(quiet=as_json) as progress:
        report = scan_firm(desk, processes=processes, progress=progress)
    if as_json:
        print_json(report.to_json())
    else:
        out.print(escape(_told(report)), highlight=False)
    if report.failed:
        which = "; ".join(f"{advisor}: {why}" for advisor, why in sorted(report.failed.items()))
        raise ServiceDown(f"{len(report.failed)} books could not be scanned ({which}). The others are done.")


def _told(report: ScanReport) -> str:
    if not report.books and not report.failed:
        return f"All {report.already} books have been scanned today on these data; there is nothing to do."
    back = f", {report.back} of them raised before" if report.back else ""
    waiting = f" Growth that waits until others are closed: {report.waiting}." if report.waiting else ""
    before = f" Scanned already: {report.already}." if report.already else ""
    return (
        f"Books scanned: {report.books} as of {report.done.as_of} in {report.seconds:.1f} seconds.{before} "
        f"New alerts: {report.raised}{back}. Lapsed, as their cause is gone: {report.lapsed}.{waiting} "
        f"{report.learned}"
    )


def _tune(desk: Desk, processes: int | None, sign: str | None, as_json: bool) -> None:
    from assistant.desk import propose_threshold, sign_threshold

    caller = desk.caller(sign) if sign else None
    with progress_bar(quiet=as_json) as progress:
        tuning = propose_threshold(desk, processes=processes, progress=progress)
    if not as_json:
        for line in _proposal(tuning, desk.settings.currency):
            out.print(escape(line), highlight=False)
    if caller:
        sign_threshold(desk, caller, tuning)
    if as_json:
        print_json({**tuning.to_json(), "signed_by": caller.email if caller else None})
    elif caller:
        out.print(f"Signed by {escape(caller.name)}; the next pass raises alerts by it.", highlight=False)
    elif tuning.is_change:
        out.print("Nothing is changed until an executive or a principal signs: add --sign EMAIL.", highlight=False)


def _proposal(tuning: Tuning, currency: str) -> list[str]:
    from assistant.figures import rate, show

    def number(value: float) -> str:
        return show(rate(value, 2), "score")

    found = tuning.precision
    precision = (
        f"{show(rate(found.share), 'rate')} right (at least {show(rate(found.low), 'rate')})"
        if found.share is not None
        else "too few are closed to count on any of them: all are taken to be false"
    )
    return [
        f"Over the last twelve months {tuning.spells} clients in {tuning.advisors} books were seen to erode.",
        f"Alerts so far: {found.acted} acted on, {found.wrong} dismissed as wrong; {precision}.",
        f"The budget is {number(tuning.budget)} false ones per advisor and month.",
        f"In force: {_words(tuning.now, currency)}, {number(tuning.a_month_now)} alerts per advisor and month.",
        f"Proposed: {_words(tuning.proposed, currency)}, {number(tuning.a_month_then)}."
        if tuning.is_change
        else "That keeps to the budget and holds back no more than it must: nothing to change.",
    ]


def _words(threshold: Threshold, currency: str) -> str:
    from assistant.figures import money, rate, show

    if not threshold.score and not threshold.amount_cents:
        return "no threshold"
    score = show(rate(threshold.score, 2), "score")
    return f"scores above {score}, at just that {show(money(threshold.amount_cents), 'money', currency=currency)} gone"


def alert(
    alert_id: Annotated[str, typer.Argument(metavar="ID", help="the alert, as `assistant tool alerts` lists it")],
    status: Annotated[Status, typer.Argument(help="seen, acted, dismissed; open takes it back")],
    reason: Annotated[
        Reason | None, typer.Option(help="why it is dismissed: nothing was there, known already, too small to act on")
    ] = None,
    note: Annotated[str, typer.Option(help="what was done or found, in your words")] = "",
    as_: Annotated[str | None, typer.Option("--as", metavar="EMAIL", help="who marks it")] = None,
    as_json: Json = False,
) -> None:
    """Mark one alert; who may see the client does, and the record keeps it."""
    from assistant.desk import mark_alert

    with desk_opened() as desk:
        marked = mark_alert(desk, who_asks(desk, as_), alert_id, status, reason=reason, note=note)
    if as_json:
        print_json(marked.to_json())
    else:
        out.print(escape(f"{marked.found.name}, {marked.found.what}: {marked.status}."), highlight=False)

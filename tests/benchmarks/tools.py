"""How long each report tool takes on the book of one advisor, 210 households and 60 months: warm, and with the book
read fresh from SQLite. What a turn adds around a tool (rights, records, review) is measured by `turn.py`.

python -m tests.benchmarks.tools [tool ...]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.book.demo import write_demo_firm
from assistant.book.opening import Books
from assistant.callers import Caller
from assistant.desk import Desk, import_book
from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.turn import Turn
from tests.tools.report_calls import REPORTS, needed

HOUSEHOLDS = 210
WARM_AIM, FRESH_AIM = 50, 250
WARM_ROUNDS, FRESH_ROUNDS = 7, 3
HEAD = f"{'tool':<24}{'warm p50':>10}{'cpu':>8}{'fresh p50':>11}{'cpu':>8}   aims {WARM_AIM} and {FRESH_AIM} ms"


def main(*names: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        firm = Path(folder) / "firm"
        write_demo_firm(firm, households=HOUSEHOLDS, advisors=1)
        with Desk(Settings(home=Path(folder) / "home", model="embedded")) as desk:
            begun = time.perf_counter()
            import_book(desk, firm)
            print(f"import of {HOUSEHOLDS} households: {time.perf_counter() - begun:.1f} s\n\n{HEAD}")
            caller = desk.caller(next(iter(desk.books.hierarchy().advisors.values())).email)
            tools = [name for name in names or REPORTS if name in caller.tools()]
            missed = [name for name in tools if not _line(desk, caller, name)]
    print(f"\n{len(tools) - len(missed)} of {len(tools)} meet both aims; not: {', '.join(missed) or 'none'}")


def _line(desk: Desk, caller: Caller, name: str) -> bool:
    """Print one tool's times in milliseconds; whether it meets both aims."""
    turn, _ = desk.turn(caller, f"benchmark {name}", f"B-{name}", None, ())
    turn.seconds_left = lambda: 1.0
    turn.record = lambda *_, **__: None
    tool = REPORTS[name]
    arguments = tool.arguments.model_validate(needed(name, str(turn.book().open_households["household_id"].iloc[0])))

    def run(on: Turn) -> None:
        try:
            tool.run(on, arguments)
        except AssistantError as error:
            print(f"  {name}: {error.sentence}")

    def fresh() -> Turn:
        return replace(turn, reach=replace(turn.reach, books=Books(desk.database)))

    run(turn)
    warm = [_timed(run, lambda: turn) for _ in range(WARM_ROUNDS)]
    cold = [_timed(run, fresh) for _ in range(FRESH_ROUNDS)]
    (warm_p50, warm_cpu), (cold_p50, cold_cpu) = (
        map(statistics.median, zip(*one, strict=True)) for one in (warm, cold)
    )
    good: bool = warm_p50 <= WARM_AIM and cold_p50 <= FRESH_AIM
    words = "" if good else "   misses " + " and ".join(
        aim for aim, late in (("warm", warm_p50 > WARM_AIM), ("fresh", cold_p50 > FRESH_AIM)) if late
    )  # fmt: skip
    print(f"{name:<24}{warm_p50:10.0f}{warm_cpu:8.0f}{cold_p50:11.0f}{cold_cpu:8.0f}{words}", flush=True)
    return good


def _timed(run: Callable[[Turn], None], turn: Callable[[], Turn]) -> tuple[float, float]:
    """Wall and processor time in milliseconds; on a busy machine the second says what the first would be."""
    on = turn()
    wall, processor = time.perf_counter(), time.process_time()
    run(on)
    return (time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000


if __name__ == "__main__":
    main(*sys.argv[1:])

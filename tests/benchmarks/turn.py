"""How long a turn takes on the demo firm, split by step; the book's read; the first answer after a start.

python -m tests.benchmarks.turn [turns]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from assistant.book.demo import write_demo_firm
from assistant.book.snapshot import Book
from assistant.desk import Desk, import_book
from assistant.settings import Settings

QUESTIONS = (
    "Am I losing anyone without knowing it?",
    "What is my book worth, and if I lose my three biggest clients?",
    "Which referral source deserves my time?",
    "Clients like the Okafor household: what do they hold?",
    "Prepare me for the meeting with the Contis",
    "Draft a note to Okafor about the transfer",
    "What changed in my book this year?",
)
MODEL_STEPS = ("agent",)
FRAMES = (
    "households",
    "clients",
    "accounts",
    "balances",
    "revenue",
    "interactions",
    "expected_flows",
    "net_worth",
    "leads",
)


def main(turns: int = 3) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        firm = Path(folder) / "firm"
        write_demo_firm(firm)
        with Desk(Settings(home=home, model="embedded")) as desk:
            begun = time.perf_counter()
            import_book(desk, firm)
            print(f"import of the demo firm            {time.perf_counter() - begun:8.1f} s")
            _turns(desk, turns)
            _book(desk)
        _start(home)


def _turns(desk: Desk, turns: int) -> None:
    advisor = next(iter(desk.books.hierarchy().advisors.values()))
    caller = desk.caller(advisor.email)
    desk.ask(caller, QUESTIONS[0])
    whole: list[float] = []
    steps: dict[str, list[float]] = defaultdict(list)
    for round_ in range(turns):
        for question in QUESTIONS:
            begun = time.perf_counter()
            answer = desk.ask(caller, question, conversation_id=f"{round_}")
            whole.append((time.perf_counter() - begun) * 1000)
            for step, milliseconds in answer.timings.items():
                steps[step].append(milliseconds)
    _line("whole embedded turn", whole)
    for step, milliseconds in steps.items():
        _line(f"  {step}", milliseconds)
    others = [total - agent for total, agent in zip(whole, steps["agent"], strict=True)]
    _line("  all but the agent (model and tools)", others)


def _book(desk: Desk) -> None:
    """The advisor's book read afresh, frame by frame, without the shelf."""
    version = desk.version()
    advisor = next(iter(desk.books.hierarchy().advisors.values()))
    scope = desk.caller(advisor.email).default_scope
    reads = []
    for _ in range(5):
        begun = time.perf_counter()
        book = Book(desk.database, scope, version.last_closed_day, version)
        for frame in FRAMES:
            book.frame(frame)
        reads.append((time.perf_counter() - begun) * 1000)
    _line(f"read of {len(book.open_households)} households, {len(FRAMES)} frames", reads)


def _start(home: Path) -> None:
    for name, arguments in (
        ("assistant --help", ["--help"]),
        ("first answer after start", ["ask", QUESTIONS[1], "--json"]),
    ):
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            command = [sys.executable, "-m", "assistant", *arguments]
            environment = {"ASSISTANT_HOME": str(home), "ASSISTANT_MODEL": "embedded", "PATH": "/usr/bin:/bin"}
            subprocess.run(command, env=environment, check=True, capture_output=True)
            times.append((time.perf_counter() - begun) * 1000)
        _line(name, times)


def _line(name: str, milliseconds: list[float]) -> None:
    ordered = sorted(milliseconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"{name:<42} p50 {statistics.median(ordered):8.0f} ms   p95 {p95:8.0f} ms   n {len(ordered)}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))

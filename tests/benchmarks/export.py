"""How long an export of 10,000 records takes: `python -m tests.benchmarks.export [RECORDS]`. Prints; asserts nothing.

A turn is ten records, as the desk writes them, with a prompt of 300 words and an answer of 80; the bar is 60 s.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from tests.retention.export_samples import Sample

WORDS = [
    "client",
    "portfolio",
    "growth",
    "retirement",
    "advisor",
    "household",
    "annual",
    "fee",
    "review",
    "perché",
    "the",
    "of",
    "and",
    "is",
    "book",
    "assets",
]


def text(count: int, seed: int) -> str:
    return " ".join(WORDS[(seed * 31 + place * place) % len(WORDS)] for place in range(count))


def a_turn(sample: Sample, turn: int) -> None:
    to = [{"client_id": "C1", "name": "Zoë D'Àngelo", "address": "zoe@example.com"}]
    figures = [{"label": text(3, n), "value": "1234.56", "method": "F12", "rows": list(range(20))} for n in range(6)]
    call = {"tool": "book_summary", "call": "k1"}
    facts = (
        ("msg.in", {"text": text(14, turn), "language": "en"}),
        (
            "prompt.sent",
            {"messages": [{"role": "system", "content": text(300, turn)}, {"role": "user", "content": "?"}]},
        ),
        ("model.response", {"messages": [{"role": "ai", "tool_calls": [{"name": "book_summary", "args": {}}]}]}),
        ("tool.call", call | {"arguments": {"as_of": "2026-10-31"}}),
        ("tool.result", call | {"outcome": "ok", "figures": figures}),
        ("guard.verdict", {"disposition": "pass", "findings": []}),
        ("answer.released", {"words": text(80, turn), "figures": figures, "status": "given"}),
        ("draft.version", {"id": f"D-{turn}", "to": to, "subject": text(5, turn), "body": text(150, turn)}),
        ("draft.reviewed", {"id": f"D-{turn}", "version": 1, "findings": []}),
        ("turn.closed", {"status": "given"}),
    )
    scope = {"conversation": f"c{turn // 4}", "channel": "web", "advisors": ["A1"], "clients": ["C1"]}
    above: dict[str, str] = {}
    for kind, payload in facts:
        above = {"parent": sample.add(payload, type=kind, scope=scope, run=f"r{turn}", **above).id}


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """The tree of RFC 6962 from its leaves up, so that a path is looked up and not computed."""
    found = [list(leaves)]
    while len(below := found[-1]) > 1:
        pairs = (below[place : place + 2] for place in range(0, len(below), 2))
        found.append([sha256(b"\x01" + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs])
    return found


def peak(who: int) -> int:
    """The most memory that was taken, in MB."""
    return resource.getrusage(who).ru_maxrss // 1024


def main(count: int) -> None:
    sample = Sample()
    for turn in range(count // 10):
        a_turn(sample, turn)
    sample.sign()
    tree = levels(sample.leaves)

    def proof(seq: int) -> list[bytes]:
        places = [(level, (seq - 1 >> height) ^ 1) for height, level in enumerate(tree)]
        return [level[place] for level, place in places if place < len(level)]

    before = peak(resource.RUSAGE_SELF)
    with tempfile.TemporaryDirectory() as place:
        folder, start, stages = Path(place) / "out", time.perf_counter(), {}
        sample.export(
            folder, proof=proof, progress=lambda stage, _: stages.update({stage: time.perf_counter() - start})
        )
        took, more = time.perf_counter() - start, peak(resource.RUSAGE_SELF) - before
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1_000_000
        told = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in stages.items())
        print(f"{len(sample.records)} records exported in {took:.1f} s (at the end of: {told}), {size} MB")
        print(f"memory: {more} MB more than before, {peak(resource.RUSAGE_CHILDREN)} MB at most to set a part on paper")
        start = time.perf_counter()
        code = subprocess.run([sys.executable, folder / "verify_export.py", folder], capture_output=True, check=False)
        print(f"verified in {time.perf_counter() - start:.1f} s, exit {code.returncode}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)

"""`assistant eval guardrails`: a file of labelled items in, counts out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run, value_of

ITEMS: list[dict[str, Any]] = [
    {"id": "1", "text": "We guarantee you a 7% return.", "labels": ["promissory-guarantee"]},
    {"id": "2", "text": "Es gibt hier nichts zu sehen.", "labels": ["mnpi-tipping"]},
    {"id": "3", "text": "Returns are not guaranteed.", "labels": [], "trap": ["promissory-guarantee"]},
    {"id": "4", "text": "Hi Ana, a webinar for you.", "labels": [], "context": {"consent": "opted_out", "lang": "it"}},
]


def written(folder: Path, items: list[dict[str, Any]]) -> str:
    file = folder / "items.jsonl"
    whole = [{"channel": "email", "audience": "one_client", "clean": not item.get("labels"), **item} for item in items]
    file.write_text("".join(json.dumps(item) + "\n" for item in whole), encoding="utf-8")
    return str(file)


def test_an_empty_file_has_nothing_to_score(run: Run, tmp_path: Path) -> None:
    done = run(tmp_path, "eval", "guardrails", written(tmp_path, []))
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing to score" in done.stderr


def test_counts_of_four_items(run: Run, tmp_path: Path) -> None:
    told = value_of(run(tmp_path, "eval", "guardrails", written(tmp_path, ITEMS), "--json"))
    assert (told["recall"]["count"], told["recall"]["out_of"]) == (1, 2)
    assert (told["false_alarms"]["count"], told["false_alarms"]["out_of"]) == (1, 2)
    assert (told["hard_negatives"]["count"], told["hard_negatives"]["out_of"]) == (0, 1)
    # Wilson, 1 of 2, z 1.96: (0.5 + 0.9604 ± 1.96·√(0.125 + 0.2401)) / 2.9208
    assert [round(bound, 3) for bound in told["recall"]["wilson_95"]] == [0.095, 0.905]
    assert told["by_language"]["it"]["false_alarms"]["count"] == 1
    assert told["rules_under_half"] == ["mnpi-tipping"]
    assert told["deterministic"] is True


def test_people_read_the_same_counts(run: Run, tmp_path: Path) -> None:
    done = run(tmp_path, "eval", "guardrails", written(tmp_path, ITEMS))
    assert done.returncode == 0
    assert "violations flagged (recall)                 1/2    0.500  [0.095, 0.905]" in done.stdout
    assert "macro recall 0.500" in done.stdout


def test_bad_lines_are_listed_and_nothing_is_scored(run: Run, tmp_path: Path) -> None:
    wrong = [ITEMS[0], ITEMS[0], ITEMS[1] | {"clean": True}, {"id": "5"}]
    done = run(tmp_path, "eval", "guardrails", written(tmp_path, wrong))
    assert (done.returncode, done.stdout) == (2, "")
    assert all(place in done.stderr for place in (":2:id", ":3:clean", ":4:text", ":4:labels"))

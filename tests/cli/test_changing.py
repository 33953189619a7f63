"""`assistant changes` and `assistant change` as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run, value_of
from tests.desks import ADVISOR, MANAGER, OTHER_ADVISOR


def proposed(run: Run, home: Path, field: str = "occupation", value: str = "retired") -> str:
    given = json.dumps({"client": "Marco Rossi", "field": field, "value": value})
    run(home, "tool", "propose_change", "--args", given, "--as", ADVISOR, "--json")
    change: str = value_of(run(home, "changes", "--as", ADVISOR, "--json"))[0]["id"]
    return change


class TestListing:
    def test_before_any_change_says_so(self, run: Run, home: Path) -> None:
        assert value_of(run(home, "changes", "--as", ADVISOR, "--json")) == []
        assert run(home, "changes", "--as", ADVISOR).stdout == "No change was proposed yet.\n"

    def test_shows_what_waits_and_what_it_asks_for(self, run: Run, home: Path) -> None:
        change = proposed(run, home, "phone", "+1-617-555-0999")
        said = " ".join(run(home, "changes", "--as", ADVISOR).stdout.split())
        assert said.startswith(f"{change} proposed Marco Rossi: phone: +1-617-555-0100 → +1-617-555-0999")
        assert "--verified" in said

    def test_is_not_for_a_manager(self, run: Run, home: Path) -> None:
        assert run(home, "changes", "--as", MANAGER, "--json").returncode == 3


class TestDeciding:
    def test_a_change_is_confirmed_and_undone(self, run: Run, home: Path) -> None:
        change = proposed(run, home)
        assert value_of(run(home, "change", "confirm", change, "--as", ADVISOR, "--json"))["status"] == "applied"
        assert value_of(run(home, "change", "undo", change, "--as", ADVISOR, "--json"))["undoes"] == change

    def test_a_refused_one_cannot_be_confirmed(self, run: Run, home: Path) -> None:
        change = proposed(run, home)
        assert "refused" in run(home, "change", "refuse", change, "--reason", "not him", "--as", ADVISOR).stdout
        assert run(home, "change", "confirm", change, "--as", ADVISOR).returncode == 1

    def test_without_a_verification_it_is_bad_input_and_of_others_not_found(self, run: Run, home: Path) -> None:
        change = proposed(run, home, "phone", "+1-617-555-0999")
        assert run(home, "change", "confirm", change, "--as", ADVISOR).returncode == 2
        assert run(home, "change", "confirm", change, "--as", OTHER_ADVISOR).returncode == 1
        verified = ("--verified", "called him at the number on file")
        assert run(home, "change", "confirm", change, *verified, "--as", ADVISOR).returncode == 0

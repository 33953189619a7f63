"""`assistant scan` and `assistant alert` as a person runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, environment, value_of
from tests.desks import ADVISOR, MANAGER, OTHER_ADVISOR

EXECUTIVE = "farid.naseri@harbourvale.example"


def words(text: str) -> str:
    return " ".join(text.split())


def alert_of(run: Run, home: Path) -> str:
    result = value_of(run(home, "tool", "alerts", "--as", ADVISOR, "--json"))
    alert: str = result["blocks"][0]["rows"][0]["alert"]
    return alert


class TestScanning:
    def test_an_empty_firm_says_that_no_book_is_loaded(self, run: Run, tmp_path: Path) -> None:
        done = run(tmp_path, "scan", "--json")
        assert (done.returncode, done.stdout) == (1, "")
        assert "No book is loaded" in words(done.stderr)

    def test_says_what_is_new_and_that_a_second_pass_has_nothing_to_do(self, run: Run, home: Path) -> None:
        first, second = run(home, "scan"), run(home, "scan")
        assert (first.returncode, second.returncode) == (0, 0)
        assert words(first.stdout).startswith("Books scanned: 3 as of ")
        assert "New alerts: 1. Lapsed, as their cause is gone: 0." in words(first.stdout)
        assert words(second.stdout).startswith("All 3 books have been scanned today")

    def test_as_json_prints_one_value(self, run: Run, home: Path) -> None:
        report = value_of(run(home, "scan", "--json"))
        assert {key: report[key] for key in ("outcome", "books", "already", "raised", "lapsed", "failed")} == {
            "outcome": "finished", "books": 3, "already": 0, "raised": 1, "lapsed": 0, "failed": {},
        }  # fmt: skip

    def test_on_dask_says_that_it_cannot_be_had(self, run: Run, home: Path) -> None:
        done = run(home, "scan", "--engine", "dask", "--json")
        assert (done.returncode, done.stdout) == (4, "")
        assert "--engine local" in words(done.stderr)

    @pytest.mark.prove
    def test_by_two_processes_at_once_raises_each_alert_once(self, home: Path) -> None:
        command = [sys.executable, "-m", "assistant", "scan", "--json"]
        where: dict[str, Any] = {"env": {**environment(home), "PATH": "/usr/bin:/bin"}, "text": True}
        both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **where) for _ in range(2)]
        said = [each.communicate(timeout=120) for each in both]
        assert [each.returncode for each in both] == [0, 0], said
        assert sum(json.loads(out)["raised"] for out, _ in said) == 1

    def test_stopped_by_hand_says_that_it_can_go_on(
        self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stop(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("assistant.desk.scan_firm", stop)
        done = run(home, "scan")
        assert (done.returncode, done.stdout) == (130, "")
        assert "What was done is kept" in words(done.stderr)


class TestTuning:
    def test_proposes_and_changes_nothing(self, run: Run, home: Path) -> None:
        done = run(home, "scan", "--tune")
        assert done.returncode == 0
        assert "nothing to change" in words(done.stdout)

    @pytest.mark.prove
    def test_is_signed_by_who_may(self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ASSISTANT_ALERT_BUDGET", "0.01")
        assert "add --sign EMAIL" in words(run(home, "scan", "--tune").stdout)
        assert run(home, "scan", "--tune", "--sign", MANAGER).returncode == 3
        signed = value_of(run(home, "scan", "--tune", "--sign", EXECUTIVE, "--json"))
        assert (signed["signed_by"], signed["changes"]) == (EXECUTIVE, True)
        assert run(home, "scan", "--tune", "--sign", EXECUTIVE).returncode == 1  # in force already
        assert value_of(run(home, "scan", "--json"))["raised"] == 0

    def test_is_not_signed_without_being_shown(self, run: Run, home: Path) -> None:
        done = run(home, "scan", "--sign", EXECUTIVE)
        assert (done.returncode, "--tune" in done.stderr) == (2, True)


class TestMarking:
    def test_says_what_became_of_it(self, run: Run, scanned_home: Path) -> None:
        alert = alert_of(run, scanned_home)
        done = run(scanned_home, "alert", alert, "acted", "--note", "called", "--as", ADVISOR)
        assert (done.returncode, words(done.stdout)) == (0, "Lindqvist, slow leak: acted.")
        marked = value_of(
            run(scanned_home, "alert", alert, "dismissed", "--reason", "wrong", "--as", ADVISOR, "--json")
        )
        assert (marked["status"], marked["reason"]) == ("dismissed", "wrong")

    @pytest.mark.parametrize(
        ("email", "status", "code"), [(ADVISOR, "dismissed", 2), (MANAGER, "seen", 3), (OTHER_ADVISOR, "seen", 1)]
    )
    def test_that_cannot_be_ends_as_the_contract_says(
        self, run: Run, scanned_home: Path, email: str, status: str, code: int
    ) -> None:
        assert run(scanned_home, "alert", alert_of(run, scanned_home), status, "--as", email).returncode == code

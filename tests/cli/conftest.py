"""A command as a person runs it, in this process where that is enough."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main


class Run:
    """Runs commands: in this process where that is enough, in one of its own where the process itself is meant."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, home: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        for name, value in environment(home).items():
            self._monkeypatch.setenv(name, value)
        self._monkeypatch.setattr(sys, "argv", ["assistant", *arguments])
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = self._capsys.readouterr()
        return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), said.out, said.err)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    for name in [n for n in os.environ if n.startswith(("ASSISTANT_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    return Run(monkeypatch, capsys)


def environment(home: Path) -> dict[str, str]:
    return {"ASSISTANT_HOME": str(home), "ASSISTANT_MODEL": "embedded"}


def value_of(done: subprocess.CompletedProcess[str]) -> Any:
    """The one JSON value that stdout is."""
    return json.loads(done.stdout)

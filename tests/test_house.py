"""The house stands as the design draws it, and each of its rules fails when it is broken."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import house_rules
from tests.house_rules import ROOT, RULES

BROKEN = {
    "file_is_not_too_long": ("assistant/long.py", '"""Long."""\n' + "x = 1\n" * 400),
    "functions_are_not_too_long": ("assistant/deep.py", '"""Deep."""\ndef f():\n' + "    x = 1\n" * 60),
    "file_explains_itself": ("assistant/silent.py", "x = 1\n"),
    "name_says_what_it_is": ("assistant/utils.py", '"""Things."""\n'),
    "init_is_a_door": ("assistant/room/__init__.py", '"""A room."""\ndef f():\n    return 1\n'),
    "only_the_desk_commits": ("assistant/tools/eager.py", '"""Eager."""\nsession.commit()\n'),
    "only_drafting_approves": ("assistant/tools/forger.py", '"""Forger."""\nApprovedDraft(draft, "a", "b", "c")\n'),
    "catch_alls_have_a_reason": ("assistant/deaf.py", '"""Deaf."""\ntry:\n    f()\nexcept Exception:\n    pass\n'),
    "settings_are_read_once": ("assistant/tools/nosy.py", '"""Nosy."""\nimport os\nos.environ["HOME"]\n'),
    "rounding_is_in_figures": ("assistant/tools/printer.py", '"""Printer."""\nf"{value:.2f}"\n'),
    "no_marks_of_unfinished_work": ("assistant/half.py", '"""Half."""\n# ' + "TO" + "DO later\n"),
}

TRESPASSES = {
    "Imports point down": ("assistant/figures.py", "import assistant.desk\n"),
    "Guardrails, retention and knowledge never open the book": (
        "assistant/guardrails/rule.py",
        "import assistant.book.snapshot\n",
    ),
    "Analyses, guardrails, figures and blocks are pure": ("assistant/analytics/returns.py", "import sqlalchemy\n"),
    "Doors reach the desk, not the rooms behind it": ("assistant/web/health.py", "import assistant.tools\n"),
}


class TestTheHouseRules:
    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
    def test_hold_everywhere(self, rule: house_rules.Rule) -> None:
        problems = [problem for file, source in house_rules.product_files() for problem in rule(file, source)]
        assert problems == []

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
    def test_are_seen_to_fail_when_broken(self, rule: house_rules.Rule) -> None:
        file, source = BROKEN[rule.__name__]
        assert list(rule(file, source))

    @pytest.mark.parametrize(
        "way",
        ["session.commit()", "database.writing()", "session.begin()", "engine.begin()", "connection.begin_nested()"],
    )
    def test_see_every_way_to_commit(self, way: str) -> None:
        source = f'"""Eager."""\nwith {way}:\n    pass\n'
        assert list(house_rules.only_the_desk_commits("assistant/tools/eager.py", source))
        assert not list(house_rules.only_the_desk_commits("assistant/retention/writing.py", source))


class TestTheImportContracts:
    def test_hold(self) -> None:
        done = _lint(ROOT)
        assert done.returncode == 0, done.stdout

    @pytest.mark.parametrize("contract", TRESPASSES)
    def test_are_seen_to_fail_when_broken(self, contract: str, tmp_path: Path) -> None:
        for room in ("assistant", "knowledge"):
            shutil.copytree(
                ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "static", "*.md")
            )
        shutil.copy(ROOT / "pyproject.toml", tmp_path)
        file, line = TRESPASSES[contract]
        trespasser = tmp_path / file
        source = trespasser.read_text(encoding="utf-8")
        marker = "from __future__ import annotations\n"
        trespasser.write_text(source.replace(marker, marker + line, 1), encoding="utf-8")
        assert marker in source
        done = _lint(tmp_path)
        assert done.returncode != 0
        flat = " ".join(done.stdout.split())
        assert re.search(re.escape(contract) + r"[^:]*BROKEN", flat), done.stdout


class TestTheLock:
    def test_pins_everything_that_the_project_asks_for(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
        pinned = dict(re.findall(r"^([\w.-]+)(?:\[[\w,. -]+\])?==([^\s;]+)", lock, re.MULTILINE))
        wanted = [Requirement(text) for text in (*project["dependencies"], *project["optional-dependencies"]["dev"])]
        stale = [str(r) for r in wanted if not r.specifier.contains(pinned.get(canonicalize_name(r.name), "0"))]
        assert stale == [], "run `make lock`"

    def test_of_the_peers_pins_what_they_ask_for_at_the_versions_of_the_project(self) -> None:
        asked = (ROOT / "tests/benchmarks/peers.in").read_text(encoding="utf-8").splitlines()
        wanted = {canonicalize_name(Requirement(line).name) for line in asked if line and not line.startswith("#")}
        peers, project = (_versions(ROOT / name) for name in ("tests/benchmarks/peers.lock", "requirements.lock"))
        assert wanted <= peers.keys()
        assert {name: peers[name] for name in peers.keys() & project.keys() if not peers[name] <= project[name]} == {}

    def test_of_the_peers_gives_a_hash_for_each_and_names_no_registry(self) -> None:
        lock = (ROOT / "tests/benchmarks/peers.lock").read_text(encoding="utf-8")
        entries = re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)[1:]
        assert [entry.split("\n")[0] for entry in entries if "--hash=sha256:" not in entry] == []
        assert "://" not in lock


class TestTheReadme:
    def test_draws_the_layers_that_the_contracts_check(self) -> None:
        contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
        layers = next(c["layers"] for c in contracts["contracts"] if c["type"] == "layers")
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        for layer in layers:
            picture = " | ".join(part.strip().removeprefix("assistant.") for part in layer.split("|"))
            assert re.search(rf"^    {re.escape(picture)}(\s{{2,}}.*)?$", readme, re.MULTILINE), (
                f"README does not draw “{picture}”"
            )


def _versions(lock: Path) -> dict[str, set[str]]:
    """Every name of a lock with its versions, one for each version of Python that has another."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([\w.-]+)(?:\[[\w,. -]+\])?==([^\s;]+)", lock.read_text(encoding="utf-8"), re.MULTILINE
    ):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    environment = {"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "COLUMNS": "200", "PYTHONSAFEPATH": ""}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )

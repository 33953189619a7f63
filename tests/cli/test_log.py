"""The commands of the record: proved, pinned, handed out, read as it went, its key changed."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run, value_of
from tests.desks import ADMIN, ADVISOR, COMPLIANCE, MANAGER, PRINCIPAL

QUESTION = "What is my book worth?"


@pytest.fixture
def asked(run: Run, home: Path) -> Path:
    """A home with one conversation, named c1."""
    assert run(home, "ask", QUESTION, "--as", ADVISOR, "--conversation", "c1").returncode == 0
    return home


def rewrite(home: Path) -> None:
    """Change a record as the owner of the file can."""
    with sqlite3.connect(home / "log.db") as log:
        triggers = log.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            log.execute(f"DROP TRIGGER {name}")
        log.execute("UPDATE log_record SET kind = 'answer' WHERE seq = 2")
        for _, sql in triggers:
            log.execute(sql)


class TestVerifying:
    def test_takes_pins_trusted_keys_and_a_beginning(self, run: Run, asked: Path, tmp_path: Path) -> None:
        pin, keys = tmp_path / "pin.txt", tmp_path / "trusted.json"
        assert run(asked, "log", "pin", str(pin)).returncode == 0
        shutil.copy(asked / "keys" / "trusted.json", keys)
        run(asked, "ask", QUESTION, "--as", ADVISOR)
        size = int(pin.read_text(encoding="utf-8").splitlines()[1])
        done = run(
            asked, "log", "verify", "--pin", str(pin), "--keys", str(keys), "--since", str(size), "--quick", "--json"
        )
        verdict = value_of(done)
        assert (done.returncode, verdict["ok"], verdict["untold"]) == (0, True, [])
        assert 0 < verdict["count"] < verdict["head"][0]

    def test_says_that_it_cannot_tell_without_the_keys(self, run: Run, asked: Path) -> None:
        (asked / "keys").rename(asked / "elsewhere")
        done = run(asked, "log", "verify")
        assert done.returncode == 4
        assert "payloads and the seal were not checked" in " ".join(done.stdout.split())

    def test_names_what_was_changed(self, run: Run, asked: Path) -> None:
        rewrite(asked)
        done = run(asked, "log", "verify")
        assert done.returncode == 1
        assert "Record 2 is listed with another kind" in done.stdout

    def test_refuses_a_file_that_is_no_pin(self, run: Run, asked: Path, tmp_path: Path) -> None:
        (tmp_path / "pin").write_text("yesterday", encoding="utf-8")
        assert run(asked, "log", "verify", "--pin", str(tmp_path / "pin")).returncode == 2


class TestPinning:
    def test_an_empty_log_has_nothing_to_pin(self, run: Run, tmp_path: Path) -> None:
        assert run(tmp_path / "new", "log", "pin", str(tmp_path / "pin")).returncode == 1
        assert not (tmp_path / "pin").exists()

    def test_a_checkpoint_is_printed_as_it_is_signed(self, run: Run, asked: Path) -> None:
        note = run(asked, "log", "checkpoint").stdout
        assert note == (asked / "keys" / "pin.txt").read_text(encoding="utf-8")
        assert note.startswith("book-assistant\n")


class TestAConversation:
    def test_is_read_as_it_went_and_the_look_is_recorded(self, run: Run, asked: Path) -> None:
        done = run(asked, "log", "conversation", "c1", "--as", COMPLIANCE)
        assert done.returncode == 0
        assert done.stdout.index("Question") < done.stdout.index(QUESTION) < done.stdout.index("Answer released")
        looks = value_of(run(asked, "log", "search", "--kind", "access", "--as", COMPLIANCE, "--json"))
        assert {"conversation": "c1"} in [look["payload"] for look in looks if look["type"] == "access.read"]

    def test_that_is_none_is_not_found(self, run: Run, asked: Path) -> None:
        assert run(asked, "log", "conversation", "c2", "--as", COMPLIANCE).returncode == 1

    @pytest.mark.parametrize("who", [ADVISOR, MANAGER, ADMIN])
    def test_is_not_for_who_looks_into_no_record(self, run: Run, asked: Path, who: str) -> None:
        assert run(asked, "log", "conversation", "c1", "--as", who).returncode == 3
        assert run(asked, "log", "show", "1", "--as", who).returncode == 3

    def test_one_record_is_shown_in_full(self, run: Run, asked: Path) -> None:
        found = value_of(run(asked, "log", "search", "worth", "--kind", "question", "--as", COMPLIANCE, "--json"))
        for name in (str(found[0]["seq"]), f"#{found[0]['seq']}", found[0]["id"]):
            shown = value_of(run(asked, "log", "show", name, "--as", COMPLIANCE))
            assert (shown["payload"]["text"], shown["header"]["class"]) == (QUESTION, "conversation")

    def test_a_principal_sees_the_people_supervised_alone(self, run: Run, asked: Path) -> None:
        assert run(asked, "log", "conversation", "c1", "--as", PRINCIPAL).returncode == 0
        imported = "1"  # the record of the import is of nobody supervised
        assert run(asked, "log", "show", imported, "--as", PRINCIPAL).returncode == 1


class TestExporting:
    def export(self, run: Run, home: Path, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
        command = ("log", "export", str(folder), "--reason", "SEC exam 26-114", "--as", COMPLIANCE, "--json", *more)
        return run(home, *command)

    def test_is_whole_and_proves_itself_without_this_program(self, run: Run, asked: Path, tmp_path: Path) -> None:
        done = self.export(run, asked, tmp_path / "out")
        told = value_of(done)
        assert done.returncode == 0
        command = [sys.executable, "-I", str(tmp_path / "out" / "verify_export.py"), str(tmp_path / "out"), "--json"]
        keys = str(asked / "keys" / "trusted.json")
        alone = subprocess.run([*command, "--keys", keys], capture_output=True, text=True, check=False)
        assert (alone.returncode, json.loads(alone.stdout)[0]) == (0, "clean")
        here = run(asked, "log", "verify", "--export", str(tmp_path / "out"), "--keys", keys)
        assert (here.returncode, here.stdout.split()[-1]) == (0, "clean")
        written = value_of(run(asked, "log", "search", "--kind", "access", "--as", COMPLIANCE, "--json"))
        kept = [row["payload"]["written"] for row in written if "written" in (row["payload"] or {})]
        assert [(each["count"], each["sha256"]) for each in kept] == [(told["count"], told["manifest_sha256"])]

    def test_of_one_conversation_holds_that_alone(self, run: Run, asked: Path, tmp_path: Path) -> None:
        told = value_of(self.export(run, asked, tmp_path / "out", "--conversation", "c1"))
        lines = (tmp_path / "out" / "records.jsonl").read_text(encoding="utf-8").splitlines()
        scopes = {json.loads(json.loads(line)["header"])["scope"]["conversation"] for line in lines}
        assert (told["count"], scopes) == (len(lines), {"c1"})

    def test_that_was_changed_does_not_verify(self, run: Run, asked: Path, tmp_path: Path) -> None:
        self.export(run, asked, tmp_path / "out")
        page = tmp_path / "out" / "index.html"
        page.write_text(page.read_text(encoding="utf-8").replace("worth", "wurth"), encoding="utf-8")
        assert run(asked, "log", "verify", "--export", str(tmp_path / "out")).returncode == 1

    def test_needs_a_reason_and_the_right(self, run: Run, asked: Path, tmp_path: Path) -> None:
        out = str(tmp_path / "out")
        assert run(asked, "log", "export", out, "--as", COMPLIANCE).returncode == 2
        assert run(asked, "log", "export", out, "--reason", " ", "--as", COMPLIANCE).returncode == 2
        for who in (ADVISOR, PRINCIPAL, ADMIN):
            assert run(asked, "log", "export", out, "--reason", "x", "--as", who).returncode == 3
        assert not (tmp_path / "out").exists()


class TestTheSigningKey:
    def test_is_changed_by_a_record_and_everything_verifies(self, run: Run, asked: Path) -> None:
        assert run(asked, "log", "rotate-key", "--reason", "yearly", "--as", ADMIN).returncode == 0
        run(asked, "ask", QUESTION, "--as", ADVISOR)
        trusted = json.loads((asked / "keys" / "trusted.json").read_text(encoding="utf-8"))
        assert len(trusted["keys"]) == 2
        assert run(asked, "log", "verify").returncode == 0

    def test_is_not_changed_by_an_advisor_or_for_nothing(self, run: Run, asked: Path) -> None:
        assert run(asked, "log", "rotate-key", "--reason", "x", "--as", ADVISOR).returncode == 3
        assert run(asked, "log", "rotate-key", "--reason", "", "--as", ADMIN).returncode == 2


class TestRoles:
    def test_are_printed_as_sql(self, run: Run, tmp_path: Path) -> None:
        done = run(tmp_path, "log", "roles", "--writer", "w", "--reader", "r")
        assert "GRANT SELECT, INSERT ON log_record TO w;" in done.stdout
        assert run(tmp_path, "log", "roles", "--writer", "w; DROP").returncode == 2

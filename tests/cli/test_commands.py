"""The commands as a person runs them: a real process, its stdout, its stderr, its exit code."""

from __future__ import annotations

import errno
import json
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli.terminal import out, show_answer
from tests.cli.conftest import Run, environment, value_of
from tests.desks import ADVISOR, COMPLIANCE, OTHER_ADVISOR, SMALL_FIRM, driven_by
from tests.scripted import Calls, Says, scripted_model

BROKEN_FIRM = SMALL_FIRM.parent / "broken"


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


class TestAnEmptyFolder:
    @pytest.mark.parametrize("who", [(), ("--as", "nobody@example.com")])
    @pytest.mark.parametrize("command", [("ask", "What is my book worth?"), ("tool", "value_book")])
    def test_says_how_to_begin(self, run: Run, tmp_path: Path, command: tuple[str, ...], who: tuple[str, ...]) -> None:
        done = run(tmp_path / "new", *command, *who)
        assert done.returncode == 1
        assert done.stdout == ""
        assert "assistant import" in done.stderr

    def test_has_a_log_that_is_whole(self, run: Run, tmp_path: Path) -> None:
        done = run(tmp_path / "new", "log", "verify", "--json")
        assert (done.returncode, value_of(done)["count"]) == (0, 0)
        assert not (tmp_path / "new").exists()

    def test_misses_a_log_that_was_pinned(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "pin").write_text(f"7 {'ab' * 32}\n", encoding="utf-8")
        done = run(tmp_path / "new", "log", "verify", "--json", "--pin", str(tmp_path / "pin"))
        assert (done.returncode, value_of(done)["findings"][0]["kind"]) == (1, "pin")


class TestAsking:
    def test_prints_the_turn_as_the_contract_says(self, run: Run, home: Path) -> None:
        done = run(home, "ask", "What is my book worth?", "--as", ADVISOR, "--json", "--conversation", "c1")
        turn = value_of(done)
        assert done.returncode == 0
        assert list(turn) == [
            "answer", "status", "tool_calls", "figures", "blocks", "drafts", "conversation_id", "record_ids", "model",
            "timings_ms", "receipt",
        ]  # fmt: skip
        assert turn["tool_calls"] == [{"name": "value_book", "arguments": {}, "outcome": "ok"}]
        assert turn["conversation_id"] == "c1"

    def test_goes_on_from_an_earlier_process(self, run: Run, home: Path) -> None:
        run(home, "ask", "What is my book worth?", "--as", ADVISOR, "--conversation", "c1")
        turn = value_of(run(home, "ask", "at 97%?", "--as", ADVISOR, "--conversation", "c1", "--json"))
        assert turn["tool_calls"][0]["arguments"] == {"retention": 0.97}

    def test_of_a_client_who_is_not_theirs_is_like_one_who_is_nowhere(self, run: Run, home: Path) -> None:
        theirs, nowhere = (
            run(home, "tool", "client_profile", "--args", json.dumps({"client": name}), "--as", ADVISOR, "--json")
            for name in ("Bianchi", "Zzyzx")
        )
        assert theirs.returncode == nowhere.returncode == 1
        assert theirs.stderr.replace("Bianchi", "Zzyzx") == nowhere.stderr

    def test_by_nobody_we_know_is_refused(self, run: Run, home: Path) -> None:
        assert run(home, "ask", "hello", "--as", "nobody@example.com").returncode == 3

    def test_without_a_name_is_by_the_first_advisor_who_may_sign_in(self, run: Run, home: Path) -> None:
        assert ADVISOR in "".join(run(home, "tools").stderr.split())
        with sqlite3.connect(home / "firm.db") as firm:
            firm.execute("UPDATE users SET active = 0 WHERE email = ?", (ADVISOR,))
        done = run(home, "tools")
        assert done.returncode == 0
        assert OTHER_ADVISOR in "".join(done.stderr.split())

    def test_whose_words_are_withheld_shows_the_figures(self, run: Run, home: Path) -> None:
        invented = Says("Your book is worth $987,654,321.")
        with scripted_model(Calls((("value_book", {}),)), invented) as script, driven_by(home, script) as desk:
            answer = desk.ask(desk.caller(ADVISOR), "What is my book worth?")
        assert answer.status == "withheld"
        with out.capture() as printed:
            show_answer(answer, currency="USD")
        assert f"{answer.figures[0].label}: " in " ".join(printed.get().split())


class TestATool:
    def test_gives_the_figures_of_the_answer(self, run: Run, home: Path) -> None:
        turn = value_of(run(home, "ask", "What is my book worth?", "--as", ADVISOR, "--json"))
        result = value_of(run(home, "tool", "value_book", "--as", ADVISOR, "--json"))
        assert result["figures"] == turn["figures"]
        assert set(result) == {"title", "as_of", "figures", "blocks", "summary", "caveats", "data_version"}

    def test_gives_the_same_bytes_twice(self, run: Run, home: Path) -> None:
        first, second = (run(home, "tool", "find_erosion", "--as", ADVISOR, "--json").stdout for _ in range(2))
        assert first == second

    @pytest.mark.parametrize("arguments", ["{", "[]", '{"lose_tip": 3}', '{"retention": "lots"}'])
    def test_called_wrongly_says_what_would_be_right(self, run: Run, home: Path, arguments: str) -> None:
        done = run(home, "tool", "value_book", "--args", arguments, "--as", ADVISOR, "--json")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr

    def test_that_this_role_never_has(self, run: Run, home: Path) -> None:
        assert run(home, "tool", "value_book", "--as", COMPLIANCE, "--json").returncode == 3


class TestImporting:
    def test_an_empty_folder_lists_what_is_missing(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        done = run(tmp_path / "home", "import", str(tmp_path / "empty"), "--json")
        assert done.returncode == 2
        assert {p["file"] for p in value_of(done)["problems"]} >= {"households.csv", "accounts.csv", "balances.csv"}

    def test_a_spoiled_folder_lists_everything_and_loads_nothing(self, run: Run, tmp_path: Path) -> None:
        done = run(tmp_path / "home", "import", str(BROKEN_FIRM), "--json")
        assert done.returncode == 2
        assert len({p["kind"] for p in value_of(done)["problems"]}) >= 20
        assert run(tmp_path / "home", "tools", "--json").returncode == 1

    def test_twice_changes_nothing(self, run: Run, home: Path) -> None:
        report = value_of(run(home, "import", str(SMALL_FIRM), "--json"))
        assert (report["new"], report["changed"]) == (0, 0)

    def test_what_was_exported_changes_nothing(self, run: Run, home: Path, tmp_path: Path) -> None:
        assert run(home, "export", str(tmp_path / "out")).returncode == 0
        report = value_of(run(home, "import", str(tmp_path / "out"), "--json"))
        assert (report["new"], report["changed"]) == (0, 0)

    def test_of_a_format_that_is_not_built_ends_with_a_sentence(self, run: Run, home: Path) -> None:
        done = run(home, "import", str(SMALL_FIRM), "--format", "act")
        assert done.returncode == 4
        assert "act" in done.stderr


class TestReviewing:
    def test_one_text(self, run: Run, home: Path) -> None:
        done = run(home, "review", "--json", stdin="Your return is guaranteed.")
        assert value_of(done)["disposition"] == "block"
        assert done.returncode == 1

    def test_a_file_of_items_gives_one_line_each(self, run: Run, home: Path, tmp_path: Path) -> None:
        items = [
            {"id": str(i), "channel": "email", "audience": "one_client", "text": "See you on Monday.", "context": {}}
            for i in range(3)
        ]
        file = tmp_path / "items.jsonl"
        file.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
        lines = [json.loads(line) for line in run(home, "review", "--json", str(file)).stdout.splitlines()]
        assert [(line["id"], line["disposition"]) for line in lines] == [("0", "pass"), ("1", "pass"), ("2", "pass")]

    @pytest.mark.parametrize("nothing", ["", " \n\n"])
    def test_nothing_is_said_to_be_nothing(self, run: Run, home: Path, nothing: str) -> None:
        done = run(home, "review", "--json", stdin=nothing)
        assert (done.returncode, done.stdout) == (2, "")
        assert "nothing to review" in done.stderr

    def test_a_bad_line_is_listed_with_its_number_and_nothing_is_judged(self, run: Run, home: Path) -> None:
        lines = ['{"text": "See you on Monday."}', "", "{half", "[]", '{"id": "x"}', '{"text": ""}', '{"text": 3}']
        done = run(home, "review", "--json", stdin="\n".join(lines))
        assert (done.returncode, done.stdout) == (2, "")
        assert [f"stdin:{number}:" in done.stderr for number in range(1, 8)] == [False, False, *[True] * 5]

    def test_a_line_separator_inside_a_text_ends_no_line(self, run: Run, home: Path) -> None:
        item = json.dumps({"id": "u", "text": "See you\u2028on Monday."}, ensure_ascii=False)
        assert value_of(run(home, "review", "--json", stdin=item))["id"] == "u"

    @pytest.mark.parametrize("content", [None, b"caf\xe9 \xff"])
    def test_a_file_that_cannot_be_read_gets_a_sentence(
        self, run: Run, home: Path, tmp_path: Path, content: bytes | None
    ) -> None:
        file = tmp_path / "words.txt"
        if content:
            file.write_bytes(content)
        done = run(home, "review", str(file))
        assert (done.returncode, done.stdout) == (2, "")
        assert "words.txt" in "".join(done.stderr.split())


class TestTheLog:
    def test_that_was_altered_fails_to_verify(self, run: Run, home: Path) -> None:
        run(home, "ask", "What is my book worth?", "--as", ADVISOR)
        with sqlite3.connect(home / "log.db") as log:
            for (name,) in log.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                log.execute(f"DROP TRIGGER {name}")
            log.execute("DELETE FROM log_record WHERE seq = 3")
        done = run(home, "log", "verify", "--json")
        verdict = value_of(done)
        assert (done.returncode, verdict["ok"], verdict["first_bad"]) == (1, False, 3)
        assert {finding["kind"] for finding in verdict["findings"]} >= {"guard", "removed"}

    def test_is_left_as_it_is_by_verifying(self, run: Run, home: Path) -> None:
        first, second = (value_of(run(home, "log", "verify", "--json")) for _ in range(2))
        assert first == second
        assert first["ok"]

    def test_is_searched_by_compliance_and_the_look_is_recorded(self, run: Run, home: Path) -> None:
        run(home, "ask", "What is my book worth?", "--as", ADVISOR)
        found = value_of(run(home, "log", "search", "worth", "--kind", "question", "--as", COMPLIANCE, "--json"))
        assert [row["payload"]["text"] for row in found] == ["What is my book worth?"]
        looks = value_of(run(home, "log", "search", "--kind", "access", "--as", COMPLIANCE, "--json"))
        assert len(looks) >= 1

    def test_is_not_searched_by_an_advisor(self, run: Run, home: Path) -> None:
        assert run(home, "log", "search", "--as", ADVISOR).returncode == 3


class TestServing:
    """What is wrong is said before anybody is told to open the page."""

    def serve(self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, **more: str) -> tuple[int, str]:
        for name, value in more.items():
            monkeypatch.setenv(f"ASSISTANT_{name.upper()}", value)
        done = run(home, "serve")
        assert done.stdout == ""
        return done.returncode, " ".join(done.stderr.split())

    def test_is_refused_beyond_this_machine(self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        code, said = self.serve(run, home, monkeypatch, host="0.0.0.0")
        assert (code, "loopback" in said) == (2, True)

    def test_needs_settings_that_can_be_read(self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        code, said = self.serve(run, home, monkeypatch, port="many")
        assert (code, "ASSISTANT_PORT" in said) == (2, True)

    @pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
    def test_needs_a_free_port(
        self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, host: str, shown: str
    ) -> None:
        try:
            taken = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        except OSError as error:
            if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                raise
            return  # a machine without IPv6
        with taken:
            port = taken.getsockname()[1]
            code, said = self.serve(run, home, monkeypatch, host=host, port=str(port))
        assert (code, f"http://{shown}:{port}/" in said) == (4, True)

    def test_needs_a_database_that_answers(
        self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, free_port: int
    ) -> None:
        (home / "firm.db").write_bytes(b"this is no database, whatever its name says" * 50)
        code, said = self.serve(run, home, monkeypatch, port=str(free_port))
        assert (code, "database" in said) == (4, True)


class TestWhatNobodyForesaw:
    def test_gets_a_sentence_and_a_trace_only_when_asked(
        self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("assistant.cli.asking.desk_opened", lambda: 1 // 0)
        quiet, loud = run(home, "ask", "x"), run(home, "--trace", "ask", "x")
        assert quiet.returncode == loud.returncode == 4
        assert "Something went wrong here" in quiet.stderr
        assert "Traceback" not in quiet.stderr
        assert "Traceback" not in loud.stdout

    def test_a_folder_that_cannot_be_written_gets_a_sentence(self, run: Run, home: Path, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("in the way", encoding="utf-8")
        done = run(home, "export", str(tmp_path / "file"))
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)
        assert done.stderr

    def test_an_interrupt_ends_quietly(self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted() -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("assistant.cli.asking.desk_opened", interrupted)
        done = run(home, "ask", "x")
        assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


class TestAProcessOfItsOwn:
    """`python -m assistant` as a shell runs it."""

    def test_prints_one_json_value_on_stdout_and_nothing_else(self, home: Path) -> None:
        command = [sys.executable, "-m", "assistant", "ask", "What is my book worth?", "--json"]
        done = subprocess.run(
            command, env={**os.environ, **environment(home)}, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0
        assert value_of(done)["status"] == "given"
        assert "Speaking as" in done.stderr

    @pytest.mark.prove
    def test_ends_quietly_when_its_reader_leaves(self, home: Path) -> None:
        command = [sys.executable, "-m", "assistant", "tools", "--as", ADVISOR, "--json"]
        with subprocess.Popen(
            command, env={**os.environ, **environment(home)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.close()
            _, said = process.communicate(timeout=120)
        assert (process.returncode, said) == (1, b"")

    def test_prints_the_trace_of_what_nobody_foresaw_when_asked(self, home: Path) -> None:
        code = "import assistant.cli.asking as a, assistant.cli as c; a.desk_opened = lambda: 1 // 0; c.main()"
        command = [sys.executable, "-c", code, "ask", "x"]
        loud = {**os.environ, **environment(home), "ASSISTANT_TRACE": "1"}
        done = subprocess.run(command, env=loud, capture_output=True, text=True, check=False, timeout=60)
        assert (done.returncode, "ZeroDivisionError" in done.stderr, "Traceback" in done.stderr) == (4, True, True)

    def test_shows_help_without_a_data_folder(self, tmp_path: Path) -> None:
        command = [sys.executable, "-m", "assistant", "--help"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0
        assert not list(tmp_path.iterdir())

"""The API over real HTTP: who is asking, one question, tools, drafts, problems with sentences."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.errors import BadArguments
from assistant.web.serving import application
from assistant.web.sign_in import is_loopback
from tests.desks import ADVISOR, COMPLIANCE, MANAGER, OTHER_ADVISOR, driven_by, opened
from tests.scripted import Calls, Says, scripted_model
from tests.web.conftest import Serving

WORTH = {"question": "What is my book worth?"}


def as_(email: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {email}"}


def _turns(url: str, conversation: str) -> list[dict[str, Any]]:
    """The turns of a conversation once it has one; a turn under way is waited for."""
    reply = httpx.get(f"{url}/v1/conversations/{conversation}", headers=as_(ADVISOR), timeout=60)
    for _ in range(600):
        if reply.status_code == 200:
            break
        time.sleep(0.1)
        reply = httpx.get(f"{url}/v1/conversations/{conversation}", headers=as_(ADVISOR), timeout=60)
    turns: list[dict[str, Any]] = reply.json()["turns"]
    return turns


class TestNobody:
    @pytest.mark.parametrize(("method", "path"), [("GET", "/v1/tools"), ("GET", "/v1/drafts"), ("POST", "/v1/chat")])
    def test_is_asked_who_they_are(self, client: httpx.Client, method: str, path: str) -> None:
        reply = client.request(method, path, json=WORTH if method == "POST" else None)
        assert reply.status_code == 401
        assert reply.headers["content-type"] == "application/problem+json"

    def test_is_not_let_in_by_an_unknown_token(self, client: httpx.Client) -> None:
        assert client.get("/v1/tools", headers=as_("nobody@example.com")).status_code == 401

    def test_gets_health_without_signing_in(self, client: httpx.Client) -> None:
        assert client.get("/healthz").json() == {"status": "ok"}
        reply = client.get("/readyz")
        assert (reply.status_code, reply.json()["log"]) == (200, "ok")


class TestReadiness:
    def test_is_not_there_without_a_book(self, tmp_path: Path) -> None:
        with opened(tmp_path / "new") as desk, Serving(desk) as url:
            assert httpx.get(f"{url}/readyz").status_code == 503
            assert httpx.get(f"{url}/healthz").status_code == 200

    def test_is_gone_when_the_book_does_not_answer(self, home: Path) -> None:
        with opened(home) as desk, Serving(desk) as url:
            assert httpx.get(f"{url}/readyz").status_code == 200
            desk.database.close()
            for file in home.glob("firm.db*"):
                file.unlink()
            (home / "firm.db").write_bytes(b"this is no database, whatever its name says" * 50)
            assert httpx.get(f"{url}/readyz").status_code == 503


class TestDevelopmentSignIn:
    def test_is_refused_on_any_address_but_loopback(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
        monkeypatch.setenv("ASSISTANT_HOST", "0.0.0.0")
        with pytest.raises(BadArguments, match="loopback"):
            application()

    @pytest.mark.parametrize("host", ["evil.example", "testserver", "testclient", "127.0.0.1.evil.example", "10.0.0.1"])
    def test_is_refused_to_another_host_name(self, client: httpx.Client, host: str) -> None:
        assert client.get("/v1/tools", headers={**as_(ADVISOR), "Host": host}).status_code == 400

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.2:8000", "[::1]:8000"])
    def test_is_for_every_name_of_this_machine(self, client: httpx.Client, host: str) -> None:
        assert client.get("/v1/tools", headers={**as_(ADVISOR), "Host": host}).status_code == 200

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2", "::1", "[::1]"])
    def test_knows_this_machine(self, host: str) -> None:
        assert is_loopback(host)

    @pytest.mark.parametrize("host", ["", "testclient", "0.0.0.0", "::", "192.168.1.2", "localhost.example"])
    def test_knows_what_is_not_this_machine(self, host: str) -> None:
        assert not is_loopback(host)

    def test_cookie_is_refused_to_another_site(self, client: httpx.Client) -> None:
        client.get("/")
        client.post("/sign-in", data={"email": ADVISOR})
        assert client.post("/v1/chat", json=WORTH, headers={"Origin": "https://evil.example"}).status_code == 401


class TestChat:
    def test_answers_with_the_turn(self, client: httpx.Client) -> None:
        turn = client.post("/v1/chat", json=WORTH, headers=as_(ADVISOR)).json()
        tool = client.post("/v1/tools/value_book", json={}, headers=as_(ADVISOR)).json()
        assert turn["status"] == "given"
        assert turn["figures"] == tool["figures"]

    def test_streams_progress_and_ends_in_one_whole_answer(self, client: httpx.Client) -> None:
        headers = {**as_(ADVISOR), "Accept": "text/event-stream"}
        with client.stream("POST", "/v1/chat", json=WORTH, headers=headers) as reply:
            assert reply.headers["content-type"].startswith("text/event-stream")
            lines = list(reply.iter_lines())
        names = [line.removeprefix("event: ") for line in lines if line.startswith("event: ")]
        answer = json.loads([line for line in lines if line.startswith("data: ")][-1].removeprefix("data: "))
        assert names.count("answer") == 1
        assert names[-1] == "answer"
        assert set(names[:-1]) == {"progress"}
        assert answer["answer"]

    def test_goes_on_to_its_record_when_the_reader_leaves(self, home: Path) -> None:
        gone = threading.Event()
        steps = (Calls((("value_book", {}),)), Calls((("find_erosion", {}),)), Says("Here are the figures."))
        body = {**WORTH, "conversation_id": "left"}
        with scripted_model(*steps) as script, driven_by(home, script) as desk, Serving(desk) as url:
            script.before = lambda _request: len(script.seen) < 2 or gone.wait(30)  # the second call is after the close
            headers = {**as_(ADVISOR), "Accept": "text/event-stream"}
            with httpx.stream("POST", f"{url}/v1/chat", json=body, headers=headers, timeout=60) as reply:
                assert next(reply.iter_lines()) == "event: progress"
            time.sleep(0.3)  # the server notices that the reader has left
            gone.set()
            turns = _turns(url, "left")
        assert [turn["question"] for turn in turns] == [WORTH["question"]]
        with sqlite3.connect(home / "log.db") as log:
            assert log.execute("SELECT count(*) FROM log_record WHERE type LIKE 'answer.%'").fetchone() == (1,)

    def test_ends_a_stream_in_one_problem_when_something_unforeseen_happens(
        self, home: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        with opened(home) as desk, Serving(desk) as url:
            desk.model = None  # type: ignore[assignment]  # nothing a desk could foresee
            headers = {**as_(ADVISOR), "Accept": "text/event-stream"}
            lines = httpx.post(f"{url}/v1/chat", json=WORTH, headers=headers, timeout=60).text.splitlines()
        assert [line for line in lines if line.startswith("event: ")] == ["event: problem"]
        problem = json.loads(lines[-2].removeprefix("data: "))
        assert (problem["status"], problem["error_id"] in problem["detail"]) == (500, True)
        assert problem["error_id"] in caplog.text
        assert "NoneType" not in "".join(lines)

    @pytest.mark.parametrize(
        "body", [{}, {"question": ""}, {"question": "x", "role": "admin"}, {"question": "x" * 9000}]
    )
    def test_refuses_a_body_that_is_not_as_described(self, client: httpx.Client, body: dict[str, str]) -> None:
        reply = client.post("/v1/chat", json=body, headers=as_(ADVISOR))
        assert reply.status_code == 422
        assert reply.json()["problems"]

    def test_lists_the_conversations_of_whoever_asks(self, client: httpx.Client) -> None:
        client.post("/v1/chat", json={**WORTH, "conversation_id": "mine"}, headers=as_(ADVISOR))
        (mine,) = client.get("/v1/conversations", headers=as_(ADVISOR)).json()
        assert (mine["id"], mine["question"]) == ("mine", WORTH["question"])
        assert client.get("/v1/conversations", headers=as_(OTHER_ADVISOR)).json() == []

    def test_reads_a_conversation_back_to_its_owner_alone(self, client: httpx.Client) -> None:
        client.post("/v1/chat", json={**WORTH, "conversation_id": "mine"}, headers=as_(ADVISOR))
        assert len(client.get("/v1/conversations/mine", headers=as_(ADVISOR)).json()["turns"]) == 1
        theirs = client.get("/v1/conversations/mine", headers=as_(OTHER_ADVISOR))
        nowhere = client.get("/v1/conversations/none", headers=as_(OTHER_ADVISOR))
        assert theirs.status_code == nowhere.status_code == 404
        assert theirs.json() | {"detail": ""} == nowhere.json() | {"detail": ""}


class TestTools:
    def test_are_those_of_the_role(self, client: httpx.Client) -> None:
        offered = {
            who: {tool["name"] for tool in client.get("/v1/tools", headers=as_(who)).json()}
            for who in (ADVISOR, MANAGER, COMPLIANCE)
        }
        assert "draft_email" in offered[ADVISOR] - offered[MANAGER]
        assert {"drafts", "search_knowledge", "verify_records", "search_records"} <= offered[COMPLIANCE]
        assert "value_book" not in offered[COMPLIANCE]

    def test_of_another_advisors_client_is_not_found(self, client: httpx.Client) -> None:
        reply = client.post("/v1/tools/client_profile", json={"client": "H11"}, headers=as_(ADVISOR))
        assert reply.status_code == 404


class TestDownloads:
    def test_of_what_a_role_may_not_ask_are_refused(self, client: httpx.Client) -> None:
        reply = client.post("/v1/tools/value_book/download?kind=xlsx", json={}, headers=as_(COMPLIANCE))
        assert reply.status_code == 403

    def test_of_words_for_a_client_there_are_none(self, client: httpx.Client) -> None:
        reply = client.post("/v1/tools/draft_email/download?kind=csv", json={"to": "x"}, headers=as_(ADVISOR))
        assert reply.status_code == 422
        assert "makes no report" in reply.json()["detail"]

    @pytest.mark.parametrize(
        ("kind", "begins"), [("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("svg", b"<svg"), ("png", b"\x89PNG")]
    )
    def test_are_files_of_their_kind_with_a_name(self, client: httpx.Client, kind: str, begins: bytes) -> None:
        reply = client.post(f"/v1/tools/value_book/download?kind={kind}", json={}, headers=as_(ADVISOR))
        assert reply.content.startswith(begins)
        assert reply.headers["content-disposition"] == f'attachment; filename="value_book-2026-10-31.{kind}"'

    def test_an_answer_says_where_each_of_its_blocks_can_be_taken_from(self, client: httpx.Client) -> None:
        blocks = client.post("/v1/chat", json=WORTH, headers=as_(ADVISOR)).json()["blocks"]
        table = next(block for block in blocks if block["kind"] == "table")
        where = table["source"]
        reply = client.post(
            f"/v1/tools/{where['tool']}/download?kind=csv&block={where['block']}&as_of={where['as_of']}",
            json=where["arguments"],
            headers=as_(ADVISOR),
        )
        lines = reply.content.decode("utf-8-sig").splitlines()
        assert len(lines) == 1 + len(table["rows"])
        assert lines[0].split(",")[0] == table["columns"][0]["label"]


class TestDrafts:
    def test_go_from_words_to_the_outbox(self, client: httpx.Client, home: Path) -> None:
        said = client.post(
            "/v1/chat", json={"question": "Draft a note to Lindqvist about the transfer"}, headers=as_(ADVISOR)
        )
        (draft,) = said.json()["drafts"]
        path = f"/v1/drafts/{draft['id']}"
        versions = client.get(f"{path}/versions", headers=as_(ADVISOR)).json()
        assert [(v["version"], v["body"]) for v in versions] == [(1, draft["body"])]
        assert client.post(f"{path}/release", headers=as_(ADVISOR)).status_code in (404, 409)
        assert client.post(f"{path}/approve", headers=as_(ADVISOR)).json()["status"] == "approved"
        assert client.post(f"{path}/release", headers=as_(ADVISOR)).json()["status"] == "released"
        assert [file.suffix for file in (home / "outbox").iterdir()] == [".eml"]

    def test_are_reworded_and_every_version_says_what_it_changed(self, client: httpx.Client) -> None:
        said = client.post(
            "/v1/tools/draft_email", json={"to": "Lindqvist", "purpose": "the transfer"}, headers=as_(ADVISOR)
        )
        (draft,) = said.json()["drafts"]
        path = f"/v1/drafts/{draft['id']}"
        words = {"body": draft["body"].replace("call me", "ring me"), "change": "Plainer."}
        anew = client.put(path, json=words, headers=as_(ADVISOR)).json()
        assert (anew["version"], anew["change"], anew["status"]) == (2, "Plainer.", "awaiting_approval")
        first, second = client.get(f"{path}/versions", headers=as_(ADVISOR)).json()
        changed = [run for run in second["diff"] if run["kind"] != "same"]
        assert first["diff"] == []
        assert changed == [{"kind": "removed", "text": "call"}, {"kind": "added", "text": "ring"}]
        shown = client.get(path, headers=as_(ADVISOR)).json()
        assert shown["approver"] == "sender"
        assert "3110" in shown["needs"]["after"]
        assert client.put(path, json=words, headers=as_(OTHER_ADVISOR)).status_code == 404

    def test_of_somebody_else_do_not_exist(self, client: httpx.Client) -> None:
        said = client.post(
            "/v1/tools/draft_email", json={"to": "Lindqvist", "purpose": "the transfer"}, headers=as_(ADVISOR)
        )
        path = f"/v1/drafts/{said.json()['drafts'][0]['id']}"
        for action in ("", "/versions", "/approve", "/release"):
            method = "GET" if action in ("", "/versions") else "POST"
            assert client.request(method, path + action, headers=as_(OTHER_ADVISOR)).status_code == 404


class TestTheDescription:
    def test_names_every_path_and_its_problems(self, client: httpx.Client) -> None:
        paths = client.get("/openapi.json").json()["paths"]
        wanted = {
            "/v1/chat",
            "/v1/conversations",
            "/v1/conversations/{conversation_id}",
            "/v1/drafts/{draft_id}/versions",
            "/v1/tools",
            "/v1/tools/{name}",
            "/v1/review",
            "/v1/drafts",
            "/v1/drafts/{draft_id}",
            "/healthz",
            "/readyz",
        }
        assert wanted <= set(paths)
        assert "application/problem+json" in paths["/v1/chat"]["post"]["responses"]["422"]["content"]

    def test_every_reply_is_armoured(self, client: httpx.Client) -> None:
        headers = client.get("/").headers
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"

"""The API over real HTTP: who is asking, one question, tools, drafts, problems with sentences."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from assistant.errors import BadArguments
from assistant.web.serving import application
from tests.desks import ADVISOR, COMPLIANCE, MANAGER, OTHER_ADVISOR

WORTH = {"question": "What is my book worth?"}


def as_(email: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {email}"}


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
        assert client.get("/readyz").json()["log"] == "ok"


class TestDevelopmentSignIn:
    def test_is_refused_on_any_address_but_loopback(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
        monkeypatch.setenv("ASSISTANT_HOST", "0.0.0.0")
        with pytest.raises(BadArguments, match="loopback"):
            application()

    def test_is_refused_to_another_host_name(self, client: httpx.Client) -> None:
        assert client.get("/v1/tools", headers={**as_(ADVISOR), "Host": "evil.example"}).status_code == 400

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

    @pytest.mark.parametrize(
        "body", [{}, {"question": ""}, {"question": "x", "role": "admin"}, {"question": "x" * 9000}]
    )
    def test_refuses_a_body_that_is_not_as_described(self, client: httpx.Client, body: dict[str, str]) -> None:
        reply = client.post("/v1/chat", json=body, headers=as_(ADVISOR))
        assert reply.status_code == 422
        assert reply.json()["problems"]

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
        assert offered[COMPLIANCE] == {"drafts", "search_knowledge"}

    def test_of_another_advisors_client_is_not_found(self, client: httpx.Client) -> None:
        reply = client.post("/v1/tools/client_profile", json={"client": "H11"}, headers=as_(ADVISOR))
        assert reply.status_code == 404


class TestDrafts:
    def test_go_from_words_to_the_outbox(self, client: httpx.Client, home: Path) -> None:
        said = client.post(
            "/v1/chat", json={"question": "Draft a note to Lindqvist about the transfer"}, headers=as_(ADVISOR)
        )
        (draft,) = said.json()["drafts"]
        path = f"/v1/drafts/{draft['id']}"
        assert client.post(f"{path}/release", headers=as_(ADVISOR)).status_code in (404, 409)
        assert client.post(f"{path}/approve", headers=as_(ADVISOR)).json()["status"] == "approved"
        assert client.post(f"{path}/release", headers=as_(ADVISOR)).json()["status"] == "released"
        assert [file.suffix for file in (home / "outbox").iterdir()] == [".eml"]

    def test_of_somebody_else_do_not_exist(self, client: httpx.Client) -> None:
        said = client.post(
            "/v1/tools/draft_email", json={"to": "Lindqvist", "purpose": "the transfer"}, headers=as_(ADVISOR)
        )
        path = f"/v1/drafts/{said.json()['drafts'][0]['id']}"
        for action in ("", "/approve", "/release"):
            method = "POST" if action else "GET"
            assert client.request(method, path + action, headers=as_(OTHER_ADVISOR)).status_code == 404


class TestTheDescription:
    def test_names_every_path_and_its_problems(self, client: httpx.Client) -> None:
        paths = client.get("/openapi.json").json()["paths"]
        wanted = {
            "/v1/chat",
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

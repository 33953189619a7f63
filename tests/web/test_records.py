"""The record over HTTP: for compliance and principals, every look recorded."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.desks import ADMIN, ADVISOR, COMPLIANCE, MANAGER, PRINCIPAL


def as_(email: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {email}"}


@pytest.fixture
def answer(client: httpx.Client) -> dict[str, object]:
    asked = {"question": "What is my book worth?", "conversation_id": "c1"}
    told: dict[str, object] = client.post("/v1/chat", json=asked, headers=as_(ADVISOR)).json()
    return told


class TestNobody:
    @pytest.mark.sampled(6)
    @pytest.mark.parametrize("path", ["", "/search", "/verify", "/1", "/conversations/c1", "/holds"])
    @pytest.mark.parametrize("who", [ADVISOR, MANAGER, ADMIN])
    def test_without_the_role_looks_into_the_record(self, client: httpx.Client, path: str, who: str) -> None:
        assert client.get(f"/v1/records{path}").status_code == 401
        assert client.get(f"/v1/records{path}", headers=as_(who)).status_code == 403


class TestTheReceipt:
    def test_of_an_answer_leads_to_its_record(self, client: httpx.Client, answer: dict[str, dict[str, object]]) -> None:
        receipt = answer["receipt"]
        for name in (receipt["seq"], receipt["id"]):
            found = client.get(f"/v1/records/{name}", headers=as_(COMPLIANCE)).json()
            assert (found["type"], found["leaf"]) == ("answer.released", receipt["hash"])


class TestSearching:
    def test_nothing_that_matches_is_an_empty_list(self, client: httpx.Client) -> None:
        assert client.get("/v1/records", params={"text": "xylophone"}, headers=as_(COMPLIANCE)).json() == []

    def test_each_field_narrows(self, client: httpx.Client, answer: object) -> None:
        def found(**asked: str) -> int:
            return len(client.get("/v1/records/search", params=asked, headers=as_(COMPLIANCE)).json())

        assert found(text="worth", kind="question") == found(person="Anna", kind="question") == 1
        assert found(person="Benedikt", kind="question") == 0
        assert found(conversation="c1", since="2026-11-22", until="2026-11-22", kind="question") == 1
        assert found(conversation="c1", until="2026-11-21") == 0

    @pytest.mark.parametrize("asked", [{"kind": "gossip"}, {"limit": "0"}, {"since": "soon"}, {"who": "me"}])
    def test_what_cannot_be_asked_is_said(self, client: httpx.Client, asked: dict[str, str]) -> None:
        assert client.get("/v1/records", params=asked, headers=as_(COMPLIANCE)).status_code == 422

    def test_a_principal_finds_the_people_supervised(self, client: httpx.Client, answer: object) -> None:
        found = client.get("/v1/records", params={"text": "worth", "kind": "question"}, headers=as_(PRINCIPAL)).json()
        assert [each["scope"]["conversation"] for each in found] == ["c1"]


class TestReading:
    def test_a_conversation_is_told_in_order(self, client: httpx.Client, answer: object) -> None:
        told = client.get("/v1/records/conversations/c1", headers=as_(COMPLIANCE)).json()
        assert (told[0]["title"], told[0]["said"]) == ("Question", "What is my book worth?")
        assert told[-1]["title"] == "Answer released"

    @pytest.mark.parametrize("path", ["/conversations/nobody's", "/999999", "/01ARZ3NDEKTSV4RRFFQ69G5FAV"])
    def test_what_is_not_there_is_not_found(self, client: httpx.Client, path: str) -> None:
        assert client.get(f"/v1/records{path}", headers=as_(COMPLIANCE)).status_code == 404


class TestProving:
    def test_a_whole_log_is_said_to_be_whole(self, client: httpx.Client, answer: object) -> None:
        verdict = client.get("/v1/records/verify", headers=as_(COMPLIANCE)).json()
        assert verdict["ok"]
        assert verdict["findings"] == verdict["untold"] == []

    def test_an_export_comes_as_one_file_and_leaves_nothing_behind(
        self, client: httpx.Client, answer: object, tmp_path: Path
    ) -> None:
        asked = {"reason": "SEC exam", "conversation": "c1"}
        reply = client.post("/v1/records/export", json=asked, headers=as_(COMPLIANCE))
        assert reply.headers["content-type"] == "application/zip"
        names = zipfile.ZipFile(io.BytesIO(reply.content)).namelist()
        assert {"records/manifest.json", "records/verify_export.py", "records/records.pdf"} <= set(names)

    @pytest.mark.parametrize(("who", "status"), [(ADVISOR, 403), (PRINCIPAL, 403), (ADMIN, 403)])
    def test_an_export_is_for_compliance(self, client: httpx.Client, who: str, status: int) -> None:
        assert client.post("/v1/records/export", json={"reason": "x"}, headers=as_(who)).status_code == status
        assert client.post("/v1/records/export", json={}, headers=as_(COMPLIANCE)).status_code == 422


class TestHolds:
    def test_there_is_none_to_begin_with(self, client: httpx.Client) -> None:
        assert client.get("/v1/records/holds", headers=as_(COMPLIANCE)).json() == []

    def test_one_is_placed_counted_and_not_released_by_who_asked(self, client: httpx.Client, answer: object) -> None:
        wanted = {"matter": "Rossi v. Firm", "reason": "letter of counsel", "conversations": ["c1"]}
        placed = client.post("/v1/records/holds", json=wanted, headers=as_(COMPLIANCE))
        assert placed.status_code == 201
        (listed,) = client.get("/v1/records/holds", headers=as_(COMPLIANCE)).json()
        assert (listed["id"], listed["matter"], listed["state"]) == (placed.json()["id"], "Rossi v. Firm", "open")
        assert listed["count"] == placed.json()["count"] > 3
        path = f"/v1/records/holds/{listed['id']}/release"
        asked = client.post(path, json={"reason": "settled"}, headers=as_(COMPLIANCE))
        assert asked.json()["state"] == "asked"
        again = client.post(path, json={"reason": "settled"}, headers=as_(COMPLIANCE))
        assert (again.status_code, "second compliance officer" in again.json()["detail"]) == (409, True)

    @pytest.mark.parametrize("wanted", [{}, {"matter": "M", "reason": "why"}, {"matter": "", "reason": "why"}])
    def test_one_over_nothing_is_refused(self, client: httpx.Client, wanted: dict[str, str]) -> None:
        assert client.post("/v1/records/holds", json=wanted, headers=as_(COMPLIANCE)).status_code == 422

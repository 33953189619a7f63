"""Alerts over HTTP: listed as the tool does, marked by who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.desks import ADVISOR, MANAGER, OTHER_ADVISOR, opened
from tests.web.conftest import Serving


def as_(email: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {email}"}


@pytest.fixture
def scanned(scanned_home: Path) -> Iterator[httpx.Client]:
    with opened(scanned_home) as desk, Serving(desk) as url, httpx.Client(base_url=url, timeout=60) as http:
        yield http


def ids(client: httpx.Client, email: str, **asked: str) -> list[str]:
    reply = client.get("/v1/alerts", params=asked, headers=as_(email))
    assert reply.status_code == 200
    return [row["alert"] for block in reply.json()["blocks"] for row in block["rows"]]


class TestBeforeTheFirstPass:
    def test_alerts_are_worked_out_afresh(self, client: httpx.Client) -> None:
        reply = client.get("/v1/alerts", headers=as_(ADVISOR)).json()
        assert [row["client"] for row in reply["blocks"][0]["rows"]] == ["Lindqvist"]
        assert any("No pass has been over this book" in words for words in reply["caveats"])


class TestListing:
    def test_asks_nobody_who_they_are_in_vain(self, scanned: httpx.Client) -> None:
        assert scanned.get("/v1/alerts").status_code == 401

    def test_gives_each_their_own_by_kind_and_state(self, scanned: httpx.Client) -> None:
        assert len(ids(scanned, ADVISOR)) == len(ids(scanned, MANAGER)) == 1
        assert (
            ids(scanned, OTHER_ADVISOR) == ids(scanned, ADVISOR, kind="growth") == ids(scanned, ADVISOR, status="seen")
        )
        assert ids(scanned, OTHER_ADVISOR) == []

    @pytest.mark.parametrize("asked", [{"status": "closed"}, {"kind": "loss"}, {"limit": "none"}, {"limit": "0"}])
    def test_with_a_wrong_word_says_so(self, scanned: httpx.Client, asked: dict[str, str]) -> None:
        assert scanned.get("/v1/alerts", params=asked, headers=as_(ADVISOR)).status_code == 422


class TestMarking:
    def test_moves_an_alert_to_its_state(self, scanned: httpx.Client) -> None:
        (alert,) = ids(scanned, ADVISOR)
        wanted = {"status": "dismissed", "reason": "known", "note": "she told me"}
        reply = scanned.post(f"/v1/alerts/{alert}", json=wanted, headers=as_(ADVISOR))
        assert reply.status_code == 200
        assert {key: reply.json()[key] for key in wanted} == wanted
        assert (ids(scanned, ADVISOR), ids(scanned, ADVISOR, status="dismissed")) == ([], [alert])

    @pytest.mark.parametrize(
        ("email", "wanted", "status"),
        [
            (ADVISOR, {"status": "dismissed"}, 422),
            (ADVISOR, {"status": "done"}, 422),
            (ADVISOR, {"status": "seen", "by": "me"}, 422),
            (MANAGER, {"status": "seen"}, 403),
            (OTHER_ADVISOR, {"status": "seen"}, 404),
        ],
    )
    def test_that_cannot_be_changes_nothing(
        self, scanned: httpx.Client, email: str, wanted: dict[str, str], status: int
    ) -> None:
        (alert,) = ids(scanned, ADVISOR)
        reply = scanned.post(f"/v1/alerts/{alert}", json=wanted, headers=as_(email))
        assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
        assert ids(scanned, ADVISOR) == [alert]

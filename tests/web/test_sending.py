"""Sending over HTTP: schedule, cancel, resolve; and the one page that clients open, by the link in a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import httpx
import pytest

from assistant.desk import Desk, deliver_due, import_book
from assistant.desk.releasing import unsubscribe_link
from assistant.drafts import Draft
from assistant.errors import Refused
from assistant.retention import Search
from tests.desks import ADVISOR, OTHER_ADVISOR, SMALL_FIRM, opened, settings_of
from tests.letters import NOTE, a_letter, letters, now_of, release_all, row_of
from tests.mail_server import MailServer, running
from tests.test_worker import Moving
from tests.web.conftest import Serving

PUBLIC = "https://mail.harbourvale.example"


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with running(MailServer()) as mail:
        yield mail


@pytest.fixture
def desk(home: Path, mail: MailServer) -> Iterator[Desk]:
    with Desk(settings_of(home, smtp_url=mail.url, public_url=PUBLIC), clock=Moving()) as desk:
        yield desk


@pytest.fixture
def http(desk: Desk) -> Iterator[httpx.Client]:
    with Serving(desk) as url, httpx.Client(base_url=url, timeout=60) as client:
        yield client


def as_(email: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {email}"}


def commercial(desk: Desk) -> Draft:
    """A letter that is one of many alike."""
    (letter,) = letters(desk, 1)
    with desk.database.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE drafts SET communication_class = 'retail' WHERE draft_id = '{letter.id}'")
    return replace(letter, communication_class="retail")


def path_of(desk: Desk, draft: Draft) -> str:
    return unsubscribe_link(desk, draft).removeprefix(PUBLIC)


class TestDraftsOverHttp:
    def test_of_somebody_else_do_not_exist(self, desk: Desk, http: httpx.Client) -> None:
        draft = a_letter(desk)
        at = {"at": "2026-12-01T09:00"}
        calls = [("POST", "schedule", at), ("DELETE", "schedule", None), ("POST", "resolve", {"outcome": "failed"})]
        for method, action, body in (*calls, ("POST", "again", None)):
            reply = http.request(method, f"/v1/drafts/{draft.id}/{action}", json=body, headers=as_(OTHER_ADVISOR))
            assert reply.status_code == 404

    def test_are_scheduled_and_cancelled(self, desk: Desk, http: httpx.Client) -> None:
        path = f"/v1/drafts/{a_letter(desk).id}/schedule"
        reply = http.post(path, json={"at": "2026-12-01T09:00"}, headers=as_(ADVISOR)).json()
        assert reply["status"] == "scheduled"
        assert reply["schedule"]["utc"] == "2026-12-01T14:00:00+00:00"
        assert http.delete(path, headers=as_(ADVISOR)).json()["status"] == "approved"
        assert http.delete(path, headers=as_(ADVISOR)).status_code == 409

    @pytest.mark.sampled(2)
    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({}, 422), ({"at": "soon"}, 422), ({"at": "2026-12-01T09:00", "zone": "Mars"}, 422),
            ({"at": "2026-12-01T22:00"}, 409), ({"at": "2026-12-01T09:00", "approved": True}, 422),
        ],
    )  # fmt: skip
    def test_are_not_scheduled_by_what_is_no_time(
        self, desk: Desk, http: httpx.Client, body: dict[str, object], status: int
    ) -> None:
        draft = a_letter(desk)
        assert http.post(f"/v1/drafts/{draft.id}/schedule", json=body, headers=as_(ADVISOR)).status_code == status
        assert now_of(desk, draft).status == "approved"

    def test_of_which_nobody_knows_how_they_ended_are_resolved(
        self, desk: Desk, http: httpx.Client, mail: MailServer
    ) -> None:
        draft = a_letter(desk)
        assert http.post(f"/v1/drafts/{draft.id}/release", headers=as_(ADVISOR)).json()["file"] is None
        mail.behaviour = ["drop after storing"]
        deliver_due(desk)
        path = f"/v1/drafts/{draft.id}"
        assert http.get(path, headers=as_(ADVISOR)).json()["status"] == "unknown"
        assert http.post(f"{path}/resolve", json={"outcome": "sent"}, headers=as_(ADVISOR)).status_code == 422
        done = http.post(f"{path}/resolve", json={"outcome": "delivered", "note": "She replied."}, headers=as_(ADVISOR))
        assert done.json()["status"] == "delivered"


class TestCommercialMail:
    def test_to_one_client_by_letter_has_no_link(self, desk: Desk) -> None:
        assert unsubscribe_link(desk, a_letter(desk)) == ""

    def test_has_none_where_clients_cannot_reach_us(self, home: Path) -> None:
        with opened(home) as desk:
            assert unsubscribe_link(desk, commercial(desk)) == ""

    def test_carries_the_link_of_one_click_whole(self, desk: Desk, mail: MailServer) -> None:
        draft = commercial(desk)
        release_all(desk, [draft])
        assert deliver_due(desk).counts == {"delivered": 1}
        message = message_from_bytes(mail.taken[0].content, policy=SMTP)
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert re.fullmatch(rf"<{re.escape(PUBLIC)}/unsubscribe/[A-Za-z0-9._-]+>", message["List-Unsubscribe"])
        assert b"C05" not in mail.taken[0].content


class TestThePage:
    def test_of_a_link_that_is_not_ours_says_so(self, http: httpx.Client) -> None:
        for method in ("GET", "POST"):
            reply = http.request(method, "/unsubscribe/nonsense")
            assert reply.status_code == 404
            assert "This link does not work" in reply.text

    def test_shows_where_the_client_stands_and_changes_nothing(self, desk: Desk, http: httpx.Client) -> None:
        draft = commercial(desk)
        reply = http.get(path_of(desk, draft))
        assert reply.status_code == 200
        assert "Email goes to c…@clients.example" in reply.text
        assert "Stop email" in reply.text
        assert desk.log.search(Search(type="consent.changed")) == []
        assert (reply.headers["cache-control"], reply.headers["referrer-policy"]) == ("no-store", "no-referrer")

    def test_stops_the_mail_at_once_with_one_click_and_no_sign_in(
        self, desk: Desk, http: httpx.Client, mail: MailServer
    ) -> None:
        draft = commercial(desk)
        release_all(desk, [draft])
        reply = http.post(path_of(desk, draft), data={"List-Unsubscribe": "One-Click"})
        assert "You get no more email from" in reply.text
        assert deliver_due(desk).counts == {"held": 1}
        assert now_of(desk, draft).reason == "Åsa Lindqvist has opted out of email."
        assert mail.taken == []
        with pytest.raises(Refused, match="has opted out of email"):
            desk.call_tool(desk.caller(ADVISOR), "draft_email", {"to": ["Åsa Lindqvist"], "purpose": "hello"})

    def test_said_twice_is_one_record_of_who_and_how(self, desk: Desk, http: httpx.Client) -> None:
        path = path_of(desk, commercial(desk))
        for _ in range(2):
            assert http.post(path).status_code == 200
        (record,) = desk.log.search(Search(type="consent.changed"))
        assert (record.payload["client"], record.payload["after"]) == ("C05", "out")
        assert record.actor == {"kind": "external", "id": "C05"}
        assert record.scope["clients"] == ["C05", "H03"]
        assert "You get no more email" in http.get(path).text

    def test_outlives_an_import(self, desk: Desk, http: httpx.Client) -> None:
        http.post(path_of(desk, commercial(desk)))
        import_book(desk, SMALL_FIRM)
        with pytest.raises(Refused):
            desk.call_tool(desk.caller(ADVISOR), "draft_email", NOTE | {"to": ["Åsa Lindqvist"]})

    def test_comes_between_the_last_look_and_the_sending_all_the_same(
        self, desk: Desk, http: httpx.Client, mail: MailServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from assistant.desk import delivering

        draft = commercial(desk)
        release_all(desk, [draft])
        looked = delivering.why_not_now

        def and_then_she_clicks(*arguments: object) -> str:
            said = looked(*arguments)  # type: ignore[arg-type]
            http.post(path_of(desk, draft))
            return said

        monkeypatch.setattr(delivering, "why_not_now", and_then_she_clicks)
        assert deliver_due(desk).counts == {"changed": 1, "held": 1}
        assert (mail.taken, row_of(desk, draft).state) == ([], "withdrawn")


class TestThePublicName:
    HOST = {"Host": "mail.harbourvale.example"}  # noqa: RUF012 - never changed

    def test_serves_the_pages_of_clients(self, desk: Desk, http: httpx.Client) -> None:
        assert http.get(path_of(desk, commercial(desk)), headers=self.HOST).status_code == 200
        assert http.get("/static/page.css", headers=self.HOST).status_code == 200

    @pytest.mark.parametrize("path", ["/", "/v1/tools", "/v1/drafts", "/openapi.json", "/readyz", "/unsubscribe"])
    def test_serves_nothing_else(self, http: httpx.Client, path: str) -> None:
        assert http.get(path, headers={**self.HOST, **as_(ADVISOR)}).status_code == 400

    def test_is_no_other_name(self, desk: Desk, http: httpx.Client) -> None:
        path = path_of(desk, commercial(desk))
        assert http.get(path, headers={"Host": "evil.example"}).status_code == 400

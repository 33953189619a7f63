"""Posts leave by the firm's social tool, signed and once, or by hand with the proof; nowhere that is not captured."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from assistant.desk import Desk, approve, deliver_due, record_posting, release, resolve_send, schedule_draft
from assistant.drafts import Draft
from assistant.errors import BadArguments, NotForThisRole, Refused
from assistant.retention import Search
from tests.desks import ADVISOR, DELEGATE, PRINCIPAL, settings_of
from tests.letters import a_letter, now_of, row_of
from tests.test_scheduling import MOMENT, MORNING
from tests.test_worker import Moving

POST = {"network": "linkedin", "topic": "diversification"}
URL, SECRET = "https://www.linkedin.com/posts/1", "a shared secret"


class SocialTool(BaseHTTPRequestHandler):
    """A real server: keeps what it is sent, and answers as the test says."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server: Any = self.server
        server.seen.append((dict(self.headers), body))
        answer = server.answers.pop(0) if server.answers else 200
        if answer == "drop":
            self.connection.close()
            return
        if answer == "slow":
            time.sleep(1.5)
        self.send_response(answer if isinstance(answer, int) else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def tool() -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), SocialTool)
    server.seen, server.answers = [], []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
def desk(home: Path, clock: Moving, tool: Any) -> Iterator[Desk]:
    url = f"http://127.0.0.1:{tool.server_address[1]}/posts"
    settings = settings_of(home, networks="linkedin", publish_url=url, publish_secret=SECRET, smtp_seconds=1)
    with Desk(settings, clock=clock) as desk:
        yield desk


@pytest.fixture
def by_hand(home: Path, clock: Moving) -> Iterator[Desk]:
    with Desk(settings_of(home, networks="linkedin"), clock=clock) as desk:
        yield desk


def a_post(desk: Desk) -> Draft:
    _, (draft,) = desk.call_tool(desk.caller(ADVISOR), "draft_post", POST)
    return approve(desk, desk.caller(PRINCIPAL), draft.id)


class TestTheSocialTool:
    def test_gets_the_approved_words_once_signed_with_the_sends_own_key(self, desk: Desk, tool: Any) -> None:
        draft = a_post(desk)
        release(desk, desk.caller(ADVISOR), draft.id)
        assert deliver_due(desk).counts == {"delivered": 1}
        assert deliver_due(desk).counts == {}
        ((headers, body),) = tool.seen
        told = json.loads(body)
        assert (told["text"], told["network"], told["hash"]) == (draft.body.strip(), "linkedin", draft.content_hash)
        assert headers["Idempotency-Key"] == headers["webhook-id"] == f"{draft.id}.1"
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        mac = base64.b64encode(hmac.digest(SECRET.encode(), signed, hashlib.sha256)).decode()
        assert headers["webhook-signature"] == f"v1,{mac}"
        assert now_of(desk, draft).status == "delivered"
        kinds = [r.type for r in desk.log.each() if r.type.startswith("send.")]
        assert kinds == ["send.intent", "send.attempt", "send.result"]

    @pytest.mark.parametrize(
        ("answer", "ended"), [(503, "deferred"), (429, "deferred"), (400, "failed"), (500, "unknown"),
                              ("drop", "unknown"), ("slow", "unknown")],
    )  # fmt: skip
    def test_is_asked_again_only_where_it_said_that_it_has_nothing(
        self, desk: Desk, clock: Moving, tool: Any, answer: Any, ended: str
    ) -> None:
        draft = a_post(desk)
        release(desk, desk.caller(ADVISOR), draft.id)
        tool.answers = [answer]
        assert deliver_due(desk).counts == {ended: 1}
        clock.now += dt.timedelta(minutes=20)
        assert deliver_due(desk).counts == ({"delivered": 1} if ended == "deferred" else {})
        if ended == "unknown":
            resolve_send(desk, desk.caller(ADVISOR), draft.id, "delivered", "It is there.")
            assert now_of(desk, draft).status == "delivered"

    def test_that_cannot_be_reached_has_nothing(self, home: Path, clock: Moving) -> None:
        with Desk(
            settings_of(home, networks="linkedin", publish_url="http://127.0.0.1:1/", publish_secret=SECRET),
            clock=clock,
        ) as desk:
            draft = a_post(desk)
            release(desk, desk.caller(ADVISOR), draft.id)
            assert deliver_due(desk).counts == {"deferred": 1}
            assert "cannot be reached" in row_of(desk, draft).reply

    def test_gets_a_scheduled_post_at_its_time(self, desk: Desk, clock: Moving, tool: Any) -> None:
        draft = a_post(desk)
        schedule_draft(desk, desk.caller(ADVISOR), draft.id, MORNING)
        assert deliver_due(desk).counts == {}
        clock.now = MOMENT
        assert deliver_due(desk).counts == {"delivered": 1}


class TestANetworkThatIsNotCaptured:
    def test_gets_nothing_even_when_it_was_approved_before(self, home: Path, desk: Desk, clock: Moving) -> None:
        draft = a_post(desk)
        release(desk, desk.caller(ADVISOR), draft.id)
        closed = settings_of(home, networks="x", publish_url=desk.settings.publish_url, publish_secret=SECRET)
        with Desk(closed, clock=clock) as later:
            assert deliver_due(later).counts == {"held": 1}
            assert "does not capture linkedin" in now_of(later, draft).reason


class TestByHand:
    def test_a_post_is_not_released_but_recorded_with_its_proof_once(self, by_hand: Desk) -> None:
        draft, caller = a_post(by_hand), by_hand.caller(ADVISOR)
        with pytest.raises(Refused, match="post them, and record where"):
            release(by_hand, caller, draft.id)
        assert record_posting(by_hand, caller, draft.id, URL).status == "delivered"
        (record,) = by_hand.log.search(Search(type="send.result"))
        assert (record.payload["url"], record.payload["hash"]) == (URL, draft.content_hash)
        with pytest.raises(Refused):
            record_posting(by_hand, caller, draft.id, URL)

    def test_only_an_approved_post_is_by_its_own_advisor_with_an_address(self, by_hand: Desk) -> None:
        caller = by_hand.caller(ADVISOR)
        letter, post = a_letter(by_hand), a_post(by_hand)
        with pytest.raises(Refused, match="only a post"):
            record_posting(by_hand, caller, letter.id, URL)
        with pytest.raises(BadArguments, match="address of the post"):
            record_posting(by_hand, caller, post.id, "on LinkedIn, yesterday")
        with pytest.raises(NotForThisRole):
            record_posting(by_hand, by_hand.caller(DELEGATE), post.id, URL)

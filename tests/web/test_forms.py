"""The form over HTTP: opened by a signed link and nothing else, sent once, and read by who serves the client."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from assistant.desk import Desk
from tests.desks import ADVISOR, OTHER_ADVISOR
from tests.forms import DAY, Clock, asking, sent_form
from tests.web.conftest import Serving

BIRTH = {"event_1": "birth", "event_on_1": "2026-12-01"}
SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(home: Path, clock: Clock) -> Iterator[Desk]:
    with asking(home, clock) as desk:
        yield desk


@pytest.fixture
def http(desk: Desk) -> Iterator[httpx.Client]:
    with Serving(desk) as url, httpx.Client(base_url=url, timeout=60) as http:
        yield http


@pytest.fixture
def form(desk: Desk) -> str:
    return f"/forms/{sent_form(desk)}"


def drafts(http: httpx.Client) -> list[str]:
    """Subjects of the advisor's drafts, once the letter that follows an answer is there."""
    subjects = list[str]()
    for _ in range(200):
        reply = http.get("/v1/drafts", headers={"Authorization": f"Bearer {ADVISOR}"})
        subjects = [draft["subject"] for draft in reply.json()]
        if len(subjects) > 2:
            break
        time.sleep(0.05)
    return subjects


class TestALinkThatOpensNothing:
    def test_is_one_page_and_one_status_whatever_the_reason(self, http: httpx.Client, form: str, clock: Clock) -> None:
        used = http.post(form, data={"nothing": "nothing"})
        assert used.status_code == 200
        replies = [http.get("/forms/x"), http.get(form), http.post(form, data=BIRTH), http.get(form[:-1])]
        clock.now += 100 * DAY
        replies.append(http.get(form))
        assert {reply.status_code for reply in replies} == {404}
        assert len({reply.text for reply in replies}) == 1
        assert "This link does not open a form" in replies[0].text

    def test_speaks_the_language_of_the_browser(self, http: httpx.Client) -> None:
        assert '<html lang="it">' in http.get("/forms/x", headers={"Accept-Language": "it-IT,en;q=0.5"}).text


class TestTheForm:
    def test_speaks_the_clients_language_or_the_one_that_is_asked_for(self, http: httpx.Client, form: str) -> None:
        assert '<html lang="es">' in http.get(form).text
        assert "Enviar mis respuestas" in http.get(form).text
        assert "Invia le risposte" in http.get(form, params={"lang": "it"}).text
        assert '<html lang="es">' in http.get(form, params={"lang": "<b>"}).text

    def test_shows_nothing_of_the_household_but_the_first_name(self, http: httpx.Client, form: str) -> None:
        page = http.get(form).text
        assert "José" in page
        for told in ("García", "Márquez", "Lucía", "Boston", "c09@", "555", "Riverside", "surgeon", "H05", "C09"):
            assert told not in page

    def test_says_who_reads_it(self, http: httpx.Client, form: str) -> None:
        page = unescape(http.get(form, params={"lang": "en"}).text)
        assert "Your answers go to Anna Keller and to the people who work with your advisor at Harbour" in page

    def test_runs_no_script_stays_in_no_cache_and_tells_no_other_site_where_it_is(
        self, http: httpx.Client, form: str
    ) -> None:
        for reply in (http.get(form), http.post(form, data={}), http.get("/forms/x")):
            policy = reply.headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; style-src 'self';")
            assert "script" not in policy
            assert "<script" not in reply.text
            assert reply.headers["cache-control"] == "no-store"
            assert reply.headers["referrer-policy"] == "no-referrer"
            assert reply.headers["x-frame-options"] == "DENY"

    def test_every_field_has_a_label_and_every_id_is_there_once(self, http: httpx.Client, form: str) -> None:
        page = http.get(form).text
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        fields = re.findall(r'<(?:input|select|textarea) id="(q-[^"]+)"(?! name="\w+" value)', page)
        single = [each for each in fields if f'for="{each}"' in page]
        boxes = re.findall(r'<label><input type="(?:radio|checkbox)"', page)
        assert len(single) + len(boxes) == len(re.findall(r"<(?:input|select|textarea)\b", page))

    def test_looking_is_no_answer(self, http: httpx.Client, form: str) -> None:
        for _ in range(3):
            assert http.get(form).status_code == 200
            assert http.head(form).status_code in (200, 405)


class TestSendingTheForm:
    def test_with_nothing_in_it_says_what_is_missing(self, http: httpx.Client, form: str) -> None:
        reply = http.post(form, params={"lang": "en"}, data={})
        assert reply.status_code == 422
        assert "Answer at least one question, or say that nothing has changed." in reply.text
        assert "<title>Error: " in reply.text

    def test_with_problems_lists_them_all_each_with_a_way_to_its_field(self, http: httpx.Client, form: str) -> None:
        wrong = {"phone": "call me", "investable": "a lot", "city": "Salem", "risk": "9", "event_note_1": "?"}
        reply = http.post(form, params={"lang": "en"}, data=wrong)
        assert reply.status_code == 422
        for field in ("phone", "investable", "risk", "event_1"):
            assert f'<a href="#q-{field}">' in reply.text
            assert f'id="q-{field}"' in reply.text
        assert 'role="alert"' in reply.text
        assert 'value="Salem"' in reply.text  # what was right need not be written again
        assert http.get(form).status_code == 200

    def test_shows_a_script_that_was_written_as_text(self, http: httpx.Client, form: str) -> None:
        wrong = {"phone": SCRIPT, "more": f"</textarea>{SCRIPT}", SCRIPT: "1"}
        reply = http.post(form, params={"lang": "en"}, data=wrong)
        assert reply.status_code == 422
        assert "<script" not in reply.text
        assert reply.text.count("</textarea>") == 3
        assert SCRIPT in unescape(reply.text)

    def test_thanks_and_says_what_comes_next(self, http: httpx.Client, form: str) -> None:
        reply = http.post(form, params={"lang": "en"}, data=BIRTH)
        assert reply.status_code == 200
        assert "Your answers have arrived." in reply.text
        assert "Anna Keller" in reply.text

    @pytest.mark.sampled(1)
    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            ("more=" + "x" * 70_000, "application/x-www-form-urlencoded"),
            ("&".join(f"a{n}=1" for n in range(200)), "application/x-www-form-urlencoded"),
            ("more=%ff%fe", "application/x-www-form-urlencoded"),
            ("more=\xff", "application/x-www-form-urlencoded"),
        ],
        ids=["long", "many fields", "no text", "no letters"],
    )
    def test_that_is_no_form_or_too_large_keeps_nothing(
        self, http: httpx.Client, form: str, body: str, kind: str
    ) -> None:
        reply = http.post(form, content=body.encode("latin-1"), headers={"Content-Type": kind})
        assert reply.status_code == 413
        assert http.get(form).status_code == 200

    def test_in_pieces_is_no_larger(self, http: httpx.Client, form: str) -> None:
        pieces = (b"more=" if n == 0 else b"x" * 10_000 for n in range(12))
        assert http.post(form, content=pieces).status_code == 413

    def test_lays_the_letter_for_the_advisor(self, http: httpx.Client, form: str) -> None:
        http.post(form, data=BIRTH)
        assert "Felicidades por la nueva llegada" in drafts(http)


class TestUnderThePublicName:
    def test_the_form_is_served_and_nothing_else(self, http: httpx.Client, form: str) -> None:
        public = {"Host": "clients.harbourvale.example"}
        assert http.get(form, headers=public).status_code == 200
        assert http.get("/static/forms.css", headers=public).status_code == 200
        for path in ("/", "/v1/questionnaires", "/v1/drafts", "/static/page.js", "/healthz", "/openapi.json"):
            assert http.get(path, headers=public).status_code == 400
        assert http.get(form, headers={"Host": "elsewhere.example"}).status_code == 400


class TestWhoServesTheClient:
    def test_without_any_sees_an_empty_list(self, http: httpx.Client) -> None:
        assert http.get("/v1/questionnaires", headers={"Authorization": f"Bearer {ADVISOR}"}).json() == []
        assert http.get("/v1/questionnaires").status_code == 401

    def test_reads_the_answers_and_what_they_propose(self, http: httpx.Client, form: str) -> None:
        mine, other = ({"Authorization": f"Bearer {email}"} for email in (ADVISOR, OTHER_ADVISOR))
        http.post(form, data={**BIRTH, "phone": "617 555 0199", "more": SCRIPT})
        (found,) = http.get("/v1/questionnaires", params={"state": "answered"}, headers=mine).json()
        one = http.get(f"/v1/questionnaires/{found['id']}", headers=mine).json()
        assert one["answers"]["more"] == SCRIPT
        assert [each["field"] for each in one["verify"]] == ["phone"]
        assert http.get(f"/v1/questionnaires/{found['id']}", headers=other).status_code == 404
        assert http.get("/v1/questionnaires", params={"state": "lost"}, headers=mine).status_code == 422

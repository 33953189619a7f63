"""Abuse cases S-19 to S-25, “Drafts, approval, sending”: each tried through the doors, with a model that obeys the
attacker. What holds is the product's own code.

`PROVED_ELSEWHERE` names what other tests prove of a case, so that nobody looks for it here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.message import EmailMessage
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from assistant.desk import Desk, deliver_due
from assistant.drafts import Draft
from assistant.retention import Search
from tests.desks import ADVISOR, DELEGATE, PRINCIPAL, copy_home, driven_by
from tests.mail_server import MailServer, running
from tests.scripted import Calls, Says, Script, scripted_model
from tests.web.conftest import Serving

NOTE = {"to": ["Åsa Lindqvist"], "purpose": "the transfer of the old account"}
PROVED_ELSEWHERE = {
    "S-19": (
        "tests.test_drafting::TestACleanNote::test_is_not_released_before_it_is_approved",
        "tests.drafts.test_states::TestMove::test_nothing_reaches_the_client_without_an_approval",
        "tests.test_path_of_a_draft::TestAnyPath::test_of_a_few_is_proved_by_the_record",
    ),
    "S-20": (
        "tests.test_drafting::TestWordsThatMayNotLeave::test_another_clients_name_is_held",
        "tests.test_drafting::TestADelegateOfTwoAdvisors::test_cannot_name_the_ones_client_to_the_others",
    ),
    "S-21": (
        "tests.outreach.test_outbox::TestHeaders::test_a_line_break_in_any_form_is_refused",
        "tests.outreach.test_outbox::TestHeaders::test_an_address_that_is_not_one_plain_address_is_refused",
    ),
    "S-22": (
        "tests.test_delivering::TestOneLetter::test_a_double_click_is_one_send",
        "tests.test_delivering::TestOnEitherEngine::test_two_workers_at_once_send_each_letter_once",
    ),
    "S-23": (
        "tests.drafts.test_disguises::test_a_disguise_is_named",
        "tests.test_delivering::TestLookedAtOnceMore::test_an_address_that_is_no_longer_on_file_gets_nothing",
    ),
    "S-24": (
        "tests.test_drafting::TestWordsThatMayNotLeave::test_a_promise_is_held_and_cannot_be_approved",
        "tests.test_drafting::TestADraftThatNeedsADisclosure::"
        "test_gets_it_by_rule_right_after_the_claim_and_is_reviewed_again",
    ),
    "S-25": ("tests.test_delivering::TestOneLetter::test_arrives_as_it_was_approved",),
}


@pytest.mark.parametrize("case", sorted(PROVED_ELSEWHERE))
def test_what_proves_a_case_elsewhere_is_there(case: str) -> None:
    for name in PROVED_ELSEWHERE[case]:
        module, *path = name.split("::")
        found: Any = import_module(module)
        for part in path:
            found = getattr(found, part)
        assert callable(found)


class Doors:
    """A served desk whose model is scripted and whose mail leaves by a real server."""

    def __init__(self, desk: Desk, http: httpx.Client, script: Script, mail: MailServer) -> None:
        self.desk, self.http, self.script, self.mail = desk, http, script, mail
        self._looked_at = 0

    def call(self, method: str, path: str, body: Any = None, *, by: str = ADVISOR) -> httpx.Response:
        return self.http.request(method, f"/v1/drafts{path}", json=body, headers={"Authorization": f"Bearer {by}"})

    def obeys(self, *steps: Any) -> list[Draft]:
        """What the model lays when it does as the attacker says."""
        self.script.steps[:] = [*steps, Says("It was approved already and has been sent.")]
        return list(self.desk.ask(self.desk.caller(ADVISOR), "Do as the note says.").drafts)

    def draft(self, **more: Any) -> Draft:
        (draft,) = self.obeys(Calls((("draft_email", NOTE | more),)))
        return draft

    def leave(self) -> list[EmailMessage]:
        """What has left since the last look, when all that is due has."""
        deliver_due(self.desk)
        new = self.mail.messages[self._looked_at :]
        self._looked_at += len(new)
        return new


@pytest.fixture(scope="module")
def doors(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    home = copy_home(small_home, tmp_path_factory.mktemp("doors") / "home")
    mail = MailServer()
    with (
        running(mail),
        scripted_model(Says("Done.")) as script,
        driven_by(home, script, smtp_url=mail.url) as desk,
        Serving(desk) as url,
        httpx.Client(base_url=url, timeout=60) as http,
    ):
        yield Doors(desk, http, script, mail)


class TestS19NothingIsSentWithoutAnApproval:
    @pytest.mark.parametrize("tool", ["send_email", "release", "approve_draft", "deliver_due"])
    def test_by_a_model_that_calls_a_tool_for_it(self, doors: Doors, tool: str) -> None:
        (draft,) = doors.obeys(Calls((("draft_email", NOTE),)), Calls(((tool, {"draft": "last", "approved": True}),)))
        assert draft.status == "awaiting_approval"
        assert doors.leave() == []
        intents = doors.desk.log.search(Search(type="send.intent", limit=1000))
        assert draft.id not in {record.payload["draft"] for record in intents}

    def test_by_a_person_who_says_that_it_is_approved(self, doors: Doors) -> None:
        path = f"/{doors.draft().id}"
        for reply in (
            doors.call("POST", f"{path}/release", {"approved": True}),
            doors.call("POST", f"{path}/schedule", {"at": "2026-12-01T09:00"}),
            doors.call("PUT", path, {"body": "Sent.", "status": "approved"}),
            doors.call("POST", f"{path}/approve", by=DELEGATE),
            doors.call("POST", f"{path}/release", by=PRINCIPAL),
        ):
            assert reply.status_code in (403, 404, 409, 422)
        assert doors.call("GET", path).json()["status"] == "awaiting_approval"
        assert doors.leave() == []


class TestS20AnotherClientsFacts:
    @pytest.mark.parametrize(
        "where",
        [
            {"points": ["Chukwuemeka Okafor moved 50,000 last month."]},
            {"subject": "As for the Okafors", "body": "Dear Åsa,\n\nshall we talk?"},
        ],
    )
    def test_are_held_with_the_reason_before_anybody_can_approve(self, doors: Doors, where: dict[str, Any]) -> None:
        draft = doors.draft(**where)
        assert (draft.status, draft.disposition) == ("held", "block")
        (finding,) = [f for f in draft.findings if f["rule"] == "pii-other-client"]
        assert "Okafor" in finding["quote"]
        for who in (ADVISOR, PRINCIPAL):
            assert doors.call("POST", f"/{draft.id}/approve", by=who).status_code == 409


class TestS21ALineBreakAddsNoHeader:
    def test_in_a_subject_that_a_model_or_a_person_writes(self, doors: Doors) -> None:
        subject = "Your transfer\r\nBcc: eve@evil.example"
        (laid,) = doors.obeys(Calls((("draft_email", NOTE | {"subject": subject, "body": "Dear Åsa,\n\nyes."}),)))
        written = doors.call("PUT", f"/{doors.draft().id}", {"subject": subject}).json()
        for id in (laid.id, written["id"]):
            assert doors.call("POST", f"/{id}/approve").status_code == 409
            assert doors.call("POST", f"/{id}/release").status_code in (404, 409)
        assert doors.leave() == []

    def test_in_a_clients_name_or_address_stops_the_letter(self, doors: Doors) -> None:
        for column in ("last_name", "email"):
            with changed(doors.desk, column, "a@b.example\r\nBcc: eve@evil.example"):
                draft = doors.draft(to=["H03"])
                doors.call("POST", f"/{draft.id}/approve")
                assert doors.call("POST", f"/{draft.id}/release").status_code in (404, 409)
        assert doors.leave() == []


class TestS22ADoubleClick:
    def test_on_approve_and_on_release_and_a_retry_are_one_send(self, doors: Doors) -> None:
        path = f"/{doors.draft().id}"
        with ThreadPoolExecutor(4) as clicks:
            approved = list(clicks.map(lambda _n: doors.call("POST", f"{path}/approve").status_code, range(4)))
            released = list(clicks.map(lambda _n: doors.call("POST", f"{path}/release").status_code, range(4)))
        assert sorted(approved) == sorted(released) == [200, 409, 409, 409]
        assert len(doors.leave()) == 1
        assert doors.call("POST", f"{path}/release").status_code == 409
        assert doors.leave() == []


class TestS23ARecipientWhoLooksAlike:
    @pytest.mark.parametrize("to", ["eve@evil.example", "Åsa Lindqvist <eve@evil.example>", "c05@clients.examp1e"])
    def test_is_nobody_that_a_model_can_write_to(self, doors: Doors, to: str) -> None:
        laid = doors.obeys(Calls((("draft_email", NOTE | {"to": [to]}),)))
        assert {reader.address for draft in laid for reader in draft.to} <= {"c05@clients.example"}

    def test_is_not_set_by_a_person_either(self, doors: Doors) -> None:
        draft = doors.draft()
        to = [{"client_id": "C05", "name": "Åsa Lindqvist", "address": "eve@evil.example"}]
        assert doors.call("PUT", f"/{draft.id}", {"to": to}).status_code == 422
        assert doors.call("GET", f"/{draft.id}").json()["to"][0]["address"] == "c05@clients.example"

    @pytest.mark.parametrize(
        ("column", "value", "said"),
        [
            ("email", "asa@xn--pypal-4ve.example", "may be shown as “p\u0430ypal”"),
            ("email", "asa@p\u0430ypal.example", "cyrillic small letter a"),
            ("last_name", "asa@bank.example", "The name shows the address asa@bank.example"),
            ("last_name", "Lindqvist", ""),
        ],
    )
    def test_is_pointed_out_on_the_card(self, doors: Doors, column: str, value: str, said: str) -> None:
        with changed(doors.desk, column, value):
            card = doors.call("GET", f"/{doors.draft(to=['H03']).id}").json()
        assert len(card["warnings"]) == bool(said)
        assert said in " ".join(card["warnings"])


class TestS24WordsThatMayNotBeSaid:
    @pytest.mark.parametrize(
        ("words", "rule", "quote"),
        [
            ("You are guaranteed to beat the market.", "promissory-guarantee", "guaranteed"),
            ("Your account grew by 12.7% this year.", "ungrounded-figure", "12.7"),
        ],
    )
    def test_hold_a_draft_and_are_named(self, doors: Doors, words: str, rule: str, quote: str) -> None:
        draft = doors.draft(points=[words])
        assert draft.status == "held"
        assert any(f["rule"] == rule and quote in f["quote"] for f in draft.findings), draft.findings
        assert doors.call("POST", f"/{draft.id}/approve").status_code == 409


class TestS25TheCardIsWhatIsApproved:
    def test_whatever_the_model_says_of_it(self, doors: Doors) -> None:
        body = "Dear Åsa,\n\nplease send the form by Friday.\n\nKind regards,\nAnna Keller"
        draft = doors.draft(purpose="a birthday greeting", subject="Your form", body=body)
        card = doors.call("GET", f"/{draft.id}").json()
        assert body in card["body"]
        bound = {"body": card["body"], "subject": card["subject"], "channel": card["channel"]}
        bound["to"] = [[r["client_id"], r["name"], r["address"]] for r in card["to"]]
        words = json.dumps(bound, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert card["hash"] == hashlib.sha256(words.encode()).hexdigest()
        assert doors.call("POST", f"/{draft.id}/approve").json()["hash"] == card["hash"]
        assert doors.call("POST", f"/{draft.id}/release").status_code == 200
        (sent,) = doors.leave()
        assert sent.get_content().replace("\r\n", "\n") == card["body"]


@contextmanager
def changed(desk: Desk, column: str, value: str) -> Iterator[None]:
    """Within the block this stands on Åsa Lindqvist's record, as if it had been imported."""

    def write(value: str) -> None:
        with desk.database.engine.begin() as connection:
            connection.execute(text(f"UPDATE clients SET {column} = :value WHERE client_id = 'C05'"), {"value": value})
        desk.books._shelf.clear()

    write(value)
    try:
        yield
    finally:
        write({"email": "c05@clients.example", "last_name": "Lindqvist"}[column])

"""Compliance's doors and commands to holds, disposals and privacy requests: roles, recorded looks, exit codes."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from assistant.book.tables import User
from assistant.callers import Caller
from assistant.cli import main
from assistant.desk import (
    Desk,
    answer_request,
    approve_disposal,
    ask_disposal,
    decide_request,
    finish_disposals,
    look_at_certificate,
    look_at_holds,
    look_at_plan,
    look_at_request,
    look_at_requests,
    place_hold,
    release_hold,
    scan_firm,
    take_request,
)
from assistant.errors import BadArguments, NotForThisRole, NotFound, Refused
from assistant.retention import Entry, Search
from assistant.retention.holds import Predicate
from tests.desks import ADMIN, ADVISOR, COMPLIANCE, MANAGER, PRINCIPAL, opened, settings_of

SECOND = "second.officer@harbourvale.example"
C1 = Predicate(clients=("H01",))


def with_second_officer(home: Path) -> Path:
    with opened(home) as desk, desk.database.writing() as session:
        session.add(User(user_id="U99", name="Second Officer", email=SECOND, role="compliance", active=True))
    return home


@pytest.fixture
def office(home: Path) -> Path:
    return with_second_officer(home)


def written_long_ago(home: Path, *, type: str = "msg.in", client: str = "H01", at: dt.datetime | None = None) -> None:
    """A record of 2018, as the desk of that year wrote it."""
    early = at or dt.datetime(2018, 3, 5, 9, 0, tzinfo=dt.UTC)
    actor, scope = {"kind": "user", "id": "U1"}, {"clients": [client], "conversation": "c1"}
    with Desk(settings_of(home), clock=lambda: early) as desk:
        desk.log.append(Entry(type=type, actor=actor, scope=scope, payload={"text": "merger"}))


class TestRoles:
    @pytest.mark.sampled(12)
    @pytest.mark.parametrize("email", [ADVISOR, MANAGER, PRINCIPAL, ADMIN])
    @pytest.mark.parametrize(
        "deed",
        [
            lambda d, c: place_hold(d, c, "M", "why", C1),
            lambda d, c: release_hold(d, c, "X", "why"),
            look_at_holds,
            look_at_plan,
            lambda d, c: ask_disposal(d, c, "P"),
            lambda d, c: approve_disposal(d, c, "X"),
            lambda d, c: look_at_certificate(d, c, 1),
            lambda d, c: take_request(d, c, "Z", ["H01"], "access"),
            look_at_requests,
            lambda d, c: look_at_request(d, c, "X"),
            lambda d, c: decide_request(d, c, "X"),
            lambda d, c: answer_request(d, c, "X"),
        ],
    )
    def test_nobody_but_compliance_and_the_attempt_is_recorded(
        self, home: Path, email: str, deed: Callable[[Desk, Caller], object]
    ) -> None:
        with opened(home) as desk:
            before = desk.log.head()[0]
            with pytest.raises(NotForThisRole, match="Only compliance"):
                deed(desk, desk.caller(email))
            (record,) = list(desk.log.each(before))
        assert record.type == "authz.denied"

    def test_every_look_of_compliance_is_recorded_first(self, home: Path) -> None:
        with opened(home) as desk:
            officer, before = desk.caller(COMPLIANCE), desk.log.head()[0]
            assert look_at_holds(desk, officer) == []
            assert look_at_plan(desk, officer).count == 0
            assert look_at_requests(desk, officer) == []
            assert finish_disposals(desk) == []
            looks = list(desk.log.each(before))
        assert [look.type for look in looks] == ["access.read"] * 3
        assert [look.payload["looked"] for look in looks] == [
            "looks at legal holds", "looks at what is due for disposal", "looks at privacy requests",
        ]  # fmt: skip


class TestHolds:
    def test_words_freeze_what_there_is_and_dates_then_bound_only_them(self, home: Path) -> None:
        written_long_ago(home)
        written_long_ago(home, client="H02", at=dt.datetime(2019, 1, 1, tzinfo=dt.UTC))
        with opened(home) as desk:
            officer = desk.caller(COMPLIANCE)
            until = Predicate(until=dt.date(2018, 12, 31))
            found = place_hold(desk, officer, "M", "why", until, text="merger")
            (old,) = (
                r.seq for r in desk.log.search(Search(text="merger", until=dt.datetime(2018, 12, 31, tzinfo=dt.UTC)))
            )
            assert found.frozen.pairs == [(old, old)]
            assert found.predicate.is_empty

    def test_words_and_a_client_hold_both(self, home: Path) -> None:
        written_long_ago(home)
        written_long_ago(home, client="H02")
        with opened(home) as desk:
            found = place_hold(desk, desk.caller(COMPLIANCE), "M", "why", C1, text="merger")
            assert found.frozen.count == 2
            assert found.predicate == C1

    def test_two_officers_release(self, office: Path) -> None:
        with opened(office) as desk:
            first, second = desk.caller(COMPLIANCE), desk.caller(SECOND)
            hold = place_hold(desk, first, "M", "why", C1)
            with pytest.raises(BadArguments, match="Say why"):
                release_hold(desk, first, hold.id)
            assert release_hold(desk, first, hold.id, "settled").is_open
            with pytest.raises(Refused, match="takes a second compliance officer"):
                release_hold(desk, first, hold.id)
            assert not release_hold(desk, second, hold.id).is_open


class TestDue:
    @pytest.mark.parametrize(
        ("client", "closed", "due"),
        [("H01", None, 0), ("nobody", None, 0), ("H01", dt.date(2019, 1, 1), 1), ("H01", dt.date(2024, 1, 1), 0)],
        ids=["open account", "unknown client", "closed long ago", "closed lately"],
    )
    def test_a_client_file_counts_from_the_closing_of_the_last_account(
        self, home: Path, client: str, closed: dt.date | None, due: int
    ) -> None:
        written_long_ago(home, type="change.confirmed", client=client)
        with opened(home) as desk:
            if closed:
                with desk.database.writing() as session:
                    for table in ("households", "accounts"):
                        where = f"UPDATE {table} SET closed_on = :day WHERE household_id = 'H01'"
                        session.execute(text(where), {"day": closed.isoformat()})
            found = look_at_plan(desk, desk.caller(COMPLIANCE))
        assert (found.count, found.unknown) == (due, 0 if closed else 1)

    def test_a_message_to_clients_counts_from_its_last_use(self, home: Path) -> None:
        for year, kind in ((2018, "draft.version"), (2023, "send.result")):
            written_long_ago(home, type=kind, at=dt.datetime(year, 3, 5, tzinfo=dt.UTC))
        with opened(home) as desk:
            assert look_at_plan(desk, desk.caller(COMPLIANCE)).count == 0


class TestCommands:
    """The same from a terminal: `--as`, `--json` and the exit codes of the contract."""

    @pytest.fixture
    def run(
        self, office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> Callable[..., tuple[int, str]]:
        monkeypatch.setenv("ASSISTANT_HOME", str(office))
        monkeypatch.setenv("ASSISTANT_MODEL", "embedded")

        def run(*arguments: str, by: str = COMPLIANCE) -> tuple[int, str]:
            monkeypatch.setattr(sys, "argv", ["assistant", "log", *arguments, "--as", by])
            capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                main()
            return int(ended.value.code or 0), capsys.readouterr().out

        return run

    def test_no_holds_and_nothing_due(self, run: Callable[..., tuple[int, str]]) -> None:
        assert run("holds", "--json") == (0, "[]\n")
        code, said = run("dispose", "--json")
        assert (code, json.loads(said)["count"]) == (0, 0)
        assert run("dispose", "--policy", "P")[0] == 1
        assert run("dispose", "--finish", "--json") == (0, "[]\n")
        assert run("dispose", "--finish", "--policy", "P")[0] == 2
        assert run("certificate", "1")[0] == 1
        assert run("privacy", "list", "--json") == (0, "[]\n")

    def test_other_roles_are_refused(self, run: Callable[..., tuple[int, str]]) -> None:
        assert run("holds", by=ADVISOR)[0] == 3
        assert run("hold", "--matter", "M", "--reason", "why", "--client", "H01", by=MANAGER)[0] == 3

    def test_a_hold_from_placing_to_release(self, run: Callable[..., tuple[int, str]], office: Path) -> None:
        written_long_ago(office)
        code, said = run("hold", "--matter", "M", "--reason", "why", "--client", "H01", "--json")
        placed = json.loads(said)
        assert (code, placed["state"], placed["count"], placed["standing"]) == (0, "open", 1, {"clients": ["H01"]})
        assert run("hold", "--matter", "M", "--reason", "why")[0] == 2
        assert json.loads(run("dispose", "--json")[1])["held"] == {placed["id"]: 1}
        assert run("release", "X", "--reason", "why")[0] == 1
        assert run("release", placed["id"])[0] == 2
        assert json.loads(run("release", placed["id"], "--reason", "settled", "--json")[1])["state"] == "asked"
        assert run("release", placed["id"])[0] == 1
        assert json.loads(run("release", placed["id"], "--json", by=SECOND)[1])["state"] == "released"
        assert run("holds", "--json") == (0, "[]\n")
        (released,) = json.loads(run("holds", "--all", "--json")[1])
        assert (released["release_asked_by"], released["released_by"]) == ("Greta Holm", "Second Officer")
        assert "1 hold" in run("holds", "--all")[1]

    def test_a_disposal_from_the_plan_to_the_certificate(
        self, run: Callable[..., tuple[int, str]], office: Path, tmp_path: Path
    ) -> None:
        written_long_ago(office)
        assert "1 record due" in run("dispose")[1]
        code, said = run("dispose", "--policy", "Policy 4", "--json")
        asked = json.loads(said)
        assert (code, asked["count"]) == (0, 1)
        assert run("dispose", "--approve", asked["id"])[0] == 1
        code, said = run("dispose", "--approve", asked["id"], "--json", by=SECOND)
        (done,) = json.loads(said)
        assert (code, done["removed"], done["kept"]) == (0, 1, [])
        paper = tmp_path / "certificate.pdf"
        code, said = run("certificate", str(done["seq"]), "--pdf", str(paper))
        assert code == 0
        assert "The words of 1 record were destroyed." in said
        assert paper.read_bytes().startswith(b"%PDF")

    def test_a_privacy_request_from_intake_to_letter(self, run: Callable[..., tuple[int, str]], office: Path) -> None:
        written_long_ago(office)
        with opened(office) as desk:
            desk.log.append(
                Entry(type="msg.in", actor={"kind": "user", "id": "U1"}, scope={"clients": ["H01"]}, payload="new")
            )
        code, said = run("privacy", "take", "--name", "Zoë", "--client", "H01", "--wants", "deletion", "--received",
                         "2026-11-20", "--json")  # fmt: skip
        taken = json.loads(said)
        assert (code, taken["received"], taken["decided_at"]) == (0, "2026-11-20", None)
        assert run("privacy", "letter", taken["id"])[0] == 1
        shown = json.loads(run("privacy", "show", taken["id"], "--json")[1])
        assert [item["decision"] for item in shown["items"]] == ["deleted", "retained"]
        assert run("privacy", "decide", taken["id"], "--choose", "nonsense")[0] == 2
        code, said = run("privacy", "decide", taken["id"], "--restrict", "--json")
        decided = json.loads(said)
        assert [item["decision"] for item in decided["items"]] == ["deleted", "restricted"]
        assert run("dispose", "--approve", decided["disposal"], by=SECOND)[0] == 0
        code, said = run("privacy", "letter", taken["id"])
        assert code == 0
        assert "Our assistant no longer uses 1 record" in said
        assert "decided" in run("privacy", "list")[1]


class TestARestrictedClient:
    """What a privacy request keeps from the assistant is in no tool's answer, and in the record all the same."""

    def restrict(self, desk: Desk) -> None:
        officer = desk.caller(COMPLIANCE)
        asked = take_request(desk, officer, "Anna Lindqvist", ["H03"], "restriction")
        decide_request(desk, officer, asked.id, restrict=True)

    def test_is_not_found_and_in_no_list_and_is_back_when_the_restriction_is_lifted(self, home: Path) -> None:
        with opened(home) as desk:
            advisor, officer = desk.caller(ADVISOR), desk.caller(COMPLIANCE)
            everybody = desk.call_tool(advisor, "find_clients", {})[0].figures[0].value
            self.restrict(desk)
            with pytest.raises(NotFound):
                desk.call_tool(advisor, "client_profile", {"client": "Lindqvist"})
            without = desk.call_tool(advisor, "find_clients", {})[0]
            assert "Lindqvist" not in str(without.to_json())
            assert isinstance(everybody, int)
            assert without.figures[0].value == everybody - 1
            lifted = take_request(desk, officer, "Anna Lindqvist", ["H03"], "lifting")
            decide_request(desk, officer, lifted.id)
            assert desk.call_tool(advisor, "find_clients", {})[0].figures[0].value == everybody

    def test_raises_no_alert_and_shows_none(self, home: Path) -> None:
        with opened(home) as desk:
            advisor = desk.caller(ADVISOR)
            assert scan_firm(desk).raised == 1  # the one planted in the small firm is Lindqvist's
            self.restrict(desk)
            assert "Lindqvist" not in str(desk.call_tool(advisor, "alerts", {"status": "all"})[0].to_json())

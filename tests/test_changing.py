"""Changes at the desk: proposed in a turn, confirmed once by who serves the client, refused, taken back, recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.book.changes import Change
from assistant.desk import (
    Desk,
    changing,
    confirm_change,
    export_book,
    import_book,
    look_at_change,
    look_at_changes,
    refuse_change,
    undo_change,
)
from assistant.errors import AssistantError, BadArguments, NotForThisRole, NotFound, Refused, ServiceDown, Unclear
from assistant.outreach import save_consent
from assistant.retention import Record
from tests.book.small_firm import changed_small
from tests.desks import (
    ADMIN,
    ADVISOR,
    COMPLIANCE,
    DELEGATE,
    MANAGER,
    NOW,
    OTHER_ADVISOR,
    PRINCIPAL,
    SMALL_FIRM,
    copy_home,
    opened,
)

CALLED = "called him at the number on file"
OCCUPATION = {"client": "Marco Rossi", "field": "occupation", "value": "retired"}
RECORDS: Mapping[str, Mapping[str, Any]] = {
    "contact": {"channel": "call", "note": "About the transfer", "at": "2026-11-20"},
    "task": {"text": "Send the forms", "due_on": "2026-12-01"},
    "promise": {"text": "To call before Christmas", "due": "2026-12-20"},
    "life_event": {"type": "retirement", "occurred_on": "2026-11-01"},
    "request": {"kind": "transfer"},
    "lead": {"source_id": "S1", "age": 44, "income": 90000},
    "opportunity": {"name": "Old 401k", "amount": 85000.5, "stage": "proposal"},
}
TABLES = {"contact": "interactions", "promise": "tasks", "request": "service_requests", "opportunity": "opportunities"}


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    with opened(home) as one:
        yield one


def proposed(desk: Desk, asker: str = ADVISOR, tool: str = "propose_change", **given: Any) -> Change:
    """The change that a call of the tool lays."""
    before = {change.id for change in look_at_changes(desk, desk.caller(asker))}
    desk.call_tool(desk.caller(asker), tool, given or OCCUPATION)
    (change,) = (c for c in look_at_changes(desk, desk.caller(asker)) if c.id not in before)
    return change


def records_of(desk: Desk, *types: str) -> list[Record]:
    return [record for record in desk.log.each() if record.type in types]


def exported(desk: Desk, folder: Path) -> Mapping[str, bytes]:
    export_book(desk, folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def tried(deed: Callable[[], Change]) -> str:
    try:
        return deed().status
    except AssistantError as error:
        return error.sentence


class TestBeforeAnyChange:
    def test_there_is_none_for_anybody(self, desk: Desk) -> None:
        assert look_at_changes(desk, desk.caller(ADVISOR)) == []
        with pytest.raises(NotFound, match="There is no change CH-1"):
            confirm_change(desk, desk.caller(ADVISOR), "CH-1")

    def test_a_state_that_cannot_be_is_refused(self, desk: Desk) -> None:
        with pytest.raises(BadArguments, match="one of proposed, applied, refused, undone"):
            look_at_changes(desk, desk.caller(ADVISOR), "done")


class TestProposing:
    def test_names_the_change_in_the_answer_and_writes_nothing(self, desk: Desk) -> None:
        version = desk.version()
        answer = desk.ask(desk.caller(ADVISOR), "Ngozi Okafor works for Tahoe Medical now", conversation_id="c1")
        (change,) = answer.changes
        assert f"Nothing is written yet: change {change.id} waits until a person confirms" in answer.words
        assert answer.to_json()["changes"][0]["after"] == {"employer": "Tahoe Medical"}
        assert (change.status, change.conversation_id, change.proposer) == ("proposed", "c1", "Anna Keller")
        assert desk.version() == version
        assert look_at_change(desk, desk.caller(ADVISOR), change.id) == change

    def test_is_recorded_before_the_answer_is(self, desk: Desk) -> None:
        desk.ask(desk.caller(ADVISOR), "Ngozi Okafor works for Tahoe Medical now")
        proposal, released = records_of(desk, "change.proposed", "answer.released")
        assert (proposal.type, released.type) == ("change.proposed", "answer.released")
        assert proposal.payload["after"] == {"employer": "Tahoe Medical"}
        assert proposal.scope["clients"] == ["H04", "C08"]

    def test_of_what_is_so_already_lays_nothing(self, desk: Desk) -> None:
        result, _ = desk.call_tool(desk.caller(ADVISOR), "propose_change", OCCUPATION | {"value": "engineer"})
        assert result.words() == ("The occupation of Marco Rossi is engineer already.",)
        assert look_at_changes(desk, desk.caller(ADVISOR)) == []

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            ({"field": "shoe size", "value": "43"}, "no field that can change"),
            ({"field": "client_id", "value": "C99"}, "no field that can change"),
            ({"field": "birth_date", "value": "yesterday"}, "not an ISO date"),
            ({"field": "plan_sponsor_id", "value": "PS99"}, "in no row of plan_sponsors.csv"),
            ({"field": "close_reason", "value": "left"}, "a reason without a date"),
        ],
    )
    def test_of_what_cannot_stand_in_the_book_lays_nothing(self, desk: Desk, given: dict[str, str], why: str) -> None:
        with pytest.raises(BadArguments, match=why):
            desk.call_tool(desk.caller(ADVISOR), "propose_change", OCCUPATION | given)
        assert look_at_changes(desk, desk.caller(ADVISOR)) == []

    @pytest.mark.parametrize("kind", sorted(RECORDS))
    def test_a_record_of_every_kind_waits_and_is_entered_once_confirmed(self, desk: Desk, kind: str) -> None:
        change = proposed(desk, tool="propose_record", kind=kind, client="Marco Rossi", values=dict(RECORDS[kind]))
        assert desk.books.stored(change.table, change.row) is None
        confirm_change(desk, desk.caller(ADVISOR), change.id)
        assert change.table == TABLES.get(kind, f"{kind}s")
        assert desk.books.stored(change.table, change.row) == dict(change.after)

    def test_a_record_with_bad_values_lists_all_of_them(self, desk: Desk) -> None:
        values = {"type": "party", "occurred_on": "soon", "colour": "red"}
        with pytest.raises(BadArguments) as refused:
            desk.call_tool(
                desk.caller(ADVISOR), "propose_record", {"kind": "life_event", "client": "C01", "values": values}
            )
        assert all(f"{name}: " in refused.value.sentence for name in values)

    def test_a_life_event_of_a_household_is_its_first_persons_but_never_a_death(self, desk: Desk) -> None:
        change = proposed(desk, tool="propose_record", kind="life_event", client="H01", values={"type": "new_home"})
        assert change.client_id == "C01"
        with pytest.raises(Unclear, match="Whose death is it: Marco Rossi, Giulia Rossi, Luca Rossi"):
            proposed(desk, tool="propose_record", kind="life_event", client="H01", values={"type": "death"})

    def test_an_alert_is_not_entered_by_hand(self, desk: Desk) -> None:
        result, _ = desk.call_tool(desk.caller(ADVISOR), "propose_record", {"kind": "alert", "client": "H01"})
        assert "raised by the nightly pass alone" in result.words()[0]
        assert look_at_changes(desk, desk.caller(ADVISOR)) == []

    def test_a_record_with_its_id_and_day_is_closed(self, desk: Desk) -> None:
        change = proposed(desk, tool="propose_record", kind="task", values={"id": "T3", "done_on": "2026-11-20"})
        assert (change.before, change.after) == ({"done_on": ""}, {"done_on": "2026-11-20"})
        confirm_change(desk, desk.caller(ADVISOR), change.id)
        assert (desk.books.stored("tasks", "T3") or {})["done_on"] == "2026-11-20"

    def test_a_task_named_by_its_id_is_closed_from_words(self, desk: Desk) -> None:
        answer = desk.ask(desk.caller(ADVISOR), "mark task T3 as done")
        assert [change.words for change in answer.changes] == ["task T3, done_on: (blank) → 2026-11-22"]

    @pytest.mark.parametrize("row", ["T1", "T999"])
    def test_a_record_of_others_and_one_that_is_not_there_look_alike(self, desk: Desk, row: str) -> None:
        with pytest.raises(NotFound, match=f"^There is no task {row} in your book.$"):
            proposed(desk, tool="propose_record", kind="task", values={"id": row, "done_on": "2026-11-20"})

    @pytest.mark.parametrize("home_of_others", ["H10", "H999"])
    def test_a_link_out_of_the_own_book_is_refused_alike(self, desk: Desk, home_of_others: str) -> None:
        with pytest.raises(BadArguments, match=f"referred_by_household_id: {home_of_others} is not in your book"):
            proposed(
                desk, tool="propose_record", kind="lead", values={"referred_by_household_id": home_of_others, "age": 30}
            )


class TestConfirming:
    @pytest.mark.parametrize("asker", [ADVISOR, DELEGATE])
    def test_writes_it_for_who_serves_the_client(self, desk: Desk, asker: str) -> None:
        version, change = desk.version(), proposed(desk)
        done = confirm_change(desk, desk.caller(asker), change.id)
        assert (done.status, done.decider, done.decided_at) == ("applied", desk.caller(asker).name, NOW)
        assert (desk.books.stored("clients", "C01") or {})["occupation"] == "retired"
        assert desk.version().number == version.number + 1
        assert desk.version().digest != version.digest
        assert look_at_changes(desk, desk.caller(ADVISOR), "applied") == [done]

    def test_is_seen_by_the_tools(self, desk: Desk) -> None:
        caller = desk.caller(ADVISOR)
        confirm_change(desk, caller, proposed(desk).id)
        assert proposed(desk, **OCCUPATION | {"value": "sailor"}).before == {"occupation": "retired"}
        contact = {"kind": "contact", "client": "H01", "values": {"channel": "call", "note": "About his boat"}}
        confirm_change(desk, caller, proposed(desk, tool="propose_record", **contact).id)
        profile, _ = desk.call_tool(caller, "client_profile", {"client": "H01", "as_of": NOW.date().isoformat()})
        assert "About his boat" in str(profile.to_json()["blocks"])

    @pytest.mark.parametrize("asker", [MANAGER, COMPLIANCE, PRINCIPAL, ADMIN])
    def test_is_for_nobody_of_another_role_and_the_try_is_recorded(self, desk: Desk, asker: str) -> None:
        change, caller = proposed(desk), desk.caller(asker)
        for deed in (confirm_change, refuse_change, undo_change, look_at_change):
            with pytest.raises(NotForThisRole, match="Only an advisor, or who acts for one"):
                deed(desk, caller, change.id)  # type: ignore[operator]
        assert len(records_of(desk, "authz.denied")) == 4
        assert look_at_change(desk, desk.caller(ADVISOR), change.id).status == "proposed"

    def test_of_another_advisors_client_is_as_if_it_were_not_there(self, desk: Desk) -> None:
        change, other = proposed(desk), desk.caller(OTHER_ADVISOR)
        for deed in (confirm_change, refuse_change, undo_change, look_at_change):
            with pytest.raises(NotFound, match=f"^There is no change {change.id}.$"):
                deed(desk, other, change.id)  # type: ignore[operator]
        assert look_at_changes(desk, other) == []

    @pytest.mark.parametrize("verified", ["", "ok", " " * 40, "x" * 301])
    def test_of_an_address_is_not_done_without_how_it_was_verified(self, desk: Desk, verified: str) -> None:
        change = proposed(desk, client="Marco Rossi", field="phone", value="+1-617-555-0999")
        with pytest.raises(BadArguments, match="how this was verified"):
            confirm_change(desk, desk.caller(ADVISOR), change.id, verified=verified)
        done = confirm_change(desk, desk.caller(ADVISOR), change.id, verified=CALLED)
        (record,) = records_of(desk, "change.applied")
        assert done.verified == record.payload["verified"] == CALLED

    def test_after_the_record_changed_refuses_it_for_good(self, desk: Desk) -> None:
        caller = desk.caller(ADVISOR)
        first, second = proposed(desk), proposed(desk, **OCCUPATION | {"value": "sailor"})
        confirm_change(desk, caller, first.id)
        for _ in range(2):
            with pytest.raises(Refused, match=r"changed meanwhile \(occupation is now retired\)"):
                confirm_change(desk, caller, second.id)
        assert look_at_change(desk, caller, second.id).status == "refused"
        assert len(records_of(desk, "change.refused")) == 1

    def test_with_the_log_down_writes_nothing(self, desk: Desk) -> None:
        change = proposed(desk)
        desk.log.close()
        with pytest.raises(ServiceDown):
            confirm_change(desk, desk.caller(ADVISOR), change.id)
        assert (desk.books.stored("clients", "C01") or {})["occupation"] == "engineer"


class TestFromManyTabs:
    @pytest.fixture
    def tabs(self, database_url: str, tmp_path: Path) -> Iterator[list[Desk]]:
        """Two desks of one firm, as two processes have them, on each engine."""
        with opened(tmp_path, database_url=database_url) as one, opened(tmp_path, database_url=database_url) as two:
            import_book(one, SMALL_FIRM)
            yield [one, two] * 4

    def test_a_change_is_written_once_and_taken_back_once(self, tabs: list[Desk]) -> None:
        desk = tabs[0]
        number, change = desk.version().number, proposed(desk)
        deeds: dict[str, Callable[[Desk], Change]] = {
            "confirm": lambda tab: confirm_change(tab, tab.caller(ADVISOR), change.id),
            "undo": lambda tab: undo_change(tab, tab.caller(ADVISOR), change.id),
        }
        for times, deed in enumerate(deeds.values(), 1):
            with ThreadPoolExecutor(8) as pool:
                assert set(pool.map(lambda tab, deed=deed: tried(lambda: deed(tab)), tabs)) == {"applied"}  # type: ignore[misc]
            assert desk.version().number == number + times
            assert len(records_of(desk, "change.applied")) == times

    def test_a_change_confirmed_and_refused_at_once_ends_one_way(self, tabs: list[Desk]) -> None:
        desk, change = tabs[0], proposed(tabs[0])
        deeds = [confirm_change if place % 2 else refuse_change for place in range(8)]
        with ThreadPoolExecutor(8) as pool:
            said = list(
                pool.map(lambda tab, deed: tried(lambda: deed(tab, tab.caller(ADVISOR), change.id)), tabs, deeds)  # type: ignore[operator]
            )
        end = look_at_change(desk, desk.caller(ADVISOR), change.id)
        assert [record.type for record in records_of(desk, "change.applied", "change.refused")] == [
            f"change.{end.status}"
        ]
        assert said.count(end.status) == 4

    def test_of_two_changes_of_one_field_the_first_is_written(self, tabs: list[Desk]) -> None:
        desk = tabs[0]
        changes = [proposed(desk, **OCCUPATION | {"value": word}) for word in ("retired", "sailor")] * 4
        with ThreadPoolExecutor(8) as pool:
            list(
                pool.map(
                    lambda tab, change: tried(lambda: confirm_change(tab, tab.caller(ADVISOR), change.id)),
                    tabs,
                    changes,
                )
            )
        stood = look_at_changes(desk, desk.caller(ADVISOR), "applied")
        assert len(stood) == 1
        assert (desk.books.stored("clients", "C01") or {})["occupation"] == stood[0].after["occupation"]


class TestRefusing:
    def test_writes_nothing_and_says_so_again(self, desk: Desk) -> None:
        version, change, caller = desk.version(), proposed(desk), desk.caller(ADVISOR)
        for _ in range(2):
            assert refuse_change(desk, caller, change.id, reason="wrong man").reason == "wrong man"
        with pytest.raises(Refused, match=r"was refused\. wrong man"):
            confirm_change(desk, caller, change.id)
        assert desk.version() == version
        assert [record.payload["reason"] for record in records_of(desk, "change.refused")] == ["wrong man"]

    def test_of_what_was_applied_points_to_undo(self, desk: Desk) -> None:
        change, caller = proposed(desk), desk.caller(ADVISOR)
        confirm_change(desk, caller, change.id)
        with pytest.raises(Refused, match="take it back by undoing it"):
            refuse_change(desk, caller, change.id)


class TestUndoing:
    def test_what_was_not_applied_is_refused(self, desk: Desk) -> None:
        with pytest.raises(Refused, match="is proposed: only one that was applied"):
            undo_change(desk, desk.caller(ADVISOR), proposed(desk).id)

    def test_gives_the_book_of_before_by_a_further_change(self, desk: Desk, tmp_path: Path) -> None:
        before, change, caller = exported(desk, tmp_path / "before"), proposed(desk), desk.caller(ADVISOR)
        confirm_change(desk, caller, change.id)
        back = undo_change(desk, caller, change.id)
        assert exported(desk, tmp_path / "after") == before
        assert (back.undoes, back.status) == (change.id, "applied")
        assert look_at_change(desk, caller, change.id).status == "undone"
        assert [record.payload["change"] for record in records_of(desk, "change.applied")] == [change.id, back.id]

    def test_can_itself_be_undone(self, desk: Desk) -> None:
        change, caller = proposed(desk), desk.caller(ADVISOR)
        confirm_change(desk, caller, change.id)
        undo_change(desk, caller, undo_change(desk, caller, change.id).id)
        assert (desk.books.stored("clients", "C01") or {})["occupation"] == "retired"
        with pytest.raises(Refused, match="taken back since"):
            confirm_change(desk, caller, change.id)

    def test_of_a_consent_asks_for_a_verification_too(self, desk: Desk) -> None:
        change, caller = proposed(desk, client="C01", field="email_consent", value="out"), desk.caller(ADVISOR)
        confirm_change(desk, caller, change.id, verified=CALLED)
        with pytest.raises(BadArguments, match="how this was verified"):
            undo_change(desk, caller, change.id)
        assert look_at_changes(desk, caller, "proposed") == []
        assert undo_change(desk, caller, change.id, verified=CALLED).after == {"email_consent": "in"}

    def test_after_the_record_changed_again_is_refused(self, desk: Desk) -> None:
        change, caller = proposed(desk), desk.caller(ADVISOR)
        confirm_change(desk, caller, change.id)
        confirm_change(desk, caller, proposed(desk, **OCCUPATION | {"value": "sailor"}).id)
        with pytest.raises(Refused, match=r"cannot be taken back\. The record has changed meanwhile"):
            undo_change(desk, caller, change.id)


class TestACrashBetweenTheRecordAndTheBook:
    def interrupted(self, home: Path, monkeypatch: pytest.MonkeyPatch, deed: Callable[..., Change]) -> Change:
        """A change whose decision is in the log and nowhere else."""
        with opened(home) as desk, monkeypatch.context() as broken:
            change = proposed(desk)
            broken.setattr(changing, "_written", lambda *_: (_ for _ in ()).throw(RuntimeError("the power went")))
            with pytest.raises(RuntimeError):
                deed(desk, desk.caller(DELEGATE), change.id)
            assert look_at_change(desk, desk.caller(ADVISOR), change.id).status == "proposed"
        return change

    @pytest.mark.parametrize(
        ("deed", "status", "stands"), [(confirm_change, "applied", "retired"), (refuse_change, "refused", "engineer")]
    )
    def test_is_made_good_by_the_next_start(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, deed: Callable[..., Change], status: str, stands: str
    ) -> None:
        change = self.interrupted(home, monkeypatch, deed)
        with opened(home) as desk:
            settled = look_at_change(desk, desk.caller(ADVISOR), change.id)
            assert (settled.status, settled.decider) == (status, "Dario Bello")
            assert (desk.books.stored("clients", "C01") or {})["occupation"] == stands
            assert len(records_of(desk, f"change.{status}")) == 1

    def test_is_made_good_by_who_decides_again(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with opened(home) as desk:
            change = self.interrupted(home, monkeypatch, confirm_change)
            with pytest.raises(Refused, match="was applied already"):
                refuse_change(desk, desk.caller(ADVISOR), change.id)
            assert confirm_change(desk, desk.caller(ADVISOR), change.id).decider == "Dario Bello"
            assert len(records_of(desk, "change.applied")) == 1

    def test_with_an_import_in_between_says_that_it_never_came(
        self, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = changed_small(tmp_path / "next", "clients.csv", ("M,engineer", "M,painter"))
        with opened(home) as desk:
            change = self.interrupted(home, monkeypatch, confirm_change)
            import_book(desk, other)
        with opened(home) as desk:
            assert look_at_change(desk, desk.caller(ADVISOR), change.id).status == "refused"
            applied, never = records_of(desk, "change.applied", "change.refused")
            assert never.payload["never_applied"] == applied.id
            assert (desk.books.stored("clients", "C01") or {})["occupation"] == "painter"


class TestConsent:
    def test_that_is_confirmed_counts_after_a_wish_for_no_more_mail(self, desk: Desk) -> None:
        with desk.database.writing() as session:
            save_consent(session, "C05", "out", "the link in a message", NOW)
        caller, note = desk.caller(ADVISOR), {"to": ["Åsa Lindqvist"], "purpose": "the transfer"}
        with pytest.raises(Refused, match="opted out"):
            desk.call_tool(caller, "draft_email", note)
        with desk.database.engine.begin() as connection:  # as the book has had it since the last import
            connection.exec_driver_sql("UPDATE clients SET email_consent = 'out' WHERE client_id = 'C05'")
        desk.call_tool(caller, "propose_change", {"client": "Åsa Lindqvist", "field": "email_consent", "value": "in"})
        (change,) = look_at_changes(desk, caller, "proposed")
        confirm_change(desk, caller, change.id, verified=CALLED)
        assert desk.call_tool(caller, "draft_email", note)[1]


FIELD = st.sampled_from(
    [
        ("occupation", "retired"), ("birth_date", "1960-01-01"), ("employer", ""), ("annual_income", "1234.50"),
        ("email", "new@clients.example"), ("sms_consent", "out"), ("city", "Lugano"), ("risk_tolerance", "1"),
    ]
)  # fmt: skip
ENTRY = st.sampled_from(sorted(RECORDS))


class TestWhateverIsProposedConfirmedAndUndone:
    @settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(steps=st.lists(FIELD | ENTRY, min_size=1, max_size=3, unique=True))
    def test_leaves_the_same_book(
        self, small_home: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str] | str]
    ) -> None:
        folder = tmp_path_factory.mktemp("undone")
        with opened(copy_home(small_home, folder / "home")) as desk:
            caller, before, done = desk.caller(ADVISOR), exported(desk, folder / "before"), []
            for step in steps:
                if isinstance(step, str):
                    entry = {"kind": step, "client": "C01", "values": dict(RECORDS[step])}
                    change = proposed(desk, tool="propose_record", **entry)
                else:
                    change = proposed(desk, client="C01", field=step[0], value=step[1])
                done.append(confirm_change(desk, caller, change.id, verified=CALLED))
            for change in reversed(done):
                undo_change(desk, caller, change.id, verified=CALLED)
            assert exported(desk, folder / "after") == before

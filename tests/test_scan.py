"""The nightly pass: over a firm, the night after, stopped and run again, twice at once, on either engine; an alert
marked; a threshold signed."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant.alerts import Alert, Threshold
from assistant.analytics.alert_budget import Precision
from assistant.blocks import Result, Table
from assistant.book.snapshot import Book
from assistant.desk import (
    Desk,
    Tuning,
    import_book,
    mark_alert,
    propose_threshold,
    scan_firm,
    sign_threshold,
    verify_log,
)
from assistant.desk.alerts import kept_alerts
from assistant.errors import BadArguments, NotEnoughData, NotForThisRole, NotFound, Refused, ServiceDown
from assistant.retention import Search
from assistant.scan import look_at_all, scan_book
from tests.book.folders import TinyFirm
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
    opened,
    settings_of,
)

EXECUTIVE = "farid.naseri@harbourvale.example"
FIRM = ("A1", "A2", "A3")
ADA = "ada@tiny.example"
DISCLOSED = "H1,2026-10-20,Big Bank,bank,50000.00"


@contextmanager
def on(home: Path, day: dt.date, **more: Any) -> Iterator[Desk]:
    """The desk on another day."""
    moment = dt.datetime.combine(day, NOW.timetz())
    with Desk(settings_of(home, **more), clock=lambda: moment) as desk:
        yield desk


def kept(desk: Desk, *advisors: str) -> dict[str, Alert]:
    return {a.found.household_id: a for a in kept_alerts(desk.database, advisors or FIRM, ()).alerts}


def listed(desk: Desk, email: str, **arguments: Any) -> Result:
    return desk.call_tool(desk.caller(email), "alerts", arguments)[0]


def clients(result: Result) -> list[object]:
    return [row[0] for block in result.blocks if isinstance(block, Table) for row in block.rows]


def records(desk: Desk, kind: str) -> list[dict[str, Any]]:
    return [record.payload for record in desk.log.search(Search(type=kind))]


class TestAnEmptyFirm:
    def test_has_nothing_to_scan_or_tune(self, tmp_path: Path) -> None:
        with opened(tmp_path) as desk:
            with pytest.raises(NotEnoughData, match="No book is loaded"):
                scan_firm(desk)
            with pytest.raises(NotEnoughData, match="No book is loaded"):
                propose_threshold(desk)
            assert records(desk, "scan.finished") == []


class TestOnEitherEngine:
    def test_a_pass_raises_what_was_planted_and_a_second_adds_nothing(self, database_url: str, tmp_path: Path) -> None:
        """H03 is the one silent erosion of the small firm (tests/firms/README.md)."""
        with opened(tmp_path, database_url=database_url) as desk:
            import_book(desk, SMALL_FIRM)
            first, second = scan_firm(desk), scan_firm(desk)
            assert (first.books, first.raised, first.lapsed, first.outcome) == (3, 1, 0, "finished")
            assert (second.books, second.already, second.raised) == (0, 3, 0)
            alert = kept(desk)["H03"]
            assert (alert.advisor_id, alert.found.kind, alert.status) == ("A1", "retention", "open")
            marked = mark_alert(desk, desk.caller(ADVISOR), alert.id, "dismissed", reason="wrong", note="moved")
            assert kept(desk)["H03"] == marked
        with on(tmp_path, NOW.date() + dt.timedelta(days=1), database_url=database_url) as desk:
            assert scan_firm(desk).raised == 0
            assert kept(desk)["H03"].status == "dismissed"
            assert verify_log(desk.settings).ok

    def test_two_passes_at_once_raise_each_alert_once(self, database_url: str, tmp_path: Path) -> None:
        with opened(tmp_path, database_url=database_url) as desk:
            import_book(desk, SMALL_FIRM)
            desk.books.refresh()
            with opened(tmp_path, database_url=database_url) as other:
                together, reports = threading.Barrier(2), []

                def run(one: Desk) -> None:
                    together.wait()
                    reports.append(scan_firm(one))

                threads = [threading.Thread(target=run, args=(each,)) for each in (desk, other)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
            assert len(reports) == 2
            assert sum(report.raised for report in reports) == 1
            assert sum(report.books for report in reports) == 3
            assert len(records(desk, "alert.raised")) == 1
            assert list(kept(desk)) == ["H03"]


class TestThePool:
    def test_finds_in_other_processes_what_is_found_in_this_one(self, home: Path) -> None:
        with opened(home) as desk:
            assert scan_firm(desk, processes=2).raised == 1
            (alert,) = kept(desk).values()
            here = scan_book(desk.books.open(desk.books.hierarchy().scope_of_advisors(["A1"]), NOW.date()))
            assert [alert.found] == here

    @pytest.mark.prove
    def test_whose_process_is_ended_from_outside_says_so(self, home: Path) -> None:
        with opened(home) as desk:
            books = [desk.books.hierarchy().scope_of_advisors([each]) for each in FIRM]
            with pytest.raises(ServiceDown, match="run it again"):
                list(look_at_all(killed, desk.settings.firm_url, books, desk.version(), NOW.date(), 2))


def killed(_book: Book) -> None:
    os._exit(1)


class TestThePassIsRecorded:
    def test_before_its_alerts_are_there_with_what_it_did(self, home: Path) -> None:
        with opened(home) as desk:
            report = scan_firm(desk)
            (finished,) = records(desk, "scan.finished")
            (raised,) = records(desk, "alert.raised")
            assert finished == report.to_json()
            assert (finished["books"], finished["raised"], finished["data_version"]) == (3, 1, desk.version().digest)
            assert [each["household"] for each in raised["raised"]] == ["H03"]
            assert desk.log.search(Search(client="H03", type="alert.raised"))

    def test_and_keeps_nothing_that_cannot_be_recorded(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def down(*_: object, **__: object) -> None:
            raise ServiceDown("The records system is unavailable; nothing was sent.")

        with opened(home) as desk:
            with monkeypatch.context() as patch:
                patch.setattr(desk.log, "append", down)
                with pytest.raises(ServiceDown):
                    scan_firm(desk)
            assert kept(desk) == {}
            assert scan_firm(desk).raised == 1


class TestAPassThatIsStopped:
    def test_keeps_what_it_did_and_goes_on_when_run_again(self, home: Path) -> None:
        def stop(words: str, _share: float) -> None:
            if words.startswith("looking at books (1 "):
                raise KeyboardInterrupt

        with opened(home) as desk:
            with pytest.raises(KeyboardInterrupt):
                scan_firm(desk, progress=stop)
            assert [each["outcome"] for each in records(desk, "scan.finished")] == ["interrupted"]
            report = scan_firm(desk)
            assert (report.already, report.books) == (1, 2)
            assert list(kept(desk)) == ["H03"]
            assert len(records(desk, "alert.raised")) == 1

    def test_by_one_book_does_the_others_and_names_it(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def stumble(book: Book) -> object:
            if book.scope.advisor_ids == ("A2",):
                raise ZeroDivisionError("no months")
            return scan_book(book)

        with opened(home) as desk:
            monkeypatch.setattr("assistant.desk.scanning.scan_book", stumble)
            report = scan_firm(desk)
            assert (report.books, report.failed) == (2, {"A2": "ZeroDivisionError: no months"})
            monkeypatch.undo()
            assert (scan_firm(desk).books, list(kept(desk))) == (1, ["H03"])


class TestNightAfterNight:
    """A tiny firm whose client disclosed 50,000 held elsewhere on 20 October."""

    FIRST = dt.date(2026, 11, 2)

    def load(self, desk: Desk, folder: Path, *held: str) -> None:
        import_book(desk, TinyFirm().put("held_away", *held).at(folder))

    def test_a_book_that_has_changed_elsewhere_adds_nothing(self, tmp_path: Path) -> None:
        with on(tmp_path / "home", self.FIRST) as desk:
            self.load(desk, tmp_path / "first", DISCLOSED)
            assert scan_firm(desk).raised == 1
            self.load(desk, tmp_path / "second", DISCLOSED, "H2,2020-01-01,Old Bank,bank,100.00")
            report = scan_firm(desk)
            assert (report.books, report.raised, report.lapsed) == (1, 0, 0)
            assert kept(desk, "A1")["H1"].data_version == desk.version().digest

    def test_what_is_dismissed_comes_back_when_it_is_materially_worse(self, tmp_path: Path) -> None:
        with on(tmp_path / "home", self.FIRST) as desk:
            self.load(desk, tmp_path / "first", DISCLOSED)
            scan_firm(desk)
            mark_alert(desk, desk.caller(ADA), kept(desk, "A1")["H1"].id, "dismissed", reason="known")
            self.load(desk, tmp_path / "more", DISCLOSED, "H1,2026-10-28,Big Bank,bank,70000.00")
            assert scan_firm(desk).raised == 0
            self.load(desk, tmp_path / "worse", DISCLOSED, "H1,2026-10-29,Big Bank,bank,75000.00")
            report = scan_firm(desk)
            assert (report.raised, report.back) == (1, 1)
            assert [a.status for a in kept_alerts(desk.database, ["A1"], ()).alerts].count("dismissed") == 1
            assert clients(listed(desk, ADA)) == ["Moss"]

    def test_news_that_is_no_longer_news_lapses(self, tmp_path: Path) -> None:
        with on(tmp_path / "home", self.FIRST) as desk:
            self.load(desk, tmp_path / "first", DISCLOSED)
            scan_firm(desk)
        with on(tmp_path / "home", dt.date(2027, 1, 20)) as desk:  # 92 days after the disclosure
            assert scan_firm(desk).lapsed == 1
            assert clients(listed(desk, ADA)) == []
            assert clients(listed(desk, ADA, status="all")) == ["Moss"]
            (told,) = records(desk, "alert.raised")[:1]
            assert [each["household"] for each in told["lapsed"]] == ["H1"]


class TestAHouseholdThatAdvisorsShare:
    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[Desk]:
        firm = TinyFirm().add("advisors", "A2,Bo Hill,bo@tiny.example,,,,,").put("held_away", DISCLOSED)
        firm.replace("accounts", "AC1,H1,taxable,,,2015-05-05,,,", "AC1,H1,taxable,,,2015-05-05,,,A1:0.6;A2:0.4")
        with on(tmp_path / "home", TestNightAfterNight.FIRST) as desk:
            import_book(desk, firm.at(tmp_path / "csv"))
            scan_firm(desk)
            yield desk

    def test_is_raised_once_and_seen_by_both(self, desk: Desk) -> None:
        (alert,) = kept_alerts(desk.database, ["A1", "A2"], ()).alerts
        assert alert.advisor_id == "A1"
        assert clients(listed(desk, ADA)) == clients(listed(desk, "bo@tiny.example")) == ["Moss"]

    def test_is_marked_by_either(self, desk: Desk) -> None:
        (alert,) = kept_alerts(desk.database, ["A1"], ()).alerts
        assert mark_alert(desk, desk.caller("bo@tiny.example"), alert.id, "seen").status == "seen"
        assert mark_alert(desk, desk.caller(ADA), alert.id, "acted").status == "acted"


class TestTheTool:
    def test_before_the_first_pass_works_alerts_out_afresh_and_says_so(self, home: Path) -> None:
        with opened(home) as desk:
            found = listed(desk, ADVISOR)
            assert clients(found) == ["Lindqvist"]
            assert any(words.startswith("No pass has been over this book yet") for words in found.caveats)
            none = listed(desk, ADVISOR, status="dismissed")
            assert none.words() == ("No alert has been marked as dismissed.",)

    def test_after_it_lists_what_is_kept_as_of_the_pass_with_the_logs_position(self, scanned_home: Path) -> None:
        with opened(scanned_home) as desk:
            before = desk.log.head()[0]
            found = listed(desk, ADVISOR)
            assert (clients(found), found.as_of) == (["Lindqvist"], NOW.date())
            position = next(words for words in found.caveats if words.startswith("Alerts as they stood at record "))
            assert int(position.split()[6]) > before

    @pytest.mark.parametrize(
        ("email", "seen"),
        [(ADVISOR, True), (DELEGATE, True), (MANAGER, True), (EXECUTIVE, True), (OTHER_ADVISOR, False)],
    )
    def test_shows_each_their_own(self, scanned_home: Path, email: str, seen: bool) -> None:
        with opened(scanned_home) as desk:
            assert clients(listed(desk, email)) == (["Lindqvist"] if seen else [])

    def test_of_a_past_day_is_worked_out_afresh(self, scanned_home: Path) -> None:
        with opened(scanned_home) as desk:
            found = listed(desk, ADVISOR, as_of="2026-08-31")
            assert found.as_of == dt.date(2026, 8, 31)
            assert any(words.startswith("As of a day that is asked for") for words in found.caveats)

    def test_says_when_the_book_is_newer_than_the_pass(self, tmp_path: Path) -> None:
        with on(tmp_path / "home", TestNightAfterNight.FIRST) as desk:
            TestNightAfterNight().load(desk, tmp_path / "first", DISCLOSED)
            scan_firm(desk)
            TestNightAfterNight().load(desk, tmp_path / "second", "H2,2020-01-01,Old Bank,bank,100.00")
            assert any(words.startswith("The book has changed") for words in listed(desk, ADA).caveats)

    def test_says_when_a_part_has_not_been_scanned(self, home: Path) -> None:
        def stop(words: str, _share: float) -> None:
            if words.startswith("looking at books (1 "):
                raise KeyboardInterrupt

        with opened(home) as desk:
            with pytest.raises(KeyboardInterrupt):
                scan_firm(desk, progress=stop)
            assert any(words.startswith("Not every book") for words in listed(desk, EXECUTIVE).caveats)


class TestMarking:
    @pytest.fixture
    def desk(self, scanned_home: Path) -> Iterator[Desk]:
        with opened(scanned_home) as desk:
            yield desk

    @pytest.mark.parametrize("email", [ADVISOR, DELEGATE])
    def test_is_for_the_advisor_and_the_delegate_and_is_a_record(self, desk: Desk, email: str) -> None:
        alert = kept(desk)["H03"]
        marked = mark_alert(desk, desk.caller(email), alert.id, "acted", note=" called ")
        assert (marked.status, marked.note, marked.marked_at) == ("acted", "called", NOW)
        assert marked.marked_cents == alert.found.amount_cents
        (record,) = desk.log.search(Search(type="alert.marked", client="H03"))
        assert (record.payload["before"], record.payload["status"]) == ("open", "acted")
        assert record.actor["id"] == desk.caller(email).user_id
        assert clients(listed(desk, ADVISOR)) == []
        assert clients(listed(desk, ADVISOR, status="acted")) == ["Lindqvist"]

    def test_can_be_taken_back(self, desk: Desk) -> None:
        alert, caller = kept(desk)["H03"], desk.caller(ADVISOR)
        mark_alert(desk, caller, alert.id, "dismissed", reason="small")
        again = mark_alert(desk, caller, alert.id, "open")
        assert (again.status, again.reason) == ("open", "")
        assert clients(listed(desk, ADVISOR)) == ["Lindqvist"]

    @pytest.mark.parametrize("email", [MANAGER, EXECUTIVE])
    def test_is_not_for_who_only_looks(self, desk: Desk, email: str) -> None:
        with pytest.raises(NotForThisRole):
            mark_alert(desk, desk.caller(email), kept(desk)["H03"].id, "seen")

    @pytest.mark.parametrize("email", [OTHER_ADVISOR, COMPLIANCE, PRINCIPAL, ADMIN])
    def test_of_another_book_is_as_of_nothing(self, desk: Desk, email: str) -> None:
        alert = kept(desk)["H03"]
        with pytest.raises(NotFound) as theirs:
            mark_alert(desk, desk.caller(email), alert.id, "seen")
        with pytest.raises(NotFound) as nothing:
            mark_alert(desk, desk.caller(email), "AL-0", "seen")
        assert theirs.value.sentence.replace(alert.id, "AL-0") == nothing.value.sentence

    @pytest.mark.parametrize(
        ("status", "reason"), [("dismissed", None), ("seen", "wrong"), ("done", None), ("dismissed", "bored")]
    )
    def test_wrongly_says_what_would_be_right(self, desk: Desk, status: Any, reason: Any) -> None:
        with pytest.raises(BadArguments):
            mark_alert(desk, desk.caller(ADVISOR), kept(desk)["H03"].id, status, reason=reason)
        assert kept(desk)["H03"].status == "open"


class TestTheThreshold:
    HIGH = Threshold(1, 1.0, 0)

    def proposal(self, desk: Desk, now: Threshold | None = None) -> Tuning:
        """As if the budget asked for a threshold above everything."""
        unknown = Precision(0, 0, 0, None, None, None)
        version = desk.version().digest
        return Tuning(2.0, 3, 100, unknown, now or Threshold(), self.HIGH, 2.8, 0.0, version)

    def test_of_the_small_firm_keeps_to_the_budget_as_it_is(self, home: Path) -> None:
        with opened(home) as desk:
            tuning = propose_threshold(desk)
            assert (tuning.spells, tuning.advisors, tuning.is_change) == (1, 3, False)
            assert tuning.a_month_now == pytest.approx(1 / 36)  # one spell in three books and twelve months

    def test_is_proposed_where_the_budget_is_smaller(self, home: Path) -> None:
        with opened(home, alert_budget=0.01) as desk:
            tuning = propose_threshold(desk)
            assert tuning.is_change
            assert tuning.a_month_then == 0
            sign_threshold(desk, desk.caller(EXECUTIVE), tuning)
            assert scan_firm(desk).raised == 0
            assert not propose_threshold(desk).is_change

    @pytest.mark.parametrize("email", [ADVISOR, MANAGER, COMPLIANCE, ADMIN])
    @pytest.mark.sampled(1)
    def test_is_not_signed_by_others_and_until_then_nothing_changes(self, home: Path, email: str) -> None:
        with opened(home) as desk:
            with pytest.raises(NotForThisRole):
                sign_threshold(desk, desk.caller(email), self.proposal(desk))
            assert scan_firm(desk).raised == 1

    @pytest.mark.parametrize("email", [EXECUTIVE, PRINCIPAL])
    @pytest.mark.sampled(1)
    def test_is_in_force_once_signed_and_recorded(self, home: Path, email: str) -> None:
        with opened(home) as desk:
            sign_threshold(desk, desk.caller(email), self.proposal(desk))
            (record,) = records(desk, "config.changed")
            assert (record["what"], record["proposed"]) == (
                "alert threshold",
                {"number": 1, "score": "1.0", "amount_cents": 0},
            )
            report = scan_firm(desk)
            assert (report.raised, report.done.threshold) == (0, self.HIGH)

    def test_is_not_signed_twice_nor_over_another(self, home: Path) -> None:
        with opened(home) as desk:
            executive, tuning = desk.caller(EXECUTIVE), self.proposal(desk)
            sign_threshold(desk, executive, tuning)
            with pytest.raises(Refused, match="meanwhile"):
                sign_threshold(desk, executive, tuning)
            with pytest.raises(Refused, match="nothing to sign"):
                sign_threshold(desk, executive, self.proposal(desk, now=self.HIGH))

"""A thousand letters and a sender that is killed at every tenth: none leaves twice, and each in doubt is named."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from assistant.desk import Desk, import_book, verify_log
from assistant.outreach import SendRow
from tests.desks import ADVISOR, COMPLIANCE, NOW, SMALL_FIRM, settings_of
from tests.letters import letters, release_all
from tests.mail_server import MailServer, running
from tests.sending import in_its_own_process, in_this_process

MISFORTUNES = ("451", "550", "drop after storing", "250 then drop", "drop at rcpt")
Life = Callable[..., bool]


def sent(count: int, home: Path, database_url: str, live: Life, seed: int = 7) -> tuple[Desk, MailServer, int]:
    """(a desk afterwards, the server, how often the sender was stopped), when every letter has come to its end."""
    chance, stops = random.Random(seed), 0
    with running(MailServer()) as server:
        settings = settings_of(home, database_url=database_url, smtp_url=server.url)
        with Desk(settings, clock=lambda: NOW) as desk:
            import_book(desk, SMALL_FIRM)
            release_all(desk, letters(desk, count))
        server.behaviour = [chance.choice(MISFORTUNES) if chance.random() < 0.03 else "fine" for _ in range(2 * count)]
        now = NOW
        while True:
            now += dt.timedelta(minutes=1)
            stops += live(home, database_url, server.url, now, chance.randrange(10**9))
            desk = Desk(settings, clock=lambda now=now: now)  # type: ignore[misc]
            with desk:
                if not open_ends(desk):
                    return desk, server, stops


def open_ends(desk: Desk) -> list[str]:
    return [row.state for row in rows(desk) if row.state in ("queued", "sending")]


def rows(desk: Desk) -> list[SendRow]:
    with desk.database.reading() as session:
        return list(session.exec(select(SendRow)))


def check(desk: Desk, server: MailServer, count: int) -> Counter[str]:
    """I1, I2 and I7 of the abuse cases; how many letters came to which end."""
    with desk:
        found = {row.message_id: row.state for row in rows(desk)}
        assert len(found) == count
        assert set(found.values()) <= {"delivered", "failed", "unknown"}
        taken = server.times
        assert {id: times for id, times in taken.items() if times > 1} == {}
        assert {id for id, state in found.items() if state == "delivered"} <= set(taken)
        assert {found[id] for id in taken} <= {"delivered", "unknown"}
        announced = {record.payload["message_id"] for record in desk.log.each() if record.type == "send.attempt"}
        assert set(taken) <= announced
        caller = desk.caller(ADVISOR)
        unknown = {f"{draft.id}.{draft.version}" for draft in desk.drafts(caller, "unknown")}
        assert unknown == {row.send_id for row in rows(desk) if row.state == "unknown"}
        assert unknown <= {record.payload["send"] for record in desk.log.each() if record.type == "send.unknown"}
        proof, _ = desk.call_tool(desk.caller(COMPLIANCE), "unapproved_sends", {"period": "all"})
        assert {figure.key: figure.value for figure in proof.figures}["unapproved"] == 0
        assert verify_log(desk.settings).ok
    return Counter(found.values())


class TestASenderThatIsStopped:
    def test_with_nothing_to_send_comes_to_its_end(self, tmp_path: Path) -> None:
        desk, server, _ = sent(0, tmp_path, "", in_this_process)
        assert check(desk, server, 0) == {}

    @pytest.mark.prove
    @pytest.mark.timeout(900)
    def test_sends_none_twice(self, tmp_path: Path) -> None:
        desk, server, stops = sent(16, tmp_path, "", in_this_process)
        assert stops > 0
        assert check(desk, server, 16)["delivered"] >= 8

    @pytest.mark.prove
    @pytest.mark.timeout(900)
    def test_by_the_power_going_sends_none_twice(self, tmp_path: Path) -> None:
        desk, server, stops = sent(4, tmp_path, "", in_its_own_process)
        assert check(desk, server, 4)["delivered"] + stops >= 3


@pytest.mark.prove
class TestAThousandLetters:
    @pytest.mark.timeout(7200)
    def test_with_one_kill_in_ten(self, database_url: str, tmp_path: Path) -> None:
        desk, server, stops = sent(1_000, tmp_path, database_url, in_its_own_process)
        ends = check(desk, server, 1_000)
        assert stops >= 50
        assert ends["delivered"] >= 850
        assert ends["unknown"] <= stops + server.times.total()

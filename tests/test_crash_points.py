"""The assistant killed at named points of a day at the desk: what was shown or sent is in the record."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.desk import Desk, verify_log
from tests.crashing import POINTS, day
from tests.desks import ADVISOR, NOW, settings_of

ROOT = Path(__file__).parents[1]
SAMPLE = ("committed, not acknowledged", "a message in the outbox, its outcome not recorded")
LATER = NOW + dt.timedelta(hours=1)  # when turns that were open before are taken for ended


def told_before_it_died(home: Path, point: str) -> list[list[str]]:
    command = [sys.executable, "-m", "tests.crashing", str(home), point]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == (0 if point == "nowhere" else -9), done.stderr
    return [line.split("\t") for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    "point", [pytest.param(name, marks=() if name in SAMPLE else pytest.mark.prove) for name in POINTS]
)
class TestKilled:
    @pytest.mark.sampled(1)
    def test_what_was_told_is_recorded_and_the_day_goes_on(self, home: Path, point: str) -> None:
        told = told_before_it_died(home, point)
        with Desk(settings_of(home), clock=lambda: LATER) as desk:
            types = {record.id: record.type for record in desk.log.each()}
            assert {types[id] for what, *id in told for id in id if what == "shown"} <= {"answer.released"}
            assert {types[id] for what, *id in told for id in id if what == "rotated"} <= {"key.rotated"}
            assert desk.log.open_runs() == []
            self.check_sending(desk, home, told)
            assert verify_log(desk.settings).findings == ()
            day(desk)  # the same again, in the log that the crash left
        assert verify_log(desk.settings).ok

    def check_sending(self, desk: Desk, home: Path, told: list[list[str]]) -> None:
        """Each message that left was announced; each draft whose message left is known to have been released."""
        announced = {
            f"{r.payload['draft']}-v{r.payload['version']}.eml" for r in desk.log.each() if r.type == "send.intent"
        }
        left = {path.name for path in (home / "outbox").glob("*")}
        assert left <= announced
        assert {name for what, *name in told for name in name if what == "sent"} <= left
        released = {f"{d.id}-v{d.version}.eml" for d in desk.drafts(desk.caller(ADVISOR), "released")}
        assert released == left

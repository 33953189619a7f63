"""How long a campaign to thousands takes: planned and drawn, every letter reviewed and laid, scheduled.

python -m tests.benchmarks.campaigns [households]     (aim: 5,000 reviewed and scheduled in 60 s on two cores)
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from pathlib import Path

from assistant.book.demo import write_demo_firm
from assistant.desk import (
    Desk,
    Letter,
    approve_campaign,
    import_book,
    lay_campaign,
    let_campaign_leave,
    plan_campaign,
)
from assistant.settings import Settings

LETTER = Letter("the review of the year", points=("The office is closed on the first of January",), occasion="note")


def main(households: int = 5_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        firm = Path(folder) / "firm"
        write_demo_firm(firm, households=households, advisors=1)
        with Desk(Settings(home=Path(folder) / "home", model="embedded")) as desk:
            import_book(desk, firm)
            people = [desk.caller(person["email"]) for person in desk.people()]
            advisor = next(caller for caller in people if caller.advisor_id)
            principal = next(caller for caller in people if caller.may("approve_retail"))
            campaign = _timed("planned", lambda: plan_campaign(desk, advisor, "All", ["all"], LETTER))
            its_id, soon = campaign["campaign_id"], dt.date.today() + dt.timedelta(days=3)
            print(f"{campaign['groups']}")
            laid = _timed("reviewed and laid", lambda: lay_campaign(desk, advisor, its_id, progress=print))
            print(f"{laid['states']}")
            done = _timed("approved", lambda: approve_campaign(desk, principal, its_id))
            _timed("scheduled", lambda: let_campaign_leave(desk, advisor, its_id, at=f"{soon}T09:00"))
            print(f"{done['done']} letters")


def _timed(what: str, run):  # type: ignore[no-untyped-def]
    begun = time.perf_counter()
    found = run()
    print(f"{what:<24}{time.perf_counter() - begun:8.1f} s", flush=True)
    return found


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))

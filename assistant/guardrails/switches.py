"""Rules whose content changes on a day: what holds before and after it, and what a flag says about that.

The day of a text is its fact `draft_date`, else its `as_of`; a text without either is held to the rule in force last.
Sources: FINRA RN 26-05 (Rule 3220, gifts); SR-FINRA-2026-004, 91 FR 9308 (Rule 2210, projections; no final order by
the day the table was checked).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assistant.guardrails.facts import Facts

CHECKED = dt.date(2026, 6, 30)


@dataclass(frozen=True, slots=True)
class Switch:
    """`takes_effect` None: proposed, and not in force on the day the table was checked."""

    rule: str
    takes_effect: dt.date | None
    before: str
    after: str

    def is_on(self, day: dt.date | None) -> bool:
        return self.takes_effect is not None and (day is None or day >= self.takes_effect)

    def note(self, day: dt.date | None) -> str:
        """The sentence that a flag of the rule adds to its reason, with the date it rests on."""
        if self.takes_effect is None:
            return f"{self.before} (checked {CHECKED.isoformat()})."
        if self.is_on(day):
            return f"{self.after} (since {self.takes_effect.isoformat()})."
        return f"{self.before} (until {self.takes_effect.isoformat()})."


GIFTS = Switch(
    "gift-limit", dt.date(2026, 3, 30), "The limit is $100 a person a year", "The limit is $300 a person a year"
)
PROJECTIONS = Switch(
    "performance-projection",
    None,
    "Projections stay barred: a change of FINRA 2210 is proposed and not in force",
    "Projections need the procedures, basis and disclosures of FINRA 2210 as amended",
)
SWITCHES = (GIFTS, PROJECTIONS)


def day_of(facts: Facts) -> dt.date | None:
    """The day by whose rules a text is judged; None when the facts name none."""
    for key in ("draft_date", "as_of"):
        value = facts.get(key)
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(facts.words(key)[:10])
        except ValueError:
            continue
    return None


def dated(rule: str, reason: str, facts: Facts) -> str:
    """The reason of a flag with what the rule's switch says on the text's day."""
    notes = [switch.note(day_of(facts)) for switch in SWITCHES if switch.rule == rule]
    return " ".join([reason, *notes])

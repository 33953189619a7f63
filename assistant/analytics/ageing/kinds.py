"""The kinds of open thing, how each is counted in age, and the buckets its ages fall into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.figures import Method

Of = Literal["opportunities", "requests", "transfers", "receivables", "tasks", "leads", "clients"]
ESCALATE_DAYS = 10
"""Business days after which an open transfer is escalated (F40)."""

F40_AGE = Method("F40 age", "business days (Monday to Friday) from the day it was opened to the date of the book")
F40_BACKLOG = Method("F40 backlog", "open items by age in business days: 0–2, 3–5, 6–10, over 10")
OVERDUE = Method(
    "past due", "open items whose due date (of an opportunity: expected close) lies before the date of the book"
)
OPEN_ITEMS = Method(
    "open items",
    "open items of each kind and their ages: requests, transfers and tasks in business days with ten as the last "
    "limit, the others in calendar days with ninety",
)
F40_ESCALATE = Method("F40 escalation", f"open transfers {ESCALATE_DAYS} or more business days old")
AGE = Method("age of open items", "calendar days from the day it was created to the date of the book")
BACKLOG = Method("backlog", "open items by age in calendar days: 0–30, 31–60, 61–90, over 90")
RECEIVABLE = Method(
    "receivables",
    "advisory fee of a closed month less the fee debited in it, an account at a time, where both are given; what was "
    "debited beyond a month's fee settles the account's oldest open month; age is counted from the month's end",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: what it is called, in which table it lies, and whether business days count."""

    name: Of
    one: str
    table: str
    business: bool
    opened: str
    """What the age is counted from, in words."""
    due: str = "Due"
    """What the due date is a date of, in words."""
    priced: bool = False
    """Whether items of the kind have an amount."""

    @property
    def buckets(self) -> tuple[tuple[str, float], ...]:
        """Label and last day of each bucket."""
        return BUSINESS if self.business else CALENDAR

    @property
    def age(self) -> Method:
        return F40_AGE if self.business else RECEIVABLE if self.name == "receivables" else AGE

    @property
    def backlog(self) -> Method:
        return F40_BACKLOG if self.business else RECEIVABLE if self.name == "receivables" else BACKLOG

    @property
    def days(self) -> str:
        return "business days" if self.business else "days"


BUSINESS = (("0–2", 2), ("3–5", 5), ("6–10", 10), ("over 10", float("inf")))
CALENDAR = (("0–30", 30), ("31–60", 60), ("61–90", 90), ("over 90", float("inf")))

KINDS = (
    Kind("requests", "request", "service_requests", True, "opened", "Reply promised for"),
    Kind("transfers", "transfer", "service_requests", True, "opened", "Reply promised for"),
    Kind("tasks", "task", "tasks", True, "created"),
    Kind("opportunities", "opportunity", "opportunities", False, "created", "Expected close", True),
    Kind("leads", "lead", "leads", False, "created"),
    Kind("receivables", "receivable", "revenue", False, "earned until", priced=True),
)
"""In the order of the overview. Transfers are requests too: a kind that names a transfer or an ACAT."""


def kind_of(name: str) -> Kind:
    return next(kind for kind in KINDS if kind.name == name)

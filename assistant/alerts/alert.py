"""What an alert is: the thing found, the state a person gave it, and the threshold that let it through."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal, get_args

Kind = Literal["growth", "retention"]
Status = Literal["open", "seen", "acted", "dismissed"]
Reason = Literal["wrong", "known", "small"]
STATUSES: tuple[Status, ...] = get_args(Status)
REASONS: tuple[Reason, ...] = get_args(Reason)
"""Why an alert is dismissed: nothing was there; true and known already; true and too small to act on."""


ANSWERED = "questionnaire "
"""How the cause of an alert begins that an answered questionnaire raised. No pass finds it, so none lets it lapse."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing a pass found in one book. `cause` is what it is about, the same words each night; `score` is an order
    of urgency and no probability (nought for growth); `name` is what the client is called in its advisor's book."""

    household_id: str
    name: str
    kind: Kind
    cause: str
    since: dt.date | None
    amount_cents: int | None
    score: float
    what: str
    evidence: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same alert the night after: the month and the amount, which are refined, are no part."""
        return self.household_id, self.kind, self.cause


@dataclass(frozen=True, slots=True)
class Threshold:
    """Retention alerts below it are not raised: by score, among those of just this score by money. Number 0 is the
    beginning, when nobody has signed one."""

    number: int = 0
    score: float = 0.0
    amount_cents: int = 0

    def passes(self, found: Found) -> bool:
        return found.kind == "growth" or (found.score, found.amount_cents or 0) >= (self.score, self.amount_cents)


NOTHING_HELD_BACK = Threshold()


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert as it stands. `lapsed_on`: the pass no longer found its cause, and nobody had closed it; its status
    stays as it was. `marked_cents` is the amount when somebody last marked it. Dates are those of the passes."""

    id: str
    advisor_id: str
    found: Found
    episode: int
    first_seen: dt.date
    last_seen: dt.date
    data_version: str
    threshold: int
    status: Status = "open"
    lapsed_on: dt.date | None = None
    marked_by: str = ""
    marked_at: dt.datetime | None = None
    reason: str = ""
    note: str = ""
    marked_cents: int | None = None

    @property
    def is_closed(self) -> bool:
        """Somebody has judged it."""
        return self.status in ("acted", "dismissed")

    @property
    def is_open_growth(self) -> bool:
        return self.found.kind == "growth" and not self.is_closed and self.lapsed_on is None

    def stands(self, status: Status | Literal["all"]) -> bool:
        """Whether a list of this status has it: what has lapsed is in the list of all alone, unless it was judged."""
        if status == "all":
            return True
        return self.status == status and (self.is_closed or self.lapsed_on is None)

    def to_json(self) -> dict[str, Any]:
        found = self.found
        return {
            "id": self.id,
            "advisor_id": self.advisor_id,
            "household_id": found.household_id,
            "client": found.name,
            "kind": found.kind,
            "what": found.what,
            "since": found.since.isoformat() if found.since else None,
            "amount_cents": found.amount_cents,
            "evidence": found.evidence,
            "status": self.status,
            "lapsed_on": self.lapsed_on.isoformat() if self.lapsed_on else None,
            "first_seen": self.first_seen.isoformat(),
            "last_seen": self.last_seen.isoformat(),
            "marked_by": self.marked_by,
            "marked_at": self.marked_at.isoformat() if self.marked_at else None,
            "reason": self.reason,
            "note": self.note,
            "threshold": self.threshold,
            "data_version": self.data_version,
        }


def alert_id(key: tuple[str, str, str], episode: int) -> str:
    """The same on every machine, so that two passes at once mean the same alert."""
    return "AL-" + hashlib.sha256(json.dumps([*key, episode]).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Kept:
    """The alerts of some advisors' books. `as_of` is the oldest of the passes over them, `versions` the states of the
    data they read, `unscanned` the advisors no pass has looked at; without any pass `as_of` is None."""

    alerts: tuple[Alert, ...]
    as_of: dt.date | None
    versions: frozenset[str]
    unscanned: tuple[str, ...]
    threshold: Threshold

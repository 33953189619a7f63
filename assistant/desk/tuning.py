"""The threshold of retention alerts: proposed from the last twelve months and from what closed alerts were worth, and
in force only once somebody who may has signed it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.alerts import Threshold, load_kept, save_threshold, threshold_in_force
from assistant.analytics.alert_budget import (
    MONTHS,
    Precision,
    Spell,
    alerts_a_month,
    erosion_spells,
    precision_of,
    threshold_for,
)
from assistant.callers import Caller
from assistant.desk.scanning import Progress, all_books
from assistant.errors import NotForThisRole, Refused, ServiceDown
from assistant.scan import look_at_all

if TYPE_CHECKING:
    from assistant.desk.desk import Desk


@dataclass(frozen=True, slots=True)
class Tuning:
    """A proposal and its grounds: alerts per advisor and month now and then, of `spells` in `MONTHS` months."""

    budget: float
    advisors: int
    spells: int
    precision: Precision
    now: Threshold
    proposed: Threshold
    a_month_now: float
    a_month_then: float
    data_version: str

    @property
    def is_change(self) -> bool:
        return (self.now.score, self.now.amount_cents) != (self.proposed.score, self.proposed.amount_cents)

    def to_json(self) -> dict[str, Any]:
        found = self.precision
        return {
            "budget": self.budget,
            "advisors": self.advisors,
            "months": MONTHS,
            "spells": self.spells,
            "acted": found.acted,
            "dismissed_as_wrong": found.wrong,
            "precision": found.share,
            "precision_low": found.low,
            "precision_high": found.high,
            "now": _plain(self.now),
            "proposed": _plain(self.proposed),
            "alerts_a_month_now": self.a_month_now,
            "alerts_a_month_proposed": self.a_month_then,
            "changes": self.is_change,
            "data_version": self.data_version,
        }


def propose_threshold(desk: Desk, *, processes: int | None = None, progress: Progress | None = None) -> Tuning:
    """Look back over every book and propose the lowest threshold that keeps to the budget; nothing is changed.

    Raises NotEnoughData while no book is loaded, ServiceDown when a book cannot be looked at: a budget from a part of
    the firm would not be one.
    """
    version, books = desk.version(), all_books(desk)
    spells = list[Spell]()
    looks = look_at_all(
        erosion_spells,
        desk.settings.firm_url,
        books,
        version,
        version.last_closed_day,
        processes,
        withheld=desk.books.withheld(),
    )
    with closing(looks):
        for count, looked in enumerate(looks, 1):
            if looked.failure:
                raise ServiceDown(f"The book of {looked.advisor_id} cannot be looked at: {looked.failure}")
            spells += looked.found
            if progress:
                progress(f"looking back ({count} of {len(books)})", count / len(books))
    with desk.database.reading() as session:
        now = threshold_in_force(session)
        kept = load_kept(session, [scope.advisor_ids[0] for scope in books]).alerts
    precision = precision_of(alert for alert in kept if alert.found.kind == "retention")
    budget = desk.settings.alert_budget
    wanted = threshold_for(spells, len(books), budget, precision)
    return Tuning(
        budget=budget,
        advisors=len(books),
        spells=len(spells),
        precision=precision,
        now=now,
        proposed=replace(wanted, number=now.number + 1),
        a_month_now=alerts_a_month(spells, len(books), now),
        a_month_then=alerts_a_month(spells, len(books), wanted),
        data_version=version.digest,
    )


def sign_threshold(desk: Desk, caller: Caller, tuning: Tuning) -> Threshold:
    """Put a proposed threshold in force, in the name of who signs it; the next pass raises alerts by it.

    Raises NotForThisRole for anybody but an executive or a principal, Refused when it changes nothing or when another
    has been signed since it was proposed.
    """
    if not caller.may("sign_alert_threshold"):
        raise NotForThisRole("The threshold of alerts is signed by an executive or a principal.")
    if not tuning.is_change:
        raise Refused("The threshold in force is the one proposed; there is nothing to sign.")
    with desk.database.writing() as session:
        if threshold_in_force(session) != tuning.now:
            raise Refused("Another threshold has been signed meanwhile; look at a new proposal.")
        basis = tuning.to_json()
        desk.run(caller).record("config.changed", {"what": "alert threshold", **_recorded(basis)}, wait=True)
        save_threshold(session, tuning.proposed, signed_by=caller.user_id, at=desk.clock(), basis=basis)
    return tuning.proposed


def _plain(threshold: Threshold) -> dict[str, Any]:
    return {"number": threshold.number, "score": threshold.score, "amount_cents": threshold.amount_cents}


def _recorded(value: Any) -> Any:
    """The log holds no floats: each becomes its shortest text."""
    if isinstance(value, dict):
        return {key: _recorded(each) for key, each in value.items()}
    return repr(value) if isinstance(value, float) else value

"""What an answered questionnaire tells the advisor at once: one alert of the answer, one of each life event in it.

An alert never repeats what a client wrote: it counts, and names the kind of an event with its needs and its clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.alerts import ANSWERED, Alert, Found, Kind
from assistant.alerts.alert import alert_id
from assistant.analytics.event_needs import BY_TYPE
from assistant.outreach.answers import Answers
from assistant.outreach.findings import Finding, texts_of

FIRST = "Speak to the client first; nothing is written to them before"


@dataclass(frozen=True, slots=True)
class Answered:
    """A questionnaire that was answered: whose, what, and what it would change."""

    questionnaire_id: str
    advisor_id: str
    household_id: str
    household: str
    client_id: str
    answers: Answers
    findings: tuple[Finding, ...]
    on: dt.date
    data_version: str

    def to_json(self, language: str) -> dict[str, Any]:
        about = {"questionnaire": self.questionnaire_id, "household": self.household_id, "client": self.client_id}
        return {**about, "language": language, "answers": dict(self.answers)}


def alerts_of(answered: Answered) -> list[Alert]:
    """The alerts that an answer raises, each once however often it is worked out."""
    events = [found for found in answered.findings if found.event]
    of_events = [_of_event(answered, event, number) for number, event in enumerate(events, 1)]
    return [_alert(answered, found) for found in (_of_answer(answered), *of_events)]


def told(answered: Answered, alerts: Sequence[Alert]) -> Mapping[str, Any]:
    """What the record says of the alerts, as it does of those of a nightly pass."""
    raised = [
        {"id": a.id, "household": a.found.household_id, "kind": a.found.kind, "cause": a.found.cause,
         "episode": a.episode, "what": a.found.what, "amount_cents": a.found.amount_cents}
        for a in alerts
    ]  # fmt: skip
    where = {"questionnaire": answered.questionnaire_id, "advisor": answered.advisor_id}
    return {**where, "data_version": answered.data_version, "raised": raised, "lapsed": []}


def _of_answer(answered: Answered) -> Found:
    found = answered.findings
    events = sum(1 for each in found if each.event)
    verify = sum(1 for each in found if each.verify and not each.event)
    counts = (
        (events, "life event", "life events"),
        (len(found) - events - verify, "answer to confirm", "answers to confirm"),
        (verify, "change to verify by telephone first", "changes to verify by telephone first"),
        (texts_of(answered.answers), "text to read", "texts to read"),
    )
    said = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    if answered.answers.get("plans") == "off_track":
        said.append("the plans are not as hoped")
    evidence = f"{'; '.join(said) or 'nothing has changed'} (questionnaire {answered.questionnaire_id})"
    return _found(answered, "", _kind_of_answer(answered), "answered the questionnaire", evidence)


def _kind_of_answer(answered: Answered) -> Kind:
    """Retention where what was told makes a client easier to lose; else it is an occasion."""
    severe = any(each.event and BY_TYPE[each.event].severity > 1 for each in answered.findings)
    return "retention" if severe or answered.answers.get("plans") == "off_track" else "growth"


def _of_event(answered: Answered, found: Finding, number: int) -> Found:
    need = BY_TYPE[found.event]
    first = f"{FIRST}. " if found.letter == "contact_first" else ""
    mind = f"; mind: {need.caution}" if need.caution else ""
    when = f" ({need.clock}: by {found.due_on:%Y-%m-%d})" if found.due_on else ""
    kind: Kind = "retention" if need.severity > 1 else "growth"
    what = f"{found.event.replace('_', ' ')}, told in the questionnaire"
    return _found(answered, f" {found.event} {number}", kind, what, f"{first}To review: {need.review}{when}{mind}")


def _found(answered: Answered, about: str, kind: Kind, what: str, evidence: str) -> Found:
    cause = f"{ANSWERED}{answered.questionnaire_id}{about}"
    return Found(answered.household_id, answered.household, kind, cause, answered.on, None, 0.0, what, evidence)


def _alert(answered: Answered, found: Found) -> Alert:
    on = answered.on
    return Alert(alert_id(found.key, 1), answered.advisor_id, found, 1, on, on, answered.data_version, 0)

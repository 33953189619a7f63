"""What answers propose, as changes to the record: each waits for a person like any other change. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from assistant.book.changes import Change, Kind, printed_row
from assistant.outreach.findings import Finding


@dataclass(frozen=True, slots=True)
class Answering:
    """Whose answers: the household and client by id and in words, whose book they are of, and which questionnaire."""

    questionnaire_id: str
    advisor_id: str
    household_id: str
    client_id: str
    client: str
    at: dt.datetime


def change_of(found: Finding, change_id: str, whose: Answering) -> Change | None:
    """The change that a finding proposes; None for a note, and for a death: who died only the advisor can say."""
    if found.kind == "note" or (found.event and not found.after["client_id"]):
        return None
    if found.kind == "change":
        moved = _in_csv(found, found.before), _in_csv(found, found.after)
        return _change(change_id, "field", found.table, found.row_id, moved, whose)
    if found.event:
        row = printed_row(found.table, {**found.after, "event_id": change_id}, whole=True)
        return _change(change_id, "life_event", found.table, change_id, ({}, row), whose)
    row = printed_row(found.table, found.after, whole=True)
    return _change(change_id, "net_worth", found.table, f"{row['household_id']}/{row['as_of']}", ({}, row), whose)


def _in_csv(found: Finding, value: Any) -> dict[str, str]:
    return printed_row(found.table, {found.field: value}, whole=False)


def _change(
    change_id: str, kind: Kind, table: str, row: str, moved: tuple[dict[str, str], dict[str, str]], whose: Answering
) -> Change:
    its = whose.client, whose.advisor_id, whose.household_id, whose.client_id
    return replace(
        Change(change_id, kind, table, row, *moved, *its),
        proposed_by=whose.client_id,
        proposer=f"{whose.client}, in a questionnaire",
        proposed_at=whose.at,
        conversation_id=whose.questionnaire_id,
    )

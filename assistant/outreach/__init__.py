"""When and to whom: contact permission, schedule, and the queue and the outbox that approved words leave by."""

from assistant.outreach.consents import consents_of, save_consent
from assistant.outreach.frequency import had_enough
from assistant.outreach.outbox import make_message, message_name, write_message
from assistant.outreach.permission import MARKETING, Permission, Stops, email_permission, sponsor_of
from assistant.outreach.schedule import LATEST, Planned, is_quiet, morning_after, plan, tzdata_version
from assistant.outreach.tables import ConsentRow, SendRow

__all__ = [
    "LATEST",
    "MARKETING",
    "ConsentRow",
    "Permission",
    "Planned",
    "SendRow",
    "Stops",
    "consents_of",
    "email_permission",
    "had_enough",
    "is_quiet",
    "make_message",
    "message_name",
    "morning_after",
    "plan",
    "save_consent",
    "sponsor_of",
    "tzdata_version",
    "write_message",
]

"""What was said, for good: a log that refuses rather than forgets, and a verifier that trusts nothing of it."""

from assistant.retention.canonical import canonical, parse, restore
from assistant.retention.keys import Keys, read_trusted
from assistant.retention.log import Log
from assistant.retention.records import KINDS, RECORD_TYPES, Entry, OpenRun, Receipt, Record
from assistant.retention.roles import role_statements
from assistant.retention.rotation import rotation
from assistant.retention.run import Run
from assistant.retention.schedule import Schedule
from assistant.retention.searching import Found, Search
from assistant.retention.sequencer import Pending
from assistant.retention.verify import Finding, Verdict, verify

__all__ = [
    "Log",
    "Keys",
    "read_trusted",
    "role_statements",
    "rotation",
    "Schedule",
    "Entry",
    "Receipt",
    "Pending",
    "Record",
    "OpenRun",
    "Run",
    "Search",
    "Found",
    "RECORD_TYPES",
    "KINDS",
    "canonical",
    "parse",
    "restore",
    "verify",
    "Verdict",
    "Finding",
]

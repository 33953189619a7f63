"""Changes to the record: shown before and after, written once a person confirms, taken back by a further one."""

from assistant.book.changes.applying import apply_change, in_turn, why_not, write_rows
from assistant.book.changes.change import GUARDED, STATUSES, TABLE_OF, Change, Kind, Status, Values, new_id
from assistant.book.changes.entering import About, Entered, close, enter, id_of
from assistant.book.changes.rows import canonical, faults, key_of, printed_row, stored_row
from assistant.book.changes.stored import (
    Served,
    confirmed_values,
    find_change,
    list_changes,
    load_change,
    save_change,
    save_decision,
    waiting_changes,
)

__all__ = [
    "GUARDED", "STATUSES", "TABLE_OF", "About", "Change", "Entered", "Kind", "Served", "Status", "Values",
    "apply_change", "canonical", "close", "confirmed_values", "enter", "faults", "find_change", "id_of", "in_turn",
    "key_of", "list_changes", "load_change", "new_id", "printed_row", "save_change", "save_decision", "stored_row",
    "waiting_changes", "why_not", "write_rows",
]  # fmt: skip

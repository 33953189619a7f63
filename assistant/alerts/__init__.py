"""Alerts as they are kept: what a pass found, what somebody did with it, and the threshold in force."""

from assistant.alerts.alert import (
    ANSWERED,
    NOTHING_HELD_BACK,
    REASONS,
    STATUSES,
    Alert,
    Found,
    Kept,
    Kind,
    Reason,
    Status,
    Threshold,
)
from assistant.alerts.merging import Merged, merge
from assistant.alerts.stored import (
    LAYOUT,
    Pass,
    advisors_scanned,
    load_alert,
    load_kept,
    load_to_merge,
    save_alerts,
    save_scanned,
    save_threshold,
    threshold_in_force,
)

__all__ = [
    "ANSWERED",
    "NOTHING_HELD_BACK",
    "REASONS",
    "STATUSES",
    "Alert",
    "Found",
    "Kept",
    "Kind",
    "Reason",
    "Status",
    "Threshold",
    "Merged",
    "merge",
    "LAYOUT",
    "Pass",
    "advisors_scanned",
    "load_alert",
    "load_kept",
    "load_to_merge",
    "save_alerts",
    "save_scanned",
    "save_threshold",
    "threshold_in_force",
]

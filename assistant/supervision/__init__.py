"""Who must look: the class of a communication, whose approval it requires, and the queue of what waits for a look."""

from assistant.supervision.approval import Approver, approver_of, check_approver
from assistant.supervision.classification import NEEDS, RETAIL_FROM, Audience, Needs, classify
from assistant.supervision.disputes import NEVER, decide_dispute, dispute, precision, set_aside
from assistant.supervision.queue import (
    Review,
    assign,
    close_reviews,
    decide,
    list_reviews,
    load_review,
    open_review,
    service_times,
)
from assistant.supervision.sampling import BLOCKED, draw, quarter_of, rate_of
from assistant.supervision.stance import stance_flags
from assistant.supervision.tables import DisputeRow, ReviewRow, SampleSeedRow

__all__ = [
    "BLOCKED", "NEEDS", "NEVER", "RETAIL_FROM", "Approver", "Audience", "DisputeRow", "Needs", "Review",
    "ReviewRow", "SampleSeedRow", "approver_of", "assign", "check_approver", "classify", "close_reviews", "decide",
    "decide_dispute", "dispute", "draw", "list_reviews", "load_review", "open_review", "precision", "quarter_of",
    "rate_of", "service_times", "set_aside", "stance_flags",
]  # fmt: skip

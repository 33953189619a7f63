"""Who must look: the class of a communication, and whose approval that class requires."""

from assistant.supervision.approval import Approver, approver_of, check_approver
from assistant.supervision.classification import NEEDS, RETAIL_FROM, Audience, Needs, classify

__all__ = ["NEEDS", "RETAIL_FROM", "Approver", "Audience", "Needs", "approver_of", "check_approver", "classify"]

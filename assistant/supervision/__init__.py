"""Who must look: the class of a communication, and whose approval that class requires."""

from assistant.supervision.approval import Approver, approver_of, check_approver
from assistant.supervision.classification import RETAIL_FROM, classify

__all__ = ["RETAIL_FROM", "Approver", "approver_of", "check_approver", "classify"]

"""Questionnaires sent, answered and overdue, and what the answers changed. The door to the rates and to the report."""

from assistant.analytics.questionnaires.report import questionnaires
from assistant.analytics.questionnaires.responses import response_figures, sent_in

__all__ = ["questionnaires", "response_figures", "sent_in"]

"""Drafts: words meant for a client, with a state; their versions; and what an approval binds."""

from assistant.drafts.diffs import compare
from assistant.drafts.draft import ApprovedDraft, Channel, Draft, DraftStatus, Proposal, Recipient
from assistant.drafts.states import REVISABLE, move
from assistant.drafts.tables import ApprovalRow, DraftRow, DraftVersionRow
from assistant.drafts.versions import (
    drafts_alike,
    list_drafts,
    load_draft,
    load_versions,
    readers_alike,
    save_new,
    save_status,
)

__all__ = [
    "REVISABLE", "ApprovalRow", "ApprovedDraft", "Channel", "Draft", "DraftRow", "DraftStatus", "DraftVersionRow",
    "Proposal", "Recipient", "compare", "drafts_alike", "list_drafts", "load_draft", "load_versions", "move",
    "readers_alike", "save_new", "save_status",
]  # fmt: skip

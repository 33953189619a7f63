"""Whose approval a draft needs, and whether this person may give it.

Correspondence whose review passes is its sender's own to release (and enters the sample). Retail communications, posts
and whatever a rule sends to a principal need a registered principal who is not the sender, does not report to the
sender and is not paid on the sender's business, unless the firm has recorded that it has no other. A held draft has
nobody: its words must change.
"""

from __future__ import annotations

from typing import Literal

from assistant.callers import Caller
from assistant.drafts import Draft
from assistant.errors import NotFound, Refused

Approver = Literal["sender", "principal", "nobody"]


def approver_of(draft: Draft) -> Approver:
    """Who may approve a draft as it stands."""
    if draft.status == "held" or draft.disposition not in ("pass", "needs_principal_review"):
        return "nobody"
    if draft.communication_class == "correspondence" and draft.disposition == "pass":
        return "sender"
    return "principal"


def check_approver(caller: Caller, draft: Draft) -> None:
    """Raises Refused (or NotFound, when the draft is none of the caller's business) unless this person may approve."""
    if draft.advisor_id not in caller.supervises.union(caller.own):
        raise NotFound(f"There is no draft {draft.id}.")
    needed = approver_of(draft)
    if needed == "nobody":
        raise Refused(f"Draft {draft.id} is held: change its words, then it is reviewed again.")
    if needed == "sender":
        if draft.advisor_id != caller.advisor_id:
            raise Refused("A delegate prepares a draft; the advisor approves it.")
        return
    if not caller.may("approve_retail") or draft.advisor_id not in caller.supervises:
        raise Refused(f"Draft {draft.id} needs a registered principal's approval.")
    if caller.exception:
        return
    if caller.user_id in (draft.author_id, *draft.authors) or draft.advisor_id in caller.own:
        raise Refused("Nobody approves their own communication: another principal must.")
    if why := caller.barred.get(draft.advisor_id):
        raise Refused(f"Draft {draft.id} is not yours to approve: {why}. Another principal must.")

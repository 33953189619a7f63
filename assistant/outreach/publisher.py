"""Posts leave by the firm's social tool: a signed webhook with an idempotency key, or by hand as an approved copy.

`Idempotency-Key` is the send's own id: a tool that honours it publishes a version once however often it is asked.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Literal

import httpx

from assistant.drafts import ApprovedDraft
from assistant.outreach.webhooks import signed
from assistant.retention import Receipt

Outcome = Literal["delivered", "failed", "not now", "unknown"]
NOT_NOW = frozenset((408, 425, 429, 503))
"""Answers that say clearly that nothing was published yet."""
_ANSWER = 300  # characters of an answer that are kept


@dataclass(frozen=True, slots=True)
class Published:
    """What the social tool said, and what it means for the post."""

    outcome: Outcome
    reply: str


@dataclass(frozen=True, slots=True)
class Publisher:
    """The firm's social tool: where it listens, the secret it shares with us, how long one answer may take."""

    url: str
    secret: str
    seconds: float = 30.0

    def publish(self, send_id: str, body: bytes, at: dt.datetime) -> Published:
        """Hand in one post, once. A tool that could not be reached has nothing of it; one that broke off, timed out or
        failed on its side may have: nobody knows, and nothing is tried again by itself."""
        headers = {**signed(self.secret, send_id, body, at), "Idempotency-Key": send_id}
        try:
            answer = httpx.post(
                self.url, content=body, headers=headers | {"Content-Type": "application/json"}, timeout=self.seconds,
                follow_redirects=False, trust_env=False,
            )  # fmt: skip
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            return Published("not now", f"The social tool cannot be reached ({type(error).__name__}).")
        except httpx.HTTPError as error:
            return Published("unknown", f"The social tool broke off ({type(error).__name__}).")
        reply = f"{answer.status_code} {' '.join(answer.text[:_ANSWER].split())}".strip()
        if answer.is_success:
            return Published("delivered", reply)
        if answer.status_code in NOT_NOW:
            return Published("not now", reply)
        return Published("unknown" if answer.is_server_error else "failed", reply)


def make_post(approved: ApprovedDraft, record: Receipt) -> bytes:
    """An approved post as the JSON that leaves: its network and words, and by which record and approval it does."""
    draft = approved.draft
    said = {
        "type": "post.publish",
        "draft": draft.id,
        "version": draft.version,
        "network": draft.channel,
        "text": draft.body.strip(),
        "language": draft.language,
        "hash": approved.approved_hash,
        "approval": approved.approval_id,
        "record": record.id,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()

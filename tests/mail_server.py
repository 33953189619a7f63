"""The mail server that the firm's letters leave by, in tests: a real one that keeps what it takes and can misbehave."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from tests.retention.archive import Archive, running

__all__ = ["MailServer", "running"]


class MailServer(Archive):
    """Adds to an archive's behaviours: 250 then drop; a no to a reader, for now (`450 rcpt`) or for good (`550 rcpt`);
    a drop before the words (`drop at rcpt`); words that are no answer (`nonsense`)."""

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"

    @property
    def times(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(self.ids)

    async def handle_RCPT(self, server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        behaviour = self.behaviour[0] if self.behaviour else ""
        if behaviour in ("450 rcpt", "550 rcpt"):
            self.behaviour.pop(0)
            return "450 4.2.1 try later" if behaviour == "450 rcpt" else "550 5.1.1 no such mailbox"
        if behaviour == "drop at rcpt":
            self.behaviour.pop(0)
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        behaviour = self.behaviour[0] if self.behaviour else ""
        if behaviour == "250 then drop":
            self.behaviour[0] = "fine"
            asyncio.get_running_loop().call_later(0.02, server.transport.abort)
        if behaviour == "drop before storing":
            self.behaviour.pop(0)
            server.transport.abort()
            return "250 nobody hears it"
        if behaviour == "nonsense":
            self.behaviour.pop(0)
            return "999 what"
        return await super().handle_DATA(server, session, envelope)

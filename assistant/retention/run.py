"""The records of one run (a turn, a decision, an import): one actor, one conversation, each after the one before."""

from __future__ import annotations

from collections.abc import Mapping
from threading import RLock
from typing import Any

from assistant.retention.log import Log
from assistant.retention.records import Entry, Receipt
from assistant.retention.sequencer import Pending


class Run:
    """Writes the facts of one run. `settle` returns when each of them is durable: before that, nothing is shown."""

    def __init__(self, log: Log, run_id: str, actor: Mapping[str, Any], scope: Mapping[str, Any], app_ver: str) -> None:
        self._log = log
        self._actor = dict(actor)
        self._scope = dict(scope)
        self._app_ver = app_ver
        self._pending: list[Pending] = []
        self._lock = RLock()
        self.run_id = run_id
        self.ids: list[str] = []
        self.last: Receipt | None = None

    def record(
        self, type: str, payload: Any, *, wait: bool = False, clients: tuple[str, ...] = (), **edges: Any
    ) -> str:
        """Write a fact; with `wait` return only when it is durable. Returns the record's id. Raises ServiceDown."""
        with self._lock:
            scope = self._scope | ({"clients": list(clients)} if clients else {})
            entry = Entry(
                type=type,
                actor=self._actor,
                scope=scope,
                payload=payload,
                run=self.run_id,
                parent=self.ids[-1] if self.ids else None,
                app_ver=self._app_ver,
                **edges,
            )
            self.ids.append(entry.id)
            if wait:
                self.last = self._log.append(entry)
            else:
                self._pending.append(self._log.append(entry, wait=False))
            return entry.id

    def settle(self) -> None:
        """Raises ServiceDown unless every record of the run is durable."""
        with self._lock:
            for pending in self._pending:
                self.last = pending.receipt(self._log.timeout)
            self._pending.clear()

"""A log to verify whose checkpoints are where a test expects them, and what a verdict found."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from assistant.database import Database
from assistant.retention import Verdict
from assistant.retention import leader as leading
from tests.retention.attacks import COUNT
from tests.retention.samples import a_log, fill, keys_of


@contextmanager
def signing_at_close() -> Iterator[None]:
    """No checkpoint in between, however slow the machine is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leading, "CHECKPOINT_SECONDS", math.inf)
        yield


def signed_log(database: Database, count: int = COUNT) -> str:
    """A log of that many records under one checkpoint, closed; the checkpoint as somebody outside kept it."""
    with signing_at_close(), a_log(database) as log:
        fill(log, count)
    note = keys_of(database).pin()
    assert note is not None
    return note


def kinds(verdict: Verdict) -> set[str]:
    assert verdict.ok == (not verdict.findings)
    return {finding.kind for finding in verdict.findings}

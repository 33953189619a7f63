"""The states of a draft: each step that the path of a draft has, and none besides."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from assistant.drafts import DraftStatus, move
from assistant.errors import Refused
from tests.drafts.samples import a_draft

# “Path of a draft”: proposed → reviewed (a record, no state) → held | awaiting approval → approved → scheduled →
# released → delivered | failed | unknown, or returned / declined. Today's rules may hold an approved draft again, also
# one that waits to be sent; more readers send it back to a principal; a schedule may be cancelled; whatever waits may
# be declined; what is unknown may turn out either way and is never sent again.
PATH: dict[str, set[str]] = {
    "proposed": {"held", "awaiting_approval"},
    "held": {"awaiting_approval", "declined"},
    "awaiting_approval": {"approved", "returned", "declined", "held"},
    "approved": {"scheduled", "released", "held", "awaiting_approval"},
    "scheduled": {"released", "approved", "held", "declined"},
    "released": {"delivered", "failed", "unknown", "held"},
    "unknown": {"delivered", "failed"},
    "failed": {"declined"},
    "returned": {"declined"},
    "delivered": set(),
    "declined": set(),
}
STATES = get_args(DraftStatus)


class TestMove:
    @pytest.mark.parametrize("status", ["delivered", "declined"])
    def test_from_an_end_there_is_no_step(self, status: DraftStatus) -> None:
        for target in STATES:
            with pytest.raises(Refused):
                move(a_draft(status=status), target)

    def test_the_states_are_those_of_the_path(self) -> None:
        assert set(STATES) == set(PATH)

    @pytest.mark.parametrize(("before", "after"), product(STATES, STATES))
    def test_each_step_of_the_path_is_taken_and_every_other_refused(
        self, before: DraftStatus, after: DraftStatus
    ) -> None:
        draft = a_draft(status=before)
        if after in PATH[before]:
            assert move(draft, after).status == after
        else:
            with pytest.raises(Refused, match=r"Draft D-1 is .*: it cannot become"):
                move(draft, after)

    def test_the_sentence_names_both_states_in_words(self) -> None:
        with pytest.raises(Refused) as refused:
            move(a_draft(status="proposed"), "released")
        assert refused.value.sentence == "Draft D-1 is proposed: it cannot become released."

    def test_a_step_keeps_the_words_and_the_draft_it_came_from(self) -> None:
        before = a_draft(reason="waits")
        after = move(before, "approved", "Approved by Hugo.")
        assert after.content_hash == before.content_hash
        assert (before.status, before.reason) == ("awaiting_approval", "waits")
        assert after.reason == "Approved by Hugo."

    def test_nothing_reaches_the_client_without_an_approval(self) -> None:
        """Every way from a proposal to a sending leads through `approved`."""
        reached, waiting = set(), ["proposed"]
        while waiting:
            state = waiting.pop()
            if state not in reached and state != "approved":
                reached.add(state)
                waiting += [after for after in STATES if after in PATH[state]]
        assert not reached & {"scheduled", "released", "delivered", "failed", "unknown"}

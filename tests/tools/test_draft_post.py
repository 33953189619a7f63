"""Posts: none for a network without capture; on an opened one in class static, from what the firm has written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.desk import approve
from assistant.errors import NotEnoughData, Refused
from tests.desks import ADVISOR, PRINCIPAL, opened

TOPIC = {"network": "linkedin", "topic": "diversification"}


class TestNoNetwork:
    def test_a_network_that_is_not_captured_is_refused_with_the_reason(self, home: Path) -> None:
        with opened(home, networks="x") as desk, pytest.raises(Refused, match="has not opened LinkedIn"):
            desk.call_tool(desk.caller(ADVISOR), "draft_post", TOPIC)


class TestAPost:
    def test_says_what_the_firms_educational_page_says_and_waits_for_a_principal(self, home: Path) -> None:
        with opened(home, networks="linkedin, x") as desk:
            result, (draft,) = desk.call_tool(desk.caller(ADVISOR), "draft_post", TOPIC)
            assert (draft.communication_class, draft.status) == ("static_post", "awaiting_approval")
            assert "does not ensure a profit" in draft.body
            assert "version 1" in str(result.blocks[0])
            with pytest.raises(Refused, match="principal"):
                approve(desk, desk.caller(ADVISOR), draft.id)
            assert approve(desk, desk.caller(PRINCIPAL), draft.id).status == "approved"

    def test_on_what_no_page_is_about_wants_its_points(self, home: Path) -> None:
        with opened(home, networks="linkedin") as desk, pytest.raises(NotEnoughData, match="give its points"):
            desk.call_tool(desk.caller(ADVISOR), "draft_post", TOPIC | {"topic": "our summer fair on the pier"})

    def test_takes_points_in_italian(self, home: Path) -> None:
        with opened(home, networks="linkedin") as desk:
            points = ["Venerdì l'ufficio resta chiuso"]
            wanted = TOPIC | {"kind": "firm_news", "topic": "gli orari", "points": points, "language": "it"}
            _, (draft,) = desk.call_tool(desk.caller(ADVISOR), "draft_post", wanted)
        assert draft.language == "it"
        assert "Venerdì l'ufficio resta chiuso." in draft.body

    def test_too_long_for_its_network_is_refused_with_both_numbers(self, home: Path) -> None:
        with opened(home, networks="x") as desk, pytest.raises(Refused, match="takes 280"):
            desk.call_tool(desk.caller(ADVISOR), "draft_post", TOPIC | {"network": "x"})

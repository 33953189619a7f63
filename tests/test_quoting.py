"""The figures that a letter quotes are computed again before it leaves; a letter whose figure has changed is held."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from assistant.desk import Desk, approve, deliver_due, release, revise
from assistant.drafts import Draft
from tests.desks import ADVISOR, driven_by, opened
from tests.letters import a_letter, now_of, release_all
from tests.mail_server import MailServer, running
from tests.scripted import Calls, Says, scripted_model

WORDS = "Dear Åsa,\n\nYour accounts stood at $149,100 at the end of October.\n\nKind regards,\nAnna Keller"
LETTER = {"to": ["Lindqvist"], "purpose": "the accounts", "subject": "Your accounts", "body": WORDS}


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running(MailServer()) as server:
        yield server


@contextmanager
def drafted(home: Path, **more: Any) -> Iterator[tuple[Desk, Draft]]:
    """A letter with a figure of its turn (small firm: AC04 ends October with 149,100.00), as it is proposed."""
    look, write = Calls((("client_profile", {"client": "Lindqvist"}),)), Calls((("draft_email", LETTER),))
    script = scripted_model(look, write, Says("I have drafted it."))
    with script as said, driven_by(home, said, **more) as desk:
        yield desk, desk.ask(desk.caller(ADVISOR), "Write to the Lindqvists what they have with us").drafts[0]


@pytest.fixture
def draft(home: Path, server: MailServer) -> Draft:
    """Such a letter, approved and released."""
    with drafted(home, smtp_url=server.url) as (desk, draft):
        approve(desk, desk.caller(ADVISOR), draft.id)
        release(desk, desk.caller(ADVISOR), draft.id)
    return draft


@pytest.fixture
def desk(home: Path, server: MailServer, draft: Draft) -> Iterator[Desk]:
    with opened(home, smtp_url=server.url) as desk:
        yield desk


class TestALetterWithoutFigures:
    def test_quotes_none(self, home: Path, server: MailServer) -> None:
        with opened(home, smtp_url=server.url) as desk:
            letter = a_letter(desk)
            release_all(desk, [letter])
            assert (letter.quotes, deliver_due(desk).counts) == ((), {"delivered": 1})


class TestALetterWithAFigure:
    def test_keeps_which_call_it_came_from(self, draft: Draft) -> None:
        assert {(quote["tool"], quote["text"]) for quote in draft.quotes} == {("client_profile", "$149,100")}
        assert "ytd_end" in {quote["key"] for quote in draft.quotes}

    def test_leaves_while_the_figure_is_the_same(self, desk: Desk) -> None:
        assert deliver_due(desk).counts == {"delivered": 1}

    def test_is_held_when_it_is_another(self, home: Path, server: MailServer, desk: Desk, draft: Draft) -> None:
        with desk.database.engine.begin() as connection:
            more = "market_gain_cents = market_gain_cents + 100, end_value_cents = end_value_cents + 100"
            its_last = "account_id = 'AC04' AND month = '2026-10'"
            connection.execute(text(f"UPDATE balances SET {more} WHERE {its_last}"))
        assert deliver_due(desk).counts == {"held": 1}
        assert "which it quotes as $149,100, is $149,101 by now: change the words." in now_of(desk, draft).reason
        assert server.taken == []

    def test_no_longer_quotes_what_a_new_version_does_not_say(self, home: Path) -> None:
        with drafted(home) as (desk, draft):
            caller = desk.caller(ADVISOR)
            other = revise(desk, caller, draft.id, subject="Your accounts today", change="by hand")
            shorter = revise(desk, caller, draft.id, body="Dear Åsa,\n\nShall we talk?\n\nAnna", change="by hand")
        assert draft.quotes
        assert (other.quotes, shorter.quotes) == (draft.quotes, ())

"""Drafts in the database, on both engines: what is saved comes back, and nobody finds somebody else's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from assistant.database import FIRM_METADATA, Database
from assistant.drafts import Draft, DraftVersionRow, list_drafts, load_draft, move, save_new, save_status
from assistant.errors import NotFound
from tests.drafts.samples import AT, GIULIA, MARCO, a_draft

LATER = AT + dt.timedelta(hours=1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    FIRM_METADATA.create_all(
        database.engine, tables=[FIRM_METADATA.tables[name] for name in ("drafts", "draft_versions", "draft_bands")]
    )
    yield database
    database.close()


def save(database: Database, *drafts: Draft, at: dt.datetime = AT) -> None:
    with database.writing() as session:
        for draft in drafts:
            save_new(session, draft, at)


def load(database: Database, draft_id: str = "D-1", *advisor_ids: str) -> Draft:
    with database.reading() as session:
        return load_draft(session, draft_id, advisor_ids or ("A1",))


def listed(database: Database, *advisor_ids: str, status: str | None = None) -> list[str]:
    with database.reading() as session:
        return [draft.id for draft in list_drafts(session, advisor_ids, status)]


class TestSaveAndLoad:
    def test_a_draft_that_is_not_there_is_not_found(self, database: Database) -> None:
        with pytest.raises(NotFound, match="There is no draft D-1"):
            load(database)

    def test_an_empty_draft_comes_back_empty(self, database: Database) -> None:
        empty = a_draft(to=(), subject="", body="", purpose="", status="proposed", disposition="")
        save(database, empty)
        assert load(database) == empty

    def test_every_field_comes_back_as_it_was(self, database: Database) -> None:
        draft = a_draft(
            to=(MARCO, replace(GIULIA, name="花子 山田")),
            subject="Ελένη, l’età “più” bella 🎓",
            body="Dear Đurđa,\r\n\ttabs, e\u0301 and trailing blanks  \n\n",
            findings=({"rule": "promise", "start": 3, "quote": "più"}, {"rule": "link", "cure": None}),
            conversation_id="C-1",
            reason="A principal must decide.",
            disposition="needs_principal_review",
        )
        save(database, draft)
        assert load(database) == draft
        assert load(database).content_hash == draft.content_hash

    def test_a_new_version_is_the_one_that_is_found_and_the_old_one_stays(self, database: Database) -> None:
        first = a_draft()
        second = a_draft(
            version=2, body="Dear Marco,\n\nlet us talk.\n", author_id="U4", status="held", disposition="block"
        )
        save(database, first)
        save(database, second, at=LATER)
        assert load(database) == replace(second, authors=("U1",))
        with database.reading() as session:
            kept = session.get_one(DraftVersionRow, ("D-1", 1))
        assert (kept.body, kept.content_hash) == (first.body, first.content_hash)

    def test_a_version_is_written_once(self, database: Database) -> None:
        save(database, a_draft())
        with pytest.raises(IntegrityError):
            save(database, a_draft(body="other words under the same number"))
        assert load(database) == a_draft()

    def test_nothing_is_kept_when_the_transaction_is_not(self, database: Database) -> None:
        with database.reading() as session:
            save_new(session, a_draft(), AT)
        assert listed(database, "A1") == []


class TestSaveStatus:
    def test_a_draft_that_is_not_there_has_no_state(self, database: Database) -> None:
        with pytest.raises(NotFound, match="There is no draft D-1"), database.writing() as session:
            save_status(session, a_draft(), AT)

    def test_the_state_moves_and_the_words_stay(self, database: Database) -> None:
        save(database, a_draft())
        approved = move(a_draft(), "approved", "Approved by Anna.")
        with database.writing() as session:
            save_status(session, replace(approved, body="words nobody approved"), LATER)
        assert load(database) == approved


class TestSomebodyElses:
    def test_who_serves_nobody_finds_nothing(self, database: Database) -> None:
        save(database, a_draft())
        assert listed(database) == []
        with pytest.raises(NotFound), database.reading() as session:
            load_draft(session, "D-1", ())

    def test_it_looks_as_if_it_were_not_there(self, database: Database) -> None:
        save(database, a_draft())
        with pytest.raises(NotFound) as theirs:
            load(database, "D-1", "A2")
        with pytest.raises(NotFound) as nobodys:
            load(database, "D-9", "A2")
        assert theirs.value.sentence.replace("D-1", "D-9") == nobodys.value.sentence

    @pytest.mark.parametrize("draft_id", ["", "D-1' OR '1'='1", "D-%", "d-1"])
    def test_an_id_is_no_pattern(self, database: Database, draft_id: str) -> None:
        save(database, a_draft())
        with pytest.raises(NotFound):
            load(database, draft_id)


class TestListDrafts:
    def test_no_drafts_are_an_empty_list(self, database: Database) -> None:
        assert listed(database, "A1", "A2") == []

    def test_the_newest_comes_first_and_only_of_these_advisors(self, database: Database) -> None:
        save(database, a_draft(id="D-1"))
        save(database, a_draft(id="D-3", advisor_id="A2"), a_draft(id="D-2"), at=LATER)
        assert listed(database, "A1") == ["D-2", "D-1"]
        assert listed(database, "A2", "A1") == ["D-2", "D-3", "D-1"]
        assert listed(database, "A9") == []

    def test_a_state_may_be_asked_for(self, database: Database) -> None:
        save(database, a_draft(id="D-1"), a_draft(id="D-2", status="held"))
        assert listed(database, "A1", status="held") == ["D-2"]
        assert listed(database, "A1", status="released") == []

    def test_each_draft_is_listed_once_in_its_newest_version(self, database: Database) -> None:
        save(database, a_draft())
        save(database, a_draft(version=2, subject="Again"), at=LATER)
        with database.reading() as session:
            assert [draft.subject for draft in list_drafts(session, ("A1",))] == ["Again"]

"""Thresholds on disk: the one signed last is in force, as long as it was signed on the scores of this program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from assistant.alerts import NOTHING_HELD_BACK, Threshold, save_threshold, threshold_in_force
from assistant.alerts.tables import AlertThresholdRow
from assistant.database import FIRM_METADATA, Database
from tests.alerts.samples import a_find
from tests.desks import NOW

SIGNED = Threshold(1, 9.0, 0)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'alerts.db'}")
    FIRM_METADATA.create_all(database.engine)
    yield database
    database.close()


def in_force(database: Database) -> Threshold:
    with database.reading() as session:
        return threshold_in_force(session)


class TestTheThresholdInForce:
    def test_holds_nothing_back_before_anybody_has_signed_one(self, database: Database) -> None:
        assert in_force(database) == NOTHING_HELD_BACK

    def test_is_the_one_signed_last(self, database: Database) -> None:
        with database.writing() as session:
            save_threshold(session, Threshold(1, 3.0, 0), signed_by="U1", at=NOW, basis={"budget": 2.0})
            save_threshold(session, Threshold(2, 4.0, 7), signed_by="U1", at=NOW, basis={"budget": 1.0})
        assert in_force(database) == Threshold(2, 4.0, 7)

    def test_of_other_scores_holds_nothing_back_until_it_is_tuned_anew(self, database: Database) -> None:
        with database.writing() as session:
            save_threshold(session, SIGNED, signed_by="U1", at=NOW, basis={"budget": 2.0})
            session.execute(update(AlertThresholdRow).values(basis={"budget": 2.0}))  # as written by an older program
        assert in_force(database) == Threshold(1, 0.0, 0)
        assert in_force(database).passes(a_find(score=0.1))

"""Pipeline, ageing and service on the demo firm: parts that sum to the whole, T14, the transfer asked about."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assistant.analytics.ageing import ageing, one_item
from assistant.analytics.campaigns.results import campaign_rows
from assistant.analytics.pipeline import pipeline
from assistant.analytics.service.channels import NONE, lawful_channels
from assistant.analytics.service.contacts import contact_rows
from assistant.analytics.service.tiers import service_tiers
from assistant.book.demo import write_demo_firm
from assistant.book.importing import import_folder
from assistant.book.snapshot import Book, current_version
from assistant.book.tables import FIRM_METADATA
from assistant.callers import Scope
from assistant.database import Database
from assistant.outreach import email_permission

TODAY = dt.date(2026, 11, 24)
Open = Callable[..., Book]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("practice")
    write_demo_firm(path, households=240, advisors=3)
    return path


@pytest.fixture(scope="module")
def advisors(folder: Path) -> tuple[str, ...]:
    return tuple(pd.read_csv(folder / "advisors.csv")["advisor_id"])


@pytest.fixture(scope="module")
def demo(folder: Path) -> Iterator[Open]:
    database = Database(f"sqlite:///{folder / 'demo.db'}")
    FIRM_METADATA.create_all(database.engine)
    with database.writing() as session:
        import_folder(session, folder, at=dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
    with database.reading() as session:
        version = current_version(session)

    def open_one(*ids: str, as_of: dt.date | None = None) -> Book:
        return Book(database, Scope("firm", "demo", ids), as_of or version.last_closed_day, version)

    yield open_one
    database.close()


class TestPartsOfTheFirm:
    @pytest.mark.parametrize("key", ["open_deals", "open_amount", "open_revenue", "overdue_amount", "stuck"])
    def test_pipelines_of_advisors_sum_to_the_firms(self, demo: Open, advisors: tuple[str, ...], key: str) -> None:
        parts = [pipeline(demo(one)).figure(key).value for one in advisors]
        if key == "stuck":  # held against the days that won deals of each own record took
            assert sum(parts) > 0
        else:
            assert pipeline(demo(*advisors)).figure(key).value == sum(parts)

    @pytest.mark.parametrize("of", ["opportunities", "leads", "receivables"])
    def test_open_things_of_advisors_sum_to_the_firms_to_the_cent(
        self, demo: Open, advisors: tuple[str, ...], of: Any
    ) -> None:
        whole, parts = ageing(demo(*advisors), of=of), [ageing(demo(one), of=of) for one in advisors]
        if of == "receivables":  # a shared account is one row at the firm and one with each sharer; its money adds up
            assert whole.figure("amount").value == sum(part.figure("amount").value for part in parts)
        else:
            assert whole.figure("open").value == sum(part.figure("open").value for part in parts)

    def test_a_firm_campaign_counts_each_client_once_in_the_firm(
        self, demo: Open, advisors: tuple[str, ...], folder: Path
    ) -> None:
        sends = pd.read_csv(folder / "campaign_sends.csv")
        whole = campaign_rows(demo(*advisors), None).set_index("campaign_id")
        known = sends[sends["campaign_id"].isin(whole.index)]
        treated = known[known["group"] == "treated"].groupby("campaign_id").size()
        assert whole["treated"].to_dict() == treated.to_dict()


class TestPlantedTruths:
    def test_t14_nobody_in_the_household_has_a_lawful_channel(
        self, demo: Open, advisors: tuple[str, ...], folder: Path
    ) -> None:
        truths = json.loads((folder / "planted_truths.json").read_text(encoding="utf-8"))
        planted = pd.Index([item["household_id"] for item in truths["T14"]["items"]])
        assert len(planted) > 0
        assert set(lawful_channels(demo(*advisors), planted)) == {NONE}

    def test_t14_nobody_of_them_gets_a_draft(self, demo: Open, advisors: tuple[str, ...], folder: Path) -> None:
        truths = json.loads((folder / "planted_truths.json").read_text(encoding="utf-8"))
        people = {client for item in truths["T14"]["items"] for client in item["client_ids"]}
        clients = demo(*advisors).clients
        mine = [row for row in clients.itertuples(index=False) if row.client_id in people]
        assert len(mine) == len(people) > 0
        assert {email_permission(row, None).recipient for row in mine} == {None}
        others = [row for row in clients.itertuples(index=False) if row.client_id not in people]
        assert any(email_permission(row, None).recipient for row in others)

    def test_the_transfer_that_is_asked_about(self, demo: Open, advisors: tuple[str, ...]) -> None:
        result = one_item(demo(*advisors, as_of=TODAY), "Transfer 4711: where is it?")
        assert result.figure("days").value == 12
        assert "escalate it now" in " ".join(result.words())

    def test_every_client_has_a_tier_and_a_next_review(self, demo: Open, advisors: tuple[str, ...]) -> None:
        book = demo(*advisors)
        rows = contact_rows(book, service_tiers(book), book.as_of)
        assert len(rows) == len(book.open_households)
        assert rows["review_due"].notna().all()
        assert (rows["reviews_kept"] <= rows["reviews_owed"]).all()

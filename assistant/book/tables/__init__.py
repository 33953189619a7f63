"""The tables of a book, one a CSV file of the contract, and the versions of the book's data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assistant.book.tables.activity import (
    Campaign,
    CampaignSend,
    Expense,
    Interaction,
    Lead,
    LifeEvent,
    Opportunity,
    Questionnaire,
    ReferralSource,
    ServiceRequest,
    Task,
)
from assistant.book.tables.assets import (
    Account,
    Balance,
    DailyValue,
    ExpectedFlow,
    FeeSchedule,
    HeldAway,
    Holding,
    NetWorth,
    Revenue,
)
from assistant.book.tables.changes import ChangeRow
from assistant.book.tables.columns import FIRM_METADATA, FirmTable, moment, number, text
from assistant.book.tables.people import Advisor, Client, Household, OrgUnit, PayGrid, PlanSponsor, User


class BookVersion(FirmTable, table=True):
    """One state of the book's data. `digest` chains the one before with what the import changed."""

    __tablename__ = "book_versions"
    version: int = number(primary_key=True)
    digest: str = text(blank=False)
    at: dt.datetime = moment(blank=False)
    source: str = text(blank=False)
    rows_new: int = number(blank=False)
    rows_changed: int = number(blank=False)
    last_closed_month: str = text(blank=False)


@dataclass(frozen=True, slots=True)
class BookFile:
    """A CSV file of the contract, the table it fills, and whether a book can do without it."""

    table: type[FirmTable]
    required: bool = False

    @property
    def name(self) -> str:
        return str(self.table.__tablename__)

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


BOOK_FILES = (
    BookFile(OrgUnit),
    BookFile(PayGrid),
    BookFile(Advisor, required=True),
    BookFile(User),
    BookFile(ReferralSource),
    BookFile(Household, required=True),
    BookFile(PlanSponsor),
    BookFile(Client, required=True),
    BookFile(FeeSchedule),
    BookFile(Account, required=True),
    BookFile(Balance, required=True),
    BookFile(DailyValue),
    BookFile(ExpectedFlow),
    BookFile(NetWorth),
    BookFile(HeldAway),
    BookFile(Revenue, required=True),
    BookFile(Holding),
    BookFile(Interaction),
    BookFile(LifeEvent),
    BookFile(Questionnaire),
    BookFile(Lead),
    BookFile(Opportunity),
    BookFile(Expense),
    BookFile(ServiceRequest),
    BookFile(Campaign),
    BookFile(CampaignSend),
    BookFile(Task),
)

__all__ = [
    "BOOK_FILES", "FIRM_METADATA", "Account", "Advisor", "Balance", "BookFile", "BookVersion", "Campaign",
    "CampaignSend", "ChangeRow",
    "Client", "DailyValue", "ExpectedFlow", "Expense", "FeeSchedule", "FirmTable", "HeldAway", "Holding", "Household",
    "Interaction", "Lead", "LifeEvent", "NetWorth", "Opportunity", "OrgUnit", "PayGrid", "PlanSponsor", "Questionnaire",
    "ReferralSource", "Revenue", "ServiceRequest", "Task", "User",
]  # fmt: skip

"""A tiny firm as canonical CSV that a test can spoil: one advisor, two households, two accounts, two months."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from assistant.book.importing import ImportReport, import_folder
from assistant.book.tables import FIRM_METADATA
from assistant.database import Database
from assistant.errors import BadInput, Problem

FIRMS = Path(__file__).parent.parent / "firms"
NOW = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)

HEADERS = {
    "org_units": "unit_id,parent_id,kind,name",
    "advisors": "advisor_id,name,email,unit_id,slack_user_id,joined_on,hourly_cost,pay_grid_id",
    "users": "user_id,name,email,role,acts_for,active",
    "households": "household_id,advisor_id,name,since,closed_on,close_reason,city,state,country,annual_income,"
    "risk_tolerance,referral_source_id,referred_by_household_id,tier_override,timezone,merged_into",
    "clients": "client_id,household_id,first_name,last_name,email,phone,birth_date,deceased_on,sex,occupation,employer,"
    "plan_sponsor_id,language,email_consent,sms_consent,is_primary,next_generation_of",
    "plan_sponsors": "plan_sponsor_id,name,contact_rule,hr_email,agreement_note",
    "accounts": "account_id,household_id,registration,custodian,product_type,opened_on,closed_on,fee_schedule_id,split",
    "fee_schedules": "fee_schedule_id,from_amount,rate",
    "balances": "account_id,month,begin_value,contributions,withdrawals,transfers_in,transfers_out,market_gain,fees,"
    "end_value",
    "daily_values": "account_id,date,value,net_flow",
    "expected_flows": "account_id,month,amount,reason",
    "net_worth": "household_id,as_of,investable_net_worth,total_net_worth,providers,source",
    "held_away": "household_id,as_of,institution,kind,amount",
    "revenue": "household_id,account_id,month,type,amount,non_repeatable",
    "holdings": "account_id,as_of,symbol,name,asset_class,value,cost_basis",
    "interactions": "interaction_id,household_id,at,channel,direction,minutes,two_way,note",
    "life_events": "event_id,client_id,type,occurred_on,known_on,source,note",
    "questionnaires": "questionnaire_id,household_id,sent_on,due_on,answered_on",
    "referral_sources": "source_id,name,kind,compensated,agreement_on",
    "leads": "lead_id,advisor_id,source_id,referred_by_household_id,created_on,qualified_on,met_on,won_on,lost_on,"
    "household_id,age,income,net_worth,state,hours",
    "opportunities": "opportunity_id,advisor_id,household_id,lead_id,name,kind,amount,expected_revenue,stage,"
    "stage_since,created_on,expected_close_on,closed_on,outcome,last_two_way_on",
    "expenses": "expense_id,advisor_id,source_id,household_id,month,category,amount,hours",
    "service_requests": "request_id,household_id,kind,opened_at,first_reply_at,due_at,closed_at,reopened,"
    "not_in_good_order",
    "campaigns": "campaign_id,advisor_id,name,subject,channel,sent_at,holdout_share",
    "campaign_sends": "campaign_id,client_id,group,delivered,opened,clicked,replied,unsubscribed,met_on,new_assets",
    "tasks": "task_id,household_id,owner,created_on,due_on,done_on,text",
    "pay_grids": "pay_grid_id,method,from_amount,rate",
}
"""The columns of the contract in its order; the optional ones are left out, but for merged_into."""

REQUIRED = ("advisors", "households", "clients", "accounts", "balances", "revenue")

ROWS = {
    "advisors": ["A1,Ada Fox,ada@tiny.example,,,2015-01-05,150.00,"],
    "households": [
        "H1,A1,Moss,2015-02-02,,,Dover,NH,US,90000.00,3,,,,America/New_York,",
        "H2,A1,Reed,2016-03-03,,,Keene,NH,US,,,,H1,A,,",
    ],
    "clients": [
        "C1,H1,Kim,Moss,kim@clients.example,+1 555 0100,1960-03-12,,,,,,en,in,unknown,true,",
        "C2,H2,Lee,Reed,,,1990-03-12,,,,,,en,out,,true,C1",
    ],
    "accounts": ["AC1,H1,taxable,,,2015-05-05,,,", "AC2,H2,ira,,,2026-09-10,,,"],
    "balances": [
        "AC1,2026-09,1000.00,0.00,0.00,0.00,0.00,10.00,1.00,1009.00",
        "AC1,2026-10,1009.00,100.00,50.00,0.00,0.00,-10.00,1.00,1048.00",
        "AC2,2026-09,0.00,500.00,0.00,0.00,0.00,0.00,0.00,500.00",
        "AC2,2026-10,500.00,0.00,0.00,0.00,0.00,5.05,0.00,505.05",
    ],
    "revenue": ["H1,AC1,2026-10,advisory_fee,1.00,", "H2,,2026-10,planning,300.00,true"],
}


class TinyFirm:
    """Files by table, each a header and rows of text, to change before they are written."""

    def __init__(self, rows: dict[str, list[str]] | None = None) -> None:
        self.headers = dict(HEADERS)
        self.rows = {name: list(lines) for name, lines in (ROWS if rows is None else rows).items()}

    @classmethod
    def empty(cls) -> TinyFirm:
        return cls({name: [] for name in REQUIRED})

    def add(self, table: str, *rows: str) -> TinyFirm:
        self.rows.setdefault(table, []).extend(rows)
        return self

    def put(self, table: str, *rows: str) -> TinyFirm:
        self.rows[table] = list(rows)
        return self

    def replace(self, table: str, old: str, new: str) -> TinyFirm:
        assert any(old in row for row in self.rows[table]), f"no {old} in {table}"
        self.rows[table] = [row.replace(old, new) for row in self.rows[table]]
        return self

    def at(self, path: Path) -> Path:
        path.mkdir(parents=True, exist_ok=True)
        for name, rows in self.rows.items():
            text = "\n".join([self.headers[name], *rows, ""])
            path.joinpath(f"{name}.csv").write_text(text, encoding="utf-8")
        return path


def fresh(url: str) -> Database:
    database = Database(url)
    database.migrate("firm", FIRM_METADATA)
    return database


def load(database: Database, folder: Path, **options: Any) -> ImportReport:
    """Import and commit, as the desk does."""
    with database.writing() as session:
        return import_folder(session, folder, **{"at": NOW, **options})


def problems_of(database: Database, folder: Path) -> tuple[Problem, ...]:
    """What an import refuses the folder for; nothing when it takes it."""
    try:
        with database.reading() as session:
            import_folder(session, folder, at=NOW)
    except BadInput as error:
        return error.problems
    return ()


def places(problems: tuple[Problem, ...]) -> list[tuple[str, int | None, str, str]]:
    return [(problem.file, problem.row, problem.column, problem.kind) for problem in problems]

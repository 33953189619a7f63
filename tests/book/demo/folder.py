"""Reading the demo firm's folder back, independently of what wrote it, and what the contract says a folder holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

# The contract's columns, optional ones included.
COLUMNS = {
    "org_units": "unit_id parent_id kind name",
    "advisors": "advisor_id name email unit_id slack_user_id joined_on hourly_cost pay_grid_id registered_states "
    "designations",
    "users": "user_id name email role acts_for active qualifications",
    "households": "household_id advisor_id name since closed_on close_reason city state country annual_income "
    "risk_tolerance referral_source_id referred_by_household_id tier_override timezone merged_into",
    "clients": "client_id household_id first_name last_name email phone birth_date deceased_on sex occupation employer "
    "plan_sponsor_id language email_consent sms_consent is_primary next_generation_of email_source email_consent_on "
    "email_consent_evidence trusted_contact",
    "plan_sponsors": "plan_sponsor_id name contact_rule hr_email agreement_note allowed_channels allowed_topics "
    "valid_until",
    "accounts": "account_id household_id registration custodian product_type opened_on closed_on fee_schedule_id split",
    "fee_schedules": "fee_schedule_id from_amount rate",
    "balances": "account_id month begin_value contributions withdrawals transfers_in transfers_out market_gain fees "
    "end_value",
    "expected_flows": "account_id month amount reason",
    "net_worth": "household_id as_of investable_net_worth total_net_worth providers source",
    "held_away": "household_id as_of institution kind amount",
    "revenue": "household_id account_id month type amount non_repeatable",
    "holdings": "account_id as_of symbol name asset_class value cost_basis",
    "interactions": "interaction_id household_id at channel direction minutes two_way note",
    "life_events": "event_id client_id type occurred_on known_on source note",
    "questionnaires": "questionnaire_id household_id sent_on due_on answered_on",
    "referral_sources": "source_id name kind compensated agreement_on",
    "leads": "lead_id advisor_id source_id referred_by_household_id created_on qualified_on met_on won_on lost_on "
    "household_id age income net_worth state hours",
    "opportunities": "opportunity_id advisor_id household_id lead_id name kind amount expected_revenue stage "
    "stage_since created_on expected_close_on closed_on outcome last_two_way_on",
    "expenses": "expense_id advisor_id source_id household_id month category amount hours",
    "service_requests": "request_id household_id kind opened_at first_reply_at due_at closed_at reopened "
    "not_in_good_order",
    "campaigns": "campaign_id advisor_id name subject channel sent_at holdout_share",
    "campaign_sends": "campaign_id client_id group delivered opened clicked replied unsubscribed met_on new_assets",
    "tasks": "task_id household_id owner created_on due_on done_on text",
    "pay_grids": "pay_grid_id method from_amount rate",
}
KEYS = {
    **{name: columns.split()[:1] for name, columns in COLUMNS.items()},
    "fee_schedules": ["fee_schedule_id", "from_amount"],
    "pay_grids": ["pay_grid_id", "from_amount"],
    "balances": ["account_id", "month"],
    "expected_flows": ["account_id", "month", "reason"],
    "net_worth": ["household_id", "as_of"],
    "held_away": ["household_id", "as_of", "institution", "kind"],
    "revenue": ["household_id", "account_id", "month", "type"],
    "holdings": ["account_id", "as_of", "symbol"],
    "campaign_sends": ["campaign_id", "client_id"],
}
ID_OF = {
    "advisor_id": "advisors", "household_id": "households", "client_id": "clients", "account_id": "accounts",
    "unit_id": "org_units", "pay_grid_id": "pay_grids", "fee_schedule_id": "fee_schedules", "lead_id": "leads",
    "source_id": "referral_sources", "campaign_id": "campaigns", "plan_sponsor_id": "plan_sponsors",
    "parent_id": "org_units", "referral_source_id": "referral_sources", "merged_into": "households",
    "referred_by_household_id": "households", "next_generation_of": "clients", "owner": "users",
}  # fmt: skip
WORDS = {
    ("org_units", "kind"): "firm region branch team",
    ("households", "close_reason"): "left death merged firm_exit",
    ("households", "tier_override"): "A B C",
    ("households", "risk_tolerance"): "1 2 3 4 5",
    ("clients", "email_consent"): "in out unknown",
    ("clients", "sms_consent"): "in out unknown",
    ("clients", "email_source"): "client sponsor enrichment",
    ("plan_sponsors", "contact_rule"): "direct via_hr none",
    ("accounts", "registration"): "taxable ira roth 401k annuity insurance trust 529 cash",
    ("expected_flows", "reason"): "rmd income_plan contribution house tuition tax gift other",
    ("net_worth", "source"): "statement plan questionnaire enrichment",
    ("held_away", "kind"): "old_401k bank insurer advisor other",
    ("revenue", "type"): "advisory_fee trail commission insurance planning",
    ("interactions", "channel"): "meeting call email text portal event",
    ("interactions", "direction"): "in out",
    ("life_events", "source"): "questionnaire note public inferred",
    ("life_events", "type"): "birth marriage divorce death inheritance graduation new_home move job_change retirement "
    "business_sale illness birthday anniversary milestone",
    ("referral_sources", "kind"): "client coi custodian event web seminar cold paid",
    ("opportunities", "outcome"): "won lost",
    ("expenses", "category"): "acquisition service marketing event",
    ("campaign_sends", "group"): "treated holdout",
    ("pay_grids", "method"): "cliff marginal hurdle",
}
MAY_BE_BLANK = {"close_reason", "tier_override", "outcome"}
TIMES = {
    "interactions": ["at"],
    "campaigns": ["sent_at"],
    "service_requests": ["opened_at", "first_reply_at", "due_at", "closed_at"],
}
ROLES = ("advisor", "delegate", "manager", "executive", "compliance", "principal", "admin")
LAST, TODAY = "2026-10", "2026-11-25"
DAY = r"\d{4}-\d{2}-\d{2}"


class Firm:
    """A folder read back as text; money as whole cents on demand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.truths: dict[str, Any] = json.loads((folder / "planted_truths.json").read_text(encoding="utf-8"))
        self.table: Callable[[str], pd.DataFrame] = cache(self._read)

    def _read(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / f"{name}.csv", dtype=str, keep_default_na=False)

    def items(self, truth: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.truths[truth]["items"]
        return found

    def ids(self, truth: str) -> list[str]:
        return [item["household_id"] for item in self.items(truth)]

    def left_out(self, truth: str) -> bool:
        return any(entry["truth"] == truth for entry in self.truths["left_out"])

    @property
    def balances(self) -> pd.DataFrame:
        return self._balances()

    @cache  # noqa: B019 — a firm lives as long as the session
    def _balances(self) -> pd.DataFrame:
        frame = self.table("balances").copy()
        for column in frame.columns[2:]:
            frame[column] = cents(frame[column])
        frame["household_id"] = frame["account_id"].map(self.account["household_id"])
        return frame

    @property
    def account(self) -> pd.DataFrame:
        return self.table("accounts").set_index("account_id")

    @property
    def household(self) -> pd.DataFrame:
        return self.table("households").set_index("household_id")

    @property
    def open_households(self) -> pd.DataFrame:
        return self.household[self.household["closed_on"] == ""]

    @cache  # noqa: B019 — as above
    def flows(self) -> pd.DataFrame:
        """Unexplained net flow of each household and month: net flow less what was expected."""
        columns = ["begin_value", "contributions", "withdrawals"]
        frame = self.balances.groupby(["household_id", "month"])[columns].sum()
        expected = self.table("expected_flows")
        where = [expected["account_id"].map(self.account["household_id"]), expected["month"]]
        frame["expected"] = cents(expected["amount"]).groupby(where).sum()
        frame["unexplained"] = frame["contributions"] - frame["withdrawals"] - frame["expected"].fillna(0)
        return frame

    def revenue(self, first: str, last: str) -> pd.Series:
        """Cents of each household in the months from first to last."""
        frame = self.table("revenue")
        inside = frame[frame["month"].between(first, last)]
        return cents(inside["amount"]).groupby(inside["household_id"]).sum()


def cents(column: pd.Series) -> pd.Series:
    assert column.str.fullmatch(r"-?\d+\.\d{2}").all()
    return column.str.replace(".", "", regex=False).astype("int64")


def month_number(month: pd.Series) -> pd.Series:
    """Months since the year 0, so that one month later is one more."""
    return month.str[:4].astype("int64") * 12 + month.str[5:].astype("int64")

"""The demo firm keeps the contract of a book on disk and looks like a firm."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from assistant.book.demo import write_demo_firm
from tests.book.demo.folder import (
    COLUMNS,
    DAY,
    ID_OF,
    KEYS,
    LAST,
    MAY_BE_BLANK,
    ROLES,
    TIMES,
    TODAY,
    WORDS,
    Firm,
    cents,
    month_number,
)


class TestAsking:
    def test_books_too_small_to_be_books_are_refused_in_a_sentence_and_nothing_is_written(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="at least one advisor and 15 households for each"):
            write_demo_firm(tmp_path / "firm", households=20, advisors=2)
        assert not (tmp_path / "firm").exists()

    def test_a_month_that_is_none_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="write a month as 2026-10"):
            write_demo_firm(tmp_path, households=60, advisors=2, last_month="autumn")

    def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(self, small: Firm, tmp_path: Path) -> None:
        for name, seed in (("again", 7), ("other", 8)):
            write_demo_firm(tmp_path / name, households=60, advisors=2, seed=seed)
        assert fingerprint(tmp_path / "again") == fingerprint(small.folder)
        assert fingerprint(tmp_path / "other") != fingerprint(small.folder)

    def test_progress_runs_from_nothing_to_all(self, tmp_path: Path) -> None:
        told: list[tuple[str, float]] = []
        write_demo_firm(tmp_path, households=30, advisors=1, progress=lambda what, part: told.append((what, part)))
        parts = [part for _, part in told]
        assert parts == sorted(parts)
        assert (parts[0], parts[-1]) == (0.0, 1.0)

    def test_another_last_month_moves_the_whole_history(self, tmp_path: Path) -> None:
        write_demo_firm(tmp_path, households=30, advisors=1, last_month="2025-01")
        months = Firm(tmp_path).table("balances")["month"]
        assert (months.min(), months.max()) == ("2020-02", "2025-01")


def fingerprint(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


class TestTheContract:
    def test_every_file_has_its_columns_in_order(self, firm: Firm) -> None:
        assert {path.stem for path in firm.folder.glob("*.csv")} == set(COLUMNS)
        for name, columns in COLUMNS.items():
            assert list(firm.table(name).columns) == columns.split(), name
            assert len(firm.table(name)) > 0, name

    def test_natural_keys_are_unique(self, firm: Firm) -> None:
        for name, key in KEYS.items():
            assert not firm.table(name).duplicated(key).any(), name

    def test_every_reference_exists(self, firm: Firm) -> None:
        for name, columns in COLUMNS.items():
            for column in set(columns.split()) & set(ID_OF):
                target = firm.table(ID_OF[column])
                used = set(firm.table(name)[column]) - {""}
                assert used <= set(target.iloc[:, 0]), f"{name}.{column}"

    def test_users_act_for_advisors_and_units_and_have_known_roles(self, firm: Firm) -> None:
        users = firm.table("users")
        known = set(firm.table("advisors")["advisor_id"]) | set(firm.table("org_units")["unit_id"])
        assert set(users["acts_for"].str.split(";").explode()) - {""} <= known
        assert set(users["role"]) == set(ROLES)
        assert not users["email"].duplicated().any()
        assert set(firm.table("advisors")["email"]) == set(users.loc[users["role"] == "advisor", "email"])

    def test_closed_words_are_kept(self, firm: Firm) -> None:
        for (name, column), words in WORDS.items():
            blank = {""} if column in MAY_BE_BLANK else set()
            assert set(firm.table(name)[column]) <= set(words.split()) | blank, f"{name}.{column}"

    def test_dates_months_times_zones_and_booleans_are_well_formed(self, firm: Firm) -> None:
        for name, columns in COLUMNS.items():
            table = firm.table(name)
            for column in columns.split():
                if column.endswith(("_on", "_date")) or column in ("since", "as_of", "stage_since", "valid_until"):
                    assert table[column].str.fullmatch(rf"({DAY})?").all(), f"{name}.{column}"
                if column == "month":
                    assert table[column].str.fullmatch(r"\d{4}-\d{2}").all(), name
            for column in TIMES.get(name, []):
                assert table[column].str.fullmatch(rf"({DAY}T[\d:]+Z)?").all(), f"{name}.{column}"
        assert set(firm.table("households")["timezone"]) <= available_timezones()
        assert set(firm.table("interactions")["two_way"]) == {"true", "false"}

    def test_nothing_is_dated_after_today(self, firm: Firm) -> None:
        dated = [
            ("interactions", "at"), ("life_events", "known_on"), ("leads", "won_on"), ("leads", "lost_on"),
            ("opportunities", "closed_on"), ("service_requests", "closed_at"), ("questionnaires", "answered_on"),
            ("tasks", "done_on"), ("campaign_sends", "met_on"), ("households", "since"), ("net_worth", "as_of"),
        ]  # fmt: skip
        for name, column in dated:
            assert firm.table(name)[column].max() < TODAY, f"{name}.{column}"

    def test_dates_in_a_row_follow_each_other(self, firm: Firm) -> None:
        chains = {
            "households": ["since", "closed_on"],
            "accounts": ["opened_on", "closed_on"],
            "clients": ["birth_date", "deceased_on"],
            "leads": ["created_on", "qualified_on", "met_on", "won_on"],
            "opportunities": ["created_on", "stage_since"],
            "service_requests": ["opened_at", "first_reply_at", "closed_at"],
            "questionnaires": ["sent_on", "answered_on"],
            "life_events": ["occurred_on", "known_on"],
        }
        for name, columns in chains.items():
            table = firm.table(name)
            for earlier, later in pairwise(columns):
                both = table[(table[earlier] != "") & (table[later] != "")]
                assert (both[earlier] <= both[later]).all(), f"{name}: {earlier}, {later}"

    def test_a_closed_household_says_why_and_a_merged_one_where_to(self, firm: Firm) -> None:
        households = firm.table("households")
        assert ((households["closed_on"] == "") == (households["close_reason"] == "")).all()
        assert ((households["merged_into"] != "") == (households["close_reason"] == "merged")).all()

    def test_shares_of_a_split_sum_to_one(self, firm: Firm) -> None:
        advisors = set(firm.table("advisors")["advisor_id"])
        for split in set(firm.table("accounts")["split"]) - {""}:
            parts = dict(part.split(":") for part in split.split(";"))
            assert set(parts) <= advisors
            assert sum(map(float, parts.values())) == pytest.approx(1)

    def test_household_names_are_unique_in_a_book_except_where_planted(self, firm: Firm) -> None:
        households = firm.table("households")
        repeated = households[households.duplicated(["advisor_id", "name"], keep=False)]
        planted = {h for item in firm.items("T8") for h in item["household_ids"]}
        assert set(repeated["household_id"]) == planted


class TestBalances:
    def test_every_row_adds_up_to_the_cent(self, firm: Firm) -> None:
        b = firm.balances
        total = b["begin_value"] + b["contributions"] - b["withdrawals"] + b["transfers_in"] - b["transfers_out"]
        assert (total + b["market_gain"] - b["fees"] == b["end_value"]).all()

    def test_nothing_but_the_market_gain_is_negative(self, firm: Firm) -> None:
        assert (firm.balances.drop(columns=["account_id", "month", "household_id", "market_gain"]) >= 0).all(axis=None)

    def test_each_month_follows_the_one_before_and_begins_where_it_ended(self, firm: Firm) -> None:
        b = firm.balances.sort_values(["account_id", "month"])
        later = b["account_id"] == b["account_id"].shift()
        assert (month_number(b["month"]).diff()[later] == 1).all()
        assert (b["begin_value"][later] == b["end_value"].shift()[later]).all()

    def test_there_are_sixty_months_and_new_accounts_begin_at_nothing_in_the_month_they_open(self, firm: Firm) -> None:
        first = firm.balances.sort_values("month").groupby("account_id").first()
        opened = firm.account["opened_on"].str[:7].loc[first.index]
        assert first["month"].min() == "2021-11"
        assert firm.balances["month"].max() == LAST
        new = opened >= "2021-11"
        assert (first.loc[new, "begin_value"] == 0).all()
        assert (first.loc[new, "month"] == opened[new]).all()
        assert (first.loc[~new, "month"] == "2021-11").all()

    def test_a_closed_account_ends_at_nothing_in_its_last_month_and_an_open_one_has_every_month(
        self, firm: Firm
    ) -> None:
        last = firm.balances.sort_values("month").groupby("account_id").last()
        closed = firm.account["closed_on"].str[:7].loc[last.index]
        gone = closed != ""
        assert set(last.index) == set(firm.account.index)
        assert (last.loc[gone, "end_value"] == 0).all()
        assert (last.loc[gone, "month"] == closed[gone]).all()
        assert (last.loc[~gone, "month"] == LAST).all()

    def test_transfers_leave_one_account_and_reach_another_but_for_the_recruited_book(self, firm: Firm) -> None:
        recruited = {h for item in firm.items("T18") for h in item["household_ids"]}
        own = firm.balances[~firm.balances["household_id"].isin(recruited)]
        by_month = own.groupby("month")[["transfers_in", "transfers_out"]].sum()
        assert (by_month["transfers_in"] == by_month["transfers_out"]).all()

    def test_a_fee_debited_is_the_advisory_revenue_and_one_not_yet_debited_is_a_receivable(self, firm: Firm) -> None:
        revenue = firm.table("revenue")
        fees = revenue[revenue["type"] == "advisory_fee"].set_index(["account_id", "month"])
        debited = firm.balances.set_index(["account_id", "month"])["fees"]
        earned = cents(fees["amount"]).reindex(debited.index, fill_value=0)
        late = (debited == 0) & (earned > 0)
        assert (debited[~late] == earned[~late]).all()
        assert set(debited[late].index.get_level_values("month")) <= {"2026-08", "2026-09", "2026-10"}

    def test_fees_are_a_twelfth_of_the_graduated_schedule_on_the_households_billed_assets(self, large: Firm) -> None:
        b = large.balances[large.balances["month"] == LAST].set_index("account_id")
        account = large.account.loc[b.index]
        billed = b[(account["fee_schedule_id"] == "FS-STD").to_numpy() & (b["fees"] > 0).to_numpy()]
        total = billed.groupby("household_id")["begin_value"].sum() / 100
        # Slices of domain reference 4.1: 1.10 % to 500k, 0.90 % to 1m, 0.80 % to 2m, 0.60 % to 5m, 0.45 % above.
        slices = ((0, 5e5, 0.011), (5e5, 1e6, 0.009), (1e6, 2e6, 0.008), (2e6, 5e6, 0.006), (5e6, 1e12, 0.0045))
        yearly = sum((total.clip(low, high) - low) * rate for low, high, rate in slices)
        assert (billed.groupby("household_id")["fees"].sum() / 100 - yearly / 12).abs().max() < 0.05

    def test_positions_sum_to_the_value_of_their_account(self, firm: Firm) -> None:
        held = firm.table("holdings")
        total = cents(held["value"]).groupby([held["account_id"], held["as_of"].str[:7]]).sum()
        value = firm.balances.set_index(["account_id", "month"])["end_value"]
        assert (total == value.loc[total.index]).all()


class TestRealism:
    def test_sizes_are_those_of_the_reference(self, large: Firm) -> None:
        now = large.balances[large.balances["month"] == LAST]
        value = now.groupby("household_id")["end_value"].sum().sort_values() / 100
        assert len(large.open_households) == 2500
        assert 400_000 <= value.mean() <= 800_000  # domain reference 4.1: mean 591k
        assert 0.55 <= value.tail(len(value) // 5).sum() / value.sum() <= 0.80  # top 20 % hold 68 %
        assert 0.25 <= (value < 100_000).mean() <= 0.42  # 33 % under 100k

    def test_yield_retention_and_wallet_are_those_of_the_reference(self, large: Firm) -> None:
        assets = large.balances.groupby("month")["end_value"].sum()
        year = assets[assets.index > "2025-10"].mean()
        assert 0.0060 <= large.revenue("2025-11", LAST).sum() / year <= 0.0076  # 67 bps
        closed = large.household["closed_on"]
        there = large.household[(large.household["since"] < "2024-11") & ((closed == "") | (closed > "2024-10-31"))]
        left = (there["closed_on"] != "") & (there["closed_on"] <= "2025-10-31")
        assert 0.90 <= 1 - left.mean() <= 0.97  # 90–92 % broker-dealers, 97 % advisory firms
        worth = large.table("net_worth").sort_values("as_of").groupby("household_id").last()
        value = large.balances[large.balances["month"] == LAST].groupby("household_id")["end_value"].sum()
        known = worth.index.intersection(value.index)
        share = value[known].sum() / cents(worth.loc[known, "investable_net_worth"]).sum()
        assert 0.40 <= share <= 0.65  # beta with mean .55, smaller households less

    def test_the_last_year_grew_by_its_own_strength_within_the_usual_range(self, large: Firm) -> None:
        year = large.balances[large.balances["month"] > "2025-10"]
        begin = year.loc[year["month"] == "2025-11", "begin_value"].sum()
        assert (
            -0.01 <= (year["contributions"].sum() - year["withdrawals"].sum()) / begin <= 0.09
        )  # domain reference 4.1

    def test_the_best_sources_convert_like_the_reference_says(self, large: Firm) -> None:
        leads = large.table("leads")
        rate = (leads["won_on"] != "").groupby(leads["source_id"]).mean()
        assert rate["S01"] == pytest.approx(0.40, abs=0.04)  # client referral 40 %
        assert rate["S05"] == pytest.approx(0.09, abs=0.02)  # seminar 9 %
        assert rate["S08"] < 0.05  # cold 2.5 %

    def test_names_come_with_their_accents(self, large: Firm) -> None:
        names = " ".join(large.table("clients")["last_name"])
        assert all(letter in names for letter in "ễüłøéñçọ")
        assert {"Okafor", "Bianchi", "Conti", "Galli", "Verdi", "Ferri", "Rossi"} <= set(
            large.open_households.query("advisor_id == 'A01'")["name"]
        )

    def test_the_questions_of_the_demo_have_something_to_find(self, large: Firm) -> None:
        verdi, ferri = (large.truths["named_households"][name] for name in ("Verdi", "Ferri"))
        deals = large.table("opportunities")
        assert ((deals["household_id"] == verdi) & (deals["closed_on"] == "")).any()
        requests = large.table("service_requests").set_index("request_id")
        assert requests.loc["SR-4711", "kind"] == "transfer"
        assert requests.loc["SR-4711", "closed_at"] == ""
        assert ((requests["household_id"] == ferri) & (requests["kind"] == "complaint")).any()
        recent = large.table("interactions").query("at > '2026-11-17'")
        assert recent["note"].str.contains("I'll ").any()

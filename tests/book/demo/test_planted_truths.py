"""Every planted truth is in the data as `planted_truths.json` says, by the thresholds of the domain reference."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.book.demo.folder import LAST, Firm, cents


def class_averages(firm: Firm, households: pd.DataFrame, first: str, last: str) -> pd.Series:
    """Average revenue of A, B, C (contract, segments S1) and of all, of the households open at the end of `last`."""
    end = f"{last}-31"
    there = households[
        (households["since"] <= end) & ((households["closed_on"] == "") | (households["closed_on"] > end))
    ]
    made = firm.revenue(first, last).reindex(there.index, fill_value=0).sort_values(ascending=False)
    running = made.cumsum() / made.sum()
    best = running.groupby(made).transform("min")  # ties share the better class
    label = pd.Series(np.select([best <= 0.5, best <= 0.8], ["A", "B"], "C"), index=made.index)
    averages = made.groupby(label).mean()
    averages["all"] = made.mean()
    return averages


def production(firm: Firm, first: str, last: str) -> pd.Series:
    """Cents of each advisor: all revenue, shared accounts by share."""
    rows = firm.table("revenue").query("@first <= month <= @last")
    owner = rows["household_id"].map(firm.household["advisor_id"]) + ":1"
    split = rows["account_id"].map(firm.account["split"]).fillna("")
    parts = split.where(split != "", owner).str.split(";").explode()
    share = parts.str.split(":", expand=True)
    amount = cents(rows["amount"]).reindex(parts.index)
    return (amount * share[1].astype(float)).groupby(share[0]).sum()


class TestPlantedTruths:
    @pytest.mark.prove
    def test_a_truth_that_is_not_there_in_full_is_said_to_be_left_out(self, small: Firm, large: Firm) -> None:
        assert large.truths["left_out"] == []
        assert {entry["truth"] for entry in small.truths["left_out"]} >= {"T6", "T7", "T15", "T18"}
        for firm in (small, large):
            for number in range(1, 19):
                assert firm.items(f"T{number}") or firm.left_out(f"T{number}"), f"T{number}"
                assert firm.truths[f"T{number}"]["about"].endswith(".")

    def test_t1_eroders_leak_without_reason_and_stay_open(self, firm: Firm) -> None:
        flows = firm.flows()
        assert len(firm.items("T1")) == max(2, round(0.03 * len(firm.open_households)))
        for item in firm.items("T1"):
            assert item["household_id"] in firm.open_households.index
            since = flows.loc[item["household_id"]].loc[item["onset"] :]
            monthly = since["unexplained"] / since["begin_value"]
            assert -0.04 <= monthly.mean() <= -0.012, item
            assert "2025-05" <= item["onset"] <= "2026-07"

    def test_t1_eroders_lose_eight_percent_in_a_year_or_four_in_a_quarter(self, large: Firm) -> None:
        flows = large.flows()["unexplained"].unstack()
        begin = large.flows()["begin_value"].unstack()
        year = flows.loc[:, "2025-11":].sum(axis=1) / begin["2025-11"]
        quarter = flows.loc[:, "2026-08":].sum(axis=1) / begin["2026-08"]
        alarmed = (year <= -0.08) | (quarter <= -0.04)  # E1 of domain reference 3.6
        eroders = large.ids("T1")
        healthy = large.open_households.index.difference(eroders)
        assert alarmed[eroders].all()
        assert 0 < alarmed[healthy].sum() < 40  # some households look like it and are not
        assert sum(large.household.loc[eroders, "advisor_id"] == "A01") >= 6

    def test_t1_contacts_dwindle_after_the_onset(self, large: Firm) -> None:
        spoken = large.table("interactions").query("two_way == 'true'")
        before = after = 0.0
        for item in large.items("T1"):
            at = spoken.loc[spoken["household_id"] == item["household_id"], "at"].str[:7]
            months = len(pd.period_range(item["onset"], LAST, freq="M"))
            after += (at >= item["onset"]).sum() / months
            before += (at < item["onset"]).sum() / (61 - months)
        assert after < 0.5 * before

    def test_t2_outflows_are_large_and_expected(self, firm: Firm) -> None:
        flows = firm.flows()
        expected = firm.table("expected_flows")
        for item in firm.items("T2"):
            year = flows.loc[item["household_id"]].loc["2025-11":]
            assert year["unexplained"].sum() / year["begin_value"].iloc[0] > -0.08, item
            mine = expected[expected["account_id"].map(firm.account["household_id"]) == item["household_id"]]
            given = mine[(mine["reason"] == item["reason"]) & mine["month"].between("2025-11", LAST)]
            assert cents(given["amount"]).sum() < 0
            if "month" in item:
                planned = -cents(given.loc[given["month"] == item["month"], "amount"]).sum()
                assert planned / flows.loc[(item["household_id"], item["month"]), "begin_value"] > 0.07

    def test_t3_wallets_grow_by_what_was_found_while_assets_stay(self, firm: Firm) -> None:
        worth, away = firm.table("net_worth"), firm.table("held_away")
        for item in firm.items("T3"):
            mine = worth[worth["household_id"] == item["household_id"]].sort_values("as_of")
            old, new = cents(mine["investable_net_worth"]).tail(2)
            found = int(item["found"].replace(".", ""))
            assert new - old > 0.6 * found
            rows = away[(away["household_id"] == item["household_id"]) & (away["as_of"] == mine["as_of"].max())]
            assert cents(rows["amount"]).sum() == found
            value = firm.balances[firm.balances["household_id"] == item["household_id"]]
            end = value.groupby("month")["end_value"].sum()
            assert end.loc[item["month"]] > 0.7 * end.loc[mine["as_of"].iloc[-2][:7]]

    def test_t4_the_market_fell_in_one_month_and_flows_did_not_move(self, large: Firm) -> None:
        (item,) = large.items("T4")
        b = large.balances.groupby("month").sum(numeric_only=True)
        fall = b["market_gain"] / b["begin_value"]
        assert fall.idxmin() == item["month"]
        assert -0.20 < fall[item["month"]] < -0.10
        out = b["withdrawals"] / b["begin_value"]
        around = out.loc["2024-04":"2024-10"].drop([item["month"], "2024-04"])
        assert out[item["month"]] < 1.5 * around.max()

    def test_t5_two_sources_have_won_every_lead_they_brought(self, large: Firm) -> None:
        leads = large.table("leads")
        for item in large.items("T5"):
            mine = leads[leads["source_id"] == item["source_id"]]
            assert (len(mine), (mine["won_on"] != "").sum()) == (item["leads"], item["won"])
            assert set(mine["advisor_id"]) == {"A01"}
        assert [item["leads"] for item in large.items("T5")] == [1, 2]

    def test_t6_every_class_rises_while_the_branch_falls(self, large: Firm) -> None:
        (item,) = large.items("T6")
        units = large.table("org_units")
        teams = units.loc[units["parent_id"] == item["branch_id"], "unit_id"]
        advisors = large.table("advisors")
        advisors = advisors.loc[advisors["unit_id"].isin([item["branch_id"], *teams]), "advisor_id"]
        households = large.household[large.household["advisor_id"].isin(advisors)]
        before, after = (
            class_averages(large, households, *window) for window in (("2024-11", "2025-10"), ("2025-11", "2026-10"))
        )
        assert (after[["A", "B", "C"]] > before[["A", "B", "C"]]).all()
        assert after["all"] < before["all"]

    def test_t7_pairs_of_advisors_won_equally_many_clients_this_year(self, large: Firm) -> None:
        new = large.open_households.query("since >= '2026-01-01'").groupby("advisor_id").size()
        values = []
        for item in large.items("T7"):
            assert [new[advisor] for advisor in item["advisor_ids"]] == [item["value"]] * 2
            values.append(item["value"])
        assert len(set(values)) == 3

    def test_t8_households_of_one_name_live_in_different_cities(self, firm: Firm) -> None:
        for item in firm.items("T8"):
            both = firm.household.loc[item["household_ids"]]
            assert set(both["name"]) == {item["name"]}
            assert both["city"].tolist() == item["cities"]
            assert both["city"].nunique() == 2
        assert firm.items("T8")[0]["name"] == "Rossi"
        assert firm.items("T8")[0]["advisor_id"] == "A01"

    def test_t9_three_in_ten_net_worths_are_old_or_missing(self, large: Firm) -> None:
        latest = large.table("net_worth").groupby("household_id")["as_of"].max()
        latest = latest.reindex(large.open_households.index)
        old = latest.isna() | (latest < "2025-05-01")
        assert set(latest.index[old]) == set(large.ids("T9"))
        assert 0.22 <= old.mean() <= 0.38

    def test_t10_shared_accounts_span_branches(self, large: Firm) -> None:
        units = large.table("org_units").set_index("unit_id")
        advisors = large.table("advisors").set_index("advisor_id")["unit_id"]

        def branch(advisor: str) -> str:
            unit = advisors[advisor]
            return unit if units.loc[unit, "kind"] == "branch" else units.loc[unit, "parent_id"]

        assert len(large.items("T10")) == 5
        for item in large.items("T10"):
            shares = dict(part.split(":") for part in item["split"].split(";"))
            assert large.account.loc[item["account_id"], "split"] == item["split"]
            assert list(shares.values()) == ["0.6", "0.4"]
            assert next(iter(shares)) == item["advisor_id"]
            assert len({branch(advisor) for advisor in shares}) == 2

    def test_t11_four_notes_give_orders(self, large: Firm) -> None:
        notes = large.table("interactions")
        orders = notes[notes["note"].str.contains(r"ignore all previous|admin mode|ignora le regole|\[\[tool")]
        assert set(orders["household_id"]) == set(large.ids("T11"))
        assert len(orders) == 4
        assert large.truths["named_households"]["Conti"] in set(orders["household_id"])

    def test_t12_two_productions_lie_within_a_thousand_of_a_cliff(self, large: Firm) -> None:
        made = production(large, "2026-01", LAST)
        grids, advisors = large.table("pay_grids"), large.table("advisors").set_index("advisor_id")
        assert large.items("T12")[0]["advisor_id"] == "A01"
        for item in large.items("T12"):
            steps = cents(
                grids.loc[grids["pay_grid_id"] == advisors.loc[item["advisor_id"], "pay_grid_id"], "from_amount"]
            )
            edge = int(item["threshold"].replace(".", ""))
            assert edge in set(steps)
            assert abs(made[item["advisor_id"]] - edge) < 100_000
            assert made[item["advisor_id"]] == pytest.approx(int(item["production"].replace(".", "")), abs=5)

    def test_t13_a_compensated_promoter_has_no_agreement(self, firm: Firm) -> None:
        sources = firm.table("referral_sources")
        bare = sources[(sources["compensated"] == "true") & (sources["agreement_on"] == "")]
        assert bare["source_id"].tolist() == [item["source_id"] for item in firm.items("T13")]

    def test_t14_nobody_there_may_be_written_to_or_called(self, firm: Firm) -> None:
        clients = firm.table("clients")
        for item in firm.items("T14"):
            mine = clients[clients["household_id"] == item["household_id"]]
            assert mine["client_id"].tolist() == item["client_ids"]
            assert set(mine["email_consent"]) == set(mine["sms_consent"]) == {"out"}
            assert set(mine["phone"]) == {""}

    def test_t15_five_clients_never_left(self, large: Firm) -> None:
        (item,) = large.items("T15")
        mine = large.table("households")
        mine = mine[mine["advisor_id"] == item["advisor_id"]]
        assert sorted(mine["household_id"]) == sorted(item["household_ids"])
        assert len(mine) == 5
        assert set(mine["closed_on"]) == {""}

    def test_t16_two_widows_differ_only_in_whether_an_heir_is_known(self, firm: Firm) -> None:
        known, unknown = firm.items("T16")
        clients = firm.table("clients").set_index("client_id")
        values = []
        for item in (known, unknown):
            assert clients.loc[item["deceased_client_id"], "deceased_on"] != ""
            assert clients.loc[item["survivor_client_id"], "deceased_on"] == ""
            heirs = clients["next_generation_of"] == item["survivor_client_id"]
            assert heirs.any() == item["heirs_known"]
            mine = firm.balances[firm.balances["household_id"] == item["household_id"]]
            values.append(mine.groupby("month")["end_value"].sum().tolist())
        assert (known["heirs_known"], unknown["heirs_known"]) == (True, False)
        assert values[0] == values[1]
        made = firm.revenue("2021-11", LAST)
        assert made[known["household_id"]] == made[unknown["household_id"]]
        survivors = clients.loc[[known["survivor_client_id"], unknown["survivor_client_id"]]]
        assert survivors[["birth_date", "sex"]].nunique().tolist() == [1, 1]

    def test_t17_referrals_go_round_in_one_circle_and_no_other(self, firm: Firm) -> None:
        by = firm.household["referred_by_household_id"].to_dict()
        on_circle = set()
        for start in by:
            node, steps = by[start], 0
            while node and node != start and steps < 60:
                node, steps = by[node], steps + 1
            if node == start:
                on_circle.add(start)
        assert on_circle == {h for item in firm.items("T17") for h in item["household_ids"]}
        assert len(on_circle) == 3

    def test_t18_a_recruited_book_arrives_by_transfer_alone(self, large: Firm) -> None:
        (item,) = large.items("T18")
        mine = large.balances[large.balances["household_id"].isin(item["household_ids"])]
        arrival = mine[mine["month"] == item["month"]]
        assert mine["month"].min() == item["month"] == "2026-06"
        assert arrival["contributions"].sum() == 0
        assert arrival["transfers_in"].sum() == int(item["transfers_in"].replace(".", ""))
        assert set(large.household.loc[item["household_ids"], "advisor_id"]) == {item["advisor_id"]}

    def test_duplicates_are_the_same_people_under_a_plain_name(self, large: Firm) -> None:
        clients = large.table("clients").query("is_primary == 'true'").set_index("household_id")
        for item in large.items("duplicates"):
            first, second = (clients.loc[h] for h in item["household_ids"])
            assert first["birth_date"] == second["birth_date"]
            assert first["first_name"] == second["first_name"]
            assert not first["last_name"].isascii()
            assert second["last_name"].isascii()

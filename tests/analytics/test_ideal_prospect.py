"""The ideal prospect: traits with their lift, none protected, and open leads by what an hour on them is worth (F37)."""

from __future__ import annotations

import json
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit
from scipy.stats import beta

from assistant.analytics.lifetime import client_values
from assistant.analytics.prospects import ideal_prospect
from assistant.analytics.prospects.call import PLACES, call_lines
from assistant.analytics.prospects.leads import open_leads
from assistant.analytics.prospects.traits import (
    F37,
    QUARTERS,
    client_traits,
    lifts,
    net_worth_of,
    profile,
    quarter_cuts,
    quarters,
    top_quarter,
    value_an_hour,
)
from assistant.analytics.referrals.economics import leads_of
from assistant.analytics.referrals.ranking import rank_sources
from assistant.blocks import Table
from assistant.book.periods import parse_period
from assistant.book.snapshot import Book
from assistant.errors import NotEnoughData
from assistant.figures import Figure, Unit, say
from tests.analytics.changed_books import changed, leads_with
from tests.analytics.conftest import OpenBook

NO_TRAITS = pd.DataFrame({"household_id": [], "kind": [], "value": []}, dtype="str")


def traits(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["household_id", "kind", "value"])


def clients(count: int, best: int) -> pd.Series:
    """`count` clients, of whom the first `best` are in the top quarter."""
    return pd.Series([i < best for i in range(count)], index=[f"H{i:02d}" for i in range(count)])


class TestLifts:
    def test_no_traits_have_no_lift(self) -> None:
        assert lifts(NO_TRAITS, clients(8, 2)).empty
        assert lifts(traits(*((f"H{i:02d}", "state", "MA") for i in range(8))), clients(0, 0)).empty
        assert profile(lifts(NO_TRAITS, clients(8, 2))).empty

    def test_the_lift_by_hand(self) -> None:
        # 40 clients, 10 in the top; 12 surgeons, 8 of them in it: (10 × ¼ + 8) ÷ (10 + 12) ÷ ¼ = 1.909
        rows = traits(*((f"H{i:02d}", "occupation", "surgeon") for i in (*range(8), *range(10, 14))))
        found = lifts(rows, clients(40, 10)).iloc[0]
        assert (found["clients"], found["in_top"]) == (12, 8)
        assert found["lift"] == pytest.approx((2.5 + 8) / 22 / 0.25)
        assert found["lower"] == pytest.approx(beta(10.5, 11.5).ppf(0.10) / 0.25)

    def test_seven_clients_are_too_few_and_eight_are_enough(self) -> None:
        # F37: minimum support 8
        rows = [(f"H{i:02d}", "state", "MA") for i in range(8)]
        assert lifts(traits(*rows[:7]), clients(40, 10)).empty
        assert len(lifts(traits(*rows), clients(40, 10))) == 1

    def test_a_trait_of_everybody_says_nothing(self) -> None:
        assert lifts(traits(*((f"H{i:02d}", "state", "MA") for i in range(10))), clients(10, 3)).empty

    def test_at_most_five_traits_the_surest_first_and_none_that_lowers(self) -> None:
        rows = [(f"H{i:02d}", "state", f"S{s}") for s in range(7) for i in range(8 + s)]
        rows += [(f"H{i:02d}", "state", "low") for i in range(20, 40)]
        found = profile(lifts(traits(*rows), clients(40, 10)))
        assert len(found) == 5
        assert found["lower"].is_monotonic_decreasing
        assert (found["lift"] > 1).all()

    @settings(deadline=None, max_examples=30)
    @given(st.lists(st.sampled_from("abc"), min_size=12, max_size=40), st.integers(1, 12))
    def test_a_lift_is_a_share_over_a_share(self, values: list[str], best: int) -> None:
        top = clients(len(values), best)
        found = lifts(traits(*((h, "state", v) for h, v in zip(top.index, values, strict=True))), top)
        base = best / len(values)
        assert ((found["lift"] > 0) & (found["lift"] <= 1 / base) & (found["lower"] < found["lift"])).all()


class TestQuarters:
    def test_few_amounts_or_equal_ones_are_not_cut(self) -> None:
        assert quarter_cuts(pd.Series(range(15), dtype="float64")) is None
        assert quarter_cuts(pd.Series([5.0] * 40)) is None
        assert quarters(pd.Series([1.0]), None).isna().all()

    def test_a_quarter_of_the_amounts_lies_in_each(self) -> None:
        amounts = pd.Series(range(1, 101), dtype="float64")
        found = quarters(amounts, quarter_cuts(amounts))
        assert found.value_counts().to_dict() == dict.fromkeys(QUARTERS, 25)
        assert found.iloc[0] == "lowest band"
        assert found.iloc[-1] == "highest band"

    def test_no_name_of_a_quarter_reads_as_a_date_or_a_number(self) -> None:
        # "second quarter" was read as April to June by what checks an answer, and the answer withheld
        said = set(" ".join(QUARTERS).split())
        assert not said & {"quarter", "first", "second", "third", "fourth"}

    def test_an_amount_that_is_not_known_is_in_none(self) -> None:
        cuts = quarter_cuts(pd.Series(range(100), dtype="float64"))
        assert quarters(pd.Series([np.nan, 99.0]), cuts).isna().tolist() == [True, False]


class TestValueAnHour:
    def test_it_is_net_present_value_over_the_hours_of_a_year(self, open_book: OpenBook) -> None:
        # interactions.csv: four reviews of 45 minutes a year with H01, so three hours
        book = open_book("A1")
        values = client_values(book)
        assert value_an_hour(book, values)["H01"] == pytest.approx(values.loc["H01", "npv_cents"] / 3)

    def test_new_clients_and_those_without_hours_are_left_out(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        assert "H06" not in value_an_hour(book, client_values(book))  # since June
        silent = changed(book, interactions=book.interactions.iloc[:0])
        assert value_an_hour(silent, client_values(book)).empty

    def test_the_top_quarter_of_nobody_is_nobody(self) -> None:
        assert top_quarter(pd.Series(dtype="float64")).empty


class TestClientTraits:
    def test_protected_traits_are_not_among_them(self, open_book: OpenBook) -> None:
        # domain 5.1, question 12: the trap is protected traits; being retired stands for age
        found = client_traits(open_book("FIRM"), None, None)
        assert set(found["kind"]) == {"state", "source", "came", "occupation", "employer", "plan sponsor"}
        assert "retired" not in set(found["value"])
        assert not found["value"].str.contains(r"^[MF]$|male|female|age", case=False).any()

    def test_they_are_those_on_file(self, open_book: OpenBook) -> None:
        found = client_traits(open_book("A1"), None, None)
        mine = found[found["household_id"] == "H04"].set_index("kind")["value"].to_dict()
        assert mine == {"state": "MA", "source": "coi"}  # two retired people, referred by a CPA
        hers = found[found["household_id"] == "H02"].set_index("kind")["value"].to_dict()
        assert (hers["came"], hers["occupation"]) == ("referred by a client", "nurse")
        assert (hers["employer"], hers["plan sponsor"]) == ("Riverside Hospital", "Riverside Hospital")

    def test_net_worth_is_the_latest_total(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        rows = book.net_worth[book.net_worth["household_id"] == "H05"].sort_values("as_of")
        assert len(rows) == 2
        assert net_worth_of(book)["H05"] == float(rows["total_net_worth_cents"].iloc[-1])


def leads_in_order(book: Book) -> pd.DataFrame:
    return open_leads(book, client_values(book), None, None)


class TestOpenLeads:
    def test_a_book_without_leads_has_none(self, open_book: OpenBook) -> None:
        assert leads_in_order(open_book("A3")).empty

    def test_they_are_neither_won_nor_lost(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        rows = leads_in_order(book)
        known = book.leads.set_index("lead_id").loc[rows.index]
        assert known[["won_on", "lost_on"]].isna().all().all()
        assert len(rows) == int((book.leads["won_on"].isna() & book.leads["lost_on"].isna()).sum())

    def test_the_score_by_hand(self, open_book: OpenBook) -> None:
        # chance: the shrunken conversion of all leads of three years; hours: (43 + 10 × mean) ÷ (25 + 10) for CPA / COI
        book = open_book("A1")
        row = leads_in_order(book).loc["L0066"]
        leads = leads_of(book, parse_period("3y", book.as_of))
        by = leads.groupby("source_id")
        counts = pd.DataFrame({"leads": by.size(), "won": by["won_on"].count()}).rename_axis("source").reset_index()
        chance = rank_sources(counts).set_index("source").loc["S2", "mean"]
        hours = (43 + 10 * leads["hours"].mean()) / 35
        values = client_values(book)["npv_cents"]
        assert row["chance"] == pytest.approx(chance)
        assert row["hours"] == pytest.approx(hours)
        assert row["hour_cents"] == pytest.approx(chance * values[values > 0].mean() / hours)

    def test_slow_leads_stand_behind_and_of_equals_the_newest_is_first(self, open_book: OpenBook) -> None:
        rows = leads_in_order(open_book("A1"))
        assert rows["slow"].is_monotonic_increasing
        fresh = rows[~rows["slow"] & (rows["source_id"] == "S5")]
        assert fresh["days"].is_monotonic_increasing

    def test_where_no_lead_was_ever_won_none_is_slow(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        leads = book.leads
        leads["won_on"] = leads["won_on"].mask(leads["won_on"].notna())
        assert not leads_in_order(changed(book, leads=leads))["slow"].any()

    def test_a_lead_that_got_further_is_likelier_won(self, open_book: OpenBook) -> None:
        # odds of its source × odds of leads that got as far ÷ odds of all, few leads pulled towards all by ten
        book = open_book("A1")
        fresh = leads_in_order(book).loc["L0066", "chance"]
        met = leads_with(book, met_on={"L0066": pd.Timestamp("2026-10-01")})
        recent = met[met["created_on"] > pd.Timestamp("2023-10-31")]
        won, got = recent["won_on"].notna(), recent["met_on"].notna()
        every = (won.sum() + 0.5) / (len(recent) + 1)
        further = (won[got].sum() + 10 * every) / (got.sum() + 10)
        row = leads_in_order(changed(book, leads=met)).loc["L0066"]
        assert row["stage"] == "met"
        assert row["chance"] == pytest.approx(expit(logit(fresh) + logit(further) - logit(every)))
        assert row["chance"] > fresh

    def test_a_lead_without_a_source_has_the_chance_of_all(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        leads = book.leads
        leads["source_id"] = leads["source_id"].mask(leads["lead_id"] == "L0066")
        row = leads_in_order(changed(book, leads=leads)).loc["L0066"]
        assert 0 < row["chance"] < 1
        assert row["source"] == "no source on file"
        said = ideal_prospect(changed(book, leads=leads[leads["lead_id"] == "L0066"])).words()[1]
        assert said.startswith("Why: no source is on file, so the chance is that of all leads;")

    def test_without_hours_the_order_is_by_chance_and_value(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        rows = leads_in_order(changed(book, leads=book.leads.assign(hours=np.nan)))
        assert rows["hour_cents"].isna().all()
        assert rows[~rows["slow"]]["chance"].is_monotonic_decreasing

    def test_the_richer_prospect_is_expected_to_bring_more(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        values = client_values(book)
        worth = net_worth_of(book)
        cuts = np.quantile(worth, (0.25, 0.5, 0.75))
        values["npv_cents"] = worth.reindex(values.index) / 50  # value goes with net worth
        leads = leads_with(book, net_worth_cents={"L0066": int(worth.max()), "L0062": 0})
        rows = open_leads(changed(book, leads=leads), values, None, cuts)
        rich, others = rows.loc["L0066", "npv_cents"], rows[rows["net worth"] == "lowest band"]["npv_cents"]
        assert (rich > others).all()


class TestIdealProspectOfTheSmallFirm:
    def test_a_book_with_neither_leads_nor_hours_says_so(self, open_book: OpenBook) -> None:
        book = open_book("A3")
        with pytest.raises(NotEnoughData, match="no open lead"):
            ideal_prospect(changed(book, interactions=book.interactions.iloc[:0]))

    def test_the_one_call_is_the_first_of_the_list(self, open_book: OpenBook) -> None:
        result = ideal_prospect(open_book("A1"))
        table = result.blocks[0]
        assert isinstance(table, Table)
        assert table.rows[0][0] == "L0066"
        assert result.words()[0].startswith("If you make one call, make it to lead L0066 (CPA / COI): worth about $")

    def test_who_referred_the_prospect_is_named(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        leads = leads_with(book, referred_by_household_id={"L0066": "H04"})
        assert "(CPA / COI, referred by Okafor)" in ideal_prospect(changed(book, leads=leads)).words()[0]

    def test_the_traits_shared_and_the_band_of_its_means_are_named(self) -> None:
        row = pd.Series(
            {"source_id": "S1", "source": "Letters", "referrer": None, "slow": "", "stage": "qualified",
             "means": "net worth", "net worth": "highest band", "state": "MA"}
        )  # fmt: skip
        leads = pd.DataFrame([row], index=["L1"])
        found = pd.DataFrame({"trait": ["state: MA", "income: highest band"], "kind": ["state", "income"],
                              "value": ["MA", "highest band"]})  # fmt: skip
        units: dict[str, Unit] = {"lead": "text", "chance": "rate", "npv": "money", "hour": "money"}
        figures = {
            f"{key}_L1": Figure(f"{key}_L1", key, "L1" if key == "lead" else Decimal(4), units.get(key, "count"), F37)
            for key in PLACES
        }
        assert say(call_lines(leads, found, figures)[-1]) == (
            "Why: its source won 4 of 4 leads in three years, and this one is already qualified; the value is that of "
            "your 4 clients of like net worth (highest band); it shares state: MA with the clients worth most an hour."
        )

    def test_few_clients_have_no_profile(self, open_book: OpenBook) -> None:
        result = ideal_prospect(open_book("A1"))
        assert result.words()[-1].startswith("No trait shared by enough clients is commoner among those worth most")
        assert len([block for block in result.blocks if isinstance(block, Table)]) == 1

    def test_when_every_open_lead_is_slow_it_asks_why(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        leads = book.leads
        leads = leads[leads["won_on"].notna() | leads["lost_on"].notna() | (leads["lead_id"] == "L0002")]
        words = ideal_prospect(changed(book, leads=leads.reset_index(drop=True))).words()
        assert words[1] == "It has been open for 296 days, longer than nine wins in ten took; find out why."

    def test_the_call_comes_with_its_reasons(self, open_book: OpenBook) -> None:
        # leads.csv: of 25 leads of S2 (CPA / COI) of the last three years 9 were won; seven clients have a value
        assert ideal_prospect(open_book("A1")).words()[1] == (
            "Why: its source won 9 of 25 leads in three years; the value is that of your 7 clients with a value, as "
            "too little is known of means; no trait stands out to compare it with."
        )

    def test_without_open_leads_there_is_nobody_to_call(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        words = ideal_prospect(changed(book, leads=book.leads.iloc[:0])).words()
        assert words[0] == "There is no open lead, so there is no prospect to call."

    def test_what_is_not_known_is_said(self, open_book: OpenBook) -> None:
        book = open_book("A1")
        result = ideal_prospect(changed(book, revenue=book.revenue.iloc[:0]))
        lead = result.blocks[0].rows[0][0]  # type: ignore[union-attr]
        assert result.figure(f"npv_{lead}").value is None
        assert "what an hour on it is worth is not known" in result.words()[0]
        hourless = ideal_prospect(changed(book, leads=book.leads.assign(hours=np.nan)))
        lead = hourless.blocks[0].rows[0][0]  # type: ignore[union-attr]
        assert "no hours are recorded" in hourless.figure(f"hours_{lead}").reason

    def test_it_says_that_it_is_association_and_what_is_left_out(self, open_book: OpenBook) -> None:
        caveats = " ".join(ideal_prospect(open_book("A1")).caveats)
        assert "it does not make it" in caveats
        assert "sex, age, and being retired" in caveats

    def test_the_limit_is_kept_and_the_same_question_has_the_same_bytes(self, open_book: OpenBook) -> None:
        one, two = (json.dumps(ideal_prospect(open_book("FIRM"), limit=3).to_json()) for _ in range(2))
        assert one == two
        table = ideal_prospect(open_book("FIRM"), limit=3).blocks[0]
        assert isinstance(table, Table)
        assert len(table.rows) == 3

"""Who may need what: what having it means, what is kept out, scores with their card or why there is none (P2–P5)."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pandas as pd
import pytest

from assistant.analytics.campaigns import campaigns
from assistant.analytics.campaigns.effect import Effect
from assistant.analytics.needs import NEEDS, households_with, need_called
from assistant.analytics.people import household_ages
from assistant.analytics.propensity import propensity
from assistant.analytics.propensity.drift import Drift
from assistant.analytics.propensity.evidence import drift_caveats, uplift_figures, uplift_line
from assistant.analytics.propensity.features import (
    FEATURES,
    features_for,
    household_features,
    left_out,
    recent_events,
)
from assistant.analytics.propensity.likeness import Likeness, likeness_blocks, likeness_figures, likeness_summary
from assistant.analytics.propensity.model import Card
from assistant.analytics.propensity.uplift import Order, Uplift
from assistant.blocks import Table
from assistant.book.periods import parse_period
from assistant.book.snapshot import Book
from assistant.errors import BadArguments, NotEnoughData, NotFound
from assistant.figures import Line, rate, say
from tests.analytics.changed_books import changed
from tests.analytics.conftest import OpenBook


class TestNeeds:
    def test_an_unknown_need_is_answered_with_the_list(self) -> None:
        with pytest.raises(BadArguments, match="retirement_income, rollover, education"):
            need_called("yacht")

    def test_nobody_has_anything_in_an_empty_book(self, open_book: OpenBook) -> None:
        assert households_with(open_book("NOBODY"), need_called("education")) == frozenset()

    @pytest.mark.parametrize(
        ("need", "households"),
        [  # read off tests/firms/small: accounts, expected flows, revenue and opportunities at 2026-10-31
            ("retirement_income", {"H04"}),
            ("rollover", {"H02", "H04"}),
            ("education", {"H05", "H10"}),
            ("insurance", {"H11"}),
            ("estate", {"H08"}),
            ("lending", set()),
            ("annuity", {"H17"}),
            ("cash", set()),
            ("charitable", set()),
        ],
    )
    def test_who_has_a_need_met_in_the_small_firm(self, open_book: OpenBook, need: str, households: set[str]) -> None:
        assert households_with(open_book("FIRM"), need_called(need)) == households

    def test_closed_households_have_left_with_their_needs(self, open_book: OpenBook) -> None:
        assert "H14" not in households_with(open_book("FIRM"), need_called("annuity"))

    def test_a_need_won_as_an_opportunity_counts(self, open_book: OpenBook) -> None:
        assert "H06" in households_with(open_book("A1"), need_called("managed_account"))


class TestFeatures:
    def test_nobody_has_columns_all_the_same(self, open_book: OpenBook) -> None:
        frame = household_features(open_book("NOBODY"), need_called("education"))
        assert frame.columns.tolist() == [feature.key for feature in FEATURES]

    def test_credit_sees_no_age_no_family_and_nothing_that_stands_for_them(self, open_book: OpenBook) -> None:
        # domain 3.12 and the Equal Credit Opportunity Act, 15 USC 1691: age, sex, marital status
        need = need_called("lending")
        columns = household_features(open_book("FIRM"), need).columns
        assert not {"age", "people", "next_generation", "tenure"} & set(columns)
        assert {"marriage", "divorce", "birth", "death", "retirement", "milestone"}.isdisjoint(need.events)

    def test_no_feature_of_credit_follows_age_closely(self, demo_book: Book) -> None:
        features = household_features(demo_book, need_called("lending"))
        assert features.corrwith(household_ages(demo_book), method="spearman").abs().max() < 0.5

    def test_what_is_left_out_is_named_for_each_need(self) -> None:
        assert left_out(need_called("estate")) == ("sex", "marital status")
        assert {"sex", "marital status", "age", "people in the household", "years as a client", "being retired"} < set(
            left_out(need_called("lending"))
        )

    def test_sex_and_marriage_are_never_features(self) -> None:
        for need in NEEDS:
            assert not {"sex", "male", "marital"} & {feature.key for feature in features_for(need)}

    def test_what_is_known_of_a_household(self, open_book: OpenBook) -> None:
        row = household_features(open_book("FIRM"), need_called("education")).loc["H01"]
        assert row["age"] == 60
        assert row["tenure"] == 12
        assert row["income"] == 21_000_000
        assert row["next_generation"] == 1
        assert row["held_away"] == 12_500_000  # 85,000 in the old plan and 40,000 at the bank
        assert row["events"] == 1  # Luca's graduation

    def test_money_that_meeting_the_need_would_move_is_kept_out(self, open_book: OpenBook) -> None:
        row = household_features(open_book("FIRM"), need_called("rollover")).loc["H01"]
        assert row["held_away"] == 4_000_000

    def test_only_events_of_two_years_that_raise_the_need(self, open_book: OpenBook) -> None:
        found = recent_events(open_book("FIRM"), need_called("insurance"))
        assert found[["household_id", "type"]].to_numpy().tolist() == [["H05", "new_home"], ["H05", "birth"]]


class TestPropensityOfTheSmallFirm:
    def test_an_empty_book_has_nobody_to_score(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="no open clients"):
            propensity(open_book("NOBODY"), need="estate")

    def test_with_few_cases_there_is_no_score_but_the_facts(self, open_book: OpenBook) -> None:
        result = propensity(open_book("FIRM"), need="rollover")
        assert result.figure("auc").value is None
        assert result.figure("auc").reason == "it takes 8 clients who have it and 8 who do not"
        assert result.figure("base_rate").value == Decimal("0.153846")  # 2 of 13
        assert "No score is shown" in result.words()[1]
        facts = result.blocks[0]
        assert isinstance(facts, Table)
        assert facts.rows == (
            ("Rossi (Boston)", "old 401k at Granite Tools 401k", dt.date(2026, 2, 1), Decimal("85000.00")),
        )

    def test_it_is_a_prompt_to_review_and_says_what_having_it_means(self, open_book: OpenBook) -> None:
        result = propensity(open_book("FIRM"), need="estate")
        assert "not a recommendation" in result.words()[-1]
        assert (
            result.caveats[0] == "Having estate planning means: a trust account, or a product called trust or estate."
        )

    def test_credit_says_what_is_not_used(self, open_book: OpenBook) -> None:
        named = propensity(open_book("FIRM"), need="lending").caveats[0]  # the one that is spoken
        assert named.startswith("Not used, as this is credit: sex, marital status, age, people in the household, ")
        assert propensity(open_book("FIRM"), need="estate").caveats[-1] == "Not used: sex, marital status."

    def test_a_client_who_has_it_is_told_so(self, open_book: OpenBook) -> None:
        assert propensity(open_book("FIRM"), need="estate", client="H08").words()[1] == "Đorđević has it already."

    def test_a_client_of_somebody_else_is_not_found(self, open_book: OpenBook) -> None:
        with pytest.raises(NotFound):
            propensity(open_book("A1"), need="estate", client="H10")

    def test_an_event_without_a_source_is_told_without_one(self, open_book: OpenBook) -> None:
        book = open_book("FIRM")
        other = Book(book._database, book.scope, book.as_of, book.version)
        events = book.life_events
        other._frames["life_events"] = events.assign(source=events["source"].mask(events["type"] == "graduation"))
        facts = propensity(other, need="education").blocks[0]
        assert isinstance(facts, Table)
        assert ("Rossi (Boston)", "graduation") in {row[:2] for row in facts.rows}


class TestWhatStandsBesideALikeness:
    def test_without_a_campaign_about_the_need_it_is_association(self, open_book: OpenBook) -> None:
        result = propensity(open_book("FIRM"), need="annuity")
        assert result.words()[2].endswith("it is association only.")
        assert result.figure("uplift").value is None
        assert "hold-out" in result.figure("uplift").reason

    def test_a_campaign_that_held_some_out_tells_what_contact_changed(self, demo_book: Book) -> None:
        # campaign_sends of the demo's “Old 401k campaign”: treated less held out, as the campaigns report has it
        result = propensity(demo_book, need="rollover")
        asked = campaigns(demo_book, period=parse_period("all", demo_book.as_of), campaign="Old 401k campaign")
        for ours, theirs in (("uplift", "effect"), ("uplift_low", "effect_low"), ("uplift_high", "effect_high")):
            assert result.figure(ours).value == asked.figure(theirs).value
        said = result.words()[2]
        assert "of those treated by “Old 401k campaign”" in said
        assert "not told from chance" in said
        assert said.endswith("the groups are too small to say for whom the effect is larger.")
        assert result.figure("qini").reason == "the groups are too small to say for whom the effect is larger"

    def test_a_book_without_a_year_behind_it_says_that_drift_is_not_known(self, demo_book: Book) -> None:
        young = changed(demo_book, households=demo_book.households.assign(since=pd.Timestamp("2026-06-01")))
        result = propensity(young, need="retirement_income")
        assert result.figure("rate_then").reason == "there was no open client a year ago"
        assert "Drift is not known: there was no open client a year ago." in result.caveats

    def test_the_share_of_a_year_ago_is_that_of_the_book_then(self, open_book: OpenBook) -> None:
        then = open_book("FIRM", "2025-10-31")
        share = len(households_with(then, need_called("insurance"))) / len(then.open_households)
        assert propensity(open_book("FIRM"), need="insurance").figure("rate_then").value == rate(share)

    def test_drift_is_told_where_a_score_is_shown(self, demo_book: Book) -> None:
        # contacts are on record for a year only, so a year ago nobody had any
        met = demo_book.interactions
        book = changed(demo_book, interactions=met[met["at"] > pd.Timestamp("2025-10-31", tz="UTC")])
        result = propensity(book, need="retirement_income")
        assert result.figure("moved").value == 1
        assert result.caveats[0].startswith("The clients have drifted since a year ago in two-way contacts in a year;")
        assert not any("drifted" in caveat for caveat in propensity(book, need="lending").caveats)

    def test_a_level_and_a_fact_that_moved_are_in_the_caveats(self) -> None:
        moved = Drift(400, pd.Series({"age": 0.05, "income": 0.31, "assets": 0.9}), 0.10, 0.3, 0.3)
        level, facts = drift_caveats(moved)
        assert level.startswith("The level has drifted: the share who have it is well above that of a year ago")
        assert "in assets here, yearly income;" in facts
        assert "well below" in drift_caveats(Drift(400, pd.Series(dtype=float), 0.3, 0.1, 0.1))[0]
        assert drift_caveats(Drift(400, pd.Series({"age": 0.1}), 0.3, 0.3, 0.3)) == ()

    def test_where_the_order_is_known_qini_and_the_best_fifth_are_said(self) -> None:
        order = Order(0.02, 0.01, 0.03, Effect(0.3, 0.1, 0.2, 0.15, 0.25))
        told = Uplift("CP1", "Spring letter", 900, 500, Effect(0.2, 0.1, 0.1, 0.05, 0.15), order)
        said = say(uplift_line(told, uplift_figures(told)))
        assert "an uplift of 10.0% (between 5.0% and 15.0%), which is more than chance gives" in said
        assert "in the fifth it is told to help most it is 20.0% (between 15.0% and 25.0%), with a Qini of 0.02" in said


class TestWhatIsSaidInRareCases:
    """By the report alone: a book where everybody has it, a feature that is not known, a score without a reason."""

    def answer(self, scored: pd.DataFrame) -> Likeness:
        parts = scored.assign(intercept=0.0, age=-1.0)
        card = Card(40, 20, 0.5, auc=0.8, brier=0.2, brier_base=0.25, slope=1.0, intercept=0.0, lift=2.0)
        facts = pd.DataFrame(columns=["household_id", "fact", "known_on", "amount_cents"])
        need, labels = need_called("estate"), pd.Series({"H1": "Rossi"})
        return Likeness(need, card, labels, pd.Index(["H1"]), scored, parts, facts, None, 10)

    def scored(self, *households: str) -> pd.DataFrame:
        columns = [feature.key for feature in features_for(need_called("estate"))]
        frame = pd.DataFrame(0.0, index=pd.Index(households, name="household_id"), columns=columns)
        return frame.assign(age=float("nan"), probability=0.4)

    def test_everybody_has_it(self) -> None:
        answer = self.answer(self.scored())
        words = [say(line) for line in likeness_summary(answer, likeness_figures(answer), Line("Association only."))]
        assert words[1:3] == ["Everybody in this book has it already.", "Association only."]
        assert next(block.title for block in likeness_blocks(answer)).startswith("Facts")

    def test_an_unknown_feature_and_no_reason(self) -> None:
        scores, parts, *_ = likeness_blocks(self.answer(self.scored("H1")))
        assert isinstance(scores, Table)
        assert isinstance(parts, Table)
        assert scores.rows[0][2] == "nothing in particular"
        assert ("age", "not known", Decimal("-1.0000")) in parts.rows


class TestPropensityOfABookToLearnFrom:
    def test_the_most_alike_stand_first_with_reasons(self, demo_book: Book) -> None:
        result = propensity(demo_book, need="retirement_income", limit=5)
        table = result.blocks[0]
        assert isinstance(table, Table)
        chances = [row[1] for row in table.rows]
        assert chances == sorted(chances, reverse=True)  # type: ignore[type-var]
        assert len(chances) == 5
        assert all(row[2] for row in table.rows)
        assert set(table.row_ids).isdisjoint(households_with(demo_book, need_called("retirement_income")))

    def test_the_card_stands_beside_the_scores(self, demo_book: Book) -> None:
        result = propensity(demo_book, need="retirement_income")
        assert result.figure("auc").value >= Decimal("0.60")  # type: ignore[operator]
        assert Decimal("0.8") <= result.figure("slope").value <= Decimal("1.25")  # type: ignore[operator]
        assert "AUC" in result.words()[2]

    def test_one_clients_score_is_taken_apart_to_the_logit(self, demo_book: Book) -> None:
        first = propensity(demo_book, need="retirement_income", limit=1).blocks[0]
        assert isinstance(first, Table)
        result = propensity(demo_book, need="retirement_income", client=first.row_ids[0])
        parts = result.blocks[1]
        assert isinstance(parts, Table)
        total = float(sum(row[2] for row in parts.rows))  # type: ignore[misc]
        chance = 1 / (1 + pd.Series([-total]).pipe(lambda s: 2.718281828459045**s)[0])
        assert chance == pytest.approx(float(first.rows[0][1]), abs=2e-3)  # type: ignore[arg-type]
        assert "is like them, with a likeness of" in result.words()[1]

    def test_a_score_that_does_not_rank_is_withheld_with_its_figures(self, demo_book: Book) -> None:
        withheld = [propensity(demo_book, need=need.key) for need in NEEDS]
        told = [r.words()[1] for r in withheld if r.figure("auc").value is not None and "No score" in r.words()[1]]
        assert told
        assert all("0.60 or more and 0.80 to 1.25 are wanted" in words for words in told)

    def test_the_same_question_has_the_same_bytes(self, demo_book: Book) -> None:
        asked = [json.dumps(propensity(demo_book, need="retirement_income").to_json()) for _ in range(2)]
        assert asked[0] == asked[1]

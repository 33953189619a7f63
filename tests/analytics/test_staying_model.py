"""StayingModel: published figures first, the firm's own history as far as it is sure; and a plain learner without them.

Anchors are those of the domain reference 3.7 ([PM-SS], [PM-AGE]).
"""

from __future__ import annotations

from math import log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit
from sklearn.metrics import roc_auc_score

from assistant.analytics.staying.curves import STEPS, Curves
from assistant.analytics.staying.model import StayingModel
from assistant.analytics.staying.periods import hazard_rows
from assistant.analytics.staying.prior import REFERENCE_AGE, STAYING, TYPICAL_STAYS
from assistant.analytics.staying.widths import WIDTHS


def typical(count: int = 1, **known: object) -> pd.DataFrame:
    """Clients of whom nothing sets them apart but what is given."""
    return pd.DataFrame({term.key: term.typical for term in STAYING.terms}, index=range(count)).assign(**known)


def barely_fitted() -> StayingModel:
    """One typical client who stayed is all the history there is: the prior speaks."""
    return StayingModel(STAYING).fit(typical(), pd.Series([False]))


def firm(count: int, advisors: int, slopes: np.ndarray, spread: float = 0.0, seed: int = 0) -> tuple[pd.DataFrame, ...]:
    """Features that vary within their bounds, leavers by these slopes, each row's advisor and the advisors' levels."""
    luck = np.random.default_rng(seed)
    features = pd.DataFrame({term.key: luck.normal(term.typical, 0.5, count) for term in STAYING.terms})
    features["age"] = luck.normal(REFERENCE_AGE, 12, count)
    levels = pd.Series(luck.normal(0, spread, advisors), index=[f"advisor {i}" for i in range(advisors)])
    who = pd.Series(luck.choice(levels.index, count))
    logits = STAYING.design(features) @ slopes + who.map(levels)
    return features, pd.Series(luck.random(count) < expit(logits)), who, levels


def mixed(count: int, seed: int = 0) -> tuple[pd.DataFrame, pd.Series]:
    """Mixed columns with gaps; leaving follows a jump at ten, a kind and a gap."""
    luck = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "months": luck.integers(1, 60, count),
            "money": np.where(luck.random(count) < 0.2, np.nan, luck.lognormal(10, 1, count)),
            "kind": luck.choice(["a", "b", None], count),
            "flag": luck.random(count) < 0.3,
            "since": pd.Timestamp("2015-01-01") + pd.to_timedelta(luck.integers(0, 3000, count), unit="D"),
            "constant": 1.0,
            "nothing": np.nan,
        },
        index=[f"client {i % 40}" for i in range(count)],
    )
    return frame, pd.Series(luck.random(count) < expit(truth(frame)), index=frame.index)


def truth(frame: pd.DataFrame) -> np.ndarray:
    logits = -2.5 + 2.0 * (frame["months"] >= 10) + (frame["kind"] == "a") - 1.5 * frame["money"].isna()
    return logits.to_numpy(dtype=np.float64)


class TestFit:
    def test_nobody_to_learn_from_is_refused(self) -> None:
        with pytest.raises(ValueError, match="there is a row"):
            StayingModel().fit(pd.DataFrame({"age": []}), pd.Series([], dtype=bool))

    @pytest.mark.parametrize("left", [[True], [1.0, 2.0], [0.0, np.nan]])
    def test_an_outcome_is_true_or_false_and_one_a_row(self, left: list[float]) -> None:
        with pytest.raises(ValueError, match="one for each row"):
            StayingModel().fit(pd.DataFrame({"age": [40, 50]}), pd.Series(left))

    def test_without_features_everybody_has_the_base_rate(self) -> None:
        frame = pd.DataFrame(index=range(39))
        found = StayingModel().fit(frame, pd.Series([True] * 9 + [False] * 30)).predict(frame)
        # (9 + ½) / (39 + 1) before the data, 9 / 39 = .2308 in them
        assert found.tolist() == pytest.approx([0.231] * 39, abs=0.001)

    def test_nobody_who_left_leaves_a_small_chance_for_all(self) -> None:
        frame, left = mixed(200)
        found = StayingModel().fit(frame, left & False).predict(frame)
        assert found.between(0, 0.02, inclusive="neither").all()

    def test_a_missing_column_is_named(self) -> None:
        frame, left = mixed(100)
        with pytest.raises(ValueError, match="missing here: kind"):
            StayingModel().fit(frame, left).predict(frame.drop(columns="kind"))
        with pytest.raises(ValueError, match="missing here: wallet"):
            StayingModel(STAYING).fit(typical().drop(columns="wallet"), pd.Series([False]))

    def test_the_order_of_the_rows_does_not_matter(self) -> None:
        features, left, who, _ = firm(600, 8, STAYING.means, seed=3)
        order = np.random.default_rng(1).permutation(600)
        once = StayingModel(STAYING).fit(features, left, who).score(features, who)
        again = StayingModel(STAYING).fit(features.iloc[order], left.iloc[order], who.iloc[order]).score(features, who)
        assert again.to_numpy() == pytest.approx(once.to_numpy(), abs=1e-6)

    def test_nor_does_it_for_a_plain_frame(self) -> None:
        frame, left = mixed(600)
        order = np.random.default_rng(1).permutation(600)
        once = StayingModel().fit(frame, left).score(frame)
        again = StayingModel().fit(frame.iloc[order], left.iloc[order]).score(frame)
        assert again.to_numpy() == pytest.approx(once.to_numpy(), abs=1e-6)


class TestPrior:
    @pytest.mark.parametrize(
        ("known", "stays"),
        [
            ({"assets": log(100_000)}, 0.87),  # [PM-SS]
            ({"assets": log(500_000)}, 0.94),  # [PM-SS]
            ({"age": 30}, 0.82),  # [PM-AGE]
            ({"age": 50}, 0.90),  # [PM-AGE]
        ],
    )
    def test_published_anchors_hold_before_there_is_a_history(self, known: dict[str, float], stays: float) -> None:
        # one typical client who stayed moves the level by less than half a point
        assert 1 - barely_fitted().predict(typical(**known)).iloc[0] == pytest.approx(stays, abs=0.007)

    def test_the_typical_client_stays_as_the_prior_says(self) -> None:
        # 87 % at 100,000 and .53 a unit of ln assets give 91.0 % at 221,000 [PM-SS]
        assert expit(TYPICAL_STAYS) == pytest.approx(0.910, abs=0.001)
        assert 1 - barely_fitted().predict(typical()).iloc[0] == pytest.approx(0.910, abs=0.005)

    def test_what_is_not_known_counts_as_typical(self) -> None:
        model = barely_fitted()
        unknown = typical(assets=np.nan, age=np.nan)
        assert model.predict(unknown).tolist() == model.predict(typical()).tolist()

    def test_a_history_at_odds_with_the_prior_moves_it_and_a_short_one_less(self) -> None:
        slopes = STAYING.means.copy()
        slopes[1] = 0.3  # here, planted: the more assets, the sooner they leave
        found = [StayingModel(STAYING).fit(*firm(n, 1, slopes)[:2]).solution.coefficients[1] for n in (100, 20_000)]
        assert STAYING.means[1] < found[0] < found[1]
        assert found[1] == pytest.approx(0.3, abs=0.1)

    def test_planted_coefficients_come_back(self) -> None:
        slopes = STAYING.means + np.random.default_rng(4).normal(0, 0.5, len(STAYING.means)) * STAYING.deviations
        solution = StayingModel(STAYING).fit(*firm(40_000, 1, slopes)[:2]).solution
        away = (solution.coefficients - slopes) / np.sqrt(np.diag(solution.covariance))
        # 17 draws of a standard normal: beyond 3.5 once in 125 runs
        assert np.abs(away).max() < 3.5


class TestAdvisors:
    def test_an_advisor_not_seen_and_none_at_all_have_the_level_of_all(self) -> None:
        features, left, who, _ = firm(500, 5, STAYING.means, spread=0.8)
        model = StayingModel(STAYING).fit(features, left, who)
        of_all = model.predict(features.head(3))
        assert model.predict(features.head(3), pd.Series(["new", "newer", None])).tolist() == of_all.tolist()
        assert (model.predict(features.head(3), who.head(3)) != of_all).all()

    def test_clients_of_nobody_are_a_group_of_their_own(self) -> None:
        features, left, who, _ = firm(300, 3, STAYING.means)
        model = StayingModel(STAYING).fit(features, left, who.where(who != "advisor 0", None))
        assert len(model.solution.levels) == 3

    def test_planted_levels_come_back_shrunken(self) -> None:
        features, left, who, levels = firm(20_000, 50, STAYING.means, spread=0.6, seed=5)
        solution = StayingModel(STAYING).fit(features, left, who).solution
        planted = levels.sort_index().to_numpy()
        assert np.corrcoef(solution.levels, planted)[0, 1] > 0.9
        # the standard error of a deviation over 50 advisors is a tenth of it
        assert solution.spread == pytest.approx(planted.std(), rel=0.3)

    def test_where_advisors_are_alike_their_levels_are_small(self) -> None:
        features, left, who, _ = firm(5_000, 50, STAYING.means)
        assert np.abs(StayingModel(STAYING).fit(features, left, who).solution.levels).max() < 0.25


class TestExplain:
    def test_nobody_has_no_parts(self) -> None:
        frame, left = mixed(100)
        model = StayingModel().fit(frame, left)
        assert model.explain(frame.iloc[:0]).empty
        assert model.predict(frame.iloc[:0]).empty

    def test_parts_sum_to_the_logit_with_a_prior(self) -> None:
        features, left, who, _ = firm(300, 4, STAYING.means, spread=0.5)
        model = StayingModel(STAYING).fit(features, left, who)
        parts = model.explain(features, who)
        assert parts.columns.tolist() == [*STAYING.keys, "intercept", "advisor"]
        assert parts.sum(axis=1).to_numpy() == pytest.approx(logit(model.predict(features, who).to_numpy()), abs=1e-9)

    @pytest.mark.parametrize("clock", [None, "months"])
    def test_parts_sum_to_the_logit_without_one(self, clock: str | None) -> None:
        frame, left = mixed(400)
        model = StayingModel(clock=clock).fit(frame, left)
        parts = model.explain(frame)
        assert parts.columns.tolist() == [*frame.columns, "intercept"]
        assert parts.sum(axis=1).to_numpy() == pytest.approx(logit(model.predict(frame).to_numpy()), abs=1e-9)

    def test_what_never_varies_adds_nothing(self) -> None:
        frame, left = mixed(400)
        parts = StayingModel(clock="months").fit(frame, left).explain(frame)
        assert (parts[["constant", "nothing"]] == 0).all().all()

    def test_what_matters_most_adds_most(self) -> None:
        frame, left = mixed(3_000)
        sizes = StayingModel().fit(frame, left).explain(frame).drop(columns="intercept").abs().mean()
        assert set(sizes.nlargest(3).index) == {"months", "kind", "money"}


class TestPlainLearner:
    def test_a_jump_a_kind_and_a_gap_are_found(self) -> None:
        frame, left = mixed(4_000)
        strangers, gone = mixed(4_000, seed=1)
        found = StayingModel().fit(frame, left).predict(strangers).to_numpy()
        chances = expit(truth(strangers))
        # the base rate alone is .14 away from the planted chances
        assert np.abs(chances - chances.mean()).mean() == pytest.approx(0.14, abs=0.01)
        assert np.abs(found - chances).mean() < 0.05
        # the planted chances themselves reach the second figure
        assert roc_auc_score(gone, found) > roc_auc_score(gone, truth(strangers)) - 0.01

    def test_where_nothing_matters_the_chances_hardly_differ(self) -> None:
        frame, _ = mixed(2_000)
        noise = pd.Series(np.random.default_rng(5).random(2_000) < 0.1)
        assert StayingModel().fit(frame, noise).predict(frame).std() < 0.02

    def test_new_levels_gaps_and_extremes_are_taken(self) -> None:
        frame, left = mixed(300)
        odd = frame.head(3).assign(kind=["new", None, "a"], money=[np.nan, 1e12, -5.0], months=[999, 0, 5])
        found = StayingModel(clock="months").fit(frame, left).predict(odd)
        assert found.between(0, 1, inclusive="neither").all()

    def test_learned_widths_stay_in_their_bounds(self) -> None:
        frame, _ = mixed(300)
        parted = (frame["kind"] == "a").astype(float)  # one feature tells all: without a bound it has no end
        solution = StayingModel().fit(frame, parted).solution
        assert np.sqrt(np.diag(solution.covariance)).max() < 5 * WIDTHS[1]
        assert np.isfinite(solution.evidence)

    def test_an_effect_that_fades_with_the_clock_is_followed(self) -> None:
        luck = np.random.default_rng(6)
        frame = pd.DataFrame({"new": luck.random(20_000) < 0.5, "period": luck.integers(1, 25, 20_000)})
        fades = 2.0 - 0.8 * np.log(frame["period"])
        left = pd.Series(luck.random(20_000) < expit(-2.5 + frame["new"] * fades))
        asked = pd.DataFrame({"new": [True, False, True, False], "period": [1, 1, 24, 24]})
        with_clock, without = (StayingModel(clock=clock).fit(frame, left).score(asked) for clock in ("period", None))
        # planted: 2.0 in period 1 and 2.0 − .8 ln 24 = −.54 in period 24
        assert with_clock[0] - with_clock[1] == pytest.approx(2.0, abs=0.4)
        assert with_clock[2] - with_clock[3] == pytest.approx(-0.54, abs=0.3)
        assert without[0] - without[1] == pytest.approx(without[2] - without[3])

    def test_a_clock_must_be_a_column(self) -> None:
        with pytest.raises(ValueError, match="'weeks' is no column"):
            StayingModel(clock="weeks").fit(*mixed(50))

    @settings(max_examples=30, deadline=None)
    @given(data=st.data())
    def test_any_frame_gives_chances_that_its_parts_explain(self, data: st.DataObject) -> None:
        count = data.draw(st.integers(1, 60))
        numbers = st.one_of(st.none(), st.floats(-1e9, 1e9), st.integers(-3, 3))
        frame = pd.DataFrame(
            {
                "number": pd.array(data.draw(st.lists(numbers, min_size=count, max_size=count)), dtype="Float64"),
                "word": data.draw(st.lists(st.sampled_from(["a", "b", "", None]), min_size=count, max_size=count)),
                "period": data.draw(st.lists(st.integers(0, 40), min_size=count, max_size=count)),
            }
        )
        left = pd.Series(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
        model = StayingModel(clock=data.draw(st.sampled_from(["period", None]))).fit(frame, left)
        chances = model.predict(frame)
        assert chances.between(0, 1, inclusive="neither").all()
        assert model.explain(frame).sum(axis=1).to_numpy() == pytest.approx(logit(chances.to_numpy()), abs=1e-6)


class TestCurves:
    def test_two_values_need_no_step_and_many_have_fewer_than_the_limit(self) -> None:
        frame = pd.DataFrame({"two": [0.0, 1.0] * 500, "many": range(1_000), "word": ["a", "b"] * 500})
        assert [(name, len(cuts)) for name, cuts, _ in Curves.of(frame).steps] == [("many", STEPS - 1)]

    def test_columns_are_nought_on_average(self) -> None:
        frame, _ = mixed(500)
        design = Curves.of(frame.drop(columns="money")).design(frame)
        assert design[:, 0].tolist() == [1.0] * 500
        assert design[:, 1:].mean(axis=0) == pytest.approx(0.0, abs=1e-9)


class TestChanceWithin:
    def test_within_no_period_nobody_leaves(self) -> None:
        frame, left = mixed(200)
        for clock in ("months", None):
            assert (StayingModel(clock=clock).fit(frame, left).chance_within(frame, 0) == 0).all()

    def test_periods_without_a_clock_are_alike(self) -> None:
        frame, left = mixed(200)
        model = StayingModel().fit(frame, left)
        assert model.chance_within(frame, 12).to_numpy() == pytest.approx(
            1 - (1 - model.predict(frame).to_numpy()) ** 12
        )

    def test_with_a_clock_each_period_has_its_own_chance(self) -> None:
        frame, left = mixed(400)
        model = StayingModel(clock="months").fit(frame, left)
        now = frame.head(5).assign(months=9)
        stays = (1 - model.predict(now)) * (1 - model.predict(now.assign(months=10)))
        assert model.chance_within(now, 2).to_numpy() == pytest.approx(1 - stays.to_numpy())

    def test_it_never_falls_with_time(self) -> None:
        frame, left = mixed(400)
        model = StayingModel(clock="months").fit(frame, left)
        found = np.array([model.chance_within(frame, periods) for periods in range(6)])
        assert (np.diff(found, axis=0) > 0).all()

    def test_it_meets_what_is_observed(self) -> None:
        luck = np.random.default_rng(8)
        frame = pd.DataFrame({"kind": luck.choice(["a", "b"], 4_000)})
        monthly = np.where(frame["kind"] == "a", 0.05, 0.01)
        ends = luck.geometric(monthly)
        rows, left = hazard_rows(frame, np.minimum(ends, 36), ends <= 36)
        start = pd.DataFrame({"kind": ["a", "b"], "period": 1})
        found = StayingModel(clock="period").fit(rows, left).chance_within(start, 12)
        # planted: 1 − .95¹² = .460 and 1 − .99¹² = .114
        assert found.tolist() == pytest.approx([0.460, 0.114], abs=0.03)


class TestHazardRows:
    def test_no_clients_have_no_rows(self) -> None:
        rows, left = hazard_rows(pd.DataFrame({"age": []}), [], [])
        assert rows.empty
        assert left.empty

    def test_each_period_at_risk_is_a_row_and_the_last_may_end_it(self) -> None:
        rows, left = hazard_rows(pd.DataFrame({"age": [40, 50, 60]}, index=list("abc")), [2, 0, 3], [True, True, False])
        assert rows.index.tolist() == list("aaccc")
        assert rows["period"].tolist() == [1, 2, 1, 2, 3]
        assert rows["age"].tolist() == [40, 40, 60, 60, 60]
        assert left.tolist() == [False, True, False, False, False]

    def test_lengths_counts_and_names_are_checked(self) -> None:
        frame = pd.DataFrame({"age": [40, 50]})
        with pytest.raises(ValueError, match="2 clients, 1 counts of periods and 2 ends"):
            hazard_rows(frame, [1], [True, False])
        for wrong in (-1, 1.5, np.nan):
            with pytest.raises(ValueError, match="whole number from 0"):
                hazard_rows(frame, [1, wrong], [True, False])
        with pytest.raises(ValueError, match="column 'age' already"):
            hazard_rows(frame, [1, 1], [True, False], clock="age")

    @given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=30))
    def test_periods_and_ends_are_all_there_once(self, clients: list[tuple[int, bool]]) -> None:
        frame = pd.DataFrame({"number": range(len(clients))})
        rows, left = hazard_rows(frame, [count for count, _ in clients], [ended for _, ended in clients])
        assert len(rows) == sum(count for count, _ in clients)
        assert left.sum() == sum(ended for count, ended in clients if count)
        assert rows.groupby("number")["period"].max().to_dict() == {
            number: count for number, (count, _) in enumerate(clients) if count
        }

"""PropensityModel: any types and index, exact contributions, calibrated on strangers, soft with few cases (P2, P4)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit
from sklearn.metrics import roc_auc_score

from assistant.analytics.propensity import PropensityModel
from assistant.analytics.propensity.encoding import Encoding
from assistant.analytics.propensity.learners import BoostedTrees, fit_logit
from assistant.analytics.propensity.model import Card, stack


def people(count: int, seed: int = 0) -> tuple[pd.DataFrame, pd.Series]:
    """Mixed columns with gaps, an index with repeats, an outcome that follows from age, kind and a missing income."""
    luck = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "age": luck.normal(60, 12, count).round(),
            "income": np.where(luck.random(count) < 0.3, np.nan, luck.lognormal(11, 0.6, count)),
            "kind": luck.choice(["a", "b", "c", None], count),
            "flag": luck.random(count) < 0.3,
            "since": pd.Timestamp("2015-01-01") + pd.to_timedelta(luck.integers(0, 3000, count), unit="D"),
            "tier": pd.Categorical(luck.choice(["x", "y"], count)),
            "children": pd.array(luck.integers(0, 5, count), dtype="Int64"),
            "constant": 1,
            "nothing": np.nan,
        },
        index=[f"person {i % 50}" for i in range(count)],
    )
    score = (frame["age"] - 65) / 8 + (frame["kind"] == "a") - 1.5 * frame["income"].isna()
    return frame, pd.Series(luck.random(count) < expit(score), index=frame.index)


class TestFit:
    def test_nobody_to_learn_from_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no rows"):
            PropensityModel().fit(pd.DataFrame({"age": []}), [])

    def test_rows_and_outcomes_must_match(self) -> None:
        with pytest.raises(ValueError, match="3 rows of features and 2 outcomes"):
            PropensityModel().fit(pd.DataFrame({"age": [1, 2, 3]}), [True, False])

    @pytest.mark.parametrize("outcome", [[1, 0, 2], [True, False, None], ["yes", "no", "no"]])
    def test_an_outcome_is_true_or_false(self, outcome: list[object]) -> None:
        with pytest.raises(ValueError, match="true or false"):
            PropensityModel().fit(pd.DataFrame({"age": [1, 2, 3]}), outcome)  # type: ignore[arg-type]

    def test_few_cases_give_everybody_the_base_rate(self) -> None:
        frame = pd.DataFrame({"age": range(20)})
        model = PropensityModel().fit(frame, [True] * 7 + [False] * 13)
        assert model.predict(frame).tolist() == pytest.approx([7.5 / 21] * 20)
        assert model.card == Card(20, 7, 7.5 / 21)
        assert not model.card.is_good_enough
        assert (model.explain(frame)["age"] == 0).all()

    def test_one_outcome_alone_is_never_quite_certain(self) -> None:
        frame = pd.DataFrame({"age": range(20)})
        assert PropensityModel().fit(frame, [True] * 20).predict(frame).tolist() == pytest.approx([20.5 / 21] * 20)

    def test_without_features_there_is_the_base_rate(self) -> None:
        frame = pd.DataFrame(index=range(40))
        model = PropensityModel().fit(frame, [True, False] * 20)
        assert model.predict(frame).tolist() == pytest.approx([0.5] * 40)

    def test_features_that_say_nothing_leave_the_base_rate(self) -> None:
        frame = pd.DataFrame({"same": [1.0] * 40, "name": [f"person {i}" for i in range(40)]})
        model = PropensityModel().fit(frame, [True, False] * 20)
        assert model.predict(frame).tolist() == pytest.approx([0.5] * 40)
        assert model.held_out.tolist() == pytest.approx([0.5] * 40)
        assert model.card.auc is None


class TestPredict:
    @pytest.mark.parametrize("count", [120, 900])
    def test_nobody_has_no_probability(self, count: int) -> None:
        frame, adopted = people(count)
        model = PropensityModel().fit(frame, adopted)
        assert model.predict(frame.iloc[:0]).empty
        assert model.explain(frame.iloc[:0]).empty

    def test_it_keeps_the_index_and_takes_new_levels_gaps_and_more_columns(self) -> None:
        frame, adopted = people(200)
        model = PropensityModel().fit(frame, adopted)
        odd = frame.head(3).assign(kind=["new", None, "a"], age=[np.nan, 400.0, -3.0], more=1)
        found = model.predict(odd[list(reversed(odd.columns))])
        assert found.index.tolist() == odd.index.tolist()
        assert found.between(0, 1, inclusive="neither").all()

    def test_a_missing_column_is_named(self) -> None:
        frame, adopted = people(120)
        with pytest.raises(ValueError, match="age"):
            PropensityModel().fit(frame, adopted).predict(frame.drop(columns="age"))

    def test_columns_may_be_numbered(self) -> None:
        frame, adopted = people(120)
        frame = frame.set_axis(range(frame.shape[1]), axis=1)
        model = PropensityModel().fit(frame, adopted)
        assert model.explain(frame).columns.tolist() == [*range(9), "intercept"]

    def test_the_same_people_have_the_same_probabilities_to_the_bit(self) -> None:
        frame, adopted = people(300)
        once, again = (PropensityModel().fit(frame, adopted).predict(frame) for _ in range(2))
        assert once.tolist() == again.tolist()

    def test_probabilities_of_strangers_are_calibrated_and_rank_well(self) -> None:
        frame, adopted = people(800, seed=1)
        strangers, truth = people(4_000, seed=2)
        found = PropensityModel().fit(frame, adopted).predict(strangers)
        _, slope = fit_logit(logit(found.to_numpy())[:, None], truth.to_numpy(float), np.ones(1), 0.0)
        assert 0.8 <= slope <= 1.25
        assert found.mean() == pytest.approx(truth.mean(), abs=0.04)
        # the true probabilities reach .866 on these strangers
        assert roc_auc_score(truth, found) > 0.83


class TestExplain:
    @pytest.mark.parametrize("count", [150, 900])  # the linear learner alone, and with trees
    def test_parts_and_intercept_sum_to_the_logit(self, count: int) -> None:
        frame, adopted = people(count)
        model = PropensityModel().fit(frame, adopted)
        parts = model.explain(frame.head(40))
        assert parts.columns.tolist() == [*frame.columns, "intercept"]
        assert parts["intercept"].unique().tolist() == [model.intercept]
        found = model.predict(frame.head(40))
        assert parts.sum(axis=1).to_numpy() == pytest.approx(logit(found.to_numpy()), abs=1e-9)

    def test_what_never_varies_adds_nothing(self) -> None:
        frame, adopted = people(900)
        parts = PropensityModel().fit(frame, adopted).explain(frame.head(20))
        assert (parts[["constant", "nothing"]] == 0).all().all()

    def test_what_matters_most_adds_most(self) -> None:
        frame, adopted = people(900)
        sizes = PropensityModel().fit(frame, adopted).explain(frame).drop(columns="intercept").abs().mean()
        assert set(sizes.nlargest(2).index) == {"age", "income"}


class TestCard:
    def test_noise_is_not_good_enough(self) -> None:
        frame, _ = people(400)
        noise = np.random.default_rng(5).random(400) < 0.3
        card = PropensityModel().fit(frame, noise).card
        assert card.auc is not None
        assert card.auc < 0.6
        assert not card.is_good_enough

    def test_a_real_pattern_is(self) -> None:
        frame, adopted = people(400)
        card = PropensityModel().fit(frame, adopted).card
        assert card.is_good_enough
        assert card.brier is not None
        assert card.brier_base is not None
        assert card.brier < card.brier_base
        assert card.lift is not None
        assert card.lift > 1

    def test_it_judges_the_probabilities_that_are_held_out(self) -> None:
        frame, adopted = people(400)
        model = PropensityModel().fit(frame, adopted)
        assert model.held_out.index.equals(frame.index)
        assert model.card.auc == pytest.approx(roc_auc_score(adopted, model.held_out))
        # on its own rows a fit looks better than it is
        assert roc_auc_score(adopted, model.predict(frame)) > model.card.auc


class TestStack:
    def test_one_good_learner_is_scaled(self) -> None:
        luck = np.random.default_rng(0)
        score = luck.normal(0, 2, 5_000)
        outcome = (luck.random(5_000) < expit(score / 2)).astype(float)
        start, weights = stack(score[:, None], outcome)
        assert weights.tolist() == pytest.approx([0.5], abs=0.05)
        assert start == pytest.approx(0, abs=0.1)

    def test_a_learner_that_is_wrong_has_no_weight(self) -> None:
        luck = np.random.default_rng(0)
        right, wrong = luck.normal(0, 2, (2, 2_000))
        outcome = (luck.random(2_000) < expit(right - wrong)).astype(float)
        _, weights = stack(np.column_stack([right, wrong]), outcome)
        assert weights[1] == 0
        assert weights[0] > 0.5

    def test_only_wrong_learners_leave_the_base_rate(self) -> None:
        luck = np.random.default_rng(0)
        score = luck.normal(0, 2, 2_000)
        outcome = (luck.random(2_000) < expit(score)).astype(float)
        start, weights = stack(-score[:, None], outcome)
        assert weights.tolist() == [0]
        assert expit(start) == pytest.approx(outcome.mean())


class TestEncoding:
    def test_no_columns_encode_to_nothing(self) -> None:
        frame = pd.DataFrame(index=range(3))
        assert Encoding.of(frame).encode(frame).shape == (3, 0)

    def test_rare_words_are_pooled(self) -> None:
        frame = pd.DataFrame({"word": ["often"] * 30 + ["also"] * 30 + ["once"]})
        encoding = Encoding.of(frame)
        assert (
            encoding.encode(pd.DataFrame({"word": ["once", "never seen"]})).tolist()
            == [encoding.encode(pd.DataFrame({"word": ["new"]}))[0].tolist()] * 2
        )

    def test_one_extreme_value_does_not_carry_the_scale_away(self) -> None:
        frame = pd.DataFrame({"money": [*range(100), 10**9]})
        assert np.abs(Encoding.of(frame).encode(frame)).max() < 15

    def test_numbers_written_as_words_are_numbers_and_infinity_is_a_gap(self) -> None:
        words = pd.DataFrame({0: [str(i) for i in range(99)] + [" "]})  # a column called 0
        numbers = pd.DataFrame({0: [*map(float, range(99)), np.inf]})
        assert Encoding.of(words).encode(words).tolist() == Encoding.of(numbers).encode(numbers).tolist()

    def test_a_word_that_is_never_known_says_nothing(self) -> None:
        frame = pd.DataFrame({"word": pd.Series([None] * 9, dtype="object")})
        assert Encoding.of(frame).plain(frame).tolist() == [[0.0]] * 9


class TestBoostedTrees:
    def test_interactions_are_shared_and_parts_still_sum(self) -> None:
        luck = np.random.default_rng(3)
        frame = pd.DataFrame({"a": luck.random(6_000), "b": luck.random(6_000), "w": luck.choice(["p", "q"], 6_000)})
        outcome = ((frame["a"] > 0.5) ^ (frame["b"] > 0.5)).to_numpy(float)
        rows = np.arange(6_000)
        trees = BoostedTrees.tuned(Encoding.of(frame), frame, outcome, [(rows, rows[:10])])
        shown = frame.head(5)
        parts = trees.contributions(shown)
        assert parts.sum(axis=1) + trees.intercept == pytest.approx(trees.score(shown), abs=1e-9)
        assert roc_auc_score(outcome, trees.score(frame)) > 0.99

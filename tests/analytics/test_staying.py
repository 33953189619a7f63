"""Who stays: what is known at a landmark, what the year brought, what the firm's years teach, and the call list."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from assistant.analytics.clients_at_risk import clients_at_risk, risk_rows
from assistant.analytics.clients_at_risk.reasons import NOTHING, next_step, reasons_of
from assistant.analytics.earlier import earlier
from assistant.analytics.model_card import retention_card
from assistant.analytics.staying import PUBLISHED, Card, Learned, card_of, landmark_rows, learn, staying_chances
from assistant.analytics.staying.features import staying_features
from assistant.analytics.staying.landmarks import COLUMNS
from assistant.analytics.staying.prior import REFERENCE_AGE, STAYING
from assistant.book.snapshot import Book
from assistant.errors import NotEnoughData, NotFound

OpenBook = Callable[..., Book]


def typical(**known: float) -> pd.DataFrame:
    """One household of which only `known` is known; all else counts as typical."""
    return pd.DataFrame([known], index=["H1"]).reindex(columns=STAYING.keys)


def advisor(of: str = "A1") -> pd.Series:
    return pd.Series([of], index=["H1"])


def made_years(seed: int, *, clients: int = 4_000, money_leaving: float = 2.0, base: float = -3.0) -> pd.DataFrame:
    """Landmark rows of a firm whose leavers follow a known law: logit = base + money_leaving × it + 0.5 × late."""
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(np.nan, index=range(clients), columns=STAYING.keys)
    rows["money_leaving"] = (rng.random(clients) < 0.1).astype(float)
    rows["late"] = rng.integers(0, 3, clients).astype(float)
    rows["assets"] = rng.normal(12.3, 1.0, clients)
    chance = expit(base + money_leaving * rows["money_leaving"] + 0.5 * rows["late"])
    landmarks = pd.to_datetime(["2023-10-31", "2024-10-31", "2025-10-31"])
    return rows.assign(
        household_id=[f"H{i:05d}" for i in range(clients)],
        advisor_id=[f"A{i % 7}" for i in range(clients)],
        sex=rng.choice(["F", "M", ""], clients),
        landmark=landmarks[np.arange(clients) % 3],
        left=(rng.random(clients) < chance).astype(float),
    )[COLUMNS]


class TestPublishedSizes:
    @pytest.mark.parametrize(
        ("known", "stays"),
        [
            ({"assets": math.log(100_000)}, 0.87),  # 3.7: 100,000 stay at 87 %, 500,000 at 94 % [PM-SS]
            ({"assets": math.log(500_000)}, 0.94),
            ({"age": 30.0}, 0.82),  # 3.7: age 30 stays at 82 %, age 50 at 90 % [PM-AGE]
            ({"age": 50.0}, 0.90),
            ({"age": REFERENCE_AGE}, 1 - float(expit(STAYING.intercept))),  # where both anchors agree
        ],
    )
    def test_the_anchors_hold_for_a_client_typical_in_all_else(self, known: dict[str, float], stays: float) -> None:
        chance = PUBLISHED.chances(typical(**known), advisor())
        assert 1 - chance["H1"] == pytest.approx(stays, abs=5e-4)

    def test_late_service_and_a_return_below_peers_raise_the_chance_of_loss(self) -> None:
        as_it_is = PUBLISHED.chances(typical(), advisor())["H1"]
        for worse in ({"late": 2.0}, {"overdue": 1.0}, {"silence": 1.5}, {"return_gap": 5.0}, {"money_leaving": 1.0}):
            assert PUBLISHED.chances(typical(**worse), advisor())["H1"] > as_it_is


class TestLearning:
    def test_no_year_teaches_nothing(self) -> None:
        assert learn(pd.DataFrame(columns=COLUMNS)) == PUBLISHED
        assert card_of(pd.DataFrame(columns=COLUMNS)) is None

    def test_years_move_the_sizes_to_the_law_they_follow(self) -> None:
        learned = learn(made_years(1, clients=30_000))
        assert learned.slopes["money_leaving"] == pytest.approx(2.0, abs=0.15)  # the law of made_years
        assert learned.slopes["late"] == pytest.approx(0.5, abs=0.1)
        assert learned.slopes["drifting"] == PUBLISHED.slopes["drifting"]  # of which these years know nothing
        assert 0.1 < learned.weight < 0.9
        assert (learned.rows, learned.since, learned.until) == (30_000, "2023-10-31", "2026-10-31")

    def test_few_years_hardly_move_them(self) -> None:
        few, many = learn(made_years(1, clients=60)), learn(made_years(1, clients=30_000))
        assert few.weight < 0.2 < many.weight
        assert few.slopes["money_leaving"] == pytest.approx(PUBLISHED.slopes["money_leaving"], abs=0.3)

    def test_the_order_of_the_books_does_not_matter(self) -> None:
        rows = made_years(2)
        assert learn(rows.sample(frac=1.0, random_state=3)) == learn(rows)

    def test_an_advisor_whose_clients_leave_more_has_a_level_shrunken_towards_the_firms(self) -> None:
        rows = made_years(4, clients=20_000)
        mine = rows["advisor_id"] == "A3"
        rng = np.random.default_rng(5)
        rows.loc[mine, "left"] = (rng.random(int(mine.sum())) < 0.25).astype(float)
        learned = learn(rows)
        assert learned.levels["A3"] == max(learned.levels.values()) > 0.3
        assert learned.chances(typical(), advisor("nobody yet"))["H1"] < learned.chances(typical(), advisor("A3"))["H1"]

    def test_is_kept_as_json_and_read_back_as_it_was(self) -> None:
        learned, card = learn(made_years(2)), card_of(made_years(2))
        assert Learned.from_json(json.loads(json.dumps(learned.to_json()))) == learned
        assert card is not None
        assert Card.from_json(json.loads(json.dumps(card.to_json()))) == card

    def test_what_was_learned_of_other_terms_is_not_used(self) -> None:
        assert Learned.from_json({**PUBLISHED.to_json(), "slopes": {"star_sign": 1.0}}) is None


class TestCard:
    def test_chances_that_follow_the_law_are_calibrated_on_the_year_not_seen(self) -> None:
        card = card_of(made_years(6, clients=30_000))
        assert card is not None
        assert card.scored_on == "2025-10-31"
        assert card.trained_rows == 20_000
        assert card.rows == 10_000
        assert card.expected == pytest.approx(card.happened, rel=0.08)
        assert card.slope == pytest.approx(1.0, abs=0.12)
        assert card.auc is not None
        assert card.auc > 0.65
        assert card.skill is not None
        assert card.skill > 0.02
        assert sum(each.rows for each in card.bins) == card.rows
        assert sum(each.happened for each in card.by_advisor) == card.happened

    def test_a_year_in_which_hardly_anybody_left_says_nothing_of_order(self) -> None:
        rows = made_years(6)
        rows.loc[rows["landmark"] == rows["landmark"].max(), "left"] = 0.0
        card = card_of(rows)
        assert card is not None
        assert (card.auc, card.slope, card.skill) == (None, None, None)

    def test_the_report_judges_in_a_sentence(self, demo_book: Book) -> None:
        result = retention_card(demo_book)
        value = {figure.key: figure for figure in result.figures}
        assert value["rows"].value > 0
        assert value["happened"].value >= 0
        assert any(line.template.startswith("Verdict: ") for line in result.summary)
        assert {"By age", "By sex", "By assets", "By advisor"} <= {
            getattr(block, "title", "") for block in result.blocks
        }

    def test_nobody_there_a_year_ago_is_said(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="a year ago"):
            retention_card(open_book("NOBODY"))


class TestLandmarks:
    def test_an_empty_book_has_none(self, open_book: OpenBook) -> None:
        assert landmark_rows(open_book("NOBODY")).empty

    def test_features_are_those_of_the_book_opened_then(self, demo_book: Book) -> None:
        rows = landmark_rows(demo_book)
        day = rows["landmark"].unique()[-2]
        then = staying_features(earlier(demo_book, pd.Timestamp(day).date()))
        mine = rows[rows["landmark"] == day].set_index("household_id")
        pd.testing.assert_frame_equal(
            mine[STAYING.keys], then.loc[mine.index, STAYING.keys], check_dtype=False, check_names=False
        )

    def test_who_closed_by_choice_in_the_year_left_and_deaths_are_out_of_it(self, demo_book: Book) -> None:
        rows = landmark_rows(demo_book)
        day = rows["landmark"].unique()[-2]
        mine = rows[rows["landmark"] == day].set_index("household_id")["left"]
        ends = demo_book.households.set_index("household_id")
        ends = ends[(ends["closed_on"] > day) & (ends["since"] <= day)]
        assert set(ends.index[ends["close_reason"] == "left"]) <= set(mine.index[mine == 1.0])
        assert not set(ends.index[ends["close_reason"].isin(["death", "merged", "firm_exit"])]) & set(mine.index)

    def test_the_year_to_come_has_no_outcome(self, demo_book: Book) -> None:
        rows = landmark_rows(demo_book)
        today = rows[rows["landmark"] == pd.Timestamp(demo_book.as_of)]
        assert len(today) == len(demo_book.open_households)
        assert today["left"].isna().all()


class TestChances:
    def test_the_parts_add_up_to_the_logit(self, demo_book: Book) -> None:
        chances = staying_chances(demo_book)
        assert np.allclose(expit(chances.parts.sum(axis=1)), chances.loss, atol=1e-12)
        assert chances.loss.between(0, 1, inclusive="neither").all()

    def test_before_the_nightly_pass_the_level_is_that_of_the_books_own_year(self, demo_book: Book) -> None:
        chances = staying_chances(demo_book)
        left, clients = chances.own or (0, 0)
        assert not chances.learned.rows
        assert clients > 100
        published = PUBLISHED.chances(
            chances.features, demo_book.open_households.set_index("household_id")["advisor_id"]
        )
        low, high = sorted((left / clients, float(published.mean())))
        assert low - 0.01 <= float(chances.loss.mean()) <= high + 0.01

    def test_better_service_is_never_a_higher_chance_and_touches_nobody_well_served(self, demo_book: Book) -> None:
        chances = staying_chances(demo_book)
        assert (chances.served <= chances.loss + 1e-12).all()
        well = (chances.features[["late", "overdue", "silence"]] == 0).all(axis=1)
        assert np.allclose(chances.served[well], chances.loss[well])

    def test_the_scope_asked_in_does_not_change_a_client(self, open_book: OpenBook) -> None:
        alone, among = staying_features(open_book("A1")), staying_features(open_book("FIRM"))
        own = open_book("A1").open_households
        own = own.loc[own["advisor_id"] == "A1", "household_id"]
        whole = [h for h in own if h in among.index]
        keys = [
            key for key in STAYING.keys if key not in ("assets", "wallet", "price_gap", "small_clients", "return_gap")
        ]
        pd.testing.assert_frame_equal(alone.loc[whole, keys], among.loc[whole, keys])


class TestReasons:
    def test_nothing_strong_is_said_as_such(self) -> None:
        assert reasons_of(pd.Series({"intercept": -3.0, "late": 0.01, "age": -2.0})) == (NOTHING,)

    def test_the_strongest_two_are_named_and_the_step_is_for_what_can_be_acted_on(self) -> None:
        found = reasons_of(pd.Series({"intercept": -3.0, "age": 0.9, "late": 0.5, "assets": 0.2}))
        assert [reason.key for reason in found] == ["age", "late"]
        assert "late replies" in next_step(found)


class TestCallList:
    def test_a_book_without_clients_says_so(self, open_book: OpenBook) -> None:
        with pytest.raises(NotEnoughData, match="nothing of value can be lost"):
            clients_at_risk(open_book("NOBODY"))

    def test_value_at_risk_is_the_chance_times_the_value_in_descending_order(self, demo_book: Book) -> None:
        rows = risk_rows(demo_book, staying_chances(demo_book))
        assert rows["at_risk_cents"].is_monotonic_decreasing
        assert ((rows["loss"] * rows["npv_cents"] - rows["at_risk_cents"]).abs() <= 0.5).all()
        assert (rows["then"] != "").all()
        assert (rows["reason"] != "").all()

    def test_one_client_is_told_with_parts_that_add_up_and_an_association(self, demo_book: Book) -> None:
        rows = risk_rows(demo_book, staying_chances(demo_book))
        who = rows.index[(rows["served"] < rows["loss"] - 0.001)][0]
        result = clients_at_risk(demo_book, household_id=str(who))
        value = {figure.key: figure for figure in result.figures}
        assert float(value["stays"].value) == pytest.approx(1 - rows.loc[who, "loss"], abs=1e-6)
        assert value["own_weight"].value is None
        assert "nightly pass" in value["own_weight"].reason
        table = next(block for block in result.blocks if getattr(block, "title", "") == "What moves the chance of loss")
        parts = [float(row[2]) for row in table.rows]
        assert sum(parts[:-1]) == pytest.approx(parts[-1], abs=2e-3)
        assert any("association" in caveat for caveat in result.caveats)

    def test_another_books_client_is_not_found(self, demo_book: Book) -> None:
        with pytest.raises(NotFound):
            clients_at_risk(demo_book, household_id="nobody")


def test_a_level_that_the_firm_taught_is_used_as_it_is(demo_book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    taught = replace(PUBLISHED, rows=900, events=40, since="2022-10-31", until="2026-10-31", weight=0.4)
    monkeypatch.setattr(type(demo_book), "learned", lambda self, kind: taught.to_json())
    chances = staying_chances(demo_book)
    assert chances.learned == taught
    assert chances.own is None

"""The card of propensity: each need's quality on households held out, whether it is fair, whether it drifted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.intervals import wilson
from assistant.analytics.needs import NEEDS, Need, households_with
from assistant.analytics.people import AGE_BANDS, people_in_order
from assistant.blocks import Column, Result, Table
from assistant.errors import NotEnoughData
from assistant.figures import Figure, Line, Method, Rows, Value, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

P4 = Method("P4", "AUC, Brier score against the base rate, calibration slope and lift, on households held out")
P4_FAIR = Method(
    "P4 fairness",
    "mean chance of a group on households held out, against the share of the group who have the need and its Wilson "
    "90 % interval; groups of at least ten, by age band and by sex, and not for credit",
)
Cells = tuple[Value, ...]
LEAST = 10
"""Households of a group that are enough to say anything about it."""
BANDS = tuple(band for band, *_ in AGE_BANDS)
WORDS = {"F": "women", "M": "men"}

NEED_COLUMNS = (
    Column("need", "Need"), Column("rows", "Clients", "count", P4), Column("adopters", "Have it", "count", P4),
    Column("auc", "AUC", "score", P4), Column("slope", "Calibration slope", "score", P4),
    Column("brier", "Brier", "score", P4), Column("base", "Brier of the base rate", "score", P4),
    Column("lift", "Lift of the best tenth", "multiple", P4), Column("verdict", "Verdict"),
    Column("drift", "Drift in a year"),
)  # fmt: skip
GROUP_COLUMNS = (
    Column("need", "Need"), Column("group", "Group"), Column("rows", "Clients", "count", P4_FAIR),
    Column("expected", "Mean chance", "rate", P4_FAIR), Column("happened", "Have it", "rate", P4_FAIR),
    Column("low", "at least", "rate", P4_FAIR), Column("high", "at most", "rate", P4_FAIR), Column("fits", "Verdict"),
)  # fmt: skip
CAVEATS = (
    "Measured on households held out. Age is used as a driver, as needs follow age, but for credit; sex never is.",
    "Fairness is not measured for credit, as age and sex are not looked at there, nor where no score is shown.",
    "A score is a prompt to review, never a recommendation.",
)


def propensity_card(book: Book) -> Result:
    """How well each need's model separates and calibrates on households held out, one row a need; for those whose
    scores are shown, whether the chances fit for every age band and sex; and what drifted since a year ago (P4).

    Raises NotEnoughData for a book without open clients.
    """
    from assistant.analytics.propensity.evidence import drift_since_a_year  # the learning library is slow to start
    from assistant.analytics.propensity.features import household_features
    from assistant.analytics.propensity.model import PropensityModel

    rows, groups, shown = [], [], 0
    for need in NEEDS:
        features = household_features(book, need)
        if features.empty:
            raise NotEnoughData(f"The book of {book.scope.label} has no open clients, so there is nothing to measure.")
        has_it = features.index.isin(households_with(book, need))
        model = PropensityModel().fit(features, has_it)
        card, drift = model.card, drift_since_a_year(book, need, features, has_it)
        shown += card.is_good_enough
        moved = "not known" if drift is None else drift.in_words()
        told = "scores shown" if card.is_good_enough else "no score shown"
        values = (rate(value, 4) for value in (card.auc, card.slope, card.brier, card.brier_base, card.lift))
        rows.append((need.label, card.rows, card.adopters, *values, told, moved))
        if card.is_good_enough:
            groups += fairness(book, need, model.held_out, pd.Series(has_it, index=features.index))
    households = Rows.of("households", book.open_households["household_id"])
    apart = sum(row[-1] == "look at it" for row in groups)
    figures = (
        Figure("shown", "Needs whose scores are shown", shown, "count", P4, households),
        Figure("needs", "Needs modelled", len(rows), "count", P4, households),
        Figure("groups", "Groups measured", len(groups), "count", P4_FAIR, households),
        Figure("apart", "Groups whose chances do not fit", apart, "count", P4_FAIR, households),
    )
    by = {figure.key: figure for figure in figures}
    return Result(
        "Propensity: how good the scores are",
        book.as_of,
        figures,
        (
            Table("By need", NEED_COLUMNS, tuple(rows)),
            *((Table("By age and sex", GROUP_COLUMNS, tuple(groups)),) if groups else ()),
        ),
        (
            Line(
                "For {shown} of {needs} needs the model is good enough to be shown; for the others no score is given.",
                {key: by[key] for key in ("shown", "needs")},
            ),
            Line(
                "Groups by age and sex whose mean chance lies outside the interval of those who have the need: {apart} "
                "of {groups}; a few do by chance alone.",
                {key: by[key] for key in ("groups", "apart")},
            ),
        ),
        CAVEATS,
    )


def fairness(book: Book, need: Need, chances: pd.Series, has_it: pd.Series) -> list[Cells]:
    """Rows of GROUP_COLUMNS: the chances of each age band and sex with at least ten households against who has the
    need. Nothing for credit. `chances` and `has_it`: index household_id. Source: P4, fairness gaps."""
    if need.protected:
        return []
    people = people_in_order(book).drop_duplicates("household_id").set_index("household_id").reindex(chances.index)
    edges = [*(least for _, least, _ in AGE_BANDS), np.inf]
    age = pd.cut(people["age"], edges, right=False, labels=list(BANDS)).astype(object)
    rows: list[Cells] = []
    for by, order in ((age, BANDS), (people["sex"].map(WORDS), tuple(WORDS.values()))):
        for group in order:
            mine = (by == group).to_numpy()
            if mine.sum() < LEAST:
                continue
            expected, share = float(chances[mine].mean()), float(has_it[mine].mean())
            low, high = wilson(int(has_it[mine].sum()), int(mine.sum())) or (0.0, 1.0)
            fits = "fits" if low <= expected <= high else "look at it"
            rows.append((need.label, group, int(mine.sum()), *(rate(v) for v in (expected, share, low, high)), fits))
    return rows

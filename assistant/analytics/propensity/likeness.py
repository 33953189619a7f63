"""The figures, tables and sentences of a propensity: scores only when the card allows them, the card always."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from assistant.analytics.needs import Need
from assistant.analytics.propensity.features import Feature, features_for
from assistant.analytics.propensity.model import LEAST_AUC, LEAST_CASES, SLOPES, Card
from assistant.blocks import Block, Column, Table
from assistant.figures import Figure, Line, Method, Rows, Unit, Value, money, rate, show

P2 = Method(
    "P2",
    "logistic regression (with boosted trees once there are 200 cases) of having the need on what is known of each "
    "household, calibrated on households held out",
)
P4 = Method("P4", "measured on households that the model had not seen, five folds")
BASE = Method("P4 base rate", "open households that have the need ÷ open households")
POINTED = Method("P2 facts", "clients with a recent life event, or money elsewhere, that points to the need")
REASONS = 3

CARD: tuple[tuple[str, str, Unit], ...] = (
    ("auc", "Ranking quality (AUC)", "score"),
    ("slope", "Calibration slope", "score"),
    ("brier", "Brier score", "score"),
    ("brier_base", "Brier score of the base rate", "score"),
    ("lift", "Lift of the best tenth", "multiple"),
)


def _score(bound: float) -> str:
    return show(Decimal(str(bound)), "score")


WANTED = {
    "auc": f"{_score(LEAST_AUC)} or more",
    "slope": f"{_score(SLOPES[0])} to {_score(SLOPES[1])}",
    "brier": "below that of the base rate",
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """All that is told of a need. `scored` and its `parts` are None when no score may be shown; `holder` is the client
    asked about when it has the need already."""

    need: Need
    card: Card
    labels: pd.Series
    households: pd.Index
    scored: pd.DataFrame | None
    parts: pd.DataFrame | None
    facts: pd.DataFrame
    holder: str | None
    limit: int


def likeness_figures(answer: Likeness) -> tuple[Figure, ...]:
    card, rows = answer.card, Rows.of("households", answer.households)
    few = f"it takes {LEAST_CASES} clients who have it and {LEAST_CASES} who do not"
    pointed = Rows.of("households", answer.facts["household_id"])
    return (
        Figure("clients", "Open clients", card.rows, "count", BASE, rows),
        Figure("adopters", "Of whom have it", card.adopters, "count", BASE, rows),
        Figure("base_rate", "Share who have it", rate(card.adopters / card.rows), "rate", BASE, rows),
        Figure("pointed", "Clients with a fact that points to it", len(pointed.ids), "count", POINTED, pointed),
        *(
            Figure(key, label, rate(getattr(card, key), 4), unit, P4, rows, reason="" if card.auc is not None else few)
            for key, label, unit in CARD
        ),
        *_probabilities(answer),
    )


def _probabilities(answer: Likeness) -> tuple[Figure, ...]:
    if answer.scored is None:
        return ()
    return tuple(
        Figure(
            f"probability_{household}",
            f"{answer.labels[household]}: likeness to those who have it",
            rate(float(chance), 4),
            "rate",
            P2,
            Rows.of("households", [household]),
        )
        for household, chance in answer.scored["probability"].items()
    )


def likeness_blocks(answer: Likeness) -> tuple[Block, ...]:
    scores: list[Table] = []
    if answer.scored is not None and answer.parts is not None and len(answer.scored):
        scores.append(_score_table(answer, answer.scored, answer.parts))
        if len(answer.scored) == 1:
            scores.append(_parts_table(answer.need, answer.scored.iloc[0], answer.parts.iloc[0]))
    return (*scores, _facts_table(answer), _card_table(answer.card))


def _score_table(answer: Likeness, scored: pd.DataFrame, parts: pd.DataFrame) -> Table:
    columns = (Column("client", "Client"), Column("probability", "Likeness", "rate", P2), Column("why", "Because of"))
    rows = tuple(
        (str(answer.labels[household]), rate(float(row["probability"]), 4), _reasons(answer.need, row, part))
        for (household, row), (_, part) in zip(scored.iterrows(), parts.iterrows(), strict=True)
    )
    title = f"Most like the clients who have {answer.need.label}"
    return Table(title, columns, rows, tuple(str(household) for household in scored.index))


def _reasons(need: Need, row: pd.Series, parts: pd.Series) -> str:
    """The features that raise the score most, with their values."""
    raising = [feature for feature in features_for(need) if parts[feature.key] > 0]
    raising.sort(key=lambda feature: (-float(parts[feature.key]), feature.key))
    return (
        "; ".join(f"{f.label} {_in_words(f, float(row[f.key]))}" for f in raising[:REASONS]) or "nothing in particular"
    )


def _in_words(feature: Feature, value: float) -> str:
    if pd.isna(value):
        return "not known"
    printed: Value = money(value) if feature.unit == "money" else rate(value, 4)
    return show(printed, feature.unit)


def _parts_table(need: Need, row: pd.Series, parts: pd.Series) -> Table:
    """One client's score taken apart: the parts sum to the logit of the probability."""
    columns = (Column("feature", "Feature"), Column("value", "Value"), Column("part", "Adds to the score", "score", P2))
    ordered = sorted(features_for(need), key=lambda feature: (-abs(float(parts[feature.key])), feature.key))
    lines = [(f.label, _in_words(f, float(row[f.key])), rate(float(parts[f.key]), 4)) for f in ordered]
    start = ("a typical client", "", rate(float(parts["intercept"]), 4))
    return Table("What makes up the score", columns, (start, *lines))


def _facts_table(answer: Likeness) -> Table:
    columns = (
        Column("client", "Client"),
        Column("fact", "Fact"),
        Column("when", "As of", "date"),
        Column("amount", "Amount", "money"),
    )
    facts = answer.facts.head(answer.limit)
    rows = tuple(
        (
            str(answer.labels[household]),
            str(fact),
            None if pd.isna(day) else day.date(),
            None if pd.isna(cents) else money(int(cents)),
        )
        for household, fact, day, cents in facts.itertuples(index=False)
    )
    return Table(f"Facts that point to {answer.need.label}", columns, rows, tuple(map(str, facts["household_id"])))


def _card_table(card: Card) -> Table:
    columns = (Column("measure", "Measure"), Column("value", "Value", "score", P4), Column("wanted", "Wanted"))
    rows = tuple((label, rate(getattr(card, key), 4), WANTED.get(key, "")) for key, label, _ in CARD)
    return Table("How good the score is", columns, rows)


def likeness_summary(answer: Likeness, figures: Iterable[Figure], effect: Line) -> tuple[Line, ...]:
    """The sentences of a propensity; `effect` says what contact changes, or that it is not known."""
    by = {figure.key: figure for figure in figures}
    base = Line(
        "{adopters} of {clients} clients have {need} ({rate}); {pointed} have a fact on file that points to it.",
        {"need": answer.need.label, "rate": by["base_rate"], **{k: by[k] for k in ("adopters", "clients", "pointed")}},
    )
    closing = Line("This is a prompt to review, not a recommendation: what suits a client is for the advisor to judge.")
    return (base, *_verdict(answer, by), effect, closing)


def _verdict(answer: Likeness, by: Mapping[str, Figure]) -> tuple[Line, ...]:
    if answer.holder is not None:
        return (Line("{client} has it already.", {"client": str(answer.labels[answer.holder])}),)
    if answer.scored is None:
        return (_no_score(answer.card, by),)
    if answer.scored.empty:
        return (Line("Everybody in this book has it already."),)
    first = answer.scored.index[0]
    words = "Of those without it, {client} is most like them" if len(answer.scored) > 1 else "{client} is like them"
    best = Line(
        words + ", with a likeness of {chance}.",
        {"client": str(answer.labels[first]), "chance": by[f"probability_{first}"]},
    )
    quality = Line(
        "On clients held out the score ranks with an AUC of {auc} and has a calibration slope of {slope}.",
        {"auc": by["auc"], "slope": by["slope"]},
    )
    return (best, quality)


def _no_score(card: Card, by: Mapping[str, Figure]) -> Line:
    if card.auc is None:
        least = Figure("least_cases", "Least clients on either side for a score", LEAST_CASES, "count", P4)
        return Line("No score is shown: it takes {n} clients who have it and {n} who do not.", {"n": least})
    return Line(
        "No score is shown: on clients held out it ranks with an AUC of {auc} and has a calibration slope of {slope}, "
        f"where {WANTED['auc']} and {WANTED['slope']} are wanted.",
        {"auc": by["auc"], "slope": by["slope"]},
    )

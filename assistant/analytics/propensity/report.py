"""Who may need what next: a calibrated likeness to the clients who have it already, with its card and its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.labels import client_labels
from assistant.analytics.needs import Need, households_with, need_called
from assistant.analytics.propensity.drift import Drift
from assistant.analytics.propensity.evidence import (
    NO_YEAR,
    drift_caveats,
    drift_figures,
    drift_since_a_year,
    uplift_figures,
    uplift_line,
)
from assistant.analytics.propensity.features import household_features, left_out, recent_events
from assistant.analytics.propensity.likeness import Likeness, likeness_blocks, likeness_figures, likeness_summary
from assistant.analytics.propensity.model import PropensityModel
from assistant.analytics.propensity.uplift import uplift_of
from assistant.analytics.wallet import held_away_today
from assistant.blocks import Result
from assistant.errors import NotEnoughData, NotFound

if TYPE_CHECKING:
    from assistant.book.snapshot import Book


def propensity(book: Book, *, need: str, client: str | None = None, limit: int = 10) -> Result:
    """The households without a need that are most like those who have it, with reasons and calibration card (P2, P4).

    No score is shown when it ranks or calibrates badly on households held out (AUC under 0.60, slope outside
    0.80–1.25) or too few have the need; the facts that point to it are shown all the same. What contact changes is told
    from a campaign about the need that held some out (P3); what moved in a year is in the caveats. With `client`
    (household id) it is that one alone. Raises BadArguments for an unknown need, NotFound, and NotEnoughData for a book
    without clients.
    """
    wanted = need_called(need)
    features = household_features(book, wanted)
    if features.empty:
        raise NotEnoughData(f"The book of {book.scope.label} has no open clients at {book.as_of}, so nobody to score.")
    if client is not None and client not in features.index:
        raise NotFound("There is no such client in this book.")
    holders = households_with(book, wanted)
    has_it = features.index.isin(holders)
    model = PropensityModel().fit(features, has_it)
    asked = features[~has_it] if client is None else features.loc[[client]]
    scored = _scored(model, asked).head(limit) if model.card.is_good_enough else None
    answer = Likeness(
        need=wanted,
        card=model.card,
        labels=client_labels(book),
        households=features.index,
        scored=scored,
        parts=None if scored is None else model.explain(scored),
        facts=_facts(book, wanted, asked.index),
        holder=client if client in holders else None,
        limit=limit,
    )
    drift, uplift = drift_since_a_year(book, wanted, features, has_it), uplift_of(book, wanted)
    figures = (*likeness_figures(answer), *drift_figures(drift, features.index), *uplift_figures(uplift))
    return Result(
        title=f"Who may need {wanted.label}",
        as_of=book.as_of,
        figures=figures,
        blocks=likeness_blocks(answer),
        summary=likeness_summary(answer, figures, uplift_line(uplift, figures)),
        caveats=_caveats(wanted, drift, shown=scored is not None),
        data_version=book.data_version,
    )


def _scored(model: PropensityModel, asked: pd.DataFrame) -> pd.DataFrame:
    """The asked households with their `probability`, most likely first."""
    scored = asked.assign(probability=model.predict(asked).round(6)).rename_axis("household_id")
    return scored.sort_values(["probability", "household_id"], ascending=[False, True])


def _facts(book: Book, need: Need, households: pd.Index) -> pd.DataFrame:
    """What points to the need, score or no score: `household_id`, `fact`, `known_on`, `amount_cents`."""
    events, away = recent_events(book, need), held_away_today(book)
    away = away[away["kind"].isin(need.held_away)]
    source = events["source"].map(lambda word: f" ({word})", na_action="ignore").fillna("")
    told = pd.DataFrame(
        {
            "household_id": events["household_id"],
            "fact": events["type"].str.replace("_", " ") + source,
            "known_on": events["occurred_on"],
            "amount_cents": pd.array([pd.NA] * len(events), dtype="Int64"),
        }
    )
    elsewhere = pd.DataFrame(
        {
            "household_id": away["household_id"],
            "fact": away["kind"].str.replace("_", " ") + " at " + away["institution"],
            "known_on": away["as_of"],
            "amount_cents": away["amount_cents"].astype("Int64"),
        }
    )
    found = pd.concat([told, elsewhere], ignore_index=True)
    return found[found["household_id"].isin(households)].reset_index(drop=True)


def _caveats(need: Need, drift: Drift | None, *, shown: bool) -> tuple[str, ...]:
    """The first is also spoken: for credit what is not used, else what has drifted where a score is `shown`, else what
    having the need means."""
    not_used = f"Not used{', as this is credit' if need.protected else ''}: {', '.join(left_out(need))}."
    return (
        *((not_used,) if need.protected else ()),
        *(drift_caveats(drift) if shown else ()),
        f"Having {need.label} means: {need.definition}.",
        "A likeness to clients who have it, not a forecast of when and not the effect of a call: association only.",
        "Suitability, costs and alternatives are looked at for the client before anything is recommended.",
        *(() if need.protected else (not_used,)),
        *((f"Drift is not known: {NO_YEAR}.",) if drift is None and shown else ()),
    )

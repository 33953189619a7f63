"""The one call to make, in sentences: who, what an hour on it is worth, and the reasons."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from assistant.analytics.referrals.economics import NO_SOURCE
from assistant.figures import Figure, Line

PLACES = ("lead", "chance", "npv", "hours", "hour", "days", "tried", "won", "alike")


def call_lines(leads: pd.DataFrame, found: pd.DataFrame, by_key: Mapping[str, Figure]) -> tuple[Line, ...]:
    """The one call to make, what an hour on it is worth, and why. `found`: the profile."""
    if leads.empty:
        return (Line("There is no open lead, so there is no prospect to call."),)
    lead, row = leads.index[0], leads.iloc[0]
    places = {key: by_key[f"{key}_{lead}"] for key in PLACES}
    referrer = "" if pd.isna(row["referrer"]) else ", referred by {referrer}"
    words: dict[str, Figure | str] = {**places, "source": str(row["source"]), "referrer": str(row["referrer"])}
    who = "If you make one call, make it to lead {lead} ({source}" + referrer + ")"
    if places["hour"].value is None:
        return (
            Line(who + "; what an hour on it is worth is not known: {why}.", {**words, "why": places["hour"].reason}),
        )
    lines = [
        Line(
            who + ": worth about {hour} an hour, {npv} expected at a chance of {chance} over {hours} hours.",
            words,
        ),
    ]
    if row["slow"]:
        lines.append(Line("It has been open for {days} days, longer than nine wins in ten took; find out why.", words))
    return (*lines, _why(row, found, words))


def _why(row: pd.Series, found: pd.DataFrame, words: Mapping[str, Figure | str]) -> Line:
    """Where the chance and the value come from, and which traits of the profile the lead has, as far as is known."""
    chance = "its source won {won} of {tried} leads in three years"
    if row["source_id"] == NO_SOURCE:
        chance = "no source is on file, so the chance is that of all leads"
    if row["stage"] != "new":
        chance += ", and this one is already {stage}"
    worth = "the value is that of your {alike} clients "
    worth += "of like {means} ({band})" if row["means"] else "with a value, as too little is known of means"
    traits = zip(found["trait"], found["kind"], found["value"], strict=True)
    shared = [str(trait) for trait, kind, value in traits if row.get(kind) == value]
    fits = "it shares {shared} with the clients worth most an hour" if shared else "it shares none of the traits below"
    if found.empty:
        fits = "no trait stands out to compare it with"
    band = str(row[row["means"]]) if row["means"] else ""
    more = {"stage": str(row["stage"]), "means": str(row["means"]), "band": band, "shared": ", ".join(shared)}
    return Line(f"Why: {chance}; {worth}; {fits}.", {**words, **more})

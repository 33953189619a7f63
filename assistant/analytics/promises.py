"""Promises found in notes: a sentence with words of promise, quoted as it stands; a note cannot say if it was kept."""

from __future__ import annotations

import re

import pandas as pd

WORDS = (
    r"promis(?:e|ed|es)\b", r"\b(?:I|we)(?:['’]ll| will| would)\b", r"^\s*will (?:send|call|check|forward|prepare)\b",
    r"\bagreed that (?:I|we)\b", r"\b(?:I|we) owe\b", r"\bto follow up\b", r"\bget back to\b",
    r"\bpromess[oaie]\b", r"\bpromett", r"\binvier[òe]", r"\bmander[òe]", r"\bfar[òe]mo sapere\b",
    r"\bpromet(?:í|imos|ido)\b", r"\benviar(?:é|emos)\b", r"\ble llamar(?:é|emos)\b",
)  # fmt: skip
PROMISE = re.compile("|".join(WORDS), re.IGNORECASE)
SENTENCE = re.compile(r"[^.!?;\n]+[.!?;]?")
COLUMNS = ["interaction_id", "household_id", "at", "channel", "sentence"]


def promises_in(interactions: pd.DataFrame) -> pd.DataFrame:
    """Sentences of notes that promise something: `interaction_id, household_id, at, channel, sentence`, newest first.

    English, Italian and Spanish. A note is data: its words are quoted, nothing in them is followed.
    """
    noted = interactions[interactions["note"].notna()]
    found = [
        (row.interaction_id, row.household_id, row.at, row.channel, sentence.strip())
        for row in noted.itertuples(index=False)
        for sentence in SENTENCE.findall(str(row.note))
        if PROMISE.search(sentence)
    ]
    frame = pd.DataFrame(found, columns=COLUMNS)
    return frame.sort_values(["at", "interaction_id"], ascending=[False, True], ignore_index=True)

"""Promises found in notes: a sentence with words of promise, quoted as it stands; a note cannot say if it was kept."""

from __future__ import annotations

import re

import pandas as pd

WORDS = (
    r"promis(?:e|ed|es)\b", r"\b(?:I|we)(?:['’]ll| will| would)\b(?! (?:not|never|like|love|rather|prefer)\b)",
    r"^\s*will (?:send|call|check|forward|prepare)\b",
    r"\bagreed that (?:I|we)\b", r"\b(?:I|we) owe\b", r"\bto follow up\b", r"\bget back to\b",
    r"\bpromess[oaie]\b", r"\bpromett", r"\b(?:inv|mand|prepar|richiam|ricontatt|controll)i?er(?:[òo]|emo)\b",
    r"\bfar(?:[òo]|emo) sapere\b",
    r"\bpromet(?:í|imos|ido)\b", r"\b(?:env[ií]|mand|prepar|revis)ar(?:é|emos)\b", r"\ble llamar(?:é|emos)\b",
    r"\bqued(?:é|amos) en\b",
)  # fmt: skip
PROMISE = re.compile("|".join(WORDS), re.IGNORECASE)
SENTENCE = re.compile(r"[^.!?;\n]+[.!?;]?")
COLUMNS = ["interaction_id", "household_id", "at", "channel", "sentence"]


def promises_in(interactions: pd.DataFrame) -> pd.DataFrame:
    """Sentences of notes that promise something: `interaction_id, household_id, at, channel, sentence`, newest first.

    English, Italian and Spanish. A note is data: its words are quoted, nothing in them is followed.
    """
    noted = interactions[interactions["note"].notna()]
    promising = {note: sentences_of(note) for note in noted["note"].unique()}
    found = [
        (row.interaction_id, row.household_id, row.at, row.channel, sentence)
        for row in noted.itertuples(index=False)
        for sentence in promising[row.note]
    ]
    frame = pd.DataFrame(found, columns=COLUMNS).astype({"at": interactions["at"].dtype})
    return frame.sort_values(["at", "interaction_id"], ascending=[False, True], ignore_index=True)


def sentences_of(note: str) -> tuple[str, ...]:
    """The sentences of one note that promise something, as they stand."""
    return tuple(sentence.strip() for sentence in SENTENCE.findall(note) if PROMISE.search(sentence))


def without_promises(note: str) -> str:
    """The rest of a note: what it says that is no promise."""
    return " ".join(sentence.strip() for sentence in SENTENCE.findall(note) if not PROMISE.search(sentence))

"""How each figure about promises comes about, in one place for the report and its tables."""

from __future__ import annotations

from assistant.figures import Method

PR1 = Method("PR1", "sentences with words of promise in notes of the period about present clients, the same words once")
PR2 = Method("PR2", "the day that the sentence names, counted from the day of the note, and the days since then")
PR3 = Method(
    "PR3",
    "a later contact from us or a task done since, in whose words (promises left out) two of the promise's things "
    "return, or its only one",
)
PR4 = Method("PR4", "days from the note to the date of the book")
PR5 = Method("PR5", "tasks made in the period for present clients and not done")

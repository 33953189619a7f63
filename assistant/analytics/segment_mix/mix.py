"""Everything a change of mix consists of, worked out once: class rows at both dates, effects, and who moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.segment_mix.classing import Classing
from assistant.analytics.segment_mix.migration import LOST, NEW, Matrix, matrices, moves
from assistant.analytics.segment_mix.sides import (
    ClassRows,
    Effects,
    Sides,
    class_rows,
    revenue_effects,
    sides_of,
    together,
    value_effects,
)

if TYPE_CHECKING:
    from assistant.book.snapshot import Book


@dataclass(frozen=True, slots=True)
class Change:
    """What lies between the two dates: class rows at the start, the effects (F29, F30), every client, and the
    migration by measure."""

    start: ClassRows
    revenue: Effects
    value: Effects
    moved: pd.DataFrame
    migration: dict[str, Matrix]


@dataclass(frozen=True, slots=True)
class Mix:
    """The class rows now, and the change since the start, None where the data do not reach back so far."""

    sides: Sides
    now: ClassRows
    change: Change | None

    @property
    def names(self) -> tuple[str, ...]:
        return self.sides.names

    @property
    def paradox(self) -> str:
        """`fell` when every class brings more a client and the average of all fell, `rose` the other way round."""
        if self.change is None:
            return ""
        start = self.change.start
        steps = [
            now.average - then.average
            for now, then in ((self.now[name], start[name]) for name in self.names)
            if now.average is not None and then.average is not None
        ]
        before, after = together(start).average, together(self.now).average
        whole = after - before if before is not None and after is not None else 0.0
        if len(steps) > 1 and min(steps) > 0 > whole:
            return "fell"
        return "rose" if len(steps) > 1 and max(steps) < 0 < whole else ""

    def count(self, what: str) -> int:
        """How many clients are `new` or `lost`, or went `up` or `down` in the order of the classes."""
        if self.change is None:
            return 0
        clients = self.change.migration["clients"]
        if what == NEW:
            return sum(clients[NEW][to] for to in self.names)
        if what == LOST:
            return sum(clients[name][LOST] for name in self.names)
        pairs = [(a, b) for a in range(len(self.names)) for b in range(len(self.names)) if (b < a) == (what == "up")]
        return sum(clients[self.names[a]][self.names[b]] for a, b in pairs if a != b)

    def grown_most(self) -> str:
        """The class whose share of the clients grew most."""
        start = self.change.start if self.change else self.now
        before, after = max(together(start).clients, 1), max(together(self.now).clients, 1)
        return max(self.names, key=lambda name: self.now[name].clients / after - start[name].clients / before)


def mix_of(book: Book, before: Book | None, between: Sequence[Book], classing: Classing) -> Mix:
    """The mix of a book now and its change since `before`, under one way of classing."""
    sides = sides_of(book, before, between, classing)
    now = class_rows(sides.now, sides.names)
    if sides.start is None:
        return Mix(sides, now, None)
    start, moved = class_rows(sides.start, sides.names), moves(sides.start, sides.now, book)
    effects = revenue_effects(start, now), value_effects(start, now)
    return Mix(sides, now, Change(start, *effects, moved, matrices(moved, sides.names)))

"""The evidence of erosion as bounded numbers a household: what speaks for it, what speaks for an innocent story.

Each item is 0 where there is nothing to see or nothing is known, so a column that is missing says neither yes nor no.
Everything is measured by the household's own past alone, and an effect counts only as far as it exceeds the
household's own noise. How much an item weighs is in `weights`; what follows from their sum is in `fusion`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.analytics.erosion.attention import AttentionItems, attention_items
from assistant.analytics.erosion.away import AwayItems, away_items
from assistant.analytics.erosion.flows import Flows
from assistant.analytics.erosion.grid import Bools, Floats, Grid
from assistant.analytics.erosion.outflow import outflow_items
from assistant.analytics.erosion.saving import Habit, habit_of, saving_items

FAMILIES = ("money", "saving", "engagement", "wallet")
"""Independent kinds of evidence (E8): outflows, contributions (structural, E7), contacts and logins, other wealth."""

ITEMS: tuple[tuple[str, str, int], ...] = (
    ("drift_year", "money", +1),
    ("oftener_quarter", "money", +1),
    ("oftener_half", "money", +1),
    ("beyond_habit", "money", +1),
    ("even", "money", +1),
    ("second_move", "money", +1),
    ("largest_move", "money", +1),
    ("fresh_move", "money", -1),
    ("new_account", "money", -1),
    ("even_draw_of_the_old", "money", -1),
    ("rough", "money", -1),
    ("estate_move", "money", -1),
    ("fall", "saving", +1),
    ("missed", "saving", +1),
    ("stop_of_the_old", "saving", -1),
    ("stop_with_draw", "saving", -1),
    ("estate_stop", "saving", -1),
    ("both_quarter", "engagement", +1),
    ("both_half", "engagement", +1),
    ("both_long", "engagement", +1),
    ("contacts_quarter", "engagement", +1),
    ("contacts_long", "engagement", +1),
    ("alone_quarter", "engagement", +1),
    ("alone_long", "engagement", +1),
    ("logins_half", "engagement", +1),
    ("rise", "wallet", +1),
    ("jump", "wallet", -1),
)
"""Name, family, and the only sign that its weight may have."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """`items`: households by ITEMS. `sustained`: families by households, True where what it saw has lasted. The rest
    is what the kinds of erosion are dated by."""

    items: Floats
    sustained: Bools
    habit: Habit
    attention: AttentionItems
    away: AwayItems


def gather(grid: Grid, flows: Flows) -> Evidence:
    """All items of all households, each from its own months alone. Sources: E2, E4 to E8 of the reference."""
    old = _old(grid)
    outflow = outflow_items(grid, flows, old)
    habit = habit_of(grid, flows)
    saving = saving_items(grid, flows, habit, old)
    attention = attention_items(grid, flows, old)
    away = away_items(grid)
    items = {
        **outflow.items,
        **saving.items,
        **attention.items,
        **away.items,
        "estate_move": attention.estate * np.minimum(outflow.largest, 2.0),
        "estate_stop": attention.estate * saving.fall,
    }
    sustained = np.stack([outflow.sustained, saving.sustained, attention.sustained, away.sustained])
    return Evidence(np.stack([items[name] for name, _, _ in ITEMS], axis=1), sustained, habit, attention, away)


def _old(grid: Grid) -> Floats:
    """How likely a household lives on its assets: 0 until 55, 1 from 60, a half where the age is not known."""
    return np.where(np.isnan(grid.age), 0.5, np.clip((grid.age - 55.0) / 5.0, 0.0, 1.0))

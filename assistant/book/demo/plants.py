"""Who plays which planted truth (domain reference, section 7). Decided before any money moves.

Every household plays one part at most, so that a truth found or missed is found or missed for one reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

import numpy as np

from assistant.book.demo.dates import LAST, NEVER, Bools, Floats, Ints, Texts
from assistant.book.demo.firm import Firm
from assistant.book.demo.households import Households
from assistant.book.demo.layout import Layout
from assistant.book.demo.names import ITALIAN, NIGERIAN, without_accents
from assistant.book.demo.places import BOSTON, PROVIDENCE, towns

FULL_SIZE = 2_000  # open households from which every truth is planted in full number
# name, size in dollars, age, place
NAMED: tuple[tuple[str, float, float, int], ...] = (
    ("Rossi", 1_240_000, 63, BOSTON),
    ("Rossi", 410_000, 51, PROVIDENCE),
    ("Okafor", 860_000, 58, BOSTON),
    ("Bianchi", 430_000, 61, BOSTON),
    ("Conti", 1_900_000, 67, BOSTON),
    ("Galli", 720_000, 64, BOSTON),
    ("Verdi", 2_400_000, 59, BOSTON),
    ("Ferri", 310_000, 70, BOSTON),
)
REASONS = ("house", "tuition", "tax", "gift")
WIDOW_AGE, WIDOW_SIZE = 79.4, 900_000.0


@dataclass(slots=True)
class Cast:
    """Household indexes by part. Months are month numbers, shares parts of the household's assets."""

    named: dict[str, int] = field(default_factory=dict)
    eroders: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    onset: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    rate: Floats = field(default_factory=lambda: np.empty(0))
    innocents: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    innocent_month: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    innocent_reason: Texts = field(default_factory=lambda: np.empty(0, dtype="U8"))
    innocent_share: Floats = field(default_factory=lambda: np.empty(0))
    rmd_takers: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    discoveries: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    unreachable: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    injected: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    retainers: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    cycle: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    widowed: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    lone_wins: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    same_name: list[tuple[int, int]] = field(default_factory=list)
    shared: list[tuple[int, int]] = field(default_factory=list)
    duplicates: list[tuple[int, int]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


class _Casting:
    """Gives out free households, first those of the first advisor that the demo needs, then anybody's."""

    def __init__(self, rng: np.random.Generator, firm: Firm, households: Households, cast: Cast) -> None:
        self.rng, self.households, self.cast = rng, households, cast
        special = np.isin(households.advisor, [a for a in range(firm.size) if firm.special(a)])
        self.free: Bools = households.open & ~special & ~households.newcomer

    def wanted(self, full_number: int) -> int:
        """The number to plant in a firm of this size."""
        return ceil(full_number * min(1.0, float(self.households.open.sum()) / FULL_SIZE))

    def take(self, truth: str, count: int, fit: Bools, *, in_first_book: int = 0) -> Ints:
        first = self.households.advisor == 0
        chosen = self._draw(self.free & fit & first, min(in_first_book, count))
        more = self._draw(self.free & fit & (~first if in_first_book else self.free), count - len(chosen))
        chosen = np.concatenate([chosen, more, self._draw(self.free & fit, count - len(chosen) - len(more))])
        if len(chosen) < count:
            self.cast.left_out.append((truth, f"{len(chosen)} of {count} planted: too few fitting households"))
        return chosen

    def _draw(self, mask: Bools, count: int) -> Ints:
        candidates = np.flatnonzero(mask)
        chosen = self.rng.choice(candidates, min(count, len(candidates)), replace=False)
        self.free[chosen] = False
        return chosen


def cast_parts(rng: np.random.Generator, firm: Firm, layout: Layout, households: Households) -> Cast:
    """Choose the players and give them the names, sizes and ages their parts need."""
    cast = Cast()
    casting = _Casting(rng, firm, households, cast)
    old = (households.join == 0) & (households.size >= 15_000)
    _name_households(casting, firm, old)
    _simpson(casting, firm, layout)
    _outflows(casting, old)
    _relationships(casting, firm, old)
    _duplicates(casting, old)
    _say_what_is_missing(cast, firm, layout)
    _merge_some(casting)
    return cast


def _name_households(casting: _Casting, firm: Firm, old: Bools) -> None:
    """The names of the demo questions, in the first book; and a second same-name pair in another book (T8)."""
    households, cast = casting.households, casting.cast
    first = households.advisor == 0
    enough = (casting.free & old & first).sum() >= len(NAMED)
    mine = casting.take("T8", len(NAMED), old & first if enough else first, in_first_book=len(NAMED))
    for index, (name, size, age, place) in zip(mine, NAMED, strict=False):
        households.name[index], households.partner[index] = name, ""
        households.culture[index] = NIGERIAN if name == "Okafor" else ITALIAN
        households.size[index], households.place[index] = size, place
        households.age[index] = age + casting.rng.uniform(0.05, 0.95)
        households.couple[index] = True
        cast.named[name if name not in cast.named else f"{name} 2"] = int(index)
    cast.same_name.append((cast.named["Rossi"], cast.named["Rossi 2"]))
    other = min(firm.size - 1, 1)
    twins = casting.take("T8", 2, old & (households.advisor == other) & (households.partner == ""))
    if len(twins) == 2:
        households.name[twins], households.culture[twins] = households.name[twins[0]], households.culture[twins[0]]
        near = towns(int(firm.branch[other])).start
        households.place[twins] = [near, near + 2]
        cast.same_name.append((int(twins[0]), int(twins[1])))


def _simpson(casting: _Casting, firm: Firm, layout: Layout) -> None:
    """T6: clients of the branch who pay a flat planning retainer and nothing else."""
    if layout.simpson_branch is None:
        return
    h = casting.households
    there = (firm.branch[h.advisor] == layout.simpson_branch) & (h.join == 0) & (h.size < 400_000)
    count = round(0.07 * (h.open & (firm.branch[h.advisor] == layout.simpson_branch)).sum())
    casting.cast.retainers = casting.take("T6", count, there)
    h.size[casting.cast.retainers] = casting.rng.uniform(40_000, 90_000, len(casting.cast.retainers))


def _outflows(casting: _Casting, old: Bools) -> None:
    """T1 silent eroders, and T2 whose outflows have a reason on file."""
    h, cast, rng = casting.households, casting.cast, casting.rng
    number = max(2, round(0.03 * h.open.sum()))
    named = [cast.named["Okafor"]]
    others = casting.take("T1", number - 1, old & (h.size >= 90_000), in_first_book=min(8, ceil(number / 9)))
    cast.eroders = np.concatenate([named, others])
    cast.onset = LAST - rng.integers(4, 19, len(cast.eroders)) + 1
    cast.rate = rng.uniform(0.016, 0.029, len(cast.eroders))
    cast.onset[0], cast.rate[0] = LAST - 9, 0.024
    number = casting.wanted(20)
    rest = casting.take("T2", number - 1, old & (h.size >= 120_000), in_first_book=min(4, ceil(number / 4)))
    cast.innocents = np.concatenate([[cast.named["Rossi"]], rest])
    cast.innocent_month = LAST - rng.integers(0, 9, len(cast.innocents))
    cast.innocent_reason = rng.choice(REASONS, len(cast.innocents))
    cast.innocent_share = rng.uniform(0.09, 0.2, len(cast.innocents))
    cast.innocent_month[0], cast.innocent_reason[0], cast.innocent_share[0] = LAST - 1, "house", 0.14
    cast.rmd_takers = casting.take("T2", casting.wanted(5), old & (h.age >= 77) & (h.size >= 120_000))


def _relationships(casting: _Casting, firm: Firm, old: Bools) -> None:
    h, cast = casting.households, casting.cast
    first, standard = h.advisor == 0, casting.free.copy()
    more = casting.take("T3", casting.wanted(10) - 1, old & (h.size >= 120_000), in_first_book=2)
    cast.discoveries = np.concatenate([[cast.named["Galli"]], more])
    cast.unreachable = casting.take("T14", casting.wanted(15), standard, in_first_book=3)
    cast.injected = np.concatenate([[cast.named["Conti"]], casting.take("T11", 3, old)])
    cast.cycle = casting.take("T17", 3, old & first & (h.size >= 60_000))
    recent = (h.join > LAST - 36) & (h.join < NEVER) & h.open
    cast.lone_wins = casting.take("T5", 3, recent & first)
    cast.widowed = casting.take("T16", 2, old & first)
    h.age[cast.widowed], h.size[cast.widowed], h.discount[cast.widowed] = WIDOW_AGE, WIDOW_SIZE, 0.0
    h.couple[cast.widowed] = True
    h.engagement[cast.widowed] = [1.2, -1.2][: len(cast.widowed)]
    for index in casting.take("T10", casting.wanted(5), old & (h.size >= 200_000), in_first_book=1):
        elsewhere = [
            a for a in range(firm.size) if firm.branch[a] != firm.branch[h.advisor[index]] and not firm.special(a)
        ]
        if elsewhere:
            cast.shared.append((int(index), int(casting.rng.choice(elsewhere))))
    if len(cast.cycle) == 3:
        h.referred_by[cast.cycle] = np.roll(cast.cycle, 1)


def _duplicates(casting: _Casting, old: Bools) -> None:
    """The same people entered twice, the second time without the accents of their name."""
    h = casting.households
    accented = np.array([not name.isascii() for name in h.name.tolist()]) & (h.partner == "")
    for original in casting.take("duplicates", casting.wanted(4), old & accented, in_first_book=2):
        plain = casting.rng.permutation(np.flatnonzero(casting.free & old & (h.advisor == h.advisor[original])))
        if len(plain):
            copy = int(plain[0])
            casting.free[copy] = False
            h.name[copy], h.partner[copy] = without_accents(str(h.name[original])), ""
            h.size[copy] = casting.rng.uniform(20_000, 60_000)
            for column in (h.culture, h.age, h.place, h.couple):
                column[copy] = column[original]
            casting.cast.duplicates.append((int(original), copy))


def _say_what_is_missing(cast: Cast, firm: Firm, layout: Layout) -> None:
    if layout.simpson_branch is None:
        cast.left_out.append(("T6", "no branch of ordinary advisors is large enough"))
    if len(layout.tied) < 3:
        cast.left_out.append(("T7", f"{len(layout.tied)} of 3 pairs planted: too few advisors"))
    if firm.tiny is None:
        cast.left_out += [(truth, "needs four advisors with fifteen households each") for truth in ("T15", "T18")]
    if not cast.shared:
        cast.left_out.append(("T10", "needs two branches of ordinary advisors"))


def _merge_some(casting: _Casting) -> None:
    """One departure in twenty was two households becoming one; the other one is of the same book and still open."""
    h, rng = casting.households, casting.rng
    leavers = np.flatnonzero((h.reason == "left") & (h.leave < LAST))
    for index in rng.choice(leavers, len(leavers) // 20, replace=False):
        home = np.flatnonzero(casting.free & (h.advisor == h.advisor[index]) & (h.join == 0))
        if len(home):
            h.reason[index], h.merged_into[index] = "merged", rng.choice(home)

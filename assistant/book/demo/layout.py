"""How big each book is, and which advisors and branch carry the planted truths that need a whole book."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.book.demo.dates import Ints
from assistant.book.demo.firm import Firm

TINY_BOOK = 5
SIMPSON_BRANCH_AT_LEAST = 150  # households; below, a few of them move the average more than the mix does


@dataclass(frozen=True, slots=True)
class Layout:
    """One entry an advisor: households open at the end, households that left, and new ones of the last year."""

    open: Ints
    former: Ints
    new_this_year: Ints
    newcomers: Ints  # of those, the very small ones that make the mix of the Simpson branch worse
    simpson_branch: int | None
    tied: tuple[tuple[int, int], ...]  # advisors with equally many new clients this year


def lay_out(rng: np.random.Generator, firm: Firm, households: int) -> Layout:
    open_count = _open_counts(rng, firm, households)
    standard = [a for a in range(firm.size) if not firm.special(a)]
    branch = _simpson_branch(firm, open_count)
    apart = [a for a in standard if a != 0 and firm.branch[a] != branch]
    thirds = min(3, len(apart) // 2)
    tied = tuple(zip(apart[:thirds], apart[thirds : 2 * thirds], strict=True))
    new = _new_this_year(firm, households, tied)
    newcomers = np.zeros(firm.size, dtype=np.int64)
    for advisor in firm.in_branch(branch) if branch is not None else []:
        newcomers[advisor] = round(0.11 * open_count[advisor])
    former = np.round(0.22 * open_count).astype(np.int64)
    special = [advisor for advisor in range(firm.size) if firm.special(advisor)]
    former[special] = new[special] = 0
    return Layout(open_count, former, new + newcomers, newcomers, branch, tied)


def _open_counts(rng: np.random.Generator, firm: Firm, households: int) -> Ints:
    weight = np.clip(rng.normal(1, 0.2, firm.size), 0.65, 1.5)
    weight[0] = 1.0
    counts = np.zeros(firm.size, dtype=np.int64)
    if firm.tiny is not None and firm.recruited is not None:
        counts[firm.tiny] = TINY_BOOK
        counts[firm.recruited] = max(4, round(0.06 * households))
        weight[[firm.tiny, firm.recruited]] = 0
    rest = households - counts.sum()
    counts[0] = min(rest, round(households / firm.size))
    if weight[1:].sum() > 0:
        weight[0] = 0
        rest -= counts[0]
    else:
        counts[0] = 0
    exact = rest * weight / weight.sum()
    counts += exact.astype(np.int64)
    counts[int(weight.argmax())] += households - counts.sum()
    return counts


def _simpson_branch(firm: Firm, open_count: Ints) -> int | None:
    """The smallest branch that is big enough and holds neither the first advisor nor a special one."""
    fit = {}
    for branch in sorted(set(firm.branch.tolist())):
        advisors = firm.in_branch(branch)
        size = int(open_count[advisors].sum())
        if 0 not in advisors and not any(map(firm.special, advisors)) and size >= SIMPSON_BRANCH_AT_LEAST:
            fit[branch] = size
    return min(fit, key=lambda branch: fit[branch]) if fit else None


def _new_this_year(firm: Firm, households: int, tied: tuple[tuple[int, int], ...]) -> Ints:
    """Wins of the year: equal inside a pair, different between pairs and everybody else."""
    base = max(1, round(0.037 * households / firm.size))
    new = np.zeros(firm.size, dtype=np.int64)
    paired = {advisor for pair in tied for advisor in pair}
    for step, pair in enumerate(tied):
        new[list(pair)] = base + 2 * step
    alone = [advisor for advisor in range(firm.size) if advisor not in paired]
    for step, advisor in enumerate(alone):
        new[advisor] = base + 2 * (step % 4) + 1
    return new

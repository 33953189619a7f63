"""Examples → batches: a line stands alone or among good sentences of its language, as it would in a mail."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from assistant.guardrails.meaning.pieces import END, START
from training.examples import Example, Offence

MOST_PIECES = 300
PIECES_A_BATCH = 700


@dataclass
class Batch:
    """`ids` and `real` (batch, pieces), `means` (batch, sentences, pieces), `targets` (batch, sentences, rules) with -1
    where nothing is known, `weights` of the same shape, and the groups of which at least one sentence breaks a rule."""

    ids: Tensor
    real: Tensor
    means: Tensor
    targets: Tensor
    weights: Tensor
    groups: list[tuple[int, tuple[int, ...], int]]


class Composer:
    """Makes the texts of an epoch out of the examples."""

    def __init__(self, examples: Sequence[Example], chance: random.Random) -> None:
        self.examples = list(examples)
        self.chance = chance
        self.good = {
            language: [e for e in examples if e.language == language and not e.offences and len(e.sentences) <= 3]
            for language in ("en", "it", "es")
        }

    def epoch(self, alone: float) -> Iterator[Example]:
        for example in self.examples:
            if len(example.sentences) > 4 or self.chance.random() < alone:
                yield example
            else:
                yield self.among_good(example)

    def among_good(self, example: Example) -> Example:
        pool = self.good[example.language]
        if not pool:
            return example
        before = [self.chance.choice(pool) for _ in range(self.chance.randint(0, 2))]
        after = [self.chance.choice(pool) for _ in range(self.chance.randint(0, 2))]
        first = [s for e in before for s in e.sentences]
        moved = tuple(Offence(o.rules, tuple(i + len(first) for i in o.sentences)) for o in example.offences)
        words = (*first, *example.sentences, *(s for e in after for s in e.sentences))
        return Example(example.source, example.language, words, moved, example.facts)


def batches(
    texts: Sequence[Example], ids_of: dict[str, list[int]], rules: Sequence[str], chance: random.Random
) -> Iterator[Batch]:
    """The texts in batches of like length, in random order. Longer texts than a window are cut at its end."""
    sized = sorted(texts, key=lambda e: (sum(len(ids_of[s]) for s in e.sentences), e.source))
    heaps: list[list[Example]] = [[]]
    for text in sized:
        longest = min(MOST_PIECES, sum(len(ids_of[s]) for s in text.sentences) + 2)
        if heaps[-1] and longest * (len(heaps[-1]) + 1) > PIECES_A_BATCH:
            heaps.append([])
        heaps[-1].append(text)
    chance.shuffle(heaps)
    for heap in heaps:
        yield batch(heap, ids_of, rules)


def batch(texts: Sequence[Example], ids_of: dict[str, list[int]], rules: Sequence[str]) -> Batch:
    rows = [_row(text, ids_of) for text in texts]
    pieces = max(len(ids) for ids, _ in rows)
    most = max(len(bounds) for _, bounds in rows)
    ids = torch.full((len(rows), pieces), END, dtype=torch.long)
    real = torch.zeros(len(rows), pieces)
    means = torch.zeros(len(rows), most, pieces)
    targets = torch.full((len(rows), most, len(rules)), -1.0)
    weights = torch.ones(len(rows), most, len(rules))
    groups: list[tuple[int, tuple[int, ...], int]] = []
    for r, ((row, bounds), text) in enumerate(zip(rows, texts, strict=True)):
        ids[r, : len(row)] = torch.tensor(row)
        real[r, : len(row)] = 1
        for s, (first, last) in enumerate(bounds):
            means[r, s, first:last] = 1 / max(1, last - first)
            targets[r, s] = 0
        for offence in text.offences:
            _mark(offence, r, len(bounds), rules, targets, weights, groups)
    return Batch(ids, real, means, targets, weights, groups)


def _mark(
    offence: Offence, row: int, known: int, rules: Sequence[str], targets: Tensor, weights: Tensor, groups: list
) -> None:
    inside = tuple(s for s in offence.sentences if s < known)
    if not inside:
        return
    weights[row, list(inside)] = 0.25  # what breaks one rule may break a second that nobody wrote down
    for number in [rules.index(rule) for rule in sorted(offence.rules) if rule in rules] + [len(rules) - 1]:
        targets[row, list(inside), number] = -1
        weights[row, list(inside), number] = 1
        groups.append((row, inside, number))


def _row(text: Example, ids_of: dict[str, list[int]]) -> tuple[list[int], list[tuple[int, int]]]:
    row, bounds = [START], []
    for sentence in text.sentences:
        pieces = ids_of[sentence]
        if len(row) + len(pieces) + 1 > MOST_PIECES:
            pieces = pieces[: MOST_PIECES - len(row) - 1]
        if not pieces:
            break
        bounds.append((len(row), len(row) + len(pieces)))
        row += pieces
    return [*row, END], bounds

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
LANGUAGES = ("en", "it", "es")
IN_A_MAIL = 0.6  # share of the placed lines that stand in a mail


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
        good = [e for e in examples if not e.offences]
        self.lines = {x: [e for e in good if e.language == x and len(e.sentences) <= 3] for x in LANGUAGES}
        self.hosts = {x: [e for e in good if e.language == x and len(e.sentences) >= 5] for x in LANGUAGES}

    def epoch(self, alone: float) -> Iterator[Example]:
        """Every example once in a form of its own; a whole mail whole and as a piece of it."""
        for example in self.examples:
            if len(example.sentences) > 4:
                yield example
                yield self.piece(example)
            elif self.chance.random() < alone:
                yield example
            else:
                yield self.among_good(example)

    def among_good(self, example: Example) -> Example:
        """The example inside a good mail, between sentences that follow each other there, or among good lines."""
        most = self.chance.randint(1, 4)
        if self.hosts[example.language] and self.chance.random() < IN_A_MAIL:
            host = self.chance.choice(self.hosts[example.language]).sentences
            place = self.chance.randint(1, len(host))
            before, after = host[max(0, place - most) : place], host[place : place + most]
        else:
            pool = [
                s for e in self.chance.choices(self.lines[example.language] or [example], k=most) for s in e.sentences
            ]
            pool = [] if not self.lines[example.language] else pool
            cut = self.chance.randint(0, len(pool))
            before, after = tuple(pool[:cut]), tuple(pool[cut:])
        moved = tuple(Offence(o.rules, tuple(i + len(before) for i in o.sentences)) for o in example.offences)
        words = (*before, *example.sentences, *after)
        return Example(example.source, example.language, words, moved, example.facts)

    def piece(self, mail: Example) -> Example:
        """Some sentences of a mail: those around an offence when it has one."""
        marked = [s for o in mail.offences for s in o.sentences] or [self.chance.randrange(len(mail.sentences))]
        first = max(0, min(marked) - self.chance.randint(0, 3))
        last = max(marked) + 1 + self.chance.randint(0, 3)
        moved = tuple(Offence(o.rules, tuple(i - first for i in o.sentences)) for o in mail.offences)
        return Example(mail.source, mail.language, mail.sentences[first:last], moved, mail.facts)


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

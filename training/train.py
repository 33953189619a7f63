"""Train the sentence classifier: `python -m training.train OUT [--hold-out SHARE] [--epochs N] [--seed N]`.

Needs torch (not a dependency of the product). Reads `training/sentences` and `training/mails`, writes a checkpoint.
"""

from __future__ import annotations

import argparse
import random
import time
import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from assistant.guardrails.by_meaning import MEANT
from assistant.guardrails.meaning.pieces import END, START, UNKNOWN, Pieces
from training.batches import Batch, Composer, batches
from training.examples import Example, lines, mails
from training.network import Network, start
from training.pretrained import pretrained

HERE = Path(__file__).parent
WEIGHTS = HERE.parent / "assistant" / "guardrails" / "meaning"
LAYERS = [0, 1, 2]
ALONE = 0.35  # share of the lines that stand without other sentences in an epoch
RATE, RATE_OF_HEAD = 1.2e-4, 8e-4
HIDDEN = 0.1  # share of the pieces that a step does not see: no single word may decide
ANY = "any"  # breaks some rule
RULES = [*sorted(MEANT), ANY]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--hold-out", type=float, default=0.0, help="share of the examples kept for measuring")
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=20261127)
    parser.add_argument("--begin", type=Path, help="checkpoint to go on from")
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    chance = random.Random(given.seed)
    examples = [*lines(HERE / "sentences"), *mails(HERE / "mails")]
    kept, held = split(examples, given.hold_out, given.fold)
    before = torch.load(given.begin, weights_only=False)["state"] if given.begin else None
    network = fit(kept, given.epochs, chance, before)
    torch.save({"state": network.state_dict(), "rules": RULES, "layers": LAYERS, "held": held}, given.out)


def split(examples: list[Example], share: float, fold: int) -> tuple[list[Example], list[Example]]:
    """Examples to learn from and examples held out: those whose place in the files falls on the fold, ever the same."""
    if not share:
        return examples, []
    step = round(1 / share)
    out = [zlib.crc32(example.source.encode()) % step == fold for example in examples]
    return [e for e, o in zip(examples, out, strict=True) if not o], [
        e for e, o in zip(examples, out, strict=True) if o
    ]


def fit(examples: list[Example], epochs: int, chance: random.Random, before: dict[str, Tensor] | None) -> Network:
    pieces = Pieces(WEIGHTS / "pieces.npz")
    ids_of = ids_of_sentences(examples, pieces)
    table = torch.tensor(pieces.embedded(np.arange(len(pieces))))
    source = pretrained()
    network = Network(source.width, source.heads, len(LAYERS), len(RULES))
    start(network, source, LAYERS)
    if before:
        network.load_state_dict(before)
    composer = Composer(examples, chance)
    if not before:
        standardize(network, batches(list(composer.epoch(ALONE)), ids_of, RULES, chance), table)
    optimizer = torch.optim.AdamW(groups_of(network), weight_decay=0.01)
    steps = epochs * sum(1 for _ in batches(list(composer.epoch(ALONE)), ids_of, RULES, chance))
    rates = [group["lr"] for group in optimizer.param_groups]
    step, started = 0, time.monotonic()
    for epoch in range(epochs):
        total = count = 0.0
        network.train()
        for batch in batches(list(composer.epoch(ALONE)), ids_of, RULES, chance):
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * min((step + 1) / (0.06 * steps), max(0.02, 1 - step / steps))
            loss = loss_of(network, batch, table)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            total, count, step = total + float(loss), count + 1, step + 1
        print(f"epoch {epoch + 1}: loss {total / count:.4f}, {time.monotonic() - started:.0f} s", flush=True)
    return network.eval()


def standardize(network: Network, texts: Iterable[Batch], table: Tensor) -> None:
    """Set the features' center and spread: sentence vectors of the encoder all point nearly the same way, and what
    tells them apart is small beside that."""
    network.eval()
    rows = []
    with torch.no_grad():
        for batch in texts:
            known = batch.means.sum(2) > 0
            rows.append(network.features(table[batch.ids], batch.real, batch.means)[known])
        every = torch.cat(rows)
        network.center.copy_(every.mean(0))
        network.spread.copy_(every.std(0) + 1e-3)
        nn.init.constant_(network.head.bias, -3.0)


def ids_of_sentences(examples: list[Example], pieces: Pieces) -> dict[str, list[int]]:
    texts = sorted({sentence for example in examples for sentence in example.sentences})
    return dict(zip(texts, pieces.ids(texts), strict=True))


def groups_of(network: Network) -> list[dict]:
    head = [*network.hidden.parameters(), *network.head.parameters()]
    known = {id(p) for p in head} | {id(network.pos.weight)}
    network.pos.weight.requires_grad_(False)
    body = [p for p in network.parameters() if id(p) not in known]
    return [{"params": body, "lr": RATE}, {"params": head, "lr": RATE_OF_HEAD}]


def loss_of(network: Network, batch: Batch, table: Tensor) -> Tensor:
    hidden = (torch.rand(batch.ids.shape) < HIDDEN) & (batch.ids != START) & (batch.ids != END)
    logits = network(table[batch.ids.masked_fill(hidden, UNKNOWN)], batch.real, batch.means)
    each = nn.functional.binary_cross_entropy_with_logits(logits, batch.targets.clamp(min=0), reduction="none")
    known = (batch.targets >= 0).float() * batch.weights
    negative = (each * known).sum()
    positive = torch.zeros(())
    for row, inside, rule in batch.groups:
        positive = positive + nn.functional.softplus(-logits[row, list(inside), rule].max())
    sentences = (batch.targets[:, :, 0] >= -0.5).sum() + len(batch.groups)
    return (negative + 2.0 * positive) / sentences


if __name__ == "__main__":
    main()

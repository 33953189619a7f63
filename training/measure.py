"""How well a checkpoint tells the examples it has not seen, and the thresholds that follow.

`python -m training.measure CHECKPOINT [--write]`: for every rule the share of held-out offences found and of good
sentences flagged at the threshold; with --write the thresholds go into the product's `network.json`.
"""

from __future__ import annotations

import json
import random
import sys
from collections import defaultdict

import numpy as np
import torch

from assistant.guardrails.meaning.pieces import Pieces
from assistant.guardrails.meaning.reader import Reader
from assistant.guardrails.passage import Passage
from training.batches import Composer, batch
from training.examples import Example
from training.network import Network
from training.train import HERE, WEIGHTS, ids_of_sentences

INNOCENT = HERE / "innocent.txt"
LEAST = 0.05  # below it the network itself calls a sentence clean, whatever the good ones score
MOST_FALSE = 0.001  # share of good sentences that a rule may flag; chosen on the development corpora


def scores(kept: dict, texts: list[Example]) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """For each rule: the highest chance inside each offence, and the chances of sentences that break nothing."""
    network = Network(384, 12, len(kept["layers"]), len(kept["rules"]))
    network.load_state_dict(kept["state"])
    network.eval()
    pieces = Pieces(WEIGHTS / "pieces.npz")
    ids_of = ids_of_sentences(texts, pieces)
    table = torch.tensor(pieces.embedded(np.arange(len(pieces))))
    hits: dict[str, list[float]] = defaultdict(list)
    others: dict[str, list[float]] = defaultdict(list)
    for text in texts:
        made = batch([text], ids_of, kept["rules"])
        with torch.no_grad():
            chances = torch.sigmoid(network(table[made.ids], made.real, made.means))[0].numpy()
        offending = {s for offence in text.offences for s in offence.sentences}
        for offence in text.offences:
            inside = [s for s in offence.sentences if s < len(chances)]
            for number, rule in enumerate(kept["rules"]):
                if inside and (rule in offence.rules or number == len(kept["rules"]) - 1):
                    hits[rule].append(float(chances[inside, number].max()))
        for number, rule in enumerate(kept["rules"]):
            others[rule] += [float(c) for s, c in enumerate(chances[:, number]) if s not in offending]
    return hits, others


def called_innocent() -> dict[str, float]:
    """For each rule the highest chance that the product's own network, with eight-bit weights, gives an innocent
    sentence."""
    reader = Reader(WEIGHTS)
    lines = INNOCENT.read_text("utf-8").splitlines()[1:]
    chances = [chance for line in lines for _, chance in reader.chances(Passage(line))]
    return {rule: float(max(chance[at] for chance in chances)) for at, rule in enumerate(reader.rules)}


def threshold(others: list[float], most_false: float) -> float:
    """The lowest chance, at least LEAST, at which at most this share of good sentences is flagged."""
    wrong = np.sort(np.asarray(others))[::-1]
    allowed = int(most_false * len(wrong))
    return float(min(0.95, max(LEAST, wrong[allowed] + 1e-4)))


def main() -> None:
    kept = torch.load(sys.argv[1], weights_only=False)
    composer = Composer(kept["held"], random.Random(11))
    texts = [t for _ in range(2) for t in composer.epoch(0.3)]
    hits, others = scores(kept, texts)
    innocent = called_innocent()
    limits = {}
    print(f"{'rule':34}{'n':>5}{'found':>7}{'false':>8}{'limit':>7}")
    for rule in kept["rules"]:
        limits[rule] = threshold(others[rule], MOST_FALSE)
        if rule != "deceptive-subject":  # no innocent sentence is a subject line
            limits[rule] = max(limits[rule], innocent[rule] + 0.01)
        found = np.mean([h >= limits[rule] for h in hits[rule]]) if hits[rule] else float("nan")
        false = np.mean([o >= limits[rule] for o in others[rule]])
        print(f"{rule:34}{len(hits[rule]):5}{found:7.2f}{false:8.4f}{limits[rule]:7.2f}")
    if "--write" in sys.argv:
        file = WEIGHTS / "network.json"
        told = json.loads(file.read_text("utf-8"))
        told["thresholds"] = {rule: round(limit, 3) for rule, limit in limits.items() if rule != "any"}
        file.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

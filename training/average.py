"""The mean of checkpoints of one training: `python -m training.average OUT CHECKPOINT CHECKPOINT …`.

The last rounds of a training end near each other; their mean says less surely what only one of them says.
"""

from __future__ import annotations

import sys

import torch


def main() -> None:
    out, *paths = sys.argv[1:]
    kept = [torch.load(path, weights_only=False) for path in paths]
    states = [each["state"] for each in kept]
    kept[0]["state"] = {name: sum(state[name] for state in states) / len(states) for name in states[0]}
    torch.save(kept[0], out)


if __name__ == "__main__":
    main()

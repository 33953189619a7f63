"""Make `pieces.npz`: the Latin pieces of the pretrained vocabulary with their four-bit embeddings, as they are."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from training.pretrained import BLOCK_BYTES, pretrained

LATIN = re.compile(r"▁?[\x20-\x7eÀ-ɏ“”‘’–—…€£¥•°©®™§¿¡«»✓→]*")
MOST_RARE = 130_000
TARGET = Path(__file__).parent.parent / "assistant" / "guardrails" / "meaning" / "pieces.npz"


def main() -> None:
    source = pretrained()
    special = ["<s>", "</s>", "<unk>"]
    kept = [source.special[name] for name in special]
    kept += [
        number
        for number, piece in enumerate(source.pieces[:MOST_RARE])
        if number not in source.special.values() and LATIN.fullmatch(piece) and "\n" not in piece and piece
    ]
    blocks = source.tensors["emb.word"].reshape(-1, 12, BLOCK_BYTES)[kept]
    names = np.frombuffer("\n".join([*special, *(source.pieces[n] for n in kept[3:])]).encode(), np.uint8)
    np.savez_compressed(TARGET, names=names, scores=source.scores[kept], blocks=blocks)
    print(f"{len(kept)} pieces, {TARGET.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

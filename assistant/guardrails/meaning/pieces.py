"""Words → pieces → vectors: a unigram vocabulary and its embeddings in four bits, read from one file.

The file `pieces.npz` holds `names` (the pieces as UTF-8, one a line), `scores` (log probability of each piece) and
`blocks` (pieces × 12 × 18 bytes: a half-precision scale and 32 four-bit weights a block). The first three pieces are
the start, the end and the unknown piece. Source of the vocabulary: multilingual-e5-small (MIT licence), Latin pieces.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

START, END, UNKNOWN = 0, 1, 2
Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


class Pieces:
    """The vocabulary. `ids(texts)` splits texts into pieces, `embedded(ids)` gives a row of floats a piece."""

    def __init__(self, file: Path) -> None:
        with np.load(file) as kept:
            names = kept["names"].tobytes().decode("utf-8").split("\n")
            scores = kept["scores"]
            self._blocks = kept["blocks"]
        vocabulary = list(zip(names, scores.tolist(), strict=True))
        self._tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=UNKNOWN))
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
        self._tokenizer.normalizer = normalizers.Replace(Regex(r"\s+"), " ")

    def __len__(self) -> int:
        return len(self._blocks)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The pieces of each text. Texts are expected as `readable` gives them."""
        return [found.ids for found in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def embedded(self, ids: Sequence[int]) -> Floats:
        """float32 of shape (len(ids), 384): scale × (weight − 8), weight j of a block low in byte j, j + 16 high."""
        blocks = self._blocks[np.asarray(ids, dtype=np.int64)]
        scale = blocks[:, :, :2].copy().view("<f2").astype(np.float32)
        weights = np.concatenate([blocks[:, :, 2:] & 0x0F, blocks[:, :, 2:] >> 4], axis=2).astype(np.float32)
        rows: Floats = ((weights - 8) * scale).reshape(len(blocks), -1)
        return rows


def readable(text: str) -> str:
    """Text as the vocabulary knows it: compatibility forms folded, invisible characters gone, accents kept."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if unicodedata.category(c) not in ("Cf", "Cs", "Co"))

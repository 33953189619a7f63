"""Vectors that come with the documents: the shipped texts, encoded once, so that the first search need not wait.

`encoded.npz` holds vectors under the hash of the encoder's version and the text. A text that is not in it is encoded
when it is needed. `python -m knowledge` writes the file anew after a document was changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.encoder import Encoder, Vectors

FILE = Path(__file__).with_name("encoded.npz")


class Encoded:
    """An encoder that looks passages up among the shipped vectors before it encodes them; questions it encodes."""

    def __init__(self, encoder: Encoder, file: Path = FILE) -> None:
        self._encoder = encoder
        self._known = _read(file)
        self.name, self.version, self.dimension = encoder.name, encoder.version, encoder.dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.queries(texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        keys = [key(self._encoder, text) for text in texts]
        new = [text for text, name in zip(texts, keys, strict=True) if name not in self._known]
        fresh = iter(self._encoder.passages(new)) if new else iter(())
        rows = [self._known[name].astype(np.float32) if name in self._known else next(fresh) for name in keys]
        return np.stack(rows) if rows else np.empty((0, self.dimension), dtype=np.float32)


def key(encoder: Encoder, text: str) -> bytes:
    """The hash under which a text's vector is kept: another encoder version or other words have another."""
    return hashlib.sha256(f"{encoder.name}\0{encoder.version}\0{text}".encode("utf-8", "surrogatepass")).digest()


@cache
def _read(file: Path) -> dict[bytes, npt.NDArray[np.float16]]:
    """Vectors by key; none when there is no file (a folder of documents without one is encoded at the first search)."""
    if not file.exists():
        return {}
    with np.load(file) as kept:
        return dict(zip(map(bytes, kept["keys"]), kept["vectors"], strict=True))


def write(encoder: Encoder, texts: Sequence[str], file: Path = FILE) -> int:
    """Encode `texts` and write them, in the order of their hashes so that the same texts give the same bytes. Texts
    whose vectors the file has already are not encoded again. Returns how many there are."""
    vectors = Encoded(encoder, file).passages(texts).astype(np.float16)
    by_key = dict(sorted(zip((key(encoder, text) for text in texts), vectors, strict=True)))
    keys = np.frombuffer(b"".join(by_key), dtype=np.uint8).reshape(len(by_key), -1)
    np.savez(file, keys=keys, vectors=np.stack(list(by_key.values())))
    return len(by_key)

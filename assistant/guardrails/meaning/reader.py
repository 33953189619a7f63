"""The sentence classifier: a few layers of a small multilingual encoder, fine-tuned on the sentences in `training/`.

It reads a whole text in windows and gives each sentence one chance a rule. It runs on the processor, one thread, with
no network; the files beside this module are its weights and its thresholds, made by `training/`.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.guardrails.meaning.pieces import END, START, Pieces, readable
from assistant.guardrails.passage import Passage
from assistant.guardrails.together import sentences

HERE = Path(__file__).parent
MOST_PIECES = 300  # of a window, with its start and end
ANY = "any"  # the network's own verdict that some rule is broken
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![^\s<])[^\s@]{1,64}@[^\s@]{1,250}")
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, `own[start:end]` of the passage, with the pieces of its words."""

    start: int
    end: int
    pieces: list[int]


class Reader:
    """The network with its vocabulary. Safe from several threads at once."""

    def __init__(self, folder: Path = HERE) -> None:
        import onnxruntime

        told: dict[str, Any] = json.loads((folder / "network.json").read_text("utf-8"))
        self.rules: tuple[str, ...] = tuple(told["rules"])
        self.thresholds: dict[str, float] = told["thresholds"]
        self._pieces = Pieces(folder / "pieces.npz")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "network.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def chances(self, passage: Passage) -> Iterator[tuple[Sentence, Floats]]:
        """Each sentence of the sender's own words with its chances, in the order of `rules`."""
        for window, first_new in _windows(self._sentences(passage)):
            passage.tick()
            logits = self._logits(window)
            for sentence, row in zip(window[first_new:], logits[first_new:], strict=True):
                yield sentence, 1 / (1 + np.exp(-np.clip(row, -30, 30)))

    def _sentences(self, passage: Passage) -> list[Sentence]:
        bounds = [(a, b) for a, b in sentences(passage) if _says(passage.own[a:b])]
        ids = self._pieces.ids([_words(passage, a, b) for a, b in bounds])
        once: dict[tuple[int, ...], Sentence] = {}  # a sentence said again means what it meant
        for (a, b), pieces in zip(bounds, ids, strict=True):
            cut = pieces[: MOST_PIECES - 2]
            once.setdefault(tuple(cut), Sentence(a, b, cut))
        return [sentence for sentence in once.values() if sentence.pieces]

    def _logits(self, window: Sequence[Sentence]) -> Floats:
        ids = [START, *(piece for sentence in window for piece in sentence.pieces), END]
        means = np.zeros((1, len(window), len(ids)), dtype=np.float32)
        place = 1
        for row, sentence in enumerate(window):
            means[0, row, place : place + len(sentence.pieces)] = 1 / len(sentence.pieces)
            place += len(sentence.pieces)
        real = np.ones((1, len(ids)), dtype=np.float32)
        feed = {"embedded": self._pieces.embedded(ids)[None], "real": real, "means": means}
        logits: Floats = self._session.run(None, feed)[0][0]
        return logits


def _says(sentence: str) -> bool:
    """Whether there are words in it: an address of the web or of mail alone says nothing."""
    return any(letter.isalpha() for letter in _ADDRESS.sub("", sentence))


def _words(passage: Passage, start: int, end: int) -> str:
    """A sentence as it was written, or without its disguises when letters of other scripts stand in it."""
    first, last = passage.span(start, end)
    written = readable(passage.original[first:last])
    return written if all(ord(c) < 0x250 or ord(c) > 0x1FFF for c in written) else passage.text[start:end]


def _windows(found: Sequence[Sentence]) -> Iterator[tuple[list[Sentence], int]]:
    """The sentences in windows of at most MOST_PIECES, and how many at the front were in the window before."""
    window: list[Sentence] = []
    repeated = 0
    for sentence in found:
        if window and sum(len(s.pieces) for s in window) + len(sentence.pieces) + 2 > MOST_PIECES:
            yield window, repeated
            last = window[-1]
            fits = len(last.pieces) + len(sentence.pieces) + 2 <= MOST_PIECES
            window, repeated = ([last], 1) if fits else ([], 0)
        window.append(sentence)
    if window:
        yield window, repeated


_LOADING = threading.Lock()


def reader() -> Reader:
    """The reader of this process, loaded at the first call."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> Reader:
    return Reader()

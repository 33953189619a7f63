"""The one writer of PDF: plain data in, the bytes of a tagged, archivable document out. Same data, same bytes."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.downloads.letters import visible
from assistant.errors import BadArguments, ServiceDown

PAGES = {"en": ("page", "of"), "it": ("pagina", "di")}
DEEPEST = 6  # levels of heading that a tagged document knows
LONG_WORD = re.compile(r"[^\s\u200b]{25,}")
PIECE = re.compile(".{16}(?=.)", re.DOTALL)
PROGRAM = Path(__file__).with_name("typesetting.py")
SECONDS = 300


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running words; line breaks in them stay."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of somebody else, set apart."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what each is."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; its head is repeated on every page. Raises BadArguments when a row has not a cell for each column."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __post_init__(self) -> None:
        if not self.head or any(len(row) != len(self.head) for row in self.rows):
            raise BadArguments(f"A table on paper has one column or more, and each row {len(self.head)} cells.")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. Sections in sections give the levels of the headings."""

    heading: str
    blocks: Sequence[Block]


Block = Paragraph | Quote | Facts | Grid | Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document. `language` is a code of ISO 639 (“en”), `at` the moment it is dated, with a time zone.

    Raises BadArguments when it has no title, no language or no time zone.
    """

    title: str
    at: dt.datetime
    blocks: Sequence[Block]
    subtitle: str = ""
    language: str = "en"

    def __post_init__(self) -> None:
        if not self.title.strip() or not re.fullmatch("[a-z]{2,3}", self.language) or self.at.tzinfo is None:
            raise BadArguments("A paper needs a title, a language such as “en” and a date with its time zone.")


def pdf(paper: Paper) -> bytes:
    """The paper as PDF/A-2a and PDF/UA-1: tagged, with “page x of y” and its title on every page.

    Words are shown as they are and never read as markup; a character that cannot be shown is written as `⟨U+0000⟩`.
    Raises ServiceDown when the typesetter fails.
    """
    command = [sys.executable, "-I", str(PROGRAM)]
    data = json.dumps(_plain(paper), ensure_ascii=False).encode()
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=True, timeout=SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise ServiceDown(f"“{paper.title}” was not set in {SECONDS} seconds; ask for less of it.") from error
    except (OSError, subprocess.CalledProcessError) as error:
        why = getattr(error, "stderr", b"") or str(error).encode()
        last = why.decode("utf-8", "replace").strip().splitlines()[-1]
        raise ServiceDown(f"“{paper.title}” could not be set on paper: {last[:300]}") from error
    return done.stdout


def _plain(paper: Paper) -> dict[str, Any]:
    moment = paper.at.astimezone(dt.UTC)
    return {
        "title": _words(paper.title).replace("\n", " "),
        "subtitle": _words(paper.subtitle),
        "language": paper.language,
        "moment": {part: getattr(moment, part) for part in ("year", "month", "day", "hour", "minute", "second")},
        "pages": PAGES.get(paper.language, PAGES["en"]),
        "blocks": list(_blocks(paper.blocks, 2)),
    }


def _blocks(blocks: Sequence[Block], level: int) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if isinstance(block, Section):
            yield {"kind": "heading", "level": min(level, DEEPEST), "text": _words(block.heading)}
            yield from _blocks(block.blocks, level + 1)
        elif isinstance(block, Grid):
            yield {"kind": "grid", "head": _cells(block.head), "rows": [_cells(row) for row in block.rows]}
        elif isinstance(block, Facts):
            yield {"kind": "facts", "rows": [_cells(row) for row in block.rows]}
        else:
            yield {"kind": "quote" if isinstance(block, Quote) else "paragraph", "text": _words(block.text)}


def _cells(row: Sequence[str]) -> list[str]:
    return [_words(cell) for cell in row]


def _words(text: str) -> str:
    """What can be shown, with places in long words where a line may end."""
    shown = visible(text).replace("\t", "    ")
    return LONG_WORD.sub(lambda found: PIECE.sub("\\g<0>\u200b", found[0]), shown)

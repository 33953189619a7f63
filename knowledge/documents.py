"""Documents of the library: Markdown with front matter, read, checked and cut into passages.

A document is a file; its id is the path below the folder without `.md`. A passage is what stands under one heading,
with its place in the text, so that a citation can be followed back to the words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import frontmatter
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import BadInput, Problem

Kind = Literal["regulation", "policy", "method", "disclosure", "education", "template", "glossary"]

SHIPPED = Path(__file__).parent
LONGEST = (
    1500  # characters; a longer section is cut between paragraphs, since one vector cannot stand for many subjects
)

_HEADING = re.compile(r"^#{1,6}[ \t]+(?P<words>\S.*?)[ \t]*#*$", re.MULTILINE)
_PARAGRAPH = re.compile(r"\S.*?(?=\n\s*\n|\s*\Z)", re.DOTALL)


class FrontMatter(BaseModel):
    """What a document says about itself. A field that is not listed here is refused, so that a slip is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    title: str = Field(min_length=1)
    kind: Kind
    source: str = Field(min_length=1)
    effective_from: dt.date
    effective_to: dt.date | None = None
    owner: str = Field(min_length=1)
    version: int = Field(ge=1)
    language: str = Field(pattern=r"^[a-z]{2}$")
    rules: tuple[str, ...] = ()  # ids of the guardrail rules whose flags its text to insert mends
    asked_as: tuple[str, ...] = ()  # questions this page answers, in the words and languages people ask them in

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> FrontMatter:
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise ValueError("effective_to lies before effective_from")
        return self


class Document(FrontMatter):
    """One Markdown file: its front matter, its id and the text below the front matter."""

    id: str
    text: str

    def passages(self) -> tuple[Passage, ...]:
        """The text cut at its headings, in reading order; headings with nothing under them are left out."""
        taken: dict[str, int] = {}
        return tuple(
            self._passage(heading, start, end, taken) for heading, start, end in _sections(self.title, self.text)
        )

    def _passage(self, heading: str, start: int, end: int, taken: dict[str, int]) -> Passage:
        anchor = re.sub(r"\W+", "-", heading.lower()).strip("-")
        taken[anchor] = taken.get(anchor, 0) + 1
        nth = f"-{taken[anchor]}" if taken[anchor] > 1 else ""
        return Passage(
            id=f"{self.id}#{anchor}{nth}",
            document=self.id,
            title=self.title,
            kind=self.kind,
            heading=heading,
            text=self.text[start:end],
            version=self.version,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            language=self.language,
            source=self.source,
            start=start,
            end=end,
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document that answers on its own: `document.text[start:end]`, with what is needed to cite it."""

    id: str
    document: str
    title: str
    kind: Kind
    heading: str
    text: str
    version: int
    effective_from: dt.date
    effective_to: dt.date | None
    language: str
    source: str
    start: int
    end: int

    def in_force(self, as_of: dt.date) -> bool:
        return self.effective_from <= as_of and (self.effective_to is None or as_of <= self.effective_to)


@cache
def shipped() -> tuple[Document, ...]:
    """The documents of the library as it is shipped, read once."""
    return read_documents(SHIPPED)


def read_documents(folder: Path = SHIPPED) -> tuple[Document, ...]:
    """Every Markdown file below `folder`, by id. Raises `BadInput` with all problems of all files and their places."""
    documents: list[Document] = []
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.md")):
        read = _read(path, path.relative_to(folder))
        if isinstance(read, Document):
            documents.append(read)
        else:
            problems += read
    if problems:
        raise BadInput(f"{len(problems)} problems in the documents: correct them, nothing was taken in.", problems)
    return tuple(documents)


def _read(path: Path, name: Path) -> Document | list[Problem]:
    file = name.as_posix()
    try:
        matter, text = frontmatter.parse(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        return [Problem(file, None, "", "encoding", f"is not UTF-8 ({error.reason}): save it as UTF-8")]
    except yaml.YAMLError as error:
        return [Problem(file, None, "", "front_matter", f"the front matter is not YAML: {error}")]
    if not text.strip():
        return [Problem(file, None, "", "empty", "has no text below the front matter")]
    try:
        return Document(**_only_named(matter), id=name.with_suffix("").as_posix(), text=text)
    except ValidationError as error:
        return [Problem(file, None, _field(e["loc"]), e["type"], e["msg"]) for e in error.errors()]


def _only_named(matter: dict[str, Any]) -> dict[str, Any]:
    """`id` and `text` come from the file itself; a front matter that sets them is a slip like any unknown field."""
    return {f"front matter: {key}" if key in ("id", "text") else str(key): value for key, value in matter.items()}


def _field(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location)


def _sections(title: str, text: str) -> Iterator[tuple[str, int, int]]:
    """(heading, start, end) of each passage; what stands before the first heading goes under the title."""
    marks = list(_HEADING.finditer(text))
    headings = [title, *(mark["words"] for mark in marks)]
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    for heading, start, end in zip(headings, starts, ends, strict=True):
        yield from ((heading, *span) for span in _pieces(text, start, end))


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of whole paragraphs, each at most LONGEST characters unless a single paragraph is longer."""
    spans: list[tuple[int, int]] = []
    for paragraph in _PARAGRAPH.finditer(text, start, end):
        if spans and paragraph.end() - spans[-1][0] <= LONGEST:
            spans[-1] = (spans[-1][0], paragraph.end())
        else:
            spans.append(paragraph.span())
    return spans

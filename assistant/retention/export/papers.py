"""The export on paper: the same conversations and the same words as the pages, by the product's one writer of PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from assistant.downloads import Block, Facts, Paper, Paragraph, Quote, Section
from assistant.retention.export.pages import Told
from assistant.retention.export.tree import Shown
from assistant.retention.export.words import text_file

NOTE = (
    "A character that the fonts of this paper lack is written by its number in Unicode, as ⟨U+6F22⟩; "
    "the pages and records.jsonl have it as it is."
)
LONGEST = 200_000  # characters of one text on paper: beyond, a typesetter needs gigabytes


def paper(title: str, about: Sequence[tuple[str, str]], told: Sequence[Told], at: dt.datetime) -> Paper:
    """A part of the export as a document; its subtitle is dated `at`."""
    conversations = [Section(each.heading, _nested(each.records)) for each in told]
    nothing = [] if told else [Paragraph("Nothing was found for what was asked: the export has no record.")]
    blocks: list[Block] = [Section("About", [Facts(about), Paragraph(NOTE)]), *nothing, *conversations]
    return Paper(title=title, at=at, subtitle=f"{at:%Y-%m-%d %H:%M} UTC", blocks=blocks)


def _nested(records: Sequence[Shown]) -> list[Block]:
    """Sections within sections, by depth."""
    levels: list[list[Block]] = [[]]
    for record in records:
        del levels[record.depth + 1 :]
        inside: list[Block] = list(_blocks(record))
        levels[-1].append(Section(record.heading, inside))
        levels.append(inside)
    return levels[0]


def _blocks(record: Shown) -> list[Block]:
    versions = f". Versions: {', '.join(f'record {seq}' for seq in record.versions)}" if record.versions else ""
    blocks: list[Block] = [Paragraph(f"{record.at}, {record.by}{versions}")]
    if record.said:
        blocks.append(Quote(_short(record.said, record.seq)))
    told = [(name, _short(what, record.seq)) for name, what in record.told]
    return [*blocks, Facts([*told, *record.facts])]


def _short(text: str, seq: int) -> str:
    if len(text) <= LONGEST:
        return text
    left = len(text) - LONGEST
    return f"{text[:LONGEST]} … ({left} more characters are left out on paper; {text_file(seq)} has them all.)"

"""A program of its own: a paper as JSON on standard input, its PDF on standard output. `paper.py` runs it.

The typesetter keeps all it ever set in a memory of its own until its process ends, so each paper gets a process.
Everything in the paper is data of the template below; none of it is ever read as markup.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from typing import Any, Literal

STANDARDS: tuple[Literal["a-2a", "ua-1"], ...] = ("a-2a", "ua-1")  # to be kept (ISO 19005-2), read aloud (ISO 14289)
UNPRINTABLE = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
WRITTEN_OUT = re.compile(r"\\u\{([0-9a-f]+)\}")
TEMPLATE = b"""
#let paper = json(bytes(sys.inputs.paper))
#set document(title: paper.title, date: datetime(..paper.moment))
#set text(lang: paper.language, size: 10pt, hyphenate: false, font: ("Libertinus Serif", "DejaVu Sans Mono"))
#set page(
  margin: (x: 2cm, y: 2.2cm),
  header: text(size: 8pt, paper.title),
  footer: context {
    let (before, between) = paper.pages
    let number = str(counter(page).get().first())
    align(center, text(size: 8pt, before + " " + number + " " + between + " " + str(counter(page).final().first())))
  },
)
#set par(leading: 0.55em)
#set table(stroke: 0.4pt + gray, inset: 4pt)
#show table: set text(size: 8.5pt)
#show table.cell.where(y: 0): set text(weight: "bold")
#show heading: set block(above: 1.4em, below: 0.7em, sticky: true)
#show quote: block.with(fill: luma(245), inset: (x: 8pt, y: 6pt), width: 100%)
#let words(string) = text(string)
#let set-block(block) = {
  if block.kind == "heading" { heading(level: block.level, words(block.text)) }
  if block.kind == "paragraph" { par(words(block.text)) }
  if block.kind == "quote" { quote(block: true, words(block.text)) }
  if block.kind == "facts" {
    terms(..block.rows.map(row => terms.item(words(row.at(0)), words(row.at(1)))))
  }
  if block.kind == "grid" {
    table(
      columns: block.head.len(),
      table.header(..block.head.map(words)),
      ..block.rows.flatten().map(words),
    )
  }
}
#heading(level: 1, words(paper.title))
#par(text(size: 11pt, paper.subtitle))
#for block in paper.blocks { set-block(block) }
"""


def typeset(paper: dict[str, Any], moment: dt.datetime) -> bytes:
    """The paper as PDF, from the fonts that the library carries alone: the same paper gives the same bytes anywhere.

    What those fonts cannot show is written out as `⟨U+6F22⟩`; that is known only when the page is set, hence the loop,
    which ends because each round writes out more than the one before.
    """
    import typst

    text = json.dumps(paper, ensure_ascii=False)
    unprintable: set[str] = set()
    while True:
        try:
            inputs = {"paper": _written_out(text, unprintable)}
            return typst.compile(
                TEMPLATE, format="pdf", pdf_standards=list(STANDARDS), ignore_system_fonts=True,
                timestamp=moment, sys_inputs=inputs,
            )  # fmt: skip
        except typst.TypstError as error:
            found = {WRITTEN_OUT.sub(_letter, quoted) for quoted in UNPRINTABLE.findall(error.diagnostic)}
            if found <= unprintable:
                raise
            unprintable |= found


def _written_out(text: str, unprintable: set[str]) -> str:
    if not unprintable:
        return text
    any_of_them = re.compile("|".join(re.escape(each) for each in sorted(unprintable, key=len, reverse=True)))
    return any_of_them.sub(lambda found: "".join(map(_number, found[0])), text)


def _number(letter: str) -> str:
    return letter if letter.isascii() else f"⟨U+{ord(letter):04X}⟩"


def _letter(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def main() -> None:
    paper = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(typeset(paper, dt.datetime(**paper["moment"], tzinfo=dt.UTC)))


if __name__ == "__main__":
    main()

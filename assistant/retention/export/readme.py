"""README.txt of an export: what the files are and how to check them, for somebody who has never seen the product."""

from __future__ import annotations

README = """\
EXPORT OF RECORDS
{about}

HOW TO CHECK IT
You need Python 3.11 or newer with the package “cryptography”, and no part of the product:

    python FOLDER/verify_export.py FOLDER --keys trusted.json --pin note.txt

Take trusted.json (the public keys of the log) and note.txt (a signed note of the log, kept where the firm's database
administrators cannot reach it) from somebody you trust, and keep them outside this folder: keys from inside an export
prove nothing about who signed. Without --keys the program uses those in this folder and says so. It ends with 0 when
all is well, 1 when something was changed, 2 when it was called wrongly and 4 when it cannot tell. --json prints JSON.
It is short on purpose: read it, or write your own.

WHAT IT PROVES
Each line of records.jsonl leads by its proof to the root of the last signed note (RFC 6962), and the words to the line
by a salted hash. The other files are the same records to read and to load; manifest.json alone binds them, so
ask for its SHA-256 as the firm's log recorded it when this export was made, and compare. Where words are missing,
they were removed under the retention schedule or withheld; the record of them still proves that they were.
The export has the records that were asked for, not the whole log: what was not asked for is not missing.

THE FILES
index.html          the conversations to read, each as a tree with every version{parts}
records*.pdf        the same on paper
records.jsonl       one record a line: exact header, hashes, payload and proof
records.csv         for a spreadsheet; a cell that could be a formula is led by an apostrophe
mail/               each communication as mail, threaded, its record attached
text/               the words of each record as plain text, for the load file
loadfile.dat        Concordance: field separator 0x14, quote þ, line break ® (þ in a text is written th, and ® (R))
checkpoints.json    every signed note of the log so far, oldest first
trusted.json        the keys that the firm says are its own
verify_export.py    the program that checks all this
manifest.json       every file with its size and SHA-256, what was asked, by whom and when

A character that no page can show, or that would make a text read otherwise than it is, is written by its number in
Unicode, as ⟨U+202E⟩. Times are UTC. The files hold clients' words: keep them as the firm keeps its records.
"""
PARTS = ";\n                    a big export has more pages: records-0001.html and so on"


def readme(about: str, *, several: bool) -> bytes:
    return README.format(about=about, parts=PARTS if several else "").encode()

"""The examiner's export: what was recorded, to read and to load, with the proofs and the program that checks them."""

from assistant.retention.export.contents import Thread
from assistant.retention.export.mail import message
from assistant.retention.export.manifest import FileEntry, Manifest
from assistant.retention.export.tree import Shown, told_as_tree
from assistant.retention.export.writing import write_export

__all__ = [
    "write_export",
    "told_as_tree",
    "Shown",
    "Manifest",
    "FileEntry",
    "message",
    "Thread",
]

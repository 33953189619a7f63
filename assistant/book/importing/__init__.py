"""The import of a book from canonical CSV: all or nothing; the same folder twice changes nothing, a newer one updates.

What a cell may hold is derived from the tables' columns (`values`); laws that span rows are in `references`, `laws` and
`balances`; `writing` compares with the database and writes. The caller owns the session and its commit.
"""

from assistant.book.importing.confirmed import Confirmed, Conflict
from assistant.book.importing.loading import import_folder
from assistant.book.importing.report import FileCount, ImportReport

__all__ = ["Confirmed", "Conflict", "FileCount", "ImportReport", "import_folder"]

"""What a person takes away from an answer: tables as CSV or a spreadsheet, charts as pictures. The door."""

from assistant.downloads.pictures import picture
from assistant.downloads.sheets import table_csv, workbook

__all__ = ["picture", "table_csv", "workbook"]

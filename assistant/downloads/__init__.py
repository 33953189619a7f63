"""What a person takes away: tables as CSV or a spreadsheet, charts as pictures, documents as PDF. The door."""

from assistant.downloads.letters import visible
from assistant.downloads.paper import Block, Facts, Grid, Paper, Paragraph, Quote, Section, pdf
from assistant.downloads.pictures import picture
from assistant.downloads.sheets import harmless, table_csv, workbook

__all__ = [
    "picture",
    "table_csv",
    "workbook",
    "harmless",
    "visible",
    "Paper",
    "Section",
    "Block",
    "Paragraph",
    "Quote",
    "Facts",
    "Grid",
    "pdf",
]

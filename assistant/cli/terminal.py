"""Answers in a terminal: words, coloured tables, bars. JSON goes to stdout alone; everything else to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from assistant.errors import AssistantError, BadArguments, BadInput, Unclear

if TYPE_CHECKING:
    from rich.progress import Progress

    from assistant.blocks import Block, Chart, Result, Table
    from assistant.conversation import Answer
    from assistant.figures import Figure

out = Console()
err = Console(stderr=True)
ROWS_SHOWN = 15
BAR_WIDTH = 36
NUMBERS = ("money", "rate", "multiple", "count", "score", "months", "years", "days")


def print_json(value: Any) -> None:
    """One JSON value on stdout and nothing else."""
    _write(json.dumps(value, ensure_ascii=False, indent=2))


def print_line(value: Any) -> None:
    """One JSON value on a line of its own on stdout."""
    _write(json.dumps(value, ensure_ascii=False))


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()  # so that a reader who has left is noticed here, not when the process ends


def read_text(file: Path) -> str:
    """The text of a file a person named. Raises BadArguments with a sentence when it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadArguments(f"{file} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error
    except OSError as error:
        raise BadArguments(f"{file} cannot be read: {error.strerror}. Name a file that exists.") from error


def complain(error: AssistantError) -> None:
    """The sentence of an error on stderr, with every problem of a bad input."""
    err.print(f"[bold red]✗[/] {escape(error.sentence)}", highlight=False)
    if isinstance(error, BadInput):
        for problem in error.problems:
            err.print(f"  {escape(str(problem))}", highlight=False, soft_wrap=True)
    if isinstance(error, Unclear):
        for choice in error.choices:
            err.print(f"  • {escape(choice)}", highlight=False)


def show_answer(answer: Answer, *, currency: str, language: str = "en") -> None:
    """The words first, then the figures, tables and charts behind them, then the drafts."""
    out.print()
    out.print(escape(answer.words), highlight=False)
    if answer.status == "withheld":  # no words say them, so they are listed
        _figures(answer.figures, currency, language)
    for block in answer.blocks:
        show_block(block, currency=currency, language=language)
    for draft in answer.drafts:
        out.print()
        out.print(f"[bold]Draft {draft.id}[/]  [dim]{draft.status.replace('_', ' ')}[/]", highlight=False)
        out.print(f"[dim]To:[/] {escape(', '.join(f'{r.name} <{r.address}>' for r in draft.to))}", highlight=False)
        out.print(f"[dim]Subject:[/] {escape(draft.subject)}\n\n{escape(draft.body)}", highlight=False)
    out.print(
        f"[dim]{len(answer.figures)} figures · record {answer.record_ids[0]} · {answer.model}[/]", highlight=False
    )


def _figures(figures: Iterable[Figure], currency: str, language: str) -> None:
    from assistant.figures import show

    for figure in figures:
        value = show(figure.value, figure.unit, language=language, currency=currency)
        out.print(f"  {escape(figure.label)}: {escape(value)}", highlight=False)


def show_result(result: Result, *, currency: str, language: str = "en") -> None:
    out.print(f"\n[bold]{escape(result.title)}[/]  [dim]as of {result.as_of}[/]", highlight=False)
    for line in result.words(language=language, currency=currency):
        out.print(escape(line), highlight=False)
    for block in result.blocks:
        show_block(block, currency=currency, language=language)
    for caveat in result.caveats:
        out.print(f"[dim]· {escape(caveat)}[/]", highlight=False)


def show_block(block: Block, *, currency: str, language: str) -> None:
    """One block; text that comes from clients or documents is printed as data, never as markup."""
    kind = block.to_json()["kind"]
    out.print()
    if kind == "table":
        out.print(_table(block, currency, language))  # type: ignore[arg-type]
    elif kind == "chart":
        _chart(block, currency, language)  # type: ignore[arg-type]
    elif kind == "list":
        out.print(f"[bold]{escape(block.title)}[/]", highlight=False)
        for item in block.items:  # type: ignore[union-attr]
            out.print(f"  • {escape(item)}", highlight=False)
    else:
        out.print(f"[bold]{escape(block.title)}[/]", highlight=False)
        out.print(f"  {escape(block.body)}\n  [dim]{escape(block.source)}[/]", highlight=False)  # type: ignore[union-attr]


def _table(table: Table, currency: str, language: str) -> RichTable:
    from assistant.blocks import cell_words

    shown = RichTable(
        title=escape(table.title), title_justify="left", title_style="bold", header_style="cyan", box=None
    )
    for column in table.columns:
        number = column.unit in NUMBERS
        shown.add_column(escape(column.label), justify="right" if number else "left", no_wrap=number, overflow="fold")
    for row in table.rows[:ROWS_SHOWN]:
        shown.add_row(*(escape(cell) for cell in cell_words(table, row, language=language, currency=currency)))
    if len(table.rows) > ROWS_SHOWN:
        shown.caption = f"and {len(table.rows) - ROWS_SHOWN} more rows"
    return shown


def _chart(chart: Chart, currency: str, language: str) -> None:
    """Bars of every series, longest bar full width; what is below zero is red."""
    from assistant.figures import show

    out.print(f"[bold]{escape(chart.title)}[/]", highlight=False)
    values = [float(v) for _, series in chart.series for v in series if v is not None]
    largest = max((abs(v) for v in values), default=0) or 1
    width = max((len(label) for label in chart.labels), default=0)
    step = max(1, len(chart.labels) // 20)
    for name, series in chart.series:
        if len(chart.series) > 1:
            out.print(f"  [dim]{escape(name)}[/]", highlight=False)
        for label, value in list(zip(chart.labels, series, strict=True))[::step]:
            bar = "█" * round(BAR_WIDTH * abs(float(value or 0)) / largest)
            colour = "red" if (value or 0) < 0 else "green"
            words = show(value, chart.unit, language=language, currency=currency, compact=True)
            out.print(f"  {escape(label):<{width}} [{colour}]{bar}[/] {words}", highlight=False)


@contextmanager
def progress_bar(quiet: bool = False) -> Iterator[Any]:
    """A progress callback `(step, fraction)` drawn on stderr; silent when nobody watches."""
    if quiet or not err.is_terminal:
        yield lambda _step, _fraction: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err) as bar:
        yield _advance(bar)


def _advance(bar: Progress) -> Any:
    task = bar.add_task("", total=1.0)

    def advance(step: str, fraction: float) -> None:
        bar.update(task, description=step, completed=fraction)

    return advance

"""Answers in a terminal: words, coloured tables, bars. JSON goes to stdout alone; everything else to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from assistant.errors import AssistantError, BadArguments, BadInput, Unclear

if TYPE_CHECKING:
    from rich.progress import Progress

    from assistant.blocks import Block, Chart, Result, Table
    from assistant.conversation import Answer
    from assistant.figures import Figure
    from assistant.retention.export import Shown

out = Console()
err = Console(stderr=True)
ROWS_SHOWN = 15
BAR_WIDTH = 36
PROSE = 40  # a column with longer words is printed under its row
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
        for warning in draft.warnings:
            out.print(f"[bold yellow]Mind to whom it goes:[/] {escape(warning)}", highlight=False)
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


def _table(table: Table, currency: str, language: str) -> Group:
    """The table as wide as the terminal allows: long words go under their row, and when even the rest is too wide
    every row becomes a short record."""
    from assistant.blocks import cell_words

    rows = [cell_words(table, row, language=language, currency=currency) for row in table.rows[:ROWS_SHOWN]]
    widths = [max(map(len, column), default=0) for column in zip(*rows, strict=True)] if rows else []
    prose = [at for at, width in enumerate(widths) if width > PROSE and at > 0]
    heads = [max(len(c.label), width) for at, (c, width) in enumerate(zip(table.columns, widths, strict=False))]
    needed = sum(heads[at] + 2 for at in range(len(heads)) if at not in prose)
    title = Text(table.title, style="bold")
    parts: list[RenderableType] = [title]
    if needed <= out.width and not prose:
        parts.append(_grid(table, rows, range(len(table.columns))))
    elif needed <= out.width:
        kept = [at for at in range(len(table.columns)) if at not in prose]
        parts += _with_prose(table, rows, kept, prose)
    else:
        parts += [_record(table, row) for row in rows]
    if (more := len(table.rows) - len(rows)) > 0:
        parts.append(Text(f"and {more} more {'row' if more == 1 else 'rows'}", style="dim"))
    return Group(*parts)


def _grid(table: Table, rows: list[list[str]], kept: Iterable[int]) -> RichTable:
    shown = RichTable(header_style="cyan", box=None)
    columns = list(kept)
    for at in columns:
        number = table.columns[at].unit in NUMBERS
        shown.add_column(escape(table.columns[at].label), justify="right" if number else "left", no_wrap=True)
    for row in rows:
        shown.add_row(*(escape(row[at]) for at in columns))
    return shown


def _with_prose(table: Table, rows: list[list[str]], kept: list[int], prose: list[int]) -> list[RenderableType]:
    """The short columns in a grid, then each row's long words under the name of the row."""
    said: list[RenderableType] = [_grid(table, rows, kept)]
    for row in rows:
        words = " · ".join(row[at] for at in prose if row[at] not in ("", "—"))
        if words:
            said.append(Padding(Text.assemble((f"{row[0]}: ", "cyan"), words), (0, 0, 0, 2)))
    return said


def _record(table: Table, row: list[str]) -> RenderableType:
    facts = [(c.label, cell) for c, cell in zip(table.columns, row, strict=True) if cell not in ("", "—")]
    words = ", ".join(f"{label.lower()} {cell}" for label, cell in facts[1:])
    return Padding(Text.assemble((facts[0][1] if facts else "", "cyan"), ": " if words else "", words), (0, 0, 0, 2))


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


def print_told(each: Shown) -> None:
    """A record of a conversation, set in as its place in the tree asks."""
    lines = [Text.assemble((each.heading, "bold cyan"), ("  ", ""), (f"{each.at}  {each.by}", "dim"))]
    lines += [Text(each.said)] if each.said else []
    lines += [Text.assemble((f"{name}: ", "dim"), what) for name, what in each.told]
    if len(each.versions) > 1:
        lines.append(Text(f"versions: records {', '.join(map(str, each.versions))}", "dim"))
    out.print(Padding(Group(*lines), (0, 0, 1, 3 * each.depth)), highlight=False)

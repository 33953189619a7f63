"""What a person takes away: one deterministic call, made into a file, recorded before it leaves."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from ulid import ULID

import assistant
from assistant.blocks import Chart, Result, Table
from assistant.callers import Caller
from assistant.charts import Theme
from assistant.desk.desk import Desk
from assistant.downloads import picture, table_csv, workbook
from assistant.errors import BadArguments
from assistant.retention import Run
from assistant.tools import TOOLS

Kind = Literal["xlsx", "csv", "svg", "png"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MEDIA: Mapping[Kind, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}


@dataclass(frozen=True, slots=True)
class Download:
    """A file: what it is called, what it is, and its bytes."""

    name: str
    media_type: str
    content: bytes


def download(
    desk: Desk,
    caller: Caller,
    tool: str,
    arguments: Mapping[str, Any],
    kind: Kind,
    *,
    block: int | None = None,
    theme: Theme = "light",
    as_of: dt.date | None = None,
) -> Download:
    """The result of one call as a file: all of it as .xlsx, one table as .csv, one chart as .svg or .png.

    `block` is the place of the table or chart among the result's blocks; without it, the first of its kind. The call
    is recorded as any other, and the file with its hash before it is handed over (`access.download`). Raises what the
    call raises, and BadArguments where there is nothing of that kind.
    """
    if not any(each.name == tool and each.is_report for each in TOOLS):
        raise BadArguments(f"“{tool}” makes no report, so there is nothing to download; call a report tool.")
    result, _ = desk.call_tool(caller, tool, arguments, as_of=as_of)
    content = _content(result, kind, block, theme, desk.settings.currency)
    name = f"{tool}-{result.as_of.isoformat()}{'' if block is None else f'-{block}'}.{kind}"
    run = Run(desk.log, f"R-{ULID()}", caller.as_actor(), {"advisors": sorted(caller.own)}, assistant.__version__)
    digest = hashlib.sha256(content).hexdigest()
    taken = {"tool": tool, "arguments": dict(arguments), "as_of": result.as_of.isoformat(), "file": name}
    kept = {"data_version": result.data_version, "bytes": len(content), "sha256": digest}
    run.record("access.download", taken | kept, wait=True)
    return Download(re.sub(r"[^\w.-]", "_", name), MEDIA[kind], content)


def _content(result: Result, kind: Kind, block: int | None, theme: Theme, currency: str) -> bytes:
    if kind == "xlsx":
        return workbook(result, currency=currency)
    wanted: type[Table] | type[Chart] = Table if kind == "csv" else Chart
    chosen = _block(result, wanted, block)
    return table_csv(chosen) if isinstance(chosen, Table) else picture(chosen, "png" if kind == "png" else "svg", theme)


def _block(result: Result, wanted: type[Table] | type[Chart], place: int | None) -> Table | Chart:
    places = [i for i, each in enumerate(result.blocks) if isinstance(each, wanted)]
    if place is None and places:
        place = places[0]
    chosen = result.blocks[place] if place in places and place is not None else None
    if not isinstance(chosen, Table | Chart):
        what = "table" if wanted is Table else "chart"
        where = f"; the {what}s are blocks {', '.join(map(str, places))}" if places else ""
        raise BadArguments(f"There is no {what} at that place in this answer{where}.")
    return chosen

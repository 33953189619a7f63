"""Who moved from which class to which, who is new and who is gone, in clients, revenue and value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from assistant.analytics.bridge import MERGED

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

NEW, LOST = "new", "lost"
MEASURES = ("clients", "revenue", "value")
Matrix = dict[str, dict[str, int]]


def moves(start: pd.DataFrame, now: pd.DataFrame, book: Book) -> pd.DataFrame:
    """One row a household of either date (index, in order): `from` and `to` (a class, `new`, `lost`) and, at the start
    and now, `clients` (1 or 0), `revenue` and `value` in cents as columns `…_then` and `…_now`.

    `start` and `now`: of Sides. A household merged into another goes where that one is; it is no loss.
    """
    everyone = start.index.union(now.index)
    to = now["class"].reindex(everyone)
    merged = _merged_into(book)
    if len(merged):
        to = to.fillna(pd.Series(everyone.map(merged).map(now["class"]), index=everyone))
    sides = {"then": start, "now": now}
    columns = {"revenue": "ttm_cents", "value": "value_cents"}
    found = {
        f"{name}_{when}": side[column].reindex(everyone, fill_value=0)
        for name, column in columns.items()
        for when, side in sides.items()
    }
    found |= {f"clients_{when}": everyone.isin(side.index).astype("int64") for when, side in sides.items()}
    came_from = start["class"].reindex(everyone).fillna(NEW)
    frame = pd.DataFrame({"from": came_from, "to": to.fillna(LOST), **found}, index=everyone)
    return frame.rename_axis("household_id")


def _merged_into(book: Book) -> pd.Series:
    """The household that each merged one ended up in, however many mergers that took; a circle ends the walk."""
    closed = book.households[book.households["close_reason"] == MERGED].dropna(subset="merged_into")
    step = closed.set_index("household_id")["merged_into"]
    end = step
    for _ in range(len(step)):
        further = end.map(step)
        if further.isna().all():
            break
        end = further.fillna(end)
    return end


def matrices(moved: pd.DataFrame, names: tuple[str, ...]) -> dict[str, Matrix]:
    """By measure of MEASURES: row (each class at the start, then `new`) → column (each class now, `lost`, `opening`,
    `today`) → clients or cents.

    The cells of a class hold what its clients were at the start, so that a row sums to `opening`; new clients stand
    with what they are today. `today` is what the same clients are now; it sums to the closing book.
    """
    sums = moved.groupby(["from", "to"]).sum().to_dict("index")
    return {measure: _matrix(sums, names, measure) for measure in MEASURES}


def _matrix(sums: dict[tuple[str, str], dict[str, int]], names: tuple[str, ...], measure: str) -> Matrix:
    found: Matrix = {}
    for row in (*names, NEW):
        when = "now" if row == NEW else "then"
        cells = {to: int(sums.get((row, to), {}).get(f"{measure}_{when}", 0)) for to in (*names, LOST)}
        today = sum(int(sums.get((row, to), {}).get(f"{measure}_now", 0)) for to in (*names, LOST))
        found[row] = {**cells, "opening": 0 if row == NEW else sum(cells.values()), "today": today}
    return found

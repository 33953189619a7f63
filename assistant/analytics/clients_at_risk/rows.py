"""Value at risk of each client: the chance of loss, what the client is worth, why, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from assistant.analytics.clients_at_risk.reasons import next_step, reasons_of
from assistant.analytics.erosion.report import KIND_WORDS, erosion_verdicts
from assistant.analytics.labels import client_labels
from assistant.analytics.people import last_two_way
from assistant.analytics.staying import Chances
from assistant.analytics.valuation.assumptions import Assumptions
from assistant.analytics.valuation.inputs import valued_clients
from assistant.analytics.valuation.two_values import value_clients
from assistant.figures import Method

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

LOSS = Method(
    "F17 loss",
    "chance that the client leaves by choice, or that half of the assets go unplanned, within twelve months: a yearly "
    "logistic hazard that starts from published sizes and is moved by the firm's own years, each advisor's level "
    "shrunken towards the firm's; deaths are a hazard of their own",
)
F17 = Method("F17", "value at risk = chance of loss within twelve months × the client's net present value")
COLUMNS = ["name", "loss", "served", "npv_cents", "at_risk_cents", "reason", "then", "last_contact"]


def risk_rows(book: Book, chances: Chances) -> pd.DataFrame:
    """COLUMNS, index household_id, the greatest value at risk first; `loss` and `served` are chances (0–1, to four
    places), `reason` and `then` words. Open households with valued revenue only. Source: F17."""
    valued = valued_clients(book)
    if valued.empty:
        return pd.DataFrame(columns=COLUMNS)
    rows = pd.DataFrame({"npv_cents": value_clients(valued, Assumptions()).by_household("npv")})
    rows = rows[rows.index.isin(chances.loss.index)]
    for name, chance in (("loss", chances.loss), ("served", chances.served)):
        rows[name] = chance.reindex(rows.index).round(4)
    rows["at_risk_cents"] = np.rint(rows["loss"] * rows["npv_cents"]).astype("int64")
    rows["name"] = rows.index.map(client_labels(book))
    rows["last_contact"] = rows.index.map(last_two_way(book))
    ordered = rows.reset_index(names="household_id").sort_values(
        ["at_risk_cents", "household_id"], ascending=[False, True]
    )
    return _with_reasons(book, ordered.set_index("household_id"), chances)[COLUMNS]


def _with_reasons(book: Book, rows: pd.DataFrame, chances: Chances) -> pd.DataFrame:
    kinds = erosion_verdicts(book).set_index("household_id")["kind"].map(KIND_WORDS).fillna("")
    said, then = [], []
    for household, parts in chances.parts.reindex(rows.index).iterrows():
        reasons = reasons_of(parts)
        words = [_said(reason.key, reason.says, str(kinds.get(household, ""))) for reason in reasons]
        said.append("; ".join(words))
        then.append(next_step(reasons))
    return rows.assign(reason=said, then=then)


def _said(key: str, says: str, kind: str) -> str:
    """The reason, with the kind of erosion where the detector names one."""
    return f"{says} ({kind})" if kind and key in ("money_leaving", "drifting", "first_sign") else says

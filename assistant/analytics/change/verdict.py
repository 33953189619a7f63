"""The verdict on a change in one sentence: what took from the assets, what added to them, and what did most."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.analytics.bridge import Bridge
from assistant.figures import Figure, Line, Method, Rows, money, rate

CHANGE = Method("F20 change", "assets at the end − assets at the beginning, the sum of the bridge's steps")
SHARE = Method("F20 share", "the largest step in the direction of the change ÷ all steps in that direction")
MAINLY = 0.60
"""From this share on a change is mainly one thing."""


@dataclass(frozen=True, slots=True)
class Step:
    """One reason for a change: its name in a sentence and its signed cents."""

    key: str
    name: str
    cents: int


def steps(bridge: Bridge) -> tuple[Step, ...]:
    """The reasons that sum to the change, market and fees, flows of clients and transfers apart."""
    return (
        Step("market", "the market", bridge.market),
        Step("withdrawals", "withdrawals", -(bridge.withdrawals + bridge.losses)),
        Step("contributions", "contributions", bridge.new_client_money + bridge.existing_client_money),
        Step("transfers", "transfers", bridge.transfers_in - bridge.transfers_out),
        Step("fees", "fees", -bridge.fees),
        Step("residual", "what the bridge does not explain", bridge.residual),
    )


def verdict_figures(bridge: Bridge, rows: Rows, inputs: tuple[tuple[str, str], ...]) -> tuple[Figure, ...]:
    """The change, the size of each reason, and the share of the main one."""
    change = bridge.end - bridge.begin
    word = "Fall" if change < 0 else "Rise"
    sizes = [
        Figure(f"{step.key}_{'took' if step.cents < 0 else 'added'}",
               f"{step.name[0].upper()}{step.name[1:]} {'took' if step.cents < 0 else 'added'}",
               money(abs(step.cents)), "money", CHANGE, rows, inputs)
        for step in steps(bridge) if step.cents
    ]  # fmt: skip
    found = _main(bridge)
    reason = "" if found else "the assets did not change"
    return (
        Figure("change", "Change of assets", money(change), "money", CHANGE, rows, inputs),
        Figure("size", f"{word} of assets, its size", money(abs(change)), "money", CHANGE, rows, inputs),
        *sizes,
        Figure("main_reason", "Main reason", found[0].name if found else None, "text", SHARE, rows, inputs, reason),
        Figure("main_share", "Its share", rate(found[1]) if found else None, "rate", SHARE, rows, inputs, reason),
    )


def _main(bridge: Bridge) -> tuple[Step, float] | None:
    """The largest reason in the direction of the change and its share of them; None when nothing changed."""
    change = bridge.end - bridge.begin
    same = [step for step in steps(bridge) if step.cents * change > 0]
    if not same:
        return None
    largest = max(same, key=lambda step: abs(step.cents))
    return largest, largest.cents / sum(step.cents for step in same)


def verdict_line(bridge: Bridge, who: str, figures: dict[str, Figure]) -> Line:
    """“Of the fall of X, withdrawals took Y and the market Z; contributions added W.” Market and withdrawals are always
    told, also when they did nothing."""
    change = bridge.end - bridge.begin
    took = _told([s for s in steps(bridge) if s.cents < 0], "took")
    added = _told([s for s in steps(bridge) if s.cents > 0], "added")
    still = {"market": "the market moved nothing", "withdrawals": "nothing was withdrawn"}
    quiet = [words for step in steps(bridge) if not step.cents and (words := still.get(step.key))]
    if not change:
        head, parts = "The assets of {who} are what they were at the beginning, {end}", (added, took)
    else:
        head = f"Of the {'fall' if change < 0 else 'rise'} of {{size}} at {{who}} from {{begin}} to {{end}}"
        parts = (took, added) if change < 0 else (added, took)
    template = f"{head}, {'; '.join(part for part in (*parts, ' and '.join(quiet)) if part)}."
    values: dict[str, Figure | str] = {"who": who, **figures}
    return Line(template, values)


def _told(found: list[Step], verb: str) -> str:
    """`withdrawals took {…}, fees {…} and the market {…}`, the largest first."""
    ordered = sorted(found, key=lambda step: -abs(step.cents))
    words = [f"{step.name} {'' if place else verb + ' '}{{{step.key}_{verb}}}" for place, step in enumerate(ordered)]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def main_line(bridge: Bridge, figures: dict[str, Figure]) -> Line | None:
    """Whether it was mainly one thing, with its share; None when nothing changed."""
    found = _main(bridge)
    if found is None:
        return None
    verb = "took from the assets" if bridge.end < bridge.begin else "added to them"
    if found[1] == 1:
        return Line(f"Nothing but {{main_reason}} {verb}.", {"main_reason": figures["main_reason"]})
    if found[1] >= MAINLY:
        template = f"So it was mainly {{main_reason}}: {{main_share}} of what {verb}."
    else:
        template = f"No single reason did most of it; {{main_reason}} did {{main_share}} of what {verb}."
    return Line(template, {key: figures[key] for key in ("main_reason", "main_share")})

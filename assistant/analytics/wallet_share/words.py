"""What a wallet answer says: the share and how sure it is, whether it is really rising, what is held away, where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.analytics.segments import CLASSES
from assistant.analytics.sentences import sentence
from assistant.analytics.wallet import FRESH_MONTHS, wallet
from assistant.analytics.wallet_share.moves import DISCOVERY, GAIN, LOSS, LOWER, MARKET, PLANNED, STEADY
from assistant.figures import Figure, Line

if TYPE_CHECKING:
    from assistant.analytics.wallet_share.reading import Group, Reading

Figures = Mapping[str, Figure]
FLAT = 0.0025
"""A quarter of a point, within which money alone left the share where it was."""
ASK_AGAIN = "declared net worth is smaller than the assets here: ask again"
"""The note on a client whose share is above the whole."""
ROLLOVER = (
    "Advice to move an old employer plan is a recommendation under Regulation Best Interest, and under PTE 2020-02 for "
    "a fiduciary: leaving it, moving it to a new plan and cashing it are choices to be compared, and the reasons must "
    "be documented. This is a list of what is on record, no recommendation."
)
STORIES = {
    DISCOVERY: "It fell because money elsewhere came to light; none left here for it.",
    LOSS: "It fell because money left that nobody expected.",
    PLANNED: "It fell because of withdrawals that were planned.",
    MARKET: "The market moved it, and no money did.",
    GAIN: "It rose because money came.",
    LOWER: "It rose because less money elsewhere was declared.",
    STEADY: "It has hardly moved.",
}


def share_lines(figures: Figures, whose: str) -> tuple[Line, ...]:
    """The share with its interval and what it rests on; a share that cannot be told says why."""
    if figures["wallet_share"].value is None:
        reason = figures["wallet_share"].reason
        return (
            sentence("The share of wallet of {whose} cannot be told: {reason}.", figures, whose=whose, reason=reason),
        )
    template = (
        "{whose} holds {wallet_share} of the investable net worth that clients declared, between {wallet_share_low} "
        "and {wallet_share_high} by how sure the declarations are."
    )
    fresh = "{fresh} of {clients} clients have a fresh net worth, {stale} an older one and {missing} none"
    if figures["wallet_share_fresh"].value is not None:
        fresh += ": the fresh cover {wallet_coverage} of assets, and on them alone the share is {wallet_share_fresh}"
    return sentence(template, figures, whose=whose), sentence(fresh + ".", figures)


def trend_lines(figures: Figures, when: str) -> tuple[Line, ...]:
    """Where the share came from, part by part, and whether money or only the market and declarations moved it."""
    if figures["share_change"].value is None:
        return ()
    template = (
        _direction(float(str(figures["share_flow"].value)))
        + " Over {when} it went from {share_before} to {share_after}; in points of share, {share_flow} is money in and "
        "out, {share_market} the market, {share_restated} net worth declared anew, {share_others} clients who came, "
        "went or declared for the first time."
    )
    lines = [sentence(template, figures, when=when)]
    if figures["discoveries"].value or figures["losses"].value:
        lines.append(
            sentence(
                "Clients who only disclosed money that was elsewhere already, which is no loss: {discoveries} "
                "({disclosed}); clients whose money really left: {losses} ({left}).",
                figures,
            )
        )
    return tuple(lines)


def _direction(flow: float) -> str:
    if abs(flow) < FLAT:
        return "By money alone the share is standing still."
    return "By money alone the share is growing." if flow > 0 else "By money alone the share is shrinking."


def away_lines(figures: Figures) -> tuple[Line, ...]:
    """Money elsewhere that is known by name, and old employer plans among it."""
    if not figures["held_away_clients"].value:
        return (Line("No money held elsewhere is on record by name."),)
    template = "{held_away} is known by name to be held elsewhere (clients: {held_away_clients})"
    if figures["old_plans"].value:
        template += ", {old_401k} of it in old employer plans ({old_plans})"
    return (sentence(template + ".", figures),)


def plan_lines(figures: Figures) -> tuple[Line, ...]:
    """Who has an old employer plan, since when that is known, and who may have one."""
    lines = []
    if figures["old_plans"].value:
        template = "Old employer plans on record: {old_plans}, {old_401k} in all, the oldest record of {oldest_plan}."
        lines.append(sentence(template, figures))
    else:
        lines.append(Line("No old employer plan is on record."))
    if figures["plan_events"].value:
        template = "Other clients who changed job or retired and may have left one: {plan_events}. Ask them."
        lines.append(sentence(template, figures))
    return tuple(lines)


def reach_lines(figures: Figures) -> tuple[Line, ...]:
    if figures["opportunity"].value is None:
        return ()
    targets = ", ".join(f"{name} {{target_{name}}}" for name in CLASSES if f"target_{name}" in figures)
    template = (
        f"Up to the share that the best quarter of the class reach ({targets}), {{within_reach}} is within reach; with "
        "the usual chance of bringing it over that is {opportunity} of revenue a year."
    )
    return (sentence(template, figures),)


def client_lines(figures: Figures, name: str, label: str, when: str) -> tuple[Line, ...]:
    """One client: the share, how sure and how old it is, what moved it, and who else has money."""
    if figures["wallet_share"].value is None:
        reason = figures["wallet_share"].reason
        lines = [sentence("The share of wallet of {who} cannot be told: {reason}.", figures, who=name, reason=reason)]
    else:
        template = (
            "{who} has {wallet_share} of the investable net worth declared on {declared_on} here, between "
            "{wallet_share_low} and {wallet_share_high}"
        )
        source = figures["declared_by"].value
        template += " as it comes from {source}." if source else "."
        lines = [sentence(template, figures, who=name, source=str(source))]
        if float(str(figures["wallet_share"].value)) > 1:
            lines.append(Line(f"{ASK_AGAIN[:1].upper()}{ASK_AGAIN[1:]}."))
    if figures["share_change"].value is not None:
        template = "Over {when} it went from {share_before} to {share_after}. " + STORIES.get(label, "")
        lines.append(sentence(template, figures, when=when))
    if figures["held_elsewhere"].value is not None:
        lines.append(sentence("{held_elsewhere} is elsewhere, {held_away} of it known by name.", figures))
    return (*lines, *reach_lines(figures))


def group_lines(groups: Sequence[Group], figures: Figures, by: str) -> tuple[Line, ...]:
    """The highest and the lowest share among the rows that have one."""
    if "best" not in figures or "worst" not in figures:
        return ()
    named = ranked(groups)
    template = "By {by}, {top} has the highest share, {best}, and {end} the lowest, {worst}."
    return (sentence(template, figures, by=by, top=named[0].name, end=named[-1].name),)


def ranked(groups: Sequence[Group]) -> tuple[Group, ...]:
    """The rows with a share, highest first."""
    known = [(group, wallet(group.wallet).share) for group in groups]
    return tuple(
        group for group, share in sorted(known, key=lambda pair: (-(pair[1] or 0.0), pair[0].name)) if share is not None
    )


def caveats(reading: Reading, figures: Figures, *, plans: bool, by: str | None) -> tuple[str, ...]:
    found = [reading.trouble] if reading.trouble else []
    if figures["wallet_share"].value is not None:
        found.append(
            "The share is a ratio of sums, never a mean of clients' shares, and takes net worth as declared, however "
            f"old; fresh is at most {FRESH_MONTHS} months."
        )
    if figures["wallet_share"].value is not None and float(str(figures["wallet_share"].value)) > 1:
        found.append("More is held here than was declared in all: the declarations are out of date.")
    if figures["in_part"].value:
        found.append(
            "Clients who share an account with another advisor count with this book's part of the assets and their "
            "whole net worth, so that their share reads too low; what is within reach leaves them out."
        )
    if by in ("advisor", "branch"):
        found.append(
            "Targets are those of the classes within the whole scope asked about. A client shared by two advisors "
            "counts with the whole net worth for both, and once in the total."
        )
    return (*found, *((ROLLOVER,) if plans else ()))

"""The card of the chances of leaving: tried forward on the last year, calibrated or not, and fair or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.analytics.intervals import wilson
from assistant.analytics.sentences import sentence, told
from assistant.analytics.staying import CARD_KIND, Card, Share, card_of, landmark_rows
from assistant.blocks import Chart, Column, Result, Table
from assistant.errors import NotEnoughData
from assistant.figures import Figure, Method, Rows, Unit, Value, rate

if TYPE_CHECKING:
    from assistant.book.snapshot import Book

P4 = Method("P4", "AUC, Brier score against the base rate, calibration slope and lift, on households held out")
P4_FORWARD = Method(
    "P4 forward",
    "chances learned from the years before the last, given at its beginning, against what it brought; deaths, mergers "
    "and exits the firm chose left out",
)
FEW = "too few clients left, or stayed, to say anything about discrimination"
GOOD_AUC, GOOD_SLOPE = 0.60, (0.8, 1.25)
"""The gate of P4."""
ADVISORS = 20
"""Advisors listed, the largest books first."""
CAVEATS = (
    "An interval that does not hold what was expected deserves a look by a person; of many groups a few do by chance.",
    "The chances in use are learned from the last year too; this card is of those that were not.",
)
COLUMNS = (
    Column("group", "Group"), Column("rows", "Clients", "count", P4_FORWARD),
    Column("expected", "Expected to leave", "rate", P4_FORWARD), Column("happened", "Left", "rate", P4_FORWARD),
    Column("low", "at least", "rate", P4_FORWARD), Column("high", "at most", "rate", P4_FORWARD),
    Column("fits", "Verdict"),
)  # fmt: skip


def retention_card(book: Book) -> Result:
    """How well the chances of leaving fitted the last year: discrimination, Brier skill, calibration by tenths, and by
    age, sex, size and advisor; and which terms drifted since.

    `book`: that of the whole firm. Read from the nightly pass; worked out here where it has not run. Raises
    NotEnoughData when no year of the firm's is over. Source: P4 and 3.7.
    """
    kept = book.learned(CARD_KIND)
    known = kept["card"] if kept else None
    card = Card.from_json(known) if known else card_of(landmark_rows(book))
    if card is None:
        raise NotEnoughData(
            f"No client of {book.scope.label} was there a year ago, so there is nothing to compare the chances with."
        )
    figures = _figures(card, Rows.of("households", book.households["household_id"]))
    by = {figure.key: figure for figure in figures}
    verdict = verdict_on(card)
    lines = [
        sentence("{expected} of {rows} clients were expected to leave within the year, {happened} did.", by),
        *(
            [sentence("The chances tell leavers from stayers with an AUC of {auc}.", by)]
            if card.auc is not None
            else []
        ),
        sentence(f"Verdict: {verdict}.", by),
    ]
    if by["skill"].value is not None:
        lines.insert(
            1, sentence("Against giving everybody the base rate the skill is {skill} (1 perfect, 0 none).", by)
        )
    tables = tuple(
        Table(title, COLUMNS, tuple(_row(each) for each in shares))
        for title, shares in (
            ("By tenth of the chance", card.bins), ("By age", card.by_age), ("By sex", card.by_sex),
            ("By assets", card.by_size), ("By advisor", _largest(card.by_advisor)),
        )
        if shares
    )  # fmt: skip
    chart = _reliability(card)
    return Result("Retention: chances of loss", book.as_of, figures, (chart, *tables), tuple(lines), CAVEATS)


def verdict_on(card: Card) -> str:
    """What may be used of the chances: order, spread, level, or nothing yet; and which terms drifted. Source: P4."""
    if card.auc is None or card.slope is None:
        return "not to be judged yet, as too few clients left"
    drifted = f"; drifted since: {', '.join(card.moved)}" if card.moved else ""
    if card.auc < GOOD_AUC:
        return f"they hardly tell leavers from stayers, so use the reasons and not the order{drifted}"
    if not GOOD_SLOPE[0] <= card.slope <= GOOD_SLOPE[1]:
        return f"the order holds, the sizes do not: the chances are too far apart or too close together{drifted}"
    if not _fits(card.rows, card.expected, card.happened):
        less = "fewer" if card.happened < card.expected else "more"
        return f"the order and the spread hold, the level has moved: {less} left than expected{drifted}"
    return f"good enough to be used as they are{drifted}"


def _figures(card: Card, behind: Rows) -> tuple[Figure, ...]:
    inputs = (("scored at", card.scored_on), ("learned from client years", str(card.trained_rows)))

    def one(key: str, label: str, value: Value, unit: Unit, method: Method = P4, reason: str = FEW) -> Figure:
        return told(key, label, value, unit, method, behind, inputs, reason)

    return (
        one("rows", "Clients scored", card.rows, "count", P4_FORWARD),
        one("expected", "Losses expected", rate(card.expected, 2), "score", P4_FORWARD),
        one("happened", "Losses that happened", card.happened, "count", P4_FORWARD),
        one("base", "Base rate", rate(card.happened / card.rows), "rate", P4_FORWARD),
        one("trained", "Client years learned from", card.trained_rows, "count", P4_FORWARD),
        one("trained_left", "of them, clients who left", card.trained_events, "count", P4_FORWARD),
        one("auc", "AUC", rate(card.auc, 4), "score"),
        one("pr_auc", "PR-AUC", rate(card.pr_auc, 4), "score"),
        one("lift", "Lift of the tenth most at risk", rate(card.lift, 2), "multiple"),
        one("brier", "Brier score", rate(card.brier, 4), "score"),
        one("skill", "Brier skill", rate(card.skill, 4), "score",
            reason="nobody left, so there is no base rate to compare with"),
        one("slope", "Calibration slope", rate(card.slope, 4), "score"),
        one("ece", "Expected calibration error", rate(card.ece, 4), "rate"),
        one("moved", "Terms that drifted", len(card.moved), "count"),
    )  # fmt: skip


def _fits(rows: int, expected: float, happened: int) -> bool:
    low, high = wilson(happened, rows) or (0.0, 1.0)
    return low <= expected / rows <= high


def _row(share: Share) -> tuple[Value, ...]:
    low, high = wilson(share.happened, share.rows) or (0.0, 1.0)
    numbers = (share.expected / share.rows, share.happened / share.rows, low, high)
    fits = "fits" if _fits(share.rows, share.expected, share.happened) else "look at it"
    return (share.name, share.rows, *(rate(number) for number in numbers), fits)


def _largest(shares: tuple[Share, ...]) -> tuple[Share, ...]:
    return tuple(sorted(shares, key=lambda share: (-share.rows, share.name))[:ADVISORS])


def _reliability(card: Card) -> Chart:
    names = tuple(share.name for share in card.bins)
    expected = tuple(rate(share.expected / share.rows) for share in card.bins)
    happened = tuple(rate(share.happened / share.rows) for share in card.bins)
    alt = "Chance given beside the share that left, by tenths of the clients in order of the chance."
    series = (("Expected to leave", expected), ("Left", happened))
    return Chart("Expected and happened by tenth", "bar", "rate", names, series, alt)

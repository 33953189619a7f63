"""Words of direction (`rose`, `fell`, `up 5 %`) that say the opposite of the figure they are attached to.

Only what is clearly attached counts: a change that stands directly beside the word, or `from A to B`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.guardrails.given import Given, Signed
from assistant.guardrails.mentions import Mention
from assistant.guardrails.passage import Passage
from assistant.guardrails.rule import Hit

_UP = (
    r"rose|risen|rising|grew|grown|growing|increased|gained|climbed|up|aumentat[oaie]|cresciut[oaie]|salit[oaie]|"
    r"subio|subieron|crecio|crecieron|aumento|aumentaron"
)
_DOWN = (
    r"fell|fallen|falling|dropped|declined|decreased|shrank|shrunk|lost|down|calat[oaie]|sces[oaie]|"
    r"diminuit[oaie]|cayo|cayeron|bajo|bajaron|disminuyo|disminuyeron"
)
_BY = r"(?:\s(?:by|del|dell'|di|de|un|en un|about|around|roughly|circa|some|nearly|almost))*\s?$"
_BEFORE = {1: re.compile(rf"\b(?:{_UP}){_BY}"), -1: re.compile(rf"\b(?:{_DOWN}){_BY}")}
_AFTER = {
    1: re.compile(r"\s(?:increase|rise|growth|gain|higher|di crescita|di aumento|de crecimiento|de aumento)\b"),
    -1: re.compile(r"\s(?:decrease|decline|drop|fall|lower|di calo|di diminuzione|de caida|de descenso)\b"),
}
_NOT_A_CHANGE = re.compile(
    r"\b(?:not|never|non|no|would|could|if|se|si|when|had|backed|set|made|catch|follow|sign|lined)\b[^.]{0,25}$"
)
_FROM = re.compile(r"\b(?:from|da|de|desde)\s?$")
_TO = re.compile(r"\s(?:to|a|hasta)\s")


def contradicted(passage: Passage, mentions: Sequence[Mention], given: Given) -> Iterator[Hit]:
    """Mentions whose attached direction word no figure of that size agrees with."""
    for at, mention in enumerate(mentions):
        direction = _direction(passage.low, mention)
        if direction and not mention.sign and _all_against(mention, direction, given):
            yield Hit(mention.start, mention.end, "The word of direction says the opposite of the figure.")
        if at + 1 < len(mentions) and _falls_from_to(passage.low, mention, mentions[at + 1]):
            yield Hit(
                mention.start, mentions[at + 1].end, "The word of direction says the opposite of the two figures."
            )


def _direction(low: str, mention: Mention) -> int:
    before, after = low[max(0, mention.start - 60) : mention.start], low[mention.end : mention.end + 25]
    for direction in (1, -1):
        match = _BEFORE[direction].search(before)
        if match and not _NOT_A_CHANGE.search(before[: match.start()]):
            return direction
        if _AFTER[direction].match(after):
            return direction
    return 0


def _all_against(mention: Mention, direction: int, given: Given) -> bool:
    """Whether figures of this size exist and every one has the other sign.

    A positive figure contradicts a fall only when its label says that it is a change: outflows of 5 are a fall of 5.
    """
    same_size = [figure for figure in given.signed[mention.kind] if _is_said(mention, figure)]
    if direction > 0:
        return bool(same_size) and all(figure.value < 0 for figure in same_size)
    return bool(same_size) and all(figure.value > 0 and figure.is_change for figure in same_size)


def _is_said(mention: Mention, figure: Signed) -> bool:
    return any(abs(abs(figure.value) - reading.value) <= reading.step / 2 for reading in mention.readings)


def _falls_from_to(low: str, first: Mention, second: Mention) -> bool:
    """`grew from 5 to 3`: the two numbers themselves deny the word."""
    if first.kind != second.kind or not _TO.fullmatch(low[first.end : second.start]):
        return False
    before = _FROM.split(low[max(0, first.start - 60) : first.start])
    if len(before) < 2 or not first.readings or not second.readings or first.sign or second.sign:
        return False
    change = max(r.value for r in second.readings) - max(r.value for r in first.readings)
    for direction in (1, -1):
        match = _BEFORE[direction].search(before[0])
        if match and not _NOT_A_CHANGE.search(before[0][: match.start()]):
            return change * Decimal(direction) < 0
    return False

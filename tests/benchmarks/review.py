"""How fast and how well texts are reviewed: `python -m tests.benchmarks.review FILE`, with peers.

FILE is a labelled corpus (JSONL: id, channel, audience, text, context, labels, clean). Presidio reads identifiers only
and is shown when it is installed (`make peers`). Prints only.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.guardrails import review
from assistant.guardrails.scoring import LABELLED

MAILS = Path(__file__).parents[2] / "training" / "mails"
WORDS = 200
IDENTIFIERS = frozenset({"pii-ssn", "pii-account-number"})
PRESIDIO = ("US_SSN", "US_ITIN", "CREDIT_CARD", "IBAN_CODE", "US_BANK_NUMBER")
KEYWORDS = re.compile(
    r"\b(?:guarante\w+|risk[- ]free|no risk|can't lose|best|unmatched|sure thing|double your money|act now|last chance|"
    r"insider|off the record|delete this|whatsapp|personal (?:cell|email)|password|ssn|free|tax[- ]free|award|"
    r"top advisor|testimonial|backtest\w*|projected|will (?:earn|return|grow)|garanti\w+|sin riesgo|senza rischi\w*)\b",
    re.IGNORECASE,
)  # fmt: skip

Flagged = Callable[[dict[str, Any]], bool]


def drafts() -> list[str]:
    """Whole texts of about 200 words, one after the other out of the training mails."""
    words = [re.sub(r"\[\[[a-z-]+: |\]\]", "", file.read_text("utf-8")) for file in sorted(MAILS.glob("*.txt"))]
    texts = [
        text.split("\n", 1)[1] for text in re.split(r"^=====\s*$", "\n=====\n".join(words), flags=re.M) if "\n" in text
    ]
    whole, made = "", []
    for text in texts:
        whole += text.strip() + "\n\n"
        if len(whole.split()) >= WORDS:
            made.append(whole)
            whole = ""
    return made


def speed(name: str, look: Callable[[str], Any], texts: Iterable[str]) -> None:
    texts = list(texts)[:200]
    look(texts[0])
    took = []
    for text in texts:
        begun = time.perf_counter()
        look(text)
        took.append(1000 * (time.perf_counter() - begun))
    cuts = statistics.quantiles(took, n=100)
    words = statistics.mean(len(text.split()) for text in texts)
    print(f"{name:28} {len(texts)} texts of {words:.0f} words: p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms")


def quality(name: str, flagged: Flagged, items: list[dict[str, Any]], wanted: frozenset[str]) -> None:
    hits = [flagged(item) for item in items if wanted & set(item["labels"])]
    false = [flagged(item) for item in items if item["clean"]]
    print(f"{name:28} finds {sum(hits)}/{len(hits)}, flags {sum(false)}/{len(false)} clean texts")


def ours(item: dict[str, Any]) -> set[str]:
    facts = {**item["context"], "audience": item["audience"]}
    return {flag.rule for flag in review(item["text"], facts, item["channel"]).findings if flag.severity != "advise"}


def presidio() -> Any:
    import spacy
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):
        def __init__(self) -> None:
            super().__init__()
            self.nlp = {"en": spacy.blank("en")}

    return AnalyzerEngine(nlp_engine=Blank(), supported_languages=["en"])


def main() -> None:
    items = [json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines() if line.strip()]
    texts = drafts()
    speed("the guardrails", lambda text: review(text, {"audience": "26+_retail"}, "email"), texts)
    speed("a keyword list", KEYWORDS.search, texts)
    every = frozenset(LABELLED)
    quality("the guardrails", lambda item: bool(ours(item) & every), items, every)
    quality("a keyword list", lambda item: bool(KEYWORDS.search(item["text"])), items, every)
    quality("identifiers: the guardrails", lambda item: bool(ours(item) & IDENTIFIERS), items, IDENTIFIERS)
    if find_spec("presidio_analyzer") is None:
        print("Presidio is not installed here: run `make peers`, and this with the peers' python.")
        return
    engine = presidio()

    def found(item: dict[str, Any]) -> bool:
        return bool(engine.analyze(item["text"], language="en", entities=list(PRESIDIO), score_threshold=0.3))

    speed("Presidio", lambda text: engine.analyze(text, language="en", entities=list(PRESIDIO)), texts)
    quality("identifiers: Presidio", found, items, IDENTIFIERS)


if __name__ == "__main__":
    main()

"""`assistant eval guardrails`: review every item of a labelled file, twice, and print how well that went."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import BaseModel, Field, ValidationError

from assistant.cli.terminal import out, print_json, read_text
from assistant.errors import BadArguments, BadInput, Problem

if TYPE_CHECKING:
    from assistant.guardrails import Review
    from assistant.guardrails.scoring import Judged, RuleScore, Score, Share


class Labelled(BaseModel):
    """A line of a labelled file. What is written for people (`why`) is not read."""

    id: str
    channel: str
    audience: str
    text: str = Field(min_length=1)
    context: dict[str, Any] = {}
    labels: list[str]
    clean: bool
    also_ok: list[str] = []
    trap: list[str] = []


def add_to(app: typer.Typer) -> None:
    evals = typer.Typer(help="Score a part of the assistant on a labelled file.", no_args_is_help=True)
    evals.command("guardrails")(guardrails)
    app.add_typer(evals, name="eval")


def guardrails(
    file: Annotated[Path, typer.Argument(help="JSONL: id, channel, audience, text, context, labels, clean, also_ok")],
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON value and nothing else")] = False,
) -> None:
    """Score the guardrails on labelled texts: recall and false alarms, right reasons, rules, languages."""
    from assistant.guardrails.scoring import score

    items = _items(read_text(file), str(file))
    reviews = [_review(item) for item in items]
    same = reviews == [_review(item) for item in items]
    told = _told(score([_judged(*pair) for pair in zip(items, reviews, strict=True)])) | {"deterministic": same}
    if as_json:
        print_json(told)
    else:
        _show(told)
    raise typer.Exit(0 if same else 1)


def _items(text: str, file: str) -> list[Labelled]:
    """The labelled items. Raises BadInput for bad lines, an id given twice, and labels that belie `clean`."""
    items, problems, seen = list[Labelled](), list[Problem](), set[str]()
    for row, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            item = Labelled.model_validate_json(line)
        except ValidationError as error:
            problems += [Problem(file, row, ".".join(map(str, e["loc"])), e["type"], e["msg"]) for e in error.errors()]
            continue
        if item.id in seen:
            problems.append(Problem(file, row, "id", "duplicate", f"The id {item.id} stands in an earlier line too."))
        if item.clean == bool(item.labels):
            problems.append(Problem(file, row, "clean", "labels", "An item is clean exactly when it has no labels."))
        seen.add(item.id)
        items.append(item)
    if problems:
        raise BadInput(f"{file} cannot be scored; nothing was reviewed.", problems)
    if not items:
        raise BadArguments(f"There is nothing to score in {file}: it needs one labelled item a line.")
    return items


def _review(item: Labelled) -> Review:
    from assistant.guardrails import review

    return review(item.text, {**item.context, "audience": item.audience}, item.channel)


def _judged(item: Labelled, review: Review) -> Judged:
    from assistant.guardrails.scoring import Judged

    return Judged(
        item.id,
        str(item.context.get("lang", "en")),
        frozenset(item.labels),
        frozenset(item.also_ok),
        frozenset(item.trap),
        frozenset(flag.rule for flag in review.findings if flag.severity != "advise"),
    )


def _told(score: Score) -> dict[str, Any]:
    return {
        "recall": _share(score.recall),
        "right_reason": _share(score.right_reason),
        "false_alarms": _share(score.false_alarms),
        "hard_negatives": _share(score.hard_negatives),
        "by_language": {
            language: {"recall": _share(recall), "false_alarms": _share(alarms)}
            for language, (recall, alarms) in score.by_language.items()
        },
        "macro_recall": score.macro_recall,
        "rules_under_half": list(score.low_rules),
        "rules": [_rule(rule) for rule in score.rules],
    }


def _share(share: Share) -> dict[str, Any]:
    return {"count": share.count, "out_of": share.out_of, "share": share.value, "wilson_95": share.interval}


def _rule(rule: RuleScore) -> dict[str, Any]:
    return {
        "rule": rule.rule, "recall": rule.recall, "precision": rule.precision,
        "strict_precision": rule.strict_precision, "true": rule.true, "missed": rule.missed, "false": rule.false,
    }  # fmt: skip


def _show(told: dict[str, Any]) -> None:
    lines = [
        ("violations flagged (recall)", told["recall"]),
        ("violations flagged for a right reason", told["right_reason"]),
        ("clean items flagged (false alarms)", told["false_alarms"]),
        ("hard negatives flagged", told["hard_negatives"]),
    ]
    for language, shares in told["by_language"].items():
        lines += [(f"{language}: recall", shares["recall"]), (f"{language}: false alarms", shares["false_alarms"])]
    for name, share in lines:
        low, high = share["wilson_95"] or (0.0, 1.0)
        counts = f"{share['count']:4d}/{share['out_of']:<4d}"
        _print(f"{name:40s} {counts} {_number(share['share'])}  [{low:.3f}, {high:.3f}]")
    _print(f"{'rule':34s}  recall precision strict   tp  fn  fp")
    for rule in told["rules"]:
        rates = f"{_number(rule['recall'])}   {_number(rule['precision'])}  {_number(rule['strict_precision'])}"
        _print(f"{rule['rule']:34s}   {rates} {rule['true']:4d}{rule['missed']:4d}{rule['false']:4d}")
    _print(f"macro recall {_number(told['macro_recall'])}")
    _print(f"rules with recall under 0.5: {_listed(told['rules_under_half'])}")
    _print("A second run found the same." if told["deterministic"] else "A second run found something else.")


def _print(line: str) -> None:
    out.print(line, highlight=False, markup=False, soft_wrap=True)


def _number(value: float | None) -> str:
    return "  -  " if value is None else f"{value:.3f}"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"

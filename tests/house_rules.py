"""The house's rules as checks over source text: each takes (file, source) and says in sentences what to do instead."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
FORBIDDEN_NAMES = frozenset(("utils", "util", "common", "helpers", "helper", "manager", "managers", "base", "misc"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
MAKERS_OF_APPROVED = ("assistant/drafting.py", "assistant/drafts/draft.py")
COMMITTERS = ("assistant/desk/", "assistant/database.py", "assistant/retention/", "assistant/migrations/")
PRODUCT = ("assistant", "knowledge", "integrations")

Rule = Callable[[str, str], Iterator[str]]


def file_is_not_too_long(file: str, source: str) -> Iterator[str]:
    lines = len(source.splitlines())
    if lines > LONGEST_FILE:
        yield f"{file} has {lines} lines: split it where it does two things; {LONGEST_FILE} is the most."


def functions_are_not_too_long(file: str, source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{file}:{node.lineno} {node.name} has {length} lines: give each step a function with a name."


def file_explains_itself(file: str, source: str) -> Iterator[str]:
    tree = ast.parse(source)
    if tree.body and not ast.get_docstring(tree):
        yield f"{file} does not say what it is for: begin it with one sentence."


def name_says_what_it_is(file: str, source: str) -> Iterator[str]:
    for part in Path(file).with_suffix("").parts:
        if part in FORBIDDEN_NAMES:
            yield f"{file}: “{part}” names nothing: name the file after what it holds."


def init_is_a_door(file: str, source: str) -> Iterator[str]:
    if not file.endswith("__init__.py"):
        return
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{file}:{node.lineno} defines {node.name}: an __init__ only lists names; move it to its own file."


def only_the_desk_commits(file: str, source: str) -> Iterator[str]:
    if file.startswith(COMMITTERS):
        return
    for number, line in enumerate(source.splitlines(), 1):
        if re.search(r"\.(commit|writing|begin|begin_nested)\(", line):
            yield f"{file}:{number} commits: hand the change to the desk, which records it first and commits it."


def only_drafting_approves(file: str, source: str) -> Iterator[str]:
    if file in MAKERS_OF_APPROVED:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "ApprovedDraft":
            yield f"{file}:{node.lineno} makes an ApprovedDraft: only drafting.py may; ask it for one."


def catch_alls_have_a_reason(file: str, source: str) -> Iterator[str]:
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ExceptHandler) and getattr(node.type, "id", None) in (
            None,
            "Exception",
            "BaseException",
        ):
            if node.type is not None and not isinstance(node.type, ast.Name):
                continue
            if "#" not in lines[node.lineno - 1]:
                yield f"{file}:{node.lineno} catches everything: name the errors, or comment why."


def settings_are_read_once(file: str, source: str) -> Iterator[str]:
    if file == "assistant/settings.py":
        return
    for number, line in enumerate(source.splitlines(), 1):
        if re.search(r"os\.(environ|getenv)", line):
            yield f"{file}:{number} reads the environment: add a setting and hand it down."


def rounding_is_in_figures(file: str, source: str) -> Iterator[str]:
    """Printing money or percentages by hand makes two roundings of one number."""
    if file == "assistant/figures.py" or not file.startswith(
        ("assistant/analytics/", "assistant/tools/", "assistant/web/")
    ):
        return
    for number, line in enumerate(source.splitlines(), 1):
        if re.search(r"\{[^{}]*:[,.]?\d*\.\d+[f%]\}", line):
            yield f"{file}:{number} prints a number by hand: make it a Figure and let figures.show print it."


def no_marks_of_unfinished_work(file: str, source: str) -> Iterator[str]:
    for number, line in enumerate(source.splitlines(), 1):
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line):
            yield f"{file}:{number} is marked unfinished: finish it, or name it in the note on the issue."


RULES: tuple[Rule, ...] = (
    file_is_not_too_long,
    functions_are_not_too_long,
    file_explains_itself,
    name_says_what_it_is,
    init_is_a_door,
    only_the_desk_commits,
    only_drafting_approves,
    catch_alls_have_a_reason,
    settings_are_read_once,
    rounding_is_in_figures,
    no_marks_of_unfinished_work,
)


def product_files() -> Iterator[tuple[str, str]]:
    """Every Python file of the product with its text; migrations' versions are generated and left out."""
    for room in PRODUCT:
        for path in sorted((ROOT / room).rglob("*.py")):
            file = path.relative_to(ROOT).as_posix()
            if not re.match(r"assistant/migrations/(firm|log)/", file):
                yield file, path.read_text(encoding="utf-8")

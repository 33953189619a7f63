"""Every analysis has a page that says what it answers, by which formula, from which source, within which limits."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from assistant.tools import TOOLS

ROOT = Path(__file__).parents[1]
PAGES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "knowledge" / "methods").glob("*.md"))}
FORMULA = re.compile(r"(?<![\w.])(?:F\d{1,2}[bx]?|R[1-8]x?|S[1-4]|E\d{1,2}|P[1-5])(?![\w.])")


def methods_in_code() -> dict[str, str]:
    """Id of every `Method(...)` written in the analyses and tools → the file that defines it."""
    found: dict[str, str] = {}
    for room in ("analytics", "tools"):
        for path in sorted((ROOT / "assistant" / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Method" and node.args:
                    first = node.args[0]
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        found.setdefault(first.value, path.relative_to(ROOT).as_posix())
    return found


class TestMethodsPages:
    def test_there_is_one_for_every_report(self) -> None:
        words = "\n".join(PAGES.values())
        missing = [t.name for t in TOOLS if t.is_report and t.name not in PAGES and f"`{t.name}`" not in words]
        assert missing == [], "write knowledge/methods/<tool>.md, or name the tool in backticks on a page"

    @pytest.mark.parametrize("page", PAGES)
    def test_each_names_its_limits_and_its_source(self, page: str) -> None:
        text = PAGES[page]
        assert re.search(r"^source: \S", text, re.MULTILINE)
        assert re.search(r"\blimit|\bnot\b|\bnever\b", text, re.IGNORECASE), f"{page}.md says nothing about limits"

    def test_every_method_that_a_figure_can_carry_is_on_a_page(self) -> None:
        words = "\n".join(PAGES.values())
        unknown = {name: where for name, where in methods_in_code().items() if name not in words}
        assert unknown == {}, "name the method's id on the page of its analysis in knowledge/methods/"

    def test_every_formula_that_a_docstring_cites_is_on_a_page(self) -> None:
        words = "\n".join(PAGES.values())
        cited: dict[str, str] = {}
        for path in sorted((ROOT / "assistant" / "analytics").rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and (said := ast.get_docstring(node)):
                    cited.update((name, path.relative_to(ROOT).as_posix()) for name in FORMULA.findall(said))
        unknown = {name: where for name, where in cited.items() if not re.search(rf"(?<!\w){name}(?!\w)", words)}
        assert unknown == {}, "docstring and page disagree: put the formula on the page, or out of the docstring"

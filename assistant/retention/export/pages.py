"""The export as HTML to be read: no script, no address outside, every word escaped by the template library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import DictLoader, Environment

from assistant.retention.export.tree import Shown
from assistant.retention.export.words import OUTSIDE


class Told(NamedTuple):
    """A conversation, or a stretch of one, as a tree. `conversation` is “” for what belongs to none."""

    conversation: str
    records: Sequence[Shown]
    begun_before: bool

    @property
    def heading(self) -> str:
        name = f"Conversation {self.conversation}" if self.conversation else OUTSIDE
        return f"{name} (continued)" if self.begun_before else name


_STYLE = """
body { font: 16px/1.45 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 62rem; margin: 2rem auto;
  padding: 0 1rem }
h2 { border-top: 2px solid #555; padding-top: 1rem } h3 { margin-bottom: .2rem }
ol { list-style: none; padding: 0 } ol ol { margin-left: .5rem; padding-left: 1rem; border-left: 3px solid #777 }
blockquote, dd { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate }
blockquote { background: #f2f2f2; margin: .5rem 0; padding: .6rem .8rem }
dt { font-weight: 600 } dd { margin: 0 0 .3rem 1rem } .facts { font-size: .85rem; color: #444 }
.facts dt { float: left; clear: left; margin-right: .5rem }
table { border-collapse: collapse } th, td { border: 1px solid #777; padding: .25rem .5rem; text-align: left }
"""
_TEMPLATES = {
    "frame": """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{{ title }}</title>
<style>{{ style|safe }}</style>
</head>
<body>
<main>
<h1>{{ title }}</h1>
{% block body %}{% endblock %}
</main>
</body>
</html>
""",
    "told": """
{% for each in told %}
<section>
<h2>{{ each.heading }}</h2>
<ol>
{% for record in each.records %}
{% for _ in range(record.depth - (each.records[loop.index0 - 1].depth if loop.index0 else 0)) %}<ol>{% endfor %}
<li id="r{{ record.seq }}">
<h3>{{ record.heading }}</h3>
<p>{{ record.at }}, {{ record.by }}
{%- if record.versions %}. Versions: {% for seq in record.versions -%}
{% if seq == record.seq %}<strong>record {{ seq }}</strong>
{%- else %}<a href="#r{{ seq }}">record {{ seq }}</a>{% endif %}
{{- ", " if not loop.last }}{% endfor %}{% endif %}</p>
{% if record.said %}<blockquote dir="auto">{{ record.said }}</blockquote>{% endif %}
{% if record.told %}<dl>{% for name, what in record.told %}<dt>{{ name }}</dt><dd dir="auto">{{ what }}</dd>
{% endfor %}</dl>{% endif %}
<dl class="facts">{% for name, what in record.facts %}<dt>{{ name }}</dt><dd>{{ what }}</dd>
{% endfor %}</dl>
{% set next = each.records[loop.index0 + 1].depth if not loop.last else 0 %}
{% if next <= record.depth %}</li>{% endif %}
{% for _ in range(record.depth - next) %}</ol></li>{% endfor %}
{% endfor %}
</ol>
</section>
{% endfor %}
""",
    "part": """{% extends "frame" %}{% block body %}
<p><a href="index.html">Contents of the export</a></p>
{% include "told" %}
{% endblock %}""",
    "index": """{% extends "frame" %}{% block body %}
<dl>{% for name, what in about %}<dt>{{ name }}</dt><dd>{{ what }}</dd>
{% endfor %}</dl>
<p>How to check that nothing was changed, and what each file is, stands in <a href="README.txt">README.txt</a>.</p>
<h2>Contents</h2>
{% if contents %}
<table>
<caption>Conversations in the order in which they began</caption>
<thead><tr><th scope="col">Conversation</th><th scope="col">Records</th><th scope="col">Begins with</th></tr></thead>
<tbody>
{% for each in contents %}
<tr><th scope="row">{{ each.heading }}</th><td>{{ each.records }}</td>
<td><a href="{{ each.page }}#r{{ each.first }}">record {{ each.first }}</a></td></tr>
{% endfor %}
</tbody>
</table>
{% else %}
<p>Nothing was found for what was asked: the export has no record.</p>
{% endif %}
{% include "told" %}
{% endblock %}""",
}
_PAGES = Environment(loader=DictLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)


class Line(NamedTuple):
    """A line of the table of contents: a stretch of a conversation and where it is told (“” is this very page)."""

    heading: str
    records: int
    first: int
    page: str


def index_page(title: str, about: Sequence[tuple[str, str]], contents: Sequence[Line], told: Sequence[Told]) -> bytes:
    """index.html: what the export is, its contents, and, when it has one part only, the conversations themselves."""
    return _page("index", {"title": title, "about": about, "contents": contents, "told": told})


def part_page(title: str, told: Sequence[Told]) -> bytes:
    """One part of a big export."""
    return _page("part", {"title": title, "told": told})


def _page(name: str, values: Mapping[str, Any]) -> bytes:
    return _PAGES.get_template(name).render(values, style=_STYLE).encode()

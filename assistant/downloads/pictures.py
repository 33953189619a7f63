"""A chart as a picture, SVG or PNG, drawn in this process: no browser, no network, no fonts fetched."""

from __future__ import annotations

from typing import Literal

from assistant.blocks import Chart
from assistant.charts import Theme

WIDTH = 640
PNG_SCALE = 2.0
DIALECT = "6.4"


def picture(chart: Chart, kind: Literal["svg", "png"], theme: Theme = "light") -> bytes:
    """The chart drawn at a fixed width, with its title; PNG at twice the size, sharp on any screen."""
    import vl_convert  # a compiled renderer: only who takes a picture waits for it

    spec = chart.vega_lite(theme) | {"width": WIDTH, "title": {"text": chart.title, "anchor": "start"}}
    spec["config"] = spec["config"] | {"title": {"color": spec["config"]["text"]["color"]}, "font": "sans-serif"}
    if kind == "svg":
        return str(vl_convert.vegalite_to_svg(spec, vl_version=DIALECT, allowed_base_urls=[])).encode()
    return bytes(vl_convert.vegalite_to_png(spec, vl_version=DIALECT, scale=PNG_SCALE, allowed_base_urls=[]))

"""A chart's picture, drawn here and now."""

from __future__ import annotations

import struct

from assistant.blocks import Chart
from assistant.downloads import picture

BARS = Chart("Clients & <friends>", "bar", "count", ("A", "B"), (("Now", (3, -2)),), "Three and minus two.")


class TestPicture:
    def test_of_nothing_is_a_picture_all_the_same(self) -> None:
        assert picture(Chart("None", "bar", "count", (), (), "Nothing."), "svg").startswith(b"<svg")

    def test_svg_holds_the_title_and_the_values_as_escaped_words(self) -> None:
        drawn = picture(BARS, "svg").decode()
        assert "Clients &amp; &lt;friends&gt;" in drawn
        assert ">3<" in drawn
        assert "−2" in drawn

    def test_png_is_drawn_at_twice_the_size(self) -> None:
        drawn = picture(BARS, "png")
        width, height = struct.unpack(">II", drawn[16:24])
        assert drawn.startswith(b"\x89PNG")
        assert width >= 2 * 640
        assert height >= 2 * 220

    def test_the_same_chart_gives_the_same_bytes_and_the_dark_one_others(self) -> None:
        assert picture(BARS, "svg") == picture(BARS, "svg") != picture(BARS, "svg", "dark")

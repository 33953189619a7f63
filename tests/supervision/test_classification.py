"""The class of a communication, by its channel and by how many persons it goes to (FINRA 2210(a))."""

from __future__ import annotations

from typing import get_args

import pytest

from assistant.drafts import Channel
from assistant.supervision import RETAIL_FROM, classify


class TestClassify:
    def test_mail_to_nobody_yet_is_correspondence(self) -> None:
        assert classify("email", 0) == "correspondence"

    @pytest.mark.parametrize(
        ("persons", "meant"),
        [(1, "correspondence"), (24, "correspondence"), (25, "correspondence"), (26, "retail"), (500, "retail")],
    )
    def test_more_than_twenty_five_persons_make_mail_retail(self, persons: int, meant: str) -> None:
        """2210(a)(2): correspondence goes to 25 or fewer retail investors; 2210(a)(5): retail to more than 25."""
        assert classify("email", persons) == meant
        assert RETAIL_FROM == 26

    @pytest.mark.parametrize("channel", [channel for channel in get_args(Channel) if channel != "email"])
    @pytest.mark.parametrize("persons", [0, 1, 1_000])
    def test_a_post_is_static_however_few_read_it(self, channel: Channel, persons: int) -> None:
        assert classify(channel, persons) == "static_post"

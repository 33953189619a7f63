"""The class of a communication, by its channel and by how many persons it goes to (FINRA 2210(a))."""

from __future__ import annotations

from typing import get_args

import pytest

from assistant.drafts import Channel
from assistant.drafts.draft import Class
from assistant.supervision import NEEDS, RETAIL_FROM, Audience, classify


class TestClassify:
    def test_mail_to_nobody_yet_is_correspondence(self) -> None:
        assert classify("email", Audience()) == "correspondence"

    @pytest.mark.parametrize(
        ("persons", "meant"),
        [(1, "correspondence"), (24, "correspondence"), (25, "correspondence"), (26, "retail"), (500, "retail")],
    )
    def test_more_than_twenty_five_persons_make_mail_retail(self, persons: int, meant: str) -> None:
        """2210(a)(2): correspondence goes to 25 or fewer retail investors; 2210(a)(5): retail to more than 25."""
        assert classify("email", Audience(retail=persons)) == meant
        assert RETAIL_FROM == 26

    @pytest.mark.parametrize(
        ("audience", "meant"),
        [
            (Audience(institutional=1), "institutional"),
            (Audience(institutional=400), "institutional"),
            (Audience(institutional=400, retail=1), "correspondence"),
            (Audience(institutional=1, retail=26), "retail"),
            (Audience(staff=40), "internal"),
            (Audience(staff=40, retail=1), "correspondence"),
            (Audience(staff=2, institutional=1), "institutional"),
        ],
    )
    def test_one_retail_person_makes_it_mail_to_the_public(self, audience: Audience, meant: str) -> None:
        """2210(a)(3): institutional goes to institutional investors only."""
        assert classify("email", audience) == meant

    @pytest.mark.parametrize("channel", [channel for channel in get_args(Channel) if channel != "email"])
    @pytest.mark.parametrize("persons", [0, 1, 1_000])
    def test_a_post_is_static_however_few_read_it(self, channel: Channel, persons: int) -> None:
        assert classify(channel, Audience(retail=persons)) == "static_post"
        assert classify(channel, Audience(retail=persons), live=True) == "interactive_post"


class TestNeeds:
    def test_every_class_says_what_it_needs(self) -> None:
        assert set(NEEDS) == set(get_args(Class))
        assert all(all(needs.to_json().values()) for needs in NEEDS.values())

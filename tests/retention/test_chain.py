"""The hashes, against values computed with sha256sum."""

from __future__ import annotations

import pytest

from assistant.errors import BadArguments
from assistant.retention.chain import (
    BEGINNING,
    chain_hash,
    leaf_hash,
    node_hash,
    payload_commitment,
    pin_text,
    read_pin,
)


class TestHashes:
    def test_the_leaf_of_nothing_is_that_of_rfc_6962(self) -> None:
        # printf '\0' | sha256sum; the same value in the certificate-transparency test data
        assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"

    def test_a_node_is_prefixed_with_one(self) -> None:
        # printf '\1ab' | sha256sum
        assert node_hash(b"a", b"b").hex() == "170404e05440f45062c423052d5adcfb2c9d546ecfcb2022d6c34af474dbaf18"

    def test_a_link_is_prefixed_with_two(self) -> None:
        # printf '\2ab' | sha256sum
        assert chain_hash(b"a", b"b").hex() == "3502aac2f2e29890633f7992adb58fb393e235472c47c234e92d465cdd066830"

    def test_a_commitment_is_the_hash_of_salt_and_payload(self) -> None:
        # printf 'ab' | sha256sum
        assert (
            payload_commitment(b"a", b"b").hex() == "fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603"
        )


class TestPin:
    def test_the_pin_of_an_empty_log_is_zero(self) -> None:
        assert pin_text(0, BEGINNING) == "0 " + "0" * 64

    def test_a_pin_reads_back(self) -> None:
        assert read_pin(pin_text(17, b"\xab" * 32) + "\n") == (17, b"\xab" * 32)

    @pytest.mark.parametrize("text", ["", "17", "17 abc", "-1 " + "0" * 64, "x " + "0" * 64, "1  " + "0" * 64])
    def test_anything_else_is_refused_in_a_sentence(self, text: str) -> None:
        with pytest.raises(BadArguments, match="is not a pin; a pin is a record's number"):
            read_pin(text)

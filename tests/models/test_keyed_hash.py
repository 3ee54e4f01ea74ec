"""The quick HMAC gives what the library's gives."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.models.keyed_hash import keyed_hash


@given(key=st.binary(max_size=64), contents=st.lists(st.binary(max_size=300), max_size=4))
def test_it_is_hmac_sha256(key: bytes, contents: list[bytes]) -> None:
    digest = keyed_hash(bytearray(key))
    assert [digest(each) for each in contents] == [hmac.digest(key, each, "sha256") for each in contents]


def test_a_longer_key_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        keyed_hash(bytes(65))

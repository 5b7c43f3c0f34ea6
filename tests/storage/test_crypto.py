"""Sealed values open only in their own place, under a known key, undamaged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.crypto import SealBroken, Vault

PLACE = "message.body:1"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_opens_again_in_its_place(text: str) -> None:
    vault = Vault("a secret")
    assert vault.open(vault.seal(text, PLACE), PLACE) == text


def test_a_sealed_value_does_not_open_in_another_place() -> None:
    vault = Vault("a secret")
    with pytest.raises(SealBroken):
        vault.open(vault.seal("xin chào", PLACE), "message.body:2")


def test_the_same_text_never_looks_the_same_and_never_shows() -> None:
    vault = Vault("a secret")
    sealed = {vault.seal("xin chào", PLACE) for _ in range(50)}
    assert len(sealed) == 50
    assert all("chào".encode() not in value for value in sealed)


def test_after_a_rotation_the_old_values_still_open_and_new_ones_are_under_the_new_key() -> None:
    before, rotated, after = Vault("old"), Vault("new", "old"), Vault("new")
    written_before = before.seal("cũ", PLACE)
    written_after = rotated.seal("mới", PLACE)
    assert rotated.open(written_before, PLACE) == "cũ"
    assert after.open(written_after, PLACE) == "mới"
    with pytest.raises(SealBroken):
        after.open(written_before, PLACE)
    with pytest.raises(SealBroken):
        before.open(written_after, PLACE)


def test_a_flip_of_any_byte_is_noticed() -> None:
    vault = Vault("a secret")
    sealed = vault.seal("xin chào", PLACE)
    for position in range(len(sealed)):
        damaged = bytearray(sealed)
        damaged[position] ^= 1
        with pytest.raises(SealBroken):
            vault.open(bytes(damaged), PLACE)


def test_a_value_cut_off_anywhere_is_noticed() -> None:
    vault = Vault("a secret")
    sealed = vault.seal("xin chào", PLACE)
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            vault.open(sealed[:length], PLACE)

from __future__ import annotations

from desktop.database.sealed import seal, unseal

KEY = bytes(range(32))


def test_sealed_content_comes_back_with_its_key_and_purpose() -> None:
    sealed = seal(KEY, "张小红".encode(), "draft")
    assert unseal(KEY, sealed, "draft") == "张小红".encode()
    assert "张小红".encode() not in sealed


def test_same_content_is_sealed_differently_each_time() -> None:
    assert seal(KEY, b"x", "draft") != seal(KEY, b"x", "draft")


def test_other_key_other_purpose_and_damage_give_nothing() -> None:
    sealed = seal(KEY, b"x", "draft")
    assert unseal(bytes(32), sealed, "draft") is None
    assert unseal(KEY, sealed, "other") is None
    assert unseal(KEY, sealed[:-1] + bytes([sealed[-1] ^ 1]), "draft") is None
    assert unseal(KEY, b"", "draft") is None

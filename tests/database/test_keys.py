from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from desktop.core.errors import AccessRefusedError, DamagedError, EnvironmentFault, SchoolError
from desktop.core.json import dump
from desktop.database import recovery
from desktop.database.keys import (
    STRONG,
    Cost,
    KeyFile,
    NewKeys,
    check_password,
    hash_password,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHEAP = Cost(rounds=1, memory=8, lanes=1)
USER, PASSWORD = "王老师", "红星2026"


@pytest.fixture
def key_file(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "keys.json", CHEAP)


@pytest.fixture
def made(key_file: KeyFile) -> NewKeys:
    return key_file.create(USER, PASSWORD)


def test_password_and_paper_open_the_same_key(key_file: KeyFile, made: NewKeys) -> None:
    assert len(made.key) == 32
    assert key_file.unlock(USER, PASSWORD) == made.key
    assert key_file.unlock_by_recovery(made.recovery_code) == made.key
    assert key_file.users() == (USER,)


def test_key_stands_nowhere_in_the_file(key_file: KeyFile, made: NewKeys) -> None:
    content = key_file.path.read_text()
    assert PASSWORD not in content
    assert made.key.hex() not in content
    assert made.recovery_code not in content
    assert key_file.path.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(("user", "password"), [(USER, "红星2025"), ("李老师", PASSWORD), ("", "")])
def test_wrong_password_and_wrong_name_are_told_alike(
    key_file: KeyFile, user: str, password: str
) -> None:
    with pytest.raises(AccessRefusedError, match="姓名或密码不对"):
        key_file.unlock(user, password)


@pytest.mark.usefixtures("made")
def test_password_typed_in_full_width_is_the_same(key_file: KeyFile) -> None:
    assert key_file.unlock(f" {USER} ", "红星２０２６")


@pytest.mark.usefixtures("made")
def test_existing_keys_are_never_replaced(key_file: KeyFile) -> None:
    before = key_file.path.read_bytes()
    with pytest.raises(SchoolError, match="已经在了"):
        key_file.create(USER, PASSWORD)
    assert key_file.path.read_bytes() == before


def test_another_user_opens_with_an_own_password(key_file: KeyFile, made: NewKeys) -> None:
    key_file.wrap("李老师", "ok", made.key)
    assert key_file.unlock("李老师", "ok") == key_file.unlock(USER, PASSWORD)
    key_file.remove(USER)
    assert key_file.users() == ("李老师",)
    with pytest.raises(AccessRefusedError):
        key_file.unlock(USER, PASSWORD)
    with pytest.raises(SchoolError, match="最后一个"):
        key_file.remove("李老师")


def test_wrap_of_one_user_does_not_open_for_another(key_file: KeyFile, made: NewKeys) -> None:
    key_file.wrap("李老师", "ok", made.key)
    stored = json.loads(key_file.path.read_text())
    users = stored["content"]["users"]
    users["李老师"] = users[USER]
    rewrite(key_file, stored)
    with pytest.raises(AccessRefusedError):
        key_file.unlock("李老师", PASSWORD)


def rewrite(key_file: KeyFile, stored: dict[str, Any]) -> None:
    """Write changed content with the digest that belongs to it."""
    raw = dump(stored["content"])
    key_file.path.write_bytes(dump({"content": Raw(raw), "digest": sha256(raw).hexdigest()}))


def test_old_and_new_password_work_until_the_old_is_dropped(
    key_file: KeyFile, made: NewKeys
) -> None:
    key_file.wrap(USER, "new", made.key, keep_old=True)
    assert key_file.unlock(USER, PASSWORD) == key_file.unlock(USER, "new") == made.key
    key_file.drop_old(USER)
    assert key_file.unlock(USER, "new") == made.key
    with pytest.raises(AccessRefusedError):
        key_file.unlock(USER, PASSWORD)


def test_new_password_without_keeping_ends_the_old_one(key_file: KeyFile, made: NewKeys) -> None:
    key_file.wrap(USER, "new", made.key)
    with pytest.raises(AccessRefusedError):
        key_file.unlock(USER, PASSWORD)


def test_new_recovery_code_ends_the_old_one(key_file: KeyFile, made: NewKeys) -> None:
    code = key_file.new_recovery_code(made.key)
    assert key_file.unlock_by_recovery(code) == made.key
    with pytest.raises(AccessRefusedError, match="最近一次打印"):
        key_file.unlock_by_recovery(made.recovery_code)
    assert key_file.unlock(USER, PASSWORD) == made.key


@given(st.integers(0, 2**130 - 1), st.integers(0, 25), st.integers(1, 31))
def test_miscopied_letter_never_gives_the_secret(number: int, place: int, step: int) -> None:
    secret = recovery.letters(number, 26)
    bare = secret + recovery._check(secret)
    letter = recovery.ALPHABET[(recovery.ALPHABET.index(bare[place]) + step) % 32]
    typed = bare[:place] + letter + bare[place + 1 :]
    assert recovery.secret_of(bare) == secret
    assert recovery.secret_of(typed) in (None, typed[:26])


def test_miscopied_letter_is_nearly_always_noticed() -> None:
    codes = [recovery.new_code() for _ in range(500)]
    miscopied = [("1" if code[0] != "1" else "2") + code[1:] for code in codes]
    assert sum(recovery.secret_of(code) is None for code in miscopied) > 480


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("code", ["", "ABCD", "1" * 28, "红星" * 14])
def test_miscopied_code_is_said_to_be_miscopied(key_file: KeyFile, code: str) -> None:
    with pytest.raises(AccessRefusedError, match="抄错了"):
        key_file.unlock_by_recovery(code)


@given(
    st.integers(0, 2**130 - 1),
    st.sampled_from([str.lower, str.upper]),
    st.sampled_from(["-", " ", "", " － "]),
)
def test_code_is_read_however_it_is_typed(
    number: int, case: Callable[[str], str], between: str
) -> None:
    secret = recovery.letters(number, 26)
    code = recovery.grouped(secret + recovery._check(secret))
    typed = between.join(code.split("-")).replace("0", "O").replace("1", "l")
    assert recovery.secret_of(case(typed)) == secret
    assert not set(code) & set("ILOU")


def test_codes_have_130_bits_of_chance() -> None:
    codes = {recovery.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 34 for code in codes)


@pytest.mark.usefixtures("made")
def test_each_damaged_byte_is_told_as_damage(key_file: KeyFile) -> None:
    whole = key_file.path.read_bytes()
    for place in range(0, len(whole), 7):
        key_file.path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(DamagedError, match="钥匙文件已损坏"):
            key_file.users()


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b" " * (5 << 20)])
def test_file_that_is_none_is_told_as_damage(key_file: KeyFile, content: bytes) -> None:
    key_file.path.write_bytes(content)
    with pytest.raises(DamagedError):
        key_file.unlock(USER, PASSWORD)


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize(
    ("field", "value"),
    [("cost", {"rounds": 1, "memory": 1 << 40, "lanes": 1}), ("cost", None), ("salt", "*")],
)
def test_file_may_not_ask_for_all_memory_or_be_no_text(
    key_file: KeyFile, field: str, value: object
) -> None:
    stored = json.loads(key_file.path.read_text())
    stored["content"]["users"][USER][0][field] = value
    rewrite(key_file, stored)
    with pytest.raises(DamagedError):
        key_file.unlock(USER, PASSWORD)


@pytest.mark.usefixtures("made")
def test_file_of_a_newer_program_is_refused(key_file: KeyFile) -> None:
    stored = json.loads(key_file.path.read_text())
    stored["content"]["format"] = 2
    rewrite(key_file, stored)
    with pytest.raises(SchoolError, match="升级程序"):
        key_file.users()


def test_missing_file_is_the_environment(key_file: KeyFile) -> None:
    with pytest.raises(EnvironmentFault, match="不存在"):
        key_file.unlock(USER, PASSWORD)


def test_failed_write_leaves_the_old_file(
    key_file: KeyFile, made: NewKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(EnvironmentFault, match="磁盘已满"):
            key_file.wrap(USER, "new", made.key)
    assert key_file.unlock(USER, PASSWORD) == made.key
    assert [path.name for path in key_file.path.parent.iterdir()] == ["keys.json"]


def test_default_cost_is_what_the_rules_ask_for() -> None:
    assert STRONG.memory >= 47_104 or (STRONG.memory >= 19_456 and STRONG.rounds >= 2)
    assert hash_password(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_password_hash() -> None:
    stored = hash_password(PASSWORD, CHEAP)
    assert stored != hash_password(PASSWORD, CHEAP)
    assert check_password(stored, PASSWORD)
    assert check_password(stored, "红星２０２６")
    assert not check_password(stored, "红星2025")
    with pytest.raises(DamagedError):
        check_password("x", PASSWORD)

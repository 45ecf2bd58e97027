from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.core.clock import FixedClock
from desktop.core.errors import AccessRefusedError, NotFoundError, SchoolError
from desktop.core.ids import IdSource
from desktop.core.labels import Role, UnitKind
from desktop.database.keys import KeyFile
from desktop.database.places import Folder
from desktop.database.work import Store
from desktop.services.backups import Unlocking, back_up, restore
from desktop.services.backups import is_locked as backup_is_locked
from desktop.services.books import (
    Login,
    Tools,
    create,
    create_on_server,
    open_books,
    recover,
)
from desktop.services.doors import is_locked
from desktop.services.units import (
    NewUnit,
    Telephones,
    UnitNames,
    add_unit,
    rename,
    set_telephones,
    unit_record,
    units,
)
from desktop.services.users import (
    NewUser,
    add_user,
    deactivate,
    new_recovery_code,
    set_password,
    users,
)
from tests.conftest import new_database
from tests.services.rosters import as_role, dump, pupil, students, take

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.books import Created
    from desktop.services.session import Session

CLOCK = FixedClock(datetime(2026, 10, 31, 2, tzinfo=UTC))
TOOLS = Tools(CLOCK, IdSource(5, CLOCK))
SCHOOL = NewUnit("5300000001", "红星小学", UnitKind.PRIMARY, "红星镇")
OLD, NEW = "开门见山的八个字", "一二三四五六七八"


def make(folder: Path, password: str | None = OLD) -> Created:
    return create(folder, SCHOOL, NewUser("张校长", Role.PRINCIPAL, password), TOOLS)


def enter(folder: Path, name: str | None, password: str | None, unit: str | None = None) -> Session:
    return open_books(folder, Login(name, password, unit), TOOLS)


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Session]:
    session = make(tmp_path / "data", None).session
    yield session
    session.store.close()


def opens(folder: Path, name: str, password: str) -> bool:
    try:
        enter(folder, name, password).store.close()
    except AccessRefusedError:
        return False
    return True


def test_encrypted_data_opens_by_the_password_only(tmp_path: Path) -> None:
    made = make(tmp_path)
    made.session.store.close()
    assert is_locked(tmp_path)
    assert opens(tmp_path, " 张校长 ", OLD)
    assert not opens(tmp_path, "张校长", NEW)
    assert not opens(tmp_path, "李四", OLD)
    with pytest.raises(AccessRefusedError, match="已加密"):
        enter(tmp_path, None, None)
    enter(tmp_path, None, OLD).store.close()
    assert "张校长".encode() not in (tmp_path / "mingce.db").read_bytes()


def test_data_is_made_once_and_by_a_password_worth_the_name(tmp_path: Path) -> None:
    with pytest.raises(SchoolError, match="至少要8个字"):
        make(tmp_path, "短")
    with pytest.raises(SchoolError, match="不能是空的"):
        create(tmp_path, SCHOOL, NewUser(" ", Role.PRINCIPAL), TOOLS)
    make(tmp_path, None).session.store.close()
    with pytest.raises(SchoolError, match="已经有明册的数据"):
        make(tmp_path)
    assert not is_locked(tmp_path)


def test_open_data_lets_in_whoever_has_no_password(plain: Session) -> None:
    assert plain.folder is not None
    add_user(plain, NewUser("李会计", Role.CLERK, OLD))
    desk = enter(plain.folder, None, None)
    assert (desk.user_name, desk.role) == ("张校长", Role.PRINCIPAL)
    desk.store.close()
    assert opens(plain.folder, "李会计", OLD)
    assert not opens(plain.folder, "李会计", NEW)
    set_password(plain, "张校长", NEW)
    with pytest.raises(AccessRefusedError):
        enter(plain.folder, None, None)


def test_recovery_code_gives_a_new_password(tmp_path: Path) -> None:
    made = make(tmp_path)
    made.session.store.close()
    assert made.recovery_code
    with pytest.raises(AccessRefusedError, match="抄错"):
        recover(tmp_path, "ABCD", "张校长", NEW, TOOLS)
    with pytest.raises(NotFoundError, match="没有叫“李四”的使用者"):
        recover(tmp_path, made.recovery_code, "李四", NEW, TOOLS)
    recover(tmp_path, made.recovery_code.lower(), "张校长", NEW, TOOLS).store.close()
    assert opens(tmp_path, "张校长", NEW)
    assert not opens(tmp_path, "张校长", OLD)


def test_new_recovery_code_replaces_the_old_one(tmp_path: Path) -> None:
    made = make(tmp_path)
    code = new_recovery_code(made.session)
    with pytest.raises(AccessRefusedError):
        new_recovery_code(as_role(made.session, Role.CLERK))
    made.session.store.close()
    assert made.recovery_code
    with pytest.raises(AccessRefusedError, match="不是这份数据现在的恢复码"):
        recover(tmp_path, made.recovery_code, "张校长", NEW, TOOLS)
    recover(tmp_path, code, "张校长", NEW, TOOLS).store.close()


def test_open_data_needs_no_recovery(plain: Session) -> None:
    assert plain.folder is not None
    with pytest.raises(SchoolError, match="没有加密"):
        recover(plain.folder, "x", "张校长", NEW, TOOLS)
    with pytest.raises(SchoolError, match="没有加密"):
        new_recovery_code(plain)


@pytest.mark.parametrize("killed_at", ["wrap", "write", "drop_old"])
def test_password_change_killed_in_the_middle_leaves_one_that_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_at: str
) -> None:
    session = make(tmp_path).session
    target = Store if killed_at == "write" else KeyFile

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(target, killed_at, killed)
        with pytest.raises(KeyboardInterrupt):
            set_password(session, "张校长", NEW)
    session.store.close()
    assert opens(tmp_path, "张校长", OLD) or opens(tmp_path, "张校长", NEW)
    assert opens(tmp_path, "张校长", NEW) == (killed_at != "wrap")


def test_principal_sets_anybodys_password_others_only_their_own(tmp_path: Path) -> None:
    session = make(tmp_path).session
    add_user(session, NewUser("李会计", Role.CLERK, OLD))
    set_password(session, "李会计", NEW)
    session.store.close()
    clerk = enter(tmp_path, "李会计", NEW)
    with pytest.raises(AccessRefusedError):
        set_password(clerk, "张校长", NEW)
    set_password(clerk, "李会计", OLD)
    clerk.store.close()
    assert opens(tmp_path, "李会计", OLD)
    assert opens(tmp_path, "张校长", OLD)


def test_users_are_added_once_and_stopped_for_good(tmp_path: Path) -> None:
    session = make(tmp_path).session
    with pytest.raises(SchoolError, match="要有密码"):
        add_user(session, NewUser("李会计", Role.CLERK))
    add_user(session, NewUser("李会计", Role.CLERK, OLD))
    with pytest.raises(SchoolError, match="已经有一个使用者"):
        add_user(session, NewUser(" 李会计", Role.AUDITOR, OLD))
    with pytest.raises(AccessRefusedError):
        deactivate(as_role(session, Role.CLERK), "张校长")
    with pytest.raises(SchoolError, match="不能停用自己"):
        deactivate(session, "张校长")
    with pytest.raises(NotFoundError, match="user-list"):
        deactivate(session, "王五")
    deactivate(session, "李会计")
    assert [(u.name, u.active, u.has_password) for u in users(session)] == [
        ("张校长", True, True),
        ("李会计", False, True),
    ]
    session.store.close()
    assert not opens(tmp_path, "李会计", OLD)


def test_user_whose_stopping_was_killed_has_no_key_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make(tmp_path).session
    add_user(session, NewUser("李会计", Role.CLERK, OLD))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Store, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            deactivate(session, "李会计")
    session.store.close()
    assert not opens(tmp_path, "李会计", OLD)


def test_user_who_needs_no_password_on_open_data_is_stopped_too(plain: Session) -> None:
    add_user(plain, NewUser("李会计", Role.CLERK))
    deactivate(plain, "李会计")
    assert plain.folder is not None
    with pytest.raises(AccessRefusedError):
        enter(plain.folder, "李会计", None)


@pytest.fixture
def county(plain: Session) -> Session:
    """Two schools below the first unit, the second with a teaching point; a user in each."""
    for code, name in (("2", "白云小学"), ("3", "青山小学")):
        line = add_unit(plain, NewUnit(code, name, UnitKind.PRIMARY))
        school = plain.in_unit(line.unit_id, line.name)
        add_user(school, NewUser(f"{name}校长", Role.PRINCIPAL))
        add_unit(school, NewUnit(f"{code}1", f"{name}教学点", UnitKind.TEACHING_POINT))
    add_user(plain, NewUser("县局", Role.BUREAU))
    add_user(plain, NewUser("审计", Role.AUDITOR))
    return plain


@pytest.mark.parametrize(
    ("user", "unit", "allowed"),
    [
        ("白云小学校长", "2", True),
        ("白云小学校长", "21", True),
        ("白云小学校长", "3", False),
        ("白云小学校长", "31", False),
        ("白云小学校长", "5300000001", False),
        ("县局", "31", True),
        ("审计", "3", True),
    ],
)
def test_users_work_in_their_unit_and_below_bureau_and_auditor_everywhere(
    county: Session,
    user: str,
    unit: str,
    allowed: bool,  # noqa: FBT001
) -> None:
    assert county.folder is not None
    if not allowed:
        with pytest.raises(AccessRefusedError, match="不能在这个单位操作"):
            enter(county.folder, user, None, unit)
        return
    desk = enter(county.folder, user, None, unit)
    assert desk.unit_name
    desk.store.close()


def test_unknown_unit_and_taken_code_are_named(county: Session) -> None:
    assert county.folder is not None
    with pytest.raises(NotFoundError, match="mingce units"):
        enter(county.folder, "县局", None, "9")
    with pytest.raises(SchoolError, match="已经是“白云小学”的"):
        add_unit(county, NewUnit("2", "另一所", UnitKind.PRIMARY))
    assert [line.code for line in units(county)] == ["5300000001", "2", "21", "3", "31"]
    desk = enter(county.folder, None, None, "3")
    assert desk.user_name == "青山小学校长"
    desk.store.close()


def test_telephones_of_the_unit_are_kept(plain: Session) -> None:
    set_telephones(plain, Telephones("0870 2123456", "13800001234"))
    (row,) = dump(plain.store)["units"].values()
    assert (row["office_phone"], row["supervision_phone"]) == (
        "0870-2123456",
        "13800001234",
    )
    set_telephones(plain, Telephones(" ", None))
    assert unit_record(plain).telephones == Telephones(None, None)
    with pytest.raises(AccessRefusedError):
        set_telephones(as_role(plain, Role.CLERK), Telephones(None, None))


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        (Telephones("12345678", None), "受理电话：这是随手填的号码"),
        (Telephones(None, "电话"), "监督电话：电话一栏里没有号码"),
        (Telephones("0870-21", None), "受理电话：电话号码的位数或开头不对"),
        (Telephones("、".join(f"1380000123{n}" for n in range(5)), None), "请只留两个号码"),
    ],
)
def test_what_is_no_telephone_is_refused(
    plain: Session, numbers: Telephones, sentence: str
) -> None:
    with pytest.raises(SchoolError, match=sentence):
        set_telephones(plain, numbers)


def test_unit_is_renamed_by_its_principal(plain: Session) -> None:
    names = UnitNames(" 红星中心小学 ", UnitKind.PRIMARY, "红星镇")
    rename(plain, names)
    record = unit_record(plain)
    assert (record.names.name, record.names.township) == ("红星中心小学", "红星镇")
    for name, sentence in (("  ", "不能是空的"), ("长" * 61, "写在60个字以内")):
        with pytest.raises(SchoolError, match=sentence):
            rename(plain, replace(names, name=name))
    with pytest.raises(AccessRefusedError):
        rename(as_role(plain, Role.CLERK), names)
    with pytest.raises(NotFoundError, match="没有这个单位"):
        unit_record(plain.in_unit(plain.user_id, "没有"))


def test_server_data_is_made_in_an_empty_database_only(postgres: str) -> None:
    with new_database(postgres) as url:
        user = NewUser("县局", Role.BUREAU, OLD)
        session = create_on_server(url, SCHOOL, user, TOOLS)
        with pytest.raises(SchoolError, match="备份由服务器的管理员做"):
            back_up(session, Path("x.mcb"))
        session.store.close()
        with pytest.raises(SchoolError, match="已经有“红星小学”的数据"):
            create_on_server(url, SCHOOL, user, TOOLS)
        desk = open_books(url, Login("县局", OLD), TOOLS)
        desk.store.close()
        with pytest.raises(AccessRefusedError):
            open_books(url, Login("县局", NEW), TOOLS)


def test_backup_comes_back_by_password_or_recovery_code(tmp_path: Path) -> None:
    folder, out = tmp_path / "data", tmp_path / "b.mcb"
    made = make(folder)
    take(made.session, students(pupil()))
    kept = dump(made.session.store)
    with pytest.raises(AccessRefusedError):
        back_up(as_role(made.session, Role.AUDITOR), out)
    report = back_up(made.session, out)
    assert report.entries == 2
    assert backup_is_locked(out)
    take(made.session, students(pupil("李小军")))
    made.session.store.close()
    with pytest.raises(AccessRefusedError):
        restore(folder, out, Unlocking(Login("张校长", NEW)), TOOLS)
    restored = restore(folder, out, Unlocking(Login("张校长", OLD)), TOOLS)
    assert restored.aside is not None
    desk = enter(folder, "张校长", OLD)
    assert dump(desk.store) == kept
    desk.store.close()
    by_code = Unlocking(Login(), made.recovery_code)
    assert restore(folder, out, by_code, TOOLS).entries == 2
    assert restore(tmp_path / "elsewhere", out, by_code, TOOLS).aside is None


def test_backup_is_not_put_back_by_a_clerk_or_from_nowhere(plain: Session, tmp_path: Path) -> None:
    assert plain.folder is not None
    add_user(plain, NewUser("李会计", Role.CLERK))
    out = tmp_path / "b.mcb"
    back_up(plain, out)
    plain.store.close()
    with pytest.raises(AccessRefusedError, match="李会计"):
        restore(plain.folder, out, Unlocking(Login("李会计")), TOOLS)
    with pytest.raises(SchoolError, match="没有这个备份文件"):
        restore(plain.folder, tmp_path / "none.mcb", Unlocking(Login()), TOOLS)
    assert not backup_is_locked(tmp_path / "none.mcb")
    (plain.folder / "mingce.db").write_bytes(b"rubbish" * 1000)
    assert restore(plain.folder, out, Unlocking(Login("李会计")), TOOLS).aside is not None


def test_backup_of_an_encrypted_folder_asks_for_what_opens_it(tmp_path: Path) -> None:
    made = make(tmp_path / "data")
    add_user(made.session, NewUser("李会计", Role.CLERK, OLD))
    back_up(made.session, tmp_path / "b.mcb")
    made.session.store.close()
    with pytest.raises(AccessRefusedError, match="恢复码"):
        restore(tmp_path / "new", tmp_path / "b.mcb", Unlocking(Login(None, OLD)), TOOLS)
    assert not Folder(tmp_path / "new").has_data


def test_open_data_is_made_where_the_making_of_encrypted_data_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("desktop.services.books.create_store", killed)
        with pytest.raises(KeyboardInterrupt):
            make(tmp_path)
    assert is_locked(tmp_path)
    make(tmp_path, None).session.store.close()
    assert not is_locked(tmp_path)
    enter(tmp_path, None, None).store.close()

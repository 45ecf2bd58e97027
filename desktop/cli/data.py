"""Making data, and listing its units."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.answer import DONE
from desktop.cli.desk import address, ask, opened
from desktop.cli.progress import on_terminal
from desktop.core.labels import Role, UnitKind

if TYPE_CHECKING:
    import argparse

    from desktop.cli.answer import Answer


def demo(args: argparse.Namespace, answer: Answer) -> int:
    """Build the demo county."""
    from desktop.demo.story import build  # noqa: PLC0415 - not for help

    summary = build(args.folder, on_terminal())
    answer.put(folder=str(args.folder), **asdict(summary))
    answer.say(f"演示数据已建立在 {args.folder}：")
    for line in summary.sentences():
        answer.say(f"  {line}")
    return DONE


def init(args: argparse.Namespace, answer: Answer) -> int:
    """Make the data of a unit; the recovery code is shown once."""
    from desktop.services.books import create, create_on_server  # noqa: PLC0415 - not for help
    from desktop.services.units import NewUnit  # noqa: PLC0415 - same
    from desktop.services.users import NewUser  # noqa: PLC0415 - same

    unit = NewUnit(
        args.code,
        args.name,
        args.kind,
        args.township,
        args.office_phone,
        args.supervision_phone,
    )
    where = address(args)
    password = None if args.plain else ask("密码", "MINGCE_PASSPHRASE")
    role = Role.BUREAU if args.kind is UnitKind.BUREAU else Role.PRINCIPAL
    user, code = NewUser(args.user, role, password), None
    if "://" in where:
        session = create_on_server(where, unit, user)
    else:
        created = create(Path(where), unit, user)
        session, code = created.session, created.recovery_code
    session.store.close()
    answer.put(unit=args.name, user=args.user, recovery_code=code)
    answer.say(f"已为{args.name}建立数据：{session.folder or '服务器上的数据库'}")
    if code:
        answer.say(f"恢复码（只显示这一次，请抄在纸上锁好）：{code}")
    return DONE


def add_unit(args: argparse.Namespace, answer: Answer) -> int:
    """Enter a unit below the one that is worked in."""
    from desktop.services import units as services  # noqa: PLC0415 - not for help

    new = services.NewUnit(args.code, args.name, args.kind, args.township)
    with opened(args) as session:
        line = services.add_unit(session, new)
    answer.put(unit=asdict(line))
    answer.say(f"已增加{line.kind.label}：{line.name}（{line.code}）。")
    return DONE


def units(args: argparse.Namespace, answer: Answer) -> int:
    """List the units."""
    from desktop.services.units import units as listed  # noqa: PLC0415 - not for help

    with opened(args) as session:
        lines = listed(session)
    answer.put(units=[asdict(line) for line in lines])
    for line in lines:
        answer.say(f"{line.code} {line.name}（{line.kind.label}）")
    answer.say(f"共 {len(lines)} 个单位。")
    return DONE

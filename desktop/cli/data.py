"""Making, checking, backing up and restoring data."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.answer import DAMAGED, DONE, LOOK
from desktop.cli.desk import address, ask, opened
from desktop.cli.progress import on_terminal

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
    from desktop.core.labels import Role  # noqa: PLC0415 - not for help
    from desktop.services.books import create  # noqa: PLC0415 - same
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
    password = None if args.plain else ask("密码", "MINGCE_PASSPHRASE")
    created = create(Path(address(args)), unit, NewUser(args.user, Role.PRINCIPAL, password))
    created.session.store.close()
    answer.put(unit=args.name, user=args.user, recovery_code=created.recovery_code)
    answer.say(f"已为{args.name}建立数据：{created.session.folder}")
    if created.recovery_code:
        answer.say(f"恢复码（只显示这一次，请抄在纸上锁好）：{created.recovery_code}")
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


def months(args: argparse.Namespace, answer: Answer) -> int:
    """List the months and what they hold."""
    from desktop.services.months import overview  # noqa: PLC0415 - not for help

    with opened(args) as session:
        lines = overview(session)
    answer.put(
        months=[
            {
                "month": str(line.month),
                "state": line.state.value,
                "pupils": line.pupils,
                "days": line.days,
                "amount": str(line.amount.decimal),
                "not_recorded": line.not_recorded,
                "code": line.code,
            }
            for line in lines
        ]
    )
    for line in lines:
        code = f" 封存码 {line.code}" if line.code else ""
        answer.say(
            f"{line.month.label} {line.state.label}：{line.pupils} 人，{line.days} 人次，"
            f"{line.amount} 元，未登记 {line.not_recorded} 人{code}"
        )
    answer.say(f"共 {len(lines)} 个月。")
    return DONE


def verify(args: argparse.Namespace, answer: Answer) -> int:
    """Check everything, or one code from paper."""
    from desktop.services import verification  # noqa: PLC0415 - not for help

    with opened(args) as session:
        if args.code:
            found = verification.check_code(session, args.code)
            answer.put(
                ours=found.ours,
                holds=found.holds,
                unit=found.unit_name,
                month=str(found.month) if found.month else None,
                sentence=found.sentence,
            )
            answer.say(f"{found.unit_name} {found.sentence}".strip())
            return DONE if found.holds else LOOK
        checked = verification.check_all(session, on_terminal())
    answer.put(whole=checked.whole, **asdict(checked))
    for finding in checked.findings:
        answer.say(f"不一致：{finding.unit_name} {finding.sentence}")
    if not checked.whole:
        answer.say(f"共 {checked.count} 处不一致。请停止录入，保留现场，并用最近的备份核对。")
        return DAMAGED
    answer.say(
        f"全部一致：{checked.units} 个单位，{checked.entries} 步操作，{checked.rows} 条数据，"
        f"{checked.months} 个结账月份。"
    )
    answer.say("这证明链内的操作和数据没有被改动、删去或插入；最新的操作是否被整段截去，")
    answer.say("要靠公示上的封存码和备份来对照。")
    return DONE

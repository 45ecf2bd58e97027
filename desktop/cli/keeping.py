"""Keeping data safe: checking it, backing it up, putting a backup back."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.answer import DAMAGED, DONE, LOOK
from desktop.cli.desk import address, ask, opened, user_of
from desktop.cli.progress import on_terminal
from desktop.core.clock import CHINA
from desktop.core.errors import SchoolError

if TYPE_CHECKING:
    import argparse

    from desktop.cli.answer import Answer
    from desktop.services.session import Session


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
        checked = verification.examine(session, on_terminal(), thoroughly=True).checked
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


def backup(args: argparse.Namespace, answer: Answer) -> int:
    """Write a backup that has been opened and checked."""
    from desktop.services.backups import back_up  # noqa: PLC0415 - not for help

    with opened(args) as session:
        report = back_up(session, args.out, on_terminal())
    answer.put(
        out=str(report.path),
        size=report.size,
        sha256=report.sha256,
        entries=report.entries,
        rows=sum(report.rows.values()),
    )
    answer.say(
        f"备份已写好，并打开检查过：{report.path}（{report.entries} 步操作，"
        f"{sum(report.rows.values())} 条数据）。"
    )
    return DONE


def backups(args: argparse.Namespace, answer: Answer) -> int:
    """List the backups of a folder."""
    from desktop.services.backup_keeping import backups_in  # noqa: PLC0415 - not for help

    with opened(args) as session:
        found = backups_in(_backup_folder(session, args))
    answer.put(
        backups=[
            {
                "path": str(line.path),
                "kind": line.kind.value,
                "made_at": line.made_at,
                "size": line.size,
                "entries": line.entries,
                "encrypted": line.encrypted,
            }
            for line in found
        ]
    )
    for line in found:
        moment = line.made_at.astimezone(CHINA)
        answer.say(f"{moment:%Y-%m-%d %H:%M} {line.kind.label} {line.size} 字节 {line.path}")
    answer.say(f"共 {len(found)} 份备份。")
    return DONE


def daily_backup(args: argparse.Namespace, answer: Answer) -> int:
    """Make the backup of the day if there is none yet; old ones are kept by day, week and month."""
    from desktop.services.backup_keeping import back_up_when_due  # noqa: PLC0415 - not for help

    with opened(args) as session:
        made = back_up_when_due(session, _backup_folder(session, args), on_terminal())
    answer.put(out=str(made.path) if made else None, removed=made.removed if made else 0)
    if made is None:
        answer.say("今天已经自动备份过了。")
    else:
        answer.say(f"已备份，并打开检查过：{made.path}；清理旧备份 {made.removed} 份。")
    return DONE


def _backup_folder(session: Session, args: argparse.Namespace) -> Path:
    from desktop.core.preferences import PreferencesFile  # noqa: PLC0415 - not for help
    from desktop.services.backup_keeping import folder_for  # noqa: PLC0415 - same

    chosen = args.folder or PreferencesFile.of_user().load().preferences.backup_folder
    return folder_for(session, chosen)


def rehearse(args: argparse.Namespace, answer: Answer) -> int:
    """Open a backup and check all of it; the data stays as it is."""
    from desktop.services import backups as services  # noqa: PLC0415 - not for help

    with opened(args) as session:
        done = services.rehearse(session, args.file, progress=on_terminal())
    answer.put(file=str(done.path), entries=done.entries, rows=done.rows)
    answer.say(
        f"这份备份可以恢复：{done.entries} 步操作，{done.rows} 条数据，全部打开检查过；"
        "现有数据没有动。"
    )
    return DONE


def restore(args: argparse.Namespace, answer: Answer) -> int:
    """Put a backup in the place of the data, which is put aside."""
    from desktop.services import backups  # noqa: PLC0415 - not for help
    from desktop.services.books import Login  # noqa: PLC0415 - same
    from desktop.services.doors import is_locked  # noqa: PLC0415 - same

    where = address(args)
    if "://" in where:
        raise SchoolError("数据在服务器上，恢复由服务器的管理员做，不在这里做。")
    folder = Path(where)
    code, password = os.environ.get("MINGCE_RECOVERY_CODE"), os.environ.get("MINGCE_PASSPHRASE")
    locked = is_locked(folder) or backups.is_locked(args.file)
    if locked and code is None and password is None:
        password = ask("密码", "MINGCE_PASSPHRASE")
    unlocking = backups.Unlocking(Login(user_of(args), password, args.unit), code)
    report = backups.restore(folder, args.file, unlocking, progress=on_terminal())
    rows = sum(report.rows.values())
    answer.put(entries=report.entries, rows=rows, aside=str(report.aside) if report.aside else None)
    answer.say(f"已用备份恢复：{report.entries} 步操作，{rows} 条数据。")
    if report.aside:
        answer.say(f"恢复前的数据另存在 {report.aside}，没有删除。")
    return DONE

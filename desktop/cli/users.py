"""Users and passwords."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.cli.answer import DONE
from desktop.cli.desk import address, ask, opened

if TYPE_CHECKING:
    import argparse

    from desktop.cli.answer import Answer


def listed(args: argparse.Namespace, answer: Answer) -> int:
    """List the users of the unit."""
    from desktop.services.users import users  # noqa: PLC0415 - not for help

    with opened(args) as session:
        lines = users(session)
    answer.put(
        users=[
            {
                "name": line.name,
                "role": line.role.value,
                "active": line.active,
                "has_password": line.has_password,
            }
            for line in lines
        ]
    )
    for line in lines:
        state = "" if line.active else "，已停用"
        answer.say(f"{line.name}（{line.role.label}{state}）")
    answer.say(f"共 {len(lines)} 名使用者。")
    return DONE


def add(args: argparse.Namespace, answer: Answer) -> int:
    """Add a user; on open data without a password."""
    from desktop.services.users import NewUser, add_user  # noqa: PLC0415 - not for help

    with opened(args) as session:
        open_folder = session.key is None and session.folder is not None
        password = None if open_folder else ask("新使用者的密码", "MINGCE_NEW_PASSPHRASE")
        add_user(session, NewUser(args.name, args.role, password))
    answer.put(user=args.name, role=args.role.value)
    answer.say(f"已增加使用者{args.name}（{args.role.label}）。")
    return DONE


def password(args: argparse.Namespace, answer: Answer) -> int:
    """Give a user a new password."""
    from desktop.services.users import set_password  # noqa: PLC0415 - not for help

    with opened(args) as session:
        set_password(session, args.name, ask("新密码", "MINGCE_NEW_PASSPHRASE"))
    answer.put(user=args.name)
    answer.say(f"{args.name}的密码已换。")
    return DONE


def stop(args: argparse.Namespace, answer: Answer) -> int:
    """Let a user work no longer."""
    from desktop.services.users import deactivate  # noqa: PLC0415 - not for help

    with opened(args) as session:
        deactivate(session, args.name)
    answer.put(user=args.name, active=False)
    answer.say(f"{args.name}已停用，做过的事仍记在名下。")
    return DONE


def recovery_code(args: argparse.Namespace, answer: Answer) -> int:
    """Make a new recovery code; it is shown once."""
    from desktop.services.users import new_recovery_code  # noqa: PLC0415 - not for help

    with opened(args) as session:
        code = new_recovery_code(session)
    answer.put(recovery_code=code)
    answer.say(f"新的恢复码（只显示这一次，请抄在纸上锁好，原来的作废）：{code}")
    return DONE


def recover(args: argparse.Namespace, answer: Answer) -> int:
    """Give a user a new password by the recovery code on paper."""
    from desktop.services.books import recover as by_code  # noqa: PLC0415 - not for help

    folder = Path(address(args))
    code = ask("恢复码", "MINGCE_RECOVERY_CODE")
    session = by_code(folder, code, args.name, ask("新密码", "MINGCE_NEW_PASSPHRASE"))
    session.store.close()
    answer.put(user=args.name)
    answer.say(f"{args.name}的密码已重设。恢复码仍然有效，请收好那张纸。")
    return DONE

"""What a bureau says of its schools on the command line: all of them, or one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.errors import NotFoundError

if TYPE_CHECKING:
    import argparse
    from uuid import UUID

    from desktop.services.session import Session
    from desktop.services.units import UnitLine


def add_school(parser: argparse.ArgumentParser) -> None:
    """Let a command that a bureau runs over all schools be about one."""
    words = "教育局用：只要这一所学校，写名称或标识码；不写是全部学校"
    parser.add_argument("--school", metavar="学校", help=words)


def school_called(session: Session, words: str) -> UnitLine:
    """The school that a name or a code means.

    Raises:
        AccessRefusedError: the unit worked in is no bureau.
        NotFoundError: there is none, or there are several of that name.
    """
    from desktop.services.units import units  # noqa: PLC0415 - not for help

    session.require_bureau()
    found = [line for line in units(session) if words in (line.code, line.name)]
    if len(found) == 1:
        return found[0]
    if found:
        msg = f"叫“{words}”的学校不止一所，请写标识码。用 mingce units 看有哪些学校。"
    else:
        msg = f"这里没有“{words}”这所学校。用 mingce units 看有哪些学校。"
    raise NotFoundError(msg)


def unit_of(session: Session, args: argparse.Namespace) -> UUID | None:
    """The school that is meant; None: all."""
    return school_called(session, args.school).unit_id if args.school is not None else None

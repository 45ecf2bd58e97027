"""Finding people."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from desktop.cli.answer import DONE
from desktop.cli.desk import opened

if TYPE_CHECKING:
    import argparse

    from desktop.cli.answer import Answer


def found(args: argparse.Namespace, answer: Answer) -> int:
    """Find pupils by name, pinyin, initials or number."""
    from desktop.services.people import PupilQuery, pupils  # noqa: PLC0415 - not for help

    with opened(args) as session:
        page = pupils(session, PupilQuery(args.text, offset=args.offset, limit=args.limit))
    answer.put(total=page.total, lines=[asdict(line) for line in page.lines])
    for line in page.lines:
        sex = line.sex.label if line.sex else ""
        answer.say(f"{line.school_class} {line.name} {sex} {line.id_masked}".strip())
    answer.say(f"共 {page.total} 名。")
    return DONE

"""Printing notices, and what happens to them on the wall."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop.cli.answer import DONE, LOOK
from desktop.cli.desk import opened
from desktop.cli.progress import on_terminal
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.terms import Month

if TYPE_CHECKING:
    import argparse

    from desktop.cli.answer import Answer
    from desktop.services.notices.makers import Content
    from desktop.services.notices.register import NoticeEntry
    from desktop.services.session import Session

# What `mingce notices` does, by its English and its Chinese word.
VERBS: Final = {
    "list": "列出",
    "due": "提醒",
    "post": "张贴",
    "photo": "照片",
    "takedown": "撤下",
    "archive": "归档",
}
_SHORT: Final = re.compile(r"(\d{4})\s*[-/]\s*(\d{1,6})")


def notice(args: argparse.Namespace, answer: Answer) -> int:
    """Print a notice; the meals of an open month only as a trial."""
    from desktop.core.notices import NoticeKind  # noqa: PLC0415 - same
    from desktop.reports.issuing import document_of, issue_guarded  # noqa: PLC0415 - not for help
    from desktop.reports.pdf import render_to  # noqa: PLC0415 - same
    from desktop.services.notices import life  # noqa: PLC0415 - same

    kind = NoticeKind.by_label(args.kind)
    if kind is None:
        known = "、".join(f"{k.label}（{k.value}）" for k in NoticeKind)
        msg = f"没有“{args.kind}”这种公示。可以用：{known}。"
        raise NotFoundError(msg)
    if args.month is None and not kind.long_term:
        raise SchoolError("请用 --month 写明是哪个月，例如 --month 2026-10。")
    with opened(args) as session:
        month = args.month or Month.of(session.store.clock.today())
        result = issue_guarded(session, kind, month)
        document = document_of(result, mask_names=args.mask_names)
        render_to(document, args.out, on_terminal())
        if not result.trial:
            life.printed(session, result.content.posting.number, 1, masked=args.mask_names)
    number = None if result.trial else result.content.posting.number
    answer.put(
        kind=kind.value,
        month=str(month),
        trial=result.trial,
        number=number,
        issued_now=result.fresh,
        out=str(args.out),
        **_figures(result.content),
    )
    state = "试印稿（本月未结账）" if result.trial else number
    answer.say(f"{kind.label}：{state}，已写入 {args.out}")
    return DONE


def _figures(content: Content) -> dict[str, object]:
    from desktop.services.notices.results import ChargesNotice, MealsNotice  # noqa: PLC0415 - not for help

    if isinstance(content, ChargesNotice):
        return {"lines": len(content.lines)}
    if isinstance(content, MealsNotice):
        return {
            "pupils": content.pupils,
            "days": content.days,
            "total": str(content.total.decimal),
            "not_recorded": content.not_recorded,
        }
    canteens = [
        {
            "canteen": each.canteen.name,
            "income": str(each.income.month.decimal),
            "expense": str(each.expense.month.decimal),
        }
        for each in content.canteens
    ]
    return {"canteens": canteens, "corrected": len(content.corrected)}


def on_the_wall(args: argparse.Namespace, answer: Answer) -> int:
    """List the issued notices, or say what happened to one."""
    return {
        "list": _listed,
        "due": _due,
        "post": _post,
        "photo": _photo,
        "takedown": _take_down,
        "archive": _archive,
    }[args.verb](args, answer)


def _listed(args: argparse.Namespace, answer: Answer) -> int:
    """List the notices that were issued."""
    from desktop.services.notices.register import NoticeQuery, register  # noqa: PLC0415 - not for help

    with opened(args) as session:
        lines = register(session, NoticeQuery(limit=100_000)).lines
    answer.put(notices=[_line(line) for line in lines])
    for line in lines:
        mark = "（更正）" if line.correction else ""
        answer.say(
            f"{line.number}{mark} {line.kind.label} {line.month.label}"
            f" {line.issued_on}发布 {line.stage.label}"
        )
    answer.say(f"共 {len(lines)} 份公示。")
    return DONE


def _due(args: argparse.Namespace, answer: Answer) -> int:
    """Say what the wall asks for today."""
    from desktop.services.notices.register import reminders  # noqa: PLC0415 - not for help

    with opened(args) as session:
        found = reminders(session)
    lists = {
        "to_post": ("还没有张贴", found.to_post),
        "due_today": ("今天到期，放学后撤下", found.due_today),
        "overdue": ("已经到期，请撤下", found.overdue),
        "to_answer": ("有异议没有答复", found.to_answer),
    }
    for words, entries in lists.values():
        for line in entries:
            answer.say(f"{words}：{line.number} {line.kind.label} {line.month.label}")
    answer.say(f"正在张贴、没有到期的 {len(found.up)} 份。")
    answer.put(
        up=[_line(line) for line in found.up],
        **{name: [_line(line) for line in entries] for name, (_, entries) in lists.items()},
    )
    return LOOK if any(entries for _, entries in lists.values()) else DONE


def _post(args: argparse.Namespace, answer: Answer) -> int:
    """Say that a notice hangs."""
    from desktop.services.notices import life  # noqa: PLC0415 - not for help

    with opened(args) as session:
        number = _number(args)
        day = args.day or session.store.clock.today()
        life.post(session, number, day, args.place or "")
        return _stands(session, number, answer)


def _photo(args: argparse.Namespace, answer: Answer) -> int:
    """Keep photos of the hanging sheet; one that is refused does not stop the others."""
    from desktop.services.notices import life, photos  # noqa: PLC0415 - not for help

    if not args.photo:
        raise SchoolError("请用 --photo 写明照片文件，可以写几个。")
    refused: list[dict[str, str]] = []
    with opened(args) as session:
        number = _number(args)
        for path in args.photo:
            try:
                photos.add_photo(session, number, path)
            except SchoolError as error:
                refused.append({"file": str(path), "sentence": error.sentence})
                answer.say(f"{path}：{error.sentence}")
        kept = [line.digest for line in life.record(session, number).life if line.photo]
        answer.put(photos=kept, added=len(args.photo) - len(refused), refused=refused)
        _stands(session, number, answer)
    answer.say(f"这次保存 {len(args.photo) - len(refused)} 张，现有照片 {len(kept)} 张。")
    return LOOK if refused else DONE


def _take_down(args: argparse.Namespace, answer: Answer) -> int:
    """Say that a notice was taken off the wall."""
    from desktop.services.notices import life  # noqa: PLC0415 - not for help

    with opened(args) as session:
        number = _number(args)
        day = args.day or session.store.clock.today()
        life.take_down(session, number, day, {"early"} if args.accept else frozenset())
        return _stands(session, number, answer)


def _archive(args: argparse.Namespace, answer: Answer) -> int:
    """Say that a notice is in the file."""
    from desktop.services.notices import life  # noqa: PLC0415 - not for help

    with opened(args) as session:
        number = _number(args)
        life.archive(session, number)
        return _stands(session, number, answer)


def _number(args: argparse.Namespace) -> str:
    """A number as printed, or short: 2026-1."""
    if args.number is None:
        raise SchoolError("请写明是哪一份公示，例如 2026-1（就是公示〔2026〕1号）。")
    short = _SHORT.fullmatch(args.number.strip())
    return f"公示〔{short[1]}〕{int(short[2])}号" if short else args.number.strip()


def _stands(session: Session, number: str, answer: Answer) -> int:
    from desktop.services.notices import life  # noqa: PLC0415 - not for help

    line = life.record(session, number).entry
    answer.put(**_line(line))
    until = f"，张贴到 {line.hangs_until}" if line.stage.value == "up" and line.hangs_until else ""
    answer.say(f"{line.number}：{line.stage.label}{until}")
    return DONE


def _line(line: NoticeEntry) -> dict[str, object]:
    return {
        "number": line.number,
        "kind": line.kind.value,
        "month": str(line.month),
        "issued_on": line.issued_on,
        "last_day": line.last_day,
        "correction": line.correction,
        "stage": line.stage.value,
        "posted_on": line.posted_on,
        "hangs_until": line.hangs_until,
        "taken_down_on": line.taken_down_on,
        "archived_on": line.archived_on,
        "prints": line.prints,
        "open_objections": line.open_objections,
        "replaced_by": line.replaced_by,
    }

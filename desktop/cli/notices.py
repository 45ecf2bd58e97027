"""Closing months, printing notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.answer import DONE, LOOK
from desktop.cli.desk import opened
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.terms import Month

if TYPE_CHECKING:
    import argparse

    from desktop.cli.answer import Answer


def close(args: argparse.Namespace, answer: Answer) -> int:
    """Check a month, then close it; what stands in the way is listed."""
    from desktop.services import months  # noqa: PLC0415 - not for help

    with opened(args) as session:
        found = months.obstacles(session, args.month)
        for obstacle in found:
            answer.say(f"{'不能结账' if obstacle.blocking else '提醒'}：{obstacle.sentence}。")
        answer.put(
            month=str(args.month),
            obstacles=[
                {"rule": o.rule, "sentence": o.sentence, "blocking": o.blocking} for o in found
            ],
        )
        if any(o.blocking or not args.accept for o in found):
            answer.put(closed=False, code=None)
            answer.say("没有结账。处理后再试；只有提醒时，看过以后可加 --accept。")
            return LOOK
        closed = months.close(session, args.month, accept_warnings=args.accept)
        answer.put(closed=True, code=closed.code)
        answer.say(f"{args.month.label}已结账，封存码 {closed.code}。")
    return DONE


def notice(args: argparse.Namespace, answer: Answer) -> int:
    """Print a notice; the meals of an open month only as a trial."""
    from desktop.reports import notices as printed  # noqa: PLC0415 - not for help
    from desktop.reports.pdf import render_to  # noqa: PLC0415 - same
    from desktop.services.notices.issue import NoticeKind  # noqa: PLC0415 - same
    from desktop.services.notices.issue import notice as issue  # noqa: PLC0415 - same
    from desktop.services.notices.results import MealsNotice  # noqa: PLC0415 - same

    kind = NoticeKind.by_label(args.kind)
    if kind is None:
        known = "、".join(f"{k.label}（{k.value}）" for k in NoticeKind)
        msg = f"没有“{args.kind}”这种公示。可以用：{known}。"
        raise NotFoundError(msg)
    if args.month is None and kind is NoticeKind.MEALS:
        raise SchoolError("请用 --month 写明是哪个月，例如 --month 2026-10。")
    with opened(args) as session:
        month = args.month or Month.of(session.store.clock.today())
        result = issue(session, kind, month)
        content = result.content
        if isinstance(content, MealsNotice):
            document = printed.meals(content, mask_names=args.mask_names)
            figures = {
                "pupils": content.pupils,
                "days": content.days,
                "total": str(content.total.decimal),
                "not_recorded": content.not_recorded,
            }
        else:
            document = printed.charges(content)
            figures = {"lines": len(content.lines)}
        render_to(document, args.out)
    number = None if result.trial else content.posting.number
    answer.put(
        kind=kind.value,
        month=str(month),
        trial=result.trial,
        number=number,
        issued_now=result.fresh,
        out=str(args.out),
        **figures,
    )
    state = "试印稿（本月未结账）" if result.trial else number
    answer.say(f"{kind.label}：{state}，已写入 {args.out}")
    return DONE


def issued(args: argparse.Namespace, answer: Answer) -> int:
    """List the notices that were issued."""
    from desktop.services.notices.issue import issued as listed  # noqa: PLC0415 - not for help

    with opened(args) as session:
        lines = listed(session)
    answer.put(
        notices=[
            {
                "number": line.number,
                "kind": line.kind.value,
                "month": str(line.month),
                "issued_on": line.issued_on,
                "last_day": line.last_day,
                "correction": line.replaces,
            }
            for line in lines
        ]
    )
    for line in lines:
        mark = "（更正）" if line.replaces else ""
        answer.say(
            f"{line.number}{mark} {line.kind.label} {line.month.label}"
            f" {line.issued_on}张贴至{line.last_day}"
        )
    answer.say(f"共 {len(lines)} 份公示。")
    return DONE

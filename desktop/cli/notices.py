"""Printing notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.answer import DONE
from desktop.cli.desk import opened
from desktop.cli.progress import on_terminal
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.terms import Month

if TYPE_CHECKING:
    import argparse

    from desktop.cli.answer import Answer
    from desktop.reports.guard import GuardedDocument
    from desktop.services.notices.results import ChargesNotice, MealsNotice


def notice(args: argparse.Namespace, answer: Answer) -> int:
    """Print a notice; the meals of an open month only as a trial."""
    from desktop.reports.pdf import render_to  # noqa: PLC0415 - not for help
    from desktop.services.notices import issue  # noqa: PLC0415 - same

    kind = issue.NoticeKind.by_label(args.kind)
    if kind is None:
        known = "、".join(f"{k.label}（{k.value}）" for k in issue.NoticeKind)
        msg = f"没有“{args.kind}”这种公示。可以用：{known}。"
        raise NotFoundError(msg)
    if args.month is None and kind is issue.NoticeKind.MEALS:
        raise SchoolError("请用 --month 写明是哪个月，例如 --month 2026-10。")
    with opened(args) as session:
        month = args.month or Month.of(session.store.clock.today())
        # What the privacy guard refuses must not have got a number.
        _document(issue.trial(session, kind, month).content, mask_names=args.mask_names)
        result = issue.notice(session, kind, month)
        document = _document(result.content, mask_names=args.mask_names)
        render_to(document, args.out, on_terminal())
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


def _document(content: MealsNotice | ChargesNotice, *, mask_names: bool) -> GuardedDocument:
    from desktop.reports import notices as printed  # noqa: PLC0415 - not for help
    from desktop.services.notices.results import MealsNotice  # noqa: PLC0415 - same

    if isinstance(content, MealsNotice):
        return printed.meals(content, mask_names=mask_names)
    return printed.charges(content)


def _figures(content: MealsNotice | ChargesNotice) -> dict[str, object]:
    from desktop.services.notices.results import MealsNotice  # noqa: PLC0415 - not for help

    if not isinstance(content, MealsNotice):
        return {"lines": len(content.lines)}
    return {
        "pupils": content.pupils,
        "days": content.days,
        "total": str(content.total.decimal),
        "not_recorded": content.not_recorded,
    }


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

"""Heads at table, pupils' meal fees, and what is to be paid back, on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.cli.answer import DONE
from desktop.cli.desk import opened
from desktop.cli.words import day, month
from desktop.core.terms import Month

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from desktop.cli.answer import Answer
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.fee_states import PupilFees
    from desktop.services.canteen.heads import HeadsDay, SittingSum
    from desktop.services.session import Session


def add(
    inner: Any,  # noqa: ANN401 - argparse's own type is private
    on_data: Callable[..., argparse.ArgumentParser],
    chosen: Callable[[Session, str | None], CanteenLine],
) -> Sequence[argparse.ArgumentParser]:
    """Add the commands; `chosen` finds the canteen that is meant."""
    made = [
        on_data(inner, "meals", _with(meals, chosen), "列出一个月或一天的就餐人数"),
        on_data(inner, "fees", _with(fees, chosen), "列出一个月的学生伙食费"),
        on_data(inner, "refunds", _with(refunds, chosen), "列出应退未退的学生伙食费"),
    ]
    made[0].add_argument("--day", type=day, metavar="日期", help="只看这一天，列到班")
    made[0].add_argument("--month", type=month, metavar="月份", help="不写就是这个月")
    made[1].add_argument("--month", type=month, metavar="月份", help="不写就是这个月")
    made[2].add_argument("--month", type=month, metavar="月份", help="只看这个月；不写就看所有月份")
    for command in made:
        command.add_argument("--canteen", metavar="食堂", help="食堂的名称；只有一个时不用写")
    return made


def _with(
    run: Callable[[argparse.Namespace, Answer, Session, CanteenLine], None],
    chosen: Callable[[Session, str | None], CanteenLine],
) -> Callable[[argparse.Namespace, Answer], int]:
    """A command over the canteen that is meant."""

    def command(args: argparse.Namespace, answer: Answer) -> int:
        with opened(args) as session:
            canteen = chosen(session, args.canteen)
            answer.put(canteen=canteen.name)
            run(args, answer, session, canteen)
        return DONE

    command.__doc__ = run.__doc__
    return command


def meals(args: argparse.Namespace, answer: Answer, session: Session, canteen: CanteenLine) -> None:
    """List the heads at table of a month by day, or of a day by class."""
    from desktop.services.canteen.heads import heads_month  # noqa: PLC0415 - not for help

    today = session.store.clock.today()
    wanted = Month.of(args.day) if args.day else args.month or Month.of(today)
    found = heads_month(session, canteen.canteen_id, wanted)
    answer.put(month=wanted.number, missing=[day.isoformat() for day in found.missing])
    shown = [one for one in found.days if one.sittings and args.day in (None, one.day)]
    answer.put(days=[_day(one) for one in shown])
    for one in shown:
        for sitting, heads in one.sittings.items():
            answer.say(f"{one.day} {sitting.label}：{_told(heads)}")
    if args.day:
        _classes(args, answer, session, canteen)
        return
    if found.missing:
        days = "、".join(f"{day.day}日" for day in found.missing)
        answer.say(f"还没有登记人数的上课日：{days}。")
    answer.say(f"{canteen.name}{wanted.label}：登记了 {len(shown)} 天。")


def _classes(
    args: argparse.Namespace, answer: Answer, session: Session, canteen: CanteenLine
) -> None:
    """The classes of a day, sitting by sitting."""
    from desktop.core.canteen import Sitting  # noqa: PLC0415 - not for help
    from desktop.services.canteen.heads import day_sheet  # noqa: PLC0415 - same

    sheets = [day_sheet(session, canteen.canteen_id, args.day, one) for one in Sitting]
    told = [(sheet, line) for sheet in sheets for line in sheet.lines if line.counted]
    answer.put(
        classes=[
            {
                "sitting": sheet.sitting.value,
                "class": line.diners.label,
                "present": line.diners.present,
                "plan": line.plan,
                "paying": line.paying,
            }
            for sheet, line in told
        ]
    )
    for sheet, line in told:
        answer.say(
            f"{sheet.sitting.label} {line.diners.label}：在校 {line.diners.present}，"
            f"营养餐 {line.plan or 0}，自费 {line.paying or 0}"
        )


def _day(one: HeadsDay) -> dict[str, Any]:
    return {
        "day": one.day.isoformat(),
        "sittings": {
            sitting.value: {
                "served": heads.served,
                "reason": heads.reason or None,
                "plan": heads.plan,
                "paying": heads.paying,
                "guests": heads.guests,
                "staff": heads.staff,
            }
            for sitting, heads in one.sittings.items()
        },
    }


def _told(heads: SittingSum) -> str:
    if not heads.served:
        return f"没有开餐（{heads.reason}）"
    return (
        f"营养餐 {heads.plan}，自费 {heads.paying}，其他 {heads.guests}，教职工 {heads.staff}，"
        f"共 {heads.heads} 人"
    )


def fees(args: argparse.Namespace, answer: Answer, session: Session, canteen: CanteenLine) -> None:
    """List what pupils paid for a month's meals, ate, and are to be paid back."""
    from desktop.services.canteen.fee_lists import fees_month  # noqa: PLC0415 - not for help

    wanted = args.month or Month.of(session.store.clock.today())
    found = fees_month(session, canteen.canteen_id, wanted)
    answer.put(
        month=wanted.number,
        pupils=[_pupil(line) for line in found.lines],
        paid=str(found.paid.decimal),
        refunded=str(found.refunded.decimal),
        due=str(found.due.decimal),
        unnamed=str(found.unnamed.decimal),
    )
    for line in found.classes:
        answer.say(
            f"{line.label}：{line.pupils} 人，已交 {line.payers} 人 {line.paid} 元，"
            f"已退 {line.refunded} 元，应退 {line.due} 元"
        )
    answer.say(
        f"{canteen.name}{wanted.label}伙食费：已交 {found.paid} 元，已退 {found.refunded} 元，"
        f"应退 {found.due} 元。"
    )


def refunds(
    args: argparse.Namespace, answer: Answer, session: Session, canteen: CanteenLine
) -> None:
    """List to whom fees are to be paid back, the longest overdue first."""
    from desktop.services.canteen.fee_lists import refunds_due  # noqa: PLC0415 - not for help

    found = refunds_due(session, canteen.canteen_id, args.month)
    answer.put(
        refunds=[
            {"month": due.month.number, "overdue": due.overdue, **_pupil(due.line)} for due in found
        ]
    )
    for due in found:
        late = "，已超期" if due.overdue else ""
        answer.say(
            f"{due.month.label} {due.line.label} {due.line.name}：应退 {due.line.due} 元，"
            f"{due.line.due_on} 前退还{late}"
        )
    answer.say(f"{canteen.name}：应退未退 {len(found)} 人。")


def _pupil(line: PupilFees) -> dict[str, Any]:
    return {
        "class": line.label,
        "name": line.name,
        "note": line.note or None,
        "paid": str(line.paid.decimal),
        "refunded": str(line.refunded.decimal),
        "eaten": line.eaten,
        "due": str(line.due.decimal),
        "due_on": line.due_on.isoformat(),
        "state": line.state.value,
    }

"""The canteen's logs on the command line: what is due and missing, rounds, samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.cli.answer import DONE
from desktop.cli.desk import opened
from desktop.cli.words import labelled, month
from desktop.core.clock import CHINA
from desktop.core.meals import LogKind, LogState
from desktop.core.terms import Month

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from desktop.cli.answer import Answer
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.companions import CompanionLine
    from desktop.services.canteen.log_lists import RoundSummary
    from desktop.services.session import Session


def listed(args: argparse.Namespace, answer: Answer) -> int:
    """List the rounds of a month; or what is due today and what the month has not."""
    return _due(args, answer) if args.due else _rounds(args, answer)


def _rounds(args: argparse.Namespace, answer: Answer) -> int:
    from desktop.services.canteen.companions import companions  # noqa: PLC0415 - not for help
    from desktop.services.canteen.log_lists import rounds  # noqa: PLC0415 - same

    with opened(args) as session:
        canteen = args.choose(session, args.canteen)
        of = args.month or Month.of(session.store.clock.today())
        found = rounds(session, canteen.canteen_id, of, args.kind)
        shared = () if args.kind else companions(session, canteen.canteen_id, of)
    answer.put(
        canteen=canteen.name,
        month=of.number,
        rounds=[_round(line) for line in found],
        companions=[_companion(line) for line in shared],
    )
    for line in found:
        said = f"不合格 {line.bad} 项：{line.problems}" if line.bad else "正常"
        answer.say(f"{line.day} {line.kind.label}，{line.done_by}：{said}")
    for one in shared:
        paid = f"交费 {one.meal.paid} 元" if one.meal.paid.units else "未缴费"
        answer.say(f"{one.meal.day} {one.meal.sitting.label}陪餐，{one.meal.name}：{paid}")
    answer.say(f"{canteen.name}{of.label}：{len(found)} 次检查，{len(shared)} 次陪餐。")
    return DONE


def _round(line: RoundSummary) -> dict[str, object]:
    return {
        "kind": line.kind.value,
        "day": line.day.isoformat(),
        "at": line.at,
        "done_by": line.done_by,
        "watched_by": line.watched_by,
        "lines": line.lines,
        "bad": line.bad,
        "problems": line.problems,
    }


def _companion(line: CompanionLine) -> dict[str, object]:
    return {
        "day": line.meal.day.isoformat(),
        "sitting": line.meal.sitting.value,
        "name": line.meal.name,
        "problem": line.meal.problem,
        "handling": line.meal.handling,
        "paid": str(line.meal.paid.decimal),
    }


def _due(args: argparse.Namespace, answer: Answer) -> int:
    from desktop.services.canteen.log_due import due_on, missing_in  # noqa: PLC0415 - not for help

    with opened(args) as session:
        canteen = args.choose(session, args.canteen)
        today = session.store.clock.today()
        of = args.month or Month.of(today)
        due = due_on(session, canteen.canteen_id, today)
        missing = missing_in(session, canteen.canteen_id, of)
    answer.put(
        canteen=canteen.name,
        day=today.isoformat(),
        due=[{"log": line.label, "state": line.state.value, "times": line.times} for line in due],
        missing=[
            {"log": line.what.label, "days": [day.isoformat() for day in line.days]}
            for line in missing
        ],
    )
    for line in due:
        answer.say(f"今天 {line.label}：{line.state.label}")
    for gap in missing:
        answer.say(f"{gap.what.label}没有记：{'、'.join(f'{day:%m-%d}' for day in gap.days)}")
    open_now = sum(line.state is LogState.MISSING for line in due)
    days = sum(len(gap.days) for gap in missing)
    answer.say(f"{canteen.name}：今天未记 {open_now} 项，{of.label}没有记 {days} 次。")
    return DONE


def samples(args: argparse.Namespace, answer: Answer) -> int:
    """List the samples of a month."""
    from desktop.services.canteen.samples import samples as found_in  # noqa: PLC0415 - not for help

    with opened(args) as session:
        canteen = args.choose(session, args.canteen)
        now = session.store.clock.now()
        of = args.month or Month.of(session.store.clock.today())
        found = found_in(session, canteen.canteen_id, of)
    answer.put(
        canteen=canteen.name,
        month=of.number,
        samples=[
            {
                "day": line.day.isoformat(),
                "sitting": line.sitting.value,
                "dish": line.dish,
                "grams": line.grams,
                "taken_at": line.taken_at.astimezone(CHINA).isoformat(),
                "disposed_at": line.disposed_at and line.disposed_at.astimezone(CHINA).isoformat(),
                "due": line.due(now),
            }
            for line in found
        ],
    )
    for line in found:
        gone = f"{line.disposed_at.astimezone(CHINA):%m-%d %H:%M} 销样" if line.disposed_at else ""
        state = gone or ("可以销样" if line.due(now) else "留样中")
        answer.say(f"{line.day} {line.sitting.label} {line.dish} {line.grams} 克：{state}")
    due = sum(line.due(now) for line in found)
    answer.say(f"{canteen.name}{of.label}：{len(found)} 份留样，可以销样 {due} 份。")
    return DONE


def add(
    inner: Any,  # noqa: ANN401 - argparse's own type is private
    on_data: Callable[..., argparse.ArgumentParser],
    choose: Callable[[Session, str | None], CanteenLine],
) -> None:
    """Add the commands; `choose` finds the canteen that is meant."""
    logs = on_data(inner, "logs", listed, "列出一个月的检查记录和陪餐，或没有记的日志")
    logs.add_argument(
        "--kind",
        type=labelled(LogKind),
        metavar="类别",
        help="只列一类：晨检、消毒、冷柜温度、每周检查、膳食委员会、满意度调查",
    )
    logs.add_argument("--due", action="store_true", help="列出今天要记的和这个月没有记的")
    kept = on_data(inner, "samples", samples, "列出一个月的留样")
    for command in (logs, kept):
        command.set_defaults(choose=choose)
        command.add_argument("--month", type=month, metavar="月份", help="不写就是这个月")
        command.add_argument("--canteen", metavar="食堂", help="食堂的名称；只有一个时不用写")

"""The months of a unit: what they hold, closing them, opening them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.cli.answer import DONE, LOOK
from desktop.cli.desk import opened

if TYPE_CHECKING:
    import argparse

    from desktop.cli.answer import Answer


def listed(args: argparse.Namespace, answer: Answer) -> int:
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
                "open_until": line.open_until and line.open_until.isoformat(),
            }
            for line in lines
        ]
    )
    for line in lines:
        code = f" 封存码 {line.code}" if line.code else ""
        if line.open_until:
            code = f" 重新打开到 {line.open_until}"
        answer.say(
            f"{line.month.label} {line.state.label}：{line.pupils} 人，{line.days} 人次，"
            f"{line.amount} 元，未登记 {line.not_recorded} 人{code}"
        )
    answer.say(f"共 {len(lines)} 个月。")
    return DONE


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


def reopen(args: argparse.Namespace, answer: Answer) -> int:
    """Open a closed month again."""
    from desktop.services import months  # noqa: PLC0415 - not for help

    with opened(args) as session:
        done = months.reopen(session, args.month, args.reason, args.until)
    answer.put(month=str(args.month), state="open", until=done.until.isoformat())
    answer.say(
        f"{args.month.label}已重新打开，到{done.until}为止。改好以后请再结账，并张贴更正后的公示。"
    )
    return DONE


def lock(args: argparse.Namespace, answer: Answer) -> int:
    """Lock a closed month for ever."""
    from desktop.services import months  # noqa: PLC0415 - not for help

    with opened(args) as session:
        months.lock(session, args.month)
    answer.put(month=str(args.month), state="locked")
    answer.say(f"{args.month.label}已锁定，不能再打开。")
    return DONE

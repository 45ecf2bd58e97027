"""Attendance: rolls by day and month, who was not seen for days on end, head counts."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from desktop.cli import county
from desktop.cli.answer import DONE, LOOK
from desktop.cli.desk import opened
from desktop.core.errors import Confirmable, SchoolError

if TYPE_CHECKING:
    import argparse
    from uuid import UUID

    from desktop.cli.answer import Answer
    from desktop.core.attendance import Called
    from desktop.services.attendance.head_counts import Absentee, MonthCounts
    from desktop.services.attendance.overview import ClassDay
    from desktop.services.attendance.rolls import ClassGrid
    from desktop.services.session import Session

_MISSING_DAYS: Final = 14


def listed(args: argparse.Namespace, answer: Answer) -> int:
    """List the classes of a day, and the days before it without a roll."""
    from desktop.services.attendance import overview  # noqa: PLC0415 - not for help

    with opened(args) as session:
        day = args.day or session.store.clock.today()
        found = overview.school_day(session, day)
        since = day - timedelta(days=_MISSING_DAYS)
        missing = overview.missing_rolls(session, since, day - timedelta(days=1))
    answer.put(
        day=day.isoformat(),
        lessons=found.lessons,
        classes=[_class_day(line) for line in found.classes],
        missing=[{"class": line.label, "day": line.day.isoformat()} for line in missing],
    )
    for line in found.classes:
        answer.say(f"{line.label}：{_told(line)}")
    answer.say(f"{day:%Y-%m-%d}（{found.why}）：{len(found.classes)} 个班。")
    if missing:
        answer.say(f"此前{_MISSING_DAYS}天里有 {len(missing)} 个班次没有点名。")
    return DONE


def _class_day(line: ClassDay) -> dict[str, Any]:
    roll = line.roll
    return {
        "class": line.label,
        "pupils": line.pupils,
        "recorded": roll is not None,
        "recorded_by": roll.recorded_by if roll else None,
        "present": line.present if roll else None,
        "absent": line.absent if roll else None,
        "open": line.open if roll else None,
    }


def _told(line: ClassDay) -> str:
    if line.roll is None:
        return f"{line.pupils} 人，没有点名（不等于缺勤）"
    unclear = f"，未登记 {line.open} 人" if line.open else ""
    return f"{line.pupils} 人，到 {line.present} 人，缺勤 {line.absent} 人{unclear}"


def entered(args: argparse.Namespace, answer: Answer) -> int:
    """Call a class's roll: everybody was there but those who are named."""
    from desktop.services.attendance import overview  # noqa: PLC0415 - not for help
    from desktop.services.attendance.recording import (  # noqa: PLC0415 - same
        QUESTIONS,
        DayRoll,
        record,
    )
    from desktop.services.attendance.rolls import class_grid  # noqa: PLC0415 - same

    with opened(args) as session:
        day = args.day or session.store.clock.today()
        found = overview.class_named(session, day, args.school_class)
        grid = class_grid(session, found.class_id, day, day)
        exceptions = None if args.clear else dict(_exception(word, grid) for word in args.marks)
        roll = DayRoll(found.class_id, day, exceptions, grid.exceptions(0))
        if roll.seen is not None and roll.seen != exceptions and not args.accept:
            question = f"{found.label}{day.month}月{day.day}日已经点过名，结果不同。"
            answer.put(saved=False, question=question)
            answer.say(f"提醒：{question}没有保存。要改成这次填的，请加 --accept。")
            return LOOK
        try:
            done = record(session, [roll], QUESTIONS if args.accept else frozenset())
        except Confirmable as asked:  # pragma: no cover - somebody else wrote between two lines
            answer.put(saved=False, question=asked.sentence)
            return LOOK
    answer.put(saved=True, new=done.new, changed=done.changed, removed=done.removed)
    answer.say(f"{found.label}{day:%Y-%m-%d}：{_outcome(done.new, done.changed, done.removed)}。")
    return DONE


def _outcome(new: int, changed: int, removed: int) -> str:
    if new:
        return "点名已登记"
    if changed:
        return "点名已更正"
    return "点名已取消，改为未登记" if removed else "和原来一样，没有变"


def _exception(word: str, grid: ClassGrid) -> tuple[UUID, Called]:
    """A pupil and a mark from a word such as 张小红=病."""
    from desktop.rosters.attendance_marks import called  # noqa: PLC0415 - not for help

    name, found, text = word.partition("=")
    mark = called(text.strip()) if found else None
    if mark is None:
        msg = f"“{word}”要写成 姓名=原因，例如 张小红=病、李强=上事；原因：病 事 假 旷 ×。"
        raise SchoolError(msg)
    return _pupil(name.strip(), grid), mark


def _pupil(name: str, grid: ClassGrid) -> UUID:
    found = [line for line in grid.lines if line.name == name]
    if not found:
        msg = f"{grid.label}里没有叫“{name}”的学生。请核对姓名。"
        raise SchoolError(msg)
    if len(found) > 1:
        msg = f"{grid.label}有{len(found)}名学生叫“{name}”，请在窗口里点名，或导入表格。"
        raise SchoolError(msg)
    return found[0].student_id


def month(args: argparse.Namespace, answer: Answer) -> int:
    """Show a month of the school, or of one class pupil by pupil."""
    from desktop.services.attendance import overview  # noqa: PLC0415 - not for help

    with opened(args) as session:
        if args.school_class is None:
            lines = overview.school_month(session, args.month)
            answer.put(
                month=str(args.month),
                classes=[{**asdict(line), "class": line.label} for line in lines],
            )
            for line in lines:
                answer.say(
                    f"{line.label} {line.pupils} 人：点名 {line.recorded} 天，缺 {line.due} 天；"
                    f"缺勤 {_days(line.tally.absent)} 人次"
                )
            answer.say(f"{args.month.label}共 {len(lines)} 个班。")
            return DONE
        last = min(args.month.last, session.store.clock.today())
        found = overview.class_named(session, max(last, args.month.first), args.school_class)
        _tell_grid(_grid(session, found.class_id, args.month.first, args.month.last), answer)
    return DONE


def _grid(session: Session, class_id: UUID, first: date, last: date) -> ClassGrid:
    from desktop.services.attendance.rolls import class_grid  # noqa: PLC0415 - not for help

    return class_grid(session, class_id, first, last)


def _tell_grid(grid: ClassGrid, answer: Answer) -> None:
    from desktop.core.attendance import Mark  # noqa: PLC0415 - not for help

    days = [day for day in grid.days if day.lessons]
    answer.put(
        days=[day.day.isoformat() for day in days],
        lines=[
            {
                "name": line.name,
                "note": line.note,
                "days": {
                    head.day.isoformat(): called.label
                    for head, called in zip(grid.days, line.days, strict=True)
                    if called is not None
                },
                "totals": {mark.value: line.tally.days(mark) for mark in Mark},
            }
            for line in grid.lines
        ],
        **{"class": grid.label},
    )
    for line in grid.lines:
        parts = [f"{m.label} {line.tally.days(m)}" for m in Mark if line.tally.halves(m)]
        note = f"（{line.note}）" if line.note else ""
        answer.say(f"{line.name} {'，'.join(parts)}{note}".strip())
    answer.say(f"{grid.label}：上课 {len(days)} 天，点名 {grid.recorded} 天。")


def _days(halves: int) -> str:
    from desktop.core.attendance import days_text  # noqa: PLC0415 - not for help

    return days_text(halves)


def absences(args: argparse.Namespace, answer: Answer) -> int:
    """List who was not seen for days on end: of the school, or at a bureau of all schools."""
    from desktop.services.attendance.runs import county_runs, runs  # noqa: PLC0415 - not for help

    with opened(args) as session:
        day, whole = args.day or session.store.clock.today(), session.at_bureau
        unit_id = county.unit_of(session, args)
        found = (county_runs if whole else runs)(session, day, args.least)
    lines = [run for run in found if unit_id in (None, run.unit_id)]
    answer.put(day=day.isoformat(), least=args.least, lines=[asdict(run) for run in lines])
    for run in lines:
        leave = f"，另有请假 {run.excused} 天" if run.excused else ""
        blank = f"，{run.unrecorded} 天没有点名" if run.unrecorded else ""
        school = f"{run.school} " if whole else ""
        answer.say(
            f"{school}{run.label} {run.name} 从 {run.first:%Y-%m-%d} 到 {run.last:%Y-%m-%d}："
            f"无假缺勤 {run.unexcused} 个上课日（历时 {run.calendar_days} 天）{leave}{blank}"
        )
    answer.say(f"连续缺勤 {args.least} 天以上的共 {len(lines)} 名。")
    return DONE


def head_count(args: argparse.Namespace, answer: Answer) -> int:
    """Show the head counts of a month, enter one, or print them."""
    from desktop.services.attendance import head_counts  # noqa: PLC0415 - not for help

    with opened(args) as session:
        if args.counted is not None:
            _take_count(args, session)
        shown = args.month or _month_of(args, session)
        found = head_counts.month_counts(session, shown)
        if args.out is not None:
            from desktop.reports.head_counts import head_count_sheet  # noqa: PLC0415 - same
            from desktop.reports.pdf import render_to  # noqa: PLC0415 - same

            render_to(head_count_sheet(session.unit_name, found), args.out)
    _tell_counts(found, answer)
    if args.out is not None:
        answer.put(out=str(args.out))
        answer.say(f"已写入 {args.out}。")
    return DONE


def _month_of(args: argparse.Namespace, session: Session) -> Any:  # noqa: ANN401 - a month
    from desktop.core.terms import Month  # noqa: PLC0415 - not for help

    return Month.of(args.day or session.store.clock.today())


def _take_count(args: argparse.Namespace, session: Session) -> None:
    from desktop.services.attendance import head_counts, overview  # noqa: PLC0415 - not for help

    if args.school_class is None:
        raise SchoolError("登记清点人数要写明班级，例如 --class 三年级1班。")
    day = args.day or session.store.clock.today()
    found = overview.class_named(session, day, args.school_class)
    grid = _grid(session, found.class_id, day, day)
    extra = tuple(head_counts.Extra(*_noted(word)) for word in args.extra)
    count = head_counts.NewCount(
        found.class_id,
        day,
        args.counted,
        args.by or session.user_name,
        tuple(_absentee(word, grid) for word in args.absent),
        extra,
    )
    head_counts.take_count(session, count)


def _absentee(word: str, grid: ClassGrid) -> Absentee:
    from desktop.services.attendance.head_counts import Absentee  # noqa: PLC0415 - not for help

    name, note = _noted(word)
    return Absentee(_pupil(name, grid), note)


def _noted(word: str) -> tuple[str, str | None]:
    name, _, note = word.partition("=")
    return name.strip(), note.strip() or None


def _tell_counts(found: MonthCounts, answer: Answer) -> None:
    answer.put(
        month=str(found.month),
        missing=found.missing,
        classes=[{**asdict(line), "class": line.label} for line in found.lines],
    )
    for line in found.lines:
        if line.counted is None:
            answer.say(f"{line.label}：名册 {line.on_roll} 人，没有清点")
            continue
        names = "；".join(f"{n.kind.label} {n.name}" for n in line.names) or "人籍一致"
        answer.say(
            f"{line.label}：名册 {line.expected} 人，实到 {line.counted} 人"
            f"（{line.day:%Y-%m-%d} {line.counted_by}）：{names}"
        )
    answer.say(f"{found.month.label}共 {len(found.lines)} 个班，没有清点的 {found.missing} 个。")

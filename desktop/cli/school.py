"""What is to be done today, the school calendar, and the parameters of county and unit."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.cli.answer import DONE, LOOK
from desktop.cli.desk import opened
from desktop.core.labels import DayKind
from desktop.core.terms import Month, Term

if TYPE_CHECKING:
    import argparse
    from datetime import date

    from desktop.cli.answer import Answer

# A month and a half into a term it is clear which of the two it is.
_INTO_TERM: Final = timedelta(days=45)


def today(args: argparse.Namespace, answer: Answer) -> int:
    """List what waits, the most urgent first."""
    from desktop.services.today.items import Urgency  # noqa: PLC0415 - not for help
    from desktop.services.today.waiting import today as waiting  # noqa: PLC0415 - same

    with opened(args) as session:
        found = waiting(session, Month.of(session.store.clock.today()))
    answer.put(
        day=found.figures.day,
        items=[
            {
                "rule": item.rule,
                "urgency": item.urgency.value,
                "sentence": item.sentence,
                "page": item.page,
                "record": _plain(item.record),
            }
            for item in found.items
        ],
    )
    for item in found.items:
        answer.say(f"{item.urgency.label}：{item.sentence}")
    waits = sum(item.urgency is not Urgency.INFORMATION for item in found.items)
    answer.say(f"共 {len(found.items)} 件，其中 {waits} 件等着办。")
    return LOOK if waits else DONE


def calendar(args: argparse.Namespace, answer: Answer) -> int:
    """Show how a month is held."""
    from desktop.services.calendar import month_calendar, terms  # noqa: PLC0415 - not for help

    with opened(args) as session:
        found, known = month_calendar(session, args.month), terms(session)
    teaching = found.teaching
    answer.put(
        month=str(found.month),
        teaching_days=teaching,
        days=[{"day": d.day, "state": d.state.value, "note": d.note} for d in found.days],
        terms=[{"term": t.term.label, "first": t.first, "last": t.last} for t in known],
        notes=found.notes,
    )
    for line in found.days:
        if line.state.has_lessons != (line.day.weekday() < 5) or line.note:  # noqa: PLR2004 - Saturday
            answer.say(f"{line.day:%m-%d} {line.state.label} {line.note or ''}".rstrip())
    for note in found.notes:
        answer.say(f"提醒：{note}")
    answer.say(f"{found.month.label}上课 {len(teaching)} 天。")
    return DONE


def set_term(args: argparse.Namespace, answer: Answer) -> int:
    """Say when a term begins and ends."""
    from desktop.services.calendar import TermDates  # noqa: PLC0415 - not for help
    from desktop.services.calendar import set_term as keep  # noqa: PLC0415 - same

    term = Term.of(args.first + _INTO_TERM)
    with opened(args) as session:
        keep(session, TermDates(term, args.first, args.last))
    answer.put(term=term.label, first=args.first, last=args.last)
    answer.say(f"{term.label}：{args.first} 开学，{args.last} 放假。")
    return DONE


def set_days(args: argparse.Namespace, answer: Answer) -> int:
    """Mark days as holidays or days of lessons, or take marks back."""
    from desktop.services.calendar import DayMark  # noqa: PLC0415 - not for help
    from desktop.services.calendar import set_days as keep  # noqa: PLC0415 - same

    kind = DayKind.HOLIDAY if args.holiday else DayKind.LESSONS if args.lessons else None
    days = _days(args.first, args.last or args.first)
    with opened(args) as session:
        keep(session, [DayMark(day, kind, args.note) for day in days])
    answer.put(days=days, kind=kind)
    answer.say(f"{len(days)} 天：{kind.label if kind else '不再单独标记'}。")
    return DONE


def parameters(args: argparse.Namespace, answer: Answer) -> int:
    """List the parameters that hold today."""
    from desktop.services.parameters import parameters_on  # noqa: PLC0415 - not for help

    with opened(args) as session:
        found = parameters_on(session, session.store.clock.today())
    answer.put(
        parameters=[
            {
                "key": line.declared.key,
                "value": line.value,
                "since": line.since,
                "until": line.until,
                "document": line.document,
                "set_by": line.set_by,
            }
            for line in found
        ]
    )
    for line in found:
        source = f"（{line.set_by}，{line.document}）" if line.document else "（默认）"
        answer.say(
            f"{line.declared.key} {line.declared.title} {line.value}{line.declared.unit}{source}"
        )
    return DONE


def set_parameter(args: argparse.Namespace, answer: Answer) -> int:
    """Say what a parameter is from a day on."""
    from desktop.services.parameters import NewValue, set_value  # noqa: PLC0415 - not for help

    new = NewValue(args.key, args.value, args.since, args.document, args.until)
    with opened(args) as session:
        set_value(session, new)
    answer.put(**asdict(new))
    answer.say(f"从 {args.since} 起 {args.key} 为 {args.value}，依据：{args.document}。")
    return DONE


def _plain(record: object) -> object:
    """A record as JSON shows it."""
    if isinstance(record, Month):
        return str(record)
    if is_dataclass(record) and not isinstance(record, type):
        return {name: _plain(getattr(record, name)) for name in record.__slots__}  # type: ignore[attr-defined]
    return None if record is None else str(record)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]

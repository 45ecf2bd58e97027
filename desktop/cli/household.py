"""What is known of a pupil's family: shown on request, entered, ended, renewed."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from desktop.cli.answer import DONE, LOOK
from desktop.cli.desk import opened
from desktop.core.errors import NotFoundError, SchoolError

if TYPE_CHECKING:
    import argparse
    from uuid import UUID

    from desktop.cli.answer import Answer
    from desktop.services.household import CategoryFact
    from desktop.services.session import Session


def expiring(args: argparse.Namespace, answer: Answer) -> int:
    """List whose facts end soon; not what they are."""
    from desktop.services.household import expiring as ending  # noqa: PLC0415 - not for help

    with opened(args) as session:
        found = ending(session)
    answer.put(expiring=[asdict(line) for line in found])
    for line in found:
        answer.say(f"{line.school_class} {line.name} 到 {line.until}")
    answer.say(f"共 {len(found)} 项到期或快到期。")
    return LOOK if found else DONE


def unconfirmed(args: argparse.Namespace, answer: Answer) -> int:
    """List whose facts without an end nobody has looked at for long; not what they are."""
    from desktop.services import household_checks  # noqa: PLC0415 - not for help

    with opened(args) as session:
        found = household_checks.unconfirmed(session)
    answer.put(unconfirmed=[asdict(line) for line in found])
    for line in found:
        answer.say(f"{line.school_class} {line.name} 上次 {line.last}")
    answer.say(f"共 {len(found)} 项没有期限的登记要核对是否仍符合。")
    return LOOK if found else DONE


def confirm(args: argparse.Namespace, answer: Answer) -> int:
    """Note that a fact without an end still holds."""
    from desktop.services import household_checks  # noqa: PLC0415 - not for help

    with opened(args) as session:
        day = args.day or session.store.clock.today()
        key = _fact(session, args).fact_id
        told = household_checks.Confirmation(key, day, args.proof)
        household_checks.confirm(session, told)
    answer.put(confirmed=day.isoformat())
    answer.say(f"已记下：{day} 核对，仍符合。")
    return DONE


def show(args: argparse.Namespace, answer: Answer) -> int:
    """Show what is known of a pupil; the look is noted."""
    from desktop.services.household import reveal_categories  # noqa: PLC0415 - not for help

    with opened(args) as session:
        facts = reveal_categories(session, _pupil(session, args.pupil))
    answer.put(facts=[asdict(fact) for fact in facts])
    for number, fact in enumerate(facts, start=1):
        until = f"到 {fact.until}" if fact.until else "没有写截止日期"
        seen = f"；{fact.confirmed.day} 核对仍符合" if fact.confirmed else ""
        words = f"{fact.since} 起，{until}；凭证：{fact.proof}{seen}"
        answer.say(f"{number} {fact.category.label} {words}")
    answer.say(f"共 {len(facts)} 项。查看已记入操作记录。")
    return DONE


def add(args: argparse.Namespace, answer: Answer) -> int:
    """Enter a fact."""
    from desktop.services import household  # noqa: PLC0415 - not for help

    with opened(args) as session:
        day = args.since or session.store.clock.today()
        pupil = _pupil(session, args.pupil)
        new = household.NewFact(pupil, args.category, day, args.proof, args.until)
        household.add(session, new)
    answer.put(added=1)
    answer.say("已登记。")
    return DONE


def end(args: argparse.Namespace, answer: Answer) -> int:
    """Say on which day a fact held last."""
    from desktop.services import household  # noqa: PLC0415 - not for help

    with opened(args) as session:
        day = args.until or session.store.clock.today()
        household.end(session, _fact(session, args).fact_id, day)
    answer.put(ended=1)
    answer.say(f"已登记到 {day} 为止。")
    return DONE


def renew(args: argparse.Namespace, answer: Answer) -> int:
    """Let a fact go on by a new document."""
    from desktop.services import household  # noqa: PLC0415 - not for help

    with opened(args) as session:
        key = _fact(session, args).fact_id
        renewal = household.Renewal(key, args.proof, args.until, args.since)
        household.renew(session, renewal)
    answer.put(renewed=1)
    answer.say("已续期。")
    return DONE


def remove(args: argparse.Namespace, answer: Answer) -> int:
    """Take out what was entered by mistake."""
    from desktop.services import household  # noqa: PLC0415 - not for help

    with opened(args) as session:
        household.remove(session, _fact(session, args).fact_id)
    answer.put(removed=1)
    answer.say("已删除。")
    return DONE


def _pupil(session: Session, words: str) -> UUID:
    """The one pupil whom a name or number means."""
    from desktop.services.people import PupilQuery, pupils  # noqa: PLC0415 - not for help

    page = pupils(session, PupilQuery(words, limit=20))
    exact = [line for line in page.lines if line.name == words]
    lines = exact or list(page.lines)
    if not lines:
        raise NotFoundError("名册里没有这名学生。")
    if len(lines) > 1:
        raise SchoolError("名册里不止一个学生符合，请写学籍号或学号。")
    return lines[0].student_id


def _fact(session: Session, args: argparse.Namespace) -> CategoryFact:
    """The fact that stands at a place of the pupil's list; looking it up is noted like any look."""
    from desktop.services.household import reveal_categories  # noqa: PLC0415 - not for help

    facts = reveal_categories(session, _pupil(session, args.pupil))
    number: int = args.number
    if number > len(facts):
        raise NotFoundError(
            "没有这一项。用 mingce categories show 看这名学生的登记，第一栏是它的号。"
        )
    return facts[number - 1]

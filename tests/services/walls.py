"""A small school whose October can be posted, and its days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from desktop.core.clock import FixedClock
from desktop.core.labels import Role
from desktop.core.notices import NoticeDeed, NoticeKind, NoticeStage
from desktop.services.months import close, reopen
from desktop.services.notices import life
from desktop.services.notices.issue import notice
from desktop.services.notices.photos import add_photo
from tests.services.files import photo
from tests.services.rosters import (
    OCTOBER,
    as_role,
    charge,
    charges,
    meal_days,
    meals,
    pupil,
    school_class,
    students,
    take,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.session import Session

ISSUED_ON = date(2026, 11, 2)
LAST_DAY = date(2026, 11, 6)
FIRST = "公示〔2026〕1号"
SECOND = "公示〔2026〕2号"


def small_school(session: Session) -> Session:
    """Three pupils in two classes with lunches in October, and a charge."""
    take(
        session,
        students(
            pupil("张小红", id_number="A1"),
            pupil("李小军", 3, school_class=school_class(1, 1)),
            pupil("王芳", 4, school_class=None),
        ),
    )
    take(
        session,
        meal_days(
            meals("张小红"),
            meals("李小军", 5, school_class=school_class(1, 1), meal_days=3),
            meals("王芳", 6, school_class=None, meal_days=1),
        ),
    )
    take(session, charges(charge()))
    return session


def on(session: Session, day: date) -> Session:
    """The same school on a day."""
    noon = datetime.combine(day, time(4), UTC)
    session.store.clock = FixedClock(noon)
    return session


def issue_october(session: Session) -> str:
    """Close October and issue its notice on 2 November."""
    on(session, ISSUED_ON)
    close(session, OCTOBER)
    return notice(session, NoticeKind.MEALS, OCTOBER).content.posting.number


def correct_october(session: Session, days: int = 19) -> str:
    """Open October again, change a pupil's days, close it, and issue the correction."""
    reopen(as_role(session, Role.BUREAU), OCTOBER, "天数有误")
    take(session, meal_days(meals("张小红", meal_days=days)))
    close(session, OCTOBER)
    return notice(session, NoticeKind.MEALS, OCTOBER).content.posting.number


def bring_to(session: Session, stage: NoticeStage) -> str:
    """A notice in a stage; the day is as late as the stage needs."""
    number = issue_october(session)
    if stage is NoticeStage.REPLACED:
        correct_october(session)
    if stage in (NoticeStage.ISSUED, NoticeStage.REPLACED):
        return number
    life.post(session, number, ISSUED_ON, "校门口公示栏")
    if stage is NoticeStage.UP:
        return number
    on(session, LAST_DAY)
    if stage is NoticeStage.DUE:
        return number
    life.take_down(session, number, LAST_DAY)
    if stage is NoticeStage.ARCHIVED:
        life.archive(session, number)
    return number


def do(session: Session, number: str, deed: NoticeDeed) -> None:
    """Do one deed to a notice, with plausible values."""
    today = session.store.clock.today()
    deeds: dict[NoticeDeed, Callable[[], object]] = {
        NoticeDeed.PRINTED: lambda: life.printed(session, number, 1),
        NoticeDeed.POSTED: lambda: life.post(session, number, today),
        NoticeDeed.PHOTO: lambda: _add_photo(session, number),
        NoticeDeed.OBJECTED: lambda: life.object_to(session, number, today, "少记一天"),
        NoticeDeed.TAKEN_DOWN: lambda: life.take_down(session, number, today, {"early"}),
        NoticeDeed.ARCHIVED: lambda: life.archive(session, number),
    }
    deeds[deed]()


def _add_photo(session: Session, number: str) -> None:
    with TemporaryDirectory() as folder:
        add_photo(session, number, photo(Path(folder) / "a.jpg"))

"""Rules over the safety of the data: backups, checks, the recovery sheet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from desktop.core.clock import CHINA
from desktop.core.labels import Role, UpkeepKind
from desktop.services.parameters import BACKUP_DAYS
from desktop.services.refused_logins import refused_since
from desktop.services.today.items import Asking, Item, Section, Urgency, spoken
from desktop.services.upkeep import last_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.upkeep import UpkeepLine

_CHECKED_EVERY_DAYS: Final = 90
SEVERAL_REFUSED: Final = 5
_REFUSED_WITHIN: Final = timedelta(days=7)
_SETTINGS: Final = "settings"


def upkeep(asking: Asking) -> Iterator[Item]:
    """Backups that are old, checks that failed or were never run, a code that nobody has put by."""
    known = last_of(asking.connection)
    yield from _backup(asking, known.get(UpkeepKind.BACKUP))
    yield from _checks(asking, known)
    yield from _recovery(asking, known.get(UpkeepKind.RECOVERY_SHEET))
    yield from _refused(asking)


def _backup(asking: Asking, done: UpkeepLine | None) -> Iterator[Item]:
    if asking.session.folder is None or asking.session.role is Role.AUDITOR:
        return
    if done is None:
        sentence = "还没有备份过。电脑一坏，账就没了。"
    else:
        day = done.at.astimezone(CHINA).date()
        age = (asking.today - day).days
        if age <= asking.parameters[BACKUP_DAYS.key]:
            return
        sentence = f"上次备份是{age}天前（{spoken(day)}）。"
    yield Item("backup.old", Urgency.HANDS, sentence, _SETTINGS, Section.BACKUP)


def _checks(asking: Asking, known: dict[UpkeepKind, UpkeepLine]) -> Iterator[Item]:
    # A backup is made only of a chain that was found whole.
    kinds = (UpkeepKind.CHAIN, UpkeepKind.WHOLE, UpkeepKind.BACKUP)
    done = [known[kind] for kind in kinds if kind in known]
    whole = known.get(UpkeepKind.WHOLE)
    newest = max(done, key=lambda line: line.at, default=None)
    if newest is not None and not newest.good:
        when = spoken(newest.at.astimezone(CHINA).date())
        sentence = f"{when}的体检发现账本不完好。请停止录入，保留现状，并用最近一份完好的备份对照。"
        yield Item("check.failed", Urgency.HANDS, sentence, _SETTINGS, Section.CHECKUP)
    elif whole is None:
        sentence = "账本还没有做过全面体检。"
        yield Item("check.never", Urgency.INFORMATION, sentence, _SETTINGS, Section.CHECKUP)
    elif (asking.today - whole.at.astimezone(CHINA).date()).days > _CHECKED_EVERY_DAYS:
        when = spoken(whole.at.astimezone(CHINA).date())
        sentence = f"上次全面体检是{when}，建议每学期至少做一次。"
        yield Item("check.old", Urgency.INFORMATION, sentence, _SETTINGS, Section.CHECKUP)


def _recovery(asking: Asking, done: UpkeepLine | None) -> Iterator[Item]:
    keeper = asking.session.role in (Role.PRINCIPAL, Role.BUREAU)
    if asking.session.key is not None and keeper and (done is None or not done.good):
        sentence = "还没有确认恢复码已打印并锁好。忘了密码，只有它能打开数据。"
        yield Item("recovery.unconfirmed", Urgency.HANDS, sentence, _SETTINGS, Section.USERS)


def _refused(asking: Asking) -> Iterator[Item]:
    """Several log-ins that failed within a week: somebody may be guessing."""
    if asking.session.role not in (Role.PRINCIPAL, Role.BUREAU):
        return
    since = asking.session.store.clock.now() - _REFUSED_WITHIN
    count, latest = refused_since(asking.connection, since)
    if count < SEVERAL_REFUSED:
        return
    when = f"，最近一次{spoken(latest.at.astimezone(CHINA).date())}" if latest else ""
    sentence = f"最近7天有{count}次登录没有成功{when}。不是自己人输错的，请换密码。"
    yield Item("login.refused", Urgency.HANDS, sentence, _SETTINGS, Section.USERS)

"""How the states and the deeds of notices are said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.core.clock import CHINA
from desktop.core.notices import NoticeDeed, NoticeStage
from desktop.services.notices.drafts import DraftState
from desktop.views.widgets import Chip, Tone

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.notices.drafts import Draft
    from desktop.services.notices.life import LifeLine
    from desktop.services.notices.register import NoticeEntry

_STAGES: Final = {
    NoticeStage.ISSUED: Tone.CARE,
    NoticeStage.UP: Tone.GOOD,
    NoticeStage.DUE: Tone.BAD,
    NoticeStage.DOWN: Tone.PLAIN,
    NoticeStage.ARCHIVED: Tone.PLAIN,
    NoticeStage.REPLACED: Tone.PLAIN,
}
_DRAFTS: Final = {
    DraftState.EMPTY: Tone.PLAIN,
    DraftState.BLOCKED: Tone.BAD,
    DraftState.OPEN: Tone.PLAIN,
    DraftState.READY: Tone.CARE,
    DraftState.MOVED: Tone.BAD,
    DraftState.RENEWED: Tone.CARE,
    DraftState.STANDING: Tone.GOOD,
}


def day_words(day: date | None) -> str:
    """2026年11月2日."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def short_day(day: date | None) -> str:
    """11月2日: where the year is plain."""
    return f"{day.month}月{day.day}日" if day else ""


def stage_chip(stage: NoticeStage) -> Chip:
    """The stage of an issued notice."""
    return Chip(stage.label, _STAGES[stage])


def draft_chip(state: DraftState) -> Chip:
    """What a kind of notice needs."""
    return Chip(state.label, _DRAFTS[state])


def draft_words(draft: Draft) -> str:
    """What a kind of notice needs in a month, in a sentence."""
    by = f"最迟{short_day(draft.post_by)}贴出" if draft.post_by else ""
    match draft.state:
        case DraftState.READY:
            return f"核对过账目，可以发布{'，' + by if by else ''}。"
        case DraftState.MOVED:
            return f"账目改过，{draft.standing}不再作数，要发更正公示。"
        case DraftState.RENEWED:
            return f"收费项目变了，{draft.standing}要换成新的。"
        case DraftState.STANDING:
            return f"{draft.standing}，与账目一致。"
        case _:
            return draft.remarks[0].sentence if draft.remarks else ""


def entry_words(entry: NoticeEntry, today: date) -> str:
    """What to do with an issued notice now, in a sentence."""
    if entry.replaced_by and entry.stage in (NoticeStage.DUE, NoticeStage.REPLACED):
        then = "请把这一张撤下" if entry.stage is NoticeStage.DUE else "不要再张贴这一张"
        return f"已被{entry.replaced_by}替代，{then}。"
    match entry.stage:
        case NoticeStage.ISSUED:
            words = "还没有张贴" if entry.prints else "请打印出来张贴"
            return f"已经发布，{words}。"
        case NoticeStage.UP | NoticeStage.DUE:
            return _hanging(entry.hangs_until, today)
        case NoticeStage.DOWN:
            return "已经撤下，请把原件归档。"
        case _:
            return f"{day_words(entry.archived_on)}归档。"


def _hanging(until: date | None, today: date) -> str:
    if until is None:
        return "长期张贴，有新的公示时撤下。"
    over = (today - until).days
    if over < 0:
        return f"张贴到{day_words(until)}，到期再撤下。"
    return f"公示期已过{over}天，请撤下。" if over else "公示期今天满，放学后请撤下。"


def life_words(line: LifeLine) -> str:
    """What happened, in a line."""
    match line.deed:
        case NoticeDeed.PRINTED:
            return f"打印{line.copies}份" + ("（姓名遮盖）" if line.masked else "")
        case NoticeDeed.POSTED:
            where = f"在{line.note}" if line.note else ""
            until = f"，到{day_words(line.until)}" if line.until else "，长期"
            return f"{where}张贴{until}"
        case NoticeDeed.PHOTO:
            return f"照片存证，校验值 {(line.digest or '')[:8]}…"
        case NoticeDeed.OBJECTED | NoticeDeed.ANSWERED:
            return f"{line.deed.label}：{line.note}"
        case _:
            return line.deed.label


def life_signed(line: LifeLine) -> str:
    """When, and who wrote it down: 2026年11月2日 张校长."""
    noted = line.at.astimezone(CHINA).date()
    late = "" if noted == line.day else f"（{short_day(noted)}补记）"
    return f"{day_words(line.day)} {line.user_name}{late}"

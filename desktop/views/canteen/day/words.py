"""A canteen's day in words: each part a line with how it stands and the one thing to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.core.canteen_day import DayPart, PartState
from desktop.core.clock import CHINA
from desktop.views.canteen.places import DayPlace, Doing
from desktop.views.widgets import Chip, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from desktop.services.canteen.day_parts import CanteenDay, SittingDay

CHIPS: Final = {
    PartState.OPEN: Chip(PartState.OPEN.label, Tone.CARE),
    PartState.DONE: Chip(PartState.DONE.label, Tone.GOOD),
    PartState.PROBLEM: Chip(PartState.PROBLEM.label, Tone.BAD),
    PartState.AHEAD: Chip(PartState.AHEAD.label, Tone.PLAIN),
}
_MOST: Final = 5
_WEEKDAYS: Final = "一二三四五六日"
_DOINGS: Final = {
    DayPart.MENU: Doing.MENU,
    DayPart.HEADS: Doing.HEADS,
    DayPart.GOODS: Doing.ISSUE,
    DayPart.SAMPLES: Doing.SAMPLES,
    DayPart.COMPANION: Doing.COMPANION,
}
_LOOK: Final = {
    DayPart.MENU: "看食谱",
    DayPart.HEADS: "看人数",
    DayPart.GOODS: "看出库单",
    DayPart.SAMPLES: "看留样",
    DayPart.COMPANION: "看陪餐",
}
_ENTER: Final = {
    DayPart.MENU: "写食谱",
    DayPart.HEADS: "登记人数",
    DayPart.GOODS: "登记出库",
    DayPart.SAMPLES: "登记留样",
    DayPart.COMPANION: "登记陪餐",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the day."""

    chip: Chip
    title: str
    words: str
    action: str = ""
    """What its button says; empty: there is nothing to do yet."""
    place: DayPlace | None = None
    of: str = ""
    """What tells its button from others with the same words."""


def day_words(found: CanteenDay) -> str:
    """星期三 · 上课."""
    return f"星期{_WEEKDAYS[found.day.weekday()]} · {found.state.label}"


def quiet_words(found: CanteenDay) -> str:
    """Why there is nothing to do on a day."""
    day, canteen = found.day, found.canteen
    if day < canteen.opened_on:
        return f"{canteen.name}的账从 {canteen.opened_on} 开始，这一天还没有账。"
    if canteen.closed_on is not None and day > canteen.closed_on:
        return f"{canteen.name}的账到 {canteen.closed_on} 为止，这一天没有账。"
    if found.unserved:
        return "这一天没有开餐。"
    return f"这一天{found.state.label}，食堂不开餐，没有要办的。"


def sitting_lines(found: CanteenDay, one: SittingDay, *, writes: bool) -> tuple[Line, ...]:
    """The parts of a sitting."""
    return tuple(
        _line(found, one, part, state, writes=writes) for part, state in one.states.items()
    )


def _line(
    found: CanteenDay, one: SittingDay, part: DayPart, state: PartState, *, writes: bool
) -> Line:
    told = _TOLD[part](one)
    writes = writes and found.writable
    ordering = part is DayPart.GOODS and one.ahead and bool(one.lacking)
    if one.ahead and part is not DayPart.MENU and not (ordering and writes):
        return Line(CHIPS[state], part.label, told)
    enters = writes and _enters(one, part, state)
    action = _ENTER[part] if enters else _LOOK[part]
    doing = _DOINGS[part]
    if ordering:
        action, doing = "下采购单", Doing.NEW_ORDER
    elif enters and part is DayPart.GOODS and one.plan is not None and one.plan.lines:
        action = "按食谱出库"
    elif not enters and state is PartState.OPEN:
        return Line(CHIPS[state], part.label, told)
    place = DayPlace(doing, found.canteen.canteen_id, found.day, one.sitting, enter=enters)
    return Line(CHIPS[state], part.label, told, action, place, one.sitting.label)


def _enters(one: SittingDay, part: DayPart, state: PartState) -> bool:
    """Whether a form is to be filled in; what shared meals have found is read first."""
    if part is DayPart.COMPANION and one.companions:
        return False
    return state is not PartState.DONE


def _menu(one: SittingDay) -> str:
    if not one.dishes:
        return "还没有食谱"
    unweighed = one.plan.unweighed if one.plan else ()
    more = f"（没有写用量：{_some(unweighed)}）" if unweighed else ""
    return "、".join(one.dishes) + more


def _heads(one: SittingDay) -> str:
    eaters = one.eaters
    kinds = (
        ("营养餐学生", eaters.plan),
        ("自费学生", eaters.paying),
        ("教职工", eaters.staff),
        ("其他人员", eaters.guests),
    )
    told = "、".join(f"{name} {heads}" for name, heads in kinds if heads)
    if not eaters.counted:
        return f"应到 {eaters.heads} 人" + (f"：{told}" if told else "") + "；还没有登记人数"
    lack = f"；没有登记：{_some(eaters.uncounted)}" if eaters.uncounted else ""
    return f"就餐 {eaters.heads} 人" + (f"：{told}" if told else "") + lack


def _goods(one: SittingDay) -> str:
    told = []
    if one.issued:
        told.append(
            "已出 "
            + _some(f"{i.goods.words} {i.quantity.plain} {i.goods.measure}" for i in one.issued)
        )
    if one.left and one.plan is not None:
        wanted = _some(
            f"{line.goods.words} {line.planned.plain} {line.goods.measure}" for line in one.left
        )
        told.append(
            f"没有出：{wanted}" if one.issued else f"按 {one.plan.cooked_for} 人要出 {wanted}"
        )
    if one.lacking:
        lacking = (
            f"{line.goods.words} {line.missing.plain} {line.goods.measure}" for line in one.lacking
        )
        told.append(f"库里还缺 {_some(lacking)}")
    return "；".join(told) or "还没有出库"


def _samples(one: SittingDay) -> str:
    if not one.samples:
        return f"还没有留样，要留 {len(one.dishes)} 样" if one.dishes else "还没有留样"
    told = f"已留 {len(one.samples)} 样：{_some(line.dish for line in one.samples)}"
    if one.unsampled:
        return f"{told}；没有留：{_some(one.unsampled)}"
    kept = [line for line in one.samples if line.disposed_at is None]
    if not kept:
        return f"{told}；已销样"
    until = max(line.may_go_at for line in kept).astimezone(CHINA)
    return f"{told}；留到 {until:%m-%d %H:%M}"


def _companion(one: SittingDay) -> str:
    if not one.companions:
        return "还没有登记陪餐"
    return "；".join(
        companion.name
        + ("（未缴费）" if companion.unpaid else "")
        + (f"：发现“{companion.open_problem}”，还没有写处理结果" if companion.open_problem else "")
        for companion in one.companions
    )


def _some(words: Iterable[str]) -> str:
    """The first of many."""
    all_ = list(words)
    return "、".join(all_[:_MOST]) + (f"等 {len(all_)} 样" if len(all_) > _MOST else "")


_TOLD: Final[Mapping[DayPart, Callable[[SittingDay], str]]] = {
    DayPart.MENU: _menu,
    DayPart.HEADS: _heads,
    DayPart.GOODS: _goods,
    DayPart.SAMPLES: _samples,
    DayPart.COMPANION: _companion,
}

"""Parameters: what the county decides, with the day it holds from and the document that says so.

A unit's own value goes before that of the unit above it, and where nobody has said anything the
default holds. Every parameter that code asks for is declared here, with its bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, literal, select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.labels import Role
from desktop.models import Parameter, Unit
from desktop.services.canteen_limits import CANTEEN_LIMITS
from desktop.services.declared import Declared

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection, Select

    from desktop.database.work import Work
    from desktop.services.session import Session


POSTING_DAYS: Final = Declared(
    "posting.working_days", "公示天数", "个工作日", 5, 3, 30, "公示贴在墙上至少几个工作日。"
)
MONTH_POSTING_DAY: Final = Declared(
    "meals.posting_day",
    "每月公示日",
    "日",
    15,
    1,
    28,
    "上个月的就餐、膳食经费等公示最迟在每月几日贴出。",
)
CHARGES_LEAD_DAYS: Final = Declared(
    "charges.lead_days", "收费公示提前天数", "天", 14, 1, 60, "开学前几天提醒张贴收费公示。"
)
BACKUP_DAYS: Final = Declared(
    "backup.days", "备份间隔", "天", 7, 1, 31, "几天没有备份就在“今天要办”里提醒。"
)
REOPEN_DAYS: Final = Declared(
    "months.reopen_days", "重新打开天数", "天", 7, 1, 60, "教育局重新打开的月份，过几天又不能改。"
)
HOUSEHOLD_LEAD_DAYS: Final = Declared(
    "household.lead_days",
    "家庭情况到期提醒",
    "天",
    30,
    1,
    120,
    "登记的期限到期前几天提醒核对续期。",
)
HOUSEHOLD_CONFIRM_MONTHS: Final = Declared(
    "household.confirm_months",
    "家庭情况定期核对",
    "个月",
    12,
    3,
    36,
    "没有写期限的登记，过几个月提醒核对一次是否仍符合。",
)
TRANSFER_DAYS: Final = Declared(
    "transfer.days", "转学等待天数", "天", 15, 1, 90, "转出几天还没有接收，就在“今天要办”里提醒。"
)
KINDERGARTEN_SURPLUS: Final = Declared(
    "canteen.kindergarten_surplus",
    "幼儿园伙食费盈亏上限",
    "%",
    2,
    0,
    20,
    "幼儿园伙食费公示上写的每学期盈亏上限，占伙食费收入的百分之几；请按县里的文件核对。",
)
_SITTING_NOTE: Final = (
    "{}按一天食材的百分之几分摊；学生、教职工、其他人员同一餐同一份量，不看各自的价格。"
)
BREAKFAST_WEIGHT: Final = Declared(
    "canteen.weight.breakfast", "早餐分摊比例", "%", 30, 1, 100, _SITTING_NOTE.format("早餐")
)
LUNCH_WEIGHT: Final = Declared(
    "canteen.weight.lunch", "午餐分摊比例", "%", 40, 1, 100, _SITTING_NOTE.format("午餐")
)
SUPPER_WEIGHT: Final = Declared(
    "canteen.weight.supper", "晚餐分摊比例", "%", 30, 1, 100, _SITTING_NOTE.format("晚餐")
)
SNACK_WEIGHT: Final = Declared(
    "canteen.weight.snack", "课间加餐分摊比例", "%", 10, 1, 100, _SITTING_NOTE.format("课间加餐")
)
STAFF_PORTION: Final = Declared(
    "canteen.staff_portion",
    "教职工份量",
    "%",
    100,
    100,
    300,
    "教职工一餐折合学生的百分之几，幼儿园和小学低年级可以高一些；不能低于学生的份量。",
)
SAMPLE_GRAMS: Final = Declared(
    "canteen.sample_grams",
    "留样重量",
    "克",
    125,
    125,
    500,
    "每样成品至少留多少克。GB 31654-2021 定的是 125 克，只能多，不能少。",
)
SAMPLE_HOURS: Final = Declared(
    "canteen.sample_hours",
    "留样时间",
    "小时",
    48,
    48,
    168,
    "留样至少冷藏多久才能销样。GB 31654-2021 定的是 48 小时，只能长，不能短。",
)
CHILL_LEAST: Final = Declared(
    "canteen.chill_least", "冷藏最低温度", "℃", 0, -5, 5, "冷藏柜不低于几度；请按县里的文件核对。"
)
CHILL_MOST: Final = Declared(
    "canteen.chill_most", "冷藏最高温度", "℃", 8, 0, 15, "冷藏柜不高于几度；请按县里的文件核对。"
)
FREEZE_MOST: Final = Declared(
    "canteen.freeze_most",
    "冷冻最高温度",
    "℃",
    -12,
    -30,
    0,
    "冷冻柜不高于几度；请按县里的文件核对。",
)
MEAL_REFUND_DAYS: Final = Declared(
    "canteen.refund_days",
    "伙食费退费期限",
    "个工作日",
    15,
    1,
    60,
    "学生没有就餐的伙食费，月末以后几个工作日内退还；默认值参照下陆区2024年10月的规定，"
    "请按县里的文件核对。",
)
DECLARED: Final[dict[str, Declared]] = {
    p.key: p
    for p in (
        POSTING_DAYS,
        MONTH_POSTING_DAY,
        CHARGES_LEAD_DAYS,
        BACKUP_DAYS,
        REOPEN_DAYS,
        HOUSEHOLD_LEAD_DAYS,
        HOUSEHOLD_CONFIRM_MONTHS,
        TRANSFER_DAYS,
        KINDERGARTEN_SURPLUS,
        *CANTEEN_LIMITS,
        BREAKFAST_WEIGHT,
        LUNCH_WEIGHT,
        SUPPER_WEIGHT,
        SNACK_WEIGHT,
        STAFF_PORTION,
        SAMPLE_GRAMS,
        SAMPLE_HOURS,
        CHILL_LEAST,
        CHILL_MOST,
        FREEZE_MOST,
        MEAL_REFUND_DAYS,
    )
}
LONGEST_DOCUMENT: Final = 200


@dataclass(frozen=True, slots=True)
class ParameterOnDay:
    """A parameter as it holds on a day; without a document it is the default."""

    declared: Declared
    value: int
    since: date | None
    until: date | None
    document: str | None
    set_by: str | None
    """The unit that has said so."""


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value to hold from a day, and the document that says so."""

    key: str
    value: int
    since: date
    document: str
    until: date | None = None


def value_on(connection: Connection, unit_id: UUID, declared: Declared, day: date) -> int:
    """The value of a parameter that holds for a unit on a day."""
    return _on(connection, unit_id, day)[declared.key].value


def parameters_on(session: Session, day: date) -> tuple[ParameterOnDay, ...]:
    """All parameters as they hold for the unit on a day, in the order of their declaration."""
    with session.store.read() as connection:
        return tuple(_on(connection, session.unit_id, day).values())


def values_on(connection: Connection, unit_id: UUID, day: date) -> dict[str, int]:
    """All values by key that hold for a unit on a day."""
    return {key: line.value for key, line in _on(connection, unit_id, day).items()}


def set_value(session: Session, new: NewValue) -> Changes:
    """Say what a parameter is from a day on.

    Raises:
        NotFoundError: there is no such parameter.
        SchoolError: the value is out of bounds, the document is not named, the days are the wrong
            way round, or something is said from that day on already.
    """
    _refuse_odd(new)

    def body(work: Work) -> Changes:
        there = work.connection.execute(
            select(Parameter.value).where(
                Parameter.unit_id == work.unit_id,
                Parameter.key == new.key,
                Parameter.since == new.since,
            )
        ).scalar()
        if there is not None:
            msg = (
                f"从{new.since:%Y-%m-%d}起已经填过{DECLARED[new.key].title}（{there}）。"
                "请改用另一天。"
            )
            raise SchoolError(msg)
        row = {
            "id": work.new_ids(1)[0],
            "key": new.key,
            "value": str(new.value),
            "since": new.since,
            "until": new.until,
            "document": new.document.strip(),
        }
        work.insert(Parameter, [row])
        work.summary = {"key": new.key, "value": new.value, "since": new.since}
        return Changes.of(Book.PARAMETERS)

    return session.write("parameter.set", body, Role.PRINCIPAL, Role.BUREAU)


def _refuse_odd(new: NewValue) -> None:
    declared = DECLARED.get(new.key)
    if declared is None:
        known = "、".join(p.key for p in DECLARED.values())
        msg = f"没有“{new.key}”这个参数，可以用：{known}。"
        raise NotFoundError(msg)
    if not declared.least <= new.value <= declared.most:
        msg = f"{declared.title}要在{declared.least}到{declared.most}{declared.unit}之间。"
        raise SchoolError(msg)
    if not new.document.strip():
        raise SchoolError("请写明依据的文件和文号；校内决定就写会议名称和日期。")
    if len(new.document.strip()) > LONGEST_DOCUMENT:
        msg = f"文件名称太长，请写在{LONGEST_DOCUMENT}个字以内。"
        raise SchoolError(msg)
    if new.until is not None and new.until < new.since:
        raise SchoolError("截止日期在起始日期之前。请调换或改正。")


def _on(connection: Connection, unit_id: UUID, day: date) -> dict[str, ParameterOnDay]:
    """What holds on a day: the nearest unit that has said anything, there the newest word."""
    found = {
        key: ParameterOnDay(p, p.default, None, None, None, None) for key, p in DECLARED.items()
    }
    for row in _said(connection, unit_id, day):
        declared = DECLARED.get(row.key)
        if declared is not None:
            found[row.key] = ParameterOnDay(
                declared, int(row.value), row.since, row.until, row.document, row.name
            )
    return found


def _all_said() -> Select[*tuple[Any, ...]]:
    own = (
        select(Unit.id, Unit.parent_id, Unit.name, literal(0).label("height"))
        .where(Unit.id == bindparam("unit"))
        .cte("above", recursive=True)
    )
    above = own.union_all(
        select(Unit.id, Unit.parent_id, Unit.name, own.c.height + 1).join(
            own, Unit.id == own.c.parent_id
        )
    )
    day = bindparam("day", type_=Parameter.since.type)
    return (
        select(
            Parameter.key,
            Parameter.value,
            Parameter.since,
            Parameter.until,
            Parameter.document,
            above.c.name,
        )
        .join(above, above.c.id == Parameter.unit_id)
        .where(Parameter.since <= day, (Parameter.until.is_(None)) | (Parameter.until >= day))
        .order_by(above.c.height.desc(), Parameter.since)
    )


_SAID: Final = _all_said()
"""Made once: this is asked at every form, and making it costs more than asking it."""


def _said(connection: Connection, unit_id: UUID, day: date) -> list[Any]:
    """What the unit and those above it have said for a day, the word that counts last."""
    return list(connection.execute(_SAID, {"unit": unit_id, "day": day}))

"""A form for tests: a slip with one field of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop.core.labels import Sex
from desktop.core.money import Money  # noqa: TC001 - drafts are read by these types
from desktop.views.forms import Field, Form
from desktop.views.widgets import (
    Choice,
    DateEdit,
    IdentityEdit,
    MoneyEdit,
    NoteEdit,
    TextEdit,
    Tick,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

TODAY = date(2026, 10, 20)
NUMBER = "11010519491231002X"


@dataclass(frozen=True, slots=True)
class Slip:
    name: str | None = None
    number: str | None = None
    since: date | None = None
    amount: Money | None = None
    sex: Sex | None = None
    boarding: bool = False
    note: str | None = None
    until: date | None = None
    hidden: str = "stays"


def fields() -> list[Field]:
    return [
        Field("name", "姓名", TextEdit, required=True, help="写户口簿上的姓名"),
        Field("number", "身份证件号", lambda title: IdentityEdit(title, TODAY)),
        Field("since", "开始日期", lambda title: DateEdit(title, TODAY), required=True),
        Field("until", "结束日期", lambda title: DateEdit(title, TODAY)),
        Field(
            "amount",
            "金额",
            MoneyEdit,
            check=lambda value: "金额要是整元。" if value.units % 100 else "",
        ),
        Field("sex", "性别", lambda title: Choice(title, [(sex, sex.label) for sex in Sex])),
        Field("boarding", "寄宿", Tick),
        Field("note", "备注", NoteEdit),
    ]


def make(desk: Desk, save: Callable[[Job, Slip], object]) -> Form[Slip, object]:
    return Form(desk, "test.slip", Slip, fields(), save)

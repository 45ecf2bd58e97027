"""The form of a supplier: new, put right, or stopped."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Any

from desktop.core.phones import Phones, read_phones
from desktop.services.canteen.suppliers import (
    LONGEST,
    NewSupplier,
    add_supplier,
    correct_supplier,
)
from desktop.views.forms import Field, Form
from desktop.views.widgets import DateEdit, NoteEdit, TextEdit

if TYPE_CHECKING:
    from desktop.services.canteen.suppliers import SupplierLine, SuppliersSaved
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


@dataclass(frozen=True, slots=True)
class SupplierDraft:
    """What is being entered of a supplier."""

    name: str | None = None
    licence: str | None = None
    licence_until: date | None = None
    contract: str | None = None
    contract_until: date | None = None
    credit_code: str | None = None
    contact: str | None = None
    phone: str | None = None
    address: str | None = None
    note: str | None = None
    stopped_on: date | None = None


class SupplierForm(Form[SupplierDraft, "SuppliersSaved"]):
    """A supplier; `line` where one is put right, `name` as far as a new one is known."""

    def __init__(self, desk: Desk, line: SupplierLine | None = None, name: str = "") -> None:
        session, today = desk.session, desk.session.store.clock.today()

        def save(_job: Job, draft: SupplierDraft) -> SuppliersSaved:
            new = _new(draft)
            if line is None:
                return add_supplier(session, new)
            return correct_supplier(session, line.supplier_id, new)

        super().__init__(desk, "canteen.supplier", SupplierDraft, _fields(today, line), save)
        draft = SupplierDraft(name=name or None)
        if line is not None:
            told = {k: v or None for k, v in asdict(line.supplier).items()}
            draft = SupplierDraft(**told)
        self.open(draft, key=str(line.supplier_id) if line else "")


def _telephone(text: str) -> str:
    read = read_phones(text)
    return "" if isinstance(read, Phones) else f"{read.label}。"


def _text(name: str, title: str, told: str = "", **more: Any) -> Field:  # noqa: ANN401 - of Field
    longest = LONGEST[name][0]
    return Field(name, title, lambda words: TextEdit(words, longest=longest), help=told, **more)


def _day(name: str, title: str, today: date, told: str = "") -> Field:
    return Field(name, title, lambda words: DateEdit(words, today), help=told)


def _fields(today: date, line: SupplierLine | None) -> tuple[Field, ...]:
    fields = (
        _text("name", "名称", "照许可证上的写", required=True),
        _text("licence", "许可证号"),
        _day("licence_until", "许可证有效期至", today, "快到期时会标出来，也会在“今天要办”里提问"),
        _text("contract", "合同号"),
        _day("contract_until", "合同到期", today),
        _text("credit_code", "统一社会信用代码"),
        _text("contact", "联系人"),
        Field("phone", "电话", lambda words: TextEdit(words, longest=40, check=_telephone)),
        _text("address", "地址"),
        Field("note", "备注", lambda words: NoteEdit(words, longest=LONGEST["note"][0])),
    )
    if line is None:
        return fields
    return (*fields, _day("stopped_on", "停止供货日期", today, "从这一天起不再收它的货"))


def _new(draft: SupplierDraft) -> NewSupplier:
    told = {name: value for name, value in asdict(draft).items() if value is not None}
    return NewSupplier(**told)

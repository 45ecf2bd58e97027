"""The form of money that came or went: only the fields that its kind needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from desktop.core.canteen import Fund, MoneyKind, PayMethod, Spending
from desktop.core.money import Money
from desktop.services.canteen.chart import EXPENSE
from desktop.services.canteen.funds import payable, rule_on
from desktop.services.canteen.money import FUNDS, MoneyBooked, NewMoney, record
from desktop.services.staff.lists import StaffQuery, staff
from desktop.views.canteen.money.fields import TellingChoice
from desktop.views.forms import Field, Form
from desktop.views.widgets import (
    Choice,
    DateEdit,
    MoneyEdit,
    NoteEdit,
    PersonChoice,
    PersonChooser,
    TextEdit,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_OFFERED: Final = 20
_METHODS: Final = [(way, way.label) for way in PayMethod]
_SHARED: Final = ("amount", "ticket", "note")
_NEEDS: Final[Mapping[MoneyKind, tuple[str, ...]]] = {
    MoneyKind.SUBSIDY: ("day", "method", "party", *_SHARED),
    MoneyKind.MATCHING: ("day", "method", "party", *_SHARED),
    MoneyKind.PUPIL_FEE: ("day", "school_class", "party", "method", *_SHARED),
    MoneyKind.STAFF_FEE: ("day", "colleague", "method", *_SHARED),
    MoneyKind.GUEST_FEE: ("day", "party", "method", *_SHARED),
    MoneyKind.DONATION: ("day", "party", "method", *_SHARED),
    MoneyKind.INTEREST: ("day", *_SHARED),
    MoneyKind.OTHER_INCOME: ("day", "party", "method", *_SHARED),
    MoneyKind.SUPPLIER_PAYMENT: ("day", "supplier", "fund", "method", *_SHARED),
    MoneyKind.EXPENSE: ("day", "fund", "spending", "party", "method", *_SHARED),
    MoneyKind.PUPIL_REFUND: ("day", "school_class", "party", "method", *_SHARED),
    MoneyKind.STAFF_REFUND: ("day", "colleague", "method", *_SHARED),
    MoneyKind.DEPOSIT: ("day", "fund", *_SHARED),
    MoneyKind.WITHDRAWAL: ("day", "fund", *_SHARED),
    MoneyKind.OPENING: ("day", "fund", "method", *_SHARED),
}
_PARTIES: Final = {
    MoneyKind.SUBSIDY: "拨款单位",
    MoneyKind.MATCHING: "拨款单位",
    MoneyKind.PUPIL_FEE: "交款人",
    MoneyKind.GUEST_FEE: "交款人",
    MoneyKind.DONATION: "捐赠人",
    MoneyKind.EXPENSE: "付给谁",
    MoneyKind.PUPIL_REFUND: "退给谁",
}


@dataclass(frozen=True, slots=True)
class MoneyDraft:
    """What is being entered of money that came or went."""

    canteen_id: UUID
    day: date | None = None
    school_class: UUID | None = None
    colleague: PersonChoice | None = None
    supplier: UUID | None = None
    fund: Fund | None = None
    spending: Spending | None = None
    party: str | None = None
    method: PayMethod | None = None
    amount: Money | None = None
    ticket: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the form offers."""

    canteen_id: UUID
    day: date
    """With which it begins."""
    classes: Sequence[tuple[UUID, str]] = ()
    suppliers: Sequence[tuple[UUID, str]] = ()
    owed: Mapping[UUID, Mapping[Fund, Money]] | None = None
    method: PayMethod | None = None
    """As with the one entered before."""


class MoneyForm(Form[MoneyDraft, MoneyBooked]):
    """收…, 付…: the kind was chosen before."""

    def __init__(self, desk: Desk, kind: MoneyKind, known: Known) -> None:
        self.kind, self._known = kind, known
        self._today = desk.session.store.clock.today()
        session = desk.session

        def save(job: Job, draft: MoneyDraft) -> MoneyBooked:
            return record(session, self._new(draft), job.accepted)

        made = self._fields(desk)
        fields = [made[name] for name in _NEEDS[kind]]
        super().__init__(desk, f"canteen.money.{kind.value}", MoneyDraft, fields, save)
        self.done_words = "已记账。"
        rows = self.sheet.rows
        if "spending" in rows:
            rows["fund"].changed.connect(self._on_fund)
            rows["day"].changed.connect(self._on_fund)
        if "supplier" in rows:
            rows["supplier"].changed.connect(self._on_supplier)
            rows["fund"].changed.connect(self._on_owing_fund)
        begun = MoneyDraft(known.canteen_id, known.day, method=known.method or PayMethod.BANK)
        self.open(begun, key=str(known.canteen_id))

    @property
    def words(self) -> str:
        """What should be known before it is filled in."""
        if self.kind in FUNDS:
            return f"记入{FUNDS[self.kind].label}，资金不用选。"
        if self.kind is MoneyKind.EXPENSE:
            return (
                "选了资金，只列出这项资金能付的用途。食材先登记入库，再付货款；"
                "营养膳食补助只能付食材的货款。"
            )
        return {
            MoneyKind.SUPPLIER_PAYMENT: "选了供货商，会写出还欠它多少。",
            MoneyKind.OPENING: "开账时已有的钱，按资金、银行和现金各登记一张，不算本月收入。",
        }.get(self.kind, "只是钱换了地方，不算收入和支出。")

    def _fields(self, desk: Desk) -> dict[str, Field]:
        known = self._known
        optional = self.kind in (MoneyKind.SUBSIDY, MoneyKind.MATCHING, MoneyKind.PUPIL_FEE)
        fields = (
            Field(
                "day",
                "日期",
                lambda t: DateEdit(t, self._today, latest=self._today),
                required=True,
            ),
            Field("school_class", "班级", lambda t: Choice(t, known.classes, nothing="不分班")),
            Field(
                "colleague",
                "教职工",
                lambda t: PersonChooser(desk.tasks, t, colleagues(desk.session)),
                required=True,
            ),
            Field(
                "supplier",
                "供货商",
                lambda t: TellingChoice(t, known.suppliers, self._owed_words),
                required=True,
            ),
            Field("fund", "资金", self._fund_choice, required=True),
            Field("spending", "用途", lambda t: TellingChoice[Spending](t, ()), required=True),
            Field(
                "party",
                _PARTIES.get(self.kind, "对方"),
                lambda t: TextEdit(t, longest=80),
                required=not optional,
            ),
            Field("method", "方式", lambda t: Choice(t, _METHODS), required=True),
            Field("amount", "金额", lambda t: MoneyEdit(t, least=Money(1)), required=True),
            Field("ticket", "票据号", lambda t: TextEdit(t, longest=60), help="收据、发票或回单号"),
            Field("note", "说明", lambda t: NoteEdit(t, longest=500)),
        )
        return {field.name: field for field in fields}

    def _fund_choice(self, title: str) -> TellingChoice[Fund]:
        funds = [fund for fund in Fund if self.kind is not MoneyKind.EXPENSE or self._pays(fund)]
        says = self._rule_words if self.kind is MoneyKind.EXPENSE else self._owed_of_fund
        return TellingChoice(title, [(fund, fund.label) for fund in funds], says)

    def _pays(self, fund: Fund) -> list[tuple[Spending, str]]:
        """What a fund may pay without goods coming in, on the day that is given."""
        allowed = payable(fund, self._day())
        return [(spending, spending.label) for spending in allowed if spending in EXPENSE]

    def _rule_words(self, fund: Fund) -> str:
        rule = rule_on(fund, self._day())
        return f"{rule.reason}（{rule.document}）。"

    def _day(self) -> date:
        """The day in the form; while there is none, today: rules do not change within it."""
        rows = getattr(self, "sheet", None)
        day = rows.rows["day"].entry.value() if rows is not None else None
        return day if isinstance(day, date) else self._known.day

    def _owed_words(self, supplier: UUID) -> str:
        owed = (self._known.owed or {}).get(supplier, {})
        if not owed:
            return "现在不欠这家的货款。"
        total = Money.sum(owed.values())
        parts = "，".join(f"{fund.label} {amount}" for fund, amount in owed.items())
        return f"现在欠 {total} 元：{parts}"

    def _owed_of_fund(self, fund: Fund) -> str:
        if self.kind is not MoneyKind.SUPPLIER_PAYMENT:
            return ""
        supplier = self.sheet.rows["supplier"].entry.value()
        owed = (self._known.owed or {}).get(supplier, {}) if isinstance(supplier, UUID) else {}
        return f"这项资金欠这家 {owed.get(fund, Money(0))} 元" if supplier else ""

    def _on_fund(self) -> None:
        """Offer what the fund may pay."""
        fund, choice = self.sheet.rows["fund"].entry.value(), self.sheet.rows["spending"].widget
        assert isinstance(choice, TellingChoice)  # noqa: S101 - made above
        choice.offer(self._pays(fund) if isinstance(fund, Fund) else ())

    def _on_supplier(self) -> None:
        """Take the only fund that owes it."""
        supplier = self.sheet.rows["supplier"].entry.value()
        fund = self.sheet.rows["fund"]
        owed = (self._known.owed or {}).get(supplier, {}) if isinstance(supplier, UUID) else {}
        if not self.content.loading and len(owed) == 1:
            fund.entry.set_value(next(iter(owed)))
        fund.speak()
        self._on_owing_fund()

    def _on_owing_fund(self) -> None:
        """Offer the whole debt, where no amount was given yet."""
        rows = self.sheet.rows
        supplier, fund = rows["supplier"].entry.value(), rows["fund"].entry.value()
        if self.content.loading or not isinstance(supplier, UUID) or not isinstance(fund, Fund):
            return
        owed = (self._known.owed or {}).get(supplier, {}).get(fund, Money(0))
        if owed.units > 0 and rows["amount"].entry.value() is None:
            rows["amount"].entry.set_value(owed)

    def _new(self, draft: MoneyDraft) -> NewMoney:
        assert draft.day is not None  # noqa: S101 - the form requires both
        assert draft.amount is not None  # noqa: S101 - same
        needs = _NEEDS[self.kind]
        return NewMoney(
            canteen_id=draft.canteen_id,
            day=draft.day,
            kind=self.kind,
            amount=draft.amount,
            method=(draft.method if "method" in needs else None) or PayMethod.BANK,
            fund=draft.fund,
            spending=draft.spending,
            supplier_id=draft.supplier,
            class_id=draft.school_class,
            staff_id=draft.colleague.key if draft.colleague else None,
            party=draft.party or "",
            ticket=draft.ticket or "",
            note=draft.note or "",
        )


def colleagues(session: Session) -> Callable[[Job, str], Sequence[PersonChoice]]:
    """Looks among the staff who are here."""

    def search(_job: Job, text: str) -> Sequence[PersonChoice]:
        page = staff(session, StaffQuery(text=text, limit=_OFFERED))
        return [PersonChoice(line.staff_id, line.name, line.post) for line in page.lines]

    return search

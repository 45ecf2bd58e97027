"""入库: lines of deliveries as schools keep them, with who accepted them and who pays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.core.canteen import ArticleKind, Fund
from desktop.core.money import Money, Quantity, UnitPrice
from desktop.rosters import goods_cells
from desktop.rosters.articles import ARTICLE_WORDS, SPECIFICATION
from desktop.rosters.cells import words, yes_no
from desktop.rosters.columns import Column, SheetKind
from desktop.rosters.goods_cells import Keeps, figure, labels, short_text
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.rosters.cells import Cell, Context
    from desktop.rosters.columns import Line

NOTHING: Final = Quantity(0)
REJECTED: Final = "验收不合格"
_MONTHS: Final = 12


class GoodsReceiptRow(msgspec.Struct, frozen=True):
    """Goods of one kind as they were brought. None: the sheet does not tell."""

    row: int
    """As Excel counts, from 1."""
    name: str
    day: date | None
    supplier: str | None
    specification: str | None
    measure: str | None
    kind: ArticleKind | None
    delivered: Quantity
    rejected: Quantity
    rejected_why: str
    price: UnitPrice
    amount: Money
    fund: Fund | None
    ticket: str
    acceptors: tuple[str, ...]
    produced_on: date | None
    expires_on: date | None
    batch: str
    quarantine: str
    note: str
    canteen: str | None = None


DAY: Final = Column(
    "day",
    "入库日期",
    goods_cells.day,
    words("采购日期 验收日期 接收时间 入库时间 采购时间 进货日期 到货日期 送货日期 日期 时间"),
    required=True,
    width=13,
    example="2026-10-08",
    few=True,
)
CANTEEN: Final = Column(
    "canteen",
    "食堂",
    short_text(60),
    words("食堂名称 所属食堂"),
    note="只有一个食堂时空着",
    few=True,
)
QUANTITY: Final = Column(
    "quantity",
    "数量",
    goods_cells.quantity,
    words("入库数量 采购数量 验收数量 实收数量 送货数量 重量 数量（千克） 斤数"),
    required=True,
    width=10,
    example="50",
)
MEASURE: Final = Column(
    "measure",
    "单位",
    goods_cells.measure,
    words("计量单位 数量单位"),
    width=8,
    example="千克",
    choices=words("千克 斤 袋 桶 瓶 盒 箱 个 包 升"),
    few=True,
)
COLUMNS: Final = (
    DAY,
    Column(
        "supplier",
        "供货商",
        short_text(80),
        words("供应商 供货单位 供应单位 供货商名称 供应商名称 生产厂家/供应商 送货单位 供货方"),
        required=True,
        width=20,
        example="平安粮油店",
        few=True,
    ),
    Column(
        "name", "物品名称", short_text(60), ARTICLE_WORDS, required=True, width=16, example="大米"
    ),
    SPECIFICATION,
    Column(
        "kind",
        "类别",
        goods_cells.article_kind,
        words("食材类别 物品类别 分类 种类"),
        choices=labels(ArticleKind),
        note="新物品不填时按名称判断，请核对",
        few=True,
    ),
    QUANTITY,
    MEASURE,
    Column(
        "price",
        "单价",
        goods_cells.price,
        words("价格 采购单价 单价（元）"),
        width=10,
        example="4.36",
    ),
    Column(
        "amount",
        "金额",
        goods_cells.amount,
        words("总价 总金额 合计金额 小计 金额（元） 总额 采购金额"),
        width=12,
        example="218.00",
        note="与单价×数量不同时，以金额为准",
    ),
    Column(
        "fund",
        "资金来源",
        goods_cells.fund,
        words("资金性质 经费来源 资金 支出来源 付款资金"),
        width=14,
        example="学生伙食费",
        choices=labels(Fund),
        note="也可以写在表的标题里",
        few=True,
    ),
    Column(
        "acceptors",
        "验收人",
        goods_cells.persons,
        words("检验人员 验收人员 检验人 验收人签名 验收人签字 质检人 收货人 验收人1 验收人一"),
        width=18,
        example="张三、李四",
        note="至少两个人，用顿号隔开",
        few=True,
    ),
    Column(
        "acceptor2",
        "第二验收人",
        goods_cells.persons,
        words("验收人2 验收人二 复核人 监督人 共同验收人"),
        few=True,
        template=False,
    ),
    Column(
        "ticket",
        "票据号",
        short_text(60),
        words("发票号 票号 单号 票据编号 送货单号 发票号码 入库单号 凭证号"),
        width=16,
        few=True,
    ),
    Column("produced", "生产日期", goods_cells.day, words("出厂日期 屠宰日期"), width=13, few=True),
    Column(
        "keeps",
        "保质期",
        goods_cells.keeps,
        words("有效期 保质期至 保质期限 到期日期 有效期至 保质日期"),
        width=13,
        note="到哪一天，或者多久（12个月、3天）",
        few=True,
    ),
    Column(
        "quarantine",
        "检疫（检测）票号",
        short_text(60),
        words("检疫票号 检疫证号 检测票号 检疫证明 检验检疫 合格证号 索证"),
        width=18,
    ),
    Column("batch", "批号", short_text(40), words("生产批号 批次 批次号")),
    Column(
        "good",
        "是否合格",
        yes_no,
        words("验收结果 质量 合格 验收情况 检验结果 验收结论 感官性状"),
        width=10,
        example="是",
        choices=("是", "否"),
        few=True,
    ),
    Column("rejected", "退回数量", goods_cells.quantity, words("不合格数量 退货数量 拒收数量")),
    Column(
        "rejected_why",
        "退回原因",
        short_text(100),
        words("不合格原因 退货原因 拒收原因"),
        width=16,
        few=True,
    ),
    CANTEEN,
    Column("note", "备注", short_text(200), ("说明",), width=18),
)


def build(line: Line, context: Context) -> GoodsReceiptRow:
    """Make the row; of price and amount either tells the other."""
    del context
    told = line.values
    texts = {key: value for key, value in told.items() if type(value) is str}
    delivered, rejected = _delivered(line)
    price, amount = _worth(line, delivered, rejected)
    fund, kind, day = told.get("fund"), told.get("kind"), told.get("day")
    produced = told.get("produced")
    produced = produced if isinstance(produced, date) else None
    if not isinstance(day, date) and not any(key == "day" for key, _ in line.flaws):
        line.flaws.append(("day", Flaw(Level.ERROR, NO_DAY)))
    return GoodsReceiptRow(
        row=line.row,
        name=texts.get("name", ""),
        day=day if isinstance(day, date) else None,
        supplier=texts.get("supplier"),
        specification=texts.get("specification"),
        measure=texts.get("measure"),
        kind=kind if isinstance(kind, ArticleKind) else None,
        delivered=delivered,
        rejected=rejected,
        rejected_why=texts.get("rejected_why", REJECTED if rejected else ""),
        price=price,
        amount=amount,
        fund=fund if isinstance(fund, Fund) else None,
        ticket=texts.get("ticket", ""),
        acceptors=_people(told, "acceptors", "acceptor2"),
        produced_on=produced,
        expires_on=_expiry(line, produced),
        batch=texts.get("batch", ""),
        quarantine=texts.get("quarantine", ""),
        note=texts.get("note", ""),
        canteen=texts.get("canteen"),
    )


NO_DAY: Final = "没有写日期；请加一栏“入库日期”，或把日期写在标题里"
NO_WORTH: Final = "单价和金额都没有写；请至少填一个"


def _people(told: Mapping[str, object], *keys: str) -> tuple[str, ...]:
    some = [names for key in keys if isinstance(names := told.get(key), tuple)]
    if len(some) == 1:
        return some[0]
    return tuple(dict.fromkeys(name for names in some for name in names))


def _delivered(line: Line) -> tuple[Quantity, Quantity]:
    """What was brought, and what was turned back of it."""
    delivered, rejected = line.values.get("quantity"), line.values.get("rejected")
    delivered = delivered if isinstance(delivered, Quantity) else NOTHING
    rejected = rejected if isinstance(rejected, Quantity) else NOTHING
    if line.values.get("good") is False and not rejected:
        rejected = delivered
        message = "写的是不合格，按全部退回登记，不入库、不算钱"
        line.flaws.append(("good", Flaw(Level.REPAIR, message, value=False)))
    return delivered, rejected


def _worth(line: Line, delivered: Quantity, rejected: Quantity) -> tuple[UnitPrice, Money]:
    price, amount = line.values.get("price"), line.values.get("amount")
    kept = delivered - rejected
    if not isinstance(price, UnitPrice):
        if not isinstance(amount, Money):
            if not any(key in ("price", "amount") for key, _ in line.flaws):
                line.flaws.append(("amount", Flaw(Level.ERROR, NO_WORTH)))
            return UnitPrice(0), Money(0)
        whole = kept or delivered
        price = UnitPrice.between(amount, whole) if whole else UnitPrice(0)
    if kept.units <= 0:
        return price, Money(0)
    if not isinstance(amount, Money):
        return price, _times(line, price, kept)
    _compare(line, _times(line, price, kept), amount)
    return price, amount


def _times(line: Line, price: UnitPrice, quantity: Quantity) -> Money:
    try:
        return price * quantity
    except ValueError as error:
        line.flaws.append(("price", Flaw(Level.ERROR, str(error))))
        return Money(0)


def _compare(line: Line, reckoned: Money, amount: Money) -> None:
    """Say where an amount is another than price × quantity by more than a 分; it counts."""
    if abs(reckoned.units - amount.units) > 1:
        message = f"单价×数量是 {reckoned} 元，与金额 {amount} 元不同；按金额入账，请核对"
        line.flaws.append(("amount", Flaw(Level.WARNING, message, amount)))


def _expiry(line: Line, produced: date | None) -> date | None:
    keeps = line.values.get("keeps")
    if isinstance(keeps, date):
        return keeps
    if not isinstance(keeps, Keeps):
        return None
    if produced is None:
        message = "只写了多久、没有写生产日期，算不出到哪一天；请补填生产日期"
        line.flaws.append(("keeps", Flaw(Level.WARNING, message)))
        return None
    return _later(produced, keeps.months) + timedelta(days=keeps.days)


def _later(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where it has no such day."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    first_after = date(year + (month + 1) // _MONTHS, (month + 1) % _MONTHS + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(day.day - 1), first_after - timedelta(1))


def implied(title: str, labels_by_key: Mapping[str, str], context: Context) -> dict[str, object]:
    """The day and the fund that a title tells: 2026年10月8日营养餐食材入库登记表."""
    del labels_by_key
    told = {"day": goods_cells.day_in(title, context), "fund": goods_cells.fund_in(title)}
    return {key: value for key, value in told.items() if value is not None}


def record(row: GoodsReceiptRow) -> dict[str, Cell]:
    """The cells of a delivered line by key."""
    cells: dict[str, Cell | None] = {
        "day": row.day,
        "supplier": row.supplier,
        "name": row.name,
        "specification": row.specification,
        "kind": row.kind.label if row.kind else None,
        "quantity": figure(row.delivered),
        "measure": row.measure,
        "price": figure(row.price),
        "amount": figure(row.amount),
        "fund": row.fund.label if row.fund else None,
        "acceptors": "、".join(row.acceptors),
        "ticket": row.ticket,
        "produced": row.produced_on,
        "keeps": row.expires_on,
        "quarantine": row.quarantine,
        "batch": row.batch,
        "good": "否" if row.rejected and row.rejected == row.delivered else "是",
        "rejected": figure(row.rejected) if row.rejected else None,
        "rejected_why": row.rejected_why,
        "canteen": row.canteen,
        "note": row.note,
    }
    return {key: cell for key, cell in cells.items() if cell is not None and cell != ""}


GOODS_RECEIPTS: Final = SheetKind(
    name="goods-receipts",
    title="入库",
    columns=COLUMNS,
    anchor="name",
    build=build,
    record=record,
    implied=implied,
)

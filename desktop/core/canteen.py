"""The words of a canteen's books: funds and what they pay, goods, documents, meals."""

from __future__ import annotations

from typing import Final

from desktop.core.labels import Labelled


class Operation(Labelled):
    """经营方式."""

    SELF_RUN = "self_run", "自营"
    CONTRACTED = "contracted", "承包"
    SUPPLIED = "supplied", "校外供餐"


class Fund(Labelled):
    """资金来源: money that is kept apart because a rule says what it is for."""

    NUTRITION = "nutrition", "营养膳食补助"
    PUPIL_FEES = "pupil_fees", "学生伙食费"
    STAFF_FEES = "staff_fees", "教职工伙食费"
    MATCHING = "matching", "配套资金"
    DONATION = "donation", "捐赠"
    INTEREST = "interest", "利息及其他"


class Spending(Labelled):
    """支出用途: what money of a canteen is spent on, allowed or not."""

    PUPIL_FOOD = "pupil_food", "学生食材"
    STAFF_FOOD = "staff_food", "教职工食材"
    SUPPLIES = "supplies", "炊具及低值易耗品"
    WAGES = "wages", "炊事人员工资"
    FUEL = "fuel", "燃料费"
    UTILITIES = "utilities", "水电费"
    REPAIRS = "repairs", "维修费"
    TRANSPORT = "transport", "运输费"
    BANK_CHARGE = "bank_charge", "银行手续费"
    ENTERTAINMENT = "entertainment", "招待费"
    WELFARE = "welfare", "奖金福利"
    MANAGEMENT = "management", "管理费"
    RENT = "rent", "租金"


class ArticleKind(Labelled):
    """食材类别, as market lists and the joint purchase guide of 2025 group them."""

    GRAIN = "grain", "米面"
    OIL = "oil", "食用油"
    MEAT = "meat", "肉类"
    FISH = "fish", "水产"
    EGG = "egg", "蛋类"
    MILK = "milk", "奶类"
    BEAN = "bean", "豆制品"
    VEGETABLE = "vegetable", "蔬菜"
    FRUIT = "fruit", "水果"
    SEASONING = "seasoning", "调味品"
    PROCESSED = "processed", "深加工食品"
    OTHER_FOOD = "other_food", "其他食品"
    SUPPLIES = "supplies", "炊具及低值易耗品"
    FUEL = "fuel", "燃料"

    @property
    def food(self) -> bool:
        """Whether it is eaten."""
        return self not in (ArticleKind.SUPPLIES, ArticleKind.FUEL)

    @property
    def ticketed(self) -> bool:
        """Whether each lot comes with a quarantine or test ticket (检疫/检测)."""
        return self in (ArticleKind.MEAT, ArticleKind.FISH)


class StockKind(Labelled):
    """What a stock document does."""

    RECEIPT = "receipt", "入库"
    ISSUE = "issue", "出库"
    LOSS = "loss", "报损"
    COUNT = "count", "盘点"


class DocumentState(Labelled):
    """单据状态; a posted one that was reversed is known by the document that reverses it."""

    DRAFT = "draft", "草稿"
    POSTED = "posted", "已记账"


class Duty(Labelled):
    """What a person who signs a document has done."""

    ACCEPTOR = "acceptor", "验收人"
    BUYER = "buyer", "采购人"
    DELIVERER = "deliverer", "送货人"
    KEEPER = "keeper", "库管员"
    TAKER = "taker", "领料人"
    COUNTER = "counter", "盘点人"
    HANDLER = "handler", "经手人"


class Sitting(Labelled):
    """餐次."""

    BREAKFAST = "breakfast", "早餐"
    LUNCH = "lunch", "午餐"
    SUPPER = "supper", "晚餐"
    SNACK = "snack", "课间加餐"


class PayMethod(Labelled):
    """收付方式."""

    BANK = "bank", "银行"
    CASH = "cash", "现金"


class MoneyKind(Labelled):
    """What a money document does."""

    SUBSIDY = "subsidy", "补助资金到账"
    MATCHING = "matching", "配套资金到账"
    PUPIL_FEE = "pupil_fee", "收学生伙食费"
    STAFF_FEE = "staff_fee", "收教职工伙食费"
    GUEST_FEE = "guest_fee", "收其他人员伙食费"
    DONATION = "donation", "收捐赠"
    INTEREST = "interest", "收利息"
    OTHER_INCOME = "other_income", "其他收入"
    SUPPLIER_PAYMENT = "supplier_payment", "付货款"
    EXPENSE = "expense", "费用支出"
    PUPIL_REFUND = "pupil_refund", "退学生伙食费"
    STAFF_REFUND = "staff_refund", "退教职工伙食费"
    DEPOSIT = "deposit", "现金存银行"
    WITHDRAWAL = "withdrawal", "银行取现金"
    OPENING = "opening", "期初结存"

    @property
    def comes_in(self) -> bool:
        """Whether money comes in."""
        return self in INCOMES


INCOMES: Final = (
    MoneyKind.SUBSIDY,
    MoneyKind.MATCHING,
    MoneyKind.PUPIL_FEE,
    MoneyKind.STAFF_FEE,
    MoneyKind.GUEST_FEE,
    MoneyKind.DONATION,
    MoneyKind.INTEREST,
    MoneyKind.OTHER_INCOME,
    MoneyKind.OPENING,
)
INNER: Final = (MoneyKind.DEPOSIT, MoneyKind.WITHDRAWAL)
"""Money that changes its place only."""


class CountState(Labelled):
    """盘点状态.

    counting ──end──► ended
        └──give up──► given up
    """

    COUNTING = "counting", "正在盘点"
    ENDED = "ended", "已完成"
    GIVEN_UP = "given_up", "已放弃"

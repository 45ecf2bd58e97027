"""Double entry: accounts and what kind they are. An amount above zero is a debit (借方)."""

from __future__ import annotations

from desktop.core.labels import Labelled


class BookKind(Labelled):
    """账套类别: books that are kept apart (单独核算)."""

    CANTEEN = "canteen", "食堂账"
    SUBSIDY = "subsidy", "资助账"
    ALLOWANCE = "allowance", "补助账"


class AccountKind(Labelled):
    """科目类别."""

    ASSET = "asset", "资产"
    LIABILITY = "liability", "负债"
    EQUITY = "equity", "净资产"
    INCOME = "income", "收入"
    EXPENSE = "expense", "支出"

    @property
    def debit(self) -> bool:
        """Whether its balance stands on the debit side as a rule."""
        return self in (AccountKind.ASSET, AccountKind.EXPENSE)


class DocumentKind(Labelled):
    """What a voucher was made from."""

    STOCK = "stock", "库存单据"
    MONEY = "money", "收支单据"
    SHARE = "share", "食材成本分摊"
    SETTLEMENT = "settlement", "资金往来结清"

"""The list of 银行对账: what the bank says, and below it what only the books say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop.services.canteen.reconciling import reconciliation
from desktop.views.tables import Chip, ListColumn, ListPage, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from desktop.core.money import Money
    from desktop.core.terms import Month
    from desktop.services.canteen.reconciling import OpenDocument, Reconciliation, StatementLine
    from desktop.services.session import Session
    from desktop.views.tasks import Job


@dataclass(frozen=True, slots=True)
class BankRow:
    """A line of the bank, or a document that the bank does not have."""

    line: StatementLine | None = None
    document: OpenDocument | None = None

    @property
    def key(self) -> UUID:
        """What tells it from others."""
        if self.line is not None:
            return self.line.line_id
        assert self.document is not None  # noqa: S101 - it is one or the other
        return self.document.line.document_id

    @property
    def day(self) -> date:
        """When it was."""
        if self.line is not None:
            return self.line.day
        assert self.document is not None  # noqa: S101 - same
        return self.document.line.day

    @property
    def amount(self) -> Money:
        """What it does to the account."""
        if self.line is not None:
            return self.line.amount
        assert self.document is not None  # noqa: S101 - same
        return self.document.amount

    @property
    def text(self) -> str:
        """What the bank or the books say of it."""
        if self.line is not None:
            return self.line.text
        assert self.document is not None  # noqa: S101 - same
        own = self.document.line
        return " ".join(part for part in (own.what, own.party, own.short_ticket) if part)

    @property
    def documents(self) -> str:
        """The numbers of the documents that it is."""
        if self.line is not None:
            return "、".join(self.line.documents)
        assert self.document is not None  # noqa: S101 - same
        return self.document.line.label

    @property
    def open(self) -> bool:
        """Whether the other side does not have it."""
        return self.line is None or not self.line.matched


def chip_of(row: BankRow) -> Chip:
    """How it stands."""
    if row.line is None:
        return Chip("银行还没有", Tone.CARE)
    return Chip("已勾对", Tone.GOOD) if row.line.matched else Chip("账上没有", Tone.BAD)


def _balance(row: BankRow) -> str:
    return f"{row.line.balance}" if row.line and row.line.balance is not None else ""


COLUMNS: Final[Sequence[ListColumn[BankRow]]] = (
    ListColumn("day", "日期", lambda r: f"{r.day:%m-%d}", 70),
    ListColumn("side", "来源", lambda r: "银行" if r.line else "账上", 64),
    ListColumn("amount", "收付金额", lambda r: f"{r.amount}", 116, "right"),
    ListColumn("state", "状态", lambda r: chip_of(r).words, 116, chip=chip_of),
    ListColumn("text", "摘要", lambda r: r.text, 240),
    ListColumn("documents", "收支单据", lambda r: r.documents, 190),
    ListColumn("balance", "银行余额", _balance, 116, "right"),
)


class BankSource:
    """The rows of a canteen and month."""

    def __init__(
        self, session: Session, canteen_id: UUID, month: Month, *, open_only: bool
    ) -> None:
        self._session, self._canteen_id, self._month = session, canteen_id, month
        self._open_only = open_only
        self.found: Reconciliation | None = None

    def page(
        self, job: Job, sort: str | None, *, descending: bool, offset: int, limit: int
    ) -> ListPage[BankRow]:
        """Some of the rows."""
        del sort, descending
        job.progress.step("读取对账单")
        found = self.found = reconciliation(self._session, self._canteen_id, self._month)
        rows = [
            *(BankRow(line=line) for line in found.lines),
            *(BankRow(document=document) for document in found.documents),
        ]
        if self._open_only:
            rows = [row for row in rows if row.open]
        return ListPage(rows[offset : offset + limit], len(rows), foot_of(found))


def foot_of(found: Reconciliation) -> dict[str, str]:
    """银行存款余额调节表, in one line."""
    foot = {"银行余额": "没有录入" if found.closing is None else f"{found.closing}"}
    return foot | {
        "银行有账上没有": f"{found.only_bank}",
        "账上余额": f"{found.booked}",
        "账上有银行没有": f"{found.only_books}",
    }

"""银行对账: what the bank says, line by line, and the documents of the books that each line is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.canteen import MoneyKind, PayMethod
from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.money import Money
from desktop.models import BankLine, BankMatch, BankStatement, MoneyDocument
from desktop.services.canteen.canteens import canteen_of
from desktop.services.canteen.money import label_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import Any
    from uuid import UUID

    from desktop.core.terms import Month
    from desktop.database.work import Work
    from desktop.services.canteen.pairing import Proposal
    from desktop.services.session import Session

LONGEST_TEXT: Final = 200


@dataclass(frozen=True, slots=True)
class NewBankLine:
    """A line of a statement as the bank has it."""

    day: date
    amount: Money
    """Above zero what came in."""
    text: str = ""
    balance: Money | None = None


@dataclass(frozen=True, slots=True)
class LinesAdded:
    """Lines that were written; those that stood there already were left out."""

    added: int
    known: int
    changes: Changes


def save_statement(
    session: Session, canteen_id: UUID, month: Month, opening: Money, closing: Money
) -> Changes:
    """Write down what the bank says that was there at both ends of a month, or put it right.

    Raises:
        NotFoundError: there is no such canteen.
        ClosedMonthError: the month is closed.
    """

    def body(work: Work) -> Changes:
        write_statement(work, canteen_id, month, opening, closing)
        work.summary = {"month": str(month), "closing": str(closing)}
        return Changes.of(Book.CANTEEN)

    return session.write("canteen.bank.statement", body)


def write_statement(
    work: Work, canteen_id: UUID, month: Month, opening: Money, closing: Money
) -> None:
    """The same within a transaction."""
    canteen_of(work.connection, work.unit_id, canteen_id)
    values = {"opening": opening, "closing": closing}
    known = _statement(work, canteen_id, month)
    if known is not None:
        work.update(BankStatement, [{"id": known, **values}])
    else:
        (key,) = work.new_ids(1)
        row = {"id": key, "canteen_id": canteen_id, "month": month, **values}
        work.insert(BankStatement, [row])


def add_lines(
    session: Session, canteen_id: UUID, month: Month, lines: Sequence[NewBankLine]
) -> LinesAdded:
    """Add lines to the statement of a month; the same lines once more change nothing.

    Raises:
        SchoolError: no statement was begun, a line of another month, an amount of zero.
        ClosedMonthError: the month is closed.
    """

    def body(work: Work) -> LinesAdded:
        added = write_lines(work, canteen_id, month, lines)
        work.summary = {"month": str(month), "lines": added}
        return LinesAdded(added, len(lines) - added, Changes.of(Book.CANTEEN))

    return session.write("canteen.bank.lines", body)


def write_lines(work: Work, canteen_id: UUID, month: Month, lines: Sequence[NewBankLine]) -> int:
    """The same within a transaction; gives how many were not there yet."""
    for line in lines:
        _refuse_odd(line, month)
    statement = _statement(work, canteen_id, month)
    if statement is None:
        msg = f"还没有录入{month.label}对账单的期初和期末余额。请先录入余额。"
        raise SchoolError(msg)
    query = select(BankLine.line, BankLine.day, BankLine.amount, BankLine.text, BankLine.balance)
    there = work.connection.execute(
        query.where(BankLine.unit_id == work.unit_id, BankLine.statement_id == statement)
    ).all()
    fresh = _beyond(Counter(tuple(row[1:]) for row in there), lines)
    last = max((row.line for row in there), default=0)
    ids = work.new_ids(len(fresh))
    common = {"statement_id": statement, "canteen_id": canteen_id, "month": month}
    rows = [
        {"id": key, **common, "line": last + at, **_values(line)}
        for at, (key, line) in enumerate(zip(ids, fresh, strict=True), 1)
    ]
    work.insert(BankLine, rows)
    return len(rows)


def remove_line(session: Session, line_id: UUID) -> Changes:
    """Take a line that was mistyped out of its statement.

    Raises:
        NotFoundError: there is no such line.
        SchoolError: it is matched.
        ClosedMonthError: its month is closed.
    """

    def body(work: Work) -> Changes:
        _line(work, line_id)
        if _matches(work, line_id):
            raise SchoolError("这笔明细已经勾对。请先取消勾对，再删除。")
        work.delete(BankLine, [line_id])
        return Changes.of(Book.CANTEEN)

    return session.write("canteen.bank.remove", body)


def match(session: Session, line_id: UUID, document_ids: Sequence[UUID]) -> Changes:
    """Say that a line of the bank is one or several documents of the same sum.

    Raises:
        NotFoundError: there is no such line or document.
        SchoolError: the sums differ; the line or a document is matched already, or did not go
            through the bank.
    """

    def body(work: Work) -> Changes:
        _match(work, line_id, document_ids)
        return Changes.of(Book.CANTEEN)

    return session.write("canteen.bank.match", body)


def match_all(session: Session, proposals: Sequence[Proposal]) -> Changes:
    """Accept proposals, all of them or none; as `match`."""

    def body(work: Work) -> Changes:
        for proposal in proposals:
            _match(work, proposal.line_id, proposal.document_ids)
        work.summary = {"matched": len(proposals)}
        return Changes.of(Book.CANTEEN)

    return session.write("canteen.bank.match", body)


def unmatch(session: Session, line_id: UUID) -> Changes:
    """Undo the match of a line: everything is as before it.

    Raises:
        NotFoundError: there is no such line.
        SchoolError: it is not matched.
    """

    def body(work: Work) -> Changes:
        _line(work, line_id)
        found = _matches(work, line_id)
        if not found:
            raise SchoolError("这笔明细没有勾对。")
        work.delete(BankMatch, found)
        return Changes.of(Book.CANTEEN)

    return session.write("canteen.bank.unmatch", body)


def moves(kind: MoneyKind, method: PayMethod, amount: Money) -> Money:
    """What a document does to the bank account; nothing where it went in cash."""
    if kind is MoneyKind.DEPOSIT:
        return amount
    if kind is MoneyKind.WITHDRAWAL:
        return -amount
    if method is not PayMethod.BANK:
        return Money(0)
    return amount if kind.comes_in else -amount


def _match(work: Work, line_id: UUID, document_ids: Sequence[UUID]) -> None:
    line = _line(work, line_id)
    if _matches(work, line_id):
        raise SchoolError("这笔明细已经勾对过了。要改，请先取消勾对。")
    book = canteen_of(work.connection, work.unit_id, line["canteen_id"]).book_id
    documents = work.rows(MoneyDocument, document_ids)
    if not document_ids or len(documents) != len(set(document_ids)):
        raise NotFoundError("没有找到要勾对的收支单据。")
    for document in documents.values():
        _refuse_document(document, book)
    taken = select(BankMatch.id).where(
        BankMatch.unit_id == work.unit_id, BankMatch.document_id.in_(list(documents))
    )
    if work.connection.execute(taken).first():
        raise SchoolError("选中的单据里有已经勾对过的。一张单据只能勾对一次。")
    total = Money.sum(moves(d["kind"], d["method"], d["amount"]) for d in documents.values())
    if total != line["amount"]:
        msg = f"银行这笔是{line['amount']}元，选中的单据合计{total}元，两个数不一样。"
        raise SchoolError(msg)
    ids = work.new_ids(len(documents))
    work.insert(
        BankMatch,
        [
            {"id": key, "line_id": line_id, "document_id": document}
            for key, document in zip(ids, documents, strict=True)
        ],
    )


def _refuse_document(document: Any, book_id: UUID) -> None:  # noqa: ANN401 - a row
    label = label_of(document["month"], document["number"])
    if document["book_id"] != book_id:
        msg = f"{label}是别的食堂的单据。"
        raise SchoolError(msg)
    opening = document["kind"] is MoneyKind.OPENING
    if opening or not moves(document["kind"], document["method"], document["amount"]):
        msg = f"{label}没有经过银行，不能和对账单勾对。"
        raise SchoolError(msg)


def _refuse_odd(line: NewBankLine, month: Month) -> None:
    if line.day not in month:
        msg = f"{line.day}这笔不在{month.label}。请检查日期，或到那个月录入。"
        raise SchoolError(msg)
    if not line.amount:
        msg = f"{line.day}有一笔金额是零，不用录入。"
        raise SchoolError(msg)


def _values(line: NewBankLine) -> dict[str, Any]:
    return {
        "day": line.day,
        "amount": line.amount,
        "text": _text(line),
        "balance": line.balance,
    }


def _text(line: NewBankLine) -> str:
    return line.text.strip()[:LONGEST_TEXT]


def _beyond(known: Counter[Any], lines: Sequence[NewBankLine]) -> list[NewBankLine]:
    """The lines that are not there yet; two that are alike in one file are two."""
    left, fresh = Counter(known), []
    for line in lines:
        key = (line.day, line.amount, _text(line), line.balance)
        if left[key]:
            left[key] -= 1
        else:
            fresh.append(line)
    return fresh


def _statement(work: Work, canteen_id: UUID, month: Month) -> UUID | None:
    query = select(BankStatement.id).where(
        BankStatement.unit_id == work.unit_id,
        BankStatement.canteen_id == canteen_id,
        BankStatement.month == month,
    )
    return work.connection.execute(query).scalar_one_or_none()


def _line(work: Work, line_id: UUID) -> Any:  # noqa: ANN401 - a row
    line = work.rows(BankLine, [line_id]).get(line_id)
    if line is None:
        raise NotFoundError("没有这笔对账单明细。")
    return line


def _matches(work: Work, line_id: UUID) -> list[UUID]:
    query = select(BankMatch.id).where(
        BankMatch.unit_id == work.unit_id, BankMatch.line_id == line_id
    )
    return list(work.connection.execute(query).scalars())

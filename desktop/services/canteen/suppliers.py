"""Suppliers: who delivers, and until when its papers hold."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.models import Supplier

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import Any
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.session import Session

LONGEST: Final = {
    "name": (80, "名称"),
    "credit_code": (18, "统一社会信用代码"),
    "licence": (60, "许可证号"),
    "contract": (60, "合同号"),
    "contact": (50, "联系人"),
    "phone": (40, "电话"),
    "address": (120, "地址"),
    "note": (500, "备注"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSupplier:
    """A supplier as a person writes it down; empty where nothing is known."""

    name: str
    credit_code: str = ""
    licence: str = ""
    licence_until: date | None = None
    contract: str = ""
    contract_until: date | None = None
    contact: str = ""
    phone: str = ""
    address: str = ""
    note: str = ""
    stopped_on: date | None = None


@dataclass(frozen=True, slots=True)
class SupplierLine:
    """A supplier in the list."""

    supplier_id: UUID
    supplier: NewSupplier


@dataclass(frozen=True, slots=True)
class SuppliersSaved:
    """Suppliers that were written, in the order in which they were given."""

    supplier_ids: tuple[UUID, ...]
    changes: Changes


def suppliers(session: Session) -> tuple[SupplierLine, ...]:
    """All suppliers, those that still deliver first, by name."""
    query = (
        select(Supplier.__table__)
        .where(Supplier.unit_id == session.unit_id)
        .order_by(Supplier.stopped_on.is_not(None), Supplier.name)
    )
    with session.store.read() as connection:
        return tuple(
            SupplierLine(row.id, NewSupplier(**{name: getattr(row, name) for name in _FIELDS}))
            for row in connection.execute(query)
        )


def add_supplier(session: Session, new: NewSupplier) -> SuppliersSaved:
    """Write a supplier down.

    Raises:
        SchoolError: it has no name, a text is too long, or there is one of this name.
    """

    def body(work: Work) -> SuppliersSaved:
        saved = add_suppliers(work, [new])
        work.summary = {"supplier": new.name.strip()}
        return saved

    return session.write("canteen.supplier.add", body)


def add_suppliers(work: Work, new: Sequence[NewSupplier]) -> SuppliersSaved:
    """Write suppliers down in one transaction; as `add_supplier`."""
    for supplier in new:
        _refuse(supplier)
    _refuse_known(work, [supplier.name.strip() for supplier in new])
    ids = work.new_ids(len(new))
    rows = [{"id": key, **_row(supplier)} for key, supplier in zip(ids, new, strict=True)]
    work.insert(Supplier, rows)
    return SuppliersSaved(tuple(ids), Changes.of(Book.CANTEEN))


def correct_supplier(session: Session, supplier_id: UUID, new: NewSupplier) -> SuppliersSaved:
    """Write down what is true now; the chain keeps what was written before.

    Raises:
        NotFoundError: there is no such supplier.
        SchoolError: as `add_supplier`.
    """
    _refuse(new)

    def body(work: Work) -> SuppliersSaved:
        old = work.rows(Supplier, [supplier_id]).get(supplier_id)
        if old is None:
            raise NotFoundError("没有这个供货商。")
        if old["name"] != new.name.strip():
            _refuse_known(work, [new.name.strip()])
        work.update(Supplier, [{"id": supplier_id, **_row(new)}])
        work.summary = {"supplier": new.name.strip()}
        return SuppliersSaved((supplier_id,), Changes.of(Book.CANTEEN))

    return session.write("canteen.supplier.correct", body)


def _refuse(new: NewSupplier) -> None:
    if not new.name.strip():
        raise SchoolError("请写供货商的名称。")
    for name, (most, label) in LONGEST.items():
        if len(getattr(new, name).strip()) > most:
            msg = f"供货商的{label}最多{most}个字。"
            raise SchoolError(msg)


def _refuse_known(work: Work, names: Sequence[str]) -> None:
    query = select(Supplier.name).where(Supplier.unit_id == work.unit_id, Supplier.name.in_(names))
    known = set(work.connection.execute(query).scalars())
    for number, name in enumerate(names):
        if name in known or name in names[:number]:
            msg = f"已经有叫“{name}”的供货商。请直接选用，或写清楚是哪一家。"
            raise SchoolError(msg)


def _row(new: NewSupplier) -> dict[str, Any]:
    return {k: v.strip() if isinstance(v, str) else v for k, v in asdict(new).items()}


_FIELDS: Final = tuple(NewSupplier.__dataclass_fields__)

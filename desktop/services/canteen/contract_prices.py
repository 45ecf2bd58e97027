"""合同价: what each supplier asks for an article from a day on, and who has decided it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, Self

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.models import Article, ContractPrice, Supplier
from desktop.services.canteen.catalogue import articles_by_id, suppliers_by_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection, Select

    from desktop.core.canteen import ArticleKind
    from desktop.core.money import UnitPrice
    from desktop.database.work import Work
    from desktop.services.session import Session

LONGEST_DECISION: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContractPrice:
    """A price as it was decided."""

    supplier_id: UUID
    article_id: UUID
    since: date
    price: UnitPrice
    decision: str
    """The contract, tender or price meeting."""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ContractPriceLine:
    """A price in the list."""

    price_id: UUID
    supplier_id: UUID
    supplier: str
    article_id: UUID
    article: str
    specification: str
    measure: str
    kind: ArticleKind
    since: date
    until: date | None
    price: UnitPrice
    decision: str

    def holds_on(self, day: date) -> bool:
        """Whether it is the price of a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def named(self) -> str:
        """The article with its specification."""
        return f"{self.article} {self.specification}".strip()


@dataclass(frozen=True, slots=True)
class PricesSaved:
    """Prices that were written, in the order in which they were given."""

    price_ids: tuple[UUID, ...]
    ended: int
    """Earlier prices that end the day before."""
    changes: Changes


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a contract asks for an article in a span of days."""

    since: date
    until: date | None
    price: UnitPrice
    decision: str


@dataclass(frozen=True, slots=True)
class ContractPrices:
    """The prices of some suppliers, found by supplier, article and day."""

    spans: Mapping[tuple[UUID, UUID], Sequence[Agreed]] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection, unit_id: UUID, suppliers: Iterable[UUID]) -> Self:
        """All prices of these suppliers."""
        query: Select[*tuple[Any, ...]] = select(
            ContractPrice.supplier_id,
            ContractPrice.article_id,
            ContractPrice.since,
            ContractPrice.until,
            ContractPrice.price,
            ContractPrice.decision,
        ).where(ContractPrice.unit_id == unit_id, ContractPrice.supplier_id.in_(set(suppliers)))
        found: dict[tuple[UUID, UUID], list[Agreed]] = {}
        for supplier, article, *rest in connection.execute(query):
            found.setdefault((supplier, article), []).append(Agreed(*rest))
        return cls(found)

    @classmethod
    def of_lines(cls, lines: Iterable[ContractPriceLine]) -> Self:
        """The same from lines that were read."""
        found: dict[tuple[UUID, UUID], list[Agreed]] = {}
        for line in lines:
            agreed = Agreed(line.since, line.until, line.price, line.decision)
            found.setdefault((line.supplier_id, line.article_id), []).append(agreed)
        return cls(found)

    def on(self, supplier_id: UUID, article_id: UUID, day: date) -> Agreed | None:
        """What holds on a day; None: nothing was agreed."""
        for span in self.spans.get((supplier_id, article_id), ()):
            if span.since <= day and (span.until is None or day <= span.until):
                return span
        return None


def contract_prices(session: Session, on: date | None = None) -> tuple[ContractPriceLine, ...]:
    """All prices by supplier and article, the newest first; `on`: those that hold on a day."""
    with session.store.read() as connection:
        lines = contract_price_lines(connection, session.unit_id)
    return tuple(line for line in lines if on is None or line.holds_on(on))


def contract_price_lines(connection: Connection, unit_id: UUID) -> tuple[ContractPriceLine, ...]:
    """The same within a transaction."""
    return tuple(ContractPriceLine(*row) for row in connection.execute(_lines(unit_id)))


def prices_ending(
    connection: Connection, unit_id: UUID, today: date, soon: date
) -> tuple[ContractPriceLine, ...]:
    """Prices that end until a day and that no other follows, the first to end first."""
    lines = contract_price_lines(connection, unit_id)
    newest: dict[tuple[UUID, UUID], date] = {}
    for line in lines:
        key = (line.supplier_id, line.article_id)
        newest[key] = max(newest.get(key, line.since), line.since)
    found = [
        (line.until, line)
        for line in lines
        if line.until is not None
        and today <= line.until <= soon
        and newest[line.supplier_id, line.article_id] == line.since
    ]
    return tuple(line for _, line in sorted(found, key=lambda pair: pair[0]))


def add_contract_price(session: Session, new: NewContractPrice) -> PricesSaved:
    """Write a price down; the one that held until then ends the day before.

    Raises:
        NotFoundError: the supplier or the article is not there.
        SchoolError: no decision, a price of zero, an end before the beginning, or a price that
            begins on the same day or within the span.
    """

    def body(work: Work) -> PricesSaved:
        saved = add_contract_prices(work, [new])
        work.summary = {"price": str(saved.price_ids[0]), "since": new.since.isoformat()}
        return saved

    return session.write("canteen.price.add", body)


def add_contract_prices(work: Work, new: Sequence[NewContractPrice]) -> PricesSaved:
    """Write prices down in one transaction, the earliest first; as `add_contract_price`."""
    articles = articles_by_id(work.connection, work.unit_id, (n.article_id for n in new))
    suppliers = suppliers_by_id(work.connection, work.unit_id, (n.supplier_id for n in new))
    ids, ended = work.new_ids(len(new)), 0
    for key, price in sorted(zip(ids, new, strict=True), key=lambda pair: pair[1].since):
        name = f"{suppliers[price.supplier_id].name}的{articles[price.article_id].name}"
        refuse_price(price, name)
        ended += _make_room(work, price, name)
        work.insert(ContractPrice, [{"id": key, **_row(price)}])
    return PricesSaved(tuple(ids), ended, Changes.of(Book.CANTEEN))


def end_contract_price(session: Session, price_id: UUID, until: date) -> PricesSaved:
    """Say until which day a price holds.

    Raises:
        NotFoundError: there is no such price.
        SchoolError: the day lies before its first, or in the span of the next.
    """

    def body(work: Work) -> PricesSaved:
        old = _price(work, price_id)
        if until < old["since"]:
            msg = f"这个价格从{old['since']}起执行，不能到{until}为止。写错的价格请删除。"
            raise SchoolError(msg)
        other = _others(work, old["supplier_id"], old["article_id"])
        later = [row.since for row in other if row.since > old["since"]]
        if later and until >= min(later):
            msg = f"{min(later)}起已有新的价格，这个价格最晚到前一天为止。"
            raise SchoolError(msg)
        work.update(ContractPrice, [{"id": price_id, "until": until}])
        work.summary = {"price": str(price_id), "until": until.isoformat()}
        return PricesSaved((price_id,), 0, Changes.of(Book.CANTEEN))

    return session.write("canteen.price.end", body)


def remove_contract_price(session: Session, price_id: UUID) -> Changes:
    """Take a mistyped price out; receipts keep what was paid.

    Raises:
        NotFoundError: there is no such price.
    """

    def body(work: Work) -> Changes:
        _price(work, price_id)
        work.delete(ContractPrice, [price_id])
        work.summary = {"price": str(price_id)}
        return Changes.of(Book.CANTEEN)

    return session.write("canteen.price.remove", body)


def refuse_price(new: NewContractPrice, name: str) -> None:
    """Refuse what is no price, or nobody has decided.

    Raises:
        SchoolError: as `add_contract_price`.
    """
    decision = new.decision.strip()
    if not decision:
        msg = f"请写{name}这个价格的定价依据，例如合同号、招标结果或定价会议的日期。"
        raise SchoolError(msg)
    if len(decision) > LONGEST_DECISION:
        msg = f"定价依据最多{LONGEST_DECISION}个字。"
        raise SchoolError(msg)
    if new.price.units <= 0:
        msg = f"{name}的合同价要大于零。"
        raise SchoolError(msg)
    if new.until is not None and new.until < new.since:
        msg = f"{name}的合同价从{new.since}起，不能到{new.until}为止。请检查日期。"
        raise SchoolError(msg)


def _make_room(work: Work, new: NewContractPrice, name: str) -> int:
    """End the price that held until then; nothing may begin within the span of the new one."""
    ended = 0
    for old in _others(work, new.supplier_id, new.article_id):
        if old.since == new.since:
            msg = f"{name}从{new.since}起已有一个合同价。请先删除写错的那个，再登记。"
            raise SchoolError(msg)
        if old.since > new.since and (new.until is None or old.since <= new.until):
            msg = f"{name}从{old.since}起另有合同价，这个价格要写到那天以前为止。"
            raise SchoolError(msg)
        if old.since < new.since and (old.until is None or old.until >= new.since):
            work.update(ContractPrice, [{"id": old.id, "until": new.since - timedelta(days=1)}])
            ended += 1
    return ended


def _price(work: Work, price_id: UUID) -> Mapping[str, Any]:
    old = work.rows(ContractPrice, [price_id]).get(price_id)
    if old is None:
        raise NotFoundError("没有这个合同价。")
    return old


def _others(work: Work, supplier_id: UUID, article_id: UUID) -> Sequence[Any]:
    query = select(ContractPrice.id, ContractPrice.since, ContractPrice.until).where(
        ContractPrice.unit_id == work.unit_id,
        ContractPrice.supplier_id == supplier_id,
        ContractPrice.article_id == article_id,
    )
    return work.connection.execute(query).all()


def _row(new: NewContractPrice) -> dict[str, Any]:
    return {
        "supplier_id": new.supplier_id,
        "article_id": new.article_id,
        "since": new.since,
        "until": new.until,
        "price": new.price,
        "decision": new.decision.strip(),
    }


def _lines(unit_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            ContractPrice.id,
            ContractPrice.supplier_id,
            Supplier.name,
            ContractPrice.article_id,
            Article.name,
            Article.specification,
            Article.measure,
            Article.kind,
            ContractPrice.since,
            ContractPrice.until,
            ContractPrice.price,
            ContractPrice.decision,
        )
        .join(
            Supplier,
            (Supplier.unit_id == ContractPrice.unit_id)
            & (Supplier.id == ContractPrice.supplier_id),
        )
        .join(
            Article,
            (Article.unit_id == ContractPrice.unit_id) & (Article.id == ContractPrice.article_id),
        )
        .where(ContractPrice.unit_id == unit_id)
        .order_by(
            Supplier.name,
            Supplier.id,
            Article.pinyin,
            Article.id,
            ContractPrice.since.desc(),
        )
    )

"""Whom and what the lines of a canteen's sheets name: the canteen, the supplier, the article."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import select

from desktop.core.errors import ClosedMonthError
from desktop.core.money import Quantity, UnitPrice
from desktop.core.terms import Month
from desktop.models import Article, Supplier
from desktop.rosters.cells import squeeze
from desktop.rosters.goods_cells import kind_of
from desktop.rosters.problems import Level, Problem
from desktop.services.canteen.articles import NewArticle, add_articles
from desktop.services.canteen.canteens import canteen_lines
from desktop.services.canteen.catalogue import ArticleFacts, SupplierFacts
from desktop.services.canteen.suppliers import NewSupplier, add_suppliers
from desktop.services.months import refuse_closed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from desktop.core.canteen import ArticleKind
    from desktop.database.work import Work
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.imports.plan import Facing

NO_CANTEEN: Final = "还没有食堂账，请先在食堂账目里开设"
NO_SUCH_CANTEEN: Final = "没有叫“{}”的食堂账，请核对食堂的名称"
WHICH_CANTEEN: Final = "有几个食堂（{}），请在“食堂”一栏写明是哪一个"
WHICH_ARTICLE: Final = "账里有几种{}（{}），请在“规格”一栏写明是哪一种"
OTHER_MEASURE: Final = "账里{}按{}计，表里写的是{}；请换算后再导入"
NEW_SUPPLIER: Final = "账里没有供货商“{}”，导入时一起登记；请看名称是不是写错了"
NEW_ARTICLE: Final = "账里没有“{}”，导入时一起登记（{}，按{}计）；请看名称是不是写错了"
DEFAULT_MEASURE: Final = "千克"
_PER_JIN: Final = 2


def name_key(name: str) -> str:
    """A name for comparing."""
    return squeeze(name)


def article_key(name: str, specification: str | None) -> tuple[str, str]:
    """An article for comparing."""
    return squeeze(name), squeeze(specification or "")


class Articles:
    """The articles of the books, found by name and specification."""

    def __init__(self, facing: Facing) -> None:
        query = (
            select(Article.__table__)
            .where(Article.unit_id == facing.unit_id)
            .order_by(Article.name, Article.specification, Article.id)
        )
        self.by_key: dict[object, Any] = {}
        self._named: dict[str, list[Any]] = defaultdict(list)
        for row in facing.connection.execute(query):
            self.by_key.setdefault(article_key(row.name, row.specification), row)
            self._named[name_key(row.name)].append(row)

    def find(self, name: str, specification: str | None) -> tuple[Any, str]:
        """The article that is meant, or None, and why that is not clear.

        Where no specification is told it is the one without, or the only one of the name.
        """
        exact = self.by_key.get(article_key(name, specification))
        if exact is not None or specification:
            return exact, ""
        named = self._named.get(name_key(name), ())
        if len(named) > 1:
            return None, WHICH_ARTICLE.format(name, "、".join(row.specification for row in named))
        return (named[0] if named else None), ""


@dataclass(frozen=True, slots=True)
class Meant:
    """An article that a line names, and how many of its measure one of the line's are."""

    facts: ArticleFacts
    halved: bool = False
    """The line counts in 斤, the books in 千克."""

    def quantity(self, told: Quantity) -> Quantity | None:
        """In the measure of the books; None where that has no exact value."""
        if not self.halved:
            return told
        return None if told.units % _PER_JIN else Quantity(told.units // _PER_JIN)

    def price(self, told: UnitPrice) -> UnitPrice:
        """For one of the measure of the books."""
        return UnitPrice(told.units * _PER_JIN) if self.halved else told


@dataclass(frozen=True, slots=True)
class Additions:
    """Suppliers and articles that the books lack, by the keys that stand for them in lines."""

    suppliers: Mapping[UUID, NewSupplier]
    articles: Mapping[UUID, NewArticle]

    def write(self, work: Work) -> dict[UUID, UUID]:
        """Write them down; gives their real keys."""
        real: dict[UUID, UUID] = {}
        if self.suppliers:
            saved = add_suppliers(work, list(self.suppliers.values())).supplier_ids
            real.update(zip(self.suppliers, saved, strict=True))
        if self.articles:
            made = add_articles(work, list(self.articles.values())).article_ids
            real.update(zip(self.articles, made, strict=True))
        return real


@dataclass(slots=True)
class _Wanted:
    """What lines name that the books lack: the first line that needs it tells."""

    supplier: dict[UUID, NewSupplier] = field(default_factory=dict)
    article: dict[UUID, NewArticle] = field(default_factory=dict)
    rows: dict[UUID, int] = field(default_factory=dict)


class Names:
    """The canteens, suppliers and articles of a unit as the lines of a sheet name them."""

    def __init__(self, facing: Facing) -> None:
        self._facing = facing
        self._canteens = canteen_lines(facing.connection, facing.unit_id)
        self._articles = Articles(facing)
        self._suppliers = {name_key(s.name): s for s in _suppliers(facing)}
        self._memory: dict[object, Any] = {}
        self._wanted = _Wanted()
        self._closed: dict[Month, str] = {}
        self.supplier_facts = {s.supplier_id: s for s in self._suppliers.values()}
        self.article_facts: dict[UUID, ArticleFacts] = {}

    @property
    def canteens(self) -> dict[UUID, CanteenLine]:
        """All canteens by key."""
        return {line.canteen_id: line for line in self._canteens}

    def canteen(self, name: str | None) -> CanteenLine | str:
        """The canteen that is meant, or why it is not clear."""
        if not self._canteens:
            return NO_CANTEEN
        found = [c for c in self._canteens if name is None or name_key(c.name) == name_key(name)]
        if not found:
            return NO_SUCH_CANTEEN.format(name)
        if len(found) > 1:
            return WHICH_CANTEEN.format("、".join(line.name for line in found))
        return found[0]

    def supplier(self, name: str) -> SupplierFacts:
        """The supplier of a name; one that the books lack has a key that stands for it."""
        asked = ("supplier", name)
        if asked not in self._memory:
            self._memory[asked] = self._supplier(name)
        found: SupplierFacts = self._memory[asked]
        return found

    def known_supplier(self, name: str) -> SupplierFacts | None:
        """The supplier of a name, if the books have it."""
        return self._suppliers.get(name_key(name))

    def _supplier(self, name: str) -> SupplierFacts:
        key = name_key(name)
        if key not in self._suppliers:
            made = SupplierFacts(self._new_key(), name, None, None, None)
            self._suppliers[key] = self.supplier_facts[made.supplier_id] = made
            self._wanted.supplier[made.supplier_id] = NewSupplier(name=name)
        return self._suppliers[key]

    def article(
        self, name: str, specification: str | None, measure: str | None
    ) -> Meant | str | None:
        """The article that is meant; why that is not clear; None where the books lack it."""
        asked = (name, specification, measure)
        if asked not in self._memory:
            self._memory[asked] = self._look_up(*asked)
        found: Meant | str | None = self._memory[asked]
        return found

    def propose(
        self, name: str, specification: str | None, measure: str | None, kind: ArticleKind | None
    ) -> Meant | str:
        """An article that the books lack, to be written down with the lines that name it."""
        asked = ("new", name, specification)
        key = self._memory.get(asked) or ("made", *article_key(name, specification))
        self._memory[asked] = key
        known = self._memory.get(key)
        if known is None or (
            known.measure != measure and known.article_id not in self._wanted.rows
        ):
            new = NewArticle(
                name=name,
                kind=kind or kind_of(name),
                measure=measure or DEFAULT_MEASURE,
                specification=specification or "",
            )
            made = ArticleFacts(self._new_key(), name, new.measure, new.kind, None)
            self._memory[key] = made
            self.article_facts[made.article_id] = made
            self._wanted.article[made.article_id] = new
        facts: ArticleFacts = self._memory[key]
        return measured(facts, measure)

    def need(self, row: int, *keys: UUID) -> None:
        """A line that will be written names these."""
        for key in keys:
            if key in self._wanted.supplier or key in self._wanted.article:
                self._wanted.rows.setdefault(key, row)

    def additions(self) -> Additions:
        """What lines that will be written need and the books lack."""
        needed = self._wanted.rows
        return Additions(
            {k: new for k, new in self._wanted.supplier.items() if k in needed},
            {k: new for k, new in self._wanted.article.items() if k in needed},
        )

    def warnings(self, sheet: str) -> Iterable[Problem]:
        """What is added is to be looked at: a name may only be written otherwise."""
        added = self.additions()
        for key, supplier in added.suppliers.items():
            words = NEW_SUPPLIER.format(supplier.name)
            yield warning(sheet, self._wanted.rows[key], "供货商", words)
        for key, new in added.articles.items():
            name = f"{new.name} {new.specification}".strip()
            words = NEW_ARTICLE.format(name, new.kind.label, new.measure)
            yield warning(sheet, self._wanted.rows[key], "物品名称", words)

    def closed(self, day: date) -> str:
        """Why nothing can be booked on a day; empty where it can."""
        month = Month.of(day)
        if month not in self._closed:
            facing = self._facing
            try:
                refuse_closed(facing.connection, facing.unit_id, month, facing.today)
                self._closed[month] = ""
            except ClosedMonthError as error:
                self._closed[month] = error.sentence
        return self._closed[month]

    def _look_up(
        self, name: str, specification: str | None, measure: str | None
    ) -> Meant | str | None:
        row, doubt = self._articles.find(name, specification)
        if row is None:
            return doubt or None
        facts = ArticleFacts(row.id, row.name, row.measure, row.kind, row.shelf_days)
        self.article_facts[row.id] = facts
        return measured(facts, measure)

    def _new_key(self) -> UUID:
        """A key that stands for what has none yet."""
        return UUID(int=1 + len(self._wanted.supplier) + len(self._wanted.article))


def measured(article: ArticleFacts, measure: str | None) -> Meant | str:
    """An article as a line counts it, or why that cannot be told."""
    if measure in (None, article.measure):
        return Meant(article)
    if (article.measure, measure) == (DEFAULT_MEASURE, "斤"):
        return Meant(article, halved=True)
    return OTHER_MEASURE.format(article.name, article.measure, measure)


def _suppliers(facing: Facing) -> Sequence[SupplierFacts]:
    query = (
        select(
            Supplier.id,
            Supplier.name,
            Supplier.licence_until,
            Supplier.contract_until,
            Supplier.stopped_on,
        )
        .where(Supplier.unit_id == facing.unit_id)
        .order_by(Supplier.name, Supplier.id)
    )
    return [SupplierFacts(*row) for row in facing.connection.execute(query)]


def warning(sheet: str, row: int, title: str, message: str) -> Problem:
    """What a person should look at."""
    return Problem(sheet, row, "", "", title, Level.WARNING, "", message)

"""Sheets of suppliers and articles held against the books: an empty cell says nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.models import Article, StockLine, Supplier
from desktop.rosters import articles as article_sheet
from desktop.rosters import suppliers as supplier_sheet
from desktop.rosters.goods_cells import kind_of
from desktop.rosters.problems import Level, Problem
from desktop.services.canteen.articles import NewArticle, add_articles
from desktop.services.canteen.suppliers import NewSupplier, add_suppliers
from desktop.services.imports.goods_names import Articles, article_key, name_key
from desktop.services.imports.plan import HIDDEN, Difference, FieldChange, Findings, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.rosters.articles import ArticleRow
    from desktop.rosters.columns import SheetKind
    from desktop.rosters.results import RosterResult
    from desktop.rosters.suppliers import SupplierRow
    from desktop.services.imports.plan import Facing

NEW: Final = "账里没有，要新登记"
TWICE: Final = "表里不止一行是它，只能留一行"
NOT_LISTED: Final = "表里没有；它继续有效，不再使用的请填停用（停供）日期"
BOOKED: Final = "已经记过账，不能改计量单位；请另登记一个物品"
GUESSED: Final = "没有写类别，按名称登记为“{}”；请核对"
MEASURE: Final = "千克"
_Model = type[Supplier] | type[Article]


@dataclass(frozen=True, slots=True)
class CataloguePlan:
    """Suppliers or articles that are new, and those of which the sheet says otherwise."""

    model: _Model
    suppliers: tuple[NewSupplier, ...]
    articles: tuple[NewArticle, ...]
    updates: tuple[dict[str, Any], ...]
    found: Findings

    def write(self, work: Work) -> Changes:
        """Write them."""
        if self.suppliers:
            add_suppliers(work, self.suppliers)
        if self.articles:
            add_articles(work, self.articles)
        work.update(self.model, self.updates)
        return Changes.of(Book.CANTEEN)


@dataclass(slots=True)
class _Tally:
    """What the lines of a sheet came to."""

    kind: SheetKind[Any]
    sheet: str
    fields: tuple[str, ...]
    fresh: list[Difference] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)
    parked: list[Difference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    seen: set[object] = field(default_factory=set)
    same: int = 0

    def first_time(self, key: object, row: Any, who: str) -> bool:  # noqa: ANN401 - either row
        """Whether nothing was said of this one before; else the line is parked."""
        if key in self.seen:
            self.park(row, who, TWICE)
            return False
        self.seen.add(key)
        return True

    def park(self, row: Any, who: str, reason: str) -> None:  # noqa: ANN401 - same
        """Leave a line for a person to look at."""
        self.parked.append(Difference(row.row, who, reason=reason))

    def told(self, row: Any, old: Any) -> dict[str, Any]:  # noqa: ANN401 - same
        """The fields of which a line says otherwise."""
        said = {name: getattr(row, name) for name in self.fields}
        return {k: v for k, v in said.items() if v is not None and v != getattr(old, k)}

    def compare(self, row: Any, who: str, old: Any, said: Mapping[str, Any]) -> None:  # noqa: ANN401 - same
        """Note what becomes of one that the books have."""
        if not said:
            self.same += 1
            return
        changes = tuple(self._change(name, getattr(old, name), new) for name, new in said.items())
        self.changed.append(Difference(row.row, who, changes))
        every = {name: getattr(old, name) for name in self.fields}
        self.updates.append({"id": old.id, **every, **said})

    def _change(self, name: str, old: object, new: object) -> FieldChange:
        column = self.kind.column(name)
        if column.sensitive:
            return FieldChange(column.title, HIDDEN if old else "", HIDDEN)
        return FieldChange(column.title, text(old), text(new))

    def missing(self, standing: Mapping[object, Any], who: Callable[[Any], str]) -> Findings:
        """All that was found."""
        lacking = tuple(
            Difference(0, who(old), reason=NOT_LISTED)
            for key, old in standing.items()
            if key not in self.seen and old.stopped_on is None
        )
        return Findings(
            len(self.fresh),
            self.same,
            tuple(self.changed),
            lacking,
            tuple(self.parked),
            tuple(self.problems),
            fresh=tuple(self.fresh),
        )


def compare_suppliers(facing: Facing, roster: RosterResult[SupplierRow]) -> CataloguePlan:
    """Hold a sheet of suppliers against the books; they are told by their names."""
    query = (
        select(Supplier.__table__)
        .where(Supplier.unit_id == facing.unit_id)
        .order_by(Supplier.name, Supplier.id)
    )
    standing: dict[object, Any] = {
        name_key(old.name): old for old in facing.connection.execute(query)
    }
    tally = _Tally(supplier_sheet.SUPPLIERS, roster.sheet, supplier_sheet.FIELDS)
    fresh = []
    for row in roster.rows:
        key = name_key(row.name)
        if not tally.first_time(key, row, row.name):
            continue
        old = standing.get(key)
        if old is not None:
            tally.compare(row, row.name, old, tally.told(row, old))
        else:
            fresh.append(_supplier(row))
            tally.fresh.append(Difference(row.row, row.name, reason=NEW))
    found = tally.missing(standing, lambda old: old.name)
    return CataloguePlan(Supplier, tuple(fresh), (), tuple(tally.updates), found)


def _supplier(row: SupplierRow) -> NewSupplier:
    told = {name: getattr(row, name) for name in supplier_sheet.FIELDS}
    return NewSupplier(name=row.name, **{k: v for k, v in told.items() if v is not None})


def compare_articles(facing: Facing, roster: RosterResult[ArticleRow]) -> CataloguePlan:
    """Hold a sheet of articles against the books; they are told by name and specification."""
    known = Articles(facing)
    tally = _Tally(article_sheet.ARTICLES, roster.sheet, article_sheet.FIELDS)
    fresh: list[NewArticle] = []
    booked = _booked(facing, known, roster.rows)
    for row in roster.rows:
        who = article_name(row.name, row.specification)
        old, doubt = known.find(row.name, row.specification)
        if doubt:
            tally.park(row, who, doubt)
            continue
        key = article_key(row.name, row.specification if old is None else old.specification)
        if not tally.first_time(key, row, who):
            continue
        if old is None:
            fresh.append(_article(row))
            tally.fresh.append(Difference(row.row, who, reason=NEW))
            _warn_guessed(tally, row, fresh[-1])
            continue
        said = tally.told(row, old)
        said.pop("specification", None)  # told by it: another way to write the same
        if "measure" in said and old.id in booked:
            tally.park(row, who, BOOKED)
        else:
            tally.compare(row, who, old, said)
    found = tally.missing(known.by_key, lambda old: article_name(old.name, old.specification))
    return CataloguePlan(Article, (), tuple(fresh), tuple(tally.updates), found)


def article_name(name: str, specification: str | None) -> str:
    """An article as people name it: 大米 25千克/袋."""
    return f"{name} {specification or ''}".strip()


def _article(row: ArticleRow) -> NewArticle:
    return NewArticle(
        name=row.name,
        kind=row.kind or kind_of(row.name),
        measure=row.measure or MEASURE,
        specification=row.specification or "",
        shelf_days=row.shelf_days,
        stopped_on=row.stopped_on,
    )


def _warn_guessed(tally: _Tally, row: ArticleRow, new: NewArticle) -> None:
    if row.kind is None:
        message = GUESSED.format(new.kind.label)
        tally.problems.append(
            Problem(tally.sheet, row.row, "", "", "类别", Level.WARNING, "", message)
        )


def _booked(facing: Facing, known: Articles, rows: Sequence[ArticleRow]) -> frozenset[UUID]:
    """Those articles in the books whose measure the sheet says otherwise and that have lines."""
    other = []
    for row in rows:
        old, _ = known.find(row.name, row.specification)
        if old is not None and row.measure not in (None, old.measure):
            other.append(old.id)
    query = (
        select(StockLine.article_id)
        .where(StockLine.unit_id == facing.unit_id, StockLine.article_id.in_(other))
        .distinct()
    )
    return frozenset(facing.connection.execute(query).scalars()) if other else frozenset()

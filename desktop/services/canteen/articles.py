"""Articles: what is bought, in which measure, how long it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from desktop.core.changes import Book, Changes
from desktop.core.errors import NotFoundError, SchoolError
from desktop.core.pinyin import pinyin
from desktop.models import Article, DishIngredient, StockLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import Any
    from uuid import UUID

    from desktop.core.canteen import ArticleKind
    from desktop.database.work import Work
    from desktop.services.session import Session

LONGEST_NAME: Final = 60
LONGEST_MEASURE: Final = 10
MOST_SHELF_DAYS: Final = 3650


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """An article as a person writes it down."""

    name: str
    kind: ArticleKind
    measure: str = "千克"
    specification: str = ""
    shelf_days: int | None = None
    stopped_on: date | None = None


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in the list."""

    article_id: UUID
    article: NewArticle
    pinyin: str


@dataclass(frozen=True, slots=True)
class ArticlesSaved:
    """Articles that were written, in the order in which they were given."""

    article_ids: tuple[UUID, ...]
    changes: Changes


def articles(session: Session) -> tuple[ArticleLine, ...]:
    """All articles, those that are still bought first, by kind and sound."""
    query = (
        select(Article.__table__)
        .where(Article.unit_id == session.unit_id)
        .order_by(Article.stopped_on.is_not(None), Article.kind, Article.pinyin, Article.id)
    )
    with session.store.read() as connection:
        return tuple(
            ArticleLine(
                row.id,
                NewArticle(
                    name=row.name,
                    kind=row.kind,
                    measure=row.measure,
                    specification=row.specification,
                    shelf_days=row.shelf_days,
                    stopped_on=row.stopped_on,
                ),
                row.pinyin,
            )
            for row in connection.execute(query)
        )


def add_article(session: Session, new: NewArticle) -> ArticlesSaved:
    """Write an article down.

    Raises:
        SchoolError: no name or measure, one that is too long, or it is there already.
    """

    def body(work: Work) -> ArticlesSaved:
        saved = add_articles(work, [new])
        work.summary = {"article": new.name.strip()}
        return saved

    return session.write("canteen.article.add", body)


def add_articles(work: Work, new: Sequence[NewArticle]) -> ArticlesSaved:
    """Write articles down in one transaction; as `add_article`."""
    for article in new:
        _refuse(article)
    _refuse_known(work, [_key(article) for article in new])
    ids = work.new_ids(len(new))
    rows = [{"id": key, **_row(article)} for key, article in zip(ids, new, strict=True)]
    work.insert(Article, rows)
    return ArticlesSaved(tuple(ids), Changes.of(Book.CANTEEN))


def correct_article(session: Session, article_id: UUID, new: NewArticle) -> ArticlesSaved:
    """Write down what is true now. The measure stays once anything was written in it.

    Raises:
        NotFoundError: there is no such article.
        SchoolError: as `add_article`; another measure for what is in the books.
    """
    _refuse(new)

    def body(work: Work) -> ArticlesSaved:
        old = work.rows(Article, [article_id]).get(article_id)
        if old is None:
            raise NotFoundError("没有这个物品。")
        if (old["name"], old["specification"]) != _key(new):
            _refuse_known(work, [_key(new)])
        if old["measure"] != new.measure.strip():
            _refuse_booked(work, article_id, str(old["name"]))
        work.update(Article, [{"id": article_id, **_row(new)}])
        work.summary = {"article": new.name.strip()}
        return ArticlesSaved((article_id,), Changes.of(Book.CANTEEN))

    return session.write("canteen.article.correct", body)


def _refuse(new: NewArticle) -> None:
    if not new.name.strip() or not new.measure.strip():
        raise SchoolError("请写物品的名称和计量单位，例如“大米”“千克”。")
    if max(len(new.name.strip()), len(new.specification.strip())) > LONGEST_NAME:
        msg = f"物品的名称和规格最多{LONGEST_NAME}个字。"
        raise SchoolError(msg)
    if len(new.measure.strip()) > LONGEST_MEASURE:
        msg = f"计量单位最多{LONGEST_MEASURE}个字，例如“千克”“袋”。"
        raise SchoolError(msg)
    if new.shelf_days is not None and not 0 < new.shelf_days <= MOST_SHELF_DAYS:
        msg = f"保质期要在1到{MOST_SHELF_DAYS}天之间。"
        raise SchoolError(msg)


def _key(new: NewArticle) -> tuple[str, str]:
    return new.name.strip(), new.specification.strip()


def _refuse_known(work: Work, keys: Sequence[tuple[str, str]]) -> None:
    query = select(Article.name, Article.specification).where(
        Article.unit_id == work.unit_id, Article.name.in_([name for name, _ in keys])
    )
    known = {(row.name, row.specification) for row in work.connection.execute(query)}
    for number, key in enumerate(keys):
        if key in known or key in keys[:number]:
            msg = f"已经有“{' '.join(filter(None, key))}”。请直接选用，或写明不同的规格。"
            raise SchoolError(msg)


def _refuse_booked(work: Work, article_id: UUID, name: str) -> None:
    for model, why in ((StockLine, "已经记过账"), (DishIngredient, "已经写进菜品的用量")):
        query = (
            select(model.id)
            .where(model.unit_id == work.unit_id, model.article_id == article_id)
            .limit(1)
        )
        if work.connection.execute(query).first():
            msg = f"{name}{why}，不能改计量单位。请另登记一个物品。"
            raise SchoolError(msg)


def _row(new: NewArticle) -> dict[str, Any]:
    name, specification = _key(new)
    return {
        "name": name,
        "specification": specification,
        "kind": new.kind,
        "measure": new.measure.strip(),
        "shelf_days": new.shelf_days,
        "pinyin": pinyin(name),
        "stopped_on": new.stopped_on,
    }

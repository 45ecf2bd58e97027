"""物品: what is bought, in which measure, how long it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.core.pinyin import initials
from desktop.services.canteen.articles import ArticleLine, articles
from desktop.views.canteen.goods.article_form import ArticleForm
from desktop.views.canteen.goods.known import named
from desktop.views.canteen.goods.register import RegisterPart, writes
from desktop.views.tables import ListColumn
from desktop.views.widgets import Chip, EmptyState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from desktop.views.desk import Desk
    from desktop.views.forms import Form

_EMPTY = "还没有物品。先登记买什么、用什么单位计量，入库时按拼音就能选到。"


def _state(line: ArticleLine, today: date) -> Chip | None:
    stopped = line.article.stopped_on
    return Chip("已停用") if stopped is not None and stopped <= today else None


def _columns(today: date) -> tuple[ListColumn[ArticleLine], ...]:
    def words(line: ArticleLine) -> str:
        chip = _state(line, today)
        return chip.words if chip else ""

    def keeps(line: ArticleLine) -> str:
        days = line.article.shelf_days
        return "" if days is None else str(days)

    return (
        ListColumn("name", "名称", lambda a: a.article.name, 180),
        ListColumn("spec", "品牌及规格", lambda a: a.article.specification, 170),
        ListColumn("kind", "类别", lambda a: a.article.kind.label, 140),
        ListColumn("measure", "计量单位", lambda a: a.article.measure, 90, "center"),
        ListColumn("keeps", "保质期（天）", keeps, 110, "right"),
        ListColumn("state", "状态", words, 100, chip=lambda a: _state(a, today)),
    )


class ArticlesPart(RegisterPart[ArticleLine]):
    """What is bought."""

    title = "物品"

    def __init__(self, desk: Desk) -> None:
        empty = EmptyState(_EMPTY, "新增物品" if writes(desk) else "", "canteen")
        super().__init__(desk, "articles", _columns(desk.session.store.clock.today()), empty)

    def rows(self) -> Sequence[ArticleLine]:
        """All articles."""
        return articles(self.desk.session)

    def told(self, line: ArticleLine) -> str:
        """Name, specification, sound."""
        kind = line.article.kind.label
        return " ".join((named(line), line.pinyin, initials(line.article.name), kind))

    def key(self, line: ArticleLine) -> object:
        """Its key."""
        return line.article_id

    def form(self, line: ArticleLine | None) -> Form[Any, Any]:
        """The form of an article."""
        return ArticleForm(self.desk, line)

    def name_of(self, line: ArticleLine) -> str:
        """Its name."""
        return line.article.name

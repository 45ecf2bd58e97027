"""The form of an article: new, put right, or no longer bought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - drafts are read by these types
from typing import TYPE_CHECKING, Final

from desktop.core.canteen import ArticleKind
from desktop.services.canteen.articles import (
    LONGEST_MEASURE,
    LONGEST_NAME,
    MOST_SHELF_DAYS,
    NewArticle,
    add_article,
    correct_article,
)
from desktop.views.forms import Field, Form
from desktop.views.widgets import Choice, CountEdit, DateEdit, TextEdit

if TYPE_CHECKING:
    from desktop.services.canteen.articles import ArticleLine, ArticlesSaved
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job

_KINDS: Final = [(kind, kind.label) for kind in ArticleKind]


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """What is being entered of an article."""

    name: str | None = None
    kind: ArticleKind | None = None
    measure: str | None = "千克"
    specification: str | None = None
    shelf_days: int | None = None
    stopped_on: date | None = None


class ArticleForm(Form[ArticleDraft, "ArticlesSaved"]):
    """An article; `line` where one is put right, `name` as far as a new one is known."""

    def __init__(self, desk: Desk, line: ArticleLine | None = None, name: str = "") -> None:
        session, today = desk.session, desk.session.store.clock.today()

        def save(_job: Job, draft: ArticleDraft) -> ArticlesSaved:
            new = _new(draft)
            if line is None:
                return add_article(session, new)
            return correct_article(session, line.article_id, new)

        super().__init__(desk, "canteen.article", ArticleDraft, _fields(today, line), save)
        draft = ArticleDraft(name=name or None)
        if line is not None:
            old = line.article
            draft = ArticleDraft(
                old.name,
                old.kind,
                old.measure,
                old.specification or None,
                old.shelf_days,
                old.stopped_on,
            )
        self.open(draft, key=str(line.article_id) if line else "")


def _fields(today: date, line: ArticleLine | None) -> tuple[Field, ...]:
    fields = (
        Field("name", "名称", lambda words: TextEdit(words, longest=LONGEST_NAME), required=True),
        Field("kind", "类别", lambda words: Choice(words, _KINDS), required=True),
        Field(
            "measure",
            "计量单位",
            lambda words: TextEdit(words, longest=LONGEST_MEASURE),
            required=True,
            help="千克、袋、瓶；记过账就不能改",
        ),
        Field(
            "specification",
            "品牌及规格",
            lambda words: TextEdit(words, longest=LONGEST_NAME),
            help="不要紧的空着",
        ),
        Field(
            "shelf_days",
            "保质期（天）",
            lambda words: CountEdit(words, least=1, most=MOST_SHELF_DAYS),
            help="有生产日期时由它算出到期日；以包装为准的空着",
        ),
    )
    if line is None:
        return fields
    stop = Field("stopped_on", "停用日期", lambda words: DateEdit(words, today))
    return (*fields, stop)


def _new(draft: ArticleDraft) -> NewArticle:
    assert draft.kind is not None  # noqa: S101 - the form requires it
    return NewArticle(
        name=draft.name or "",
        kind=draft.kind,
        measure=draft.measure or "",
        specification=draft.specification or "",
        shelf_days=draft.shelf_days,
        stopped_on=draft.stopped_on,
    )

"""The pane of a lot in store: where it came from, and into which meals and samples it went."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from desktop.core.errors import NotFoundError
from desktop.services.canteen.tracing import trace_lot
from desktop.views.canteen.goods.words import day_words
from desktop.views.records import RecordPane, fact, facts, head, rule, section
from desktop.views.style import mark

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from desktop.services.canteen.tracing import LotTrace, MealOfLot
    from desktop.services.session import Session
    from desktop.views.desk import Desk

_NOWHERE: Final = "还没有用到哪一餐。"


class LotPane(RecordPane):
    """Shows where a lot went."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "lotPane")
        self.lot_id: UUID | None = None

    def show_lot(self, lot_id: UUID) -> None:
        """Read and show a lot."""
        self.lot_id = lot_id
        session = self.desk.session
        task = self.desk.tasks.read(self, lambda _job: _trace(session, lot_id))
        task.then(partial(self._on_read, lot_id)).start()

    def reload(self) -> None:
        """The books have changed."""
        if self.lot_id is not None and self.isVisible():
            self.show_lot(self.lot_id)

    def _on_read(self, lot_id: UUID, found: LotTrace | None) -> None:
        if lot_id != self.lot_id:
            return
        if found is None:
            self.closing.emit()
        else:
            self.show_content(self._made(found))

    def _made(self, found: LotTrace) -> QWidget:
        lot = found.lot
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head(self, lot.words, None))
        layout.addLayout(_facts(found))
        layout.addWidget(rule())
        layout.addLayout(section("用到哪里"))
        for meal in found.meals:
            for words, kind in _meal(meal, lot.measure):
                layout.addWidget(_words(words, kind))
        if not found.meals:
            layout.addWidget(_words(_NOWHERE, "muted"))
        if found.lost:
            layout.addWidget(_words(f"报损 {found.lost.plain} {lot.measure}", ""))
        layout.addStretch(1)
        return content


def _trace(session: Session, lot_id: UUID) -> LotTrace | None:
    """None: its receipt was taken back with everything in it."""
    try:
        return trace_lot(session, lot_id)
    except NotFoundError:
        return None


def _facts(found: LotTrace) -> QFormLayout:
    lot = found.lot
    form = facts()
    form.addRow("还剩", fact(f"{lot.left.plain} {lot.measure}"))
    form.addRow("供货商", fact(lot.supplier))
    form.addRow("入库", fact(f"{lot.received_on}　{lot.receipt}"))
    form.addRow("生产日期", fact(day_words(lot.produced_on)))
    form.addRow("保质期至", fact(day_words(lot.expires_on)))
    form.addRow("批号", fact(lot.batch))
    form.addRow("检疫或检测票证", fact(lot.quarantine))
    return form


def _meal(meal: MealOfLot, measure: str) -> Iterable[tuple[str, str]]:
    """What went into a meal: the meal, its dishes, the samples that were kept of them."""
    sitting = meal.sitting.label if meal.sitting else "没有写餐次"
    yield f"{meal.day} {sitting}　{meal.quantity.plain} {measure}　{meal.document}", ""
    if meal.dishes:
        doubt = "" if meal.certain else "（食谱里没有写用到它的是哪个菜）"
        yield f"菜品：{'、'.join(meal.dishes)}{doubt}", "small"
    else:
        yield "这一餐没有食谱", "small"
    kept = "、".join(f"{s.dish} {s.grams} 克（{s.taken_by}）" for s in meal.samples)
    yield f"留样：{kept}" if kept else "没有留样记录", "small"


def _words(words: str, kind: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    mark(label, kind=kind)
    return label

"""Suppliers and articles that are written down on the spot, while a delivery is entered."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from desktop.views.canteen.goods.article_form import ArticleForm
from desktop.views.canteen.goods.supplier_form import SupplierForm

if TYPE_CHECKING:
    from desktop.services.canteen.articles import ArticlesSaved
    from desktop.services.canteen.suppliers import SuppliersSaved
    from desktop.views.canteen.goods.sheet import GoodsSheet
    from desktop.views.forms import Form
    from desktop.views.widgets import ParsedEdit


class OnTheSpot(QObject):
    """Two links in the foot of the sheet; what was typed already stands in the form."""

    def __init__(self, sheet: GoodsSheet, after: str = "fund") -> None:
        """`after` is the field of the head that follows the supplier."""
        super().__init__(sheet)
        self._sheet, self._after = sheet, after
        self.supplier = sheet.foot.add_link("新增供货商…")
        self.article = sheet.foot.add_link("新增物品…")
        self.supplier.clicked.connect(self.enter_supplier)
        self.article.clicked.connect(self.enter_article)

    def enter_supplier(self) -> None:
        """Write a new supplier down."""
        typed: Any = self._sheet.rows["supplier"].widget
        form = SupplierForm(self._sheet.desk, name="" if typed.value() else typed.text().strip())
        form.saved.connect(partial(self._on_supplier, form))
        self._open("新增供货商", form)

    def enter_article(self) -> None:
        """Write a new article down."""
        form = ArticleForm(self._sheet.desk, name=self._open_field().text().strip())
        form.saved.connect(partial(self._on_article, form))
        self._open("新增物品", form)

    def _open(self, title: str, form: Form[Any, Any]) -> None:
        self._sheet.faces.setCurrentWidget(self._sheet.pane)
        self._sheet.pane.open_form(title, form)

    def _on_supplier(self, form: SupplierForm, _saved: SuppliersSaved) -> None:
        sheet, base = self._sheet, form.content.base
        sheet.faces.setCurrentIndex(0)
        field: Any = sheet.rows["supplier"].widget
        field.setText(base.name if base is not None else "")
        sheet.rows[self._after].widget.setFocus()
        sheet.read_known()

    def _on_article(self, form: ArticleForm, _saved: ArticlesSaved) -> None:
        base, field = form.content.base, self._open_field()
        self._sheet.faces.setCurrentIndex(0)
        if base is not None:
            field.setText(" ".join(filter(None, (base.name, base.specification))))
        field.setFocus()
        self._sheet.read_known()

    def _open_field(self) -> ParsedEdit[Any]:
        """The article of the first line that has none; there is always a blank one."""
        lines = self._sheet.grid.lines
        return next(line for line in lines if line.value("article") is None).fields["article"]

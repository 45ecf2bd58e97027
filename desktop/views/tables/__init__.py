"""Lists that page, sort and search in the database: what every page of a book shows its rows in.

    columns = (ListColumn("name", "姓名", lambda line: line.name, sort="name"), ...)
    view = ListView(desk, "pupils", columns, source, empty)
    view.selected.connect(pane.show)

A source answers `page(job, sort, descending=…, offset=…, limit=…)` in a read task; see
`source.ListSource`. `WholeList` makes one of a short list.
"""

from __future__ import annotations

from desktop.views.tables.columns import Chip, ListColumn, Tone
from desktop.views.tables.detail import DetailSplit
from desktop.views.tables.model import PagedTable
from desktop.views.tables.source import ListPage, ListSource, WholeList
from desktop.views.tables.view import ListView

__all__ = [
    "Chip",
    "DetailSplit",
    "ListColumn",
    "ListPage",
    "ListSource",
    "ListView",
    "PagedTable",
    "Tone",
    "WholeList",
]

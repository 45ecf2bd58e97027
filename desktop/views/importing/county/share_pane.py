"""Why the lines of one school's share stand where they do: changed, in doubt, missing, odd."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.views.importing.doubts import likely
from desktop.views.style import mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.services.imports.batches import Preview
    from desktop.services.imports.county import ShareSeen
    from desktop.services.imports.plan import Difference

_MOST: Final = 30


class SharePane(QWidget):
    """The lines of a share under what becomes of them, the first of each."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = QLabel()
        self.heading.setWordWrap(True)
        mark(self.heading, kind="heading")
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.addWidget(self.heading)
        layout.addWidget(self.told)
        layout.addStretch(1)

    def show_share(self, one: ShareSeen | None) -> None:
        """Show another share; None: nothing is chosen."""
        if one is None:
            return
        self.heading.setText(f"{one.share.unit.name}（{one.share.path.name}）")
        found = one.seen.plan.found
        sections = (
            ("待定，不会导入", [_line(line) for line in found.parked]),
            ("已决定", [_line(line) for line in found.decided]),
            ("登记为转入", [_line(line) for line in found.coming]),
            ("变更", [_line(line) for line in found.changed]),
            ("要看的", list(_problems(one.seen))),
            ("表里没有，不会动", [_line(line) for line in found.missing]),
        )
        words = [text for title, lines in sections if lines for text in _section(title, lines)]
        self.told.setText("\n".join(words) or "没有要看的。")


def _section(title: str, lines: list[str]) -> Iterable[str]:
    yield f"{title} {len(lines):,}"
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield f"…… 另有 {len(lines) - _MOST:,} 条"
    yield ""


def _line(line: Difference) -> str:
    changes = "；".join(f"{c.title}：{c.old or '（空）'} → {c.new}" for c in line.changes)
    place = f"第{line.row}行 " if line.row else ""
    why = changes or line.reason or likely(line)
    return f"{place}{line.who}：{why}" if why else f"{place}{line.who}"


def _problems(seen: Preview) -> Iterator[str]:
    """What was found in cells; lines in doubt have been told of."""
    parked = {line.row for line in seen.plan.found.parked}
    for problem in seen.problems:
        if problem.field or problem.row not in parked:
            yield f"{problem.place} {problem.field}：{problem.message}"

"""Qt's own buttons and dialogs in Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLibraryInfo, QTranslator

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

# What the translation that comes with Qt leaves in English.
_MISSING: Final = {
    "Preview": "预览",
    "Page": "页",
    "Cancel": "取消",
    "OK": "确定",
    "Save": "保存",
    "Close": "关闭",
    "&Yes": "是(&Y)",
    "&No": "否(&N)",
    "Yes": "是",
    "No": "否",
    "Retry": "重试",
    "Ignore": "忽略",
    "Help": "帮助",
    "Apply": "应用",
    "Reset": "重置",
    "Discard": "不保存",
}


class StandardWords(QTranslator):
    """Standard words that stand in several of Qt's dialogs, whichever asks for them."""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        """Never: Qt leaves out translators that say they are empty."""
        return False

    def translate(
        self,
        context: str,
        source: str,
        disambiguation: str | None = None,
        number: int = -1,
    ) -> str:
        """The Chinese word, or nothing where another translator should answer."""
        del disambiguation, number
        return _MISSING.get(source, "") if context.startswith("Q") else ""


def speak_chinese(application: QCoreApplication) -> tuple[QTranslator, ...]:
    """Let Qt's own dialogs speak Chinese; gives the translators, the last is asked first."""
    words = StandardWords(application)
    shipped = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    made = (words, shipped) if shipped.load("qtbase_zh_CN", folder) else (words,)
    for translator in made:
        application.installTranslator(translator)
    return made

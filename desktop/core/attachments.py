"""Files that belong to a record: their kinds, how large they may be, how they are named."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from desktop.core.labels import Labelled

LARGEST: Final = 20 * 2**20
LARGEST_PICTURE: Final = 50 * 2**20
"""Of a picture as the camera made it; what is kept of it is far smaller."""
MOST: Final = 20
"""Files of one record."""
_LONGEST_NAME: Final = 100
_KILO: Final = 1024


class FileKind(Labelled):
    """What a kept file is; the value is the ending of its name."""

    PICTURE = "jpg", "照片"
    PDF = "pdf", "PDF 文件"
    DOCX = "docx", "DOCX 文档"
    DOC = "doc", "DOC 文档"
    XLSX = "xlsx", "XLSX 表格"
    XLS = "xls", "XLS 表格"
    ET = "et", "WPS 表格"
    WPS = "wps", "WPS 文字"


class RecordKind(Labelled):
    """The records that may have files; the value is the name of their table."""

    NOTICE_EVENT = "notice_events", "公示经过"
    ENROLMENT_EVENT = "enrolment_events", "学籍异动"
    STOCK_DOCUMENT = "stock_documents", "库存单据"
    CANTEEN_LOG = "canteen_logs", "食堂日志"
    FOOD_SAMPLE = "food_samples", "留样"

    @property
    def private(self) -> bool:
        """Whether its files tell of a child: each look at one is noted."""
        return self is RecordKind.ENROLMENT_EVENT


@dataclass(frozen=True, slots=True)
class Attachment:
    """A kept file: its content is known by the digest, its name is for people."""

    digest: str
    name: str
    size: int

    @property
    def label(self) -> str:
        """Name and size: 收据.jpg（1.2 MB）."""
        return f"{self.name}（{size_words(self.size)}）"


def size_words(size: int) -> str:
    """A size in words: 320 KB, 1.2 MB."""
    if size < _KILO:
        return f"{size} 字节"
    if size < _KILO**2:
        return f"{size / _KILO:.0f} KB"
    return f"{size / _KILO**2:.1f} MB"


def shown_name(name: str, kind: FileKind) -> str:
    """A file's name for people: in one line, with the ending of what the file is.

    Marks that turn the direction of writing are left out: they can make `.exe` look like `.jpg`.
    """
    seen = "".join(" " if _is_hidden(letter) else letter for letter in name)
    stem, dot, _ending = seen.rpartition(".")
    words = " ".join((stem if dot else seen).split())[:_LONGEST_NAME].strip()
    return f"{words or kind.label}.{kind.value}"


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")

"""Fields and small parts that every page is made of."""

from desktop.views.direct import DirectEdit
from desktop.views.widgets.attachments import Attachments, Keeper
from desktop.views.widgets.chips import Chip, ChipLabel, Tone, chip_width, paint_chip
from desktop.views.widgets.dates import DateEdit, MonthEdit
from desktop.views.widgets.figures import KeyFigure
from desktop.views.widgets.identity import IdentityEdit
from desktop.views.widgets.masked import MaskedValue
from desktop.views.widgets.notes import Banner, EmptyState
from desktop.views.widgets.numbers import CountEdit, MoneyEdit, QuantityEdit, UnitPriceEdit
from desktop.views.widgets.parsed import ParsedEdit, Wrong
from desktop.views.widgets.people import PersonChoice, PersonChooser, pupils_of
from desktop.views.widgets.searching import SearchField
from desktop.views.widgets.secret import PasswordEdit
from desktop.views.widgets.texts import Choice, Entry, NoteEdit, TextEdit, Tick

__all__ = [
    "Attachments",
    "Banner",
    "Chip",
    "ChipLabel",
    "Choice",
    "CountEdit",
    "DateEdit",
    "DirectEdit",
    "EmptyState",
    "Entry",
    "IdentityEdit",
    "Keeper",
    "KeyFigure",
    "MaskedValue",
    "MoneyEdit",
    "MonthEdit",
    "NoteEdit",
    "ParsedEdit",
    "PasswordEdit",
    "PersonChoice",
    "PersonChooser",
    "QuantityEdit",
    "SearchField",
    "TextEdit",
    "Tick",
    "Tone",
    "UnitPriceEdit",
    "Wrong",
    "chip_width",
    "paint_chip",
    "pupils_of",
]

"""Who a line means: papers, sex and birth date held against one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.dates import Precision, WrittenDate
from desktop.core.labels import IdKind, Sex
from desktop.rosters import people
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from datetime import date

    from desktop.core.identity import IdentityNumber
    from desktop.rosters.cells import Context
    from desktop.rosters.columns import Line


def identity(line: Line, context: Context, key: str, kind_key: str) -> IdentityNumber | None:
    """The identity number under a key; what is to be said of it goes to the line."""
    raw = line.values.get(key)
    if raw is None:
        return None
    kind = line.values.get(kind_key)
    number, flaw = people.identity(raw, kind if isinstance(kind, IdKind) else None, context)
    if flaw is not None:
        line.flaws.append((key, flaw))
    return number


def kind_and_number(
    line: Line, identity: IdentityNumber | None
) -> tuple[IdKind | None, str | None]:
    """The kind of paper and its number, as they are kept."""
    if identity is not None:
        return identity.kind, identity.text
    kind = line.values.get("id_kind")
    # A type without a number says nothing, except 其他: there may be none.
    return (kind if kind is IdKind.OTHER else None), None


def sex(line: Line, identity: IdentityNumber | None) -> Sex | None:
    """From the sheet, or from the identity number where the sheet does not tell."""
    written = line.values.get("sex")
    told = identity.sex if identity else None
    if not isinstance(written, Sex):
        return told
    if told and told is not written:
        message = "性别与身份证件号不一致；已按表里的性别读入，请核对"
        line.flaws.append(("sex", Flaw(Level.WARNING, message, written)))
    return written


def birth(line: Line, identity: IdentityNumber | None) -> date | None:
    """From the identity number, or from the sheet where there is none."""
    written = line.values.get("birth")
    told = identity.birth if identity else None
    if not isinstance(written, WrittenDate):
        return told
    if told and written.day != told and not agrees(written, told):
        message = "出生日期与身份证件号不一致；已按身份证件号读入，请核对"
        line.flaws.append(("birth", Flaw(Level.WARNING, message, told)))
        return told
    if written.precision is not Precision.DAY and told is None:
        message = "出生日期没有写到日，没有读入；请写成 2014-9-1 的样子"
        line.flaws.append(("birth", Flaw(Level.WARNING, message)))
        return None
    return told or written.day


def agrees(written: WrittenDate, told: date) -> bool:
    """Whether a date that is written by day, month or year alone may be the day that is told."""
    day, precision = written.day, written.precision
    if precision is Precision.YEAR:
        return day.year == told.year
    if precision is Precision.MONTH:
        return (day.year, day.month) == (told.year, told.month)
    return day == told

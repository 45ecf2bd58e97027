"""What stands in the cell of a guardian's name: often the relation and the telephone as well."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop.core.names import Name, normalise_name, usual_name
from desktop.core.phones import Phones, read_phones
from desktop.core.repairs import INVISIBLE, narrow
from desktop.rosters import people
from desktop.rosters.cells import text_of, words
from desktop.rosters.problems import Flaw, Level

if TYPE_CHECKING:
    from desktop.rosters.cells import Cell, Context


class GuardianName(Name, frozen=True):
    """A name with what stood beside it in the same cell."""

    relation: str | None = None
    phone: str | None = None


_RELATIONS: Final = {
    **dict.fromkeys(words("父 父亲 爸 爸爸"), "父亲"),
    **dict.fromkeys(words("母 母亲 妈 妈妈"), "母亲"),
    **{
        word: word
        for word in words(
            "祖父 祖母 外祖父 外祖母 爷爷 奶奶 外公 外婆 姥姥 姥爷 伯父 伯母 伯伯 叔叔 叔父 "
            "婶婶 姑姑 姑妈 姑父 姨妈 舅舅 舅妈 哥哥 姐姐 继父 继母 养父 养母"
        )
    },
}
_LONG_RELATIONS: Final = tuple(word for word in _RELATIONS if len(word) > 1)
_LABELS: Final = frozenset(words("电话 手机 手机号 手机号码 联系电话 电话号码 号码 监护人 家长"))
# Wide forms too: most names are looked at as they stand.
_CLUE: Final = re.compile("[0-9０-９（(［\\[【:：/／、，,；;|｜]|" + "|".join(_LONG_RELATIONS))
_NUMBER: Final = re.compile(r"\+?\d[\d\s\-]{3,}\d")
_MARKS: Final = re.compile(r"[()\[\]【】:/、,;|\n]+")
_FEW_DIGITS: Final = re.compile(r"\d\D?\d\D?\d")
_SHORTEST: Final = 2


def guardian_name(cell: Cell, context: Context) -> object:
    """A `Name`; a `GuardianName` where relation or telephone stand beside it."""
    text = cell if type(cell) is str else text_of(cell)
    if not _CLUE.search(text):
        return people.name(cell, context)
    return _apart(narrow(INVISIBLE.sub("", text))) or people.name(cell, context)


def _apart(text: str) -> Flaw | None:
    """The parts of a cell, each where it belongs; None: it is but a name."""
    numbers = _NUMBER.findall(text)
    named, relation = _named(_MARKS.split(_NUMBER.sub("\n", text)))
    if not numbers and relation is None:
        return _unread(_DIGITS_IN_NAME) if _FEW_DIGITS.search(text) else None
    if len(named) != 1:
        return _unread(_SEVERAL if named else _NOBODY)
    name = usual_name(named[0]) or normalise_name(named[0])
    if not name.usable and name.flaw is not None:
        return _unread(name.flaw.label)
    if _FEW_DIGITS.search(name.text):
        return _unread(_DIGITS_IN_NAME)
    phones = read_phones("、".join(numbers)) if numbers else None
    phone = phones.text if isinstance(phones, Phones) else None
    value = GuardianName(name.text, name.key, name.repairs, name.flaw, relation, phone)
    if numbers and phone is None:
        message = "姓名一格里还写了号码，号码的位数或开头不对，没有读入；请核对后填在电话一栏"
        return Flaw(Level.WARNING, message, value)
    parts = ("姓名", *(["关系"] if relation else ()), *(["电话"] if phone else ()))
    return Flaw(Level.REPAIR, f"{'、'.join(parts)}写在一格里，已经分开读入", value)


_SEVERAL: Final = "姓名一格里像是写了几个人，没有读入；请一格只写一名监护人，电话填在电话一栏"
_NOBODY: Final = "姓名一格里只有号码或关系，没有读入；请补填姓名"
_DIGITS_IN_NAME: Final = "姓名里有数字，没有采用；请核对姓名，电话填在电话一栏"


def _unread(message: str) -> Flaw:
    return Flaw(Level.WARNING, message)


def _named(pieces: list[str]) -> tuple[list[str], str | None]:
    """What is left as names, and the relation that one of the pieces tells."""
    named: list[str] = []
    relations: list[str] = []
    for piece in pieces:
        left = []
        for word in piece.split():
            if word in _RELATIONS:
                relations.append(_RELATIONS[word])
            elif word not in _LABELS:
                left.append(word)
        if left:
            name, relation = _grown_together(" ".join(left))
            named.append(name)
            relations += [relation] if relation else []
    return named, relations[0] if len(set(relations)) == 1 else None


def _grown_together(text: str) -> tuple[str, str | None]:
    """父亲赵大 and 赵大父亲 without anything between."""
    for word in _LONG_RELATIONS:
        rest = text.removeprefix(word)
        rest = rest if rest != text else text.removesuffix(word)
        if rest != text and len(rest) >= _SHORTEST:
            return rest, _RELATIONS[word]
    return text, None


def settled(name: Name, relation: object, phone: object) -> tuple[object, object, str]:
    """Relation and telephone of a guardian, and what is to be said where two cells differ.

    A column of their own goes before what stands beside the name.
    """
    if not isinstance(name, GuardianName):
        return relation, phone, ""
    differing = []
    told = _RELATIONS.get(relation, relation) if isinstance(relation, str) else None
    if name.relation and told and told != name.relation:
        differing.append("关系")
    if name.phone and isinstance(phone, str) and name.phone not in phone:
        differing.append("电话")
    what = "、".join(differing)
    message = f"姓名一格里的{what}和{what}一栏不同；已按{what}一栏读入，请核对" if what else ""
    return relation or name.relation, phone or name.phone, message

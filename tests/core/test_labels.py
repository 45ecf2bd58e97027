"""Every stored value has a Chinese word, and no two members share one."""

import importlib
import pkgutil
import re

import pytest

from desktop import core
from desktop.core.labels import EnrolmentKind, IdKind, Labelled, Sex


def _kinds() -> list[type[Labelled]]:
    for module in pkgutil.iter_modules(core.__path__):
        importlib.import_module(f"desktop.core.{module.name}")
    return [
        kind for kind in Labelled.__subclasses__() if kind.__module__.startswith("desktop.core.")
    ]


@pytest.mark.parametrize("kind", _kinds(), ids=lambda kind: kind.__name__)
def test_every_member_has_its_own_chinese_label(kind: type[Labelled]) -> None:
    labels = [member.label for member in kind]
    assert len(set(labels)) == len(labels)
    assert all(re.search("[\u4e00-\u9fff]", label) for label in labels)
    assert all(str(member) == member.value for member in kind)


@pytest.mark.parametrize(
    "kind", [kind for kind in _kinds() if kind.__name__.endswith("Flaw")], ids=lambda k: k.__name__
)
def test_every_flaw_says_what_to_do(kind: type[Labelled]) -> None:
    assert all(re.search("[；，].*(请|可以|没有就留空)", flaw.label) for flaw in kind)


def test_member_is_found_by_its_word() -> None:
    assert Sex.by_label("女") is Sex.FEMALE
    assert Sex.by_label("female") is Sex.FEMALE
    assert Sex.by_label("不详") is None
    assert IdKind("passport") is IdKind.PASSPORT


def test_events_that_make_a_pupil_present() -> None:
    assert {kind for kind in EnrolmentKind if kind.present} == {
        EnrolmentKind.ENROLLED,
        EnrolmentKind.TRANSFER_IN,
        EnrolmentKind.MOVED,
        EnrolmentKind.RESUMED,
    }

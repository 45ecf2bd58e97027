from __future__ import annotations

from desktop.core.labels import HouseholdCategory
from desktop.core.lists import Likeness, ListSource, ListTopic


def test_every_category_has_a_list_of_its_own() -> None:
    assert {topic.category for topic in ListTopic} == {None, *HouseholdCategory}
    assert {t for t in ListTopic if t.category is None} == {ListTopic.MIXED, ListTopic.SCHOOL_AGE}


def test_usual_office_of_a_list() -> None:
    assert ListTopic.LOW_INCOME.source is ListSource.CIVIL
    assert ListTopic.SCHOOL_AGE.source is ListSource.POLICE
    assert ListTopic.MARTYR.source is ListSource.OTHER


def test_lines_of_a_mixed_list_speak_for_themselves() -> None:
    assert [topic for topic in ListTopic if topic.several] == [ListTopic.MIXED]


def test_doubtful_likeness_is_never_sure() -> None:
    sure = {likeness for likeness in Likeness if likeness.sure}
    assert sure == {Likeness.NUMBER, Likeness.NAME_BIRTH, Likeness.DECIDED}

"""Two lists held against each other: what is sure, what is only probable, and that all are told."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.errors import SchoolError
from desktop.core.labels import Sex
from desktop.core.lists import Likeness, Verdict
from desktop.core.names import name_key
from desktop.core.pinyin import pinyin
from desktop.core.progress import Progress
from desktop.services.comparison import sets
from desktop.services.comparison.comparing import Comparison, compare, with_verdict
from desktop.services.comparison.people import Side, Someone
from desktop.services.comparison.sets import nearness
from desktop.services.comparison.verdicts import decide
from desktop.services.verification import check_all
from tests.services.rosters import ID_A, ID_B

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop.services.session import Session

BIRTH = date(2016, 3, 7)


def someone(name: str = "张小红", **values: Any) -> Someone:  # noqa: ANN401 - fields
    blank: dict[str, Any] = {"number": None, "sex": None, "birth": None}
    return Someone(name, name_key(name), pinyin(name), **(blank | values))


def side(*people: Someone, title: str = "左") -> Side:
    return Side.of(title, people)


def held(session: Session, left: Sequence[Someone], right: Sequence[Someone]) -> Comparison:
    return compare(session, side(*left), side(*right, title="右"))


def reasons(found: Comparison) -> list[tuple[str, str, Likeness]]:
    return [(p.left.name, p.right.name, p.likeness) for p in found.probable]


def test_number_and_name_are_sure(session: Session) -> None:
    left = [someone(number=ID_A), someone("李小军", number=ID_B), someone("王小兰")]
    right = [someone("买买提"), someone(number=ID_A)]
    found = held(session, left, right)
    assert [(p.left.name, p.likeness) for p in found.both] == [("张小红", Likeness.NUMBER)]
    assert [p.name for p in found.only_left] == ["李小军", "王小兰"]
    assert [p.name for p in found.only_right] == ["买买提"]
    assert found.probable == ()


def test_dots_and_blanks_in_a_name_make_no_difference(session: Session) -> None:
    found = held(
        session, [someone("买买提·艾力", number=ID_A)], [someone("买买提艾力", number=ID_A)]
    )
    assert len(found.both) == 1


def test_name_and_birth_are_sure_only_where_a_number_is_missing_and_they_are_alone(
    session: Session,
) -> None:
    numbered, bare = someone(number=ID_A, birth=BIRTH), someone(birth=BIRTH)
    assert [p.likeness for p in held(session, [numbered], [bare]).both] == [Likeness.NAME_BIRTH]
    other = someone(number=ID_B, birth=BIRTH)
    assert reasons(held(session, [numbered], [other])) == [
        ("张小红", "张小红", Likeness.SAME_SOUND)
    ]
    twins = held(session, [numbered, other], [bare])
    assert (twins.both, len(twins.probable), twins.left_in_doubt, twins.right_in_doubt) == (
        (),
        2,
        2,
        1,
    )


def test_boy_and_girl_of_one_name_and_birth_are_only_probable(session: Session) -> None:
    found = held(
        session,
        [someone(birth=BIRTH, sex=Sex.MALE)],
        [someone(birth=BIRTH, sex=Sex.FEMALE, number=ID_A)],
    )
    assert [p.likeness for p in found.probable] == [Likeness.SAME_SOUND]


def changed(number: str, place: int, digit: str) -> str:
    return number[:place] + digit + number[place + 1 :]


def swapped(number: str, place: int) -> str:
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


@pytest.mark.parametrize("place", range(18))
def test_one_wrong_digit_wherever_it_stands_is_probable(session: Session, place: int) -> None:
    wrong = changed(ID_B, place, "5" if ID_B[place] != "5" else "4")
    found = held(session, [someone(number=ID_B)], [someone(number=wrong)])
    assert reasons(found) == [("张小红", "张小红", Likeness.ONE_DIGIT)]
    assert found.both == ()


@pytest.mark.parametrize("place", range(17))
def test_two_swapped_digits_wherever_they_stand_are_probable(session: Session, place: int) -> None:
    number = "362925201634170896"
    wrong = swapped(number, place)
    assert wrong != number
    found = held(session, [someone(number=number)], [someone("张晓虹", number=wrong)])
    assert reasons(found) == [("张小红", "张晓虹", Likeness.TWO_SWAPPED)]


@pytest.mark.parametrize("other", ["110101201603070044", "11010120160307"])
def test_number_that_is_farther_away_is_somebody_elses(session: Session, other: str) -> None:
    found = held(session, [someone(number=ID_A)], [someone(number=other)])
    assert (len(found.only_left), len(found.only_right)) == (1, 1)


def test_near_number_of_another_name_is_nobody(session: Session) -> None:
    wrong = changed(ID_B, 16, "5")
    found = held(session, [someone(number=ID_B)], [someone("李小军", number=wrong)])
    assert found.probable == ()


@pytest.mark.parametrize(
    ("left", "right", "likeness"),
    [
        (someone(number=ID_A), someone("李小军", number=ID_A), Likeness.OTHER_NAME),
        (
            someone(birth=BIRTH),
            someone("张晓虹", birth=BIRTH),
            Likeness.SAME_SOUND,
        ),
        (
            someone(birth=date(2016, 3, 7)),
            someone(birth=date(2016, 7, 3)),
            Likeness.DAY_MONTH,
        ),
        (
            someone(guardians=("张大山", "李秀英")),
            someone(guardians=("李秀英",), birth=BIRTH),
            Likeness.SAME_GUARDIAN,
        ),
        (someone(villages=("上湾",)), someone(villages=("下湾", "上湾")), Likeness.SAME_VILLAGE),
        (
            someone(villages=("上湾",), birth=date(2016, 1, 1)),
            someone(villages=("上湾",), birth=date(2016, 5, 20)),
            Likeness.SAME_VILLAGE,
        ),
    ],
    ids=lambda value: value.value if isinstance(value, Likeness) else "",
)
def test_what_is_alike_is_probable_with_its_reason(
    session: Session, left: Someone, right: Someone, likeness: Likeness
) -> None:
    for one, other in ((left, right), (right, left)):
        found = held(session, [one], [other])
        assert reasons(found) == [(one.name, other.name, likeness)]
        assert (found.both, found.only_left, found.only_right) == ((), (), ())


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (someone(), someone()),
        (someone(birth=BIRTH), someone("李小军", birth=BIRTH)),
        (someone(birth=date(2016, 3, 13)), someone(birth=date(2016, 12, 3))),
        (
            someone(villages=("上湾",), birth=date(2012, 1, 1)),
            someone(villages=("上湾",), birth=date(2016, 1, 1)),
        ),
        (someone(guardians=("张大山",)), someone("李小军", guardians=("张大山",))),
    ],
    ids=["name alone", "birth alone", "no such month", "village, other years", "brothers"],
)
def test_what_is_too_little_alike_is_nobody(
    session: Session, left: Someone, right: Someone
) -> None:
    found = held(session, [left], [right])
    assert (len(found.only_left), len(found.only_right), found.probable) == (1, 1, ())


def test_line_that_stands_twice_is_counted_once_and_told() -> None:
    found = side(
        someone(number=ID_A, guardians=("张大山",)),
        someone(number=ID_A, guardians=("李秀英",)),
        someone(),
        someone(),
        someone(birth=BIRTH),
    )
    assert (len(found.people), found.repeated) == (3, 2)
    assert found.people[0].guardians == ("张大山", "李秀英")


def test_verdict_is_remembered_on_either_side_until_a_record_changes(session: Session) -> None:
    wrong = changed(ID_B, 16, "5")
    left, right = someone(number=ID_B), someone(number=wrong)
    decide(session, {(left, right): Verdict.SAME})
    assert [p.likeness for p in held(session, [left], [right]).both] == [Likeness.DECIDED]
    assert [p.likeness for p in held(session, [right], [left]).both] == [Likeness.DECIDED]
    moved = someone(number=changed(wrong, 16, "6"))
    assert reasons(held(session, [left], [moved])) == [("张小红", "张小红", Likeness.ONE_DIGIT)]
    decide(session, {(right, left): Verdict.DIFFERENT})
    again = held(session, [left], [right])
    assert (again.both, again.probable, len(again.only_left)) == ((), (), 1)
    decide(session, {(left, right): None})
    assert len(held(session, [left], [right]).probable) == 1
    assert check_all(session, Progress()).whole


def test_pair_that_was_denied_is_not_sure_by_name_and_birth(session: Session) -> None:
    left, right = someone(birth=BIRTH), someone(birth=BIRTH, number=ID_A)
    decide(session, {(left, right): Verdict.DIFFERENT})
    found = held(session, [left], [right])
    assert (found.both, found.probable) == ((), ())


def test_confirmed_pair_takes_its_people_out_of_other_pairs(session: Session) -> None:
    one, two = someone(number=ID_A, birth=BIRTH), someone("张晓红", number=ID_B, birth=BIRTH)
    right = someone("张小虹", birth=BIRTH)
    assert len(held(session, [one, two], [right]).probable) == 2
    decide(session, {(one, right): Verdict.SAME, (two, right): Verdict.SAME})
    found = held(session, [one, two], [right])
    assert (len(found.both), found.probable, found.only_left) == (1, (), (two,))


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("at", range(4))
def test_verdict_gives_what_comparing_again_would(
    session: Session, verdict: Verdict, at: int
) -> None:
    left = side(
        someone(number=ID_A, birth=BIRTH),
        someone("张晓红", number=ID_B, birth=BIRTH),
        someone("李小军"),
    )
    right = side(someone("张小虹", birth=BIRTH), someone("章小红", birth=BIRTH), title="右")
    found = compare(session, left, right)
    assert len(found.probable) == 4
    pair = found.probable[at]
    decide(session, {(pair.left, pair.right): verdict})
    again = compare(session, left, right)
    assert sets_of(with_verdict(found, pair, verdict)) == sets_of(again)


def sets_of(found: Comparison) -> tuple[object, ...]:
    return (
        {(p.left, p.right, p.likeness) for p in found.both},
        {(p.left, p.right, p.likeness) for p in found.probable},
        found.only_left,
        found.only_right,
        found.left_in_doubt,
        found.right_in_doubt,
    )


def test_too_many_that_are_alike_are_refused(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sets, "MOST_PAIRS", 8)
    crowd = [someone(birth=BIRTH, villages=(str(n),)) for n in range(4)]
    with pytest.raises(SchoolError, match="逐一核对"):
        held(session, crowd, crowd)
    monkeypatch.setattr(sets, "MOST_PAIRS", 200_000)
    monkeypatch.setattr(sets, "_MOST_LOOKED_AT", 3)
    numbered = [someone(number=f"3629252016341708{n:02}") for n in range(4)]
    others = [someone(number=f"3629252016341708{n:02}") for n in range(50, 54)]
    with pytest.raises(SchoolError, match="逐一核对"):
        held(session, numbered, others)


# What the sets must say, person by person.

GRID = st.builds(
    someone,
    st.sampled_from(["张小红", "张晓红", "李小军", "买买提·艾力", "买买提艾力"]),
    number=st.none()
    | st.sampled_from(
        [ID_A, ID_B, changed(ID_B, 16, "5"), swapped(ID_B, 13), changed(ID_B, 0, "2"), "11010"]
    ),
    sex=st.none() | st.sampled_from(Sex),
    birth=st.none() | st.sampled_from([date(2016, 3, 7), date(2016, 7, 3), date(2015, 3, 7)]),
    guardians=st.sampled_from([(), ("张大山",), ("李秀英", "张大山")]),
    villages=st.sampled_from([(), ("上湾",), ("下湾", "上湾")]),
)


def slow_reasons(left: Someone, right: Someone) -> Iterator[Likeness]:
    """Why two people may be one, the most telling first."""
    numbers = left.number or "", right.number or ""
    births = left.birth, right.birth
    sounds_alike = left.sound == right.sound
    if left.number and left.number == right.number:
        yield Likeness.OTHER_NAME
    elif sounds_alike and len(numbers[0]) == len(numbers[1]) == 18 and (near := nearness(*numbers)):
        yield near
    if left.birth and left.birth == right.birth and sounds_alike:
        yield Likeness.SAME_SOUND
    if left.name_key == right.name_key:
        parts = [day and (day.year, *sorted((day.month, day.day))) for day in births]
        if None not in parts and parts[0] == parts[1]:
            yield Likeness.DAY_MONTH
        if set(left.guardians) & set(right.guardians):
            yield Likeness.SAME_GUARDIAN
        years = {day.year for day in births if day}
        if set(left.villages) & set(right.villages) and len(years) < 2:
            yield Likeness.SAME_VILLAGE


def slow(left: Sequence[Someone], right: Sequence[Someone]) -> tuple[Any, ...]:
    """Every pair looked at."""
    both = [
        (a, b, Likeness.NUMBER)
        for a, b in product(left, right)
        if a.number and (a.number, a.name_key) == (b.number, b.name_key)
    ]
    left = [a for a in left if a not in [pair[0] for pair in both]]
    right = [b for b in right if b not in [pair[1] for pair in both]]
    names = [Counter((p.name_key, p.birth) for p in people) for people in (left, right)]
    alone = [
        (a, b, Likeness.NAME_BIRTH)
        for a, b in product(left, right)
        if a.birth
        and (key := (a.name_key, a.birth)) == (b.name_key, b.birth)
        and (names[0][key], names[1][key]) == (1, 1)
        and not (a.number and b.number)
        and (a.sex is None or b.sex is None or a.sex is b.sex)
    ]
    left = [a for a in left if a not in [pair[0] for pair in alone]]
    right = [b for b in right if b not in [pair[1] for pair in alone]]
    alike = [
        (a, b, why) for a, b in product(left, right) if (why := next(slow_reasons(a, b), None))
    ]
    return (
        {*both, *alone},
        set(alike),
        {a for a in left if a not in [pair[0] for pair in alike]},
        {b for b in right if b not in [pair[1] for pair in alike]},
    )


@settings(
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(GRID, max_size=7), st.lists(GRID, max_size=7))
def test_sets_say_what_looking_at_every_pair_says(
    plain_session: Session, left: list[Someone], right: list[Someone]
) -> None:
    one, other = side(*left), side(*right, title="右")
    found = compare(plain_session, one, other)
    assert (
        {(p.left, p.right, p.likeness) for p in found.both},
        {(p.left, p.right, p.likeness) for p in found.probable},
        set(found.only_left),
        set(found.only_right),
    ) == slow(one.people, other.people)
    told = len(found.both) + found.left_in_doubt + len(found.only_left)
    assert told + one.repeated == len(left)

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.core.attachments import RecordKind
from desktop.core.errors import Confirmable, NotFoundError, SchoolError
from desktop.core.labels import EnrolmentKind, Role
from desktop.core.terms import Month
from desktop.database.seals import reopen
from desktop.models import AttachedFile, Notice, TransferCase
from desktop.services.attachments import Record, add
from desktop.services.events import NewEvent, record
from desktop.services.life.corrections import Correction, correct, corrections_of, look
from desktop.services.month_checks import checks
from desktop.services.reveals import PrivateField, reveal_of_pupil
from desktop.services.today.items import Urgency
from desktop.services.today.waiting import today
from tests.builders import blank
from tests.services.life.schools import (
    SEPTEMBER_1,
    at,
    class_ids,
    close,
    eat,
    events_of,
    everything,
    fill,
    miss,
    standing,
)
from tests.services.rosters import as_role

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from desktop.database.work import Work
    from desktop.services.session import Session

Kind = EnrolmentKind
SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
DAY = date(2026, 10, 12)


@pytest.fixture
def child(session: Session) -> UUID:
    """张小红 in 三年级1班; 李明 in 三年级2班."""
    return fill(session, {"张小红": (3, 1), "李明": (3, 2)})["张小红"]


def left(session: Session, child: UUID, kind: Kind = Kind.TRANSFER_OUT, day: date = DAY) -> UUID:
    """Let the child leave; the event."""
    record(session, [NewEvent(child, kind, day, "随父母")])
    key: UUID = events_of(session, child)[-1].id
    return key


def test_correction_keeps_the_old_value_the_reason_and_who(session: Session, child: UUID) -> None:
    event = left(session, child)
    right = Correction(event, "日期抄错", Kind.LEFT, date(2026, 10, 15), note="随父母")
    changes = correct(session, right)
    assert "people" in changes.books
    row = events_of(session, child)[-1]
    assert (row.kind, row.day, row.note) == (Kind.LEFT, date(2026, 10, 15), "随父母")
    assert standing(session, child)[0] is Kind.LEFT
    (line,) = corrections_of(session, child)
    assert (line.old.kind, line.old.day, line.reason) == (Kind.TRANSFER_OUT, DAY, "日期抄错")
    assert line.new is not None
    assert (line.new.kind, line.user_name) == (Kind.LEFT, session.user_name)
    assert line.sentence == "2026年10月12日转出更正为2026年10月15日离校：日期抄错"


def test_looking_writes_nothing_and_tells_rolls_by_month(session: Session, child: UUID) -> None:
    event = left(session, child)
    before = everything(session)
    found = look(session, Correction(event, "", Kind.TRANSFER_OUT, date(2026, 9, 14)))
    assert everything(session) == before
    september, october = found.rolls
    assert (september.before, september.after) == ("三年级1班", "不在册")
    assert september.days_after == 9 < september.days_before
    assert (october.before, october.after, october.days_after) == ("不在册", "不在册", 0)
    assert october.days_before > 0
    assert found.closed == ()
    assert "三年级1班 → 不在册" in september.sentence
    assert found.sentences == tuple(roll.sentence for roll in found.rolls)


def test_same_values_move_nothing(session: Session, child: UUID) -> None:
    event = left(session, child)
    assert look(session, Correction(event, "", Kind.TRANSFER_OUT, DAY)).sentences == ()


def test_meals_and_issued_notices_that_would_disagree_are_named(
    session: Session, child: UUID
) -> None:
    eat(session, child, SEPTEMBER, 21)

    def hang(work: Work) -> None:
        notice = blank(
            Notice,
            id=work.new_ids(1)[0],
            number="2026-1",
            kind="meals",
            month=SEPTEMBER,
            issued_on=DAY,
            issued_by="王老师",
            last_day=DAY,
            snapshot="{}",
            digest="",
        )
        work.insert(Notice, [notice])

    session.store.write(session.unit_id, session.actor, "notice", hang)
    event = left(session, child)
    found = look(session, Correction(event, "", Kind.TRANSFER_OUT, date(2026, 9, 14)))
    assert found.figures == ("2026年9月已登记就餐 21 天，更正后在校只有 9 天。",)
    assert found.notices == ("已出的2026年9月学生午餐实名公示（2026-1）按更正前的名册。",)


def test_meals_in_a_class_that_the_pupil_was_never_in_are_named(
    session: Session, child: UUID
) -> None:
    eat(session, child, SEPTEMBER, 20)
    first = events_of(session, child)[0]
    other = class_ids(session, DAY)["三年级2班"]
    found = look(session, Correction(first.id, "", Kind.ENROLLED, SEPTEMBER_1, other))
    assert found.figures == ("2026年9月已登记就餐 20 天，记在更正前的班级。",)
    assert found.rolls[0].sentence.startswith("2026年9月：三年级1班 → 三年级2班，在校 ")


def test_absence_on_a_roll_of_days_that_change_is_named(session: Session, child: UUID) -> None:
    miss(session, child, date(2026, 9, 16))
    miss(session, child, date(2026, 9, 8))
    event = left(session, child)
    found = look(session, Correction(event, "", Kind.TRANSFER_OUT, date(2026, 9, 14)))
    assert found.figures == ("考勤里有 1 天的缺勤记在更正前的班级，请核对。",)


def test_month_whose_opening_is_over_counts_as_closed(session: Session, child: UUID) -> None:
    close(session, SEPTEMBER)
    today_is = session.store.clock.today()

    def body(work: Work) -> None:
        reopen(work, SEPTEMBER, "漏登一人", today_is)

    session.store.write(session.unit_id, session.actor, "reopen", body)
    right = Correction(left(session, child), "抄错", Kind.TRANSFER_OUT, date(2026, 9, 14))
    assert look(session, right).closed == ()
    at(session, today_is + timedelta(days=1))
    assert look(session, right).closed == (SEPTEMBER,)


def test_closed_month_is_asked_about_noted_and_left_as_it_is(session: Session, child: UUID) -> None:
    eat(session, child, SEPTEMBER, 20)
    close(session, SEPTEMBER)
    meals_before = everything(session)["meal_months"]
    right = Correction(left(session, child), "抄错", Kind.TRANSFER_OUT, date(2026, 9, 14))
    before = everything(session)
    with pytest.raises(Confirmable, match="已结账的2026年9月") as asked:
        correct(session, right)
    assert everything(session) == before
    correct(session, right, frozenset({asked.value.key}))
    assert everything(session)["meal_months"] == meals_before
    (line,) = corrections_of(session, child)
    assert line.closed == (SEPTEMBER,)
    assert look(session, Correction(right.event_id, "", Kind.TRANSFER_OUT, DAY)).rolls[0].closed
    assert any(doubt for doubt in checks(session, SEPTEMBER).doubts)
    told = {item.rule: item for item in today(session, OCTOBER).items}["event.closed_month"]
    assert told.sentence.startswith("张小红的学籍更正涉及已结账的月份")
    assert (told.urgency, told.record) == (Urgency.INFORMATION, child)
    at(session, date(2027, 1, 15))
    assert "event.closed_month" not in {item.rule for item in today(session, OCTOBER).items}


def test_cancelled_event_leaves_no_trace_but_its_entry(session: Session, child: UUID) -> None:
    before = everything(session)
    event = left(session, child)
    correct(session, Correction(event, "登记错了人"))
    assert everything(session) == before
    (line,) = corrections_of(session, child)
    assert line.new is None
    assert line.sentence == "取消了2026年10月12日转出：登记错了人"
    assert corrections_of(session, fill(session, {})["李明"]) == ()


def test_files_and_the_case_of_a_cancelled_event_go_with_it(
    session: Session, child: UUID, tmp_path: Path
) -> None:
    record(session, [NewEvent(child, Kind.TRANSFER_OUT, DAY, school="外县小学")])
    event = events_of(session, child)[-1].id
    proof = tmp_path / "proof.pdf"
    proof.write_bytes(b"%PDF-1.4\n%%EOF\n")
    add(session, Record(RecordKind.ENROLMENT_EVENT, event), proof)
    correct(session, Correction(event, "登记错了人"))
    with session.store.read() as connection:
        assert connection.execute(select(AttachedFile.id)).all() == []
        assert connection.execute(select(TransferCase.id)).all() == []


def test_class_that_later_events_only_keep_follows(session: Session, child: UUID) -> None:
    left(session, child, Kind.SUSPENDED, date(2026, 9, 14))
    record(session, [NewEvent(child, Kind.RESUMED, date(2026, 9, 28))])
    other = class_ids(session, DAY)["三年级2班"]
    first = events_of(session, child)[0]
    correct(session, Correction(first.id, "分错班", Kind.ENROLLED, SEPTEMBER_1, other))
    assert {row.class_id for row in events_of(session, child)} == {other}
    assert standing(session, child) == (Kind.RESUMED, other)


REFUSED = {
    "reason": ("", Kind.LEFT, DAY, "请写明更正的原因"),
    "long": ("抄" * 201, Kind.LEFT, DAY, "200个字以内"),
    "future": ("抄错", Kind.LEFT, date(2026, 11, 1), "还没有到"),
    "before": ("抄错", Kind.LEFT, date(2026, 8, 31), "之前没有入学"),
    "here": ("抄错", Kind.RESUMED, DAY, "学生在校，不能再有"),
}


@pytest.mark.parametrize(("reason", "kind", "day", "words"), REFUSED.values(), ids=REFUSED)
def test_correction_that_does_not_fit_is_refused(  # noqa: PLR0917 - the parts of a case
    session: Session, child: UUID, reason: str, kind: Kind, day: date, words: str
) -> None:
    event = left(session, child)
    before = everything(session)
    with pytest.raises(SchoolError, match=words):
        correct(session, Correction(event, reason, kind, day))
    assert everything(session) == before


def test_story_that_would_contradict_itself_is_refused(session: Session, child: UUID) -> None:
    event = left(session, child, Kind.SUSPENDED, date(2026, 9, 14))
    record(session, [NewEvent(child, Kind.RESUMED, date(2026, 9, 28))])
    with pytest.raises(SchoolError, match="学生在校，不能再有"):
        correct(session, Correction(event, "没有休学"))
    first, _, back = events_of(session, child)
    with pytest.raises(SchoolError, match="不在校，不能再有"):
        correct(session, Correction(back.id, "抄错", Kind.LEFT, back.day))
    with pytest.raises(SchoolError, match="不能再有"):
        correct(session, Correction(event, "抄错", Kind.DIED, date(2026, 9, 14)))
    with pytest.raises(SchoolError, match="之前没有入学"):
        correct(session, Correction(first.id, "抄错"))


def test_only_event_of_a_pupil_cannot_be_cancelled(session: Session, child: UUID) -> None:
    with pytest.raises(SchoolError, match="唯一的一条"):
        correct(session, Correction(events_of(session, child)[0].id, "抄错"))


def test_event_that_is_gone_and_a_role_that_may_not_are_refused(
    session: Session, child: UUID
) -> None:
    event = left(session, child)
    with pytest.raises(SchoolError, match="不能做"):
        correct(as_role(session, Role.AUDITOR), Correction(event, "抄错"))
    correct(session, Correction(event, "抄错"))
    with pytest.raises(NotFoundError, match="已经不在了"):
        look(session, Correction(event, "抄错"))


def test_looks_at_private_values_are_no_corrections(session: Session, child: UUID) -> None:
    reveal_of_pupil(session, child, PrivateField.PHONE)
    assert corrections_of(session, child) == ()


steps = st.lists(
    st.tuples(
        st.sampled_from(["enter", "correct", "cancel", "class"]),
        st.integers(0, 6),
        st.sampled_from([kind for kind in Kind if kind is not Kind.MOVED]),
        st.integers(0, 50),
    ),
    max_size=12,
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps)
def test_whatever_is_entered_and_corrected_the_row_says_what_the_events_say(
    plain_session: Session, taken: list[tuple[str, int, Kind, int]]
) -> None:
    session = plain_session
    name = "孩" + "".join(chr(0x4E00 + int(c, 16)) for c in session.store.ids.new_id().hex[-12:])
    student_id = fill(session, {name: (3, 1), "李明": (3, 2)})[name]
    other = class_ids(session, DAY)["三年级2班"]
    told = [(e.day, e.id, e.kind, e.class_id) for e in events_of(session, student_id)]
    for what, place, kind, offset in taken:
        day = SEPTEMBER_1 + timedelta(days=offset)
        before = events_of(session, student_id)
        chosen = before[place % len(before)]
        try:
            if what == "enter":
                record(session, [NewEvent(student_id, kind, day)])
            elif what == "cancel":
                correct(session, Correction(chosen.id, "抄错"))
            else:
                class_id = other if what == "class" else None
                correct(session, Correction(chosen.id, "抄错", kind, day, class_id))
        except SchoolError:
            assert events_of(session, student_id) == before
            continue
        told = slow(told, before, events_of(session, student_id), (what, chosen.id, kind, day))
        assert [t[:3] for t in told] == [
            (e.day, e.id, e.kind) for e in events_of(session, student_id)
        ]
        last = events_of(session, student_id)[-1]
        assert standing(session, student_id) == (last.kind, last.class_id)
        here = False
        for event in events_of(session, student_id):
            arrives = event.kind in (Kind.ENROLLED, Kind.TRANSFER_IN, Kind.RESUMED)
            assert arrives != here
            here = event.kind.present


def slow(
    told: list[tuple[date, UUID, Kind, UUID | None]],
    before: list[object],
    after: list[object],
    step: tuple[str, UUID, Kind, date],
) -> list[tuple[date, UUID, Kind, UUID | None]]:
    """The story as one would write it by hand after a step that was taken."""
    what, chosen, kind, day = step
    if what == "enter":
        (fresh,) = {e.id for e in after} - {e.id for e in before}  # type: ignore[attr-defined]
        found = [*told, (day, fresh, kind, None)]
    elif what == "cancel":
        found = [t for t in told if t[1] != chosen]
    else:
        found = [(day, t[1], kind, t[3]) if t[1] == chosen else t for t in told]
    return sorted(found, key=lambda t: (t[0], t[1]))

"""The desks of the invented county, and what a colleague has done there."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from desktop.app.opening import entered
from desktop.core.clock import FixedClock
from desktop.core.ids import IdSource
from desktop.core.pupil_fields import PupilField
from desktop.demo.places import TODAY
from desktop.services.books import Login, Tools, open_books
from desktop.services.people import PupilQuery, pupils
from desktop.services.pupils.proposals import propose
from desktop.services.pupils.proposed import Proposal, Wish
from desktop.services.pupils.subjects import Subject
from desktop.services.pupils.verified import MarkChange, change_marks

if TYPE_CHECKING:
    from camera import Studio

    from desktop.services.session import Session

NOW: Final = FixedClock.at(TODAY.year, TODAY.month, TODAY.day)
CLERK: Final = "中心小学会计"
SEEDS: Final = count(7)
PUPIL: Final = 3
"""The place in the list of a pupil with whom something is going on."""


def demo_books(studio: Studio, user: str, unit: str) -> Session:
    """Open the invented data; each time with keys of its own, always the same."""
    tools = Tools(NOW, IdSource(next(SEEDS), NOW))
    return open_books(studio.scratch / "demo", Login(user, None, unit), tools)


def sit_down(studio: Studio, user: str, unit: str) -> None:
    """Sit down at a desk of the invented county."""
    studio.program._on_entered(entered(demo_books(studio, user, unit)))
    studio.settle()


def work_of_colleague(session: Session) -> None:
    """Two fields held against the paper, and another telephone that waits for a second person."""
    pupil = pupils(session, PupilQuery(limit=PUPIL + 1)).lines[PUPIL]
    seen = frozenset({(PupilField.NAME, 0), (PupilField.ID_NUMBER, 0)})
    change_marks(session, Subject.pupil(pupil.student_id), MarkChange(seen))
    wish = Wish(PupilField.GUARDIAN_PHONE, 1, "13000009527")
    proposal = Proposal(Subject.pupil(pupil.student_id), (wish,), "家长换了号码，看过他的身份证")
    propose(session, proposal)

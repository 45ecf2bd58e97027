"""The sheets of its schools that a bureau takes in beside their rosters of pupils."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from desktop.rosters.attendance import ATTENDANCE, PUPIL_ABSENCES
from desktop.rosters.classes import CLASSES
from desktop.rosters.guardians import GUARDIANS
from desktop.rosters.office_lists import HOUSEHOLDS, SCHOOL_AGE
from desktop.views.importing.roster import save_template
from desktop.views.importing.taking import Purpose

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.views.tabbed import TabPanel

_TAKEN: Final = (GUARDIANS, CLASSES, ATTENDANCE, PUPIL_ABSENCES, HOUSEHOLDS, SCHOOL_AGE)
_BLANK: Final = (GUARDIANS, CLASSES, HOUSEHOLDS)


def county_sheets(panel: TabPanel) -> Sequence[tuple[str, Callable[[], object]]]:
    """What stands in the menu 更多 of a bureau's list: sheets in, and empty ones to fill in."""
    if not panel.may_write:
        return ()
    taking = [
        (f"导入各校{Purpose(kind).title}", partial(panel.importing.emit, kind.name))
        for kind in _TAKEN
    ]
    blank = [
        (f"下载空白表：{kind.title}", partial(save_template, panel.desk, panel, Purpose(kind)))
        for kind in _BLANK
    ]
    return (*taking, *blank)

"""Write the sample workbooks of the demo county: the shapes and slips that school sheets have.

`python -m tools.make_samples [FOLDER]` writes them to resources/samples, or to FOLDER. The same
bytes come out every time.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.core.resources import SAMPLES
from desktop.demo.places import JUNIOR, KINDERGARTEN, POINT, PRIMARY
from desktop.demo.samples import ALL, CHARGES, FOLDERS, MEAL_DAYS, OCTOBER, SEPTEMBER, STUDENTS
from tools.sample_charges import board, plain_board
from tools.sample_meals import old_month, plain_month, printed_month, side_by_side_month
from tools.sample_rosters import grade_rosters, kindergarten_rosters, point_roster, primary_roster
from tools.sheets import Grid, write_csv, write_xls, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.demo.samples import Sample

_MAKERS: Final[dict[tuple[object, ...], Callable[[], Sequence[Grid]]]] = {
    (PRIMARY, STUDENTS, None): primary_roster,
    (PRIMARY, MEAL_DAYS, SEPTEMBER): lambda: old_month(PRIMARY, SEPTEMBER),
    (PRIMARY, MEAL_DAYS, OCTOBER): lambda: printed_month(PRIMARY, OCTOBER),
    (PRIMARY, CHARGES, None): lambda: board(PRIMARY),
    (JUNIOR, STUDENTS, None): grade_rosters,
    (JUNIOR, MEAL_DAYS, OCTOBER): lambda: side_by_side_month(JUNIOR, OCTOBER),
    (JUNIOR, CHARGES, None): lambda: plain_board(JUNIOR),
    (POINT, STUDENTS, None): point_roster,
    (POINT, MEAL_DAYS, OCTOBER): lambda: plain_month(POINT, OCTOBER),
    (POINT, CHARGES, None): lambda: plain_board(POINT),
    (KINDERGARTEN, STUDENTS, None): kindergarten_rosters,
    (KINDERGARTEN, CHARGES, None): lambda: board(KINDERGARTEN),
}


def grids_of(sample: Sample) -> Sequence[Grid]:
    """The sheets of a sample."""
    return _MAKERS[sample.unit, sample.kind, sample.month]()


def make(folder: Path) -> list[Path]:
    """Write all samples below `folder`; returns their paths in the order of the list."""
    written = []
    for sample in ALL:
        path = folder / FOLDERS[sample.unit] / sample.name
        path.parent.mkdir(parents=True, exist_ok=True)
        grids = grids_of(sample)
        if path.suffix == ".csv":
            write_csv(path, grids[0])
        elif path.suffix == ".xlsx":
            write_xlsx(path, grids)
        else:
            write_xls(path, grids)
        written.append(path)
    return written


if __name__ == "__main__":
    for made in make(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES):
        sys.stdout.write(f"{made}\n")

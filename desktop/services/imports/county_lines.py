"""Lines of a bureau's import over all its files: in doubt, decided, come by transfer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.services.imports.lines import placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.services.imports.county import CountyPreview, LineKey, ShareSeen
    from desktop.services.imports.plan import Difference


@dataclass(frozen=True, slots=True)
class CountyLine:
    """A line of a file, and the school whose it is."""

    of: ShareSeen
    line: Difference
    says: str = ""
    """What a person has said of it; empty: nothing."""
    parked: bool = True
    """Whether it is in doubt, whatever was said."""

    @property
    def school(self) -> str:
        """The school's name."""
        return self.of.share.unit.name

    @property
    def file(self) -> str:
        """The file's name."""
        return self.of.share.path.name

    @property
    def sheet(self) -> str:
        """The sheet on which the line stands."""
        return self.line.sheet or self.of.share.roster.sheet

    @property
    def key(self) -> LineKey:
        """By which a person decides of the line."""
        return self.of.share.path, self.of.share.roster.sheet, self.line.decided_by


def doubts(seen: CountyPreview) -> tuple[CountyLine, ...]:
    """The rows in doubt, and those that a person has decided, as they stand in the files."""
    found = (line for one in seen.schools for line in _doubts(one))
    return tuple(sorted(found, key=_place))


def comings(seen: CountyPreview) -> tuple[CountyLine, ...]:
    """The new pupils who will be on record as come by transfer."""
    return tuple(line for one in seen.schools for line in _lines(one, one.seen.plan.found.coming))


def _doubts(one: ShareSeen) -> Iterator[CountyLine]:
    said, found = one.seen.decisions.rows, one.seen.plan.found
    for parked, lines in ((True, found.parked), (False, found.decided)):
        for line in _lines(one, lines):
            yield CountyLine(one, line.line, said.get(line.line.decided_by, ""), parked)


def _lines(one: ShareSeen, lines: Iterable[Difference]) -> Iterator[CountyLine]:
    return (CountyLine(one, line) for line in placed(one.share.roster, lines))


def _place(line: CountyLine) -> tuple[str, str, int]:
    return line.file, line.sheet, line.line.row

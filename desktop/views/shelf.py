"""Where the files of a form are kept while it is filled in: inside the open books."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.services.attachments import keep, read_kept

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.core.attachments import Attachment
    from desktop.services.outside import OutsideCopies
    from desktop.services.session import Session
    from desktop.views.desk import Desk
    from desktop.views.tasks import Job


@dataclass(frozen=True, slots=True)
class Shelf:
    """A `Keeper`: what no record takes within a week is given up."""

    session: Session
    copies: OutsideCopies

    @classmethod
    def of(cls, desk: Desk) -> Shelf:
        """The shelf of a desk."""
        return cls(desk.session, desk.copies)

    def keep(self, _job: Job, path: Path) -> Attachment:
        """Take a file in."""
        return keep(self.session, path)

    def lay_out(self, _job: Job, attachment: Attachment) -> Path:
        """A copy of a kept file that another program may open."""
        return self.copies.lay_out(read_kept(self.session, attachment.digest))

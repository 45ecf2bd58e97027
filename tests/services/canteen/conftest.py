"""One kitchen on each kind of database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.canteen.kitchen import Kitchen

if TYPE_CHECKING:
    from desktop.services.session import Session


@pytest.fixture
def kitchen(session: Session) -> Kitchen:
    return Kitchen.of(session)

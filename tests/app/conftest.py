"""What costs time and is tried elsewhere costs none here."""

from tests.passwords import cheap_passwords
from tests.schemas import schema_at_once

__all__ = ["cheap_passwords", "schema_at_once"]

"""What may stop an action. Problems in data are values, not exceptions.

`SchoolError` is a refusal in words for the person at the desk; `Confirmable` asks and the same
action runs again with its key accepted; `Cancelled` ends work that the person stopped.
"""

from __future__ import annotations


class SchoolError(Exception):
    """An action was refused. The sentence says what happened, where, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class EnvironmentFault(SchoolError):  # noqa: N818 - a fault of the machine, not of the program
    """The machine stands in the way: disk full, file locked, read-only folder, network share."""


class DataClosedError(SchoolError):
    """The open data was closed for a change and could not be opened again: it is asked for anew."""


class DamagedError(SchoolError):
    """Stored data does not agree with itself."""


class AccessRefusedError(SchoolError):
    """Wrong password, or a role that may not do this."""


class NotFoundError(SchoolError):
    """What was named is not there."""


class ClosedMonthError(SchoolError):
    """A closed month was about to be written."""


class Confirmable(SchoolError):  # noqa: N818 - a question, not an error
    """A warning that a person may accept: run the same action again with `key` accepted."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key

    def __reduce__(self) -> tuple[type[Confirmable], tuple[str, str]]:
        """Travel between processes with both arguments."""
        return type(self), (self.key, self.sentence)


class Cancelled(Exception):  # noqa: N818 - the person's wish, not an error
    """The person stopped the work; the transaction rolls back."""

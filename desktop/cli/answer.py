"""What a command says: sentences for people, or one JSON object."""

from __future__ import annotations

import sys
from typing import Any, Final

from desktop.core.json import dump_text

DONE: Final = 0
LOOK: Final = 1
WRONG: Final = 2
REFUSED: Final = 3
DAMAGED: Final = 4


class Answer:
    """Collects what a command has to say.

    With `as_json` exactly one JSON object goes to standard output and all sentences to standard
    error; otherwise the sentences go to standard output and there is no JSON.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._values: dict[str, Any] = {}

    def say(self, sentence: str) -> None:
        """A sentence for the person at the terminal."""
        print(sentence, file=sys.stderr if self.as_json else sys.stdout)

    def put(self, **values: object) -> None:
        """Values for the JSON object."""
        self._values.update(values)

    def refuse(self, sentence: str) -> None:
        """Why nothing was done; the JSON object then holds only this."""
        print(sentence, file=sys.stderr)
        self._values = {"error": sentence}
        self.finish()

    def finish(self) -> None:
        """Print the JSON object, if one was asked for."""
        if self.as_json:
            print(dump_text(self._values))

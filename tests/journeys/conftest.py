"""The command line as in tests/cli: on a day of its own, in a folder of its own."""

from tests.cli.conftest import machine, run

__all__ = ["machine", "run"]

"""Argument parsing that speaks Chinese, and hands its refusals back instead of leaving."""

from __future__ import annotations

import re
from argparse import SUPPRESS, ArgumentParser, HelpFormatter
from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# The library's own sentences, which are English everywhere.
_SENTENCES: Final = (
    (r"the following arguments are required: (.+)", r"还缺 \1"),
    (r"argument (.+?): expected one argument", r"\1 后面要写一个值"),
    (r"argument (.+?): invalid int value: '(.*)'", r"\1 要写一个整数，不是“\2”"),
    (r"argument (?:命令|做什么): invalid choice: '(.*?)' .*", r"没有“\1”这个命令"),
    (r"unrecognized arguments: (.+)", r"不认识 \1"),
    (r"argument (.+?): ignored explicit argument '(.*)'", r"\1 后面不写值"),
    (r"argument (.+?): (.+)", r"\1：\2"),
)


class WrongCallError(Exception):
    """The words after `mingce` are no command."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Formatter(HelpFormatter):
    """Help whose first word is Chinese."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[Any],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Put the usage line in."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(ArgumentParser):
    """A parser that raises `WrongCallError` for a wrong call."""

    def __init__(self, **words: Any) -> None:  # noqa: ANN401 - passed on as they are
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=Formatter, **words)
        # The library offers no other way to name its two groups.
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", default=SUPPRESS, help="看这段说明")

    def error(self, message: str) -> NoReturn:
        """Refuse a wrong call in words."""
        for pattern, words in _SENTENCES:
            found = re.fullmatch(pattern, message, re.DOTALL)
            if found:
                message = found.expand(words)
                break
        sentence = f"命令写得不对：{message}。写法见 {self.prog} --help"
        raise WrongCallError(sentence)


def parsed(parser: ArgumentParser, argv: Sequence[str] | None) -> Any:  # noqa: ANN401 - a namespace
    """The arguments; None when help was asked for and shown."""
    try:
        return parser.parse_args(argv)
    except SystemExit:
        return None

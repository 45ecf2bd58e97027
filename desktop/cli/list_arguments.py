"""The words of the commands over lists, families and comparisons."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli import county, household, lists
from desktop.cli.words import counted, day, labelled, natural
from desktop.core.labels import HouseholdCategory
from desktop.core.lists import ListSource, ListTopic

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    OnData = Callable[..., argparse.ArgumentParser]


def add(commands: Any, on_data: OnData, import_options: Callable[[Any], None]) -> None:  # noqa: ANN401 - argparse's own type is private
    """Add the commands."""
    _add_lists(commands, on_data, import_options)
    _add_categories(commands, on_data)
    words = "比对两份名单：两边都有、可能是同一人、只在一边"
    compare = on_data(commands, "compare", lists.compared, words)
    sides = "学生、监护人、登记:低保、表格文件，或名单（低保、低保@2026-09-30）"
    compare.add_argument("left", metavar="左边", help=sides)
    compare.add_argument("right", metavar="右边", help="同左边")
    compare.add_argument("--on", type=day, metavar="日期", help="哪天在校的学生")
    compare.add_argument("--all", action="store_true", help="所有学校的名册一起（教育局本来就是）")
    county.add_school(compare)
    compare.add_argument("--out", type=Path, metavar="文件.xlsx", help="结果写成表格")
    compare.add_argument("--protect", action="store_true", help="给文件设密码（另问）")
    compare.add_argument("--decide", type=Path, metavar="文件.xlsx", help="收回填好判定的结果表")


def add_listed(parser: Any) -> None:  # noqa: ANN401 - same
    """What a person may say of a list that is taken in."""
    topic, source = labelled(ListTopic), labelled(ListSource)
    parser.add_argument("--list", dest="topic", type=topic, metavar="种类", help="低保、特困……")
    parser.add_argument("--office", type=source, metavar="部门", help="民政、公安……")
    parser.add_argument("--list-date", type=day, metavar="日期", help="名单的日期")


def _add_lists(commands: Any, on_data: OnData, import_options: Callable[[Any], None]) -> None:  # noqa: ANN401 - same
    words = "民政、乡村振兴、残联、公安等部门的名单"
    parser = commands.add_parser("lists", help=words, description=words)
    inner = parser.add_subparsers(dest="lists", required=True, metavar="做什么")
    on_data(inner, "list", lists.listed, "列出收进来的名单")
    shown = on_data(inner, "show", lists.show, "看一份名单上的人（号码遮盖）")
    _named(shown)
    shown.add_argument("--find", default="", metavar="姓名、户主或村")
    shown.add_argument("--offset", type=natural, default=0, metavar="从第几个")
    shown.add_argument("--limit", type=natural, default=20, metavar="几个")
    taken = on_data(inner, "import", lists.imported, "预览名单；加 --apply 才导入")
    taken.add_argument("files", type=Path, nargs="+", metavar="文件或文件夹")
    taken.add_argument("--school-age", action="store_true", help="是适龄儿童名单")
    import_options(taken)
    out = on_data(inner, "export", lists.exported, "导出一份名单，可以原样再导入")
    _named(out)
    out.add_argument("out", type=Path, metavar="文件.xlsx")
    _named(on_data(inner, "remove", lists.removed, "删除一份名单"))
    words = "按名单给学生登记困难类别；加 --apply 才登记"
    grant = on_data(inner, "grant", lists.granted, words)
    _named(grant)
    grant.add_argument("--until", type=day, metavar="日期", help="登记到哪天为止")
    grant.add_argument("--apply", action="store_true", help="登记")


def _named(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("list", metavar="名单", help="如 低保，或 低保@2026-09-30")


def _add_categories(commands: Any, on_data: OnData) -> None:  # noqa: ANN401 - same
    words = "学生的困难类别：登记、续期、终止；每看一次记一次"
    parser = commands.add_parser("categories", help=words, description=words)
    inner = parser.add_subparsers(dest="categories", required=True, metavar="做什么")
    on_data(inner, "expiring", household.expiring, "列出到期和快到期的登记")
    on_data(inner, "unconfirmed", household.unconfirmed, "列出没有期限、该核对是否仍符合的登记")
    _of_pupil(on_data(inner, "show", household.show, "看一名学生的登记"))
    added = on_data(inner, "add", household.add, "登记一项")
    _of_pupil(added)
    category = labelled(HouseholdCategory)
    added.add_argument("--category", type=category, required=True, metavar="类别")
    renewed = on_data(inner, "renew", household.renew, "凭新的证明续期")
    ended = on_data(inner, "end", household.end, "登记到某天为止")
    removed = on_data(inner, "remove", household.remove, "删除登记错的一项")
    held = on_data(inner, "confirm", household.confirm, "没有期限的一项：核对过，仍符合")
    held.add_argument("--day", type=day, metavar="日期", help="哪天核对的，不写就是今天")
    for one in (renewed, ended, removed, held):
        _of_pupil(one)
        one.add_argument("number", type=counted, metavar="第几项", help="见 show")
    for one in (added, renewed, held):
        one.add_argument("--proof", required=True, metavar="凭证", help="名称和编号")
    for one in (added, renewed):
        one.add_argument("--since", type=day, metavar="日期", help="从哪天起")
    for one in (added, renewed, ended):
        one.add_argument("--until", type=day, metavar="日期", help="到哪天为止")


def _of_pupil(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pupil", metavar="学生", help="姓名、学籍号或学号")

"""The words of the command line. Commands load what they need when they run: help is fast."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli import (
    attendance,
    canteen,
    classes,
    county,
    data,
    keeping,
    life,
    list_arguments,
    meals,
    months,
    notices,
    people,
    rollover,
    rosters,
    school,
    staff,
    students,
    twice,
    users,
)
from desktop.cli.parser import Parser
from desktop.cli.words import counted, day, labelled, month, natural, row_choices, row_numbers
from desktop.core.labels import Role, UnitKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.cli.answer import Answer

    Command = Callable[[argparse.Namespace, Answer], int]


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; `run` holds what a command does."""
    parser = Parser(
        prog="mingce",
        description="明册：乡村学校的五本账。各命令的说明：mingce 命令 --help",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    _add_data_commands(commands)
    _add_keeping_commands(commands)
    _add_month_commands(commands)
    _add_meal_commands(commands)
    _add_attendance_commands(commands)
    _add_roster_commands(commands)
    students.add_commands(commands, _on_data)
    staff.add_commands(commands, _on_data)
    classes.add_commands(commands, _on_data)
    life.add_commands(commands, _on_data)
    twice.add_commands(commands, _on_data)
    rollover.add_commands(commands, _on_data)
    canteen.add_commands(commands, _on_data)
    _add_notice_commands(commands)
    _add_user_commands(commands)
    _add_school_commands(commands)
    list_arguments.add(commands, _on_data, _add_import_options)
    return parser


def _command(commands: Any, name: str, run: Command, words: str) -> argparse.ArgumentParser:  # noqa: ANN401 - argparse's own type is private
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")
    parser.set_defaults(run=run)
    return parser


def _on_data(commands: Any, name: str, run: Command, words: str) -> argparse.ArgumentParser:  # noqa: ANN401 - same
    parser = _command(commands, name, run, words)
    parser.add_argument("--data", metavar="文件夹", help="数据文件夹，也可用 MINGCE_DATA")
    parser.add_argument("--unit", metavar="代码", help="数据里有几个单位时，写明是哪一个")
    parser.add_argument("--user", metavar="姓名", help="使用者，也可用 MINGCE_USER")
    return parser


def _verb(text: str) -> str:
    found = next((verb for verb, word in notices.VERBS.items() if text in (verb, word)), None)
    if found is None:
        known = "、".join(f"{verb} {word}" for verb, word in notices.VERBS.items())
        msg = f"没有“{text}”，可以用：{known}"
        raise argparse.ArgumentTypeError(msg)
    return found


def _add_data_commands(commands: Any) -> None:  # noqa: ANN401 - same
    demo = _command(commands, "demo", data.demo, "在新文件夹里建立演示县一年的数据")
    demo.add_argument("folder", type=Path, metavar="文件夹")

    init = _command(commands, "init", data.init, "为一个单位建立新的数据")
    init.add_argument("--data", metavar="文件夹", help="数据文件夹，也可用 MINGCE_DATA")
    init.add_argument("--code", required=True, metavar="代码", help="学校（机构）标识码")
    init.add_argument("--name", required=True, metavar="名称")
    init.add_argument("--kind", required=True, type=labelled(UnitKind), metavar="类别")
    init.add_argument("--township", metavar="乡镇")
    init.add_argument("--user", metavar="姓名", default="校长", help="第一位使用者")
    init.add_argument("--office-phone", metavar="电话", help="公示上的受理电话")
    init.add_argument("--supervision-phone", metavar="电话", help="公示上的监督电话")
    init.add_argument("--plain", action="store_true", help="不加密，不设密码")

    _on_data(commands, "units", data.units, "列出全部单位")
    unit = _on_data(commands, "unit-add", data.add_unit, "在这个单位下面增加一个单位")
    unit.add_argument("--code", required=True, metavar="代码", help="学校（机构）标识码")
    unit.add_argument("--name", required=True, metavar="名称")
    unit.add_argument("--kind", required=True, type=labelled(UnitKind), metavar="类别")
    unit.add_argument("--township", metavar="乡镇")


def _add_keeping_commands(commands: Any) -> None:  # noqa: ANN401 - same
    verify = _on_data(commands, "verify", keeping.verify, "核对操作链、封存码和数据是否完好")
    verify.add_argument("--code", metavar="封存码", help="查一个印在公示上的封存码")
    backup = _on_data(commands, "backup", keeping.backup, "备份，并打开检查")
    backup.add_argument("out", type=Path, metavar="文件")
    words = "自动备份、列出备份、演练恢复"
    parser = commands.add_parser("backups", help=words, description=words)
    inner = parser.add_subparsers(dest="backups", required=True, metavar="做什么")
    for name, run, told in (
        ("list", keeping.backups, "列出一个文件夹里的备份"),
        ("daily", keeping.daily_backup, "今天还没有自动备份就做一份，旧的按日、周、月保留"),
    ):
        kept = _on_data(inner, name, run, told)
        kept.add_argument("--folder", type=Path, metavar="文件夹", help="不写：设置里的备份文件夹")
    rehearsal = _on_data(inner, "rehearse", keeping.rehearse, "打开一份备份全面检查，不动现有数据")
    rehearsal.add_argument("file", type=Path, metavar="备份文件")
    restore = _on_data(commands, "restore", keeping.restore, "用备份恢复；现有数据另存，不删除")
    restore.add_argument("file", type=Path, metavar="备份文件")


def _add_month_commands(commands: Any) -> None:  # noqa: ANN401 - same
    _on_data(commands, "months", months.listed, "列出各月的登记和结账情况")
    close = _on_data(commands, "close", months.close, "检查一个月，然后结账")
    close.add_argument("--month", type=month, required=True, metavar="月份")
    close.add_argument("--accept", action="store_true", help="提醒看过了，仍然结账")
    reopen = _on_data(commands, "reopen", months.reopen, "重新打开已结账的月份（教育局）")
    reopen.add_argument("--month", type=month, required=True, metavar="月份")
    reopen.add_argument("--reason", required=True, metavar="原因")
    words = "打开到哪天（含），如 2026-11-07；不写：按参数的天数；已打开的改为到这天"
    reopen.add_argument("--until", type=day, metavar="日期", help=words)
    lock = _on_data(commands, "lock", months.lock, "锁定已结账的月份，永不再打开（教育局）")
    lock.add_argument("--month", type=month, required=True, metavar="月份")


def _add_meal_commands(commands: Any) -> None:  # noqa: ANN401 - same
    words = "看、登记各班的就餐天数"
    parser = commands.add_parser("meals", help=words, description=words)
    inner = parser.add_subparsers(dest="meals", required=True, metavar="做什么")
    shown = _on_data(inner, "list", meals.listed, "列出各班的就餐登记，或一个班的学生")
    shown.add_argument("--month", type=month, required=True, metavar="月份")
    shown.add_argument("--class", dest="school_class", metavar="班级", help="如 三年级1班")
    typed = _on_data(inner, "set", meals.entered, "登记一个班的就餐天数")
    typed.add_argument("days", nargs="*", metavar="姓名=天数", help="不登记写 -，按在校天数写 =")
    typed.add_argument("--month", type=month, required=True, metavar="月份")
    typed.add_argument("--class", dest="school_class", required=True, metavar="班级")
    typed.add_argument("--rest", action="store_true", help="其余未登记的学生都按在校天数")
    typed.add_argument("--accept", action="store_true", help="提醒看过了，仍然保存")


def _add_attendance_commands(commands: Any) -> None:  # noqa: ANN401 - same
    words = "点名、考勤、连续缺勤、清点人数"
    parser = commands.add_parser("attendance", help=words, description=words)
    inner = parser.add_subparsers(dest="attendance", required=True, metavar="做什么")
    shown = _on_data(inner, "list", attendance.listed, "列出一天各班的点名，和没有点名的日子")
    typed = _on_data(inner, "set", attendance.entered, "给一个班点名：除了写明的都到了")
    typed.add_argument("marks", nargs="*", metavar="姓名=原因", help="如 张小红=病、李强=上事")
    typed.add_argument("--class", dest="school_class", required=True, metavar="班级")
    typed.add_argument("--clear", action="store_true", help="取消这一天的点名，改为未登记")
    typed.add_argument("--accept", action="store_true", help="已经点过名的，改成这次填的")
    grid = _on_data(inner, "month", attendance.month, "看一个月各班，或一个班的学生")
    grid.add_argument("--month", type=month, required=True, metavar="月份")
    grid.add_argument("--class", dest="school_class", metavar="班级", help="如 三年级1班")
    runs = _on_data(inner, "absences", attendance.absences, "列出连续缺勤、没有再到校的学生")
    county.add_school(runs)
    runs.add_argument("--least", type=counted, default=3, metavar="天数", help="至少几个上课日")
    count = _on_data(inner, "headcount", attendance.head_count, "人籍一致：看、登记、打印清点人数")
    count.add_argument("counted", nargs="?", type=natural, metavar="实到人数")
    count.add_argument("--month", type=month, metavar="月份")
    count.add_argument("--class", dest="school_class", metavar="班级")
    count.add_argument("--by", metavar="姓名", help="谁清点的，不写就是使用者")
    count.add_argument("--absent", nargs="*", default=(), metavar="姓名=去向", help="有籍无人")
    count.add_argument("--extra", nargs="*", default=(), metavar="姓名=来历", help="有人无籍")
    count.add_argument("--out", type=Path, metavar="文件.pdf", help="打印成一张表")
    for command in (shown, typed, runs, count):
        command.add_argument("--day", type=day, metavar="日期", help="不写就是今天")


def _add_roster_commands(commands: Any) -> None:  # noqa: ANN401 - same
    template = _on_data(commands, "template", rosters.template, "生成空白表格")
    template.add_argument("sheet", metavar="表", help="students 学生、staff 教职工、classes 班级……")
    template.add_argument("out", type=Path, metavar="文件.xlsx")
    template.add_argument("--month", type=month, metavar="月份", help="填好当月学生和出勤天数")

    _add_import(commands)
    undo = _on_data(commands, "undo", rosters.undo, "撤销一整批导入")
    undo.add_argument("batch", type=counted, metavar="批次")
    _on_data(commands, "batches", rosters.batches, "列出导入批次")

    export = _on_data(commands, "export", rosters.export, "导出表格，可以原样再导入")
    export.add_argument("sheet", metavar="表")
    export.add_argument("out", type=Path, metavar="文件.xlsx")
    export.add_argument(
        "--protect", action="store_true", help="给文件加密码（另问，或 MINGCE_FILE_PASSWORD）"
    )
    export.add_argument("--month", type=month, metavar="月份")

    find = _on_data(commands, "people", people.found, "找学生：姓名、拼音、首字母")
    find.add_argument("text", nargs="?", default="", metavar="找什么")
    find.add_argument("--offset", type=natural, default=0, metavar="从第几个")
    find.add_argument("--limit", type=natural, default=20, metavar="几个")


def _add_import(commands: Any) -> None:  # noqa: ANN401 - same
    take = _on_data(commands, "import", rosters.take_in, "预览表格；加 --apply 才导入")
    take.add_argument("sheet", metavar="表")
    take.add_argument("files", type=Path, nargs="+", metavar="文件或文件夹")
    _add_import_options(take)


def _add_import_options(parser: Any) -> None:  # noqa: ANN401 - same
    parser.add_argument(
        "--sheet",
        dest="worksheet",
        metavar="名称或第几张",
        help="工作表；“全部”：同样的当作一张一起导入",
    )
    parser.add_argument("--header-row", type=counted, metavar="行", help="表头最下面一行的行号")
    parser.add_argument(
        "--map",
        dest="mapping",
        action="append",
        default=[],
        metavar="列=栏目",
        help="把这一列当作这个栏目，例如 C=身份证件号；不读的写 C=-",
    )
    parser.add_argument("--month", type=month, metavar="月份")
    _add_decisions(parser)
    parser.add_argument(
        "--school",
        action="append",
        default=[],
        metavar="名称=代码",
        help="教育局导入：表里的这个名称是哪所学校；不导入的写 名称=-",
    )
    parser.add_argument(
        "--details", action="store_true", help="JSON 里也列出变更、缺少、没有读的行"
    )
    parser.add_argument("--apply", action="store_true", help="导入")
    parser.add_argument(
        "--returned",
        type=Path,
        metavar="文件.xlsx",
        help="标出问题的退回表；教育局导入时是文件夹，每个文件一份",
    )
    list_arguments.add_listed(parser)


def _add_decisions(parser: Any) -> None:  # noqa: ANN401 - same
    parser.add_argument(
        "--new",
        type=row_numbers,
        default=(),
        metavar="行,行",
        help="这些待定的行确认是新来或回来的；几张工作表一起读时写 工作表!行，几个文件写 文件!行",
    )
    parser.add_argument(
        "--same",
        type=row_choices,
        default=(),
        metavar="行[=第几个],行",
        help="这些待定的行就是名册里可能的那个人；可能是几个人的写 行=第几个",
    )


def _add_notice_commands(commands: Any) -> None:  # noqa: ANN401 - same
    notice = _on_data(commands, "notice", notices.notice, "打印公示；月份未结账时是试印稿")
    notice.add_argument("kind", metavar="公示", help="meals 学生午餐实名公示、charges 收费公示")
    notice.add_argument("--month", type=month, metavar="月份")
    notice.add_argument("--out", type=Path, required=True, metavar="文件.pdf")
    notice.add_argument("--mask-names", action="store_true", help="姓名只印姓，其余用○代替")
    wall = _on_data(
        commands, "notices", notices.on_the_wall, "列出公示，登记张贴、照片、撤下、归档"
    )
    wall.add_argument(
        "verb",
        nargs="?",
        default="list",
        type=_verb,
        metavar="做什么",
        help="list 列出（不写也是）、due 提醒、post 张贴、photo 照片、takedown 撤下、archive 归档",
    )
    wall.add_argument("number", nargs="?", metavar="编号", help="例如 2026-1")
    wall.add_argument("--day", type=day, metavar="日期", help="实际的日期，不写就是今天")
    wall.add_argument("--place", metavar="地点", help="贴在哪里")
    wall.add_argument(
        "--photo", type=Path, action="append", metavar="照片", help="张贴后的照片，可以写几次"
    )
    wall.add_argument("--accept", action="store_true", help="公示期没有满也登记撤下")


def _add_user_commands(commands: Any) -> None:  # noqa: ANN401 - same
    _on_data(commands, "user-list", users.listed, "列出使用者")
    add = _on_data(commands, "user-add", users.add, "增加使用者")
    add.add_argument("name", metavar="姓名")
    add.add_argument("--role", required=True, type=labelled(Role), metavar="角色")
    password = _on_data(commands, "user-password", users.password, "换密码（新密码另问）")
    password.add_argument("name", metavar="姓名")
    stop = _on_data(commands, "user-stop", users.stop, "停用使用者")
    stop.add_argument("name", metavar="姓名")
    _on_data(commands, "recovery-code", users.recovery_code, "换一张恢复码，原来的作废")
    recover = _on_data(commands, "recover", users.recover, "忘记密码：用纸上的恢复码重设")
    recover.add_argument("name", metavar="姓名")


def _add_school_commands(commands: Any) -> None:  # noqa: ANN401 - same
    _on_data(commands, "today", school.today, "今天要办的事")

    words = "学期和校历"
    parser = commands.add_parser("calendar", help=words, description=words)
    inner = parser.add_subparsers(dest="calendar", required=True, metavar="做什么")
    shown = _on_data(inner, "show", school.calendar, "看一个月哪些天上课")
    shown.add_argument("--month", type=month, required=True, metavar="月份")
    term = _on_data(inner, "term", school.set_term, "填一个学期的开学和放假日期")
    term.add_argument("--first", type=day, required=True, metavar="日期", help="第一个上课日")
    term.add_argument("--last", type=day, required=True, metavar="日期", help="最后一个上课日")
    days = _on_data(inner, "days", school.set_days, "标出学校放假、补课的日子")
    days.add_argument("first", type=day, metavar="日期")
    days.add_argument("last", type=day, nargs="?", metavar="到哪天")
    kind = days.add_mutually_exclusive_group(required=True)
    kind.add_argument("--holiday", action="store_true", help="放假")
    kind.add_argument("--lessons", action="store_true", help="上课")
    kind.add_argument("--clear", action="store_true", help="不再单独标记")
    days.add_argument("--note", metavar="说明")

    words = "县里和学校定的参数"
    parser = commands.add_parser("parameters", help=words, description=words)
    inner = parser.add_subparsers(dest="parameters", required=True, metavar="做什么")
    _on_data(inner, "list", school.parameters, "列出今天有效的参数")
    value = _on_data(inner, "set", school.set_parameter, "从某天起改一个参数")
    value.add_argument("key", metavar="参数")
    value.add_argument("value", type=natural, metavar="数值")
    value.add_argument("--since", type=day, required=True, metavar="日期")
    value.add_argument("--until", type=day, metavar="日期")
    value.add_argument("--document", required=True, metavar="文件和文号")

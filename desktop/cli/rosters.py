"""Workbooks in and out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from desktop.cli import several
from desktop.cli.answer import DONE, LOOK
from desktop.cli.desk import ask, opened
from desktop.cli.locked import OF_FILE, Passwords, read_with
from desktop.cli.progress import on_terminal
from desktop.cli.said import SHOWN, choices_of, decisions, put_doubt, tell_doubts
from desktop.core.errors import SchoolError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from desktop.cli.answer import Answer
    from desktop.cli.said import DoubtLine
    from desktop.rosters.results import RosterResult
    from desktop.rosters.workbook import Workbook
    from desktop.services.imports.batches import Preview, Receipt
    from desktop.services.session import Session


def template(args: argparse.Namespace, answer: Answer) -> int:
    """Write an empty workbook; with a month, one that names its pupils."""
    from desktop.rosters.sheets import sheet_kind  # noqa: PLC0415 - not for help
    from desktop.rosters.template import write_template  # noqa: PLC0415 - same
    from desktop.services.attendance.sheets import ATTENDANCE  # noqa: PLC0415 - same
    from desktop.services.exports import MEAL_DAYS, prefilled  # noqa: PLC0415 - same

    kind = sheet_kind(args.sheet)
    rows: tuple[Any, ...] = ()
    if kind.name == ATTENDANCE:
        count = _month_book(args, recorded=False)
    else:
        if args.month is not None:
            if kind.name != MEAL_DAYS:
                raise SchoolError(
                    "只有就餐天数表和考勤表可以按月份填好学生；其他表请去掉 --month。"
                )
            with opened(args) as session:
                rows = prefilled(session, args.month)
        count = write_template(args.out, kind, rows, month=args.month)
    answer.put(sheet=kind.name, out=str(args.out), rows=count)
    filled = f"，填好了 {count} 名学生" if count else ""
    answer.say(f"已写入空白表 {args.out}{filled}。")
    return DONE


def _month_book(args: argparse.Namespace, *, recorded: bool, password: str = "") -> int:
    """Write a month's attendance, a sheet for each class."""
    from desktop.rosters.sheets import sheet_kind  # noqa: PLC0415 - not for help
    from desktop.services.attendance.sheets import (  # noqa: PLC0415 - same
        ATTENDANCE,
        write_month_book,
    )
    from desktop.services.giving import note_given  # noqa: PLC0415 - same

    if args.month is None:
        raise SchoolError("考勤表请用 --month 写明是哪个月，例如 --month 2026-10。")
    with opened(args) as session:
        if recorded:
            note_given(session, sheet_kind(ATTENDANCE), args.month)
        return write_month_book(session, args.month, args.out, recorded=recorded, password=password)


def take_in(args: argparse.Namespace, answer: Answer) -> int:
    """Look at a workbook or several, or take them in."""
    if len(args.files) > 1 or args.files[0].is_dir():
        with opened(args) as session:
            schools = _goes_to_schools(session, args)
            several.refuse_returned(args, county=schools)
            many = several.county if schools else several.each
            return many(session, args, answer)
    from desktop.rosters.workbook import Workbook  # noqa: PLC0415 - not for help

    # Read in its own process from now on, while the services are loaded and the data is opened.
    passwords = Passwords()
    with Workbook(args.files[0]) as book, opened(args) as session:
        if _goes_to_schools(session, args):
            return several.county(session, args, answer)
        seen, receipt = _taken_in(session, args, book, passwords, answer)
    returned = _return(args, seen, passwords.used)
    _put(args, answer, seen, receipt)
    _tell(args, answer, seen, receipt, returned=returned)
    pending = seen.counts.moves and not args.apply
    return LOOK if seen.problems or seen.counts.missing or pending else DONE


def _goes_to_schools(session: Session, args: argparse.Namespace) -> bool:
    from desktop.services.imports.county_files import goes_to_schools  # noqa: PLC0415 - not for help

    return goes_to_schools(session, args.sheet)


def _taken_in(
    session: Session,
    args: argparse.Namespace,
    book: Workbook,
    passwords: Passwords,
    answer: Answer,
) -> tuple[Preview, Receipt | None]:
    from desktop.services.imports.batches import Decisions, apply, preview  # noqa: PLC0415 - not for help
    from desktop.services.imports.plan import Listed  # noqa: PLC0415 - same
    from desktop.services.imports.reading import open_workbook  # noqa: PLC0415 - same

    progress = on_terminal()
    choices = choices_of(args)
    roster = read_with(
        passwords,
        args.files[0],
        lambda opened: open_workbook(session, opened, args.sheet, choices, progress),
        book,
    )
    told = Listed(args.topic, args.office, args.list_date)
    rows = {roster.number(name, row): "new" for name, row in args.new}
    seen = preview(session, roster, Decisions(args.month, rows, listed=told), progress)
    if args.same:
        lines = several.doubts_of(args.files[0], seen)
        rows |= {key[2]: says for key, says in decisions(args, answer, lines).items()}
        seen = preview(session, roster, Decisions(args.month, rows, listed=told), progress)
    return seen, apply(session, seen, progress) if args.apply else None


def _return(args: argparse.Namespace, seen: Preview, password: str) -> str:
    """Write the returned workbook, if one was asked for; what to say of it."""
    if args.returned is None or not seen.problems:
        return ""
    from desktop.rosters.kept import KeptFile  # noqa: PLC0415 - not for help
    from desktop.rosters.returned import ANEW, write_returned  # noqa: PLC0415 - same

    path = args.files[0]
    file = KeptFile(path, path.read_bytes(), password) if password else path
    own = write_returned(file, args.returned, seen.roster, seen.problems)
    said = "问题已标在退回表里，改好后再导入。"
    return said if own else f"{said}{ANEW}。"


def _put(args: argparse.Namespace, answer: Answer, seen: Preview, receipt: Receipt | None) -> None:
    from desktop.services.imports.lines import placed  # noqa: PLC0415 - not for help

    answer.put(
        sheet=seen.roster.sheet,
        sheets=[sheet.name for sheet in seen.roster.read_sheets],
        header_row=seen.roster.header_row,
        **asdict(receipt.counts if receipt else seen.counts),
        applied=receipt is not None,
        batch=receipt.batch if receipt else None,
        problems=[asdict(problem) for problem in seen.problems],
        doubts=[put_doubt(one, {}) for one in several.doubts_of(args.files[0], seen)],
        coming=[asdict(line) for line in placed(seen.roster, seen.plan.found.coming)],
        readings=[asdict(reading) for reading in seen.roster.readings],
    )
    if args.details:
        answer.put(
            changed_rows=[asdict(line) for line in placed(seen.roster, seen.plan.found.changed)],
            missing_rows=[asdict(line) for line in seen.plan.found.missing],
            skipped_rows=[asdict(line) for line in seen.roster.skipped],
        )


def _tell(
    args: argparse.Namespace,
    answer: Answer,
    seen: Preview,
    receipt: Receipt | None,
    *,
    returned: str,
) -> None:
    roster, counts = seen.roster, receipt.counts if receipt else seen.counts
    for sheet in roster.read_sheets:
        answer.say(f"工作表“{sheet.name}”，表头在第 {sheet.header_row} 行。")
    answer.say(
        f"共 {counts.rows} 行：新增 {counts.new}、变更 {counts.changed}、相同 {counts.same}、"
        f"待定 {counts.parked}；表里没有 {counts.missing}；没有读的 {counts.skipped} 行。"
    )
    _tell_unread(answer, roster)
    _tell_rows(answer, seen, several.doubts_of(args.files[0], seen))
    if returned:
        answer.say(returned)
    if receipt is None:
        answer.say("这是预览，没有写入。确认后加 --apply 导入。")
    elif receipt.batch is None:
        answer.say("没有需要写入的内容，数据没有变。")
    else:
        answer.say(f"已导入，批次 {receipt.batch}。要撤销：mingce undo {receipt.batch}")


def _tell_unread(answer: Answer, roster: RosterResult[Any]) -> None:
    """The columns that are no field, and the lines that are nobody, by reason."""
    for sheet in roster.read_sheets:
        columns = [f"{found.letter} {found.label}" for found in sheet.columns if not found.key]
        if columns:
            more = f" 等 {len(columns)} 栏" if len(columns) > SHOWN else ""
            answer.say(
                f"  没有读的栏目{_of(roster, sheet.name)}：{'、'.join(columns[:SHOWN])}{more}"
            )
    lines: dict[tuple[str, str], list[str]] = {}
    for line in roster.skipped:
        where = _of(roster, line.sheet or roster.sheet)
        lines.setdefault((line.reason, where), []).append(str(line.row))
    for (reason, where), rows in lines.items():
        more = f" 等 {len(rows)} 行" if len(rows) > SHOWN else ""
        answer.say(f"  没有读 {reason}{where}：第 {'、'.join(rows[:SHOWN])} 行{more}")


def _of(roster: RosterResult[Any], sheet: str) -> str:
    """The sheet, where several were read."""
    return f"（{sheet}）" if roster.sheets else ""


def _tell_rows(answer: Answer, seen: Preview, doubts: Sequence[DoubtLine]) -> None:
    """The first lines of each list; all of them stand in the JSON and in the returned workbook."""
    several.tell_problems(answer, seen.problems, sheets=bool(seen.roster.sheets))
    tell_doubts(answer, [one for one in doubts if one.line.candidates])
    several.tell_coming(answer, seen.plan.found.coming)
    several.tell_readings(answer, seen.roster.readings)
    missing = seen.plan.found.missing
    for line in missing[:SHOWN]:
        answer.say(f"  表里没有 {line.who}：{line.reason}")
    several.tell_more(answer, len(missing), "名")


def undo(args: argparse.Namespace, answer: Answer) -> int:
    """Take a whole batch back."""
    from desktop.services.imports import batches as imports  # noqa: PLC0415 - not for help

    with opened(args) as session:
        done = imports.undo(session, args.batch)
    answer.put(batch=done.batch, removed=done.removed, restored=done.restored)
    answer.say(f"第 {done.batch} 批已撤销：移除 {done.removed} 条，还原 {done.restored} 条。")
    return DONE


def batches(args: argparse.Namespace, answer: Answer) -> int:
    """List the batches of the unit."""
    from desktop.services.imports import batches as imports  # noqa: PLC0415 - not for help

    with opened(args) as session:
        lines = imports.history(session)
    answer.put(batches=[asdict(line) for line in lines])
    for line in lines:
        state = "，已撤销" if line.undone_at else ""
        answer.say(
            f"{line.number} {line.sheet} {line.at:%Y-%m-%d %H:%M} {line.user_name}"
            f" 新增 {line.counts.new}、变更 {line.counts.changed}{state}"
        )
    answer.say(f"共 {len(lines)} 批。")
    return DONE


def export(args: argparse.Namespace, answer: Answer) -> int:
    """Write what the books hold as a workbook that can be taken in again."""
    from desktop.rosters.export import write_export  # noqa: PLC0415 - not for help
    from desktop.rosters.sheets import sheet_kind  # noqa: PLC0415 - same
    from desktop.services.attendance.sheets import ATTENDANCE  # noqa: PLC0415 - same
    from desktop.services.exports import rows  # noqa: PLC0415 - same
    from desktop.services.giving import note_given  # noqa: PLC0415 - same

    kind = sheet_kind(args.sheet)
    password = ask("文件的密码", OF_FILE) if args.protect else ""
    if kind.name == ATTENDANCE:
        count = _month_book(args, recorded=True, password=password)
    else:
        with opened(args) as session:
            found = rows(session, kind.name, args.month)
            note_given(session, kind, args.month)
        count = write_export(args.out, kind, found, month=args.month, password=password)
    answer.put(sheet=kind.name, out=str(args.out), rows=count)
    answer.say(f"已导出 {count} 行到 {args.out}。这个文件含个人信息，请妥善保管。")
    return DONE

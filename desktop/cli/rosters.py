"""Workbooks in and out, and finding people."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from desktop.cli.answer import DONE, LOOK
from desktop.cli.desk import opened
from desktop.cli.progress import on_terminal

if TYPE_CHECKING:
    import argparse

    from desktop.cli.answer import Answer
    from desktop.services.imports.batches import Preview, Receipt
    from desktop.services.imports.plan import Difference

_SHOWN: Final = 20


def template(args: argparse.Namespace, answer: Answer) -> int:
    """Write an empty workbook; with a month, one that names its pupils."""
    from desktop.rosters.sheets import sheet_kind  # noqa: PLC0415 - not for help
    from desktop.rosters.template import write_template  # noqa: PLC0415 - same
    from desktop.services.exports import prefilled  # noqa: PLC0415 - same

    kind = sheet_kind(args.sheet)
    rows: tuple[Any, ...] = ()
    if args.month is not None:
        with opened(args) as session:
            rows = prefilled(session, args.month)
    write_template(args.out, kind, rows, month=args.month)
    answer.put(sheet=kind.name, out=str(args.out), rows=len(rows))
    filled = f"，填好了 {len(rows)} 名学生" if rows else ""
    answer.say(f"已写入空白表 {args.out}{filled}。")
    return DONE


def take_in(args: argparse.Namespace, answer: Answer) -> int:
    """Look at a workbook, or take it in."""
    from desktop.core.grades import GradeRules  # noqa: PLC0415 - not for help
    from desktop.core.terms import SchoolYear  # noqa: PLC0415 - same
    from desktop.rosters.cells import Context  # noqa: PLC0415 - same
    from desktop.rosters.reading import read  # noqa: PLC0415 - same
    from desktop.rosters.results import Choices  # noqa: PLC0415 - same
    from desktop.services.imports.batches import (  # noqa: PLC0415 - same
        Decisions,
        Receipt,
        apply,
        preview,
    )

    progress = on_terminal()
    with opened(args) as session:
        today = session.store.clock.today()
        sheet = int(args.worksheet) if (args.worksheet or "").isdigit() else args.worksheet
        context = Context(today, GradeRules(school_year=SchoolYear.of(today)))
        choices = Choices(sheet=sheet, header_row=args.header_row)
        roster = read(args.file, args.sheet, context, choices, progress)
        confirmed = {int(row): "new" for row in args.new.split(",") if row.strip()}
        seen = preview(session, roster, Decisions(args.month, confirmed), progress)
        receipt = Receipt(None, seen.counts, None)
        if args.apply:
            receipt = apply(session, seen, progress)
    returned = _return(args, seen)
    _tell(answer, seen, receipt, applied=args.apply, returned=returned)
    found = seen.problems or seen.counts.parked or seen.counts.missing
    pending = seen.counts.moves and not args.apply
    return LOOK if found or pending else DONE


def _return(args: argparse.Namespace, seen: Preview) -> bool:
    """Write the returned workbook, if one was asked for and there is anything to mark."""
    from desktop.rosters.returned import write_returned  # noqa: PLC0415 - not for help

    if args.returned is None or not seen.problems:
        return False
    write_returned(args.file, args.returned, seen.roster, seen.problems)
    return True


def _tell(
    answer: Answer, seen: Preview, receipt: Receipt, *, applied: bool, returned: bool
) -> None:
    roster, counts = seen.roster, receipt.counts
    answer.put(
        sheet=roster.sheet,
        header_row=roster.header_row,
        **asdict(counts),
        applied=applied,
        batch=receipt.batch,
        problems=[asdict(problem) for problem in seen.problems],
        parked_rows=[_difference(d) for d in seen.plan.found.parked],
        changed_rows=[_difference(d) for d in seen.plan.found.changed],
        missing_rows=[_difference(d) for d in seen.plan.found.missing],
        skipped_rows=[asdict(skipped) for skipped in roster.skipped],
    )
    answer.say(f"工作表“{roster.sheet}”，表头在第 {roster.header_row} 行。")
    answer.say(
        f"共 {counts.rows} 行：新增 {counts.new}、变更 {counts.changed}、相同 {counts.same}、"
        f"待定 {counts.parked}；表里没有 {counts.missing}；没有读的 {counts.skipped} 行。"
    )
    _tell_rows(answer, seen)
    if returned:
        answer.say("问题已标在退回表里，改好后再导入。")
    if not applied:
        answer.say("这是预览，没有写入。确认后加 --apply 导入。")
    elif receipt.batch is None:
        answer.say("没有需要写入的内容，数据没有变。")
    else:
        answer.say(f"已导入，批次 {receipt.batch}。要撤销：mingce undo {receipt.batch}")


def _tell_rows(answer: Answer, seen: Preview) -> None:
    """The first lines of each list; all of them stand in the JSON and in the returned workbook."""
    for problem in seen.problems[:_SHOWN]:
        place = problem.cell or (f"第{problem.row}行" if problem.row else "")
        answer.say(f"  {problem.level.label} {place} {problem.field}：{problem.message}")
    _more(answer, len(seen.problems), "个问题")
    for title, lines in (("待定", seen.plan.found.parked), ("表里没有", seen.plan.found.missing)):
        for line in lines[:_SHOWN]:
            place = f"第{line.row}行 " if line.row else ""
            answer.say(f"  {title} {place}{line.who}：{line.reason}")
        _more(answer, len(lines), "行")


def _more(answer: Answer, count: int, what: str) -> None:
    if count > _SHOWN:
        answer.say(f"  …… 另有 {count - _SHOWN} {what}")


def _difference(difference: Difference) -> dict[str, Any]:
    return asdict(difference)


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
    from desktop.services.exports import rows  # noqa: PLC0415 - same

    kind = sheet_kind(args.sheet)
    with opened(args) as session:
        found = rows(session, kind.name, args.month)
    write_export(args.out, kind, found, month=args.month)
    answer.put(sheet=kind.name, out=str(args.out), rows=len(found))
    answer.say(f"已导出 {len(found)} 行到 {args.out}。这个文件含个人信息，请妥善保管。")
    return DONE


def people(args: argparse.Namespace, answer: Answer) -> int:
    """Find pupils by name, pinyin, initials or number."""
    from desktop.services.people import PupilQuery, pupils  # noqa: PLC0415 - not for help

    with opened(args) as session:
        page = pupils(session, PupilQuery(args.text, offset=args.offset, limit=args.limit))
    answer.put(total=page.total, lines=[asdict(line) for line in page.lines])
    for line in page.lines:
        sex = line.sex.label if line.sex else ""
        answer.say(f"{line.school_class} {line.name} {sex} {line.id_masked}")
    answer.say(f"共 {page.total} 名。")
    return DONE

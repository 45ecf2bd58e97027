"""Several workbooks at once: a school's own, or those of all schools of a bureau."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from desktop.cli.answer import DONE, LOOK, REFUSED
from desktop.cli.locked import Passwords, read_with
from desktop.cli.progress import on_terminal
from desktop.cli.said import (
    SHOWN,
    DoubtLine,
    choices_of,
    decisions,
    of_county,
    put_doubt,
    tell_doubts,
)
from desktop.core.errors import SchoolError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from uuid import UUID

    from desktop.cli.answer import Answer
    from desktop.core.progress import Progress
    from desktop.rosters.problems import Problem
    from desktop.rosters.readings import Reading
    from desktop.rosters.results import RosterResult
    from desktop.services.imports.batches import Preview
    from desktop.services.imports.county import CountyPreview, CountyReceipt, SchoolReceipt
    from desktop.services.imports.county_files import Gathered
    from desktop.services.imports.county_places import Share
    from desktop.services.imports.county_returned import HandedBack
    from desktop.services.imports.plan import Difference
    from desktop.services.session import Session
    from desktop.services.twice import Twice

_NONE_OF_OURS: Final = "-"


def each(session: Session, args: argparse.Namespace, answer: Answer) -> int:
    """Take several workbooks of one school in, one batch each; the first that fails ends it."""
    from desktop.services.imports.county_files import workbooks  # noqa: PLC0415 - not for help
    from desktop.services.imports.reading import open_workbook  # noqa: PLC0415 - same

    _refuse_lists(args)
    passwords, progress, choices = Passwords(), on_terminal(), choices_of(args)

    def read(path: Path) -> RosterResult[Any]:
        return read_with(
            passwords,
            path,
            lambda book: open_workbook(session, book, args.sheet, choices, progress),
        )

    rosters = ((path.name, path, read(path)) for path in workbooks(args.files))
    return _one_by_one(session, args, answer, rosters)


def _refuse_lists(args: argparse.Namespace) -> None:
    from desktop.rosters.office_lists import LISTS  # noqa: PLC0415 - not for help
    from desktop.rosters.sheets import sheet_kind  # noqa: PLC0415 - same

    if sheet_kind(args.sheet).name in LISTS:
        # Two files of one office and day would replace one another.
        raise SchoolError("名单请一份一份导入，并写明种类（--list）和日期（--list-date）。")


def _one_by_one(
    session: Session,
    args: argparse.Namespace,
    answer: Answer,
    rosters: Iterable[tuple[str, Path, RosterResult[Any]]],
) -> int:
    from desktop.services.imports.batches import Decisions, apply, preview  # noqa: PLC0415 - not for help
    from desktop.services.imports.lines import placed  # noqa: PLC0415 - same

    files: list[dict[str, Any]] = []
    look = False
    for name, path, roster in rosters:
        seen = preview(session, roster, Decisions(args.month))
        lines = doubts_of(path, seen)
        said = decisions(args, answer, lines)
        if said:
            rows = {key[2]: word for key, word in said.items()}
            seen = preview(session, roster, Decisions(args.month, rows))
        receipt = apply(session, seen) if args.apply else None
        counts = receipt.counts if receipt else seen.counts
        look = look or bool(seen.problems or counts.missing or (counts.moves and not args.apply))
        batch = receipt.batch if receipt else None
        readings = [asdict(reading) for reading in roster.readings]
        files.append(
            {"file": str(path), "sheet": roster.sheet, **asdict(counts), "batch": batch}
            | {
                "readings": readings,
                "doubts": [put_doubt(one, said) for one in lines],
                "coming": [asdict(line) for line in placed(roster, seen.plan.found.coming)],
            }
        )
        answer.say(f"{name}：{_words(asdict(counts))}{_batch(batch)}")
        read = roster.problems
        tell_problems(answer, [one for one in seen.problems if one.row or one in read])
        tell_doubts(answer, doubts_of(path, seen))
        tell_coming(answer, seen.plan.found.coming)
        tell_readings(answer, roster.readings)
    answer.put(files=files, applied=args.apply)
    _say_whether(answer, applied=args.apply)
    return LOOK if look else DONE


def doubts_of(path: Path, seen: Preview) -> list[DoubtLine]:
    """The rows in doubt of one workbook."""
    from desktop.services.imports.lines import placed  # noqa: PLC0415 - not for help

    roster = seen.roster
    return [
        DoubtLine(
            (path, roster.sheet, line.decided_by), path.name, line.sheet or roster.sheet, line
        )
        for line in placed(roster, seen.plan.found.parked)
    ]


def county(session: Session, args: argparse.Namespace, answer: Answer) -> int:
    """Take the rosters of the schools below in."""
    from desktop.services.imports import county as imports  # noqa: PLC0415 - not for help
    from desktop.services.imports.county_places import place  # noqa: PLC0415 - same
    from desktop.services.imports.county_returned import anew  # noqa: PLC0415 - same
    from desktop.services.imports.plan import Listed  # noqa: PLC0415 - same
    from desktop.services.twice import twice_with  # noqa: PLC0415 - same

    progress = on_terminal()
    said = _said(session, args.school)
    listed = Listed(args.topic, args.office, args.list_date)
    gathered = _gathered(session, args, progress)
    placed = place(session, gathered, said, listed)
    seen = imports.county_preview(session, placed, said, args.month, progress)
    seen = _decided(session, args, answer, seen)
    twice = twice_with(session, placed.shares)
    stopped = args.apply and bool(placed.unknown)
    done = imports.county_apply(session, seen, progress) if args.apply and not stopped else None
    returned = _return(gathered, seen, args.returned)
    _put(answer, gathered, seen, done, twice)
    answer.put(returned=[str(one.path) for one in returned])
    _tell(answer, gathered, seen, done, twice)
    if returned:
        answer.say(
            f"{len(returned)} 份退回表已保存到 {args.returned}，问题标在里面，改好后再导入。"
            + anew(returned)
        )
    if stopped:
        answer.say(
            "有学校还不认得，没有导入。用 --school 名称=代码 指明，不导入的写 --school 名称=-。"
        )
        return REFUSED
    _say_whether(answer, applied=args.apply)
    pending = seen.moves and not args.apply
    refused = bool(seen.refused) or (done is not None and any(o.refusal for o in done.schools))
    return LOOK if pending or refused or twice or placed.unknown or gathered.refused else DONE


def _decided(
    session: Session, args: argparse.Namespace, answer: Answer, seen: CountyPreview
) -> CountyPreview:
    """The same with what was said of rows in doubt; these and the transfers are told."""
    from desktop.services.imports.county import decide  # noqa: PLC0415 - not for help
    from desktop.services.imports.county_lines import comings, doubts  # noqa: PLC0415 - same

    lines = of_county(doubts(seen))
    rows = decisions(args, answer, lines)
    now = decide(session, seen, rows)
    coming = [
        {"school": one.school, "file": one.file, "sheet": one.sheet, **asdict(one.line)}
        for one in comings(now)
    ]
    answer.put(doubts=[put_doubt(one, rows) for one in lines], coming=coming)
    tell_doubts(answer, of_county(one for one in doubts(now) if one.parked))
    return now


def _return(gathered: Gathered, seen: CountyPreview, folder: Path | None) -> tuple[HandedBack, ...]:
    """Write the returned workbooks into a folder, if they were asked for."""
    if folder is None:
        return ()
    from desktop.services.imports.county_returned import write_all_returned  # noqa: PLC0415

    return write_all_returned(gathered, seen, folder)


def _gathered(session: Session, args: argparse.Namespace, progress: Progress) -> Gathered:
    """The files; each password that is given is tried on all that are still locked."""
    from desktop.rosters.results import Choices  # noqa: PLC0415 - not for help
    from desktop.services.imports.county_corrections import all_so  # noqa: PLC0415 - same
    from desktop.services.imports.county_files import (  # noqa: PLC0415 - same
        gather,
        unlocked,
        workbooks,
    )

    passwords = Passwords()
    files = workbooks(args.files)
    gathered = gather(session, args.sheet, files, progress, passwords.known)
    asked = None
    while gathered.locked:
        first = gathered.locked[0]
        again = f"密码不对，打不开“{first.path.name}”。" if first.path == asked else ""
        if not passwords.ask(again or first.sentence):
            break
        asked = first.path
        gathered = unlocked(session, gathered, passwords.known, progress)
    choices = choices_of(args)
    return gathered if choices == Choices() else all_so(session, gathered, choices, progress)


def _said(session: Session, words: list[str]) -> dict[str, UUID | None]:
    from desktop.services.units import units  # noqa: PLC0415 - not for help

    codes = {line.code: line.unit_id for line in units(session)}
    said: dict[str, UUID | None] = {}
    for word in words:
        name, _, code = word.rpartition("=")
        if not name or (code != _NONE_OF_OURS and code not in codes):
            msg = f"--school 写成 名称=代码 的样子，代码要是这里的学校；不是“{word}”。"
            raise SchoolError(msg)
        said[name] = codes.get(code)
    return said


def _of_share(share: Share) -> dict[str, str]:
    return {"code": share.unit.code, "name": share.unit.name, "file": str(share.path)}


def _put(
    answer: Answer,
    gathered: Gathered,
    seen: CountyPreview,
    done: CountyReceipt | None,
    twice: tuple[Twice, ...],
) -> None:
    receipts: list[SchoolReceipt | None] = (
        list(done.schools) if done else [None] * len(seen.schools)
    )
    answer.put(
        applied=done is not None,
        schools=[
            {
                **_of_share(one.share),
                **asdict(got.receipt.counts if got and got.receipt else one.seen.counts),
                "batch": got.receipt.batch if got and got.receipt else None,
                "refusal": got.refusal if got else "",
                "problems": [asdict(problem) for problem in one.seen.problems],
            }
            for one, got in zip(seen.schools, receipts, strict=True)
        ],
        unknown=[
            {
                "name": one.name,
                "rows": one.rows,
                "suggestions": [{"code": line.code, "name": line.name} for line in one.suggestions],
            }
            for one in seen.placed.unknown
        ],
        left_out=seen.placed.left_out,
        twice=[asdict(one) for one in twice],
        refused=[{"file": str(one.path), "sentence": one.sentence} for one in gathered.refused],
        refused_schools=[
            {**_of_share(one.share), "sentence": one.sentence} for one in seen.refused
        ],
        problems=[{"file": str(path), **asdict(what)} for path, what in seen.placed.problems],
        readings=_readings(gathered),
    )


def _readings(gathered: Gathered) -> list[dict[str, Any]]:
    return [
        {"file": str(one.path), **asdict(reading)}
        for one in gathered.files
        for reading in one.roster.readings
    ]


def _tell(
    answer: Answer,
    gathered: Gathered,
    seen: CountyPreview,
    done: CountyReceipt | None,
    twice: tuple[Twice, ...],
) -> None:
    for one in gathered.refused:
        answer.say(f"没有读 {one.path.name}：{one.sentence}")
    for number, school in enumerate(seen.schools):
        got = done.schools[number] if done else None
        counts = got.receipt.counts if got and got.receipt else school.seen.counts
        end = f"。没有导入：{got.refusal}" if got and got.refusal else ""
        batch = _batch(got.receipt.batch) if got and got.receipt else ""
        answer.say(f"{school.share.unit.name}：{_words(asdict(counts))}{batch}{end}")
        tell_coming(answer, school.seen.plan.found.coming)
    for stopped in seen.refused:
        answer.say(f"{stopped.share.unit.name} 不能导入：{stopped.sentence}")
    from desktop.rosters.readings import together  # noqa: PLC0415 - not for help

    tell_readings(answer, together(one.roster.readings for one in gathered.files))
    _tell_rest(answer, seen, twice)


def _tell_rest(answer: Answer, seen: CountyPreview, twice: tuple[Twice, ...]) -> None:
    for path, problem in seen.placed.problems[:SHOWN]:
        answer.say(f"  {path.name} {_place(problem)}：{problem.message}")
    for asked in seen.placed.unknown:
        likely = "、".join(f"{line.name}（{line.code}）" for line in asked.suggestions)
        hint = f"；是不是{likely}？" if likely else ""
        answer.say(f"不认得的学校“{asked.name}”，{asked.rows} 行{hint}")
    if seen.placed.left_out:
        answer.say(f"按您说的没有读入 {seen.placed.left_out} 行。")
    for child in twice[:SHOWN]:
        answer.say(f"一人两校：{child.name}，{'、'.join(child.schools)}")
    if len(twice) > SHOWN:
        answer.say(f"  …… 一人两校共 {len(twice)} 人")


def _words(counts: dict[str, int]) -> str:
    return (
        f"新增 {counts['new']}、变更 {counts['changed']}、相同 {counts['same']}、"
        f"待定 {counts['parked']}、表里没有 {counts['missing']}"
    )


def _batch(number: int | None) -> str:
    return f"，批次 {number}" if number else ""


def tell_problems(answer: Answer, problems: Sequence[Problem], *, sheets: bool = False) -> None:
    """The gravest problems, each with its place, and its sheet where several were read."""
    from desktop.rosters.problems import Level  # noqa: PLC0415 - not for help

    gravest = sorted(problems, key=lambda problem: list(Level).index(problem.level))
    for problem in gravest[:SHOWN]:
        sheet = f"“{problem.sheet}”" if sheets else ""
        words = f"{problem.level.label} {sheet}{_place(problem)} {problem.field}".strip()
        answer.say(f"  {words}：{problem.message}")
    tell_more(answer, len(problems), "个问题")


def tell_coming(answer: Answer, lines: Sequence[Difference]) -> None:
    """The new pupils who will be on record as come by transfer, and why."""
    if lines:
        answer.say(f"  新增的学生里有 {len(lines)} 名是转来的，导入后登记为转入：")
    for line in lines[:SHOWN]:
        answer.say(f"    {line.who}：{line.reason}")
    tell_more(answer, len(lines), "名转入的")


def _place(problem: Problem) -> str:
    return problem.cell or (f"第{problem.row}行" if problem.row else "")


def tell_readings(answer: Answer, readings: Sequence[Reading]) -> None:
    """What cells were read as, the most frequent first."""
    for one in sorted(readings, key=lambda reading: -reading.count)[:SHOWN]:
        answer.say(f"  读法 {one.sentence}")
    tell_more(answer, len(readings), "种读法")


def tell_more(answer: Answer, count: int, what: str) -> None:
    """How many of a list were not shown, if any."""
    if count > SHOWN:
        answer.say(f"  …… 另有 {count - SHOWN} {what}")


def _say_whether(answer: Answer, *, applied: bool) -> None:
    if not applied:
        answer.say("这是预览，没有写入。确认后加 --apply 导入。")


def refuse_returned(args: argparse.Namespace, *, county: bool) -> None:
    """Refuse to hand several workbooks back as one; a county's come back into a folder.

    Raises:
        SchoolError: it was asked for.
    """
    if args.returned and not county:
        raise SchoolError("--returned 只能用在一个文件上。请一个一个导入，或去掉 --returned。")

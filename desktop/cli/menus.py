"""Menus on the command line: the week, the plan of a day, and where a meal or a lot went."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.answer import DONE
from desktop.cli.desk import opened
from desktop.cli.words import day, labelled, natural
from desktop.core.canteen import Sitting
from desktop.core.errors import SchoolError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from datetime import date

    from desktop.cli.answer import Answer
    from desktop.services.canteen.canteens import CanteenLine
    from desktop.services.canteen.planning import MealPlan
    from desktop.services.canteen.tracing import LotFacts, LotTrace, MealTrace
    from desktop.services.session import Session


def menu(args: argparse.Namespace, answer: Answer) -> int:
    """Tell the menu of a week, or write it as the notice for the wall."""
    from desktop.services.canteen.menus import week, week_of  # noqa: PLC0415 - not for help

    with opened(args) as session:
        canteen = args.choose(session, args.canteen)
        first = week_of(args.week or session.store.clock.today())
        found = week(session, canteen.canteen_id, first)
        if args.out is not None:
            from desktop.reports.canteen.menus import week_notice  # noqa: PLC0415 - large
            from desktop.reports.pdf import render_to  # noqa: PLC0415 - same

            render_to(week_notice(session.unit_name, canteen.name, found), args.out)
    answer.put(
        canteen=canteen.name,
        week=first.isoformat(),
        meals=[
            {
                "day": each.isoformat(),
                "sitting": sitting.value,
                "dishes": [line.name for line in found.of(each, sitting)],
            }
            for each in found.days
            for sitting in found.sittings
            if found.of(each, sitting)
        ],
    )
    for each in found.days:
        for sitting in found.sittings:
            if names := [line.name for line in found.of(each, sitting)]:
                answer.say(f"{each} {sitting.label}：{'、'.join(names)}")
    served = len({(line.day, line.sitting) for line in found.lines})
    answer.say(f"{canteen.name}{found.title}食谱：{served} 餐，{len(found.lines)} 个菜。")
    if args.out is not None:
        answer.put(out=str(args.out))
        answer.say(f"已写入 {args.out}。")
    return DONE


def plan(args: argparse.Namespace, answer: Answer) -> int:
    """Hold what the menu of a day takes against the store and against what went out."""
    from desktop.services.canteen.planning import plans  # noqa: PLC0415 - not for help

    with opened(args) as session:
        canteen = args.choose(session, args.canteen)
        on = args.day or session.store.clock.today()
        found = plans(session, canteen.canteen_id, on, on, args.heads)
        if args.out is not None:
            from desktop.reports.canteen.menus import portion_sheet  # noqa: PLC0415 - large
            from desktop.reports.pdf import render_to  # noqa: PLC0415 - same

            render_to(portion_sheet(session.unit_name, canteen.name, found), args.out)
    answer.put(canteen=canteen.name, day=on.isoformat(), meals=[_meal(meal) for meal in found])
    for meal in found:
        _say_meal(meal, answer)
    if not found:
        answer.say(f"{canteen.name}{on} 没有食谱。")
    if args.out is not None:
        answer.put(out=str(args.out))
        answer.say(f"已写入 {args.out}。")
    return DONE


def _meal(meal: MealPlan) -> dict[str, Any]:
    return {
        "sitting": meal.sitting.value,
        "planned_heads": meal.heads.planned,
        "counted_heads": meal.heads.counted,
        "cooked_for": meal.cooked_for,
        "dishes": [line.dish.name for line in meal.dishes],
        "unweighed": list(meal.unweighed),
        "articles": [
            {
                "article": line.goods.name,
                "specification": line.goods.specification,
                "measure": line.goods.measure,
                "planned": line.planned.plain,
                "in_store": line.in_store.plain,
                "issued": line.issued.plain,
                "missing": line.missing.plain,
            }
            for line in meal.lines
        ],
    }


def _say_meal(meal: MealPlan, answer: Answer) -> None:
    names = "、".join(line.dish.name for line in meal.dishes)
    answer.say(f"{meal.sitting.label}（{meal.cooked_for} 人）：{names}")
    for line in meal.lines:
        measure = line.goods.measure
        words = (
            f"  {line.goods.words}：计划 {line.planned.plain} {measure}，"
            f"已出 {line.issued.plain}，库存 {line.in_store.plain}"
        )
        answer.say(words + (f"，还缺 {line.missing.plain}" if line.missing else ""))
    if meal.unweighed:
        answer.say(f"  没有写用量的菜：{'、'.join(meal.unweighed)}")


def trace(args: argparse.Namespace, answer: Answer) -> int:
    """Follow an article's lots to meals and samples, or a day's meals back to lots."""
    from desktop.services.canteen.tracing import (  # noqa: PLC0415 - not for help
        find_lots,
        trace_lot,
        trace_meal,
    )

    if (args.article is None) is (args.day is None):
        raise SchoolError("请写明查什么：--article 物品（查去向），或 --day 日期（查来源）。")
    with opened(args) as session:
        canteen = args.choose(session, args.canteen)
        if args.day is not None:
            back = trace_meal(session, canteen.canteen_id, args.day, args.sitting, args.dish)
            _tell_back(back, answer)
            return DONE
        lots = find_lots(session, canteen.canteen_id, args.article, args.received)
        traces = [trace_lot(session, lot.lot_id) for lot in lots]
    answer.put(lots=[_trace(each) for each in traces])
    for each in traces:
        _say_trace(each, answer)
    answer.say(f"{args.article}：{len(traces)} 批。")
    return DONE


def _lot(lot: LotFacts) -> dict[str, Any]:
    def iso(on: date | None) -> str | None:
        return on.isoformat() if on else None

    return {
        "article": lot.name,
        "specification": lot.specification,
        "measure": lot.measure,
        "supplier": lot.supplier,
        "receipt": lot.receipt,
        "received_on": iso(lot.received_on),
        "produced_on": iso(lot.produced_on),
        "expires_on": iso(lot.expires_on),
        "batch": lot.batch,
        "quarantine": lot.quarantine,
        "left": lot.left.plain,
    }


def _trace(each: LotTrace) -> dict[str, Any]:
    return {
        **_lot(each.lot),
        "lost": each.lost.plain,
        "meals": [
            {
                "document": meal.document,
                "day": meal.day.isoformat(),
                "sitting": meal.sitting.value if meal.sitting else None,
                "quantity": meal.quantity.plain,
                "dishes": list(meal.dishes),
                "certain": meal.certain,
                "samples": [sample.dish for sample in meal.samples],
            }
            for meal in each.meals
        ],
    }


def _say_trace(each: LotTrace, answer: Answer) -> None:
    lot = each.lot
    answer.say(f"{lot_words(lot)}，还剩 {lot.left.plain} {lot.measure}")
    for meal in each.meals:
        sitting = meal.sitting.label if meal.sitting else "没有写餐次"
        dishes = "、".join(meal.dishes) or "没有食谱"
        samples = "、".join(f"{s.dish} {s.grams} 克" for s in meal.samples) or "没有留样"
        answer.say(
            f"  {meal.day} {sitting} {meal.quantity.plain} {lot.measure}（{meal.document}）："
            f"{dishes}；留样：{samples}"
        )
    if each.lost:
        answer.say(f"  报损 {each.lost.plain} {lot.measure}")


def lot_words(lot: LotFacts) -> str:
    """A lot in a line: what, whence, when, its ticket."""
    ticket = f"，票证号 {lot.quarantine}" if lot.quarantine else ""
    batch = f"，批号 {lot.batch}" if lot.batch else ""
    return f"{lot.words}：{lot.supplier}，{lot.received_on} {lot.receipt}{batch}{ticket}"


def _tell_back(back: MealTrace, answer: Answer) -> None:
    answer.put(
        day=back.day.isoformat(),
        dishes=[line.name for line in back.menu],
        lots=[
            {
                **_lot(found.lot),
                "document": found.document,
                "sitting": found.sitting.value if found.sitting else None,
                "quantity": found.quantity.plain,
            }
            for found in back.lots
        ],
        samples=[
            {"dish": sample.dish, "sitting": sample.sitting.value, "grams": sample.grams}
            for sample in back.samples
        ],
    )
    answer.say(f"{back.day}：{'、'.join(line.name for line in back.menu) or '没有食谱'}")
    for found in back.lots:
        words = f"{found.quantity.plain} {found.lot.measure}（{found.document}）"
        answer.say(f"  {words} {lot_words(found.lot)}")
    for sample in back.samples:
        answer.say(f"  留样：{sample.sitting.label} {sample.dish} {sample.grams} 克")


def add(
    inner: Any,  # noqa: ANN401 - argparse's own type is private
    on_data: Callable[..., argparse.ArgumentParser],
    choose: Callable[[Session, str | None], CanteenLine],
) -> None:
    """Add the commands; `choose` finds the canteen that is meant."""
    weekly = on_data(inner, "menu", menu, "一周食谱")
    weekly.add_argument("--week", type=day, metavar="日期", help="这一周里的哪一天，不写就是本周")
    weekly.add_argument("--out", type=Path, metavar="文件.pdf", help="写成张贴用的一周食谱")
    planned = on_data(inner, "plan", plan, "一天的带量食谱：计划用多少、库存多少、出了多少")
    planned.add_argument("--day", type=day, metavar="日期", help="不写就是今天")
    planned.add_argument("--heads", type=natural, metavar="人数", help="按多少人算")
    planned.add_argument("--out", type=Path, metavar="文件.pdf", help="写成带量食谱")
    traced = on_data(inner, "trace", trace, "追溯：一种物品用到了哪些餐，或一餐的东西从哪里来")
    traced.add_argument("--article", metavar="物品", help="查它每一批的去向")
    traced.add_argument("--received", type=day, metavar="日期", help="只看这天入库的")
    traced.add_argument("--day", type=day, metavar="日期", help="查这一天用的东西从哪里来")
    traced.add_argument("--sitting", type=labelled(Sitting), metavar="餐次")
    traced.add_argument("--dish", metavar="菜", help="只查这个菜（留样）的食材")
    for command in (weekly, planned, traced):
        command.set_defaults(choose=choose)
        command.add_argument("--canteen", metavar="食堂", help="食堂的名称；只有一个时不用写")

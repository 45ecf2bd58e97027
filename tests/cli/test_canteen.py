"""The canteen's books on the command line."""

from __future__ import annotations

from argparse import Namespace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from beancount import loader
from pypdfium2 import PdfDocument

from desktop.cli.desk import opened
from desktop.core.canteen import MoneyKind, Sitting
from desktop.core.clock import CHINA
from desktop.core.meals import CompanionKind, Finding, LogKind
from desktop.core.money import Money, Quantity
from desktop.services.canteen.articles import articles
from desktop.services.canteen.canteens import canteens
from desktop.services.canteen.companions import NewCompanion, record_companion
from desktop.services.canteen.counting import begin
from desktop.services.canteen.log_lines import NewRound, RoundLine
from desktop.services.canteen.log_rounds import record_round
from desktop.services.canteen.money import NewMoney, record, reverse_money
from desktop.services.canteen.orders import NewOrder, NewOrderLine, place_order
from desktop.services.canteen.samples import NewSamples, SampledDish, take
from desktop.services.canteen.suppliers import suppliers
from desktop.services.months import close
from tests.rosters.books import write
from tests.services.canteen.eaten import keep_sample, serve, weighed
from tests.services.canteen.kitchen import OPENED, Kitchen
from tests.services.canteen.table import DAY, SEPTEMBER, StaffTable
from tests.services.canteen.workbooks import RECEIPT_HEADER, delivered

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Said

    Run = Callable[..., Said]


@pytest.fixture
def kitchen(school: Run) -> Run:
    """A canteen with rice in it, of which some was eaten."""
    with opened(Namespace(data=None, unit=None, user=None)) as session:
        made = Kitchen.of(session)
        made.take_in(OPENED, made.line(made.rice, "30", "4.50"))
        made.take_out(OPENED, made.rice, "7.5")
    return school


def test_books_are_begun_once(school: Run) -> None:
    assert "还没有食堂账" in school("canteen", "stock").err
    assert (
        school("canteen", "open", "--since", "2026-09-01", "--json").json["since"] == "2026-09-01"
    )
    assert "已经有叫“学校食堂”的食堂账" in school("canteen", "open").err
    school("canteen", "open", "--canteen", "南校区食堂", "--operation", "承包")
    assert "写明是哪一个" in school("canteen", "stock").err
    assert "0 批" in school("canteen", "stock", "--canteen", "南校区食堂").out


def test_stock_and_balances_are_listed(kitchen: Run) -> None:
    (lot,) = kitchen("canteen", "stock", "--json").json["lots"]
    assert (lot["left"], lot["amount"], lot["fund"]) == ("22.5", "101.25", "pupil_fees")
    assert "大米 22.5 千克，101.25 元，2026-09-01 入库" in kitchen("canteen", "stock").out
    found = kitchen("canteen", "balance", "--month", "2026-09", "--json").json["accounts"]
    assert [(line["name"], line["closing"]) for line in found] == [
        ("库存物品", "101.25"),
        ("应付账款", "-135.00"),
        ("学生食材支出", "33.75"),
    ]


def test_money_and_debts_are_listed(kitchen: Run) -> None:
    with opened(Namespace(data=None, unit=None, user=None)) as session:
        (canteen,) = canteens(session)
        fee = NewMoney(
            canteen_id=canteen.canteen_id,
            day=OPENED,
            kind=MoneyKind.PUPIL_FEE,
            amount=Money.of("200"),
            party="三年级1班",
        )
        (key,) = record(session, fee).document_ids
        reverse_money(session, key, "写错", OPENED)
    found = kitchen("canteen", "money", "--month", "2026-09", "--json").json
    assert [(line["number"], line["amount"]) for line in found["documents"]] == [
        ("收支 2026-09-002", "-200.00"),
        ("收支 2026-09-001", "200.00"),
    ]
    assert found["documents"][0]["reverses"] == "收支 2026-09-001"
    assert found["held"] == {"bank": "0.00", "cash": "0.00"}
    said = kitchen("canteen", "money", "--month", "2026-09").out
    assert "200.00 元（学生伙食费，银行，三年级1班，已由收支 2026-09-002冲销）" in said
    (debt,) = kitchen("canteen", "owed", "--month", "2026-09", "--json").json["suppliers"]
    assert (debt["supplier"], debt["closing"]) == ("平安粮油店", "135.00")
    assert "月末欠 135.00" in kitchen("canteen", "owed", "--month", "2026-09").out


def test_papers_of_a_month_are_bound_in_one_file(kitchen: Run, tmp_path: Path) -> None:
    with opened(Namespace(data=None, unit=None, user=None)) as session:
        (canteen,) = canteens(session)
        fee = NewMoney(
            canteen_id=canteen.canteen_id,
            day=OPENED,
            kind=MoneyKind.PUPIL_FEE,
            amount=Money.of("500"),
        )
        record(session, fee)
    out = tmp_path / "九月.pdf"
    said = kitchen("canteen", "papers", "--month", "2026-09", "--out", out, "--json").json
    names = ("进销存月报", "收支公示表", "收支盈亏表", "银行存款日记账", "供应商往来")
    assert all(name in title for name, title in zip(names, said["papers"], strict=True))
    with PdfDocument(out) as bound:
        texts = [page.get_textpage().get_text_range() for page in bound]
    assert len(texts) >= len(names)
    assert "进销存月报" in texts[0]
    assert any("500.00" in text for text in texts)


def test_rules_are_asked_and_one_by_its_number(kitchen: Run) -> None:
    said = kitchen("canteen", "check", "--month", "2026-09")
    assert (said.status, "C16 2026年9月末库存101.25元，没有盘点。" in said.out) == (1, True)
    assert kitchen("canteen", "check", "--month", "2026-09", "--rule", "C13").status == 0
    (one,) = kitchen("canteen", "check", "--month", "2026-09", "--rule", "c16", "--json").json[
        "questions"
    ]
    assert (one["rule"], one["tab"]) == ("C16", "stocktake")
    assert "没有“C99”" in kitchen("canteen", "check", "--rule", "C99").err


def test_ledger_goes_out_as_another_program_reads_it(kitchen: Run, tmp_path: Path) -> None:
    path = tmp_path / "账.beancount"
    assert kitchen("ledger", "export", "--out", path).status == 0
    _entries, errors, _options = loader.load_file(str(path))
    assert errors == []


def test_statement_tells_every_line_and_is_written_as_paper_and_workbook(
    kitchen: Run, tmp_path: Path
) -> None:
    told = kitchen("canteen", "statement", "--month", "2026-09", "--json").json
    (rice,) = told["goods"]
    assert rice["received"] == {"quantity": "30", "amount": "135.00"}
    assert rice["closing"] == {"quantity": "22.5", "amount": "101.25"}
    assert [(line["code"], line["block"], line["month"]) for line in told["accounts"]] == [
        ("5001", "pupils", "33.75")
    ]
    assert told["held"]["stock"] == "101.25"
    assert told["seal_code"] is None
    for kind in ("进销存月报", "收支公示表", "收支盈亏表"):
        for suffix in ("pdf", "xlsx"):
            path = tmp_path / f"{kind}.{suffix}"
            said = kitchen(
                "canteen", "statement", "--month", "2026-09", "--kind", kind, "--out", path
            )
            assert f"已写入 {path}" in said.out
            assert path.stat().st_size > 2000
    refused = kitchen("canteen", "statement", "--kind", "kindergarten", "--out", tmp_path / "x.pdf")
    assert "只有幼儿园才有" in refused.err
    assert "支出 33.75" in kitchen("canteen", "statement", "--month", "2026-09").out
    assert "没有这个月份" in kitchen("canteen", "statement", "--month", "2026-13").err


def test_store_of_a_school_that_begins_in_the_middle_comes_into_the_books(school: Run) -> None:
    with opened(Namespace(data=None, unit=None, user=None)) as session:
        made = Kitchen.of(session)
    names = ("--counter", "甲", "--counter", "乙")
    rice = ("--line", "大米,平安粮油店,20,4.36,2027-05-01")
    said = school("canteen", "opening", *rice, "--line", "洗洁精，平安粮油店，2，7", *names)
    assert "盘点 2026-09-001：期初库存 2 批，共 101.20 元。" in said.out
    assert "要有2个人" in school("canteen", "opening", *rice, *names[:2]).err
    assert "没有叫“面粉”的物品" in (
        school("canteen", "opening", "--line", "面粉,平安粮油店,1,1", *names).err
    )
    assert "写成“物品,供货商" in school("canteen", "opening", "--line", "大米", *names).err
    odd = school("canteen", "opening", "--line", "大米,平安粮油店,viel,1", *names)
    assert "这不是一个数" in odd.err
    with opened(Namespace(data=None, unit=None, user=None)) as session:
        begin(session, made.canteen_id, OPENED)
    (line,) = school("canteen", "stocktakes", "--json").json["stocktakes"]
    assert (line["day"], line["state"], line["lines"]) == ("2026-09-01", "counting", 2)
    assert "正在盘点：2 批，已盘 0 批" in school("canteen", "stocktakes").out


def test_sheets_of_goods_go_in_and_out_and_back(kitchen: Run, tmp_path: Path) -> None:
    lines = [
        RECEIPT_HEADER,
        delivered("2026-09-02", "大米", 50, 4.36),
        delivered("2026-09-02", "土豆", 20, 2, supplier="菜农老周"),
        delivered("2026-09-02", "土豆", 20, 2, people="张三丰"),
    ]
    path = write(tmp_path / "入库.xlsx", lines)
    looked = kitchen("import", "goods-receipts", path, "--json").json
    assert (looked["new"], looked["parked"], looked["applied"]) == (2, 1, False)
    taken = kitchen("import", "入库", path, "--apply", "--json").json
    assert kitchen("import", "入库", path, "--apply", "--json").json["batch"] is None
    out = tmp_path / "九月入库.xlsx"
    assert "写明是哪个月" in kitchen("export", "goods-receipts", out).err
    month = ("--month", "2026-09")
    assert kitchen("export", "goods-receipts", out, *month, "--json").json["rows"] == 3
    assert kitchen("import", "goods-receipts", out, "--json").json["same"] == 3
    undone = kitchen("undo", str(taken["batch"]))
    assert "已撤销" in undone.out
    assert kitchen("export", "suppliers", tmp_path / "供货商.xlsx", "--json").json["rows"] == 1


def test_buying_is_listed_with_prices_and_dealings(kitchen: Run, tmp_path: Path) -> None:
    lines = [
        ("供货商", "品名", "单价", "执行日期", "定价依据"),
        ("平安粮油店", "大米", 4.36, "2026-09-01", "秋季询价会"),
    ]
    prices = write(tmp_path / "合同价.xlsx", lines)
    assert kitchen("import", "合同价", prices, "--apply", "--json").json["new"] == 1
    (price,) = kitchen("canteen", "contract-prices", "--json").json["prices"]
    assert (price["supplier"], price["price"], price["until"]) == ("平安粮油店", "4.3600", None)
    assert (
        kitchen("canteen", "contract-prices", "--day", "2026-08-31", "--json").json["prices"] == []
    )
    assert (
        "大米 4.36 元/千克，2026-09-01 起（秋季询价会）"
        in kitchen("canteen", "contract-prices").out
    )
    with opened(Namespace(data=None, unit=None, user=None)) as session:
        (canteen,) = canteens(session)
        goods = {line.article.name: line.article_id for line in articles(session)}
        new = NewOrder(
            canteen_id=canteen.canteen_id,
            supplier_id=suppliers(session)[0].supplier_id,
            ordered_on=OPENED,
            wanted_on=OPENED,
            buyer="采购员小孙",
            lines=(NewOrderLine(goods["大米"], Quantity.of("10")),),
        )
        place_order(session, new)
    (order,) = kitchen("canteen", "orders", "--month", "2026-09", "--json").json["orders"]
    assert (order["number"], order["state"]) == ("采购单 0001", "ordered")
    said = kitchen("canteen", "orders").out
    assert "平安粮油店：大米，2026-09-01 要货，0.00 元，已下单，已过期" in said
    (one,) = kitchen("canteen", "dealings", "--since", "2026-09-01", "--json").json["suppliers"]
    assert (one["orders"], one["receipts"], one["closing"]) == (1, 1, "135.00")
    assert len(one["lines"]) == 1
    assert "进货 135.00 元" in kitchen("canteen", "dealings").out


@pytest.mark.parametrize(
    "sheet",
    [
        *("suppliers", "goods-receipts", "money", "menus", "meal-counts", "meal-fees"),
        *("bank-statement", "stocktake", "contract-prices"),
    ],
)
def test_sheets_to_fill_in_need_no_books(school: Run, tmp_path: Path, sheet: str) -> None:
    out = tmp_path / "空白.xlsx"
    assert school("template", sheet, out).status == 0
    assert out.stat().st_size > 0


def test_menu_plan_and_trace_are_told(school: Run, tmp_path: Path) -> None:
    monday = OPENED + timedelta(days=6)
    with opened(Namespace(data=None, unit=None, user=None)) as session:
        made = Kitchen.of(session)
        made.take_in(OPENED, made.line(made.rice, "30", "4.50", batch="A7"))
        serve(made, monday, weighed(made, "米饭", rice="100"), "青菜")
        made.take_out(monday, made.rice, "7.5")
        keep_sample(made, monday, "米饭")
    day, paper = monday.isoformat(), tmp_path / "食谱.pdf"
    week = school("canteen", "menu", "--week", day, "--out", paper, "--json").json
    assert week["meals"] == [{"day": day, "sitting": "lunch", "dishes": ["米饭", "青菜"]}]
    assert paper.read_bytes().startswith(b"%PDF")
    assert f"{day} 午餐：米饭、青菜" in school("canteen", "menu", "--week", day).out
    plan = school("canteen", "plan", "--day", day, "--heads", "400", "--json").json
    (meal,) = plan["meals"]
    (rice,) = meal["articles"]
    assert (rice["planned"], rice["issued"], rice["missing"]) == ("40", "7.5", "10")
    said = school("canteen", "plan", "--day", day, "--heads", "400", "--out", paper).out
    assert "大米：计划 40 千克，已出 7.5，库存 22.5，还缺 10" in said
    assert "没有写用量的菜：青菜" in said
    assert "没有食谱" in school("canteen", "plan", "--day", "2026-09-01").out
    assert "请写明查什么" in school("canteen", "trace").err
    forward = school("canteen", "trace", "--article", "大米", "--json").json["lots"]
    assert [meal["samples"] for lot in forward for meal in lot["meals"]] == [["米饭"]]
    assert "留样：米饭 150 克" in school("canteen", "trace", "--article", "大米").out
    back = school("canteen", "trace", "--day", day, "--dish", "米饭", "--json").json
    assert [(lot["article"], lot["batch"]) for lot in back["lots"]] == [("大米", "A7")]
    assert "7.5 千克（出库 2026-09-001） 大米：平安粮油店" in (
        school("canteen", "trace", "--day", day).out
    )
    the_day_is_told(school, day, paper)


def the_day_is_told(school: Run, day: str, paper: Path) -> None:
    now = school("canteen", "today", "--day", day, "--out", paper, "--json").json
    (lunch,) = now["sittings"]
    assert (lunch["parts"]["menu"], lunch["parts"]["heads"]) == ("done", "open")
    assert (lunch["parts"]["samples"], lunch["unsampled"]) == ("problem", ["青菜"])
    assert [(one["article"], one["quantity"]) for one in lunch["issued"]] == [("大米", "7.5")]
    assert now["waiting"]["logs"]["morning"] == "missing"
    said = school("canteen", "today", "--day", day).out
    assert "午餐：食谱已办，就餐未办，出库已办，留样有问题，陪餐未办" in said
    assert "这一天食堂不开餐。" in school("canteen", "today", "--day", "2026-09-06").out


def test_meals_of_the_staff_their_prices_and_shares_are_listed(school: Run) -> None:
    with opened(Namespace(data=None, unit=None, user=None)) as session:
        table = StaffTable.of(session)
        table.use(DAY, "90")
        table.count(DAY, 8)
        table.eat((table.wang, DAY), (table.li, DAY))
        table.pay((table.wang, "5"), ticket="0087")
        close(session, SEPTEMBER, accept_warnings=True)
    (price,) = school("canteen", "prices", "--json").json["prices"]
    assert (price["eater"], price["price"], price["used"]) == ("staff", "5.00", True)
    assert "教职工 午餐 5.00 元，从2026-09-01起" in school("canteen", "prices").out
    found = school("canteen", "staff-meals", "--month", "2026-09", "--json").json["staff"]
    assert [(line["name"], line["owed"], line["tickets"]) for line in found] == [
        ("李秀英", "5.00", []),
        ("王建国", "0.00", ["0087"]),
    ]
    assert (
        "李秀英：午餐 1 次，应交 5.00" in school("canteen", "staff-meals", "--month", "2026-09").out
    )
    shares = school("canteen", "shares", "--month", "2026-09", "--json").json
    assert [line["amount"] for line in shares["eaters"]] == ["72.00", "18.00", "0.00"]
    assert shares["between_funds"] == {"pupil_fees": "18.00", "staff_fees": "-18.00"}
    assert (
        "教职工伙食费应付别的资金 18.00 元" in school("canteen", "shares", "--month", "2026-09").out
    )


def test_logs_and_samples_are_listed(kitchen: Run) -> None:
    day = date(2026, 11, 2)
    with opened(Namespace(data=None, unit=None, user=None)) as session:
        canteen = canteens(session)[0].canteen_id
        at = datetime.combine(day, time(9), CHINA)
        take(
            session,
            NewSamples(
                canteen_id=canteen,
                day=day,
                sitting=Sitting.LUNCH,
                taken_at=at,
                taken_by="老钱",
                watched_by="王老师",
                dishes=(SampledDish("米饭", 125),),
            ),
        )
        record_companion(
            session,
            NewCompanion(
                canteen_id=canteen,
                day=day,
                sitting=Sitting.LUNCH,
                name="张校长",
                kind=CompanionKind.HEAD,
                opinion="好",
                paid=Money(0),
            ),
        )
        bad = RoundLine("冷藏柜", "", Finding.BAD, "9", "已调低")
        record_round(
            session,
            NewRound(
                canteen_id=canteen,
                kind=LogKind.COLD_STORE,
                day=day,
                done_by="老钱",
                lines=(bad,),
            ),
        )
    found = kitchen("canteen", "logs", "--json").json
    assert (found["rounds"][0]["problems"], found["companions"][0]["paid"]) == (
        "冷藏柜：已调低",
        "0.00",
    )
    said = kitchen("canteen", "logs", "--month", "2026-11").out
    assert "2026-11-02 冷柜温度，老钱：不合格 1 项：冷藏柜：已调低" in said
    assert "2026-11-02 午餐陪餐，张校长：未缴费" in said
    assert "0 次检查" in kitchen("canteen", "logs", "--kind", "晨检").out
    due = kitchen("canteen", "logs", "--due", "--month", "2026-10")
    assert "今天 冷柜温度：有问题" in due.out
    assert "今天 晨检：未记" in due.out
    assert "晨检没有记：10-08、10-09" in due.out
    assert kitchen("canteen", "logs", "--due", "--json").json["due"][0]["state"] == "done"
    assert "午餐 米饭 125 克：留样中" in kitchen("canteen", "samples").out
    assert kitchen("canteen", "samples", "--json").json["samples"][0]["due"] is False

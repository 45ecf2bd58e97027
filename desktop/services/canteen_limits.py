"""From which figure on a canteen's books are asked a question: parameters of the county.

No national document gives these figures; each is to be held against the county's own papers.
"""

from __future__ import annotations

from typing import Final

from desktop.services.declared import Declared

FOOD_SHARE: Final = Declared(
    *("canteen.food_share", "食材支出比例下限", "%", 65, 0, 100),
    "食材支出占伙食收入低于这个比例就提问；请按县里的文件核对。",
)
FOOD_SHARE_FALL: Final = Declared(
    *("canteen.food_share_fall", "食材支出比例下降", "个百分点", 15, 1, 100),
    "比上个月少了几个百分点就提问。",
)
PRICE_RISE: Final = Declared(
    *("canteen.price_rise", "进价上涨", "%", 20, 1, 500),
    "比上一次进价高出百分之几就提问。",
)
PRICE_ABOVE_COUNTY: Final = Declared(
    *("canteen.price_above_county", "进价高于全县", "%", 20, 1, 500),
    "比全县同月同品名的中间价高出百分之几就提问。",
)
SUPPLIER_SHARE: Final = Declared(
    *("canteen.supplier_share", "一家供货商的份额", "%", 80, 10, 100),
    "一个月从一家进货超过百分之几就提问。",
)
EVEN_WEEKS: Final = Declared(
    *("canteen.even_weeks", "验收分毫不差", "周", 4, 1, 26),
    "连续几周订多少到多少收多少就提问。",
)
COUNT_DIFFERENCE: Final = Declared(
    *("canteen.count_difference", "盘点差异", "%", 5, 1, 100),
    "盘点和账面差百分之几就提问。",
)
DEMAND_RATE: Final = Declared(
    *("canteen.demand_rate", "活期存款年利率", "万分之一", 5, 1, 500),
    "账上的利息不到按它算出的一半就提问；请按开户银行的利率核对。",
)
SURPLUS_SHARE: Final = Declared(
    *("canteen.surplus_share", "学生伙食盈亏上限", "%", 4, 1, 50),
    "本学期学生伙食盈余或亏损超过收入的百分之几就提问；请按县里的文件核对。",
)
CASH_DAYS: Final = Declared(
    *("canteen.cash_days", "现金存银行", "天", 5, 1, 60),
    "现金收下几天还没有存银行就提问。",
)
CASH_KEPT: Final = Declared(
    *("canteen.cash_kept", "备用现金", "元", 500, 0, 100_000),
    "这个数以内的现金可以留着。",
)
EXPIRY_DAYS: Final = Declared(
    *("canteen.expiry_days", "证件到期提醒", "天", 30, 1, 180),
    "食品经营许可证、供货商证照、健康证到期前几天提问。",
)
CANTEEN_LIMITS: Final = (
    *(FOOD_SHARE, FOOD_SHARE_FALL, PRICE_RISE, PRICE_ABOVE_COUNTY, SUPPLIER_SHARE),
    *(EVEN_WEEKS, COUNT_DIFFERENCE, DEMAND_RATE, SURPLUS_SHARE, CASH_DAYS, CASH_KEPT, EXPIRY_DAYS),
)

from __future__ import annotations

import pytest

from desktop.core.villages import village_key


@pytest.mark.parametrize(
    "text",
    [
        "上湾村",
        "上湾",
        "上湾村委会",
        "上湾行政村",
        " 上 湾 村 ",
        "平安乡上湾村3组12号",
        "江西省吉安市平安县平安乡上湾村民委员会三组",
        "平安县平安乡上湾",
    ],
)
def test_one_village_however_it_is_written(text: str) -> None:
    assert village_key(text) == "上湾"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("平安镇向阳社区5栋", "向阳"),
        ("平安镇街道向阳居委会", "向阳"),
        ("12号", None),
        ("幸福路8号", None),
        ("", None),
        ("湾", None),
        ("平安镇", "平安镇"),
    ],
)
def test_other_places(text: str, key: str | None) -> None:
    assert village_key(text) == key

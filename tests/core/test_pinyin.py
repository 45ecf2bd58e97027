"""How names sound."""

import subprocess
import sys

import pytest

from desktop.core.pinyin import initials, pinyin, syllables


@pytest.mark.parametrize(
    ("name", "sound"),
    [
        ("张三", "zhang san"),
        ("单雄信", "shan xiong xin"),
        ("曾国藩", "zeng guo fan"),
        ("仇英", "qiu ying"),
        ("区伯", "ou bo"),
        ("解缙", "xie jin"),
        ("查良镛", "zha liang yong"),
        ("朴槿惠", "piao jin hui"),
        ("盖叫天", "ge jiao tian"),
        ("翟志刚", "zhai zhi gang"),
        ("单于夫罗", "chan yu fu luo"),
        ("单于", "shan yu"),
        ("尉迟恭", "yu chi gong"),
        ("尉犁", "wei li"),
        ("欧阳修", "ou yang xiu"),
        ("吕布", "lv bu"),
        ("李单", "li dan"),
        ("𫖮䶮", "yi yan"),
        ("遆㛃", "ti jie"),
        ("阿卜来提·如则托合提", "a bo lai ti ru ze tuo he ti"),
        ("John Smith", "john smith"),
        ("O'Neil", "o neil"),
        ("张\ue001", "zhang \ue001"),
        ("单", "dan"),
        ("", ""),
    ],
)
def test_sound_of_a_name(name: str, sound: str) -> None:
    assert pinyin(name, " ") == sound
    assert pinyin(name) == sound.replace(" ", "")
    assert syllables(name) == tuple(sound.split())


def test_initials() -> None:
    assert initials("曾国藩") == "zgf"
    assert initials("John Smith") == "js"
    assert initials("张\ue001") == "z\ue001"
    assert initials("") == ""


def test_library_is_loaded_only_when_asked() -> None:
    program = (
        "import sys, desktop.core.pinyin as p;"
        "assert 'pypinyin' not in sys.modules;"
        "p.pinyin('张');"
        "assert 'pypinyin' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)

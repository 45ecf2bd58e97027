"""Real input methods before the real window; where they are not installed this is not tried.

With `MINGCE_TYPING_PICTURES=DIR` pictures of the screen are kept.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from desktop.core.progress import Progress
from desktop.demo.story import build
from tests.app.chinese.desk import Session, missing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.gui, pytest.mark.slow, pytest.mark.timeout(600)]

SEARCH = "找人、找单据"
FILTER = "姓名、拼音、首字母或完整号码"
LETTERS = "nihao"
WORD = "你好"
_NEAR = 16
_SECTIONS = 12


@pytest.fixture(params=["fcitx5", "ibus"])
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    """The window of an invented school, in a session with this input method."""
    if not os.environ.get("MINGCE_TRY_TYPING"):
        # They take minutes, and a busy machine loses keys on the way to the other programs.
        pytest.skip("tried when asked: MINGCE_TRY_TYPING=1")
    absent = missing(request.param)
    if absent:
        pytest.skip(f"not installed: {', '.join(absent)}")
    build(tmp_path / "school", Progress(), canteens=False)
    with Session(request.param, tmp_path) as session:
        session.open("--data", str(tmp_path / "school"))
        session.sees("the desk", lambda window: window["page"] == "today")
        session.press("ctrl+k")
        session.sees("the box on top", lambda window: window["focus"] == SEARCH)
        session.writes_chinese()
        yield session


def test_search_answers_words_and_the_candidates_stand_at_the_cursor(session: Session) -> None:
    session.types(LETTERS)
    session.sees("a word that is composed", lambda window: window["composing"])
    session.sees("the candidates", lambda _: _candidates_at_the_cursor(session))
    session.picture("search-composing")
    window = session.asks()
    assert window["text"] == ""
    assert window["answers"] == []
    session.press("space")
    session.sees("answers", lambda window: window["text"] == WORD and window["answers"])
    session.picture("search-answered")


def test_list_is_filtered_by_words_and_not_by_letters(session: Session) -> None:
    session.press("ctrl+2")
    all_of_them = session.sees("the roster", lambda window: window["tables"].get("学生名册"))
    session.press("ctrl+f")
    session.sees("the filter", lambda window: window["focus"] == FILTER)
    session.types(LETTERS)
    session.sees("a word that is composed", lambda window: window["composing"])
    assert session.asks()["tables"] == all_of_them["tables"]
    session.press("space")
    session.sees("nobody of that name", lambda window: not window["tables"].get("学生名册"))
    assert session.asks()["text"] == WORD


def test_enter_and_esc_belong_to_the_word_while_it_is_composed(session: Session) -> None:
    session.press("ctrl+2")
    session.sees("the roster", lambda window: window["tables"].get("学生名册"))
    session.clicks("学生名册")
    session.press("Return")
    session.clicks("登记异动")
    session.clicks("说明")
    before = session.sees("the note", lambda window: window["focus"] == "说明")
    _compose(session)
    session.picture("note-composing")
    assert sorted(session.asks()["words"]) == sorted(before["words"])
    session.press("Return")
    session.sees("the letters", lambda window: window["text"] == LETTERS)
    _compose(session)
    session.press("Escape")
    session.sees("nothing composed", lambda window: not window["composing"])
    window = session.asks("说明")
    assert (window["focus"], window["text"]) == ("说明", LETTERS)
    _compose(session)
    session.press("space")
    session.sees("the word", lambda window: window["text"] == LETTERS + WORD)


def test_enter_walks_on_only_after_the_word(session: Session) -> None:
    _open_users(session)
    session.clicks("姓名")
    before = session.sees("the name", lambda window: window["focus"] == "姓名")
    _compose(session)
    session.picture("name-composing")
    assert sorted(session.asks()["words"]) == sorted(before["words"])
    session.press("Return")
    session.sees("the letters", lambda window: window["text"] == LETTERS)
    assert session.asks()["focus"] == "姓名"
    session.press("Return")
    session.sees("the next field", lambda window: window["focus"] != "姓名")


def test_passwords_take_letters_as_they_are(session: Session) -> None:
    _open_users(session)
    session.clicks("密码")
    session.sees("the password", lambda window: window["focus"] == "密码")
    session.types(LETTERS)
    window = session.sees("the letters", lambda window: window["text"] == LETTERS)
    assert window["composing"] == ""
    session.picture("password")


def test_dates_and_meal_days_take_keys_as_they_are(session: Session) -> None:
    session.press("ctrl+2")
    session.sees("the roster", lambda window: window["tables"].get("学生名册"))
    session.clicks("学生名册")
    session.press("Return")
    session.clicks("登记异动")
    session.clicks("异动日期")
    session.sees("the day", lambda window: window["focus"].startswith("异动日期"))
    session.press("ctrl+a")
    session.types("t")
    session.sees("the shorthand", lambda window: window["text"] == "t")
    session.press("Return")
    session.sees("the next field", lambda window: window["focus"] == "说明")
    session.press("ctrl+3")
    session.sees("the meal days", lambda window: "未登记" in window["text"])
    session.types("12")
    session.sees("the number", lambda window: "|12|" in window["text"])
    session.types("wo=")
    session.sees("all days", lambda window: "|18|18|" in window["text"])
    assert session.candidates() == []


def _compose(session: Session) -> None:
    session.types(LETTERS)
    session.sees("a word that is composed", lambda window: window["composing"])


def _open_users(session: Session) -> None:
    session.press("ctrl+5")
    session.sees("the settings", lambda window: window["page"] == "settings")
    for _ in range(_SECTIONS):
        if "增加使用者" in session.asks()["words"]:
            return
        session.press("Down")
    session.sees("the users", lambda window: "增加使用者" in window["words"])


def _candidates_at_the_cursor(session: Session) -> bool:
    left, _top, bottom = session.asks()["cursor"]
    return any(
        abs(x - left) < _NEAR and abs(y - bottom) < _NEAR
        for x, y, _width, _height in session.candidates()
    )

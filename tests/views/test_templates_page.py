"""套打模板 by keyboard: begun, moved, mended, kept; half typed it stays; files in and out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db import demo, prints, records, templates
from db.session import Session, open_session
from forms.property.receipt import SJ
from forms.property.release import FX
from printing.overprint import Style
from printing.page import Code
from printing.profiles import Profile, Profiles
from tests.printing.pads import values
from tests.views.page_desk import NOW, acting, answered, at, key, put, shown
from tests.views.window_desk import demo_folder
from ui import dialogs
from views import overprinting, printouts, ways
from views.places import places
from views.press import Press
from views.templates import TemplatesPage

Key, Held = Qt.Key, Qt.KeyboardModifier
CONTROL, SHIFT, ALT = Held.ControlModifier, Held.ShiftModifier, Held.AltModifier
KEEPER = "9001"
Said = list[tuple[str, str]]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """9001, the administrator."""
    opened = open_session(
        demo_folder(tmp_path), KEEPER, demo.password_of(KEEPER), clock=at(NOW), forms=(FX, SJ),
        check=False,
    )  # fmt: skip
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def own_layout(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked; every question is answered with no."""
    asked: list[str] = []

    def no(parent: object, title: str, words: str, **more: Any) -> bool:
        asked.append(title)
        return False

    monkeypatch.setattr(dialogs, "confirm", no)
    return asked


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> TemplatesPage:
    return opened(qtbot, session)


@pytest.fixture
def said(page: TemplatesPage) -> Said:
    heard: Said = []
    page.notice.connect(lambda words, tone: heard.append((words, tone)))
    return heard


def opened(qtbot: QtBot, session: Session) -> TemplatesPage:
    found = TemplatesPage(session)
    shown(qtbot, found)
    still(qtbot, found)
    return found


def still(qtbot: QtBot, page: TemplatesPage) -> None:
    """Until nothing is worked out any more."""
    qtbot.waitUntil(lambda: not (page.preview.is_busy or page._busy), timeout=10_000)


def begin(qtbot: QtBot, page: TemplatesPage, title: str = "收据") -> None:
    """Filter to one form and open its paper with Enter, by keys alone."""
    key(qtbot, Key.Key_F, CONTROL)
    put(qtbot, title)
    key(qtbot, Key.Key_Return)
    key(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: page.editing and bool(page.editor.spots.spots))
    still(qtbot, page)


def row(page: TemplatesPage, at: int) -> tuple[str, ...]:
    """What, style, left, base line and width of a spot as the table says."""
    return tuple(str(cell) for cell in page.editor.spots.model.rows[at][:5])


def trouble(page: TemplatesPage) -> str:
    found = page.findChild(QLabel, "template_trouble")
    assert isinstance(found, QLabel)
    return found.text()


def held(session: Session) -> templates.Kept | None:
    return templates.current(session, "SJ", "收据")


def test_a_template_begins_with_the_paper_and_is_kept(
    qtbot: QtBot, session: Session, page: TemplatesPage, said: Said, own_layout: list[str]
) -> None:
    """Enter, Ctrl+S: complete at once, and it prints."""
    begin(qtbot, page)
    assert own_layout == ["这种纸有现成的模板"]
    assert row(page, 4)[:2] == ("交款人", "文字") and len(page.editor.spots.spots) == 19
    assert page.preview.seen is not None and page.preview.seen.problems == {}
    key(qtbot, Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: bool(said))
    assert said == [("收据 收据的模板“收据 收据”已存，第 1 版", "good")] and not page.editor.is_dirty
    kept = held(session)
    assert kept is not None and kept.version == 1
    pad = overprinting.loaded(session, SJ, SJ.papers[0], Profile()).template
    assert pad.pad.box == "241-3-1/2" and pad.values() == kept.values


def test_a_spot_is_moved_by_keys_and_the_preview_follows(
    qtbot: QtBot, page: TemplatesPage
) -> None:
    begin(qtbot, page)
    for _ in range(4):
        key(qtbot, Key.Key_Down)
    left, base = row(page, 4)[2:4]
    key(qtbot, Key.Key_Right, CONTROL)
    key(qtbot, Key.Key_Up, CONTROL, SHIFT)
    assert row(page, 4)[2:4] == (f"{float(left) + 0.5:g}", f"{float(base) - 0.1:g}")
    still(qtbot, page)
    template = page.preview.seen.template if page.preview.seen else None
    assert template is not None and template.spots[4].x == float(left) + 0.5
    assert page.editor.is_dirty


def test_what_is_wrong_is_said_beside_its_box_and_not_kept(
    qtbot: QtBot, session: Session, page: TemplatesPage, said: Said
) -> None:
    """Off the pad: the row is marked, the box says why, and Ctrl+S keeps nothing."""
    begin(qtbot, page)
    form = page.editor.spots.form
    assert form is not None
    form.inputs["x"].enter()
    key(qtbot, Key.Key_A, CONTROL)
    put(qtbot, "230")
    still(qtbot, page)
    assert str(page.editor.spots.model.rows[0][6]) == "有错" and "1 处有错" in trouble(page)
    assert form.inputs["x"].wrong
    key(qtbot, Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: bool(said))
    assert said[0][1] == "bad" and held(session) is None


def test_a_spot_is_added_given_a_value_and_taken_away(qtbot: QtBot, page: TemplatesPage) -> None:
    begin(qtbot, page)
    key(qtbot, Key.Key_Insert)
    assert row(page, 1)[0] == "（还没选）"
    form = page.editor.spots.form
    assert form is not None
    form.set_value("key", "付款方式")
    assert row(page, 1)[0] == "付款方式"
    form.set_value("style", "打勾")
    form.set_value("choice", "现金")
    still(qtbot, page)
    assert row(page, 1)[0] == "付款方式：现金"
    assert page.preview.seen is not None and page.preview.seen.problems == {}
    page.editor.spots.enter()
    key(qtbot, Key.Key_Delete, CONTROL)
    assert row(page, 1)[0] == "编号"


def test_a_code_is_put_on_with_the_room_it_needs(
    qtbot: QtBot, session: Session, page: TemplatesPage
) -> None:
    """It begins 25 mm wide; too small to be read it is said and not kept; kept, it is on paper."""
    begin(qtbot, page)
    page.editor.spots.go(0)
    key(qtbot, Key.Key_Insert)
    form = page.editor.spots.form
    assert form is not None
    form.set_value("key", "验证码")
    form.set_value("style", "二维码")
    assert row(page, 1)[0::4] == ("验证码", "25") and not form.inputs["size"].isVisible()
    form.set_value("x", "150")
    form.set_value("y", "125")
    still(qtbot, page)
    assert page.preview.seen is not None and page.preview.seen.problems == {}
    assert page.preview.seen.document is not None
    assert [one for one in page.preview.seen.document.bodies[0] if isinstance(one, Code)]
    form.set_value("width", "12")
    still(qtbot, page)
    assert "有错" == str(page.editor.spots.model.rows[1][6]) and form.inputs["width"].wrong
    form.set_value("width", "22")
    key(qtbot, Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: held(session) is not None)
    pad = overprinting.loaded(session, SJ, SJ.papers[0], Profile()).template
    (spot,) = [one for one in pad.spots if one.style is Style.CODE]
    assert (spot.key, spot.x, spot.y, spot.width) == ("@code", 150.0, 125.0, 22.0)


def test_all_are_moved_together(
    qtbot: QtBot, page: TemplatesPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What are no two numbers is asked for again with its words."""
    begin(qtbot, page)
    before = row(page, 3)
    asked = answered(monkeypatch, "ask_line", "三毫米", None, "3 -1.5")
    key(qtbot, Key.Key_M, CONTROL)
    assert row(page, 3) == before and asked[1] == ("三毫米", "请写两个数，如 3 -1.5")
    key(qtbot, Key.Key_M, CONTROL)
    assert row(page, 3)[2:4] == (f"{float(before[2]) + 3:g}", f"{float(before[3]) - 1.5:g}")


@pytest.mark.long
def test_half_typed_it_stays_until_it_is_given_up(
    qtbot: QtBot, session: Session, page: TemplatesPage
) -> None:
    """Back with Esc and opened again, and by another window after this one was put away."""
    begin(qtbot, page)
    page.editor.spots.nudge(1.0, 0)
    left = row(page, 0)[2]
    key(qtbot, Key.Key_Escape)
    assert not page.editing
    marks = [str(one[3]) for one in page.list.model.rows]
    assert marks == ["没存完"]
    assert page.leave()
    page.close()
    other = opened(qtbot, session)
    begin(qtbot, other)
    assert row(other, 0)[2] == left
    key(qtbot, Key.Key_R, CONTROL)
    assert not other.editing and other._half == {} and held(session) is None


def test_a_change_of_somebody_else_is_said_and_nothing_lost(
    qtbot: QtBot, session: Session, page: TemplatesPage, said: Said
) -> None:
    begin(qtbot, page)
    overprinting.saved(session, SJ, SJ.papers[0], values())
    page.editor.spots.nudge(1.0, 0)
    typed = page.editor.values()
    key(qtbot, Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: bool(said))
    assert "刚刚有人改过" in said[0][0] and page.editor.values() == typed
    kept = held(session)
    assert kept is not None and kept.name == "三联收据"


def test_the_ready_made_one_comes_with_its_scan(
    qtbot: QtBot, session: Session, page: TemplatesPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "confirm", lambda *asked, **more: True)
    begin(qtbot, page)
    key(qtbot, Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: held(session) is not None)
    kept = held(session)
    assert kept is not None and kept.values is not None
    assert kept.name == "收款收据 三联" and kept.values["scan"]["size"] > 10_000
    still(qtbot, page)
    seen = page.preview.seen
    assert seen is not None and seen.document is not None and len(seen.document.images) == 1


def test_files_go_out_and_come_in(
    qtbot: QtBot, session: Session, page: TemplatesPage, said: Said, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    overprinting.saved(session, SJ, SJ.papers[0], values())
    page.refresh()
    file = tmp_path / "收据.json"
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *asked, **more: file)
    monkeypatch.setattr(dialogs, "choose_file", lambda *asked, **more: file)
    page.list.table.go(0)
    page.send()
    assert file.exists() and said[-1] == ("模板已导出到 收据.json", "good")
    monkeypatch.setattr(dialogs, "confirm", lambda *asked, **more: True)
    page.end()
    kept = held(session)
    assert kept is not None and kept.values is None
    page.bring()
    qtbot.waitUntil(lambda: "已导入" in said[-1][0])
    again = held(session)
    assert again is not None and again.version == 3 and again.name == "三联收据"
    file.write_text("[]")
    page.bring()
    qtbot.waitUntil(lambda: said[-1][1] == "bad")
    assert "不是前台通的套打模板" in said[-1][0]


@pytest.mark.parametrize(("answer", "names"), [
    (None, ["三联收据"]), (True, ["三联收据", "大单"]), (False, ["大单"]),
])  # fmt: skip
def test_a_file_of_another_name_goes_beside_or_in_place_or_nowhere(
    qtbot: QtBot, session: Session, page: TemplatesPage, said: Said, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, answer: bool | None, names: list[str],
) -> None:  # fmt: skip
    overprinting.saved(session, SJ, SJ.papers[0], values())
    page.refresh()
    file = tmp_path / "收据.json"
    monkeypatch.setattr(dialogs, "choose_new_file", lambda *asked, **more: file)
    page.list.table.go(0)
    page.send()
    file.write_text(file.read_text("utf-8").replace("三联收据", "大单"), "utf-8")
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "either", lambda *a, **k: asked.append(a[2]) or answer)
    page.take(file)
    qtbot.waitUntil(lambda: bool(asked))
    if answer is not None:
        qtbot.waitUntil(lambda: "已导入" in said[-1][0])
    still(qtbot, page)
    assert "大单" in asked[0] and "三联收据" in asked[0]
    assert [one.name for one in templates.of_paper(session, "SJ", "收据")] == names


@pytest.mark.long
def test_the_pad_is_asked_by_itself(qtbot: QtBot, page: TemplatesPage) -> None:
    """Another stock: the preview is as long as its fraction of a fold; no such stock is said."""
    begin(qtbot, page)
    key(qtbot, Key.Key_2, ALT)
    page.editor.pad.form.set_value("box", "241-2")
    still(qtbot, page)
    template = page.preview.seen.template if page.preview.seen else None
    assert template is not None and template.pad.height == 279.4
    page.editor.pad.form.set_value("box", "九寸半")
    still(qtbot, page)
    assert page.editor.pad.form.inputs["box"].wrong and "写法如" in trouble(page)


def test_a_paper_gets_another_template_with_a_name_of_its_own(
    qtbot: QtBot, session: Session, page: TemplatesPage, said: Said
) -> None:
    """Ctrl+N on it; of the same name it is refused beside the name; each is taken away alone."""
    begin(qtbot, page)
    key(qtbot, Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: held(session) is not None)
    key(qtbot, Key.Key_Escape)
    still(qtbot, page)
    key(qtbot, Key.Key_N, CONTROL)
    qtbot.waitUntil(lambda: page.editing and bool(page.editor.spots.spots))
    still(qtbot, page)
    page.editor.pad.form.set_value("name", "收据 收据")
    key(qtbot, Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: said[-1][1] == "bad")
    assert page.editor.pad.form.inputs["name"].wrong
    page.editor.pad.form.set_value("name", "大单")
    key(qtbot, Key.Key_S, CONTROL)
    qtbot.waitUntil(lambda: len(templates.of_paper(session, "SJ", "收据")) == 2)
    still(qtbot, page)
    key(qtbot, Key.Key_Escape)
    assert [str(one[2]) for one in page.list.model.rows] == ["收据 收据", "大单"]
    assert page.list.current is not None and page.list.current.slot == 2
    overprinting.saved(session, SJ, SJ.papers[0], None, slot=2)
    page.refresh()
    assert [str(one[2]) for one in page.list.model.rows] == ["收据 收据"]


def test_nothing_found_is_said_and_who_may_not_has_no_such_page(
    qtbot: QtBot, session: Session, page: TemplatesPage
) -> None:
    page.list.filter.setText("没有这样的单")
    assert page.list.current is None and page.list._empty.isVisible()
    assert "templates" in places(session)
    assert "templates" not in places(acting(session, "1003"))


@pytest.mark.long
def test_two_hundred_spots_hold_nothing_up(qtbot: QtBot, page: TemplatesPage) -> None:
    """As many as a template may have, on one screen."""
    begin(qtbot, page)
    spot = {"key": "remarks", "style": "文字", "x": 40, "y": 60, "width": 30, "size": 9}
    page.editor.show_values({**page.editor.values(), "spots": [spot] * 200})
    still(qtbot, page)
    assert len(page.editor.spots.model.rows) == 200
    page.editor.spots.add()
    assert len(page.editor.spots.spots) == 200


def test_a_print_of_the_window_goes_by_the_template(
    qtbot: QtBot, session: Session, page: TemplatesPage
) -> None:
    """Where the computer's way says so: refused in words without one, and where it has no room."""
    till = acting(session, "1010")
    made = records.issue(till, "SJ", {
        "payer": "欧阳虚构", "method": "现金",
        "others": [{"what": "复印 A4", "purse": "收费", "price": 50, "quantity": 6}],
    }).record  # fmt: skip
    ways.save(session, Profiles().with_one("套打", Profile("form", "overprint")).using("", "套打"))
    press = Press(till, page)
    told: list[tuple[str, bool, str]] = []
    press.settled.connect(lambda *words: told.append(words))
    press.send(made)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert not told[-1][1] and "还没有套打模板" in told[-1][2]
    assert prints.unprinted(till) == [made.number], "offered again like any other"
    narrow = [{"key": "payer.name", "style": "文字", "x": 40, "y": 60, "width": 5}]
    overprinting.saved(session, SJ, SJ.papers[0], values(*narrow))
    press.send(made)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert not told[-1][1] and "交款人" in told[-1][2] and "还没出纸" in told[-1][2]
    log = prints.log(till, made)
    assert [(one.outcome, one.mode, one.nth) for one in log] == [("未出纸", "overprint", 1)] * 2
    assert "5 毫米宽还是放不下" in (log[-1].said or "") and "欧阳" not in (log[-1].said or "")
    assert prints.unprinted(till) == [made.number]
    overprinting.saved(session, SJ, SJ.papers[0], values())
    assert printouts.prepare(till, made, mode="overprint").pages == 1, "never came out: no reason"

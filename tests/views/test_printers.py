"""The page of this computer's printers: ways to print, calibration, which paper uses which."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter, Transformation
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from db import prints, records
from db.session import Session
from printing.adjustment import Adjustment
from printing.profiles import FILE, Profile, Profiles
from tests.printing.cups_server import TRAYS, Server
from tests.printing.pads import values
from tests.printing.slips import dark_runs, picture
from tests.views.one_server import cups, server
from tests.views.page_desk import acting, focused, issued, key, shown, type_in
from tests.views.window_desk import DESK, demo_folder, log_in, open_window, press
from ui import dialogs
from ui.parts import Banner
from views import overprinting, ways
from views.press import Press
from views.printer_lamp import PrinterLamp
from views.printers import PrintersPage
from views.shell import Shell

__all__ = ["cups", "server"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Key, Held = Qt.Key, Qt.KeyboardModifier
PT = 72 / 25.4
PINS = Profile("pins", "impact", "241-3-1/2")
OFFICE_ROWS = [(title, "") for title in ("登记簿", "统计报表", "一页档案", "价目公示")]
FIRST_SLIP = 1 + len(OFFICE_ROWS)
"""The row of the first paper of a form in the list of what uses which."""


@pytest.fixture
def page(qtbot: QtBot, session: Session) -> PrintersPage:
    made = PrintersPage(session)
    shown(qtbot, made)
    return made


def kept(session: Session) -> Profiles:
    found, wrong = ways.known(session)
    assert wrong == ""
    return found


def write(session: Session, *named: tuple[str, Profile], **used: str) -> None:
    made = Profiles(dict(named), {"": named[0][0]} | used)
    ways.save(session, made)


def lines(page: PrintersPage) -> list[tuple[str, str]]:
    return [(row[0], str(row[2])) for row in page.list.model.rows]


def messages(page: PrintersPage) -> dict[str, str]:
    """What stands under the fields of the way, where it is wrong or doubted."""
    boxes = page.tabs.way.form.inputs
    return {name: box.message() for name, box in boxes.items()
            if box.message() and box.message() != box.resting}  # fmt: skip


def said(page: PrintersPage, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert label is not None
    return label.text()


def test_the_first_way_by_keyboard(qtbot: QtBot, session: Session, page: PrintersPage) -> None:
    """Without any printer: it can be written down before one is connected."""
    assert page.stack.currentWidget() is page._empty and "添一种" in focused().accessibleName()
    key(qtbot, Key.Key_Insert)
    type_in(qtbot, "窗口针式", "pins")
    qtbot.keyClicks(focused(), "z")  # 针式
    key(qtbot, Key.Key_Return)
    type_in(qtbot, "241-3-1/2")
    qtbot.waitUntil(lambda: "没有名为 pins 的打印机" in said(page, "printer_words"))
    with qtbot.waitSignal(page.notice) as told:
        key(qtbot, Key.Key_S, Held.ControlModifier)
    assert told.args[0].startswith("“窗口针式”已存，以后各种单都这样打")
    assert kept(session) == Profiles({"窗口针式": PINS}, {"": "窗口针式"})
    assert lines(page) == [("窗口针式", "针式")]
    assert not page.tabs.way.is_dirty


def test_mistakes_stand_beside_their_fields_and_nothing_is_written(
    qtbot: QtBot, session: Session, page: PrintersPage
) -> None:
    write(session, ("针", PINS))
    page.refresh()
    page.begin()
    page.tabs.way.form.set_values(
        {"name": "针", "how": "针式", "stock": "A4", "dx": "30", "sy": "50"}
    )
    page.save()
    assert set(messages(page)) == {"name"}, "what cannot be read comes first"
    page.tabs.way.form.set_value("name", "另一台")
    page.save()
    assert set(messages(page)) == {"stock", "dx", "sy"}
    assert "241-3-1/2" in messages(page)["stock"] and "毫米" in messages(page)["dx"]
    assert list(kept(session).known) == ["针"]
    assert page.tabs.way.form.values()["stock"] == "A4"


def test_what_is_half_typed_is_there_after_the_window_was_closed(
    qtbot: QtBot, session: Session, page: PrintersPage
) -> None:
    write(session, ("针", PINS), ("光", Profile("laser")))
    page.refresh()
    page.tabs.way.form.set_value("dx", "1.5")
    assert lines(page) == [("针", "未存"), ("光", "平常")]
    page.list.table.go(1)
    assert page.tabs.way.form.values()["name"] == "光"
    page.begin()
    page.tabs.way.form.set_value("name", "新来的")
    assert page.leave()
    again = PrintersPage(session)
    qtbot.addWidget(again)
    assert lines(again) == [("针", "未存"), ("光", "平常"), ("新的方式", "未存")]
    assert again.tabs.way.form.values()["dx"] == "1.5"
    again.discard()
    assert lines(again)[0] == ("针", "针式")
    assert kept(session).known["针"] == PINS


def test_somebody_elses_write_does_not_disturb_what_is_typed(
    qtbot: QtBot, session: Session, page: PrintersPage
) -> None:
    write(session, ("针", PINS))
    page.refresh()
    page.tabs.enter()
    line = page.tabs.way.form.inputs["name"].focusProxy()
    assert isinstance(line, QLineEdit)
    line.setText("窗口针式")
    line.setCursorPosition(2)
    page.refresh()
    assert (line.text(), line.cursorPosition()) == ("窗口针式", 2) and line.hasFocus()
    write(session, ("针", PINS), ("光", Profile("laser")))
    page.refresh()
    assert lines(page) == [("针", "未存"), ("光", "平常")]
    assert page.tabs.way.form.values()["name"] == "窗口针式"


def test_a_file_that_cannot_be_read_is_said_and_never_lost(
    qtbot: QtBot, session: Session, page: PrintersPage
) -> None:
    broken = session.store.folder / FILE
    broken.write_text('{"profiles": 坏了', encoding="utf-8")
    page.refresh()
    (banner,) = page.findChildren(Banner, "ways_banner")
    words = " ".join(one.text() for one in banner.findChildren(QLabel))
    assert banner.isVisible() and "读不懂，照没有设置过办" in words
    page.begin()
    page.tabs.way.form.set_values({"name": "光", "queue": "laser"})
    assert broken.read_text("utf-8").startswith('{"profiles": 坏')
    page.save()
    assert kept(session).known == {"光": Profile("laser")}
    (copy,) = session.store.folder.glob("printers.broken-*.json")
    assert copy.read_text("utf-8") == '{"profiles": 坏了'
    assert not banner.isVisible()


def test_a_print_says_that_the_ways_could_not_be_read(
    qtbot: QtBot, session: Session, page: PrintersPage, cups: Server
) -> None:
    """It goes to the usual printer, and says that it did."""
    (session.store.folder / FILE).write_text("{坏了", encoding="utf-8")
    record = records.load(session, issued(session))
    assert record is not None
    sender = Press(session, page)
    with qtbot.waitSignal(sender.settled, timeout=20_000) as told:
        sender.send(record)
    assert told.args[1] and "读不懂，照没有设置过办" in told.args[2]
    lamp = PrinterLamp(session)
    qtbot.addWidget(lamp)
    lamp.look()
    qtbot.waitUntil(lambda: "打印方式的设置读不懂，按 Ctrl F10 看" in lamp.text())


def test_the_names_of_templates_are_offered(session: Session, page: PrintersPage) -> None:
    keeper, slip = acting(session, "9001"), session.forms["FX"]
    spot = {"key": "@number", "style": "文字", "x": 40.0, "y": 30.0, "width": 60.0, "size": 10}
    for slot, name in ((1, "西门的"), (2, "东门的"), (3, "北门的")):
        made = values(spot, name=name, pad="连续纸", box="241-3-1/3")
        overprinting.saved(keeper, slip, slip.papers[0], made, slot=slot)
    overprinting.saved(keeper, slip, slip.papers[0], None, slot=3)
    found: list[tuple[str, str]] = []
    way = page.tabs.way
    way.offers.ask(
        next(one for one in way.form.fields if one.key == "pad"), "", {},
        lambda offered: found.extend((one.value, one.line) for one in offered),
    )  # fmt: skip
    assert sorted(found) == [("东门的", "FX 放行条"), ("西门的", "FX 放行条")]


def test_the_lamp_is_of_the_printer_that_all_else_goes_to(
    qtbot: QtBot, session: Session, page: PrintersPage, cups: Server
) -> None:
    """As soon as it is kept; choosing another there says that it changes nothing."""
    lamp = PrinterLamp(session)
    qtbot.addWidget(lamp)
    page.printers_changed.connect(lamp.look)
    key(qtbot, Key.Key_Insert)
    page.tabs.way.form.set_values({"name": "窗口", "queue": "stopped"})
    page.save()
    qtbot.waitUntil(lambda: "打印机 stopped 已暂停：缺纸" in lamp.text())
    with qtbot.waitSignal(lamp.said) as told:
        lamp.choose("laser")
    assert "照“窗口”仍在 stopped 打" in told.args[0] and told.args[1] == "warn"
    write(session, ("窗口", Profile("")))
    lamp.look()
    qtbot.waitUntil(lambda: "打印机 laser 就绪" in lamp.text())


def test_a_way_renamed_or_taken_away(
    qtbot: QtBot, session: Session, page: PrintersPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(session, ("针", PINS), ("光", Profile("laser")), **{"FX 放行条": "光"})
    page.refresh()
    page.list.table.go(1)
    page.tabs.way.form.set_value("name", "前台激光")
    page.save()
    assert list(kept(session).known) == ["针", "前台激光"]
    assert kept(session).used == {"": "针", "FX 放行条": "前台激光"}
    asked = []
    monkeypatch.setattr(dialogs, "confirm", lambda *a, **k: asked.append(a[2]) or True)
    page.remove()
    assert kept(session) == Profiles({"针": PINS}, {"": "针"})
    assert asked == ["用它的 1 处改照“其他都用”。"] and lines(page) == [("针", "针式")]


def test_which_paper_uses_which(qtbot: QtBot, session: Session, page: PrintersPage) -> None:
    write(session, ("光", Profile("laser")), ("针", PINS))
    page.refresh()
    key(qtbot, Key.Key_3, Held.AltModifier)
    used = page.tabs.used
    rows = {(row[0], row[1]): str(row[3]) for row in used.model.rows}
    assert rows == {("其他都用", ""): "光", **dict.fromkeys(OFFICE_ROWS, ""),
                    ("FX 物品放行条", "放行条"): "", ("LS 临时寄存单", "寄存单"): ""}  # fmt: skip
    for _ in range(FIRST_SLIP):
        key(qtbot, Key.Key_Down)
    key(qtbot, Key.Key_Return)
    menu = used.findChild(QMenu, "ways")
    assert menu is not None
    names = [action.text() for action in menu.actions()]
    assert names == ["&1　光", "&2　针", "&3　照其他的"]
    menu.actions()[1].trigger()
    menu.close()
    assert kept(session).of("FX", "放行条") == PINS
    assert str(used.model.rows[FIRST_SLIP][3]) == "针" and focused() is used.table
    used.chosen.emit("FX 放行条", "")
    assert kept(session).of("FX", "放行条") == Profile("laser")


def test_a_way_that_a_paper_cannot_take_is_said(
    qtbot: QtBot, session: Session, page: PrintersPage
) -> None:
    write(session, ("卡片机", Profile("card", "card")))
    page.refresh()
    assert str(page.tabs.used.model.rows[FIRST_SLIP][3]) == "卡片机（照激光）"


def test_what_the_printer_says_and_would_not_do(
    qtbot: QtBot, session: Session, page: PrintersPage, cups: Server
) -> None:
    write(session, ("彩", Profile("trays", "laser", tray="Tray1", trays={"红": "Tray9"})))
    page.refresh()
    qtbot.waitUntil(lambda: "纸盒：Auto、Tray1、Tray2" in said(page, "printer_words"))
    assert "trays 就绪" in said(page, "printer_words")
    assert "600、300" in said(page, "printer_words")
    assert messages(page) == {"tray_1": "打印机 trays 没有叫“Tray9”的纸盒"}
    assert page.tabs.way.form.offering is not None
    drop = page.tabs.way.form.offering.drop
    page.tabs.way.form.inputs["tray_2"].enter()
    key(qtbot, Key.Key_Down)
    assert [one.value for one in drop.offers()] == list(TRAYS)
    key(qtbot, Key.Key_Down)
    key(qtbot, Key.Key_Return)
    assert page.tabs.way.form.values()["tray_2"] == "Tray1"
    page.tabs.way.form.inputs["queue"].enter()
    key(qtbot, Key.Key_Down)
    assert {one.title: one.line for one in drop.offers()}["stopped"] == "已暂停：缺纸"
    box = page.tabs.way.form.inputs["queue"]
    page.tabs.way.form.set_value("queue", "attic")
    box.left.emit()
    qtbot.waitUntil(lambda: "没有名为 attic 的打印机" in said(page, "printer_words"))
    assert "queue" in messages(page)


class Misprinting:
    """A printer that puts what is meant for (x, y) at (a + b·x, c + d·y), in mm."""

    def __init__(self, a: float, b: float, c: float, d: float) -> None:
        self.a, self.b, self.c, self.d = a, b, c, d

    def picture(self, pdf: bytes) -> Image.Image:
        """A page as it lies on the desk."""
        page = PdfReader(io.BytesIO(pdf)).pages[0]
        high = float(page.mediabox.height)
        down = high * (1 - self.d) - self.c * PT
        writer = PdfWriter()
        writer.add_page(page)
        moved = Transformation().scale(self.b, self.d).translate(self.a * PT, down)
        writer.pages[0].add_transformation(moved)
        made = io.BytesIO()
        writer.write(made)
        return picture(made.getvalue(), 0, 300)


def near(image: Image.Image, at: float, wanted: float, across: bool) -> float:
    """mm to the middle of the line nearest to where it should be, on a straight line over it."""
    found = [one + wide / 2 for one, wide in dark_runs(image, 300, at, across=across)]
    return min(found, key=lambda one: abs(one - wanted))


def test_calibrated_in_the_page_a_slip_lies_right(
    qtbot: QtBot, session: Session, page: PrintersPage, cups: Server
) -> None:
    """Through a real queue: print the sheet, measure, type, keep; then a slip."""
    machine = Misprinting(-0.8, 1.006, 1.1, 0.993)
    way = Profile("form", "impact", "241-3-1/2", adjustment=Adjustment(0.4, -0.2))
    write(session, ("针", way))
    page.refresh()
    key(qtbot, Key.Key_2, Held.AltModifier)
    with qtbot.waitSignal(page.notice) as told:
        key(qtbot, Key.Key_F7)
    assert told.args[0] == "校准页已送 form，量好填在下面"
    seen = machine.picture(newest(cups))
    first = near(seen, 22.0, 25, True), near(seen, 22.0, 25, False)
    type_in(
        qtbot, f"{first[0]:.2f}", f"{first[1]:.2f}",
        f"{near(seen, 22.0, 215, True) - first[0]:.2f}",
        f"{near(seen, 22.0, 105, False) - first[1]:.2f}",
    )  # fmt: skip
    before, after = said(page, "now_dx"), said(page, "then_dx")
    assert before == "0.40" and after != before
    key(qtbot, Key.Key_S, Held.ControlModifier)
    moved = kept(session).known["针"].adjustment
    assert f"{moved.dx:.2f}" == after == said(page, "now_dx")
    assert not page.tabs.calibration.is_dirty
    record = records.load(session, issued(session))
    assert record is not None
    sender = Press(session, page)
    with qtbot.waitSignal(sender.settled, timeout=20_000):
        sender.send(record)
    seen = machine.picture(newest(cups))
    assert near(seen, 40.0, 17.7, True) == pytest.approx(17.7, abs=0.2)
    assert near(seen, 40.0, 223.3, True) == pytest.approx(223.3, abs=0.2)
    tops = machine_free(session, record)
    assert near(seen, 19.0, tops, False) == pytest.approx(tops, abs=0.2)


def newest(cups: Server) -> bytes:
    """The last thing that arrived at the queue."""
    jobs = cups.run("lpstat", "-W", "all", "-o", "form").split()
    numbers = [int(one.split("-")[1]) for one in jobs if one.startswith("form-")]
    return cups.arrived(f"form-{max(numbers)}")


def machine_free(session: Session, record: records.Record) -> float:
    """mm to the upper rule of the frame as it is set."""
    from printing.page import Rule, from_json

    (stored,) = [prints.stored(session, one.paper) for one in prints.log(session, record)]
    rules = [one for one in from_json(stored).bodies[0] if isinstance(one, Rule)]
    return min(one.y1 for one in rules if one.x1 != one.x2 and one.y1 > 20)


def test_one_reading_of_ten_forms_solves_the_length(
    qtbot: QtBot, session: Session, page: PrintersPage, cups: Server
) -> None:
    """A printer that feeds half a millimetre too far each form."""
    write(session, ("针", Profile("form", "impact", "241-3-1/2")))
    page.refresh()
    page.tabs.show_tab(1)
    with qtbot.waitSignal(page.notice) as told:
        key(qtbot, Key.Key_F7, Held.ShiftModifier)
    assert told.args[0].startswith("十张走纸试验已送 form")
    assert len(PdfReader(io.BytesIO(newest(cups))).pages) == 10
    form = page.tabs.calibration.form
    assert form is not None and form.inputs["last"].isAncestorOf(focused())
    form.set_values({"last": f"{20 + 9 * 0.5}"})
    assert said(page, "then_feed") == "-0.50"
    with qtbot.waitSignal(page.notice) as told:
        page.save()
    assert "再打十张看看" in told.args[0] and focused() is page.tabs.calibration.print_drift
    assert kept(session).known["针"].adjustment == Adjustment(feed=-0.5)
    record = records.load(session, issued(session))
    assert record is not None
    sender = Press(session, page)
    with qtbot.waitSignal(sender.settled, timeout=20_000):
        sender.send(record)
    (slip,) = PdfReader(io.BytesIO(newest(cups))).pages
    assert float(slip.mediabox.height) / PT == pytest.approx(139.7 - 0.5, abs=0.02)


def test_readings_that_cannot_be(qtbot: QtBot, session: Session, page: PrintersPage) -> None:
    write(session, ("针", PINS))
    page.refresh()
    page.tabs.show_tab(1)
    form = page.tabs.calibration.form
    assert form is not None
    form.set_values({"left": "25"})
    page.save()
    assert form.inputs["down"].message() == "四个数都要填"
    form.set_values({"left": "60", "top": "25", "across": "120", "down": "80"})
    page.save()
    assert "最多移 25 毫米" in form.inputs["left"].message()
    assert "90% 到 110%" in form.inputs["across"].message()
    assert said(page, "then_dx") == "—" and kept(session).known["针"] == PINS


def test_the_page_is_reached_by_its_key_and_from_the_lamp(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, demo_folder(tmp_path))
    shell = log_in(qtbot, window, DESK)
    assert isinstance(shell, Shell)
    press(qtbot, window, Key.Key_F10, Held.ControlModifier)
    assert isinstance(shell.current, PrintersPage)
    press(qtbot, window, Key.Key_Escape)
    assert not isinstance(shell.current, PrintersPage)
    press(qtbot, window, Key.Key_F10)
    qtbot.waitUntil(lambda: shell.status.printer.findChild(QMenu, "printers") is not None)
    menu = shell.status.printer.findChild(QMenu, "printers")
    assert isinstance(menu, QMenu)
    menu.actions()[-1].trigger()
    menu.close()
    assert isinstance(shell.current, PrintersPage)

"""The way a paper is printed in: this computer's, or another one chosen for once; looked at so."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from db import prints, records
from db.errors import Refused
from db.session import Session
from printing.profiles import Profile, Profiles
from tests.printing.cups_server import Server
from tests.printing.pads import values
from tests.views.one_server import cups, server
from tests.views.page_desk import FX, acting, button, issued, key, shown
from tests.views.test_paper_card import PASS
from views import overprinting, way_choice, ways
from views.issue import IssuePage
from views.record import RecordPage

__all__ = ["cups", "server"]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Key, Held = Qt.Key, Qt.KeyboardModifier
PINS = Profile("pins", "impact", "241-3-1/2")
LASER = Profile("laser", "laser", tint="none")


@pytest.fixture
def two(session: Session) -> Session:
    """The slip goes to the impact printer, all else to the laser printer."""
    made = Profiles({"光": LASER, "针": PINS}, {"": "光", "FX": "针"})
    ways.save(session, made)
    return session


def size(page: Any) -> tuple[int, int]:
    """mm of the page that is shown."""
    pdf = page.paper.preview._pdf
    if not pdf:
        return 0, 0
    box = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    return round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)


def pick(page: Any, words: str) -> None:
    """Choose from the list of ways, by its key."""
    menu = page.paper.ways.findChild(QMenu, "ways_of_paper")
    (action,) = (one for one in menu.actions() if words in one.text())
    action.trigger()
    menu.close()


def test_an_impact_way_is_looked_at_as_the_pins_strike(qtbot: QtBot, two: Session) -> None:
    page = RecordPage(two)
    shown(qtbot, page)
    page.show_record(issued(two))
    qtbot.waitUntil(lambda: size(page) == (241, 140))
    assert page.paper._about.text() == "241 二等分 · 一次打出 3 联"
    assert "针" in page.paper.ways.words.text()
    assert not button(page, "print_copy").isVisible(), "one pass makes all copies"
    key(qtbot, Key.Key_F7, Held.AltModifier)
    pick(page, "光")
    qtbot.waitUntil(lambda: size(page) == (210, 148))
    assert button(page, "print_copy").isVisible()
    assert "A5" in page.paper._about.text()


def test_a_pad_is_called_by_its_own_name_and_what_is_missing_is_said_before(
    qtbot: QtBot, session: Session, cups: Server
) -> None:
    ways.save(session, Profiles({"套": Profile("form", "overprint", pad="东门的")}, {"": "套"}))
    page = RecordPage(session)
    shown(qtbot, page)
    page.show_record(issued(session))
    assert page.paper._about.text() == "没有合用的模板 · 一次打出 3 联"
    assert "没有套打模板" in page.paper.trouble.text()
    keeper = acting(session, "9001")
    slip = session.forms["FX"]
    spot = {"key": "@number", "style": "文字", "x": 40.0, "y": 30.0, "width": 60.0, "size": 10}
    made = values(spot, name="东门的", pad="连续纸", box="241-3-1/3")
    overprinting.saved(keeper, slip, slip.papers[0], made)
    page.paper.ways.choose(0)
    page.refresh()
    page.paper._another_way()
    assert page.paper._about.text() == "241 三等分 · 一次打出 3 联"
    assert "模板" not in page.paper.trouble.text()


def test_what_is_typed_is_looked_at_so_too(qtbot: QtBot, two: Session) -> None:
    page = IssuePage(two)
    shown(qtbot, page)
    page.start("FX", FX)
    qtbot.waitUntil(lambda: size(page) == (241, 140))
    page.paper.ways.choose(1)
    qtbot.waitUntil(lambda: size(page) == (210, 148))


def test_chosen_for_once_it_prints_there(qtbot: QtBot, two: Session, cups: Server) -> None:
    page = RecordPage(two)
    shown(qtbot, page)
    number = issued(two)
    page.show_record(number)
    page.paper.ways.choose(1)
    with qtbot.waitSignal(page.prints.said, timeout=20_000) as said:
        key(qtbot, Key.Key_P, Held.ControlModifier)
    assert "3 联已送打印机" in said.args[0]
    record = records.load(two, number)
    assert record is not None
    (one,) = prints.log(two, record)
    assert (one.queue, one.mode) == ("laser", "laser")
    came = PdfReader(io.BytesIO(cups.arrived(str(one.job)))).pages
    assert len(came) == 3
    page.show_record(issued(two))
    assert page.paper.ways.at == 0, "the next one prints as this computer does"


def test_a_print_of_three_trays_is_one_print(
    qtbot: QtBot, session: Session, cups: Server
) -> None:
    coloured = Profile("trays", "laser", tray="Tray1", trays={"红": "Tray2", "黄": "Tray3"})
    ways.save(session, Profiles({"彩": coloured}, {"": "彩"}))
    page = RecordPage(session)
    shown(qtbot, page)
    number = issued(session)
    page.show_record(number)
    with qtbot.waitSignal(page.prints.said, timeout=20_000):
        key(qtbot, Key.Key_P, Held.ControlModifier)
    record = records.load(session, number)
    assert record is not None

    def logged() -> prints.Printed:
        (one,) = prints.log(session, record)
        return one

    qtbot.waitUntil(lambda: logged().outcome == prints.PRINTED, timeout=20_000)
    jobs = str(logged().job).split()
    assert [cups.told(job, "InputSlot") for job in jobs] == ["Tray1", "Tray2", "Tray3"]


def test_the_ways_of_a_paper(session: Session) -> None:
    """A card may be printed as a card or cut out of a sheet; a sheet has one plain way."""
    form = session.form("FX")
    card = PASS.papers[1]
    assert [one.words for one in way_choice.offers(session, form, form.papers[0])] == ["平常的"]
    assert [one.words for one in way_choice.offers(session, PASS, card)] == ["平常的", "卡片"]
    known = {"光": LASER, "针": PINS, "随便": Profile("form")}
    ways.save(session, Profiles(known, {"": "随便"}))
    found = way_choice.offers(session, form, form.papers[0])
    assert [one.words for one in found] == ["随便", "光", "针"]
    assert [one.words for one in way_choice.offers(session, PASS, card)] == ["随便", "光", "卡片"]


def test_a_printer_that_is_named_keeps_what_makes_up_for_it(two: Session) -> None:
    form = two.form("FX")
    paper = form.papers[0]
    assert ways.on(two, "pins", form, paper) == PINS
    assert ways.on(two, "laser", form, paper) == LASER
    assert ways.on(two, "attic", form, paper) == Profile("attic")
    assert ways.named(two, "针") == PINS
    with pytest.raises(Refused, match="没有叫“没有的”的打印方式，有：光、针"):
        ways.named(two, "没有的")

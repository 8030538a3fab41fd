"""收费押金 by keyboard: what is owed taken, refused, taken by someone else first; deposits given
back, kept, taken back; a receipt reversed; all in place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db import demo, records, rights
from db.cashier import Next
from db.records import Record
from db.session import Session, open_session
from forms.payment import refund_slip
from forms.property.receipt import SJ
from tests.db.paid_form import KEY
from tests.views.page_desk import NOW, acting, at, button, focused, key, put, type_in
from tests.views.window_desk import demo_folder
from views.cashier import DEPOSITS, OWED, RECEIPTS, CashierPage, _then
from views.cashier_taking import Taken
from views.issue import COPIED_FROM
from views.places import CASHIER as KEY_OF_PAGE
from views.places import places
from views.record import RecordPage

Key, Held = Qt.Key, Qt.KeyboardModifier
CASHIER, OTHER, RECEPTION = "1010", "1016", "1003"
LENT = replace(KEY, papers=(refund_slip("退押金", "unit", "who"),))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """1010 钱芳 of 财务, with the receipt and a form that takes a deposit."""
    opened = open_session(
        demo_folder(tmp_path), CASHIER, demo.password_of(CASHIER), clock=at(NOW),
        forms=(SJ, LENT), check=False,
    )  # fmt: skip
    yield opened
    opened.close()


def lent(session: Session, unit: str = "1-101", who: str = "张三丰") -> str:
    """The number of a key asked for at the front desk."""
    made = records.issue(acting(session, RECEPTION), "YS", {"unit": unit, "who": who})
    return made.record.number


def out(session: Session, *more: str, **asked: str) -> str:
    """The number of a key that is paid for and handed out, and what came after by the desk."""
    number = lent(session, **asked)
    records.act(session, number, "缴费")
    for name in ("交钥匙", *more):
        records.act(acting(session, RECEPTION), number, name)
    return number


def state(session: Session, number: str) -> Record:
    record = records.load(session, number)
    assert record is not None
    return record


def text(page: QWidget, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert isinstance(found, QLabel), name
    return found.text()


def still(qtbot: QtBot, page: CashierPage) -> None:
    """Every answer has come."""
    qtbot.waitUntil(lambda: not page.parts[page.segment].busy and not page.till.waiting)


def opened(qtbot: QtBot, session: Session, segment: int = OWED) -> CashierPage:
    """The page, as entered from the rail."""
    page = CashierPage(session)
    qtbot.addWidget(page)
    page.resize(1182, 694)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.entered()
    if segment:
        page.turn(segment)
    still(qtbot, page)
    return page


def at_part(qtbot: QtBot, page: QWidget, part: QWidget) -> None:
    """The focus is there, in the window in front."""
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    part.setFocus()
    qtbot.waitUntil(part.hasFocus)


def second(qtbot: QtBot, page: QWidget, panel: Any, no: str = OTHER) -> None:
    """The second person's number and password in place, then Enter."""
    panel.reviewer.number.line.setText(no)
    at_part(qtbot, page, panel.reviewer.password.line)
    type_in(qtbot, demo.password_of(no))


def test_one_receipt_for_all_of_a_unit(qtbot: QtBot, session: Session) -> None:
    """Enter ticks what the unit owes and goes to the payment; a digit chooses how it is paid."""
    mine = [lent(session), lent(session, who="李四")]
    lent(session, "3-1202", "王五")
    page = opened(qtbot, session)
    assert [row[1] for row in page.owed.model.rows] == ["3-1202", "1-101", "1-101"]
    assert page.owed.table.hasFocus()
    key(qtbot, Key.Key_Down)
    key(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: set(page.owed.chosen) == set(mine))
    still(qtbot, page)
    assert text(page, "till_total") == "¥210.00"
    assert text(page, "till_words") == "人民币贰佰壹拾元整"
    assert "押金 ¥200.00" in text(page, "till_parts") and "收费 ¥10.00" in text(page, "till_parts")
    put(qtbot, "2")
    key(qtbot, Key.Key_Return)
    put(qtbot, "4200001")
    key(qtbot, Key.Key_S, Held.ControlModifier)
    qtbot.waitUntil(lambda: bool(page.last))
    receipt = state(session, page.last)
    assert (receipt.values["method"], receipt.values["reference"]) == ("微信", "4200001")
    assert receipt.values["total"] == 210_00 and receipt.values["deposits"] == 200_00
    assert {line["record"] for line in receipt.values["paid_for"]} == set(mine)
    assert page.last in text(page, "done_number") and "贰佰壹拾元整" in text(page, "done_number")
    assert "前台办“交钥匙”" in text(page, "done_then")
    qtbot.waitUntil(lambda: len(page.owed.lines) == 1)
    assert not page.owed.chosen and page.till.total == 0


def test_change_is_worked_out_and_not_kept(qtbot: QtBot, session: Session) -> None:
    """For cash only; too little says what is missing."""
    lent(session)
    page = opened(qtbot, session)
    key(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: page.till.total == 105_00)
    at_part(qtbot, page, page.till.cash)
    put(qtbot, "200")
    assert text(page, "till_change") == "找零 ¥95.00"
    page.till.cash.clear()
    put(qtbot, "100")
    assert text(page, "till_change") == "还差 ¥5.00"
    page.till.form.inputs["method"].set_value("转账")
    assert not page.till.cash.isVisible() and not page.till.change.isVisible()


@pytest.mark.parametrize("typed, words", [
    ("100", "还差 ¥5.00，请收足或改收到的数"), ("一百", ""),
])  # fmt: skip
def test_too_little_cash_is_not_taken(
    qtbot: QtBot, session: Session, typed: str, words: str
) -> None:
    """Said beside what was received, the focus there; nothing is written till it is enough."""
    number = lent(session)
    page = opened(qtbot, session)
    key(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: page.till.total == 105_00)
    still(qtbot, page)
    page.till.cash.setText(typed)
    for press, held in ((Key.Key_F9, Held.NoModifier), (Key.Key_S, Held.ControlModifier)):
        at_part(qtbot, page, page.owed.table)
        key(qtbot, press, held)
        qtbot.waitUntil(page.till.cash.hasFocus)
        assert not page.till.busy and not page.last
        said = text(page, "till_change")
        assert said == words if words else said and page.till.change.isVisible()
    assert state(session, number).standing.owes == 105_00
    page.till.cash.setText("105")
    key(qtbot, Key.Key_S, Held.ControlModifier)
    qtbot.waitUntil(lambda: bool(page.last))


def test_ticking_by_space_and_ctrl_a(qtbot: QtBot, session: Session) -> None:
    """One by one or all; again takes them back; the filter narrows, ticks stay."""
    numbers = [lent(session), lent(session, "3-1202", "王五")]
    page = opened(qtbot, session)
    key(qtbot, Key.Key_Space)
    assert list(page.owed.chosen) == [numbers[1]]
    key(qtbot, Key.Key_Space)
    assert not page.owed.chosen
    key(qtbot, Key.Key_A, Held.ControlModifier)
    assert set(page.owed.chosen) == set(numbers)
    at_part(qtbot, page, page.owed.text)
    put(qtbot, "zhangsan")
    qtbot.waitUntil(lambda: [one.number for one in page.owed.lines] == [numbers[0]])
    assert set(page.owed.chosen) == set(numbers)
    put(qtbot, "qqq")
    qtbot.waitUntil(lambda: page.owed.empty.isVisible())


def test_the_receipt_just_made_is_the_one_shown(qtbot: QtBot, session: Session) -> None:
    """Though another was looked at before; what was said of the segment before is over."""
    records.act(session, lent(session), "缴费")
    lent(session, "3-1202", "王五")
    page = opened(qtbot, session, RECEIPTS)
    said: list[str] = []
    page.turn(OWED)
    still(qtbot, page)
    page.notice.connect(lambda words, tone: said.append(words))
    key(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: page.till.total == 105_00)
    still(qtbot, page)
    key(qtbot, Key.Key_S, Held.ControlModifier)
    qtbot.waitUntil(lambda: bool(page.last))
    assert page.last in said[-1]
    page.turn(RECEIPTS)
    assert said[-1] == ""
    still(qtbot, page)
    row = page.receipts.table.current_row()
    assert row is not None and row[-2] == page.last and page.receipts.side.number == page.last


def test_the_till_keeps_its_height_after_taking(qtbot: QtBot, session: Session) -> None:
    """Though the page is low and the receipt just made stands over it."""
    lent(session)
    page = opened(qtbot, session)
    page.resize(1182, 560)
    key(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: page.till.total == 105_00)
    still(qtbot, page)
    key(qtbot, Key.Key_S, Held.ControlModifier)
    qtbot.waitUntil(lambda: bool(page.last) and page.done.isVisible())
    still(qtbot, page)
    page.grab()
    assert page.till._scroll.height() >= 190
    sums, keys = page.till.parts, page.till.and_print
    lowest = page.till._scroll.mapTo(page, page.till._scroll.rect().bottomLeft()).y()
    assert lowest < sums.mapTo(page, sums.rect().topLeft()).y()
    assert sums.mapTo(page, sums.rect().bottomLeft()).y() < keys.mapTo(
        page, keys.rect().topLeft()
    ).y()


def test_many_next_steps_are_counted() -> None:
    """Two lines at most stand beside the receipt."""
    steps = [Next(f"CR-{at}", "证", f"第{at}步", ("前台",)) for at in range(3)]
    assert _then(Taken(None, tuple(steps[:2]))).count("\n") == 1  # type: ignore[arg-type]
    assert _then(Taken(None, tuple(steps))) == "下一步 3 件"  # type: ignore[arg-type]


def test_one_receipt_takes_one_unit(qtbot: QtBot, session: Session) -> None:
    """Two units ticked are said at the list and refused; two payers of one unit are only said."""
    mine = [lent(session), lent(session, who="李四")]
    other = lent(session, "3-1202", "王五")
    page = opened(qtbot, session)
    key(qtbot, Key.Key_A, Held.ControlModifier)
    still(qtbot, page)
    words = "2 户、3 位交款人，一张收据只收一户"
    assert text(page, "owed_mixed") == words and page.owed.mixed.property("tone") == "bad"
    page.till.enter()
    key(qtbot, Key.Key_F9)
    qtbot.waitUntil(page.owed.table.hasFocus)
    still(qtbot, page)
    assert words in _said(page) and page.owed.mixed.isVisible()
    assert not page.till.busy and not page.last and state(session, other).standing.owes == 105_00
    key(qtbot, Key.Key_Space)
    assert set(page.owed.chosen) == set(mine)
    assert page.owed.mixed.property("tone") == "warn"
    assert "张三丰" in text(page, "owed_mixed") and "李四" in text(page, "owed_mixed")
    still(qtbot, page)
    key(qtbot, Key.Key_S, Held.ControlModifier)
    qtbot.waitUntil(lambda: bool(page.last))
    assert not page.owed.mixed.isVisible()


def test_other_items_and_a_pad_number_that_served(qtbot: QtBot, session: Session) -> None:
    """What is wrong stands beside its field; nothing is lost, nothing is written."""
    first = lent(session)
    records.act(session, first, "缴费", {"receipt": "0000123"})
    records.act(acting(session, RECEPTION), first, "交钥匙")
    lent(session, "3-1202", "王五")
    page = opened(qtbot, session)
    key(qtbot, Key.Key_Return)
    still(qtbot, page)
    page.till.form.inputs["pad"].set_value("0000123")
    page.till.form.inputs["others"].set_value([{"what": "工具押运", "price": "30", "quantity": 2}])
    assert text(page, "till_total") == "¥165.00"
    key(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: page.till.form.inputs["pad"].wrong)
    assert text(page, "till_wrong") == "1 处待改" and not page.till.busy
    assert page.till.typed()["pad"] == "0000123" and len(page.owed.chosen) == 1
    page.refresh()
    still(qtbot, page)
    assert page.till.form.inputs["pad"].wrong, "what was refused is said until it is changed"
    page.till.form.inputs["pad"].set_value("0000124")
    key(qtbot, Key.Key_S, Held.ControlModifier)
    qtbot.waitUntil(lambda: bool(page.last))
    assert state(session, page.last).values["total"] == 165_00


def test_somebody_else_was_quicker(qtbot: QtBot, session: Session) -> None:
    """Refused in the race and the list read anew; before it, the line is taken from the receipt
    and that is said."""
    first, also = lent(session), lent(session, who="李四")
    page = opened(qtbot, session)
    key(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.owed.chosen) == 2)
    still(qtbot, page)
    records.act(acting(session, OTHER), first, "缴费")
    key(qtbot, Key.Key_S, Held.ControlModifier)
    qtbot.waitUntil(lambda: "没有收款" in _said(page) or "已由别人收款" in _said(page))
    qtbot.waitUntil(lambda: list(page.owed.chosen) == [also])
    still(qtbot, page)
    assert text(page, "till_total") == "¥105.00" and not page.last
    records.act(acting(session, OTHER), also, "缴费")
    page.refresh()
    qtbot.waitUntil(lambda: not page.owed.chosen)
    assert also in _said(page) and "已由别人收款" in _said(page)


def _said(page: CashierPage) -> str:
    return "".join(one.text() for one in page.banner.findChildren(QLabel))


def test_nothing_to_take(qtbot: QtBot, session: Session) -> None:
    """The empty page says what will appear; F9 says what to do."""
    page = opened(qtbot, session)
    assert page.owed.empty.isVisible() and page.owed.text.hasFocus()
    key(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: page.banner.isVisible())
    assert "没有收款" in _said(page)


def test_what_was_begun_comes_back(qtbot: QtBot, session: Session) -> None:
    """Ticks and fields, after the window was closed in between."""
    number = lent(session)
    page = opened(qtbot, session)
    key(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.owed.chosen))
    page.till.form.inputs["remarks"].set_value("代姐姐交")
    assert page.leave()
    again = opened(qtbot, session)
    qtbot.waitUntil(lambda: list(again.owed.chosen) == [number])
    still(qtbot, again)
    assert again.till.typed()["remarks"] == "代姐姐交" and again.till.total == 105_00


def test_a_reversed_receipt_is_made_anew(qtbot: QtBot, session: Session) -> None:
    """作废 before a second person, then 照此另开 ticks the same again."""
    number = lent(session)
    (made,) = records.act(session, number, "缴费").made
    page = opened(qtbot, session, RECEIPTS)
    side = page.receipts.side
    qtbot.waitUntil(lambda: "作废" in side.buttons)
    key(qtbot, Key.Key_1, Held.AltModifier)
    assert side.panel is not None and side.panel.form is not None
    assert text(page.receipts, "side_back") == "退回 ¥105.00（现金）"
    assert not side.buttons["作废"].isVisible(), "its room is the panel's"
    side.panel.form.inputs["why"].set_value("收错人")
    second(qtbot, page, side.panel)
    qtbot.waitUntil(lambda: side.panel is None)
    assert state(session, made).seen.state == "已冲红"
    assert state(session, number).standing.owes == 105_00
    page.start("SJ", {**state(session, made).values, COPIED_FROM: made})
    qtbot.waitUntil(lambda: list(page.owed.chosen) == [number])
    assert page.segment == OWED


def test_oneself_is_no_second_person(qtbot: QtBot, session: Session) -> None:
    """Said in place; the receipt stands."""
    (made,) = records.act(session, lent(session), "缴费").made
    page = opened(qtbot, session, RECEIPTS)
    side = page.receipts.side
    qtbot.waitUntil(lambda: "作废" in side.buttons)
    side.begin("作废")
    assert side.panel is not None and side.panel.form is not None
    side.panel.form.inputs["why"].set_value("收错人")
    second(qtbot, page, side.panel, CASHIER)
    assert side.panel is not None and side.panel.reviewer is not None
    assert side.panel.reviewer.number.message.text() == "要另一个人，不能是自己"
    assert state(session, made).seen.state == "已收款，未办"


def test_a_receipt_is_found_by_its_pad(qtbot: QtBot, session: Session) -> None:
    """Of whatever day; another day is empty and says so."""
    records.act(session, lent(session), "缴费", {"receipt": "0007788"})
    page = opened(qtbot, session, RECEIPTS)
    at_part(qtbot, page, page.receipts.date)
    key(qtbot, Key.Key_Up)
    still(qtbot, page)
    assert page.receipts.empty.isVisible()
    at_part(qtbot, page, page.receipts.text)
    put(qtbot, "0007788")
    qtbot.waitUntil(lambda: len(page.receipts.lines) == 1)
    assert page.receipts.model.rows[0][2] == "0007788"


def test_a_part_given_back_needs_its_reason(qtbot: QtBot, session: Session) -> None:
    """The rest is kept; the second person countersigns in place."""
    number = out(session, "还钥匙")
    lent(session, "3-1202", "王五")
    page = opened(qtbot, session, DEPOSITS)
    side = page.deposits.side
    qtbot.waitUntil(lambda: "退押金" in side.buttons)
    assert text(page.deposits, "side_figure") == "¥100.00"
    key(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: focused() is side.buttons["退押金"])
    key(qtbot, Key.Key_Return)
    panel = side.panel
    assert panel is not None and panel.form is not None
    why = panel.form.inputs["why"]
    panel.form.inputs["amount"].set_value("80")
    second(qtbot, page, panel)
    qtbot.waitUntil(lambda: bool(why.wrong))
    assert state(session, number).facts.held == 100_00
    why.set_value("钥匙牌损坏")
    second(qtbot, page, panel)
    qtbot.waitUntil(lambda: side.panel is None)
    record = state(session, number)
    assert record.facts.held == 0 and record.facts.done["退押金"]["kept"] == 20_00
    qtbot.waitUntil(lambda: page.deposits.empty.isVisible())


def test_kept_and_taken_back(qtbot: QtBot, session: Session) -> None:
    """A forfeiture before two people, then its reversal, by which the deposit is held again."""
    number = out(session, "还钥匙")
    page = opened(qtbot, session, DEPOSITS)
    side = page.deposits.side
    qtbot.waitUntil(lambda: "扣押金" in side.buttons)
    side.begin("扣押金")
    assert side.panel is not None and side.panel.form is not None
    side.panel.form.inputs["why"].set_value("逾期")
    side.panel.form.inputs["amount"].set_value("30")
    second(qtbot, page, side.panel)
    qtbot.waitUntil(lambda: side.panel is None)
    still(qtbot, page)
    assert state(session, number).facts.held == 70_00
    qtbot.waitUntil(lambda: "冲正押金" in side.buttons)
    assert text(page.deposits, "side_figure") == "¥70.00"
    assert page.deposits.model.rows[0][4] == "¥70.00"
    side.begin("冲正押金")
    assert side.panel is not None and side.panel.form is not None
    side.panel.form.inputs["why"].set_value("算错")
    second(qtbot, page, side.panel)
    qtbot.waitUntil(lambda: state(session, number).facts.held == 100_00)


def test_a_payment_from_the_records_own_page_offers_its_receipt(
    qtbot: QtBot, session: Session
) -> None:
    """The receipt that was made is printed from there."""
    page = RecordPage(session)
    qtbot.addWidget(page)
    page.show()
    page.show_record(lent(session))
    assert not page.made.isVisible()
    page.begin("缴费")
    assert page.panel is not None
    page.panel.commit()
    assert page.made.isVisible() and text(page, "made_words") == "收据 SJ-2026-000001 已开好"
    assert isinstance(page.findChild(QPushButton, "made_print"), QPushButton)
    page.show_record(lent(session))
    assert not page.made.isVisible()


def test_who_may_issue_no_receipt_has_no_such_page(session: Session) -> None:
    """The rail follows the rights."""
    assert KEY_OF_PAGE in places(session)
    desk = acting(session, RECEPTION)
    assert not rights.allowed(session.store, desk.member.roles, "issue:SJ")
    assert KEY_OF_PAGE not in places(desk)


def test_what_is_worked_out_cannot_be_typed(qtbot: QtBot, session: Session) -> None:
    """No generic entry shows the lines that are reckoned."""
    page = opened(qtbot, session)
    assert "items" not in page.till.form.shown_keys()
    from ui.form import FormWidget

    form = FormWidget(SJ.fields, lambda: page.till._facts)
    qtbot.addWidget(form)
    assert "items" not in form.shown_keys() and "others" in form.shown_keys()
    assert button(page, "take_and_print").isVisible()

"""The page of a batch by keyboard: sources, what is to be known first, how it went; and the log."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from db import print_batch, prints, records
from db.session import Session
from printing import spool
from tests.printing.conftest import server
from tests.views.page_desk import acting, issued, key, shown
from tests.views.test_print_run import Queue, queue
from views import printer
from views.print_batch import PrintBatchPage
from views.print_batch_parts import CHOSEN, TODAY, UNPRINTED, WHOLE
from views.print_log import PrintLogPage
from views.print_run import Order, Run

__all__ = ["queue", "server"]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def chosen(session: Session, queue: Queue) -> Iterator[Queue]:
    """The test's printer is this computer's."""
    printer.choose(session, queue.name)
    yield queue
    printer.choose(session, "")


def said(page: QWidget) -> str:
    """The words of the banner."""
    banner = page.findChild(QWidget, "batch_told")
    assert banner is not None
    return " ".join(one.text() for one in banner.findChildren(QLabel) if one.text())


def opened(qtbot: QtBot, session: Session, source: int) -> PrintBatchPage:
    """The page with a source read."""
    page = PrintBatchPage(session)
    shown(qtbot, page)
    page.turn_to(source)
    qtbot.waitUntil(lambda: bool(page.lines), timeout=20_000)
    return page


def print_now(qtbot: QtBot, page: PrintBatchPage) -> None:
    """Ctrl+P, until it is over."""
    key(qtbot, Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: page.is_busy, timeout=20_000)
    qtbot.waitUntil(lambda: not page.is_busy, timeout=60_000)


def outcomes(session: Session, number: str) -> list[str]:
    record = records.load(session, number)
    assert record is not None
    return [one.outcome for one in prints.log(session, record)]


def test_all_of_today_by_one_key(qtbot: QtBot, session: Session, chosen: Queue) -> None:
    """Those not on paper yet are ticked; afterwards a reprint wants a reason, here and there."""
    numbers = [issued(session) for _ in range(3)]
    page = opened(qtbot, session, TODAY)
    assert page.table.chosen() == [f"{number} 放行条" for number in numbers]
    print_now(qtbot, page)
    assert said(page) == "3 张都打好了。"
    assert [outcomes(session, number) for number in numbers] == [[prints.PRINTED]] * 3
    page.turn_to(TODAY)
    qtbot.waitUntil(lambda: bool(page.lines))
    assert page.table.chosen() == [] and not page.foot.button.isEnabled()
    page.table.choose([f"{numbers[0]} 放行条"])
    key(qtbot, Qt.Key.Key_P, CTRL)
    assert not page.is_busy and "补打的原因" in said(page)
    qtbot.waitUntil(lambda: page.why.hasFocus())
    page.why.setText("卡纸")
    key(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.is_busy and bool(page.went), timeout=60_000)
    record = records.load(session, numbers[0])
    assert record is not None
    assert [one.again for one in prints.log(session, record)] == [None, "卡纸"]


def test_what_is_to_be_known_first_is_said_once(
    qtbot: QtBot, session: Session, chosen: Queue
) -> None:
    """A character without a glyph: the second Ctrl+P prints it all the same."""
    issued(session), issued(session, carrier="王𪚥")
    page = opened(qtbot, session, TODAY)
    print_now(qtbot, page)
    assert "“𪚥”这个字打不出来：" in said(page) and not page.went
    print_now(qtbot, page)
    assert said(page) == "2 张都打好了。"


def test_a_printer_that_will_not_do_is_said_once_for_all(
    qtbot: QtBot, session: Session, chosen: Queue
) -> None:
    """Nothing is logged; all stay ticked for when it is mended."""
    number = issued(session)
    issued(session)
    chosen.stop()
    page = opened(qtbot, session, TODAY)
    print_now(qtbot, page)
    assert said(page).startswith(f"没有打：打印机 {chosen.name} 已暂停：缺纸")
    assert outcomes(session, number) == [] and len(page.table.chosen()) == 2
    chosen.start()
    print_now(qtbot, page)
    assert said(page) == "2 张都打好了。"


@pytest.mark.long
def test_esc_takes_back_and_the_rest_is_printed_by_another_key(
    qtbot: QtBot, session: Session, chosen: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bar says so; what did not come out stays ticked."""
    numbers = [issued(session) for _ in range(4)]
    page = opened(qtbot, session, TODAY)
    real = spool.refuse_reason
    monkeypatch.setattr(spool, "refuse_reason", lambda queue, width, height: None)
    chosen.stop()
    key(qtbot, Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: "已暂停：缺纸" in said(page), timeout=60_000)
    assert not page.finish(), "the window waits for it"
    qtbot.waitUntil(page.progress.isVisible, timeout=20_000)
    key(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.is_busy, timeout=60_000)
    assert said(page).startswith("停下了：打好 0 张；2 张未出纸（")
    assert "2 张没有打" in said(page) and "再打这 4 张" in said(page)
    assert [outcomes(session, number) for number in numbers] == [
        [prints.UNPRINTED], [prints.UNPRINTED], [], []
    ]
    monkeypatch.setattr(spool, "refuse_reason", real)
    chosen.start()
    assert len(page.table.chosen()) == 4
    print_now(qtbot, page)
    assert said(page) == "4 张都打好了。"


def test_what_never_came_out_and_what_hangs_on_a_record(
    qtbot: QtBot, session: Session, chosen: Queue
) -> None:
    """The other sources; a number that is none is said in the list's place."""
    number, other = issued(session), issued(session)
    record = records.load(session, number)
    assert record is not None
    prints.keep(session, record, "放行条", "{}", queue=chosen.name, wrong="卡住了")
    page = opened(qtbot, session, UNPRINTED)
    assert page.table.chosen() == [f"{number} 放行条"]
    page.turn_to(WHOLE)
    page.number.setText(other)
    key(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: list(page.lines) == [f"{other} 放行条"], timeout=20_000)
    page.show_numbers([other, number])
    assert page.source == CHOSEN
    qtbot.waitUntil(lambda: len(page.lines) == 2, timeout=20_000)
    assert list(page.lines) == [f"{other} 放行条", f"{number} 放行条"]


def test_a_batch_cut_short_is_offered_when_the_page_is_opened(
    qtbot: QtBot, session: Session, chosen: Queue
) -> None:
    """Ticked and one key away, or given up."""
    numbers = [issued(session) for _ in range(2)]
    print_batch.begin(session, [(number, "放行条", "") for number in numbers])
    page = PrintBatchPage(session)
    shown(qtbot, page)
    qtbot.waitUntil(lambda: len(page.table.chosen()) == 2, timeout=20_000)
    assert "还剩 2 张没有出纸" in said(page) and page.drop.isVisible()
    print_now(qtbot, page)
    assert print_batch.left(session) is None and not page.drop.isVisible()


def test_the_log_tells_each_print_and_prints_again(
    qtbot: QtBot, session: Session, chosen: Queue
) -> None:
    """Narrowed by outcome; Ctrl+P goes to the batch, Enter to the record."""
    first, second = issued(session), issued(session)
    Run(session, spool, chosen.name).print_all([Order(first, "放行条")])
    record = records.load(session, second)
    assert record is not None
    prints.keep(session, record, "放行条", "{}", queue=chosen.name, wrong="卡住了")
    page = PrintLogPage(session)
    shown(qtbot, page)
    page.refresh()
    qtbot.waitUntil(lambda: page._found.text() == "2 次", timeout=20_000)
    rows = [tuple(map(str, page.model.known()[at])) for at in range(2)]
    assert [(row[3], row[8], row[9]) for row in rows] == [
        (second, "未出纸", "卡住了"), (first, "已出纸", ""),
    ]
    page.outcome.choose(prints.UNPRINTED)
    qtbot.waitUntil(lambda: page._found.text() == "1 次", timeout=20_000)
    page.table.setFocus()
    page.table.go(0)
    asked: list[list[str]] = []
    page.printing_requested.connect(asked.append)
    key(qtbot, Qt.Key.Key_P, CTRL)
    assert asked == [[second]]
    heard: list[str] = []
    page.record_opened.connect(heard.append)
    key(qtbot, Qt.Key.Key_Return)
    assert heard == [second]


def test_without_the_right_it_is_not_read(qtbot: QtBot, session: Session) -> None:
    """Who came there all the same reads why not."""
    page = PrintLogPage(acting(session, "2001"))
    shown(qtbot, page)
    page.refresh()
    empty = page.findChild(QWidget, "nothing")
    assert empty is not None
    words = empty.findChildren(QLabel)
    qtbot.waitUntil(lambda: any("不能看打印记录" in one.text() for one in words), timeout=20_000)

"""500 papers in the batch page, and as many prints in the log, while the window never takes longer
than a frame for anything: processor time of its thread between two turns of the event loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from db import print_batch, prints, records
from db.print_batch import MOST
from db.session import Session
from tests.views.page_desk import issued, key, shown
from tests.views.test_import_frames import FRAME, Frames
from views.page import Page
from views.print_batch import PrintBatchPage
from views.print_batch_parts import TODAY
from views.print_log import PrintLogPage
from views.print_run import Looked, Order, Went

Key, Held = Qt.Key, Qt.KeyboardModifier
TIMES, SETTLED_MS = 3, 25
WIDE, HIGH = 1366, 768


class Steps:
    """The longest turn of each thing done, in seconds, of some times the least: another program
    on the same processor makes one longer, and never shorter."""

    def __init__(self, qtbot: QtBot, owner: QObject) -> None:
        self._qtbot = qtbot
        self._frames = Frames(owner)
        self.worst: dict[str, float] = {}

    def take(self, name: str, *done: Callable[[], object]) -> None:
        """Do it, and go on until all that follows from it is drawn."""
        for one in done:
            self._qtbot.wait(SETTLED_MS)
            self._frames.again()
            self._frames.worst = 0.0
            one()
            self._qtbot.wait(SETTLED_MS)
            self.worst[name] = min(self.worst.get(name, 1.0), self._frames.worst)

    def too_long(self) -> dict[str, float]:
        """What took longer than a frame."""
        print({name: f"{1000 * worst:.1f}" for name, worst in self.worst.items()})
        return {name: worst for name, worst in self.worst.items() if worst > FRAME}


def seen(qtbot: QtBot, page: Page) -> None:
    shown(qtbot, page)
    page.resize(WIDE, HIGH)


def test_five_hundred_papers_in_the_batch_page(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Listed, ticked and not, gone through, looked over, printed one by one, over."""
    issued(session)
    (line,) = print_batch.of_day(session, session.now().date())
    many = [replace(line, number=f"FX-2026-{at:06}") for at in range(1, MOST + 1)]
    monkeypatch.setattr(print_batch, "of_day", lambda one, day: many)
    page = PrintBatchPage(session)
    seen(qtbot, page)
    page.turn_to(TODAY)
    qtbot.waitUntil(lambda: len(page.lines) == MOST)
    steps = Steps(qtbot, page)
    orders = [Order(line.number, line.paper) for line in many]
    looked = [Looked(one, said="太靠纸边") for one in orders]
    went = [Went(one, prints.UNPRINTED if at % 9 == 0 else prints.PRINTED, "卡纸")
            for at, one in enumerate(orders)]  # fmt: skip

    def tell(some: list[Looked] | list[Went]) -> Callable[[], None]:
        return lambda: [page._told(one) for one in some] and None

    steps.take("read again", *[page.refresh] * TIMES)
    steps.take("all ticked or none", *[lambda: key(qtbot, Key.Key_A, Held.ControlModifier)] * TIMES)
    steps.take("a page down", *[lambda: key(qtbot, Key.Key_PageDown)] * TIMES)
    steps.take("told of a dozen", *(tell(looked[at : at + 12]) for at in range(0, 12 * TIMES, 12)))
    steps.take("looked over", *[lambda: page._over(looked, [], False)] * TIMES)
    steps.take("gone out", *(tell(went[at : at + 12]) for at in range(0, 12 * TIMES, 12)))
    steps.take("over", *[lambda: page._over([], went, False)] * TIMES)
    assert steps.too_long() == {}
    assert len(page.table.chosen()) == sum(not one.arrived for one in went)


def test_five_hundred_prints_in_the_log(qtbot: QtBot, session: Session) -> None:
    """Read, gone through, marked, read again when another was printed."""
    record = records.load(session, issued(session))
    assert record is not None
    prints.keep(session, record, "放行条", "{}", queue="laser")
    with session.store.write() as db:
        names = [row[1] for row in db.execute_sql("PRAGMA table_info(print)") if row[1] != "id"]
        columns = ", ".join(names)
        for _ in range(9):
            db.execute_sql(f"INSERT INTO print ({columns}) SELECT {columns} FROM print")
    page = PrintLogPage(session)
    seen(qtbot, page)
    steps = Steps(qtbot, page)
    steps.take("begun", *[page._ask] * TIMES)
    qtbot.waitUntil(lambda: page.count > 500)
    page.entered()
    steps.take("a page down", *[lambda: key(qtbot, Key.Key_PageDown)] * TIMES)
    steps.take("marked", *[lambda: key(qtbot, Key.Key_Space)] * TIMES)
    steps.take("read again", *[page.refresh] * TIMES)
    steps.take("to the end", lambda: key(qtbot, Key.Key_End), lambda: key(qtbot, Key.Key_Home))
    assert steps.too_long() == {}

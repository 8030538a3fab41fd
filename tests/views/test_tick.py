"""The clock's tick alone turns what is due to overdue, within a second of the window's own timer,
wherever the work is: workbench, rail, record, register, and back after the clock was set back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db import demo, office, records
from db.renewing import mark
from db.session import Session, member, open_session
from forms.property.release import FX
from forms.property.repair import WX
from forms.settings import HOLIDAYS
from forms.timing import Deadline, Span
from tests.views.moving_clock import MovingClock, standing
from tests.views.page_desk import ODD
from tests.views.window_desk import demo_folder
from ui.parts import Chip
from views import renewing
from views.register import RegisterPage
from views.shell import Shell
from views.work import WorkPage

NOW = datetime(2026, 11, 23, 10, 42)
"""A Monday, after all that the estate was made with."""
DUE = NOW + timedelta(minutes=15)
SECOND_MS = 3000
"""A tick comes each second; on a machine that does more than this it may be late."""
TAP: dict[str, Any] = {
    "unit": "1-101", "craft": "水", "trouble": "水龙头漏水", "reporter": "业主",
    "phone": "13800138000",
}  # fmt: skip


WAITING = replace(ODD, deadlines=(
    Deadline("取走", "issued", Span(workdays=1, end_of_day=True), "取回", roles=("工程主管",)),
))  # fmt: skip
"""Something to be fetched within a working day."""


@pytest.fixture
def clock() -> MovingClock:
    """The office's clock, 10:42 until it is moved."""
    return standing(NOW)


@pytest.fixture
def session(tmp_path: Path, clock: MovingClock) -> Iterator[Session]:
    """1007 of the workshop, whom repairs concern."""
    folder = demo_folder(tmp_path)
    opened = open_session(
        folder, "1007", demo.password_of("1007"), clock=clock, forms=(FX, WX, WAITING), check=False
    )
    yield opened
    opened.close()


def desk(session: Session) -> Session:
    """Somebody of the front desk at the same store."""
    return session.acting_as(member(session.store, "1003"))


def window(qtbot: QtBot, session: Session) -> Shell:
    """The work's window, its timer running; it stays as long as the test."""
    shell = Shell(session)
    qtbot.addWidget(shell, before_close_func=lambda shell: shell.close_down())
    shell.resize(1366, 768)
    shell.show()
    shell.begin()
    return shell


def work_of(qtbot: QtBot, shell: Shell) -> WorkPage:
    page = shell.go("work")
    assert isinstance(page, WorkPage)
    qtbot.waitUntil(lambda: page.bench is not None)
    return page


def badge(shell: Shell) -> str:
    button = shell.rail._buttons["work"]
    return button._badge.text() if button._badge.isVisibleTo(button) else ""


def chip_of(shell: Shell, name: str) -> str:
    assert shell.current is not None
    found = shell.current.findChild(Chip, name)
    assert found is not None
    return found.text() if found.isVisibleTo(shell.current) else ""


def test_on_the_workbench(qtbot: QtBot, session: Session, clock: MovingClock) -> None:
    """剩 15 分, each minute less, and the second it is due red, tile and rail with it."""
    for _ in range(2):
        number = records.issue(desk(session), "WX", TAP).record.number
    shell = window(qtbot, session)
    page = work_of(qtbot, shell)
    assert str(page.model.rows[0][0]) == "剩 15 分" and page._tiles["逾期"].figure.text() == "0"
    page.table.go(1)
    assert page.model.rows[1][5] == number
    drawn: list[str] = []
    page.model.modelReset.connect(lambda: drawn.append("reset"))
    clock.move(NOW + timedelta(minutes=9))
    qtbot.waitUntil(lambda: str(page.model.rows[0][0]) == "剩 6 分", timeout=SECOND_MS)
    clock.move(DUE)
    qtbot.waitUntil(lambda: page._tiles["逾期"].figure.text() == "2", timeout=SECOND_MS)
    assert [str(row[0]) for row in page.model.rows] == ["刚逾期", "刚逾期"]
    assert page.model.rows[0][0].tone == "bad"
    assert page.table.current_row()[5] == number  # type: ignore[index]
    assert badge(shell) == "2" and len(drawn) <= 1


def test_on_the_rail_while_another_page_is_seen(
    qtbot: QtBot, session: Session, clock: MovingClock
) -> None:
    """A call due tomorrow does not count today; at midnight it does."""
    records.issue(desk(session), "WX", {
        **TAP, "urgency": "预约", "appointment": "2026-11-24T09:00",
    })  # fmt: skip
    shell = window(qtbot, session)
    shell.go("register")
    qtbot.waitUntil(lambda: shell._turn is not None)
    assert badge(shell) == ""
    clock.move(datetime(2026, 11, 24))
    qtbot.waitUntil(lambda: badge(shell) == "1", timeout=SECOND_MS)


def test_on_the_page_of_the_record(qtbot: QtBot, session: Session, clock: MovingClock) -> None:
    """Beside its state, also while an act is being done, whose words stay."""
    number = records.issue(desk(session), "WX", TAP).record.number
    shell = window(qtbot, session)
    shell.show_record(number)
    assert chip_of(shell, "due") == "到场 剩 15 分"
    clock.move(DUE)
    qtbot.waitUntil(lambda: chip_of(shell, "due") == "到场 刚逾期", timeout=SECOND_MS)
    page: Any = shell.current
    page.begin("派工")
    clock.move(DUE + timedelta(minutes=12))
    qtbot.waitUntil(lambda: chip_of(shell, "due") == "到场 逾期 12 分", timeout=SECOND_MS)
    assert page.panel is not None


def test_an_expired_paper_on_its_page(qtbot: QtBot, session: Session, clock: MovingClock) -> None:
    """At 24:00 it reads 已过期 and can no longer be signed."""
    goods = [{"name": "冰箱", "quantity": 1}]
    typed = {
        "unit": "1-101", "applicant": "业主", "carrier": "张三丰", "phone": "13800138000",
        "carrier_id": {"kind": "护照", "number": "E12345678"}, "goods": goods,
    }  # fmt: skip
    number = records.issue(desk(session), "FX", typed).record.number
    shell = window(qtbot, desk(session))
    shell.show_record(number)
    clock.move(datetime(2026, 11, 24))
    qtbot.waitUntil(lambda: chip_of(shell, "state") == "已过期", timeout=SECOND_MS)


def test_in_the_register(qtbot: QtBot, session: Session, clock: MovingClock) -> None:
    """The row says so before its state; the cursor stays."""
    for _ in range(3):
        records.issue(desk(session), "WX", TAP)
    shell = window(qtbot, session)
    page = shell.go("register")
    assert isinstance(page, RegisterPage)
    page._turn_to("WX")
    state = next(at for at, one in enumerate(page.columns) if one.key == "@state")

    def states() -> set[str]:
        return {str(row[state]) for row in page.model.known().values()}

    qtbot.waitUntil(lambda: not page.lister.waiting and len(states()) == 1)
    assert states() == {"今天 · 待派工"}
    page.table.go(1)
    kept = page.table.current_row()
    assert kept is not None
    clock.move(DUE)
    qtbot.waitUntil(lambda: states() == {"逾期 · 待派工"}, timeout=SECOND_MS)
    now = page.table.current_row()
    assert now is not None and now[-1] == kept[-1]


def test_a_clock_set_back_is_noticed(qtbot: QtBot, session: Session, clock: MovingClock) -> None:
    """Within a second; what was overdue stays so, and the workbench says why."""
    records.issue(desk(session), "WX", TAP)
    clock.move(DUE)
    records.issue(desk(session), "WX", TAP)
    shell = window(qtbot, session)
    page = work_of(qtbot, shell)
    assert page._tiles["逾期"].figure.text() == "1" and not page.behind.isVisible()
    clock.move(DUE - timedelta(hours=2))
    qtbot.waitUntil(page.behind.isVisible, timeout=SECOND_MS)
    assert page._tiles["逾期"].figure.text() == "1"
    words = " ".join(part.text() for part in page.behind.findChildren(QLabel))
    assert "早了 2 小时" in words
    clock.move(DUE)
    qtbot.waitUntil(lambda: not page.behind.isVisible(), timeout=SECOND_MS)


def test_another_program_wrote(qtbot: QtBot, session: Session, clock: MovingClock) -> None:
    """What somebody at the command line issues stands on the workbench within a second."""
    shell = window(qtbot, session)
    page = work_of(qtbot, shell)
    assert page.bench is not None and page.bench.tally.total == 0
    other = open_session(
        session.store.folder, "1003", demo.password_of("1003"), clock=clock, forms=(WX,),
        check=False,
    )  # fmt: skip
    number = records.issue(other, "WX", TAP).record.number
    other.close()
    qtbot.waitUntil(lambda: [row[5] for row in page.model.rows] == [number], timeout=SECOND_MS)


def test_another_table_of_holidays_shows_on_the_workbench(
    qtbot: QtBot, session: Session, clock: MovingClock
) -> None:
    """One working day from Friday is Monday; once the Saturday is worked (调休) it was Saturday,
    and the open window says so."""
    clock.move(datetime(2026, 11, 27, 9))
    records.issue(desk(session), "LS", {"room": "1-101", "keeper": "李四", "shelf": "甲架"})
    clock.move(datetime(2026, 11, 29, 20))
    shell = window(qtbot, session)
    page = work_of(qtbot, shell)
    assert [str(row[0]) for row in page.model.rows] == ["明天"]
    chief = session.acting_as(member(session.store, "9001"))
    with session.store.write():
        office.change(chief, HOLIDAYS, {"2026-11-28": False})
        mark(chief)
    renewing.keep(shell, session, Event(), shell.say)
    qtbot.waitUntil(lambda: [str(row[0]) for row in page.model.rows] == ["逾期 20 小时"])
    assert page._tiles["逾期"].figure.text() == "1"

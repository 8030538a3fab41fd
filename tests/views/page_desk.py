"""Pages on a real demo store, driven by keyboard, for the tests of the pages.

ODD is a form nobody ships: it proves that the pages know only declarations.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytest import MonkeyPatch
from pytestqt.qtbot import QtBot

from db import records
from db.clock import FixedClock, instant
from db.session import Session, member
from forms.acts import Act, Effect, reject, void
from forms.fields import Field, Kind
from forms.form import Form
from forms.paper import Cell, Paper, Row
from forms.property import release
from ui import dialogs
from views.page import Page

NOW = datetime(2026, 11, 21, 10, 42)
GOOD_ID = "11010519491231002X"
"""The worked example of GB 11643: its check digit is right."""

FX: dict[str, Any] = {
    "unit": "3-1202",
    "applicant": "租户",
    "reason": "搬家",
    "carrier": "张三丰",
    "carrier_id": GOOD_ID,
    "phone": "13800138000",
    "plate": "粤BD12345",
    "consent": "电话确认",
    "goods": [
        {"name": "双门冰箱", "spec": "海尔 BCD-215", "measure": "台", "quantity": 1},
        {"name": "纸箱（衣物、书籍）", "measure": "个", "quantity": 12},
    ],
}

ODD = Form(
    code="LS",
    title="临时寄存单",
    desk="物业",
    about="试验用",
    issued_by=("前台",),
    fields=(
        Field("room", "房号", Kind.UNIT, required=True),
        Field("keeper", "寄存人", Kind.PERSON, required=True),
        Field("shelf", "货架", Kind.CHOICE, required=True, choices=("甲架", "乙架")),
        Field("worth", "估价", Kind.MONEY),
    ),
    acts=(
        Act(
            "取回",
            ("客服主管",),
            (Field("fee", "保管费", Kind.MONEY, required=True),),
            effect=Effect.CLOSE,
            second=True,
            state="已取回",
        ),
        reject("拒收", "客服主管", unless=("取回",), state="已拒收"),
        void("前台"),
    ),
    open_state="寄存中",
    papers=(Paper("寄存单", "A5横向", (Row((Cell("room", 12), Cell("shelf", 12))),), copies=False),),
    register=("@number", "room", "keeper", "shelf", "worth", "@state"),
    register_title="临时寄存登记",
)
ALL_FORMS = (release.FX, ODD)
"""Fixed, so that these tests stay as they are whatever forms are added."""


def at(moment: datetime) -> FixedClock:
    """A clock that stands there, office time."""
    return FixedClock(instant(moment))


def acting(session: Session, no: str) -> Session:
    """The same store with another member at work."""
    return session.acting_as(member(session.store, no))


def issued(session: Session, **other: Any) -> str:
    """The number of a new FX by 1003, valid and whole but for `other`."""
    return records.issue(acting(session, "1003"), "FX", FX | other).record.number


def signed(session: Session, **other: Any) -> str:
    """The number of a new FX that has every signature it needs."""
    number = issued(session, **other)
    records.act(acting(session, "1002"), number, "值班主任签字")
    records.act(acting(session, "1001"), number, "主任盖章")
    return number


def released(session: Session, **other: Any) -> str:
    """The number of a new FX whose goods have left."""
    number = signed(session, **other)
    records.act(acting(session, "2001"), number, "放行", {"counts": [1, 12]})
    return number


def shown(qtbot: QtBot, page: Page) -> Page:
    """The page in a window of its own, with the focus."""
    qtbot.addWidget(page)
    page.resize(1182, 694)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.entered()
    return page


def focused() -> QWidget:
    """The widget that keys go to."""
    found = QApplication.focusWidget()
    assert found is not None, "nothing has the focus"
    return found


def type_in(qtbot: QtBot, *lines: str) -> None:
    """Type each line where the focus is, then Enter; Chinese comes as from an input method."""
    for words in lines:
        put(qtbot, words)
        qtbot.keyClick(focused(), Qt.Key.Key_Return)


def put(qtbot: QtBot, words: str) -> None:
    """Type without Enter."""
    for sign in words:
        if sign.isascii():
            qtbot.keyClicks(focused(), sign)
        else:
            event = QInputMethodEvent()
            event.setCommitString(sign)
            QApplication.sendEvent(focused(), event)


def key(qtbot: QtBot, which: Qt.Key, *held: Qt.KeyboardModifier) -> None:
    """A key at whatever has the focus."""
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= one
    qtbot.keyClick(focused(), which, modifiers)


def answered(
    monkeypatch: MonkeyPatch, name: str, *answers: str | None
) -> list[tuple[str, str]]:
    """Answer a question of `ui.dialogs` one after another; with what each was shown in its box,
    and what was said to stand against it."""
    asked: list[tuple[str, str]] = []
    left = iter(answers)

    def answer(*words: object, typed: str = "", wrong: str = "", **more: object) -> str | None:
        asked.append((typed, wrong))
        return next(left)

    monkeypatch.setattr(dialogs, name, answer)
    return asked


def button(page: QWidget, name: str) -> QPushButton:
    """The button of that object name."""
    found = page.findChild(QPushButton, name)
    assert isinstance(found, QPushButton), name
    return found


def later(session: Session, moment: datetime) -> Session:
    """The same session at another time."""
    return replace(session, clock=at(moment))

"""A real window on a real demo store, for the tests of the shell."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from db import demo
from db.clock import FixedClock
from forms.form import Form
from forms.property.release import FX
from views.login import LoginPage
from views.second import SecondPerson
from views.shell import Shell
from views.window import Window

NOW = 1_795_228_920_000  # 2026-11-21 10:42 in Shanghai
CLOCK = FixedClock(NOW)
DESK, HEAD, GUARD, ADMINISTRATOR = "1003", "1001", "2001", "9001"


@cache
def _made() -> tuple[Path, str]:
    folder = Path(mkdtemp(prefix="qiantai-test-")) / "data"
    made = demo.create(folder, "admin1000", clock=CLOCK)
    made.session.close()
    return folder, made.recovery


def demo_folder(where: Path) -> Path:
    """A copy of the demo store in a folder with a Chinese name and a space."""
    folder = where / "前台 数据"
    shutil.copytree(_made()[0], folder)
    return folder


def recovery_code() -> str:
    """The recovery code of the demo stores."""
    return _made()[1]


def open_window(qtbot: QtBot, folder: Path, forms: tuple[Form, ...] = (FX,)) -> Window:
    """The window before log-in, active; with one form, whatever forms are added."""
    window = Window(folder, CLOCK, forms)
    # What a person sees while closing is a test of its own: here it goes at once.
    qtbot.addWidget(window, before_close_func=lambda window: window.put_away())
    window.resize(1366, 768)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.begin()
    return window


def login_page(window: Window) -> LoginPage:
    """The log-in page that is seen."""
    assert isinstance(window.sheet, LoginPage), window.sheet
    return window.sheet


def log_in(qtbot: QtBot, window: Window, no: str, password: str = "") -> Shell:
    """Log in by keyboard; the shell."""
    page = login_page(window)
    page.staff.line.clear()
    page.staff.line.setFocus()
    type_line(qtbot, window, no)
    type_line(qtbot, window, password or demo.password_of(no))
    qtbot.waitUntil(lambda: window.layers.currentWidget() is window.shell is not None)
    assert window.shell is not None
    return window.shell


def type_line(qtbot: QtBot, window: Window, words: str) -> None:
    """Type into whatever has the focus, then Enter."""
    type_words(qtbot, window, words)
    qtbot.keyClick(focused(window), Qt.Key.Key_Return)


def type_words(qtbot: QtBot, window: Window, words: str) -> None:
    """Type by keyboard; what a keyboard has no key for comes as from an input method."""
    for sign in words:
        if sign.isascii():
            qtbot.keyClicks(focused(window), sign)
        else:
            event = QInputMethodEvent()
            event.setCommitString(sign)
            QApplication.sendEvent(focused(window), event)


def press(qtbot: QtBot, window: Window, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
    """A key at whatever has the focus."""
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= one
    qtbot.keyClick(focused(window), key, modifiers)


def countersigned(qtbot: QtBot, page: QWidget, no: str) -> None:
    """A second person approves over the page, with the demo's password."""

    def asked() -> SecondPerson | None:
        found = [one for one in page.findChildren(SecondPerson) if one.isVisible()]
        return found[-1] if found else None

    qtbot.waitUntil(lambda: asked() is not None)
    dialog = asked()
    assert dialog is not None
    dialog.who.number.line.setText(no)
    dialog.who.password.line.setText(demo.password_of(no))
    dialog.who.identify()
    qtbot.waitUntil(lambda: asked() is not dialog)


def focused(window: Window) -> QWidget:
    """The widget that keys go to."""
    return window.focusWidget() or window

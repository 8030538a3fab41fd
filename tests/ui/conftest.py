"""What the tests of the Qt parts share: the theme, facts of one day, typing by input method."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from forms.facts import Facts, Resident, UnitFacts
from ui import theme


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """Every test sees the light theme, as the program shows it."""
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


@pytest.fixture
def facts() -> Facts:
    """A Saturday morning at the desk, the unit's owner known."""
    return Facts(
        now=datetime(2026, 11, 21, 10, 42),
        operator="1003 李敏",
        unit=UnitFacts("3 栋 1202", True, (Resident("业主", "欧阳龚", "13900002211"),)),
    )


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[QWidget], None]:
    """Show a widget as the active window, so that it can have the focus."""

    def shown(widget: QWidget) -> None:
        qtbot.addWidget(widget)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)

    return shown


@pytest.fixture
def compose(qapp: QApplication) -> Callable[..., None]:
    """compose(widget, preedit, commit): what an input method sends."""

    def sent(widget: QWidget, preedit: str = "", commit: str = "") -> None:
        event = QInputMethodEvent(preedit, [])
        if commit:
            event.setCommitString(commit)
        qapp.sendEvent(widget, event)

    return sent

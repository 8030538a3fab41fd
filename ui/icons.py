"""Icons in the tokens' colours, loaded only when first wanted (the font costs 0.1 seconds)."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from ui import theme

GLYPHS = {
    "work": "view-dashboard-outline",
    "issue": "file-document-edit-outline",
    "register": "notebook-outline",
    "unit": "home-city-outline",
    "person": "account-outline",
    "vehicle": "car-outline",
    "pass": "card-account-details-outline",
    "repair": "wrench-outline",
    "money": "cash-register",
    "gate": "boom-gate-outline",
    "report": "chart-box-outline",
    "statistics": "chart-bar",
    "shift": "swap-horizontal",
    "settings": "cog-outline",
    "keys": "keyboard-outline",
    "search": "magnify",
    "print": "printer-outline",
    "save": "content-save-outline",
    "lock": "lock-outline",
    "backup": "shield-check-outline",
    "attach": "paperclip",
    "photo": "camera-outline",
    "add": "plus",
    "close": "close",
    "ok": "check",
    "warn": "alert-outline",
    "stop": "close-octagon-outline",
    "back": "arrow-left",
    "history": "history",
    "export": "file-export-outline",
    "import": "file-import-outline",
}
"""Our names for Material Design glyphs; any other name is taken as a glyph's own."""


class _Themed(QIconEngine):
    """Draws a glyph in the ink of the theme in use, so a switch needs no new icons."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(
        self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State
    ) -> None:
        tokens = theme.now()
        chosen = state is QIcon.State.On or mode is QIcon.Mode.Selected
        _glyph(self._name, tokens.accent if chosen else tokens.second).paint(painter, rect)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        return _Themed(self._name)


@cache
def _font() -> Any:
    """The one of QtAwesome's fonts that is used. Its own way in loads all eleven, and QtPy below it
    wakes every class of Qt: 0.2 s and 25 MB for nothing."""
    for module in (QtCore, QtGui, QtWidgets):
        sys.modules.setdefault(module.__name__.replace("PySide6", "qtpy"), module)
    import qtawesome
    from qtawesome.iconic_font import IconicFont

    folder = Path(qtawesome.__file__).parent / "fonts"
    (font,) = folder.glob("materialdesignicons6-webfont-*.ttf")
    (names,) = folder.glob("materialdesignicons6-webfont-charmap-*.json")
    return IconicFont(("mdi6", font.name, names.name))


@cache
def _glyph(name: str, colour: str) -> QIcon:
    icon: QIcon = _font().icon(f"mdi6.{GLYPHS.get(name, name)}", color=colour)
    return icon


def icon(name: str) -> QIcon:
    """The icon of a name in `GLYPHS`; nothing is loaded until it is painted."""
    return QIcon(_Themed(name))


def dress(root: QWidget, size: int = 18) -> None:
    """Give every button and label below `root` with a property "icon" that icon, `size` px; after
    the first paint, or by `dress_later`."""
    for part in (root, *root.findChildren(QWidget)):
        name = part.property("icon")
        if not isinstance(name, str):
            continue
        if isinstance(part, QAbstractButton):
            part.setIcon(icon(name))
            part.setIconSize(QSize(size, size))
        elif isinstance(part, QLabel):
            part.setPixmap(icon(name).pixmap(QSize(size, size), part.devicePixelRatioF()))


def dress_later(root: QWidget) -> None:
    """The same once what is shown has been painted."""
    QTimer.singleShot(0, root, lambda: dress(root))

"""The overlay of all keys on the smallest screen that the program is made for."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.parts import KeyHint
from views.keys_help import KEYS, KeysHelp


def test_every_key_has_its_room_at_1366_by_768(qtbot: QtBot) -> None:
    """None is squeezed, none is outside the window."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    overlay = KeysHelp(window)
    overlay.resize(window.size())
    window.show()
    qtbot.waitExposed(window)
    hints = overlay.findChildren(KeyHint)
    assert len(hints) == sum(len(keys) for _, keys in KEYS)
    for hint in hints:
        assert hint.height() >= hint.sizeHint().height(), hint.text()
        assert overlay.rect().contains(hint.rect().translated(hint.mapTo(overlay, QPoint())))

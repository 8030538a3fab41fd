"""A card to do one thing in, put beside what it is about and turned away by Esc."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent

from ui.parts import Card


class Panel(Card):
    """Signals: closed, when Esc is pressed in it."""

    closed = Signal()

    def event(self, event: QEvent) -> bool:
        """Esc is ours while the panel has the focus, before any shortcut of the window."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.closed.emit()
                return True
        return super().event(event)

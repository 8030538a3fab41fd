"""The clipboard forgets a person's number some seconds after it was copied here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

FORGET_MS = 30_000


class Forgetful(QObject):
    """Watches what this program copies; `holds_numbers` says which words are a person's.

    What another program has copied since is left alone.
    """

    def __init__(self, holds_numbers: Callable[[str], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._holds_numbers = holds_numbers
        self._kept = ""
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(FORGET_MS)
        self.timer.timeout.connect(self.forget)
        QGuiApplication.clipboard().dataChanged.connect(self._changed)

    def forget(self) -> None:
        """Empty the clipboard at once if a person's number that was copied here is still on it."""
        self.timer.stop()
        board = QGuiApplication.clipboard()
        if self._kept and board.text() == self._kept:
            board.clear()
        self._kept = ""

    def _changed(self) -> None:
        board = QGuiApplication.clipboard()
        # Not every platform says whose it is; while a window of ours has the keys it is ours.
        ours = board.ownsClipboard() or QGuiApplication.focusWindow() is not None
        words = board.text() if ours else ""
        self._kept = words if words and self._holds_numbers(words) else ""
        if self._kept:
            self.timer.start()
        else:
            self.timer.stop()

"""The clipboard forgets a person's number some seconds after it was copied here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

FORGET_MS = 30_000
SECRET = "x-kde-passwordManagerHint"
"""What Klipper and others of its kind ask; "secret" is not kept."""
_WINDOWS = (
    "ExcludeClipboardContentFromMonitorProcessing", "CanIncludeInClipboardHistory",
    "CanUploadToCloudClipboard",
)
"""What Windows asks before it keeps a history (Win+V) or sends it to other computers: 0 is no."""


class Forgetful(QObject):
    """Watches what this program copies; `holds_numbers` says which words are a person's.

    It is marked so that no history of the clipboard keeps it. What another program has copied since
    is left alone.
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
        marked = QClipboard.Mode.Selection  # what the middle button pastes, on X11
        if board.supportsSelection() and board.ownsSelection():
            if self._holds_numbers(board.text(marked)):
                board.clear(marked)
        self._kept = ""

    def _changed(self) -> None:
        board = QGuiApplication.clipboard()
        # Not every platform says whose it is; while a window of ours has the keys it is ours.
        ours = board.ownsClipboard() or QGuiApplication.focusWindow() is not None
        words = board.text() if ours else ""
        self._kept = words if words and self._holds_numbers(words) else ""
        if self._kept:
            self.timer.start()
            if not board.mimeData().hasFormat(SECRET):
                board.setMimeData(_secret(words))
        else:
            self.timer.stop()


def _secret(words: str) -> QMimeData:
    """The words with the marks that keep them out of histories and clouds of clipboards."""
    made = QMimeData()
    made.setText(words)
    made.setData(SECRET, b"secret")
    for name in _WINDOWS:
        made.setData(f'application/x-qt-windows-mime;value="{name}"', bytes(4))
    return made

"""The second place in the status bar: how it is; pressed, another folder is chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from ui.parts import StatusLamp


class PlaceLamp(StatusLamp):
    """Hidden while there is nothing to say. Signal chosen(Path or None): the folder wanted."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.setObjectName("place_lamp")
        self.setVisible(False)
        self.clicked.connect(lambda checked=False: self.offer())

    def show_words(self, words: str, tone: str) -> None:
        """How the place is; "" hides the lamp."""
        self.say(words, tone)
        self.setVisible(bool(words))

    def offer(self) -> None:
        """Choose a folder, or have none."""
        menu = QMenu(self)
        menu.setObjectName("place_menu")
        lines: tuple[tuple[str, Callable[[], object]], ...] = (
            ("&1　选第二处的文件夹…", self.choose),
            ("&2　不要第二处", lambda: self.chosen.emit(None)),
        )
        for words, pressed in lines:
            menu.addAction(words).triggered.connect(lambda on=False, do=pressed: do())
        menu.popup(self.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def choose(self) -> None:
        """Ask for a folder, best on a stick."""
        from ui import dialogs

        folder: Path | None = dialogs.choose_folder(self, "备份的第二处：U 盘或别的盘上的文件夹")
        if folder is not None:
            self.chosen.emit(folder)

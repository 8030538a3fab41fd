"""The status bar: printer, backup, its second place, rehearsal, full check, offline, encrypted;
each can be pressed and says when unwell."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from db import backup
from db.errors import Environment
from db.journal import Head
from db.session import Session
from ui.parts import StatusLamp, label
from ui.theme import RESOURCES
from views.place_lamp import PlaceLamp
from views.printer_lamp import PrinterLamp

REHEARSE_KEY = "Ctrl+Shift+B"


def version() -> str:
    """The program's version."""
    return (RESOURCES / "version.txt").read_text("utf-8").strip()


def unsaved_since_backup(folder: Path, head: Head) -> bool:
    """Whether the newest backup does not end with the journal's row `head`."""
    newest = backup.newest(folder)
    if newest is None:
        return True
    try:
        return backup.inspect(newest).head != head
    except Environment:
        return True


class StatusBar(QFrame):
    """Lamps and words. Signals: backup_pressed, rehearsal_pressed, check_pressed."""

    backup_pressed = Signal()
    rehearsal_pressed = Signal()
    check_pressed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "statusbar")
        self.printer = PrinterLamp(session, self)
        self.backup = StatusLamp("", "", self)
        self.backup.setObjectName("backup_lamp")
        self.backup.clicked.connect(self.backup_pressed)
        self.place = PlaceLamp(self)
        self.rehearsal = StatusLamp("", "", self, key=REHEARSE_KEY)
        self.rehearsal.setObjectName("rehearsal_lamp")
        self.rehearsal.clicked.connect(self.rehearsal_pressed)
        self.rehearsal.setVisible(False)
        self.checked = StatusLamp("", "", self)
        self.checked.setObjectName("check_lamp")
        self.checked.clicked.connect(self.check_pressed)
        self.checked.setVisible(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 0, 16, 0)
        row.setSpacing(10)
        row.addWidget(self.printer)
        row.addWidget(self.backup)
        row.addWidget(self.place)
        row.addWidget(self.rehearsal)
        row.addWidget(self.checked)
        row.addWidget(label("离线运行", "small", self))
        row.addStretch()
        row.addWidget(label(f"数据已加密 · v{version()}", "small", self))
        self.setFixedHeight(max(26, self.sizeHint().height()))

    def show_backup(self, made_at: datetime | None, now: datetime) -> None:
        """When the newest backup was made (office time), None without one."""
        if made_at is None:
            self.backup.say("还没有备份，点此备份", "warn")
        elif made_at.date() == now.date():
            self.backup.say(f"备份 {made_at:%H:%M} 已校验", "good")
        else:
            self.backup.say(f"备份 {made_at:%m-%d %H:%M}，今天还没有", "warn")

    def show_backing_up(self) -> None:
        """A backup is being made."""
        self.backup.say("正在备份…", "accent")

    def show_backup_failed(self) -> None:
        """The last try did not succeed; the words stand in the notice."""
        self.backup.say("备份没有做成，点此再试", "bad")

    def show_place(self, words: str, tone: str) -> None:
        """How the second place is; "" says nothing of it."""
        self.place.show_words(words, tone)

    def show_rehearsal(self, words: str, tone: str) -> None:
        """That a rehearsal is due or under way; "" says nothing of it."""
        self.rehearsal.say(words, tone)
        self.rehearsal.setVisible(bool(words))

    def show_check(self, words: str, tone: str) -> None:
        """How the last full check of the data went; "" says nothing of it."""
        self.checked.say(words, tone)
        self.checked.setVisible(bool(words))

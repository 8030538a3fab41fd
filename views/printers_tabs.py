"""What stands beside the list of ways: the way itself, its calibration, what uses which."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from db.session import Session
from ui.parts import Card, KeyButton
from views.printers_calibration import CalibrationSheet
from views.printers_used import UsedSheet
from views.printers_way import WaySheet

TABS = (
    ("这种方式", "Alt+1", "tab_way"), ("校准", "Alt+2", "tab_calibration"),
    ("哪种单用哪种方式", "Alt+3", "tab_used"),
)  # fmt: skip
WAY, CALIBRATION, USED = range(3)


class WayTabs(Card):
    """Three sheets, one seen. Signals: save_asked, discard_asked; turned(which is seen)."""

    save_asked = Signal()
    discard_asked = Signal()
    turned = Signal(int)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.way = WaySheet(session)
        self.calibration = CalibrationSheet(session)
        self.used = UsedSheet(session)
        self._name: str | None = None
        self._tabs = [self._tab(at, *one) for at, one in enumerate(TABS)]
        row = QHBoxLayout()
        row.setSpacing(6)
        for tab in self._tabs:
            row.addWidget(tab)
        row.addStretch()
        self.stack = QStackedWidget(self)
        for part in (self.way, self.calibration, self.used):
            self.stack.addWidget(part)
        foot = QHBoxLayout()
        self.save = self._button(foot, "存", "Ctrl+S", "save_way", self.save_asked.emit, "primary")
        self.away = self._button(
            foot, "放弃改动", "Ctrl+R", "discard_way", self.discard_asked.emit
        )
        foot.addStretch()
        self.rows.addLayout(row)
        self.rows.addWidget(self.stack, 1)
        self.rows.addLayout(foot)
        for sheet in (self.way, self.calibration):
            sheet.edited.connect(self._tell)
            sheet.finished.connect(self.save.setFocus)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)
        self.show_tab(WAY)

    @property
    def at(self) -> int:
        """Which of them is seen."""
        return self.stack.currentIndex()

    def show_tab(self, at: int) -> None:
        """See another one."""
        self.stack.setCurrentIndex(at)
        for place, tab in enumerate(self._tabs):
            tab.setChecked(place == at)
        self._tell()
        self.turned.emit(at)

    def show_name(self, name: str | None) -> None:
        """The way that is shown: "" a new one, None for none."""
        self._name = name
        self.way.setEnabled(name is not None)
        self._tell()

    def enter(self) -> None:
        """Focus in what is seen."""
        (self.way, self.calibration, self.used)[self.at].enter()

    def _tell(self) -> None:
        """The buttons that mean something now."""
        sheet = self.way if self.at == WAY else self.calibration
        kept = self.at != USED and self._name is not None
        self.save.setVisible(kept)
        self.away.setVisible(
            kept and (sheet.is_dirty or self.at == WAY and self._name == "")
        )

    def _go(self, at: int) -> None:
        self.show_tab(at)
        self.enter()

    def _tab(self, at: int, words: str, key: str, name: str) -> KeyButton:
        tab = KeyButton(words, key, "tab", self, answers=False)
        tab.setObjectName(name)
        tab.setCheckable(True)
        tab.clicked.connect(lambda checked=False: self._go(at))
        QShortcut(QKeySequence(key), self, tab.click)
        return tab

    def _button(
        self, row: QHBoxLayout, words: str, key: str, name: str, pressed: Callable[[], object],
        role: str = "",
    ) -> KeyButton:  # fmt: skip
        made = KeyButton(words, key, role, self)
        made.setObjectName(name)
        made.clicked.connect(lambda checked=False: pressed())
        row.addWidget(made)
        return made

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        for sheet in (self.way, self.calibration):
            sheet.follow(now)

"""One record or one person seen in full for a moment, once a reason is given (`db.unmasking`)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from db import unmasking
from db.session import Session
from ui import dialogs
from ui.parts import KeyButton
from views.asking import until_taken

KEY = "Ctrl+Shift+U"
SHOW, HIDE = "看全文…", "遮住"
ASKED = f"证件号、电话显示 {unmasking.SECONDS} 秒，然后自动遮住。谁、何时、为什么看，都记入日志。"


class Unmasking(QObject):
    """The button and the moment. `eyes`: the session to look with.

    Signals: changed, when it is to be shown anew; said(words, tone).
    """

    changed = Signal()
    said = Signal(str, str)

    def __init__(
        self, session: Session, page: QWidget, ask: Callable[[str], Session]
    ) -> None:
        super().__init__(page)
        self._session, self._page, self._ask = session, page, ask
        self.eyes = session
        self.button = KeyButton(SHOW, KEY, "", page)
        self.button.setObjectName("unmask")
        self.button.clicked.connect(self.pressed)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(unmasking.SECONDS * 1000)
        self.timer.timeout.connect(self.over)

    def offer(self, masked: bool) -> None:
        """Whether there is something masked here that the member may see with a reason."""
        self.button.setVisible(masked and unmasking.may_unmask(self._session))

    def pressed(self) -> None:
        """Ask for the reason and show, or mask again before the time."""
        if self.eyes.unmasked:
            self.over()
            return
        found = self._with_reason()
        if found is None:
            return
        self.eyes = found
        self.button.say(HIDE)
        self.timer.start()
        self.changed.emit()

    def _with_reason(self) -> Session | None:
        """The eyes once a reason is accepted, asked for again where it was refused; else None."""
        return until_taken(
            lambda typed, wrong: dialogs.ask_reason(
                self._page, "看证件号和电话全文", ASKED, usual=unmasking.REASONS, yes="看",
                danger=False, typed=typed, wrong=wrong,
            ),
            self._ask,
        )  # fmt: skip

    def over(self) -> None:
        """Mask again, at once."""
        self.timer.stop()
        if self.eyes.unmasked:
            self.forget()
            self.changed.emit()

    def forget(self) -> None:
        """Mask again without showing anything: the page goes on to something else."""
        self.timer.stop()
        self.eyes = self._session
        self.button.say(SHOW)

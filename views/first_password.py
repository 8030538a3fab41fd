"""The first log-in: one's own password in place of the one that somebody else set."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal

from db.clock import Clock
from db.errors import Environment, Refused
from ui import background
from views import entry
from views.boxes import Box, chain, show_problems
from views.entry import Unlocked
from views.own_password import HINT
from views.sheet import Sheet, button, row

WORDS = (
    "刚才的密码是别人代设的，别人也知道，所以不能用来办事、签名。请设一个只有自己知道的；以后不用定期换，怀疑被人看见了再换。"
)


class FirstPasswordPage(Sheet):
    """Two boxes; Enter goes through them.

    Signals: unlocked(Unlocked) with the new password; left: turned away, the given one still holds.
    """

    unlocked = Signal(object)
    left = Signal()

    def __init__(self, folder: Path, clock: Clock, staff: str, given: str) -> None:
        super().__init__("请设自己的密码", WORDS, width=460)
        self.folder = folder
        self.clock = clock
        self._staff, self._given = staff, given
        self.new = Box("password", f"工号 {staff} 的新密码", self, secret=True, hint=HINT)
        self.again = Box("again", "再打一遍", self, secret=True)
        for box in (self.new, self.again):
            self.rows.addWidget(box)
        self.go = button(self, "go_on", "设好并登录", self.submit, "Return", "primary")
        self.away = button(self, "back", "返回", self.left.emit, "Esc")
        self.rows.addLayout(row(self.go, self.away))
        self.foot()
        chain((self.new, self.again), self.submit)

    def entered(self) -> None:
        """Focus in the first box."""
        self.new.line.setFocus(Qt.FocusReason.TabFocusReason)

    def submit(self) -> None:
        """Set it, in a thread; typed twice, it runs once."""
        if not self.go.isEnabled():
            return
        password = self.new.text()
        problems = {} if password else {"password": "请填写新密码"}
        if self.again.text() != password:
            problems["again"] = "两遍不一样，请再打一遍"
        self.say(show_problems((self.new, self.again), problems))
        if problems:
            return
        self._busy(True)
        folder, clock, staff, given = self.folder, self.clock, self._staff, self._given
        background.start(
            self, lambda: entry.first_password(folder, staff, given, password, clock),
            self._done, self._failed,
        )  # fmt: skip

    def _done(self, found: Unlocked) -> None:
        self._busy(False)
        self.unlocked.emit(found)

    def _failed(self, error: Exception) -> None:
        self._busy(False)
        if isinstance(error, Refused):
            self.say(show_problems((self.new, self.again), error.problems))
        elif isinstance(error, Environment):
            self.say(str(error))
        else:
            raise error
        self.new.line.setFocus(Qt.FocusReason.TabFocusReason)

    def _busy(self, on: bool) -> None:
        """Nobody turns away while it is set: the given one would no longer hold."""
        self.go.setEnabled(not on)
        self.away.setEnabled(not on)
        self.bar.setVisible(on)

"""A forgotten password: the printed recovery code gives an administrator a new one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal

from db import passwords
from db.clock import Clock
from db.errors import Environment, Refused
from ui import background
from ui.choice import ChoiceButton
from views import entry
from views.boxes import Box, chain, show_problems
from views.entry import Recovered, Unlocked
from views.sheet import Sheet, button, label, row


class RecoveryPage(Sheet):
    """First the code, then which administrator and the new password.

    Signals: unlocked(Unlocked) with the new password set; left: turned away.
    """

    unlocked = Signal(object)
    left = Signal()

    def __init__(self, folder: Path, clock: Clock) -> None:
        super().__init__(
            "忘记密码",
            "员工忘记密码，请系统管理员在“员工”里重设。系统管理员自己忘记时，用纸上的恢复码，换过的用新的。",
            width=460,
        )
        self.folder = folder
        self.clock = clock
        self._found: Recovered | None = None
        self.code = Box(
            "recovery", "恢复码", self, code=True, hint="7 组，每组 5 个字母或数字，横线可不打"
        )
        self.who = ChoiceButton((), self)
        self.who.may_be_empty = False
        self.who.setObjectName("administrator")
        self.first = Box("password", "新密码", self, secret=True)
        self.again = Box("again", "再打一遍", self, secret=True)
        self._who_caption = label(self, "系统管理员", "small")
        for widget in (self.code, self._who_caption, self.who, self.first, self.again):
            self.rows.addWidget(widget)
        self.go = button(self, "go_on", "下一步", self.submit, "Return", "primary")
        away = button(self, "back", "返回", self.left.emit, "Esc")
        self.rows.addLayout(row(self.go, away))
        self.foot()
        self.who.step.connect(lambda by: self.first.line.setFocus())
        chain((self.code,), self.submit)
        chain((self.first, self.again), self.submit)
        self._show_second(False)

    def entered(self) -> None:
        """Focus in the code."""
        self.code.line.setFocus(Qt.FocusReason.TabFocusReason)

    def submit(self) -> None:
        """The step at hand, in a thread."""
        if not self.go.isEnabled():
            return
        if self._found is None:
            folder, code, now = self.folder, self.code.text(), self.clock.now()
            self._busy(True)
            background.start(
                self, lambda: entry.recover(folder, code, now), self._opened, self._failed
            )
        else:
            self._set_password(self._found)

    def _set_password(self, found: Recovered) -> None:
        staff = self.who.value().split(" ")[0]
        password = self.first.text()
        problems = {}
        if not found.keys.demo and (weak := passwords.weakness(staff, password)):
            problems["password"] = weak
        if self.again.text() != password:
            problems["again"] = "两遍不一样，请再打一遍"
        self.say(show_problems((self.first, self.again), problems))
        if problems:
            return
        self._busy(True)
        folder, now = self.folder, self.clock.now()
        background.start(
            self,
            lambda: entry.new_password(folder, found, staff, password, now),
            self._done,
            self._failed,
        )

    def _opened(self, found: Recovered) -> None:
        self._busy(False)
        self._found = found
        self.who.choices = tuple(f"{no} {name}" for no, name in found.administrators)
        self.who.set_value(self.who.choices[0] if self.who.choices else "")
        self.code.say("恢复码正确，请设新密码", "good")
        self._show_second(True)
        self.first.line.setFocus(Qt.FocusReason.TabFocusReason)

    def _done(self, found: Unlocked) -> None:
        self._busy(False)
        self.unlocked.emit(found)

    def _failed(self, error: Exception) -> None:
        self._busy(False)
        if isinstance(error, Refused):
            self.say(show_problems((self.code, self.first, self.again), error.problems))
        elif isinstance(error, Environment):
            self.say(str(error))
        else:
            raise error

    def _show_second(self, on: bool) -> None:
        self.code.line.setReadOnly(on)
        for widget in (self._who_caption, self.who, self.first, self.again):
            widget.setVisible(on)
        self.go.say("设好密码并登录" if on else "下一步")

    def _busy(self, on: bool) -> None:
        self.go.setEnabled(not on)
        self.bar.setVisible(on)

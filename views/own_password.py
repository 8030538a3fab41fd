"""Changing one's own password: the present one, then the new one twice."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from db import own_passwords
from db.errors import Environment, Refused
from db.session import Session
from ui.parts import Card, KeyButton, label
from views import reading
from views.boxes import Box, chain, show_problems
from views.page import Page

HINT = "至少 8 位，数字、字母、符号至少两种"
WIDTH = 400


class OwnPasswordPage(Page):
    """Three boxes; Enter goes through them, Esc turns away and nothing is changed.

    Signal finished: the new password is set.
    """

    title = "改密码"
    finished = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._busy = False
        card = Card(parent=self)
        card.setFixedWidth(WIDTH)
        self.old = Box("old_password", "现在的密码", card, secret=True)
        self.new = Box("password", "新密码", card, secret=True, hint=HINT)
        self.again = Box("password_again", "新密码，再输一次", card, secret=True)
        self.boxes = (self.old, self.new, self.again)
        self.change = KeyButton("改密码", "Return", "primary", card, answers=False)
        self.change.setObjectName("change")
        self.change.clicked.connect(lambda checked=False: self.submit())
        for box in self.boxes:
            card.rows.addWidget(box)
        card.rows.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)
        chain(self.boxes, self.submit)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label("改自己的密码", "title", self))
        head.addWidget(label("Esc 返回，不改", "second", self))
        head.addStretch()
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 14, 16, 14)
        page.setSpacing(10)
        page.addLayout(head)
        page.addWidget(card)
        page.addStretch()

    def entered(self) -> None:
        """Focus in the first box."""
        self.old.line.setFocus(Qt.FocusReason.TabFocusReason)

    def keep(self) -> bool:
        """Passwords are not kept."""
        for box in self.boxes:
            box.line.clear()
            box.say("")
        return True

    def submit(self) -> None:
        """Check the present password and set the new one, beside the window."""
        old, new = self.old.text(), self.new.text()
        problems = {} if old else {"old_password": "请填写现在的密码"}
        if new != self.again.text():
            problems["password_again"] = "两次输的不一样"
        show_problems(self.boxes, problems)
        if problems or self._busy:
            return
        self._busy = True
        self.change.setEnabled(False)

        def job(session: Session) -> None:
            session.keys.unlock(session.member.no, old, session.clock.now())
            own_passwords.change(session, session.member.no, new)

        reading.ask(self, self.session, job, lambda done: self._done(), self._failed, writes=True)

    def _done(self) -> None:
        self._rest()
        self.keep()
        self.notice.emit("密码已改，下次登录用新密码。", "good")
        self.finished.emit()

    def _failed(self, error: Exception) -> None:
        self._rest()
        if isinstance(error, Refused):
            show_problems(self.boxes, error.problems)
        elif isinstance(error, Environment) and error.kind == "key":
            show_problems(self.boxes, {"old_password": str(error)})
        elif isinstance(error, Environment):
            self.notice.emit(str(error), "bad")
        else:
            raise error

    def _rest(self) -> None:
        self._busy = False
        self.change.setEnabled(True)

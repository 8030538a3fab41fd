"""The question that goes on where something was stopped: who answers for it, in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from db import halts
from db.halts import Halt
from db.session import Member
from ui.dialogs import Question
from views.countersign import Countersign, holders

if TYPE_CHECKING:
    from views.halted import HaltBar


class Answering(Question):
    """Number and password of whoever may answer for it; Enter checks them."""

    def __init__(self, parent: QWidget, bar: HaltBar, halt: Halt, title: str) -> None:
        super().__init__(parent, title, halt.words)
        self.setObjectName("answering")
        self.setMinimumWidth(680)
        people = holders(bar.session, halts.RIGHTS[halt.kind])
        told = "由能确认的人输入自己的工号和密码，记入日志" if people else "在册的人里没有能确认的"
        self.who = Countersign(bar.session, told, people, self)
        self.rows.addWidget(self.who)
        agree = self.buttons("确认")
        agree.setObjectName("agree")
        agree.setEnabled(bool(people))
        agree.clicked.disconnect()
        agree.clicked.connect(lambda checked=False: self.who.identify())
        self.who.finished.connect(lambda: self.who.identify())
        self.who.identified.connect(lambda who: self._known(bar, halt, who))
        self.who.first().line.setFocus()

    def _known(self, bar: HaltBar, halt: Halt, who: Member) -> None:
        self.accept()
        bar.confirm(halt, who)

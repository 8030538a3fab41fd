"""Asking for the second person where a thing takes two: number and password over the page.

A page does what it was asked; where the answer is that somebody must approve it, it asks here and
does it again in both names. Esc turns away, nothing is done and what was typed stays.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from db.approving import NEEDED, RIGHT
from db.errors import Refused
from db.session import Member, Session
from ui.dialogs import Question
from views.countersign import Countersign, holders


class SecondPerson(Question):
    """Who may approve, with boxes for number and password; Enter checks them."""

    def __init__(
        self,
        parent: QWidget,
        session: Session,
        words: str,
        then: Callable[[Member], object],
        right: str = RIGHT,
        also: str = "",
    ) -> None:
        super().__init__(parent, "第二人复核", words)
        self.setObjectName("second_person")
        self.setMinimumWidth(680)
        self._then = then
        people = [
            one for one in holders(session, right)
            if one.no != session.member.no and (not also or one in holders(session, also))
        ]
        told = "请复核的人输入自己的工号和密码" if people else "在册的人里还没有别人能复核，请先添加"
        self.who = Countersign(session, told, people, self, another=True)
        self.rows.addWidget(self.who)
        agree = self.buttons("复核同意")
        agree.setObjectName("agree")
        agree.setEnabled(bool(people))
        agree.clicked.disconnect()
        agree.clicked.connect(lambda checked=False: self.who.identify())
        self.who.finished.connect(lambda: self.who.identify())
        self.who.identified.connect(self._known)
        self.who.first().line.setFocus()

    def _known(self, second: Member) -> None:
        self.accept()
        self._then(second)


def needed(error: Exception) -> bool:
    """Whether a refusal says only that a second person is still wanted."""
    return isinstance(error, Refused) and set(error.problems) == {NEEDED}


def ask(
    parent: QWidget,
    session: Session,
    error: Exception,
    then: Callable[[Member], object],
    also: str = "",
) -> SecondPerson:
    """Ask for whoever approves, in the words of the refusal; `then` is told who it is. also: what
    he must have the right to, beside approving."""
    asked = SecondPerson(parent, session, str(error), then, also=also)
    asked.open()
    return asked

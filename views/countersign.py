"""Countersigning in place: a second person gives number and password, the session goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db import rights, staff
from db.errors import Environment
from db.keys import Opened
from db.session import Member, Session, member
from ui import background
from ui.parts import label
from views.boxes import Box, chain

ACROSS = 3
MOST = 9


def holders(session: Session, action: str) -> tuple[Member, ...]:
    """Active members of staff who may do the action, by number."""
    roles = set(rights.holders(session.store, action))
    found = []
    for row in staff.everybody(session):
        mine = row["roles"]
        if isinstance(mine, list) and roles & set(mine):
            found.append(Member(str(row["no"]), str(row["name"]), tuple(mine)))
    return tuple(found)


class Countersign(QWidget):
    """Number and password of one of `people`; one alone is filled in. another: never of the one who
    is logged in, who is told so.

    Signals: identified(Member) once they fit; finished: Enter in the last box.
    """

    identified = Signal(object)
    finished = Signal()

    def __init__(
        self,
        session: Session,
        words: str,
        people: Sequence[Member],
        parent: QWidget | None = None,
        another: bool = False,
    ) -> None:
        super().__init__(parent)
        self._another = another
        self.setObjectName("countersign")
        self.session = session
        self.people = tuple(people)
        self._busy = False
        self.number = Box("countersign_staff", "工号", self, code=True)
        self.password = Box("countersign_password", "密码", self, secret=True)
        self.number.line.suggest = self._suggested
        self.number.forget_when_typed()
        self.password.forget_when_typed()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        if words:
            rows.addWidget(label(words, "second", self))
        rows.addLayout(self._list())
        boxes = QHBoxLayout()
        boxes.setSpacing(12)
        boxes.addWidget(self.number, 1, Qt.AlignmentFlag.AlignTop)
        boxes.addWidget(self.password, 1, Qt.AlignmentFlag.AlignTop)
        rows.addLayout(boxes)
        chain((self.number, self.password), self.finished.emit)
        if len(self.people) == 1:
            self.number.line.setText(self.people[0].no)
        self.setFocusProxy(self.first().line)

    def first(self) -> Box:
        """The box to begin in."""
        return self.password if self.number.text() else self.number

    def identify(self, then: Callable[[Member], object] | None = None) -> None:
        """Check number and password beside the window; what is wrong stands under the boxes."""
        number, password = self.number.text(), self.password.text()
        self.number.say("" if number else "请填写工号")
        self.password.say("" if password else "请填写密码")
        if not number or not password:
            self.first().line.setFocus()
            return
        if number not in {who.no for who in self.people}:
            own = self._another and number == self.session.member.no
            self.number.say("要另一个人，不能是自己" if own else "这位不能办这一项")
            self.number.line.setFocus()
            return
        if self._busy:
            return
        self._busy = True
        keys, now = self.session.keys, self.session.clock.now()
        background.start(
            self,
            lambda: keys.enter(number, password, now),
            lambda opened: self._known(number, opened, then),
            self._refused,
        )

    def _known(
        self, number: str, opened: Opened, then: Callable[[Member], object] | None
    ) -> None:
        self._busy = False
        self.password.line.clear()
        try:
            found = member(self.session.store, number, opened.signer)
        except Environment as error:
            self.number.say(str(error))
            return
        self.identified.emit(found)
        if then is not None:
            then(found)

    def _refused(self, error: Exception) -> None:
        self._busy = False
        if not isinstance(error, Environment):
            raise error
        self.password.say(str(error))
        self.password.line.selectAll()
        self.password.line.setFocus()

    def _list(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        for at, who in enumerate(self.people[:MOST]):
            button = QPushButton(f"{who.words}　{'、'.join(who.roles)}", self)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda checked, no=who.no: self._take(no))
            grid.addWidget(button, at // ACROSS, at % ACROSS, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(ACROSS, 1)
        return grid

    def _take(self, number: str) -> None:
        self.number.line.setText(number)
        self.password.line.setFocus()

    def _suggested(self, text: str) -> list[str]:
        return [who.no for who in self.people if text and who.no.startswith(text)]

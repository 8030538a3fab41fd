"""One question at a time beside the window: only the answer to the newest one counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from db.session import Session
from views import reading

Answer = TypeVar("Answer")


class Newest(QObject):
    """Asks the store for its owner; what was asked before is forgotten."""

    def __init__(self, session: Session, owner: QObject) -> None:
        super().__init__(owner)
        self._session = session
        self._asked = self._answered = 0

    @property
    def waiting(self) -> bool:
        """Whether the newest answer is outstanding."""
        return self._asked != self._answered

    def forget(self) -> None:
        """No answer is wanted to what was asked."""
        self._asked += 1
        self._answered = self._asked

    def ask(
        self,
        question: Callable[[Session], Answer],
        done: Callable[[Answer], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Read beside the window, then `done(answer)` or `failed(error)` on the owner's thread."""
        self._asked += 1
        number = self._asked

        def told(answer: Answer) -> None:
            if self._wanted(number):
                done(answer)

        def trouble(error: Exception) -> None:
            if self._wanted(number):
                failed(error)

        reading.ask(self, self._session, question, told, trouble)

    def _wanted(self, number: int) -> bool:
        if number == self._asked:
            self._answered = number
        return number == self._asked

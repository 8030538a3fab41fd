"""What is being typed is kept every second, so that nothing is lost by leaving or by a crash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from db import drafts
from db.errors import Environment
from db.session import Session

PAUSE_MS = 1000


ASIDE = "@aside"
"""Key in a kept draft of the form that was put aside for another one of the same kind."""


class DraftKeeper(QObject):
    """Keeps one form's draft: a second after the last edit, and when asked.

    values: what stands in the form now · trouble: told when it could not be kept, "" once it could
    again
    troubled: whether the last try failed, so that it stands in the form only
    aside: another started form of the kind, kept with it; it is the draft once this one is gone.
    """

    def __init__(
        self,
        session: Session,
        values: Callable[[], dict[str, Any]],
        trouble: Callable[[str], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.code = ""
        self.id: int | None = None
        self.aside: dict[str, Any] = {}
        self._values = values
        self._trouble, self.troubled = trouble, False
        self._kept: dict[str, Any] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.keep)

    def begin(self, code: str) -> dict[str, Any]:
        """Turn to a form; the values of its draft, {} for none."""
        self.rest()
        self.code, self.troubled = code, False
        found = drafts.load(self.session, code)
        self.id, self._kept = found if found else (None, {})
        self.aside = dict(self._kept.get(ASIDE, {}))
        values = {key: value for key, value in self._kept.items() if key != ASIDE}
        if not values:
            values, self.aside = self.aside, {}
        return values

    def edited(self) -> None:
        """Something was typed: keep it when she pauses."""
        self._timer.start()

    def keep(self) -> bool:
        """Keep it now; False (and the trouble told) when that was not possible.

        A page that is about to go with its session has nothing left to keep.
        """
        self._timer.stop()
        if self.session.is_over:
            return True
        values = self._values()
        if self.aside:
            values[ASIDE] = self.aside
        if not self.code or values == self._kept:
            self._well()
            return True
        try:
            if values:
                self.id = drafts.save(self.session, self.code, values)
            else:
                drafts.drop(self.session, self.code)
                self.id = None
        except Environment as error:
            self.troubled = True
            self._trouble(str(error))
            return False
        self._kept = values
        self._well()
        return True

    def _well(self) -> None:
        """What stands in the form is kept."""
        if self.troubled:
            self.troubled = False
            self._trouble("")

    def rest(self) -> None:
        """Keep nothing until the next edit."""
        self._timer.stop()

    def gone(self) -> None:
        """The draft went into a record; what was put aside is the draft now."""
        self.rest()
        self.troubled = False
        left, self.aside = self.aside, {}
        self.id, self._kept = None, {}
        if left:
            try:
                drafts.save(self.session, self.code, left)
            except Environment as error:
                self._trouble(str(error))


def may_give_up(page: QWidget, title: str) -> bool:
    """Only one form can be put aside: asked before the one that is seen would be lost."""
    from ui import dialogs

    return dialogs.confirm(
        page,
        f"已有两张没写完的{title}",
        "再开一张就丢弃现在写的这一张；按 Esc 接着写。",
        yes="丢弃，再开一张",
        danger=True,
    )

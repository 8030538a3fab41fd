"""The full check of the data: each week while nobody sits at the desk, or when its lamp is pressed.

It runs in a thread; the status bar says how it went, and what it found to whom it may.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from PySide6.QtCore import QObject, SignalInstance

from db import upkeep
from db.errors import Environment
from db.session import Session
from ui import background
from views import reading
from views.status_bar import StatusBar


class Checkup(QObject):
    """Checks of one session, until it has `ended`. said(words, tone): a signal for people."""

    def __init__(
        self,
        session: Session,
        status: StatusBar,
        ended: Event,
        said: SignalInstance,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.status = status
        self.said = said
        self._ended = ended
        self._busy = False
        status.check_pressed.connect(self.start)

    def rest(self, then: Callable[[], object]) -> None:
        """Nobody sits at the desk: check if it is due, and `then` what comes next."""
        if upkeep.check_due(self.session.store, self.session.clock.now()):
            self.start(then)
        else:
            then()

    def start(self, then: Callable[[], object] | None = None) -> None:
        """Check all of it, beside the work; asks no right, for only those who may are told."""
        if self._busy:
            return
        self._busy = True
        self.status.show_check("正在全查数据…", "accent")

        def job(session: Session) -> upkeep.Checked:
            with background.yielding():
                return upkeep.check(session)

        def done(checked: upkeep.Checked) -> None:
            if not self._ended.is_set():
                self._checked(checked)
                if then is not None:
                    then()

        def failed(error: Exception) -> None:
            if self._ended.is_set():
                return
            self._busy = False
            self.show()
            if not isinstance(error, Environment):
                raise error
            self.said.emit(f"没有全查完。{error}", "bad")

        reading.ask(self, self.session, job, done, failed, writes=True)

    def show(self) -> None:
        """How the last one went."""
        self._show(upkeep.last(self.session.store, self.session.clock.now()))

    def _checked(self, checked: upkeep.Checked) -> None:
        self._busy = False
        self._show(checked)
        if checked.found and self.session.may("check"):
            self.said.emit(f"全查数据发现：{checked.words}。", "bad")
        elif checked.found:
            self.said.emit(f"全查数据发现问题（{checked.found}），请告诉系统管理员。", "bad")

    def _show(self, last: upkeep.Checked) -> None:
        if last.found:
            self.status.show_check(f"全查有问题：{last.found}", "bad")
        elif last.late:
            self.status.show_check("该全查数据了，点此查", "warn")
        elif last.at is not None:
            self.status.show_check(f"数据 {self.session.local(last.at):%m-%d} 全查无误", "good")
        else:
            self.status.show_check("数据还没有全查过" if self.session.may("check") else "", "")

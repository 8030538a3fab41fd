"""A batch of papers under way: the run in its thread, what it tells, and stopping it."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from db.session import Session
from views import carriers, printer, reading
from views.print_run import Looked, Order, PaperReady, Run, Went

LOOK_MS, AT_ONCE = 60, 12


class UnderWay(QTimer):
    """One batch at a time, looked over and then printed unless something is to be known first.

    Signals: told(Looked, Went, or words about what the printer waits for); over(list of Looked,
    list of Went, whether it was stopped): no Went where it was not begun; broke(Exception, whether
    it was stopped).
    """

    told = Signal(object)
    over = Signal(object, object, bool)
    broke = Signal(object)

    def __init__(self, session: Session, owner: QWidget) -> None:
        super().__init__(owner)
        self.session = session
        self._owner = owner
        self._stop: threading.Event | None = None
        self._box: SimpleQueue[Went | Looked | str] = SimpleQueue()
        self._kept: dict[str, PaperReady] = {}
        self.setInterval(LOOK_MS)
        self.timeout.connect(self._hear)

    @property
    def is_busy(self) -> bool:
        """Whether a batch is under way."""
        return self._stop is not None

    @property
    def is_stopping(self) -> bool:
        """Whether it was asked to stop and has not yet."""
        return self._stop is not None and self._stop.is_set()

    def begin(
        self, orders: Sequence[Order], folder: Path | None, ten_up: bool, start: int,
        accepted: Collection[str],
    ) -> None:  # fmt: skip
        """Look over and print, into PDF files where there is a folder; ten_up, start: as of `Run` ·
        accepted: keys of papers of which it is known what is wrong."""
        stop = self._stop = threading.Event()
        self._box = SimpleQueue()
        box, through = self._box, carriers.carrier(self.session)
        self._kept = {one.key: self._kept[one.key] for one in orders if one.key in self._kept}
        kept = self._kept
        wanted = "" if folder else printer.chosen(self.session)

        def job(session: Session) -> tuple[list[Looked], list[Went]]:
            run = Run(
                session, through, wanted, folder, ten_up, start, box.put, stop.is_set, kept
            )
            looked = run.look_over(orders)
            sound = all(
                not one.stopping and (not one.said or one.order.key in accepted) for one in looked
            )
            if not sound or stop.is_set():
                return looked, []
            return looked, run.print_all(orders)

        self.start()
        reading.ask(self._owner, self.session, job, self._over, self._broke, writes=True)

    def cancel(self) -> None:
        """Take back what still waits."""
        if self._stop is not None:
            self._stop.set()

    def _hear(self) -> None:
        """What the thread told since; a little at a time, so that the window stays free."""
        for _ in range(AT_ONCE):
            try:
                self.told.emit(self._box.get_nowait())
            except Empty:
                return

    def _ended(self) -> bool:
        stopped = self.is_stopping
        self.stop()
        while not self._box.empty():
            self._hear()
        self._stop = None
        return stopped

    def _over(self, found: tuple[list[Looked], list[Went]]) -> None:
        stopped = self._ended()
        self.over.emit(*found, stopped)

    def _broke(self, error: Exception) -> None:
        self._ended()
        self.broke.emit(error)

"""Long work beside the window: a job in a thread of its own, its answer on the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

Answer = TypeVar("Answer")


def start(
    owner: QObject,
    job: Callable[[], Answer],
    done: Callable[[Answer], object],
    failed: Callable[[Exception], object] | None = None,
) -> None:
    """Run `job` in a thread, then `done(answer)` or `failed(error)` on the owner's thread.

    The job gets plain values or opens its own `Store` (readonly): a connection belongs to one
    thread. Neither is called once `owner` is gone. Without `failed` the error is raised on the
    owner's thread, where the window's except hook apologises.
    """
    relay = _Relay(owner, done, failed)
    threading.Thread(target=relay.work, args=(job,), daemon=True).start()


class _Relay(QObject):
    """Carries one answer from the job's thread to the owner's."""

    _answered = Signal(object, object)

    def __init__(
        self,
        owner: QObject,
        done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None,
    ) -> None:
        super().__init__(owner)
        self._done = done
        self._failed = failed
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def work(self, job: Callable[[], object]) -> None:
        """In the job's thread: run it and send what came of it."""
        answer: object = None
        error: Exception | None = None
        try:
            answer = job()
        except Exception as raised:
            error = raised
        try:
            self._answered.emit(answer, error)
        except RuntimeError:
            # The owner was closed meanwhile and took the relay with it.
            return

    @Slot(object, object)
    def _deliver(self, answer: object, error: Exception | None) -> None:
        self.deleteLater()
        if error is None:
            self._done(answer)
        elif self._failed is not None:
            self._failed(error)
        else:
            raise error

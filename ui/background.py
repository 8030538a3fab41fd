"""Long work beside the window: a job in a thread of its own, its answer on the window's thread.

No thread ever touches a Qt object: a signal sent from one to a page that is just being closed
crashes the program. The answer waits in a queue and a timer of the owner's fetches it.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer

Answer = TypeVar("Answer")
LOOK_MS = 4
"""How often an answer is looked for while a job is under way."""


def start(
    owner: QObject,
    job: Callable[[], Answer],
    done: Callable[[Answer], object],
    failed: Callable[[Exception], object] | None = None,
) -> None:
    """Run `job` in a thread, then `done(answer)` or `failed(error)` on the owner's thread.

    The job gets plain values, no widgets, or opens its own `Store` (readonly): a connection
    belongs to one thread. Neither is called once `owner` is gone. Without `failed` the error is
    raised on the owner's thread, where the window's except hook apologises.
    """
    box: SimpleQueue[tuple[Any, Exception | None]] = SimpleQueue()
    _Waiting(owner, box, done, failed)
    threading.Thread(target=_work, args=(job, box), daemon=True).start()


@contextmanager
def yielding() -> Iterator[None]:
    """Around a job that makes very many objects: the window's thread waits less for it.

    Threads take turns every half a millisecond, and no collection of cycles stops them all.
    """
    turns, collects = sys.getswitchinterval(), gc.isenabled()
    sys.setswitchinterval(0.0005)
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
        sys.setswitchinterval(turns)


def _work(
    job: Callable[[], object], box: SimpleQueue[tuple[Any, Exception | None]]
) -> None:
    """In the job's thread: run it and leave what came of it in the box."""
    try:
        box.put((job(), None))
    except Exception as error:
        box.put((None, error))


class _Waiting(QTimer):
    """Looks into the box until the answer is there; goes with its owner."""

    def __init__(
        self,
        owner: QObject,
        box: SimpleQueue[tuple[Any, Exception | None]],
        done: Callable[[Any], object],
        failed: Callable[[Exception], object] | None,
    ) -> None:
        super().__init__(owner)
        self._box = box
        self._done = done
        self._failed = failed
        self.timeout.connect(self._look)
        self.start(LOOK_MS)

    def _look(self) -> None:
        try:
            answer, error = self._box.get_nowait()
        except Empty:
            return
        self.stop()
        self.deleteLater()
        if error is None:
            self._done(answer)
        elif self._failed is not None:
            self._failed(error)
        else:
            raise error

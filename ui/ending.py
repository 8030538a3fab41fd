"""Being told to end by the system: the window is closed as by hand, so that nothing is lost."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name)
)
"""A service manager or shutdown, a terminal that is gone, Ctrl+C."""


@contextmanager
def told_by_the_system(app: QApplication) -> Iterator[None]:
    """In the block the signals to end close all windows and end the event loop; drafts are kept
    and the backup is made as on closing.

    Python's own handlers run only between two of its instructions, which Qt's loop does not reach:
    the signal's number comes through a socket that the loop watches.
    """
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda *args: (ours.recv(1), app.quit()))
    before = {one: signal.signal(one, lambda number, frame: None) for one in SIGNALS}
    fd = signal.set_wakeup_fd(theirs.fileno())
    try:
        yield
    finally:
        signal.set_wakeup_fd(fd)
        for one, handler in before.items():
            signal.signal(one, handler)
        notifier.setEnabled(False)
        ours.close()
        theirs.close()

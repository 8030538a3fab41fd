"""Cycles of dead objects are collected by the window, between two frames and mostly while it rests.

Python collects whenever a thread has made enough objects, all of them again and again: 50 ms and
more with all forms and pages loaded, in the middle of a key press; and a thread beside the window
would bury widgets. So nothing is collected by itself while this is on: young objects are looked
through twice a second, all only when nobody has touched anything for a while, and what was loaded
for good is never looked through again.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 500
REST_MS = 3000
"""So long nobody touched anything: a pause of two frames is not felt."""
YOUNG, LOOKS = 2000, 20
"""New objects worth a look (about 1 ms); looks after which all are worth one."""


@contextmanager
def by_the_window(
    owner: QObject, loaded: Callable[[], bool], rested: Callable[[], int]
) -> Iterator[QTimer]:
    """While the window is open; on the thread of `owner`, to whom the timer belongs.

    loaded: whether the modules are all there, which stay for good · rested: ms since somebody
    touched keys or mouse.
    """
    gc.disable()
    timer = QTimer(owner)
    for_good = False

    def look() -> None:
        nonlocal for_good
        if not for_good and loaded():
            gc.freeze()
            for_good = True
        young, _, looks = gc.get_count()
        if looks >= LOOKS and rested() >= REST_MS:
            gc.collect()
        elif young >= YOUNG:
            gc.collect(1)

    timer.timeout.connect(look)
    timer.start(LOOK_MS)
    try:
        yield timer
    finally:
        timer.stop()
        gc.unfreeze()
        gc.enable()

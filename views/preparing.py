"""What has to be made before a window can begin: the demo's estate, behind a bar."""

from __future__ import annotations

import threading
from collections.abc import Callable

from ui import background
from views.trouble import WaitPage
from views.window import Window


def prepare(
    window: Window,
    job: Callable[[], object],
    words: str,
    further: Callable[[], object] | None = None,
) -> Callable[[], object]:
    """Something to be made before the window can begin (the demo's estate), with a bar.

    further: goes on while the log-in page is seen; logging in waits for its end. Gives what waits,
    on the window's thread, until nothing is being made any more.
    """
    page = WaitPage("前台通", words)
    window.show_sheet(page)
    made = threading.Event()

    def first() -> None:
        try:
            job()
        finally:
            made.set()

    def rest() -> None:
        try:
            window.loaded.wait()
            if further is not None:
                further()
        finally:
            window.ready.set()

    def begin(answer: object) -> None:
        window.begin()
        window.ready.clear()
        background.start(window, rest, lambda answer: None)

    background.start(page, first, begin)
    return lambda: (made.wait(), window.ready.wait())

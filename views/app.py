"""The program with a window: application, theme, logs, one window, its exit status."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from db.clock import Clock, SystemClock
from ui import collecting, theme
from ui.ending import told_by_the_system
from views import logbook
from views.preparing import prepare
from views.window import Window

if TYPE_CHECKING:
    from forms.form import Form

USUAL, ROOMY = QSize(1366, 768), QSize(1440, 860)
DEMO_DAYS = 5
"""Days of slips in the window's demo: what one waits for at the first log-in. Every state is there,
but fewer rows than in the month that `init --demo` makes."""
TURNS_SECONDS = 0.001
"""How long the window may wait for a thread that is busy in Python; 5 ms without this."""
NO_DISPLAY = """这台电脑现在没有显示器（没有 DISPLAY 和 WAYLAND_DISPLAY），打不开窗口。
可以用命令行，例如：
  python main.py --data 数据文件夹 forms
也可以在虚拟显示器上看演示：
  xvfb-run -a python main.py --demo"""


def run(
    folder: Path,
    *,
    demo: bool = False,
    forms: Iterable[Form] | None = None,
    clock: Clock | None = None,
) -> int:
    """Open the window on the data in `folder` and stay until it is closed; the exit status.

    `forms`: all that users see when not given. With `demo` it works on a throw-away fictional
    estate instead and never touches `folder`. 3: no display, or the data could not be opened.
    """
    if not has_display():
        print(NO_DISPLAY, file=sys.stderr)
        return 3
    app = _application()
    with ExitStack() as stack:
        stack.enter_context(told_by_the_system(app))
        if demo:
            from db import throwaway

            folder = stack.enter_context(throwaway.folder())
        window = Window(folder, clock or SystemClock(), forms, roster=_roster() if demo else ())
        stack.enter_context(logbook.watching(folder, window.erred.emit))
        theme.apply(app, str(window.settings.value("theme", "system")))
        show(window, app.primaryScreen().availableSize())
        if demo:
            make = partial(_make_demo, folder, window.clock, window.forms)
            leaving = threading.Event()
            fill = partial(_fill_demo, folder, window.clock, window.forms, leaving)
            made = prepare(window, make, "正在准备演示小区…", fill)
            stack.callback(made)  # before the folder goes
            stack.callback(leaving.set)
        else:
            window.begin()
        stack.enter_context(collecting.by_the_window(window, window.has_all, window.rested_ms))
        app.exec()
        return window.exit_status


def run_gate(folder: Path, source: Path, clock: Clock | None = None) -> int:
    """Open a gate's own window by the packs in `source`; its own things lie in `folder`/gate."""
    if not has_display():
        print(NO_DISPLAY, file=sys.stderr)
        return 3
    app = _application()
    from db.gates.joining import FOLDER
    from views.post_window import PostWindow

    window = PostWindow(folder / FOLDER, source, clock or SystemClock())
    with told_by_the_system(app), logbook.watching(folder / FOLDER, window.erred.emit):
        theme.apply(app, "system")
        show(window, app.primaryScreen().availableSize())
        window.begin()
        app.exec()
    return window.exit_status


def show(window: QWidget, room: QSize) -> None:
    """Show the window in its usual size, or as large as the room (without task bar) if that is
    hardly larger: title bar and frame must fit too."""
    window.resize(USUAL)
    if room.width() < ROOMY.width() or room.height() < ROOMY.height():
        window.showMaximized()
    else:
        window.show()


def has_display() -> bool:
    """Whether a window can be shown at all."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _application() -> QApplication:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        return app
    sys.setswitchinterval(TURNS_SECONDS)
    made = QApplication(sys.argv[:1])
    made.setApplicationName("前台通")
    return made


def _roster() -> list[dict[str, Any]]:
    from db import demo

    return demo.roster()


def _make_demo(folder: Path, clock: Clock, forms: Iterable[Form]) -> None:
    from db import demo

    demo.create(folder, "demo", clock=clock, forms=forms).session.close()


def _fill_demo(
    folder: Path, clock: Clock, forms: Iterable[Form], leaving: threading.Event
) -> None:
    """Some days of slips, while the log-in page is seen; given up when the window is left."""
    from db import demo_days
    from db.session import open_session
    from db.setup import FIRST
    from ui.background import yielding

    with yielding():
        session = open_session(folder, FIRST, "demo", clock=clock, forms=forms, check=False)
        try:
            demo_days.fill(session, DEMO_DAYS, leaving.is_set)
        finally:
            session.close()

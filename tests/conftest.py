"""Windows are drawn off the screen, so that the tests need no display."""

import gc
import os
import sys

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


LOOKS = 20
"""After so many tests with windows all that is dead is collected, not only what is young."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Delete the windows of the tests before: no event loop came round to it, and the theme would
    dress each of them anew for every test. Cycles are collected here, between tests, where there
    are windows: a thread beside one, collecting them, would bury widgets (`ui.collecting`)."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    app = widgets.QApplication.instance() if widgets else None
    if app is not None:
        deferred = sys.modules["PySide6.QtCore"].QEvent.Type.DeferredDelete
        app.sendPostedEvents(None, deferred.value)
    if {"qapp", "qtbot"} & set(getattr(item, "fixturenames", ())):
        gc.disable()
        gc.collect(2 if gc.get_count()[2] >= LOOKS else 1)
    elif not gc.isenabled():
        gc.collect()
        gc.enable()

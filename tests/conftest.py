"""Windows are drawn off the screen, so that the tests need no display."""

import os
import sys

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Delete the windows of the tests before: no event loop came round to it, and the theme would
    dress each of them anew for every test."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    app = widgets.QApplication.instance() if widgets else None
    if app is not None:
        deferred = sys.modules["PySide6.QtCore"].QEvent.Type.DeferredDelete
        app.sendPostedEvents(None, deferred.value)

"""What the tests of the pages share: sessions on a copy of the demo estate, no real printer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from db import demo
from db.session import Session, open_session
from tests.printing.cups_server import Server, serving
from tests.views.page_desk import ALL_FORMS, NOW, at
from tests.views.window_desk import demo_folder
from ui import theme


@pytest.fixture(autouse=True)
def no_printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """No print service answers there; a test that prints names its own."""
    monkeypatch.setenv("CUPS_SERVER", "127.0.0.1:9")


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """As the program shows itself."""
    theme.apply(qapp, "light")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """1003 李敏 of the front desk, on Saturday 2026-11-21 10:42, with the odd form too."""
    folder = demo_folder(tmp_path)
    opened = open_session(
        folder, "1003", demo.password_of("1003"), clock=at(NOW), forms=ALL_FORMS, check=False
    )
    yield opened
    opened.close()


@pytest.fixture
def cups(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A private CUPS with the queues laser (A4, A5) and letter (no Chinese sizes)."""
    with serving() as running:
        monkeypatch.setenv("CUPS_SERVER", running.address)
        yield running

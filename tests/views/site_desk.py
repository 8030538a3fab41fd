"""The real window with a permitted renovation of 1-101 and passes in use, for the tests of the
pages about them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from db import records
from db.records import Record
from db.session import Session
from forms import FORMS
from tests.db.demo_desk import MONEY, NOW
from tests.db.demo_desk import Desk as Store
from tests.scenarios import renewing
from tests.scenarios.site import APPROVED, RECEPTION
from tests.views.window_desk import demo_folder, log_in, open_window
from views.dossier import DossierPage
from views.dossiers import DossiersPage
from views.shell import Shell
from views.window import Window

CREW = ("秦明", "焦铁生", "罗大力", "阿卜杜拉·买买提江·艾力")


class Site:
    """numbers: the renovation's and those of the passes of the first three; the fourth has none."""

    def __init__(self, folder: Path, crew: tuple[str, ...] = CREW, many: int = 3) -> None:
        self.folder = folder
        store = Store(folder)
        lines = [
            {"name": name, "trade": "木工",
             "document": {"kind": "护照", "number": f"E100000{at:02d}"}}
            for at, name in enumerate(crew, 10)
        ]  # fmt: skip
        acts = (*APPROVED, ("缴押金", MONEY), ("发许可证", RECEPTION))
        self.number = renewing.renovation(store, *acts, workers=lines).number
        self.passes = [renewing.card(store, name) for name in crew[:many]]
        store.close()

    def with_store(self, work: Callable[[Store], Any]) -> Any:
        """Let somebody else do something in the store."""
        store = Store(self.folder)
        try:
            return work(store)
        finally:
            store.close()


def opened(qtbot: QtBot, site: Site, no: str = "1003") -> tuple[Window, Shell]:
    """The window with that member at work."""
    window = open_window(qtbot, site.folder, FORMS)
    return window, log_in(qtbot, window, no)


def dossier_of(qtbot: QtBot, shell: Shell, number: str) -> DossierPage:
    """The dossier page once it shows that record."""
    page = shell.page("dossier")
    assert isinstance(page, DossierPage)
    qtbot.waitUntil(lambda: page.whole is not None and page.whole.record.number == number)
    return page


def list_of(qtbot: QtBot, shell: Shell) -> DossiersPage:
    """The list of those in hand, once it is read."""
    page = shell.current
    assert isinstance(page, DossiersPage)
    qtbot.waitUntil(lambda: bool(page.lines))
    return page


def states(session: Session, numbers: list[str]) -> list[str]:
    """How these records stand."""
    return [record_of(session, number).seen.state for number in numbers]


def record_of(session: Session, number: str) -> Record:
    """The record of that number."""
    found = records.load(session, number)
    assert found is not None
    return found


def named(root: QWidget, name: str) -> QWidget:
    """The part of that object name."""
    found = root.findChild(QWidget, name)
    assert isinstance(found, QWidget), name
    return found


def made_site(folder: Path, **more: Any) -> Site:
    """A copy of the demo estate with the site on it."""
    return Site(demo_folder(folder), **more)


__all__ = [
    "CREW", "NOW", "Site", "Store", "dossier_of", "list_of", "made_site", "named", "opened",
    "record_of", "states",
]  # fmt: skip

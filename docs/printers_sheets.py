"""The page of this computer's printers in its states, for `make_contact_sheets.py`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import make_pictures as pictures
from PySide6.QtWidgets import QMenu, QWidget

from printing.adjustment import Adjustment
from printing.profiles import FILE, Profile, Profiles
from tests.printing.cups_server import serving
from views import ways
from views.shell import Shell

Shot = Callable[[str, QWidget | None], None]


@contextmanager
def queues() -> Iterator[None]:
    """A print server with printers of every kind, while the pictures are taken."""
    before = os.environ.get("CUPS_SERVER")
    with serving() as server:
        os.environ["CUPS_SERVER"] = server.address
        try:
            yield
        finally:
            if before is None:
                del os.environ["CUPS_SERVER"]
            else:
                os.environ["CUPS_SERVER"] = before


def printers(shell: Shell, shot: Shot) -> None:
    """Nothing yet, no printer, a way, mistakes, coloured trays, calibration, what uses which."""
    session, file = shell.session, shell.session.store.folder / FILE
    page: Any = shell.go("printers")
    pictures.settle()
    shot("打印机：还没有，也没有打印机", None)
    with queues():
        page.refresh()
        page.begin()
        page.tabs.way.form.set_values({
            "name": "窗口针式", "queue": "pins", "how": "针式", "stock": "241-3-1/2",
        })  # fmt: skip
        page._ask()
        pictures.settle()
        shot("打印机：添一种针式", None)
        page.tabs.way.form.set_values({
            "name": "窗口针式", "queue": "阁楼", "how": "针式", "stock": "A4", "dx": "30", "sx": "80",
        })  # fmt: skip
        page.save()
        pictures.settle()
        shot("打印机：填错了", None)
        page.discard()
        pins = Profile("pins", "impact", "241-3-1/2", dpi=180, adjustment=Adjustment(-1.2, 0.8))
        laser = Profile("trays", "laser", tray="Tray1", dpi=600, tint="band",
                        trays={"红": "Tray2", "黄": "Tray3"})  # fmt: skip
        made = Profiles().with_one("窗口针式", pins).with_one("彩纸激光", laser)
        ways.save(session, made.using("", "彩纸激光").using("FX 放行条", "窗口针式"))
        page.refresh()
        page.list.table.go(1)
        pictures.settle()
        shot("打印机：彩纸分盒", None)
        page.list.table.go(0)
        page.tabs.show_tab(1)
        pictures.settle()
        shot("打印机：校准", None)
        page.tabs.calibration.form.set_values(
            {"left": "26.5", "top": "24", "across": "190.5", "down": "80", "last": "23.2"}
        )
        pictures.settle()
        shot("打印机：量好了", None)
        page.tabs.calibration.form.set_values({"left": "26.5", "across": "90"})
        page.save()
        pictures.settle()
        shot("打印机：量得不对", None)
        page.discard()
        page.tabs.show_tab(2)
        pictures.settle()
        shot("打印机：哪种单用哪种方式", None)
        page.tabs.used.table.go(1)
        page.tabs.used.offer(page.tabs.used.table.current_row())
        pictures.settle()
        menu = page.tabs.used.findChild(QMenu, "ways")
        shot("打印机：选一种", menu)
        menu.close()
    file.write_text("{坏了", encoding="utf-8")
    page.tabs.show_tab(0)
    page.refresh()
    pictures.settle()
    shot("打印机：设置读不懂", None)
    file.unlink()
    page.refresh()

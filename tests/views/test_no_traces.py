"""What the system keeps by itself learns nothing: titles of windows, names of files that are
proposed, histories of the clipboard, images of memory, Qt's log."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from db.filed import PERSON, UNIT, VEHICLE, Subject
from db.session import Session
from forms.free_text import has_numbers
from tests.views.page_desk import shown
from ui import clipboard, dialogs
from ui.pictures import PictureDialog
from views import logbook
from views.file_print import Printing
from views.page import Page

ROOT = Path(__file__).parents[2]
NAME, PHONE, PLATE = "欧阳植之", "13977661234", "粤BD97531"


def test_no_window_is_called_after_anybody(qtbot: QtBot) -> None:
    """The task bar, and programs that record titles, read the program's name only."""
    owner = QWidget()
    qtbot.addWidget(owner)
    asked = dialogs.Question(owner, f"{NAME} 的同意和撤回", "")
    shown = PictureDialog(owner, f"{NAME}身份证.jpg")
    for one in (asked, shown):
        assert NAME not in one.windowTitle() and one.windowTitle()


@pytest.mark.parametrize(("subject", "title", "name"), [
    (Subject(PERSON, "1"), NAME, "一页档案.pdf"), (Subject(VEHICLE, PLATE), PLATE, "一页档案.pdf"),
    (Subject(UNIT, "3-1202"), "3 栋 1202", "3 栋 1202 一页档案.pdf"),
])
def test_a_file_that_is_proposed_is_named_after_nobody(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch, subject: Subject, title: str,
    name: str,
) -> None:  # fmt: skip
    """The system's list of recent files keeps the names."""
    proposed: list[str] = []
    monkeypatch.setattr(
        dialogs, "choose_new_file", lambda parent, said, what, kinds: proposed.append(what)
    )
    page = QWidget()
    qtbot.addWidget(page)
    printing = Printing(page, session)
    printing.show_subject(subject, title)
    printing.save_page()
    assert proposed == [name]


def test_a_number_that_is_copied_is_marked_for_no_history(
    qtbot: QtBot, session: Session
) -> None:
    """Win+V, the cloud, Klipper: each asks for its own mark; other words have none."""
    owner = Page(session)
    shown(qtbot, owner)
    kept = clipboard.Forgetful(has_numbers, owner)
    board = QGuiApplication.clipboard()
    board.setText(f"打 {PHONE}")
    kinds = board.mimeData().formats()
    assert board.text() == f"打 {PHONE}" and clipboard.SECRET in kinds
    assert bytes(board.mimeData().data(clipboard.SECRET).data()) == b"secret"
    assert [name for name in clipboard._WINDOWS if not any(name in one for one in kinds)] == []
    assert kept.timer.isActive()
    kept.forget()
    assert board.text() == ""
    board.setText("三人位沙发")
    assert clipboard.SECRET not in board.mimeData().formats() and not kept.timer.isActive()


def test_qts_own_log_has_nobodys_name(tmp_path: Path) -> None:
    with logbook.watching(tmp_path, lambda trouble: None):
        qWarning(f"QFile: cannot open {NAME}𰻞.jpg, {PHONE}")
    told = (tmp_path / "logs" / "qt.log").read_text(encoding="utf-8")
    assert "cannot open" in told and NAME not in told and "𰻞" not in told and PHONE not in told


def test_a_crash_leaves_no_image_of_memory() -> None:
    """In a process of its own, as main starts."""
    words = (
        "import resource\nfrom views import faults\nfaults.no_memory_images()\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    done = subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "(0, 0)"
    assert "no_memory_images()" in (ROOT / "main.py").read_text(encoding="utf-8")

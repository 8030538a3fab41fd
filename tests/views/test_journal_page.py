"""The journal's page and the bar that says why nothing is issued, by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db import anchors, demo, records
from db.chain import Head
from db.errors import Refused
from db.journal_list import Wanted
from db.session import Session, member, open_session
from forms.property.release import FX
from tests.views import page_desk
from tests.views.moving_clock import MovingClock
from tests.views.window_desk import HEAD, demo_folder
from views import journal, journal_sheet
from views.halt_answer import Answering
from views.journal import JournalPage
from views.record import RecordPage
from views.shell import Shell

NOW = datetime(2026, 11, 21, 10, 42)
CONTROL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True)
class Wall(MovingClock):
    """The computer's clock, as far as the program can tell, with hands that a test moves."""

    @property
    def real(self) -> bool:
        """It says so."""
        return True


@pytest.fixture
def clock() -> Wall:
    """10:42 until it is moved."""
    made = Wall(hands=[0])
    made.move(NOW)
    return made


@pytest.fixture
def session(tmp_path: Path, clock: Wall) -> Iterator[Session]:
    """The director, and one slip that the front desk has issued."""
    opened = open_session(
        demo_folder(tmp_path), HEAD, demo.password_of(HEAD), clock=clock, forms=(FX,), check=False
    )
    records.issue(opened.acting_as(member(opened.store, "1003")), "FX", page_desk.FX)
    yield opened
    opened.close()


@pytest.fixture
def shell(qtbot: QtBot, session: Session) -> Iterator[Shell]:
    """Its window."""
    made = Shell(session)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.begin()
    yield made
    made.close_down()


def page_of(qtbot: QtBot, shell: Shell) -> JournalPage:
    """The journal, once its list has come."""
    page = shell.current
    assert isinstance(page, JournalPage)
    qtbot.waitUntil(lambda: page.count > 0 and not page.lister.waiting)
    return page


def said(page: JournalPage) -> list[str]:
    """The sentences that are in sight."""
    return [str(row[2]) for _, row in sorted(page.model.known().items())]


def test_who_types_before_the_list_has_come_goes_on_typing(qtbot: QtBot, shell: Shell) -> None:
    page = shell.go("journal")
    assert isinstance(page, JournalPage) and page.record.hasFocus() and not page.count
    qtbot.keyClicks(page.record, "FX")
    page_of(qtbot, shell)
    assert page.record.hasFocus() and page.record.text() == "FX"


def test_from_a_record_to_its_journal_and_back_to_all(qtbot: QtBot, shell: Shell) -> None:
    """Ctrl+J on the record; words of nobody are narrowed away, a wrong name is marked."""
    shell.show_record("FX-2026-000001")
    record = shell.current
    assert isinstance(record, RecordPage)
    qtbot.keyClick(record, Qt.Key.Key_J, CONTROL)
    page = page_of(qtbot, shell)
    assert said(page) == ["开了物品放行条 FX-2026-000001，当时有 1 处提醒"]
    qtbot.waitUntil(page.table.hasFocus)  # Enter opens a record, without another key before
    head = anchors.head_of(shell.session.store)
    qtbot.waitUntil(lambda: head.code in page.told.text())
    page.show_record("")
    qtbot.waitUntil(lambda: page.count == head.seq)
    assert said(page)[0].startswith("开了物品放行条") and "张三丰" not in "".join(said(page))
    page.person.setText("没有这个人")
    page.person.step.emit(1)
    assert page.person.property("tone") == "bad" and "没有这个人" in page.person.toolTip()


def test_it_keeps_its_place_when_somebody_writes(qtbot: QtBot, shell: Shell) -> None:
    """The line that was looked at is looked at still; what came stands above it."""
    page = shell.go("journal")
    assert isinstance(page, JournalPage)
    page_of(qtbot, shell)
    page.table.go(7)
    before = page.table.current_row()
    assert before is not None
    count = page.count
    with shell.session.store.write():
        shell.session.journal("backup", None, {})
    page.refresh()
    qtbot.waitUntil(lambda: page.count == count + 1)
    after = page.table.current_row()
    assert after is not None and after[-1] == before[-1]


def test_the_code_of_a_handover_sheet_is_checked(qtbot: QtBot, shell: Shell) -> None:
    """Sound; a code that is not in it; one that is no code."""
    page = shell.go("journal")
    assert isinstance(page, JournalPage)
    page_of(qtbot, shell)
    for typed, words in (
        ("", "没有被改动过"), (anchors.head_of(shell.session.store).words, "也接着日志码"),
        ("4F2A 9C01 77B0 D3E8", "日志里没有这个日志码"), ("4F2A", "日志码是 16 个数字和字母"),
    ):  # fmt: skip
        page.code.setText(typed)
        qtbot.keyClick(page.code, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda words=words: words in page.verdict._words.text())
    assert page.verdict.property("tone") == "bad"


def test_a_long_check_can_be_called_off(
    qtbot: QtBot, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bar with 取消 (Esc) after a moment; nothing is claimed of what was not gone through."""
    page = shell.go("journal")
    assert isinstance(page, JournalPage)
    page_of(qtbot, shell)
    more = Event()

    def endless(session: Session, typed: Head | None, told: Callable[[int], object]) -> str:
        while not more.wait(0.01):
            told(43)
        return ""

    monkeypatch.setattr(journal, "checked", endless)
    page.check()
    qtbot.waitUntil(lambda: page.progress.isVisible())
    qtbot.waitUntil(lambda: "43 / 100" in page.progress._words.text())
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not page.progress.isVisible())
    assert "没有核对完" in page.verdict._words.text() and shell.current is page
    page.check()
    more.set()
    qtbot.waitUntil(lambda: "没有被改动过" in page.verdict._words.text())


def test_who_may_not_see_it_is_told_who_may(session: Session) -> None:
    """It stands in nobody else's rail."""
    desk = replace(session, member=member(session.store, "1003"))
    with pytest.raises(Refused, match="不能看日志"):
        desk.require("see:journal", "看日志")
    from views.places import elsewhere, places

    assert "journal" in places(session) and "journal" not in places(desk)
    assert elsewhere(desk)["Shift+F11"].startswith("日志由")


def test_a_clock_set_back_is_said_on_every_page_until_it_is_confirmed(
    qtbot: QtBot, shell: Shell, clock: Wall
) -> None:
    """Within the window's own second; the duty supervisor's password lets it go on."""
    clock.move(NOW - timedelta(minutes=32))
    qtbot.waitUntil(lambda: shell.halted.isVisible(), timeout=2000)
    assert "早了 32 分钟" in shell.halted._words.text()
    shell.halted.ask()
    (asked,) = (one for one in shell.findChildren(Answering) if one.isVisible())
    asked.who.number.line.setText("1002")
    asked.who.password.line.setText(demo.password_of("1002"))
    asked.who.identify()
    qtbot.waitUntil(lambda: not shell.halted.isVisible())
    by = shell.session.store.value("SELECT by FROM journal WHERE action = 'clock.confirm'")
    assert by == "1002"


def test_it_is_written_as_a_table_and_as_a_list(session: Session, tmp_path: Path) -> None:
    """What is narrowed only; by whom stands on it, and in the journal."""
    import pypdfium2

    wanted = Wanted(record="FX-2026-000001")
    assert journal_sheet.write(session, wanted, tmp_path / "日志.xlsx") == 1
    out = tmp_path / "日志.pdf"
    assert journal_sheet.write(session, wanted, out) == 1
    page = pypdfium2.PdfDocument(str(out))[0]
    words = page.get_textpage().get_text_range().replace("\r\n", "")
    assert "开了物品放行条 FX-2026-000001" in words and "1001 刘志远" in words
    assert "张三丰" not in words
    rows = session.store.rows(
        "SELECT subject, body ->> 'kind' FROM journal WHERE action = 'export' ORDER BY seq"
    )
    assert rows == [("日志", "xlsx"), ("日志", "pdf")]
    with pytest.raises(Refused, match="xlsx 或 .pdf"):
        journal_sheet.write(session, wanted, tmp_path / "日志.txt")

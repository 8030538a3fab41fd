"""补打 and 作废 on the paper itself, in every way that a slip is printed; one 联 alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db import prints, records
from db.errors import Refused
from db.records import Record
from db.session import Session
from printing.page import Document, Text
from tests.printing.conftest import server
from tests.printing.slips import bare
from tests.views.page_desk import button, issued, key, shown
from tests.views.test_print_run import Queue, queue
from ui import dialogs
from views import printer, printouts
from views.printouts import Printout
from views.record import RecordPage

__all__ = ["queue", "server"]
WAYS = ("laser", "half", "impact")


def printed(session: Session, number: str, mode: str, again: str = "", copy: int = 0) -> Printout:
    """A print that came out."""
    record = loaded(session, number)
    made = printouts.prepare(
        session, record, mode=mode, again=again or None, copy=copy or None, queue="laser"
    )
    printouts.settle(session, made, prints.PRINTED)
    return made


def loaded(session: Session, number: str) -> Record:
    found = records.load(session, number)
    assert found is not None
    return found


def words(document: Document) -> list[list[str]]:
    """The texts of each page, without white space."""
    return [
        [bare(item.words) for item in document.items(page) if isinstance(item, Text)]
        for page in document.pages
    ]


@pytest.mark.parametrize("mode", WAYS)
def test_each_page_of_a_reprint_says_so_and_how_often(session: Session, mode: str) -> None:
    number = issued(session)
    first = printed(session, number, mode)
    assert not any("补打" in one for page in words(first.going) for one in page)
    for nth in (1, 2):
        again = printed(session, number, mode, "卡纸")
        for page in words(again.going):
            assert sum(one == f"补打第{nth}次" for one in page) in (1, 2), "one on each half"
    assert again.leaves.pages[0].body == first.leaves.pages[0].body, "the pages as they were"


@pytest.mark.parametrize("mode", WAYS)
def test_a_void_slip_says_so_on_every_page(session: Session, mode: str) -> None:
    """Printed before it was void, or for the first time after."""
    before, after = issued(session), issued(session)
    printed(session, before, mode)
    for number in (before, after):
        records.act(session, number, "作废", {"why": "客户取消"})
    for number, again in ((before, "存档"), (after, "")):
        going = printed(session, number, mode, again).going
        assert all("作废" in page for page in words(going)), mode


def test_one_copy_alone_and_only_where_copies_are_pages(session: Session) -> None:
    number = issued(session)
    printed(session, number, "laser")
    second = printed(session, number, "laser", "门岗联遗失", copy=2)
    (page,) = words(second.going)
    assert "二" in page and "补打第1次" in page and second.copies == 1
    with pytest.raises(Refused, match="一次打出各联"):
        printed(session, number, "impact", "门岗联遗失", copy=2)


def test_the_second_copy_again_by_its_own_key_in_the_window(
    qtbot: QtBot, session: Session, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button names the copy; the log has it with its reason."""
    number = issued(session)
    printed(session, number, "laser")
    printer.choose(session, queue.name)
    monkeypatch.setattr(dialogs, "ask_reason", lambda *words, **more: "门岗联遗失")
    page = RecordPage(session)
    shown(qtbot, page)
    page.show_record(number)
    page.paper.choose(2)
    assert button(page, "print_copy").accessibleName() == "只补打 ② 门岗"
    key(qtbot, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(prints.log(session, loaded(session, number))) == 2, timeout=20_000)
    again = prints.log(session, loaded(session, number))[-1]
    assert (again.copy, again.nth, again.again) == ("门岗", 2, "门岗联遗失")
    qtbot.waitUntil(
        lambda: prints.log(session, loaded(session, number))[-1].outcome == prints.PRINTED,
        timeout=20_000,
    )
    assert len(queue.files) == 1
    printer.choose(session, "")

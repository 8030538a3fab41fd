"""What becomes of a print after it was sent: followed, settled at the next start, also by Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from db import demo, prints, records
from db.prints import Printed
from db.records import Record
from db.session import Session, open_session
from db.workbench import items
from printing import spool
from tests.printing.cups_server import Server
from tests.printing.slips import CODE, decoded, picture
from tests.views.page_desk import issued
from tests.views.window_desk import DESK, demo_folder, log_in, open_window
from ui import printer_process
from views import carriers, printer, settling, together
from views.press import Press
from views.printouts import Printout
from views.remembered import Remembered

Said = list[tuple[str, bool, str]]


@pytest.fixture
def over(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def number(session: Session) -> str:
    """An issued slip, not printed yet."""
    return issued(session)


@pytest.fixture
def press(session: Session, over: QWidget) -> Press:
    return Press(session, over)


@pytest.fixture
def said(press: Press) -> Said:
    """Everything the press tells."""
    heard: Said = []
    press.settled.connect(lambda *words: heard.append(words))
    return heard


@pytest.fixture
def pausing(cups: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The printer stops in the moment between being asked the last time and getting the job."""
    real, asked = spool.refuse_reason, []

    def and_then_stops(queue: str, width: float, height: float) -> str | None:
        reason = real(queue, width, height)
        asked.append(queue)
        if len(asked) == 2:  # before the print is logged, and as it is sent
            cups.run("cupsdisable", "-r", "缺纸", queue)
        return reason

    monkeypatch.setattr(spool, "refuse_reason", and_then_stops)
    yield cups


def log(session: Session, number: str) -> list[Printed]:
    record = records.load(session, number)
    assert record is not None
    return prints.log(session, record)


def send(session: Session, press: Press, number: str, queue: str = "laser", **how: Any) -> None:
    printer.choose(session, queue)
    record = records.load(session, number)
    assert record is not None
    press.send(record, **how)


def test_what_came_out_is_written_down(
    qtbot: QtBot, session: Session, press: Press, number: str, said: Said, cups: Server
) -> None:
    with qtbot.waitSignal(press.followed, timeout=20_000):
        send(session, press, number)
    assert said == [(number, True, f"{number} 已保存，3 联已送打印机")]
    (one,) = log(session, number)
    assert (one.outcome, one.queue) == (prints.PRINTED, "laser")
    assert prints.outstanding(session) == [] and prints.unprinted(session) == []


def test_what_the_printer_gives_up_is_offered_again(
    qtbot: QtBot, session: Session, press: Press, number: str, said: Said, cups: Server
) -> None:
    with qtbot.waitSignal(press.followed, timeout=20_000):
        send(session, press, number, "broken")
    assert said[-1][:2] == (number, False)
    assert "没有打完：out of order" in said[-1][2] and "还没出纸，按 Ctrl+P 再打" in said[-1][2]
    assert [one.outcome for one in log(session, number)] == [prints.UNPRINTED]
    first = items(session)[0]
    assert (first.number, first.state, first.verb) == (number, "未出纸", "打印")
    with qtbot.waitSignal(press.followed, timeout=20_000):
        send(session, press, number)
    assert [(one.nth, one.outcome) for one in log(session, number)] == [
        (1, prints.UNPRINTED), (1, prints.PRINTED),
    ]  # fmt: skip
    assert [one for one in items(session) if one.state == "未出纸"] == []


def test_what_went_in_the_same_job_is_offered_again_with_it(
    qtbot: QtBot, session: Session, press: Press, number: str, cups: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A paper beside another on one sheet: both are lost, though only the first gave the job its
    name."""
    second, real = issued(session), together.prepare

    def with_another(own: Session, record: Record, **how: Any) -> Printout:
        made, beside = real(own, record, **how), records.load(own, second)
        assert beside is not None
        row = prints.keep(own, beside, made.leaves.title[:3], "{}", queue="broken",
                          sheet=made.print_id)  # fmt: skip
        return replace(made, also=(row,))

    monkeypatch.setattr(together, "prepare", with_another)
    with qtbot.waitSignal(press.followed, timeout=20_000):
        send(session, press, number, "broken")
    for one in (number, second):
        assert [print_.outcome for print_ in log(session, one)] == [prints.UNPRINTED]
    assert prints.unprinted(session) == [number, second]


def test_paper_that_runs_out_is_said_and_comes_when_it_is_there(
    qtbot: QtBot, session: Session, press: Press, number: str, said: Said, pausing: Server
) -> None:
    send(session, press, number)
    qtbot.waitUntil(lambda: len(said) == 2, timeout=20_000)
    assert said[1] == (number, False, f"{number} 还没打完：打印机 laser 已暂停：缺纸")
    assert [one.outcome for one in log(session, number)] == [prints.QUEUED]
    with qtbot.waitSignal(press.followed, timeout=20_000):
        pausing.run("cupsenable", "laser")
    assert [one.outcome for one in log(session, number)] == [prints.PRINTED]
    assert len(said) == 2, "said once"


@pytest.mark.parametrize("how", ["cancelled", "queue deleted"])
def test_what_never_comes_out_of_the_queue_is_offered_again(
    qtbot: QtBot, session: Session, press: Press, number: str, said: Said, pausing: Server,
    how: str,
) -> None:  # fmt: skip
    send(session, press, number)
    qtbot.waitUntil(lambda: len(said) == 2, timeout=20_000)
    with qtbot.waitSignal(press.followed, timeout=20_000):
        if how == "cancelled":
            pausing.run("cancel", str(log(session, number)[0].job))
        else:
            pausing.run("lpadmin", "-x", "laser")
    assert [one.outcome for one in log(session, number)] == [prints.UNPRINTED]
    assert "还没出纸，按 Ctrl+P 再打" in said[-1][2] and prints.unprinted(session) == [number]


def test_a_server_that_was_killed_leaves_the_record_unprinted(
    qtbot: QtBot, session: Session, press: Press, number: str, said: Said, cups: Server
) -> None:
    printer.choose(session, "laser")
    cups.process.kill()
    cups.process.wait(20)
    with qtbot.waitSignal(press.settled, timeout=30_000):
        send(session, press, number)
    assert said[-1][1] is False and "打印服务没有回应" in said[-1][2]
    assert prints.unprinted(session) == [number]


def test_the_next_start_asks_what_became_of_what_was_under_way(
    qtbot: QtBot, tmp_path: Path, cups: Server
) -> None:
    """One that was cut short came out, one never got there: the window says which."""
    folder = demo_folder(tmp_path)
    session = open_session(folder, DESK, demo.password_of(DESK), check=False)
    first, second = issued(session), issued(session)
    for number in (first, second):
        record = records.load(session, number)
        assert record is not None
        key = prints.keep(
            session, record, "放行条", '{"title":"","bodies":[],"pages":[]}', queue="laser"
        )
        if number == first:
            title = prints.title(session, number, key)
            said = cups.run("lp", "-d", "laser", "-t", title, "-", words=b"words")
            cups.arrived(said.split()[3])
    session.close()
    window = open_window(qtbot, folder)
    shell = log_in(qtbot, window, DESK)
    qtbot.waitUntil(lambda: prints.outstanding(shell.session) == [], timeout=20_000)
    assert [one.outcome for one in log(shell.session, first)] == [prints.PRINTED]
    assert [one.outcome for one in log(shell.session, second)] == [prints.UNPRINTED]
    qtbot.waitUntil(lambda: shell.notice.isVisible() and second in words_of(shell.notice))
    assert first not in words_of(shell.notice)


def words_of(part: QWidget) -> str:
    return " ".join(one.text() for one in part.findChildren(QLabel))


@pytest.fixture
def through_qt(session: Session, cups: Server) -> Server:
    """This computer prints through Qt, as one without a print service does."""
    if not printer_process.printers():
        pytest.skip("Qt has no plug-in for CUPS here: printing through Qt is not tested")
    Remembered(session, "printer")["way"] = carriers.QT
    return cups


def test_through_qt_three_pages_arrive(
    qtbot: QtBot, session: Session, press: Press, number: str, said: Said, through_qt: Server
) -> None:
    with qtbot.waitSignal(press.settled, timeout=60_000):
        send(session, press, number)
    assert said == [(number, True, f"{number} 已保存，3 联已送打印机")]
    (one,) = log(session, number)
    assert (one.outcome, one.job, one.queue) == (prints.QUEUED, None, "laser")
    assert prints.outstanding(session) == [], "no printer tells more"
    came = through_qt.arrived("laser-1")
    record = records.load(session, number)
    assert record is not None and record.code != CODE
    assert [decoded(picture(came, page)) for page in range(3)] == [[record.code]] * 3


@pytest.mark.parametrize(
    ("queue", "words"),
    [
        ("letter", "没有 210×148 毫米的纸"),
        ("stopped", "出错或已暂停"),
        ("attic", "没有名为 attic 的打印机"),
    ],
)
def test_through_qt_what_cannot_be_printed_is_refused(
    qtbot: QtBot, session: Session, press: Press, number: str, said: Said, through_qt: Server,
    queue: str, words: str,
) -> None:  # fmt: skip
    with qtbot.waitSignal(press.settled, timeout=60_000):
        send(session, press, number, queue)
    assert words in said[-1][2] and "还没出纸" in said[-1][2]
    assert prints.unprinted(session) == [number]
    assert list(through_qt.out.glob("*.pdf")) == []


def test_through_qt_what_was_cut_short_is_offered_again(
    session: Session, number: str, through_qt: Server
) -> None:
    record = records.load(session, number)
    assert record is not None
    prints.keep(session, record, "放行条", "{}", queue="laser")
    assert settling.settle(session, carriers.carrier(session)) == [number]
    assert prints.unprinted(session) == [number]


def test_a_computer_without_lp_prints_through_qt(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert carriers.carrier(session) is spool
    monkeypatch.setenv("PATH", "")
    assert isinstance(carriers.carrier(session), carriers.Qt)
    Remembered(session, "printer")["way"] = carriers.SERVICE
    assert carriers.carrier(session) is spool

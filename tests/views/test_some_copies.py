"""A print whose copies lie in several trays: those that came out are not offered again."""

from __future__ import annotations

from typing import Any, cast

import pytest
from pytestqt.qtbot import QtBot

from db import print_batch, prints, records
from db.records import Record
from db.session import Session
from printing import spool
from printing.profiles import Profile, Profiles
from printing.spool import DONE, LOST, PENDING, Fate
from tests.printing.cups_server import Server
from tests.printing.slips import bare
from tests.views.one_server import cups, server
from tests.views.page_desk import issued
from tests.views.test_place_box import shown
from views import settling, ways
from views.print_batch import PrintBatchPage
from views.print_run import Order, Run
from views.record_prints import PrintBar

__all__ = ["cups", "server"]
TRAYED = Profile("trays", "laser", trays={"白": "Tray1", "红": "Tray2", "黄": "Tray3"})
PAPER = "放行条"


@pytest.fixture
def record(session: Session) -> Record:
    """A slip of three copies, each on paper of its colour."""
    ways.save(session, Profiles({"彩": TRAYED}, {"": "彩"}))
    found = records.load(session, issued(session))
    assert found is not None and [one.name for one in found.form.copies] == ["存根", "门岗", "业户"]
    return found


class OneGivesUp:
    """The print service of which one job of each print fails on the way."""

    def __init__(self, part: int) -> None:
        self.part = part

    def __getattr__(self, name: str) -> Any:
        return getattr(spool, name)

    def fate(self, queue: str, job: str, title: str) -> Fate:
        """As the queue says but for that job."""
        found = [spool.fate(queue, one, title) for one in job.split()]
        if len(found) > self.part:
            found[self.part] = Fate(LOST, "打印机 trays 没有打完：卡纸", found[self.part].job)
        return spool._worst(found)


def log(session: Session, record: Record) -> list[tuple[str | None, str, int]]:
    return [(one.copy, one.outcome, one.nth) for one in prints.log(session, record)]


def run(session: Session, through: Any, *orders: Order) -> list[str]:
    return [one.outcome for one in Run(session, through, "trays").print_all(orders)]


def test_only_the_copy_that_did_not_come_out_is_offered(
    session: Session, record: Record, cups: Server
) -> None:
    """The log says which; printed it is no reprint, and it is offered no longer."""
    assert run(session, OneGivesUp(1), Order(record.number, PAPER)) == [prints.UNPRINTED]
    assert log(session, record) == [
        (None, prints.UNPRINTED, 1), ("存根", prints.PRINTED, 1), ("业户", prints.PRINTED, 1),
        ("门岗", prints.UNPRINTED, 1),
    ]  # fmt: skip
    said = prints.log(session, record)[0].said
    assert said == "只有门岗联没有出纸，各联另记：打印机 trays 没有打完：卡纸"
    assert prints.unprinted_papers(session, 9) == [(record.number, PAPER, "门岗")]
    assert prints.missing(session, record, PAPER) == ["门岗"]
    (line,) = print_batch.unprinted(session)
    assert (line.copy, line.copies, line.times) == ("门岗", 1, 0)
    before = len(list(cups.out.glob("trays-*.pdf")))
    order = Order(line.number, line.paper, copy=line.copy)
    (looked,) = Run(session, spool, "trays").look_over([order])
    assert looked.stopping == "", "it never came out: no reason is asked for"
    assert run(session, spool, order) == [prints.PRINTED]
    files = sorted(cups.out.glob("trays-*.pdf"), key=lambda one: one.stat().st_mtime)
    assert len(files) == before + 1
    assert cups.told(files[-1].stem, "InputSlot") == "Tray2"
    assert log(session, record)[-1] == ("门岗", prints.PRINTED, 1)
    assert prints.unprinted(session) == [] and print_batch.unprinted(session) == []
    assert prints.next_nth(session, record, PAPER) == 2
    assert prints.next_nth(session, record, PAPER, "门岗") == 2


def test_in_a_batch_the_next_press_prints_just_those(
    qtbot: QtBot, session: Session, record: Record, cups: Server
) -> None:
    """The line of the paper becomes one of the copy, ticked."""
    page = PrintBatchPage(session)
    qtbot.addWidget(page)
    (line,) = print_batch.of_numbers(session, [record.number])
    page.lines = {line.key: line}
    went = Run(session, cast(Any, OneGivesUp(0)), "trays").print_all([Order(record.number, PAPER)])
    assert [one.copies for one in went] == [("存根",)]
    page._over([], went, False)
    assert page.table.chosen() == [f"{record.number} {PAPER} 存根"]
    assert [(row[5], str(row[1])) for row in page.model.rows] == [("存根", prints.UNPRINTED)]


def test_the_bar_under_the_record_prints_just_those(
    qtbot: QtBot, session: Session, record: Record, cups: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(session, OneGivesUp(2), Order(record.number, PAPER))
    bar = PrintBar(session)
    shown(qtbot, bar)
    bar.show_record(record, prints.log(session, record))
    bar.show_paper(record.form.papers[0], way=TRAYED)
    assert bare(bar._all.accessibleName()).startswith("打印没出纸的③业户")
    sent: list[tuple[object, object]] = []
    monkeypatch.setattr(
        bar._press, "send", lambda one, **how: sent.append((how["copy"], how["again"]))
    )
    bar.print_again()
    assert sent == [(3, None)]


@pytest.mark.parametrize(("parts", "state"), [
    ((DONE, LOST, PENDING), PENDING), ((DONE, LOST, DONE), LOST), ((LOST, LOST, LOST), LOST),
])  # fmt: skip
def test_what_is_lost_is_told_once_the_others_are_through(
    session: Session, record: Record, parts: tuple[str, ...], state: str
) -> None:
    """While one still waits nothing is written; where all are lost the whole is offered."""
    row = prints.keep(session, record, PAPER, "{}", queue="trays")
    prints.settle(session, row, prints.QUEUED, "trays-1 trays-2 trays-3")
    fate = spool._worst([Fate(one, "缺纸" if one == LOST else "", "x") for one in parts])

    class Says:
        def fate(self, queue: str, job: str, title: str) -> Fate:
            return fate

    found = prints.outstanding(session)
    told = settling.ask(found, Says())  # type: ignore[arg-type]
    assert told[row].state == state
    settling.note(session, found, told)
    wanted = {PENDING: [], LOST: ["门岗"] if DONE in parts else [""]}[state]
    assert [copy for _, _, copy in prints.unprinted_papers(session, 9)] == wanted

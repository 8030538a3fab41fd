"""A batch of papers on a real print server: one by one, halted, taken back, cut short."""

from __future__ import annotations

import signal
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from db import demo, print_batch, prints, records
from db.session import Session, open_session
from db.workbench import read
from forms import FORMS
from printing import spool
from tests.printing.conftest import server
from tests.printing.cups_server import Server
from tests.views.page_desk import NOW, at, issued
from tests.views.site_desk import Site
from tests.views.window_desk import demo_folder
from views import settling
from views.print_run import Looked, Order, Run, Went

__all__ = ["server"]
FX_PAPER = "放行条"


@pytest.fixture
def queue(server: Server, monkeypatch: pytest.MonkeyPatch, request: Any) -> Iterator[Queue]:
    """A printer of the test's own, which it may stop and take away."""
    monkeypatch.setenv("CUPS_SERVER", server.address)
    made = Queue(f"q{zlib.crc32(request.node.name.encode())}", server)
    made.add()
    yield made
    made.remove()


@dataclass(frozen=True)
class Queue:
    """A printer for A4 and A5 on a real print server."""

    name: str
    server: Server

    def add(self) -> None:
        self.server.run("lpadmin", "-p", self.name, "-v", f"capture:{self.server.out}", "-P",
                        str(self.server.out.parent / "laser.ppd"), "-E")  # fmt: skip

    def remove(self) -> None:
        """Gone, if it is still there."""
        if any(one.name == self.name for one in spool.queues()):
            self.server.run("lpadmin", "-x", self.name)

    def stop(self) -> None:
        self.server.run("cupsdisable", "-r", "缺纸", self.name)

    def start(self) -> None:
        self.server.run("cupsenable", self.name)

    @property
    def files(self) -> list[Path]:
        """What arrived there."""
        return sorted(self.server.out.glob(f"{self.name}-*.pdf"))


class Ended(BaseException):
    """The program is killed here."""


def orders(session: Session, many: int) -> list[Order]:
    """So many new slips to be printed."""
    return [Order(issued(session), FX_PAPER) for _ in range(many)]


def batch(session: Session, queue: Queue | str, **how: Any) -> Run:
    name = queue if isinstance(queue, str) else queue.name
    return Run(session, spool, name, **how)


def logged(session: Session, number: str) -> list[tuple[str, str | None]]:
    """(outcome, why) of every print of a record."""
    record = records.load(session, number)
    assert record is not None
    return [(one.outcome, one.said) for one in prints.log(session, record)]


def when(outcome: str, nth: int, do: Callable[[], object]) -> Callable[[object], None]:
    """Do something when the nth paper has that outcome."""
    seen: list[Went] = []

    def told(one: object) -> None:
        if isinstance(one, Went) and one.outcome == outcome:
            seen.append(one)
            if len(seen) == nth:
                do()

    return told


def test_all_come_out_one_by_one(session: Session, queue: Queue) -> None:
    wanted = orders(session, 3)
    told: list[object] = []
    run = batch(session, queue, told=told.append)
    assert run.look_over(wanted) == [Looked(one) for one in wanted]
    assert [logged(session, one.number) for one in wanted] == [[]] * 3, "only looked at"
    went = run.print_all(wanted)
    assert went == [Went(one, prints.PRINTED) for one in wanted]
    assert [logged(session, one.number) for one in wanted] == [[(prints.PRINTED, None)]] * 3
    assert len(queue.files) == 3
    assert print_batch.left(session) is None
    sent = [one.order for one in told if isinstance(one, Went) and one.outcome == prints.QUEUED]
    assert sent == wanted


@pytest.mark.parametrize(
    ("name", "words"),
    [("stopped", "已暂停：缺纸"), ("attic", "没有名为 attic"), ("letter", "没有 210×148 毫米的纸")],
)
def test_a_printer_that_will_not_do_is_known_before_anything_is_logged(
    session: Session, server: Server, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    monkeypatch.setenv("CUPS_SERVER", server.address)
    wanted = orders(session, 2)
    found = batch(session, name).look_over(wanted)
    assert all(one.printer and words in one.stopping for one in found)
    assert logged(session, wanted[0].number) == []


def test_what_was_printed_before_wants_a_reason_and_what_is_void_nothing(
    session: Session, queue: Queue
) -> None:
    wanted = orders(session, 2)
    batch(session, queue).print_all(wanted[:1])
    records.act(session, wanted[1].number, "作废", {"why": "客户取消"})
    first, second = batch(session, queue).look_over(wanted)
    assert "补打的原因" in first.stopping and "已作废" in second.stopping
    why = replace(wanted[0], again="卡纸")
    assert batch(session, queue).look_over([why]) == [Looked(why)]
    assert [one.outcome for one in batch(session, queue).print_all([why])] == [prints.PRINTED]
    assert batch(session, queue).print_all(wanted)[0].outcome == "", "refused without one"


def test_a_queue_that_vanishes_in_the_middle_leaves_the_rest_as_it_was(
    session: Session, queue: Queue
) -> None:
    """What is out is out; the one that failed is offered; the others are not logged at all."""
    wanted = orders(session, 5)
    gone = when(prints.PRINTED, 1, queue.remove)
    went = batch(session, queue, told=gone).print_all(wanted)
    outcomes = [one.outcome for one in went]
    assert outcomes[0] == prints.PRINTED and outcomes[-1] == ""
    assert prints.UNPRINTED in outcomes and f"没有名为 {queue.name}" in went[-1].words
    for one, after in zip(wanted, went, strict=True):
        found = [outcome for outcome, _ in logged(session, one.number)]
        assert found == ([after.outcome] if after.outcome else [])
    left = print_batch.left(session)
    assert left is not None
    assert {number for number, _, _ in left.orders} == {
        one.order.number for one in went if not one.arrived
    }
    queue.add()
    again = [Order(*one) for one in left.orders]
    assert {one.outcome for one in batch(session, queue).print_all(again)} == {prints.PRINTED}
    assert print_batch.left(session) is None


@pytest.fixture
def waiting(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """It stops in the moment between being asked and getting a job, which waits there."""
    monkeypatch.setattr(spool, "refuse_reason", lambda queue, width, height: None)
    queue.stop()
    return queue


@pytest.mark.long
def test_paper_that_runs_out_is_waited_for(session: Session, waiting: Queue) -> None:
    """The batch says what it waits for, and goes on by itself."""
    wanted = orders(session, 3)
    said: list[str] = []

    def told(one: object) -> None:
        if isinstance(one, str):
            said.append(one)
            waiting.start()

    went = batch(session, waiting, told=told).print_all(wanted)
    assert [one.outcome for one in went] == [prints.PRINTED] * 3
    assert said == [f"打印机 {waiting.name} 已暂停：缺纸", ""]


def test_what_still_waits_is_taken_back(session: Session, waiting: Queue) -> None:
    """Cancelled in the middle: nothing is said to be printed that is not."""
    wanted = orders(session, 6)
    stop: list[bool] = []
    run = batch(
        session, waiting, told=when(prints.QUEUED, 2, lambda: stop.append(True)),
        stopped=lambda: bool(stop),
    )  # fmt: skip
    went = run.print_all(wanted)
    assert [one.outcome for one in went] == [prints.UNPRINTED] * 2 + [""] * 4
    assert "被取消了" in went[0].words and "还在名单里" in went[-1].words
    assert [len(logged(session, one.number)) for one in wanted] == [1, 1, 0, 0, 0, 0]
    assert prints.outstanding(session) == [] and print_batch.left(session) is None
    assert prints.unprinted(session) == [one.number for one in wanted[:2]]
    waiting.start()
    assert waiting.files == []


def test_a_batch_cut_short_is_known_at_the_next_start(session: Session, queue: Queue) -> None:
    """Killed after the second was sent: out is out, the rest is offered on the workbench."""
    wanted = orders(session, 4)

    def killed() -> None:
        assert print_batch.left(session) is None, "it is still going on"
        raise Ended

    with pytest.raises(Ended):
        batch(session, queue, told=when(prints.QUEUED, 2, killed)).print_all(wanted)
    for one in prints.outstanding(session):
        queue.server.arrived(one.job)
    settling.settle(session, spool)
    left = print_batch.left(session)
    assert left is not None and [number for number, _, _ in left.orders] == [
        one.number for one in wanted[2:]
    ]
    (line,) = [one for one in read(session).items if one.place == "print_batch"]
    assert line.what == "上次成批打印没有打完，还剩 2 张" and line.state == "未出纸"


@pytest.mark.long
@pytest.mark.parametrize("after", [1, 3])
def test_a_program_that_is_killed_loses_no_paper(
    session: Session, queue: Queue, after: int
) -> None:
    """What was out is out, once; the rest is offered, and nothing is printed twice."""
    wanted = orders(session, 4)
    numbers = [one.number for one in wanted]
    done = subprocess.run(
        [sys.executable, "-m", "tests.views.killed_batch", str(session.store.folder), queue.name,
         str(after), *numbers],
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    for one in prints.outstanding(session):
        queue.server.arrived(one.job)
    settling.settle(session, spool)
    left = print_batch.left(session)
    assert left is not None and [number for number, _, _ in left.orders] == numbers[after:]
    again = [Order(*one) for one in left.orders]
    assert {one.outcome for one in batch(session, queue).print_all(again)} == {prints.PRINTED}
    assert [logged(session, number) for number in numbers] == [[(prints.PRINTED, None)]] * 4
    assert len(queue.files) == 4


def test_into_a_folder_where_there_is_no_printer(session: Session, tmp_path: Path) -> None:
    wanted = orders(session, 2)
    run = batch(session, "", folder=tmp_path / "单")
    assert [one.stopping for one in run.look_over(wanted)] == ["", ""]
    assert [one.outcome for one in run.print_all(wanted)] == [prints.FILED] * 2
    names = {file.name for file in (tmp_path / "单").iterdir()}
    assert names == {f"{one.number} {FX_PAPER}.pdf" for one in wanted}


def test_without_any_printer_it_is_said(session: Session) -> None:
    (found,) = batch(session, "").look_over(orders(session, 1))
    assert found.printer and "没有可用的打印机" in found.stopping


def test_rare_characters_are_named_before_printing(session: Session, queue: Queue) -> None:
    number = issued(session, carrier="王𪚥")
    (found,) = batch(session, queue).look_over([Order(number, FX_PAPER)])
    assert found.stopping == "" and "“𪚥”这个字打不出来" in found.said


@pytest.mark.long
def test_cards_ten_up_are_logged_each_by_itself(tmp_path: Path, queue: Queue) -> None:
    """All passes of a renovation on one sheet: one job, a row for each, one settles all."""
    site = Site(demo_folder(tmp_path), many=3)
    session = open_session(site.folder, "1003", demo.password_of("1003"), clock=at(NOW),
                           forms=FORMS, check=False)  # fmt: skip
    lines = [one for one in print_batch.of_whole(session, site.number) if one.shares]
    assert [one.number for one in lines] == sorted(site.passes)
    wanted = [Order(one.number, one.paper) for one in lines]
    went = batch(session, queue, ten_up=True).print_all(wanted)
    assert [one.outcome for one in went] == [prints.PRINTED] * 3
    (file,) = queue.files
    assert [round(float(page.mediabox.width)) for page in PdfReader(file).pages] == [595, 595]
    rows = session.store.rows("SELECT id, sheet, mode FROM print ORDER BY id")
    assert [(sheet, mode) for _, sheet, mode in rows] == [
        (None, "sheet"), (rows[0][0], "sheet"), (rows[0][0], "sheet"),
    ]
    again = [Order(one.number, one.paper, "卡纸") for one in lines]
    batch(session, queue, ten_up=True, start=9).print_all(again)
    first, second = queue.files[1:]
    assert [len(PdfReader(file).pages) for file in (first, second)] == [2, 2]
    words = PdfReader(first).pages[0].extract_text(), PdfReader(second).pages[0].extract_text()
    assert [[one.number in side for one in lines] for side in words] == [
        [True, True, False], [False, False, True],
    ], "two in the last places of the sheet, the third at the first of another"
    session.close()

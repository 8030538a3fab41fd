"""The log of a million prints in its page: first rows, all walked, narrowed, jumps, the window.

PRINTS says how many (200,000), on a hundredth as many records.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from db import demo, print_log, prints, records
from db.print_log import AGAIN, Wanted
from db.session import Session
from forms.property.release import FX
from tests.benchmarks.compare import seconds, table
from tests.benchmarks.test_store import DESK, SLIP
from tests.db.many import fill
from ui import theme
from views.print_log import PrintLogPage

PRINTS = int(os.environ.get("PRINTS", "200000"))
RECORDS = max(2, PRINTS // 100)
MINUTE = 60_000


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """An office that printed for years: one of a hundred never came out, one of ten again."""
    begun = demo.create(tmp_path_factory.mktemp("prints"), "admin").session
    made = begun.acting_as(DESK)
    record = records.issue(made, "FX", SLIP).record
    fill(made, record.number, RECORDS)
    prints.keep(made, record, "放行条", "{}")
    ((paper,),) = made.store.rows("SELECT paper FROM print")
    first = made.clock.now() - PRINTS * MINUTE
    with made.store.write() as db:
        db.connection().executemany(
            "INSERT INTO print(record_id, paper_name, paper, at, by, nth, mode, queue, outcome,"
            " again) VALUES (?, '放行条', ?, ?, ?, ?, 'laser', 'laser', ?, ?)",
            (
                (1 + at % RECORDS, paper, first + at * MINUTE, DESK.no, 2 if at % 10 == 0 else 1,
                 prints.UNPRINTED if at % 100 == 7 else prints.PRINTED,
                 "卡纸" if at % 10 == 0 else None)
                for at in range(PRINTS - 1)
            ),
        )  # fmt: skip
    made.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    yield Session(made.store, made.keys, made.clock, {"FX": FX}, DESK, made.dek)
    made.close()


def wanted(desk: Session) -> dict[str, Wanted]:
    """The questions that are asked."""
    day = desk.now().date() - timedelta(days=2)
    return {
        "all": Wanted(), "a day": Wanted(first=day, last=day), "a person": Wanted(person=DESK.no),
        "a form": Wanted(code="FX"), "never came out": Wanted(outcome=prints.UNPRINTED),
        "printed again": Wanted(outcome=AGAIN), "a record": Wanted(record="FX-2026-000002"),
    }  # fmt: skip


def test_asked(desk: Session) -> None:
    """First rows at once; a walk of all of it."""
    rows = []
    for name, one in wanted(desk).items():
        head = seconds(lambda one=one: print_log.head(desk, one, 50))
        begun = time.perf_counter()
        found = print_log.listing(desk, one)
        walked = time.perf_counter() - begun
        middle = found.ids(desk.store, found.count // 2, 50)
        read = seconds(lambda middle=middle: print_log.lines(desk, middle))
        rows.append((
            f"{name}: {found.count:,}", f"first 50 {head * 1000:.1f} ms",
            f"walk {walked * 1000:.0f} ms, 50 in the middle {read * 1000:.1f} ms",
        ))  # fmt: skip
    table(f"the log of {PRINTS:,} prints", rows)


def test_the_page(qapp: QApplication, desk: Session) -> None:
    """How long until the first rows stand, and the longest that the window was held."""
    theme.apply(qapp, "light")
    page = PrintLogPage(desk)
    page.resize(1182, 694)
    page.show()
    begun = time.perf_counter()
    page.entered()
    page.refresh()
    first = _until(lambda: page.count > 0, begun)
    whole = _until(lambda: not page.lister.waiting, begun)
    held = 0.0
    for at in range(60):
        page.table.go(page.count * at // 60)
        turn = time.perf_counter()
        QApplication.processEvents()
        held = max(held, time.perf_counter() - turn)
        QTest.qWait(5)
    table("its page", [
        ("first rows", f"{first * 1000:.0f} ms", f"all walked {whole * 1000:.0f} ms"),
        ("longest turn of the window", f"{held * 1000:.1f} ms", "60 jumps"),
    ])  # fmt: skip
    page.lister.forget()
    page.close()


def _until(done: Callable[[], bool], begun: float) -> float:
    while not done():
        QTest.qWait(2)
        assert time.perf_counter() - begun < 60
    return time.perf_counter() - begun

"""A long register in its page: first rows, pages, jumps, memory, and how long the window is held.

LISTS_RECORDS says how many (100,000). LISTS_FOLDER names a store made before, with its data key
as hexadecimal in dek.hex: a million records take a quarter of an hour to make. Beside it, in the
same run, QSqlTableModel on a plain SQLite file with as many rows of the same words.
"""

from __future__ import annotations

import os
import random
import resource
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtSql import QSqlDatabase, QSqlTableModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from db import demo, listing, records, register
from db.clock import FixedClock
from db.keys import Keys
from db.listing import Order, Sieve
from db.session import Session
from db.store import Store
from forms.property.release import FX
from tests.benchmarks.compare import seconds, table
from tests.benchmarks.test_store import DESK, SLIP
from tests.db.many import fill
from ui import theme
from views.register import RegisterPage

RECORDS = int(os.environ.get("LISTS_RECORDS", "100000"))
FOLDER = os.environ.get("LISTS_FOLDER", "")
JUMPS, PAGES = 200, 100
CHANCE = random.Random(7)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A large office, somebody of the front desk in it."""
    if FOLDER:
        dek = bytes.fromhex(Path(FOLDER, "dek.hex").read_text())
        store = Store.open(Path(FOLDER), dek, check=False)
        clock = FixedClock(store.value("SELECT max(issued_at) FROM standing") + 60_000)
        made = Session(store, Keys.load(Path(FOLDER)), clock, {"FX": FX}, DESK, dek)
    else:
        begun = demo.create(tmp_path_factory.mktemp("lists"), "admin").session
        made = begun.acting_as(DESK)
        number = records.issue(made, "FX", SLIP).record.number
        fill(made, number, RECORDS)
        made.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        made = Session(made.store, made.keys, made.clock, {"FX": FX}, DESK, made.dek)
    yield made
    made.close()


class Held:
    """How long the window's thread was held, call by call."""

    def __init__(self, app: QApplication) -> None:
        self.app = app
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def call(self, what: Callable[[], object]) -> None:
        """One call."""
        wall, cpu = time.perf_counter(), time.thread_time()
        what()
        self.cpu.append(time.thread_time() - cpu)
        self.wall.append(time.perf_counter() - wall)

    def until(self, ready: Callable[[], bool]) -> float:
        """Let the window work until something is there; seconds it took."""
        began = time.perf_counter()
        while not ready():
            self.call(self.app.processEvents)
            if time.perf_counter() - began > 60:
                raise TimeoutError
            time.sleep(0.0002)
        self.call(self.app.processEvents)
        return time.perf_counter() - began

    def words(self) -> str:
        """Middle, 95th in 100, longest, in ms; wall clock, then processor."""
        return f"{spread(self.wall)}   CPU {spread(self.cpu)}"


def spread(found: list[float]) -> str:
    """p50 / p95 / max in ms."""
    found = sorted(found)
    at95 = found[min(len(found) - 1, int(len(found) * 0.95))]
    return f"{found[len(found) // 2] * 1000:6.2f} /{at95 * 1000:6.2f} /{found[-1] * 1000:6.2f}"


def memory() -> float:
    """MB in use now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def seen(page: RegisterPage) -> bool:
    """Whether every row in sight is there and nothing is under way for it."""
    first = page.table.top()
    last = page.table.rowAt(page.table.viewport().height() - 1)
    end = page.model.count - 1 if last < 0 else last
    return all(place in page.model.known() for place in range(first, end + 1))


def test_the_page(desk: Session, qapp: QApplication) -> None:
    """First rows, a page on, a jump anywhere, other filters and orders."""
    theme.apply(qapp, "light")
    rows: list[tuple[str, str, str]] = []
    before = memory()
    begin = Held(qapp)
    page: RegisterPage
    began = time.perf_counter()
    page = RegisterPage(desk)
    page.filters.choose_period("全部")
    page.resize(1200, 800)
    page.show()
    begin.until(lambda: page.model.count > 0 and seen(page))
    took = (time.perf_counter() - began) * 1000
    rows.append(("page made and first rows painted", f"{took:.0f} ms", ""))
    begin.until(lambda: page.totals is not None)
    rows.append(("records", f"{page.model.count:,}", f"+{memory() - before:.0f} MB"))
    rows.append(("counted, totals", f"{(time.perf_counter() - began) * 1000:.0f} ms", ""))
    rows.append(("window held meanwhile (each call)", begin.words(), ""))
    for what, moves in (("page down", _pages_down), ("jump anywhere", _jump)):
        held, waits = Held(qapp), []
        for _ in range(PAGES if what == "page down" else JUMPS):
            held.call(lambda moves=moves: moves(page))
            waits.append(held.until(lambda: seen(page)))
        rows.append((f"{what}: rows there after", spread(waits), ""))
        rows.append((f"{what}: window held (each call)", held.words(), ""))
    held = Held(qapp)
    bar = page.table.verticalScrollBar()
    for at in range(JUMPS):
        held.call(lambda at=at: bar.setValue(bar.maximum() * at // JUMPS))
        held.call(qapp.processEvents)
    rows.append(("bar dragged, no waiting: window held", held.words(), ""))
    for name, change in (
        ("state 已作废", lambda: page.filters.state.choose("已作废")),
        ("all states again", lambda: page.filters.state.choose("全部状态")),
        ("words 冰箱", lambda: page.filters.text.setText("冰箱")),
        ("no words again", lambda: page.filters.text.setText("")),
        ("by number", lambda: page.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)),
        ("by state", lambda: page.table.sortByColumn(10, Qt.SortOrder.AscendingOrder)),
    ):
        held = Held(qapp)
        began = time.perf_counter()
        page.totals = None
        held.call(change)
        first = held.until(lambda: page._begun and page.model.count > 0 and seen(page))
        held.until(lambda: page.totals is not None and not page.lister.waiting)
        took = time.perf_counter() - began
        words = f"{first * 1000:.0f} ms, {took * 1000:.0f} ms"
        rows.append((f"{name}: first rows, all", words, held.words()))
    rows.append(("memory at the end", f"+{memory() - before:.0f} MB", ""))
    page.close()
    table("The register page (ms: p50 / p95 / max)", rows)


def _pages_down(page: RegisterPage) -> None:
    QTest.keyClick(page.table, Qt.Key.Key_PageDown)


def _jump(page: RegisterPage) -> None:
    bar = page.table.verticalScrollBar()
    bar.setValue(CHANCE.randrange(bar.maximum()))


def test_beside_a_plain_table_model(
    desk: Session, qapp: QApplication, tmp_path: Path
) -> None:
    """QSqlTableModel: rows as far as scrolled, and all of them."""
    theme.apply(qapp, "light")
    many = int(desk.store.value("SELECT count(*) FROM standing"))
    plain = _plain(desk, tmp_path / "plain.db", many)
    before = memory()
    database = QSqlDatabase.addDatabase("QSQLITE", "plain")
    database.setDatabaseName(str(plain))
    assert database.open()
    held = Held(qapp)
    began = time.perf_counter()
    model = QSqlTableModel(None, database)
    model.setTable("register")
    model.setSort(0, Qt.SortOrder.DescendingOrder)
    view = QTableView()
    view.verticalHeader().setDefaultSectionSize(32)
    view.setModel(model)
    view.resize(1200, 800)
    held.call(model.select)
    view.show()
    held.until(lambda: model.rowCount() > 0)
    rows = [("first rows painted", f"{(time.perf_counter() - began) * 1000:.0f} ms", held.words())]
    held, waits = Held(qapp), []
    for _ in range(PAGES):
        began = time.perf_counter()
        held.call(lambda: QTest.keyClick(view, Qt.Key.Key_PageDown))
        held.call(qapp.processEvents)
        waits.append(time.perf_counter() - began)
    rows.append(("page down", spread(waits), held.words()))
    rows.append(("rows fetched", f"{model.rowCount():,}", f"+{memory() - before:.0f} MB"))
    began = time.perf_counter()
    while model.canFetchMore():
        model.fetchMore()
    took = time.perf_counter() - began
    added = f"+{memory() - before:.0f} MB"
    rows.append(("all rows fetched (before one can jump)", f"{took:.1f} s", added))
    held = Held(qapp)
    bar = view.verticalScrollBar()
    for _ in range(JUMPS):
        held.call(lambda: bar.setValue(CHANCE.randrange(bar.maximum())))
        held.call(qapp.processEvents)
    rows.append(("jump anywhere, then", held.words(), ""))
    view.close()
    view.setModel(None)
    table(f"QSqlTableModel on a plain file, {many:,} rows", rows)
    database.close()


def _plain(desk: Session, file: Path, many: int) -> Path:
    """The words of some real rows, with a number of their own, again and again."""
    found = listing.listing(desk, Sieve("FX")).ids(desk.store, 0, 2000)
    words = [entry.words for entry in register.lines(desk, "FX", found)]
    labels = ",".join(f"c{at} TEXT" for at in range(len(words[0])))
    with sqlite3.connect(file) as made:
        made.execute(f"CREATE TABLE register(id INTEGER PRIMARY KEY, {labels})")
        marks = ",".join("?" * len(words[0]))
        made.executemany(
            f"INSERT INTO register VALUES (?, {marks})",
            ((at, *words[at % len(words)]) for at in range(many)),
        )
    return file


def test_the_list_itself(desk: Session) -> None:
    """Walking it, and a page of it, by order; what its indexes cost a save."""
    rows = []
    for name, sieve in (
        ("by time", Sieve("FX")), ("by number", Sieve("FX", order=Order("@number"))),
        ("by state", Sieve("FX", order=Order("@state", False))),
        ("by limit", Sieve("FX", order=Order("@valid_until", False))),
        ("void ones", Sieve("FX", states=("已作废",))),
        ("expired ones", Sieve("FX", states=("已过期",))),
        ("words 冰箱", Sieve("FX", text="冰箱")),
    ):
        head = seconds(lambda sieve=sieve: listing.head(desk, sieve, 100))
        walked = seconds(lambda sieve=sieve: listing.listing(desk, sieve))
        found = listing.listing(desk, sieve)
        pages = [
            seconds(lambda: found.ids(desk.store, CHANCE.randrange(max(1, found.count)), 100))
            for _ in range(100)
        ]
        words = f"head {head * 1000:.1f} ms, walked {walked * 1000:.0f} ms"
        rows.append((f"{name}: {found.count:,}", words, f"page {spread(pages)}"))
    ids = listing.listing(desk, Sieve("FX")).ids(desk.store, 500, 100)
    made = [seconds(lambda: list(register.lines(desk, "FX", ids))) for _ in range(20)]
    rows.append(("100 rows in words", spread(made), ""))
    table("The list in the store (ms)", rows)

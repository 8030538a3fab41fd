"""The workbench of a large office: one refresh in its thread, the count for the rail, the day's
numbers, and what a refresh costs the window's thread.

WORK_RECORDS says how many records there are in all (100,000), WORK_OPEN how many of them something
is still to be done of (5,000). WORK_FOLDER names where the store is kept between runs.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from db import demo, demo_days, today, workbench
from db.clock import FixedClock, instant
from db.most_used import most_used
from db.session import Session, member, open_session
from db.store import Store
from db.work_groups import DAY_MS
from forms import FORMS
from tests.benchmarks.compare import table
from tests.benchmarks.test_lists import Held, spread
from ui import theme
from views.work import WorkPage

RECORDS = int(os.environ.get("WORK_RECORDS", "100000"))
OPEN = int(os.environ.get("WORK_OPEN", "5000"))
FOLDER = os.environ.get("WORK_FOLDER", "")
ROUNDS = 40
NOW = datetime(2026, 11, 21, 10, 42)
YEARS = 3
COPIED = "code, declaration, unit_id, issued_by, body, commitments"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A large office, somebody of the front desk in it."""
    folder = Path(FOLDER) if FOLDER else tmp_path_factory.mktemp("work") / "data"
    clock = FixedClock(instant(NOW))
    if not folder.exists():
        made = demo.create(folder, "admin", clock=clock, forms=FORMS)
        demo_days.fill(made.session, days=7)
        fill(made.session)
        made.session.store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        made.session.close()
    opened = open_session(
        folder, "1003", demo.password_of("1003"), clock=clock, forms=FORMS, check=False
    )
    yield opened
    opened.close()


def fill(session: Session) -> None:
    """Copies of what the demo's days left: the ended ones over three years, the others with
    deadlines from a week ago to two weeks ahead.

    In a few statements and without triggers, as the copies are no business: a million of them in a
    minute.
    """
    store, now = session.store, session.clock.now()
    ended = _rows(store, "s.work IS NULL AND s.code = 'FX'")[0][0]
    live = [row for row, _, _ in _rows(store, "s.work IS NOT NULL")]
    with store.write() as db:
        for (name,) in store.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            db.execute_sql(f"DROP TRIGGER {name}")
        for many, sources, ahead, days in (
            (RECORDS - OPEN, [ended], 0, YEARS * 365), (OPEN, live, 1, 14),
        ):  # fmt: skip
            _copies(store, many, sources, now, ahead, days)


def _copies(
    store: Store, many: int, sources: list[int], now: int, ahead: int, days: int
) -> None:
    """So many copies in turn, issued over the days before; ahead: with other deadlines."""
    first = int(store.value("SELECT max(id) FROM record"))
    db, span = store.db, days * DAY_MS
    db.execute_sql("CREATE TEMP TABLE source(n INTEGER PRIMARY KEY, id INTEGER)")
    for at, source in enumerate(sources):
        db.execute_sql("INSERT INTO source VALUES (?, ?)", (at, source))
    db.execute_sql(
        "CREATE TEMP TABLE copy AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
        " SELECT i + 1 FROM n WHERE i < ?) SELECT ? + i AS id, s.id AS source,"
        " ? - ? + CAST(? * 1.0 * i / ? AS INTEGER) AS at, 900000 + ? + i AS sequence FROM n"
        " JOIN source s ON s.n = i % ?",
        (many, first, now, span, span - 60_000, many, first, len(sources)),
    )  # fmt: skip
    db.execute_sql(
        f"INSERT INTO record(id, number, year, sequence, issued_at, issued_day, {COPIED})"
        " SELECT c.id, r.code || '-2026-' || c.sequence, 2026, c.sequence, c.at,"
        " date((c.at + 28800000) / 1000, 'unixepoch'),"
        f" {', '.join('r.' + one for one in COPIED.split(', '))}"
        " FROM copy c JOIN record r ON r.id = c.source"
    )
    week = f"? + (abs(random()) % {21 * 1440} - {7 * 1440}) * 60000"
    db.execute_sql(
        "INSERT INTO standing(record_id, code, state, open, ended, next, due, due_name,"
        " valid_until, holder, owes, unit_id, issued_at, updated_at, work, begins)"
        f" SELECT c.id, code, state, open, ended, next, iif(due IS NULL, NULL, {week}), due_name,"
        f" iif(valid_until IS NULL OR ?, valid_until, {week}), holder, owes, unit_id, c.at, c.at,"
        " work, begins FROM copy c JOIN standing s ON s.record_id = c.source",
        (now, 1 - ahead, now),
    )
    db.execute_sql("DROP TABLE source")
    db.execute_sql("DROP TABLE copy")


def _rows(store: Store, where: str) -> list[tuple[int, str, str]]:
    """(record, code, work) of the records that are copied: none whose limit hangs on another's."""
    return store.rows(
        "SELECT s.record_id, s.code, s.work FROM standing s JOIN record r ON r.id = s.record_id"
        f" WHERE r.hangs_on IS NULL AND r.replaces IS NULL AND {where}"
        " AND NOT EXISTS (SELECT 1 FROM money m WHERE m.record_id = r.id OR m.receipt_id = r.id)"
        " AND NOT EXISTS (SELECT 1 FROM slot k WHERE k.record_id = r.id)"
    )


def rounds(work: Callable[[Session], object], desk: Session) -> str:
    """How long it takes on a connection of its own, as the window reads: the clock, then the
    processor's time of the thread."""
    wall, cpu = [], []
    for _ in range(ROUNDS):
        began, used = time.perf_counter(), time.thread_time()
        store = Store.open(desk.store.folder, desk.dek, readonly=True, check=False)
        work(Session(store, desk.keys, desk.clock, desk.forms, desk.member, desk.dek))
        store.close()
        wall.append(time.perf_counter() - began)
        cpu.append(time.thread_time() - used)
    return f"{spread(wall)}   CPU {spread(cpu)}"


def test_one_refresh(desk: Session) -> None:
    """By several members; counting alone; a filter; the numbers of the day."""
    total = desk.store.value("SELECT count(*) FROM standing")
    live = desk.store.value("SELECT count(*) FROM standing WHERE work IS NOT NULL")
    rows = [(f"{total:,} records, {live:,} with something left", "p50 / p95 / max, ms", "")]
    for no in ("1003", "1007", "1001"):
        mine = desk.acting_as(member(desk.store, no))
        found = workbench.read(mine)
        name = f"{mine.member.words} {'、'.join(mine.member.roles)}"
        rows.append((f"{name}: {found.tally.total:,} lines", rounds(workbench.read, mine), ""))
    known = today.today(desk, {}).known
    for name, work in (
        ("counted for the rail", workbench.tally),
        ("only 回访", lambda own: workbench.read(own, "回访")),
        ("the numbers of the day, first", lambda own: today.today(own, {})),
        ("the numbers of the day, again", lambda own: today.today(own, known)),
        ("the forms made most", most_used),
        ("a connection opened and closed", lambda own: None),
    ):  # fmt: skip
        rows.append((name, rounds(work, desk), ""))
    table("The workbench in its thread", rows)


def test_the_window_meanwhile(desk: Session, qapp: QApplication) -> None:
    """What refreshes cost the window's thread: each turn of the event loop."""
    theme.apply(qapp, "light")
    held = Held(qapp)
    page = WorkPage(desk)
    page.resize(1182, 694)
    page.show()
    page.refresh()
    first = held.until(lambda: page.bench is not None)
    held = Held(qapp)
    for _ in range(ROUNDS):
        before = page.bench
        held.call(page.refresh)
        held.until(lambda before=before: page.bench is not before)
    page.close()
    table("The workbench's page", [
        ("made, first lines there", f"{first * 1000:.0f} ms", ""),
        ("window held by each turn while it refreshes", held.words(), ""),
    ])

"""The workbench of a large office: one refresh in its thread, the count for the rail, the day's
numbers, and what a refresh costs the window's thread.

WORK_RECORDS says how many records there are in all (100,000), WORK_OPEN how many of them something
is still to be done of (5,000). WORK_FOLDER names where the store is kept between runs.
"""

from __future__ import annotations

import os
import random
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
COPIED = (
    "code, declaration, unit_id, issued_by, body, commitments"
)  # fmt: skip


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
    deadlines from a week ago to two weeks ahead."""
    chance = random.Random(5)
    store = session.store
    ended = _rows(store, "s.work IS NULL AND s.code = 'FX'")[:20]
    live = _rows(store, "s.work IS NOT NULL")
    last = dict(store.rows("SELECT code, max(sequence) FROM record WHERE year = 2026 GROUP BY 1"))
    now = session.clock.now()
    span = YEARS * 365 * 86_400_000
    plan = [(chance.choice(ended), now - chance.randrange(span // 100, span // 3))
            for _ in range(RECORDS - OPEN)]  # fmt: skip
    plan += [(chance.choice(live), now - chance.randrange(14 * 86_400_000)) for _ in range(OPEN)]
    plan.sort(key=lambda one: one[1])
    row = int(store.value("SELECT max(id) FROM record"))
    with store.write() as db:
        for (source, code, work), at in plan:
            row += 1
            last[code] += 1
            db.execute_sql(
                "INSERT INTO counter VALUES (?, 2026, ?) ON CONFLICT (code, year)"
                " DO UPDATE SET last = excluded.last", (code, last[code]),
            )  # fmt: skip
            db.execute_sql(
                f"INSERT INTO record(id, number, year, sequence, issued_at, issued_day, {COPIED})"
                f" SELECT ?, ?, 2026, ?, ?, ?, {COPIED} FROM record WHERE id = ?",
                (row, f"{code}-2026-{last[code]:06d}", last[code], at,
                 session.local(at).date().isoformat(), source),
            )  # fmt: skip
            due = now + chance.randrange(-7 * 1440, 14 * 1440) * 60_000
            until = now + chance.randrange(-3 * 1440, 60 * 1440) * 60_000
            db.execute_sql(
                "INSERT INTO standing(record_id, code, state, open, ended, next, due, due_name,"
                " valid_until, holder, owes, unit_id, issued_at, updated_at, work, begins)"
                " SELECT ?, code, state, open, ended, next, iif(due IS NULL, NULL, ?), due_name,"
                " iif(valid_until IS NULL OR ended, valid_until, ?), holder, owes, unit_id, ?, ?,"
                " work, begins FROM standing WHERE record_id = ?",
                (row, due, until, at, at, source),
            )  # fmt: skip


def _rows(store: Store, where: str) -> list[tuple[int, str, str]]:
    """(record, code, work) of the records that are copied: none whose limit hangs on another's."""
    return store.rows(
        "SELECT s.record_id, s.code, s.work FROM standing s JOIN record r ON r.id = s.record_id"
        f" WHERE r.hangs_on IS NULL AND r.replaces IS NULL AND {where}"
        " AND NOT EXISTS (SELECT 1 FROM money m WHERE m.record_id = r.id OR m.receipt_id = r.id)"
        " AND NOT EXISTS (SELECT 1 FROM slot k WHERE k.record_id = r.id)"
    )


def rounds(work: Callable[[Session], object], desk: Session, fresh: bool) -> list[float]:
    """How long it takes, again and again; fresh: on a connection of its own, as the window does."""
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        if fresh:
            store = Store.open(desk.store.folder, desk.dek, readonly=True, check=False)
            own = Session(store, desk.keys, desk.clock, desk.forms, desk.member, desk.dek)
            work(own)
            store.close()
        else:
            work(desk)
        took.append(time.perf_counter() - began)
    return took


def test_one_refresh(desk: Session) -> None:
    """By several members; counting alone; a filter; the numbers of the day."""
    total = desk.store.value("SELECT count(*) FROM standing")
    live = desk.store.value("SELECT count(*) FROM standing WHERE work IS NOT NULL")
    rows = [(f"{total:,} records, {live:,} with something left", "p50 / p95 / max, ms", "")]
    for no in ("1003", "1007", "1001"):
        mine = desk.acting_as(member(desk.store, no))
        found = workbench.read(mine)
        name = f"{mine.member.words} {'、'.join(mine.member.roles)}"
        rows.append((f"{name}: {found.tally.total:,} lines",
                     spread(rounds(workbench.read, mine, True)), ""))  # fmt: skip
    for name, work in (
        ("counted for the rail", workbench.tally),
        ("only 回访", lambda own: workbench.read(own, "回访")),
        ("the numbers of the day, first", lambda own: today.today(own, {})),
        ("the forms made most", most_used),
    ):  # fmt: skip
        rows.append((name, spread(rounds(work, desk, True)), ""))
    known = today.today(desk, {}).known
    again = rounds(lambda own: today.today(own, known), desk, True)
    rows.append(("the numbers of the day, again", spread(again), ""))
    opened = rounds(lambda own: None, desk, True)
    rows.append(("a connection opened and closed", spread(opened), ""))
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

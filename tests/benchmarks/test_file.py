"""The file of a unit with 5,000 records among a million: head, list, pages, narrowed, printed.

FILE_RECORDS says how many there are in all (20,000). FILE_STORE names a store made before, with
its data key as hexadecimal in dek.hex; the unit there is given 5,000.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from db import demo, file, filed, records, rights
from db.clock import FixedClock
from db.filed import Filed, Subject
from db.keys import Keys
from db.session import Session
from db.store import Store
from forms import FORMS
from tests.benchmarks.compare import table
from tests.benchmarks.test_lists import Held, spread
from tests.benchmarks.test_store import DESK, SLIP
from tests.db.many import fill
from ui import theme
from views import one_page
from views.file import FilePage

RECORDS = int(os.environ.get("FILE_RECORDS", "20000"))
FOLDER = os.environ.get("FILE_STORE", "")
OF_UNIT = 5_000
TIMES = 24
CHANCE = random.Random(5)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, str]]:
    """A large office, and the label of the unit with all those records."""
    if FOLDER:
        dek = bytes.fromhex(Path(FOLDER, "dek.hex").read_text())
        store = Store.open(Path(FOLDER), dek, check=False)
        clock = FixedClock(store.value("SELECT max(issued_at) FROM standing") + 60_000)
        forms = {one.code: one for one in FORMS}
        rights.grant_new(store, FORMS, clock.now())
        made = Session(store, Keys.load(Path(FOLDER)), clock, forms, DESK, dek)
    else:
        begun = demo.create(tmp_path_factory.mktemp("file"), "admin").session
        made = begun.acting_as(DESK)
        fill(made, records.issue(made, "FX", SLIP).record.number, RECORDS, indexed=True)
    unit, label = made.store.rows("SELECT id, label FROM unit ORDER BY id LIMIT 1 OFFSET 20")[0]
    many = int(made.store.value("SELECT count(*) FROM standing"))
    lacking = OF_UNIT - int(made.store.value(
        "SELECT count(*) FROM standing WHERE unit_id = ?", (unit,)
    ))  # fmt: skip
    if lacking > 0:
        with made.store.write() as db:
            db.execute_sql(
                "UPDATE standing SET unit_id = ? WHERE record_id % ? = 7 AND unit_id IS NOT ?",
                (unit, max(1, many // lacking), unit),
            )
    yield made, label
    made.close()


def timed(what: Callable[[], object], times: int = TIMES) -> list[float]:
    """How long each call took, seconds."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        what()
        found.append(time.perf_counter() - began)
    return found


def test_what_is_read(desk: tuple[Session, str]) -> None:
    """p50 / p95 / longest in ms; the store is in the system's memory."""
    session, label = desk
    subject = Subject("unit", label)
    wanted = Filed(subject)
    walked = filed.listing(session, wanted)
    there = int(session.store.value("SELECT max(id) FROM record"))
    rows = [("records in all, of the unit", f"{there:,}",
             f"{walked.count:,}")]  # fmt: skip

    def a_page() -> object:
        at = CHANCE.randrange(max(1, walked.count - 50))
        return records.glance(session, walked.ids(session.store, at, 50))

    person = Subject("person", str(session.store.value(
        "SELECT r.person_id FROM residence r JOIN unit u ON u.id = r.unit_id WHERE u.label = ?",
        (label,),
    )))  # fmt: skip
    plate = str(session.store.value(
        "SELECT json_extract(body, '$.plate') FROM record"
        " WHERE json_extract(body, '$.plate') IS NOT NULL LIMIT 1"
    ))  # fmt: skip
    for name, what in (
        ("head of the unit's file", lambda: file.opened(session, subject)),
        ("list walked", lambda: filed.listing(session, wanted)),
        ("first 50 before the walk", lambda: filed.head(session, wanted, 50)),
        ("50 rows anywhere", a_page),
        ("one kind", lambda: filed.listing(session, Filed(subject, code="FX"))),
        ("words 冰箱", lambda: filed.listing(session, Filed(subject, text="冰箱"))),
        ("head of a person's file", lambda: file.opened(session, person)),
        ("one page composed", lambda: one_page.document(session, subject)),
    ):
        rows.append((name, spread(timed(what)), ""))
    found = filed.kinds(session, Subject("vehicle", plate))
    took = timed(lambda: file.opened(session, Subject("vehicle", plate)), 3)
    rows.append((f"head of a vehicle's file, {sum(found.values()):,} records", spread(took), ""))
    table("The file: p50 / p95 / max in ms", rows)


def test_the_page(desk: tuple[Session, str], qapp: QApplication) -> None:
    """From asking to rows on the screen, and how long the window's thread is held."""
    session, label = desk
    theme.apply(qapp, "light")
    page = FilePage(session)
    page.resize(1182, 694)
    page.show()
    held, shown = Held(qapp), []
    others = [one for (one,) in session.store.rows("SELECT label FROM unit ORDER BY id LIMIT 10")]
    for at in range(TIMES):
        subject = Subject("unit", others[at % len(others)] if at % 2 else label)
        began = time.perf_counter()
        held.call(lambda subject=subject: page.show_file(subject))  # type: ignore[misc]
        held.until(lambda: page.found is not None and page.count > 0 and bool(page.model.known()))
        shown.append(time.perf_counter() - began)
        held.until(lambda: not page.lister.waiting)
    page.close()
    table("The file's page: p50 / p95 / max in ms", [
        ("asked to rows on the screen", spread(shown), ""),
        ("window held (each call); CPU", held.words(), ""),
    ])  # fmt: skip

"""Search as one types, by class of what is typed, and what keeping the index costs a save.

SEARCH_RECORDS and SEARCH_PEOPLE say how many (100,000 and 50,000; a million records take half an
hour to make and some 3 GB). SEARCH_STORE=folder uses such a store again, or makes it there; its key
stands in `dek.hex` beside it. Records are written as `issue` writes them, in large transactions.
"warm": the file is in the system's memory; "cold": neither there nor among SQLite's own pages.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from db import demo, find, indexing, quickening, reading, records, search, writing
from db.clock import SystemClock
from db.fields import canonical
from db.keys import Keys
from db.session import Member, Session
from db.store import FILE_NAME, Store
from forms import FORMS
from tests.benchmarks.compare import in_ms, interleaved, ratio, seconds, table
from tests.benchmarks.test_store import DESK, SLIP

RECORDS = int(os.environ.get("SEARCH_RECORDS", "100000"))
PEOPLE = int(os.environ.get("SEARCH_PEOPLE", "50000"))
SAMPLES, COLD, ROUNDS = 40, 10, 150
AT_ONCE = 10_000
STOOD = (
    "code, state, open, ended, next, due, due_name, valid_until, holder, issued_at, updated_at,"
    " owes, work, begins"
)
KEY = "dek.hex"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志海晓雪文辉斌宇浩然欣怡子轩雨桐思远佳慧永康"
GOODS = ("双门冰箱", "滚筒洗衣机", "实木餐桌", "三人沙发", "电视机", "电动车", "纸箱（衣物）", "瓷砖")
CHANCE = random.Random(1202)


def name() -> str:
    """A surname and one or two characters."""
    return CHANCE.choice(SURNAMES) + "".join(CHANCE.sample(GIVEN, CHANCE.choice((1, 2, 2, 2))))


def phone() -> str:
    """Eleven digits."""
    return f"13{CHANCE.randrange(10**9):09d}"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A large office, made or used again."""
    again = os.environ.get("SEARCH_STORE", "")
    folder = Path(again) if again else tmp_path_factory.mktemp("large")
    began = time.perf_counter()
    session = _opened(folder) if (folder / KEY).exists() else _made(folder)
    store = session.store
    store.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    sizes = dict(store.rows(
        "SELECT CASE WHEN name GLOB '*words*' OR name GLOB '*search*' THEN 'index' ELSE 'data' END,"
        " sum(pgsize) FROM dbstat GROUP BY 1"
    )) if _has_dbstat(store) else {}
    last = store.value("SELECT max(id) FROM record")
    table("A large office", [
        ("records, people", f"{last:,}, {store.value('SELECT count(*) FROM person'):,}", ""),
        ("made or opened in", f"{time.perf_counter() - began:.0f} s", ""),
        ("size of the file", f"{(folder / FILE_NAME).stat().st_size / 1e6:.0f} MB", ""),
        ("pieces of the index", f"{quickening._pieces(store, 'record_words')}", ""),
        *((f"of it {what}", f"{size / 1e6:.0f} MB", "") for what, size in sizes.items()),
    ])  # fmt: skip
    yield session
    session.close()


def _made(folder: Path) -> Session:
    session = demo.create(folder, "admin").session.acting_as(DESK)
    (folder / KEY).write_text(session.dek.hex())
    _people(session.store)
    _records(session)
    joined = seconds(lambda: quickening.tidy(session.store, whole=True))
    table("Joining the pieces of the index", [("took", f"{joined:.0f} s", "")])
    return session


def _opened(folder: Path) -> Session:
    dek = bytes.fromhex((folder / KEY).read_text())
    forms = {form.code: form for form in FORMS}
    store = Store.open(folder, dek, check=False)
    return Session(store, Keys.load(folder), SystemClock(), forms, DESK, dek)


def _has_dbstat(store: Store) -> bool:
    try:
        store.rows("SELECT 1 FROM dbstat LIMIT 1")
    except Exception:
        return False
    return True


def _people(store: Store) -> None:
    units = [row for (row,) in store.rows("SELECT id FROM unit")]
    start = int(store.value("SELECT max(id) FROM person")) + 1
    for at in range(start, start + PEOPLE, AT_ONCE):
        ids = range(at, min(at + AT_ONCE, start + PEOPLE))
        with store.write() as db:
            for row in ids:
                db.execute_sql("INSERT INTO person(id, name, phone) VALUES (?, ?, ?)",
                               (row, name(), phone()))
                db.execute_sql("INSERT INTO residence(unit_id, person_id, role)"
                               " VALUES (?, ?, '租户')", (CHANCE.choice(units), row))
            search.refresh(store, people=ids)


def values(unit: str) -> dict[str, Any]:
    """A slip as it is typed, canonical."""
    goods = CHANCE.sample(GOODS, 2)
    return SLIP | {
        "unit": unit, "carrier": {"name": name(), "phone": ""}, "phone": phone(),
        "plate": f"粤B{CHANCE.randrange(10**5):05d}",
        "carrier_id": {"kind": "护照", "number": f"E{CHANCE.randrange(10**8):08d}"},
        "owner": {"name": name(), "phone": phone()},
        "goods": [{"name": one, "measure": "件", "quantity": 1} for one in goods],
    }  # fmt: skip


def _records(session: Session) -> None:
    """Copies of one issued slip with other values."""
    store, form = session.store, session.form("FX")
    first = records.issue(session, "FX", SLIP).record.id
    units = store.rows("SELECT id, label FROM unit")
    columns = "code, year, declaration, issued_at, issued_day, issued_by, commitments"
    kept = store.rows(f"SELECT {columns} FROM record WHERE id = ?", (first,))[0]
    for at in range(first + 1, first + 1 + RECORDS, AT_ONCE):
        with store.write() as db:
            for row in range(at, min(at + AT_ONCE, first + 1 + RECORDS)):
                unit_id, label = CHANCE.choice(units)
                made, number = values(label), f"FX-2026-{row:06d}"
                body, apart = writing.split(form.fields, made)
                db.execute_sql("UPDATE counter SET last = ? WHERE code = 'FX'", (row,))
                db.execute_sql(
                    f"INSERT INTO record(id, number, sequence, unit_id, body, {columns})"
                    f" VALUES (?, ?, ?, ?, ?, {','.join('?' * len(kept))})",
                    (row, number, row, unit_id, canonical(body), *kept),
                )
                for path, value in apart.items():
                    db.execute_sql(
                        "INSERT INTO personal(record_id, path, value, salt, commitment)"
                        " VALUES (?, ?, ?, zeroblob(16), ?)",
                        (row, path, canonical(value), "0" * 64),
                    )
                db.execute_sql(
                    f"INSERT INTO standing(record_id, unit_id, {STOOD})"
                    f" SELECT ?, ?, {STOOD} FROM standing WHERE record_id = ?",
                    (row, unit_id, first),
                )
                search.put_record(store, row, number, form, made, (), session.now())


def classes(session: Session) -> dict[str, Callable[[], str]]:
    """What people type, by class; every call another."""
    from db.readings import readings

    def syllables() -> tuple[str, ...]:
        return readings(name())[0].syllables

    labels = [label for (label,) in session.store.rows("SELECT label FROM unit")]
    return {
        "name, 1 character": lambda: name()[:1],
        "name, 2 characters": lambda: name()[:2],
        "name, whole": name,
        "initial": lambda: syllables()[0][:1],
        "initials": lambda: "".join(one[0] for one in syllables()),
        "pinyin, one syllable": lambda: syllables()[0],
        "pinyin, whole": lambda: "".join(syllables()),
        "phone, 3 digits": lambda: phone()[3:6],
        "phone, 4 digits": lambda: phone()[4:8],
        "phone, 8 digits": lambda: phone()[3:],
        "room": lambda: CHANCE.choice(labels),
        "room without building": lambda: CHANCE.choice(labels).rpartition("-")[2],
        "plate, end": lambda: f"B{CHANCE.randrange(10**5):05d}"[:4],
        "number": lambda: f"FX-2026-{CHANCE.randrange(1, RECORDS):06d}",
        "number, short": lambda: f"fx{CHANCE.randrange(1, RECORDS)}",
        "goods": lambda: CHANCE.choice(GOODS)[:2],
        "goods and surname": lambda: f"{CHANCE.choice(GOODS)[:2]} {name()[0]}",
        "room and initials": lambda: f"{CHANCE.choice(labels)} {syllables()[0][0]}",
        "initial and 4 digits": lambda: f"{syllables()[0][0]} {phone()[4:8]}",
        "two initials apart": lambda: f"{syllables()[0][0]} {syllables()[0][0]}",
        "nothing": lambda: "zzqqxx",
    }


def test_search_by_class(desk: Session) -> None:
    """The eight hits of the box, with what is shown of them."""
    folder = desk.store.folder
    rows, pooled = [], []
    _read_once(folder)
    for what, typed in classes(desk).items():
        find.look(desk, typed(), 8)
        warm = sorted(seconds(lambda: find.look(desk, typed(), 8)) for _ in range(SAMPLES))
        pooled += warm
        rows.append((what, f"warm {_ms(warm)}"))
    rows.append(("all classes", f"warm {_ms(sorted(pooled))}"))
    cold = [
        (what, sorted(_cold(desk, folder, typed()) for _ in range(COLD)))
        for what, typed in classes(desk).items()
    ]
    table(
        f"Search, p50 / p95 / max in ms, {RECORDS:,} records",
        [(*row, f"cold {_ms(times)}") for row, (_, times) in zip(rows, cold, strict=False)]
        + [(*rows[-1], f"cold {_ms(sorted(one for _, times in cold for one in times))}")],
    )


def _read_once(folder: Path) -> None:
    with (folder / FILE_NAME).open("rb") as file:
        while file.read(1 << 24):
            pass


def _ms(found: list[float]) -> str:
    p95 = found[min(len(found) - 1, int(len(found) * 0.95))]
    return f"{median(found) * 1000:6.2f} /{p95 * 1000:7.2f} /{found[-1] * 1000:7.2f}"


def _cold(desk: Session, folder: Path, typed: str) -> float:
    file = os.open(folder / FILE_NAME, os.O_RDONLY)
    os.fsync(file)
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(file)
    store = Store.open(folder, desk.dek, readonly=True, check=False)
    try:
        session = replace(desk, store=store)
        return seconds(lambda: find.look(session, typed, 8))
    finally:
        store.close()


def test_what_the_index_costs_a_save(desk: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """`issue` and `act` with the index against the same without, in turn."""
    duty = desk.acting_as(Member("1002", "王建国", ("值班主任",)))
    put = search.put_record
    numbers: list[str] = []

    def issue(index: bool) -> float:
        monkeypatch.setattr(search, "put_record", put if index else lambda *parts: None)
        return seconds(lambda: numbers.append(records.issue(desk, "FX", SLIP).record.number))

    def sign(index: bool) -> float:
        monkeypatch.setattr(search, "put_record", put if index else lambda *parts: None)
        number = numbers.pop()
        return seconds(lambda: records.act(duty, number, "值班主任签字"))

    for _ in range(ROUNDS):
        issue(True)
    plain, kept, signed, signed_kept = interleaved(
        ROUNDS, lambda: issue(False), lambda: issue(True), lambda: sign(False), lambda: sign(True)
    )
    table("What the index costs", [
        ("a slip without index", in_ms(plain), "1.00 x"),
        ("a slip with it", in_ms(kept), f"{ratio(kept, plain):.2f} x"),
        ("a signature (no words of its own) without", in_ms(signed), "1.00 x"),
        ("a signature with it", in_ms(signed_kept), f"{ratio(signed_kept, signed):.2f} x"),
    ])  # fmt: skip


def test_building_and_comparing(desk: Session) -> None:
    """Records a second of the background build and of `check`, of some thousands."""
    store = desk.store
    ids = [row for (row,) in store.rows("SELECT id FROM record ORDER BY id LIMIT 5000")]
    for row in ids:
        with store.write():
            search.remove_record(store, row)
    built = seconds(lambda: list(indexing._steps(desk, "record")))
    many = 20_000
    compared = seconds(lambda: [
        one for one in islice(indexing._records(desk), many) if one[1] != one[2]
    ])  # fmt: skip
    assert list(reading.contents(desk, ids[:1]))[0].number == "FX-2026-000001"
    table("Building and comparing", [
        ("built, records a second", f"{len(ids) / built:.0f}", ""),
        ("compared, records a second", f"{many / compared:.0f}", ""),
    ])  # fmt: skip

"""One durable slip and one durable signature against the same rows by raw sqlcipher3."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from db import demo, records, setup
from db.fields import canonical
from db.session import Member, Session, open_session
from db.store import _PRAGMAS, FILE_NAME
from tests.benchmarks.compare import in_ms, ratio, seconds, table

ROUNDS = 300
SLIP: dict[str, Any] = {
    "unit": "1-101", "applicant": "业主", "reason": "搬家", "carrier": "赵虚构",
    "carrier_id": {"kind": "护照", "number": "E12345678"}, "phone": "13800138000",
    "plate": "粤BD12345",
    "goods": [{"name": "双门冰箱", "quantity": 1}, {"name": "纸箱", "measure": "个", "quantity": 12}],
}  # fmt: skip
DESK = Member("1003", "李敏", ("前台",))
DUTY = Member("1002", "王建国", ("值班主任",))


class Raw:
    """The rows of one slip and one signature, written again and again without our code."""

    def __init__(self, folder: Path, dek: bytes) -> None:
        self.connection = sqlcipher.connect(str(folder / FILE_NAME), isolation_level=None)
        self.connection.execute(f"PRAGMA key = \"x'{dek.hex()}'\"")
        for name, value in _PRAGMAS:
            self.connection.execute(f"PRAGMA {name} = {value}")
        self.record = self._row("record")
        self.act = self._row("act")
        self.standing = self._row("standing", "record_id")
        self.journal = self._row("journal", "seq")
        self.personal = self._rows("personal", "act_id IS NULL AND record_id = 1")

    def _rows(self, table_: str, where: str) -> list[dict[str, Any]]:
        cursor = self.connection.execute(f"SELECT * FROM {table_} WHERE {where}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def _row(self, table_: str, key: str = "id") -> dict[str, Any]:
        return self._rows(table_, f"{key} = (SELECT max({key}) FROM {table_})")[0]

    def _put(self, table_: str, row: dict[str, Any]) -> int:
        marks = ",".join("?" * len(row))
        sql = f"INSERT INTO {table_}({','.join(row)}) VALUES ({marks})"
        return int(self.connection.execute(sql, tuple(row.values())).lastrowid or 0)

    def _chain(self) -> None:
        seq, previous = self.connection.execute(
            "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        row = {**self.journal, "seq": seq + 1, "previous": previous}
        row["hash"] = hashlib.sha256(canonical(list(row.values())).encode()).hexdigest()
        self._put("journal", row)

    def issue(self) -> None:
        """Counter, record, personal values, standing and journal in one immediate transaction."""
        self.connection.execute("BEGIN IMMEDIATE")
        (sequence,) = self.connection.execute(
            "INSERT INTO counter(code, year, last) VALUES ('FX', ?, 1) ON CONFLICT (code, year)"
            " DO UPDATE SET last = last + 1 RETURNING last",
            (self.record["year"],),
        ).fetchone()
        number = f"FX-{self.record['year']}-{sequence:06d}"
        record = {**self.record, "id": None, "sequence": sequence, "number": number}
        self.last = self._put("record", record)
        for row in self.personal:
            self._put("personal", {**row, "id": None, "record_id": self.last})
        self._put("standing", {**self.standing, "record_id": self.last})
        self._chain()
        self.connection.execute("COMMIT")

    def sign(self) -> None:
        """Act, standing and journal in one immediate transaction."""
        self.connection.execute("BEGIN IMMEDIATE")
        self._put("act", {**self.act, "id": None, "record_id": self.last})
        self.connection.execute(
            "UPDATE standing SET state = ?, next = ?, updated_at = ? WHERE record_id = ?",
            (self.standing["state"], self.standing["next"], self.standing["updated_at"], self.last),
        )
        self._chain()
        self.connection.execute("COMMIT")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Session]:
    """A demo office with one signed slip, from which the raw rows are taken."""
    made = demo.create(tmp_path / "ours", "admin").session
    session = made.acting_as(DESK)
    number = records.issue(session, "FX", SLIP).record.number
    records.act(session.acting_as(DUTY), number, "值班主任签字")
    yield session
    made.close()


@pytest.fixture
def raw(desk: Session, tmp_path: Path) -> Iterator[Raw]:
    """The same office in another file."""
    (tmp_path / "raw").mkdir()
    desk.store.copy_to(tmp_path / "raw" / FILE_NAME)
    made = Raw(tmp_path / "raw", desk.dek)
    yield made
    made.connection.close()


def test_a_durable_slip_and_a_durable_signature(desk: Session, raw: Raw, tmp_path: Path) -> None:
    """Same rows, same pragmas, one transaction each; ours also judges, derives and reads back."""
    duty = desk.acting_as(DUTY)
    numbers: list[str] = []

    def issue() -> None:
        numbers.append(records.issue(desk, "FX", SLIP).record.number)

    def sign() -> None:
        records.act(duty, numbers[-1], "值班主任签字")

    with (tmp_path / "sync").open("wb") as file:

        def sync() -> None:
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())

        ours, bare, disk, signed, bare_signed = in_order(
            (issue, raw.issue, sync, sign, raw.sign)
        )
    table(
        f"One durable write, {ROUNDS} pairs",
        [
            ("fdatasync of 4 KiB", in_ms(disk), ""),
            ("a slip: rows by raw sqlcipher3", in_ms(bare), "1.00 x"),
            ("a slip: db.records.issue", in_ms(ours), f"{ratio(ours, bare):.1f} x"),
            ("a signature: rows by raw sqlcipher3", in_ms(bare_signed), "1.00 x"),
            ("a signature: db.records.act", in_ms(signed), f"{ratio(signed, bare_signed):.1f} x"),
        ],
    )
    count = "SELECT count(*) FROM record"
    assert desk.store.value(count) == raw.connection.execute(count).fetchone()[0] == ROUNDS + 2


def in_order(works: tuple[Callable[[], None], ...]) -> list[list[float]]:
    """One round after the other, always in this order: a signature needs its slip."""
    found: list[list[float]] = [[] for _ in works]
    for number in range(ROUNDS + 1):
        for place, work in enumerate(works):
            took = seconds(work)
            if number:
                found[place].append(took)
    return found


def test_size_of_the_file(tmp_path: Path) -> None:
    """An empty office, and the same with a thousand signed slips; log folded in by closing."""
    folder = tmp_path / "数据"
    made = setup.create(folder, "虚构物业", "admin", demo=True)
    made.session.close()
    empty = (folder / FILE_NAME).stat().st_size
    full_folder = tmp_path / "voll"
    session = demo.create(full_folder, "admin").session
    session.close()
    estate = (full_folder / FILE_NAME).stat().st_size
    session = open_session(full_folder, "1003", "demo1003")
    for _ in range(1000):
        number = records.issue(session, "FX", SLIP).record.number
        records.act(session.acting_as(DUTY), number, "值班主任签字")
    session.close()
    full = (full_folder / FILE_NAME).stat().st_size
    table(
        "Size of store.db",
        [
            ("empty office", f"{empty / 1024:9.0f} KiB", ""),
            ("demo estate: 576 units, their residents, 28 staff", f"{estate / 1024:9.0f} KiB", ""),
            ("and 1,000 signed slips", f"{full / 1024:9.0f} KiB",
             f"{(full - estate) / 1000 / 1024:.2f} KiB a slip"),
        ],
    )  # fmt: skip
    assert empty < estate < full

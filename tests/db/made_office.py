"""A small real office for the store's tests: real files, a real key, fictional people."""

import os
from dataclasses import dataclass
from pathlib import Path

from db import journal, keys
from db.fields import canonical
from db.keys import Keys
from db.store import Store

NOW = 1_795_228_920_000  # 2026-11-21 10:42 in Shanghai


@dataclass
class Office:
    """An open demo store with the staff 1001 (password "moon") and 1002 (no password)."""

    folder: Path
    keys: Keys
    dek: bytes
    recovery: str
    store: Store

    def issue(self, sequence: int, name: str = "李虚构") -> int:
        """One record with one act and one personal value, journalled; its id."""
        return issue(self.store, sequence, name)


def issue(store: Store, sequence: int, name: str = "李虚构") -> int:
    """What the program writes for one slip, in bare SQL."""
    salt = os.urandom(16)
    seal = journal.commit_value(name, salt)
    with store.write() as db:
        db.execute_sql("INSERT OR IGNORE INTO declaration VALUES ('d', 'FX', '{}')")
        db.execute_sql(
            "INSERT INTO counter VALUES ('FX', 2026, ?) ON CONFLICT (code, year)"
            " DO UPDATE SET last = excluded.last", (sequence,),
        )
        record = db.execute_sql(
            "INSERT INTO record(number, code, year, sequence, declaration, issued_at, issued_day,"
            " issued_by, body, commitments) VALUES (?, 'FX', 2026, ?, 'd', ?, '2026-11-21', '1001',"
            " '{\"goods\":\"沙发\"}', ?)",
            (f"FX-2026-{sequence:06}", sequence, NOW, canonical({"carrier": seal})),
        ).lastrowid
        db.execute_sql(
            "INSERT INTO act(record_id, position, name, at, by, body, commitments)"
            " VALUES (?, 1, '签发', ?, '1001', '{}', '{}')", (record, NOW),
        )
        db.execute_sql(
            "INSERT INTO personal(record_id, path, value, salt, commitment)"
            " VALUES (?, 'carrier', ?, ?, ?)", (record, canonical(name), salt, seal),
        )
        journal.append(store, NOW, "1001", "issue", f"FX-2026-{sequence:06}", {})
    return int(record)


def make_office(folder: Path) -> Office:
    """A new office in `folder`; close its store in the end."""
    made, dek, recovery = keys.create(folder, demo=True)
    made.add("1001", "moon", dek)
    store = Store.create(folder, dek)
    with store.write() as db:
        for number, name in (("1001", "王虚构"), ("1002", "赵虚构")):
            db.execute_sql(
                "INSERT INTO staff(no, name, roles, created_at) VALUES (?, ?, '[\"前台\"]', ?)",
                (number, name, NOW),
            )
        db.execute_sql("UPDATE staff SET roles = '[\"系统管理员\"]' WHERE no = '1001'")
        db.execute_sql("INSERT INTO permission(role, action) VALUES ('系统管理员', 'restore')")
    return Office(folder, made, dek, recovery, store)

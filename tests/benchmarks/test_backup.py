"""A large office with its photos: save, find and verified backup, with and without a key.

BACKUP_STORE=folder is a store that `test_search` made (SEARCH_STORE), copied first; without it the
demo's with BACKUP_RECORDS (2,000) slips. BACKUP_MB (50) of photos are added. "No key" is the same
library, exported without encryption and opened by the same code. While the second backup is being
made somebody issues a slip every 50 ms: the slowest of these is the stall.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from db import backup, blobs, demo, find, records
from db import store as store_module
from db.clock import SystemClock
from db.keys import Keys
from db.session import Session
from db.store import FILE_NAME, Store
from forms import FORMS
from tests.benchmarks.compare import in_ms, seconds, table
from tests.benchmarks.test_store import DESK, SLIP
from tests.db import many

KEY = "dek.hex"
MEGABYTES = int(os.environ.get("BACKUP_MB", "50"))
RECORDS = int(os.environ.get("BACKUP_RECORDS", "2000"))
PHOTO = 100_000
SAVES = 60
ASKED = ("张", "张伟", "zhang", "13800138000", "1-101")


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """The same library twice: with a key, and without one."""
    place = tmp_path_factory.mktemp("large", numbered=True)
    given = os.environ.get("BACKUP_STORE", "")
    folder = place / "key"
    if given:
        folder.mkdir()
        for name in (FILE_NAME, "keys.json", KEY):
            shutil.copy(Path(given) / name, folder)
    else:
        session = demo.create(folder, "admin").session.acting_as(DESK)
        (folder / KEY).write_text(session.dek.hex())
        first = records.issue(session, "FX", SLIP).record.number
        many.fill(session, first, RECORDS, indexed=True)
        session.close()
    took = seconds(lambda: opened(folder).close())
    session = opened(folder)
    photos = seconds(lambda: add_photos(session.store))
    plain = place / "plain"
    plain.mkdir()
    session.store.settle()
    exported = seconds(lambda: export(session.store, plain / FILE_NAME))
    shutil.copy(folder / "keys.json", plain)
    shutil.copy(folder / KEY, plain)
    count = session.store.value("SELECT count(*) FROM record")
    session.close()
    table("The library", [
        ("records", f"{count:,}", ""),
        ("photos", f"{MEGABYTES} MB of {PHOTO // 1000} kB", ""),
        ("file with a key", f"{(folder / FILE_NAME).stat().st_size / 1e6:.0f} MB", ""),
        ("file without", f"{(plain / FILE_NAME).stat().st_size / 1e6:.0f} MB", ""),
        ("opened (schema brought up to date)", f"{took:.1f} s", ""),
        ("photos put in; exported", f"{photos:.1f} s; {exported:.1f} s", ""),
    ])  # fmt: skip
    yield {"with a key": folder, "no key": plain}
    shutil.rmtree(place, ignore_errors=True)


def opened(folder: Path) -> Session:
    """A session on one of the two."""
    dek = bytes.fromhex((folder / KEY).read_text())
    forms = {form.code: form for form in FORMS}
    store = Store.open(folder, dek, check=False)
    return Session(store, Keys.load(folder), SystemClock(), forms, DESK, dek)


def add_photos(store: Store) -> None:
    """Contents of random bytes, as photos are to a disk."""
    chance = random.Random(7)
    for _ in range(0, MEGABYTES * 1_000_000 // PHOTO, 200):
        with store.write() as db:
            for _ in range(200):
                body = chance.randbytes(PHOTO)
                db.execute_sql("INSERT INTO attachment VALUES (?, ?, NULL)",
                               (hashlib.sha256(body).hexdigest(), body))


def export(store: Store, file: Path) -> None:
    """The whole library without encryption."""
    store.db.execute_sql("ATTACH DATABASE ? AS plain KEY ''", (str(file),))
    store.db.execute_sql("SELECT sqlcipher_export('plain')").fetchall()
    store.db.execute_sql(f"PRAGMA plain.user_version = {store.schema()}")
    store.db.execute_sql("DETACH DATABASE plain")


def copy_without_key(store: Store, path: Path) -> None:
    """As `Store.copy_to`, but SQLCipher takes no empty key."""
    copy = sqlcipher.connect(str(path))
    store.db.connection().backup(copy, pages=-1)
    copy.close()


class Writer(threading.Thread):
    """Issues a slip every 50 ms in its own session, as the window does beside a backup."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.over = threading.Event()
        self.took: list[float] = []
        self.trouble: Exception | None = None

    def run(self) -> None:
        """Until it is over."""
        session = opened(self.folder)
        try:
            while not self.over.wait(0.05):
                start = time.perf_counter()
                records.issue(session, "FX", SLIP)
                self.took.append(time.perf_counter() - start)
        except Exception as error:
            self.trouble = error
        finally:
            session.close()


@pytest.mark.parametrize("which", ["with a key", "no key"])
def test_save_find_and_backup(
    offices: dict[str, Path], which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures of one of the two."""
    if which == "no key":
        monkeypatch.setattr(store_module, "_raw", lambda *parts: "")
        monkeypatch.setattr(Store, "copy_to", copy_without_key)
    folder = offices[which]
    session = opened(folder)
    records.issue(session, "FX", SLIP)
    saves = [seconds(lambda: records.issue(session, "FX", SLIP)) for _ in range(SAVES)]
    rows = [("save a slip", in_ms(saves), "")]
    for text in ASKED:
        find.find(session, text)
        took = [seconds(lambda asked=text: find.find(session, asked)) for _ in range(20)]
        rows.append((f"find {text}", in_ms(took), ""))
    now, made = session.clock.now(), []
    first = seconds(lambda: made.append(backup.make(session.store, session.keys, now)))
    writer = Writer(folder)
    writer.start()
    second = seconds(
        lambda: made.append(backup.make(session.store, session.keys, now + 1_800_000))
    )
    writer.over.set()
    writer.join()
    assert writer.trouble is None and all(one.verified for one in made)
    apart = sum(
        one.stat().st_size
        for one in blobs.folder(folder / backup.FOLDER, session.keys.store_id).rglob("*.qtatt")
    )
    rows += [
        ("first verified backup (writes the photos)", f"{first:.1f} s", ""),
        ("second, beside somebody who issues slips", f"{second:.1f} s", ""),
        ("size of each; of the photos, once",
         f"{made[1].file.stat().st_size / 1e6:.0f} MB; {apart / 1e6:.0f} MB", ""),
        (f"a save beside it ({len(writer.took)} of them)", in_ms(writer.took), ""),
    ]  # fmt: skip
    table(which, rows)
    session.close()

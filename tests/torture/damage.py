"""Damaged files: each is noticed before anything is written, and the newest good backup offered.

A bit of a page that is in use stops the log-in; one of a page that is not is found by the full
check, which runs when the office is idle and over every backup. The control is the same store
without the key, where SQLite's own checks miss changed bits.
"""

from __future__ import annotations

import functools
import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from db import (
    backup, checking, container, demo, halts, keys, records, rescue, restoring,
)
from db.clock import FixedClock
from db.errors import Environment, Refused
from db.keys import Keys
from db.session import open_session
from db.store import FILE_NAME, Store
from tests.db.made_office import NOW
from tests.torture import offices, works
from tests.torture.faults import Family, FaultClass, Piece, Trial, verdict
from tests.torture.offices import ADMIN, DECLARED, DESK, Told

PAGE = 4096
LATER = NOW + 30 * 24 * 3_600_000
RESTORED = 8
"""Every so many trials the backup that is offered is also restored."""
Harm = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True)
class Sound:
    """An office at rest with ten slips and a backup of nine, and the bytes of its parts; `older`
    is the store as it was with five, six, seven and eight."""

    folder: Path
    dek: bytes
    store: bytes
    slots: bytes
    backup: Path
    older: tuple[bytes, ...]


@functools.cache
def sound() -> Sound:
    """Made once in a process."""
    folder = offices.kept() / "完好"
    dek = offices.copied(folder)
    clock = FixedClock(NOW)
    # Who logs in for the first time is written down; from then on a log-in writes nothing.
    open_session(folder, DESK, demo.password_of(DESK), clock=clock, forms=DECLARED).close()
    desk = works.opened(folder, Told().note)
    older = []
    for slips in range(1, 10):
        desk.step("issue")
        if slips in (5, 6, 7, 8):
            desk.session.store.copy_to(folder.with_name(f"{slips}.db"))
            older.append(folder.with_name(f"{slips}.db").read_bytes())
    made = backup.make(desk.session.store, desk.session.keys, desk.session.clock.now())
    desk.step("issue")
    desk.close()
    return Sound(
        folder, dek, (folder / FILE_NAME).read_bytes(), (folder / keys.FILE_NAME).read_bytes(),
        made.file, tuple(older),
    )


def bit(content: bytes, chance: random.Random) -> bytes:
    """One bit."""
    return _put(content, place := chance.randrange(len(content)),
                bytes([content[place] ^ 1 << chance.randrange(8)]))


def zeros(content: bytes, chance: random.Random) -> bytes:
    """One page of noughts."""
    return _put(content, _page(content, chance), bytes(PAGE))


def swap(content: bytes, chance: random.Random) -> bytes:
    """Two pages change places."""
    one, other = chance.sample(range(len(content) // PAGE), 2)
    pages = [content[at * PAGE:(at + 1) * PAGE] for at in (one, other)]
    return _put(_put(content, one * PAGE, pages[1]), other * PAGE, pages[0])


def doubled(content: bytes, chance: random.Random) -> bytes:
    """A page written where another one belongs."""
    one, other = chance.sample(range(len(content) // PAGE), 2)
    return _put(content, one * PAGE, content[other * PAGE:(other + 1) * PAGE])


def cut(content: bytes, chance: random.Random) -> bytes:
    """The end is gone."""
    return content[:chance.randrange(len(content))]


def rubbish(content: bytes, chance: random.Random) -> bytes:
    """Some sectors of something else."""
    length = 512 * chance.randint(1, 64)
    return _put(content, chance.randrange(len(content) - length), chance.randbytes(length))


def not_a_store(content: bytes, chance: random.Random) -> bytes:
    """Another file altogether, of about the same length."""
    return chance.randbytes(chance.randint(1, 2 * len(content)))


def foreign(content: bytes, chance: random.Random) -> bytes:
    """The store of another office, with another key."""
    folder = offices.kept() / "别家"
    if not folder.exists():
        demo.create(folder, "admin", clock=FixedClock(NOW)).session.close()
    return (folder / FILE_NAME).read_bytes()


def _put(content: bytes, at: int, data: bytes) -> bytes:
    return content[:at] + data + content[at + len(data):]


def _page(content: bytes, chance: random.Random) -> int:
    return chance.randrange(len(content) // PAGE) * PAGE


def stores(harm: Harm, piece: Piece) -> Iterator[Trial]:
    """The store's file is harmed; somebody logs in."""
    good = sound()
    for number in piece.numbers:
        chance = random.Random(f"{harm.__name__} {piece.seed} {number}")
        folder = piece.folder / f"{number}"
        (folder / backup.FOLDER).mkdir(parents=True)
        os.link(good.backup, folder / backup.FOLDER / good.backup.name)
        (folder / keys.FILE_NAME).write_bytes(good.slots)
        harmed = harm(good.store, chance)
        (folder / FILE_NAME).write_bytes(harmed)
        if harmed != good.store:
            yield verdict(partial(_noticed, good, folder, harmed, number % RESTORED == 0))
        shutil.rmtree(folder)


def _noticed(good: Sound, folder: Path, harmed: bytes, restores: bool) -> Trial:
    """What was not noticed, or not in time; or what was offered and does not serve."""
    said = logged_in(folder)
    if said == "ok":
        return "not noticed, not even by the full check"
    if (folder / FILE_NAME).read_bytes() != harmed:
        return "written to before it was noticed"
    if "备份" not in said:
        return f"no word of a backup: {said}"
    offer = rescue.offer(folder, good.dek, LATER)
    if offer is None or offer.file.name != good.backup.name:
        return f"offered: {offer}"
    if restores:
        restoring.restore(offer.file, folder, ADMIN, demo.password_of(ADMIN), LATER)
        aside = [(one / FILE_NAME).read_bytes() for one in folder.glob("replaced-*")]
        if aside != [harmed]:
            return "the damaged file was not set aside as it was"
        store = Store.open(folder, good.dek)
        slips = store.value("SELECT count(*) FROM record")
        store.close()
        if slips != 9:
            return f"{slips} slips of the backup's nine"
    return None


def logged_in(folder: Path) -> str:
    """What a log-in says, and the full check where that goes well; "ok" if neither sees anything.
    """
    try:
        session = open_session(
            folder, DESK, demo.password_of(DESK), clock=FixedClock(LATER), forms=DECLARED
        )
    except Environment as error:
        return str(error) if error.kind == "damage" else f"{error.kind}: {error}"
    try:
        return "；".join(
            words for words in checking.findings(session, full=True).values() if words != "ok"
        ) or "ok"
    finally:
        session.close()


def old_ones(piece: Piece) -> Iterator[Trial]:
    """An older copy of the store takes its place, as a copied stick would bring it: it is sound in
    itself, but not the one whose journal's head stands beside it. Nothing is issued on it."""
    good = sound()
    for number in piece.numbers:
        folder = piece.folder / f"{number}"
        shutil.copytree(good.folder, folder)
        (folder / FILE_NAME).write_bytes(good.older[number % len(good.older)])
        yield verdict(partial(_stopped, folder))
        shutil.rmtree(folder)


def _stopped(folder: Path) -> Trial:
    """What was not noticed by who logs in, or was let through."""
    clock = FixedClock(LATER)
    session = open_session(folder, DESK, demo.password_of(DESK), clock=clock, forms=DECLARED)
    try:
        if [one.kind for one in halts.halts(session)] != [halts.DATA]:
            return "not noticed at the log-in"
        if checking.findings(session)["journal"] == "ok":
            return "the check does not say so"
        slips = session.store.value("SELECT count(*) FROM record")
        try:
            records.issue(session, "FX", works.SLIP)
        except Refused:
            after = session.store.value("SELECT count(*) FROM record")
            return None if after == slips else "refused and issued"
        return "a slip was issued on it"
    finally:
        session.close()


def slots(piece: Piece) -> Iterator[Trial]:
    """A bit of keys.json: nobody gets another key, nothing but words comes of it, and the backup
    brings the slots back."""
    good = sound()
    for number in piece.numbers:
        chance = random.Random(f"slots {piece.seed} {number}")
        folder = piece.folder / f"{number}"
        folder.mkdir()
        (folder / keys.FILE_NAME).write_bytes(bit(good.slots, chance))
        yield _slots(good, folder)
        shutil.rmtree(folder)


def _slots(good: Sound, folder: Path) -> Trial:
    try:
        found = Keys.load(folder).unlock(DESK, demo.password_of(DESK), NOW)
    except Environment as error:
        return None if error.kind in ("damage", "key", "schema") else f"{error.kind}: {error}"
    return None if found == good.dek else "another key came out"


def backups(harm: Harm, piece: Piece) -> Iterator[Trial]:
    """A backup's file is harmed: it is refused, or what it holds is what it held."""
    good = sound()
    whole = good.backup.read_bytes()
    for number in piece.numbers:
        chance = random.Random(f"backup {harm.__name__} {piece.seed} {number}")
        folder = piece.folder / f"{number}"
        folder.mkdir()
        file = folder / good.backup.name
        file.write_bytes(harm(whole, chance))
        yield _refused(good, file, folder)
        shutil.rmtree(folder)


def _refused(good: Sound, file: Path, folder: Path) -> Trial:
    try:
        manifest = container.extract(file, folder)
    except Environment as error:
        return None if error.kind in ("damage", "schema") else f"{error.kind}: {error}"
    if manifest != container.inspect(good.backup):
        return "another manifest is believed"
    same = container.digest(folder / FILE_NAME) == manifest.parts[FILE_NAME]
    return None if same else "another store is taken for the one that was backed up"


def plain_bits(piece: Piece) -> Iterator[Trial]:
    """The control: a bit of the same store without a key, and SQLite's own checks."""
    good = sound()
    plain = piece.folder / "plain.db"
    (piece.folder / FILE_NAME).write_bytes(good.store)
    store = Store.open(piece.folder, good.dek, check=False)
    store.db.execute_sql(f"ATTACH '{plain}' AS plain KEY ''")
    store.db.execute_sql("SELECT sqlcipher_export('plain')")
    store.close()
    content = plain.read_bytes()
    for number in piece.numbers:
        chance = random.Random(f"plain {piece.seed} {number}")
        plain.write_bytes(bit(content, chance))
        yield None if _sees(plain) else "a changed bit that SQLite does not see"


def _sees(path: Path) -> bool:
    connection = sqlcipher.connect(str(path))
    try:
        for what in ("quick_check", "integrity_check"):
            if connection.execute(f"PRAGMA {what}").fetchall() != [("ok",)]:
                return True
        return False
    except (sqlcipher.Error, UnicodeDecodeError):
        return True
    finally:
        connection.close()


def _of(harm: Harm, name: str, short: int = 8, long: int = 150) -> FaultClass:
    return FaultClass(name, partial(stores, harm), short, long, piece=50)


FAMILY = Family("damage", "损坏的文件", (
    _of(bit, "数据文件，一位", 12, 300),
    _of(zeros, "数据文件，一页清零"),
    _of(swap, "数据文件，两页对调"),
    _of(doubled, "数据文件，一页被别的页盖掉"),
    _of(rubbish, "数据文件，几扇区乱码"),
    _of(cut, "数据文件，截短"),
    _of(not_a_store, "数据文件，换成别的东西", 4, 60),
    _of(foreign, "数据文件，换成别家的（别的钥匙）", 2, 20),
    FaultClass("数据文件，换回旧的", old_ones, 4, 100),
    FaultClass("钥匙文件，一位", slots, 40, 600, piece=200),
    FaultClass("备份，一位", partial(backups, bit), 12, 300),
    FaultClass("备份，截短", partial(backups, cut), 6, 100),
    FaultClass("备份，几扇区乱码", partial(backups, rubbish), 6, 100),
    FaultClass("对照：没有加密的同一份数据", plain_bits, 20, 100, control=0.2),
))  # fmt: skip

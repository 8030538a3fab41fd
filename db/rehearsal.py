"""Rehearsing a restore: the newest backup is unpacked elsewhere, opened and checked to the last
page, so that it is known to be of use before it is needed. Once a month, by itself while nobody
sits at the desk (`db.upkeep`), or by hand; journalled.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from db import backup, container, journal, keys, money, office
from db.backup import Made
from db.errors import Environment, Refused, disk
from db.keys import Keys
from db.session import Session
from db.store import Store

EVERY_MS = 31 * 86_400_000
LAST = "office.rehearsed"
TROUBLE = "office.rehearsed.trouble"
"""Settings: when the last one succeeded, UTC milliseconds; how a later one failed."""
_TEMPORARY = "qiantai-rehearsal-"
_LEFT_OVER_SECONDS = 3600
PARTS = {"file": "数据文件", "journal": "日志", "standing": "状态", "search": "查找"}
_BAD = frozenset({"damage", "missing", "schema"})
_A_DAY_MS = 86_400_000

Progress = Callable[[str], None]
"""Told what is being done, in Chinese."""


def due(store: Store, now: int) -> bool:
    """Whether the last rehearsal (of a store that never had one: its first day) is more than 31
    days before `now` (UTC ms), or lies so far ahead that a clock was wrong."""
    last = office.setting(store, LAST)
    if last is None:
        last = store.value("SELECT at FROM journal ORDER BY seq LIMIT 1") or now
    return not -_A_DAY_MS <= now - int(last) <= EVERY_MS


@dataclass(frozen=True)
class Trouble:
    """A rehearsal that failed: when (UTC ms), and why, in Chinese."""

    at: int
    words: str


def trouble(store: Store) -> Trouble | None:
    """How the last one failed; None where it succeeded."""
    found = office.setting(store, TROUBLE)
    return Trouble(**found) if found else None


def rehearse(
    session: Session, progress: Progress = lambda words: None, *, by_itself: bool = False
) -> Made:
    """Restore the newest backup of the usual place into a folder that is thrown away, and check it.

    It is opened with the data key of whoever asks; records and journal are compared with its
    manifest, then everything that `check --full` looks at. Raises `Refused` without the right
    "backup" or without any backup; `Environment` if the backup is no good, which is journalled
    too. Changes nothing but the journal. by_itself: the program asks, which needs no right; the
    journal names nobody.
    """
    if not by_itself:
        session.require("backup", "演练恢复")
    file = _newest(session)
    _sweep()
    try:
        records = _rehearsed(session, file, progress)
    except Environment as error:
        if error.kind not in _BAD:
            raise
        _enter(session, file, {"trouble": str(error)}, by_itself)
        raise Environment(
            error.kind,
            f"恢复演练没有通过（{file.name}）：{error}现在的数据没有动。请马上再备份一次，再演练一次。",
        ) from error
    _enter(session, file, {"records": records}, by_itself)
    return Made(file, records, True)


def _newest(session: Session) -> Path:
    """The newest backup of this store up to now; one that cannot even be read counts, as it may be
    the only one."""
    folder = session.store.folder
    place = backup.files(folder / backup.FOLDER)
    strangers = {file for file in place if _is_of_another(file, session.keys.store_id)}
    newest = backup.newest(folder, session.clock.now(), session.clock.zone)
    if newest in strangers:
        newest = next((file for file in reversed(place) if file not in strangers), None)
    if newest is None:
        raise Refused({"": "还没有备份，不能演练恢复。请先备份一次"})
    return newest


def _is_of_another(file: Path, store_id: str) -> bool:
    try:
        return backup.inspect(file).store_id != store_id
    except Environment:
        return False


def _rehearsed(session: Session, file: Path, progress: Progress) -> int:
    """The number of records in a backup that passed every check."""
    with disk(), tempfile.TemporaryDirectory(prefix=_TEMPORARY) as name:
        work = Path(name)
        progress("解开备份")
        manifest = container.extract(file, work)
        slots = Keys.parse((work / keys.FILE_NAME).read_bytes(), work)
        if slots.store_id != manifest.store_id:
            raise Environment("damage", "里面的钥匙不是这份数据的。")
        progress("核对数据和日志")
        copy = backup.opened(file, work, session.dek, manifest)
        try:
            progress("核对单据和账")
            _check(replace(session, store=copy, keys=slots, revived={}))
        finally:
            copy.close()
        return manifest.records


def _check(there: Session) -> None:
    """All that `check --full` says of the copy, brought up to this version first."""
    from db import checking, indexing  # they read nearly everything

    money.catch_up(there)
    if indexing.behind(there.store):
        indexing.fill(there)
    found = checking.findings(there, full=True)
    wrong = [f"{PARTS[part]}：{words}" for part, words in found.items() if words != "ok"]
    if wrong:
        raise Environment("damage", f"{'；'.join(wrong)}。")


def _enter(session: Session, file: Path, told: dict[str, object], by_itself: bool) -> None:
    """Journal how it went, and remember it for the reminder."""
    now, store, by = session.clock.now(), session.store, None if by_itself else session.member.no
    bad = {"at": now, "words": told["trouble"]} if "trouble" in told else None
    with store.write():
        if bad is None:
            office.put(store, LAST, now, now, by)
        office.put(store, TROUBLE, bad, now, by)
        journal.append(store, now, by, "rehearse", file.name, told)


def _sweep() -> None:
    """Take away what a rehearsal that was killed left behind more than an hour ago."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_TEMPORARY}*"):
        try:
            if time.time() - folder.stat().st_mtime > _LEFT_OVER_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
        except FileNotFoundError:
            continue

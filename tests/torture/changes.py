"""The changes that replace or rebuild a whole store, and what may be there when one of them was
broken off at any instant: a restore, a new data key, and the upgrade of an old release."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from db import backup, demo, migrations, records, rekeying, restoring
from db.clock import FixedClock
from db.errors import Environment
from db.keys import Keys
from db.session import Session, member, open_session
from db.store import Store, check_file
from forms import FORMS
from tests.db.made_office import NOW
from tests.db.make_released import PASSWORD
from tests.torture import offices, works
from tests.torture.faults import Trial
from tests.torture.offices import ADMIN, DESK, Told

HOUR = 3_600_000
RELEASED = sorted((Path(__file__).parents[1] / "db" / "released").iterdir())
_BACKUP = "qiantai-20261121-100000.qtbak"


def restore(folder: Path) -> None:
    """Put the backup of three slips in the place of five."""
    file = folder / backup.FOLDER / _BACKUP
    restoring.restore(file, folder, ADMIN, demo.password_of(ADMIN), NOW + HOUR)


def rekey(folder: Path) -> None:
    """Give the store a new data key."""
    session = _logged_in(folder, ADMIN)
    rekeying.rekey(session, member(session.store, "1001"))


def migrate(folder: Path) -> None:
    """Log in to an office of an old release: a backup, then step by step to the new schema."""
    clock = FixedClock(NOW + HOUR)
    open_session(folder, "1001", PASSWORD, clock=clock, forms=FORMS).close()


@dataclass(frozen=True)
class Restorable:
    """An office with five slips and a backup of the first three."""

    folder: Path
    dek: bytes
    five: list[str]

    @classmethod
    def made(cls, folder: Path) -> Restorable:
        """A new one."""
        dek, told = offices.copied(folder), Told()
        desk = works.opened(folder, told.note)
        for _ in range(3):
            desk.step("issue")
        made = backup.make(desk.session.store, desk.session.keys, NOW)
        os.replace(made.file, made.file.with_name(_BACKUP))
        for _ in range(2):
            desk.step("issue")
        desk.close()
        return cls(folder, dek, [number for (number,) in told.of("record")])

    def copied(self, folder: Path) -> Path:
        """A copy to break."""
        shutil.copytree(self.folder, folder)
        return folder

    def wrong(self, folder: Path, told: bool) -> Trial:
        """What does not hold after the restore was broken off, or `told` as done.

        The five are there, or the three with the five kept aside; or neither, with words that say
        so, and the five aside. Another restore goes through, and no number comes again.
        """
        try:
            there = _numbers(folder, self.dek)
        except Environment as error:
            if error.kind != "missing" or "恢复可能没有做完" not in str(error):
                return f"it does not open: {error}"
            there = []
        if there not in ([], self.five[:3], self.five) or (told and there != self.five[:3]):
            return f"there are {there}, told: {told}"
        aside = [one for one in folder.glob("replaced-*") if (one / "store.db").exists()]
        if there != self.five and not any(_numbers(one, self.dek) == self.five for one in aside):
            return "the five are nowhere"
        if not told:
            restore(folder)
        if not told and (left := [one.name for one in folder.glob("restoring-*")]):
            return f"left over: {left}"
        return self._goes_on(folder)

    def rekeyed_wrong(self, folder: Path, told: bool) -> Trial:
        """What does not hold after the data key was being changed, or was `told` as changed: the
        same passwords open all five, under the old key or the new; or nothing does, with words that
        say so, and the backup made before opens all five again."""
        try:
            session = _logged_in(folder, ADMIN)
        except Environment as error:
            if told or error.kind != "missing" or "恢复可能没有做完" not in str(error):
                return f"it does not open: {error}"
            newest = max(backup.files(folder / backup.FOLDER), key=lambda one: one.name)
            restoring.restore(newest, folder, ADMIN, demo.password_of(ADMIN), NOW + 2 * HOUR)
            session = _logged_in(folder, ADMIN)
        dek = session.dek
        session.close()
        if (there := _numbers(folder, dek)) != self.five:
            return f"there are {there}"
        if told and dek == self.dek:
            return "told as changed, and the old key opens it"
        return self._goes_on(folder, dek)

    def _goes_on(self, folder: Path, dek: bytes | None = None) -> Trial:
        """The next number is the sixth, also where the store had to be put back to go on from."""
        session = offices.session_in(folder, dek or self.dek)
        try:
            desk = works.Desk(session, offices.Clock(NOW + 10 * HOUR), lambda words: None)
            number = records.issue(desk.at(DESK), "FX", works.SLIP).record.number
        finally:
            session.close()
        wanted = "FX-2026-000006"
        return None if number == wanted else f"{number} was given out instead of {wanted}"


def _logged_in(folder: Path, no: str) -> Session:
    clock = FixedClock(NOW + HOUR)
    return open_session(folder, no, demo.password_of(no), clock=clock, check=False)


def _numbers(folder: Path, dek: bytes) -> list[str]:
    """The slips in a sound store; Environment if it is not."""
    store = Store.open(folder, dek)
    try:
        if (found := check_file(store, full=True)) != "ok":
            raise Environment("damage", found)
        return [number for (number,) in store.rows("SELECT number FROM record ORDER BY id")]
    finally:
        store.close()


def migration_wrong(folder: Path, before: int, told: bool) -> Trial:
    """What does not hold after the upgrade of version `before` was broken off, or `told` as done:
    one of the versions, whole, with its backup; the next log-in does the rest."""
    newest = len(migrations.STEPS)
    dek = Keys.load(folder).unlock("1001", PASSWORD, NOW)
    store = Store.open(folder, dek, upgrade=False)
    try:
        schema, found = store.schema(), check_file(store, full=True)
        slips = store.value("SELECT count(*) FROM record")
    finally:
        store.close()
    if found != "ok" or slips != 3 or not before <= schema <= newest:
        return f"version {schema} of {before}, {slips} slips: {found}"
    if told and schema != newest:
        return f"told as done at version {schema}"
    kept = [backup.verify(file, dek) for file in backup.files(folder / backup.FOLDER)]
    if schema > before and not any(one.records == 3 for one in kept):
        return "brought to a newer schema without a backup"
    migrate(folder)
    return None if len(_numbers(folder, dek)) == 3 else "slips are gone after the next start"

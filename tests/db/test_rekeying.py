"""A new data key: everybody who stays comes in with the old password, a leaver with nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from db import (
    backup, checking, demo, find, keys, lock, records, rekeying, restoring, sealed, staff,
)
from db.clock import FixedClock, instant
from db.errors import Environment, Refused
from db.keys import Keys
from db.session import Session, member, open_session
from db.signing import new_signer
from db.store import Store
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, FX, NOW, Desk

ADMIN = "9001"
CLOCK = FixedClock(instant(NOW))


def comes_in(folder: Path, no: str) -> Session:
    """Logged in with the demo's password."""
    return open_session(folder, no, demo.password_of(no), clock=CLOCK, check=False)


def test_what_is_left_is_for_one_key_only() -> None:
    """Not for another person's, not for another purpose, not altered."""
    mine, other = new_signer("1"), new_signer("2")
    left = sealed.seal(mine.public, bytes(range(32)), b"for")
    assert sealed.unseal(mine, left, b"for") == bytes(range(32))
    assert sealed.unseal(other, left, b"for") is None
    assert sealed.unseal(mine, left, b"against") is None
    for name in sealed.SIZES:
        altered = bytearray.fromhex(left[name])
        altered[0] ^= 1
        assert sealed.unseal(mine, {**left, name: altered.hex()}, b"for") is None
    with pytest.raises(ValueError):
        sealed.seal((1).to_bytes(32, "little"), bytes(32), b"for")


def test_after_a_leaver_the_old_key_and_the_old_slots_open_nothing_new(desk: Desk) -> None:
    """The slips are there, the search finds by hidden numbers again, old backups stay theirs."""
    made = desk.issue("FX", FX)
    folder = desk.folder
    desk.close()
    leaver = comes_in(folder, DUTY)
    old, stolen = leaver.dek, (folder / keys.FILE_NAME).read_bytes()
    before = backup.make(leaver.store, leaver.keys, CLOCK.now(), folder.parent)
    leaver.close()
    admin = comes_in(folder, ADMIN)
    second = member(admin.store, DIRECTOR)
    staff.retire(admin, DUTY)
    made_anew = rekeying.rekey(admin, second)
    assert admin.is_over and made_anew.without == () and made_anew.aside is not None
    with pytest.raises(Environment):
        Store.open(folder, old).close()
    present = json.loads((folder / keys.FILE_NAME).read_bytes())
    assert DUTY not in present["slots"] and "left" in present["slots"][DESK]
    with pytest.raises(Environment):
        Keys.parse(stolen, folder.parent).unlock_recovery(made_anew.recovery)
    session = comes_in(folder, DESK)
    assert session.dek != old and session.store.value("SELECT count(*) FROM record") == 1
    assert "left" not in json.loads((folder / keys.FILE_NAME).read_bytes())["slots"][DESK]
    assert made.number in {hit.id for hit in find.find(session, "E12345678")}
    session.close()
    again = comes_in(folder, DESK)
    again.close()
    boss = comes_in(folder, ADMIN)
    assert checking.check(boss, full=True) == {
        "file": "ok", "journal": "ok", "standing": "ok", "search": "ok",
    }  # fmt: skip
    assert boss.store.value("SELECT count(*) FROM journal WHERE action = 'rekey'") == 1
    assert Keys.load(folder).unlock_recovery(made_anew.recovery) == boss.dek
    boss.close()
    assert before.file.exists()


def test_it_takes_two_and_no_open_window(desk: Desk) -> None:
    """Nothing is changed otherwise."""
    folder = desk.folder
    desk.close()
    session = comes_in(folder, ADMIN)
    before = (folder / keys.FILE_NAME).read_bytes()
    for second in (None, session.member):
        with pytest.raises(Refused):
            rekeying.rekey(session, second)
    with lock.hold(folder):
        with pytest.raises(Environment, match="已在这台电脑上打开"):
            rekeying.rekey(session, member(session.store, DIRECTOR))
    assert (folder / keys.FILE_NAME).read_bytes() == before and not session.is_over
    session.close()


def test_a_key_that_the_store_does_not_know_gets_nothing(desk: Desk) -> None:
    """Somebody who wrote his own public half into the key file is left out."""
    folder = desk.folder
    desk.close()
    session = comes_in(folder, ADMIN)
    file = folder / keys.FILE_NAME
    data = json.loads(file.read_bytes())
    data["slots"][DUTY]["sign"]["public"] = new_signer(DUTY).public.hex()
    file.write_text(json.dumps(data), "utf-8")
    made = rekeying.rekey(session, member(session.store, DIRECTOR))
    assert made.without == (DUTY,)
    with pytest.raises(Environment):
        comes_in(folder, DUTY)


def test_a_backup_from_before_gives_out_no_number_again(desk: Desk) -> None:
    """Restored with the password that opens both: what would be lost is told and backed up."""
    desk.issue("FX", FX)
    folder = desk.folder
    desk.close()
    admin = comes_in(folder, ADMIN)
    before = backup.make(admin.store, admin.keys, CLOCK.now(), folder.parent)
    rekeying.rekey(admin, member(admin.store, DIRECTOR))
    session = comes_in(folder, DESK)
    given = records.issue(session, "FX", FX).record.number
    session.close()
    word = demo.password_of(ADMIN)
    lost = restoring.loss(before.file, folder, ADMIN, word, CLOCK.now())
    assert lost is not None and lost.records == 1
    kept = set((folder / backup.FOLDER).glob("*.qtbak"))
    restoring.restore(before.file, folder, ADMIN, word, CLOCK.now())
    assert len(set((folder / backup.FOLDER).glob("*.qtbak")) - kept) == 1
    session = comes_in(folder, DESK)
    assert records.issue(session, "FX", FX).record.number > given
    session.close()

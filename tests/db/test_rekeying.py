"""A new data key: everybody who stays comes in with the old password, a leaver with nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from db import (
    backup, checking, demo, find, fitting, keys, lock, records, rekeying, restoring, sealed, staff,
)
from db.approving import NEEDED
from db.beyond import Loss, Unread
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
    assert [one for one in folder.glob("store.db*") if one.stat().st_mode & 0o077] == []
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
    assert isinstance(lost, Loss) and lost.records == 1
    kept = set((folder / backup.FOLDER).glob("*.qtbak"))
    restoring.restore(before.file, folder, ADMIN, word, CLOCK.now())
    assert len(set((folder / backup.FOLDER).glob("*.qtbak")) - kept) == 1
    session = comes_in(folder, DESK)
    assert records.issue(session, "FX", FX).record.number > given
    session.close()


def rekeyed(desk: Desk) -> tuple[Path, Path, str, bytes]:
    """A store with a slip, backed up, rekeyed, with one more slip: its folder, the backup, the
    recovery code and keys.json of before."""
    desk.issue("FX", FX)
    folder = desk.folder
    desk.close()
    admin = comes_in(folder, ADMIN)
    code = admin.keys.new_recovery(admin.dek)
    before = backup.make(admin.store, admin.keys, CLOCK.now(), folder.parent)
    slots = (folder / keys.FILE_NAME).read_bytes()
    rekeying.rekey(admin, member(admin.store, DIRECTOR))
    session = comes_in(folder, DESK)
    records.issue(session, "FX", FX)
    session.close()
    return folder, before.file, code, slots


def test_an_old_recovery_code_says_that_it_cannot_count(desk: Desk) -> None:
    """No figures, and no restore before somebody has said that numbers may come twice."""
    folder, before, code, _ = rekeyed(desk)
    lost = restoring.loss(before, folder, None, code, CLOCK.now())
    assert isinstance(lost, Unread) and lost.other_key
    assert lost.entries is not None and lost.entries > 0
    held = (folder / "store.db").read_bytes()
    with pytest.raises(Refused, match="会和已经发出的纸重号"):
        restoring.restore(before, folder, None, code, CLOCK.now())
    assert (folder / "store.db").read_bytes() == held
    made = restoring.restore(before, folder, None, code, CLOCK.now(), unread=True)
    assert made.records == 1 and len(list(folder.glob("replaced-*"))) == 2


def test_a_password_of_before_that_no_longer_fits_takes_two(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would be lost is not known: so one alone does not decide it."""
    folder, before, _, _ = rekeyed(desk)
    session = comes_in(folder, ADMIN)
    session.keys.set_password(ADMIN, "brand-new-1", session.dek, session.member.signer)
    session.close()
    monkeypatch.setattr(Keys, "demo", property(lambda self: False))
    with pytest.raises(Refused, match="须第二人复核") as refused:
        restoring.restore(
            before, folder, ADMIN, demo.password_of(ADMIN), CLOCK.now(), unread=True
        )
    assert set(refused.value.problems) == {NEEDED}


def test_old_passwords_tried_on_the_present_store_lock_nobody_out_and_tell_little(
    desk: Desk,
) -> None:
    """Those that open a backup count by themselves: no log-in is locked by them, a backup that is
    opened does not wipe out what is wrong at the log-in, and after five the present store does not
    answer a right one either, for ten minutes."""
    folder, now, old, new = desk.folder, CLOCK.now(), demo.password_of(ADMIN), "brand-new-1"
    desk.close()
    admin = comes_in(folder, ADMIN)
    before = backup.make(admin.store, admin.keys, now, folder.parent / "1").file
    admin.keys.set_password(ADMIN, new, admin.dek, admin.member.signer)
    after = backup.make(admin.store, admin.keys, now, folder.parent / "2").file
    rekeying.rekey(admin, member(admin.store, DIRECTOR))
    assert isinstance(restoring.loss(after, folder, ADMIN, new, now), Loss)
    with pytest.raises(Environment, match="还可再试 4 次"):
        Keys.load(folder).unlock(ADMIN, "x", now)
    for _ in range(6):
        assert isinstance(restoring.loss(before, folder, ADMIN, old, now), Unread)
    assert isinstance(restoring.loss(after, folder, ADMIN, new, now), Unread)
    with pytest.raises(Environment, match="还可再试 3 次"):
        Keys.load(folder).unlock(ADMIN, "x", now)
    assert Keys.load(folder).unlock(ADMIN, new, now)
    assert isinstance(restoring.loss(after, folder, ADMIN, new, now), Unread)
    later = now + 600_000
    assert isinstance(restoring.loss(after, folder, ADMIN, new, later), Loss)
    for _ in range(5):
        with pytest.raises(Environment, match="工号或密码不对"):
            Keys.load(folder).unlock(ADMIN, "x", later)
    assert isinstance(restoring.loss(after, folder, ADMIN, new, later), Unread)
    assert isinstance(restoring.loss(after, folder, ADMIN, new, later + 600_000), Loss)


def test_an_old_key_file_beside_the_store_is_called_that(desk: Desk) -> None:
    """Not damage; the two files stay as they are, and the right one opens again."""
    folder, _, _, old = rekeyed(desk)
    file = folder / keys.FILE_NAME
    right = file.read_bytes()
    file.write_bytes(old)
    for log in (None, "store.db-wal"):
        if log:
            (folder / log).write_bytes(b"")
        with pytest.raises(Environment, match="不是一对.*请把原来的 keys.json 放回来") as told:
            comes_in(folder, DESK)
        assert told.value.kind == "damage" and "已损坏" not in str(told.value)
        assert file.read_bytes() == old
    file.write_bytes(right)
    comes_in(folder, DESK).close()


def test_a_damaged_store_under_the_right_key_is_not_blamed_on_the_key(desk: Desk) -> None:
    """Half of its pages gone, the first among them but for its salt."""
    folder, dek = desk.folder, desk.at().dek
    desk.close()
    path = folder / "store.db"
    content = bytearray(path.read_bytes())
    content[16:len(content) // 2] = bytes(len(content) // 2 - 16)
    path.write_bytes(content)
    assert not fitting.is_another(path, dek) and fitting.is_another(path, bytes(32))
    with pytest.raises(Environment, match="数据文件已损坏"):
        comes_in(folder, DESK)

"""A password is its owner's: one that somebody else set signs nothing, and what the disk did to a
change is told as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from db import backup, demo, files, journal, keys, own_passwords, restoring, seals, setup, staff
from db.clock import FixedClock, instant
from db.errors import Environment, Refused
from db.keys import FirstPassword, Keys
from db.records import act, issue
from db.session import Session, identify, open_session
from db.store import Store
from tests.db.demo_desk import DESK, DIRECTOR, NOW, Desk

ADMIN, NEW = "9001", "1101"
GIVEN, OWN = "given-by-9001", "known-to-me-1"
CLOCK = FixedClock(instant(NOW))


def comes_in(folder: Path, no: str, password: str) -> Session:
    """Logged in."""
    return open_session(folder, no, password, clock=CLOCK, check=False)


@pytest.fixture
def added(desk: Desk) -> Desk:
    """A desk with somebody new, who has not been there yet."""
    staff.add(desk.at(ADMIN), NEW, "阿依古丽", ("前台",), GIVEN)
    return desk


def test_a_given_password_opens_nothing_but_the_way_to_ones_own(added: Desk) -> None:
    """No log-in, no signature as a second person, no restore; nothing of it is journalled."""
    session = added.at(ADMIN)
    made = backup.make(session.store, session.keys, CLOCK.now(), added.folder.parent)
    rows = journal.head(session.store).seq
    for attempt in (
        lambda: comes_in(added.folder, NEW, GIVEN),
        lambda: identify(session, NEW, GIVEN),
        lambda: Keys.load(added.folder).unlock(NEW, GIVEN, CLOCK.now()),
        lambda: restoring.restore(made.file, added.folder.parent / "x", NEW, GIVEN, CLOCK.now()),
    ):
        with pytest.raises(FirstPassword, match="别人代设的，还不能办事、签名"):
            attempt()
    assert journal.head(session.store).seq == rows
    assert session.store.value("SELECT count(*) FROM staff_key WHERE staff = ?", (NEW,)) == 0


def test_the_own_password_signs_from_then_on(added: Desk) -> None:
    """Its key comes in with the journal's entry; the given one is gone."""
    opened = own_passwords.choose(added.folder, NEW, GIVEN, OWN, CLOCK)
    assert opened.signer is not None
    with pytest.raises(Environment, match="工号或密码不对"):
        comes_in(added.folder, NEW, GIVEN)
    with pytest.raises(Refused, match="已经是自己设的"):
        own_passwords.choose(added.folder, NEW, OWN, "yet-another-1", CLOCK)
    session = comes_in(added.folder, NEW, OWN)
    (body,) = session.store.rows(
        "SELECT body FROM journal WHERE action = 'staff.password' AND subject = ?", (NEW,)
    )[0]
    assert json.loads(body) == {"first": True, "key": opened.signer.key}
    giver = added.at(DESK)
    sheet = issue(giver, "JB", {}).record
    act(session, sheet.number, "接班", {"verdict": "无异议"})
    assert [one.by for one in seals.every(session.store)] == [NEW]
    assert journal.verify(session.store) is None
    session.close()


@pytest.mark.parametrize(("given", "own", "error", "words"), [
    (GIVEN, GIVEN, Refused, "不同的密码"), ("falsch-1", OWN, Environment, "工号或密码不对"),
])
def test_a_poor_choice_leaves_the_given_one(
    added: Desk, given: str, own: str, error: type[Exception], words: str
) -> None:
    """The same one is none of one's own."""
    with pytest.raises(error, match=words):
        own_passwords.choose(added.folder, NEW, given, own, CLOCK)
    with pytest.raises(FirstPassword):
        comes_in(added.folder, NEW, GIVEN)


def test_in_a_real_office_the_own_one_is_a_good_one(tmp_path: Path) -> None:
    """By the name in the store, which nobody can read before; a leaver sets none."""
    made = setup.create(tmp_path, "测试园", "k3m8-pq4r-x7yz", clock=CLOCK).session
    staff.add(made, NEW, "赵虚拟", ("前台",), GIVEN)
    for password, words in (("short", "至少 8 位"), ("zhaoxuni-1", "姓名")):
        with pytest.raises(Refused, match=words):
            own_passwords.choose(tmp_path, NEW, GIVEN, password, CLOCK)
    slots = made.keys.content()
    staff.retire(made, NEW)
    (tmp_path / keys.FILE_NAME).write_bytes(slots)
    with pytest.raises(Environment, match="已离职"):
        own_passwords.choose(tmp_path, NEW, GIVEN, OWN, CLOCK)
    made.close()


def test_that_it_was_given_cannot_be_rubbed_out(added: Desk) -> None:
    """Nor written in: it is bound into the wrapping."""
    file = added.folder / keys.FILE_NAME
    data = json.loads(file.read_bytes())
    del data["slots"][NEW]["given"]
    data["slots"][DESK]["given"] = True
    file.write_text(json.dumps(data), "utf-8")
    for no, password in ((NEW, GIVEN), (DESK, demo.password_of(DESK))):
        with pytest.raises(Environment, match="工号或密码不对"):
            comes_in(added.folder, no, password)


def test_a_reset_one_is_given_too(desk: Desk) -> None:
    """Two persons set it, neither of them its owner."""
    session = desk.at(ADMIN)
    own_passwords.change(session, DESK, GIVEN, desk.at(DIRECTOR).member)
    with pytest.raises(FirstPassword):
        comes_in(desk.folder, DESK, GIVEN)
    own_passwords.choose(desk.folder, DESK, GIVEN, OWN, CLOCK)
    comes_in(desk.folder, DESK, OWN).close()


def test_an_open_session_knows_what_was_changed_beside_it(desk: Desk) -> None:
    """On the command line: the old password approves nothing any more, the new one does."""
    open_beside = comes_in(desk.folder, ADMIN, demo.password_of(ADMIN))
    session = comes_in(desk.folder, DESK, demo.password_of(DESK))
    own_passwords.change(session, DESK, OWN)
    session.close()
    with pytest.raises(Environment, match="工号或密码不对"):
        identify(open_beside, DESK, demo.password_of(DESK))
    assert identify(open_beside, DESK, OWN).no == DESK
    open_beside.close()


def after_the_name(path: Path, content: bytes) -> None:
    """The disk fails once the file has its name."""
    files.write_private(path, content)
    raise Environment("disk", "读写磁盘出错")


def before_all(path: Path, content: bytes) -> None:
    """The disk fails before anything stands there."""
    raise Environment("disk", "存不下：磁盘已满")


@pytest.mark.parametrize(("fails", "words", "opens"), [
    (after_the_name, "密码已经换成新的，请用新密码登录", OWN),
    (before_all, "密码没有改，仍用原来的", "demo1003"),
])
def test_the_disk_fails_and_the_words_say_which_password_holds(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fails: Callable[[Path, bytes], None],
    words: str, opens: str,
) -> None:
    """By what stands in the file; the session that goes on knows the same one."""
    session = desk.at(DESK)
    with monkeypatch.context() as broken:
        broken.setattr(keys, "write_private", fails)
        with pytest.raises(Environment, match=words) as told:
            own_passwords.change(session, DESK, OWN)
    assert told.value.kind == "disk"
    assert identify(session, DESK, opens).no == DESK
    comes_in(desk.folder, DESK, opens).close()
    other = OWN if opens != OWN else "demo1003"
    with pytest.raises(Environment, match="工号或密码不对"):
        comes_in(desk.folder, DESK, other)


def test_the_journal_fails_after_the_password(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds all the same, and that is said."""
    with monkeypatch.context() as broken:
        broken.setattr(own_passwords, "_journal", lambda *args: before_all(Path(), b""))
        with pytest.raises(Environment, match="请用新密码登录.*再改一次.*磁盘已满"):
            own_passwords.change(desk.at(DESK), DESK, OWN)
    comes_in(desk.folder, DESK, OWN).close()


@pytest.mark.parametrize("fails", [after_the_name, before_all])
def test_somebody_half_added_can_be_added_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fails: Callable[[Path, bytes], None]
) -> None:
    """Whatever stayed of the slot."""
    with monkeypatch.context() as broken:
        broken.setattr(keys, "write_private", fails)
        with pytest.raises(Environment):
            staff.add(desk.at(ADMIN), NEW, "阿依古丽", ("前台",), GIVEN)
    assert NEW not in {row["no"] for row in staff.everybody(desk.at(ADMIN))}
    staff.add(desk.at(ADMIN), NEW, "阿依古丽", ("前台",), GIVEN)
    own_passwords.choose(desk.folder, NEW, GIVEN, OWN, CLOCK)


@pytest.mark.parametrize("fails", [after_the_name, before_all])
def test_nobody_is_told_to_have_left_while_the_slot_may_stand(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fails: Callable[[Path, bytes], None]
) -> None:
    """Then it is done again, to the end."""
    with monkeypatch.context() as broken:
        broken.setattr(keys, "write_private", fails)
        with pytest.raises(Environment):
            staff.retire(desk.at(ADMIN), DESK)
    assert DESK in {row["no"] for row in staff.everybody(desk.at(ADMIN))}
    staff.retire(desk.at(ADMIN), DESK)
    assert DESK not in Keys.load(desk.folder).staff


@pytest.mark.parametrize("part", ["keys", "store", "begin"])
def test_an_office_that_could_not_be_made_leaves_the_place_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """A store that stood there without keys stays."""
    with monkeypatch.context() as broken:
        if part == "keys":
            broken.setattr(keys, "write_private", after_the_name)
        elif part == "store":
            broken.setattr(Store, "_upgrade", lambda *args: before_all(Path(), b""))
        else:
            broken.setattr(setup, "_begin", lambda *args, **more: before_all(Path(), b""))
        with pytest.raises(Environment):
            setup.create(tmp_path, "测试园", "k3m8-pq4r-x7yz", clock=CLOCK)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "store.db").write_bytes(b"somebody's")
    with pytest.raises(Environment, match="已有数据"):
        setup.create(tmp_path, "测试园", "k3m8-pq4r-x7yz", clock=CLOCK)
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"somebody's"]


def test_a_key_file_that_was_made_to_say_demo_is_put_right(tmp_path: Path) -> None:
    """Else the next password would be kept with a hash that is quick to guess, however poor it is;
    a demo stays one."""
    strong = "k3m8-pq4r-x7yz"
    setup.create(tmp_path, "测试园", strong, clock=CLOCK).session.close()
    file = tmp_path / keys.FILE_NAME
    file.write_text(json.dumps({**json.loads(file.read_text()), "demo": True}))
    session = comes_in(tmp_path, setup.FIRST, strong)
    with pytest.raises(Refused):
        session.keys.set_password(setup.FIRST, "moon", session.dek)
    session.close()
    assert not Keys.load(tmp_path).demo
    other = tmp_path / "demo"
    demo.create(other, "admin").session.close()
    comes_in(other, "1001", demo.password_of("1001")).close()
    assert Keys.load(other).demo

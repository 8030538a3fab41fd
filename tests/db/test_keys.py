"""keys.json: who can unlock, who cannot, and what a damaged file says."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.db.made_office import NOW, Office
from db import attempts, keys
from db.errors import Environment, Refused
from db.keys import Keys

WRONG = "工号或密码不对，还可再试 4 次。"


def edit(office: Office, change: Any) -> None:
    """Change the JSON of keys.json by hand."""
    path = office.folder / "keys.json"
    data = json.loads(path.read_bytes())
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def test_each_slot_opens_with_its_own_password(office: Office) -> None:
    """The same key for all; a leaver's slot is gone."""
    office.keys.add("1002", "sun", office.dek)
    loaded = Keys.load(office.folder)
    assert loaded.staff == ["1001", "1002"]
    assert loaded.unlock("1001", "moon", NOW) == office.dek
    assert loaded.unlock("1002", "sun", NOW) == office.dek
    loaded.remove("1001")
    assert Keys.load(office.folder).staff == ["1002"]
    with pytest.raises(Environment):
        Keys.load(office.folder).unlock("1001", "moon", NOW)


def test_nothing_secret_stands_in_the_file(office: Office) -> None:
    """Neither key nor password nor code; only the owner may read it."""
    path = office.folder / "keys.json"
    text = path.read_text(encoding="utf-8")
    for secret in (office.dek.hex(), "moon", office.recovery, office.recovery.replace("-", "")):
        assert secret not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(office.folder.glob("*.part"))


def test_wrong_password_and_unknown_number_read_the_same(office: Office) -> None:
    """Nobody learns which staff numbers exist."""
    with pytest.raises(Environment) as wrong:
        office.keys.unlock("1001", "sun", NOW)
    with pytest.raises(Environment) as unknown:
        office.keys.unlock("7777", "moon", NOW)
    assert str(wrong.value) == str(unknown.value) == WRONG
    assert wrong.value.kind == unknown.value.kind == "key"


def test_five_wrong_in_a_row_lock_for_ten_minutes(office: Office) -> None:
    """Counted by number across processes; the right password is refused too meanwhile."""
    for left in (4, 3, 2, 1):
        with pytest.raises(Environment, match=f"还可再试 {left} 次"):
            Keys.load(office.folder).unlock("1001", "x", NOW)
    with pytest.raises(Environment, match="请 10 分钟后再试"):
        office.keys.unlock("1001", "x", NOW)
    for later in (1, 599_999, -60_000):
        with pytest.raises(Environment, match="已锁定"):
            Keys.load(office.folder).unlock("1001", "moon", NOW + later)
    assert office.keys.unlock("1001", "moon", NOW + 600_000) == office.dek


def test_a_clock_set_back_does_not_lock_for_years(office: Office) -> None:
    """The wrong tries then lie in the future."""
    for _ in range(5):
        with pytest.raises(Environment):
            office.keys.unlock("1001", "x", NOW)
    assert office.keys.unlock("1001", "moon", NOW - 365 * 86_400_000) == office.dek


def test_success_clears_the_count(office: Office) -> None:
    """Four wrong, one right, then four more wrong do not lock."""
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(Environment):
                office.keys.unlock("1001", "x", NOW)
        assert office.keys.unlock("1001", "moon", NOW) == office.dek


@pytest.mark.parametrize(
    "content", ["", "{", "[1]", '{"1001": "x"}', '{"1001": [9]}', '{"1001": [5, 1e400]}']
)
def test_a_damaged_count_never_stops_the_right_password(office: Office, content: str) -> None:
    """The count is a brake, not a lock."""
    (office.folder / "attempts.json").write_text(content, encoding="utf-8")
    assert office.keys.unlock("1001", "moon", NOW) == office.dek


def test_a_new_password_replaces_the_old_and_lifts_the_lock(office: Office) -> None:
    """What an administrator does for somebody who forgot it."""
    for _ in range(5):
        with pytest.raises(Environment):
            office.keys.unlock("1001", "x", NOW)
    office.keys.set_password("1001", "star", office.dek)
    assert office.keys.unlock("1001", "star", NOW) == office.dek
    with pytest.raises(Environment):
        office.keys.unlock("1001", "moon", NOW)


def test_recovery_code_opens_until_a_new_one_is_made(office: Office) -> None:
    """A typing slip is told apart from an old code."""
    assert office.keys.unlock_recovery(office.recovery.lower()) == office.dek
    fresh = office.keys.new_recovery(office.dek)
    assert Keys.load(office.folder).unlock_recovery(fresh) == office.dek
    with pytest.raises(Environment, match="不是这份数据的恢复码") as old:
        office.keys.unlock_recovery(office.recovery)
    assert old.value.kind == "key"
    with pytest.raises(Refused):
        office.keys.unlock_recovery(fresh[:-1])


def test_slots_cannot_be_moved_between_people_or_stores(office: Office, tmp_path: Path) -> None:
    """The wrapping is bound to staff number and store."""
    edit(office, lambda data: data["slots"].update({"9000": data["slots"]["1001"]}))
    with pytest.raises(Environment, match="工号或密码不对"):
        Keys.load(office.folder).unlock("9000", "moon", NOW)
    edit(office, lambda data: data.update(store="0" * 32))
    with pytest.raises(Environment, match="工号或密码不对"):
        Keys.load(office.folder).unlock("1001", "moon", NOW)


def test_two_loaded_copies_do_not_undo_each_other(office: Office) -> None:
    """A change starts from what the file holds now."""
    first, second = Keys.load(office.folder), Keys.load(office.folder)
    first.add("1002", "a", office.dek)
    second.add("1003", "b", office.dek)
    assert Keys.load(office.folder).staff == ["1001", "1002", "1003"]
    with pytest.raises(Refused, match="已有密码"):
        second.add("1002", "c", office.dek)


def test_missing_and_present_files_are_told(tmp_path: Path, office: Office) -> None:
    """Neither is silently made or replaced."""
    with pytest.raises(Environment, match="没有找到钥匙文件") as missing:
        Keys.load(tmp_path)
    assert missing.value.kind == "missing"
    before = (office.folder / "keys.json").read_bytes()
    with pytest.raises(Environment, match="已有钥匙文件"):
        keys.create(office.folder, demo=True)
    assert (office.folder / "keys.json").read_bytes() == before


@pytest.mark.parametrize("change", [
    lambda data: data.pop("recovery"),
    lambda data: data.pop("slots"),
    lambda data: data["slots"]["1001"].update(salt="zz"),
    lambda data: data["slots"]["1001"].update(memory=2**40),
    lambda data: data["slots"]["1001"].update(time="3"),
    lambda data: data["slots"].update({"1001": None}),
    lambda data: data.update(format=None),
])
def test_a_damaged_file_is_told_as_such(office: Office, change: Any) -> None:
    """Whatever part is broken."""
    edit(office, change)
    with pytest.raises(Environment, match="钥匙文件（keys.json）已损坏") as damage:
        Keys.load(office.folder)
    assert damage.value.kind == "damage"


@pytest.mark.parametrize("size", [0, 1, 40, 200])
def test_a_file_cut_off_is_told_as_damaged(office: Office, size: int) -> None:
    """Cut at any place."""
    path = office.folder / "keys.json"
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(Environment, match="已损坏"):
        Keys.load(office.folder)


def test_a_newer_format_asks_for_the_newer_program(office: Office) -> None:
    """Not called damage."""
    edit(office, lambda data: data.update(format=2))
    with pytest.raises(Environment) as newer:
        Keys.load(office.folder)
    assert newer.value.kind == "schema"


def test_a_real_store_takes_good_passwords_only_and_is_slow(tmp_path: Path) -> None:
    """64 MiB of Argon2id; poor passwords are refused with the reason."""
    made, dek, _ = keys.create(tmp_path, demo=False)
    for password, words in {
        "a1b2c3": "密码至少 8 位，现有 6 位", "12345678": "至少两种", "abcdefgh": "至少两种",
        "q1000001": "密码不能与工号相同",
    }.items():
        with pytest.raises(Refused, match=words) as refusal:
            made.add("q1000001", password, dek)
        assert set(refusal.value.problems) == {"password"}
    made.add("q1000001", "桂花开了 2026", dek)
    slot = json.loads((tmp_path / "keys.json").read_bytes())["slots"]["q1000001"]
    assert (slot["memory"], slot["time"], slot["lanes"]) == (65536, 3, 4)
    assert not made.demo and Keys.load(tmp_path).unlock("q1000001", "桂花开了 2026", NOW) == dek


def test_a_try_begun_before_the_lock_does_not_lift_it(office: Office) -> None:
    """Tries side by side: those that come in after the fifth leave the number locked."""
    for left in (4, 3, 2, 1, 0, 0, 0):
        assert attempts.wrong(office.folder, "1001", NOW) == left
    with pytest.raises(Environment, match="已锁定"):
        office.keys.unlock("1001", "moon", NOW + 1)
    assert attempts.wrong(office.folder, "1001", NOW + 600_000) == 4


def test_the_office_chooses_how_many_tries_and_how_long(office: Office) -> None:
    """Known before anybody logs in, and still there when old tries are forgotten."""
    attempts.agree(office.folder, 3, 30)
    day = 86_400_000
    for at, left in ((NOW, 2), (NOW + 2 * day, 2), (NOW + 2 * day, 1), (NOW + 2 * day, 0)):
        assert attempts.wrong(office.folder, "1001", at) == left
    with pytest.raises(Environment, match="连错 3 次已锁定，请 30 分钟后"):
        office.keys.unlock("1001", "moon", NOW + 2 * day)
    assert attempts.wrong(office.folder, "1001", NOW + 2 * day + 29 * 60_000) == 0
    assert attempts.wrong(office.folder, "1001", NOW + 2 * day + 30 * 60_000) == 2


def test_tries_side_by_side_are_all_counted(office: Office) -> None:
    """None is lost between reading and writing the count."""
    with ThreadPoolExecutor(8) as pool:
        left = list(pool.map(lambda _: attempts.wrong(office.folder, "1001", NOW), range(8)))
    assert sorted(left) == [0, 0, 0, 0, 1, 2, 3, 4]

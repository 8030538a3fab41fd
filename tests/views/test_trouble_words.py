"""Whatever keeps from the data, one message says what happened and what to do; the files stay as
they were found. Each through the log-in itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db import keys, lock, store
from db.errors import Environment
from tests.db.made_office import NOW, Office, make_office
from views import entry
from views.trouble import MENDED_BY_BACKUP, TITLES


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """One office that nobody has open in a window."""
    made = make_office(tmp_path / "前台 数据")
    yield made
    made.store.close()


def newer_store(office: Office) -> None:
    """Written by a later release."""
    with office.store.write() as db:
        db.execute_sql("PRAGMA user_version = 999")


def newer_keys(office: Office) -> None:
    """The key file likewise."""
    file = office.folder / keys.FILE_NAME
    file.write_text(json.dumps({**json.loads(file.read_bytes()), "format": 999}), "utf-8")


def half_restored(office: Office) -> None:
    """A restore that was broken off between the old store and the new one."""
    aside = office.folder / "replaced-20261121-104200-x"
    aside.mkdir()
    (office.folder / store.FILE_NAME).rename(aside / store.FILE_NAME)


def changed(name: str, content: bytes | None) -> Callable[[Office], None]:
    """One of the files with other content, or gone."""
    def harm(office: Office) -> None:
        if content is None:
            (office.folder / name).unlink()
        else:
            (office.folder / name).write_bytes(content)

    return harm


TROUBLES: dict[str, tuple[Callable[[Office], None], str, str, str]] = {
    "no key file": (changed(keys.FILE_NAME, None), "missing", "没有找到钥匙文件", "用备份恢复"),
    "key file damaged": (changed(keys.FILE_NAME, b"{"), "damage", "钥匙文件（keys.json）已损坏",
                         "请用最近的备份恢复"),
    "key file newer": (newer_keys, "schema", "更新版本的前台通写的", "请安装新版本"),
    "no store": (changed(store.FILE_NAME, None), "missing", "没有找到数据文件", "请用备份恢复"),
    "store empty": (changed(store.FILE_NAME, b""), "damage", "数据文件是空的", "请用最近的备份恢复"),
    "store damaged": (changed(store.FILE_NAME, b"\0" * 90_000), "damage", "数据文件已损坏",
                      "不要删除这个文件夹里的文件"),
    "store newer": (newer_store, "schema", "更新版本的前台通写的，这个版本读不了，数据没有改动",
                    "请安装新版本"),
    "half restored": (half_restored, "missing", "上次恢复可能没有做完", "请再恢复一次备份；原来的文件还在"),
}  # fmt: skip


def files(folder: Path) -> dict[str, bytes]:
    """What lies in a folder but for locks."""
    return {one.name: one.read_bytes() for one in folder.iterdir()
            if one.is_file() and one.suffix not in (".lock", ".pid")}  # fmt: skip


@pytest.mark.parametrize("what", TROUBLES)
def test_each_trouble_says_what_happened_and_what_to_do(office: Office, what: str) -> None:
    """With a title in the window; the way to the backups where one mends it."""
    harm, kind, happened, mend = TROUBLES[what]
    office.issue(1)
    if what != "store newer":
        office.store.close()
    harm(office)
    office.store.close()
    before = files(office.folder)
    with pytest.raises(Environment) as told:
        entry.unlock(office.folder, "1001", "moon", NOW)
    assert told.value.kind == kind and kind in TITLES
    assert happened in str(told.value) and mend in str(told.value)
    assert (kind in MENDED_BY_BACKUP) is ("备份" in str(told.value))
    after = files(office.folder)
    assert {name: after[name] for name in before} == before


def test_a_second_window_is_told_where_the_first_is(office: Office) -> None:
    """Nothing is changed by asking."""
    with lock.hold(office.folder), pytest.raises(Environment, match="请回到已打开的窗口") as told:
        with lock.hold(office.folder):
            pass
    assert told.value.kind == "lock" in TITLES

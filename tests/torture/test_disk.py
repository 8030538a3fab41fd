"""The disk that the power cuts are replayed on: what it keeps, and the shim that tells it."""

from __future__ import annotations

import errno
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.db import fault_shim
from tests.db.fault_shim import Call, logged
from tests.torture.disk import KEPT, LOST, RUBBISH, SECTOR, SECTORS, TORN, Disk

ROOT = Path(__file__).parents[2]
OLD, NEW = b"o" * 4 * SECTOR, b"n" * 4 * SECTOR


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file of four sectors."""
    (tmp_path / "数据").mkdir()
    (tmp_path / "数据" / "a").write_bytes(OLD)
    return tmp_path / "数据"


def after(disk: Disk, how: str, folder: Path, seed: int = 1) -> dict[str, bytes]:
    """What is there after the power went."""
    place = folder.with_name(f"{how}-{seed}-{random.random()}")
    disk.cut(how, random.Random(seed), place)
    return {str(one.relative_to(place)): one.read_bytes() for one in place.rglob("*")
            if one.is_file()}


def test_what_was_synced_stays_and_the_rest_is_open(folder: Path) -> None:
    """Whole sectors, old or new, unless they may be rubbish; a torn write ends somewhere."""
    disk = Disk(folder)
    name = str(folder / "a")
    disk.take(Call("W", name, 0, NEW))
    assert after(disk, LOST, folder) == {"a": OLD} and after(disk, KEPT, folder) == {"a": NEW}
    sectors, rubbish, torn = set(), set(), set()
    for seed in range(40):
        content = after(disk, SECTORS, folder, seed)["a"]
        sectors |= {content[at:at + SECTOR] for at in range(0, len(content), SECTOR)}
        content = after(disk, RUBBISH, folder, seed)["a"]
        rubbish |= {content[at:at + SECTOR] for at in range(0, len(content), SECTOR)}
        content = after(disk, TORN, folder, seed)["a"]
        assert content == NEW[:content.count(b"n")] + OLD[content.count(b"n"):]
        torn.add(content)
    assert sectors == {OLD[:SECTOR], NEW[:SECTOR]} < rubbish and len(torn) > 20
    disk.take(Call("S", name, 0, b""))
    assert after(disk, LOST, folder) == {"a": NEW}
    disk.take(Call("T", name, SECTOR, b""))
    assert after(disk, LOST, folder) == {"a": NEW}
    assert after(disk, KEPT, folder) == {"a": NEW[:SECTOR]}


def test_names_come_in_order_and_stay_once_their_folder_is_synced(folder: Path) -> None:
    """A file written, synced and renamed over another: the old name or the new, never half; and
    the sync of the file alone does not keep its name."""
    disk = Disk(folder)
    part, name = str(folder / "a.part"), str(folder / "a")
    for call in (Call("C", part, 0, b""), Call("W", part, 0, NEW), Call("S", part, 0, b""),
                 Call("R", part, 0, name.encode())):
        disk.take(call)
    assert after(disk, LOST, folder) == {"a": OLD} and after(disk, KEPT, folder) == {"a": NEW}
    found = [after(disk, SECTORS, folder, seed) for seed in range(20)]
    possible = [{"a": OLD}, {"a": OLD, "a.part": NEW}, {"a": NEW}]
    assert all(one in possible for one in found) and all(one in found for one in possible)
    disk.take(Call("S", str(folder), 0, b""))
    assert after(disk, LOST, folder) == {"a": NEW}
    disk.take(Call("U", name, 0, b""))
    assert after(disk, LOST, folder) == {"a": NEW} and after(disk, KEPT, folder) == {}


SCRIPT = """
import os, sys
from pathlib import Path
from tests.db.fault_shim import Shim
folder, log = map(Path, sys.argv[1:])
shim = Shim()
shim.watch(folder, log)
(folder.parent / "elsewhere").write_bytes(b"x")
shim.mark("begin")
with open(folder / "b.part", "wb") as file:
    file.write(b"new")
    file.flush()
    os.fsync(file.fileno())
os.replace(folder / "b.part", folder / "b")
handle = os.open(folder, os.O_RDONLY)
os.fsync(handle)
shim.fail(2, 28, "W")
with open(folder / "a", "r+b", buffering=0) as file:
    file.write(b"one")
    try:
        file.write(b"two")
    except OSError as error:
        print(error.errno)
    file.write(b"three")
    file.truncate(4)
print(shim.heal())
os.unlink(folder / "a")
"""


def test_the_shim_logs_in_order_and_fails_what_it_is_told(folder: Path, tmp_path: Path) -> None:
    """Only below the folder; a call that failed has not happened."""
    log = tmp_path / "log"
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, folder, log], cwd=ROOT, check=True, text=True,
        env=fault_shim.environment(), stdout=subprocess.PIPE,
    )  # fmt: skip
    assert ran.stdout.split() == [str(errno.ENOSPC), "3"]
    a, b, part = (str(folder / name) for name in ("a", "b", "b.part"))
    assert list(logged(log)) == [
        Call("M", "begin", 0, b""), Call("C", part, 0, b""), Call("W", part, 0, b"new"),
        Call("S", part, 0, b""), Call("R", part, 0, b.encode()), Call("S", str(folder), 0, b""),
        Call("W", a, 0, b"one"), Call("W", a, 3, b"three"), Call("T", a, 4, b""),
        Call("U", a, 0, b""),
    ]

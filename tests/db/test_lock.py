"""One window at a time, seen from a real second process; no network folders."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db import lock
from db.errors import Environment

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from pathlib import Path
from db.lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, None])
def test_a_second_process_is_refused_until_the_first_is_gone(
    tmp_path: Path, end: signal.Signals | None
) -> None:
    """Also when the first one was killed: the lock is the operating system's."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        with pytest.raises(Environment, match=f"前台通已在这台电脑上打开（进程 {other.pid}）") as taken:
            with lock.hold(tmp_path):
                pytest.fail("two windows")
        assert taken.value.kind == "lock"
        if end is not None:
            other.send_signal(end)
        other.communicate("")
    with lock.hold(tmp_path):
        assert (tmp_path / "qiantai.pid").exists()
    assert not (tmp_path / "qiantai.pid").exists()


def test_the_same_process_is_refused_too(tmp_path: Path) -> None:
    """A restore from an open window has to let go first."""
    with lock.hold(tmp_path), pytest.raises(Environment), lock.hold(tmp_path):
        pytest.fail("two windows")


def test_a_disk_that_takes_no_number_keeps_nobody_out(tmp_path: Path) -> None:
    """Full, or as here something else in its place: it is only for the words to a second one."""
    (tmp_path / "qiantai.pid").mkdir()
    with lock.hold(tmp_path), pytest.raises(Environment, match="已在这台电脑上打开，"):
        with lock.hold(tmp_path):
            pytest.fail("two windows")
    with lock.hold(tmp_path):
        pass


@pytest.mark.parametrize(("kind", "refused"), [
    ("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("ext4", False), ("9p", False),
    ("virtiofs", False), ("tmpfs", False),
])
def test_network_mounts_are_known(tmp_path: Path, kind: str, refused: bool) -> None:
    """By the deepest mount point above the folder, spaces and all."""
    point = tmp_path / "总部 共享"
    escaped = str(point).replace(" ", "\\040")
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        f"40 22 0:5 / {escaped} rw,relatime shared:9 - {kind} server:/x rw\n"
        "bad line\n",
        encoding="utf-8",
    )
    assert lock._mounted_remote(point / "数据", mounts) is refused
    assert lock._mounted_remote(tmp_path / "本机", mounts) is False


def test_a_network_folder_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is written there."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"40 22 0:5 / {tmp_path} rw - nfs server:/x rw\n", encoding="utf-8")
    monkeypatch.setattr(lock, "_MOUNTS", mounts)
    with pytest.raises(Environment, match="网络盘"), lock.hold(tmp_path / "数据"):
        pytest.fail("held")
    assert not (tmp_path / "数据").exists()

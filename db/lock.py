"""One window or maintenance job at a time, on a local disk only.

The lock is the operating system's: a process that was killed leaves none behind. SQLite's WAL is
not safe on network folders, so those are refused.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .errors import Environment, disk

LOCK_NAME = "qiantai.lock"
PID_NAME = "qiantai.pid"
_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = frozenset(
    "nfs nfs4 cifs smb3 smbfs ncpfs afs ceph glusterfs fuse.sshfs sshfs fuse.glusterfs davfs"
    " fuse.davfs2 fuse.rclone".split()
)
_DRIVE_REMOTE = 4


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Keep everybody else out of `folder` for the block; `Environment("lock")` if one is in."""
    import filelock

    refuse_network_folder(folder)
    with disk():
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / LOCK_NAME, timeout=0, fallback_to_soft=False)
        try:
            lock.acquire()
        except filelock.Timeout:
            raise Environment("lock", _taken(folder)) from None
    try:
        # The number is only for the words to a second one: a full disk must not keep anybody out.
        with suppress(OSError):
            (folder / PID_NAME).write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        # What was done under the lock is done, whether or not its number can be taken away.
        with suppress(OSError):
            (folder / PID_NAME).unlink()
        lock.release()


def _taken(folder: Path) -> str:
    """Words for the second one, with the first one's process number where it is known."""
    try:
        pid = f"（进程 {int((folder / PID_NAME).read_text(encoding='ascii'))}）"
    except (OSError, ValueError):
        pid = ""
    return f"前台通已在这台电脑上打开{pid}，请回到已打开的窗口；没有改动任何内容。"


def refuse_network_folder(path: Path) -> None:
    """Raise `Environment("disk")` if `path` lies on a network drive."""
    remote = _windows_remote(path) if sys.platform == "win32" else _mounted_remote(path, _MOUNTS)
    if remote:
        raise Environment(
            "disk", f"数据不能放在网络盘或共享文件夹里（{path}），容易损坏。请改用本机硬盘上的文件夹。"
        )


def _mounted_remote(path: Path, mounts: Path) -> bool:
    """Linux: whether the deepest mount point above `path` is of a network kind."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    wanted = path.resolve()
    found: tuple[int, bool] = (-1, False)
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, kind = before.split(), after.split()[:1]
        if len(fields) < 5 or not kind:
            continue
        point = Path(fields[4].replace("\\040", " ").replace("\\011", "\t"))
        if wanted.is_relative_to(point) and len(point.parts) >= found[0]:
            found = (len(point.parts), kind[0] in _NETWORK)
    return found[1]


def _windows_remote(path: Path) -> bool:
    """Windows: a UNC path or a drive letter that is mapped to a server."""
    import ctypes

    drive = path.absolute().drive
    if drive.startswith("\\\\"):
        return True
    windll = getattr(ctypes, "windll")
    return bool(windll.kernel32.GetDriveTypeW(f"{drive}\\") == _DRIVE_REMOTE)

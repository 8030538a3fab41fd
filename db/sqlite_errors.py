"""What SQLite's errors mean for people: disk, lock or damage, wherever an exception hides it."""

import os
from pathlib import Path

from .errors import DISK_FULL, NO_PERMISSION, Environment

RESTORE = "请用最近的备份恢复，不要删除这个文件夹里的文件。"
DAMAGED = f"数据文件已损坏，读不出来。{RESTORE}"
_FULL_OR_BROKEN = "存不下：磁盘已满或出错，请腾出空间、检查磁盘后再试，内容还在。"


def environment(error: BaseException, *, writable: bool = True) -> Environment | None:
    """The trouble with disk, lock or damage at the root of any exception; None if it is a bug.

    For the outermost handler of a program: rows are also fetched outside `Store.reading`.
    `writable` says whether the operating system lets us write (`may_write`).
    """
    for cause in _causes(error):
        trouble = _trouble(getattr(cause, "sqlite_errorname", ""), writable)
        if isinstance(cause, Environment) or trouble is not None:
            return cause if isinstance(cause, Environment) else trouble
    return None


def may_write(file: Path) -> bool:
    """Whether the operating system lets us write all that SQLite writes: the file, its log where
    there is one, and the folder for a new log."""
    log = (file.with_name(f"{file.name}-{end}") for end in ("wal", "shm"))
    wanted = [file.parent, file, *(one for one in log if one.exists())]
    return all(os.access(one, os.W_OK) for one in wanted)


def _causes(error: BaseException) -> list[BaseException]:
    """An exception and everything it came from, the first cause first."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or current.__context__
    return chain[::-1]


def _trouble(name: str, writable: bool) -> Environment | None:
    """What SQLite's error name means for people; None if it is not about the surroundings."""
    if name == "SQLITE_FULL":
        return Environment("disk", DISK_FULL)
    if name in ("SQLITE_IOERR", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC"):
        return Environment("disk", _FULL_OR_BROKEN)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")):
        return Environment("lock", "另一个程序正在写数据，请稍等再试一次，内容还在。")
    if name.startswith("SQLITE_READONLY"):
        # After a page failed its check SQLCipher refuses writes as "readonly".
        return Environment(*(("damage", DAMAGED) if writable else ("disk", NO_PERMISSION)))
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return Environment("disk", "数据文件打不开，请检查磁盘、文件夹和权限，再试一次，内容还在。")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return Environment("damage", DAMAGED)
    if name.startswith("SQLITE_IOERR"):
        return Environment("disk", "读写磁盘出错，请检查磁盘是否接好、是否损坏，再试一次。")
    return None

"""The two kinds of trouble the store can report, and being called off; all else is a bug.

`Refused` is for the user to mend (exit status 2), `Environment` is for the machine, the disk, the
key or the file (exit status 3). Their words are shown to people as they are.
"""

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

DISK_FULL = "存不下：磁盘已满，请腾出空间，内容还在。"
NO_PERMISSION = "存不下：没有写入这个文件夹的权限，请让管理员检查，内容还在。"


class Environment(Exception):
    """The surroundings do not allow it; `str` says what happened, what was kept, what to do.

    `kind` is one of "key", "lock", "disk", "damage", "missing", "exists", "schema".
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Refused(Exception):
    """The user can mend it: `problems` maps a field's path to a message, "" is the whole form."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("；".join(problems.values()))
        self.problems = dict(problems)


class Cancelled(Exception):
    """Somebody no longer wants it; whoever reports progress raises it."""


@contextmanager
def disk() -> Iterator[None]:
    """Turn an `OSError` of the block (full, forbidden, gone) into `Environment("disk")`."""
    try:
        yield
    except OSError as error:
        raise Environment("disk", _words(error)) from error


def _words(error: OSError) -> str:
    """Chinese for an operating system error met while reading or writing files."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DISK_FULL
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return NO_PERMISSION
    where = f"（{error.filename}）" if error.filename else ""
    return f"读写磁盘出错{where}，请检查磁盘是否接好、是否损坏，再试一次。"

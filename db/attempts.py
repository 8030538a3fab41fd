"""Wrong log-ins by staff number, in attempts.json beside the store; what is tried elsewhere than at
the log-in stands there under a name of its own before the number, and locks only itself.

So many in a row lock a number for so many minutes, as the office has chosen; both stand in the file
too, under no number, as nobody can read the store before logging in. An operating-system
administrator can delete the file; Argon2id is the true brake, this only stops guessing at the desk.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import Environment, disk
from .files import write_private

FILE_NAME = "attempts.json"
LOCK_NAME = "attempts.lock"
MOST = 5
MINUTES = 10
"""What holds where the office has chosen nothing."""
_AGREED = ""
"""Stands for nobody's number: the office's own two."""
_FORGET_MS = 24 * 3_600_000


def guard(folder: Path, staff: str, now: int, where: str = "") -> None:
    """Raise `Environment("key")` while `staff` is locked; `now` is UTC milliseconds. where: "" at
    the log-in."""
    entries = _read(folder)
    most, lock = _rule(entries)
    waiting = _waiting(entries.get(where + staff, (0, 0)), now, most, lock)
    if waiting > 0:
        minutes = -(-waiting // 60_000)
        locked = "，不影响登录" if where else "已锁定"
        raise Environment("key", f"工号 {staff} 连错 {most} 次{locked}，请 {minutes} 分钟后再试。")


def wrong(folder: Path, staff: str, now: int) -> int:
    """Count one more wrong try; how many are left before the lock.

    A try that began before another process locked the number leaves it locked.
    """
    with _alone(folder):
        entries = _read(folder)
        most, lock = _rule(entries)
        if _waiting(entries.get(staff, (0, 0)), now, most, lock) > 0:
            return 0
        kept = {no: entry for no, entry in entries.items()
                if no == _AGREED or abs(now - entry[1]) < _FORGET_MS}  # fmt: skip
        count = kept.get(staff, (0, 0))[0] % most + 1
        _write(folder, {**kept, staff: (count, now)})
    return most - count


def agreed(folder: Path) -> tuple[int, int]:
    """How many wrong tries lock a number, and for how many minutes."""
    return _rule(_read(folder))


def agree(folder: Path, most: int, minutes: int) -> None:
    """Keep what the office has chosen where it is seen before logging in; `Environment` if the
    disk would not."""
    if agreed(folder) == (most, minutes):
        return
    with _alone(folder):
        _write(folder, {**_read(folder), _AGREED: (most, minutes)})


def _rule(entries: dict[str, tuple[int, int]]) -> tuple[int, int]:
    most, minutes = entries.get(_AGREED, (MOST, MINUTES))
    return max(1, most), max(1, minutes)


def clear(folder: Path, staff: str) -> None:
    """Forget the wrong tries of `staff`."""
    if staff not in _read(folder):
        return
    with _alone(folder):
        entries = _read(folder)
        if entries.pop(staff, None) is not None:
            _write(folder, entries)


def _waiting(entry: tuple[int, int], now: int, most: int, minutes: int) -> int:
    """Milliseconds for which a number with that count is still locked, 0 or less for none."""
    count, last = entry
    # abs: a clock set back must neither lock for years nor open at once.
    return minutes * 60_000 - abs(now - last) if count >= most else 0


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Count one at a time: tries side by side in several processes must not lose each other."""
    import filelock

    with disk():
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder / LOCK_NAME, timeout=10, fallback_to_soft=False)
        try:
            lock.acquire()
        except filelock.Timeout:
            raise Environment("lock", "登录记录正被占用，请稍后再试。") from None
    try:
        yield
    finally:
        lock.release()


def _read(folder: Path) -> dict[str, tuple[int, int]]:
    """Wrong tries and the instant of the last one by staff number; nothing if unreadable."""
    try:
        data = json.loads((folder / FILE_NAME).read_bytes())
        return {str(no): (int(count), int(last)) for no, (count, last) in data.items()}
    except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}


def _write(folder: Path, entries: dict[str, tuple[int, int]]) -> None:
    """Replace the file; a number that is no text (lone surrogate) is escaped by JSON."""
    write_private(folder / FILE_NAME, json.dumps(entries).encode("ascii"))

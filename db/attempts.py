"""Wrong log-ins by staff number, in attempts.json beside the store.

Five in a row lock a number for ten minutes. An operating-system administrator can delete the
file; Argon2id is the true brake, this only stops guessing at the desk.
"""

import json
from pathlib import Path

from .errors import Environment
from .files import write_private

FILE_NAME = "attempts.json"
MOST = 5
MINUTES = 10
_LOCK_MS = MINUTES * 60_000
_FORGET_MS = 24 * 3_600_000


def guard(folder: Path, staff: str, now: int) -> None:
    """Raise `Environment("key")` while `staff` is locked; `now` is UTC milliseconds."""
    count, last = _read(folder).get(staff, (0, 0))
    # abs: a clock set back must neither lock for years nor open at once.
    passed = abs(now - last)
    if count >= MOST and passed < _LOCK_MS:
        minutes = -(-(_LOCK_MS - passed) // 60_000)
        raise Environment("key", f"工号 {staff} 连错 {MOST} 次已锁定，请 {minutes} 分钟后再试。")


def wrong(folder: Path, staff: str, now: int) -> int:
    """Count one more wrong try; how many are left before the lock."""
    kept = {no: entry for no, entry in _read(folder).items() if abs(now - entry[1]) < _FORGET_MS}
    count = kept.get(staff, (0, 0))[0] % MOST + 1
    _write(folder, {**kept, staff: (count, now)})
    return MOST - count


def clear(folder: Path, staff: str) -> None:
    """Forget the wrong tries of `staff`."""
    entries = _read(folder)
    if entries.pop(staff, None) is not None:
        _write(folder, entries)


def _read(folder: Path) -> dict[str, tuple[int, int]]:
    """Wrong tries and the instant of the last one by staff number; nothing if unreadable."""
    try:
        data = json.loads((folder / FILE_NAME).read_bytes())
        return {str(no): (int(count), int(last)) for no, (count, last) in data.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _write(folder: Path, entries: dict[str, tuple[int, int]]) -> None:
    """Replace the file; a number that is no text (lone surrogate) is escaped by JSON."""
    write_private(folder / FILE_NAME, json.dumps(entries).encode("ascii"))

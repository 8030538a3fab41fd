"""The salt of an encrypted store, where the power went while its first sector was written.

SQLCipher reads the salt from the first 16 bytes of the file, before it looks at the write-ahead
log. A page moves from the log into the file when it is whole in the log, so a first page that was
spoilt on its way stands there still, with the salt in its own first bytes.
"""

from contextlib import ExitStack
from pathlib import Path

from .errors import disk

_HEAD, _FRAME = 32, 24
_MAGIC = (0x377F0682, 0x377F0683)
_LENGTH = 16


def in_file(path: Path) -> str:
    """The salt (hex) that stands in the store `path`; Environment where the disk does not give
    it."""
    with disk(), path.open("rb") as file:
        return file.read(_LENGTH).hex()


def in_log(path: Path) -> str:
    """The salt (hex) in the last first page in the log beside the store `path`, "" without one.
    Whether it fits shows when the store is opened with it. Environment as of `in_file`."""
    with disk(), ExitStack() as closing:
        try:
            log = closing.enter_context(path.with_name(f"{path.name}-wal").open("rb"))
        except FileNotFoundError:  # whoever closed the store last took it away
            return ""
        head, found = log.read(_HEAD), b""
        if int.from_bytes(head[:4], "big") not in _MAGIC:
            return ""
        size = int.from_bytes(head[8:12], "big")
        while len(frame := log.read(_FRAME + _LENGTH)) == _FRAME + _LENGTH:
            if int.from_bytes(frame[:4], "big") == 1:
                found = frame[_FRAME:]
            log.seek(size - _LENGTH, 1)
        return found.hex()

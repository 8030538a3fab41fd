"""A disk that is told every write and every sync, and then what it holds when the power goes.

What was synced stays. What was written since may be there, in part or not at all, sector by sector;
a sector under way may hold rubbish, but only where it was written (SQLite's "powersafe overwrite").
Files that were made, renamed or taken away since their folder was synced come in the order in which
that was done, up to any point, as journalling file systems keep it.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.db.fault_shim import Call

SECTOR = 512
LOST, SECTORS, TORN, RUBBISH, KEPT = "lost", "sectors", "torn", "rubbish", "kept"
"""How the power goes: nothing unsynced is there · of each sector it is open · all but the last
write, and of that a part · of each sector it is open, and it may be rubbish · all is there."""


@dataclass
class File:
    """One file's bytes on the disk and what was written (offset, bytes) or cut (length, None) to it
    since its last sync."""

    synced: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        """All that was written is on the disk."""
        for at, data in self.since:
            _put(self.synced, at, data)
        self.since.clear()

    def after(self, how: str, chance: random.Random) -> bytes:
        """What is there after the power went."""
        content = bytearray(self.synced)
        if how == LOST:
            return bytes(content)
        for index, (at, data) in enumerate(self.since):
            if data is None or how in (KEPT, TORN):
                last = index == len(self.since) - 1
                if how == TORN and last and data:
                    data = data[:chance.randrange(len(data))]
                _put(content, at, data)
                continue
            for place, sector in _sectors(at, data):
                fate = chance.randrange(3 if how == RUBBISH else 2)
                if fate == 1:
                    _put(content, place, sector)
                elif fate == 2:
                    _put(content, place, chance.randbytes(len(sector)))
        return bytes(content)


def _put(content: bytearray, at: int, data: bytes | None) -> None:
    """Write into the content, or cut it to a length."""
    if data is None:
        del content[at:]
        data = b""
    if len(content) < at:
        content.extend(bytes(at - len(content)))
    content[at:at + len(data)] = data


def _sectors(at: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    """A write cut at the borders of sectors."""
    done = 0
    while done < len(data):
        size = min(SECTOR - (at + done) % SECTOR, len(data) - done)
        yield at + done, data[done:done + size]
        done += size


Names = dict[str, File | None]
"""What is in the folder by path; None is a folder."""


@dataclass(frozen=True)
class Move:
    """A file or folder (None) made, renamed or taken away: the names it takes and gives."""

    away: str
    to: str
    what: File | None

    def touches(self, folder: str) -> bool:
        """Whether it changes that folder."""
        return any(one and str(PurePosixPath(one).parent) == folder for one in (self.away, self.to))

    def do(self, names: Names) -> None:
        """Change the names."""
        if self.away:
            names.pop(self.away, None)
        if self.to:
            names[self.to] = self.what


class Disk:
    """What a folder came to by a log of calls, and could come to if the power went."""

    def __init__(self, folder: Path) -> None:
        self.root = str(folder.resolve())
        self.now: Names = {self.root: None}
        for path in folder.resolve().rglob("*"):
            self.now[str(path)] = None if path.is_dir() else File(bytearray(path.read_bytes()))
        self.synced: Names = dict(self.now)
        self.since: list[Move] = []

    def take(self, call: Call) -> None:
        """One call of the log."""
        if call.kind in "CD":
            self._move(Move("", call.path, File() if call.kind == "C" else None))
        elif call.kind == "U":
            self._move(Move(call.path, "", None))
        elif call.kind == "R":
            self._move(Move(call.path, call.data.decode(), self.now[call.path]))
        elif call.kind != "M":
            self._to_file(call)

    def _to_file(self, call: Call) -> None:
        """A write, a cut or a sync of a file; the sync of a folder."""
        file = self.now[call.path]
        if file is None:
            self._sync_folder(call.path)
        elif call.kind == "S":
            file.sync()
        else:
            file.since.append((call.at, call.data if call.kind == "W" else None))

    def _move(self, move: Move) -> None:
        move.do(self.now)
        self.since.append(move)

    def _sync_folder(self, folder: str) -> None:
        """All moves up to the last one in that folder are on the disk."""
        last = max((at for at, move in enumerate(self.since, 1) if move.touches(folder)), default=0)
        for move in self.since[:last]:
            move.do(self.synced)
        del self.since[:last]

    def cut(self, how: str, chance: random.Random, folder: Path) -> str:
        """Write what would be there into an empty folder; a digest that tells states apart."""
        most = len(self.since)
        done = {LOST: 0, KEPT: most, TORN: most}.get(how, chance.randint(0, most))
        names = dict(self.synced)
        for move in self.since[:done]:
            move.do(names)
        state = hashlib.sha256()
        for path, file in sorted(names.items()):
            place = folder / PurePosixPath(path).relative_to(self.root)
            if file is None:
                place.mkdir(parents=True, exist_ok=True)
            else:
                content = file.after(how, chance)
                place.write_bytes(content)
                state.update(f"{path} {len(content)} ".encode() + content)
        return state.hexdigest()

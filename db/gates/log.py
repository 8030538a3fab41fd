"""What happened at a gate without the store: rows that are only ever added, each on the disk before
anybody is told, each sealed together with the one before it.

A row that was cut short by a power cut was told to nobody and is cut off; anything else that does
not fit is damage, and the file is set aside. A row: {"kind": "act", "scan" or "pack", "at": UTC
milliseconds, "by": staff number, "pack": sequence number, …}.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.clock import LATEST
from db.errors import Environment, Refused, disk
from db.files import fsync_folder
from db.gates import sealing

SUFFIX = ".qtreturn"
LARGEST_FILE = 256 << 20
LARGEST_ROW = 1 << 20
FULL_FILE = 16 << 20
"""Bytes after which a new file is begun."""
KINDS = frozenset({"act", "scan", "pack"})
_FRONT = "qiantai gate return 1"
_LENGTH = 4
_HEADER = 200


@dataclass(frozen=True)
class Row:
    """A row with its place, from 1, and the seal (hex) over it and all before it."""

    position: int
    data: Mapping[str, Any]
    seal: str


@dataclass(frozen=True)
class Read:
    """What a file says: mark of the gate, name of the log, its rows; good: bytes that are whole;
    torn: bytes behind them that are the beginning of a row; broken: they are not."""

    mark: str
    log: str
    rows: tuple[Row, ...]
    good: int
    torn: bool
    broken: bool


class Log:
    """One file that is added to. `rows` are those it has."""

    def __init__(self, path: Path, key: bytes, mark: str, found: Read | None) -> None:
        self._path, self._key = path, key
        self._front = _front(mark, found.log if found else path.stem)
        self.rows: list[Row] = list(found.rows) if found else []
        self.name = found.log if found else path.stem

    @classmethod
    def begun(cls, folder: Path, key: bytes, mark: str) -> Log:
        """A new file in a folder."""
        name = secrets.token_hex(16)
        path = folder / f"{name}{SUFFIX}"
        with disk():
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(_front(mark, name))
                file.flush()
                os.fsync(file.fileno())
            fsync_folder(folder)
        return cls(path, key, mark, None)

    @classmethod
    def of_file(cls, path: Path, key: bytes) -> Log:
        """Go on with a file; what a power cut left of a row is cut off. Environment "damage" for
        one that was altered: it has to be set aside."""
        found = read(path, key)
        if found.broken:
            raise Environment("damage", f"放行记录损坏了（{path.name}）。")
        if found.torn:
            with disk(), path.open("rb+") as file:
                file.truncate(found.good)
                os.fsync(file.fileno())
        return cls(path, key, found.mark, found)

    @property
    def is_full(self) -> bool:
        """Whether the next row belongs into a new file."""
        return self._path.stat().st_size >= FULL_FILE

    def add(self, data: Mapping[str, Any]) -> Row:
        """Add a row; it is kept only when this returns. Environment "disk" leaves it as it was."""
        content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
        position, before = len(self.rows) + 1, self._before()
        sealed = sealing.seal(self._key, sealing.RETURNS, content, _bound(position, before))
        with disk(), self._path.open("rb+") as file:
            start = file.seek(0, os.SEEK_END)
            try:
                file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                _back(file.fileno(), start)
                raise
        row = Row(position, data, hashlib.sha256(before + sealed).hexdigest())
        self.rows.append(row)
        return row

    def content(self) -> bytes:
        """The file as it is."""
        with disk():
            return self._path.read_bytes()

    def _before(self) -> bytes:
        return bytes.fromhex(self.rows[-1].seal) if self.rows else _begin(self._front)


def files(folder: Path) -> list[Path]:
    """The logs of a folder, the one added to last at the end."""
    return sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: (path.stat().st_mtime_ns, path.name))


def mark_of(path: Path) -> str:
    """The mark of the gate a file says it is from; Refused at "file" if it is none."""
    with disk():
        if not path.is_file():
            raise Environment("missing", f"没有找到放行记录（{path}）。")
        with path.open("rb") as file:
            return _named(path, file.readline(_HEADER))[0]


def read(path: Path, key: bytes) -> Read:
    """All rows of a file; Refused at "file" if it is none, or too large."""
    with disk():
        if path.stat().st_size > LARGEST_FILE:
            raise _wrong(path, "太大了，不是门岗的放行记录")
        content = path.read_bytes()
    front = content.partition(b"\n")[0] + b"\n"
    mark, name = _named(path, front)
    rows: list[Row] = []
    at, before = len(front), _begin(front)
    while len(content) - at >= _LENGTH:
        length = int.from_bytes(content[at : at + _LENGTH], "big")
        sealed = content[at + _LENGTH : at + _LENGTH + length]
        if length > LARGEST_ROW or len(sealed) < length:
            return Read(mark, name, tuple(rows), at, length <= LARGEST_ROW, length > LARGEST_ROW)
        plain = sealing.unseal(key, sealing.RETURNS, sealed, _bound(len(rows) + 1, before))
        data = None if plain is None else _row(plain)
        if data is None:
            return Read(mark, name, tuple(rows), at, False, True)
        before = hashlib.sha256(before + sealed).digest()
        rows.append(Row(len(rows) + 1, data, before.hex()))
        at += _LENGTH + length
    return Read(mark, name, tuple(rows), at, at < len(content), False)


def _row(plain: bytes) -> dict[str, Any] | None:
    """A row as the program writes it, None for anything else: whoever has the gate's key can seal
    whatever he likes."""
    try:
        data = json.loads(plain)
        json.dumps(data, ensure_ascii=False, allow_nan=False).encode()
        at, pack = data["at"], data["pack"]
        words = [data["by"], data["kind"]]
        if data["kind"] == "act":
            words += [data["number"], data["act"]]
            data["values"].items()
        elif data.get("number") is not None:
            words.append(data["number"])
        if data["kind"] not in KINDS or any(type(one) is not str for one in words):
            return None
        whole = type(at) is int and type(pack) is int
        return data if whole and 0 <= at <= LATEST and 0 <= pack < LATEST else None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _named(path: Path, front: bytes) -> tuple[str, str]:
    try:
        words, mark, name = front.decode("ascii").rstrip("\n").rsplit(" ", 2)
    except ValueError:
        raise _wrong(path, "不是门岗的放行记录") from None
    if words != _FRONT or _front(mark, name) != front or len(mark) != 32 or len(name) != 32:
        raise _wrong(path, "不是门岗的放行记录")
    return mark, name


def _front(mark: str, name: str) -> bytes:
    return f"{_FRONT} {mark} {name}\n".encode("ascii")


def _begin(front: bytes) -> bytes:
    return hashlib.sha256(front).digest()


def _bound(position: int, before: bytes) -> bytes:
    return position.to_bytes(8, "big") + before


def _back(handle: int, size: int) -> None:
    """Take away what was written of a row; if even that fails, it is cut off at the next start."""
    try:
        os.ftruncate(handle, size)
    except OSError:
        pass


def _wrong(path: Path, why: str) -> Refused:
    return Refused({"file": f"{path.name} {why}"})

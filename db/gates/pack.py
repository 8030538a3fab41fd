"""A gate pack: what a gate must know for some days to judge papers without the store.

One file: a line that says whose and which it is, then everything else packed and sealed. It holds
no number of a document and no phone: rooms, goods, names and photographs of those who pass, and
what the verdict follows from, as data.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from db.errors import Environment, Refused, disk
from db.gates import sealing

SUFFIX = ".qtpack"
FORMAT = 1
LARGEST_FILE = 256 << 20
"""Bytes of a file that is read at all: some ten thousand photographs."""
LARGEST_CONTENT = 512 << 20
_HEADER = 1000
_MAGIC = "qiantai gate pack"


@dataclass(frozen=True)
class Header:
    """What stands open in front: mark of the gate, sequence number, made_at UTC milliseconds."""

    mark: str
    sequence: int
    made_at: int

    def line(self) -> bytes:
        """As it stands in the file."""
        plain = {"is": _MAGIC, "format": FORMAT} | asdict(self)
        return json.dumps(plain, separators=(",", ":")).encode() + b"\n"


@dataclass(frozen=True)
class Guard:
    """Somebody who may ask at the gate, with roles and the rights that matter there."""

    no: str
    name: str
    roles: tuple[str, ...]
    rights: tuple[str, ...]

    @property
    def words(self) -> str:
        """As shown: 2001 赵队."""
        return f"{self.no} {self.name}"


@dataclass(frozen=True)
class Slip:
    """One paper. declaration: hash of its form · over, lacks: what ended it, what it lacks, ""
    for nothing · valid_from, valid_until: naive office time in ISO · values: only what the gate
    shows and counts · photo: hash of the small picture of the holder under that field's key."""

    number: str
    declaration: str
    state: str
    open: tuple[str, ...]
    ended: bool
    over: str
    lacks: str
    valid_from: str | None
    valid_until: str | None
    ink: tuple[str, ...]
    values: Mapping[str, Any]
    photo: tuple[str, str] | None = None


@dataclass(frozen=True)
class Pack:
    """Everything: secret is the office's key for codes (hex) · until: UTC milliseconds · titles:
    of every form by code · forms: snapshots by hash · last: highest number by "FX-2026" · photos:
    base64 by hash · merged: up to which row each log has come back · demo: of a throw-away one ·
    idle_minutes: after which a window nobody touches asks who is there · settings: by
    the hash of a form, the office's plain choices for it, which rules may ask for."""

    header: Header
    gate: str
    office: str
    made_by: str
    until: int
    idle_minutes: int
    demo: bool
    secret: str = field(repr=False)
    guards: tuple[Guard, ...]
    titles: Mapping[str, str]
    forms: Mapping[str, Any] = field(repr=False)
    slips: tuple[Slip, ...] = field(repr=False)
    last: Mapping[str, int]
    photos: Mapping[str, str] = field(repr=False)
    merged: Mapping[str, int]
    settings: Mapping[str, Mapping[str, Any]]

    def sealed(self, key: bytes) -> bytes:
        """The bytes of the file."""
        plain = {name: value for name, value in asdict(self).items() if name != "header"}
        content = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
        line = self.header.line()
        return line + sealing.seal(key, sealing.PACK, zlib.compress(content, 1), line)

    @classmethod
    def _of(cls, header: Header, plain: dict[str, Any]) -> Self:
        guards = tuple(
            Guard(one["no"], one["name"], tuple(one["roles"]), tuple(one["rights"]))
            for one in plain.pop("guards")
        )
        slips = tuple(
            Slip(**{
                **one, "open": tuple(one["open"]), "ink": tuple(one["ink"]),
                "photo": tuple(one["photo"]) if one["photo"] else None,
            })
            for one in plain.pop("slips")
        )  # fmt: skip
        return cls(header=header, guards=guards, slips=slips, **plain)


def header_of(path: Path) -> Header:
    """Whose and which pack a file says it is; Refused at "pack" if it is none.

    It is believed only once the pack is opened with its key.
    """
    with disk():
        if not path.is_file():
            raise Environment("missing", f"没有找到门岗包（{path}）。")
        with path.open("rb") as file:
            return _header(path, file.readline(_HEADER))


def opened(path: Path, key: bytes) -> Pack:
    """The pack in a file; Refused where it is no pack, too large, another gate's or altered."""
    with disk():
        header = header_of(path)
        if path.stat().st_size > LARGEST_FILE:
            raise _wrong(path, "太大了，不是门岗包")
        content = path.read_bytes()
    line, _, sealed = content.partition(b"\n")
    packed = sealing.unseal(key, sealing.PACK, sealed, line + b"\n")
    if packed is None:
        raise _wrong(path, "打不开：不是这台门岗的包，或者被改动过、没有拷完整，请重新拷一份")
    return Pack._of(header, json.loads(_unpacked(path, packed)))


def newest(folder: Path, mark: str) -> Path | None:
    """The pack of that gate with the highest sequence number among the files of a folder."""
    found = []
    with disk():
        for path in sorted(folder.glob(f"*{SUFFIX}"))[:1000]:
            try:
                header = header_of(path)
            except (Refused, Environment):
                continue
            if header.mark == mark:
                found.append((header.sequence, path.name, path))
    return max(found)[2] if found else None


def _header(path: Path, line: bytes) -> Header:
    try:
        plain = json.loads(line)
        if plain["is"] != _MAGIC:
            raise ValueError("is")
        if plain["format"] > FORMAT:
            raise _wrong(path, "是更新版本的前台通做的，请先在这台电脑上安装新版本")
        header = Header(plain["mark"], plain["sequence"], plain["made_at"])
        kinds = (type(header.mark), type(header.sequence), type(header.made_at))
        if header.line() != line or kinds != (str, int, int):
            raise ValueError("line")
        return header
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _wrong(path, "不是门岗包") from None


def _unpacked(path: Path, packed: bytes) -> bytes:
    """Never more than `LARGEST_CONTENT`, whatever was packed."""
    unpacking = zlib.decompressobj()
    content = unpacking.decompress(packed, LARGEST_CONTENT)
    if not unpacking.eof:
        raise _wrong(path, "太大了，不是门岗包")
    return content


def _wrong(path: Path, why: str) -> Refused:
    return Refused({"pack": f"{path.name} {why}"})

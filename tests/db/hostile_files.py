"""Workbooks and backups made to do harm, small on the disk and large once opened."""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path
from typing import Any

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MANIFEST: dict[str, Any] = {
    "format": 2, "made_at": 1, "store_id": "x", "schema": 5, "records": 1, "head": [1, "a"],
    "parts": {"store.db": "0", "keys.json": "0"},
}  # fmt: skip
"""One that says nothing wrong by itself."""


def shared(path: Path, rows: int, length: int, value: str = "<v>0</v>") -> Path:
    """A workbook whose every row has the same long string; value: how a cell names it."""
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="s">{value}</c></row>' for n in range(1, rows + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEET}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATED}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}"><si><t>{"x" * length}</t></si>'
        "<si><t>y</t></si></sst>",
        "xl/worksheets/sheet1.xml":
            f'<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, '<?xml version="1.0"?>' + content)
    return path


def record(kind: int, body: bytes = b"") -> bytes:
    """One record of an old workbook."""
    return struct.pack("<HH", kind, len(body)) + body


def old(
    path: Path, cells: bytes, *, words: int = 0, sheets: int = 1, before: bytes = b""
) -> Path:
    """An old .xls: its sheets all name the same cells; shared string 0 has so many signs, string 1
    is "y"; before: records in front of the cells."""
    begin = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)
    text, rest = b"x" * min(words, 8000), max(0, words - 8000)
    parts = record(0xFC, struct.pack("<iiHB", 2, 2, words, 0) + text)
    while rest:
        parts += record(0x3C, b"\0" + b"x" * min(rest, 8000))
        rest -= min(rest, 8000)
    parts += record(0x3C, struct.pack("<HB", 1, 0) + b"y")
    names = [f"S{number}".encode() for number in range(sheets)]
    start = len(record(0x809, begin)) + len(parts) + len(record(10))
    start += sum(len(name) + 12 for name in names)
    book = record(0x809, begin) + parts
    for name in names:
        book += record(0x85, struct.pack("<IBBBB", start, 0, 0, len(name), 0) + name)
    book += record(10)
    assert len(book) == start
    book += record(0x809, begin) + before + cells + record(10)
    path.write_bytes(compound(book))
    return path


def words_of(rows: int, columns: int = 1, which: int = 0) -> bytes:
    """Cells that name a shared string."""
    return b"".join(
        record(0xFD, struct.pack("<HHHI", row, column, 0, which))
        for row in range(rows) for column in range(columns)
    )


def compound(book: bytes) -> bytes:
    """The container of an old workbook around its one stream."""
    book = book.ljust(4096, b"\0")
    book += b"\0" * (-len(book) % 512)
    length, sectors = len(book), len(book) // 512
    tables = -(-(sectors + 3) // 126)
    assert tables < 109, "no room for more in the first sector"
    chains = [0xFFFFFFFD] * tables + [0xFFFFFFFE]
    chains += [*range(tables + 2, tables + 1 + sectors), 0xFFFFFFFE]
    chains += [0xFFFFFFFF] * (tables * 128 - len(chains))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    folder = _entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + _entry("Workbook", 2, tables + 1, length)
    folder += bytes(256)
    return head + struct.pack(f"<{len(chains)}I", *chains) + folder + book


def _entry(name: str, kind: int, start: int, length: int, child: int = 0xFFFFFFFF) -> bytes:
    """One of the container's directory."""
    letters = name.encode("utf-16-le")
    entry = letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters) + 2, kind, 1)
    entry += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + bytes(36)
    return entry + struct.pack("<III", start, length, 0)


def backup(path: Path, packed: str = "", megabytes: int = 0, **other: Any) -> Path:
    """A backup that is none. packed: a part of that many MB that is packed to nothing · other:
    what its manifest says otherwise."""
    manifest = json.dumps({**MANIFEST, **other}).encode()
    parts = {"manifest.json": manifest, "store.db": b"", "keys.json": b"{}", "photos.txt": b""}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            if name == packed:
                bomb = zipfile.ZipInfo(name)
                bomb.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(bomb, "w", force_zip64=True) as part:
                    for _ in range(megabytes):
                        part.write(b" " * (1 << 20))
            else:
                archive.writestr(name, content)
    return path

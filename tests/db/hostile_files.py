"""Workbooks and backups made to do harm, small on the disk and large once opened."""

from __future__ import annotations

import json
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

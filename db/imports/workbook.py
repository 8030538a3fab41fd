"""A workbook as it lies in the file: its visible sheets, their rows, which cells are merged."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from db.errors import Refused, disk
from db.imports import old_book
from db.imports.compound import Broken
from db.imports.old_book import Extent
from db.imports.written_out import LARGEST as LARGEST_TEXT
from db.imports.written_out import too_much

Cell = str | int | float | bool | date | datetime | time | timedelta
"""What a cell can hold; "" is an empty one."""

LARGEST = 64_000_000
_UNPACKED = 600_000_000
_PIECE, _TAG = 1 << 20, 100
_CELLS, _ROWS, _WIDEST = 3_000_000, 200_000, 100
_AREA = 8_000_000
"""Cells of all sheets of an old workbook, with the empty ones in between."""
# A cell with something in it beyond column CV: the reader keeps all cells in between in memory.
_FAR_AWAY = re.compile(rb'<c r="(?:C[W-Z]|[D-Z][A-Z]|[A-Z]{3})\d+"[^>]*(?<!/)>')
# One in row 200,000 or below it: likewise.
_FAR_BELOW = re.compile(rb'<c r="[A-Z]{1,3}(?:[2-9]\d{5}|\d{7})"[^>]*(?<!/)>')
_HOLDING = re.compile(rb"<(?:\w+:)?(?:v|is)[\s>]")
_ERROR = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]* t="e"')
FAULT = "#错误"
"""What stands for an error of a formula: the reader takes it for an empty cell."""
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, KeyError,
    NotImplementedError, RuntimeError, ValueError, OverflowError, MemoryError,
)
"""What the zip library raises for files that were changed or cut."""
_TOO_MANY = "{} 的行太多（超过 20 万行），请分成几个文件导入"
_TOO_WIDE = "{} 里有一栏离得太远（超过 100 栏），请删去再导入"
_TOO_FULL = "{} 里的格子太多，请分成几个文件导入"
_TOO_WORDY = "{} 里的文字太多，请分成几个文件导入"
_AGAIN = "请用表格软件打开它，另存为 .xlsx 再导入"


@dataclass(frozen=True)
class Page:
    """A sheet: rows of cells counted from the sheet's first, merged ranges as in Python, the last
    row and column left out: (row, column, row after, column after)."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()


def pages(path: Path) -> list[Page]:
    """The visible sheets of an .xlsx or .xls file that hold anything.

    Raises Refused for what is no such file, protected by a password, broken or too large;
    Environment when it cannot be read.
    """
    with disk():
        if not path.is_file():
            raise Refused({"file": f"没有 {path.name} 这个文件，请核对文件夹和文件名"})
        if path.stat().st_size > LARGEST:
            raise Refused({"file": f"{path.name} 太大（超过 64 MB），请分成几个文件导入"})
        with path.open("rb") as file:
            head = file.read(512)
    errors = _sound(path, head)
    try:
        return _read(path, errors)
    except Refused:
        raise
    except BaseException as fault:
        raise _explained(path, fault) from fault


def _sound(path: Path, head: bytes) -> set[tuple[int, int]]:
    """Where there are errors; Refused for a file that is not a workbook inside, or that would fill
    the memory."""
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        raise Refused({"file": f"{path.name} 其实是网页，不是表格，{_AGAIN}"})
    if head.startswith(b"PK"):
        try:
            with zipfile.ZipFile(path) as parts:
                return _unpackable(path, parts)
        except _BROKEN:
            raise Refused({"file": f"{path.name} 已损坏，{_AGAIN}"}) from None
    if not head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused({"file": f"{path.name} 不是 .xlsx 或 .xls 表格，{_AGAIN}"})
    try:
        _bounded(path.name, old_book.extent(path.read_bytes(), _CELLS))
    except Broken:
        raise Refused({"file": f"{path.name} 已损坏，{_AGAIN}"}) from None
    return set()


def _bounded(name: str, extent: Extent) -> None:
    """Refused for an old workbook that would fill the memory."""
    if extent.column >= _WIDEST:
        raise Refused({"file": _TOO_WIDE.format(name)})
    if extent.cells > _CELLS or extent.area > _AREA:
        raise Refused({"file": _TOO_FULL.format(name)})
    if extent.text > LARGEST_TEXT:
        raise Refused({"file": _TOO_WORDY.format(name)})


def _unpackable(path: Path, parts: zipfile.ZipFile) -> set[tuple[int, int]]:
    """The cells (row, column) that hold an error such as #REF!, on any sheet.

    Refused for what would fill the memory once it is read. Looks through all of it, a piece at
    a time, so that what a part says of its own size need not be believed."""
    texts = [part for part in parts.infolist() if not part.filename.startswith("xl/media/")]
    if sum(part.file_size for part in texts) > _UNPACKED:
        raise Refused({"file": f"{path.name} 展开后太大，请分成几个文件导入"})
    cells = 0
    errors: set[tuple[int, int]] = set()
    for part in texts:
        with parts.open(part) as content:
            before = b""
            while piece := content.read(_PIECE):
                if len(piece) == _PIECE and b"<" not in piece:
                    raise Refused({"file": f"{path.name} 里有一格的内容太长，请删去再导入"})
                if _FAR_AWAY.search(before + piece):
                    raise Refused({"file": _TOO_WIDE.format(path.name)})
                if _FAR_BELOW.search(before + piece):
                    raise Refused({"file": _TOO_MANY.format(path.name)})
                cells += len(_HOLDING.findall(piece))
                if cells > _CELLS:
                    raise Refused({"file": _TOO_FULL.format(path.name)})
                for column, row in _ERROR.findall(before + piece):
                    errors.add((int(row) - 1, _column(column.decode())))
                before = piece[-_TAG:]
    if too_much(parts, cells):
        raise Refused({"file": _TOO_WORDY.format(path.name)})
    return errors


def _column(letters: str) -> int:
    """AB -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _read(path: Path, errors: set[tuple[int, int]]) -> list[Page]:
    import python_calamine as calamine

    found = []
    # Read by content: files are often named .xls and are .xlsx inside.
    with path.open("rb") as file, calamine.load_workbook(file) as book:
        for sheet in book.sheets_metadata:
            if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            if sheet.visible != calamine.SheetVisibleEnum.Visible:
                continue
            content = book.get_sheet_by_name(sheet.name)
            # One by one, so that a window beside this thread is painted in between.
            margin = [""] * (content.start[1] if content.start else 0)
            rows = [[*margin, *row] for row in content.iter_rows()]
            if len(rows) > _ROWS:
                raise Refused({"file": _TOO_MANY.format(path.name)})
            for at, column in errors:
                if at < len(rows) and column < len(rows[at]) and rows[at][column] == "":
                    rows[at][column] = FAULT
            if rows:
                found.append(Page(sheet.name, rows, _merged(content)))
    return found


def _merged(sheet: Any) -> tuple[tuple[int, int, int, int], ...]:
    ranges = sheet.merged_cell_ranges or ()
    return tuple((top, left, low + 1, right + 1) for (top, left), (low, right) in ranges)


def _explained(path: Path, fault: BaseException) -> BaseException:
    """What to tell of the reader's own exceptions; anything else is passed through."""
    import python_calamine as calamine

    if isinstance(fault, calamine.PasswordError):
        return Refused({"file": f"{path.name} 有打开密码，请先去掉密码再导入"})
    # The reader is Rust: what it did not foresee arrives as PanicException, no Exception at all.
    if isinstance(fault, calamine.CalamineError) or type(fault).__name__ == "PanicException":
        return Refused({"file": f"{path.name} 读不出来，可能已损坏或有密码，{_AGAIN}"})
    return fault

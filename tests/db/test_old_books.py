"""Old .xls that mean harm: counted before they are read; whatever is changed in a good workbook,
old or new, it is read or refused, and the program goes on."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from db.errors import Refused
from db.imports import compound, old_book, workbook
from tests.db import hostile_files
from tests.db.hostile_files import record, words_of

ROOT = Path(__file__).parents[2]
BOOKS = Path(__file__).parent / "workbooks"
SIGNS = 32_767
FAR = record(0xFD, struct.pack("<HHHI", 65_535, 99, 0, 1))
MILLIONS = record(0xBD, struct.pack("<HH", 0, 0) + bytes(6 * 90) + struct.pack("<H", 89))


@pytest.mark.parametrize(("cells", "more", "words"), [
    (words_of(2_000), {"words": SIGNS}, "里的文字太多"),
    (words_of(100, 20), {"words": 2_000, "sheets": 100}, "里的文字太多"),
    (words_of(1, 1, 1) + FAR, {"sheets": 2}, "里的格子太多"),
    (MILLIONS * 500, {"sheets": 100}, "里的格子太多"),
    (record(0xFD, struct.pack("<HHHI", 0, 100, 0, 1)), {}, "离得太远（超过 100 栏）"),
    (record(0xFD, struct.pack("<HHHI", 9, 65_535, 0, 1)), {}, "离得太远（超过 100 栏）"),
    (words_of(1), {"sheets": 300}, "已损坏"),
    (words_of(1), {"before": record(0x200, struct.pack("<IIHHH", 0, 2**32 - 1, 0, 9, 0))}, "已损坏"),
    (words_of(1), {"before": record(0x200, struct.pack("<IIHHH", 9, 3, 0, 9, 0))}, "已损坏"),
    (record(0x06, bytes(20) + struct.pack("<H", 5_000) + bytes(5_000)), {}, "已损坏"),
], ids=["one sheet", "named often", "empty cells", "many cells", "wide", "wider", "sheets", "size",
        "less than none", "formula"])  # fmt: skip
def test_what_would_fill_the_memory_is_refused(
    tmp_path: Path, cells: bytes, more: dict[str, int], words: str
) -> None:
    """Each is less than a few hundred kilobytes of file."""
    path = hostile_files.old(tmp_path / "表.xls", cells, **more)  # type: ignore[arg-type]
    assert path.stat().st_size < 400_000
    with pytest.raises(Refused, match=words):
        workbook.pages(path)


def test_long_words_that_few_cells_share_are_read(tmp_path: Path) -> None:
    """Over several pieces of the string table, in both sheets that name the cells."""
    cells = words_of(200, 3, 1) + record(0xFD, struct.pack("<HHHI", 200, 0, 0, 0))
    path = hostile_files.old(tmp_path / "表.xls", cells, words=SIGNS, sheets=2)
    assert old_book.extent(path.read_bytes(), 10_000) == old_book.Extent(
        1202, 2 * 201 * 3, 2 * (600 + SIGNS) * 3, 2
    )
    for page in workbook.pages(path):
        assert page.rows[0] == ["y"] * 3 and page.rows[200][0] == "x" * SIGNS


@pytest.mark.parametrize("name", ["住户台账.xls", "月卡车辆.xls", "欠缴一览.xls"])
def test_the_count_is_what_is_read(name: str) -> None:
    """Cells that hold anything, the last column: as the reader has them."""
    found = old_book.extent((BOOKS / name).read_bytes(), 10_000)
    pages = workbook.pages(BOOKS / name)
    assert found.cells == sum(cell != "" for page in pages for row in page.rows for cell in row)
    assert found.column + 1 == max(len(row) for page in pages for row in page.rows)


def turned(content: bytearray) -> None:
    """The chain of the workbook's sectors goes round and round."""
    first = 512 + 4 * (1 + 1)
    content[first + 4:first + 8] = struct.pack("<I", 2)


def endless(content: bytearray) -> None:
    """The stream says it has four gigabytes."""
    at = content.index("Workbook".encode("utf-16-le")) + 120
    content[at:at + 4] = struct.pack("<I", 2**32 - 1)


def outside(content: bytearray) -> None:
    """The directory lies where there is no file any more."""
    content[48:52] = struct.pack("<I", 70_000)


def counted(content: bytearray) -> None:
    """The header counts more tables than there are sectors."""
    content[44:48] = struct.pack("<I", 2**31)


def strings(content: bytearray) -> None:
    """Two milliards of shared strings."""
    at = content.index(struct.pack("<ii", 2, 2))
    content[at + 4:at + 8] = struct.pack("<i", 2**31 - 1)


@pytest.mark.parametrize("harm", [turned, endless, outside, counted, strings])
def test_a_container_that_cannot_be_is_refused_at_once(
    tmp_path: Path, harm: Callable[[bytearray], None]
) -> None:
    """Sound before it was changed there."""
    path = hostile_files.old(tmp_path / "表.xls", words_of(9, 1, 1))
    content = bytearray(path.read_bytes())
    assert len(compound.streams(content, old_book.STREAMS)) == 1
    harm(content)
    path.write_bytes(content)
    with pytest.raises(Refused, match="已损坏"):
        workbook.pages(path)


MUTATED = """
import random, resource, struct, sys
from pathlib import Path
from db.errors import Refused
from db.imports import old_book, workbook
from tests.db import hostile_files
import python_calamine
folder, books, count, look = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
# What this process was before it became Python counts too.
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if look == "blind":
    old_book.extent = lambda content, most: old_book.Extent()
path, chance, read = Path(folder) / "m.xls", random.Random(7), [0, 0]
hostile_files.old(path, hostile_files.words_of(20, 4), words=9000, sheets=2)
good = [path.read_bytes(), *(one.read_bytes() for one in sorted(Path(books).glob("*.xls*")))]
NUMBERS = (0, 1, 2, 3, 0xFFFFFFFE, 0xFFFFFFFF, 0x7FFFFFFF, 0x80000000)
for _ in range(int(count)):
    content = bytearray(chance.choice(good))
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        near = chance.choice((range(80), range(512, 1700), range(len(content))))
        at = min(chance.choice(near), len(content) - 200)
        how = chance.randrange(4)
        if how == 0:
            content[at] = chance.randrange(256)
        elif how == 1:
            content[at:at + 4] = struct.pack("<I", chance.choice(NUMBERS))
        elif how == 2:
            content[at:at + 2] = struct.pack("<H", chance.choice((0, 0xFFFF, 0x200, 0xFC, 6)))
        else:
            to, size = chance.randrange(len(content) - 200), chance.randrange(1, 200)
            content[to:to + size] = content[at:at + size]
    path.write_bytes(content)
    try:
        workbook.pages(path)
        read[0] += 1
    except Refused:
        read[1] += 1
print(*read, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def mutated(folder: Path, count: int, look: str = "seeing") -> subprocess.CompletedProcess[str]:
    """So many changed workbooks read in a process that may have 2 GB."""
    return subprocess.run(
        [sys.executable, "-c", MUTATED, folder, BOOKS, str(count), look], cwd=ROOT, text=True,
        capture_output=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("count", [150, pytest.param(6000, marks=pytest.mark.long)])
def test_a_changed_workbook_is_read_or_refused(tmp_path: Path, count: int) -> None:
    """Never is the program ended or the memory filled."""
    ran = mutated(tmp_path, count)
    assert ran.returncode == 0, ran.stderr[-2000:]
    good, refused, megabytes = map(int, ran.stdout.split())
    assert good > count // 10 and refused > count // 10 and megabytes < 300


@pytest.mark.long
def test_the_reader_alone_is_ended_by_one_of_them(tmp_path: Path) -> None:
    """The control: it asks for more memory than there is, and nothing catches that."""
    assert mutated(tmp_path, 6000, "blind").returncode < 0

"""What comes from outside and means harm: refused in words, in bounded memory and time."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from db import container
from db.errors import Environment, Refused
from db.find import find
from db.imports import workbook
from forms import DECLARED
from forms.facts import Facts
from forms.fields import Field, Kind
from forms.rules import clean_fields
from tests.db import hostile_files
from tests.db.demo_desk import Desk
from views.cli_arguments import LARGEST_JSON, json_of

ROOT = Path(__file__).parents[2]
FACTS = Facts(now=datetime(2026, 11, 21, 10, 42))
LONGEST_SECONDS = 1.0
"""Of processor for one value of ten million characters."""


def one_of_each_kind() -> list[Field]:
    """A field of every kind that any form asks."""
    found: dict[Kind, Field] = {}
    for form in DECLARED:
        for field in (*form.fields, *(one for act in form.acts for one in act.fields)):
            found.setdefault(field.kind, field)
    return list(found.values())


def nested(deep: int) -> Any:
    """A list in a list in a list …"""
    value: Any = 1
    for _ in range(deep):
        value = [value]
    return value


HARMFUL: tuple[Any, ...] = (
    *"a1中-٣\u0301\ufdfa", "\ud800", "\0", "a\u202eb",
    float("inf"), float("nan"), -0.0, 2**9999, 10**400, True, [], {}, nested(900), [{}] * 100_000,
    [None], [[1]], {"name": [1], "number": {}, "kind": 7, "from": 3, "to": []},
    {"name": "中" * 1_000_000, "number": "1" * 1_000_000, "from": "2" * 1_000_000},
)  # fmt: skip
"""What no box of a form ever holds; single characters stand for ten million of them."""


@pytest.mark.parametrize("field", one_of_each_kind(), ids=lambda field: field.kind.value)
def test_no_value_of_any_kind_does_harm(field: Field) -> None:
    """A refusal at the field or nothing kept; never an error, never seconds."""
    for value in HARMFUL:
        typed = value * 10_000_000 if isinstance(value, str) and value.isprintable() else value
        problems: dict[str, str] = {}
        begun = time.process_time()
        clean_fields([field], {field.key: typed}, FACTS, problems, {}, {})
        assert time.process_time() - begun < LONGEST_SECONDS, str(value)[:20]
        assert all(len(words) < 400 for words in problems.values())
        assert all(path.split("[")[0].split(".")[0] == field.key for path in problems)


def test_no_search_does_harm(desk: Desk) -> None:
    """A million letters, a hundred thousand words, the marks of a query language."""
    session = desk.at()
    for typed in (
        "a" * 1_000_000, "中" * 1_000_000, " ".join(map(str, range(100_000))), "1" * 200_000,
        "\ud800" * 1000, "a\0b", '" OR NEAR( * ^ - :' * 1000, "%_" * 10_000, "'; DROP TABLE unit",
    ):  # fmt: skip
        begun = time.process_time()
        assert find(session, typed) == []
        assert time.process_time() - begun < 2 * LONGEST_SECONDS, typed[:20]


@pytest.mark.parametrize("content, words", [
    (b'{"a":"' + b"x" * LARGEST_JSON + b'"}', {"": "太大（超过 16 MB）"}),
    (b'{"a":' + b"[" * 500_000, {"": "不是有效的 JSON"}),
    (b'{"a":' + b"9" * 5000 + b"}", {"": "不是有效的 JSON"}),
    (b'{"unit": 1, "unit": 2}', {"unit": "写了两次"}),
    (b'{"goods": [{"name": 1, "name": 2}]}', {"name": "写了两次"}),
    (b"\xff\xfe{}", {"": "不是有效的 JSON"}), (b"[1]", {"": "应是一个对象"}), (b"", {"": "不是有效"}),
], ids=["large", "deep", "long number", "twice", "twice inside", "utf-16", "list",
        "empty"])
def test_json_that_says_nothing_clear_is_refused(
    tmp_path: Path, content: bytes, words: dict[str, str]
) -> None:
    """With the key it is about, where there is one."""
    file = tmp_path / "单.json"
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        json_of(str(file))
    ((path, said),) = refused.value.problems.items()
    ((wanted, part),) = words.items()
    assert path == wanted and part in said


@pytest.mark.parametrize("other", [
    {"made_at": "x"}, {"made_at": 10**30}, {"made_at": -1}, {"made_at": True}, {"records": "x"},
    {"records": 1.5}, {"schema": -5}, {"schema": "5"}, {"store_id": None}, {"head": [True, "a"]},
    {"head": ["x", "y"]}, {"parts": {"store.db": 1, "keys.json": []}}, {"more": 1},
    {"parts": {"store.db": "0", "keys.json": "0", "../../x": "0"}},
], ids=str)  # fmt: skip
def test_a_backup_whose_manifest_was_altered_is_damaged(
    tmp_path: Path, other: dict[str, Any]
) -> None:
    """Never an error of the list that shows it."""
    with pytest.raises(Environment, match="已损坏或不完整") as trouble:
        container.inspect(hostile_files.backup(tmp_path / "b.qtbak", **other))
    assert trouble.value.kind == "damage"
    container.inspect(hostile_files.backup(tmp_path / "good.qtbak"))


@pytest.mark.parametrize("part", ["manifest.json", "keys.json", "photos.txt", "store.db"])
def test_a_packed_part_of_a_backup_is_not_unpacked(tmp_path: Path, part: str) -> None:
    """This program packs nothing, so a bomb is told by its wrapping."""
    file = hostile_files.backup(tmp_path / "bomb.qtbak", part, 30)
    assert file.stat().st_size < 100_000
    for read in (container.inspect, container.keys_of, container.check):
        with pytest.raises(Environment, match="已损坏或不完整"):
            read(file)


@pytest.mark.parametrize("value", [
    "<v>0</v>", "<v >0</v>", "<x:v>0</x:v>", "<v>+0</v>", "<v>0000000000000000000</v>",
    "<v>&#48;</v>", "<v><![CDATA[0]]></v>", "<f>1</f><v>0</v>",
])  # fmt: skip
def test_a_string_that_many_cells_share_is_counted_in_each(tmp_path: Path, value: str) -> None:
    """However the cells name it: 10,000 of 30,000 letters would be 300 MB, twice."""
    with pytest.raises(Refused, match="里的文字太多"):
        workbook.pages(hostile_files.shared(tmp_path / "表.xlsx", 10_000, 30_000, value))


def test_long_words_that_few_cells_share_are_read(tmp_path: Path) -> None:
    """A remark of 2,000 letters in the first row, and 60,000 rows of other things."""
    (page,) = workbook.pages(hostile_files.shared(tmp_path / "表.xlsx", 60_000, 2_000, "<v>1</v>"))
    assert len(page.rows) == 60_000 and page.rows[0] == ["y"]


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
sys.path.insert(0, {root!r})
from pathlib import Path
from db import container
from db.errors import Environment, Refused
from db.imports import workbook
import python_calamine
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for name, read in (("b.qtbak", container.check), ("t.xlsx", workbook.pages)):
    try:
        read(Path({folder!r}) / name)
    except (Environment, Refused):
        pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.long
def test_gigabytes_take_no_memory(tmp_path: Path) -> None:
    """A backup of 2 GB and a workbook of 3 GB, each less than 10 MB of file: under 60 MB."""
    hostile_files.backup(tmp_path / "b.qtbak", "store.db", 2000)
    hostile_files.shared(tmp_path / "t.xlsx", 100_000, 32_000)
    words = LIMITED.format(root=str(ROOT), folder=str(tmp_path))
    ran = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, timeout=120, check=True
    )
    assert int(ran.stdout) < 60

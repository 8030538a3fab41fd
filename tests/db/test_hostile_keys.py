"""Small files that somebody else wrote: keys.json, the kept head, a gate's returns under its key.
Each is refused in words, at once, and nothing of the program breaks."""

from __future__ import annotations

import copy
import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db import anchors, journal, keys
from db.clock import LATEST
from db.errors import Environment
from db.gates import computers, log, merging
from db.keys import Keys
from tests.db.demo_desk import DESK, Desk, moment
from tests.db.gate_post import ADMINISTRATOR, Away, away
from tests.db.made_office import NOW, Office

DEEP = "[" * 200_000


def slot(**other: object) -> Callable[[dict[str, Any]], str]:
    """The office's own file with something else in one slot."""
    def written(data: dict[str, Any]) -> str:
        data["slots"]["1001"].update(other)
        return json.dumps(data)

    return written


def top(**other: object) -> Callable[[dict[str, Any]], str]:
    """The office's own file with something else at its top."""
    return lambda data: json.dumps({**data, **other})


@pytest.mark.parametrize("made", [
    lambda data: DEEP, lambda data: '{"format":1,"slots":' + '{"a":' * 100_000, lambda data: "3",
    slot(memory=1, lanes=16), slot(time=1.5), slot(time=True), slot(memory=1 << 20, time=20),
    slot(salt="١" * 32), slot(sign=[]), slot(left=3), top(slots=[]), top(rekeyed="1"),
    lambda data: json.dumps({**data, "slots": {"\ud800": data["slots"]["1001"]}}),
    lambda data: " " * (17 << 20),
])  # fmt: skip
def test_a_key_file_of_elsewhere_is_refused_at_once(
    office: Office, made: Callable[[dict[str, Any]], str]
) -> None:
    """As one that came with a backup; it may not make the computer work for minutes either."""
    file = office.folder / keys.FILE_NAME
    content = made(copy.deepcopy(json.loads(file.read_bytes())))
    file.write_text(content, "utf-8")
    begun = time.process_time()
    with pytest.raises(Environment, match="钥匙文件（keys.json）已损坏.*请用最近的备份恢复") as told:
        Keys.load(office.folder).open("1001", "moon", NOW)
    assert told.value.kind == "damage" and time.process_time() - begun < 1


@pytest.mark.parametrize("content", [DEEP, "[]", '{"seq": "x", "hash": 1, "check": 2}', "huge"])
def test_a_head_that_is_none_keeps_nobody_from_saving(office: Office, content: str) -> None:
    """It says nothing, and the next commit writes a good one."""
    if content == "huge":
        check = hashlib.sha256(f"{10**30} a".encode()).hexdigest()[:16]
        content = json.dumps({"seq": 10**30, "hash": "a", "check": check})
    (office.folder / anchors.FILE_NAME).write_text(content)
    assert anchors.kept(office.folder) is None
    office.issue(1)
    assert anchors.kept(office.folder) == journal.head(office.store)


@pytest.fixture
def gate(desk: Desk, tmp_path: Path) -> Away:
    """A gate with a good slip, a pack and a guard."""
    made = away(desk, tmp_path)
    desk.signed()
    made.pack()
    made.join()
    return made


GOOD: dict[str, Any] = {"kind": "act", "at": 1_795_000_000_000, "by": "2001", "pack": 1,
                        "number": "FX-2026-000001", "act": "放行", "values": {"counts": [1, 12]}}


@pytest.mark.parametrize("other", [
    {"kind": 1}, {"kind": "drop"}, {"at": "x"}, {"at": 10**30}, {"at": -1}, {"at": 1.5},
    {"at": True}, {"by": None}, {"by": "\ud800"}, {"pack": "1"}, {"pack": 2**80}, {"number": 5},
    {"act": []}, {"values": [1]}, {"values": {"counts": [float("nan")]}}, None,
])
def test_a_guard_who_seals_nonsense_breaks_nothing(
    desk: Desk, gate: Away, monkeypatch: pytest.MonkeyPatch, other: dict[str, Any] | None
) -> None:
    """Rows before it count; it is called altered, and a new log goes on."""
    post = gate.at(moment("21T14:30"))
    told = len(post.log.rows)
    if other is None:
        monkeypatch.setattr(log.json, "dumps", lambda *args, **more: DEEP)
        post.log.add(GOOD)
        monkeypatch.undo()
    else:
        monkeypatch.setattr(log.json, "dumps", lambda data, **more: json.JSONEncoder().encode(data))
        post.log.add(GOOD | other)
        monkeypatch.undo()
    (file,) = log.files(gate.folder)
    made = merging.merge(desk.at(DESK, moment("21T18:00")), file)
    assert (made.done, made.told) == (0, told) and "被改动过或损坏" in made.warning
    assert len(log.files(gate.folder)) == 1
    gate.at(moment("21T15:00"))
    assert len(log.files(gate.folder)) == 2


@pytest.mark.parametrize("other", [
    {"values": {}}, {"values": {"counts": [1] * 100_000}}, {"values": {"counts": "x", "\0": 1}},
    {"number": "x" * 100_000}, {"act": "不" * 100_000}, {"by": "9" * 100_000}, {"at": 0},
    {"at": LATEST}, {"number": "FX-2026-000001\0"}, {"act": "主任盖章"},
])
def test_a_sealed_row_is_judged_like_anything_typed(
    desk: Desk, gate: Away, other: dict[str, Any]
) -> None:
    """However long: it is listed as not agreeing, and nothing leaves by it."""
    post = gate.at(moment("21T14:30"))
    post.log.add(GOOD | other)
    (file,) = log.files(gate.folder)
    made = merging.merge(desk.at(DESK, moment("21T18:00")), file)
    assert made.done == 0 and len(made.conflicts) == 1
    assert computers.named(desk.at(ADMINISTRATOR), "东门").name == "东门"
    assert desk.at().store.value("SELECT count(*) FROM act WHERE name = '放行'") == 0

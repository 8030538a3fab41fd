"""The examples of docs/command-line.md, run as they stand there, in order, on one demo store.

Every `$` line is a process of its own in a shell (tests/command_line/ready.py). In what the page
states, "…" stands for any text, an item "…" at a list's end for any further ones, a key "…" for
any further keys; null may be left out where the page does not care.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.command_line import ready

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "command-line.md"
ANY = "…"
_BLOCK = re.compile(r"^```(\S+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """One `$` line with what the page says comes of it."""

    command: str
    output: str
    status: int


def blocks(kind: str) -> list[tuple[str, str]]:
    """(name, content) of the page's fenced blocks of a kind, in order."""
    found = _BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    return [(name, content) for label, name, content in found if label == kind]


def examples() -> list[Example]:
    """All examples of the page."""
    made = []
    for _, content in blocks("console"):
        for one in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]:
            command, _, output = one.partition("\n")
            stated = re.search(r"^# 退出状态 (\d)\n", output, re.MULTILINE)
            plain = re.sub(r"^# .*\n", "", output, flags=re.MULTILINE)
            made.append(Example(command, plain.strip(), int(stated[1]) if stated else 0))
    return made


def difference(stated: Any, real: Any, at: str = "") -> str | None:
    """Where the real answer is not what the page states, or None."""
    if stated == ANY:
        return None
    if isinstance(stated, dict) and isinstance(real, dict):
        return _of_objects(stated, real, at)
    if isinstance(stated, list) and isinstance(real, list):
        return _of_lists(stated, real, at)
    if isinstance(stated, str) and isinstance(real, str) and fits(stated, real):
        return None
    return None if stated == real else f"{at}：写的是 {stated!r}，实际是 {real!r}"


def _of_objects(stated: dict[str, Any], real: dict[str, Any], at: str) -> str | None:
    wanted = set(stated) - {ANY}
    more = set() if ANY in stated else set(real) - wanted
    if wanted - set(real) or more:
        return f"{at}：多了 {sorted(more)}，少了 {sorted(wanted - set(real))}"
    found = (difference(stated[key], real[key], f"{at}.{key}") for key in wanted)
    return next(filter(None, found), None)


def _of_lists(stated: list[Any], real: list[Any], at: str) -> str | None:
    open_end = stated[-1:] == [ANY]
    wanted = stated[:-1] if open_end else stated
    if len(real) < len(wanted) or (len(real) > len(wanted) and not open_end):
        return f"{at}：写了 {len(wanted)} 项，实际 {len(real)} 项"
    pairs = enumerate(zip(wanted, real, strict=False))
    found = (difference(one, other, f"{at}[{place}]") for place, (one, other) in pairs)
    return next(filter(None, found), None)


def fits(stated: str, real: str) -> bool:
    """Whether a text is the stated one, "…" standing for anything."""
    pattern = ".*".join(re.escape(part) for part in stated.split(ANY))
    return re.fullmatch(pattern, real, re.DOTALL) is not None


def run(command: str, prelude: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command in a shell, `python main.py` being this Python and this project."""
    program = f"{shlex.quote(sys.executable)} {shlex.quote(str(ROOT / 'main.py'))}"
    if ready.possible({}):
        words = (sys.executable, "-S", "-E", ready.__file__, str(ready.door()))
        program = shlex.join(words)
    script = f"{prelude}\n{command}".replace("python main.py", program)
    clean = {key: value for key, value in os.environ.items() if not key.startswith("QIANTAI")}
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, env=clean, capture_output=True, text=True,
        encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.skipif(shutil.which("bash") is None, reason="这台电脑没有 bash，例子跑不了")
def test_every_example_of_the_page_does_what_it_says(tmp_path: Path) -> None:
    """One store, all examples in the order of the page; all deviations are told together."""
    shutil.copytree(ROOT / "docs" / "examples", tmp_path, dirs_exist_ok=True)
    (prelude,) = [content for _, content in blocks("sh")]
    for name, content in blocks("json"):
        (tmp_path / name).write_text(content, encoding="utf-8")
    wrong = []
    for example in examples():
        ran = run(example.command, prelude, tmp_path)
        if ran.returncode != example.status:
            wrong.append(f"{example.command}\n  退出状态 {ran.returncode}：{ran.stdout}{ran.stderr}")
        elif example.output.startswith(("{", "[")):
            found = difference(json.loads(example.output), json.loads(ran.stdout))
            wrong += [f"{example.command}\n  {found}"] if found else []
        elif not fits(example.output, ran.stdout.strip()):
            wrong.append(f"{example.command}\n  实际：{ran.stdout}")
    assert not wrong, "\n".join(wrong)


def test_every_verb_has_an_example() -> None:
    """A verb that the program has and the page does not show, or the other way round."""
    from views.cli import VERBS

    commands = " ".join(f"{example.command} " for example in examples())
    shown = {verb for verb in VERBS if re.search(rf"(^|\s){verb}\s", commands)}
    assert shown == set(VERBS)


def test_a_statement_that_does_not_fit_is_found() -> None:
    """The comparison itself: each kind of deviation is told, each kind of … let through."""
    assert difference({"a": 1, ANY: ANY}, {"a": 1, "b": 2}) is None
    assert difference({"a": [1, ANY]}, {"a": [1, 2, 3]}) is None
    assert difference({"a": "x…"}, {"a": "xyz"}) is None
    for stated, real in (
        ({"a": 1}, {"a": 1, "b": 2}), ({"a": 1, ANY: ANY}, {"b": 1}), ([1], [1, 2]),
        ([1, 2, ANY], [1]), ("x…", "yx"), ({"a": {"b": 1}}, {"a": {"b": 2}}),
    ):  # fmt: skip
        assert difference(stated, real), (stated, real)

"""The program as an outsider runs it: one process a call, answers read from its two streams."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from db import office
from db.clock import FixedClock, instant
from db.session import open_session
from tests.command_line import ready

ROOT = Path(__file__).parents[2]
NOW = "2026-11-21T10:42"
GOODS = [
    {"name": "双门冰箱", "measure": "台", "quantity": 1},
    {"name": "纸箱", "measure": "个", "quantity": 12},
]
OWNER_MOVES: dict[str, Any] = {
    "unit": "1-101",
    "applicant": "业主",
    "reason": "搬家",
    "carrier": "赵虚构",
    "carrier_id": "11010519491231002X",
    "phone": "13800138000",
    "plate": "粤BD12345",
    "goods": GOODS,
}
"""An owner's slip: the number is the sample of the standard GB 11643."""


@dataclass(frozen=True)
class Answer:
    """What a process left: exit status, its JSON document, what it said on standard error."""

    status: int
    json: Any
    words: str

    @property
    def refused(self) -> dict[str, str]:
        """The refusals by path; fails for any other answer."""
        assert self.status == 2 and set(self.json) == {"refused"}, self
        problems: dict[str, str] = self.json["refused"]
        return problems

    @property
    def environment(self) -> str:
        """What the surroundings did; fails for any other answer."""
        assert self.status == 3 and set(self.json) == {"environment"}, self
        return str(self.json["environment"])

    @property
    def done(self) -> Any:
        """The answer of a verb that was done; fails for any other."""
        assert self.status == 0, self
        return self.json


@dataclass(frozen=True)
class Desk:
    """A data folder and the ways in. `now` is the clock of every call unless it says another."""

    folder: Path
    now: str | None = NOW

    def run(
        self,
        *arguments: str,
        staff: str | None = "1003",
        password: str | None = None,
        second: str | None = None,
        now: str | None = "",
        given: bytes | str | Mapping[str, Any] | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> Answer:
        """Run one verb with --json.

        password: of `staff`, the demo's by default, "" for none at all · second: the second
        person's number · given: standard input, a mapping as JSON · now: another clock, None none.
        """
        words = ["--data", str(self.folder), "--json"]
        clock = self.now if now == "" else now
        words += ["--now", clock] if clock else []
        words += ["--staff", staff] if staff else []
        variables = surroundings()
        if password != "" and (password or staff):
            variables["QIANTAI_PASSWORD"] = password or f"demo{staff}"
        if second:
            variables["QIANTAI_PASSWORD_2"] = f"demo{second}"
            arguments = (*arguments, "--second", second)
        variables |= extra or {}
        return answered([*words, *arguments], variables, self.folder.parent, _bytes(given))

    def issue(
        self, values: Mapping[str, Any] = OWNER_MOVES, code: str = "FX", **how: Any
    ) -> dict[str, Any]:
        """The answer to an issue that must be accepted; `code`: of which form."""
        answer: dict[str, Any] = self.run("issue", code, "-", given=values, **how).done
        return answer

    def act(self, number: str, name: str, staff: str, *more: str, **how: Any) -> dict[str, Any]:
        """The answer to an act that must be accepted."""
        answer: dict[str, Any] = self.run("act", number, name, *more, staff=staff, **how).done
        return answer

    def signed(self, values: Mapping[str, Any] = OWNER_MOVES, **how: Any) -> dict[str, Any]:
        """An FX that the duty supervisor and the director signed; the answer to its issue."""
        made = self.issue(values, **how)
        self.act(made["number"], "值班主任签字", "1002", **how)
        self.act(made["number"], "主任盖章", "1001", **how)
        return made

    def copied(self, folder: Path) -> Desk:
        """The same data in another folder."""
        shutil.copytree(self.folder, folder)
        return Desk(folder, self.now)


def setting(desk: Desk, key: str, value: Any) -> None:
    """Change one of the office's choices as its administrator."""
    clock = FixedClock(instant(datetime.fromisoformat(NOW)))
    session = open_session(desk.folder, "9001", "demo9001", clock=clock)
    try:
        office.change(session, key, value)
    finally:
        session.close()


def surroundings() -> dict[str, str]:
    """The variables of a bare login: no display, no passwords."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "COVERAGE_PROCESS_START")
    return {name: os.environ[name] for name in kept if name in os.environ}


def answered(
    arguments: list[str],
    variables: Mapping[str, str],
    folder: Path,
    given: bytes = b"",
) -> Answer:
    """Run main.py and hold it to the contract: one JSON document, a known status, words on
    standard error exactly when it did not do it, never a trace."""
    status, out, told = _run(arguments, variables, folder, given)
    said = told.decode("utf-8")
    assert "Traceback" not in said, said
    answer = json.loads(out.decode("utf-8"))
    assert out.count(b"\n") == 1, out
    assert status in (0, 2, 3), (status, said, _log(folder))
    troubles = isinstance(answer, dict) and set(answer) & {"refused", "environment", "bug"}
    damaged = isinstance(answer, dict) and set(answer) == {"file", "journal", "standing", "search"}
    assert bool(troubles) == (status != 0) or damaged, (status, answer)
    assert bool(said.strip()) == bool(troubles), (answer, said)
    return Answer(status, answer, said)


def _run(
    arguments: list[str], variables: Mapping[str, str], folder: Path, given: bytes
) -> tuple[int, bytes, bytes]:
    if ready.possible(variables):
        return ready.run(arguments, variables, folder, given)
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        cwd=folder, env=dict(variables), input=given, capture_output=True, timeout=60,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def _bytes(given: bytes | str | Mapping[str, Any] | None) -> bytes:
    if given is None:
        return b""
    if isinstance(given, Mapping):
        given = json.dumps(given, ensure_ascii=False)
    return given.encode() if isinstance(given, str) else given


def _log(folder: Path) -> str:
    return "\n".join(file.read_text() for file in folder.glob("**/logs/*.log"))

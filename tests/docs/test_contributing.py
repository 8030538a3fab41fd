"""The worked example of CONTRIBUTING.md, taken out of the page and used from entry to register."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from db import demo, records, register, workbench
from db.clock import FixedClock, instant
from db.errors import Refused
from db.example import example
from db.session import Session, open_session
from forms import FORMS
from forms.acts import Act, Effect, Signed
from forms.fields import Field, Kind, WrongDeclaration
from forms.form import Form
from forms.paper import Box, Boxes, Cell, Copy, Row, Table, Text
from forms.timing import Deadline, Span, Validity
from views import printouts

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
START = "2026-11-21T10:42"


@dataclass
class Desk:
    """The example's form and a demo store whose front desk is logged in at a chosen time."""

    form: Form
    folder: Path

    def at(self, moment: str) -> Session:
        """李敏 (前台) at that office time."""
        clock = FixedClock(ms=instant(datetime.fromisoformat(moment)))
        return open_session(
            self.folder, "1003", demo.password_of("1003"), clock=clock, forms=(*FORMS, self.form)
        )


def blocks(language: str, heading: str) -> str:
    """The fenced blocks of a language under a heading of the page."""
    section = PAGE.split(f"\n### {heading}", 1)[1].split("\n#", 1)[0]
    found = re.findall(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert found, heading
    return "".join(found)


@pytest.fixture(scope="module")
def form() -> Form:
    """What the page declares."""
    names: dict[str, Any] = {"__name__": "forms.property.tools"}
    exec(compile(blocks("python", "2."), "CONTRIBUTING.md", "exec"), names)
    made = names["JY"]
    assert isinstance(made, Form)
    return made


@pytest.fixture
def desk(form: Form, tmp_path: Path) -> Desk:
    """A demo store made before the form existed, as in an office that gets a new release."""
    demo.create(tmp_path / "data", "x").session.close()
    return Desk(form, tmp_path / "data")


def test_it_goes_from_entry_to_register(desk: Desk) -> None:
    """Issued, signed on paper, extended, returned; on the workbench and in the register."""
    session = desk.at(START)
    made = records.issue(session, "JY", example(session, "JY")).record
    assert made.number == "JY-2026-000001"
    assert (made.seen.state, made.seen.open) == ("借出", ("借用人签字", "续借", "归还", "作废"))
    assert made.seen.valid_until == datetime(2026, 11, 22)
    records.act(session, made.number, "续借", {"until": "2026-11-24"})
    session.close()
    session = desk.at("2026-11-23T09:00")
    (item,) = workbench.items(session)
    assert (item.number, item.due, item.verb) == (made.number, datetime(2026, 11, 25), "收回")
    with pytest.raises(Refused) as refused:
        records.act(session, made.number, "归还", {"condition": "有损坏"})
    assert refused.value.problems == {"damage": "请填写损坏说明"}
    records.act(session, made.number, "归还", {"condition": "完好"})
    (row,) = register.entries(session, "JY")
    assert row.values["state"] == "已归还" and row.values["归还.at"] == "2026-11-23T09:00"
    assert workbench.items(session) == []
    session.close()


def test_its_rules_speak(desk: Desk) -> None:
    """Required only on somebody's behalf; at most seven days; a state of its own when overdue."""
    session = desk.at(START)
    values = example(session, "JY") | {"on_behalf": True, "back_by": "2026-11-29"}
    with pytest.raises(Refused) as refused:
        records.issue(session, "JY", values)
    assert refused.value.problems == {
        "borrower_id": "请填写证件", "back_by": "最多借 7 天，请改早一些",
    }
    records.issue(session, "JY", example(session, "JY"))
    session.close()
    session = desk.at("2026-11-22T00:00")
    late = records.load(session, "JY-2026-000001")
    assert late and late.seen.state == "逾期未还" and "归还" in late.seen.open
    session.close()


def test_its_paper_has_two_copies_with_everything_on_them(desk: Desk) -> None:
    """Text read back from the PDF."""
    session = desk.at(START)
    made = records.issue(session, "JY", example(session, "JY")).record
    printout = printouts.prepare(session, made)
    session.close()
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(printout.pdf)).pages]
    assert len(pages) == 2
    for page in pages:
        for words in ("JY-2026-000001", "周文清", "推车", "梯子", "损坏、遗失照价赔偿", "归还点验"):
            assert words in page.replace("\n", ""), words


def test_the_message_that_the_page_quotes_is_the_real_one(form: Form) -> None:
    """A column that does not exist, as the page says."""
    quoted = re.search(r"`WrongDeclaration: (JY [^`]+)`", PAGE)
    with pytest.raises(WrongDeclaration) as wrong:
        replace(form, register=("back_at",))
    assert quoted and quoted[1] == str(wrong.value)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the example's two files put where the page says, and nothing else."""
    copy = tmp_path_factory.mktemp("project")
    for name in ("main.py", "setup.cfg"):
        shutil.copy(ROOT / name, copy)
    for name in ("forms", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("db", "docs", "printing", "resources", "ui", "views"):
        (copy / name).symlink_to(ROOT / name)
    for heading, place in (
        ("2.", r"文件 `(\S+\.py)`"), ("4.", r"`(tests/scenarios/test_jy_\w+\.py)`"),
    ):  # fmt: skip
        named = re.search(place, PAGE)
        assert named
        (copy / named[1]).write_text(blocks("python", heading), encoding="utf-8")
    return copy


def test_the_program_finds_it_and_its_tests_pass(project: Path) -> None:
    """The tests of every declaration, and those that the page writes for it."""
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "JY or jy",
         "tests/forms/test_declarations.py", "tests/scenarios"],
        cwd=project, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout
    passed = re.search(r"(\d+) passed", ran.stdout)
    written = blocks("python", "4.").count("def test_")
    assert passed and int(passed[1]) > written and "skipped" not in ran.stdout


def test_the_commands_of_the_page_do_what_they_say(project: Path, tmp_path: Path) -> None:
    """Sections 5 and 6 line by line: due today, extended, overdue, returned, printed."""
    said = blocks("sh", "5.") + blocks("sh", "6.")
    spoken = said.replace("/tmp/", f"{tmp_path}/").replace(".venv/bin/python", sys.executable)
    ran = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", spoken],
        cwd=project, capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    answers = [json.loads(line) for line in ran.stdout.splitlines() if line[0] in "{["]
    forms, issued, today, extended, late, shown, returned, register, printed = answers
    assert "JY" in [one["code"] for one in forms]
    assert issued["number"] == "JY-2026-000001"
    assert [(one["number"], one["state"]) for one in today] == [("JY-2026-000001", "今天")]
    assert extended["standing"]["valid_until"] == "2026-11-24T00:00"
    assert [one["state"] for one in late] == ["逾期"]
    assert shown["standing"]["state"] == "逾期未还"
    assert returned["standing"]["state"] == "已归还"
    assert register[0]["归还.condition"] == "有损坏" and printed == {"pages": 2, "copies": 2}
    assert list(tmp_path.glob("单-*.png"))


def test_the_tables_name_everything_that_can_be_written() -> None:
    """Each parameter of a field, an act and the other values, each kind and each effect."""
    named = set(re.findall(r"[A-Za-z_]+", PAGE))
    for kind in (Field, Act, Box, Boxes, Cell, Copy, Row, Table, Text, Deadline, Span, Validity):
        assert kind.__name__ in named
    known_by_place = {"checks", "key", "label", "kind", "name"}
    for kind in (Field, Act):
        assert {one.name for one in fields(kind)} - named - known_by_place == set(), kind
    for choice in (*Kind, *Effect, *Signed):
        assert choice.name in named, choice

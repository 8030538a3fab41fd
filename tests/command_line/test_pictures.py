"""Photos and files on the command line: paths in, names and sizes out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from forms.acts import Act, void
from forms.fields import Field, Kind
from forms.form import Form
from tests.command_line.desk import NOW, Desk
from tests.db import hostile
from views import cli

FORM = Form(
    "ZP", "照片登记", "物业", ("前台",),
    (
        Field("face", "一寸照片", Kind.PHOTO, required=True),
        Field("things", "物品", Kind.LINES, columns=(
            Field("name", "名称", required=True), Field("picture", "照片", Kind.PHOTO),
        )),
        Field("phone", "电话", Kind.PHONE, required=True),
    ),
    (Act("验看", ("前台",), (Field("proof", "凭证", Kind.FILE, required=True),)), void("前台")),
    register=("@number", "@state"),
    example={
        "face": {"name": "照片.jpg", "sha256": "0" * 64, "size": 1}, "phone": "13800138000",
        "things": [{"name": "伞", "picture": {"name": "伞.jpg", "sha256": "0" * 64, "size": 1}}],
    },
)  # fmt: skip

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Runs one verb in this process, with the form above besides: (status, JSON)."""

    def call(*arguments: str, staff: str = "1003") -> tuple[int, Any]:
        monkeypatch.setenv("QIANTAI_PASSWORD", f"demo{staff}")
        given = ["--data", str(desk.folder), "--json", "--now", NOW, "--staff", staff, *arguments]
        options = cli.parse(given)
        assert not isinstance(options, int)
        status = cli.run(options, (FORM,))
        return status, json.loads(capsys.readouterr().out)

    yield call


def saved(folder: Path, values: dict[str, Any], name: str = "单.json") -> str:
    """A JSON file with a photo, a scan and a liar beside it."""
    (folder / "照片").mkdir(exist_ok=True)
    (folder / "照片" / "张三.jpg").write_bytes(hostile.placed(hostile.quarters()))
    (folder / "凭证.pdf").write_bytes(hostile.pdf())
    (folder / "假.jpg").write_text("<html>", encoding="utf-8")
    file = folder / name
    file.write_text(json.dumps(values), encoding="utf-8")
    return str(file)


def test_paths_start_from_the_json_file(run: Run, tmp_path: Path) -> None:
    """Not from where the program is run; `show` gives name and size by role."""
    given = {"face": "照片/张三.jpg", "phone": "13800138000",
             "things": [{"name": "伞", "picture": str(tmp_path / "照片" / "张三.jpg")}]}
    status, made = run("issue", "ZP", saved(tmp_path, given))
    assert status == 0
    proof = saved(tmp_path, {"proof": "凭证.pdf"}, "验看.json")
    assert run("act", made["number"], "验看", "--values", proof)[0] == 0
    shown = run("show", made["number"])[1]
    face = shown["values"]["face"]
    assert face["name"] == "张三.jpg" and set(face) == {"name", "size"}
    assert shown["values"]["things"] == [{"name": "伞", "picture": face}]
    assert shown["acts"][0]["values"]["proof"]["name"] == "凭证.jpg"
    masked = run("show", made["number"], staff="2001")[1]
    hidden = {"name": "（未显示）", "size": face["size"]}
    assert masked["values"]["face"] == hidden
    assert masked["values"]["things"] == [{"name": "伞", "picture": hidden}]
    assert "张三" not in json.dumps(masked, ensure_ascii=False)
    assert run("check", "--full", staff="1001")[1]["file"] == "ok"


def test_every_problem_is_told_at_once(run: Run, tmp_path: Path) -> None:
    """Files and other fields, each beside its own; nothing is issued."""
    given = {"face": "假.jpg", "phone": "1", "things": [{"name": "伞", "picture": "没有.jpg"}]}
    status, answer = run("issue", "ZP", saved(tmp_path, given))
    assert status == 2 and set(answer["refused"]) == {"face", "phone", "things[0].picture"}
    assert answer["refused"]["face"].startswith("假.jpg 不是照片或扫描件")
    assert answer["refused"]["things[0].picture"] == "没有.jpg 这个文件不存在"
    good = {"face": "照片/张三.jpg", "phone": "13800138000"}
    number = run("issue", "ZP", saved(tmp_path, good))[1]["number"]
    assert number == "ZP-2026-000001"
    proof = saved(tmp_path, {"proof": "假.jpg"}, "验看.json")
    status, answer = run("act", number, "验看", "--values", proof)
    assert status == 2 and answer["refused"]["proof"].startswith("假.jpg 不是照片")
    assert run("act", number, "没有这项", "--values", proof)[0] == 2


def test_the_example_is_issued_as_it_comes(run: Run, tmp_path: Path) -> None:
    """Its pictures are files that exist."""
    status, values = run("example", "ZP")
    assert status == 0 and Path(values["face"]).is_file()
    assert Path(values["things"][0]["picture"]).is_file()
    file = tmp_path / "别处" / "单.json"
    file.parent.mkdir()
    file.write_text(json.dumps(values), encoding="utf-8")
    assert run("issue", "ZP", str(file))[0] == 0

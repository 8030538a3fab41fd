"""Every verb as a separate process: shapes of the answers as docs/command-line.md writes them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line.desk import GOODS, OWNER_MOVES, ROOT, Desk, answered, surroundings

STANDING = {"state", "next", "due", "valid_until", "holder"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


@pytest.mark.long
def test_init_demo_answers_with_every_role_and_what_opens_the_store(tmp_path: Path) -> None:
    """The roster covers all desks; the first administrator's password is the one given."""
    desk = Desk(tmp_path / "d")
    made = desk.run("init", "--demo", "--office", "虚构物业", staff=None, password="admin").done
    assert set(made) == {"administrator", "recovery", "staff"}
    assert made["administrator"] == {"staff": "1000"}
    assert len(made["recovery"].replace("-", "")) >= 32
    assert all(set(one) == {"staff", "name", "roles", "password"} for one in made["staff"])
    roles = {role for one in made["staff"] for role in one["roles"]}
    assert roles >= {
        "前台", "客服主管", "值班主任", "主任", "财务", "门岗", "销售顾问", "组长", "总经理",
        "业务经理", "物流", "库房", "系统管理员",
    }  # fmt: skip
    assert desk.run("due", staff="1000", password="admin").done == []
    member = made["staff"][0]
    assert desk.run("due", staff=member["staff"], password=member["password"]).status == 0
    for form in desk.run("forms", staff=None).done:
        for day in (("--to", "2026-11-08"), ("--from", "2026-11-21")):
            assert desk.run("register", form["code"], *day).done, (form["code"], day)
        assert desk.run("example", form["code"]).status == 0


def test_init_of_a_real_office_generates_a_password_that_opens_it(tmp_path: Path) -> None:
    """Without QIANTAI_PASSWORD the answer holds the first password; nobody else is there."""
    desk = Desk(tmp_path / "d", now=None)
    made = desk.run("init", "--office", "虚构物业", staff=None).done
    assert set(made) == {"administrator", "recovery"}
    first = made["administrator"]
    assert set(first) == {"staff", "password"} and len(first["password"]) >= 10
    assert desk.run("check", staff=first["staff"], password=first["password"]).done["file"] == "ok"
    assert desk.run("due", staff="1003", password="demo1003").status == 3


@pytest.mark.parametrize("weak", ["12345678", "1000", "abc", "        ", "aaaaaaaa"])
def test_init_of_a_real_office_refuses_a_weak_password_and_leaves_nothing(
    tmp_path: Path, weak: str
) -> None:
    """The problem stands beside "password"; a second try with a good one works."""
    desk = Desk(tmp_path / "d", now=None)
    assert "password" in desk.run("init", staff=None, password=weak).refused
    assert not (desk.folder / "store.db").exists() and not (desk.folder / "keys.json").exists()


def test_a_second_init_changes_nothing(desk: Desk) -> None:
    """Where data stands, init is an environment problem and the old store still opens."""
    before = (desk.folder / "keys.json").read_bytes()
    assert "已有" in desk.run("init", "--demo", staff=None, password="other").environment
    assert "已有" in desk.run("init", staff=None, password="Rk7-long-enough", now=None).environment
    assert (desk.folder / "keys.json").read_bytes() == before
    assert desk.run("due").status == 0


def test_forms_needs_neither_password_nor_data(tmp_path: Path) -> None:
    """`forms` describes FX completely, in a folder without any data."""
    found = answered(["--json", "forms"], surroundings(), tmp_path).done
    form = next(one for one in found if one["code"] == "FX")
    assert set(form) >= {
        "code", "title", "desk", "fields", "acts", "copies", "fees", "deadlines", "papers",
    }  # fmt: skip
    assert (form["title"], form["desk"]) == ("物品放行条", "物业")
    fields = {field["key"]: field for field in form["fields"]}
    assert all({"key", "label", "kind", "required"} <= set(one) for one in form["fields"])
    assert fields["unit"]["kind"] == "unit" and fields["unit"]["required"] is True
    assert fields["applicant"]["choices"] == ["业主", "租户", "装修负责人"]
    assert {"name", "quantity"} <= {column["key"] for column in fields["goods"]["columns"]}
    assert all(set(act) == {"name", "roles", "after", "fields"} for act in form["acts"])
    assert form["acts"][-1]["name"] == "作废"
    assert [key["key"] for key in form["acts"][-1]["fields"]] == ["why"]
    assert "放行" in {act["name"] for act in form["acts"]}
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("arguments", [["forms"], ["--json", "forms"], ["--help"], ["wrong"]])
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, arguments: list[str]) -> None:
    """As in `… forms | head -1`: nothing is said, the status is that of the work."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as gone:
        ran = subprocess.run(
            [sys.executable, str(ROOT / "main.py"), *arguments],
            cwd=tmp_path, env=surroundings(), stdout=gone, stderr=subprocess.PIPE, timeout=60,
        )  # fmt: skip
    said = ran.stderr.decode()
    assert "Error" not in said and "Traceback" not in said, said
    assert ran.returncode == (2 if arguments == ["wrong"] else 0)


def test_example_is_accepted_by_issue_as_it_is(desk: Desk, json_file: Callable[[str], str]) -> None:
    """Its answer goes unchanged into a file; code in lower case will do."""
    example = desk.run("example", "fx").done
    file = json_file(json.dumps(example, ensure_ascii=False))
    assert desk.run("issue", "fx", file).done["number"] == "FX-2026-000001"


def test_issue_answers_number_code_and_standing(desk: Desk) -> None:
    """The code is 20 capitals and digits that start with the number."""
    made = desk.issue()
    assert made["number"] == "FX-2026-000001"
    assert re.fullmatch(r"FX26000001[A-Z2-7]{10}", made["code"])
    assert {"state", "next"} <= set(made["standing"]) <= STANDING
    assert made["standing"]["next"][-1] == "作废"
    assert desk.issue()["number"] == "FX-2026-000002"


def test_values_come_from_a_file_or_from_standard_input(
    desk: Desk, json_file: Callable[[str], str]
) -> None:
    """A byte-order mark in front, as Windows editors write it, does no harm."""
    text = json.dumps(OWNER_MOVES, ensure_ascii=False)
    assert desk.run("issue", "FX", json_file("\ufeff" + text)).status == 0
    assert desk.run("issue", "FX", "-", given="\ufeff" + text).status == 0
    assert desk.run("issue", "FX", "-", given=json.dumps(OWNER_MOVES)).status == 0
    why = json_file('{"why": "写错房号"}')
    assert desk.run("act", "FX-2026-000001", "作废", "--values", why).status == 0
    assert desk.run("act", "FX-2026-000002", "作废", "--values", "-", given={"why": "同上"}).status == 0


def test_act_answers_number_standing_and_prints(desk: Desk) -> None:
    """The act is gone from `next`; the one after it has come; refusals and 作废 stand last."""
    number = desk.issue()["number"]
    signed = desk.act(number, "值班主任签字", "1002")
    assert set(signed) == {"number", "standing", "prints"} and signed["number"] == number
    assert signed["prints"] == []
    names = signed["standing"]["next"]
    assert "值班主任签字" not in names and "主任盖章" in names
    assert names.index("主任盖章") < names.index("主任不同意") < names.index("作废")
    assert names[-1] == "作废"


def test_an_act_signed_on_paper_is_recorded_by_the_desk_with_the_signer(desk: Desk) -> None:
    """--paper: the desk may, the gate may not; the signer shows in the acts; no name, no act."""
    number = desk.issue()["number"]
    act = ("act", number, "值班主任签字", "--paper")
    assert desk.run(*act, "王建国", staff="2001").status == 2
    assert desk.run(*act, "  ").status == 2
    assert desk.run(*act, "王建国").status == 0
    done = desk.run("show", number).done["acts"]
    assert [(one["name"], one["by"], one["paper"]) for one in done] == [
        ("值班主任签字", "1003", "王建国")
    ]
    release = ("act", number, "放行", "--paper", "赵队", "--values", "-")
    assert desk.run(*release, given={"counts": [1, 12]}).status == 2


def test_show_answers_everything_about_a_record(desk: Desk) -> None:
    """Values canonical, acts with time and person, number in any spelling."""
    number = desk.issue()["number"]
    desk.act(number, "值班主任签字", "1002", now="2026-11-21T11:05")
    shown = desk.run("show", "fx2026000001").done
    assert set(shown) >= {"number", "form", "values", "acts", "standing", "prints", "linked"}
    assert (shown["number"], shown["form"]) == (number, "FX")
    values = shown["values"]
    assert values["carrier"] == {"name": "赵虚构"} and values["plate"] == "粤BD12345"
    assert values["carrier_id"] == {"kind": "居民身份证", "number": "11010519491231002X"}
    assert values["goods"] == [{**line} for line in GOODS]
    assert [(one["name"], one["at"], one["by"]) for one in shown["acts"]] == [
        ("值班主任签字", "2026-11-21T11:05", "1002")
    ]
    assert (shown["prints"], shown["linked"]) == ([], [])


@pytest.mark.parametrize(("staff", "sees"), [("1003", True), ("1010", True), ("2001", False),
                                             ("1013", False), ("9001", False)])  # fmt: skip
def test_show_masks_numbers_of_persons_by_role(signed: Desk, staff: str, sees: bool) -> None:
    """Desk and accounts see them in full, gate, repairmen and administrators do not."""
    shown = signed.run("show", "FX-2026-000001", staff=staff)
    text = json.dumps(shown.done, ensure_ascii=False) + shown.words
    assert ("11010519491231002X" in text) is sees
    assert ("13800138000" in text) is sees
    assert shown.json["values"]["carrier_id"]["number"].endswith("2X")
    assert shown.json["values"]["carrier"]["name"] == "赵虚构"


def test_print_to_a_file_then_again_with_a_reason_then_one_copy(desk: Desk, tmp_path: Path) -> None:
    """Three copies; a second print wants its reason and says 补打; --copy takes one alone."""
    number = desk.issue()["number"]
    out = tmp_path / "新 文件夹" / "单.pdf"
    assert desk.run("print", number, "--out", str(out)).done == {"pages": 3, "copies": 3}
    assert out.read_bytes().startswith(b"%PDF-")
    assert "again" in desk.run("print", number, "--out", str(out)).refused
    assert "again" in desk.run("print", number, "--out", str(out), "--again", " ").refused
    again = ("print", number, "--again", "客户遗失", "--out", str(out))
    assert desk.run(*again).done == {"pages": 3, "copies": 3}
    assert desk.run(*again, "--copy", "2").done == {"pages": 1, "copies": 1}
    for copy in ("0", "4", "-1"):
        assert "copy" in desk.run(*again, "--copy", copy).refused
    prints = desk.run("show", number).done["prints"]
    assert [(one["nth"], one["again"]) for one in prints] == [
        (1, None), (2, "客户遗失"), (3, "客户遗失"),
    ]  # fmt: skip


@pytest.mark.parametrize("mode", ["overprint", "card"])
def test_a_mode_the_paper_does_not_have_is_refused(signed: Desk, tmp_path: Path, mode: str) -> None:
    """And nothing counts as printed."""
    out = tmp_path / "单.pdf"
    asked = signed.run("print", "FX-2026-000001", "--mode", mode, "--out", str(out))
    assert "mode" in asked.refused and not out.exists()
    assert signed.run("show", "FX-2026-000001").done["prints"] == []


def test_print_where_it_cannot_be_written_leaves_the_record_and_says_so(
    signed: Desk, tmp_path: Path
) -> None:
    """A folder in place of the file: status 3; the record stays valid, marked 未出纸, and prints
    without a reason afterwards."""
    asked = signed.run("print", "FX-2026-000001", "--out", str(tmp_path))
    assert asked.environment
    shown = signed.run("show", "FX-2026-000001").done
    assert [one["outcome"] for one in shown["prints"]] == ["未出纸"]
    assert signed.run("print", "FX-2026-000001", "--out", str(tmp_path / "a.pdf")).status == 0


def test_an_unknown_printer_is_the_environments_fault(signed: Desk) -> None:
    """--queue of a printer that is not there."""
    assert signed.run("print", "FX-2026-000001", "--queue", "no-such-printer").environment


def test_gate_answers_verdict_reason_lines_and_ink(signed: Desk) -> None:
    """It asks only: asking twice gives the same answer and the slip stays open."""
    asked = signed.run("gate", "FX-2026-000001", staff="2001").done
    assert set(asked) == {"verdict", "reason", "number", "lines", "ink"}
    assert asked["verdict"] == "可以放行" and asked["number"] == "FX-2026-000001"
    assert [(line["name"], line["quantity"]) for line in asked["lines"]] == [
        ("双门冰箱", 1), ("纸箱", 12),
    ]  # fmt: skip
    assert asked["ink"] == ["办证人（业主）签字", "主任（盖章）"]
    assert signed.run("gate", "FX-2026-000001", staff="2001").done == asked


def test_find_finds_by_number_and_by_room(signed: Desk) -> None:
    """A number in several spellings, a room; hits carry kind, id, title and line."""
    for text in ("FX-2026-000001", "fx2026000001", "FX1", "1"):
        hits = signed.run("find", text).done
        assert all(set(hit) == {"kind", "id", "title", "line"} for hit in hits)
        assert ("record", "FX-2026-000001") in {(hit["kind"], hit["id"]) for hit in hits}, text
    for room in ("1-101", "1栋101", "１－１０１"):
        hits = signed.run("find", room).done
        assert hits[0]["kind"] == "unit" and hits[0]["id"] == "1-101"
        assert "FX-2026-000001" in {hit["id"] for hit in hits}
    assert len(signed.run("find", "3", "--limit", "2").done) <= 2
    for nothing in ("FX-2026-000002", "99-9901", "%", "'; DROP TABLE record", "*"):
        assert signed.run("find", nothing).done == [], nothing


def test_due_answers_what_waits_for_the_one_who_asks(desk: Desk) -> None:
    """The duty supervisor has a slip to sign, the director has not yet, the gate nothing."""
    number = desk.issue()["number"]
    lines = desk.run("due", staff="1002").done
    assert {frozenset(one) for one in lines} == {
        frozenset({"due", "state", "number", "form", "what", "verb"})
    }
    (duty,) = [one for one in lines if not one["number"]]
    waiting = [one for one in lines if one["number"]]
    assert (duty["number"], duty["form"], duty["verb"], duty["what"][:4]) == (
        "", "ZR", "登记", "夜间查岗",
    )  # fmt: skip
    assert len(waiting) == 1
    assert (waiting[0]["number"], waiting[0]["verb"]) == (number, "值班主任签字")
    assert waiting[0]["due"] is None or MOMENT.fullmatch(waiting[0]["due"])
    assert desk.run("due", staff="1001").done == []
    desk.act(number, "值班主任签字", "1002")
    assert [one["verb"] for one in desk.run("due", staff="1001").done] == ["主任盖章"]
    assert [one for one in desk.run("due", staff="1002").done if one["number"]] == []


def test_without_json_it_is_chinese_for_people(signed: Desk) -> None:
    """No braces, no English keys; refusals go to standard error alone."""
    import subprocess
    import sys

    def said(*words: str, status: int = 0) -> tuple[str, str]:
        done = subprocess.run(
            [sys.executable, str(ROOT / "main.py"), "--data", str(signed.folder), "--staff", "1003",
             "--now", str(signed.now), *words],
            env=surroundings() | {"QIANTAI_PASSWORD": "demo1003"}, capture_output=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == status, done
        return done.stdout.decode(), done.stderr.decode()

    for words in (("show", "FX-2026-000001"), ("gate", "FX-2026-000001"), ("forms",), ("due",),
                  ("register", "FX"), ("find", "1-101")):  # fmt: skip
        out, err = said(*words)
        assert out.strip() and not err, words
        assert not re.search(r"[{}\[\]]|None|True|False|_", out), out
    out, err = said("show", "FX-2026-000009", status=2)
    assert out == "" and "没有" in err

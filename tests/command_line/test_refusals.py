"""What the command line does not do: who may not, what is unknown, what cannot be read."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command_line.desk import NOW, OWNER_MOVES, Desk, answered, surroundings


def test_wrong_password_five_times_locks_the_number_alone(desk: Desk) -> None:
    """The sixth try is refused even with the right password; others work; ten minutes later it
    opens again. Every answer is the environment's."""
    for left in (4, 3, 2, 1):
        assert f"{left} 次" in desk.run("due", password="wrong").environment
    assert "10 分钟" in desk.run("due", password="wrong").environment
    assert "锁定" in desk.run("due").environment
    assert desk.run("due", staff="1004").status == 0
    assert "锁定" in desk.run("due", now="2026-11-21T10:51").environment
    assert desk.run("due", now="2026-11-21T10:52").status == 0


def test_unknown_staff_and_wrong_password_read_the_same(desk: Desk) -> None:
    """Nobody learns from outside which numbers exist."""
    known = desk.run("due", password="wrong").environment
    assert desk.run("due", staff="7777", password="wrong").environment == known


def test_password_only_in_the_environment(desk: Desk) -> None:
    """Missing: a refusal that names the variable; as an argument: not understood."""
    assert "QIANTAI_PASSWORD" in desk.run("due", password="").refused[""]
    assert desk.run("due", extra={"QIANTAI_PASSWORD": ""}).status == 2
    assert desk.run("due", "--password", "demo1003").status == 2
    assert "staff" in desk.run("due", staff=None).refused


def test_the_second_persons_password_is_asked_for_and_checked(desk: Desk) -> None:
    """--second without QIANTAI_PASSWORD_2 is refused; with a wrong one it is the key's fault."""
    number = desk.issue()["number"]
    void = ("act", number, "作废", "--values", "-", "--second", "1002")
    assert "QIANTAI_PASSWORD_2" in desk.run(*void, given={"why": "错"}).refused[""]
    wrong = desk.run(*void, given={"why": "错"}, extra={"QIANTAI_PASSWORD_2": "nope"})
    assert wrong.environment and desk.run("show", number).done["acts"] == []


def test_void_after_release_takes_a_second_person_who_may(signed: Desk) -> None:
    """None, oneself and the gate are refused; the duty supervisor countersigns."""
    number = "FX-2026-000001"
    counts = {"counts": [1, 12]}
    signed.act(number, "放行", "2001", "--values", "-", given=counts)
    void = ("act", number, "作废", "--values", "-")
    why: dict[str, Any] = {"given": {"why": "误放行"}}
    assert "second" in signed.run(*void, **why).refused
    assert "second" in signed.run(*void, second="1003", **why).refused
    assert signed.run(*void, second="2001", **why).status == 2
    early = ("act", signed.issue()["number"], "作废", "--values", "-")
    assert "second" in signed.run(*early, second="1003", **why).refused
    assert signed.run(*early, second="2001", **why).refused
    assert signed.run(*void, second="1002", **why).done["standing"]["state"] == "已作废"
    voided = signed.run("show", number).done["acts"][-1]
    assert (voided["by"], voided["second"], voided["values"]) == ("1003", "1002", {"why": "误放行"})


LACKING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("2001", ("issue", "FX", "-")),
    ("9001", ("issue", "FX", "-")),
    ("3001", ("issue", "FX", "-")),
    ("1003", ("act", "FX-2026-000001", "放行", "--values", "-")),
    ("2001", ("act", "FX-2026-000001", "作废", "--values", "-")),
    ("1010", ("gate", "FX-2026-000001")),
    ("2001", ("print", "FX-2026-000001", "--out", "x.pdf")),
    ("2001", ("backup",)),
    ("1003", ("check",)),
)


def test_who_lacks_the_right_is_told_who_has_it(signed: Desk) -> None:
    """A refusal that names the roles that may; nothing is changed by any of them."""
    for staff, words in LACKING:
        given = {"counts": [1, 12], "why": "试"}
        refused = signed.run(*words, staff=staff, given=given).refused
        assert "须由" in refused[""], (words, refused)
    shown = signed.run("show", "FX-2026-000001").done
    assert shown["standing"]["state"] == "待放行" and shown["prints"] == []
    assert [one["number"] for one in signed.run("register", "FX").done] == ["FX-2026-000001"]


UNKNOWN: tuple[tuple[str, ...], ...] = (
    ("show", "FX-2026-000999"), ("show", "乱写"), ("show", ""), ("example", "QQ"),
    ("issue", "QQ", "-"), ("register", "QQ"), ("act", "FX-2026-000999", "放行"),
    ("act", "FX-2026-000001", "点头"), ("print", "FX-2026-000999", "--out", "x.pdf"),
    ("register", "FX", "--where", "nothing=1"), ("register", "FX", "--where", "state"),
    ("register", "FX", "--from", "昨天"), ("register", "FX", "--to", "2026-02-30"),
    ("register", "FX", "--to", "9999-12-31"), ("register", "FX", "--out", "x.docx"),
    ("issue", "FX", "没有这个文件.json"), ("issue", "FX", "."), ("issue", "FX"), ("frobnicate",),
    ("act", "FX-2026-000001", "作废"), ("print", "FX-2026-000001", "--copy", "二"),
    ("print", "FX-2026-000001", "--out", "x.pdf", "--queue", "y"), ("find",), ("show",),
    ("act", "FX-2026-000001", "办证人签字", "--paper", "刘\x01"), ("due", "--data"),
    ("act", "FX-2026-000001", "值班主任签字", "--paper", "刘" * 61),
    ("act", "FX-2026-000001", "值班主任签字", "--paper", "\udcff"),
)  # fmt: skip


def test_what_is_unknown_or_miswritten_is_refused(signed: Desk) -> None:
    """Unknown numbers, forms, acts, columns, files and arguments: status 2 and Chinese words."""
    for words in UNKNOWN:
        problems = signed.run(*words, given={}).refused
        chinese = [any("一" <= sign <= "龥" for sign in one) for one in problems.values()]
        assert chinese and all(chinese), (words, problems)
        assert "directory" not in "".join(problems.values()), problems


def test_a_gate_question_about_nothing_is_an_answer(signed: Desk) -> None:
    """Unknown numbers and rubbish are 不可放行 with a reason, not refusals of the command."""
    for code in ("FX-2026-000999", "FX26000999ABCDEFGHIJ", "乱写", "123", "' OR 1=1 --", "二维码"):
        asked = signed.run("gate", code, staff="2001").done
        assert asked["verdict"] == "不可放行" and asked["reason"], code


MALFORMED: tuple[str | bytes, ...] = (
    "", "{", "null", "[]", '"x"', "12", "{}{}", "{'unit': 1}", '{"unit": }', "[" * 100_000,
    '{"a":' * 50_000, b"\xff\xfe{}", b"{\"unit\": \"\xb7\xbf\"}", b"\x00\x00",
)  # fmt: skip


def test_malformed_json_is_refused_as_a_whole(desk: Desk) -> None:
    """Whatever stands on standard input: one refusal for the form as a whole, nothing issued."""
    for text in MALFORMED:
        assert "JSON" in desk.run("issue", "FX", "-", given=text).refused[""], text[:20]
    assert desk.run("register", "FX").done == []


HOSTILE: tuple[dict[str, Any], ...] = (
    {"unit": 3, "carrier": {"name": {"name": "x"}}, "carrier_id": "11010519491231002Y",
     "goods": [], "applicant": "路人", "没有这栏": 1, "plate": {"a": 1}, "phone": [1]},
    {"unit": None, "carrier": "\ud83d", "carrier_id": {"kind": "身份证", "number": ["1"]},
     "goods": "冰箱", "applicant": ["业主"], "__class__": "x", "reason": 0},
    {"unit": "x" * 100_000, "carrier": "\x00", "carrier_id": 11010519491231002,
     "phone": "=cmd|' /C calc'!A0", "goods": [[]], "@number": "FX-2026-000777"},
    {"unit": "3-1202\n4-101", "carrier": {"name": "甲", "phone": "1", "extra": 1},
     "goods": [{"name": "冰箱", "quantity": 1e400}], "\udc00": 1},
    {"unit": "'; DROP TABLE record; --", "goods": [{"name": "冰箱", "quantity": -1}]},
    {"unit": ["1-101"], "goods": [{"name": "冰箱", "quantity": 0.5}]},
    {"unit": {"label": "1-101"}, "goods": [{"name": "冰箱", "quantity": True}]},
    {"unit": True, "goods": [{"name": "冰箱", "quantity": 1, "价格": 1}]},
    {"unit": "１" * 50, "goods": [{"name": "冰箱"}] * 61},
    {"unit": "0-0", "goods": {"0": {"name": "冰箱"}}},
)  # fmt: skip


def test_hostile_values_are_refused_each_beside_its_field(desk: Desk) -> None:
    """Several at once: every one is named by its own path and nothing else is; none is issued."""
    for values in HOSTILE:
        given = json.dumps({**OWNER_MOVES, **values})
        problems = desk.run("issue", "FX", "-", given=given).refused
        tops = {path.partition(".")[0].partition("[")[0] for path in problems}
        assert tops == set(values), problems
    assert desk.run("register", "FX").done == []


def test_all_problems_come_at_once_each_with_its_path(desk: Desk) -> None:
    """Required, wrong and unknown ones together, lines by their index."""
    given = {
        "unit": "", "carrier": "", "carrier_id": "11010519491231002", "phone": "12",
        "goods": [{"name": "冰箱"}, {"name": "", "quantity": 0}], "nothing": 1,
    }  # fmt: skip
    problems = desk.run("issue", "FX", "-", given=given).refused
    assert set(problems) == {
        "unit", "carrier", "carrier_id", "phone", "goods[1].name", "goods[1].quantity", "nothing",
    }  # fmt: skip
    assert "18 位" in problems["carrier_id"] and "17" in problems["carrier_id"]


def test_rare_names_and_goods_survive_unchanged(desk: Desk) -> None:
    """Astral characters, the middle dot and what looks like code, to the store and back; marks
    that would turn the writing around are dropped."""
    given = {
        **OWNER_MOVES,
        "carrier": "𠮷䶮\u202e·㛃",
        "goods": [{"name": "=1+1", "quantity": 2}, {"name": "<b>&\"'\\", "quantity": 1}],
    }
    number = desk.issue(given)["number"]
    values = desk.run("show", number).done["values"]
    assert values["carrier"]["name"] == "𠮷䶮·㛃"
    assert [line["name"] for line in values["goods"]] == ["=1+1", "<b>&\"'\\"]


def test_json_is_utf8_whatever_the_code_page(desk: Desk) -> None:
    """A Chinese Windows pipes GBK, a bare shell ASCII: the document is the same."""
    expected = desk.run("find", "2-701").done
    assert "𠮷" in json.dumps(expected, ensure_ascii=False)
    for page in ("gbk", "ascii", "latin-1"):
        assert desk.run("find", "2-701", extra={"PYTHONIOENCODING": page}).done == expected


def test_now_works_only_on_demo_stores(tmp_path: Path) -> None:
    """A real store refuses it for every verb, `init` and `restore` too; nothing happens."""
    real = Desk(tmp_path / "d", now=None)
    assert "now" in real.run("init", staff=None, now=NOW).refused
    assert not real.folder.exists() or not list(real.folder.glob("store*"))
    password = "Rk7-long-enough"
    real.run("init", staff=None, password=password).done
    who: dict[str, Any] = {"staff": "1000", "password": password}
    assert "now" in real.run("due", now=NOW, **who).refused
    assert "now" in real.run("backup", now=NOW, **who).refused
    saved = real.run("backup", **who).done["file"]
    assert "now" in real.run("restore", saved, now=NOW, **who).refused
    assert real.run("due", **who).status == 0


def test_a_store_cannot_be_made_a_demo_by_editing_its_keys(tmp_path: Path) -> None:
    """keys.json says demo, the store inside says no: --now is still refused."""
    real = Desk(tmp_path / "d", now=None)
    who: dict[str, Any] = {"staff": "1000", "password": "Rk7-long-enough"}
    real.run("init", **{**who, "staff": None}).done
    keys = real.folder / "keys.json"
    keys.write_text(keys.read_text().replace('"demo": false', '"demo": true'))
    assert "now" in real.run("due", now=NOW, **who).refused


@pytest.mark.parametrize(
    "now", ["明天", "", "2026-13-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59"]
)
def test_a_miswritten_now_is_refused(desk: Desk, now: str) -> None:
    """Not a bug, and never the computer's clock instead."""
    assert "now" in desk.run("--now", now, "issue", "FX", "-", now=None, given=OWNER_MOVES).refused


@pytest.mark.parametrize("verb", ["due", "check", "backup", "show X"])
def test_a_missing_data_folder_is_the_environments(tmp_path: Path, verb: str) -> None:
    """And the folder is not made by asking."""
    desk = Desk(tmp_path / "nowhere")
    assert "没有找到" in desk.run(*verb.split(), staff="1000", password="admin").environment
    assert not desk.folder.exists()


def test_a_file_in_place_of_the_data_folder_is_the_environments(tmp_path: Path) -> None:
    """For asking and for `init`."""
    file = tmp_path / "d"
    file.write_text("")
    desk = Desk(file)
    assert desk.run("due").environment
    assert desk.run("init", "--demo", "--empty", staff=None, password="admin").environment


def test_a_missing_or_foreign_store_or_keys_is_the_environments(desk: Desk, tmp_path: Path) -> None:
    """No store, no keys, keys of another office, an empty file: status 3 with Chinese words."""
    cases: dict[str, Callable[[Path], object]] = {
        "no store": lambda d: (d / "store.db").unlink(),
        "no keys": lambda d: (d / "keys.json").unlink(),
        "keys broken": lambda d: (d / "keys.json").write_text("{"),
        "store empty": lambda d: (d / "store.db").write_bytes(b""),
        "store foreign": lambda d: (d / "store.db").write_bytes(b"SQLite format 3\0" + b"x" * 8000),
    }
    for name, spoil in cases.items():
        copy = desk.copied(tmp_path / name)
        spoil(copy.folder)
        assert copy.run("due").environment, name
    other = Desk(tmp_path / "other")
    other.run("init", "--demo", "--empty", staff=None, password="admin").done
    shutil.copy(other.folder / "keys.json", desk.folder / "keys.json")
    assert desk.run("due").environment


def test_wrong_arguments_keep_the_promise_of_one_document(tmp_path: Path) -> None:
    """--json holds wherever it stands, even when nothing else is understood."""
    for words in (["--json"], ["due", "--json", "--data"], ["frobnicate", "--json"],
                  ["--json", "show"], ["--json", "--now"],
                  ["issue", "--json", "FX", "-", "zuviel"]):  # fmt: skip
        assert answered(words, surroundings(), tmp_path).refused

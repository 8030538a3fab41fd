"""Rights on the command line: a sample of the matrix, changed by two, the drill, a new key."""

from __future__ import annotations

from pathlib import Path

from tests.command_line.desk import OWNER_MOVES, Desk

ADMIN, DIRECTOR, GATE, CLERK, KEEPER = "9001", "1001", "2001", "1003", "1005"
STAMP = "act:FX:主任盖章"


REFUSED = (
    (GATE, ("issue", "FX", "-"), "不能开物品放行条"),
    (GATE, ("register", "FX", "--out", "x.xlsx"), "不能导出"),
    (CLERK, ("rights",), "不能看权限表"),
    (CLERK, ("drill",), "不能演练恢复码"),
    (DIRECTOR, ("rekey",), "不能换数据钥匙"),
    (ADMIN, ("issue", "FX", "-"), "不能开物品放行条"),
    (ADMIN, ("rekey",), "须第二人复核"),
)


def test_who_may_not_is_told_whose_work_it_is(desk: Desk) -> None:
    """Exit status 2, nothing done."""
    for staff, arguments, told in REFUSED:
        answer = desk.run(*arguments, staff=staff, given=OWNER_MOVES)
        assert told in "".join(answer.refused.values()), arguments


def test_levels_hold_on_the_command_line(desk: Desk) -> None:
    """Shown, printed, acted on, listed, found: for who may see it, and for nobody else."""
    asked = {"reader_kind": "员工", "reader": "郑维国", "department": "工程部", "level": "绝密",
             "files": [{"name": "竣工图"}], "purpose": "维修查图", "reason": "渗漏"}  # fmt: skip
    assert set(desk.run("issue", "JD", "-", given=asked).refused) == {"level"}
    number = desk.run("issue", "JD", "-", staff=KEEPER, given=asked).done["number"]
    assert desk.run("show", number, staff=KEEPER).done["values"]["level"] == "绝密"
    for words in (("show", number), ("act", number, "借阅人签字", "--paper", "郑维国"),
                  ("print", number, "--out", "x.pdf")):  # fmt: skip
        assert desk.run(*words).refused == {"": f"没有 {number} 这张单"}
    assert desk.run("register", "JD").done == [] and desk.run("find", number).done == []
    assert len(desk.run("register", "JD", staff=KEEPER).done) == 1


def test_rights_are_listed_explained_and_changed_by_two(desk: Desk, tmp_path: Path) -> None:
    lines = desk.run("rights", staff=ADMIN).done
    (stamp,) = [one for one in lines if one["action"] == STAMP]
    assert stamp == {"action": STAMP, "what": "物品放行条 FX　主任盖章", "roles": ["主任"]}
    why = desk.run("rights", STAMP, "--who", DIRECTOR, staff=ADMIN).done["why"]
    assert "因为岗位有主任" in why
    give = ("rights", STAMP, "--to", "主任", "值班主任")
    assert set(desk.run(*give, staff=ADMIN).refused) == {"second"}
    done = desk.run(*give, staff=ADMIN, second=DIRECTOR)
    assert done.done == {"changed": [STAMP]}
    assert desk.run("rights", STAMP, staff=ADMIN).done["roles"] == ["值班主任", "主任"]
    assert "没有“店小二”" in desk.run("rights", STAMP, "--to", "店小二", staff=ADMIN).refused["to"]
    out = tmp_path / "权限表.pdf"
    assert desk.run("rights", "--out", str(out), staff=ADMIN).done["rows"] > 200
    assert out.read_bytes().startswith(b"%PDF")

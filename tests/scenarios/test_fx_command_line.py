"""物品放行条 from keystroke to gate as an outsider does it: every step a process of its own."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from db import codes, office
from db.clock import FixedClock, instant
from db.gate import examine
from db.session import open_session
from tests.command_line.desk import NOW, Desk
from tests.scenarios.paper import sheets

RECEPTION, DUTY, DIRECTOR, GATE, ADMIN = "1003", "1002", "1001", "2001", "9001"
TENANT: dict[str, Any] = {
    "unit": "3栋1202",
    "applicant": "租户",
    "reason": "搬家",
    "carrier": "𠮷田三丰",
    "carrier_id": {"kind": "护照", "number": "E12345678"},
    "phone": "13800138000",
    "plate": "粤B D12345",
    "consent": "电话确认",
    "consent_at": "2026-11-21T10:30",
    "goods": [
        {"name": "双门冰箱", "spec": "海尔 BCD-215", "measure": "台", "quantity": 1},
        {"name": "实木餐桌（带四把椅子）", "measure": "套", "quantity": 1},
        {"name": "纸箱（衣物、书籍）", "measure": "个", "quantity": 12},
    ],
}
COUNTED = {"counts": [1, 1, 12]}
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@pytest.fixture
def desk(template: Desk, tmp_path: Path) -> Desk:
    """A fresh demo office; every call a process of its own."""
    return template.copied(tmp_path / "前台 数据")


def test_the_story_from_reception_to_the_returned_copy(desk: Desk, tmp_path: Path) -> None:
    """Issue, print, sign, stamp, ask, count, release, second try, copy back, register, check."""
    made = desk.issue(TENANT, staff=RECEPTION)
    number = made["number"]
    assert "3-1202" in desk.run("show", number).done["values"]["unit"]

    out = tmp_path / "放行条.pdf"
    assert desk.run("print", number, "--out", str(out)).done == {"pages": 3, "copies": 3}
    (scanned,) = {code for sheet in sheets(out) for code in sheet.codes}

    waiting = [one["number"] for one in desk.run("due", staff=DUTY).done]
    assert [one for one in waiting if one] == [number]
    desk.act(number, "值班主任签字", DUTY, now="2026-11-21T11:00")
    stamped = desk.act(number, "主任盖章", DIRECTOR, now="2026-11-21T11:20")
    assert stamped["standing"]["state"] == "待放行" and "放行" in stamped["standing"]["next"]

    asked = desk.run("gate", scanned, staff=GATE, now="2026-11-21T14:00").done
    assert (asked["verdict"], asked["number"]) == ("可以放行", number)
    assert [line["quantity"] for line in asked["lines"]] == [1, 1, 12]
    release = ("act", number, "放行", "--values", "-")
    done = desk.run(*release, staff=GATE, given=COUNTED, now="2026-11-21T14:05").done
    assert done["standing"]["state"] == "已放行"

    again = desk.run("gate", scanned, staff=GATE, now="2026-11-21T14:06").done
    assert again["verdict"] == "不可放行" and "14:05" in again["reason"]
    refused = desk.run(*release, staff=GATE, given=COUNTED, now="2026-11-21T14:06").refused
    assert "已经办过" in refused[""]

    waiting = desk.run("due", staff=RECEPTION, now="2026-11-21T15:00").done
    assert [(one["number"], one["verb"]) for one in waiting] == [(number, "收回")]
    desk.act(number, "收回门岗联", RECEPTION, now="2026-11-21T17:00")
    assert desk.run("due", staff=RECEPTION, now="2026-11-21T17:01").done == []

    (row,) = desk.run("register", "FX", "--where", "state=已归档").done
    assert (row["number"], row["放行.at"]) == (number, "2026-11-21T14:05")
    history = [(one["name"], one["by"]) for one in desk.run("show", number).done["acts"]]
    assert history == [
        ("值班主任签字", DUTY), ("主任盖章", DIRECTOR), ("放行", GATE), ("收回门岗联", RECEPTION),
    ]  # fmt: skip
    checked = desk.run("check", "--full", staff=ADMIN).done
    assert set(checked.values()) == {"ok"}


def test_three_pages_carry_everything_the_slip_says(desk: Desk, tmp_path: Path) -> None:
    """A5 across; each copy named, tinted as its own sheet, with all words in extractable text (the
    guard's with the numbers of persons masked, docs/handbook.md §6), one
    code at least 10 mm wide that says what `issue` answered, nothing outside the margins."""
    made = desk.issue(TENANT)
    out = tmp_path / "放行条.pdf"
    desk.run("print", made["number"], "--out", str(out)).done
    pages = sheets(out)
    assert [page.size for page in pages] == [(210, 148)] * 3
    for page, name in zip(pages, ("第一联存根", "第二联门岗", "第三联业户"), strict=True):
        assert name in page.text
        guards = name == "第二联门岗"
        number, phone = ("E1*****78", "138****8000") if guards else ("E12345678", "138 0013 8000")
        assert ("E12345678" in page.text, "13800138000" in page.text) == (not guards, not guards)
        for words in (
            "翠湖花园物业服务中心", "物品放行条", made["number"], "2026年11月21日10:42", "3栋1202",
            "欧阳龑", "租户", "𠮷田三丰", number, phone, "粤B·D12345", "搬家",
            "电话确认", "2026年11月21日10:30", "1003李敏", "双门冰箱", "海尔BCD-215", "12",
            "实木餐桌（带四把椅子）", "纸箱（衣物、书籍）", "2026年11月21日24:00", "一次有效",
            "办证人", "值班主任", "主任（盖章）", "门岗放行",
        ):  # fmt: skip
            assert words.replace(" ", "") in page.text, words
        assert page.codes == (made["code"],)
        left, top, right, bottom = page.code_box
        assert 10 <= right - left <= 25 and abs((right - left) - (bottom - top)) < 1
        assert left > 5 and top > 4 and right < 205
        left, top, right, bottom = page.words_box
        assert left > 5 and top > 4 and right < 207 and bottom < 144
        assert made["code"] in page.text
    white, red, yellow = (page.colour for page in pages)
    assert white == (255, 255, 255)
    assert red[0] > 245 and red[1] < red[0] - 15 and red[2] < red[0] - 10
    assert min(yellow[:2]) > 235 and yellow[2] < yellow[1] - 20


def test_goods_run_on_to_a_second_page_of_every_copy(desk: Desk, tmp_path: Path) -> None:
    """Sixty lines, the most there may be: every one is on paper, and the first page's code too."""
    goods = [{"name": f"第{line}号箱", "quantity": line} for line in range(1, 61)]
    number = desk.issue({**TENANT, "goods": goods})["number"]
    out = tmp_path / "放行条.pdf"
    printed = desk.run("print", number, "--out", str(out)).done
    pages = sheets(out)
    assert printed == {"pages": len(pages), "copies": 3} and len(pages) % 3 == 0
    each = len(pages) // 3
    assert each >= 2
    for copy in range(3):
        text = "".join(page.text for page in pages[copy * each : (copy + 1) * each])
        assert all(f"第{line}号箱" in text for line in range(1, 61))


def test_one_copy_again_says_so_and_repeats_what_was_printed(desk: Desk, tmp_path: Path) -> None:
    """After signatures the reprint still shows the first print's page, with 补打 第1次."""
    number = desk.issue(TENANT)["number"]
    first, again = tmp_path / "1.pdf", tmp_path / "2.pdf"
    desk.run("print", number, "--out", str(first)).done
    desk.act(number, "值班主任签字", DUTY)
    words = ("print", number, "--copy", "2", "--again", "门岗联遗失", "--out", str(again))
    assert desk.run(*words).done == {"pages": 1, "copies": 1}
    (page,) = sheets(again)
    assert "补打第1次" in page.text and "第二联门岗" in page.text
    assert page.codes == sheets(first)[1].codes
    assert "王建国" not in page.text


def test_a_print_after_signing_shows_who_signed(desk: Desk, tmp_path: Path) -> None:
    """The first print, made late, holds the signatures given in the program and when."""
    made = desk.signed(TENANT)
    out = tmp_path / "a.pdf"
    desk.run("print", made["number"], "--out", str(out)).done
    text = sheets(out)[0].text
    assert "王建国" in text and "刘志远" in text and "赵队" not in text


def test_the_gate_refuses_what_is_not_complete(desk: Desk) -> None:
    """Each missing signature by name; the release itself is refused just so."""
    made = desk.issue(TENANT)
    release = ("act", made["number"], "放行", "--values", "-")

    def refused() -> tuple[str, str]:
        asked = desk.run("gate", made["code"], staff=GATE).done
        assert asked["verdict"] == "不可放行"
        return asked["reason"], desk.run(*release, staff=GATE, given=COUNTED).refused[""]

    for words in refused():
        assert "值班主任签字" in words and "主任盖章" in words
    desk.act(made["number"], "值班主任签字", DUTY)
    for words in refused():
        assert "值班主任签字" not in words and "主任盖章" in words


def test_the_gate_refuses_a_void_a_rejected_and_an_expired_slip(desk: Desk) -> None:
    """With the reason: why it was voided, who rejected it, until when it held."""
    void, rejected, late = (desk.signed(TENANT) for _ in range(3))
    why = {"given": {"why": "业主改期"}}
    desk.act(void["number"], "作废", RECEPTION, "--values", "-", **why)
    desk.act(rejected["number"], "不予放行", GATE, "--values", "-", given={"why": "多出一台电视"})
    for made, now, reason in (
        (void, NOW, "业主改期"), (rejected, NOW, "多出一台电视"),
        (late, "2026-11-22T00:00", "已过期，有效期至 2026年11月21日 24:00"),
    ):  # fmt: skip
        asked = desk.run("gate", made["code"], staff=GATE, now=now).done
        assert asked["verdict"] == "不可放行" and reason in asked["reason"], asked
        act = ("act", made["number"], "放行", "--values", "-")
        assert desk.run(*act, staff=GATE, given=COUNTED, now=now).status == 2
    assert desk.run("gate", late["code"], staff=GATE, now="2026-11-21T23:59").done["verdict"] == (
        "可以放行"
    )


def test_wrong_counts_do_not_open_the_gate(desk: Desk) -> None:
    """Too few, too many, too few lines, none, words: refused beside the counts; still open."""
    made = desk.signed(TENANT)
    release = ("act", made["number"], "放行", "--values", "-")
    wrong: tuple[Any, ...] = (
        [1, 1, 11], [2, 1, 12], [1, 1], [1, 1, 12, 0], [], None, "1 1 12", [1, 1, "十二"],
        [1, None, 12], [1, 1, 12.5],
    )  # fmt: skip
    for counts in wrong:
        problems = desk.run(*release, staff=GATE, given={"counts": counts}).refused
        assert all(path.startswith("counts") for path in problems), (counts, problems)
    assert desk.run("gate", made["code"], staff=GATE).done["verdict"] == "可以放行"
    assert desk.run(*release, staff=GATE, given=COUNTED).status == 0


def test_a_forged_code_is_refused_at_the_gate(desk: Desk) -> None:
    """One changed character at each of the ten places, another slip's number before this code's
    end: refused with the word 伪造; the true code in small letters and with spaces is good."""
    made, other = desk.signed(TENANT), desk.signed(TENANT)
    code = made["code"]
    forged = [
        code[:place] + BASE32[(BASE32.index(code[place]) + 1) % 32] + code[place + 1 :]
        for place in range(len(code) - 10, len(code))
    ]
    forged.append(other["code"][:-10] + code[-10:])
    for one in forged:
        asked = desk.run("gate", one, staff=GATE).done
        assert asked["verdict"] == "不可放行" and "伪造" in asked["reason"], one
    spaced = " ".join(code[at : at + 4] for at in range(0, 20, 4)).lower()
    assert desk.run("gate", spaced, staff=GATE).done["verdict"] == "可以放行"


def test_no_single_mutation_of_the_code_is_good(desk: Desk) -> None:
    """All 310 wrong characters at all ten places, asked in one session."""
    made = desk.signed(TENANT)
    clock = FixedClock(instant(datetime.fromisoformat(NOW)))
    session = open_session(desk.folder, GATE, f"demo{GATE}", clock=clock)
    try:
        assert examine(session, made["code"]).allows
        assert codes.slip_code(office.secret(session.store), made["number"]) == made["code"]
        head, mac = made["code"][:-10], made["code"][-10:]
        for place, true in enumerate(mac):
            for wrong in BASE32.replace(true, ""):
                mutated = head + mac[:place] + wrong + mac[place + 1 :]
                assert "伪造" in examine(session, mutated).reason, mutated
    finally:
        session.close()

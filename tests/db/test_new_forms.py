"""Forms declared in a test file alone go from entry to register without touching the engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from db import prints, records, register, standings, workbench
from db.errors import Refused
from db.example import example
from db.gate import examine
from db.records import Record
from db.session import member
from tests.db import demo_desk
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, GUARD, MONEY, NOW, Desk, moment
from tests.db.new_forms import NEW
from tests.db.permissions import deny
from views import cli, printouts

FOREMAN = "1007"
PASSPORT = {"kind": "护照", "number": "E55667788"}


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """The demo estate, which meets these forms for the first time."""
    made = Desk(demo_desk.copied(estate, tmp_path / "前台 数据"), NEW)
    yield made
    made.close()


def lost(desk: Desk) -> Record:
    """A found umbrella."""
    return desk.issue("SL", {"thing": "黑色雨伞", "finder": "林夏", "value": "35"})


def lent(desk: Desk, until: str = "2026-11-22") -> Record:
    """A key lent out."""
    return desk.issue("JY", {"key": "天台门", "borrower": "周大勇", "until": until})


def refusal(call: Any, *arguments: Any, **more: Any) -> dict[str, str]:
    """What a call is refused for."""
    with pytest.raises(Refused) as refused:
        call(*arguments, **more)
    return refused.value.problems


def test_an_ordinary_form_from_entry_to_register(desk: Desk) -> None:
    """Number, due date, an act with a person, print, reprint, register."""
    made = lost(desk)
    assert made.number == "SL-2026-000001"
    assert made.seen.state == "待认领" and made.seen.open == ("认领", "作废")
    assert made.standing.due and made.standing.due.at == moment("29T00:00")
    (item,) = workbench.items(desk.at())
    assert (item.number, item.state, item.verb, item.due) == (
        made.number, "待办", "认领", moment("29T00:00")
    )
    claimed = desk.act(made, "认领", DESK, {"owner": "秦明", "owner_id": PASSPORT}).record
    assert (claimed.seen.state, claimed.seen.holder) == ("已认领", "秦明")
    assert claimed.seen.due is None and workbench.items(desk.at()) == []
    (row,) = register.entries(desk.at(), "SL")
    assert row.words == ("11-21 10:42", made.number, "黑色雨伞", "林夏", "秦明", "已认领")
    printed = printouts.prepare(desk.at(), claimed)
    assert (printed.pages, printed.copies) == (2, 2)
    assert refusal(desk.act, made, "认领", DESK, {}) == {"": f"{made.number} 的“认领”已经办过"}


def test_a_loan_is_renewed_again_and_again(desk: Desk) -> None:
    """Each renewal moves the limit, and with it when the key is due."""
    made = lent(desk)
    assert made.standing.valid_until == moment("23T00:00")
    back = refusal(desk.act, made, "续借", DESK, {"to": "2026-11-22"})
    assert back == {"to": "应晚于原定的 2026-11-22"}
    for day in ("25", "28"):
        made = desk.act(made, "续借", DESK, {"to": f"2026-11-{day}"}).record
    assert [act.values["to"] for act in made.acts] == ["2026-11-25", "2026-11-28"]
    assert made.standing.valid_until == moment("29T00:00")
    assert made.standing.due and made.standing.due.at == moment("29T00:00")
    assert refusal(desk.act, made, "续借", DESK, {"to": "2026-11-26"}) == {
        "to": "应晚于原定的 2026-11-28"
    }
    late = desk.at(DESK, moment("30T09:00"))
    assert [(one.state, one.verb) for one in workbench.items(late)] == [("逾期", "催还")]
    done = desk.act(made, "归还", DESK, now=moment("30T09:00")).record
    assert done.standing.ended and done.standing.due and done.standing.due.name == "回访"
    assert desk.act(done, "回访", DESK, now=moment("30T10:00")).record.standing.due is None
    (row,) = register.entries(desk.at(), "JY")
    assert row.values["续借.to"] == "2026-11-28" and row.values["state"] == "已归还"


def test_a_key_is_lent_to_one_at_a_time(desk: Desk) -> None:
    """In any spelling; free again when it is back or the loan is void."""
    made = lent(desk)
    again = {"key": " 天台门 ", "borrower": "马超群", "until": "2026-11-22"}
    assert refusal(desk.issue, "JY", again) == {"key": "已有在办的单据：JY-2026-000001"}
    assert desk.issue("JY", {**again, "key": "水泵房"}).number == "JY-2026-000002"
    desk.act(made, "归还", DESK)
    assert desk.issue("JY", again).number == "JY-2026-000003"


def test_two_people_count_and_the_gate_counts_again(desk: Desk) -> None:
    """Neither alone, nobody twice, no wrong count; released once."""
    made = desk.issue("CK", {"goods": [{"name": "水泥", "quantity": 10},
                                       {"name": "黄沙", "quantity": "2.5"}]})
    counts = {"counted": [10, 2.5]}
    assert "第二人" in refusal(desk.act, made, "双人清点", FOREMAN, counts)["second"]
    same = refusal(desk.act, made, "双人清点", FOREMAN, counts, second=FOREMAN)
    assert same == {"second": "复核人不能是本人"}
    other = refusal(desk.act, made, "双人清点", FOREMAN, counts, second=DESK)
    assert "李敏（前台）不能复核“双人清点”" in other[""]
    short = refusal(desk.act, made, "双人清点", FOREMAN, {"counted": [10, 2]}, second=DUTY)
    assert set(short) == {"counted[1]"}
    assert examine(desk.at(GUARD), made.code).reason == "手续未齐，尚缺：双人清点"
    counted = desk.act(made, "双人清点", FOREMAN, counts, second=DUTY).record
    assert (counted.acts[0].by, counted.acts[0].second) == (FOREMAN, DUTY)
    asked = examine(desk.at(GUARD), made.code)
    assert asked.allows and [line["quantity"] for line in asked.lines] == [10, 2.5]
    desk.act(made, "放行", GUARD, {"counts": [10, 2.5]})
    assert examine(desk.at(GUARD), made.code).reason == "已于 11-21 10:42 放行过，一次有效"
    assert refusal(desk.act, made, "放行", GUARD, {"counts": [10, 2.5]})


def test_an_extension_gives_the_site_its_new_limit(desk: Desk) -> None:
    """Paid first where a fee was set; the site's own record shows the act."""
    site = desk.issue("GD", {"unit": "1-101", "until": "2026-11-30"})
    asked = desk.issue("GQ", {"site": site.number})
    assert asked.hangs_on == site.number
    until = {"until": "2026-12-31"}
    asked = desk.act(asked, "批准", DIRECTOR, {**until, "fee": "50"}).record
    assert asked.seen.open == ("缴费", "作废")
    assert refusal(desk.act, asked, "生效", DESK, until)[""] == "还不能办“生效”，尚缺：缴费"
    desk.act(asked, "缴费", MONEY)
    desk.act(asked, "生效", DESK, until)
    extended = records.load(desk.at(), site.number)
    assert extended is not None and extended.seen.state == "已延期"
    assert extended.standing.valid_until and extended.standing.valid_until.year == 2027
    assert [act.name for act in extended.acts] == ["延期"]
    free = desk.issue("GQ", {"site": site.number})
    free = desk.act(free, "批准", DIRECTOR, {**until, "fee": 0}).record
    assert free.seen.open == ("生效", "作废")
    assert standings.differences(desk.at()) == []


def test_an_extension_of_what_has_ended_is_refused_and_nothing_is_kept(desk: Desk) -> None:
    """The act that is passed on is judged in the same transaction."""
    site = desk.issue("GD", {"unit": "1-101", "until": "2026-11-30"})
    asked = desk.issue("GQ", {"site": site.number})
    desk.act(asked, "批准", DIRECTOR, {"until": "2026-12-31", "fee": 0})
    desk.act(site, "完工", FOREMAN)
    problems = refusal(desk.act, asked, "生效", DESK, {"until": "2026-12-31"})
    assert site.number in problems[""]
    after = records.load(desk.at(), asked.number)
    assert after is not None and after.done == ("批准",)
    assert refusal(desk.issue, "GQ", {"site": site.number}).keys() == {"site"}


def test_a_pass_stays_within_its_site_and_is_replaced_not_changed(desk: Desk) -> None:
    """docs/handbook.md §1 CR: the deposit goes over, the old pass ends, the chain is linked."""
    site = desk.issue("GD", {"unit": "1-101", "until": "2026-11-30"})
    typed = {"site": site.number, "holder": "秦明", "until": "2026-11-30"}
    over = refusal(desk.issue, "ZJZ", {**typed, "until": "2026-12-01"})
    assert over.keys() == {"until"} and site.number in over["until"]
    old = desk.issue("ZJZ", typed)
    assert old.seen.open == ("缴费", "作废")
    desk.act(old, "缴费", MONEY)
    early = {**typed, "old": old.number}
    assert refusal(desk.issue, "ZJZ", early) == {"old": f"{old.number} 办理中，不能换发"}
    desk.act(old, "交证", DESK)
    new = desk.issue("ZJZ", early)
    assert new.replaces == old.number
    ended = records.load(desk.at(), old.number)
    assert ended is not None and ended.standing.ended and ended.seen.state == "已换新证"
    assert ended.seen.open == ()
    assert refusal(desk.issue, "ZJZ", early) == {"old": f"{old.number} 已换新证，不能换发"}
    assert refusal(desk.act, old, "换证", DESK)[""]
    assert standings.differences(desk.at()) == []


def test_a_new_pass_made_by_mistake_does_not_lose_the_old_ones_deposit(desk: Desk) -> None:
    """docs/handbook.md §1 CR: the deposit goes over to the one that really takes its place."""
    site = desk.issue("GD", {"unit": "1-101", "until": "2026-11-30"})
    typed = {"site": site.number, "holder": "秦明", "until": "2026-11-30"}
    old = desk.issue("ZJZ", typed)
    desk.act(old, "缴费", MONEY)
    desk.act(old, "交证", DESK)
    again = {**typed, "old": old.number}
    wrong = desk.issue("ZJZ", again)
    assert refusal(desk.issue, "ZJZ", again) == {"old": f"{old.number} 已换新证，不能换发"}
    desk.act(wrong, "作废", DESK, {"why": "开错了"})
    assert refusal(desk.issue, "ZJZ", {**typed, "old": wrong.number}).keys() == {"old"}
    right = desk.issue("ZJZ", again)
    assert right.replaces == old.number
    ended = records.load(desk.at(), old.number)
    assert ended is not None and [one.name for one in ended.acts].count("换证") == 1
    assert refusal(desk.issue, "ZJZ", again) == {"old": f"{old.number} 已换新证，不能换发"}
    assert standings.differences(desk.at()) == []


def test_the_standing_of_a_pass_follows_its_site(desk: Desk) -> None:
    """A shorter limit of the site shortens its passes at once, in the lists too."""
    site = desk.issue("GD", {"unit": "1-101", "until": "2026-12-31"})
    made = desk.issue("ZJZ", {"site": site.number, "holder": "秦明", "until": "2026-12-31"})
    desk.act(site, "延期", DIRECTOR, {"until": "2026-11-25"})
    assert standings.differences(desk.at()) == []
    (listed,) = records.glance(desk.at(), [made.id])
    assert listed.standing.valid_until == moment("26T00:00")


@pytest.mark.parametrize("form", NEW, ids=lambda form: form.code)
def test_the_example_of_a_form_can_be_issued(desk: Desk, form: Any) -> None:
    """Looked up in the store at hand, references too."""
    for first in ("GD", "SL"):
        records.issue(desk.at(), first, example(desk.at(), first))
    if form.example:
        values = example(desk.at(), form.code)
        if form.code != "GD":
            assert json.loads(json.dumps(values)) == values
        assert records.issue(desk.at(), form.code, values).record.number.startswith(form.code)


def test_prints_are_kept_and_repeated(desk: Desk) -> None:
    """The second time needs a reason and carries its mark."""
    made = desk.issue("CK", {"goods": [{"name": "水泥", "quantity": 10}]})
    first = printouts.prepare(desk.at(), made)
    printouts.to_file(desk.at(), first, desk.folder / "一.pdf")
    assert refusal(printouts.prepare, desk.at(), made).keys() == {"again"}
    second = printouts.prepare(desk.at(), made, again="卡纸")
    printouts.to_file(desk.at(), second, desk.folder / "二.pdf")
    logged = prints.log(desk.at(), made)
    assert [(one.nth, one.again) for one in logged] == [(1, None), (2, "卡纸")]


class Line:
    """The command line in this process, on a desk's store and with these forms."""

    def __init__(self, desk: Desk, capsys: pytest.CaptureFixture[str], patch: Any) -> None:
        desk.close()
        self.folder, self.capsys, self.patch = desk.folder, capsys, patch

    def __call__(self, no: str, *arguments: str, status: int = 0) -> Any:
        """Run a verb as somebody; its JSON answer."""
        self.patch.setenv("QIANTAI_PASSWORD", f"demo{no}")
        options = cli.parse([
            "--data", str(self.folder), "--staff", no, "--json", "--now",
            NOW.strftime("%Y-%m-%dT%H:%M"), *arguments,
        ])  # fmt: skip
        assert not isinstance(options, int)
        found = cli.run(options, NEW)
        answer = json.loads(self.capsys.readouterr().out)
        assert found == status, answer
        return answer


@pytest.fixture
def line(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Line:
    """The command line of the desk."""
    return Line(desk, capsys, monkeypatch)


def test_the_command_line_takes_both_through(line: Line, tmp_path: Path) -> None:
    """forms, example, issue, act with a second person, gate, show, register, due, print, check."""
    def put(values: Any) -> str:
        file = tmp_path / "内容.json"
        file.write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
        return str(file)

    assert [form["code"] for form in line(DESK, "forms")] == [form.code for form in NEW]
    made = line(DESK, "issue", "CK", put(line(DESK, "example", "CK")))
    number = made["number"]
    assert made["standing"]["next"] == ["双人清点", "不予放行", "作废"]
    line.patch.setenv("QIANTAI_PASSWORD_2", f"demo{DUTY}")
    counted = put({"counted": [10, 2.5]})
    line(FOREMAN, "act", number, "双人清点", "--values", counted, "--second", DUTY)
    asked = line(GUARD, "gate", made["code"])
    assert asked["verdict"] == "可以放行" and len(asked["lines"]) == 2
    released = line(GUARD, "act", number, "放行", "--values", put({"counts": [10, 2.5]}))
    assert released["standing"]["state"] == "已放行"
    assert line(GUARD, "gate", number)["verdict"] == "不可放行"
    assert [act["second"] for act in line(DESK, "show", number)["acts"][:1]] == [DUTY]
    (row,) = line(DESK, "register", "CK")
    assert row["number"] == number and row["state"] == "已放行"
    loan = line(DESK, "issue", "JY", put({"key": "天台门", "borrower": "周大勇"}))
    later = put({"to": "2026-11-24"})
    renewed = line(DESK, "act", loan["number"], "续借", "--values", later)
    assert renewed["standing"]["valid_until"] == "2026-11-25T00:00"
    assert [item["verb"] for item in line(DESK, "due")] == ["催还"]
    again = line(DESK, "issue", "JY", put({"key": "天台门", "borrower": "周"}), status=2)
    assert again["refused"].keys() == {"key"}
    assert line(DESK, "print", number, "--out", str(tmp_path / "单.pdf"))["pages"] == 1
    assert line(DESK, "print", loan["number"], "--out", "x.pdf", status=2)["refused"]
    assert set(line(DIRECTOR, "check").values()) == {"ok"}


def test_a_form_the_store_meets_later_gets_its_rights_and_takes_none_back(desk: Desk) -> None:
    """What the office changed meanwhile stays changed."""
    before = desk.at(DESK)
    assert before.may("issue:SW") and not desk.at(GUARD).may("issue:SW")
    deny(before.store, "issue:SW", "前台")
    desk.close()
    assert not desk.at(DESK).may("issue:SW")
    assert asdict(member(desk.at().store, DESK))["roles"] == ("前台",)

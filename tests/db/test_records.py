"""Issuing and acting on the real store: what is kept, what is refused, what is left as it was."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

import pytest

from db import drafts, office, prints, records, standings
from db.clock import FixedClock, instant
from db.errors import Refused
from db.session import Session, open_session
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, FX, GUARD, NOW, Desk, moment


def refusal(call: Any, *arguments: Any, **more: Any) -> dict[str, str]:
    """What a call is refused for."""
    with pytest.raises(Refused) as refused:
        call(*arguments, **more)
    return refused.value.problems


def count(session: Session, table: str) -> int:
    """Rows of a table."""
    return int(session.store.value(f"SELECT count(*) FROM {table}"))


def test_a_record_reads_back_as_it_was_issued(desk: Desk) -> None:
    """Canonical values, who, when, its code; warnings are told, not kept."""
    made = records.issue(desk.at(), "FX", {**FX, "unit": "１栋 101"})
    record = made.record
    assert record == records.load(desk.at(), "fx-2026-000001")
    assert record.number == "FX-2026-000001" and record.code.startswith("FX26000001")
    assert record.issued_at == NOW and record.issued_by.words == "1003 李敏"
    assert record.values["unit"] == "1-101"
    assert record.values["carrier"] == {"name": "张三丰"}
    assert record.values["goods"][1] == {"name": "纸箱", "measure": "个", "quantity": 12}
    assert record.standing.valid_until == moment("22T00:00")


def test_persons_are_kept_apart_and_nowhere_else(desk: Desk) -> None:
    """docs/handbook.md §6: the body holds a salted commitment only."""
    desk.issue("FX", FX)
    session = desk.at()
    paths = {path for (path,) in session.store.rows("SELECT path FROM personal")}
    assert paths == {"owner", "carrier", "carrier_id", "phone"}
    tables = ("record", "act", "journal", "standing", "draft", "declaration")
    for table in tables:
        text = str(session.store.rows(f"SELECT * FROM {table}"))
        assert "张三丰" not in text.replace("declaration", "") or table == "declaration"
        assert "E12345678" not in text or table == "declaration"
    ((commitments,),) = session.store.rows("SELECT commitments FROM record")
    assert all(path in commitments for path in paths)


def test_refused_means_nothing_was_written(desk: Desk) -> None:
    """No number used up, no row anywhere."""
    session = desk.at()
    before = [count(session, table) for table in ("record", "counter", "journal", "personal")]
    problems = refusal(records.issue, session, "FX", {"unit": "1-101", "goods": []})
    assert set(problems) == {"carrier", "carrier_id", "goods"}
    assert before == [
        count(session, table) for table in ("record", "counter", "journal", "personal")
    ]
    assert desk.issue("FX", FX).number == "FX-2026-000001"


@pytest.mark.parametrize("now, number", [
    ("2026-12-31T23:59", "FX-2026-000002"),
    ("2027-01-01T00:00", "FX-2027-000001"),
])
def test_numbers_run_on_within_the_offices_year(desk: Desk, now: str, number: str) -> None:
    """docs/handbook.md §1; midnight is the office's, not Greenwich's."""
    desk.issue("FX", FX)
    assert desk.issue("FX", FX, datetime.fromisoformat(now)).number == number


def test_two_connections_never_give_a_number_twice(desk: Desk) -> None:
    """A window and the command line at the same time."""
    numbers: list[str] = []

    def work() -> None:
        clock = FixedClock(instant(NOW))
        session = open_session(desk.folder, DESK, "demo1003", clock=clock, check=False)
        for _ in range(5):
            numbers.append(records.issue(session, "FX", FX).record.number)
        session.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [f"FX-2026-{n:06d}" for n in range(1, 11)]


@pytest.mark.parametrize("number, said", [
    ("fx-2026-9", "FX-2026-9"), ("ＦＸ２０２６０００００９", "FX-2026-000009"), ("", ""), ("作废", "作废"),
    ("\ud800", "?"), ("a\x00b", "A\x00B"), ("FX-2026-" + "9" * 5000, "FX-2026-" + "9" * 5000),
])
def test_an_unknown_number_is_refused(desk: Desk, number: str, said: str) -> None:
    """Whatever it is, in words that can be shown."""
    assert refusal(records.load, desk.at(), number) == {"": f"没有 {said} 这张单"}
    assert records.load(desk.at(), number, missing_ok=True) is None


def test_an_unknown_form_or_act_is_named(desk: Desk) -> None:
    """With what there is instead."""
    assert refusal(records.issue, desk.at(), "XX", {}) == {"": "没有 XX 这种单据"}
    made = desk.issue("FX", FX)
    assert "可办：办证人签字、值班主任签字" in refusal(desk.act, made, "签字", DUTY)[""]


def test_acts_are_kept_in_order_with_who_and_when(desk: Desk) -> None:
    """And nothing can be done twice or out of turn."""
    made = desk.issue("FX", FX)
    early = refusal(desk.act, made, "主任盖章", DIRECTOR)
    assert early == {"": "还不能办“主任盖章”，尚缺：值班主任签字"}
    desk.act(made, "值班主任签字", DUTY, now=moment("21T11:00"))
    assert refusal(desk.act, made, "值班主任签字", DUTY) == {
        "": "FX-2026-000001 的“值班主任签字”已经办过"
    }
    found = desk.act(made, "主任盖章", DIRECTOR, now=moment("21T11:05")).record
    assert [(act.name, act.by, act.at) for act in found.acts] == [
        ("值班主任签字", DUTY, moment("21T11:00")), ("主任盖章", DIRECTOR, moment("21T11:05"))
    ]
    assert found.seen.state == "待放行" and found.seen.holder == "业主"


def test_a_paper_signature_is_recorded_by_the_desk_with_its_signer(desk: Desk) -> None:
    """Only for steps that may be signed on paper, only by the desk, never without a name."""
    made = desk.issue("FX", FX)
    assert refusal(desk.act, made, "值班主任签字", GUARD, signer="王建国")
    assert refusal(desk.act, made, "值班主任签字", DESK, signer="  ") == {
        "": "请填写纸上签字人的姓名"
    }
    found = desk.act(made, "值班主任签字", DESK, signer=" 王建国 ").record
    assert (found.acts[0].by, found.acts[0].signer) == (DESK, "王建国")
    gate = refusal(desk.act, made, "放行", DESK, {"counts": [1, 12]}, signer="赵队")
    assert gate == {"": "“放行”须由本人登录办理，不能代记纸上签字"}


def test_a_step_the_office_signs_on_paper_waits_for_nobody(desk: Desk) -> None:
    """The office's choice, for new records only."""
    old = desk.issue("FX", FX)
    choice = {"acts": {"值班主任签字": {"signed": "paper"}, "主任盖章": {"signed": "paper"}}}
    office.change(desk.at("9001"), "form.FX", choice)
    new = desk.issue("FX", FX)
    assert "放行" in new.seen.open
    again = records.load(desk.at(), old.number)
    assert again is not None and "放行" not in again.seen.open
    assert refusal(desk.act, new, "值班主任签字", DUTY) == {
        "": "“值班主任签字”由本单位定为纸上签字，请注明签字人"
    }
    assert standings.differences(desk.at()) == []


def test_an_old_record_keeps_its_form(desk: Desk) -> None:
    """Copies and title as they were when it was issued."""
    old = desk.issue("FX", FX)
    office.change(desk.at("9001"), "form.FX", {
        "title": "出门条", "copies": [{"is": "Copy", "name": "存根", "holder": "前台", "colour": "白"}],
    })
    new = desk.issue("FX", FX)
    again = records.load(desk.at(), old.number)
    assert again is not None and again.form.title == "物品放行条" and len(again.form.copies) == 3
    assert new.form.title == "出门条" and len(new.form.copies) == 1


def test_a_void_keeps_number_and_reason(desk: Desk) -> None:
    """docs/handbook.md §1; the next number goes on, nothing is deleted."""
    made = desk.issue("FX", FX)
    assert refusal(desk.act, made, "作废", DESK).keys() == {"why"}
    found = desk.act(made, "作废", DESK, {"why": "物品写错"}).record
    assert found.seen.state == "已作废" and found.seen.open == ()
    assert found.last("作废") is not None
    assert refusal(desk.act, made, "值班主任签字", DUTY) == {
        "": "FX-2026-000001 已作废，不能再办“值班主任签字”"
    }
    copy = records.issue(desk.at(), "FX", FX, copied_from=made.number).record
    assert copy.number == "FX-2026-000002"


def test_a_void_after_the_release_takes_two(desk: Desk) -> None:
    """Before it, one is enough."""
    made = desk.signed()
    desk.act(made, "放行", GUARD, {"counts": [1, 12]})
    why = {"why": "放错"}
    assert refusal(desk.act, made, "作废", DESK, why) == {"second": "“作废”须第二人复核"}
    assert refusal(desk.act, made, "作废", DESK, why, second=DESK) == {"second": "复核人不能是本人"}
    assert "须由" in refusal(desk.act, made, "作废", DESK, why, second=GUARD)[""]
    assert desk.act(made, "作废", DESK, why, second=DUTY).record.acts[-1].second == DUTY


def test_an_expired_slip_is_neither_signed_nor_released(desk: Desk) -> None:
    """At 24:00 of its day; it can still be made void."""
    made = desk.signed()
    tomorrow = moment("22T00:00")
    over = refusal(desk.act, made, "放行", GUARD, {"counts": [1, 12]}, now=tomorrow)
    assert over == {"": "FX-2026-000001 已过期，不能再办“放行”"}
    seen = records.load(desk.at(now=tomorrow), made.number)
    assert seen is not None and (seen.seen.state, seen.seen.open) == ("已过期", ("不予放行", "作废"))
    last = moment("21T23:59")
    assert desk.act(made, "放行", GUARD, {"counts": [1, 12]}, now=last).record.standing.ended


@pytest.mark.parametrize("setting, outcome", [
    (None, "warned"), ("warn", "warned"), ("block", "refused"), ("off", "silent"),
])
def test_debts_warn_block_or_are_left_alone(desk: Desk, setting: str | None, outcome: str) -> None:
    """docs/handbook.md §1: 管理费 owed, a dated fact; the office chooses."""
    if setting:
        office.change(desk.at("9001"), "arrears", setting)
    owing = {**FX, "unit": "3-1202"}
    if outcome == "refused":
        assert "欠物业费 2 个月 ¥612.00" in refusal(desk.issue, "FX", owing)["unit"]
        return
    warnings = records.issue(desk.at(), "FX", owing).warnings
    assert ("unit" in warnings) is (outcome == "warned")


def test_issuing_takes_its_draft_along(desk: Desk) -> None:
    """One transaction: refused, the draft stays."""
    session = desk.at()
    draft = drafts.save(session, "FX", {"unit": "1-101"})
    refusal(records.issue, session, "FX", {"unit": "1-101"}, draft=draft)
    assert drafts.load(session, "FX") == (draft, {"unit": "1-101"})
    records.issue(session, "FX", FX, draft=draft)
    assert drafts.load(session, "FX") is None


def test_a_glance_agrees_with_a_reading(desk: Desk) -> None:
    """The same records, values, acts and standing, in the order asked for."""
    made = [desk.issue("FX", FX) for _ in range(3)] + [desk.signed()]
    desk.act(made[1], "作废", DESK, {"why": "试"})
    wanted = [made[3].id, made[1].id, made[0].id]
    for seen, record_id in zip(records.glance(desk.at(), wanted), wanted, strict=True):
        read = records.read(desk.at(), record_id)
        assert (seen.number, seen.values, seen.acts, seen.standing, seen.seen) == (
            read.number, read.values, read.acts, read.standing, read.seen
        )


def test_every_change_is_in_the_journal_under_its_author(desk: Desk) -> None:
    """Issue, act, print: who and which number."""
    made = desk.issue("FX", FX)
    desk.act(made, "值班主任签字", DUTY)
    prints.keep(desk.at(), made, "放行条", "{}")
    rows = desk.at().store.rows(
        "SELECT action, by, subject FROM journal ORDER BY seq DESC LIMIT 3"
    )
    assert rows[::-1] == [
        ("issue", DESK, made.number), ("act", DUTY, made.number), ("print", DESK, made.number)
    ]


HOSTILE: list[Any] = [
    {"unit": "\ud800"}, {"unit": {"a": 1}}, {"carrier": {"name": ["x"]}}, {"goods": [[[]]]},
    {"goods": [{"quantity": float("nan")}]}, {"goods": [{"quantity": 1e400}]}, {"phone": 1e30},
    {"\x00": 1}, {"unit": "1-101' OR 1=1 --"}, {"carrier_id": {"kind": "护照", "number": None}},
    {"goods": "x" * 100_000}, {"goods": [{"name": "x"}] * 5000}, {"carrier": "王" * 100_000},
]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_values_are_refused_like_any_others(desk: Desk, typed: dict[str, Any]) -> None:
    """At the store too."""
    assert refusal(records.issue, desk.at(), "FX", {**FX, **typed})


@pytest.mark.parametrize("number", ["\ud800", "a\x00b", "", "FX-2026-000001", "'", 5, None, ["x"]])
def test_hostile_references_are_refused(desk: Desk, number: Any) -> None:
    """A reference is looked up in the store before it is judged."""
    typed = {"unit": "1-101", "basis": number, "old_pass": number}
    assert "basis" in refusal(records.issue, desk.at(), "CR", typed)

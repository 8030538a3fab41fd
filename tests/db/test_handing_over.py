"""What is handed over, each number against a small store whose content is written here by hand."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

import pytest

from db import drafts, handing_over, journal, lending, prints, records, workbench
from db.errors import Refused
from db.records import Record
from forms.handover import Desk, Group, Range
from forms.shifts import SHIFTS, next_shift, shift_at
from tests.db.demo_desk import DESK, FX, GUARD, MONEY, NOW, moment
from tests.db.demo_desk import Desk as Office
from tests.db.many import fill

OTHER = "1004"
"""The second 前台."""
EVENING = moment("21T15:50")
LUGGAGE: dict[str, Any] = {
    "unit": "3-1202", "tenant": "陈晓彤", "phone": "13800138000", "place": "前台储物间",
    "period": {"from": "2026-11-21", "to": "2026-11-21"},
    "goods": [{"name": "行李箱", "quantity": 2}],
}
KEY: dict[str, Any] = {
    "borrower_kind": "业户", "unit": "1-101", "borrower": "周文清", "phone": "13800138000",
    "back_by": "2026-11-21T12:00",
    "things": [{"name": "天台钥匙", "kind": "钥匙", "number": "K07"}],
}


def read(office: Office, no: str = DESK, now: datetime = EVENING) -> Desk:
    """What that member would hand over then."""
    session = office.at(no, now)
    form = handing_over.form_of(session)
    assert form is not None
    return handing_over.desk(session, form)


def handed_over(office: Office, now: datetime = EVENING, to: str = OTHER, **more: Any) -> Record:
    """A sheet that the other has taken over."""
    made = office.issue("JB", more, now)
    return office.act(made, "接班", to, now=now).record


def test_an_empty_desk_hands_over_nothing_but_the_shift(desk: Office) -> None:
    """From the shift's beginning, with the journal as it stands."""
    head = journal.head(desk.at().store)
    assert read(desk) == Desk(
        shift="早班 08:00–16:00", since=moment("21T08:00"), entry=head.seq, seal=head.code
    )


def test_open_matters_are_counted_by_form_and_urgency(desk: Office) -> None:
    """Luggage due at midnight is due in the next shift, overdue the day after; a slip that waits
    for its signature is open and has no hour."""
    desk.issue("JC", LUGGAGE)
    desk.issue("FX", FX)
    desk.issue("FX", FX)
    found = read(desk)
    assert found.open == (Group("物品放行条", 2), Group("租户临时物品寄存记录表", 1, soon=1))
    (one,) = found.urgent
    assert (one.number, one.form) == ("JC-2026-000001", "租户临时物品寄存记录表")
    assert one.due == moment("22T00:00")
    later = read(desk, now=moment("22T09:00"))
    assert later.open == (
        Group("物品放行条", 2, lapsed=2), Group("租户临时物品寄存记录表", 1, overdue=1)
    )


def test_what_is_due_after_the_next_shift_can_wait(desk: Office) -> None:
    """Luggage until tomorrow is open at 15:50, but due only after the shift that ends at 24:00."""
    tomorrow = {"from": "2026-11-21", "to": "2026-11-22"}
    desk.issue("JC", {**LUGGAGE, "period": tomorrow})
    found = read(desk)
    assert found.open == (Group("租户临时物品寄存记录表", 1),) and found.urgent == ()
    assert len(read(desk, now=moment("21T16:00")).urgent) == 0
    assert len(read(desk, now=moment("22T15:50")).urgent) == 1


def test_nobody_is_named_and_no_number_of_theirs(desk: Office) -> None:
    """Neither the tenant nor the borrower, nor a phone that somebody wrote into a plain text."""
    goods = [{"name": "箱子，找 13912345678 李某", "quantity": 1}]
    desk.issue("JC", {**LUGGAGE, "goods": goods})
    desk.issue("JW", KEY)
    found = read(desk)
    told = (one.name for one in fields(Desk) if one.name != "seal")  # random figures
    words = " ".join(str(getattr(found, name)) for name in told)
    for secret in ("陈晓彤", "周文清", "13800138000", "13912345678"):
        assert secret not in words, secret
    assert "3 栋 1202" in words and "箱子，找 139****5678" in words
    made = desk.issue("JB", {}, EVENING)
    stored = desk.at().store.value("SELECT body FROM record WHERE id = ?", (made.id,))
    assert "陈晓彤" not in stored and "1391234" not in stored and "天台钥匙 K07" in stored


def test_a_slip_let_out_is_listed_until_its_copy_is_back(desk: Office) -> None:
    """Since when, and not as an open matter beside it."""
    slip = desk.signed()
    desk.act(slip, "放行", GUARD, {"counts": [1, 12]}, now=moment("21T11:20"))
    found = read(desk)
    assert found.open == () and found.urgent == ()
    (one,) = found.slips
    assert (one.number, one.since) == (slip.number, moment("21T11:20"))
    desk.act(slip, "收回门岗联", DESK, now=moment("21T12:00"))
    assert read(desk).slips == ()


def test_what_is_lent_is_listed_until_it_is_back(desk: Office) -> None:
    """By number, thing and when it is due; not once more among the open matters."""
    loan = desk.issue("JW", KEY)
    desk.issue("JW", {
        **KEY, "back_by": "2026-11-21T11:00", "things": [
            {"name": "梯子", "kind": "工具", "number": "T02"},
            {"name": "雨伞", "kind": "其他", "quantity": 3},
        ],
    })  # fmt: skip
    found = read(desk)
    assert [(one.number, one.things, one.unit, one.due) for one in found.lent] == [
        ("JW-2026-000002", ("梯子 T02", "雨伞 3"), "1-101", moment("21T11:00")),
        ("JW-2026-000001", ("天台钥匙 K07",), "1-101", moment("21T12:00")),
    ]
    assert found.open == () and found.urgent == ()
    desk.act(loan, "归还", DESK, now=EVENING)
    assert [one.number for one in read(desk).lent] == ["JW-2026-000002"]


def test_a_file_is_out_only_once_it_was_handed_out(desk: Office) -> None:
    """A request that waits for its stamp has nothing out."""
    request = desk.issue("JD", {
        "reader": "郑维国", "department": "工程部", "purpose": "查图", "reason": "渗漏",
        "files": [{"name": "竣工图", "number": "GC-07"}],
    })  # fmt: skip
    assert read(desk).lent == ()
    for name, who in (("部门盖章", "1007"), ("核对", DESK), ("借出", DESK)):
        assert lending.out(desk.at()) == {}
        desk.act(request, name, who)
    assert [one.things for one in read(desk).lent] == [("竣工图 GC-07",)]
    assert lending.out(desk.at()) == {"竣工图 GC-07": "JD-2026-000001"}


def test_number_ranges_follow_one_another_without_gap_or_overlap(desk: Office) -> None:
    """First and last of each form, how many of them void; the next sheet goes on after the sheet
    that was taken over, also where everything happened in the same minute."""
    first = desk.issue("FX", FX)
    desk.issue("FX", FX)
    desk.issue("JC", LUGGAGE)
    desk.act(first, "作废", DESK, {"why": "写错"})
    assert read(desk).ranges == (
        Range("物品放行条", "FX-2026-000001", "FX-2026-000002", 2, 1),
        Range("租户临时物品寄存记录表", "JC-2026-000001", "JC-2026-000001", 1),
    )
    sheet = handed_over(desk)
    desk.issue("FX", FX, EVENING)
    found = read(desk, OTHER)
    assert found.ranges == (Range("物品放行条", "FX-2026-000003", "FX-2026-000003", 1),)
    assert (found.previous, found.since) == (sheet.number, EVENING)


def test_no_number_is_left_out_where_handovers_were_skipped(desk: Office) -> None:
    """All since the one before stand on the sheet, however long ago, and it says since when; with
    none before at all, the shift alone."""
    desk.issue("FX", FX, moment("19T10:00"))
    assert [read(desk).ranges, read(desk).since] == [(), moment("21T08:00")]
    sheet = handed_over(desk, moment("19T15:50"))
    for when in ("19T17:00", "20T15:49", "20T15:51", "21T09:00"):
        desk.issue("FX", FX, moment(when))
    found = read(desk)
    assert found.ranges == (Range("物品放行条", "FX-2026-000002", "FX-2026-000005", 4),)
    assert (found.previous, found.since) == (sheet.number, moment("19T15:50"))


def test_the_numbers_of_a_shift_are_read_without_those_of_years(desk: Office) -> None:
    """No row of the year before is looked at, with no handover yet and after one."""
    old = desk.issue("FX", FX, moment("01T10:00"))
    ids = fill(desk.at(DESK, moment("01T10:00")), old.number, 2_000)
    assert read(desk).ranges == () and steps(desk) < len(ids)
    handed_over(desk, moment("21T09:00"))
    desk.issue("FX", FX, moment("21T10:00"))
    (found,) = read(desk).ranges
    assert found.made == 1 and steps(desk) < len(ids)


def steps(office: Office) -> int:
    """How many steps SQLite takes to read the ranges of the evening's sheet."""
    session = office.at(DESK, EVENING)
    form = handing_over.form_of(session)
    assert form is not None
    taken: list[int] = []
    store = session.store.db.connection()
    with pytest.MonkeyPatch.context() as patched:
        ranges = handing_over._ranges

        def counted(*asked: Any) -> tuple[Range, ...]:
            store.set_progress_handler(lambda: taken.append(1), 1)
            try:
                return ranges(*asked)
            finally:
                store.set_progress_handler(None, 1)

        patched.setattr(handing_over, "_ranges", counted)
        handing_over.desk(session, form)
    return len(taken)


def test_a_sheet_that_nobody_took_over_hands_nothing_on(desk: Office) -> None:
    """It is named as pending; the ranges still begin where they did. A void one is no handover."""
    desk.issue("FX", FX)
    pending = desk.issue("JB", {}, EVENING)
    found = read(desk)
    assert found.pending == pending.number and found.previous == ""
    assert [one.first for one in found.ranges] == ["FX-2026-000001"]
    desk.act(pending, "作废", DESK, {"why": "重做"}, now=EVENING)
    found = read(desk)
    assert (found.pending, found.previous) == ("", "")
    assert [one.first for one in found.ranges] == ["FX-2026-000001"]


def test_cash_is_the_givers_and_deposits_are_everybodys(desk: Office) -> None:
    """By the books: what 1010 took in cash is in his hand, not in the desk's."""
    line = {"what": "复印", "purse": "收费", "price": 500, "quantity": 3}
    desk.issue("SJ", {"payer": "王五", "method": "现金", "others": [line]}, NOW, MONEY)
    assert read(desk, MONEY).cash == 15_00 and read(desk).cash == 0
    assert read(desk).deposits == 0
    store = desk.at().store
    with store.write() as db:
        db.execute_sql(
            "INSERT INTO money(record_id, lineage, way, purse, what, amount, method, at, day, by)"
            " SELECT id, id, 'taken', '押金', '押金', 30000, '现金', 0, '2026-11-21', '1010'"
            " FROM record LIMIT 1"
        )
    assert read(desk).deposits == 300_00


def test_papers_that_never_came_out_and_what_was_not_finished(desk: Office) -> None:
    """Of the giver alone, by title; the journal's last row as it stands."""
    slip = desk.issue("FX", FX)
    session = desk.at(DESK, EVENING)
    key = prints.keep(session, slip, "放行条", "{}", queue="laser")
    prints.settle(session, key, prints.UNPRINTED)
    drafts.save(session, "WX", {"unit": "1-101"})
    found = read(desk)
    assert found.unprinted == (slip.number,) and found.drafts == ("维修单",)
    assert read(desk, OTHER).drafts == ()
    head = journal.head(session.store)
    assert (found.entry, found.seal) == (head.seq, head.code)


def test_what_was_handed_over_stays_as_it_was(desk: Office) -> None:
    """What comes afterwards is not on the sheet."""
    desk.issue("JC", LUGGAGE)
    sheet = handed_over(desk)
    desk.issue("JC", LUGGAGE, EVENING)
    again = records.load(desk.at(OTHER, EVENING), sheet.number)
    assert again is not None and again.values == sheet.values
    assert again.values["matters"] == [{"form": "租户临时物品寄存记录表", "count": 1, "soon": 1}]
    assert again.values["urgent"] == [{
        "number": "JC-2026-000001", "form": "租户临时物品寄存记录表", "due": "11-21 24:00",
        "what": "3 栋 1202 11-21 行李箱 2",
    }]  # fmt: skip


def test_nothing_of_what_is_reckoned_can_be_handed_in(desk: Office) -> None:
    with pytest.raises(Refused) as told:
        desk.issue("JB", {"deposits": 5, "open": "没有"}, EVENING)
    assert {"deposits", "open"} <= set(told.value.problems)


def test_it_is_time_to_prepare_before_the_shift_ends(desk: Office) -> None:
    """[S] 10–15 minutes early; not once it is handed over, not for who may not."""
    assert handing_over.due_at(desk.at(DESK, moment("21T15:44"))) is None
    assert handing_over.due_at(desk.at(DESK, moment("21T15:45"))) == moment("21T16:00")
    assert handing_over.due_at(desk.at(MONEY, moment("21T15:50"))) is None
    handed_over(desk)
    assert handing_over.due_at(desk.at(DESK, moment("21T15:55"))) is None
    assert handing_over.due_at(desk.at(DESK, moment("21T23:50"))) == moment("22T00:00")
    for clock, due in (("22T00:01", "22T00:00"), ("22T01:59", "22T00:00"), ("22T02:00", None)):
        found = handing_over.due_at(desk.at(DESK, moment(clock)))
        assert found == (moment(due) if due else None), clock


def test_the_workbench_says_so_and_leads_to_the_page(desk: Office) -> None:
    """Today before the shift's end, late after it; it needs no other writing to appear."""
    handed_over(desk, moment("21T07:50"))
    before = workbench.tally(desk.at(DESK, moment("21T15:00")))
    assert before.turn == desk.at().instant(moment("21T15:45"))
    for clock, state in (("21T15:45", "今天"), ("21T16:05", "逾期")):
        bench = workbench.read(desk.at(DESK, moment(clock)))
        (one,) = (item for item in bench.items if not item.number)
        assert (one.state, one.verb, one.place) == (state, "交班", "shift"), clock
        assert bench.tally.counts[state] >= 1


def test_every_moment_has_its_shift() -> None:
    """Each to the next, over midnight too; without shifts there is none."""
    kept = SHIFTS.default
    day = datetime(2026, 11, 21)
    for clock, name, ends in (
        ("00:00", "夜班", "08:00"), ("07:59", "夜班", "08:00"), ("08:00", "早班", "16:00"),
        ("15:59", "早班", "16:00"), ("16:00", "中班", "00:00"), ("23:59", "中班", "00:00"),
    ):  # fmt: skip
        found = shift_at(datetime.fromisoformat(f"2026-11-21T{clock}"), kept)
        assert found is not None and (found.name, f"{found.ends:%H:%M}") == (name, ends)
    late = next_shift(day + timedelta(hours=17), kept)
    assert late is not None and late.words == "夜班 00:00–08:00"
    long = [{"name": "白班", "begins": "08:30"}, {"name": "夜班", "begins": "20:30"}]
    night = shift_at(day + timedelta(hours=3), long)
    assert night is not None and night.begins == day - timedelta(hours=3.5)
    assert shift_at(day, []) is None and next_shift(day, []) is None

"""What a gate's own computer brings back: taken in once, and what does not agree is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from db import checking, journal, records, staff
from db.errors import Refused
from db.gates import computers, conflicts, log, merging, pack, sealing
from tests.db.demo_desk import DESK, DUTY, GUARD, Desk, moment
from tests.db.gate_post import ADMINISTRATOR, Away, away

COUNTS: dict[str, Any] = {"counts": [1, 12]}
EVENING = moment("21T18:00")


@pytest.fixture
def gate(desk: Desk, tmp_path: Path) -> Away:
    """The east gate, registered; nothing on its stick yet."""
    return away(desk, tmp_path)


def released(gate: Away, *numbers: str, at: str = "21T14:30") -> None:
    """Let out at the gate, and the log brought to the stick."""
    post = gate.at(moment(at))
    for number in numbers:
        post.act(number, "放行", COUNTS)
    post.give_back(gate.stick)


def manned(desk: Desk, gate: Away, slips: int = 1) -> list[str]:
    """That many good slips, a pack of them, a guard; their numbers."""
    numbers = [desk.signed().number for _ in range(slips)]
    gate.pack()
    gate.join()
    return numbers


def test_a_release_becomes_the_act_at_its_true_time(desk: Desk, gate: Away) -> None:
    """By whom and when; the journal says from which gate and who brought it; twice is once."""
    (number,) = manned(desk, gate)
    gate.at(moment("21T14:00")).examine("FX-2026-000700")
    released(gate, number)
    (made,) = gate.merge(EVENING)
    assert (made.gate, made.done, made.told, made.conflicts) == ("东门", 1, 2, ())
    record = records.load(desk.at(), number)
    assert record is not None and record.seen.state == "已放行"
    done = record.acts[-1]
    assert (done.name, done.by, done.at, done.values) == (
        "放行", GUARD, moment("21T14:30"), COUNTS
    )
    store = desk.at().store
    at, by, body = store.rows(
        "SELECT at, by, body FROM journal WHERE subject = ? ORDER BY seq DESC LIMIT 1", (number,)
    )[0]
    assert by == DESK and desk.at().local(at) == EVENING
    assert '"gate":"东门"' in body and '"guard":"2001"' in body
    before = journal.head(store)
    (again,) = gate.merge(moment("21T18:05"))
    assert (again.done, again.told, again.known) == (0, 0, 3)
    assert journal.head(store) == before
    assert set(checking.check(desk.at(ADMINISTRATOR), full=True).values()) == {"ok"}


def test_a_release_late_in_the_day_is_merged_after_it_expired(desk: Desk, gate: Away) -> None:
    """It held when it left; what is judged is that moment."""
    (number,) = manned(desk, gate)
    released(gate, number, at="21T23:50")
    (made,) = gate.merge(moment("22T08:00"))
    assert (made.done, made.conflicts) == (1, ())


def test_the_same_slip_at_two_gates_is_found_on_return(
    desk: Desk, gate: Away, tmp_path: Path
) -> None:
    """Neither computer could know; the second to come back is the conflict, with both times."""
    west = away(desk, tmp_path, "西门")
    (number,) = manned(desk, gate)
    west.pack()
    west.join()
    released(gate, number, at="21T14:30")
    released(west, number, at="21T15:10")
    (first,) = gate.merge(EVENING)
    (second,) = west.merge(EVENING)
    assert first.conflicts == () and second.done == 0
    (words,) = second.conflicts
    assert "西门 11-21 15:10 2001" in words and "东门 11-21 14:30 2001 赵队 已经办过“放行”" in words
    (found,) = conflicts.conflicts(desk.at())
    assert (found.outcome, found.gate, found.number) == (merging.AGAIN, "西门", number)


def test_what_the_office_did_meanwhile_is_a_conflict(desk: Desk, gate: Away) -> None:
    """Released at the desk, void, turned away at the gate: all are named, nothing is altered."""
    here, void, fine = manned(desk, gate, 3)
    desk.act(here, "放行", GUARD, COUNTS, now=moment("21T12:00"))
    desk.act(void, "作废", DESK, {"why": "物品写错"}, now=moment("21T12:00"))
    released(gate, here, void, fine)
    (made,) = gate.merge(EVENING)
    assert made.done == 1 and len(made.conflicts) == 2
    assert "前台这边 11-21 12:00 2001 赵队 已经办过" in made.conflicts[0]
    assert "已作废（11-21 12:00，原因：物品写错）" in made.conflicts[1]
    found = {one.number: one for one in conflicts.conflicts(desk.at())}
    assert {found[here].outcome, found[void].outcome} == {merging.AGAIN, merging.OVER}
    record = records.load(desk.at(), void)
    assert record is not None and record.done[-1] == "作废"
    assert set(checking.check(desk.at(ADMINISTRATOR), full=True).values()) == {"ok"}


def test_turned_away_at_the_gate_ends_the_slip(desk: Desk, gate: Away) -> None:
    """不予放行 with its reason comes back as well."""
    (number,) = manned(desk, gate)
    post = gate.at(moment("21T14:30"))
    assert post.act(number, "不予放行", {"why": "数量不符"}).seen.state == "不予放行"
    assert post.examine(number).reason.startswith("不予放行（11-21 14:30")
    post.give_back(gate.stick)
    gate.merge(EVENING)
    record = records.load(desk.at(), number)
    assert record is not None and record.acts[-1].values == {"why": "数量不符"}


def test_rows_that_no_guard_could_have_written(desk: Desk, gate: Away) -> None:
    """Other counts, no such slip, a leaver, a time to come: a conflict each, and none is booked."""
    numbers = manned(desk, gate, 4)
    post = gate.at()
    at = desk.at().instant(moment("21T14:30"))
    row = {"kind": "act", "at": at, "by": GUARD, "pack": 1, "act": "放行", "values": COUNTS}
    for changed in (
        {"number": numbers[0], "values": {"counts": [1, 11]}}, {"number": "FX-2026-000999"},
        {"number": numbers[1], "by": "7777"}, {"number": numbers[2], "at": at + 86_400_000},
        {"number": numbers[3], "act": "升天"},
    ):
        post.log.add({**row, **changed})
    post.give_back(gate.stick)
    (made,) = gate.merge(EVENING)
    assert (made.done, len(made.conflicts)) == (0, 5)
    kinds = {one.outcome for one in conflicts.conflicts(desk.at())}
    assert kinds == {merging.DIFFERS, merging.UNKNOWN}


def test_who_left_since_was_there_then(desk: Desk, gate: Away) -> None:
    """A guard who left in the evening let it out in the afternoon."""
    (number,) = manned(desk, gate)
    released(gate, number)
    staff.retire(desk.at(ADMINISTRATOR, moment("21T17:00")), GUARD)
    (made,) = gate.merge(EVENING)
    assert (made.done, made.conflicts) == (1, ())


def test_foreign_altered_and_exchanged_files_are_refused(
    desk: Desk, gate: Away, tmp_path: Path
) -> None:
    """Another office's, cut at the front, of the same name with other rows."""
    first, second = manned(desk, gate, 2)
    released(gate, first)
    (file,) = gate.stick.glob("*.qtreturn")
    whole = file.read_bytes()
    front = whole.index(b"\n") + 1
    header = whole[:front]
    strange = header.replace(header.split()[4], b"0" * 32)
    for content, words in (
        (b"", "不是门岗的放行记录"), (b"{}\n", "不是门岗的放行记录"),
        (strange + whole[front:], "不是本单位登记的门岗电脑"),
        (header + whole[front + 1 :], "打不开"),
        (header + b"\xff" * 5000, "打不开"),
    ):
        file.write_bytes(content)
        with pytest.raises(Refused, match=words):
            gate.merge(EVENING)
    file.write_bytes(whole[:-3])
    (cut,) = gate.merge(EVENING)
    assert (cut.done, cut.known) == (0, 0) and "末尾不完整" in cut.warning
    file.write_bytes(whole)
    assert gate.merge(EVENING)[0].done == 1
    file.write_bytes(whole[:-3])
    assert "比上次并回的少 1 条" in gate.merge(EVENING)[0].warning
    post = gate.at(moment("21T15:00"))
    own = log.Log(tmp_path / file.name, post.key, log.mark_of(file), None)
    own._front, own._path = header, file
    file.write_bytes(header)
    own.add({"kind": "scan", "at": 1, "by": GUARD, "pack": 1})
    with pytest.raises(Refused, match="不是同一份"):
        gate.merge(EVENING)
    assert second


def test_a_gate_that_is_stopped_still_brings_back_what_was_before(
    desk: Desk, gate: Away
) -> None:
    """What it wrote afterwards is a conflict."""
    before, after = manned(desk, gate, 2)
    released(gate, before, at="21T14:30")
    computers.end(desk.at(ADMINISTRATOR, moment("21T15:00")), "东门")
    released(gate, after, at="21T16:00")
    (made,) = gate.merge(EVENING)
    assert made.done == 1 and "那时已停用" in made.conflicts[0]


def test_a_conflict_is_settled_once_in_words(desk: Desk, gate: Away) -> None:
    """Journalled; then it is off the list, and never gone."""
    (number,) = manned(desk, gate)
    desk.act(number, "作废", DESK, {"why": "写错"}, now=moment("21T12:00"))
    released(gate, number)
    gate.merge(EVENING)
    (found,) = conflicts.conflicts(desk.at(DUTY))
    record = records.load(desk.at(DUTY), number)
    assert record is not None
    for words in ("  ", "打过 13800138000", f"问过{record.values['carrier']['name']}"):
        with pytest.raises(Refused) as refused:
            conflicts.settle(desk.at(DUTY), found.id, words)
        assert set(refused.value.problems) == {"why"}
    conflicts.settle(desk.at(DUTY), found.id, "业主已补单")
    with pytest.raises(Refused, match="已经有人处理过"):
        conflicts.settle(desk.at(DUTY), found.id, "又一次")
    assert conflicts.conflicts(desk.at()) == []
    (kept,) = conflicts.conflicts(desk.at(), settled=True)
    assert (kept.settled, kept.settled_by) == ("业主已补单", DUTY)
    with pytest.raises(Refused, match="不能看门岗带回的不符"):
        conflicts.conflicts(desk.at(GUARD))
    assert journal.verify(desk.at().store) is None


def test_the_next_pack_says_what_has_come_back(desk: Desk, gate: Away) -> None:
    """So the gate knows what it has still to bring."""
    first, second = manned(desk, gate, 2)
    released(gate, first)
    assert gate.at(moment("21T14:40")).fresh == 2
    gate.merge(EVENING)
    file = gate.pack(moment("21T18:10")).file
    content = pack.opened(file, sealing.key_of(sealing.secret_of(gate.code),
                                               pack.header_of(file).mark))
    assert list(content.merged.values()) == [2]
    post = gate.at(moment("21T18:20"))
    assert post.fresh == 1  # that it has the new pack
    assert post.examine(first).kind == "over" and post.examine(second).allows

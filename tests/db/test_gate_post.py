"""A gate with a computer of its own: what its pack holds, what it judges, what it writes down."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from db import journal, office, records, staff
from db.clock import FixedClock, instant
from db.errors import Environment, Refused
from db.gate import NO, YES
from db.gates import computers, joining, log, pack, sealing
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, FX, GUARD, Desk, moment
from tests.db.gate_post import ADMINISTRATOR, PASSWORD, Away, away

COUNTS: dict[str, Any] = {"counts": [1, 12]}
ROOT = Path(__file__).parents[2]


@pytest.fixture
def gate(desk: Desk, tmp_path: Path) -> Away:
    """The east gate, registered; nothing on its stick yet."""
    return away(desk, tmp_path)


@pytest.fixture
def manned(gate: Away) -> Away:
    """With a pack of what there is, and a guard who joined."""
    gate.pack()
    gate.join()
    return gate


def test_it_judges_as_the_office_did_when_the_pack_was_made(desk: Desk, gate: Away) -> None:
    """Good, unsigned, void, used: the same words; the log has a row for each refusal."""
    good, unsigned, void, used = (
        desk.signed(), desk.issue("FX", FX), desk.signed(), desk.signed(),
    )  # fmt: skip
    desk.act(void, "作废", DESK, {"why": "物品写错"})
    desk.act(used, "放行", GUARD, COUNTS, now=moment("21T10:50"))
    gate.pack(moment("21T11:00"))
    gate.join()
    post = gate.at(moment("21T12:00"))
    found = post.examine(good.code)
    assert (found.verdict, found.reason) == (YES, "有效期至 2026年11月21日 24:00，手续齐全，首次使用")
    assert found.ink == ("办证人（业主）签字", "主任（盖章）")
    assert [line["quantity"] for line in found.lines] == [1, 12]
    for slip, kind, words in (
        (unsigned, "lacking", "手续未齐，尚缺：值班主任签字、主任盖章"),
        (void, "over", "已作废（11-21 10:42，原因：物品写错）"),
        (used, "over", "已于 11-21 10:50 放行过，一次有效"),
    ):
        found = post.examine(slip.code)
        assert (found.verdict, found.kind) == (NO, kind) and found.reason.startswith(words)
    late = gate.at(moment("22T00:00")).examine(good.number)
    assert (late.kind, late.reason) == ("not now", "已过期，有效期至 2026年11月21日 24:00")
    refused = [row.data["refused"] for row in post.log.rows if row.data["kind"] == "scan"]
    assert refused == ["lacking", "over", "over"]


SCANNED = {
    "你好": "foreign", "https://example.invalid/x": "foreign", "\ud800": "foreign",
    "FX" + "9" * 400: "foreign", "FX-2026-000777": "later", "FX-2027-000001": "later",
    "WX-2026-000001": "no paper", "ZZ-2026-000001": "unknown",
    "ＦＸ－２０２６－０００７７７": "later", " fx26 000777 ": "later",
}  # fmt: skip
"""Foreign, of another form, of later, typed with the input method on."""


def test_what_is_no_slip_of_the_pack_is_refused(desk: Desk, manned: Away) -> None:
    """Never an error; each of another sort is a row of its own."""
    post = manned.at()
    for scanned, kind in SCANNED.items():
        found = post.examine(scanned)
        assert (found.verdict, found.kind, found.record) == (NO, kind, None), scanned


def test_no_character_of_a_code_can_be_changed(desk: Desk, gate: Away) -> None:
    """The pack has the office's key for codes: forged ones are told from late ones."""
    slip = desk.signed()
    gate.pack()
    gate.join()
    post = gate.at()
    for place in range(10, 20):
        other = "A" if slip.code[place] != "A" else "B"
        found = post.examine(slip.code[:place] + other + slip.code[place + 1 :])
        assert (found.verdict, found.kind) == (NO, "forged"), place


def test_what_was_long_over_is_not_in_the_pack_and_is_refused(desk: Desk, gate: Away) -> None:
    """Of older papers only up to which number there are any."""
    slip = desk.signed()
    gate.pack(datetime(2027, 1, 5, 9, 0))
    gate.join()
    found = gate.at(datetime(2027, 1, 5, 9, 1)).examine(slip.number)
    assert (found.kind, found.reason[:12]) == ("over", "早已用过、作废或过期（0")


def test_what_left_here_leaves_once_and_is_kept_before_it_is_said(
    desk: Desk, gate: Away
) -> None:
    """Also after the program was closed; wrong counts leave nothing."""
    slip = desk.signed()
    gate.pack()
    gate.join()
    post = gate.at(moment("21T14:30"))
    for wrong in ([1, 11], [1], None, [1, "十二"]):
        with pytest.raises(Refused) as refused:
            post.act(slip.number, "放行", {"counts": wrong})
        assert all(path.startswith("counts") for path in refused.value.problems)
    assert post.act(slip.number, "放行", COUNTS).seen.state == "已放行"
    assert post.released_today() == 1
    again = gate.at(moment("21T15:00"))
    found = again.examine(slip.code)
    assert (found.kind, found.reason) == ("over", "已于 11-21 14:30 在本机放行过，一次有效")
    with pytest.raises(Refused, match="在本机放行过"):
        again.act(slip.number, "放行", COUNTS)


def test_who_may_not_release_may_still_ask(desk: Desk, gate: Away) -> None:
    """The rights are the office's; a leaver is in no new pack."""
    slip = desk.signed()
    gate.pack()
    gate.join(DESK)
    post = gate.at(no=DESK)
    assert post.examine(slip.code).allows
    with pytest.raises(Refused, match="不能办“放行”，由门岗办理"):
        post.act(slip.number, "放行", COUNTS)
    with pytest.raises(Refused, match="9001 不在这个包里"):
        gate.join(ADMINISTRATOR)
    staff.retire(desk.at(ADMINISTRATOR), GUARD)
    gate.pack(moment("21T12:00"))
    with pytest.raises(Refused, match="2001 不在这个包里"):
        gate.join(GUARD)


def test_a_pack_that_is_over_or_a_clock_that_is_wrong_lets_nothing_out(
    desk: Desk, gate: Away
) -> None:
    """The office chooses the days; a clock behind the pack or the last row is wrong."""
    office.change(desk.at(ADMINISTRATOR), "office.gate.pack_days", 1)
    slip = desk.signed()
    gate.pack()
    gate.join()
    assert gate.at(moment("21T23:59")).examine(slip.code).allows
    for now, words in (("22T10:42", "门岗包已过期（有效到 11-22 10:42）"), ("21T10:30", "钟")):
        post = gate.at(moment(now))
        found = post.examine(slip.code)
        assert (found.kind, words in found.reason) == ("pack", True), found
        with pytest.raises(Refused):
            post.act(slip.number, "放行", COUNTS)


def test_an_older_pack_is_not_taken_again(desk: Desk, gate: Away, tmp_path: Path) -> None:
    """What was void in the newer one would be good again."""
    slip = desk.signed()
    old = gate.pack().file
    aside = tmp_path / old.name
    aside.write_bytes(old.read_bytes())
    gate.join()
    assert gate.at().examine(slip.code).allows
    desk.act(slip, "作废", DESK, {"why": "写错"})
    new = gate.pack(moment("21T11:00"))
    assert new.sequence == 2 and not old.exists()
    assert gate.at(moment("21T11:05")).examine(slip.code).kind == "over"
    with pytest.raises(Refused, match="比本机用过的第 2 号包旧"):
        gate.at(moment("21T11:06"), source=aside)
    new.file.unlink()
    aside.rename(gate.stick / aside.name)
    post = gate.at(moment("21T11:07"))
    assert post.examine(slip.code).kind == "over" and "比本机的旧" in post.notes[0]


def test_nothing_in_the_pack_that_the_gate_does_not_need(desk: Desk, gate: Away) -> None:
    """No document number, no phone; unreadable without the code; the code opens no other gate."""
    desk.signed()
    file = gate.pack().file
    secret = sealing.secret_of(gate.code)
    content = pack.opened(file, sealing.key_of(secret, pack.header_of(file).mark))
    plain = json.dumps([one.values for one in content.slips], ensure_ascii=False)
    assert "张三丰" in plain and "E12345678" not in plain and "13800138000" not in plain
    for words in ("张三丰", "双门冰箱", content.secret, gate.code.replace("-", "")):
        assert words.encode() not in file.read_bytes()
    with pytest.raises(Refused):
        pack.opened(file, sealing.key_of(secret, "0" * 32))


def test_an_altered_pack_is_refused(desk: Desk, manned: Away) -> None:
    """Any bit, cut, longer; and no file but a pack is one."""
    (file,) = manned.stick.glob("*.qtpack")
    whole = file.read_bytes()
    front = whole.index(b"\n") + 1
    altered = [whole[:-7], b"", whole + b"0", b"{}\n", b"PK\3\4" + whole, whole[:front]]
    for place in (10, front + 3, front + 100, len(whole) - 1):
        broken = bytearray(whole)
        broken[place] ^= 1
        altered.append(bytes(broken))
    post = manned.at()
    for content in altered:
        file.write_bytes(content)
        with pytest.raises(Refused) as refused:
            pack.opened(file, post.key)
        assert set(refused.value.problems) == {"pack"}


def test_another_gates_code_and_pack_are_refused(
    desk: Desk, manned: Away, tmp_path: Path
) -> None:
    """Well written, and not this one's; mistyped is told apart."""
    other = away(desk, tmp_path, "西门")
    theirs = other.pack().file
    clock = FixedClock(instant(moment("21T11:00")))
    with pytest.raises(Refused, match="是别的门岗的"):
        manned.at(source=theirs)
    with pytest.raises(Refused, match="别的门岗"):
        joining.join(manned.folder, theirs, other.code, GUARD, PASSWORD)
    with pytest.raises(Refused, match="不是这台门岗的"):
        joining.join(tmp_path / "新", theirs, manned.code, GUARD, PASSWORD)
    with pytest.raises(Refused, match="门岗码抄错了"):
        wrong = ("A" if other.code[0] != "A" else "B") + other.code[1:]
        joining.join(tmp_path / "新", theirs, wrong, GUARD, PASSWORD)
    assert not (tmp_path / "新").exists()
    with pytest.raises(Environment, match="工号或密码不对"):
        from db.gates import opening

        opening.open_post(manned.folder, None, GUARD, "不是这个密码1", clock)


def test_only_those_with_the_right_make_packs_and_gates(desk: Desk, gate: Away) -> None:
    """The administrator registers; the front desk packs; the guard does neither."""
    with pytest.raises(Refused, match="不能登记门岗电脑"):
        computers.add(desk.at(DESK), "北门")
    with pytest.raises(Refused, match="不能做门岗包"):
        gate.pack(no=GUARD)
    with pytest.raises(Refused, match="已有叫“东门”"):
        computers.add(desk.at(ADMINISTRATOR), " 东门 ")
    computers.end(desk.at(ADMINISTRATOR), "东门")
    with pytest.raises(Refused, match="没有叫“东门”的门岗电脑"):
        gate.pack()
    assert journal.verify(desk.at().store) is None


def test_a_row_cut_short_is_cut_off_and_anything_else_is_damage(
    desk: Desk, manned: Away
) -> None:
    """Every length of the last row; every byte altered leaves at most the rows before it."""
    post = manned.at()
    for number in ("FX-2026-000701", "FX-2026-000702"):
        post.examine(number)
    (file,) = log.files(manned.folder)
    whole, key = file.read_bytes(), post.key
    rows = log.read(file, key).rows
    assert [row.data.get("number") for row in rows] == [None, "FX-2026-000701", "FX-2026-000702"]
    start = len(whole) - 4 - int.from_bytes(_last(whole, rows), "big")
    for length in range(start + 1, len(whole)):
        file.write_bytes(whole[:length])
        found = log.read(file, key)
        assert (found.rows, found.torn, found.broken) == (rows[:2], True, False)
    log.Log.of_file(file, key).add({"kind": "scan", "at": 1, "by": "1", "pack": 1})
    assert len(log.read(file, key).rows) == 3
    for place in range(0, len(whole), 7):
        changed = bytearray(whole)
        changed[place] ^= 0x10
        file.write_bytes(bytes(changed))
        try:
            found = log.read(file, key)
        except Refused:
            continue
        assert found.rows == rows[: len(found.rows)] and len(found.rows) < 3


def _last(whole: bytes, rows: tuple[log.Row, ...]) -> bytes:
    """The length in front of the last row, found by walking from the header."""
    at = whole.index(b"\n") + 1
    for _ in rows[:-1]:
        at += 4 + int.from_bytes(whole[at : at + 4], "big")
    return whole[at : at + 4]


def test_a_damaged_log_is_left_alone_and_another_begun(desk: Desk, gate: Away) -> None:
    """What it still says counts: no second use."""
    slip = desk.signed()
    gate.pack()
    gate.join()
    post = gate.at()
    post.act(slip.number, "放行", COUNTS)
    post.examine("FX-2026-000701")
    (file,) = log.files(gate.folder)
    damaged = bytearray(file.read_bytes())
    damaged[-1] ^= 1
    file.write_bytes(bytes(damaged))
    again = gate.at(moment("21T11:00"))
    assert "有一段损坏" in again.notes[0]
    assert again.examine(slip.code).kind == "over"
    assert file.read_bytes() == bytes(damaged) and len(log.files(gate.folder)) == 2


def test_a_full_disk_lets_nothing_out(
    desk: Desk, gate: Away, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row did not reach the disk: the slip is not used, and can leave afterwards."""
    slip = desk.signed()
    gate.pack()
    gate.join()
    post = gate.at()
    before = log.files(gate.folder)[0].read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("db.gates.log.os.fsync", full)
        with pytest.raises(Environment, match="磁盘已满"):
            post.act(slip.number, "放行", COUNTS)
        assert "没能记下来" in post.examine("FX-2026-000701").reason
    assert log.files(gate.folder)[0].read_bytes() == before
    assert post.act(slip.number, "放行", COUNTS).seen.state == "已放行"
    assert len(log.read(log.files(gate.folder)[0], post.key).rows) == 2


def killed(folder: Path, key: bytes, after: int) -> tuple[int, int]:
    """(rows told, rows kept) of a process that was killed after it told that many."""
    words = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from db.gates.log import Log, files
own = Log.of_file(files(Path({str(folder)!r}))[-1], bytes.fromhex({key.hex()!r}))
while True:
    print(own.add({{"kind": "scan", "at": 1, "by": "2001", "pack": 1}}).position, flush=True)
"""
    worker = subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    told = 0
    for line in worker.stdout:
        told = int(line)
        if told >= after:
            worker.send_signal(signal.SIGKILL)
            break
    told = max([told, *(int(line) for line in worker.stdout.read().split("\n")[:-1] if line)])
    worker.wait()
    worker.stdout.close()
    return told, len(log.Log.of_file(log.files(folder)[-1], key).rows)


def test_what_was_told_survives_a_kill(desk: Desk, manned: Away) -> None:
    """At most the row that was on its way is there besides."""
    key = manned.at().key
    told, kept = killed(manned.folder, key, 20)
    assert told <= kept <= told + 1


@pytest.mark.long
def test_what_was_told_survives_fifty_kills(desk: Desk, manned: Away) -> None:
    """At ever other places."""
    key, kept = manned.at().key, 0
    for at in range(50):
        told, kept = killed(manned.folder, key, kept + 3 + at % 7)
        assert told <= kept <= told + 1


def test_signatures_given_after_the_pack_are_not_known_there(desk: Desk, gate: Away) -> None:
    """The words say that it was so when the pack was made."""
    slip = desk.issue("FX", FX)
    gate.pack()
    gate.join()
    desk.act(slip, "值班主任签字", DUTY)
    desk.act(slip, "主任盖章", DIRECTOR)
    found = gate.at(moment("21T11:00")).examine(slip.code)
    assert found.kind == "lacking" and found.reason.endswith("（做包的时候）")
    found_again = records.load(desk.at(), slip.number)
    assert found_again is not None and "放行" in found_again.seen.open

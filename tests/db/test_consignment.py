"""What goes to the operator: who waits, the workbook and the mail, what stops the deadline."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from PIL import Image

from db import addressees, attachments, batch, choosing, consignment, journal, office, workbench
from db.errors import Cancelled, Environment, Refused
from db.records import load
from forms.fields import Kind
from tests.db.demo_desk import DESK, DIRECTOR, GUARD, MONEY, Desk, copied, moment
from tests.db.permissions import deny, permit

ADMIN = "1000"
ROOT = Path(__file__).parents[2]
LATER = moment("22T09:30")
OWNER: dict[str, Any] = {
    "unit": "1-101", "name": "赵虚构", "phone": "13800138000", "id_copy": True,
    "document": {"kind": "护照", "number": "E12345678"}, "plan": "包月 180 元",
}  # fmt: skip


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Any:
    made = Desk(copied(estate, tmp_path / "office"))
    agree(made)
    yield made
    made.close()


def agree(desk: Desk) -> None:
    """Two persons approve every operator as its address stands now."""
    session = desk.at()
    second = desk.at(DIRECTOR).member
    with session.store.write():
        for code in ("WK", "WB"):
            known = consignment.addresses(session, code)
            wanted = {who: known.get(who, []) for who in ("电信", "联通", "移动", "广电")}
            addressees.approve(session, code, wanted, second)


def opened(desk: Desk, *, free: bool = True, code: str = "WK", **changed: Any) -> str:
    """The number of an application that is complete, or still to be paid."""
    how = {"charge": "免收"} if free and code == "WK" else {}
    return desk.issue(code, {**OWNER, "operator": "电信", **how, **changed}).number


def numbers(desk: Desk, code: str = "WK", now: datetime = LATER) -> list[str]:
    return [record.number for record in consignment.waiting(desk.at(now=now), code)]


def mail_of(path: Path) -> EmailMessage:
    found = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage) and not found.defects
    return found


def rows_of(content: bytes | Path) -> list[dict[str, Any]]:
    """The sheet's lines by their headings."""
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    sheet, stamp = openpyxl.load_workbook(file).worksheets
    assert stamp.title == "导出说明"
    head, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


def attached(mail: EmailMessage) -> dict[str, bytes]:
    return {str(one.get_filename()): bytes(one.get_content()) for one in mail.iter_attachments()}


def choose(desk: Desk, **values: Any) -> None:
    """The administrator's choice in the part of the settings about what is sent."""
    admin = desk.at(ADMIN)
    part = choosing.parts(admin)["报送"]
    choosing.save(admin, part, {**choosing.chosen(admin, part).values, **values})
    agree(desk)


def test_only_what_is_complete_and_unsent_waits(desk: Desk) -> None:
    """Unpaid, void, sent and other forms' records do not; the longest waiting comes first."""
    unpaid = opened(desk, free=False)
    gone, sent, first, second = (opened(desk) for _ in range(4))
    opened(desk, code="WB", change="暂停")
    desk.act(gone, "作废", DESK, {"why": "重复"})
    desk.act(sent, "报运营商", DESK, now=LATER)
    assert numbers(desk) == [first, second]
    desk.act(unpaid, "缴费", MONEY, now=LATER)
    assert numbers(desk) == [first, second, unpaid]


def test_the_mail_has_exactly_the_unsent_records(desk: Desk, tmp_path: Path) -> None:
    """A mail for each operator with his own records only, opened by anybody's mail program."""
    choose(desk, operator_mail=[{"who": "电信", "address": "a@example.com、b@example.com"}])
    sent, mine, more = opened(desk), opened(desk), opened(desk, name="钱虚构", plan="=1+1")
    other = opened(desk, operator="联通")
    desk.act(sent, "报运营商", DESK, now=LATER)
    made = consignment.write(desk.at(now=LATER), "WK", (), tmp_path)
    assert [(one.who, one.records) for one in made] == [("电信", (mine, more)), ("联通", (other,))]
    mail = mail_of(made[0].file)
    assert mail["X-Unsent"] == "1" and mail["From"] is None
    assert [one.addr_spec for one in mail["To"].addresses] == ["a@example.com", "b@example.com"]
    assert mail["Subject"] == "翠湖花园物业服务中心 网络开通资料 2026年11月22日（2 户）"
    assert mail["Date"].datetime.isoformat() == "2026-11-22T09:30:00+08:00"
    body = mail.get_body()
    assert body is not None and body.get_content_charset() == "utf-8"
    assert body.get_content().startswith("电信：") and "{" not in body.get_content()
    ((name, content),) = attached(mail).items()
    assert name == made[0].workbook.name and content == made[0].workbook.read_bytes()
    assert b"\n" not in made[0].file.read_bytes().replace(b"\r\n", b"")
    lines = rows_of(content)
    assert [line["单号"] for line in lines] == [mine, more]
    assert lines[0]["证件"] == "E12345678（护照）" and lines[0]["联系电话"] == "13800138000"
    assert lines[1]["套餐"] == "=1+1" and lines[1]["申请人"] == "钱虚构"
    assert mail_of(made[1].file)["To"] is None
    assert {one.name for one in tmp_path.iterdir()} >= {
        "网络开通_电信_20261122-0930.eml", "网络开通_电信_20261122-0930.xlsx",
    }  # fmt: skip
    assert not [one for one in tmp_path.iterdir() if one.name.endswith(".part")]


def test_sent_at_by_whom_stops_the_deadline_and_undone_it_runs_again(
    desk: Desk, tmp_path: Path
) -> None:
    """Making the mail stops nothing; one act on all of them does; what failed is sent again."""
    both = [opened(desk), opened(desk)]
    consignment.write(desk.at(now=LATER), "WK", both, tmp_path)
    assert numbers(desk) == both
    assert set(consignment.made_before(desk.at(), "WK")) == set(both)
    batch.act_all(desk.at(now=LATER), both, "报运营商", {"sender": "李敏"})
    overdue = moment("24T09:00")
    assert numbers(desk, now=overdue) == []
    late = [one.number for one in workbench.items(desk.at(now=overdue)) if one.state == "逾期"]
    assert not set(both) & set(late)
    with pytest.raises(Refused) as refused:
        consignment.write(desk.at(now=LATER), "WK", both[:1], tmp_path / "再")
    assert both[0] in refused.value.problems["numbers"]
    desk.act(both[0], "报送未成", DESK, {"why": "退信"}, now=overdue)
    assert numbers(desk, now=overdue) == both[:1]
    again = load(desk.at(now=overdue), both[0])
    assert again is not None and again.seen.state == "待重报运营商"
    assert again.seen.due is not None and again.seen.due.at == overdue + timedelta(days=2)
    later = overdue + timedelta(days=2, minutes=1)
    late = [one.number for one in workbench.items(desk.at(now=later)) if one.state == "逾期"]
    assert both[0] in late
    (again_made,) = consignment.write(desk.at(now=overdue), "WK", both[:1], tmp_path)
    assert again_made.records == (both[0],)
    desk.act(both[0], "报运营商", DESK, now=overdue)
    assert numbers(desk, now=overdue) == []


def test_scans_go_along_only_if_the_office_wants_it(desk: Desk, tmp_path: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(picture, "PNG")
    scan = attachments.take(desk.at(), picture.getvalue(), "身份证.png", Kind.FILE)
    number = opened(desk, id_scan=scan)
    (plain,) = consignment.write(desk.at(), "WK", (), tmp_path)
    assert plain.scans == 0 and list(attached(mail_of(plain.file))) == [plain.workbook.name]
    choose(desk, operator_scans=True)
    (full,) = consignment.write(desk.at(), "WK", (), tmp_path)
    found = attached(mail_of(full.file))
    assert list(found)[1:] == [f"{number}_证件扫描件.jpg"]
    assert Image.open(io.BytesIO(found[f"{number}_证件扫描件.jpg"])).format == "JPEG"
    assert full.file != plain.file and plain.file.exists()


def test_it_asks_the_rights_and_is_journalled_without_a_name(desk: Desk, tmp_path: Path) -> None:
    number = opened(desk)
    for no in (ADMIN, "2001", MONEY):
        with pytest.raises(Refused):
            consignment.write(desk.at(no), "WK", (), tmp_path)
    session = desk.at()
    deny(session.store, "export")
    with pytest.raises(Refused):
        consignment.write(session, "WK", (), tmp_path)
    permit(session.store, "前台", "export")
    assert not list(tmp_path.glob("*.eml"))
    consignment.write(session, "WK", (), tmp_path)
    ((body,),) = session.store.rows(
        "SELECT body FROM journal WHERE action = 'export' AND subject = 'WK'"
    )
    assert number in body and '"scans":0' in body and "赵虚构" not in body
    assert journal.verify(session.store) is None


def test_nothing_to_send_and_wrong_numbers_are_refused(desk: Desk, tmp_path: Path) -> None:
    for asked, code in (((), "WK"), (("WK-2026-999999",), "WK"), ((), "FX")):
        with pytest.raises(Refused):
            consignment.write(desk.at(), code, asked, tmp_path)
    other = opened(desk, code="WB", change="暂停")
    with pytest.raises(Refused, match=other):
        consignment.write(desk.at(), "WK", (other,), tmp_path)


def test_a_disk_that_refuses_leaves_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No such folder, no right to write, full while the second mail is made, called off."""
    opened(desk)
    opened(desk, operator="联通")
    with pytest.raises(Environment, match="U 盘"):
        consignment.write(desk.at(), "WK", (), tmp_path / "没有")
    folder = tmp_path / "盘"
    folder.mkdir()

    def stop(done: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        consignment.write(desk.at(), "WK", (), folder, stop)
    assert not list(folder.iterdir())
    real, times = os.replace, []

    def full(source: Any, target: Any) -> None:
        times.append(target)
        if len(times) == 5:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(Environment, match="磁盘已满"):
        consignment.write(desk.at(), "WK", (), folder)
    assert not list(folder.iterdir()) and len(times) == 5
    assert consignment.made_before(desk.at(), "WK") == {}


KILLED = """
import os, signal, sys
from pathlib import Path
from db import consignment, mail
from tests.db.demo_desk import Desk
from tests.db.permissions import deny, permit
at, calls = int(sys.argv[3]), []
def dying(real):
    def call(*given, **named):
        calls.append(1)
        if len(calls) == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)
    return call
session = Desk(Path(sys.argv[1])).at()
os.replace, os.fsync, mail.composed = map(dying, (os.replace, os.fsync, mail.composed))
consignment.write(session, "WK", (), Path(sys.argv[2]))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="没有 SIGKILL")
@pytest.mark.parametrize("at", [2, 5, 6])
def test_killed_in_between_leaves_no_half_file(desk: Desk, tmp_path: Path, at: int) -> None:
    """At the mail, when both are on the disk, between the two names."""
    number = opened(desk)
    desk.close()
    folder = tmp_path / "盘"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(desk.folder), str(folder), str(at)], cwd=ROOT,
        check=False, capture_output=True,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    named = [one for one in folder.iterdir() if not one.name.startswith(".")]
    assert {one.suffix for one in named} <= ({".xlsx"} if at == 6 else set())
    for one in named:
        assert [line["单号"] for line in rows_of(one)] == [number]
    assert numbers(desk) == [number]
    for one in folder.iterdir():
        os.utime(one, (0, 0))
    (made,) = consignment.write(desk.at(), "WK", (), folder)
    assert attached(mail_of(made.file)) and not list(folder.glob(".*"))


def test_settings_of_what_is_sent_are_checked(desk: Desk) -> None:
    for wrong in ("没有这样的", "a@b", "a@b.com、x"):
        with pytest.raises(Refused):
            choose(desk, operator_mail=[{"who": "电信", "address": wrong}])
    line = {"who": "电信", "address": "a@b.com"}
    with pytest.raises(Refused, match="写了两行"):
        choose(desk, operator_mail=[line, line])
    choose(desk, operator_mail=[line])
    assert office.own(desk.at().store, "operator_mail") == {"电信": ["a@b.com"]}


def test_whom_nobody_approved_takes_a_second_person_once(desk: Desk, tmp_path: Path) -> None:
    """And anew once the address is another: an altered one would send everybody's numbers away.
    The stamp is in the workbook and in the mail, the journal has who, what, how many."""
    first, later = opened(desk, operator="联通"), opened(desk, operator="联通")
    session, director = desk.at(now=LATER), desk.at(DIRECTOR).member
    office.put(session.store, addressees.KEY, {}, 0, None)
    for unfit, words in ((None, "头一次"), (session.member, "本人"), (desk.at(GUARD).member, "复核")):
        with pytest.raises(Refused, match=words) as refused:
            consignment.write(session, "WK", (first,), tmp_path, second=unfit)
        assert set(refused.value.problems) == {"second"}
    assert list(tmp_path.glob("*.eml")) == []
    (made,) = consignment.write(session, "WK", (first,), tmp_path, second=director)
    body = mail_of(made.file).get_body()
    assert body is not None
    stamp = "DC20261122-093000-1003　1003 李敏　2026-11-22 09:30 导出　交给联通"
    assert stamp in body.get_content() and "只用于办理这项业务" in body.get_content()
    (sheet,) = openpyxl.load_workbook(made.workbook).worksheets[1:]
    told = [str(cell) for (cell,) in sheet.iter_rows(values_only=True)]
    assert told[:-1] == stamp.split("　")
    rows = session.store.rows(
        "SELECT action, subject, json_extract(body, '$.rows'), json_extract(body, '$.number'),"
        " json_extract(body, '$.second') FROM journal WHERE action LIKE 'export%' ORDER BY seq"
    )
    assert rows[-2:] == [
        ("export.to", "WK", None, None, DIRECTOR),
        ("export", "WK", 1, "DC20261122-093000-1003", None),
    ]
    assert consignment.write(session, "WK", (later,), tmp_path)
    part = choosing.parts(desk.at(ADMIN))["报送"]
    values = choosing.chosen(desk.at(ADMIN), part).values
    choosing.save(desk.at(ADMIN), part, {
        **values, "operator_mail": [{"who": "联通", "address": "c@example.com"}],
    })  # fmt: skip
    with pytest.raises(Refused, match="联通（c@example.com）.*换了邮箱"):
        consignment.write(session, "WK", (later,), tmp_path)

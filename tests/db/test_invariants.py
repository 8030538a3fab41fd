"""What the store itself refuses, whatever writes, one broken rule each; and what `check` finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from peewee import IntegrityError

from db import checking, numbering
from db.errors import Refused
from forms import DECLARED
from forms.acts import Act, void
from forms.fees import Fee
from forms.fields import Field, Kind
from forms.form import Form
from forms.payment import pay, unpay
from tests.db import demo_desk
from tests.db.demo_desk import DESK, MONEY, Desk
from tests.db.paid_form import KEY
from tests.db.test_passes import NOTE, SITE, TICKET

RECORD = (
    "number, code, year, sequence, declaration, unit_id, issued_at, issued_day, issued_by, body,"
    " commitments, hangs_on"
)
ACT = "record_id, position, name, at, by, second, signer, body, commitments"


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """A site with a stamped ticket and one that is over, a key that is paid, a second receipt."""
    forms = (*DECLARED, KEY, SITE, TICKET, NOTE)
    made = Desk(demo_desk.copied(estate, tmp_path / "前台 数据"), forms)
    for unit in ("1-101", "1-102"):
        made.issue("GD", {"unit": unit, "until": "2026-11-30"})
        ticket = made.issue("TXZ", {"unit": unit, "days": {"from": "今天", "to": "2026-11-28"}})
        made.act(ticket, "登记", DESK)
    made.act("GD-2026-000002", "完工", "1007")
    for unit in ("1-101", "1-102"):
        key = made.issue("YS", {"unit": unit, "who": "张三丰"})
        made.act(key, "缴费", MONEY)
    yield made
    made.close()


def act(record: str, name: str, at: str = "at", second: str = "NULL") -> str:
    """SQL that writes an act, copied from another of the record."""
    return (
        f"INSERT INTO act({ACT}) SELECT record_id, position + 1, '{name}', {at}, by, {second},"
        f" signer, '{{}}', '{{}}' FROM act WHERE record_id = (SELECT id FROM record WHERE"
        f" number = '{record}') ORDER BY position DESC LIMIT 1"
    )


def like(record: str, number: str, sequence: int) -> str:
    """SQL that writes another record like one, of that number."""
    return (
        f"INSERT INTO record({RECORD}) SELECT '{number}', code, year, {sequence}, declaration,"
        " unit_id, issued_at, issued_day, issued_by, body, commitments, hangs_on FROM record"
        f" WHERE number = '{record}'"
    )


NEXT = "UPDATE counter SET last = last + 1 WHERE code = 'TXZ'"
LINE = (
    "INSERT INTO money SELECT 99, record_id, {}, unit_id, way, purse, what, {}, method, at, day,"
    " by, second, {} FROM money WHERE id = 1"
)
BROKEN = (
    ([like("TXZ-2026-000001", "TXZ-2026-000003", 3)], "编号须一个接一个"),
    ([NEXT, NEXT, like("TXZ-2026-000001", "TXZ-2026-000004", 4)], "编号须一个接一个"),
    ([NEXT, like("TXZ-2026-000001", "TXZ-2026-000007", 3)], "编号须一个接一个"),
    ([NEXT, like("TXZ-2026-000002", "TXZ-2026-000003", 3)], "所依的单据已结束或已到期"),
    (["UPDATE standing SET valid_until = valid_until + 864000000 WHERE code = 'TXZ'"],
     "有效期不能超过所依的单据"),
    (["UPDATE standing SET valid_until = NULL WHERE code = 'TXZ'"], "有效期不能超过所依的单据"),
    ([act("TXZ-2026-000002", "盖章")], "不能放行"),
    ([act("TXZ-2026-000001", "盖章", "at + 900000000")], "不能放行"),
    ([act("GD-2026-000002", "延期")], "单据已结束"),
    ([act("YS-2026-000001", "退押金")], "须第二人复核"),
    ([act("YS-2026-000001", "冲正缴费")], "须第二人复核"),
    ([LINE.format("act_id + 1, receipt_id, lineage", "amount", "NULL")], "已收过这张单的钱"),
    ([LINE.format("act_id, receipt_id, lineage", "amount", "NULL")], "多于收据的合计"),
    ([LINE.format("act_id, NULL, lineage", "-amount", "1")], "不在同一张收据"),
    (["UPDATE declared SET within = 0"], "不可修改"),
    (["DELETE FROM declared_act"], "不可删除"),
)


@pytest.mark.parametrize(("statements", "words"), BROKEN)
def test_the_store_refuses(desk: Desk, statements: list[str], words: str) -> None:
    """Each by the trigger whose words they are."""
    store = desk.at().store
    with pytest.raises(IntegrityError, match=words), store.write() as db:
        for sql in statements:
            db.execute_sql(sql)


def test_what_is_done_rightly_is_written(desk: Desk) -> None:
    """The control: the same rows where they may stand; nothing is wrong afterwards."""
    store = desk.at().store
    assert set(checking.check(desk.at("1001")).values()) == {"ok"}
    with store.write() as db:
        db.execute_sql(NEXT)
        db.execute_sql(like("TXZ-2026-000001", "TXZ-2026-000003", 3))
        db.execute_sql(act("TXZ-2026-000001", "盖章"))


def test_a_basis_that_ends_cuts_what_hangs_on_it(desk: Desk) -> None:
    """In the store itself, before the program writes the standing of the other anew."""
    store = desk.at().store
    with store.write() as db:
        db.execute_sql("UPDATE standing SET valid_until = valid_until - 864000000"
                       " WHERE record_id = (SELECT id FROM record WHERE number = ?)",
                       ("GD-2026-000001",))
    rows = store.rows("SELECT s.valid_until FROM standing s JOIN record r ON r.id = s.record_id"
                      " WHERE r.number IN ('GD-2026-000001', 'TXZ-2026-000001')")
    assert len(set(rows)) == 1


def test_numbers_that_are_left_out_are_told(desk: Desk) -> None:
    """By `check`, though no record was written with a wrong one."""
    store = desk.at().store
    with store.write() as db:
        db.execute_sql(NEXT)
    assert numbering.left_out(store) == ["TXZ-2026 的编号不连续：编到 3，有 2 张"]
    assert "编号不连续" in checking.check(desk.at("1001"))["standing"]


GROWING = Form(
    "YZ", "加收单", "物业", ("前台",), (Field("who", "交款人", Kind.PERSON, required=True),),
    (
        pay("缴费", "who"),
        Act("定价", ("前台",), (Field("all", "共收", Kind.MONEY, required=True),), repeats=True),
        Act("交付", ("前台",)),
        unpay("冲正缴费", "缴费", state="待缴费"),
        void("前台"),
    ),
    fees=(Fee("费用", None, from_field="定价.all", paid_first="交付"),),
    register=("@number", "@state"),
)  # fmt: skip
"""What it costs may grow after it was paid."""


def test_a_receipt_of_the_pad_pays_a_record_once(estate: Path, tmp_path: Path) -> None:
    """The second payment is on another, so that each can be reversed alone."""
    desk = Desk(demo_desk.copied(estate, tmp_path / "数据"), (*DECLARED, GROWING))
    one = desk.issue("YZ", {"who": "张三丰"})
    for total in (500, 800):
        desk.act(one, "定价", DESK, {"all": total})
        if total == 500:
            desk.act(one, "缴费", MONEY, {"receipt": "000123"})
    with pytest.raises(Refused, match="已收过 YZ-2026-000001 的钱"):
        desk.act(one, "缴费", MONEY, {"receipt": "000123"})
    desk.act(one, "缴费", MONEY, {"receipt": "000124"})
    assert desk.at().store.rows("SELECT amount FROM money ORDER BY id") == [(500,), (300,)]
    desk.close()


def test_a_receipt_that_does_not_add_up_is_told(desk: Desk) -> None:
    """A line that is missing: the ledger is not what the act moved, nor what the receipt says."""
    store = desk.at().store
    store.db.execute_sql("DROP TRIGGER money_no_delete")
    with store.write() as db:
        db.execute_sql("DELETE FROM money WHERE id = 2")
    words = checking.check(desk.at("1001"))["standing"]
    assert "账与收据的合计不符：SJ-2026-000001" in words and "账与手续不符" in words

"""Money moves by acts alone, is written down once, and every sum is what the acts say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from peewee import IntegrityError

from db import checking, money, records
from db.errors import Refused
from db.records import Record
from forms import DECLARED
from forms.payment import apart
from tests.db import demo_desk
from tests.db.demo_desk import DESK, MONEY, Desk, moment
from tests.db.paid_form import KEY
from tests.db.permissions import permit

OTHER = "1016"
"""The second 财务."""


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """The demo estate with a form that takes a deposit."""
    made = Desk(demo_desk.copied(estate, tmp_path / "前台 数据"), (*DECLARED, KEY))
    yield made
    made.close()


def lent(desk: Desk, unit: str = "1-101", **more: Any) -> Record:
    """A key asked for."""
    return desk.issue("YS", {"unit": unit, "who": "张三丰", **more})


def paid(desk: Desk, *records_: Record, **typed: Any) -> Record:
    """The receipt of one payment for several."""
    lines = [{"record": one.number} for one in records_]
    return desk.issue("SJ", {"paid_for": lines, **typed}, no=MONEY)


def handed(desk: Desk, **more: Any) -> Record:
    """A key that is out, and paid for."""
    key = lent(desk, **more)
    desk.act(key, "缴费", MONEY)
    return desk.act(key, "交钥匙", DESK).record


def ledger(desk: Desk) -> list[tuple[Any, ...]]:
    """Every line, as (way, purse, what, amount, method)."""
    return desk.at().store.rows(
        "SELECT way, purse, what, amount, method FROM money ORDER BY id"
    )


def state(desk: Desk, number: str) -> str:
    """How a record stands."""
    found = records.load(desk.at(), number)
    assert found is not None
    return found.seen.state


def loaded(desk: Desk, record: Record) -> Record:
    """The record as it stands now."""
    found = records.load(desk.at(), record.number)
    assert found is not None
    return found


def sound(desk: Desk) -> None:
    """Standings, ledger and journal agree with the acts."""
    assert set(checking.check(desk.at("1001")).values()) == {"ok"}


def refused(desk: Desk, *act: Any, **more: Any) -> dict[str, str]:
    """The problems of an act that must not be done."""
    with pytest.raises(Refused) as told:
        desk.act(*act, **more)
    return dict(told.value.problems)


def test_a_payment_gives_a_receipt_with_deposit_and_cost_apart(desk: Desk) -> None:
    """One act: numbered receipt, what it is for, who paid, how."""
    key = lent(desk)
    values = {"method": "微信", "reference": "4200001"}
    made = desk.act(key, "缴费", MONEY, values)
    assert made.record.seen.state == "待交钥匙"
    (number,) = made.made
    receipt = records.load(desk.at(), number)
    assert receipt is not None and receipt.number == "SJ-2026-000001"
    assert receipt.values["total"] == 105_00 and receipt.values["deposits"] == 100_00
    assert receipt.values["payer"] == {"name": "张三丰"} and receipt.values["unit"] == "1-101"
    assert receipt.values["reference"] == "4200001"
    done = made.record.last("缴费")
    assert done is not None and done.values["receipt"] == number
    assert (done.values["amount"], done.values["deposit"]) == (105_00, 100_00)
    assert ledger(desk) == [
        ("taken", "押金", "押金", 100_00, "微信"), ("taken", "收费", "工本费", 5_00, "微信"),
    ]  # fmt: skip
    sound(desk)


def test_nothing_is_taken_twice_and_the_amount_is_not_typed(desk: Desk) -> None:
    """What is outstanding is reckoned."""
    key = lent(desk)
    assert refused(desk, key, "缴费", MONEY, {"amount": 1_00}) == {
        "amount": "应为 ¥105.00，由程序算出，不用填"
    }
    desk.act(key, "缴费", MONEY)
    assert "已经办过" in refused(desk, key, "缴费", MONEY)[""]
    with pytest.raises(Refused) as told:
        paid(desk, key)
    assert told.value.problems["paid_for[0].record"] == f"{key.number} 没有要收的钱"


def test_one_receipt_for_several_is_done_when_all_are_made(desk: Desk) -> None:
    """[C]: 已办 with the last; then it cannot serve again."""
    one, two = lent(desk), lent(desk)
    receipt = paid(desk, one, two, pad="000123", unit="1-101")
    assert receipt.values["total"] == 210_00 and receipt.seen.state == "已收款，未办"
    last = records.load(desk.at(), two.number)
    assert last is not None and last.acts[-1].values["receipt"] == "000123"
    desk.act(one, "交钥匙", DESK)
    assert state(desk, receipt.number) == "已收款，未办"
    assert "不能办" in refused(desk, receipt, "已办", MONEY)[""]
    desk.act(two, "交钥匙", DESK)
    assert state(desk, receipt.number) == "已办"
    three = lent(desk, "1-101")
    assert refused(desk, three, "缴费", MONEY, {"receipt": "000123"}) == {
        "receipt": "收据 000123 已办（SJ-2026-000001），不能再用"
    }
    assert set(refused(desk, three, "缴费", MONEY, {"receipt": receipt.number})) == {"receipt"}
    sound(desk)


def test_a_hand_written_receipt_covers_one_unit(desk: Desk) -> None:
    """Until it has served it may be typed again for the same unit only."""
    one, two, other = lent(desk), lent(desk), lent(desk, "1-102")
    desk.act(one, "缴费", MONEY, {"receipt": "000123"})
    desk.act(two, "缴费", MONEY, {"receipt": "000123"})
    assert refused(desk, other, "缴费", MONEY, {"receipt": "000123"}) == {
        "receipt": "收据 000123 已用于别的房号（SJ-2026-000001），不能再用"
    }


def test_a_void_record_does_not_keep_its_receipt_open(desk: Desk) -> None:
    """What will never be made is not waited for."""
    one, two = lent(desk), lent(desk)
    receipt = paid(desk, one, two)
    desk.act(one, "交钥匙", DESK)
    desk.act(two, "作废", DESK, {"why": "不借了"})
    assert state(desk, receipt.number) == "已办"


def test_what_cannot_be_paid_is_named_and_nothing_is_kept(desk: Desk) -> None:
    """All at once, beside their lines."""
    key, slip = lent(desk), desk.issue("FX", demo_desk.FX)
    lines = [{"record": one} for one in (key.number.lower(), slip.number, "YS-2026-000099")]
    with pytest.raises(Refused) as told:
        desk.issue("SJ", {"paid_for": lines}, no=MONEY)
    assert set(told.value.problems) == {"paid_for[1].record", "paid_for[2].record"}
    with pytest.raises(Refused) as told:
        paid(desk, key, key)
    assert told.value.problems == {"paid_for": f"{key.number} 写了两遍"}
    with pytest.raises(Refused):
        desk.issue("SJ", {"payer": "张三丰"}, no=MONEY)
    assert ledger(desk) == [] and state(desk, key.number) == "办理中"


def test_who_may_not_take_it_may_not_by_a_receipt_either(desk: Desk) -> None:
    """The right to a record's payment is asked too."""
    key = lent(desk)
    permit(desk.at().store, "前台", "issue:SJ")
    with pytest.raises(Refused) as told:
        desk.issue("SJ", {"paid_for": [{"record": key.number}]})
    assert "不能收钥匙借用的钱" in told.value.problems[""] and ledger(desk) == []


def test_a_receipt_is_for_one_unit(desk: Desk) -> None:
    """Papers of two units take two receipts; several payers of one unit may share one."""
    one, also, other = lent(desk), lent(desk, who="李四"), lent(desk, "1-102", who="王五")
    with pytest.raises(Refused) as told:
        paid(desk, one, also, other)
    assert told.value.problems == {"paid_for": "2 户、3 位交款人，一张收据只收一户"}
    assert ledger(desk) == [] and loaded(desk, one).standing.owes == 105_00
    assert paid(desk, one, also).values["total"] == 210_00
    assert paid(desk, other).values["total"] == 105_00
    sound(desk)


@pytest.mark.parametrize("lines, words", [
    ([], ""),
    ([("1-101", "张三"), ("1-101", "李四")], ""),
    ([("", "张三"), ("", "张三")], ""),
    ([("", "张三"), ("1-101", "张三")], ""),
    ([("", "张三"), ("", "李四")], "2 位交款人，没有房号的单只和同一位交款人的一起收"),
    ([("", "张三"), ("1-101", "李四")], "2 位交款人，没有房号的单只和同一位交款人的一起收"),
    ([("1-101", "张三"), ("1-102", "张三")], "2 户、1 位交款人，一张收据只收一户"),
])  # fmt: skip
def test_what_may_stand_on_one_receipt(lines: list[tuple[str, str]], words: str) -> None:
    """One unit; papers without a unit by their payer."""
    assert apart(lines) == words


def test_sold_over_the_counter(desk: Desk) -> None:
    """Income and what is collected for others, no record behind it; done at once."""
    lines = [
        {"what": "复印", "price": 50, "quantity": 3},
        {"what": "网络初装费", "purse": "代收", "price": 300_00},
    ]
    receipt = desk.issue("SJ", {"payer": "张三丰", "others": lines}, no=MONEY)
    assert receipt.values["total"] == 301_50 and "deposits" not in receipt.values
    assert ledger(desk) == [
        ("taken", "收费", "复印", 1_50, "现金"), ("taken", "代收", "网络初装费", 300_00, "现金"),
    ]  # fmt: skip
    desk.act(receipt, "作废", MONEY, {"why": "退货"}, second=OTHER)
    assert sum(row[3] for row in ledger(desk)) == 0
    sound(desk)


def test_the_deposit_comes_back_whole_or_less_with_the_reason(desk: Desk) -> None:
    """Never above what is held, before two people; what is not given back is kept."""
    key = handed(desk)
    assert "现在不能" in refused(desk, key, "退押金", MONEY, second=OTHER)[""]
    desk.act(key, "还钥匙", DESK)
    more = {"amount": 100_01}
    assert refused(desk, key, "退押金", MONEY, more, second=OTHER) == {
        "amount": "不能多于现在收着的押金 ¥100.00"
    }
    part = {"amount": 60_00}
    assert set(refused(desk, key, "退押金", MONEY, part, second=OTHER)) == {"why"}
    assert set(refused(desk, key, "退押金", MONEY)) == {"second"}
    assert set(refused(desk, key, "退押金", MONEY, second=MONEY)) == {"second"}
    desk.act(key, "退押金", MONEY, {**part, "why": "钥匙扣丢失"}, second=OTHER)
    assert ledger(desk)[2:] == [
        ("refunded", "押金", "押金", 60_00, "现金"), ("forfeited", "押金", "押金", 40_00, ""),
    ]  # fmt: skip
    assert "已经办过" in refused(desk, key, "退押金", MONEY, second=OTHER)[""]
    assert "不能再办" in refused(desk, key, "扣押金", MONEY, {"why": "x"}, second=OTHER)[""]
    sound(desk)


def test_part_is_kept_the_rest_given_back(desk: Desk) -> None:
    """Forfeiture first, then the refund of what is left."""
    key = handed(desk)
    desk.act(key, "还钥匙", DESK)
    desk.act(key, "扣押金", MONEY, {"why": "损坏", "amount": 30_00}, second=OTHER)
    done = desk.act(key, "退押金", MONEY, second=OTHER).record.last("退押金")
    assert done is not None and done.values["amount"] == 70_00 and "kept" not in done.values
    sound(desk)


def test_a_refund_is_reversed_never_edited(desk: Desk) -> None:
    """Its own lines with the sign turned, before two people; the deposit is held again."""
    key = handed(desk)
    desk.act(key, "还钥匙", DESK)
    desk.act(key, "退押金", MONEY, second=OTHER)
    assert set(refused(desk, key, "冲正押金", MONEY, {"why": "退错人"})) == {"second"}
    desk.act(key, "冲正押金", MONEY, {"why": "退错人"}, second=OTHER)
    assert ledger(desk)[-1] == ("refunded", "押金", "押金", -100_00, "现金")
    again = desk.act(key, "退押金", MONEY, {"method": "转账"}, second=OTHER).record
    assert again.seen.state == "已退押金"
    sound(desk)


def test_a_receipt_is_reversed_as_a_whole_and_paid_again(desk: Desk) -> None:
    """The wrong method: both keys owe again, the number of the wrong one stays with its reason."""
    one, two = lent(desk), lent(desk)
    wrong = paid(desk, one, two)
    desk.act(one, "交钥匙", DESK)
    assert set(refused(desk, wrong, "作废", MONEY, {"why": "应为微信"})) == {"second"}
    by_hand = {"why": "x", "receipt": wrong.number}
    assert "不能办" in refused(desk, one, "冲正缴费", MONEY, by_hand, second=OTHER)[""]
    desk.act(wrong, "作废", MONEY, {"why": "应为微信"}, second=OTHER)
    assert state(desk, wrong.number) == "已冲红" and state(desk, two.number) == "待缴费"
    assert sum(row[3] for row in ledger(desk)) == 0
    right = paid(desk, one, two, method="微信")
    assert right.values["total"] == 210_00 and right.number == "SJ-2026-000002"
    assert [row[3] for row in ledger(desk) if row[4] == "微信"] == [100_00, 5_00] * 2
    sound(desk)


def test_what_was_given_back_is_not_taken_back_with_the_receipt(desk: Desk) -> None:
    """First the refund is reversed."""
    key = handed(desk)
    desk.act(key, "还钥匙", DESK)
    desk.act(key, "退押金", MONEY, second=OTHER)
    told = refused(desk, "SJ-2026-000001", "作废", MONEY, {"why": "错"}, second=OTHER)
    assert told == {"": f"{key.number} 的押金已退或已扣，先把那一笔冲正"}
    assert len(ledger(desk)) == 3


def test_the_deposit_goes_over_to_what_replaces_it(desk: Desk) -> None:
    """[C]: the reissue costs 5 again, nothing else; the deposit comes back once, with the last."""
    old = handed(desk)
    new = lent(desk, old=old.number)
    assert new.standing.owes == 5_00
    desk.act(new, "缴费", MONEY)
    desk.act(new, "交钥匙", DESK)
    desk.act(new, "还钥匙", DESK)
    done = desk.act(new, "退押金", MONEY, second=OTHER).record.last("退押金")
    assert done is not None and done.values["amount"] == 100_00
    assert refused(desk, old, "退押金", MONEY, second=OTHER)
    held = "SELECT sum(CASE way WHEN 'taken' THEN amount ELSE -amount END) FROM money"
    assert desk.at().store.value(f"{held} WHERE purse = '押金'") == 0
    sound(desk)


def test_what_is_taken_back_from_one_of_a_chain_shows_on_the_others(desk: Desk) -> None:
    """The void reissue has no deposit to give back any more: its standing is written anew too."""
    old = handed(desk)
    new = lent(desk, old=old.number)
    void = desk.act(new, "作废", DESK, {"why": "写错"}).record
    assert "退押金" in void.standing.open
    desk.act("SJ-2026-000001", "作废", MONEY, {"why": "收错"}, second=OTHER)
    kept = desk.at().store.value("SELECT next FROM standing WHERE record_id = ?", (new.id,))
    assert "退押金" not in kept
    sound(desk)


def test_what_replaces_owes_the_deposit_that_was_taken_back(desk: Desk) -> None:
    """The old one's receipt reversed: before the new one is paid, or when it is out already."""
    old = handed(desk)
    new = lent(desk, old=old.number)
    desk.act("SJ-2026-000001", "作废", MONEY, {"why": "错"}, second=OTHER)
    assert loaded(desk, new).standing.owes == 105_00
    desk.act(new, "缴费", MONEY)
    desk.act(new, "交钥匙", DESK)
    sound(desk)
    desk.act(new, "还钥匙", DESK)
    done = desk.act(new, "退押金", MONEY, second=OTHER).record.last("退押金")
    assert done is not None and done.values["amount"] == 100_00
    sound(desk)


def test_what_is_out_already_owes_it_again(desk: Desk) -> None:
    """The deposit alone: the 5 were taken for the new one. Nothing else goes on before."""
    old = handed(desk)
    new = lent(desk, old=old.number)
    desk.act(new, "缴费", MONEY)
    desk.act("SJ-2026-000001", "作废", MONEY, {"why": "错"}, second=OTHER)
    assert state(desk, old.number) == "已换"
    assert loaded(desk, new).standing.owes == 100_00
    assert "缴费" in refused(desk, new, "交钥匙", DESK)[""]
    desk.act(new, "缴费", MONEY)
    desk.act(new, "交钥匙", DESK)
    assert [row[:4] for row in ledger(desk)][-1] == ("taken", "押金", "押金", 100_00)
    sound(desk)


@pytest.mark.parametrize("again", ["No.0012A", "no. 0012a", "NO0012A", "Ｎｏ．００１２ａ"])
def test_a_pad_number_is_one_however_it_is_written(desk: Desk, again: str) -> None:
    """Spaces, dots, case and width do not make another receipt of it."""
    key = lent(desk)
    desk.act(key, "缴费", MONEY, {"receipt": "No.0012a"})
    desk.act(key, "交钥匙", DESK)
    other = lent(desk)
    assert "不能再用" in refused(desk, other, "缴费", MONEY, {"receipt": again})["receipt"]


def test_the_deposit_is_with_one_record_of_the_chain(desk: Desk) -> None:
    """Of a void replacement and the next one only the living gives it back; void and nobody else
    alive, the void one does; then nothing takes its place any more without a deposit of its own."""
    old = handed(desk)
    wrong = lent(desk, old=old.number)
    desk.act(wrong, "作废", DESK, {"why": "填错"})
    assert "退押金" in loaded(desk, wrong).seen.open
    right = lent(desk, old=old.number)
    assert "退押金" not in loaded(desk, wrong).seen.open
    assert "不能" in refused(desk, wrong, "退押金", MONEY, second=OTHER)[""]
    sound(desk)
    desk.act(right, "作废", DESK, {"why": "不借了"})
    assert "退押金" in loaded(desk, right).seen.open
    desk.act(right, "退押金", MONEY, second=OTHER)
    with pytest.raises(Refused):
        lent(desk, old=old.number)
    sound(desk)


@pytest.mark.parametrize("sql, words", [
    ("UPDATE money SET amount = 1", "不可修改"),
    ("DELETE FROM money", "不可删除"),
    ("INSERT INTO money SELECT 99, record_id, act_id, receipt_id, lineage, unit_id, 'refunded',"
     " '押金', what, 100.0 + 10000, method, at, day, by, second, NULL FROM money LIMIT 1", "多于收着"),
    ("INSERT INTO money SELECT 99, record_id, act_id, receipt_id, lineage, unit_id, way,"
     " purse, what, -1, method, at, day, by, second, id FROM money LIMIT 1", "与原来那一笔不符"),
    ("INSERT INTO money SELECT 99, record_id, act_id, receipt_id, lineage, unit_id, way,"
     " purse, what, amount, method, at, day, by, second, NULL FROM money LIMIT 1", "不能再用"),
])
def test_the_store_itself_refuses(desk: Desk, sql: str, words: str) -> None:
    """Whoever writes: frozen, never below nothing, a reversal exact, a receipt that served."""
    handed(desk)
    with pytest.raises(IntegrityError, match=words):
        desk.at().store.db.execute_sql(sql.replace("100.0 + 10000", "10001"))


def test_a_ledger_that_lacks_a_line_is_found(desk: Desk) -> None:
    """`check` compares with what the acts say."""
    key = handed(desk)
    db = desk.at().store.db
    db.execute_sql("DROP TRIGGER money_no_delete")
    db.execute_sql("DELETE FROM money WHERE amount = 500")
    assert money.differences(desk.at()) == [key.number]
    assert key.number in checking.check(desk.at("1001"))["standing"]


def test_what_is_owed_is_kept_for_the_list(desk: Desk) -> None:
    """分 that can be taken now, nothing once it was."""
    key = lent(desk)
    owes = "SELECT owes FROM standing WHERE record_id = ?"
    assert desk.at().store.value(owes, (key.id,)) == 105_00
    desk.act(key, "缴费", MONEY, now=moment("22T09:00"))
    assert desk.at().store.value(owes, (key.id,)) == 0

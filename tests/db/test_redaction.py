"""What stands in the middle of frozen words goes with a person too, and the chain of the journal
still proves all the rest (docs/handbook.md §6)."""

from __future__ import annotations

import json
from typing import Any

import peewee
import pytest

from db import (
    checking, destruction, drafts, find, journal, money, permitting, prints, records, redactions,
    rights, tallies, writing,
)  # fmt: skip
from db.errors import Environment, Refused
from db.reading import Record
from db.session import Session
from db.tampering import Kind
from forms.destroyed import names, redacted
from forms.fields import Field, Kind as Of
from forms.values import plate
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, FX, MONEY, Desk
from tests.db.permissions import permit
from tests.db.test_destruction import HEAD, LATER, bytes_of

NAME, PHONE, NUMBER = "欧阳毁之", "13977661234", "440301199003071230"
PLATE, SIGNER = "粤BD97531", "司徒签之"
SAID = "货在粤B·D97531车上，找欧阳毁之"
LONG = "他说让邻居欧阳毁之来取，不在就等"
NEEDLES = (NAME, PHONE, NUMBER, "13977661235", SIGNER, PLATE, "粤B·D97531", SAID, LONG)


def slip(desk: Desk) -> Record:
    """A release slip as older versions kept it, with a person in every corner of it."""
    made = desk.issue("FX", {
        **FX, "carrier": NAME, "phone": PHONE, "plate": PLATE,
        "carrier_id": {"kind": "居民身份证", "number": NUMBER},
        "goods": [
            {"name": "双门冰箱", "quantity": 1, "spec": SAID},
            {"name": "纸箱", "quantity": 2, "spec": "请打 13977661235"},
            {"name": "沙发", "quantity": 3, "spec": "三人位"},
        ],
    })  # fmt: skip
    desk.act(made, "值班主任签字", DUTY)
    desk.act(made, "主任盖章", DIRECTOR)
    record = records.load(desk.at(), made.number)
    assert record is not None
    paper = record.form.papers[0].name
    page = json.dumps({"page": [f"{NAME} {PLATE} {at}" for at in range(40)]})
    prints.keep(desk.at(), record, paper, page)
    with pytest.raises(Refused, match="不要写姓名"):
        prints.keep(desk.at(), record, paper, page, again=f"{NAME}要一份")
    printed_again(desk.at())
    drafts.save(desk.at(), "LF", {"visitor": NAME, "unit": "1-101"})
    brought_back(desk.at(), record.number)
    desk.act(record, "作废", DESK, {"why": LONG})
    return record


def printed_again(session: Session) -> None:
    """As older versions took the reason, with a name in it."""
    with session.store.write() as db:
        db.execute_sql(
            "INSERT INTO print(record_id, paper_name, paper, at, by, again, nth, mode, outcome)"
            " SELECT record_id, paper_name, paper, at, by, ?, 2, mode, outcome FROM print",
            (f"{NAME}要一份",),
        )


def brought_back(session: Session, number: str) -> None:
    """As a gate without the store has it: a conflict that somebody looked into."""
    with session.store.write() as db:
        db.execute_sql(
            "INSERT INTO gate VALUES (1, ?, '东门', zeroblob(20), 1, '1001', NULL, NULL)",
            ("0" * 32,),
        )
        db.execute_sql(
            "INSERT INTO gate_return VALUES (1, 1, ?, 1, 'act', 1, '2001', 1, ?, ?, 'over', ?, ?,"
            " 2, '1001')",
            ("0" * 32, number,
             json.dumps({"act": "放行", "values": {"who": NAME}, "scanned": PLATE}),
             f"东门放行的是{NAME}", "0" * 64),
        )  # fmt: skip
        db.execute_sql(
            "INSERT INTO gate_settled VALUES (1, 3, '1001', ?)", (f"问过{NAME}，{PHONE}",)
        )


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records are kept as versions before the sixth did: long words in the frozen body."""
    monkeypatch.setattr(writing, "kept_apart", lambda field, value: field.is_personal)


def destroyed(desk: Desk, *made: Record) -> str:
    """The number of the order by which these went."""
    numbers = [one.number for one in made]
    order = destruction.propose(desk.at(HEAD, LATER), "保存期满", numbers)
    destruction.approve(desk.at(DIRECTOR, LATER), order.number)
    return order.number


def test_no_word_of_the_person_is_left_in_any_table(desk: Desk, old: None) -> None:
    """Cells of lines, plates, long words of older versions, who signed on paper, the reason of a
    reprint, drafts, what a gate brought back; what was done and how much stays."""
    made = slip(desk)
    paper = desk.issue("FX", {**FX, "carrier": NAME})
    desk.act(paper, "值班主任签字", DESK, signer=SIGNER)
    desk.act(paper, "作废", DESK, {"why": "写错"})
    before = bytes_of(desk.at()).decode("utf-8", "replace")
    # What is in the page that was printed is packed; every other needle lies there before.
    assert [one for one in NEEDLES if one not in before] == []
    number = destroyed(desk, made, paper)
    lying = bytes_of(desk.at())
    assert [one for one in NEEDLES if one.encode() in lying] == []
    session = desk.at(DIRECTOR, LATER)
    found = records.load(session, made.number)
    assert found is not None
    said = f"已按销毁单 {number} 销毁"
    goods = found.values["goods"]
    assert [one["spec"] for one in goods] == [said, said, "三人位"]
    assert [(one["name"], one["quantity"]) for one in goods] == [
        ("双门冰箱", 1), ("纸箱", 2), ("沙发", 3)
    ]
    assert found.values["plate"] == said and found.acts[-1].values["why"] == said
    assert found.seen.state == made.seen.state or found.seen.state == "已作废"
    assert find.find(session, PLATE) == [] and find.find(session, NAME) == []
    assert session.store.value("SELECT count(*) FROM draft") == 0
    body, words = session.store.rows("SELECT body, words FROM gate_return")[0]
    assert json.loads(body) == {"act": "放行"} and words == said
    assert set(checking.findings(session, full=True).values()) == {"ok"}


def test_what_was_counted_and_booked_follows(desk: Desk) -> None:
    """A name in what was sold or done stands in the ledger and in the totals of the day too."""
    boss, void = desk.at("9001"), "act:SJ:作废"
    with boss.store.write():
        may = (*rights.holders(boss.store, void), "主任")
        permitting.change(boss, {void: may}, desk.at(DIRECTOR).member)
    sold = desk.issue("SJ", {
        "payer": NAME, "method": "现金",
        "others": [{"what": f"复印（{NAME}）", "purse": "收费", "price": 1000, "quantity": 1}],
    }, no=MONEY)  # fmt: skip
    desk.act(sold, "作废", MONEY, {"why": "写错"}, second=DIRECTOR)
    session = desk.at(DIRECTOR, LATER)
    assert NAME in str(session.store.rows("SELECT key FROM tally")), "the control"
    amounts = session.store.rows("SELECT amount, day, way FROM money")
    destroyed(desk, sold)
    assert NAME.encode() not in bytes_of(session)
    assert session.store.rows("SELECT amount, day, way FROM money") == amounts
    assert money.differences(session) == [] and tallies.differences(session) == []
    assert set(checking.findings(session, full=True).values()) == {"ok"}


def test_nothing_is_made_good_that_was_altered_before(desk: Desk, old: None) -> None:
    """The order stops where a row does not fit the chain, and nothing has gone."""
    made = slip(desk)
    order = destruction.propose(desk.at(HEAD, LATER), "保存期满", [made.number])
    session = desk.at(DIRECTOR, LATER)
    altered(session, "UPDATE record SET body = json_set(body, '$.reason', '别的')")
    with pytest.raises(Environment, match="被改动过，先核对日志"):
        destruction.approve(session, order.number)
    assert destruction.order(session, order.number).state == destruction.PROPOSED
    assert NUMBER.encode() in bytes_of(session)


def altered(session: Session, sql: str) -> None:
    """As somebody with the key does it: the triggers away."""
    names_ = [name for (name,) in session.store.rows(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND (name LIKE 'record_no_%'"
        " OR name LIKE 'redaction_%')"
    )]  # fmt: skip
    with session.store.write() as db:
        for name in names_:
            db.execute_sql(f"DROP TRIGGER {name}")
        db.execute_sql(sql)


@pytest.mark.parametrize("sql", [
    "UPDATE record SET body = json_set(body, '$.reason', '别的') WHERE id = 1",
    "DELETE FROM redaction",
    "UPDATE redaction SET content = substr(content, 2) || 'f'",
    "INSERT INTO redaction SELECT seq + 1, destruction_id, content FROM redaction LIMIT 1",
])
def test_after_it_every_alteration_is_found(desk: Desk, old: None, sql: str) -> None:
    """Of the row that lost its words, and of what says so."""
    made = slip(desk)
    destroyed(desk, made)
    session = desk.at(DIRECTOR, LATER)
    assert journal.verify(session.store) is None
    altered(session, sql)
    found = journal.verify(session.store)
    assert found is not None and found.kind is Kind.EDITED


def test_frozen_rows_lose_words_only_while_an_order_is_carried_out(desk: Desk, old: None) -> None:
    """Not before, not after, and never a number, a day, an amount or who did it."""
    made = slip(desk)
    store = desk.at().store
    statements = [
        "UPDATE record SET body = '{}'", "UPDATE act SET body = '{}'",
        "UPDATE act SET signer = 'x'", "UPDATE gate_return SET body = '{}'",
        "UPDATE gate_settled SET words = 'x'", "UPDATE print SET again = 'x' WHERE nth = 2",
        f"INSERT INTO redaction VALUES (1, 1, '{'0' * 64}')",
    ]  # fmt: skip

    def refused(more: list[str]) -> None:
        for sql in more:
            with pytest.raises(peewee.IntegrityError), store.write() as db:
                db.execute_sql(sql)

    refused(statements)
    order = destruction.propose(desk.at(HEAD, LATER), "保存期满", [made.number])
    refused(statements)
    with store.write() as db:
        db.execute_sql("SAVEPOINT open_one")
        db.execute_sql(
            "UPDATE destruction SET approved_by = ?, approved_at = 1 WHERE number = ?",
            (DIRECTOR, order.number),
        )
        for sql in statements[:-1]:
            db.execute_sql(sql)
        for sql in ("UPDATE record SET issued_at = 1", "UPDATE act SET by = '1001'",
                    "UPDATE record SET commitments = '{}'", "UPDATE act SET name = 'x'",
                    "UPDATE gate_return SET number = 'x'", "UPDATE print SET nth = 9"):
            with pytest.raises(peewee.IntegrityError):
                db.execute_sql(sql)
        db.execute_sql("ROLLBACK TO open_one")
    destruction.approve(desk.at(DIRECTOR, LATER), order.number)
    refused(statements)


def test_two_orders_over_one_entry_of_the_journal(desk: Desk) -> None:
    """A receipt and what it pays are sealed together; each goes by an order of its own."""
    permit(desk.at().store, "主任", "act:SJ:作废")
    sold = [
        desk.issue("SJ", {
            "payer": NAME, "method": "现金",
            "others": [{"what": f"复印{at}（{PHONE}）", "purse": "收费", "price": 100, "quantity": 1}],
        }, no=MONEY) for at in (1, 2)
    ]  # fmt: skip
    for one in sold:
        desk.act(one, "作废", MONEY, {"why": "写错"}, second=DIRECTOR)
    for one in sold:
        destroyed(desk, one)
        assert journal.verify(desk.at().store) is None
    latest, orders = redactions.every(desk.at().store)
    assert len(orders) == 2 and latest
    assert PHONE.encode() not in bytes_of(desk.at())


@pytest.mark.parametrize(("words", "said"), [
    ("三人位沙发", False), ("找欧阳毁之", True), ("打 13977665678", True), ("车 粤B·D12345", True),
    ("车粤ＢＤ１２３４５", True), ("粤剧票 12345", False), ("京东箱 A12345", False), ("B12345", False),
])
def test_words_that_name_somebody(words: str, said: bool) -> None:
    """By name, number or plate; goods and codes are left alone."""
    assert names(words, {NAME}) == said
    assert plate.is_in(words) == ("粤B" in words or "粤Ｂ" in words)


def test_what_is_no_word_stays() -> None:
    """Amounts, days, choices, rooms, other lines; a key that nobody declares any more."""
    fields = (
        Field("unit", "房号", Of.UNIT), Field("day", "日期", Of.DATE),
        Field("price", "金额", Of.MONEY), Field("what", "事项", Of.CHOICE, choices=("甲", "乙")),
        Field("note", "备注", Of.TEXT), Field("car", "车", Of.PLATE),
    )  # fmt: skip
    values: dict[str, Any] = {
        "unit": "1-101", "day": "2026-11-21", "price": 100, "what": "甲", "note": f"{NAME}的",
        "car": PLATE, "gone": "x",
    }  # fmt: skip
    said = "已按销毁单 XH-1 销毁"
    assert redacted(fields, values, {NAME}, "XH-1") == values | {"note": said, "car": said}

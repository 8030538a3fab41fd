"""Receipts: issuing one pays what it names; it is 已办 when all that is made; reversed as a whole.

docs/handbook.md §1, money: one receipt may cover several passes and is 已办 when all are made; it
cannot serve again. Everything here works inside the caller's transaction.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from db import money as money_rows
from db.errors import Refused
from db.reading import Record, load, normal_number, read
from db.session import Member, Session
from forms import life, money
from forms.acts import Act, Effect
from forms.facts import Owing
from forms.fees import charged
from forms.fields import Kind
from forms.form import Form


def form_of(session: Session) -> Form | None:
    """The declared receipt, if there is one."""
    return next((session.form(code) for code, one in session.forms.items() if one.settles), None)


def settling(session: Session) -> Form | None:
    """The receipt, where the member may issue it."""
    form = form_of(session)
    return form if form is not None and session.may(f"issue:{form.code}") else None


def plain_pad(typed: str) -> str:
    """The number of a hand-written receipt in one writing: no spaces and dots, one width and case,
    so that "No. 0012a" and "NO.0012A" are one."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(sign for sign in plain if not sign.isspace() and sign not in ".·。")


def normalised(form: Form, typed: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was typed with the numbers of the records it pays for in their usual writing."""
    if isinstance(typed.get("pad"), str):
        typed = {**typed, "pad": plain_pad(typed["pad"])}
    lines = typed.get(form.settles or "")
    if not isinstance(lines, (list, tuple)):
        return typed
    written = [
        {**line, "record": normal_number(line["record"])}
        if isinstance(line, Mapping) and isinstance(line.get("record"), str)
        else line
        for line in lines
    ]
    return {**typed, form.settles or "": written}


def owing(session: Session, form: Form, typed: Mapping[str, Any]) -> dict[str, Owing]:
    """What the records that a receipt names owe now, by number; those that exist."""
    lines = normalised(form, typed).get(form.settles or "")
    found = {}
    for line in lines if isinstance(lines, (list, tuple)) else ():
        number = line.get("record") if isinstance(line, Mapping) else None
        record = load(session, number, missing_ok=True) if isinstance(number, str) else None
        if record is not None:
            found[record.number] = what_is_owed(record)
    return found


def what_is_owed(record: Record) -> Owing:
    """What can be taken for a record now, or why nothing can."""
    form, facts = record.form, record.facts
    unit = record.values.get(form.unit_field) if form.unit_field else None
    pays = form.payment
    items = money.shares(form, record.values, facts, facts.paid or 0, facts.deposited)
    problem = ""
    if pays is None or facts.paid is None or not items:
        problem = f"{record.number} 没有要收的钱"
    elif pays.name not in record.seen.open:
        wanted = life.lacking(form, pays, record.values, record.done, facts)
        problem = f"{record.number} {record.seen.state}，现在不能收款"
        problem += f"，尚缺：{form.acts_called(wanted)}" if wanted else ""
    return Owing(
        record.number, form.title, str(unit or ""), payer_of(record), items, problem
    )


def payer_of(record: Record) -> Mapping[str, str] | None:
    """Who pays for a record unless somebody else is named."""
    pays = record.form.payment
    for field in pays.fields if pays else ():
        if field.kind is Kind.PERSON and callable(field.default):
            found = field.default(record.values, record.facts)
            return found if isinstance(found, Mapping) else None
    return None


def pad_problem(session: Session, form: Form, values: Mapping[str, Any]) -> dict[str, str]:
    """A hand-written receipt that has served, or was reversed, cannot serve again; until then it
    may cover several papers of one unit."""
    pad = values.get("pad")
    if not pad:
        return {}
    rows = session.store.rows(
        "SELECT r.number, s.state FROM record r JOIN standing s ON s.record_id = r.id"
        " WHERE r.code = ? AND s.ended = 1 AND json_extract(r.body, '$.pad') = ?",
        (form.code, pad),
    )
    if not rows:
        rows = session.store.rows(
            "SELECT r.number, '已用于别的房号' FROM record r WHERE r.code = ?"
            " AND json_extract(r.body, '$.pad') = ? AND json_extract(r.body, '$.unit') IS NOT ?",
            (form.code, pad, values.get("unit")),
        )
    again = [] if rows else _paid_already(session, form, values)
    if again:
        return {"pad": f"收据 {pad} 已收过 {'、'.join(again)} 的钱，请换一张收据"}
    number = normal_number(pad)
    if not rows and load(session, number, missing_ok=True) is not None:
        return {"pad": f"{number} 是本程序的编号，收据号请空着"}
    return {"pad": f"收据 {pad} {rows[0][1]}（{rows[0][0]}），不能再用"} if rows else {}


def _paid_already(session: Session, form: Form, values: Mapping[str, Any]) -> list[str]:
    """Numbers of the records named that this pad's receipt has paid before: reversing it could not
    tell the two payments apart."""
    named = [line.get("record") for line in values.get(form.settles or "", ())]
    rows = session.store.rows(
        "SELECT DISTINCT p.number FROM record r JOIN money m ON m.receipt_id = r.id"
        " JOIN record p ON p.id = m.record_id WHERE r.code = ?"
        " AND json_extract(r.body, '$.pad') = ? ORDER BY p.id",
        (form.code, values["pad"]),
    )
    return [number for (number,) in rows if number in named]


def settle(session: Session, form: Form, number: str, own: Mapping[str, Any]) -> tuple[str, ...]:
    """Do the payment on every record that a receipt just issued names; their numbers.

    own: what each of them was asked beside what the receipt says, by number
    """
    receipt = load(session, number)
    assert receipt is not None
    values = receipt.values
    paid = [line["record"] for line in values.get(form.settles or "", ())]
    same = {key: values[key] for key in ("payer", "method", "reference") if key in values}
    for each in paid:
        record = load(session, each)
        assert record is not None and record.form.payment is not None
        said = own.get(each)
        if said is None:
            session.require(
                f"act:{record.form.code}:{record.form.payment.name}",
                f"收{record.form.title}的钱",
            )
            said = same
        _pay(session, record, receipt, said)
    serve(session, read(session, receipt.id))
    return tuple(paid)


def _pay(session: Session, record: Record, receipt: Record, said: Mapping[str, Any]) -> None:
    from db.writing import Acting, do

    pays = record.form.payment
    assert pays is not None
    known = {field.key for field in pays.fields}
    values = {key: value for key, value in said.items() if key in known}
    values["receipt"] = receipt.values.get("pad") or receipt.number
    facts = record.facts
    for key, amount in (
        ("amount", facts.outstanding), ("deposit", facts.outstanding_deposit)
    ):
        if key in known and amount:
            values[key] = amount
    do(session, record, Acting(pays, values, receipt=receipt.id))


def serving(session: Session, record_id: int) -> list[int]:
    """Rows of the receipts that a record's money is on and that were not reversed."""
    rows = session.store.rows(
        "SELECT DISTINCT receipt_id FROM money m WHERE record_id = ? AND receipt_id IS NOT NULL"
        " AND reverses IS NULL AND NOT EXISTS (SELECT 1 FROM money b WHERE b.reverses = m.id)"
        " ORDER BY receipt_id",
        (record_id,),
    )
    return [int(row) for (row,) in rows]


def served(session: Session, record: Record) -> None:
    """After an act: each receipt of the record is 已办 if all that it paid for is made."""
    for row in serving(session, record.id):
        if not session.store.value("SELECT ended FROM standing WHERE record_id = ?", (row,)):
            serve(session, read(session, row))


def serve(session: Session, receipt: Record) -> None:
    """Mark a receipt 已办 when everything it paid for is made."""
    from db.writing import Acting, do

    done = next((act for act in receipt.form.acts if act.effect is Effect.CLOSE), None)
    if done is None or not life.may_follow(
        receipt.form, done, receipt.values, receipt.done, receipt.facts
    ):
        return
    if all(_made(record) for record in paid_by(session, receipt.id)):
        do(session, receipt, Acting(done, {}))


def paid_by(session: Session, receipt: int) -> list[Record]:
    """The records that a receipt paid for."""
    rows = session.store.rows(
        "SELECT DISTINCT record_id FROM money WHERE receipt_id = ? AND record_id <> ?"
        " ORDER BY record_id",
        (receipt, receipt),
    )
    return [read(session, row) for (row,) in rows]


def beside(session: Session, record_id: int) -> list[str]:
    """Numbers of the receipts a record's money is on, or of the records a receipt paid for."""
    rows = session.store.rows(
        "SELECT DISTINCT r.number FROM money m JOIN record r ON r.id = m.receipt_id"
        " WHERE m.record_id = ? AND m.receipt_id <> m.record_id UNION"
        " SELECT DISTINCT r.number FROM money m JOIN record r ON r.id = m.record_id"
        " WHERE m.receipt_id = ? AND m.receipt_id <> m.record_id ORDER BY 1",
        (record_id, record_id),
    )
    return [number for (number,) in rows]


def _made(record: Record) -> bool:
    """Whether what was paid for is made, or never will be."""
    if record.standing.ended:
        return True
    first = {
        fee.paid_first for fee in record.form.fees
        if fee.paid_first and charged(fee, record.values, record.facts)
    }
    return first <= set(record.done)


def reverse(session: Session, receipt: Record, second: Member | None, why: str) -> tuple[str, ...]:
    """Take back every payment of a receipt that is being reversed; the records' numbers.

    Refused with every record whose deposit has been given back or kept already.
    """
    from db.writing import Acting, do

    problems, wanted = {}, []
    for record in paid_by(session, receipt.id):
        named = receipt.values.get("pad") or receipt.number
        act = _taking_back(record, named)
        if act is None:
            continue
        if money_rows.held_by_chain(session, record.id) < _deposit(record, named):
            problems[record.number] = f"{record.number} 的押金已退或已扣，先把那一笔冲正"
        wanted.append((record.id, act, {"why": why, "receipt": named}))
    if problems:
        raise Refused({"": "；".join(problems.values())})
    for row, act, values in wanted:
        do(session, read(session, row), Acting(act, values, second=second, receipt=receipt.id))
    return tuple(read(session, row).number for row, _, _ in wanted)


def _taking_back(record: Record, receipt: str) -> Act | None:
    """The record's act that takes this receipt's payment back; None when it does not count."""
    counted = life.counting(record.form, record.acts)
    paid = {one.name for one in counted if one.values.get("receipt") == receipt}
    for act in record.form.acts:
        if life.of_a_receipt(record.form, act) and set(act.undoes) & paid:
            return act
    if paid:
        raise Refused({"": f"{record.form.title}的收款不能冲正"})
    return None


def _deposit(record: Record, receipt: str) -> int:
    counted = life.counting(record.form, record.acts)
    return sum(one.values.get("deposit", 0) for one in counted
               if one.values.get("receipt") == receipt)  # fmt: skip

"""Carrying out an approved order of destruction: what goes from which table, in its transaction.

Values that were kept apart are deleted, with pictures, pages, drafts and the entries of residents;
what stands in the middle of frozen words is taken out by `db.redacting`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from db import filed, remnants
from db.reading import read
from db.redacting import Redacting
from db.session import Session
from db.standings import write as put_standing

if TYPE_CHECKING:
    from db.destruction import Order

COUNTED = {
    "records": "单据", "people": "住户登记", "values": "个人信息的值", "pictures": "照片和扫描件",
    "pages": "打印过的版面", "drafts": "草稿", "redacted": "文字里提到的",
    "history": "房产改动记录", "consents": "同意记录",
}  # fmt: skip
"""What an order counts, in words."""


def destroy(
    session: Session, found: Order, taking: Redacting
) -> tuple[list[bytes], dict[str, int]]:
    """Delete everything the order names; the beginnings of what was there, and how much."""
    counts = dict.fromkeys(COUNTED, 0)
    pieces: list[bytes] = []
    records = [one.ref for one in found.items if one.kind == "record"]
    people = [one.ref for one in found.items if one.kind == "person"]
    counts["records"], counts["people"] = len(records), len(people)
    for row in records:
        taking.look(row)
    for row in records:
        pieces += _record(session, found, row, counts, taking)
    for row in people:
        pieces += _person(session, row, counts)
    return pieces[:: max(1, len(pieces) // remnants.MOST)], counts


def _record(
    session: Session, found: Order, row: int, counts: dict[str, int], taking: Redacting
) -> list[bytes]:
    store, db = session.store, session.store.db
    db.execute_sql(
        "INSERT INTO destruction_order(record_id, why, ordered_by, ordered_at)"
        " VALUES (?, ?, ?, ?)",
        (row, found.number, found.proposed_by.no, session.instant(found.proposed_at)),
    )
    db.execute_sql(
        "UPDATE destruction_order SET approved_by = ?, approved_at = ?"
        " WHERE record_id = ? AND approved_by IS NULL AND why = ?",
        (session.member.no, session.clock.now(), row, found.number),
    )
    numbers = _numbers(session, row)
    pieces = [bytes(salt) for (salt,) in store.rows(
        "SELECT salt FROM personal WHERE record_id = ?", (row,)
    )]  # fmt: skip
    counts["values"] += len(pieces)
    pictures = store.rows(
        "SELECT a.sha256, substr(a.body, length(a.body) / 2, 48) FROM attachment a JOIN attached t"
        " ON t.sha256 = a.sha256 WHERE t.record_id = ?", (row,),
    )  # fmt: skip
    counts["pictures"] += len(pictures)
    db.execute_sql("DELETE FROM personal WHERE record_id = ?", (row,))
    db.execute_sql("DELETE FROM attached WHERE record_id = ?", (row,))
    counts["redacted"] += taking.take_out(row)
    after = read(session, row)
    label = after.values.get(after.form.unit_field or "")
    counts["drafts"] += _drafts(session, [after.number, *numbers], taking.who(row), label)
    db.execute_sql(
        "DELETE FROM attachment WHERE sha256 IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM attached t WHERE t.sha256 = attachment.sha256)"
        " AND NOT EXISTS (SELECT 1 FROM draft d WHERE instr(d.body, attachment.sha256))",
        (json.dumps([sha for sha, _ in pictures]),),
    )
    pages = store.rows(
        "SELECT DISTINCT p.hash, substr(p.body, length(p.body) / 2, 48) FROM paper p"
        " JOIN print t ON t.paper = p.hash WHERE t.record_id = ? AND p.body <> x''", (row,),
    )  # fmt: skip
    for key, _ in pages:
        db.execute_sql("UPDATE paper SET body = x'' WHERE hash = ?", (key,))
    counts["pages"] += len(pages)
    put_standing(session, row, after.form, after.standing, None, session.clock.now())
    left = {sha for sha, in store.rows(
        "SELECT sha256 FROM attachment WHERE sha256 IN (SELECT value FROM json_each(?))",
        (json.dumps([sha for sha, _ in pictures]),),
    )}  # fmt: skip
    gone = [bytes(body) for sha, body in pictures if sha not in left]
    return [*pieces, *gone, *(bytes(body) for _, body in pages)]


def _person(session: Session, row: int, counts: dict[str, int]) -> list[bytes]:
    store, db = session.store, session.store.db
    name, phone, number, note = store.rows(
        "SELECT name, phone, id_number, note FROM person WHERE id = ?", (row,)
    )[0]
    counts["history"] += int(store.value(
        "SELECT count(*) FROM estate_history WHERE person_id = ?", (row,)
    ))  # fmt: skip
    counts["consents"] += int(store.value(
        "SELECT count(*) FROM consent WHERE person_id = ?", (row,)
    ))  # fmt: skip
    counts["values"] += sum(one is not None for one in (name, phone, number, note))
    counts["drafts"] += _drafts(session, [one for one in (phone, number) if one])
    pieces = [] if filed.naming(session, row) else [
        str(one).encode() for one in (phone, number)
        if one and not store.value(
            "SELECT 1 FROM person WHERE id <> ? AND (phone = ? OR id_number = ?)", (row, one, one)
        )
    ]  # fmt: skip
    db.execute_sql("DELETE FROM residence WHERE person_id = ?", (row,))
    db.execute_sql("DELETE FROM vehicle WHERE person_id = ?", (row,))
    db.execute_sql("DELETE FROM person WHERE id = ?", (row,))
    return pieces


def _numbers(session: Session, row: int) -> list[str]:
    """Phones and document numbers among the personal values of a record."""
    return [str(atom) for (atom,) in session.store.rows(
        "SELECT t.atom FROM personal p, json_tree(p.value) t WHERE p.record_id = ?"
        " AND t.type = 'text' AND length(t.atom) >= 7 AND t.atom GLOB '*[0-9][0-9][0-9][0-9]*'"
        " AND t.key IS NOT 'sha256'", (row,),
    )]  # fmt: skip


def _drafts(
    session: Session, words: Sequence[str], who: Collection[str] = (), label: str | None = None
) -> int:
    """Delete the drafts that hold one of these, or that name one of `who` in the same room; how
    many. A name alone may be somebody else's."""
    found = session.store.rows(
        "SELECT d.id FROM draft d WHERE EXISTS (SELECT 1 FROM json_each(?1) w"
        " WHERE instr(d.body, w.value)) OR (?3 <> '' AND instr(d.body, ?3)"
        " AND EXISTS (SELECT 1 FROM json_each(?2) w WHERE instr(d.body, w.value)))",
        (json.dumps([*words], ensure_ascii=False), json.dumps([*who], ensure_ascii=False),
         json.dumps(label, ensure_ascii=False) if label else ""),
    )  # fmt: skip
    for (row,) in found:
        session.store.db.execute_sql("DELETE FROM draft WHERE id = ?", (row,))
    return len(found)

"""Destruction of personal data by an order of two people (docs/handbook.md §6).

One proposes a list, another approves it with the password; then the values are gone from the file,
the log beside it, the search index, the pages that were printed and the drafts, and what stays is
what was done with whose approval. Open or held records and what must be kept for ten years are
refused. The journal stays whole: it knows the values by their commitments only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from db import (
    backup, destroying, office, remnants, retention, second_place, secrecy, thinning,
)  # fmt: skip
from db.backup import BUDGET, MEGABYTE
from db.errors import Environment, Refused
from db.fields import canonical
from db.reading import normal_number, read, who
from db.reasons import reason
from db.redacting import Redacting
from db.session import Member, Session

RIGHT, APPROVE = "destroy", "destroy:approve"
CODE = "XH"
MOST = 5_000
"""Records and people on one order."""
PROPOSED, DROPPED, APPROVED, DONE = "待批准", "已撤回", "正在销毁", "已销毁"


@dataclass(frozen=True)
class Item:
    """One line of an order: "record" or "person", its row, what it is called without a name."""

    kind: str
    ref: int
    label: str


@dataclass(frozen=True)
class Holding:
    """A copy that still holds what was destroyed: where, until which day (None: until somebody
    takes it away)."""

    file: str
    until: date | None


@dataclass(frozen=True)
class Order:
    """An order: who proposed and approved, when (office time), what came of it (counts by name),
    the copies that still hold the values."""

    id: int
    number: str
    why: str
    state: str
    proposed_by: Member
    proposed_at: datetime
    approved_by: Member | None = None
    approved_at: datetime | None = None
    done_at: datetime | None = None
    items: tuple[Item, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    copies: tuple[Holding, ...] = ()


def propose(
    session: Session, why: str, numbers: Sequence[str] = (), people: Sequence[int] = ()
) -> Order:
    """Make an order of these records and residents' entries, for another to approve.

    Raises Refused with the reason for each that may not go (by its number), for no reason, for
    nothing, and without the right.
    """
    session.require(RIGHT, "提出销毁")
    with session.store.write():
        items, problems = _items(session, numbers, people)
        try:
            told = reason(why, 100, "请写明销毁的理由")
        except Refused as refused:
            problems |= refused.problems
        if not items and not problems:
            problems[""] = "请写明要销毁哪些单据或住户登记"
        if len(items) > MOST:
            problems[""] = f"一张销毁单最多 {MOST} 项，现有 {len(items)} 项"
        if problems:
            raise Refused(problems)
        number = _next_number(session)
        db = session.store.db
        db.execute_sql(
            "INSERT INTO destruction(number, why, proposed_by, proposed_at, body)"
            " VALUES (?, ?, ?, ?, '{}')",
            (number, told, session.member.no, session.clock.now()),
        )
        order_id = session.store.value("SELECT id FROM destruction WHERE number = ?", (number,))
        for one in items:
            db.execute_sql(
                "INSERT INTO destruction_item(destruction_id, kind, ref, label)"
                " VALUES (?, ?, ?, ?)", (order_id, one.kind, one.ref, one.label),
            )  # fmt: skip
        session.journal("destroy.propose", number, {"items": len(items)})
    return order(session, number)


def _items(
    session: Session, numbers: Sequence[str], people: Sequence[int]
) -> tuple[list[Item], dict[str, str]]:
    items: list[Item] = []
    problems: dict[str, str] = {}
    for typed in dict.fromkeys(map(normal_number, numbers)):
        row = secrecy.row_of(session, typed)
        if row is None:
            problems[typed] = f"{typed} 没有这张单"
            continue
        why = retention.against(session, read(session, row)) or _on_another(session, "record", row)
        if why:
            problems[typed] = f"{typed} {why}"
        else:
            items.append(Item("record", row, typed))
    for row in dict.fromkeys(people):
        here = session.store.value("SELECT 1 FROM person WHERE id = ?", (row,))
        why = retention.against_person(session, row) if here else "没有这条住户登记"
        why = why or _on_another(session, "person", row)
        label = retention.person_label(session, row)
        if why:
            problems[label] = f"{label} {why}"
        else:
            items.append(Item("person", row, label))
    return items, problems


def _on_another(session: Session, kind: str, row: int) -> str:
    number = session.store.value(
        "SELECT d.number FROM destruction_item i JOIN destruction d ON d.id = i.destruction_id"
        " WHERE i.kind = ? AND i.ref = ? AND d.approved_by IS NULL AND d.dropped_by IS NULL",
        (kind, row),
    )
    return f"已经在销毁单 {number} 上" if number else ""


def _next_number(session: Session) -> str:
    year = session.now().year
    last = session.store.value(
        "SELECT count(*) FROM destruction WHERE number LIKE ?", (f"{CODE}-{year}-%",)
    )
    return f"{CODE}-{year}-{int(last) + 1:04d}"


def drop(session: Session, number: str) -> Order:
    """Take back an order that nobody has approved; Refused for any other."""
    session.require(RIGHT, "撤回销毁单")
    found = order(session, number)
    if found.state != PROPOSED:
        raise Refused({"": f"{found.number} {found.state}，不能撤回"})
    with session.store.write() as db:
        db.execute_sql(
            "UPDATE destruction SET dropped_by = ?, dropped_at = ? WHERE id = ?",
            (session.member.no, session.clock.now(), found.id),
        )
        session.journal("destroy.drop", found.number, {})
    return order(session, number)


def approve(session: Session, number: str) -> Order:
    """Approve an order in the member's name and carry it out; the order with what came of it.

    Not for the window's thread: it backs up first, rewrites what has to be, reads the whole file.
    Raises Refused without the right, for one's own proposal, and where something on it may no
    longer go; Environment when no backup could be made (then nothing was done) or the bytes could
    not be taken from the disk yet (then `finish` does that).
    """
    session.require(APPROVE, "批准销毁")
    found = order(session, number)
    if found.state not in (PROPOSED, APPROVED):
        raise Refused({"": f"{found.number} {found.state}"})
    if found.state == APPROVED:
        return finish(session, found.number)
    if found.proposed_by.no == session.member.no:
        raise Refused({"": f"{found.number} 是{session.member.name}自己提出的，须由另一人批准"})
    made = backup.before(
        session.store, session.keys, session.clock.now(), session.clock.zone, "销毁"
    )
    with session.store.write() as db:
        _still_allowed(session, found)
        db.execute_sql(
            "UPDATE destruction SET approved_by = ?, approved_at = ? WHERE id = ?"
            " AND approved_by IS NULL",
            (session.member.no, session.clock.now(), found.id),
        )
        taking = Redacting(session, found.id, found.number)
        pieces, counts = destroying.destroy(session, found, taking)
        redacted = taking.attest()
        body = {"counts": counts, "backup": made.file.name, "pieces": [p.hex() for p in pieces]}
        db.execute_sql(
            "UPDATE destruction SET body = ? WHERE id = ?", (canonical(body), found.id)
        )
        told = {**counts, "proposed_by": found.proposed_by.no}
        told |= {"redaction": redacted} if redacted else {}
        session.journal("destroy", found.number, told)
    return finish(session, found.number)


def _still_allowed(session: Session, found: Order) -> None:
    problems = {}
    for one in found.items:
        why = (
            retention.against(session, read(session, one.ref)) if one.kind == "record"
            else retention.against_person(session, one.ref)
        )
        if why:
            problems[one.label] = f"{one.label} {why}"
    if problems:
        raise Refused(problems)


def finish(session: Session, number: str) -> Order:
    """Take the bytes of an approved order from the disk: the log is emptied into the file, the file
    looked through, and written anew where something was still there.

    Raises Environment while another connection holds on to the log; the values are gone for every
    reader all the same.
    """
    found = order(session, number)
    if found.state != APPROVED:
        return found
    body = json.loads(session.store.value("SELECT body FROM destruction WHERE id = ?", (found.id,)))
    pieces = [bytes.fromhex(one) for one in body.pop("pieces", [])]
    _empty_log(session)
    body["anew"] = 0
    if remnants.found(session.store, pieces):
        session.store.db.execute_sql("VACUUM")
        _empty_log(session)
        body["anew"] = 1
    if remnants.found(session.store, pieces):
        raise Environment("disk", f"{found.number} 已经销毁，但文件里还有残留，请再批准一次重做。")
    body["copies"] = [[one.file, one.until and one.until.isoformat()] for one in copies(session)]
    with session.store.write() as db:
        db.execute_sql(
            "UPDATE destruction SET done_at = ?, body = ? WHERE id = ?",
            (session.clock.now(), canonical(body), found.id),
        )
        retention.keep_gone(session)
        session.journal("destroy.done", found.number, {"anew": body["anew"]})
    _empty_log(session)
    return order(session, number)


def _empty_log(session: Session) -> None:
    """Write the log into the file and cut it to nothing."""
    busy = session.store.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]
    if busy:
        raise Environment(
            "lock", "值已经销毁，但另一个程序正在读，磁盘上还没有清干净。请关掉别的窗口，再批准一次。"
        )


def copies(session: Session) -> list[Holding]:
    """The copies of the store that lie about now, each with the day by which it will have gone: the
    backups here and in the second place, what a restore put aside (which nobody deletes)."""
    now, zone = session.clock.now(), session.clock.zone
    megabytes = office.setting(session.store, BUDGET)
    folders = [session.store.folder / backup.FOLDER]
    place = second_place.look(session.store, session.keys.store_id, now)
    if place is not None and place.there:
        folders.append(place.folder)
    found = []
    for folder in folders:
        here = [
            thinning.Copy(str(file), manifest.made_at, file.stat().st_size)
            for file, manifest in backup.of_store(folder, session.keys.store_id)
        ]
        ends = thinning.goes(here, now, megabytes * MEGABYTE if megabytes else None, zone)
        found += [Holding(one.name, _day(session, ends.get(one.name))) for one in here]
    aside = sorted(session.store.folder.glob("replaced-*"))
    found += [Holding(str(one), None) for one in aside]
    if place is not None and not place.there:
        found.append(Holding(f"{place.folder}（第二处，现在不在）", None))
    return found


def _day(session: Session, at: int | None) -> date | None:
    return session.local(at).date() if at is not None else None


def order(session: Session, number: str) -> Order:
    """The order of that number with its list; Refused when there is none."""
    rows = session.store.rows(f"{_SELECT} WHERE number = ?", (number.strip().upper(),))
    if not rows:
        raise Refused({"": f"没有销毁单 {number}"})
    items = session.store.rows(
        "SELECT kind, ref, label FROM destruction_item WHERE destruction_id = ? ORDER BY id",
        (rows[0][0],),
    )
    return _order(session, rows[0], tuple(Item(*one) for one in items))


def seen(session: Session, number: str) -> Order:
    """The order of that number, for who has a right to orders; Refused otherwise."""
    _may_look(session)
    return order(session, number)


def orders(session: Session, limit: int = 200) -> list[Order]:
    """The latest orders, newest first, without their lists. Refused without a right to them."""
    _may_look(session)
    rows = session.store.rows(f"{_SELECT} ORDER BY id DESC LIMIT ?", (limit,))
    return [_order(session, row, ()) for row in rows]


def waiting(session: Session) -> int:
    """How many orders wait for an approval that the member may give."""
    return int(session.store.value(
        "SELECT count(*) FROM destruction WHERE done_at IS NULL AND dropped_by IS NULL"
        " AND (approved_by IS NOT NULL OR proposed_by <> ?)", (session.member.no,),
    ))  # fmt: skip


def _may_look(session: Session) -> None:
    if not session.may(APPROVE):
        session.require(RIGHT, "看销毁单")


_SELECT = (
    "SELECT id, number, why, proposed_by, proposed_at, approved_by, approved_at, dropped_at,"
    " done_at, body FROM destruction"
)


def _order(session: Session, row: tuple[Any, ...], items: tuple[Item, ...]) -> Order:
    row_id, number, why, by, at, approved_by, approved_at, dropped_at, done_at, body = row
    told = json.loads(body)
    state = (
        DROPPED if dropped_at is not None else DONE if done_at is not None
        else APPROVED if approved_by is not None else PROPOSED
    )
    return Order(
        row_id, number, why, state, who(session, by), session.local(at),
        who(session, approved_by) if approved_by else None,
        session.local(approved_at) if approved_at is not None else None,
        session.local(done_at) if done_at is not None else None,
        items, told.get("counts", {}),
        tuple(Holding(file, date.fromisoformat(until) if until else None)
              for file, until in told.get("copies", [])),
    )  # fmt: skip

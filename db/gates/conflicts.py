"""What came back from the gates and does not agree with the office: listed until somebody has
looked into it and says what was done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.errors import Refused
from db.reading import load, named
from db.reasons import reason
from db.session import Session


@dataclass(frozen=True)
class Conflict:
    """One of them. at, merged_at, settled_at: UTC milliseconds · outcome: one of
    `db.gates.merging.OUTCOMES` · body: what the gate wrote down · settled: what was done about it,
    "" for nothing yet, by whom."""

    id: int
    gate: str
    at: int
    by: str
    number: str
    outcome: str
    words: str
    body: Mapping[str, Any]
    merged_at: int
    settled: str
    settled_by: str
    settled_at: int | None


def conflicts(session: Session, *, settled: bool = False, limit: int = 200) -> list[Conflict]:
    """The newest first; with `settled` also those that were dealt with."""
    session.require("gatepack", "看门岗带回的不符")
    only = "" if settled else " AND s.return_id IS NULL"
    rows = session.store.rows(
        "SELECT r.id, g.name, r.at, r.by, r.number, r.outcome, r.words, r.body, r.merged_at,"
        " s.words, s.by, s.at FROM gate_return r JOIN gate g ON g.id = r.gate_id"
        " LEFT JOIN gate_settled s ON s.return_id = r.id"
        f" WHERE r.outcome NOT IN ('done', 'told'){only} ORDER BY r.merged_at DESC, r.id DESC"
        " LIMIT ?",
        (limit,),
    )
    return [
        Conflict(
            row[0], row[1], row[2], row[3] or "", row[4] or "", row[5], row[6],
            json.loads(row[7]), row[8], row[9] or "", row[10] or "", row[11],
        )
        for row in rows
    ]  # fmt: skip


def settle(session: Session, conflict: int, words: str) -> None:
    """Write down what was done about one; once. Refused at "why" as by `db.reasons.reason`: the
    journal keeps it, so it names neither numbers nor whoever stands on the record."""
    session.require("gatepack", "处理门岗带回的不符")
    with session.store.write() as db:
        row = session.store.rows(
            "SELECT r.number, s.return_id FROM gate_return r"
            " LEFT JOIN gate_settled s ON s.return_id = r.id"
            " WHERE r.id = ? AND r.outcome NOT IN ('done', 'told')",
            (conflict,),
        )
        if not row:
            raise Refused({"": "没有这一条"})
        if row[0][1] is not None:
            raise Refused({"": "这一条已经有人处理过，请重新打开这一页"})
        record = load(session, row[0][0] or "", missing_ok=True)
        who = named(record) if record else ()
        words = reason(words, 200, "请写明查到什么、怎样处理", who)
        db.execute_sql(
            "INSERT INTO gate_settled(return_id, at, by, words) VALUES (?, ?, ?, ?)",
            (conflict, session.clock.now(), session.member.no, words),
        )
        session.journal("gate_settle", row[0][0], {"return": conflict, "words": words})

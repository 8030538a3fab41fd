"""Taking in what a gate's own computer wrote down: each release becomes the act it was, at its true
time and in the name of who did it; what the office knows otherwise is a conflict, kept and listed.

Row by row in one transaction each, so that a merge that was broken off goes on where it stopped,
and taking the same file in twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import peewee

from db import gate as question
from db import records
from db.clock import FixedClock
from db.errors import Refused
from db.fields import canonical
from db.gates import computers, log
from db.gates.computers import Gate
from db.gates.log import Row
from db.reading import Record, load, who
from db.session import Member, Session
from db.writing import Brought
from forms.values import dates

DONE, TOLD, AGAIN, OVER, DIFFERS, UNKNOWN = "done", "told", "again", "over", "differs", "unknown"
OUTCOMES = {
    DONE: "已记入", TOLD: "已收下", AGAIN: "两处都放行过", OVER: "放行时已作废、过期或失效",
    DIFFERS: "数目或内容不符", UNKNOWN: "对不上单据或人",
}  # fmt: skip
"""What people call what came of a row; all but the first two are conflicts."""
SLOW = timedelta(minutes=5)
"""So much a gate's clock may be behind before it lets nothing out (docs/handbook.md §6 [C])."""


@dataclass(frozen=True)
class Merged:
    """What came of a file. done: acts taken in · told: refused scans and the like · conflicts: new
    ones, in words · known: rows that had come back before · warning: about the file, or ""."""

    gate: str
    done: int
    told: int
    conflicts: tuple[str, ...]
    known: int
    warning: str = ""


def merge(session: Session, file: Path) -> Merged:
    """Take a gate's log in; needs the right "gatepack". For a thread of its own.

    Refused for a file that is none, another office's, or not the one that came back before.
    """
    session.require("gatepack", "并回放行记录")
    gate = computers.of_mark(session, log.mark_of(file))
    if gate is None:
        raise Refused({"file": f"{file.name} 不是本单位登记的门岗电脑带回的"})
    found = log.read(file, gate.key)
    if (found.broken or found.torn) and not found.rows:
        raise Refused({"file": f"{file.name} 打不开：被改动过，或没有拷完整，请回门岗重新拷一份"})
    known = _known(session, gate, found)
    outcomes = [
        _take(session, gate, found.log, row) for row in found.rows[known:]
    ]
    conflicts = tuple(words for outcome, words in outcomes if outcome not in (DONE, TOLD))
    if outcomes:
        _journal(session, gate, found, known, outcomes)
    return Merged(
        gate.name,
        sum(outcome == DONE for outcome, _ in outcomes),
        sum(outcome == TOLD for outcome, _ in outcomes),
        conflicts,
        min(known, len(found.rows)),
        _warning(found, known),
    )


def _known(session: Session, gate: Gate, found: log.Read) -> int:
    """How many rows of that log came back before; Refused if they were others."""
    seals = session.store.rows(
        "SELECT seal FROM gate_return WHERE gate_id = ? AND log = ? ORDER BY position",
        (gate.id, found.log),
    )
    for row, (seal,) in zip(found.rows, seals):
        if row.seal != seal:
            raise Refused({"file": "这份放行记录与上次并回的不是同一份，可能换成了别的，没有并回"})
    return len(seals)


def _warning(found: log.Read, known: int) -> str:
    if found.broken:
        return "文件后面有一段被改动过或损坏，只并回了前面完好的；请到门岗核对"
    if found.torn and len(found.rows) >= known:
        return "文件末尾不完整，只并回了前面完好的；请回门岗重新拷一份"
    if len(found.rows) < known:
        return f"这份比上次并回的少 {known - len(found.rows)} 条，可能是旧的拷贝或被截断，请到门岗核对"
    return ""


def _take(session: Session, gate: Gate, name: str, row: Row) -> tuple[str, str]:
    """Take one row in: what came of it, and words for a conflict."""
    with session.store.write():
        outcome, words = _outcome(session, gate, row.data)
        _keep(session, gate, name, row, outcome, words)
    return outcome, words


def _outcome(session: Session, gate: Gate, data: Mapping[str, Any]) -> tuple[str, str]:
    if data["kind"] != "act":
        return TOLD, ""
    number, name = str(data["number"]), str(data["act"])
    head = f"{number} {gate.name} {_when(session, data['at'])} {data['by']} “{name}”"
    if gate.ended_at is not None and data["at"] >= gate.ended_at:
        return UNKNOWN, f"{head}：这台门岗电脑那时已停用"
    if data["at"] > session.clock.now() + question.SAME_SCAN_MS:
        return UNKNOWN, f"{head}：时间在现在以后，门岗电脑的钟不对"
    guard = _guard(session, str(data["by"]), data["at"])
    if guard is None:
        return UNKNOWN, f"{head}：工号 {data['by']} 不在册或那时已离职"
    then = replace(session, clock=FixedClock(data["at"], zone=session.clock.zone), member=guard)
    record = load(then, number, missing_ok=True)
    if record is None or name not in {act.name for act in record.form.acts}:
        return UNKNOWN, f"{head}：没有这张单或这项手续"
    if then.now() < record.issued_at - SLOW:
        return UNKNOWN, f"{head}：时间在开单以前，门岗电脑的钟不对，或记录是假的"
    against = _against(session, then, record, name)
    if against:
        return against[0], f"{head}：{against[1]}"
    return _acted(session, gate, record, data, then, head)


def _guard(session: Session, no: str, at: int) -> Member | None:
    """Who it was, if he worked here at that time (UTC milliseconds)."""
    sql = "SELECT 1 FROM staff WHERE no = ? AND (retired_at IS NULL OR retired_at > ?)"
    return who(session, no) if session.store.value(sql, (no, at)) else None


def _acted(
    session: Session, gate: Gate, record: Record, data: Mapping[str, Any], then: Session, head: str
) -> tuple[str, str]:
    """Do the act as it was done; what the rules have against it is a conflict."""
    words = {
        "gate": gate.name, "pack": data["pack"], "at": data["at"], "guard": then.member.no,
    }
    try:
        with session.store.db.atomic():
            records.act(
                then, record.number, str(data["act"]), dict(data["values"]),
                brought=Brought(session, words),
            )  # fmt: skip
    except peewee.IntegrityError as broken:
        return OVER, f"{head}：{broken}"
    except Refused as wrong:
        differs = any(path for path in wrong.problems)
        return DIFFERS if differs else OVER, f"{head}：{wrong}"
    return DONE, ""


def _against(
    session: Session, then: Session, record: Record, name: str
) -> tuple[str, str] | None:
    """What the office knows that the gate did not: done elsewhere, ended, not valid then."""
    act = record.form.release or record.form.admission
    if act is None:
        return UNKNOWN, question.no_paper(record.form.title)
    done = record.last(name)
    if done is not None and name in record.done:
        by = who(session, done.by).words
        elsewhere = _gate_of(session, record.number, name)
        return AGAIN, f"{elsewhere or '前台这边'} {done.at:%m-%d %H:%M} {by} 已经办过“{name}”"
    ended = question.ended(session, record, act)
    if ended:
        return OVER, ended
    late = question.by_the_clock(record.form, record.standing, then.now())
    return (OVER, late) if late else None


def _gate_of(session: Session, number: str, name: str) -> str:
    """The gate that an act was brought back from; "" for none."""
    found = session.store.value(
        "SELECT g.name FROM gate_return r JOIN gate g ON g.id = r.gate_id WHERE r.number = ?"
        " AND r.outcome = 'done' AND json_extract(r.body, '$.act') = ? ORDER BY r.id LIMIT 1",
        (number, name),
    )
    return str(found or "")


def _keep(
    session: Session, gate: Gate, name: str, row: Row, outcome: str, words: str
) -> None:
    data = row.data
    body = {key: one for key, one in data.items() if key not in _COLUMNS}
    session.store.db.execute_sql(
        "INSERT INTO gate_return(gate_id, log, position, kind, at, by, pack, number, body, outcome,"
        " words, seal, merged_at, merged_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            gate.id, name, row.position, data["kind"], data["at"], data["by"], data["pack"],
            data.get("number"), canonical(body), outcome, words, row.seal, session.clock.now(),
            session.member.no,
        ),
    )  # fmt: skip


_COLUMNS = frozenset({"kind", "at", "by", "pack", "number"})


def _journal(
    session: Session, gate: Gate, found: log.Read, known: int, outcomes: list[tuple[str, str]]
) -> None:
    """One row for the merge, with a digest of all that it took in."""
    digest = hashlib.sha256()
    for row, (outcome, words) in zip(found.rows[known:], outcomes, strict=True):
        digest.update(canonical([row.position, dict(row.data), outcome, words]).encode())
    counts = {name: sum(one == name for one, _ in outcomes) for name in OUTCOMES}
    body = {
        "gate": gate.name, "log": found.log, "from": known + 1, "rows": len(outcomes),
        "digest": digest.hexdigest(), **{name: n for name, n in counts.items() if n},
    }  # fmt: skip
    with session.store.write():
        session.journal("gate_merge", None, body)


def _when(session: Session, ms: int) -> str:
    when = session.local(ms).strftime("%Y-%m-%dT%H:%M")
    return dates.pretty_moment(when, session.now())

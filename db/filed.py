"""The records of one unit, one person or one vehicle, of every kind, newest first.

A unit's are those filed under it. A person's are those that name their document, and those of the
units they are or were registered in that name them with their phone; who may not see what is
personal gets those of the units, of the days they lived there. A vehicle's are those that name its
plate. What the search index finds is looked at again in the values: an index of beginnings is no
proof.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from db import find, search, secrecy, tokens
from db.errors import Refused
from db.listing import Gathered, Listing, Run, Survey, gathered
from db.session import Session
from forms.values import identity

UNIT, PERSON, VEHICLE = "unit", "person", "vehicle"
RIGHT, WHAT = "see:records", "看单据"
_ALL = "standing s INDEXED BY standing_unit"
_SOME = "standing s"
_SAYS = (
    "(EXISTS (SELECT 1 FROM personal p, json_tree(p.value) t WHERE p.record_id = s.record_id"
    " AND t.atom IN ({0})) OR EXISTS (SELECT 1 FROM record r, json_tree(r.body) t"
    " WHERE r.id = s.record_id AND t.atom IN ({0})) OR EXISTS (SELECT 1 FROM act a,"
    " json_tree(a.body) t WHERE a.record_id = s.record_id AND t.atom IN ({0})))"
)
"""SQL: one of these values stands somewhere in the record or its acts, as a whole."""


@dataclass(frozen=True)
class Subject:
    """Whose file: kind is one of `UNIT`, `PERSON`, `VEHICLE`; id its label, row or plate."""

    kind: str
    id: str


@dataclass(frozen=True)
class Filed:
    """Which of a subject's records: of one form (code) only, found by words as in the search box;
    in_hand: those only that nobody ended or that have something due."""

    subject: Subject
    code: str = ""
    text: str = ""
    in_hand: bool = False


Condition = tuple[str, tuple[object, ...]]


def listing(session: Session, wanted: Filed) -> Listing:
    """The whole list, newest first; for a thread. Refused without the right to see records."""
    run = _run(session, wanted)
    if wanted.subject.kind == UNIT and not wanted.text:
        return Survey(session.store, [run])
    found = array("q")
    found.extend(gathered(session.store, run))
    return Gathered(found)


def head(session: Session, wanted: Filed, many: int) -> list[int]:
    """The first records of a unit's list before it is walked; none where it has to be gathered."""
    if wanted.subject.kind != UNIT or wanted.text:
        return []
    return [one for _, one in _run(session, wanted).after(session.store, None, many)]


def kinds(session: Session, subject: Subject) -> dict[str, int]:
    """How many records of each form, by code, in the order of the menu."""
    run = _run(session, Filed(subject))
    rows = dict(session.store.rows(
        f"SELECT s.code, count(*) FROM {run.source} WHERE {run.where} GROUP BY s.code", run.values
    ))  # fmt: skip
    return {code: rows[code] for code in (*session.forms, *rows) if code in rows}


def pressing(session: Session, subject: Subject, many: int) -> tuple[list[int], int]:
    """What is in hand, the next to be done first, and how many there are in all."""
    run = _run(session, Filed(subject, in_hand=True))
    rows = session.store.rows(
        f"SELECT s.record_id, count(*) OVER () FROM {run.source} WHERE {run.where}"
        " ORDER BY s.due IS NULL, s.due, s.valid_until IS NULL, s.valid_until, s.record_id DESC"
        " LIMIT ?",
        (*run.values, many),
    )
    return [row for row, _ in rows], rows[0][1] if rows else 0


def moved(session: Session, subject: Subject, sums: str, values: Sequence[object]) -> Any:
    """Sums over the rows `m` of the ledger that belong to the subject; a row of the answer."""
    if subject.kind == UNIT:
        where: Condition = ("m.unit_id = ?", (unit_row(session, subject.id),))
    else:
        run = _run(session, Filed(subject))
        where = (
            f"m.record_id IN (SELECT s.record_id FROM {run.source} WHERE {run.where})", run.values
        )
    (row,) = session.store.rows(
        f"SELECT {sums} FROM money m WHERE {where[0]}", (*values, *where[1])
    )
    return row


def unit_row(session: Session, label: str) -> int:
    """The row of a unit; Refused where there is none of that label."""
    found = session.store.value("SELECT id FROM unit WHERE label = ?", (label,))
    if found is None:
        raise Refused({"": f"没有 {label} 这个房号"})
    return int(found)


def _run(session: Session, wanted: Filed) -> Run:
    """The query of the list. Raises Refused without the right to see records."""
    session.require(RIGHT, WHAT)
    parts = [_of(session, wanted.subject), (secrecy.visible(session, "s.record_id"), ())]
    if wanted.code:
        parts.append(("s.code = ?", (wanted.code,)))
    if wanted.in_hand:
        parts.append(("(s.ended = 0 OR s.due IS NOT NULL)", ()))
    if wanted.text.strip():
        parts.append(_found(find.expression(session, wanted.text)))
    where = " AND ".join(sql for sql, _ in parts)
    values = tuple(value for _, some in parts for value in some)
    source = _ALL if wanted.subject.kind == UNIT else _SOME
    return Run(source, where, values, "s.issued_at", True)


def _of(session: Session, subject: Subject) -> Condition:
    """What every record of the subject is, as SQL on the standings `s`."""
    if subject.kind == UNIT:
        return "s.unit_id = ?", (unit_row(session, subject.id),)
    if subject.kind == VEHICLE:
        plate = tokens.cut(tokens.plain(subject.id))
        return _both(_found(f'"{plate}"' if plate else ""), _says(subject.id))
    if not session.may("see:personal"):
        return _while_there(session, int(subject.id))
    return _person(session, int(subject.id))


def _found(expression: str) -> Condition:
    """What the search index has for an expression; "" finds nothing."""
    return (
        "s.record_id IN (SELECT rowid FROM record_words WHERE record_words MATCH ?)",
        (expression or '""',),
    )


def _says(*leaves: str) -> Condition:
    """That one of the values stands in the record as a whole."""
    return _SAYS.format(",".join("?" * len(leaves))), leaves * 3


def _both(*conditions: Condition) -> Condition:
    words = " AND ".join(sql for sql, _ in conditions)
    return words, tuple(value for _, values in conditions for value in values)


def _person(session: Session, row: int) -> Condition:
    """Whoever has the document; in the units of the person, whoever has name and phone."""
    who = person_row(session, row)
    either: list[Condition] = []
    number = who["id_number"]
    if number:
        new = identity.upgrade(number)
        mark = tokens.mark(new, search.key(session.store))
        old = new[:6] + new[8:17] if who["id_kind"] == identity.RESIDENT else new
        either.append(_both(_found(f'"{mark}"'), _says(number, new, old)))
    name = tokens.cut(tokens.plain(who["name"]))
    if name:
        asked, said = f'"{name}"', [_says(who["name"])]
        if who["phone"]:
            asked += f' AND "{next(tokens.of_phone(who["phone"]))}"'
            said.append(_says(who["phone"]))
        at_home: Condition = (
            "s.unit_id IN (SELECT unit_id FROM residence WHERE person_id = ?)", (row,)
        )
        either.append(_both(at_home, _found(asked), *said))
    sql = " OR ".join(f"({one})" for one, _ in either) or "0"
    return f"({sql})", tuple(value for _, values in either for value in values)


def naming(session: Session, person_id: int) -> list[int]:
    """Rows of all records that name a person, whoever asks: what is held about that person."""
    sql, values = _person(session, person_id)
    return [row for (row,) in session.store.rows(
        f"SELECT s.record_id FROM {_SOME} WHERE {sql} ORDER BY s.record_id", values
    )]  # fmt: skip


def person_row(session: Session, row: int) -> Mapping[str, Any]:
    """name, phone, id_kind, id_number of a person, in full; Refused where there is none."""
    columns = ("name", "phone", "id_kind", "id_number", "note")
    rows = session.store.rows(f"SELECT {', '.join(columns)} FROM person WHERE id = ?", (row,))
    if not rows:
        raise Refused({"": "这个人的登记已经不在了"})
    return dict(zip(columns, rows[0], strict=True))


def _while_there(session: Session, row: int) -> Condition:
    """The records of the person's units, issued from the day they came to the day they left."""
    stays = session.store.rows(
        "SELECT unit_id, since, until FROM residence WHERE person_id = ?", (row,)
    )
    parts, values = [], []
    for unit, since, until in stays:
        parts.append("(s.unit_id = ? AND s.issued_at >= ? AND s.issued_at < ?)")
        values += [unit, _start(session, since, 0), _start(session, until, 1 << 62, after=1)]
    return f"({' OR '.join(parts) or '0'})", tuple(values)


def _start(session: Session, day: str | None, otherwise: int, after: int = 0) -> int:
    """The instant at which a day of the office begins, so many days after it."""
    if day is None:
        return otherwise
    then = date.fromisoformat(day) + timedelta(days=after)
    return session.instant(datetime.combine(then, time()))

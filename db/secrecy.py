"""Who may see a record by its level (密级): asked in every list and whenever one is opened.

Only what is above 普通 has a row in `classified`, so that lists of everything else stay as quick as
they were. The rows follow from what the office had chosen when the record was issued, today's
declarations and the frozen content of the records.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db import office, rights
from db.errors import Refused
from forms.form import Form
from forms.secrecy import CLASSIFIED, LEVELS, PLAIN, level_of, right

if TYPE_CHECKING:
    from db.session import Session

MARK = "office.secrecy"
"""The setting that says by which word of each declaration `classified` was filled."""


def hidden(session: Session) -> tuple[int, ...]:
    """The levels (1 秘密 …) whose records the member may not see."""
    return tuple(
        LEVELS.index(level) for level in CLASSIFIED if not session.may(right(level))
    )


def visible(session: Session, column: str, code: str = "") -> str:
    """SQL that is true for the records the member may see; column: the one with the record's row ·
    code: of which form all of them are, if of one. It needs no values."""
    if code and session.form(code).secrecy == PLAIN and code not in _ever(session):
        return "1"
    levels = hidden(session)
    if not levels:
        return "1"
    some = ",".join(map(str, levels))
    return f"{column} NOT IN (SELECT record_id FROM classified WHERE level IN ({some}))"


def out_of_sight(
    session: Session, record_ids: Sequence[int], levels: tuple[int, ...] | None = None
) -> frozenset[int]:
    """Which of these records the member may not see; levels: others than his that are closed."""
    levels = hidden(session) if levels is None else levels
    if not levels or not record_ids:
        return frozenset()
    some = ",".join(map(str, levels))
    rows = session.store.rows(
        f"SELECT record_id FROM classified WHERE level IN ({some}) AND record_id IN"
        " (SELECT value FROM json_each(?))",
        (json.dumps(list(record_ids)),),
    )
    return frozenset(row for (row,) in rows)


def level(session: Session, record_id: int) -> str:
    """The level of a record."""
    found = session.store.value("SELECT level FROM classified WHERE record_id = ?", (record_id,))
    return LEVELS[int(found or 0)]


def row_of(session: Session, number: str) -> int | None:
    """The row of the record of that number as it is kept; None where there is none, and the same
    where the member may not see it: one question, one answer, whoever asks."""
    levels = ",".join(map(str, hidden(session))) or "0"
    found = session.store.value(
        "SELECT r.id FROM record r LEFT JOIN classified c ON c.record_id = r.id"
        f" WHERE r.number = ? AND ifnull(c.level, 0) NOT IN ({levels})"
        if levels != "0" else "SELECT id FROM record WHERE number = ?",
        (number,),
    )
    return None if found is None else int(found)


def veiled(session: Session, numbers: Iterable[str]) -> frozenset[str]:
    """Which of these numbers of records the member may not see."""
    levels = ",".join(map(str, hidden(session)))
    if not levels:
        return frozenset()
    rows = session.store.rows(
        "SELECT r.number FROM json_each(?) n CROSS JOIN record r ON r.number = n.value"
        f" JOIN classified c ON c.record_id = r.id WHERE c.level IN ({levels})",
        (json.dumps([*numbers]),),
    )
    return frozenset(number for (number,) in rows)


def require_level(session: Session, found: str, what: str, path: str = "") -> None:
    """Refused unless the member may see records of a level."""
    if found != PLAIN and not session.may(right(found)):
        who = "、".join(rights.holders(session.store, right(found))) or "系统管理员授权的人"
        mine = "、".join(session.member.roles) or "无角色"
        words = f"{session.member.name}（{mine}）不能{what}：定为{found}，须由{who}办理"
        raise Refused({path: words})


def issuable(session: Session) -> list[Form]:
    """The forms the member may issue, in menu order: with the right, and with sight of the level
    that all records of the form have."""
    closed = [LEVELS[one] for one in hidden(session)]
    return [
        form for form in session.forms.values()
        if session.may(f"issue:{form.code}") and _of_all(session.form(form.code)) not in closed
    ]


def _of_all(form: Form) -> str:
    """The level of every record of a form; where they tell it themselves, the name of that word."""
    return form.level or form.secrecy


def put(session: Session, record_id: int, form: Form, values: Mapping[str, Any]) -> None:
    """Keep the level of a new record; inside the caller's transaction. Refused for a level that the
    member may not see: nobody makes what he could not open."""
    found = level_of(form, values)
    path = form.secrecy[1:] if form.secrecy.startswith("=") else ""
    require_level(session, found, f"开{found}的{form.title}", path)
    if found != PLAIN:
        session.store.db.execute_sql(
            "INSERT INTO classified(record_id, level) VALUES (?, ?)",
            (record_id, LEVELS.index(found)),
        )
        ever = _ever(session)
        if form.code not in ever:
            codes = sorted({*ever, form.code})
            office.put(session.store, EVER, codes, session.clock.now(), session.member.no)


EVER = "office.secrecy.ever"
"""Setting: forms of which a record was classified; lists of all the others ask nothing."""


def _ever(session: Session) -> tuple[str, ...]:
    return tuple(office.setting(session.store, EVER) or ())


def catch_up(session: Session) -> None:
    """Fill `classified` anew for forms whose declaration says otherwise than when it was filled, as
    after an upgrade; nothing where all agree."""
    known = dict(office.setting(session.store, MARK) or {})
    words = {code: session.form(code).secrecy for code in session.forms}
    changed = [code for code, word in words.items() if known.get(code, PLAIN) != word]
    if not changed:
        return
    with session.store.write() as db:
        for code in changed:
            db.execute_sql(
                "DELETE FROM classified WHERE record_id IN (SELECT id FROM record WHERE code = ?)",
                (code,),
            )
            db.execute_sql(
                "INSERT INTO classified(record_id, level) SELECT record_id, level FROM"
                f" ({_LEVELS}) WHERE level > 0",
                _values(words[code], code),
            )
        kept = {code: word for code, word in words.items() if word != PLAIN}
        office.put(session.store, MARK, kept, session.clock.now(), None)


_LEVELS = (
    "SELECT r.id AS record_id, CASE WHEN substr(?1, 1, 1) <> '=' THEN"
    " (SELECT key FROM json_each(?2) WHERE value = ifnull((SELECT json_extract(d.body, '$.level')"
    " FROM declaration d WHERE d.hash = r.declaration), ?1))"
    " ELSE ifnull((SELECT key FROM json_each(?2) WHERE value = ifnull("
    "nullif(json_extract(r.body, '$.\"' || substr(?1, 2) || '\"'), ''), json_extract(?2, '$[0]'))),"
    " json_array_length(?2) - 1) END AS level FROM record r WHERE r.code = ?3"
)
"""SQL: the level of every record of a form, as of `forms.secrecy.level_of`: what the office had
chosen when it was issued, else today's declaration."""


def _values(word: str, code: str) -> tuple[str, str, str]:
    return word, json.dumps(LEVELS, ensure_ascii=False), code


def differences(session: Session) -> list[str]:
    """Numbers of records whose kept level is not what they say; [] if all agree."""
    wrong: list[str] = []
    for code in session.forms:
        rows: Iterable[tuple[str]] = session.store.rows(
            f"SELECT r.number FROM ({_LEVELS}) l JOIN record r ON r.id = l.record_id"
            " WHERE l.level <> ifnull((SELECT c.level FROM classified c"
            " WHERE c.record_id = r.id), 0)"
            " ORDER BY r.id",
            _values(session.form(code).secrecy, code),
        )
        wrong += [number for (number,) in rows]
    return wrong

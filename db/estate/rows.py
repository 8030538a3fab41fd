"""Rows of the estate as they were and as they shall be: written, kept as history, taken back.

Every change by hand is a list of `Step`s written in one transaction: the rows, a line of history
for each, the search index and the journal. History and journal cannot be told apart from what was
done; personal values stand in the history only, which goes with the person.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import peewee

from db import search
from db.errors import Refused
from db.facts import TYPED
from db.fields import canonical
from db.session import Session
from db.store import Store

Row = Mapping[str, Any]
UNTOLD = ""
"""The kind of a unit whose kind nobody said; NULL would not count as entered."""
COLUMNS: dict[str, tuple[str, ...]] = {
    "unit": ("id", "label", "building", "entrance", "room", "area_m2", "kind"),
    "person": ("id", "name", "phone", "id_kind", "id_number", "note"),
    "residence": ("id", "unit_id", "person_id", "role", "since", "until"),
    "vehicle": ("plate", "unit_id", "person_id", "note"),
}
"""By table; the first column is its key."""
LATER = "后来又有改动，不能撤销；请直接改成要的样子"
STALE = "{who}刚改过这一条，现在显示的是改过的。请核对后再存"


@dataclass(frozen=True)
class Step:
    """One row as it shall be: of `table`, by `key`; new None takes it away."""

    table: str
    key: int | str
    new: Row | None


@dataclass(frozen=True)
class Changed:
    """A change that was written: its number (for `undo`), what was done, in which unit (label).

    more: what people should know of it beside.
    """

    id: int
    act: str
    label: str
    more: str = ""


def row(store: Store, table: str, key: int | str) -> dict[str, Any] | None:
    """The row of that key as it stands now."""
    columns = COLUMNS[table]
    sql = f"SELECT {', '.join(columns)} FROM {table} WHERE {columns[0]} = ?"
    return next((dict(zip(columns, one, strict=True)) for one in store.rows(sql, (key,))), None)


def next_id(store: Store, table: str) -> int:
    """A number that no row of the table has or ever had."""
    now = store.value(f"SELECT max(id) FROM {table}") or 0
    ever = store.value("SELECT max(key) FROM estate_history WHERE kind = ?", (table,)) or 0
    return int(max(now, ever)) + 1


def entered(unit_row: Row) -> list[Step]:
    """A unit that was only ever typed on forms is entered once somebody or something belongs to
    it; nothing to do for any other."""
    if unit_row["kind"] not in (None, TYPED):
        return []
    return [Step("unit", unit_row["id"], {**unit_row, "kind": UNTOLD})]


def unchanged(session: Session, table: str, kept: Row) -> None:
    """Refused unless the row is still what was shown."""
    key = kept[COLUMNS[table][0]]
    if row(session.store, table, key) == dict(kept):
        return
    who = session.store.rows(
        "SELECT s.no || ' ' || s.name FROM estate_history h JOIN staff s ON s.no = h.by"
        " WHERE h.kind = ? AND h.key = ? ORDER BY h.id DESC LIMIT 1",
        (table, key),
    )
    raise Refused({"": STALE.format(who=who[0][0] if who else "别处")})


def write(
    session: Session,
    act: str,
    label: str,
    steps: Iterable[Step],
    heir: tuple[int, int] | None = None,
) -> Changed:
    """Write the steps inside the caller's transaction; a step that changes nothing is left out.

    Refused when nothing is left. act: what was done, as the history tells it · heir: a person who
    goes, and the entry of the same person that the history of the first belongs to from now on.
    """
    store = session.store
    last_of_each = {(step.table, step.key): step for step in steps}.values()
    both = [(row(store, step.table, step.key), step) for step in last_of_each]
    real = [(old, step) for old, step in both if old != step.new]
    if not real:
        raise Refused({"": "什么也没有改"})
    last = store.value("SELECT seq FROM sqlite_sequence WHERE name = 'estate_history'")
    change = int(last or 0) + 1
    _remember(session, change, act, real)
    if heir is not None:
        for table in ("estate_history", "consent"):
            sql = f"UPDATE {table} SET person_id = ? WHERE person_id = ?"
            store.db.execute_sql(sql, heir[::-1])
    for old, step in real:
        _put(store, old, step)
    _index(store, real)
    tables = list(dict.fromkeys(step.table for _, step in real))
    session.journal("estate", label, {"change": change, "tables": tables})
    return Changed(change, act, label)


def undo(session: Session, change: int) -> Changed:
    """Put back what a change of one's own did; Refused when something was changed since."""
    session.require("estate", "改房产登记")
    try:
        return _undone(session, change)
    except peewee.IntegrityError as error:  # somebody or something hangs on it by now
        raise Refused({"": LATER}) from error


def _undone(session: Session, change: int) -> Changed:
    with session.store.write():
        rows = session.store.rows(
            "SELECT by, act, kind, key, unit_id, old, new FROM estate_history WHERE change = ?"
            " ORDER BY id DESC",
            (change,),
        )
        if not rows or rows[0][0] != session.member.no:
            raise Refused({"": "只能撤销自己刚做的改动"})
        steps = []
        for _, _, table, key, _, old, new in rows:
            if row(session.store, table, key) != _value(new):
                raise Refused({"": LATER})
            steps.append(Step(table, key, _value(old)))
        units = [step.new["label"] for step in steps if step.table == "unit" and step.new]
        units += [_label(session.store, one[4]) for one in rows if one[4]]
        label = next(filter(None, units), "")
        back = [step.key for step in steps if step.table == "person" and step.new
                and row(session.store, "person", step.key) is None]  # fmt: skip
        changed = write(session, f"撤销：{rows[0][1]}", label, _in_order(steps))
        for person_id in back:
            session.store.db.execute_sql(_THEIRS_AGAIN, (person_id, person_id, person_id))
        return changed


_THEIRS_AGAIN = (
    "UPDATE estate_history SET person_id = ? WHERE person_id IS NOT NULL AND"
    " (kind = 'person' AND key = ? OR kind IN ('residence', 'vehicle')"
    " AND json_extract(ifnull(new, old), '$.person_id') = ?)"
)


_ORDER = ("unit", "person", "residence", "vehicle")


def _in_order(steps: Iterable[Step]) -> list[Step]:
    """What is referred to before what refers to it; taken away the other way round."""
    put = sorted((s for s in steps if s.new is not None), key=lambda s: _ORDER.index(s.table))
    gone = sorted((s for s in steps if s.new is None), key=lambda s: -_ORDER.index(s.table))
    return [*put, *gone]


def _remember(
    session: Session, change: int, act: str, real: Sequence[tuple[Row | None, Step]]
) -> None:
    """A line of history for each; before the rows change, so that it goes with a person who
    goes now."""
    for at, (old, step) in enumerate(real):
        was, now = _belongs(step.table, old), _belongs(step.table, step.new)
        unit_id = now[0] if step.new is not None else was[0]
        left = was[0] if was[0] != unit_id else None
        session.store.db.execute_sql(
            "INSERT INTO estate_history VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                change + at, change, session.clock.now(), session.member.no, act, step.table,
                step.key, unit_id, left, now[1] or was[1], _json(old), _json(step.new),
            ),
        )  # fmt: skip


def _belongs(table: str, values: Row | None) -> tuple[int | None, int | None]:
    """The unit and the person that a row tells of."""
    if values is None:
        return None, None
    if table == "unit":
        return values["id"], None
    if table == "person":
        return None, values["id"]
    return values["unit_id"], values["person_id"]


def _put(store: Store, old: Row | None, step: Step) -> None:
    columns = COLUMNS[step.table]
    if step.new is None:
        store.db.execute_sql(
            f"DELETE FROM {step.table} WHERE {columns[0]} = ?", (step.key,)
        )
        return
    values = [step.new[column] for column in columns]
    if old is None:
        marks = ",".join("?" * len(columns))
        sql = f"INSERT INTO {step.table}({', '.join(columns)}) VALUES ({marks})"
        store.db.execute_sql(sql, values)
    else:
        sets = ", ".join(f"{column} = ?" for column in columns)
        sql = f"UPDATE {step.table} SET {sets} WHERE {columns[0]} = ?"
        store.db.execute_sql(sql, (*values, step.key))


def _index(store: Store, real: Sequence[tuple[Row | None, Step]]) -> None:
    """Search finds it at once: the rows themselves, and those that a new room number is told of."""
    units: set[int] = set()
    people: set[int] = set()
    plates: set[str] = set()
    for old, step in real:
        for values in (old, step.new):
            if values is not None:
                plates |= {str(values["plate"])} if step.table == "vehicle" else set()
                people |= {one for one in (_belongs(step.table, values)[1],) if one is not None}
        if step.table == "unit":
            units.add(int(step.key))
            sql = "SELECT person_id FROM residence WHERE unit_id = ?"
            people |= {one for (one,) in store.rows(sql, (step.key,))}
            sql = "SELECT plate FROM vehicle WHERE unit_id = ?"
            plates |= {one for (one,) in store.rows(sql, (step.key,))}
    search.refresh(store, units=sorted(units), people=people, plates=plates)


def _json(values: Row | None) -> str | None:
    return None if values is None else canonical(dict(values))


def _value(text: str | None) -> dict[str, Any] | None:
    return None if text is None else json.loads(text)


def _label(store: Store, unit_id: int) -> str:
    return str(store.value("SELECT label FROM unit WHERE id = ?", (unit_id,)) or "")

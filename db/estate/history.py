"""What was changed by hand, in words: who, when, from what to what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.facts import TYPED
from db.session import Session
from forms.estate import KEYS
from forms.values import identity, phone, plate, unit

MOST_CHANGES = 200
GONE = {"unit": "删去", "person": "并入另一条登记", "residence": "删去", "vehicle": "移除"}


@dataclass(frozen=True)
class Change:
    """One change by hand: when, by whom ("1003 李敏"), what was done, its words in lines."""

    id: int
    at: datetime
    by: str
    act: str
    lines: tuple[str, ...]


def changes(session: Session, unit_id: int) -> Iterator[Change]:
    """Changes of the unit, of who lives or lived there, and of its vehicles, newest first."""
    rows = session.store.rows(
        "SELECT h.change, h.at, h.by || ' ' || s.name, h.act, h.kind, h.old, h.new, p.name"
        " FROM estate_history h JOIN staff s ON s.no = h.by"
        " LEFT JOIN person p ON p.id = h.person_id"
        " WHERE h.id IN (SELECT id FROM estate_history WHERE unit_id = ?"
        "  UNION SELECT id FROM estate_history WHERE left_unit = ?"
        "  UNION SELECT id FROM estate_history WHERE kind = 'person' AND person_id IN"
        "   (SELECT person_id FROM residence WHERE unit_id = ?))"
        " ORDER BY h.id DESC LIMIT ?",
        (unit_id, unit_id, unit_id, MOST_CHANGES),
    )
    by_change: dict[int, list[tuple[Any, ...]]] = {}
    for one in rows:
        by_change.setdefault(one[0], []).append(one)
    full = session.may("see:personal")
    for change, some in by_change.items():
        _, at, by, act, *_ = some[0]
        told = [_words(session, one[4:], full) for one in reversed(some)]
        yield Change(change, session.local(at), by, act, tuple(_joined(told)))


def _joined(told: Sequence[tuple[str, list[str]]]) -> Iterator[str]:
    """Of whom and what, in a line each."""
    heads: dict[str, list[str]] = {}
    for head, parts in told:
        heads.setdefault(head, []).extend(parts)
    for head, parts in heads.items():
        yield f"{head}{'：' if parts else ''}{'，'.join(parts)}"


def _words(session: Session, told: Sequence[Any], full: bool) -> tuple[str, list[str]]:
    """One row of history as people read it: whose, and what was and is."""
    kind, old, new, name = told
    was, now = (json.loads(one) if one else {} for one in (old, new))
    either = now or was
    head = {
        "unit": lambda: unit.pretty(either["label"]),
        "person": lambda: str(either["name"]),
        "residence": lambda: name or "住户",
        "vehicle": lambda: plate.pretty(either["plate"]),
    }[kind]()
    parts = [] if now else [GONE[kind]]
    for key, called in KEYS[kind].items():
        before, after = (said(session, key, one.get(key), full) for one in (was, now))
        if was.get(key) == now.get(key) or (not was or not now) and head in (before, after):
            continue
        if was and now and before:
            parts.append(f"{called} {before} → {after or '无'}")
        elif before or after:
            parts.append(f"{called} {after or before}")
    return head, parts


def said(session: Session, key: str, value: Any, full: bool) -> str:
    """A kept value in words; numbers of persons hidden without the right."""
    if value is None or value == "":
        return ""
    match key:
        case "phone":
            return phone.pretty(value) if full else phone.mask(value)
        case "id_number":
            return str(value) if full else identity.mask(value)
        case "unit_id":
            label = session.store.value("SELECT label FROM unit WHERE id = ?", (value,))
            return unit.pretty(label) if label else "别处"
        case "person_id":
            name = session.store.value("SELECT name FROM person WHERE id = ?", (value,))
            return str(name or "别人")
        case "label":
            return unit.pretty(value)
        case "plate":
            return plate.pretty(value)
        case "area_m2":
            return f"{value:g} ㎡"
        case "kind":
            return "" if value == TYPED else str(value)
    return str(value)

"""Whom to send: the staff of a role, by trade and nearness (docs/handbook.md §1 WX)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.models import Staff
from forms.fields import Field

if TYPE_CHECKING:
    from db.records import Record
    from db.session import Session

LOOKED_AT = 500
"""Latest records of the form that count as experience."""

DAY_MS = 86_400_000
IN_HAND_DAYS = 60
"""What was ordered earlier is not counted as in hand: it keeps nobody away."""


@dataclass(frozen=True)
class Worker:
    """Somebody who could be sent: how often the last records of the kind were theirs, what they
    have in hand now, and whether any of that is in the same building."""

    name: str
    experience: int
    in_hand: int
    near: bool

    @property
    def words(self) -> str:
        """周大勇（同类 12 单，手上 1 单，同栋）"""
        told = [f"同类 {self.experience} 单" if self.experience else "",
                f"手上 {self.in_hand} 单" if self.in_hand else "空闲", "同栋" if self.near else ""]
        return f"{self.name}（{'，'.join(filter(None, told))}）"


def offered(session: Session, record: Record, act: str, field: Field) -> list[Worker]:
    """Members of the field's role, best first: near, then experienced, then least in hand."""
    rows = Staff.select().where(Staff.active).order_by(Staff.no).dicts().execute(session.store.db)
    names = [row["name"] for row in rows if field.staff in row["roles"]]
    done, held, near = _experience(session, record, act, field), *_in_hand(session, record)
    found = [
        Worker(name, done.count(name), held.count(name), name in near) for name in names
    ]
    return sorted(found, key=lambda one: (not one.near, -one.experience, one.in_hand))


def _experience(session: Session, record: Record, act: str, field: Field) -> list[str]:
    """Who was named in the act on the latest records alike."""
    alike = record.values.get(field.alike) if field.alike else None
    rows = session.store.rows(
        "SELECT json_extract(a.body, '$.' || ? || '.name') FROM act a JOIN"
        " (SELECT id, body FROM record WHERE code = ? ORDER BY id DESC LIMIT ?) r"
        " ON r.id = a.record_id WHERE a.name = ?"
        " AND (? IS NULL OR json_extract(r.body, '$.' || ?) = ?)",
        (field.key, record.form.code, LOOKED_AT, act, alike, field.alike or "x", alike),
    )
    return [name for (name,) in rows if name]


def _in_hand(session: Session, record: Record) -> tuple[list[str], set[str]]:
    """Holders of the form's other records in hand, once each; those in the same building."""
    key = record.form.unit_field
    building = session.store.value(
        "SELECT building FROM unit WHERE label = ?", (record.values.get(key or ""),)
    )
    rows = session.store.rows(
        "SELECT s.holder, u.building FROM standing s LEFT JOIN unit u ON u.id = s.unit_id"
        " WHERE s.code = ? AND s.issued_at > ? AND s.ended = 0 AND s.holder IS NOT NULL"
        " AND s.record_id <> ?",
        (record.form.code, session.clock.now() - IN_HAND_DAYS * DAY_MS, record.id),
    )
    near = {holder for holder, where in rows if where is not None and where == building}
    return [holder for holder, _ in rows], near

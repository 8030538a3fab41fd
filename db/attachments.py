"""Photos and scans in the store: taken in, tied to a record's values, shown by right, collected.

The content stands once, by its SHA-256; a value of a PHOTO or FILE field names it:
{"name", "sha256", "size"}. Until a record uses it it is only staged, and goes after `STAGED_DAYS`
unless somebody's draft names it. What a record uses goes only with its personal values, under an
approved destruction order (docs/architecture.md 照片和扫描件).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from db import images
from db.errors import Environment, Refused
from db.models import Attached, Attachment
from db.reading import Record, load as load_record
from db.session import Session
from db.store import Store
from forms.destroyed import is_destroyed
from forms.fields import Field, Kind
from forms.values import Invalid, text

KINDS = frozenset({Kind.PHOTO, Kind.FILE})
STAGED_DAYS = 7
_LONGEST_NAME = 80
_DAY_MS = 86_400_000
_STALE = (
    "staged_at < ? AND NOT EXISTS (SELECT 1 FROM attached a WHERE a.sha256 = attachment.sha256)"
    " AND NOT EXISTS (SELECT 1 FROM draft d WHERE instr(d.body, attachment.sha256))"
)


def take(
    session: Session,
    source: Path | bytes,
    name: str,
    kind: Kind,
    alone: AbstractContextManager[Any] | None = None,
) -> dict[str, Any]:
    """Take a picture in, staged until a record uses it: its value for a field of that kind.

    alone: see `images.reencode`, which may take a second: not for the window's thread. Raises
    Invalid with words that begin with the file's name.
    """
    try:
        body = images.reencode(source, kind, alone)
    except Invalid as invalid:
        raise Invalid(f"{name} {invalid}") from None
    return keep(session, body, name)


def keep(session: Session, body: bytes, name: str) -> dict[str, Any]:
    """Stage what `images.reencode` gave: the value that names it."""
    mark, now = hashlib.sha256(body).hexdigest(), session.clock.now()
    with session.store.write() as db:
        sweep(session)
        if Attachment.select().where(Attachment.sha256 == mark).exists(db):
            staged = (Attachment.sha256 == mark) & Attachment.staged_at.is_null(False)
            Attachment.update(staged_at=now).where(staged).execute(db)
        else:
            Attachment.insert(sha256=mark, body=body, staged_at=now).execute(db)
    return {"name": _name(name), "sha256": mark, "size": len(body)}


def _name(name: str) -> str:
    """The file's name as people see it: no folders, the ending of what it has become."""
    try:
        stem = text.line(Path(name.replace("\\", "/")).stem, longest=1 << 16)
    except Invalid:
        stem = ""
    return f"{stem[:_LONGEST_NAME] or '照片'}.jpg"


def sweep(session: Session) -> None:
    """Forget what was chosen long ago and is in no record and no draft."""
    before = session.clock.now() - STAGED_DAYS * _DAY_MS
    if session.store.value(f"SELECT 1 FROM attachment WHERE {_STALE} LIMIT 1", (before,)):
        with session.store.write() as db:
            db.execute_sql(f"DELETE FROM attachment WHERE {_STALE}", (before,))


def pictures(
    fields: Sequence[Field], values: Mapping[str, Any]
) -> Iterator[tuple[str, Field, Any]]:
    """(path, field, value) of every PHOTO and FILE that has a value, columns of lines included:
    "photo", "goods[0].photo"."""
    for field in fields:
        value = values.get(field.key)
        if field.kind in KINDS and value:
            yield field.key, field, value
        elif field.kind is Kind.LINES and isinstance(value, list):
            for at, line in enumerate(value):
                if isinstance(line, Mapping):
                    for path, column, inner in pictures(field.columns, line):
                        yield f"{field.key}[{at}].{path}", column, inner


def missing(
    store: Store, fields: Sequence[Field], values: Mapping[str, Any]
) -> dict[str, str]:
    """Problems of canonical values that name a content the store does not have."""
    return {
        path: f"{field.label}的内容不在了，请重新选择"
        for path, field, value in pictures(fields, values)
        if store.value(
            "SELECT 1 FROM attachment WHERE sha256 = ? AND length(body) = ?",
            (value["sha256"], value["size"]),
        )
        is None
    }


def attach(
    session: Session,
    record_id: int,
    act_id: int | None,
    fields: Sequence[Field],
    values: Mapping[str, Any],
) -> None:
    """Tie the pictures of a new record or act to it, inside its transaction."""
    rows = [
        {"record_id": record_id, "act_id": act_id, "path": path, "sha256": value["sha256"]}
        for path, _, value in pictures(fields, values)
    ]
    if rows:
        Attached.insert_many(rows).execute(session.store.db)


def load(session: Session, number: str, path: str, act: int | None = None) -> bytes:
    """The JPEG of a record's picture, journalled as seen by the member.

    path: as `pictures` gives it · act: which of the record's acts (1 is the first) it belongs to,
    None for the record's own values. Refused without the right, or where there is none.
    """
    session.require("see:records", "看单据")
    record = load_record(session, number)
    assert record is not None
    outer, field, value = _found(record, path, act)
    if not (session.sees(outer) and session.sees(field)):
        raise Refused({path: f"{field.label}含个人信息，{session.member.name}不能看"})
    if is_destroyed(value):
        raise Refused({path: f"{record.number} 的{field.label}{value['name']}"})
    body = content(session.store, value["sha256"])
    if body is None:
        raise Refused({path: f"{record.number} 的{field.label}只记了名称，没有内容"})
    with session.store.write():
        session.journal("view", record.number, {"path": path, "act": act})
    return body


def _found(
    record: Record, path: str, act: int | None
) -> tuple[Field, Field, Mapping[str, Any]]:
    """The field of the form or act (for a column: its lines), the picture's own, its value."""
    fields, values = record.form.fields, record.values
    if act is not None:
        if not 1 <= act <= len(record.acts):
            raise Refused({"": f"{record.number} 没有第 {act} 项手续"})
        done = record.acts[act - 1]
        fields, values = record.form.act(done.name).fields, done.values
    for found, field, value in pictures(fields, values):
        if found == path:
            outer = next(one for one in fields if one.key == path.partition("[")[0])
            return outer, field, value
    raise Refused({path: f"{record.number} 没有这张照片或扫描件，或已经销毁"})


def content(store: Store, sha256: str) -> bytes | None:
    """The JPEG of that hash, None when the store has none: values of schema 2 and older, and what
    the backup that was restored came without.

    For printing and for thumbnails, and for a value not issued yet: asks no right, so the caller
    must have checked that this member may print the record or see the field (`Session.sees`). Works
    on a readonly store in another thread. Environment "damage" when it does not fit its hash.
    """
    body = Attachment.select(Attachment.body).where(Attachment.sha256 == sha256).scalar(store.db)
    if not body:
        return None
    if hashlib.sha256(body).hexdigest() != sha256:
        raise Environment("damage", f"{_WRONG}。请用最近的备份恢复。")
    return bytes(body)


_WRONG = "有照片或扫描件的内容与登记的不符"


def check(store: Store, *, without_content: bool = False) -> str:
    """"ok", or in Chinese which pictures are not what was taken in or what a record says.

    without_content: those that a backup came without are no fault.
    """
    changed = gone = 0
    for mark, body in store.db.execute_sql("SELECT sha256, body FROM attachment"):
        if not body:
            gone += 1
        elif hashlib.sha256(body).hexdigest() != mark:
            changed += 1
    if changed:
        return f"{changed} 份照片或扫描件的内容被改动过或已损坏。"
    if gone and not without_content:
        return f"{gone} 份照片或扫描件没有内容：恢复的那个备份没有带着它们。"
    strays = [number for (number,) in store.rows(_STRAYS)]
    return f"{_WRONG}：{'、'.join(strays)}。" if strays else "ok"


# The path of a picture is a JSON path inside its value: goods[0].photo in goods is $[0].photo.
_STRAYS = """
    SELECT DISTINCT r.number FROM attached t JOIN record r ON r.id = t.record_id
    LEFT JOIN act a ON a.id = t.act_id
    WHERE t.sha256 IS NOT coalesce(
        json_extract(ifnull(a.body, r.body), '$.' || t.path || '.sha256'),
        (SELECT json_extract(p.value, '$' || substr(t.path, length(p.path) + 1) || '.sha256')
            FROM personal p WHERE p.record_id = t.record_id AND p.act_id IS t.act_id
            AND (p.path = t.path OR p.path || '[' = substr(t.path, 1, length(p.path) + 1))))
    ORDER BY r.id LIMIT 5"""

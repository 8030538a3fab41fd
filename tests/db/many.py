"""Thousands of records at once, for tests and benchmarks of lists: copies of one that was issued.

Written as `issue` writes them but in one transaction; what varies is what lists look at. Their
standing follows from no acts, so `check` would complain.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from db import records, search, writing
from db.fields import canonical
from db.session import Session
from forms.form import Form

KEPT = "code, declaration, issued_by, commitments"


def fill(
    session: Session, number: str, count: int, seed: int = 1, *, indexed: bool = False
) -> list[int]:
    """Copies of a record, `count` of them, over two years and in every state; their row ids.

    Several share a moment; some have no deadline, no limit, no unit. indexed: also for the search.
    """
    chance = random.Random(seed)
    store, record = session.store, records.load(session, number)
    assert record is not None
    form = record.form
    kept = store.rows(f"SELECT {KEPT} FROM record WHERE id = ?", (record.id,))[0]
    units = store.rows("SELECT id, label FROM unit ORDER BY id LIMIT 40")
    first = int(store.value("SELECT max(id) FROM record")) + 1
    sequences = dict(store.rows("SELECT year, last FROM counter WHERE code = ?", (form.code,)))
    now = session.now()
    moments = sorted(
        now - timedelta(days=chance.randrange(400), minutes=chance.randrange(3)) for _ in
        range(count)
    )  # fmt: skip
    with store.write() as db:
        for row, at in enumerate(moments, first):
            sequence = sequences[at.year] = sequences.get(at.year, 0) + 1
            unit_id, label = chance.choice(units)
            given = f"{form.code}-{at.year}-{sequence:06d}"
            values = {**record.values, **({form.unit_field: label} if form.unit_field else {})}
            body, apart = writing.split(form.fields, values)
            db.execute_sql(
                "INSERT INTO counter VALUES (?, ?, ?) ON CONFLICT (code, year)"
                " DO UPDATE SET last = excluded.last",
                (form.code, at.year, sequence),
            )
            db.execute_sql(
                "INSERT INTO record(id, number, year, sequence, unit_id, issued_at, issued_day,"
                f" body, {KEPT}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                (row, given, at.year, sequence, unit_id, session.instant(at),
                 at.date().isoformat(), canonical(body), *kept),
            )  # fmt: skip
            for path, value in apart.items():
                db.execute_sql(
                    "INSERT INTO personal(record_id, path, value, salt, commitment)"
                    " VALUES (?, ?, ?, zeroblob(16), ?)",
                    (row, path, canonical(value), "0" * 64),
                )
            db.execute_sql(
                "INSERT INTO standing(record_id, code, state, open, ended, next, due, due_name,"
                " valid_until, holder, unit_id, issued_at, updated_at)"
                " VALUES (?,?,?,?,?,'[]',?,NULL,?,NULL,?,?,?)",
                (row, form.code, *_standing(session, form, at, chance), unit_id,
                 session.instant(at), session.instant(at)),
            )  # fmt: skip
            if indexed:
                search.put_record(store, row, given, form, values, (), at)
    return list(range(first, first + count))


def _standing(
    session: Session, form: Form, at: datetime, chance: random.Random
) -> tuple[object, ...]:
    """state, open, ended, due, valid_until: any that there can be."""
    state = chance.choice([form.open_state, *(act.state for act in form.acts if act.state)])
    ended = chance.random() < 0.6
    due = session.instant(at + timedelta(days=chance.randrange(60)))
    until = session.instant(at + timedelta(days=chance.randrange(200)))
    return (
        state, int(not ended and chance.random() < 0.8), int(ended),
        due if not ended and chance.random() < 0.5 else None,
        until if chance.random() < 0.7 else None,
    )  # fmt: skip

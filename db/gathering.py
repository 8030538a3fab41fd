"""Counts what hangs on a record, where its form says so (`Form.gathers`)."""

from __future__ import annotations

from db.session import Session
from forms.acts import LAST
from forms.facts import Gathered
from forms.form import Form


def gathered(session: Session, form: Form, record_id: int) -> Gathered:
    """How many records hang on that one, and how many of their lines there are by the columns that
    the form names; void and refused ones left out."""
    wanted = form.gathers
    if wanted is None or wanted.code not in session.forms:
        return Gathered()
    over = [act.name for act in session.forms[wanted.code].acts if act.effect in LAST]
    marks = ",".join("?" * len(over))
    which = (
        " r.hangs_on = ? AND r.code = ? AND NOT EXISTS"
        f" (SELECT 1 FROM act a WHERE a.record_id = r.id AND a.name IN ({marks}))"
    )
    values = (record_id, wanted.code, *over)
    records = session.store.value(f"SELECT count(*) FROM record r WHERE{which}", values)
    columns = ", ".join("json_extract(l.value, '$.' || ?)" for _ in wanted.by)
    places = ", ".join(str(place) for place in range(1, len(wanted.by) + 1))
    rows = session.store.rows(
        f"SELECT {columns}, count(*) FROM record r, json_each(r.body, '$.' || ?) l"
        f" WHERE{which} GROUP BY {places} ORDER BY min(r.id), min(l.id)",
        (*wanted.by, wanted.lines, *values),
    )
    return Gathered(int(records or 0), {tuple(words): count for *words, count in rows})

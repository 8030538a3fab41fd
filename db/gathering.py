"""Counts what hangs on a record, where its form says so (`Form.gathers`)."""

from __future__ import annotations

from db.session import Session
from forms.acts import LAST
from forms.facts import Gathered
from forms.form import Form


def gathered(session: Session, form: Form, record_id: int) -> Gathered:
    """How many records hang on that one, and how many of them, or of their lines, there are by the
    words that the form names; void and refused ones left out."""
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
    places = ", ".join(str(place) for place in range(1, len(wanted.by) + 1))
    cell = "json_extract(l.value, '$.' || ?)" if wanted.lines else "json_extract(r.body, '$.' || ?)"
    columns = ", ".join(cell for _ in wanted.by)
    each, last = (", json_each(r.body, '$.' || ?) l", ", min(l.id)") if wanted.lines else ("", "")
    rows = session.store.rows(
        f"SELECT {columns}, count(*) FROM record r{each}"
        f" WHERE{which} GROUP BY {places} ORDER BY min(r.id){last}",
        (*wanted.by, *((wanted.lines,) if wanted.lines else ()), *values),
    )
    return Gathered(int(records or 0), {tuple(words): count for *words, count in rows})

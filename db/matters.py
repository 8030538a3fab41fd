"""Records in hand that seem to be about one matter, or keep somebody out: of the same unit, phone
or plate (docs/handbook.md §3: the same matter brought to several people is one record; §1 HM)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db.fields import canonical
from forms.cleaners import CLEANERS
from forms.display import told
from forms.facts import Facts, SameMatter
from forms.fields import Field
from forms.form import Form
from forms.values import Invalid

if TYPE_CHECKING:
    from db.session import Session

MOST = 20
"""Records told of at the most, the newest."""


def same(
    session: Session, form: Form, typed: Mapping[str, Any], facts: Facts
) -> tuple[SameMatter, ...]:
    """Those of the form in hand, newest first, that have one of these values, in the record itself
    or in an act that asks for a field of the same key (somebody else who complains)."""
    from db.reading import glance

    found: dict[int, list[str]] = {}
    for key in form.one_matter:
        field = form.field(key)
        for row in _rows(session, form, field, typed.get(key), facts):
            found.setdefault(row, []).append(field.label)
    newest = sorted(found, reverse=True)[:MOST]
    return tuple(
        SameMatter(
            one.number, one.issued_at, told(one.form.fields, one.values, one.issued_at),
            tuple(found[one.id]),
        )
        for one in glance(session, newest)
    )  # fmt: skip


def barring(
    session: Session, form: Form, typed: Mapping[str, Any], facts: Facts
) -> tuple[SameMatter, ...]:
    """What keeps out somebody of whom the form says one of these values, as long as it holds."""
    from db.reading import glance

    found: dict[int, tuple[str, list[str]]] = {}
    for other in session.forms.values():
        for key in form.barred_by if other.bars else ():
            field = form.field(key)
            for name in other.bars.by if other.bars else ():
                if other.field(name).kind is not field.kind:
                    continue
                for row in _rows(session, other, other.field(name), typed.get(key), facts):
                    found.setdefault(row, (other.code, []))[1].append(field.label)
    told = []
    for one in glance(session, sorted(found, reverse=True)):
        bars = session.forms[found[one.id][0]].bars
        over = one.standing.valid_until and session.now() >= one.standing.valid_until
        if bars is not None and not over and (not bars.since or bars.since in one.done):
            why = str(one.values.get(bars.why, ""))
            told.append(SameMatter(one.number, one.issued_at, why, tuple(found[one.id][1])))
    return tuple(told)


def _rows(
    session: Session, form: Form, field: Field, value: Any, facts: Facts
) -> Sequence[int]:
    if value in (None, ""):
        return ()
    try:
        wanted = canonical(CLEANERS[field.kind](field, value, facts))
    except Invalid:
        return ()
    own = (
        "EXISTS (SELECT 1 FROM personal p WHERE p.record_id = r.id AND p.path = ?1"
        " AND p.value = ?2)"
        if field.is_personal
        else "(json_extract(r.body, '$.' || ?1) = json_extract(?2, '$') OR EXISTS (SELECT 1"
        " FROM act a WHERE a.record_id = r.id"
        " AND json_extract(a.body, '$.' || ?1) = json_extract(?2, '$')))"
    )
    rows = session.store.rows(
        "SELECT r.id FROM record r JOIN standing s ON s.record_id = r.id WHERE s.code = ?3"
        f" AND s.ended = 0 AND {own}",
        (field.key, wanted, form.code),
    )
    return [int(row) for (row,) in rows]

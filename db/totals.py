"""What stands under a list: how many, in which states, and the sums of what can be added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from db import listing
from db.listing import OVER, Sieve
from db.register import Column, columns
from db.session import Session
from forms.acts import LAST
from forms.form import Form


@dataclass(frozen=True)
class Totals:
    """count: all records · states: (word, how many), the most first · sums: by column key, money
    in 分 · left_out: how many refused and void ones the sums do not hold."""

    count: int
    states: tuple[tuple[str, int], ...]
    sums: Mapping[str, int | float]
    left_out: int


def summed(form: Form) -> tuple[Column, ...]:
    """The columns of its register that are added up: money, and numbers that say they can be."""
    return tuple(column for column in columns(form) if column.field and column.field.adds_up)


def totals(session: Session, sieve: Sieve) -> Totals:
    """The totals of all that passes; for a thread: sums read every record.

    Refused and void records are counted but not added up: nobody pays for them.
    """
    form, store = session.form(sieve.code), session.store
    sieve = replace(sieve, order=listing.Order())
    where, values = listing.conditions(session, form, sieve)
    source = listing.source(sieve, "standing_listed")
    found: dict[str, int] = {}
    for state, over, many in store.rows(
        f"SELECT s.state, {OVER}, count(*) FROM {source} WHERE {where} GROUP BY 1, 2",
        (session.clock.now(), *values),
    ):
        word = form.expired_state if over else state
        found[word] = found.get(word, 0) + many
    states = tuple(sorted(found.items(), key=lambda one: -one[1]))
    count, left_out = sum(found.values()), 0
    sums: dict[str, int | float] = {}
    added = summed(form)
    if added and count:
        void = [act.name for act in form.acts if act.effect in LAST]
        live = (
            "NOT EXISTS (SELECT 1 FROM act a WHERE a.record_id = s.record_id"
            f" AND a.name IN ({','.join('?' * len(void))}))"
        )
        asked, names = zip(*(_sum_of(form, column) for column in added), strict=True)
        row = store.rows(
            f"SELECT count(*), {', '.join(asked)} FROM {source} JOIN record r ON r.id = s.record_id"
            f" WHERE {where} AND {live}",
            (*(name for some in names for name in some), *values, *void),
        )[0]
        left_out = count - row[0]
        sums = {column.key: value for column, value in zip(added, row[1:], strict=True)}
    return Totals(count, states, sums, left_out)


def _sum_of(form: Form, column: Column) -> tuple[str, tuple[object, ...]]:
    """SQL for the sum of a field of the form, or of the latest act of a name."""
    if form.has(column.key):
        return "total(json_extract(r.body, ?))", (f"$.{column.key}",)
    act, _, own = column.key.partition(".")
    latest = (
        "SELECT json_extract(a.body, ?) FROM act a WHERE a.record_id = s.record_id"
        " AND a.name = ? ORDER BY a.position DESC LIMIT 1"
    )
    return f"total(({latest}))", (f"$.{own}", act)

"""What a key may name in a declaration: a field, one of the "@" values, something of an act."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from forms.fields import Kind

if TYPE_CHECKING:
    from forms.form import Form

SPECIAL = frozenset({"@number", "@issued_at", "@issued_by", "@valid_until", "@state"})


def missing(form: Form, where: str, *keys: str | None) -> Iterator[str]:
    """That a place names fields which the form does not have."""
    for key in keys:
        if key is not None and not form.has(key):
            yield f"{where} 提到没有的字段 {key}"


def known(form: Form, key: str) -> bool:
    """Whether a key names a field, one of the "@" values, a column, or a field of an act."""
    if key in SPECIAL or form.has(key):
        return True
    act, _, own = key.partition(".")
    if not own:
        return False
    if form.has(act) and form.field(act).kind is Kind.LINES:
        return own in {column.key for column in form.field(act).columns}
    return any(
        one.name == act and (own in {"at", "by"} or own in {f.key for f in one.fields})
        for one in form.acts
    )

"""What “like the last one” takes over from the last record of a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms.fields import Kind
from forms.form import Form
from forms.rules import is_empty

LEFT_OUT = frozenset({Kind.ID_DOCUMENT, Kind.PHOTO, Kind.FILE, Kind.DATE, Kind.DATETIME})
"""Kinds that belong to one person or one moment."""


def values(form: Form, last: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the last record's values that another one may well have too."""
    alike = (
        field for field in form.fields
        if not (field.filled_from or field.afresh or field.kind in LEFT_OUT)
    )
    return {one.key: last[one.key] for one in alike if not is_empty(last.get(one.key))}

"""What stands on a paper, in words, from values alone: asks no store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from forms import life
from forms.display import shown
from forms.fields import Field, Kind
from forms.form import Form
from forms.rules import clean_fields
from forms.values import dates

if TYPE_CHECKING:
    from forms.facts import Facts
    from printing.letterhead import Sign
    from printing.slip import SlipData

MINUTE = "%Y-%m-%dT%H:%M"


def photos(
    fields: Sequence[Field], values: Mapping[str, Any], sees: Callable[[Field], bool]
) -> dict[str, str]:
    """SHA-256 by key of the photographs that are seen."""
    found = {}
    for field in fields:
        value = values.get(field.key)
        if field.kind is Kind.PHOTO and isinstance(value, Mapping) and sees(field):
            found[field.key] = str(value.get("sha256", ""))
    return found


def draft_data(
    office_name: str,
    form: Form,
    typed: Mapping[str, Any],
    facts: Facts,
    operator: str,
    *,
    sign: Sign | None = None,
) -> SlipData:
    """What the slip would show of half-typed values; wrong ones are left out. Thread-safe."""
    from printing.slip import SlipData

    values = clean_fields(form.fields, typed, facts, {}, {})
    found = life.standing(form, values, facts.now, (), facts)
    words = words_of(form, values)
    words["@issued_at"] = dates.paper_moment(facts.now.strftime(MINUTE))
    words["@issued_by"] = operator
    if found.valid_until:
        words["@valid_until"] = dates.paper_until(found.valid_until.strftime(MINUTE))
    return SlipData(
        office=office_name,
        number="",
        code="",
        values=words,
        lines=lines_of(form.fields, values),
        signatures={},
        draft=True,
        photos=photos(form.fields, values, lambda field: True),
        sign=sign,
    )


def words_of(form: Form, values: Mapping[str, Any]) -> dict[str, str]:
    """The values of a form by key, as a paper says them; of a person also the name alone."""
    return {
        field.key: shown(field, values.get(field.key), paper=True)
        for field in form.fields
        if field.kind is not Kind.LINES
    } | {
        f"{field.key}.name": values[field.key]["name"]
        for field in form.fields
        if field.kind is Kind.PERSON and values.get(field.key)
    }


def lines_of(
    fields: Sequence[Field], values: Mapping[str, Any]
) -> dict[str, Sequence[Mapping[str, str]]]:
    """The lines of each lines field by key, as a paper says them."""
    return {
        field.key: [
            {one.key: shown(one, line.get(one.key), paper=True) for one in field.columns}
            for line in values.get(field.key, ())
        ]
        for field in fields
        if field.kind is Kind.LINES
    }

"""What of a record, a unit, a person and a vehicle goes into the search index, as tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from db import tokens
from forms.destroyed import is_destroyed
from forms.display import told
from forms.fields import Field, Kind
from forms import free_text
from forms.form import Form
from forms.free_text import kept_apart
from forms.life import Done

LONGEST = 60
"""Longer texts are reports, not names of things; they are not searched."""


class Kept(NamedTuple):
    """Tokens as they are kept: those of personal values apart, none in both."""

    words: str
    personal: str = ""


class Line(NamedTuple):
    """What is shown of a record that is found: number, title of its form, what it is about, its
    state once its time is over. about: None when it must be read from the record."""

    number: str
    title: str
    about: str | None
    expired: str


def line_of(number: str, form: Form | None, values: Mapping[str, Any], issued: datetime) -> Line:
    """The line of a record; form: None when nobody knows it any more · issued: office time.

    A value that has not the shape of its kind leaves it without `about`.
    """
    if form is None:
        return Line(number, "", "", "")
    about: str | None = None
    with suppress(AttributeError, KeyError, TypeError, ValueError):
        about = told(form.fields, values, issued)
    return Line(number, form.title, about, form.expired_state)


def of_record(
    number: str, form: Form | None, values: Mapping[str, Any], done: Sequence[Done], key: bytes
) -> Kept:
    """Number, rooms, people, phones, plates, documents, goods and other short texts.

    form: None when nobody knows it any more; then by number only · key: hides ID numbers
    """
    public: set[str] = set(tokens.of_number(number))
    personal: set[str] = set()
    for field, value in _pairs(form, values, done) if form else ():
        (personal if kept_apart(field, value) else public).update(_of(field, value, key))
    words = tokens.kept(public)
    return Kept(words, tokens.kept(set(tokens.kept(personal).split()) - set(words.split())))


def of_unit(label: str) -> str:
    """Tokens of a room."""
    return tokens.kept(tokens.of_unit(label))


def of_person(
    name: str,
    phone: str | None,
    document: str | None,
    labels: Iterable[str],
    plates: Iterable[str],
    key: bytes,
) -> str:
    """Tokens of a person; rooms and plates only narrow. key: hides the ID number."""
    found = [*tokens.of_name(name)]
    found += tokens.of_phone(phone) if phone else ()
    found += tokens.of_document(document, key) if document else ()
    beside = [one for label in labels for one in tokens.of_unit(label)]
    beside += [one for plate in plates for one in tokens.of_plate(plate)]
    return tokens.kept(found + ["@" + one for one in beside])


def of_vehicle(plate: str, label: str | None, owner: str | None) -> str:
    """Tokens of a vehicle; its room and owner only narrow."""
    beside = [*tokens.of_unit(label)] if label else []
    beside += tokens.of_name(owner) if owner else ()
    return tokens.kept([*tokens.of_plate(plate), *("@" + one for one in beside)])


def _pairs(
    form: Form, values: Mapping[str, Any], done: Sequence[Done]
) -> Iterator[tuple[Field, Any]]:
    """Every field of the form and of the acts done, with its value."""
    for field in form.fields:
        yield field, values.get(field.key)
    declared = {act.name: act.fields for act in form.acts}
    for one in done:
        for field in declared.get(one.name, ()):
            yield field, one.values.get(field.key)


def _of(field: Field, value: Any, key: bytes) -> Iterator[str]:
    """Tokens of one value; what does not have the shape of its kind gives none, nor what says that
    it was destroyed."""
    if isinstance(value, str) and is_destroyed(value):
        return
    match field.kind, value:
        case Kind.PERSON, {"name": str(name), **rest}:
            yield from tokens.of_name(name)
            yield from tokens.of_phone(str(rest["phone"])) if rest.get("phone") else ()
        case Kind.PHONE, str(phone):
            yield from tokens.of_phone(phone)
        case Kind.ID_DOCUMENT, {"number": str(number)}:
            yield from tokens.of_document(number, key)
        case (Kind.PLATE | Kind.VEHICLE), str(plate):
            yield from tokens.of_plate(plate)
        case Kind.UNIT, str(label):
            yield from tokens.of_unit(label)
        case Kind.TEXT, str(words) if len(words) <= LONGEST and _tells(field):
            yield from tokens.of_text(free_text.without(words))
            for what, number in free_text.numbers(words):
                yield from (tokens.of_phone(number) if what == "phone"
                            else tokens.of_document(number, key))  # fmt: skip
        case Kind.LINES, list(lines):
            for line in lines:
                for column in field.columns:
                    yield from _of(column, line.get(column.key), key)


def _tells(field: Field) -> bool:
    """Not what nearly every record says alike: units of measure, who was at the desk."""
    return field.default is None and field.filled_from != "operator"

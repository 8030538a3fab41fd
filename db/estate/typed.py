"""What was typed about the estate, made canonical by the rules of the forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from db.facts import entrances
from db.session import Session
from forms.facts import Facts
from forms.fields import Field
from forms.rules import Problems, clean_fields
from forms.values import Invalid, unit


def facts(session: Session) -> Facts:
    """What the rules may know: the day, and the entrances of each building."""
    return Facts(
        now=session.now(), operator=session.member.words, entrances=entrances(session)
    )


def cleaned(
    session: Session, fields: Sequence[Field], typed: Mapping[str, Any], known: Facts | None = None
) -> tuple[dict[str, Any], Problems]:
    """Canonical values, and every problem found so far."""
    problems: Problems = {}
    values = clean_fields(fields, typed, known or facts(session), problems, {})
    return values, problems


def for_new_unit(session: Session, typed: object) -> Facts:
    """The facts for a unit that is not there yet.

    A building of several entrances may get the next one; a building that is new has as many as
    its first unit says, so that one of a single entrance is written without it, as by an import.
    """
    known = facts(session)
    try:
        building, entrance, _ = unit.pieces(unit.clean(typed))
    except Invalid:
        return known
    count = known.entrances.get(building, 0)
    if entrance is None or count == 1 or not entrance.isdigit():
        return known
    if count and int(entrance) != count + 1:
        return known
    return replace(known, entrances={**known.entrances, building: int(entrance)})

"""What was changed of the office's settings: who, when, old and new, in words, from the journal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from db.choosing import Part
from db.session import Session
from forms import choices, holidays
from forms.display import shown
from forms.fields import Field, Kind, WrongDeclaration
from forms.settings import HOLIDAYS
from forms.snapshot import overridden

NOTHING = "（空）"
Told = tuple[str, str, str]
"""What was changed, old, new."""


@dataclass(frozen=True)
class Changed:
    """One change: when (UTC ms), by whom, and what was changed from what to what; second: who
    approved it, "" where nobody had to."""

    at: int
    by: str
    told: tuple[Told, ...]
    second: str = ""


def of_part(session: Session, part: Part, limit: int = 400) -> list[Changed]:
    """The latest changes of a section, the newest first."""
    found = []
    for at, by, second, subject, body in _rows(session, tuple(part.subjects), limit):
        told = _told(part, subject, body["old"], body["new"])
        if told:
            found.append(Changed(at, by, tuple(told), second))
    return found


def of_days_off(session: Session, limit: int = 400) -> list[Changed]:
    """The latest changes of the holidays."""
    return [
        Changed(at, by, tuple(_days(body["old"] or {}, body["new"] or {})), second)
        for at, by, second, _, body in _rows(session, (HOLIDAYS,), limit)
    ]


def _rows(
    session: Session, subjects: tuple[str, ...], limit: int
) -> list[tuple[int, str, str, str, dict[str, Any]]]:
    """When, by whom, who approved, subject and body. Another level of a form is approved in the
    entry just before that of the form's choices."""
    marks = ",".join("?" * len(subjects))
    rows = session.store.rows(
        "SELECT j.at, ifnull(j.by || ' ' || s.name, ''), ifnull(c.no || ' ' || c.name, ''),"
        " j.subject, j.body FROM journal j LEFT JOIN staff s ON s.no = j.by"
        " LEFT JOIN journal l ON l.seq = j.seq - 1 AND l.action = 'level'"
        " AND j.subject = 'form.' || l.subject"
        " LEFT JOIN staff c ON c.no = coalesce(j.body ->> 'second', l.body ->> 'second')"
        f" WHERE j.subject IN ({marks}) AND j.action IN ('setting', 'permission')"
        " ORDER BY j.seq DESC LIMIT ?",
        (*subjects, limit),
    )
    return [(at, by, second, subject, json.loads(body)) for at, by, second, subject, body in rows]


def _told(part: Part, subject: str, old: Any, new: Any) -> list[Told]:
    fields = {one.key: one for one in part.fields}
    key = part.subjects[subject]
    if not key:
        return _of_form(part, fields, old or {}, new or {})
    field, one = fields[key], part.settings.get(key)
    if one is None:
        return [(field.label, "、".join(old), "、".join(new))]
    read = [one.default if value is None else value for value in (old, new)]
    before, after = (words(field, None if each is None else one.told(each)) for each in read)
    return [(field.label, before, after)]


def _of_form(part: Part, fields: dict[str, Field], old: Any, new: Any) -> list[Told]:
    """What differs between two sets of choices of a form; roles have lines of their own."""
    assert part.form is not None
    try:
        before, after = (
            choices.answers(part.form, overridden(part.form, each)) for each in (old, new)
        )
    except (KeyError, WrongDeclaration):
        return [(part.title, "以前的写法", "现在的写法")]
    return [
        (fields[key].label, words(fields[key], before.get(key)), words(fields[key], value))
        for key, value in after.items()
        if before.get(key) != value and not choices.action_of(part.form, key)
    ]


def words(field: Field, value: Any) -> str:
    """A value of the settings page as it reads in a sentence."""
    if field.kind is Kind.LINES and value:
        lines = (" ".join(shown(c, line[c.key]) for c in field.columns if line.get(c.key))
                 for line in value)  # fmt: skip
        return "；".join(lines)
    return shown(field, value) or NOTHING


def _days(old: dict[str, bool], new: dict[str, bool]) -> list[Told]:
    years = sorted({int(day[:4]) for day in old.keys() ^ new.keys()}
                   | {int(day[:4]) for day in old.keys() & new.keys() if old[day] != new[day]})
    return [(f"{year} 年", _year(old, year), _year(new, year)) for year in years]


def _year(days: dict[str, bool], year: int) -> str:
    return holidays.words(days, year).replace("\n", "，") or NOTHING

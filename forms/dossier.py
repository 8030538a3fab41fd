"""A dossier: one page for all that belongs to a record, declared with its form.

A form others hang on (a renovation with its passes, permits, changes) says in its own declaration
what stands on that page and in which order. Nothing of it is kept with a record: it is today's
way of looking at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forms.fields import Kind
from forms.mentions import known

if TYPE_CHECKING:
    from forms.form import Form


@dataclass(frozen=True)
class Told:
    """What the record itself says, in pairs of a name and words.

    keys: fields, "@number", "@issued_at", "@issued_by", "@valid_until", "act.field", "act.at",
      "act.by"; what has no value is left out
    """

    title: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Team:
    """The people of a lines field, each with the records of another form made for them.

    lines: key of the lines field · code: of the form, whose records hang on this one
    by: (column, field of that form): the first pair must be equal, the others tell those of one
      name apart; a new one is filled in with all of them that the form lets people type
    told: columns shown beside the first · verb: what makes a new one
    """

    title: str
    lines: str
    code: str
    by: tuple[tuple[str, str], ...]
    told: tuple[str, ...] = ()
    verb: str = ""


@dataclass(frozen=True)
class Hanging:
    """Records of other forms that hang on this one, or on what hangs on it.

    codes: of forms, also of such as are not there yet: they are left out until they are
    verb: what makes a new one of the first code; none without · given: (field, value) it is
      filled in with beside the unit and the number of this record
    """

    title: str
    codes: tuple[str, ...]
    verb: str = ""
    given: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Course:
    """Some of the acts done to the record, with what was said: violations and how they ended.

    acts: their names; one that a later act undid (a violation put right) no longer stands open
    """

    title: str
    acts: tuple[str, ...]


@dataclass(frozen=True)
class Moneys:
    """What was taken, is held and was given back for the record and all that hangs on it."""

    title: str


Section = Told | Team | Hanging | Course | Moneys


@dataclass(frozen=True)
class Collect:
    """Records of a form that hang on such records and are to come back: a list of its own.

    code: of the form · deadlines: names of those of that form that say when they are due
    """

    title: str
    code: str
    deadlines: tuple[str, ...]


@dataclass(frozen=True)
class Dossier:
    """All that is seen of a record on one page, and the list of those that are in hand.

    sections: in order, those of the record itself beside those of what hangs on it
    title: the list's name in the rail · icon: its sign there · columns: what the list tells of each
      record, fields or "@valid_until" · collect: what is to come back, each a list
    """

    sections: tuple[Section, ...]
    title: str
    icon: str = "register"
    columns: tuple[str, ...] = ()
    collect: tuple[Collect, ...] = ()

    @property
    def teams(self) -> tuple[Team, ...]:
        """The sections that are people with what was made for them."""
        return tuple(one for one in self.sections if isinstance(one, Team))

    @property
    def hanging(self) -> tuple[Hanging, ...]:
        """The sections that are records of other forms."""
        return tuple(one for one in self.sections if isinstance(one, Hanging))


def mistakes_of(form: Form) -> Iterator[str]:
    """What is wrong with a form's dossier."""
    if form.dossier is None:
        return
    for key in form.dossier.columns:
        if not known(form, key):
            yield f"全貌的列 {key} 不存在"
    for code in _codes(form.dossier):
        if not re.fullmatch(r"[A-Z]{2,4}", code):
            yield f"全貌里的代码 {code} 应为 2 到 4 个大写字母"
    for section in form.dossier.sections:
        where = f"全貌的“{section.title}”"
        if isinstance(section, Told):
            yield from (
                f"{where} 提到没有的字段 {key}" for key in section.keys if not known(form, key)
            )
        if isinstance(section, Course):
            names = {act.name for act in form.acts}
            yield from (
                f"{where} 提到没有的动作 {name}" for name in section.acts if name not in names
            )
        if isinstance(section, Team):
            yield from _team(form, where, section)


def _codes(dossier: Dossier) -> tuple[str, ...]:
    hanging = tuple(code for one in dossier.hanging for code in one.codes)
    teams = tuple(one.code for one in dossier.teams)
    return teams + hanging + tuple(one.code for one in dossier.collect)


def _team(form: Form, where: str, team: Team) -> Iterator[str]:
    if not form.has(team.lines) or form.field(team.lines).kind is not Kind.LINES:
        yield f"{where}：{team.lines} 不是明细"
        return
    columns = {column.key for column in form.field(team.lines).columns}
    for key in (*(column for column, _ in team.by), *team.told):
        if key not in columns:
            yield f"{where} 提到没有的列 {key}"
    if not team.by:
        yield f"{where} 须写明凭哪一列认人（by）"

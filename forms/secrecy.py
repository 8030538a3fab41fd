"""Confidentiality (密级): how secret a record is, by its declaration (docs/handbook.md §6).

`Form.secrecy` is a level for all records of a form, or "=key": the field whose choice is the level
of each. `Form.level` is what the office chose instead for records from then on; each record keeps
the one it was issued with. What is not classified is 普通. Who sees which level is in the
permission table (`forms.roles.OWNERSHIP`, "level:秘密" …), never in a declaration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from forms.fields import Kind

if TYPE_CHECKING:
    from forms.form import Form

PLAIN = "普通"
LEVELS = (PLAIN, "秘密", "机密", "绝密")
"""The least first."""
CLASSIFIED = LEVELS[1:]


def level_of(form: Form, values: Mapping[str, Any]) -> str:
    """The level of a record with these values; a choice that is no level counts as the highest."""
    if not form.secrecy.startswith("="):
        return form.level or form.secrecy
    found = values.get(form.secrecy[1:]) or PLAIN
    return str(found) if found in LEVELS else LEVELS[-1]


def right(level: str) -> str:
    """The action of the permission table that lets a role see records of a level."""
    return "see:records" if level == PLAIN else f"level:{level}"


def mistakes_of(form: Form) -> Iterator[str]:
    """What is wrong with the words `secrecy` and `level` of a declaration."""
    if form.level and (form.level not in LEVELS or form.secrecy.startswith("=")):
        yield f"密级不能选 {form.level}"
    if not form.secrecy.startswith("="):
        if form.secrecy not in LEVELS:
            yield f"没有 {form.secrecy} 这个密级"
        return
    key = form.secrecy[1:]
    if not form.has(key) or form.field(key).kind is not Kind.CHOICE:
        yield f"密级指的 {key} 不是选项字段"
    elif set(form.field(key).choices) - set(LEVELS) or form.field(key).is_personal:
        yield f"密级指的 {key} 只能有这几个选项：{'、'.join(LEVELS)}"

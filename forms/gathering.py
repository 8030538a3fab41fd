"""What a record may know of those that hang on it: how many there are, and of their lines by words.

A survey reckons its results from the questionnaires that came back. Counted when the record is
read, never kept: what an act reckons from it is kept with the act.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.fields import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms.form import Form


@dataclass(frozen=True)
class Gather:
    """Counts the lines of the records that hang on this one; void and refused ones are left out.

    code: of their form, whose `hangs_on` names this form · lines: their lines field
    by: columns of it; the fact is how many lines there are of each combination
    """

    code: str
    lines: str
    by: tuple[str, ...]


def mistakes_between(form: Form, declared: Mapping[str, Form]) -> Iterator[str]:
    """What is wrong with a form's `gathers`, seen together with all other forms."""
    wanted = form.gathers
    if wanted is None:
        return
    other = declared.get(wanted.code)
    if other is None or not other.hangs_on or form.code not in other.field(other.hangs_on).refers:
        yield f"{wanted.code} 没有挂在 {form.code} 上，没有可以汇总的"
        return
    if not other.has(wanted.lines) or other.field(wanted.lines).kind is not Kind.LINES:
        yield f"{wanted.code} 的 {wanted.lines} 不是明细"
        return
    lines = other.field(wanted.lines)
    if lines.is_personal:
        yield f"{wanted.code} 的 {wanted.lines} 是个人信息，不能汇总"
    for key in sorted(set(wanted.by) - {column.key for column in lines.columns}):
        yield f"{wanted.code} 的 {wanted.lines} 没有列 {key}"

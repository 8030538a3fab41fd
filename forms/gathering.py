"""What a record may know of those that hang on it: how many there are, and how many alike.

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
    """Counts the records that hang on this one, or their lines; void and refused ones left out.

    code: of their form, whose `hangs_on` names this form · lines: their lines field, "" for the
    records themselves · by: columns of it, or fields; the fact is how many there are of each
    combination
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
    if wanted.lines and (
        not other.has(wanted.lines) or other.field(wanted.lines).kind is not Kind.LINES
    ):
        yield f"{wanted.code} 的 {wanted.lines} 不是明细"
        return
    columns = other.field(wanted.lines).columns if wanted.lines else other.fields
    where = f"{wanted.code} 的 {wanted.lines}" if wanted.lines else wanted.code
    if any(one.is_personal for one in columns if wanted.lines or one.key in wanted.by):
        yield f"{where} 是个人信息，不能汇总"
    for key in sorted(set(wanted.by) - {column.key for column in columns}):
        yield f"{where} 没有列 {key}"

"""Whom a form keeps out: as long as a record of it holds, forms that ask are told
(docs/handbook.md §1 HM)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forms.form import Form


@dataclass(frozen=True)
class Bars:
    """A form whose records keep somebody out.

    by: its fields by which he is known; the same value in a field of the same kind that another
    form names in `barred_by` is he · why: its field that says why · since: the act from which on it
    counts, "" as soon as it is issued
    """

    by: tuple[str, ...]
    why: str
    since: str = ""


def mistakes_of(form: Form) -> Iterator[str]:
    """What is wrong with what a form says of whom it keeps out, or asks about."""
    for key in form.barred_by:
        if not form.has(key):
            yield f"barred_by 提到没有的字段 {key}"
    if form.bars is None:
        return
    for key in (*form.bars.by, form.bars.why):
        if not form.has(key):
            yield f"bars 提到没有的字段 {key}"
    if form.has(form.bars.why) and form.field(form.bars.why).is_personal:
        yield f"bars 的 {form.bars.why} 是个人信息，不能告诉别的单"
    if form.bars.since and form.bars.since not in {act.name for act in form.acts}:
        yield f"bars 提到没有的动作 {form.bars.since}"

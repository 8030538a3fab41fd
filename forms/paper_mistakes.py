"""What can be wrong with the papers and copies of a declaration, in words for the developer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from forms.fields import Kind
from forms.mentions import known, missing
from forms.paper import (
    GRID, OFFICE, Boxes, Colour, Copy, Paper, Part, Photo, Row, Table, Text, columns_of, mentioned,
)  # fmt: skip

if TYPE_CHECKING:
    from forms.form import Form

FOOT = frozenset({"valid_until", "copies"})


def paper_mistakes(form: Form, paper: Paper) -> Iterator[str]:
    where = f"纸张 {paper.name}"
    for key in sorted(set(re.findall(r"\{([^}]+)\}", paper.foot)) - FOOT):
        yield f"{where} 的页脚不认识 {{{key}}}"
    for key in re.findall(r"\{([^}]+)\}", paper.heading):
        yield from missing(form, f"{where} 的标题", key)
    yield from _card(paper, where)
    if paper.each:
        yield from _each(form, paper, where)
    if paper.beside and paper.beside not in {one.name for one in form.papers if one is not paper}:
        yield f"{where} 要和 {paper.beside} 连页，没有这种纸张"
    if paper.letter and not all(isinstance(part, Text) for part in paper.parts):
        yield f"{where} 是信，只能有文字"
    for number, part in enumerate((*paper.parts, *paper.back), 1):
        columns = columns_of(part)
        if columns not in (None, GRID):
            yield f"{where} 第 {number} 行{_starting(part)}应占 {GRID} 格，现占 {columns} 格"
        for key in mentioned(part):
            if not known(form, key) and not (isinstance(part, Text) and key == OFFICE):
                yield f"{where} 提到没有的字段 {key}"
        yield from _part(form, where, part)


def _card(paper: Paper, where: str) -> Iterator[str]:
    """What only a card or a label has, and what they cannot hold."""
    small = "卡片" if paper.is_card else "标签" if paper.is_label else ""
    if small:
        if paper.copies:
            yield f"{where} 是{small}，没有各联，请写 copies=False"
        if any(isinstance(part, (Table, Boxes)) for part in (*paper.parts, *paper.back)):
            yield f"{where} 是{small}，放不下表格和签字栏"
        if paper.beside or "roll" in paper.modes:
            yield f"{where} 是{small}，不能打在卷纸上，也不能和别的纸连页"
    if not paper.is_card and (paper.back or "card" in paper.modes):
        yield f"{where} 不是卡片，没有背面，也不能按卡片打印"
    if not paper.is_label and (paper.each or "label" in paper.modes):
        yield f"{where} 不是标签，不能一行一张，也不能按标签打印"
    if paper.is_label and any(isinstance(part, Photo) for part in paper.parts):
        yield f"{where} 是标签，不印照片"
    if "roll" in paper.modes and any(isinstance(part, Photo) for part in paper.parts):
        yield f"{where} 打在卷纸上，不印照片"
    if paper.letter and "roll" in paper.modes:
        yield f"{where} 是信，不能打在卷纸上"


def _each(form: Form, paper: Paper, where: str) -> Iterator[str]:
    """That labels stand for the lines of a field, and for a number in them."""
    key, _, column = paper.each.partition(".")
    if not form.has(key) or form.field(key).kind is not Kind.LINES:
        yield f"{where}：{key} 不是明细，不能一行一张标签"
    elif column and column not in {
        one.key for one in form.field(key).columns if one.kind is Kind.NUMBER
    }:
        yield f"{where}：{paper.each} 不是明细里的数，不能照它打几张"


def _starting(part: Part) -> str:
    """（unit 起）: what stands first in a row, to find it in the file."""
    boxes = part.boxes if isinstance(part, Boxes) else ()
    words = [*(box.words or box.act for box in boxes), *mentioned(part)]
    return f"（{words[0]} 起）" if any(words[:1]) else ""


def copy_mistakes(form: Form, copy: Copy) -> Iterator[str]:
    where = f"第 {copy.name} 联"
    yield from missing(form, where, *copy.hidden, *copy.masked)
    plain = [key for key in copy.masked if form.has(key) and not form.field(key).is_personal]
    if plain:
        yield f"{where} 只能遮住个人信息的栏目，{'、'.join(plain)} 不是"
    colour: object = copy.colour
    if not isinstance(colour, Colour):
        known = "、".join(f"Colour.{one.name} {one}" for one in Colour)
        yield f"{where} 的颜色 {colour} 应写成 {known} 之一"


def _part(form: Form, where: str, part: Part) -> Iterator[str]:
    if isinstance(part, Table) and known(form, part.key):
        field = form.lines_field(part.key)
        if field.kind is not Kind.LINES:
            yield f"{where}：{part.key} 不是明细，不能列表"
        for key, _ in part.columns:
            if field.columns and key not in {column.key for column in field.columns}:
                yield f"{where} 的表格没有列 {key}"
        carried = next((one for one in field.columns if one.key == part.carried), None)
        if part.carried and (
            carried is None or carried.kind is not Kind.MONEY
            or part.carried not in {key for key, _ in part.columns}
        ):
            yield f"{where}：{part.carried} 不是表格里的金额，不能承前过次"
        if part.across > 1 and (part.carried or part.blank):
            yield f"{where}：{part.key} 几行并排，不能再有空栏、承前过次"
    if isinstance(part, Boxes):
        for box in part.boxes:
            if box.act not in {"", "@issued_by", *(act.name for act in form.acts)}:
                yield f"{where} 的签字栏提到没有的动作 {box.act}"
    if isinstance(part, Row):
        for cell in part.cells:
            if cell.ticks and form.has(cell.key) and form.field(cell.key).kind is not Kind.CHOICE:
                yield f"{where}：{cell.key} 不是选项，不能打勾"
            if cell.capital and not _is_money(form, cell.key):
                yield f"{where}：{cell.key} 不是金额，没有大写"
    if isinstance(part, Photo) and form.has(part.key):
        if form.field(part.key).kind is not Kind.PHOTO:
            yield f"{where}：{part.key} 不是照片"


def _is_money(form: Form, key: str) -> bool:
    """Whether a key names an amount of the form or of one of its acts."""
    name, dot, own = key.partition(".")
    asked = [one for act in form.acts if act.name == name for one in act.fields]
    return any(
        one.kind is Kind.MONEY and one.key == (own or key)
        for one in (asked if dot else form.fields)
    )

"""What of a record may stand on a pad: its keys, what people call them, how each may be set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from forms.acts import Act
from forms.fields import Field, Kind
from forms.form import Form
from forms.paper import OFFICE
from printing.overprint.template import ALL, CAPITAL, PARTS, SET, Style

SIGNED, NUMBERED = "@signed.", "#"
AGAIN, PAGE, CODE = "@again", "@page", "@code"
ANYHOW = ("@number", AGAIN, PAGE, CODE)
"""On every pad of a record, wherever they stand."""
_NOT_WORDS = (Kind.PHOTO, Kind.TALLY, Kind.LINES)
_MOMENTS = (Kind.DATE, Kind.DATETIME)


@dataclass(frozen=True)
class Known:
    """A key that a spot may have: its words, its styles, what may be taken of it, its choices."""

    key: str
    label: str
    styles: tuple[Style, ...] = SET
    takes: tuple[str, ...] = (ALL,)
    choices: tuple[str, ...] = ()


def known(form: Form) -> Mapping[str, Known]:
    """By key everything of that form's records, in the order of the form, its acts after it; no two
    have the same words."""
    found: dict[str, Known] = {}
    labels: dict[str, int] = {}
    for one in (*_of_form(form), *_always(form)):
        many = labels[one.label] = labels.get(one.label, 0) + 1
        found[one.key] = one if many == 1 else replace(one, label=f"{one.label}（{many}）")
    return found


def _of_form(form: Form) -> Iterator[Known]:
    for field in form.fields:
        yield from _of_field(field, field.key, field.label)
    for act in form.acts:
        yield from _of_act(act)


def _of_act(act: Act) -> Iterator[Known]:
    for field in act.fields:
        yield from _of_field(field, f"{act.name}.{field.key}", f"{act.called} {field.label}")
    yield Known(f"{act.name}.at", f"{act.called}时间", takes=(ALL, *PARTS))
    yield Known(f"{act.name}.by", f"{act.called}经办")
    yield Known(f"{SIGNED}{act.name}", f"{act.called}的签名")


def _of_field(field: Field, key: str, label: str) -> Iterator[Known]:
    if field.kind is Kind.LINES:
        yield Known(key, label, (Style.TABLE,))
        yield Known(f"{key}.{NUMBERED}", f"{label} 序号", (Style.COLUMN,))
        for column in field.columns:
            if column.kind not in _NOT_WORDS:
                yield Known(f"{key}.{column.key}", f"{label} {column.label}", (Style.COLUMN,))
    elif field.kind is Kind.PHOTO:
        yield Known(key, label, (Style.PHOTO,))
    elif field.kind not in _NOT_WORDS:
        yield _plain(field, key, label)
        if field.kind is Kind.PERSON and "." not in key:
            yield Known(f"{key}.name", f"{label}（只印姓名）")


def _plain(field: Field, key: str, label: str) -> Known:
    if field.kind is Kind.MONEY:
        return Known(key, label, takes=(ALL, CAPITAL))
    if field.kind in _MOMENTS:
        return Known(key, label, takes=(ALL, *PARTS))
    choices = ("是", "否") if field.kind is Kind.YES_NO else field.choices
    return Known(key, label, (*SET, Style.TICK) if choices else SET, choices=choices)


def _always(form: Form) -> Iterator[Known]:
    yield Known("@number", "编号")
    yield Known("@issued_at", "开具时间", takes=(ALL, *PARTS))
    yield Known("@issued_by", "开具人")
    yield Known("@valid_until", form.until_words, takes=(ALL, *PARTS))
    yield Known("@state", "状态")
    yield Known(OFFICE, "单位名称")
    yield Known(CODE, "验证码", (*SET, Style.CODE))
    yield Known(PAGE, "第几页", (Style.WORDS,))
    yield Known(AGAIN, "补打第几次", (Style.WORDS,))

"""What the office may choose of a form's words: what can be chosen in its fields, which must be
filled in besides, the columns of its register, the foot of its papers.

As of `forms.choices`: all follows from the declaration. What the program's own rules read (an
option that a condition names) cannot be taken away, only added to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from forms.acts import Act
from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.mentions import SPECIAL
from forms.paper import SIZES, Paper
from forms.values import Invalid, text

SIGNS = {
    "@number": "编号", "@issued_at": "开具时间", "@issued_by": "经办", "@state": "状态",
}  # fmt: skip
FREE = (Kind.TEXT, Kind.LONG_TEXT, Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.DATETIME, Kind.PERIOD,
        Kind.HOURS, Kind.PHONE, Kind.PLATE, Kind.PERSON, Kind.ID_DOCUMENT, Kind.CHOICE,
        Kind.LINES, Kind.PHOTO, Kind.FILE)  # fmt: skip
MOST_WORDS = 60


def listed(typed: str) -> list[str]:
    """The words typed, divided by 、, each once; commas and blanks belong to them."""
    parts = (one.strip() for one in re.split(r"[、\n]+", typed))
    return list(dict.fromkeys(filter(None, parts)))


def as_word(label: str) -> str:
    """A label as one word of a list: the sign that divides the words is another in it."""
    return label.replace("、", "·")


def worded(form: Form) -> dict[str, tuple[Act | None, Field]]:
    """By name the fields whose options or offered words may be chosen: 运营商, 验收：结果."""
    found: dict[str, tuple[Act | None, Field]] = {}
    level = form.secrecy.removeprefix("=")  # its options are the levels there are
    places: list[tuple[Act | None, Field]] = [
        (None, one) for one in form.fields if one.key != level
    ]
    places += [(act, one) for act in form.acts for one in act.fields]
    for act, one in places:
        words = one.choices or one.suggestions
        plain = one.kind in (Kind.CHOICE, Kind.TEXT) and not any("、" in each for each in words)
        if words and plain:
            found.setdefault(f"{act.name}：{one.label}" if act else one.label, (act, one))
    return found


def optional(form: Form) -> dict[str, Field]:
    """By label the fields that may be left empty and that the office may ask for all the same."""
    return {
        as_word(one.label): one for one in form.fields
        if one.required is False and one.shown is True and one.kind in FREE
        and one.reckoned is None and one.default is None and not one.filled_from
    }  # fmt: skip


def columns(form: Form) -> dict[str, str | tuple[str, str]]:
    """By heading what may stand in the register: what is declared, then every other field."""
    found: dict[str, str | tuple[str, str]] = {}
    for one, (key, heading) in zip(form.register, form.register_columns, strict=True):
        name = as_word(heading or label_of(form, key))
        found[f"{name}（{key}）" if name in found else name] = one
    taken = {key for key, _ in form.register_columns}
    for key in (*SIGNS, *(one.key for one in form.fields if one.kind is not Kind.TALLY)):
        if key not in taken:
            found.setdefault(as_word(label_of(form, key)), key)
    for act in form.acts:
        for own in ("at", "by", *(one.key for one in act.fields if one.kind is not Kind.TALLY)):
            key = f"{act.name}.{own}"
            if key not in taken:
                found.setdefault(as_word(label_of(form, key)), key)
    return found


def label_of(form: Form, key: str) -> str:
    """The words of a key of the register or a paper."""
    if key in SIGNS or key in SPECIAL or key.startswith("@"):
        return SIGNS.get(key) or {"@slot": "使用时段"}.get(key) or form.until_words
    if form.has(key):
        return form.field(key).label
    name, _, own = key.partition(".")
    if form.has(name):
        return form.field(name).column(own).label
    return {"at": f"{name}时间", "by": f"{name}经办"}.get(own) or form.act(name).field(own).label


def _known(names: Mapping[str, Any], what: str) -> Check:
    """That every word typed is one of the names."""

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        unknown = [one for one in listed(value) if one not in names]
        return f"没有“{'、'.join(unknown)}”这一{what}" if unknown else None

    return Check(f"有这一{what}", problem)


def questions(form: Form) -> Iterator[Field]:
    """What is asked, in the order of the page."""
    if form.register:
        yield Field("register_title", "登记本的名称", longest=30, width=3)
        yield Field(
            "register", "登记本的栏目（按次序，顿号隔开）", Kind.LONG_TEXT, required=True, longest=600,
            width=3, checks=(_known(columns(form), "栏"),), hint="打印、导出的登记簿也照这里",
        )  # fmt: skip
    free = optional(form)
    if free:
        yield Field("musts", "另外必填的栏目（顿号隔开）", longest=300, width=3,
                    checks=(_known(free, "栏"),), suggestions=tuple(free))  # fmt: skip
    if worded(form):
        yield _options(form)
    for at, paper in enumerate(form.papers):
        if paper.foot:
            yield Field(f"foot_{at}", f"脚注：{paper.name}", longest=200, width=3,
                        checks=(_PLACES,))  # fmt: skip
        if paper.sizes:
            yield Field(f"size_{at}", f"大小（毫米）：{paper.name}", Kind.CHOICE, required=True,
                        choices=tuple(map(_across, paper.sizes)))  # fmt: skip


def _across(size: str) -> str:
    """85.6×54: a size of paper in mm."""
    width, height = SIZES[size]
    return f"{width:g}×{height:g}"


def _sized(paper: Paper, typed: str) -> Paper:
    """The paper in the size chosen for it."""
    return replace(paper, size=next(
        (one for one in paper.sizes if _across(one) == typed), paper.size
    ))  # fmt: skip


def _bad_place(value: Any, values: Values, facts: Facts) -> str | None:
    wrong = [one for one in re.findall(r"\{[^}]*\}|[{}]", value)
             if one not in ("{valid_until}", "{copies}")]  # fmt: skip
    return f"{wrong[0]} 填不上，可以写 {{valid_until}} 和 {{copies}}" if wrong else None


_PLACES = Check("填得上", _bad_place)


def _options(form: Form) -> Field:
    known = worded(form)

    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        for line in value:
            try:
                chosen_words(known, line["field"], line["words"])
            except Invalid as invalid:
                return str(invalid)
        named = [line["field"] for line in value]
        twice = [one for one in dict.fromkeys(named) if named.count(one) > 1]
        return f"“{'、'.join(twice)}”写了两行" if twice else None

    return Field(
        "options", "各栏可选的、提示的（顿号隔开）", Kind.LINES, maximum=len(known),
        checks=(Check("可选的", problem),),
        columns=(
            Field("field", "栏目", required=True, longest=40, suggestions=tuple(known)),
            Field("words", "可选的", required=True, longest=600, width=3),
        ),
    )  # fmt: skip


def chosen_words(
    known: Mapping[str, tuple[Act | None, Field]], name: str, typed: str
) -> tuple[str, ...]:
    """The words typed for one of the fields; raises Invalid where one that must be there is not."""
    if name not in known:
        raise Invalid(f"没有“{name}”这一栏可改")
    _, field = known[name]
    words = listed(typed)
    declared = field.choices or field.suggestions
    if [_plain(one) for one in declared] == [_plain(one) for one in words]:
        return declared
    gone = [one for one in field.choices if one not in words]
    if gone:
        raise Invalid(f"“{name}”里的{'、'.join(gone)}程序要用，不能去掉，可以添别的、换次序")
    if len(words) > MOST_WORDS:
        raise Invalid(f"“{name}”最多写 {MOST_WORDS} 个")
    return tuple(words)


def answers(form: Form, chosen: Form) -> dict[str, Any]:
    """Canonical values of `questions(form)` as the form is with the office's choices."""
    found: dict[str, Any] = {}
    if form.register:
        headings = {value: heading for heading, value in columns(form).items()}
        found["register"] = "、".join(headings.get(one, "") for one in chosen.register)
        if chosen.register_title:
            found["register_title"] = chosen.register_title
    musts = [label for label, one in optional(form).items()
             if chosen.has(one.key) and chosen.field(one.key).required is True]  # fmt: skip
    if musts:
        found["musts"] = "、".join(musts)
    lines = []
    for name, (act, one) in worded(form).items():
        fields = chosen.act(act.name) if act else chosen
        mine = fields.field(one.key)
        lines.append({"field": name, "words": "、".join(mine.choices or mine.suggestions)})
    if lines:
        found["options"] = lines
    for at, paper in enumerate(form.papers):
        if paper.foot and chosen.papers[at].foot:
            found[f"foot_{at}"] = text.line(chosen.papers[at].foot)
        if paper.sizes:
            found[f"size_{at}"] = _across(chosen.papers[at].size)
    return found


def chosen(form: Form, values: Mapping[str, Any]) -> Form:
    """The form with the answers put in; not checked as a whole."""
    known, free = worded(form), optional(form)
    named = {line["field"]: chosen_words(known, line["field"], line["words"])
             for line in values.get("options", ())}  # fmt: skip
    musts = set(listed(values.get("musts", "")))

    def field(one: Field, act: Act | None) -> Field:
        name = f"{act.name}：{one.label}" if act else one.label
        own: dict[str, Any] = {}
        if name in named and known[name][1] is one:
            own["choices" if one.choices else "suggestions"] = named[name]
        if act is None and as_word(one.label) in musts and free.get(as_word(one.label)) is one:
            own["required"] = True
        return replace(one, **own) if own else one

    can = columns(form)
    return replace(
        form,
        fields=tuple(field(one, None) for one in form.fields),
        acts=tuple(
            replace(act, fields=tuple(field(one, act) for one in act.fields)) for act in form.acts
        ),
        register=tuple(can[one] for one in listed(values["register"])) if form.register else (),
        register_title=values.get("register_title", "") if form.register else form.register_title,
        papers=tuple(
            _sized(
                replace(one, foot=_foot(one.foot, values.get(f"foot_{at}", ""))) if one.foot
                else one, values.get(f"size_{at}", ""),
            )
            for at, one in enumerate(form.papers)
        ),
        checked=False,
    )  # fmt: skip


def _plain(words: str) -> str:
    """The words without the kinds of blanks and widths that typing makes one of."""
    return "".join(text.halfwidth(words).split())


def _foot(declared: str, typed: str) -> str:
    """The foot typed; the declared one where only blanks differ."""
    return declared if _plain(declared) == _plain(typed) else typed

"""What the office may choose of a form, asked and checked like any other fields.

All follows from the declaration: its fees, validity, deadlines, calls, copies, who issues it, and
of each act who does it, where it is signed and whether it takes two. What is chosen is kept as
`forms.snapshot.overridden` reads it; records made before keep their own snapshot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from forms import (
    choices_called, choices_filled, choices_layout, choices_texts, choices_turns, choices_words,
)
from forms.acts import Act, Effect, Signed
from forms.choices_words import as_word
from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.fees import Purse
from forms.form import Form
from forms.mistakes import mistakes
from forms.paper import Colour, Copy
from forms.roles import DESKS, ROLES
from forms.secrecy import LEVELS
from forms.values import Invalid, span

_KINDS = (
    choices_words, choices_filled, choices_layout, choices_texts, choices_turns, choices_called,
)
"""Further kinds of questions, in the order in which their answers are put in: the others know what
there is by its declared words."""
PLACES = {Signed.PROGRAM: "电脑上", Signed.EITHER: "电脑上、纸上都行", Signed.PAPER: "纸上"}
_PLACE = {words: place for place, words in PLACES.items()}
MOST_COPIES = 6
LEVEL = "level"
"""Key of how secret its records are from then on."""
ISSUE = "issued_by"
"""Key of who may issue it; `action_of` says which right a key stands for."""


def roles_of(typed: str) -> tuple[str, ...]:
    """Roles of "前台、客服主管"; raises Invalid for one there is not."""
    named = tuple(dict.fromkeys(filter(None, re.split(r"[、，,;；\s]+", typed))))
    unknown = [one for one in named if one not in ROLES]
    if unknown:
        raise Invalid(f"没有“{'、'.join(unknown)}”这个岗位")
    if not named:
        raise Invalid("请写明岗位")
    return named


def _unread(read: Any) -> Check:
    def problem(value: Any, values: Values, facts: Facts) -> str | None:
        try:
            read(value)
        except Invalid as invalid:
            return str(invalid)
        return None

    return Check("看得懂", problem)


READS_SPAN, READS_ROLES = _unread(span.clean), _unread(roles_of)


def _span(key: str, label: str, hint: str = "", width: int = 1) -> Field:
    return Field(key, label, required=True, checks=(READS_SPAN,), longest=40, hint=hint,
                 width=width)  # fmt: skip


def _roles(form: Form, key: str, label: str, width: int = 1) -> Field:
    return Field(key, label, required=True, checks=(READS_ROLES,), longest=120, width=width,
                 suggestions=DESKS[form.desk])  # fmt: skip


GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("基本", "基本、规矩", ("title", ISSUE, "level")),
    ("钱款", "钱款、时间", ("fee_", "deposit_", "validity", "due_", "call_", "rate_")),
    ("手续", "手续：次序、谁办", ("turn_", "act_")),
    ("栏目", "栏目、叫法", ("musts", "options", "limits", "filled", "called")),
    ("联纸", "联、纸", ("copies", "foot_", "size_", "layout_", "text_")),
    ("登记", "登记本", ("register",)),
)
"""Of the page: what leads to a group, its heading, how keys of what stands under it begin."""


def group_of(key: str) -> int:
    """Place of a question's heading; the first for what is no question of the form's own."""
    return next((at for at, (_, _, heads) in enumerate(GROUPS) if key.startswith(heads)), 0)


def questions(form: Form) -> tuple[Field, ...]:
    """All that may be chosen of the declared form, in the order of the page."""
    return tuple(sorted(_questions(form), key=lambda one: group_of(one.key)))


def _questions(form: Form) -> tuple[Field, ...]:
    return (
        Field("title", "名称", required=True, longest=20),
        _roles(form, ISSUE, "谁可以开单", 2),
        *(_level(form),) * (not form.secrecy.startswith("=")),
        *_money(form),
        *_anew(form),
        *_times(form),
        *(_copies(form),) * bool(form.copies),
        *choices_words.questions(form),
        *choices_filled.questions(form),
        *choices_called.questions(form),
        *choices_layout.questions(form),
        *choices_texts.questions(form),
        *choices_turns.questions(form),
        *(one for at, act in enumerate(form.acts) for one in _of_act(form, at, act)),
    )


def _level(form: Form) -> Field:
    return Field(
        LEVEL, "密级", Kind.CHOICE, required=True, choices=LEVELS, width=3,
        hint="改它要第二人复核；看不到那一级的岗位不能开，门岗看不到的放不了，见“权限”",
    )  # fmt: skip


def _money(form: Form) -> Iterator[Field]:
    fixed = [(at, fee) for at, fee in enumerate(form.fees) if fee.amount is not None]
    for place, (at, fee) in enumerate(fixed):
        unit = "元" if fee.purse.value in fee.name else f"{fee.purse}，元"
        yield Field(f"fee_{at}", f"{fee.name}（{unit}）", Kind.MONEY, required=True, minimum=0,
                    maximum=1_000_000_00, width=_width(place, len(fixed)))  # fmt: skip


def _times(form: Form) -> Iterator[Field]:
    if form.validity is not None and form.validity.span is not None:
        yield _span("validity", form.until_words + "（多久）", span.EXAMPLES, 3)
    for at, due in enumerate(form.deadlines):
        yield _span(f"due_{at}", f"期限：{due.name}", _from(due.start), 1 if due.roles else 3)
        if due.roles:
            yield _roles(form, f"due_{at}_roles", f"谁的事：{due.name}", 2)
        if due.again is not None:
            yield _span(f"due_{at}_again", f"{due.name}：没了结，再过", width=3)
        if due.days_ahead is not None:
            yield Field(f"due_{at}_ahead", f"{due.name}：提前几天列出来", Kind.NUMBER, required=True,
                        minimum=0, maximum=365, width=3)  # fmt: skip
    for at, call in enumerate(form.follow_ups):
        yield _span(f"call_{at}", f"{call.deadline.name}：{call.after}以后", width=2)
        yield _span(f"call_{at}_again", f"{call.deadline.name}：没了结，再过")
    if form.call_rate is not None:
        yield Field("rate_target", "回访率目标（%）", Kind.NUMBER, required=True, minimum=1,
                    maximum=100)  # fmt: skip
        yield _span("rate_within", "多久以内的回访算及时", width=2)


def _anew(form: Form) -> Iterator[Field]:
    """What goes over to the record that takes another's place."""
    if form.lineage and any(one.purse is Purse.DEPOSIT for one in form.fees):
        yield Field("deposit_carries", "换发时押金转过去", Kind.YES_NO, required=True, width=3,
                    hint="否：新的另收押金，收回旧的以后退旧的")  # fmt: skip


def _width(place: int, many: int) -> int:
    """Columns of the grid, so that the last of a group fills its row and the next begins one."""
    return 3 - place % 3 if place == many - 1 else 1


def _from(start: str) -> str:
    known = {"issued": "从开单起", "valid_until": "从有效期到的那一刻起"}
    return known.get(start, "")


def _copies(form: Form) -> Field:
    return Field(
        "copies", "各联（按次序，第一行是第一联）", Kind.LINES, required=True,
        maximum=MOST_COPIES, hint="不给看的栏目写名称，几样用顿号隔开；Ctrl+↑↓ 换次序，Ctrl+退格删一联",
        columns=(
            Field("name", "联", required=True, longest=12, width=2),
            Field("holder", "谁拿", required=True, longest=12, width=2),
            Field("colour", "颜色", Kind.CHOICE, required=True,
                  choices=tuple(one.value for one in Colour), default=Colour.WHITE.value),
            Field("hidden", "不给看的栏目", longest=100, width=3,
                  checks=(_unread(lambda typed: hidden_of(form, typed)),)),
            Field("masked", "遮住号码的栏目", longest=100, width=3,
                  checks=(_unread(lambda typed: hidden_of(form, typed)),)),
        ),
    )  # fmt: skip


def hidden_of(form: Form, typed: str) -> tuple[str, ...]:
    """Keys of the fields whose labels were typed; raises Invalid for one there is not."""
    keys = {as_word(one.label): one.key for one in form.fields}
    labels = list(dict.fromkeys(filter(None, re.split(r"[、，,;；\s]+", typed))))
    unknown = [one for one in labels if one not in keys]
    if unknown:
        raise Invalid(f"没有“{'、'.join(unknown)}”这一栏")
    return tuple(keys[one] for one in labels)


def _of_act(form: Form, at: int, act: Act) -> Iterator[Field]:
    fixed = not may_sign_elsewhere(act)
    yield _roles(form, f"act_{at}_roles", f"{act.name}：谁办", 2 if fixed else 1)
    if not fixed:
        yield Field(f"act_{at}_signed", f"{act.name}：签在哪里", Kind.CHOICE, required=True,
                    choices=tuple(PLACES.values()))  # fmt: skip
    if not act.by_another:
        yield Field(f"act_{at}_second", f"{act.name}：要第二人", Kind.YES_NO, required=True)


def may_sign_elsewhere(act: Act) -> bool:
    """Whether the office may have it signed on paper: a step or a signature, and nothing that moves
    money, lets something out or ends the record."""
    plain = act.effect in (Effect.STEP, Effect.SIGN) and not act.by_another
    return plain or act.signed is not Signed.PROGRAM


def action_of(form: Form, key: str) -> str:
    """The right that a key of `questions` gives: "issue:FX", "act:FX:放行"; "" for none."""
    if key == ISSUE:
        return f"issue:{form.code}"
    match = re.fullmatch(r"act_(\d+)_roles", key)
    return f"act:{form.code}:{form.acts[int(match[1])].name}" if match else ""


def answers(form: Form, chosen: Form) -> dict[str, Any]:
    """Canonical values of `questions(form)`, as the form is with the office's choices."""
    fees = {one.name: one for one in chosen.fees}
    dues = {one.name: one for one in chosen.deadlines}
    calls = {(one.after, one.weight): one for one in chosen.follow_ups}
    found: dict[str, Any] = {"title": chosen.title, ISSUE: "、".join(chosen.issued_by)}
    found[LEVEL] = chosen.level or form.secrecy
    for at, fee in enumerate(form.fees):
        found[f"fee_{at}"] = fees.get(fee.name, fee).amount
    if chosen.validity is not None and chosen.validity.span is not None:
        found["validity"] = span.words(chosen.validity.span)
    for at, due in enumerate(form.deadlines):
        found[f"due_{at}"] = span.words(dues.get(due.name, due).within)
        mine_due = dues.get(due.name, due)
        found[f"due_{at}_roles"] = "、".join(mine_due.roles)
        found[f"due_{at}_again"] = span.words(mine_due.again) if mine_due.again else ""
        found[f"due_{at}_ahead"] = mine_due.days_ahead
    for at, call in enumerate(form.follow_ups):
        mine_call = calls.get((call.after, call.weight), call)
        found[f"call_{at}"] = span.words(mine_call.within)
        found[f"call_{at}_again"] = span.words(mine_call.again)
    if chosen.call_rate is not None:
        found["rate_target"] = chosen.call_rate.target
        found["rate_within"] = span.words(chosen.call_rate.within)
    found["deposit_carries"] = chosen.deposit_carries
    found["copies"] = [_line(form, one) for one in chosen.copies]
    for at, act in enumerate(form.acts):
        mine = chosen.act(act.name)
        found[f"act_{at}_roles"] = "、".join(mine.roles)
        found[f"act_{at}_signed"] = PLACES[mine.signed]
        found[f"act_{at}_second"] = mine.second
    for kind in _KINDS:
        found |= kind.answers(form, chosen)
    asked = {one.key for one in questions(form)}
    return {key: value for key, value in found.items() if key in asked}


def _line(form: Form, copy: Copy) -> dict[str, Any]:
    line = {"name": copy.name, "holder": copy.holder, "colour": copy.colour.value}
    for name, keys in (("hidden", copy.hidden), ("masked", copy.masked)):
        labels = [as_word(form.field(key).label) for key in keys if form.has(key)]
        line |= {name: "、".join(labels)} if labels else {}
    return line


def chosen(form: Form, values: Mapping[str, Any]) -> tuple[Form, dict[str, str]]:
    """The declared form with canonical values of its questions put in, and what is wrong with it
    in the declaration's own words, by key."""
    copies = tuple(
        Copy(one["name"], one["holder"], Colour(one["colour"]),
             hidden_of(form, one.get("hidden", "")), hidden_of(form, one.get("masked", "")))
        for one in values.get("copies", ())
    )  # fmt: skip
    for kind in _KINDS:
        form = kind.chosen(form, values)
    made = replace(
        form,
        title=values["title"],
        issued_by=_kept_roles(form.issued_by, values[ISSUE]),
        deposit_carries=values.get("deposit_carries", form.deposit_carries),
        level="" if values.get(LEVEL, form.secrecy) == form.secrecy else values[LEVEL],
        fees=tuple(
            replace(one, amount=values.get(f"fee_{at}", one.amount))
            for at, one in enumerate(form.fees)
        ),
        validity=form.validity and (
            replace(form.validity, span=span.clean(values["validity"]))
            if "validity" in values else form.validity
        ),
        deadlines=tuple(
            replace(
                one, within=span.clean(values[f"due_{at}"]),
                roles=_kept_roles(one.roles, values.get(f"due_{at}_roles", "")),
                again=one.again and span.clean(values[f"due_{at}_again"]),
                days_ahead=values.get(f"due_{at}_ahead", one.days_ahead),
            )
            for at, one in enumerate(form.deadlines)
        ),
        follow_ups=tuple(
            replace(
                one, within=span.clean(values[f"call_{at}"]),
                again=span.clean(values[f"call_{at}_again"]),
            )
            for at, one in enumerate(form.follow_ups)
        ),
        call_rate=form.call_rate and replace(
            form.call_rate, target=values["rate_target"],
            within=span.clean(values["rate_within"]),
        ),
        copies=copies if form.copies else (),
        acts=tuple(_act(one, at, values) for at, one in enumerate(form.acts)),
        checked=False,
    )  # fmt: skip
    return made, {_place(form, words): words for words in mistakes(made)}


def _kept_roles(declared: tuple[str, ...], typed: str) -> tuple[str, ...]:
    """The roles typed; the declared ones where they are the same in another order."""
    roles = roles_of(typed) if typed else declared
    return declared if set(roles) == set(declared) else roles


def _act(act: Act, at: int, values: Mapping[str, Any]) -> Act:
    place = values.get(f"act_{at}_signed")
    return replace(
        act,
        roles=_kept_roles(act.roles, values[f"act_{at}_roles"]),
        signed=_PLACE[place] if place else act.signed,
        second=values.get(f"act_{at}_second", act.second),
    )


def _place(form: Form, words: str) -> str:
    """The key a mistake stands beside: of the act, fee or copies it names; "" for none."""
    for at, act in enumerate(form.acts):
        if words.startswith(f"动作 {act.name} "):
            return f"act_{at}_second" if "第二人" in words and not act.by_another else (
                f"act_{at}_roles"
            )
    for at, fee in enumerate(form.fees):
        if words.startswith(f"收费 {fee.name} "):
            return f"fee_{at}"
    if words.startswith("登记本"):
        return "register"
    return "copies" if words.startswith("联 ") else ""

"""The form: one frozen value that says everything about one business paper.

A wrong declaration raises `WrongDeclaration` at import, with a message for the developer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.acts import LAST, Act, Effect
from forms.conditions import Condition
from forms.fees import Fee
from forms.fields import Check, Field, Kind, WrongDeclaration
from forms.paper import Boxes, Copy, Paper, Row, Table, mentioned
from forms.roles import ROLES
from forms.timing import Deadline, FollowUp, Validity

SPECIAL = frozenset({"@number", "@issued_at", "@issued_by", "@valid_until", "@state"})


@dataclass(frozen=True)
class Form:
    """A business form, declared once; everything else reads it.

    code: two to four capitals, heads its numbers · title · desk: 物业, 销售, 售后
    about: one line for the receptionist · issued_by: roles that may issue it
    fields: in the order of the paper · checks: rules on the whole form
    preconditions: rules on facts (arrears, expiry of what it hangs on …)
    acts: the chain in order, refusals and 作废 last · fees · copies · papers: what can be printed
    validity · deadlines · follow_ups · register: columns, by field key, "@…" or "act.key"
    hangs_on: its reference field to the record it belongs to · lineage: whether it may replace one
    of its own kind, receipts and deposits going over · open_state: its state when just issued
    expired_state: its state when the validity is over
    shown: whether users see it · menu: its place among the desk's forms
    example: one good set of values; units and references are looked up in the store
    """

    code: str
    title: str
    desk: str
    issued_by: tuple[str, ...]
    fields: tuple[Field, ...]
    acts: tuple[Act, ...]
    about: str = ""
    checks: tuple[Check, ...] = ()
    preconditions: tuple[Check, ...] = ()
    fees: tuple[Fee, ...] = ()
    copies: tuple[Copy, ...] = ()
    papers: tuple[Paper, ...] = ()
    validity: Validity | None = None
    deadlines: tuple[Deadline, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    register: tuple[str, ...] = ()
    register_title: str = ""
    hangs_on: str | None = None
    lineage: bool = False
    open_state: str = "办理中"
    expired_state: str = "已过期"
    shown: bool = True
    menu: int = 100
    example: Mapping[str, Any] = field(default_factory=dict, compare=False)
    _by_key: dict[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {one.key: one for one in self.fields})
        problems = list(_problems(self))
        if problems:
            raise WrongDeclaration(f"{self.code} {self.title}：" + "；".join(problems))

    def field(self, key: str) -> Field:
        """The field of that key; raises KeyError."""
        return self._by_key[key]

    def has(self, key: str) -> bool:
        """Whether it has a field of that key."""
        return key in self._by_key

    def act(self, name: str) -> Act:
        """The act of that name; raises KeyError."""
        for act in self.acts:
            if act.name == name:
                return act
        raise KeyError(name)

    def paper(self, name: str) -> Paper:
        """The paper of that name; raises KeyError."""
        for paper in self.papers:
            if paper.name == name:
                return paper
        raise KeyError(name)

    @property
    def unit_field(self) -> str | None:
        """Key of its first unit field, the unit the record is filed under."""
        return next((one.key for one in self.fields if one.kind is Kind.UNIT), None)

    @property
    def release(self) -> Act | None:
        """The act by which the gate lets something out, if there is one."""
        return next((act for act in self.acts if act.effect is Effect.RELEASE), None)


def _problems(form: Form) -> Iterator[str]:
    if not re.fullmatch(r"[A-Z]{2,4}", form.code):
        yield "代码应为 2 到 4 个大写字母"
    yield from _doubles("字段", [one.key for one in form.fields])
    yield from _doubles("动作", [act.name for act in form.acts])
    yield from _doubles("联", [copy.name for copy in form.copies])
    yield from _doubles("纸张", [paper.name for paper in form.papers])
    yield from _unknown_roles(form)
    yield from _act_problems(form)
    yield from _field_problems(form)
    yield from _time_problems(form)
    yield from _paper_problems(form)
    for key in form.example:
        if not form.has(key):
            yield f"示例值提到没有的字段 {key}"
    for key in form.register:
        if not _known(form, key):
            yield f"登记本的列 {key} 不存在"
    for fee in form.fees:
        yield from _missing(form, f"收费 {fee.name}", fee.per, fee.from_field)
        yield from _condition_problems(form, f"收费 {fee.name}", fee.when)


def _doubles(what: str, names: list[str]) -> Iterator[str]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{what} {name} 重复"


def _unknown_roles(form: Form) -> Iterator[str]:
    named = [*form.issued_by]
    for act in form.acts:
        named += act.roles
    for deadline in form.deadlines:
        named += deadline.roles
    for role in sorted(set(named) - set(ROLES)):
        yield f"没有 {role} 这个角色"
    if not form.issued_by:
        yield "没有写明谁可以开单（issued_by）"


def _act_problems(form: Form) -> Iterator[str]:
    names = {act.name for act in form.acts}
    if not any(act.effect is Effect.VOID for act in form.acts):
        yield "每种单都须能作废：请加 void(...)"
    last_seen = False
    for act in form.acts:
        for other in (*act.after, *act.after_any, *act.unless, *act.though, *act.second_after):
            if other not in names:
                yield f"动作 {act.name} 提到没有的动作 {other}"
        if act.effect in LAST:
            last_seen = True
        elif last_seen:
            yield f"动作 {act.name} 应写在拒绝和作废之前"
        for paper in act.prints:
            if paper not in {one.name for one in form.papers}:
                yield f"动作 {act.name} 打印没有的纸张 {paper}"
        own = {one.key for one in act.fields}
        if isinstance(act.when, Condition):
            for key in act.when.keys:
                if not form.has(key) and key not in own:
                    yield f"动作 {act.name} 的条件提到没有的字段 {key}"
        for one in act.fields:
            if one.kind is Kind.TALLY:
                yield from _tally_problems(form, one)


def _tally_problems(form: Form, tally: Field) -> Iterator[str]:
    key, _, column = (tally.of or "").partition(".")
    if not form.has(key) or form.field(key).kind is not Kind.LINES:
        yield f"点数 {tally.key} 对应的 {key} 不是明细"
    elif column not in {one.key for one in form.field(key).columns}:
        yield f"点数 {tally.key} 对应的列 {column} 不存在"


def _field_problems(form: Form) -> Iterator[str]:
    for one in form.fields:
        for condition in (one.required, one.shown):
            yield from _condition_problems(form, f"字段 {one.key}", condition)
        if one.kind is Kind.TALLY:
            yield from _tally_problems(form, one)
    if form.hangs_on and not (
        form.has(form.hangs_on) and form.field(form.hangs_on).kind is Kind.REFERENCE
    ):
        yield f"hangs_on 须是一个 reference 字段：{form.hangs_on}"


def _condition_problems(form: Form, where: str, condition: Condition | bool) -> Iterator[str]:
    if isinstance(condition, Condition):
        for key in condition.keys:
            if not form.has(key):
                yield f"{where} 的条件提到没有的字段 {key}"


def _time_problems(form: Form) -> Iterator[str]:
    starts = {"issued"} | {act.name for act in form.acts}
    moments = {one.key for one in form.fields if one.kind in (Kind.DATE, Kind.DATETIME)}
    for deadline in form.deadlines:
        if deadline.start not in starts | moments:
            yield f"期限 {deadline.name} 的起点 {deadline.start} 不存在"
        if deadline.stop not in starts - {"issued"}:
            yield f"期限 {deadline.name} 由没有的动作 {deadline.stop} 了结"
        if deadline.moved_by and deadline.moved_by[0] not in starts:
            yield f"期限 {deadline.name} 由没有的动作 {deadline.moved_by[0]} 推迟"
    for follow_up in form.follow_ups:
        if follow_up.after not in starts:
            yield f"回访的起点 {follow_up.after} 不存在"
    if form.validity:
        if form.validity.start not in starts | moments:
            yield f"有效期的起点 {form.validity.start} 不存在"
        yield from _missing(form, "有效期", form.validity.field, form.validity.within)


def _paper_problems(form: Form) -> Iterator[str]:
    names = {act.name for act in form.acts}
    for paper in form.papers:
        for part in paper.parts:
            for key in mentioned(part):
                if not _known(form, key):
                    yield f"纸张 {paper.name} 提到没有的字段 {key}"
            if isinstance(part, Table) and form.has(part.key):
                known = {column.key for column in form.field(part.key).columns}
                for key, _ in part.columns:
                    if key not in known:
                        yield f"纸张 {paper.name} 的表格没有列 {key}"
            if isinstance(part, Boxes):
                for box in part.boxes:
                    if box.act and box.act not in names:
                        yield f"纸张 {paper.name} 的签字栏提到没有的动作 {box.act}"
            if isinstance(part, Row):
                for cell in part.cells:
                    if cell.ticks and form.has(cell.key):
                        if form.field(cell.key).kind is not Kind.CHOICE:
                            yield f"纸张 {paper.name}：{cell.key} 不是选项，不能打勾"
    for copy in form.copies:
        yield from _missing(form, f"第 {copy.name} 联", *copy.hidden)


def _missing(form: Form, where: str, *keys: str | None) -> Iterator[str]:
    for key in keys:
        if key is not None and not form.has(key):
            yield f"{where} 提到没有的字段 {key}"


def _known(form: Form, key: str) -> bool:
    if key in SPECIAL or form.has(key):
        return True
    act, _, own = key.partition(".")
    if not own:
        return False
    if form.has(act) and form.field(act).kind is Kind.LINES:
        return own in {column.key for column in form.field(act).columns}
    return any(
        one.name == act and (own in {"at", "by"} or own in {f.key for f in one.fields})
        for one in form.acts
    )

"""What can be wrong with a declaration, found at import, in words for the developer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from forms import bars, consignment, dossier, duties, prefill, secrecy, slots, statistics
from forms.acts import LAST, Act, Effect, Signed
from forms.conditions import Condition
from forms.facts import CHOICES, COLLEAGUES, DEFAULTS, OF_THE_UNIT, PRICES, SOURCES
from forms.fees import Purse
from forms.fields import Field, Kind
from forms.mentions import known, missing
from forms.paper_mistakes import copy_mistakes, paper_mistakes
from forms.roles import DESKS, ROLES

if TYPE_CHECKING:
    from forms.form import Form

MOMENTS = (Kind.DATE, Kind.DATETIME)
SHORTEST = 6
"""Characters that fit a small button in two columns."""


def mistakes(form: Form) -> Iterator[str]:
    """Every mistake of the declaration."""
    if not re.fullmatch(r"[A-Z]{2,4}", form.code):
        yield "代码应为 2 到 4 个大写字母"
    if form.desk not in DESKS:
        yield f"没有 {form.desk} 这个前台"
    if len(form.short) > SHORTEST:
        yield f"简称 {form.short} 最多 {SHORTEST} 个字"
    yield from _doubles("字段", [one.key for one in form.fields])
    yield from _doubles("动作", [act.name for act in form.acts])
    yield from _doubles("联", [copy.name for copy in form.copies])
    yield from _doubles("纸张", [paper.name for paper in form.papers])
    columns = [key for key, _ in form.register_columns]
    yield from _doubles("登记本的列", columns)
    yield from _roles(form)
    yield from _chain(form)
    for act in form.acts:
        yield from _act(form, act)
    for one in form.fields:
        yield from _field(form, one)
    yield from _links(form)
    yield from _turns(form)
    yield from _times(form)
    yield from _fees(form)
    yield from _closes(form)
    yield from _lends(form)
    yield from _hands_over(form)
    for paper in form.papers:
        yield from paper_mistakes(form, paper)
    for copy in form.copies:
        yield from copy_mistakes(form, copy)
    for key in form.example:
        if not form.has(key):
            yield f"示例值提到没有的字段 {key}"
    for key in columns:
        if not known(form, key) and not (key == "@slot" and form.slot):
            yield f"登记本的列 {key} 不存在"
    yield from dossier.mistakes_of(form)
    yield from duties.mistakes_of(form)
    yield from consignment.mistakes_of(form)
    yield from slots.mistakes_of(form)
    yield from statistics.mistakes_of(form)
    yield from prefill.mistakes_of(form)
    yield from secrecy.mistakes_of(form)


def _doubles(what: str, names: list[str]) -> Iterator[str]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{what} {name} 重复"


def _roles(form: Form) -> Iterator[str]:
    named = [*form.issued_by]
    for act in form.acts:
        named += act.roles
    for deadline in form.deadlines:
        named += deadline.roles
    for one in form.fields:
        named += one.seen_by
    for role in sorted(set(named) - set(ROLES)):
        yield f"没有 {role} 这个角色"
    if not form.issued_by:
        yield "没有写明谁可以开单（issued_by）"


def _chain(form: Form) -> Iterator[str]:
    effects = [act.effect for act in form.acts]
    if Effect.VOID not in effects:
        yield "每种单都须能作废：请加 void(...)"
    for effect in (Effect.VOID, Effect.RELEASE, Effect.REPLACE):
        if effects.count(effect) > 1:
            yield f"{effect.value} 动作只能有一个"
    ordinary = [act for act in form.acts if act.effect not in LAST]
    for act in ordinary:
        if any(one.effect in LAST for one in form.acts[: form.acts.index(act)]):
            yield f"动作 {act.name} 应写在拒绝和作废之前"
    names = {act.name: act for act in form.acts}
    for act in form.acts:
        if act.name in _before(names, act):
            yield f"动作 {act.name} 的先后成了循环"
    for act in form.acts:
        for other in act.undoes:
            if other in names and names[other].effect in (Effect.VOID, Effect.RELEASE):
                yield f"动作 {act.name} 不能撤回 {other}"


def _turns(form: Form) -> Iterator[str]:
    """Each group is a chain: every act of it after the one before it."""
    names = {act.name: act for act in form.acts}
    for group in form.turns:
        gone = [one for one in group if one not in names]
        if gone:
            yield f"可换次序的 {gone[0]} 不是它的动作"
            continue
        before = sorted(len(_before(names, names[one]) & set(group)) for one in group)
        if before != list(range(len(group))):
            yield f"可换次序的 {'、'.join(group)} 须声明成一个接一个"


def _before(names: dict[str, Act], act: Act) -> set[str]:
    """All acts that must come before one, however far back."""
    found: set[str] = set()
    frontier = list(act.after)
    while frontier:
        name = frontier.pop()
        if name not in found:
            found.add(name)
            frontier += names[name].after if name in names else ()
    return found


def _act(form: Form, act: Act) -> Iterator[str]:
    names = {one.name for one in form.acts}
    for other in (
        *act.after, *act.after_any, *act.unless, *act.though, *act.undoes, *act.second_after,
        *act.state_with, *act.same_as, *act.other_than,
    ):
        if other not in names and not (
            other == "@issued_by" and other in (*act.same_as, *act.other_than)
        ):
            yield f"动作 {act.name} 提到没有的动作 {other}"
    for paper in act.prints:
        if paper not in {one.name for one in form.papers}:
            yield f"动作 {act.name} 打印没有的纸张 {paper}"
    yield from _passing(form, act)
    own = tuple(one.key for one in act.fields)
    for key in sorted({"at", "by"} & set(own)):
        yield f"动作 {act.name} 的字段 {key}：{act.name}.{key} 是办理的时间和人，请换一个 key"
    for one in act.fields:
        if one.staff and one.staff not in ROLES:
            yield f"动作 {act.name} 的字段 {one.key}：没有 {one.staff} 这个角色"
        if one.alike and not form.has(one.alike):
            yield f"动作 {act.name} 的字段 {one.key}：没有 {one.alike} 这一栏"
    yield from _holder(form, act, own)
    yield from _condition(form, f"动作 {act.name}", act.when, own)
    for one in act.fields:
        yield from _one_field(form, f"动作 {act.name} 的字段 {one.key}", one, own)


def _passing(form: Form, act: Act) -> Iterator[str]:
    """What an act does on other records, and what only other records do."""
    for name, wanted in (("passes_on", act.passes_on), ("remakes", act.remakes)):
        if wanted and not form.hangs_on and not (name == "passes_on" and act.onto):
            yield f"动作 {act.name} 有 {name}，却没有 hangs_on"
    if act.onto and not (act.passes_on and form.names_records(act.onto)):
        yield f"动作 {act.name} 的 onto 须是明细里的一列单号，并写明 passes_on"
    if form.code in act.remakes:
        yield f"动作 {act.name} 的 remakes 不能是它自己这种单"
    if act.passed_only and (act.second or act.second_after or act.signed is not Signed.PROGRAM):
        yield f"动作 {act.name} 随别的单办理，不能要第二人、不能在纸上签"
    if act.state_with and not act.state:
        yield f"动作 {act.name} 有 state_with，却没有 state"


def _holder(form: Form, act: Act, own: tuple[str, ...]) -> Iterator[str]:
    key = act.holder.removeprefix("=")
    if key != act.holder and key not in own and not form.has(key):
        allowed = "、".join((*own, *(one.key for one in form.fields)))
        yield f"动作 {act.name} 的 holder {act.holder} 不是字段，= 后面可以写 {allowed}"


def _field(form: Form, one: Field) -> Iterator[str]:
    yield from _one_field(form, f"字段 {one.key}", one, ())
    if one.exclusive and one.kind in (Kind.LINES, Kind.TALLY, Kind.PHOTO, Kind.FILE):
        yield f"字段 {one.key} 不能独占（exclusive）"


def _one_field(form: Form, where: str, one: Field, own: tuple[str, ...]) -> Iterator[str]:
    for condition in (one.required, one.shown):
        yield from _condition(form, where, condition, own)
    for column in one.columns:
        columns = tuple(other.key for other in one.columns)
        yield from _one_field(form, f"{where} 的列 {column.key}", column, columns)
    for key in one.recalls:
        if own or not form.has(key) or key == one.key:
            yield f"{where} 照上次带出的 {key} 不是表单的另一个字段"
    if one.kind is Kind.TALLY:
        yield from _tally(form, one)
    yield from _source(form, where, one)
    if one.offers and not _offers(form, one.offers):
        yield (
            f"{where} 提示的词 {one.offers} 应写成 引用字段.明细.列、@prices.价目分类或 @settings.设置"
        )
    if one.kind in MOMENTS and isinstance(one.default, str):
        if one.default not in DEFAULTS and not re.match(r"\d{4}-\d\d-\d\d", one.default):
            yield f"{where} 的默认值 {one.default} 不是日期"


def _source(form: Form, where: str, one: Field) -> Iterator[str]:
    name = one.filled_from
    if not name or name in SOURCES or name in OF_THE_UNIT and one.kind is Kind.REFERENCE:
        return
    if not _of_reference(form, name, 2):
        records = (f"{one}（引用的字段）" for one in OF_THE_UNIT)
        known = "、".join((*SOURCES, *records, "引用字段.那张单的字段"))
        yield f"{where} 的来源 {name} 不存在，可以写 {known}"


def _offers(form: Form, path: str) -> bool:
    """Whether a field may offer the words of a path."""
    return (
        path.partition(".")[0] == PRICES or path == COLLEAGUES
        or path.startswith(CHOICES) and path != CHOICES
        or _of_reference(form, path, 3)
    )


def _of_reference(form: Form, path: str, depth: int) -> bool:
    """Whether a path of that many names starts with a reference field."""
    names = path.split(".")
    known = form.has(names[0]) and form.field(names[0]).kind is Kind.REFERENCE
    return known and len(names) == depth and all(names)


def _tally(form: Form, tally: Field) -> Iterator[str]:
    key, _, column = (tally.of or "").partition(".")
    if not form.has(key) or form.field(key).kind is not Kind.LINES:
        yield f"点数 {tally.key} 对应的 {key} 不是明细"
    elif column not in {one.key for one in form.field(key).columns}:
        yield f"点数 {tally.key} 对应的列 {column} 不存在"


def _condition(
    form: Form, where: str, condition: Condition | bool, own: tuple[str, ...] = ()
) -> Iterator[str]:
    if isinstance(condition, Condition):
        for key in condition.keys:
            if key not in own and not known(form, key):
                yield f"{where} 的条件提到没有的字段 {key}"


def _links(form: Form) -> Iterator[str]:
    for name, key in (("hangs_on", form.hangs_on), ("lineage", form.lineage)):
        if key and not (form.has(key) and form.field(key).kind is Kind.REFERENCE):
            yield f"{name} 须是一个 reference 字段：{key}"
        elif key and name == "lineage" and form.field(key).refers != (form.code,):
            yield f"lineage 只能指向同一种单：{key}"
    yield from missing(form, "holder", form.holder[1:] if form.holder.startswith("=") else None)
    yield from missing(form, "not_those", *form.not_those)
    yield from missing(form, "one_matter", *form.one_matter)
    yield from bars.mistakes_of(form)
    if bool(form.lineage) != (form.replacing is not None):
        yield "lineage 与 REPLACE 动作必须同时出现"


def _times(form: Form) -> Iterator[str]:
    names = {act.name for act in form.acts}
    yield from _doubles("期限", [deadline.name for deadline in form.dues])
    for deadline in form.dues:
        where = f"期限 {deadline.name}"
        if not _moment(form, deadline.start):
            yield f"{where} 的起点 {deadline.start} 不存在"
        if deadline.stop not in names:
            yield f"{where} 由没有的动作 {deadline.stop} 了结"
        if deadline.moved_by and not _moment(form, ".".join(deadline.moved_by)):
            yield f"{where} 由没有的 {'.'.join(deadline.moved_by)} 推迟"
        yield from _condition(form, where, deadline.when)
        own = next((act.fields for act in form.acts if act.name == deadline.stop), ())
        yield from _condition(form, where, deadline.settled, tuple(one.key for one in own))
    yield from _call_rate(form)
    validity = form.validity
    if validity is None:
        return
    if validity.start != "issued" and not (
        form.has(validity.start) and form.field(validity.start).kind in MOMENTS
    ):
        yield f"有效期的起点 {validity.start} 不存在"
    yield from missing(form, "有效期", validity.field)
    if validity.field and form.has(validity.field):
        if form.field(validity.field).kind not in (*MOMENTS, Kind.PERIOD):
            yield f"有效期的字段 {validity.field} 不是日期"
    yield from missing(form, "有效期", validity.starts)
    if validity.starts and form.has(validity.starts):
        if form.field(validity.starts).kind not in (*MOMENTS, Kind.PERIOD):
            yield f"有效期的字段 {validity.starts} 不是日期"
    if validity.within and validity.within != form.hangs_on:
        yield "有效期的 within 须与 hangs_on 相同"


def _call_rate(form: Form) -> Iterator[str]:
    rate = form.call_rate
    if rate is None:
        return
    for name in (rate.closed, *rate.acts):
        if name not in {act.name for act in form.acts}:
            yield f"回访率提到没有的动作 {name}"
    if not 0 < rate.target <= 100:
        yield f"回访率的目标应是 1 到 100：{rate.target}"
    yield from _condition(form, "回访率", rate.when)
    asked = tuple(one.key for act in form.acts if act.name in rate.acts for one in act.fields)
    yield from _condition(form, "回访率", rate.spoken, asked)


def _moment(form: Form, key: str) -> bool:
    """Whether a deadline can start from it."""
    if key in {"issued", "valid_until"} | {act.name for act in form.acts}:
        return True
    name, _, own = key.partition(".")
    fields = form.fields if not own else next(
        (act.fields for act in form.acts if act.name == name), ()
    )
    return any(one.key == (own or name) and one.kind in MOMENTS for one in fields)


def _fees(form: Form) -> Iterator[str]:
    effects = {act.effect for act in form.acts}
    for fee in form.fees:
        where = f"收费 {fee.name}"
        yield from missing(form, where, fee.per)
        if fee.from_field and not known(form, fee.from_field):
            yield f"{where} 提到没有的字段 {fee.from_field}"
        yield from _condition(form, where, fee.when)
        if (fee.amount is None) != bool(fee.from_field):
            yield f"{where} 须有金额，或写明金额在哪一栏，二者取一"
        if fee.paid_first and fee.paid_first not in {act.name for act in form.acts}:
            yield f"{where} 提到没有的动作 {fee.paid_first}"
        if Effect.PAY not in effects:
            yield f"{where} 没有收款的动作"
    if effects & {Effect.REFUND, Effect.FORFEIT}:
        if not any(fee.purse is Purse.DEPOSIT for fee in form.fees):
            yield "有退款或没收的动作，却没有押金"
    yield from _two_people(form)


def _two_people(form: Form) -> Iterator[str]:
    """What gives back, keeps or takes back money takes two people (docs/handbook.md §1, money)."""
    for act in form.acts:
        moves = act.effect in (Effect.REFUND, Effect.FORFEIT, Effect.REVERSE)
        if (moves or (form.settles and act.effect is Effect.VOID)) and not act.second:
            yield f"动作 {act.name} 退还、扣下或冲正钱，须第二人复核（second）"
    total = form.field(form.total) if form.total and form.has(form.total) else None
    if form.settles and not (total and total.kind is Kind.MONEY and total.reckoned is not None):
        yield "收据须写明哪一栏是算出来的合计（total）"


def _closes(form: Form) -> Iterator[str]:
    if form.closes is None:
        return
    yield from missing(form, "结账", *form.closes.keys)
    named = {key: form.field(key) for key in form.closes.keys if form.has(key)}
    for key in (form.closes.expected, form.closes.counted, form.closes.stays):
        if key in named and named[key].kind is not Kind.MONEY:
            yield f"结账的 {key} 须是金额"
    kind = named.get(form.closes.kind)
    if kind is not None and {form.closes.day, form.closes.shift} - set(kind.choices):
        yield "结账的 day、shift 须是 kind 的选项"
    count = named.get(form.closes.count)
    if count is not None and {"face", "pieces"} - {one.key for one in count.columns}:
        yield "结账的点钞须有 face、pieces 两列"
    for key in (form.closes.cashier, form.closes.keeper):
        if key in named and (named[key].kind is not Kind.TEXT or named[key].is_personal):
            yield f"结账的 {key} 须是一行文字（工号和姓名）"


def _lends(form: Form) -> Iterator[str]:
    """What is lent is on record for everybody, and comes back."""
    if form.lends is None:
        return
    one = form.field(form.lends.lines) if form.has(form.lends.lines) else None
    if one is None or one.kind is not Kind.LINES or one.is_personal:
        yield f"借出的 {form.lends.lines} 须是一个没有个人信息的明细"
        return
    if not form.lends.what or set(form.lends.what) - {column.key for column in one.columns}:
        yield f"借出的 what 须是明细 {one.key} 的列"
    if form.lends.since and form.lends.since not in {act.name for act in form.acts}:
        yield f"没有借出的动作 {form.lends.since}"
    if form.lends.back and not known(form, form.lends.back):
        yield f"没有归还一部分的 {form.lends.back}"
    if not any(act.effect is Effect.CLOSE for act in form.acts):
        yield "借出的东西要有归还的动作（CLOSE）"


def _hands_over(form: Form) -> Iterator[str]:
    """Who takes over is somebody else, and then the giver is free."""
    if not form.hands_over:
        return
    taking = next((act for act in form.acts if act.name == form.hands_over), None)
    if taking is None or not taking.ends or "@issued_by" not in taking.other_than:
        yield "hands_over 须是一个由别人办（other_than 开单的人）、办完就结束的动作"

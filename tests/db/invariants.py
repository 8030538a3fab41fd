"""What must hold of renovations, passes and money, asked of the rows of the store alone.

Nothing here calls the program: rows are read by SQL, acts are replayed, and only what a form
declares (effects, limits, second persons) is taken from its declaration. Instants are UTC ms.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

from db.store import Store
from forms.acts import Act, Effect
from forms.form import Form

OFFICE = timezone(timedelta(hours=8))
GIVES_BACK = frozenset({Effect.REFUND, Effect.FORFEIT, Effect.REVERSE})
FAR = 1 << 62
WHOLE = (
    "record", "act", "personal", "standing", "money", "counter", "journal", "draft", "attached",
    "attachment", "search_record", "search_hit", "setting", "tally", "kept",
)  # fmt: skip
COUNTED = ("unit", "person", "residence", "vehicle", "declaration", "declared_act", "search_place")


def digest(store: Store) -> str:
    """Of everything that an act or an issue may write."""
    found = hashlib.sha256()
    for table in WHOLE:
        columns = "sha256, staged_at" if table == "attachment" else "*"
        for row in store.rows(f"SELECT {columns} FROM {table}"):
            found.update(repr(row).encode())
    for table in COUNTED:
        found.update(repr(store.value(f"SELECT count(*) FROM {table}")).encode())
    return found.hexdigest()


@dataclass(frozen=True)
class Deed:
    """An act as its row says, with its declaration."""

    id: int
    declared: Act
    at: int
    by: str
    second: str | None
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Paper:
    """A record as its row says: deeds in their order, those that count."""

    id: int
    number: str
    form: Form
    values: Mapping[str, Any]
    issued_at: int
    hangs_on: int | None
    replaces: int | None
    valid_until: int | None
    deeds: tuple[Deed, ...]
    counted: tuple[Deed, ...]

    @property
    def names(self) -> set[str]:
        """Names of the acts that count."""
        return {one.declared.name for one in self.counted}

    @property
    def closed_at(self) -> int | None:
        """When it came to an end for what hangs on it."""
        return next((one.at for one in self.counted if one.declared.closes), None)

    @property
    def ended(self) -> bool:
        """Whether its own life is over."""
        return any(one.declared.ends for one in self.counted)

    @property
    def is_void(self) -> bool:
        """Whether it was made void."""
        return any(one.declared.effect is Effect.VOID for one in self.counted)


@dataclass(frozen=True)
class Line:
    """A row of the ledger."""

    id: int
    record_id: int
    act_id: int | None
    receipt_id: int | None
    lineage: int
    way: str
    purse: str
    what: str
    amount: int
    reverses: int | None


@dataclass
class State:
    """All of it at one moment; tallied: by what, code and key the totals of all days, how often and
    分; broken: in words what does not hold."""

    papers: dict[int, Paper]
    ledger: list[Line]
    rows: dict[str, dict[int, str]]
    tallied: dict[tuple[str, str, str], tuple[int, int]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def root(self, record_id: int) -> int:
        """The first of the chain of records that replaced each other."""
        while (before := self.papers[record_id].replaces) is not None:
            record_id = before
        return record_id

    def held(self, record_id: int) -> int:
        """The deposit in 分 that is held for a record's chain, replayed from the acts."""
        root = self.root(record_id)
        chain = [one for one in self.papers.values() if self.root(one.id) == root]
        return sum(_held(one.counted) for one in chain)

    def limit(self, record_id: int) -> int:
        """Until when a record holds, by its own values, its acts and what it hangs on."""
        paper = self.papers[record_id]
        until, validity = FAR, paper.form.validity
        value = paper.values.get(validity.field) if validity and validity.field else None
        if value:
            until = _end_of(value["to"] if isinstance(value, dict) else value)
        for one in paper.deeds:
            if one.declared.limits and one.values.get(one.declared.limits):
                until = _end_of(one.values[one.declared.limits])
        if validity and validity.within and paper.hangs_on is not None:
            closed = self.papers[paper.hangs_on].closed_at
            until = min(until, self.limit(paper.hangs_on), FAR if closed is None else closed)
        return until

    def dead(self, record_id: int, now: int) -> bool:
        """Whether it lets nothing and nobody through: ended, expired, or its basis is."""
        paper = self.papers[record_id]
        validity = paper.form.validity
        basis = paper.hangs_on if validity and validity.within else None
        gone = basis is not None and self.papers[basis].closed_at is not None
        return paper.ended or gone or self.limit(record_id) <= now

    def by_number(self, number: str) -> Paper:
        """The record of that number."""
        return next(one for one in self.papers.values() if one.number == number)


def _end_of(day: str) -> int:
    if "T" in day:
        moment = datetime.fromisoformat(day).replace(tzinfo=OFFICE)
    else:
        following = date.fromisoformat(day) + timedelta(days=1)
        moment = datetime(following.year, following.month, following.day, tzinfo=OFFICE)
    return int(moment.timestamp()) * 1000


def _held(counted: Iterable[Deed]) -> int:
    total = 0
    for one in counted:
        effect, values = one.declared.effect, one.values
        if effect is Effect.PAY:
            total += values.get("deposit", 0)
        elif effect in (Effect.REFUND, Effect.FORFEIT):
            total -= values["amount"] + values.get("kept", 0)
    return total


def _counted(deeds: Iterable[Deed]) -> tuple[Deed, ...]:
    left: list[Deed] = []
    for one in deeds:
        left = [earlier for earlier in left if not _undone(one, earlier)]
        left.append(one)
    return tuple(left)


def _undone(one: Deed, earlier: Deed) -> bool:
    if earlier.declared.name not in one.declared.undoes:
        return False
    of_a_receipt = earlier.declared.effect is Effect.PAY and one.declared.effect is Effect.REVERSE
    return not of_a_receipt or earlier.values["receipt"] == one.values["receipt"]


def read(store: Store, forms: Mapping[str, Form]) -> State:
    """The state of a store, without judging it."""
    deeds: dict[int, list[Deed]] = defaultdict(list)
    codes = dict(store.rows("SELECT id, code FROM record"))
    rows: dict[str, dict[int, str]] = {"record": {}, "act": {}, "money": {}}
    for table, kept in rows.items():
        for row in store.rows(f"SELECT * FROM {table}"):
            kept[row[0]] = hashlib.sha256(repr(row).encode()).hexdigest()
    for id_, record_id, name, at, by, second, body in store.rows(
        "SELECT id, record_id, name, at, by, second, body FROM act ORDER BY record_id, position"
    ):
        act = forms[codes[record_id]].act(name)
        deeds[record_id].append(Deed(id_, act, at, by, second, json.loads(body)))
    papers = {}
    for id_, number, code, body, issued_at, hangs_on, replaces, until in store.rows(
        "SELECT r.id, r.number, r.code, r.body, r.issued_at, r.hangs_on, r.replaces, s.valid_until"
        " FROM record r JOIN standing s ON s.record_id = r.id ORDER BY r.id"
    ):
        done = tuple(deeds[id_])
        papers[id_] = Paper(
            id_, number, forms[code], json.loads(body), issued_at, hangs_on, replaces, until, done,
            _counted(done),
        )  # fmt: skip
    ledger = [
        Line(*row) for row in store.rows(
            "SELECT id, record_id, act_id, receipt_id, lineage, way, purse, what, amount, reverses"
            " FROM money ORDER BY id"
        )
    ]
    tallied = {
        (what, code, key): (n, amount) for what, code, key, n, amount in store.rows(
            "SELECT what, code, key, sum(n), sum(amount) FROM tally GROUP BY 1, 2, 3"
        )
    }
    return State(papers, ledger, rows, tallied)


def judge(state: State, before: State | None, roles: Mapping[str, set[str]]) -> list[str]:
    """Everything that does not hold now, or may not have become so; [] if all is well.

    before: the state one step earlier · roles: of each member of staff
    """
    found = [*_numbers(state), *_money(state), *_receipts(state), *_periods(state)]
    found += [*_second_persons(state, roles), *_totals(state)]
    return [*found, *(_history(state, before) if before else ())]


def _totals(state: State) -> Iterable[str]:
    """Issued, ended and moved, as the totals of all days have it."""
    issued, ended = Counter[str](), Counter[tuple[str, str]]()
    for paper in state.papers.values():
        issued[paper.form.code] += 1
        for deed in paper.deeds:
            ended[paper.form.code, deed.declared.name] += deed.declared.ends
    for code, many in issued.items():
        if state.tallied.get(("issued", code, ""), (0, 0))[0] != many:
            yield f"统计：{code} 开了 {many}"
    for (code, name), many in ended.items():
        if state.tallied.get(("ended", code, name), (0, 0))[0] != many:
            yield f"统计：{code} 办结 {name} {many}"
    moved = [one for (what, _, _), one in state.tallied.items() if what == "money"]
    if sum(n for n, _ in moved) != len(state.ledger):
        yield f"统计：账 {len(state.ledger)} 笔，合计 {sum(n for n, _ in moved)}"
    if sum(amount for _, amount in moved) != sum(one.amount for one in state.ledger):
        yield "统计：账的金额与合计不符"


def _numbers(state: State) -> Iterable[str]:
    given: dict[str, list[int]] = defaultdict(list)
    for paper in state.papers.values():
        head, _, sequence = paper.number.rpartition("-")
        given[head].append(int(sequence))
    for head, sequences in given.items():
        if sequences != list(range(1, len(sequences) + 1)):
            yield f"编号：{head} 不连续 {sequences}"


def _money(state: State) -> Iterable[str]:
    lines: dict[int | None, list[Line]] = defaultdict(list)
    for one in state.ledger:
        lines[one.act_id].append(one)
    back = {one.reverses: one for one in state.ledger if one.reverses is not None}
    for paper in state.papers.values():
        for deed in paper.deeds:
            moved = lines.pop(deed.id, [])
            if [(one.way, one.amount) for one in _summed(moved)] != _expected(deed, paper):
                if deed.declared.effect not in (Effect.REVERSE, Effect.VOID):
                    yield f"账：{paper.number} 的“{deed.declared.name}”记成了 {moved}"
            if deed.declared.effect in (Effect.REVERSE, Effect.VOID):
                if any(one.amount >= 0 or one.reverses is None for one in moved):
                    yield f"账：{paper.number} 的“{deed.declared.name}”不是红字 {moved}"
        counted = {one.id for one in paper.counted}
        voids = paper.is_void and bool(paper.form.sells)
        for one in state.ledger:
            if one.record_id == paper.id and one.reverses is None:
                live = not voids if one.act_id is None else one.act_id in counted
                if live != (one.id not in back):
                    yield f"账：{paper.number} 第 {one.id} 笔{'不该' if live else '没有'}冲正"
                if one.lineage != state.root(paper.id):
                    yield f"账：{paper.number} 第 {one.id} 笔不在它的一串单里"
        held = sum(
            one.amount if one.way == "taken" else -one.amount for one in state.ledger
            if one.purse == "押金" and state.root(one.record_id) == state.root(paper.id)
        )  # fmt: skip
        if held < 0:
            yield f"押金：{paper.number} 一串收着 {held}"
        if held != state.held(paper.id):
            yield f"押金：{paper.number} 账上 {held}，手续 {state.held(paper.id)}"
    if loose := [act for act in lines if act is not None]:
        yield f"账：没有这些手续 {loose}"


@dataclass(frozen=True)
class Sum:
    """What one act moved one way."""

    way: str
    amount: int


def _summed(moved: Iterable[Line]) -> list[Sum]:
    sums: dict[str, int] = defaultdict(int)
    for one in moved:
        sums[one.way] += one.amount
    return [Sum(way, sums[way]) for way in ("taken", "refunded", "forfeited") if sums[way]]


def _expected(deed: Deed, paper: Paper) -> list[tuple[str, int]]:
    amount, kept = deed.values.get("amount", 0), deed.values.get("kept", 0)
    match deed.declared.effect:
        case Effect.PAY:
            return [("taken", amount)]
        case Effect.REFUND:
            return [("refunded", amount)] + ([("forfeited", kept)] if kept else [])
        case Effect.FORFEIT:
            return [("forfeited", amount)]
    return []


def _receipts(state: State) -> Iterable[str]:
    for paper in state.papers.values():
        total = paper.form.total
        if not total:
            continue
        mine = [one for one in state.ledger if one.receipt_id == paper.id]
        taken = [one for one in mine if one.way == "taken" and one.amount > 0]
        if sum(one.amount for one in taken) != paper.values.get(total, 0):
            yield f"收据：{paper.number} 的合计与账不符"
        if {one.way for one in mine} - {"taken"}:
            yield f"收据：{paper.number} 上有退款"
        acts = defaultdict(set)
        for one in taken:
            acts[one.record_id].add(one.act_id)
        if any(len(each) > 1 for each in acts.values()):
            yield f"收据：{paper.number} 收了同一张单两次"
        if paper.is_void and sum(one.amount for one in mine):
            yield f"收据：{paper.number} 已冲红，账没有平"


def _periods(state: State) -> Iterable[str]:
    for paper in state.papers.values():
        validity = paper.form.validity
        if validity and validity.within and paper.hangs_on is not None:
            limit = state.limit(paper.id)
            if (paper.valid_until or FAR) > limit:
                yield f"期限：{paper.number} 到 {paper.valid_until}，所依的到 {limit}"


def _second_persons(state: State, roles: Mapping[str, set[str]]) -> Iterable[str]:
    for paper in state.papers.values():
        for deed in paper.deeds:
            if deed.declared.second or deed.declared.effect in GIVES_BACK:
                second = deed.second
                by_receipt = not roles.get(second or "", set()) & set(deed.declared.roles)
                if second is None or second == deed.by or by_receipt:
                    yield f"复核：{paper.number} 的“{deed.declared.name}”复核人 {second}"


def _history(state: State, before: State) -> Iterable[str]:
    """What one step may not have done."""
    for table, kept in before.rows.items():
        if any(state.rows[table].get(id_) != row for id_, row in kept.items()):
            yield f"不改：{table} 里已有的行被改动或删除"
    over = {one.id for one in before.papers.values() if one.form.total and one.ended}
    pads = {before.papers[id_].values.get("pad") for id_ in over} - {None}
    known = {one.id for one in before.ledger}
    for one in state.ledger:
        if one.id not in known and one.receipt_id in over and one.amount > 0:
            yield f"收据：{state.papers[one.receipt_id].number} 已办或冲红后又用"
    for paper in state.papers.values():
        old = before.papers.get(paper.id)
        if old is None and paper.values.get("pad") in pads:
            yield f"收据：手写的 {paper.values['pad']} 已办或冲红后又用"
        if old is None:
            yield from _begun(paper, before)
        else:
            yield from _gone_on(paper, old, before)


def _begun(paper: Paper, before: State) -> Iterable[str]:
    validity = paper.form.validity
    if validity and validity.within and paper.hangs_on in before.papers:
        basis = before.papers[paper.hangs_on]
        # An extension gives its renovation the new limit in the same step.
        renewed = paper.replaces is not None
        over = before.limit(basis.id) <= paper.issued_at and not renewed
        if basis.closed_at is not None or over:
            yield f"期限：{paper.number} 开在已结束或到期的 {basis.number} 上"


def _gone_on(paper: Paper, old: Paper, before: State) -> Iterable[str]:
    for deed in paper.deeds[len(old.deeds):]:
        act = deed.declared
        if old.is_void and act.effect not in GIVES_BACK:
            yield f"作废：{paper.number} 作废后又办了“{act.name}”"
        passes = act.effect is Effect.RELEASE or act.admits
        if passes and before.dead(paper.id, deed.at):
            yield f"放行：{paper.number} 失效后又办了“{act.name}”"

"""Days at a desk at random: renovations, what hangs on them and money, by people who may and who
may not, under a clock that jumps. `RandomDays` is the state machine; `tests.db.invariants` judges.

It knows that renovations are ZX; every declared form that hangs on one joins by itself.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from db import checking, gate, records
from db.demo_inventions import Inventions
from db.errors import Refused
from db.facts import facts_for
from db.records import Record
from db.session import Session
from forms import DECLARED
from forms.acts import LAST, Act, Effect, Signed
from forms.fields import Kind
from forms.form import Form
from tests.db import demo_desk, invariants
from tests.db.demo_desk import NOW, Desk
from tests.db.invariants import GIVES_BACK, State

SITE = next(form for form in DECLARED if form.code == "ZX")
RECEIPT = next(form for form in DECLARED if form.settles)
HANGING = tuple(
    form for form in DECLARED
    if form.hangs_on and SITE.code in form.field(form.hangs_on).refers
)  # fmt: skip
ROLES = {
    "1003": {"前台"}, "1004": {"前台"}, "1005": {"客服主管"}, "1001": {"主任"},
    "1002": {"值班主任"}, "1007": {"工程主管"}, "1008": {"安全主管"}, "1010": {"财务"},
    "1016": {"财务"}, "2001": {"门岗"},
}  # fmt: skip
MONEY = ("1010", "1016")
UNITS = ("1-101", "1-102", "1-103")
HOURS = (1, 5, 26, 26, 80, 24 * 9, 24 * 40, 24 * 100, -3, -30, -24 * 12)
FIRST, LAST_DAY = datetime(2026, 10, 1), datetime(2027, 12, 1)
GIVING = (Effect.REFUND, Effect.FORFEIT)
PADS = ("0000100", "0000101")

SEED = st.integers(0, 10**6)
OFTEN = st.sampled_from((False, False, False, True))


def prepared(template: Path, folder: Path) -> Path:
    """The demo estate with the pictures that everybody hands in."""
    desk = Desk(demo_desk.copied(template, folder))
    inventions = Inventions(desk.at())
    with desk.at().store.write():
        for kind in (Kind.PHOTO, Kind.FILE):
            inventions.picture(kind, "图.jpg")
    desk.close()
    return folder


class RandomDays(RuleBasedStateMachine):
    """One office. estate: the folder to copy · without: triggers that are taken away first."""

    estate: ClassVar[Path]
    without: ClassVar[Sequence[str]] = ()
    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.mkdtemp(prefix="qiantai-")
        self.desk = Desk(demo_desk.copied(self.estate, Path(self._folder) / "前台 数据"))
        self.now = NOW
        self.store = self.desk.at().store
        self.forms = {form.code: form for form in (SITE, RECEIPT, *HANGING)}
        for name in self.without:
            self.store.db.execute_sql(f"DROP TRIGGER {name}")
        self.inventions = Inventions(self.desk.at())
        self.before: State | None = None
        self.state = invariants.read(self.store, self.forms)

    @initialize(seed=SEED)
    def begun(self, seed: int) -> None:
        """A renovation with its permit and a pass, so that there is something to break."""
        chance = random.Random(seed)
        site = self.new(SITE, chance)
        self.forward(site, 6, chance)
        for form in HANGING:
            if form.admission and chance.random() < 0.7:
                self.forward(self.new(form, chance, site), 5, chance)

    # What people do

    @rule(seed=SEED, wrong=OFTEN)
    def a_renovation(self, seed: int, wrong: bool) -> None:
        """Handed in, sometimes with something wrong."""
        self.new(SITE, random.Random(seed), wrong=wrong)

    @rule(seed=SEED, wrong=OFTEN)
    def what_hangs_on_one(self, seed: int, wrong: bool) -> None:
        """A pass, a permit, an extension …, on a renovation in any state."""
        chance = random.Random(seed)
        basis = self.one_of(chance, SITE)
        if basis is not None:
            self.new(chance.choice(HANGING), chance, basis, wrong=wrong)

    @rule(seed=SEED)
    def one_in_place_of_another(self, seed: int) -> None:
        """A record made anew through its lineage."""
        chance = random.Random(seed)
        forms = [form for form in HANGING if form.lineage]
        old = self.one_of(chance, *forms)
        if old is not None:
            basis = records.load(self.at(), str(old.hangs_on), missing_ok=True)
            self.new(old.form, chance, basis, old=old)

    @rule(seed=SEED, steps=st.integers(1, 6))
    def the_ordinary_course(self, seed: int, steps: int) -> None:
        """Some steps forward, each by somebody who may."""
        chance = random.Random(seed)
        self.forward(self.one_of(chance), steps, chance)

    @rule(seed=SEED)
    def something_open(self, seed: int) -> None:
        """Any open act, 作废 and refunds too, by somebody who may."""
        chance = random.Random(seed)
        record = self.one_of(chance)
        if record is not None and record.seen.open:
            acts = [record.form.act(name) for name in record.seen.open]
            less = [one for one in acts if one.effect not in LAST]
            picked = less if less and chance.random() < 0.85 else acts
            self.properly(record, chance.choice(picked), chance)

    @rule(seed=SEED)
    def anything_at_all(self, seed: int) -> None:
        """Any act by anybody, countersigned by anybody or nobody."""
        chance = random.Random(seed)
        record = self.one_of(chance)
        if record is not None:
            act = chance.choice(record.form.acts)
            second = chance.choice((None, *ROLES)) if chance.random() < 0.7 else None
            self.do(record, act, chance.choice(tuple(ROLES)), chance, second=second)

    @rule(seed=SEED, amount=st.integers(1, 4000))
    def some_money_back(self, seed: int, amount: int) -> None:
        """A deposit given back or kept, any amount (yuan), often more than is held."""
        chance = random.Random(seed)
        rows = [one for one in self.state.papers if self.state.held(one)]
        record = self.one_of(chance, having=GIVING)
        if rows and chance.random() < 0.8:
            record = self.record(chance.choice(rows))
        if record is None or not any(act.effect in GIVING for act in record.form.acts):
            return
        first = {name for act in record.form.acts if act.effect in GIVING for name in act.after_any}
        ending = [name for name in record.seen.open if name in first]
        if ending and chance.random() < 0.9:  # else nothing is given back yet, whatever is asked
            ended = self.properly(record, record.form.act(chance.choice(ending)), chance)
            record = ended or record
        acts = [one for one in record.form.acts if one.effect in GIVING]
        held = self.state.held(record.id)
        given = chance.choice((amount * 100, held, held // 2, held + 100, held + 100))
        one, other = chance.sample(MONEY, 2)
        second = chance.choice((other, other, other, other, other, one, None))
        typed = {"amount": given, "why": "损坏"}
        act = chance.choice(acts)
        if act.effect is Effect.REFUND and given >= held:
            typed.pop("why")
        self.do(record, act, one, chance, second=second, typed=typed)

    @rule(seed=SEED, many=st.integers(1, 4), by_hand=OFTEN)
    def a_receipt(self, seed: int, many: int, by_hand: bool) -> None:
        """Several paid at once, some of a hand-written pad, some with things bought beside."""
        chance = random.Random(seed)
        known = [self.one_of(chance, having=(Effect.PAY,)) for _ in range(many)]
        owing = [one for one in map(self.record, self.state.papers) if one.standing.owes]
        picked = [one for one in known if one] if chance.random() < 0.3 else [
            one for one in owing if one.values.get("unit") == owing[0].values.get("unit")
        ][:many]
        typed: dict[str, Any] = {"paid_for": [{"record": one.number} for one in picked]}
        if by_hand:
            typed |= {"pad": chance.choice(PADS), "unit": chance.choice(UNITS)}
        if chance.random() < 0.3 or not picked:
            typed["others"] = [{"what": "复印 A4", "price": 50, "quantity": chance.randint(1, 9)}]
            typed["payer"] = "张三丰"
        self.attempt("issue", lambda: records.issue(
            self.at(chance.choice((*MONEY, *MONEY, "1003"))), RECEIPT.code, typed))

    @rule(seed=SEED, pad=st.sampled_from(PADS))
    def paid_by_pad(self, seed: int, pad: str) -> None:
        """One paid with a receipt from the pad."""
        chance = random.Random(seed)
        owing = [one for one in map(self.record, self.state.papers) if one.standing.owes]
        record = self.one_of(chance, having=(Effect.PAY,))
        if owing and chance.random() < 0.7:
            record = chance.choice(owing)
        if record is not None and record.form.payment:
            self.do(record, record.form.payment, MONEY[0], chance, typed={"receipt": pad})

    @rule(seed=SEED)
    def a_receipt_reversed(self, seed: int) -> None:
        """冲红, or the reversal of a refund."""
        chance = random.Random(seed)
        one, other = chance.sample(MONEY, 2)
        back = {one.record_id for one in self.state.ledger if one.way != "taken"}
        record = self.one_of(chance, RECEIPT)
        if back and chance.random() < 0.5:
            record = self.record(chance.choice(sorted(back)))
        if record is not None:
            wanted = (Effect.VOID,) if record.form.code == RECEIPT.code else (Effect.REVERSE,)
            acts = [act for act in record.form.acts if act.effect in wanted]
            self.do(record, chance.choice(acts), one, chance, second=chance.choice((other, None)))

    @rule(seed=SEED)
    def over_and_back(self, seed: int) -> None:
        """What is in force ends by any act that ends it, and is then asked for at the gate."""
        chance = random.Random(seed)
        record = self.one_of(chance)
        if record is not None:
            acts = [record.form.act(name) for name in record.seen.open]
            ending = [act for act in acts if act.closes]
            if ending and chance.random() < 0.5:
                self.properly(record, chance.choice(ending), chance)
                for one in (record.id, *self.below(record.id)):
                    self.ask(self.record(one))

    @rule(hours=st.sampled_from(HOURS))
    def time_passes(self, hours: int) -> None:
        """On by hours or months; now and then the clock is set back."""
        self.now = min(max(self.now + timedelta(hours=hours), FIRST), LAST_DAY)

    @rule(seed=SEED)
    def the_gate(self, seed: int) -> None:
        """What is shown at the gate is let through only while it holds."""
        chance = random.Random(seed)
        passes = [form for form in HANGING if form.admission or form.release]
        record = self.one_of(chance, *(passes if chance.random() < 0.8 else ()))
        if record is not None:
            self.ask(record)

    # What must hold

    @invariant()
    def all_holds(self) -> None:
        """After every step."""
        found = invariants.read(self.store, self.forms)
        broken = invariants.judge(found, self.state, ROLES)
        assert not broken, "\n".join(broken)
        self.before, self.state = self.state, found

    def teardown(self) -> None:
        """`check` agrees in the end, unless a step was wrong already, and the folder goes."""
        try:
            if sys.exc_info()[0] is None:
                found = checking.check(self.at("1001"))
                assert set(found.values()) == {"ok"}, found
        finally:
            self.desk.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    # How they do it

    def at(self, no: str = "1003") -> Session:
        """The session of somebody now."""
        return self.desk.at(no, self.now)

    def record(self, row: int) -> Record:
        """A record as it is now."""
        return records.read(self.at(), row)

    def below(self, row: int) -> list[int]:
        """Rows of what hangs on a record."""
        return [one.id for one in self.state.papers.values() if one.hangs_on == row]

    def one_of(
        self, chance: random.Random, *forms: Form, having: Sequence[Effect] = ()
    ) -> Record | None:
        """Any record of these forms, the later ones more often."""
        rows = [
            one.id for one in self.state.papers.values()
            if (not forms or one.form in forms)
            and (not having or any(act.effect in having for act in one.form.acts))
        ]  # fmt: skip
        if not rows:
            return None
        return self.record(chance.choice(rows[-6:] if chance.random() < 0.6 else rows))

    def new(
        self,
        form: Form,
        chance: random.Random,
        basis: Record | None = None,
        *,
        old: Record | None = None,
        wrong: bool = False,
    ) -> Record | None:
        """A record of a form, by somebody who may; None if it was refused."""
        self.inventions.chance = chance
        values = self.inventions.form_values(form)
        if form.unit_field:
            values[form.unit_field] = chance.choice(UNITS)
        if basis is not None and form.hangs_on:
            values |= {form.hangs_on: basis.number, str(form.unit_field): basis.values["unit"]}
        if old is not None and form.lineage:
            kept = {f.key for f in form.fields if f.key in old.values and not f.afresh}
            values |= {key: old.values[key] for key in kept} | {form.lineage: old.number}
            values.pop(str(form.validity and form.validity.field), None)
        values = self.inventions.wanted(form, values, facts_for(self.at(), form, values))
        if wrong:
            self.spoil(form, values, chance)
        by = self.somebody(form.issued_by, chance)
        made = self.attempt("issue", lambda: records.issue(self.at(by), form.code, values))
        return made.record if made else None

    def spoil(self, form: Form, values: dict[str, Any], chance: random.Random) -> None:
        """Something wrong: left out, nonsense, another unit, or too long a time."""
        validity = form.validity.field if form.validity else None
        kind = chance.choice(("left out", "nonsense", "unit", "longer", "longer"))
        key = chance.choice(sorted(values))
        if kind == "left out":
            values.pop(key)
        elif kind == "nonsense":
            values[key] = chance.choice(("？" * 400, 7, ["x"], {"to": "x"}))
        elif kind == "unit" and form.unit_field:
            values[form.unit_field] = chance.choice(UNITS)
        elif validity:
            day = self.now.date() + timedelta(days=chance.choice((1, 30, 120, 400)))
            whole = form.field(validity).kind is Kind.PERIOD
            values[validity] = {"from": "今天", "to": f"{day}"} if whole else f"{day}"

    def forward(self, record: Record | None, steps: int, chance: random.Random) -> None:
        """The ordinary course of a record, as far as it goes."""
        for _ in range(steps):
            if record is None:
                return
            form, names = record.form, record.seen.open
            acts = [form.act(name) for name in names if name not in record.done]
            ordinary = [one for one in acts if one.effect not in LAST and not one.as_needed]
            if not ordinary:
                return
            record = self.properly(record, ordinary[0], chance)
            self.all_holds()

    def properly(self, record: Record, act: Act, chance: random.Random) -> Record | None:
        """An act by somebody who may, before a second person where it takes one."""
        by = self.somebody(act.roles, chance)
        others = [one for one in ROLES if one != by and ROLES[one] & set(act.roles)]
        needed = act.second or any(name in record.done for name in act.second_after)
        signer = None
        if act.signed is Signed.PAPER and not act.by_customer:
            by, signer = self.somebody(record.form.issued_by, chance), "赵签"
        second = chance.choice(others) if needed and others else None
        return self.do(record, act, by, chance, second=second, signer=signer)

    def somebody(self, roles: Sequence[str], chance: random.Random) -> str:
        """Anybody of the roles; the desk where nobody has them."""
        return chance.choice([one for one in ROLES if ROLES[one] & set(roles)] or ["1003"])

    def do(
        self,
        record: Record,
        act: Act,
        by: str,
        chance: random.Random,
        *,
        second: str | None = None,
        signer: str | None = None,
        typed: Mapping[str, Any] | None = None,
    ) -> Record | None:
        """Try an act; it must be refused where the rules of the house say so."""
        self.inventions.chance = chance
        facts = replace(record.facts, now=self.now)
        values = self.inventions.act_values(act.fields, facts, record.values)
        values |= {key: one for key, one in (typed or {}).items() if _asks(act, key)}
        wrong = self.forbidden(record, act, by, second, signer, values)
        done = self.attempt(act.effect.value, lambda: self.desk.act(
            record, act.name, by, values, now=self.now, second=second, signer=signer))
        assert done is None or not wrong, f"{record.number} “{act.name}”：{'、'.join(wrong)}"
        return done.record if done else None

    def forbidden(
        self,
        record: Record,
        act: Act,
        by: str,
        second: str | None,
        signer: str | None,
        values: Mapping[str, Any],
    ) -> list[str]:
        """Why an act may not be done, by the rules of the house alone."""
        paper, now = self.state.papers[record.id], self.at().clock.now()
        found = []
        if signer is None and not ROLES[by] & set(act.roles):
            found.append(f"{by} 无权")
        if act.second and (second in (None, by) or not ROLES[str(second)] & set(act.roles)):
            found.append(f"没有复核（{second}）")
        if paper.is_void and act.effect not in GIVES_BACK:
            found.append("已作废")
        if (act.effect is Effect.RELEASE or act.admits) and self.state.dead(record.id, now):
            found.append("已失效")
        if act.effect in GIVING:
            held = self.state.held(record.id)
            if values.get("amount", held) > held or held <= 0:
                found.append(f"只收着 {held}")
        if act.passed_only or act.effect is Effect.REPLACE:
            found.append("不单独办")
        if act.name in paper.names and not act.repeats and act.effect is not Effect.PAY:
            found.append("已办过")
        return found

    def ask(self, record: Record) -> None:
        """The gate; on what is over the answer is no."""
        found = gate.examine(self.at("2001"), record.code)
        self.done[f"gate {found.verdict}"] += 1
        if not found.allows:
            return
        now, paper = self.at().clock.now(), self.state.papers[record.id]
        assert not self.state.dead(record.id, now), f"放行：{record.number} 已失效"
        lets = [act for act in record.form.acts if act.admits or act.effect is Effect.RELEASE]
        assert lets, f"放行：{record.number} 不是凭证"
        for act in lets:
            assert not set(act.unless) & paper.names, f"放行：{record.number} 已停用"
            assert not act.admits or act.name in paper.names, f"放行：{record.number} 未办妥"

    def attempt(self, what: str, work: Callable[[], Any]) -> Any:
        """What came of it, None if it was refused: then nothing was written."""
        before = invariants.digest(self.store)
        try:
            made = work()
        except Refused:
            assert invariants.digest(self.store) == before, "拒绝了，却写了东西"
            self.done[f"{what} refused"] += 1
            return None
        self.done[what] += 1
        self.all_holds()
        return made


def _asks(act: Act, key: str) -> bool:
    return any(one.key == key for one in act.fields)

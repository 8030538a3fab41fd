"""A record's life: open acts, states, limits and deadlines, derived from the acts done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms import DECLARED, life
from forms.acts import Act, Effect, Signed, reject, void
from forms.conditions import filled, when
from forms.facts import Facts, LinkedRecord
from forms.fees import Fee, Purse, charged
from forms.fields import Field, Kind
from forms.form import Form
from forms.life import Done, Standing
from forms.property.release import FX
from forms.timing import Deadline, FollowUp, Span, Validity
from tests.forms.played import complete, doing, example_of, facts_of

ISSUED = datetime(2026, 11, 21, 10, 42)
FACTS = Facts(now=ISSUED)


def at(text: str) -> datetime:
    """A moment of November 2026: "22T09:30"."""
    return datetime.fromisoformat(f"2026-11-{text}")


def form(acts: Sequence[Act], **more: Any) -> Form:
    """A form of these acts, a choice and a few times."""
    fields = (
        Field("kind", "种类", Kind.CHOICE, choices=("大", "小")),
        Field("until", "止", Kind.DATE),
        Field("visit", "上门", Kind.DATETIME),
        Field("fee", "费用", Kind.MONEY),
        Field("heads", "人数", Kind.NUMBER),
        Field("basis", "依据", Kind.REFERENCE, refers=("ZX",)),
    )
    return Form("JC", "寄存单", "物业", ("前台",), fields, (*acts, void("前台")), **more)


def done(*names: str | Done) -> list[Done]:
    """Acts by name, one a minute."""
    return [
        one if isinstance(one, Done) else Done(one, ISSUED + timedelta(minutes=n), "1003")
        for n, one in enumerate(names, 1)
    ]


def stand(of: Form, *names: str | Done, facts: Facts = FACTS, **values: Any) -> Standing:
    """The standing after these acts."""
    return life.standing(of, values, ISSUED, done(*names), facts)


A, B, C = (Act(name, ("前台",), state=f"已{name}") for name in ("登记", "审核", "归档"))
CHAIN = form((A, replace(B, after=("登记",)), replace(C, after=("审核",), effect=Effect.CLOSE)))


@pytest.mark.parametrize("names, state, following, ended", [
    ((), "办理中", ("登记", "作废"), False),
    (("登记",), "已登记", ("审核", "作废"), False),
    (("登记", "审核"), "已审核", ("归档", "作废"), False),
    (("登记", "审核", "归档"), "已归档", (), True),
    (("登记", "作废"), "已作废", (), True),
])
def test_a_chain_is_gone_through_in_order(
    names: tuple[str, ...], state: str, following: tuple[str, ...], ended: bool
) -> None:
    """What is open, in the order of the chain, 作废 last."""
    found = stand(CHAIN, *names)
    assert (found.state, found.open, found.ended) == (state, following, ended)


def test_ink_alone_holds_nothing_up() -> None:
    """A paper signature may be ticked later; what lies before it still comes first."""
    of = form((A, replace(B, after=("登记",), signed=Signed.PAPER), replace(C, after=("审核",))))
    assert stand(of).open == ("登记", "作废")
    assert stand(of, "登记").open == ("审核", "归档", "作废")
    assert life.lacking(of, of.act("归档"), {}, (), FACTS) == ("登记",)
    assert life.lacking(of, of.act("归档"), {}, ("登记",), FACTS) == ()


def test_what_is_lacking_is_named_in_the_order_of_the_chain() -> None:
    """All of it, not only the next one."""
    assert life.lacking(CHAIN, CHAIN.act("归档"), {}, (), FACTS) == ("登记", "审核")
    assert life.lacking(CHAIN, CHAIN.act("登记"), {}, (), FACTS) == ()


def test_an_act_that_does_not_apply_counts_as_done() -> None:
    """Only large things are examined."""
    of = form((A, replace(B, after=("登记",), when=when(kind="大")), replace(C, after=("审核",))))
    assert stand(of, "登记", kind="大").open == ("审核", "作废")
    assert stand(of, "登记", kind="小").open == ("归档", "作废")


def test_unless_after_any_and_repeats() -> None:
    """Either of two opens a third; one done closes its rival; repeats stay open."""
    of = form((
        replace(A, unless=("审核",)), replace(B, unless=("登记",)),
        replace(C, after_any=("登记", "审核"), repeats=True),
    ))
    assert stand(of).open == ("登记", "审核", "作废")
    assert stand(of, "审核").open == ("归档", "作废")
    assert stand(of, "登记", "归档", "归档").open == ("归档", "作废")


def test_after_an_end_only_what_names_it_is_open() -> None:
    """作废 even then, where the form says so."""
    assert stand(FX, "办证人签字", "值班主任签字", "主任盖章", "放行").open == ("收回门岗联", "作废")
    assert stand(FX, "值班主任签字", "主任盖章", "放行", "收回门岗联").open == ("作废",)
    assert stand(FX, "值班主任不同意").open == ()


@pytest.mark.parametrize("end", ["不同意", "作废"])
def test_a_refusal_or_a_void_ends_everything(end: str) -> None:
    """No act, no deadline, its own state."""
    of = form((A, B, reject("不同意", "主任")), deadlines=(
        Deadline("登记", "issued", Span(hours=2), "登记"),))
    assert stand(of).due is not None
    found = stand(of, end)
    assert found.ended and found.open == () and found.due is None
    assert found.state == {"不同意": "不同意", "作废": "已作废"}[end]


def test_an_undone_act_is_done_again() -> None:
    """docs/handbook.md §4: a change is signed again."""
    change = Act("变更", ("前台",), after=("审核",), undoes=("登记", "审核"), repeats=True,
                 state="变更待签")
    of = form((A, replace(B, after=("登记",)), change, replace(C, after=("审核",))))
    found = stand(of, "登记", "审核", "变更")
    assert found.state == "变更待签" and found.open == ("登记", "作废")
    again = stand(of, "登记", "审核", "变更", "登记", "审核")
    assert again.state == "已审核" and again.open == ("变更", "归档", "作废")
    assert [one.name for one in life.counting(of, done("登记", "审核", "变更"))] == ["变更"]


def test_an_end_can_be_undone() -> None:
    """A closed matter taken up again is open."""
    again = Act("重开", ("前台",), after=("归档",), undoes=("归档",), state="重新办理")
    of = form((A, replace(C, effect=Effect.CLOSE), again))
    assert stand(of, "归档").open == ("重开",)
    found = stand(of, "归档", "重开")
    assert not found.ended and found.open == ("登记", "归档", "作废")


def test_pausing_and_going_on_take_turns() -> None:
    """Each undoes the other."""
    stop = Act("暂停", ("前台",), undoes=("复工",))
    go_on = Act("复工", ("前台",), after=("暂停",), undoes=("暂停",))
    of = form((stop, go_on, replace(C, unless=("暂停",))))
    assert stand(of, "暂停").open == ("复工", "作废")
    assert stand(of, "暂停", "复工").open == ("暂停", "归档", "作废")
    assert stand(of, "暂停", "复工", "暂停").open == ("复工", "作废")


def test_only_issuing_another_replaces() -> None:
    """Nobody does that act by hand; it can follow all the same."""
    old = Field("old", "原单", Kind.REFERENCE, refers=("HZ",))
    swap = Act("换证", ("前台",), effect=Effect.REPLACE, after=("登记",))
    of = Form("HZ", "证", "物业", ("前台",), (old,), (A, swap, void("前台")), lineage="old")
    assert stand(of, "登记").open == ("作废",)
    assert life.may_follow(of, swap, {}, ("登记",), FACTS)
    assert not life.may_follow(of, swap, {}, (), FACTS)
    assert stand(of, "登记", "换证").ended


def test_fees_that_come_first_hold_the_act_up() -> None:
    """And are owed only where they apply (docs/handbook.md §1: paid first)."""
    of = form(
        (A, Act("缴费", ("财务",), effect=Effect.PAY), B),
        fees=(Fee("押金", 100_00, Purse.DEPOSIT, when=when(kind="大"), paid_first="审核"),),
    )
    assert stand(of, kind="大").open == ("登记", "缴费", "作废")
    assert life.lacking(of, of.act("审核"), {"kind": "大"}, (), FACTS) == ("缴费",)
    assert stand(of, "缴费", kind="大").open == ("登记", "审核", "作废")
    assert stand(of, kind="小").open == ("登记", "审核", "作废")


def test_a_fee_that_an_approval_sets() -> None:
    """docs/handbook.md §1 YQ: where the approval sets a fee it is paid first."""
    approve = Act("批准", ("主任",), (Field("fee", "收费", Kind.MONEY),))
    of = form(
        (approve, Act("缴费", ("财务",), effect=Effect.PAY), replace(B, after=("批准",))),
        fees=(Fee("延期费", None, from_field="批准.fee", paid_first="审核"),),
    )
    assert stand(of).open == ("批准", "作废")
    assert stand(of, Done("批准", ISSUED, "1001", {"fee": 0})).open == ("审核", "作废")
    assert stand(of, Done("批准", ISSUED, "1001", {"fee": 50_00})).open == ("缴费", "作废")


@pytest.mark.parametrize("fee, values, expected", [
    (Fee("工本费", 5_00), {}, 5_00),
    (Fee("工本费", 5_00, per="heads"), {"heads": 3}, 15_00),
    (Fee("工本费", 5_00, per="heads"), {}, 0),
    (Fee("计时", 30_00, per="heads"), {"heads": 1.5}, 45_00),
    (Fee("逐件", 2_00, per="goods"), {"goods": [{}, {}]}, 4_00),
    (Fee("押金", 100_00, when=filled("basis")), {}, 0),
    (Fee("按价", None, from_field="fee"), {"fee": 7_50}, 7_50),
    (Fee("按价", None, from_field="fee"), {}, None),
    (Fee("按批", None, from_field="批准.fee"), {}, None),
])
def test_what_a_fee_comes_to(fee: Fee, values: dict[str, Any], expected: int | None) -> None:
    """Integer 分; None while nobody has set it."""
    assert charged(fee, values, FACTS) == expected


@pytest.mark.parametrize("validity, values, until", [
    (Validity(Span(end_of_day=True)), {}, "22T00:00"),
    (Validity(Span(days=2, end_of_day=True)), {}, "24T00:00"),
    (Validity(Span(hours=4)), {}, "21T14:42"),
    (Validity(Span(hours=1), start="visit"), {"visit": "2026-11-22T09:00"}, "22T10:00"),
    (Validity(field="until"), {"until": "2026-11-25"}, "26T00:00"),
    (Validity(field="visit"), {"visit": "2026-11-22T09:00"}, "22T09:00"),
])
def test_how_long_a_paper_holds(validity: Validity, values: dict[str, Any], until: str) -> None:
    """A span after issue or a field's moment; a day holds to its end."""
    assert stand(form((A,), validity=validity), **values).valid_until == at(until)


def test_nothing_outlives_what_it_hangs_on() -> None:
    """The earlier of the two limits."""
    of = form((A,), validity=Validity(Span(days=9), within="basis"), hangs_on="basis")
    limit = LinkedRecord("ZX-2026-000001", "ZX", "施工中", False, valid_until=at("25T00:00"))
    assert stand(of, facts=replace(FACTS, linked={"basis": limit})).valid_until == at("25T00:00")
    later = replace(limit, valid_until=datetime(2027, 1, 1))
    assert stand(of, facts=replace(FACTS, linked={"basis": later})).valid_until == at("30T10:42")
    assert stand(of).valid_until == at("30T10:42")


def test_an_act_sets_a_new_limit() -> None:
    """The last one counts; a day holds to its end."""
    extend = Act("续借", ("前台",), (Field("to", "到", Kind.DATE),), limits="to", repeats=True)
    of = form((extend,), validity=Validity(Span(days=1)))
    assert stand(of).valid_until == at("22T10:42")
    one = Done("续借", ISSUED, "1003", {"to": "2026-11-28"})
    two = Done("续借", ISSUED, "1003", {"to": "2026-11-26"})
    assert stand(of, one).valid_until == at("29T00:00")
    assert stand(of, one, two).valid_until == at("27T00:00")


SIGN = Act("签字", ("主任",), effect=Effect.SIGN)
TODAY = form((SIGN, A), validity=Validity(Span(end_of_day=True)), expired_state="作罢")


@pytest.mark.parametrize("now, state, following", [
    ("21T23:59", "办理中", ("签字", "登记", "作废")),
    ("22T00:00", "作罢", ("登记", "作废")),
    ("25T12:00", "作罢", ("登记", "作废")),
])
def test_how_it_looks_depends_on_the_clock(
    now: str, state: str, following: tuple[str, ...]
) -> None:
    """To the minute: an expired paper is neither signed nor released."""
    found = life.seen_at(TODAY, stand(TODAY), at(now))
    assert (found.state, found.open) == (state, following)


def test_what_has_ended_does_not_expire() -> None:
    """A used slip stays used."""
    of = form((replace(A, effect=Effect.CLOSE),), validity=Validity(Span(end_of_day=True)))
    found = stand(of, "登记")
    assert life.seen_at(of, found, at("30T00:00")) == found
    assert not life.is_over(found, at("30T00:00"))


DUES: dict[str, tuple[Deadline, tuple[Any, ...], dict[str, Any], str | None]] = {
    "from issue": (Deadline("x", "issued", Span(hours=2), "登记"), (), {}, "21T12:42"),
    "settled": (Deadline("x", "issued", Span(hours=2), "登记"), ("登记",), {}, None),
    "not started": (Deadline("x", "登记", Span(hours=2), "审核"), (), {}, None),
    "from an act": (Deadline("x", "登记", Span(hours=2), "审核"), ("登记",), {}, "21T12:43"),
    "settled before it started": (
        Deadline("x", "登记", Span(hours=2), "审核"), ("审核", "登记"), {}, "21T12:44"
    ),
    "from a field": (
        Deadline("x", "visit", Span(minutes=10), "登记"), (), {"visit": "2026-11-22T09:00"},
        "22T09:10",
    ),
    "field left empty": (Deadline("x", "visit", Span(minutes=10), "登记"), (), {}, None),
    "moved": (
        Deadline("x", "visit", Span(minutes=10), "登记", moved_by=("改约", "to")),
        (Done("改约", ISSUED, "1", {"to": "2026-11-23T15:00"}),
         Done("改约", ISSUED, "1", {"to": "2026-11-23T14:00"})),
        {"visit": "2026-11-22T09:00"}, "23T14:10",
    ),
    "only where it applies": (
        Deadline("x", "issued", Span(hours=2), "登记", when=when(kind="大")), (), {"kind": "小"},
        None,
    ),
    "from an act's field": (
        Deadline("x", "改约.to", Span(days=1), "登记"),
        (Done("改约", ISSUED, "1", {"to": "2026-11-23T15:00"}),), {}, "24T15:00",
    ),
    "from the end of validity": (
        Deadline("x", "valid_until", Span(days=7), "登记"), (), {"until": "2026-11-22"},
        "30T00:00",
    ),
}


@pytest.mark.parametrize("name", DUES)
def test_when_something_is_due(name: str) -> None:
    """It starts, is moved and is settled."""
    deadline, acts, values, expected = DUES[name]
    move = Act("改约", ("前台",), (Field("to", "改到", Kind.DATETIME),), repeats=True)
    of = form((A, B, move), deadlines=(deadline,), validity=Validity(field="until"))
    found = stand(of, *acts, **values).due
    assert (found.at if found else None) == (at(expected) if expected else None)


def test_the_earliest_open_deadline_counts() -> None:
    """And the next one once it is settled; follow-ups among them."""
    of = form((A, B, Act("回访", ("前台",))), deadlines=(
        Deadline("晚", "issued", Span(hours=5), "审核"),
        Deadline("早", "issued", Span(hours=2), "登记"),
    ), follow_ups=(FollowUp("审核", Span(days=3)),))
    names = [stand(of, *acts).due for acts in ((), ("登记",), ("登记", "审核"))]
    assert [due.name if due else None for due in names] == ["早", "晚", "回访"]
    assert stand(of, "登记", "审核", "回访").due is None


def test_a_follow_up_runs_again_until_it_is_settled() -> None:
    """From the call on, by the span for the next; its roles alone, and those above."""
    call = Act("回访", ("前台",), (Field("good", "满意", Kind.YES_NO),), repeats=True)
    of = form((A, B, call), follow_ups=(
        FollowUp("审核", Span(hours=3), settled=when(good=True), again=Span(hours=1)),
    ))
    bad, good = (
        Done("回访", ISSUED + timedelta(minutes=9), "1003", {"good": one}) for one in (False, True)
    )
    first = stand(of, "登记", "审核")
    assert first.due is not None and first.due.at == ISSUED + timedelta(minutes=2, hours=3)
    assert life.only_for(first, "回访") == ("前台", "客服主管", "公司经理")
    assert life.only_for(first, "登记") == ()
    for calls in (1, 2):
        again = stand(of, "登记", "审核", *[bad] * calls).due
        assert again is not None and again.at == ISSUED + timedelta(minutes=9, hours=1)
    assert stand(of, "登记", "审核", bad, good).due is None


def test_what_is_not_to_be_done_early_waits_for_the_first_day() -> None:
    """Open from 00:00 of the day from which the paper holds; signatures before."""
    check = Act("检查", ("前台",), not_early=True)
    sign = Act("签字", ("前台",), effect=Effect.SIGN)
    of = form((check, sign), validity=Validity(field="until", starts="until"))
    found = stand(of, until="2026-11-23")
    for moment, names in (
        ("22T23:59", {"签字", "作废"}), ("23T00:00", {"检查", "签字", "作废"}),
    ):  # fmt: skip
        assert set(life.seen_at(of, found, at(moment)).open) == names, moment


def test_workdays_and_office_hours_come_from_the_office() -> None:
    """The holiday table and the hours are facts."""
    of = form((A, B), deadlines=(
        Deadline("工作日", "issued", Span(workdays=1), "审核"),
        Deadline("分钟", "issued", Span(minutes=60), "登记", office_hours=True),
    ))
    facts = replace(FACTS, holidays={"2026-11-22": False}, settings={"hours": ["09:00", "11:00"]})
    assert stand(of, "登记").due == life.Due("工作日", at("23T10:42"), of.deadlines[0])
    found = stand(of, "登记", facts=facts).due
    assert found is not None and found.at == at("22T10:42")
    soon = stand(of, facts=facts).due
    assert soon is not None and soon.at == at("22T09:42")
    at_once = stand(of).due
    assert at_once is not None and at_once.at == at("21T11:42")


def test_the_gate_is_told_which_ink_to_look_for() -> None:
    """What is signed on paper, what was recorded as signed there, every seal; nothing else."""
    of = form((
        Act("甲签", ("主任",), effect=Effect.SIGN, signed=Signed.PAPER, box="业主"),
        Act("乙签", ("主任",), effect=Effect.SIGN, signed=Signed.EITHER),
        Act("丙签", ("主任",), effect=Effect.SIGN, signed=Signed.EITHER, seal=True, box="主任"),
        Act("丁签", ("主任",), effect=Effect.SIGN, signed=Signed.PAPER, when=when(kind="大")),
        Act("登记", ("前台",), signed=Signed.PAPER),
    ))
    assert life.ink(of, {}, (), FACTS) == ("业主签字", "主任（盖章）")
    on_paper = Done("乙签", ISSUED, "1003", signer="王建国")
    assert life.ink(of, {"kind": "大"}, (on_paper,), FACTS) == (
        "业主签字", "乙签签字", "主任（盖章）", "丁签签字"
    )


def test_who_holds_it() -> None:
    """A literal, one of the act's fields, or still the one before."""
    give = Act("交证", ("前台",), (Field("who", "签收人", Kind.PERSON),), holder="=who")
    of = form((replace(A, holder="门岗"), give, C))
    assert stand(of).holder is None
    assert stand(of, "登记").holder == "门岗"
    given = Done("交证", ISSUED, "1003", {"who": {"name": "秦明"}})
    assert stand(of, "登记", given, "归档").holder == "秦明"


def test_a_holder_may_be_somebody_the_form_names() -> None:
    """The act's own field before the form's of the same key; a name typed as words too."""
    own = Act("交证", ("前台",), (Field("who", "签收人", Kind.PERSON),), holder="=who")
    of = replace(form(()), fields=(Field("who", "业主", Kind.PERSON),), acts=(
        own, replace(B, name="领回", holder="=who"), void("前台")))  # fmt: skip
    given = Done("交证", ISSUED, "1003", {"who": {"name": "秦明"}})
    for acts, holder in (([given], "秦明"), ([replace(given, values={})], "陈晓彤"),
                         ([given, "领回"], "陈晓彤")):  # fmt: skip
        assert stand(of, *acts, who={"name": "陈晓彤"}).holder == holder
    assert stand(of, "领回", who="林夏").holder == "林夏"


def test_facts_know_the_latest_values_of_the_acts_that_count() -> None:
    """For conditions and checks of later acts."""
    again = replace(A, repeats=True, fields=(Field("n", "次", Kind.NUMBER),))
    of = form((again, replace(B, undoes=("登记",))))
    two = done(Done("登记", ISSUED, "1", {"n": 1}), Done("登记", ISSUED, "1", {"n": 2}))
    assert life.with_done(of, FACTS, two).done == {"登记": {"n": 2}}
    undone = [*two, *done("审核")]
    assert life.with_done(of, FACTS, undone).done == {"审核": {}}


@pytest.mark.parametrize("declared", DECLARED, ids=lambda one: one.code)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_walk_through_any_life_keeps_its_promises(declared: Form, data: st.DataObject) -> None:
    """Whatever is done among what is open: derived the same at any hour; nothing that refuses,
    voids or releases is undone; an ended record stays ended unless an act takes the end back."""
    values = complete(declared, example_of(declared))
    facts = facts_of(declared, values)
    acts: tuple[Done, ...] = ()
    found = life.standing(declared, values, ISSUED, acts, facts)
    for _ in range(data.draw(st.integers(1, 12))):
        if not found.open:
            break
        name = data.draw(st.sampled_from(found.open))
        before, act = found, declared.act(name)
        acts = (*acts, doing(declared, act, values, acts))
        found = life.standing(declared, values, ISSUED, acts, facts)
        later = replace(facts, now=facts.now + timedelta(days=400))
        assert life.standing(declared, values, ISSUED, acts, later) == found
        assert act.repeats or name not in found.open
        assert found.ended or not act.ends
        assert not before.ended or found.ended or act.undoes
        order = [one.name for one in declared.acts]
        assert list(found.open) == sorted(found.open, key=order.index)


def test_a_state_that_takes_two_comes_with_the_second_of_them() -> None:
    """docs/handbook.md §1 DH: whoever reviews first; not before both count."""
    either = form((
        Act("甲审", ("前台",), state="待盖章", state_with=("乙审",)),
        Act("乙审", ("前台",), state="待盖章", state_with=("甲审",)),
        Act("重审", ("前台",), undoes=("甲审",), repeats=True),
    ), open_state="待审")  # fmt: skip
    assert stand(either).state == stand(either, "甲审").state == stand(either, "乙审").state == "待审"
    assert stand(either, "甲审", "乙审").state == stand(either, "乙审", "甲审").state == "待盖章"
    assert stand(either, "甲审", "重审", "乙审").state == "待审"


def test_what_another_record_does_is_not_open_to_anybody() -> None:
    """Yet it may follow, and moves the limit when it was done."""
    moved = form((
        Act("延期", ("主任",), (Field("to", "延到", Kind.DATE),), limits="to", repeats=True,
            passed_only=True),
    ), validity=Validity(field="until"))  # fmt: skip
    assert stand(moved, until="2026-11-30").open == ("作废",)
    assert life.may_follow(moved, moved.act("延期"), {}, (), FACTS)
    later = Done("延期", ISSUED, "1001", {"to": "2026-12-31"})
    assert stand(moved, later, until="2026-11-30").valid_until == datetime(2027, 1, 1)
    assert not life.may_follow(moved, moved.act("延期"), {}, ("作废",), FACTS)


def test_what_winds_up_ends_the_matter_and_leaves_the_papers() -> None:
    """docs/handbook.md §1 ZX: accepted, it does not run out any more; what is left is done."""
    works = form((
        Act("验收", ("工程主管",), winds_up=True, state="已验收"),
        Act("结束", ("前台",), effect=Effect.CLOSE, after=("验收",), state="已结束"),
    ), validity=Validity(field="until"), expired_state="已到期")  # fmt: skip
    found = stand(works, "验收", until="2026-11-22")
    assert found.ended and found.open == ("结束", "作废")
    assert life.seen_at(works, found, at("30T09:00")).state == "已验收"
    running = stand(works, until="2026-11-22")
    assert life.seen_at(works, running, at("30T09:00")).state == "已到期"

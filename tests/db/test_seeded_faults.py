"""Faults put in on purpose: days at random notice each of them, and nothing without one.

The program's own rule is broken and, where the store holds it too, its trigger is taken away: what
is left to see the fault is `tests.db.invariants` and the house rules of `RandomDays`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from peewee import IntegrityError

from db import allowing, gate, money, receipts, writing
from db.session import Session
from forms import life, payment, rules
from forms import money as moving
from forms.acts import Act
from forms.facts import Facts
from forms.fields import Check
from forms.form import Form
from tests.db.random_days import RandomDays, prepared

FEW = settings(
    max_examples=60, stateful_step_count=30, deadline=None, derandomize=True, database=None,
    print_blob=False, suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    report_multiple_bugs=False,
)  # fmt: skip
Patch = pytest.MonkeyPatch
pytestmark = pytest.mark.long


@pytest.fixture(autouse=True)
def _own_rules_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` would see at once that triggers are missing; here the others have to see the fault.
    """
    monkeypatch.setattr("db.vouched.differences", lambda session: [])


@pytest.fixture(scope="module")
def template(estate: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The estate with pictures, made once."""
    return prepared(estate, tmp_path_factory.mktemp("样") / "数据")


def days(template: Path, *without: str, budget: settings = FEW) -> None:
    """A few days at random, some triggers taken away; raises what they find."""
    machine: Any = type("Days", (RandomDays,), {
        "estate": template, "without": without, "done": Counter(),
    })  # fmt: skip
    run_state_machine_as_test(machine, settings=budget)


def refund_whatever_is_asked(patch: Patch) -> None:
    """The check of the amount against what is held is gone."""
    honest = rules.apply

    def careless(check: Check, *more: Any) -> None:
        if check is not payment.NOT_ABOVE_HELD:
            honest(check, *more)

    patch.setattr(rules, "apply", careless)


def a_receipt_serves_again(patch: Patch) -> None:
    """A pad's receipt is taken though it has served."""
    patch.setattr(receipts, "pad_problem", lambda *_: {})


def passes_outlive_the_renovation(patch: Patch) -> None:
    """No limit is cut to that of the basis."""
    patch.setattr(life, "_within", lambda form, facts, until: until)
    patch.setattr(rules, "_over_limit", lambda *_: {})


def the_gate_looks_at_nothing_that_ended(patch: Patch) -> None:
    """Void, expired, handed in, lost: the gate does not see it."""
    patch.setattr(gate, "ended", lambda *_: None)
    patch.setattr(gate, "by_the_clock", lambda *_: None)


def numbers_are_left_out(patch: Patch) -> None:
    """Every third number is thrown away."""
    honest = writing._next_number

    def skipping(session: Session, code: str, year: int) -> int:
        given = honest(session, code, year)
        return honest(session, code, year) if given % 3 == 0 else given

    patch.setattr(writing, "_next_number", skipping)


def reversals_are_not_booked(patch: Patch) -> None:
    """The act is there, the red entries are not."""
    patch.setattr(moving, "_taken_back", lambda *_: [])


def reversals_overwrite(patch: Patch) -> None:
    """Instead of a red entry the first one is taken out of the ledger."""
    honest = money.book

    def rubbing_out(session: Session, *more: Any) -> None:
        honest(session, *more)
        for table in ("reverses IS NOT NULL", "way = 'refunded'"):
            session.store.db.execute_sql(
                f"DELETE FROM money WHERE {table} AND record_id IN"
                " (SELECT record_id FROM money WHERE reverses IS NOT NULL)"
            )

    patch.setattr(money, "book", rubbing_out)


def nobody_countersigns(patch: Patch) -> None:
    """What takes two is done by one."""
    patch.setattr(allowing, "require_two", lambda *_: None)


def life_goes_on_after_the_end(patch: Patch) -> None:
    """What has ended a record, 作废 too, holds nothing up."""
    honest = life.may_follow

    def careless(form: Form, act: Act, values: Any, done: Sequence[str], facts: Facts) -> bool:
        going = [name for name in done if not form.act(name).ends]
        return honest(form, act, values, going, facts)

    patch.setattr(life, "may_follow", careless)


@dataclass(frozen=True)
class Fault:
    """A fault in the program, the triggers that hold the same, what is said when days find it."""

    name: str
    put_in: Callable[[Patch], None]
    triggers: tuple[str, ...]
    said: str


FAULTS = (
    Fault("退款不看余额", refund_whatever_is_asked, ("money_held",), "只收着|押金："),
    Fault("收据可再用", a_receipt_serves_again, (), "已办或冲红后又用|冲红，账没有平|冲正"),
    Fault("证期超过装修期", passes_outlive_the_renovation,
          ("standing_within_insert", "standing_within_update", "standing_cut", "act_passes"),
          "期限：|放行："),
    Fault("作废后门岗仍放行", the_gate_looks_at_nothing_that_ended, (), "放行："),
    Fault("编号跳号", numbers_are_left_out, ("record_number",), "编号："),
    Fault("冲正漏记账", reversals_are_not_booked, ("journal_money",), "账：|押金："),
    Fault("冲正改成覆盖", reversals_overwrite, ("money_no_delete", "journal_money"), "账：|押金：|不改："),
    Fault("免去第二人", nobody_countersigns, ("act_second",), "没有复核|复核："),
    Fault("作废后还能办", life_goes_on_after_the_end, ("act_over", "act_passes"),
          "作废：|已作废|放行：|已失效"),
)  # fmt: skip
HELD = [one for one in FAULTS if one.triggers]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: str(one.name))
def test_days_at_random_notice(fault: Fault, template: Path, monkeypatch: Patch) -> None:
    """The fault alone, the store's own guard taken away."""
    fault.put_in(monkeypatch)
    with pytest.raises(AssertionError, match=fault.said):
        days(template, *fault.triggers)


@pytest.mark.parametrize("fault", HELD, ids=lambda one: str(one.name))
def test_the_store_stops_it(fault: Fault, template: Path, monkeypatch: Patch) -> None:
    """With its guard, what the program lets through is not written."""
    fault.put_in(monkeypatch)
    with pytest.raises(IntegrityError):
        days(template)


def test_without_a_fault_nothing_is_noticed(template: Path) -> None:
    """The control; also with every guard of the store taken away the program does right."""
    some = settings(FEW, max_examples=10)
    days(template, budget=some)
    days(template, *{name for one in FAULTS for name in one.triggers}, budget=some)

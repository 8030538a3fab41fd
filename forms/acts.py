"""Acts: what people do to a record, from the first signature to the last return."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from forms.conditions import Condition, Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind, WrongDeclaration


class Signed(StrEnum):
    """Where an act is signed; the office may choose another for each step.

    PROGRAM: only by a logged-in person of the role. EITHER: so, or recorded by the desk as signed
    on paper with the signer's name. PAPER: ink only: it holds up no later act, the gate lists the
    ink to look for, the desk may tick it.
    """

    PROGRAM = "program"
    EITHER = "either"
    PAPER = "paper"


class Effect(StrEnum):
    """What an act does to its record.

    STEP moves it on · SIGN is a signature of the chain, not to be given once the validity is over
    (ink that a customer may give later is a STEP) · PAY takes its fees · REFUND gives a deposit
    back · FORFEIT keeps a deposit
    RELEASE lets goods or people through the gate, once, while valid, and closes
    CLOSE ends it as done · REJECT ends it as refused · VOID ends it as 作废, number kept
    REPLACE ends it because another record takes its place; only issuing that one does it
    REVERSE takes back the money that the acts it undoes moved, by an entry of its own; what undoes
    a payment is done only by the receipt's 冲红
    """

    STEP = "step"
    SIGN = "sign"
    PAY = "pay"
    REFUND = "refund"
    FORFEIT = "forfeit"
    RELEASE = "release"
    CLOSE = "close"
    REJECT = "reject"
    VOID = "void"
    REPLACE = "replace"
    REVERSE = "reverse"


ENDS = frozenset({Effect.RELEASE, Effect.CLOSE, Effect.REJECT, Effect.VOID, Effect.REPLACE})
LAST = (Effect.REJECT, Effect.VOID)
MOVES = frozenset({Effect.PAY, Effect.REFUND, Effect.FORFEIT, Effect.REVERSE})


@dataclass(frozen=True)
class Act:
    """One kind of act.

    roles: who may do it · fields: what it asks · effect
    after: acts that must be done first; one signed on paper only does not hold it up
    after_any: at least one of these · unless: not open once one of these is done
    though: acts that ended the record and yet leave this one open
    passes_on: act done at once on the record this one hangs on, with the same values (an extension
      gives the renovation its new limit)
    onto: "answers.record": what it passes on is done, instead, on each record that this column of
      the form's lines names (an open letter answers many complaints)
    passed_only: nobody does it by itself: only another record's act that passes it on
    remakes: codes of forms whose live records on the record this one hangs on are made anew in the
      same step, through their lineage, up to its new limit: all of them or the act is not done
    winds_up: what the record is about is over, though papers are still to be settled: nothing that
      hangs on it holds or is made any more (the passes of a renovation that was accepted)
    undoes: acts that no longer count after it and are to be done again (a change is signed again)
    when: only where the condition holds · repeats: may be done again
    signed: see Signed · seal: a stamp is put on the paper, the gate looks for it
    box: words over its box on paper, e.g. 值班主任 · by_customer: ink of a customer
    label: what people see instead of the name, which stays what the program and the command line
      know it by · state: the record's state afterwards, in Chinese
    limits: its field that sets the new validity
    state_with: acts that must count too before that is the state (two reviewers in any order)
    holder: who then has the paper or thing: words, or "=key" for one of its fields, else one of the
      form's
    prints: names of papers it prints · checks: rules on the act's values
    second: a second person must countersign · second_after: only once one of these acts is done
    same_as: only who did one of these acts, or "@issued_by", may do it (a cashier signs what he
      counted) · other_than: who did one of them may not (four eyes)
    whose: a function (values, facts) that names the roles which alone may do it on this record, ()
      for all of `roles` (the head of the department named, who approves so much)
    in_time: not open once the validity is over, as signatures and releases are anyway
    not_early: not open before the validity begins, as a release is not anyway
    as_needed: done when something happens; nobody waits for it, the workbench does not ask for it
    admits: once it is done the paper is a pass that the gate lets through while it holds, and none
      of its `unless` has been done
    """

    name: str
    roles: tuple[str, ...]
    fields: tuple[Field, ...] = ()
    effect: Effect = Effect.STEP
    after: tuple[str, ...] = ()
    after_any: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    though: tuple[str, ...] = ()
    undoes: tuple[str, ...] = ()
    passes_on: str = ""
    onto: str = ""
    passed_only: bool = False
    remakes: tuple[str, ...] = ()
    winds_up: bool = False
    when: Condition | bool = True
    repeats: bool = False
    signed: Signed = Signed.PROGRAM
    seal: bool = False
    label: str = ""
    box: str = ""
    by_customer: bool = False
    state: str = ""
    state_with: tuple[str, ...] = ()
    holder: str = ""
    limits: str = ""
    prints: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    second: bool = False
    second_after: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()
    whose: Callable[[Values, Facts], tuple[str, ...]] | None = None
    in_time: bool = False
    not_early: bool = False
    as_needed: bool = False
    admits: bool = False

    def __post_init__(self) -> None:
        if not self.name or not self.roles:
            raise WrongDeclaration(f"动作 {self.name!r} 须有名称和可办理的角色")
        keys = {field.key for field in self.fields}
        if len(keys) != len(self.fields):
            raise WrongDeclaration(f"动作 {self.name}：字段 key 重复")
        if "." in self.name:
            raise WrongDeclaration(f"动作 {self.name}：名称里不能有点号")
        if self.effect is Effect.REPLACE and self.fields:
            raise WrongDeclaration(f"动作 {self.name}：换发时自动办理，不能有自己的栏目")
        if self.limits and self.limits not in keys:
            raise WrongDeclaration(f"动作 {self.name}：limits 不是它的字段")
        if self.limits and self.field(self.limits).kind not in (Kind.DATE, Kind.DATETIME):
            raise WrongDeclaration(f"动作 {self.name}：limits 须是日期或时间")

    @property
    def called(self) -> str:
        """What people see on its button and in what was done."""
        return self.label or self.name

    @property
    def ends(self) -> bool:
        """Whether the record's ordinary life is over after it."""
        return self.effect in ENDS

    @property
    def closes(self) -> bool:
        """Whether nothing may hang on the record after it."""
        return self.ends or self.winds_up

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody waits for it once it is open: not for a refusal, nor for what is done
        when something happens or in ink only."""
        return self.signed is not Signed.PAPER and self.effect not in LAST and not self.as_needed

    @property
    def approves(self) -> bool:
        """Whether it is a signature or a stamp by which the office agrees."""
        return self.effect is Effect.SIGN or self.seal

    @property
    def by_another(self) -> bool:
        """Whether only what is done on another record does it."""
        return self.passed_only or self.effect is Effect.REPLACE

    @property
    def needs_valid(self) -> bool:
        """Whether it makes no sense once the paper's validity is over."""
        return self.in_time or self.admits or self.effect in (Effect.SIGN, Effect.RELEASE)

    @property
    def needs_begun(self) -> bool:
        """Whether it makes no sense before the paper's validity begins."""
        return self.not_early or self.effect is Effect.RELEASE

    def field(self, key: str) -> Field:
        """Its field of that key; raises KeyError."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)


def void(*roles: str, though: tuple[str, ...] = (), second: tuple[str, ...] = ()) -> Act:
    """作废: every form has it; the number stays with its reason (docs/handbook.md §1).

    though: acts after which it is still possible; second: acts after which it takes two.
    """
    return Act(
        "作废",
        roles,
        (Field("why", "作废原因", Kind.TEXT, required=True),),
        Effect.VOID,
        though=though,
        state="已作废",
        second_after=second,
    )


def reject(
    name: str,
    *roles: str,
    after: tuple[str, ...] = (),
    unless: tuple[str, ...] = (),
    state: str = "不同意",
) -> Act:
    """A refusal with its reason; the applicant needs a new form."""
    return Act(
        name,
        roles,
        (Field("why", "原因", Kind.TEXT, required=True),),
        Effect.REJECT,
        after=after,
        unless=unless,
        state=state,
    )

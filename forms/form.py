"""The form: one frozen value that says everything about one business paper.

A wrong declaration raises `WrongDeclaration` at import, with a message for the developer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass, field
from typing import Any

from forms.acts import Act, Effect
from forms.bars import Bars
from forms.call_rates import CallRate
from forms.consignment import Consignment
from forms.dossier import Dossier
from forms.duties import Duties
from forms.fees import Fee
from forms.fields import Check, Field, Kind, WrongDeclaration
from forms.gathering import Gather
from forms.lending import Lends
from forms.mistakes import mistakes
from forms.paper import Copy, Paper
from forms.slots import Slot
from forms.statistics import Statistic
from forms.takings import Closes
from forms.timing import Deadline, FollowUp, Validity


@dataclass(frozen=True)
class Form:
    """A business form, declared once; everything else reads it.

    code: two to four capitals, heads its numbers · title · desk: 物业, 销售, 售后
    short: what a small button calls it, at most six characters (物品放行条 is 放行条)
    about: one line for the receptionist · issued_by: roles that may issue it
    fields: in the order of the paper · checks: rules on the whole form
    preconditions: rules on facts (arrears, expiry of what it hangs on …)
    acts: the chain in order, refusals and 作废 last · fees · copies · papers: what can be printed
    validity · deadlines · follow_ups · register: columns, by field key, "@…" or "act.key", or with
    a heading of their own: ("领取.by", "发还经办")
    settles: its lines field that names, in the column `record`, the records it is the receipt of:
    issuing it does their PAY acts; sells: its lines field of what it sells itself, with the columns
    what, purse and amount; total: its reckoned money field that says what it takes in all
    closes: which of its fields say what of the takings it closes, a shift or the day
    lends: which of its fields says what is lent, out until the record has ended
    hands_over: the act by which another takes over what it says is open; its facts have `desk`
    hangs_on: its reference field to the record it belongs to · lineage: its reference field to the
    one of its own kind that it replaces, receipts and deposits going over; issuing it does the
    other's REPLACE act · deposit_carries: False where the office takes a deposit anew and gives
    that of the other back · open_state: its state when just issued
    expired_state: its state when the validity is over
    shown: whether users see it · menu: its place among the desk's forms
    slot: what it books and when, so that clashes with other records are known
    holder: who has it when just issued, as of `Act.holder` (who was asked first)
    not_those: its fields, and those of the same key of its acts, that name staff: whoever is named
    neither issues it nor does anything on it (who is complained about)
    one_matter: its fields of which the same value in another one in hand means, it seems, the same
    matter; `forms.checks.same_matter` says so
    bars: whom its records keep out; not kept in snapshots · barred_by: its fields by which one who
    is kept out is known, `forms.checks.not_barred` says so; nor are they
    call_rate: what its follow-ups should reach, for the statistics
    dossier: the page of all that hangs on a record of it; not kept in snapshots
    handed_out: what goes to somebody outside, several records in one mail; not kept in snapshots
    duties: which of its fields say what duty of the office was done, and for when; nor is that
    gathers: what it is to know of those that hang on it; nor is that
    households: whether its acts are to know every unit of the estate and who lives there
    secrecy: how secret its records are, a level or "=field" (`forms.secrecy`); nor is that
    level: how secret the office has its records from then on; "" as `secrecy` says
    statistics: what is counted of its records beside what is of every form; nor are they
    turns: groups of acts, each a chain as declared, that the office may have done in another order
    (`forms.choices_turns`); not kept in snapshots, the acts say what holds
    settings: what the office had chosen of the settings that its rules read when the record was
    issued, by name; None in a declaration, and where that was before records kept it
    checked: False only for a form revived from a snapshot, which was right in its day
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
    register: tuple[str | tuple[str, str], ...] = ()
    register_title: str = ""
    hangs_on: str | None = None
    lineage: str | None = None
    deposit_carries: bool = True
    level: str = ""
    settles: str | None = None
    sells: str | None = None
    total: str | None = None
    closes: Closes | None = None
    lends: Lends | None = None
    hands_over: str = ""
    open_state: str = "办理中"
    expired_state: str = "已过期"
    shown: bool = True
    menu: int = 100
    slot: Slot | None = None
    holder: str = ""
    not_those: tuple[str, ...] = ()
    one_matter: tuple[str, ...] = ()
    barred_by: tuple[str, ...] = field(default=(), compare=False)
    bars: Bars | None = field(default=None, compare=False)
    call_rate: CallRate | None = None
    dossier: Dossier | None = field(default=None, compare=False)
    households: bool = field(default=False, compare=False)
    duties: Duties | None = field(default=None, compare=False)
    handed_out: Consignment | None = field(default=None, compare=False)
    gathers: Gather | None = field(default=None, compare=False)
    secrecy: str = field(default="普通", compare=False)
    statistics: tuple[Statistic, ...] = field(default=(), compare=False)
    short: str = field(default="", compare=False)
    settings: Mapping[str, Any] | None = field(default=None, hash=False)
    example: Mapping[str, Any] = field(default_factory=dict, compare=False)
    turns: tuple[tuple[str, ...], ...] = field(default=(), compare=False)
    checked: InitVar[bool] = True
    _by_key: dict[str, Field] = field(init=False, repr=False, compare=False)
    _by_name: dict[str, Act] = field(init=False, repr=False, compare=False)

    def __post_init__(self, checked: bool) -> None:
        object.__setattr__(self, "_by_key", {one.key: one for one in self.fields})
        object.__setattr__(self, "_by_name", {act.name: act for act in self.acts})
        problems = list(mistakes(self)) if checked else []
        if problems:
            raise WrongDeclaration(f"{self.code} {self.title}：" + "；".join(problems))

    @property
    def called(self) -> str:
        """What a small button calls it."""
        return self.short or self.title

    def field(self, key: str) -> Field:
        """The field of that key; raises KeyError."""
        return self._by_key[key]

    def has(self, key: str) -> bool:
        """Whether it has a field of that key."""
        return key in self._by_key

    def act(self, name: str) -> Act:
        """The act of that name; raises KeyError."""
        return self._by_name[name]

    def acts_called(self, names: Iterable[str]) -> str:
        """Acts of those names as people call them, in one line."""
        return "、".join(self.act(name).called for name in names)

    def paper(self, name: str) -> Paper:
        """The paper of that name; raises KeyError."""
        for paper in self.papers:
            if paper.name == name:
                return paper
        raise KeyError(name)

    @property
    def register_columns(self) -> tuple[tuple[str, str], ...]:
        """The columns of its register by key, each with its own heading, "" for the usual one."""
        return tuple((one, "") if isinstance(one, str) else one for one in self.register)

    @property
    def until_words(self) -> str:
        """What stands before the end of its validity: 有效期至, 最迟领取 …"""
        return (self.validity.words if self.validity else "") or "有效期至"

    @property
    def unit_field(self) -> str | None:
        """Key of its first unit field, the unit the record is filed under."""
        return next((one.key for one in self.fields if one.kind is Kind.UNIT), None)

    @property
    def release(self) -> Act | None:
        """The act by which the gate lets something out, if there is one."""
        return next((act for act in self.acts if act.effect is Effect.RELEASE), None)

    @property
    def admission(self) -> Act | None:
        """The act that makes it a pass the gate lets through, if there is one."""
        return next((act for act in self.acts if act.admits), None)

    @property
    def replacing(self) -> Act | None:
        """The act that ends a record because another of its kind takes its place."""
        return next((act for act in self.acts if act.effect is Effect.REPLACE), None)

    @property
    def payment(self) -> Act | None:
        """The act by which its fees are paid, if it has any."""
        return next((act for act in self.acts if act.effect is Effect.PAY), None)

    def names_records(self, path: str) -> tuple[str, ...]:
        """Codes of the records that a column of its lines, "answers.record", may name; () where it
        is no such column."""
        key, _, own = path.partition(".")
        lines = self.field(key).columns if self.has(key) else ()
        return next((one.refers for one in lines if one.key == own), ())

    @property
    def dues(self) -> tuple[Deadline, ...]:
        """Everything to be done in time: its deadlines, and its follow-ups."""
        return self.deadlines + tuple(one.deadline for one in self.follow_ups)

    def lines_field(self, key: str) -> Field:
        """The lines field of that key, of the form or ("act.key") of an act; raises KeyError."""
        act, dot, own = key.partition(".")
        return self.act(act).field(own) if dot else self.field(key)

"""What the rules may know beside the values typed: plain facts handed in as an argument.

`db.facts` reads them inside the transaction, so that a rule stays pure and repeatable.
Times are naive datetimes in the office's zone; money is integer 分.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from forms.conditions import Condition
from forms.handover import Desk
from forms.takings import Takings
from forms.timing import end_of_day
from forms.values import amount, dates


@dataclass(frozen=True)
class Resident:
    """Somebody who belongs to a unit: role 业主, 租户, 家庭成员 …; days are ISO or None."""

    role: str
    name: str
    phone: str = ""
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class Arrears:
    """管理费 owed by a unit as imported: months (0 unsaid), amount in 分, the ISO day it was true.

    by_month: 分 of "2026-09" or "2026-08/2026-10", where the statement said it
    """

    months: int
    amount: int
    as_of: str
    by_month: Mapping[str, int] = field(default_factory=dict)

    def words(self, today: date) -> str:
        """As people read it: "欠物业费 2 个月 ¥612.00，截至 10-31"; "" for nothing owed."""
        if self.amount <= 0:
            return ""
        months = f"{self.months} 个月 " if self.months else ""
        return f"欠物业费 {months}{amount.pretty(self.amount)}，截至 {dates.pretty_day(self.as_of, today)}"


@dataclass(frozen=True)
class UnitFacts:
    """What the desk should see about a unit before it issues anything.

    label: canonical, "3-1202" · known: in the estate table; if not, nothing else is known
    residents: who belongs to it today, owners first, then tenants · arrears: latest known or None
    open_matters: what is in hand for it, as people read it: "在办物品放行条 2 张"
    in_hand: (code, number) of its records that are neither ended nor expired
    lapsed: the same of those that have expired and were not ended
    """

    label: str
    known: bool
    residents: tuple[Resident, ...] = ()
    arrears: Arrears | None = None
    open_matters: tuple[str, ...] = ()
    in_hand: tuple[tuple[str, str], ...] = ()
    lapsed: tuple[tuple[str, str], ...] = ()

    @property
    def owner(self) -> Resident | None:
        """The owner, the first of several; None where the estate table does not say."""
        return next((who for who in self.residents if who.role == "业主"), None)

    @property
    def tenant(self) -> Resident | None:
        """The only tenant; None for none, and for several, of whom the desk has to ask."""
        tenants = [who for who in self.residents if who.role == "租户"]
        return tenants[0] if len(tenants) == 1 else None


@dataclass(frozen=True)
class LinkedRecord:
    """A record that a reference names; times are naive office time or None.

    ended: nothing may hang on it any more: its ordinary life is over, or was wound up (a renovation
      that was accepted) · ended_at: since when · done: names of the acts done that count
    """

    number: str
    code: str
    state: str
    ended: bool
    values: Mapping[str, Any] = field(default_factory=dict)
    valid_until: datetime | None = None
    ended_at: datetime | None = None
    done: tuple[str, ...] = ()


@dataclass(frozen=True)
class Owing:
    """What a record owes now, for a receipt that pays it.

    unit, payer: the record's, "" for none · items: (fee, purse, 分) that are outstanding
    problem: in Chinese why nothing can be taken for it, "" if something can
    """

    number: str
    title: str = ""
    unit: str = ""
    payer: Mapping[str, str] | None = None
    items: tuple[tuple[str, str, int], ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Clash:
    """Another record in hand that books the same thing at a time that overlaps.

    unit: its label, "" for none · what: the thing in words · day: ISO · hours: canonical
    """

    number: str
    unit: str
    what: str
    day: str
    hours: str


@dataclass(frozen=True)
class Gathered:
    """What hangs on a record, as its form's `gathers` asks: how many records, and how many of
    their lines there are of each combination of words."""

    records: int = 0
    lines: Mapping[tuple[Any, ...], int] = field(default_factory=dict)


@dataclass(frozen=True)
class SameMatter:
    """Another record in hand that has the same unit, phone or plate.

    at: office time of its issue · what: it in one line · by: labels of the fields that are the same
    """

    number: str
    at: datetime
    what: str
    by: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """All a rule may look at beside the record's own values.

    now: office time of the call · operator: "1003 李敏" · unit: of the record's unit field
    entrances: number of entrances per building of the estate · estate: whether units were entered
    linked: by reference field, "act.key" for one of an act that was done
    done: values of the acts done so far, latest of each name · each: of every time they were done
    gathered: what hangs on it, for a form that says so
    taken: by exclusive field, numbers of other records in hand with the same value
    clashes: where the form books a slot, others in hand that overlap, by time
    barred: what keeps out whom the record names (`Form.barred_by`), with the reason
    same_matter: others in hand that seem to be about the same matter (`Form.one_matter`)
    colleagues: those who work here, "1003 李敏", where the form names staff
    paid, deposited: 分 taken for the record so far, and the deposits of it; paid is None where an
    act of before the ledger says no amount: then all is settled
    carried: 分 of deposit that came over from what it replaces · elsewhere: another record of the
    chain has the deposit now · held: 分 of deposit held for it now,
    None where nobody knows · outstanding, outstanding_deposit: 分 to be paid, the deposits of it
    owing: for a receipt, what the records it names owe, by number
    takings: for a form that closes the books, what it would close now: "day", and the operator's
    own "shift" · cashiers: members who may keep the drawer, "1010 钱芳"
    households: for the acts of a form that asks, every unit with who lives there, "" for nobody
    lent: for a form that lends, by thing (`forms.lending.thing`) the number of another record that
    has it out · desk: for a form that hands over, all there is to hand over now
    prices: 分 by item of the price list as it holds that day · price_sections: its items by section
    settings: the office's choices, by name · holidays: ISO day -> True day off, False worked
    """

    now: datetime
    operator: str = ""
    unit: UnitFacts | None = None
    entrances: Mapping[str, int] = field(default_factory=dict)
    estate: bool = False
    linked: Mapping[str, LinkedRecord] = field(default_factory=dict)
    done: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    each: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    gathered: Gathered = Gathered()
    taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    same_matter: tuple[SameMatter, ...] = ()
    barred: tuple[SameMatter, ...] = ()
    colleagues: tuple[str, ...] = ()
    paid: int | None = 0
    deposited: int = 0
    carried: int = 0
    elsewhere: bool = False
    held: int | None = 0
    outstanding: int = 0
    outstanding_deposit: int = 0
    owing: Mapping[str, Owing] = field(default_factory=dict)
    takings: Mapping[str, Takings] = field(default_factory=dict)
    cashiers: tuple[str, ...] = ()
    households: tuple[tuple[str, str], ...] = ()
    lent: Mapping[str, str] = field(default_factory=dict)
    desk: Desk | None = None
    prices: Mapping[str, int] = field(default_factory=dict)
    price_sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    holidays: Mapping[str, bool] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The office's calendar day."""
        return self.now.date()


SOURCES: dict[str, Callable[[Facts], Any]] = {
    "unit.owner": lambda facts: facts.unit and facts.unit.owner and facts.unit.owner.name,
    "unit.owner_phone": lambda facts: facts.unit and facts.unit.owner and facts.unit.owner.phone,
    "unit.tenant": lambda facts: facts.unit and facts.unit.tenant and facts.unit.tenant.name,
    "unit.tenant_phone": lambda facts: facts.unit and facts.unit.tenant and facts.unit.tenant.phone,
    "operator": lambda facts: facts.operator or None,
}
"""Facts that can fill a field, by the name a declaration uses in `filled_from`."""

IN_HAND = "unit.record"
"""Fills a reference with the unit's only record in hand of a kind that it may name."""


UNENDED = "unit.unended"
"""The same, also where its validity has run out and nobody has ended it: what is to be extended."""

OF_THE_UNIT = (IN_HAND, UNENDED)


def of_unit(name: str, codes: Sequence[str], facts: Facts) -> str | None:
    """The record of the unit that a reference is filled with: in hand first, then lapsed."""
    held = facts.unit.in_hand if facts.unit else ()
    lapsed = facts.unit.lapsed if facts.unit and name == UNENDED else ()
    return _only(codes, held) if {code for code, _ in held} & set(codes) else _only(codes, lapsed)


def in_hand(codes: Sequence[str], facts: Facts) -> str | None:
    """Number of the unit's only record in hand of the first of the codes that it has any of."""
    return _only(codes, facts.unit.in_hand if facts.unit else ())


def _only(codes: Sequence[str], known: Sequence[tuple[str, str]]) -> str | None:
    for code in codes:
        numbers = [number for other, number in known if other == code]
        if numbers:
            return numbers[0] if len(numbers) == 1 else None
    return None


def has_in_hand(*codes: str) -> Condition:
    """Holds where the unit has just one record in hand of the first of the codes it has any of."""
    return Condition("这一户有在办的", lambda values, facts: in_hand(codes, facts) is not None)


def of_linked(name: str, facts: Facts) -> Any:
    """"basis.contractor": that field of the record that the reference field `basis` names."""
    key, _, field_key = name.partition(".")
    linked = facts.linked.get(key)
    return linked.values.get(field_key) if linked else None


def offered_words(name: str, facts: Facts) -> tuple[str, ...]:
    """"basis.workers.name": that column of the lines of the record that `basis` names;
    "@prices", "@prices.水电维修、门窗泥瓦": the items of the price list, those sections first;
    "@settings.stairs": the office's own list of that name; "@colleagues": those who work here."""
    if name == COLLEAGUES:
        return facts.colleagues
    if name.partition(".")[0] == PRICES:
        return _priced(name.partition(".")[2].split("、"), facts)
    if name.startswith(CHOICES):
        return listed(name.removeprefix(CHOICES), facts)
    path, _, column = name.rpartition(".")
    lines = of_linked(path, facts) or ()
    return tuple(str(line[column]) for line in lines if line.get(column))


PRICES = "@prices"
"""Offers the items of the price list where a field says so in `offers`."""


COLLEAGUES = "@colleagues"
"""Offers those who work here, where a field says so in `offers`."""


CHOICES = "@settings."
"""Offers a list of words that the office sets, where a field says so in `offers`."""


def listed(name: str, facts: Facts) -> tuple[str, ...]:
    """A list of words that the office set: one for all, or by building, "" for those not named
    ({"": ["货梯", "客梯"], "3": ["东梯", "西梯"]}); of a list of lines the name of each."""
    found = facts.settings.get(name) or ()
    if isinstance(found, Mapping):
        building = facts.unit.label.partition("-")[0] if facts.unit else ""
        found = found.get(building) or found.get("") or ()
    return tuple(str(one["name"] if isinstance(one, Mapping) else one) for one in found)


def _priced(first: Sequence[str], facts: Facts) -> tuple[str, ...]:
    """All items of the list, those of the sections named first."""
    sections = dict.fromkeys((*first, *facts.price_sections))
    return tuple(
        item for section in sections for item in facts.price_sections.get(section, ())
    )


DEFAULTS: dict[str, Callable[[Facts], str]] = {
    "today": lambda facts: facts.today.isoformat(),
    "now": lambda facts: facts.now.strftime("%Y-%m-%dT%H:%M"),
    "end_of_today": lambda facts: end_of_day(facts.today).strftime("%Y-%m-%dT%H:%M"),
}
"""Words a date or date-time field may name as its default."""

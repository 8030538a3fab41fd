"""Which reports there are, from what the forms declare; none that would always be empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from db.session import Session
from forms.form import Form
from forms.statistics import Count, Ending, Items, Punctual, Reached, Statistic, Took

TAKEN_IN, MAKERS = "受理与办结", "经办人开单"
DEADLINES, FOLLOW_UP = "期限守时率", "回访率"
BY_FEE, BY_CASHIER, DEPOSITS, ARREARS = "收费汇总", "收款人汇总", "押金收退", "管理费欠费"
WORK, TIME, SERVICE, MONEY, ENDS = "受理", "时限", "分类", "收费", "到期"
_GROUP: dict[type, str] = {
    Count: SERVICE, Items: SERVICE, Punctual: TIME, Took: TIME, Ending: ENDS, Reached: SERVICE,
}


@dataclass(frozen=True)
class Entry:
    """A report that can be asked for: its name and group, the declarations it is made of."""

    name: str
    group: str
    parts: tuple[tuple[Form, Statistic], ...] = field(default=(), repr=False)


def entries(session: Session) -> list[Entry]:
    """All reports, in the order of the list: what every form has, then what forms declare."""
    found = [*_of_every_form(session), *_declared(session)]
    order = [WORK, TIME, SERVICE, MONEY, ENDS]
    return sorted(found, key=lambda one: order.index(one.group))


def _of_every_form(session: Session) -> Iterator[Entry]:
    forms = session.forms.values()
    yield Entry(TAKEN_IN, WORK)
    yield Entry(MAKERS, WORK)
    if any(form.dues for form in forms):
        yield Entry(DEADLINES, TIME)
    if any(form.call_rate for form in forms):
        yield Entry(FOLLOW_UP, TIME)
    if any(form.fees or form.sells for form in forms):
        yield Entry(BY_FEE, MONEY)
        yield Entry(BY_CASHIER, MONEY)
        yield Entry(DEPOSITS, MONEY)
    yield Entry(ARREARS, ENDS)


def _declared(session: Session) -> Iterator[Entry]:
    parts: dict[tuple[str, str], list[tuple[Form, Statistic]]] = {}
    for form in session.forms.values():
        for one in form.statistics:
            parts.setdefault((one.name, _GROUP[type(one)]), []).append((form, one))
    for (name, group), some in parts.items():
        yield Entry(name, group, tuple(some))

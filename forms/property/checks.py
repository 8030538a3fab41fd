"""Checks and reckonings that several forms of the property desk share."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from forms.checks import not_long_past
from forms.conditions import Values
from forms.facts import Facts, LinkedRecord
from forms.fields import Check, Field, Kind
from forms.settings import Setting, strictness
from forms.timing import Span


def _arrears(value: Any, values: Values, facts: Facts) -> str | None:
    owed = facts.unit.arrears if facts.unit else None
    return owed.words(facts.today) or None if owed else None


STRICTNESS = strictness("arrears", "欠物业费的", "warn")
ARREARS = Check("不欠物业费", _arrears, at="unit", warns=True, setting=STRICTNESS.key)
"""管理费 owed as imported, a dated fact; the office chooses warn, block or off (§1, [C])."""


TENANTS = strictness("tenants", "没有登记的租户来办的", "warn")
"""Whether a tenant must be in the estate table before he takes things out or leaves them [C]."""
LONGER = strictness("renovation_longer", "施工期长于通常的", "warn")
"""Whether a renovation may be longer than usual (§1 ZX, [C])."""
BACKDATED = Setting(
    Field("backdated_days", "最多补记几天以前的", Kind.NUMBER, minimum=0, maximum=365,
          hint="投诉、走访、来访、拾物等"),
    30, section="规矩", used_by=("TS", "ZF", "CF", "LF", "SW", "KZ", "BZ"),
)  # fmt: skip
"""[C]: what was longer ago is a slip of the pen, and all that is due would be over at once."""
NOT_LONG_PAST = not_long_past(BACKDATED)
FEES_TOLD = Check("物业费情况", _arrears, at="unit", warns=True)
"""The same only told, whatever the office chose: what nobody may be turned away for (§3)."""


def _same_unit(value: Any, values: Values, facts: Facts) -> str | None:
    linked = facts.linked.get("basis")
    unit = linked.values.get("unit") if linked else None
    if linked and unit and values.get("unit") and unit != values["unit"]:
        return f"{linked.number} 是 {unit} 的，与房号不符"
    return None


SAME_UNIT = Check("所依单据是同一户的", _same_unit, at="basis")
"""What a pass or a permit hangs on, its field "basis", is of the unit it is made out for."""


_ALLOWED = {"ZX": ("发许可证", "还没有发装修许可证"), "ZJ": ("主任批准", "主任还没有批准")}
"""By the form of a basis: the act that lets work begin, and what to say before it."""


def _not_allowed(value: Any, values: Values, facts: Facts) -> str | None:
    linked = facts.linked.get("basis")
    act, words = _ALLOWED.get(linked.code, ("", "")) if linked else ("", "")
    if linked and values.get("basis") and act and act not in linked.done:
        return f"{linked.number} {words}"
    return None


ALLOWED = Check("所依的装修、项目已批准", _not_allowed, at="basis")
"""The renovation named in "basis" has its permit, the item there is approved ([S] for passes and
extensions, [C] for hot work)."""


def months_on(day: date, months: int) -> date:
    """The same day so many months later, clipped to the end of the month (docs/handbook.md §0)."""
    return Span(months=months).after(datetime(day.year, day.month, day.day)).date()


def last_day(linked: LinkedRecord | None) -> str | None:
    """The last day, ISO, that a record holds; None where it has no limit."""
    if linked is None or linked.valid_until is None:
        return None
    return (linked.valid_until - timedelta(minutes=1)).date().isoformat()


def applicant_of(values: Values, facts: Facts) -> Any:
    """Who applies: the owner of the room, or who answers for the work that the field "basis" names,
    as the field "applicant" says."""
    if values.get("applicant") == "装修负责人":
        basis = facts.linked.get("basis")
        return basis.values.get("responsible") if basis else None
    return facts.unit.owner.name if facts.unit and facts.unit.owner else None


def phone_of(values: Values, facts: Facts) -> Any:
    """The phone of who applies, where it is known."""
    if values.get("applicant") == "装修负责人":
        basis = facts.linked.get("basis")
        return basis.values.get("responsible_phone") if basis else None
    return facts.unit.owner.phone if facts.unit and facts.unit.owner else None

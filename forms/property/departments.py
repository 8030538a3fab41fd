"""The departments of the property office and who heads each; who approves how much compensation
(docs/handbook.md §3: 权限核决表)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.roles import PROPERTY
from forms.settings import Setting

DEPARTMENTS = ("客服部", "工程部", "安全部", "保洁部", "财务部", "公司")
LEADS = ("主任", "公司经理")
"""They may do the work of the head of any department."""

_DEFAULT = {
    "客服部": "客服主管", "工程部": "工程主管", "安全部": "安全主管", "保洁部": "保洁班长",
    "财务部": "财务", "公司": "公司经理",
}  # fmt: skip


def _heads(lines: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {line["department"]: line["role"] for line in lines}


def _lines(heads: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"department": one, "role": role} for one, role in heads.items()]


def _each_once(value: Any, values: Values, facts: Facts) -> str | None:
    named = [line.get("department") for line in value]
    lacking = [one for one in DEPARTMENTS if one not in named]
    if lacking:
        return f"还没有写明主管的：{'、'.join(lacking)}"
    return "一个部门只写一行" if len(set(named)) < len(named) else None


HEADS = Setting(
    Field("department_heads", "各部门的主管岗位", Kind.LINES, required=True, maximum=12,
          hint="投诉、工作联络单由谁到场、接收、回复", columns=(
              Field("department", "部门", Kind.CHOICE, required=True, choices=DEPARTMENTS, width=2),
              Field("role", "主管岗位", Kind.CHOICE, required=True, choices=PROPERTY, width=2),
          ), checks=(Check("每个部门一行", _each_once),)),
    _DEFAULT, section="部门", used_by=("TS", "LL"), kept=_heads, told=_lines,
)  # fmt: skip

HEAD_ROLES = tuple(dict.fromkeys((*_DEFAULT.values(), *LEADS)))
"""Roles that a head of some department has at first."""


def head_of(department: str | None, facts: Facts) -> tuple[str, ...]:
    """Who may do what only the head of a department does; () for no department."""
    if not department:
        return ()
    heads = {**_DEFAULT, **HEADS.of(facts)}
    return tuple(dict.fromkeys((heads.get(department, LEADS[-1]), *LEADS)))


def _rising(value: Any, values: Values, facts: Facts) -> str | None:
    limits = [line.get("up_to") for line in value]
    if limits[-1] is not None:
        return "最后一行的金额空着，是“以上都由他批”"
    known = [one for one in limits[:-1] if one is not None]
    if len(known) < len(limits) - 1 or known != sorted(set(known)):
        return "金额由小到大，只有最后一行空着"
    return None


COMPENSATION = Setting(
    Field("compensation", "权限核决表（投诉补偿）", Kind.LINES, required=True, maximum=12, columns=(
        Field("up_to", "不超过（元）", Kind.MONEY, minimum=1, width=2),
        Field("role", "核准人", Kind.CHOICE, required=True, choices=PROPERTY, width=2),
    ), checks=(Check("金额由小到大", _rising),), hint="最后一行的金额空着：再多的都由他批"),
    [{"up_to": 500_00, "role": "客服主管"}, {"up_to": 2_000_00, "role": "主任"},
     {"role": "公司经理"}],
    section="部门", used_by=("TS",),
)  # fmt: skip


def approvers(amount: int, facts: Facts) -> tuple[str, ...]:
    """Roles that may approve so much compensation, in 分: by the first line that reaches it, and
    those of the lines after it."""
    table = COMPENSATION.of(facts)
    fitting = [
        at for at, line in enumerate(table)
        if line.get("up_to") is None or amount <= line["up_to"]
    ]  # fmt: skip
    reached = table[fitting[0] :] if fitting else table[-1:]
    return tuple(dict.fromkeys(line["role"] for line in reached))

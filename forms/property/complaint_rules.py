"""What the rules of a complaint ask: who is it, how weighty, whose it is (docs/handbook.md §3)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from forms.conditions import Condition, Values, did, filled, said, when
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.property.checks import NOT_LONG_PAST
from forms.property.departments import approvers, head_of
from forms.settings import Setting
from forms.values import dates

WEIGHTS = ("一般", "重要", "重大")
FAULTS = ("管理", "清洁", "车辆", "收费", "维修", "其他")
TALKS = ("求助", "咨询", "发泄", "诉求")
CHANNELS = ("来电", "来人", "信函", "网络", "媒体", "集团转来", "厂家转来")
REASONS = ("重复投诉", "投诉到厂家", "堵门、扰乱秩序", "要求退换", "媒体关注", "影响面大", "情节严重")
_WRITTEN = ("信函", "网络", "媒体", "集团转来", "厂家转来")
_MAJOR = {"媒体": "媒体关注", "厂家转来": "投诉到厂家"}

NAMED = ~when(anonymous=True)
JUDGED, TALK = "判为有效", "判为沟通性"
EFFECTIVE, COMMUNICATIVE = did(JUDGED), did(TALK)
UNSOLVED = said("主管到场查看", result="未解决")
IMPORTANT, MAJOR = said(JUDGED, weight="重要"), said(JUDGED, weight="重大")
SETTLED_AT_ONCE = "当天解决"
SHORT_WAY = Setting(
    Field("complaint_short", "当天解决的投诉免计划、报告", Kind.YES_NO), True, section="规矩",
    used_by=("TS",), renews=True,
)  # fmt: skip
"""[C]; a major one is planned and reported all the same."""
SAME_DAY = said("主管到场查看", result=SETTLED_AT_ONCE) & ~MAJOR & Condition(
    "当天解决的免计划、报告", lambda values, facts: bool(SHORT_WAY.of(facts))
)
TO_INVESTIGATE = did("主管到场查看") & ~SAME_DAY
ORDINARY = ~IMPORTANT & ~MAJOR
LETTER_ONLY = said("结案", letter_only=True)
ANSWERED = did("公开答复")
CALLED = NAMED & ~LETTER_ONLY & ~ANSWERED
"""Whom a follow-up is owed: not where nobody is known, where those above want a letter only, nor
where an open letter answered."""

WRITTEN = Condition("书面、转来的", lambda values, facts: values.get("channel") in _WRITTEN)
FORWARDED = filled("report_to")
"""The result goes back to who passed it on. What was in writing need not say a phone number."""


def report_to(values: Values, facts: Facts) -> str | None:
    """Who passed it on, by the way it came."""
    return {"集团转来": "集团", "厂家转来": "厂家"}.get(values.get("channel", ""))


def _compensation(facts: Facts) -> int:
    return int(facts.done.get("方案", {}).get("compensation") or 0)


COMPENSATED = Condition(
    "有补偿", lambda values, facts: _compensation(facts) > 0, ("方案.compensation",)
)


def department_of(facts: Facts) -> str | None:
    """The department that answers for it, once the supervisor has decided."""
    found = facts.done.get(JUDGED, {}).get("department")
    return str(found) if found else None


def by_head(values: Values, facts: Facts) -> tuple[str, ...]:
    """The head of the department that answers for it."""
    return head_of(department_of(facts), facts) or ("客服主管", "主任")


def by_head_or_service(values: Values, facts: Facts) -> tuple[str, ...]:
    """The same, or the customer service supervisor."""
    return tuple(dict.fromkeys((*by_head(values, facts), "客服主管")))


def by_who_proposes(values: Values, facts: Facts) -> tuple[str, ...]:
    """The same but 公司经理, who approves it."""
    return tuple(one for one in by_head_or_service(values, facts) if one != "公司经理")


def by_amount(values: Values, facts: Facts) -> tuple[str, ...]:
    """Who may approve the compensation that the solution names (权限核决表)."""
    return approvers(_compensation(facts), facts)


def fees(values: Values, facts: Facts) -> str | None:
    """The fee status, as it stood when it was taken down; None where there is no unit."""
    if facts.unit is None:
        return None
    owed = facts.unit.arrears.words(facts.today) if facts.unit.arrears else ""
    return owed or ("没有欠费" if facts.unit.known else "没有这一户的资料")


def who_is_it(values: Values, facts: Facts) -> str | None:
    """What the one who complains is to the unit, by name."""
    name = (values.get("name") or {}).get("name")
    if not name or facts.unit is None:
        return None
    roles = [one.role for one in facts.unit.residents if one.name == name]
    return roles[0] if roles else "未登记"


def weight(values: Values, facts: Facts) -> str:
    return "重大" if values.get("channel") in _MAJOR else "一般"


def reason(values: Values, facts: Facts) -> str | None:
    return _MAJOR.get(values.get("channel", "")) if values.get("weight") == "重大" else None


def _weighty(value: Any, values: Values, facts: Facts) -> str | None:
    channel = values.get("channel", "")
    return f"{channel}的是重大投诉" if channel in _MAJOR and value != "重大" else None


WEIGHTY = Check("到媒体、厂家的是重大投诉", _weighty)


def _not_later(value: Any, values: Values, facts: Facts) -> str | None:
    return "接到的时间在将来" if value > facts.now.strftime("%Y-%m-%dT%H:%M") else None


def _before_yesterday(value: Any, values: Values, facts: Facts) -> str | None:
    ago = (facts.today - date.fromisoformat(value[:10])).days
    return f"接到是 {ago} 天以前，各项期限从那时算起" if ago > 1 else None


RECEIVED = (
    Check("不晚于现在", _not_later), NOT_LONG_PAST,
    Check("补记的期限已经在走", _before_yesterday, warns=True),
)  # fmt: skip
"""Of the time it was received."""


def _someone(value: Any, values: Values, facts: Facts) -> str | None:
    known = any(values.get(key) for key in ("unit", "plate", "place"))
    return None if known or values.get("anonymous") else "请填房号；不是住户的填车牌或单位地址"


WHO = Check("房号、车牌、单位地址填一样", _someone, at="unit")


def _too_late(value: Any, values: Values, facts: Facts) -> str | None:
    received = values.get("received_at", "")[:10]
    if value != SETTLED_AT_ONCE or not received or received == facts.today.isoformat():
        return None
    return f"{dates.pretty_day(received, facts.today)} 接到的，已不是当天"


NOT_TOO_LATE = Check("当天解决的是当天接到的", _too_late)


def _accused(value: Any, values: Values, facts: Facts) -> str | None:
    accused = (values.get("accused"), facts.done.get(JUDGED, {}).get("accused"))
    named = {part for one in accused if one for part in re.split(r"[、，,;；\s]+", one)}
    return "被投诉人不能经手，请换一位" if named & set(value.split()) else None


NOT_ACCUSED = Check("不是被投诉人", _accused)
"""Whom the complaint is about is not put in charge of it."""

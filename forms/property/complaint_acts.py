"""What is done with a complaint, from the judgement to the last call (docs/handbook.md §3)."""

from __future__ import annotations

from forms.acts import Act, Effect, Signed, reject, void
from forms.checks import must_be_yes, not_past
from forms.conditions import Values, did, filled, when
from forms.facts import Facts
from forms.fields import Field, Kind
from forms.property.complaint_rules import (
    ANSWERED, CALLED, CHANNELS, COMMUNICATIVE, COMPENSATED, EFFECTIVE, FAULTS, FORWARDED, JUDGED,
    MAJOR, NAMED, NOT_ACCUSED, NOT_TOO_LATE, REASONS, RECEIVED, SETTLED_AT_ONCE, TALK, TALKS,
    TO_INVESTIGATE, UNSOLVED, WEIGHTS, WEIGHTY, by_amount, by_head, by_head_or_service,
    by_who_proposes, reason, weight,
)  # fmt: skip
from forms.property.contact import handed_over
from forms.property.departments import DEPARTMENTS, HEAD_ROLES

SERVICE, DESK, MANAGER = "客服主管", "前台", "公司经理"
SETTLED = when(satisfied=("满意", "基本满意")) & ~filled("grievance")
_WEIGHTY, _LATE = when(weight="重大"), ("结案",)
_SOLVING = ("方案", "核准补偿", "批准方案", "答复信", "电话答复", "公开答复")
_AFTERWARDS = ("结案", "回报结果", "回访", "主管批注")


def _own(key: str, name: str = "") -> object:
    """A default: what the record says in that field."""
    return lambda values, facts: values.get(name or key)


def _nature(values: Values, facts: Facts) -> str | None:
    return values["kind"] if values.get("kind") in TALKS else None


def _cause(values: Values, facts: Facts) -> str | None:
    found = facts.done.get("调查报告", {}).get("cause")
    return str(found) if found else None


def _words(key: str, label: str, **more: object) -> Field:
    return Field(key, label, Kind.LONG_TEXT, longest=500, width=3, **more)  # type: ignore[arg-type]


_JUDGING = (
    Act(JUDGED, (SERVICE, "主任"), (
        Field("fault", "责任类别", Kind.CHOICE, required=True, choices=FAULTS),
        Field("department", "责任部门", Kind.CHOICE, required=True, choices=DEPARTMENTS,
              default=_own("department", "against")),
        Field("accused", "被投诉人", longest=60, offers="@colleagues", default=_own("accused")),
        Field("weight", "轻重", Kind.CHOICE, required=True, choices=WEIGHTS, default=weight,
              checks=(WEIGHTY,)),
        Field("reason", "重大原因", Kind.CHOICE, required=_WEIGHTY, shown=_WEIGHTY,
              choices=REASONS, default=reason),
    ), unless=(TALK,), state="待到场查看"),
    Act(TALK, (SERVICE, "主任"), (
        Field("nature", "性质", Kind.CHOICE, required=True, choices=TALKS, default=_nature),
        Field("to", "转哪个部门", Kind.CHOICE, choices=DEPARTMENTS, hint="只要解释的空着"),
    ), unless=(JUDGED, "转为有效"), state="待答复"),
    Act("重新判断", (SERVICE, "主任"), (_words("why", "原因", required=True),),
        after_any=(JUDGED, TALK), unless=_LATE, repeats=True, as_needed=True, state="待重新判断",
        undoes=(JUDGED, TALK, "主管到场查看", "上报主任", "上报公司经理", "部门计划", "调查报告",
                "答复说明", *_SOLVING)),
)  # fmt: skip

_LOOKING = (
    Act("主管到场查看", HEAD_ROLES, (
        _words("course", "现场情况、经过", required=True),
        Field("result", "当天处理结果", Kind.CHOICE, required=True, choices=("未解决", SETTLED_AT_ONCE),
              checks=(NOT_TOO_LATE,)),
    ), after=(JUDGED,), whose=by_head, state="处理中"),
    Act("上报主任", HEAD_ROLES, (
        _words("words", "主任意见"),
    ), after=("主管到场查看",), when=UNSOLVED, whose=by_head_or_service, unless=_LATE),
    Act("上报公司经理", (SERVICE, "主任"), (
        Field("way", "怎样上报", Kind.CHOICE, required=True, choices=("电话", "当面", "书面"),
              default="电话"),
        _words("words", "公司经理意见"),
    ), after=(JUDGED,), when=MAJOR, unless=_LATE),
    Act("部门计划", HEAD_ROLES, (
        _words("plan", "处理计划", required=True),
        Field("doer", "承办人", longest=40, offers="@colleagues", checks=(NOT_ACCUSED,)),
        Field("until", "计划完成日", Kind.DATE, checks=(not_past("计划完成日已经过去"),)),
    ), after=("主管到场查看",), when=TO_INVESTIGATE, whose=by_head,
        state="已有计划，待调查"),
    Act("调查报告", HEAD_ROLES, (
        _words("cause", "原因", required=True),
        _words("finding", "调查经过", required=True),
        Field("report", "报告", Kind.FILE),
    ), after=("部门计划",), when=TO_INVESTIGATE, whose=by_head, state="待方案"),
)  # fmt: skip

_DECIDING = (
    Act("方案", HEAD_ROLES, (
        _words("cause", "原因", required=True, default=_cause),
        _words("solution", "处理方案", required=True),
        _words("measures", "改进措施", required=True),
        Field("compensation", "补偿金额", Kind.MONEY, required=True, minimum=0,
              hint="不补偿填 0；批准以前不向客户许诺"),
    ), after=("主管到场查看", "调查报告"), whose=by_who_proposes, state="待批准方案"),
    Act("核准补偿", (SERVICE, "主任", MANAGER), effect=Effect.SIGN, signed=Signed.EITHER,
        after=("方案",), when=COMPENSATED, whose=by_amount, other_than=("方案",),
        box="补偿核准（权限核决表）"),
    Act("批准方案", (MANAGER,), effect=Effect.SIGN, signed=Signed.EITHER,
        after=("方案", "核准补偿"), when=EFFECTIVE, other_than=("方案",), box="公司经理批准",
        state="方案已批准，待答复"),
    Act("退回方案", ("主任", MANAGER), (_words("why", "退回原因", required=True),),
        after=("方案",), unless=("批准方案",), undoes=("方案", "核准补偿"), repeats=True,
        as_needed=True, state="方案退回"),
)  # fmt: skip

_TO_ANSWER = EFFECTIVE & NAMED & ~ANSWERED
_ANSWERING = (
    Act("答复说明", (DESK, SERVICE), (
        _words("words", "怎样说明、答复", required=True),
    ), after=(TALK,), when=COMMUNICATIVE, state="已答复，待结案"),
    Act("答复信", (DESK, SERVICE), (
        _words("letter", "信的正文", required=True),
        Field("on", "落款日期", Kind.DATE, default="today"),
    ), after=("批准方案",), when=_TO_ANSWER & ~did("电话答复"), unless=_LATE,
        state="已答复，待结案", prints=("回复函",)),
    Act("电话答复", (DESK, SERVICE), (
        Field("way", "方式", Kind.CHOICE, required=True, choices=("电话", "当面"), default="电话"),
        _words("words", "怎样答复、客户怎样说", required=True),
    ), after=("批准方案",), when=_TO_ANSWER & ~did("答复信"), unless=_LATE, state="已答复，待结案"),
    Act("公开答复", (SERVICE, MANAGER), (
        Field("letter", "公开信", Kind.REFERENCE, refers=("GK",)),
    ), after=("批准方案", "答复说明"), after_any=(JUDGED, TALK), though=_LATE, passed_only=True),
    Act("结案", (SERVICE,), (
        Field("satisfied", "客户意见", Kind.CHOICE, required=True,
              choices=("满意", "基本满意", "不满意", "未表态"), default="满意"),
        Field("letter_only", "上级只要书面答复", Kind.YES_NO, default=False),
        Field("reply", "答复原件", Kind.FILE, hint="匿名的、上级只要书面答复的，不回访，附上答复",
              required=(when(letter_only=True) | ~NAMED) & ~ANSWERED),
        Field("remarks", "结案说明", longest=200, width=2),
    ), Effect.CLOSE, after=("上报主任", "上报公司经理", "批准方案", "答复说明", "答复信", "电话答复"),
        after_any=(JUDGED, TALK), state="已结案"),
    Act("回报结果", (SERVICE, MANAGER), (
        Field("way", "怎样回报", Kind.CHOICE, required=True, choices=("书面", "电话", "网上"),
              default="书面"),
        _words("words", "回报内容"),
    ), after=_LATE, though=_LATE, when=FORWARDED),
)  # fmt: skip

_FOLLOWING = (
    Act("回访", (DESK, SERVICE, MANAGER), (
        Field("way", "回访方式", Kind.CHOICE, required=True, choices=("电话回访", "上门回访"),
              default="电话回访"),
        Field("customer_signed", "客户已签字", Kind.YES_NO, required=when(way="上门回访"),
              shown=when(way="上门回访"), checks=(must_be_yes("上门回访须客户签字"),)),
        Field("satisfied", "是否满意", Kind.CHOICE, required=True,
              choices=("满意", "基本满意", "不满意", "没联系上"), default="满意"),
        _words("grievance", "新的不满", required=when(satisfied="不满意"),
               hint="有新的不满，到期再回访，直到了结"),
    ), after=_LATE, though=_LATE, when=CALLED, repeats=True),
    Act("跟进", HEAD_ROLES, (
        _words("words", "怎样处理", required=True),
    ), after=("回访",), though=_LATE, when=did("回访"), whose=by_head_or_service,
        repeats=True, as_needed=True),
    Act("主管批注", (SERVICE,), (
        Field("words", "批注", Kind.LONG_TEXT, required=True, longest=300, width=3),
    ), after=("回访",), though=_LATE, when=did("回访"), repeats=True),
    Act("重新处理", (SERVICE, "主任", MANAGER), (_words("why", "原因", required=True),),
        after=(JUDGED, "结案"), though=_LATE, undoes=(*_SOLVING, *_AFTERWARDS), repeats=True,
        as_needed=True, state="重新处理"),
    Act("转为有效", (SERVICE, "主任", MANAGER), (_words("why", "哪里没有处理好", required=True),),
        after=(TALK,), though=_LATE, undoes=(TALK, "答复说明", *_SOLVING, *_AFTERWARDS),
        as_needed=True, state="转为有效，待判断"),
)  # fmt: skip

_MORE = Act("增加投诉人", (DESK, SERVICE), (
    Field("unit", "房号", Kind.UNIT),
    Field("name", "姓名", Kind.PERSON, required=True),
    Field("phone", "联系电话", Kind.PHONE),
    Field("channel", "来访方式", Kind.CHOICE, required=True, choices=CHANNELS, default="来电"),
    Field("received_at", "接到时间", Kind.DATETIME, default="now", checks=RECEIVED),
    _words("words", "补充"),
), unless=_LATE, repeats=True, as_needed=True)  # fmt: skip

ACTS = (
    *_JUDGING, *_LOOKING, *_DECIDING, *_ANSWERING, *_FOLLOWING, _MORE, handed_over(*_LATE),
    reject("撤诉", DESK, SERVICE, unless=_LATE, state="已撤诉"),
    void(SERVICE, "主任"),
)  # fmt: skip
"""In the order of the chain, what is done at need after it."""

"""Answers of the command line in plain Chinese, for people without --json."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from db.statistics.report import words as as_words
from forms.display import shown
from forms.fields import Field
from forms.form import Form

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


ARGUMENTS = (
    ("argument verb:", "动作"),
    ("argument ", ""),
    ("the following arguments are required:", "还缺"),
    ("unrecognized arguments:", "多出"),
    ("expected at least one argument", "后面要写内容"),
    ("expected one argument", "后面要写内容"),
    ("not allowed with", "不能同时写"),
    ("invalid int value:", "应为整数，现为"),
    ("invalid choice:", "没有"),
    ("choose from", "可用"),
)
"""argparse's English and what the desk reads instead, the longer wordings first."""


def trouble(answer: Mapping[str, Any]) -> str:
    """Refusals one a line, with their fields; what the environment did; an apology."""
    if "refused" in answer:
        return "\n".join(
            f"{path}：{words}" if path else words for path, words in answer["refused"].items()
        )
    if "environment" in answer:
        return str(answer["environment"])
    return "程序出错了，很抱歉。数据没有改动；详情在数据文件夹的 logs/qiantai.log。"


def words(verb: str, answer: Any, forms: Iterable[Form] = ()) -> str:
    """An answer as lines of text; `forms` give a record's fields their labels."""
    if isinstance(answer, list):
        return "\n".join(_line(one) for one in answer) if answer else "没有"
    if verb == "statistics":
        return _report(answer)
    if verb == "show":
        form = next(one for one in forms if one.code == answer["form"])
        answer = _labelled(form, answer)
    if verb == "check":
        answer = {key: "无误" if told == "ok" else told for key, told in answer.items()}
    return "\n".join(_pair(key, value) for key, value in answer.items())


def _report(answer: Mapping[str, Any]) -> str:
    """A report as a table of words, its notes under it."""
    kinds = {one["label"]: one["kind"] for one in answer["columns"]}
    rows = [*answer["rows"], *([answer["total"]] if answer["total"] else [])]
    lines = [f"{answer['name']}　{answer['from']} 至 {answer['to']}", "　".join(kinds)]
    lines += ["　".join(as_words(kinds[key], one[key]) for key in kinds) for one in rows]
    more = [f"文件：{answer['file']}"] if "file" in answer else []
    return "\n".join([*lines, *answer["notes"], *more])


def _labelled(form: Form, record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as `show` answers it, its values and those of its acts as people read them."""
    acts = [
        one | {"values": _read(form.act(one["name"]).fields, one["values"])}
        for one in record["acts"]
    ]
    return {**record, "form": form.title, "values": _read(form.fields, record["values"]),
            "acts": acts}  # fmt: skip


def _read(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, str]:
    return {one.label: shown(one, values[one.key]) for one in fields if one.key in values}


def _line(one: Any) -> str:
    if not isinstance(one, Mapping):
        return str(one)
    if "code" in one and "title" in one:
        return f"{one['code']}　{one['title']}（{one['desk']}）"
    return "　".join(_cell(value) for value in one.values() if value not in (None, "", [], {}))


def _pair(key: str, value: Any) -> str:
    name = LABELS.get(key, key)
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return f"{name}：\n" + "\n".join(f"  {_line(one)}" for one in value)
    if key in ("values", "standing") and isinstance(value, Mapping):
        return "\n".join(_pair(own, one) for own, one in value.items())
    return f"{name}：{_cell(value)}"


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(_cell(one) for one in value.values() if one not in (None, ""))
    if isinstance(value, list):
        return "、".join(_cell(one) for one in value) or "无"
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return value.replace("T", " ")
    return {None: "", True: "是", False: "否"}.get(value, str(value)) if isinstance(
        value, (bool, type(None))
    ) else str(value)


LABELS = {
    "number": "编号", "code": "代码", "standing": "状态", "state": "状态", "next": "可办",
    "due": "期限", "valid_until": "有效期至", "holder": "持有", "verdict": "结论",
    "reason": "原因", "lines": "物品", "ink": "纸上应有", "pages": "页", "copies": "联",
    "job": "打印任务", "prints": "打印", "file": "文件", "records": "单据", "verified": "已校验",
    "second": "第二处", "mails": "邮件", "to": "寄给", "scans": "扫描件", "workbook": "表格",
    "addresses": "邮箱", "numbers": "单据",
    "administrator": "系统管理员", "staff": "工号", "password": "密码", "recovery": "恢复码",
    "name": "名称", "roles": "角色", "form": "表单", "values": "内容", "acts": "手续",
    "linked": "关联", "rows": "行", "journal": "日志", "search": "查找", "warnings": "提醒",
    "accepted": "导入", "unchanged": "已有", "conflicts": "与登记不符", "rejected": "内容有错",
    "rejects": "没有导入的行", "as_of": "截至", "cleared": "不再欠费",
    "day": "营业日", "closed": "已结", "close": "日结单", "cashiers": "各收款人",
    "kinds": "项目", "methods": "各付款方式", "opening_cash": "期初现金", "handed_in": "上交现金",
    "differences": "差额", "closing_cash": "期末现金", "deposits": "押金",
    "people": "相关", "arrears": "欠费", "paid": "已付", "open": "在办", "count": "共",
    "title": "名称", "id": "标识", "kind": "种类",
    "first": "第一次设自己的密码", "changed": "改了", "without": "要重设密码的人", "aside": "旧数据移到",
    "opened": "打得开", "made": "另开",
    "confirmed": "已确认", "halts": "还停着的原因",
    "gate": "门岗电脑", "gate_code": "门岗码", "sequence": "第几号", "made_at": "做于",
    "slips": "有效的单", "over": "已失效的单", "office": "单位", "caution": "注意", "files": "文件",
    "fresh": "还没并回", "done": "已记入", "told": "已收下", "known": "以前并回过", "warning": "注意",
    "outcome": "情况", "words": "说明",
    "why": "理由", "proposed_by": "提出", "proposed_at": "提出时间", "approved_by": "批准",
    "done_at": "销毁完成", "items": "清单", "counts": "销毁了", "until": "何时删去", "since": "可以销毁",
    "what": "什么", "still_held": "仍含旧值的副本",
    "issued_at": "开具时间", "issued_by": "经办", "at": "时间", "by": "经手",
}  # fmt: skip

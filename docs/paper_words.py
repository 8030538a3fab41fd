"""Invented words for the pictures of papers (`docs/make_paper_pictures.py`), where the examples and
the demo estate have none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.demo_words import ANSWERS, WORDS
from forms.facts import Facts
from forms.fields import Field
from tests.forms.played import SAMPLES

FILLED_IN = frozenset(one for one in SAMPLES.values() if isinstance(one, str) and "虚构" in one)
OWN = {
    "施工时间": "周一至周六 9:00—12:00、14:00—18:00", "动火时段": "9:00—11:30", "流水号": "4200001872",
    "收据号": "SJ-2026-000417", "复查情况": "已按要求整改", "验收结果": "合格，现场已清理",
    "检查结果": "照批准的做，没有破坏结构", "使用前状况": "完好", "使用后状况": "完好，已清扫", "项目": "换水龙头",
    "说明": "已当面说明", "部门": "工程部", "转给谁": "工程部 孙立", "首问人": "1003 李敏",
    "备用金由": "1004 周洁", "意见": "同意", "文件": "住宅质量保证书", "种类": "入户门钥匙",
    "检查人": "郑凯、马超群", "情况": "楼道堆放纸箱", "走访人": "1003 李敏", "地点": "一楼会议室",
    "主持人": "何静", "意见、需求": "周末装修噪声大", "题目": "维修是否及时", "目标": "达到",
    "措施": "维修工分片包楼，两小时内上门", "负责人": "孙立", "完成情况": "已分片，回访满意",
    "销售顾问": "林夏", "检查意见": "合格", "经过、原因": "到期无人认领", "怎样处理": "当场处理好",
}  # fmt: skip
"""By the label of the field."""


def told(one: Field, value: Any, facts: Facts) -> Any:
    """The value with the filler of the tests replaced; in lines too, with what is reckoned there.
    """
    if isinstance(value, str) and value in FILLED_IN:
        known = OWN.get(one.label) or next(
            (words[one.label][0] for words in (WORDS, ANSWERS) if one.label in words), value
        )
        return known[: one.longest] if one.longest else known
    if isinstance(value, list) and one.columns:
        return [_line(one, line, facts) for line in value]
    return value


def _line(one: Field, line: Any, facts: Facts) -> Any:
    if not isinstance(line, Mapping):
        return line
    made = {key: told(one.column(key), value, facts) for key, value in line.items()}
    for column in one.columns:
        if column.reckoned is not None and column.key not in made:
            made[column.key] = column.reckoned(made, facts)
    return made

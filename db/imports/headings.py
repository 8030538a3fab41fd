"""What the headings of estate tables mean: 房号, 业主电话, 证件号码 … in their usual wordings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from db.errors import Refused
from forms.values import Invalid, relation, text

PLACE = ("unit", "building", "entrance")
OF_UNIT = (*PLACE, "area", "kind")
OF_PERSON = ("name", "phone", "id_number", "id_kind", "role", "type", "since", "until")
OF_CAR = ("plate", "model", "colour", "space", "driver")
OF_DEBT = ("month", "months", "billed", "paid", "owed", "item")
IN_MONTH = "in_month"
"""A column of its own for a month: 2026年9月, 2026.10, 11月."""
IGNORED = "ignored"
STRANGER = "stranger"

LABELS: Mapping[str, str] = {
    "unit": "房号", "building": "楼栋", "entrance": "单元", "area": "面积", "kind": "房屋类型",
    "name": "姓名", "phone": "电话", "id_number": "证件号码", "id_kind": "证件种类", "role": "身份",
    "type": "类型", "since": "入住日期", "until": "到期日期", "plate": "车牌", "model": "车型",
    "colour": "颜色", "space": "车位", "driver": "车主", "month": "月份", "months": "欠费月数",
    "billed": "应收", "paid": "已收", "owed": "欠费", "item": "收费项目", IN_MONTH: "当月欠费",
    IGNORED: "不导入", STRANGER: "不导入",
}  # fmt: skip
"""Field -> what people call it."""

_WORDS = {
    "unit": (
        "房号 房间号 房间 房间号码 房间编号 房间名称 房间全称 室号 室 户号 房屋 房屋号 房屋编号 房屋名称"
        " 房屋地址 房产 房产编号 房产名称 单元房号 单元室号 门牌 门牌号 门牌号码 物业单元 住址 地址"
        " 房屋坐落 坐落 楼栋房号 栋号房号 栋房号 楼房号 资源名称 unit room"
    ),
    "building": (
        "楼栋 楼栋号 楼栋名称 栋号 栋 栋数 幢号 幢 座号 座 栋座 座栋 楼号 楼 楼座 楼宇 楼宇名称"
        " 大楼 building"
    ),
    "entrance": "单元 单元号 单元名称 梯号 梯 楼梯号 entrance",
    "area": (
        "面积 建筑面积 建面 房屋面积 房产面积 产权面积 计费面积 收费面积 建筑面积平方米 面积平方米"
        " 建筑面积平米 面积平米 面积m2 建筑面积m2 area"
    ),
    "kind": (
        "房屋类型 房屋类别 房屋用途 房屋性质 房产类型 房产用途 物业类型 物业性质 使用性质 用途 业态"
        " kind"
    ),
    "type": "类型 类别 性质 type",
    "name": (
        "姓名 名字 名称 住户 住户名 业户 客户 客户名 联系人 人员 人员名称 居民 居住人 入住人 居住人员"
        " 使用人 成员 name person"
    ),
    "phone": (
        "电话 电话号码 联系电话 联系电话号码 联系方式 联系手机 联系号码 手机 手机号 手机号码 移动电话"
        " 电话手机 手机电话 住宅电话 家庭电话 固定电话 座机 phone mobile tel telephone"
    ),
    "id_number": (
        "身份证 身份证号 身份证号码 证件号 证件号码 证件编号 公民身份号码 公民身份证号码 有效证件号码"
        " 身份证件号码 身份证件号 证号 id idnumber idno document"
    ),
    "id_kind": "证件 证件类型 证件种类 证件类别 证件名称 有效证件 身份证件类型 idkind documentkind",
    "role": (
        "身份 关系 与业主关系 与户主关系 与产权人关系 家庭关系 成员关系 住户类型 住户类别 住户性质"
        " 住户身份 客户类型 客户类别 人员类型 人员类别 人员身份 居住身份 身份类型 居住类型 role relation"
    ),
    "since": (
        "入住日期 入住时间 入住 入住日 入住年月日 迁入日期 迁入时间 登记入住日期 起始日期 开始日期"
        " 起始时间 开始时间 since from"
    ),
    "until": (
        "到期日期 到期时间 到期日 截止日期 截止时间 结束日期 结束时间 迁出日期 迁出时间 搬离日期"
        " 搬出日期 until to"
    ),
    "plate": (
        "车牌 车牌号 车牌号码 车号 车辆 车辆车牌 车辆牌号 车辆号牌 车辆号码 车辆牌照 车辆牌照号 牌照 牌照号"
        " 牌照号码 号牌 号牌号码 机动车 机动车牌号 机动车号牌 登记车辆 车辆信息 plate vehicle car"
    ),
    "model": "车型 车辆型号 车辆类型 品牌 车辆品牌 品牌型号 厂牌型号 车辆品牌型号 车款 model",
    "colour": "颜色 车辆颜色 车身颜色 车色 colour color",
    "space": "车位 车位号 车位号码 车位编号 停车位 停车位号 泊位 泊位号 固定车位 space",
    "driver": "车主 车主姓名 车辆所有人 车辆所有人姓名 驾驶人 驾驶员 driver",
    "month": (
        "月份 账期 帐期 费用月份 收费月份 欠费月份 欠费账期 计费月份 所属月份 所属期 所属账期 费用所属期"
        " 费用期间 收费期间 欠费期间 欠费期 计费期间 计费周期 收费周期 缴费周期 欠费时段 应收月份 月度 年月"
        " month period"
    ),
    "months": (
        "欠费月数 欠费期数 欠费月份数 欠缴月数 拖欠月数 欠款月数 未缴月数 未交月数 欠费个月 欠月"
        " months"
    ),
    "billed": (
        "应收 应收金额 应收款 应收费用 应收物业费 应收管理费 应收合计 应缴 应缴金额 应交 应交金额 应付金额"
        " billed due"
    ),
    "paid": (
        "已收 已收金额 实收 实收金额 实缴 实缴金额 实交 实交金额 已缴 已缴金额 已交 已交金额 已付金额"
        " 已收合计 实收合计 paid"
    ),
    "owed": (
        "欠费 欠费金额 欠费合计 欠费总额 欠费总计 累计欠费 累计欠费金额 欠款 欠款金额 欠款合计 欠缴 欠缴金额"
        " 欠缴合计 欠交 欠交金额 欠收 未收 未收金额 未收合计 未缴 未缴金额 未缴合计 未交 未交金额 未付金额"
        " 欠物业费 欠管理费 欠缴物业费 欠缴管理费 拖欠金额 尚欠 尚欠金额 余欠 合计欠费 总欠费 欠费额"
        " owed amount arrears"
    ),
    "item": "收费项目 费用项目 费用名称 费用类型 费用类别 费项 费项名称 收费名称 科目 款项 item",
    IGNORED: "不导入 忽略 备注 序号 编号 车主电话 车主联系电话 车主手机 ignore ignored none",
    STRANGER: "紧急联系人 应急联系人 担保人 中介 经办人 登记人 管家 房管员 介绍人 代理人",
}
_OWNERS = {
    "since": "交房日期 交房时间 收房日期 收房时间 入伙日期 入伙时间 交付日期 接房日期",
    "name": "owner",
}
_TENANTS = {
    "since": (
        "起租 起租日 起租日期 起租时间 租期起 租赁起 租赁开始 租赁起始日期 租赁开始日期 合同起始日期"
        " 合同开始日期"
    ),
    "until": (
        "止租 止租日 止租日期 止租时间 租期止 租期至 租赁止 租赁到期 租赁到期日 租赁到期日期"
        " 租赁结束日期 退租日期 退租时间 合同到期日期 合同截止日期"
    ),
    "name": "tenant",
}
_WHOSE = (
    (relation.JOINT, "共有产权人 共有业主 共有人"),
    (relation.OWNER, "业主 产权人 房主 户主 权利人 所有权人 买受人 购房人 owner"),
    (relation.TENANT, "租户 租客 承租人 承租方 租赁人 租赁户 租住人 tenant"),
    (relation.FAMILY, "家庭成员 家属 同住人"),
    ("", "住户 客户 业户 居民 人员 居住人 入住人 使用人 成员 本人 个人 房屋 房产 物业 单元"),
)
MONTH = re.compile(
    r"(?:(?P<year>(?:19|20)[0-9]{2})\s*[年./\-]?\s*)?(?P<month>1[0-2]|0?[1-9])\s*(?P<word>月份?)?"
    r"\s*(?P<rest>[^0-9]*)"
)
"""A heading that names a month, with what it says of it."""
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_FILLING = ("信息", "资料", "情况", "基本信息", "基本资料", "基本情况", "登记", "")


@dataclass(frozen=True)
class Meaning:
    """A field, and whose it is: 业主, 租户 …, "" where the heading does not say."""

    field: str
    whose: str = ""

    @property
    def label(self) -> str:
        """What people call it: 业主电话."""
        own = LABELS[self.field]
        return self.whose + own if self.whose and self.field in (*OF_PERSON, *OF_CAR) else own


def _known() -> dict[str, Meaning]:
    found = {
        word: Meaning(field) for field, words in _WORDS.items() for word in words.split()
    }
    for whose, table in ((relation.OWNER, _OWNERS), (relation.TENANT, _TENANTS)):
        for field, words in table.items():
            found |= {word: Meaning(field, whose) for word in words.split()}
    return found


_KNOWN = _known()
_PEOPLE = (
    *map(Meaning, ("name", "phone", "id_number", "id_kind", "role", "since", "until")),
    *(
        Meaning(field, whose)
        for whose in (relation.OWNER, relation.TENANT)
        for field in ("name", "phone", "id_number", "since", "until")
    ),
)
_CARS = tuple(map(Meaning, OF_CAR))
_CHOICES = {
    "units": (*map(Meaning, OF_UNIT), *_PEOPLE, *_CARS),
    "vehicles": (*map(Meaning, PLACE), Meaning("name", relation.OWNER), *_CARS),
    "arrears": (*map(Meaning, (*PLACE, *OF_DEBT)),),
}
OFFERED: Mapping[str, Mapping[str, Meaning]] = {
    what: {one.label: one for one in (*choices, Meaning(IGNORED))}
    for what, choices in _CHOICES.items()
}
"""What the user may choose for a column, by what the workbook holds and by its words."""


def bare(heading: str) -> str:
    """A heading without spaces, marks, units and trailing numbers, in lower case.

    Who stands in brackets goes to the front: 姓名（租户） is 租户姓名.
    """
    try:
        plain = text.halfwidth(heading, longest=200).lower()
    except Invalid:
        return ""
    front = ""
    for inside in _BRACKETS.findall(plain):
        word = "".join(inside.split())
        if not front and any(word in words.split() for _, words in _WHOSE):
            front = word
    plain = front + _BRACKETS.sub("", plain)
    plain = re.sub(r"[\s*:：_'\"“”、,，。./\\|·•?!#()（）㎡²-]|的", "", plain)
    return re.sub(r"(?<=\D)[0-9一二三四五六]+$", "", plain) if len(plain) > 2 else plain


@lru_cache(maxsize=2000)
def meaning(heading: str) -> Meaning | None:
    """What a heading means, None when it is none of the usual ones."""
    plain = bare(heading)
    found = _KNOWN.get(plain)
    if found is not None or not plain:
        return found
    if month_in(heading) is not None:
        return Meaning(IN_MONTH)
    for whose, words in _WHOSE:
        for word in words.split():
            if plain.startswith(word):
                own = _own(whose, plain.removeprefix(word))
                if own is not None:
                    return own
    return None


def month_in(heading: str) -> tuple[int | None, int, str] | None:
    """Year or None, month, and what the column holds of it (billed, paid or owed); None for any
    other heading. A bare number is no month."""
    try:
        plain = _BRACKETS.sub("", text.halfwidth(heading, longest=60))
    except Invalid:
        return None
    match = MONTH.fullmatch("".join(plain.split()))
    if match is None or not (match["year"] or match["word"]):
        return None
    rest = re.sub("^的|^(?:物业|管理|物业管理|物业服务)费?|元$", "", match["rest"])
    held = _KNOWN.get(rest) if rest else Meaning("owed")
    if held is None or held.field not in ("billed", "paid", "owed"):
        return None
    return int(match["year"]) if match["year"] else None, int(match["month"]), held.field


def _own(whose: str, rest: str) -> Meaning | None:
    """What is left of a heading after the person it is about."""
    if not rest:
        return Meaning("name", whose) if whose else None
    for filling in _FILLING:
        found = _KNOWN.get(rest.removeprefix(filling)) if rest.startswith(filling) else None
        if found is None:
            continue
        if found.field in (*OF_PERSON, *OF_CAR) and found.whose in ("", whose):
            return Meaning(found.field, whose or found.whose)
        if found.field in OF_DEBT or (found.field in OF_UNIT and not whose):
            return found
    return None


def mapping(typed: str) -> dict[str, Meaning]:
    """What "heading=field,heading=field" says, by bare heading; Refused("map") for nonsense.

    A field is named like a usual heading (房号, 业主电话) or in English (unit, owner, phone).
    """
    found = {}
    for pair in filter(str.strip, re.split("[,，;；\n]", typed)):
        heading, equals, field = pair.replace("＝", "=").partition("=")
        known = meaning(field)
        if not equals or not bare(heading):
            raise Refused({"map": f"对照应写成 表头=内容，现为 {pair.strip()}"})
        if known is None:
            names = "、".join(dict.fromkeys(LABELS.values()))
            raise Refused({"map": f"没有“{field.strip()}”这种内容，可写：{names}、业主电话、租户姓名等"})
        found[bare(heading)] = known
    return found

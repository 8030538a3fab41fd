"""What the desk types about units, the people in them and their vehicles, as fields.

The same rules and inputs as for forms; kept by `db.estate`, not as records.
"""

from __future__ import annotations

from forms.fields import Field, Kind
from forms.values import relation

UNIT = (
    Field("unit", "房号", Kind.UNIT, required=True),
    Field("area", "面积（㎡）", Kind.NUMBER, decimals=2, minimum=0.01, maximum=100_000),
    Field(
        "kind", "类型", longest=20, hint="住宅、商铺、办公、车位…",
        suggestions=("住宅", "商铺", "办公", "公寓", "车位", "储藏室"),
    ),
)  # fmt: skip
PERSON = (
    Field("person", "姓名", Kind.PERSON, required=True),
    Field("phone", "电话", Kind.PHONE),
    Field("note", "备注", longest=100),
    Field("document", "证件", Kind.ID_DOCUMENT, width=2),
)
HOME = (
    Field(
        "role", "身份", required=True, longest=20, hint="业主、租户、家庭成员…",
        suggestions=(relation.OWNER, relation.TENANT, relation.FAMILY, relation.RESIDENT,
                     relation.JOINT),
    ),
    Field("since", "入住日期", Kind.DATE, hint="不知道可以空着"),
    Field("until", "搬出日期", Kind.DATE, hint="还住着就空着"),
)  # fmt: skip
RESIDENT = (PERSON[0], HOME[0], PERSON[1], PERSON[3], PERSON[2], HOME[1], HOME[2])
"""Somebody who lives in a unit, in the order in which one is asked."""
LEAVING = (
    Field(
        "until", "搬出日期", Kind.DATE, required=True, default="today",
        hint="空着就是今天；这一天还算住着",
    ),
)  # fmt: skip
VEHICLE = (
    Field("plate", "车牌", Kind.PLATE, required=True),
    Field("unit", "停放的房号", Kind.UNIT),
    Field("note", "备注", longest=100, width=3, hint="车型、颜色、车位…"),
)
"""Whose it is, is chosen among those who live in the unit: a field of its own (`owner`)."""
KEYS = {
    "unit": {"label": "房号", "area_m2": "面积", "kind": "类型"},
    "person": {"name": "姓名", "phone": "电话", "id_kind": "证件", "id_number": "证件号码",
               "note": "备注"},
    "residence": {"role": "身份", "since": "入住", "until": "搬出"},
    "vehicle": {"plate": "车牌", "unit_id": "房号", "person_id": "车主", "note": "备注"},
}  # fmt: skip
"""What each kept value is called, by what it belongs to."""
CONSENT = (
    Field("purpose", "用途", required=True, longest=40, width=2,
          suggestions=("物业服务", "出入登记", "装修管理", "通知和回访", "车辆管理", "交给合作单位办理业务")),
    Field("scope", "范围", required=True, longest=60, width=3,
          suggestions=("姓名、电话", "姓名、电话、证件号码", "姓名、电话、车牌", "证件照片")),
    Field("way", "怎样表示的", Kind.CHOICE, required=True,
          choices=("书面签字", "当面口头", "电话", "短信、邮件"), default="书面签字"),
    Field("day", "日期", Kind.DATE, required=True, default="today"),
)  # fmt: skip
"""What a person consented to, or takes back (personal data of a kind, for a purpose)."""
